"""What an own tag has been taught so far, and what is suggested for it, as a page shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from igtagger.app.learned_tags.label_directions import Directions, no_directions
from igtagger.app.learned_tags.proposal_pages import Proposal, Version
from igtagger.app.learned_tags.taught_tags import TaughtTags
from igtagger.app.learned_tags.teaching import Lesson, Teaching, tag_scores
from igtagger.domain import LabelRef
from igtagger.errors import UsageError
from igtagger.library.images import FileStamp
from igtagger.models.tag_head import LEAST_EXAMPLES

if TYPE_CHECKING:
    from igtagger.library.facade import Library
    from igtagger.library.features import FeaturesKey

NO_EXAMPLES = "taught.no-examples"


@dataclass(frozen=True, slots=True)
class TaughtSoFar:
    """What a tag has been taught.

    Attributes:
        ref: its label, which is rejected where a suggestion is wrong; None where nothing can be
            suggested yet.
        pictures: of how many it is kept what they look like.
        examples: how many of these have the tag.
        rejected: for how many of them it was rejected.
        automatic: whether it is said of pictures by itself.
        can_be_automatic: whether it may be.
        threshold: the least score at which it would be said, 0 to 1.
        said: of how many pictures it would be said.
        precision: which part of these has it, as far as examples tell, 0 to 1; None where they do
            not.
        proposals: the likeliest pictures that are not decided, the likeliest first.
    """

    ref: LabelRef | None = None
    pictures: int = 0
    examples: int = 0
    rejected: int = 0
    automatic: bool = False
    can_be_automatic: bool = False
    threshold: float = 1.0
    said: int = 0
    precision: float | None = None
    proposals: tuple[Proposal, ...] = ()

    @property
    def lacking(self) -> int:
        """How many more examples it takes until it can be said by itself.

        0 where it is, and where it is not kept what pictures look like: none can be counted there.
        """
        if self.automatic or not self.pictures:
            return 0
        return max(0, LEAST_EXAMPLES - self.examples)


class Lessons:
    """Lessons by the features of the model that is chosen.

    Every method may take a while; they, and those of lessons, wait for each other.

    Args:
        library: asked for when it is needed: it opens late.
        store: of taught tags.
        key: what the chosen model's features are kept under; WeightsError where it is not here.
        directions: of any model's.
    """

    def __init__(
        self,
        library: Callable[[], Library],
        store: TaughtTags,
        key: Callable[[], FeaturesKey],
        directions: Directions = no_directions,
    ) -> None:
        self._library, self.store, self._key = library, store, key
        self._directions = directions
        self.lock = RLock()
        self._teaching: tuple[FeaturesKey, Teaching] | None = None

    def teaching(self) -> Teaching:
        """What is kept of the chosen model; read once.

        Raises:
            WeightsError: its weights are not here.
            LibraryError: the library cannot be used.
        """
        with self.lock:
            key = self._key()
            if self._teaching is None or self._teaching[0] != key:
                teaching = Teaching(self._library(), self.store, key, self._directions)
                self._teaching = key, teaching
            return self._teaching[1]

    def refresh(self) -> None:
        """Look again which pictures have features: runs make some, too."""
        with self.lock:
            if self._teaching is not None:
                self._teaching[1].refresh()

    def said(self) -> dict[int, int]:
        """Of how many pictures each tag would be said that was taught on the chosen model.

        Returns:
            Counts by the tags' indices.

        Raises:
            WeightsError, LibraryError: as of :meth:`teaching`.
        """
        with self.lock:
            self.refresh()
            kept, key = self.teaching().kept, self._key()
            tags = self.store.of_model(key.model_id, key.weights_sha256)
            return {
                tag.index: int(np.count_nonzero(tag_scores(kept, tag) >= tag.threshold))
                for tag in tags
                if kept is not None and tag.examples
            }

    def of(self, name: str) -> TagLesson:
        """The lesson of one tag."""
        return TagLesson(self, name)


class TagLesson:
    """One tag's lesson; see :class:`Lessons`."""

    def __init__(self, lessons: Lessons, name: str) -> None:
        self._lessons, self.name = lessons, name
        self._lesson: Lesson | None = None

    def look(self, most: int) -> TaughtSoFar:
        """Learn what was decided so far, and suggest so many pictures at most.

        Raises:
            UsageError: it was taught with other weights, or has no name.
            WeightsError, LibraryError, SettingsError: what it needs cannot be read or written.
        """
        with self._lessons.lock:
            if self._lesson is None:
                self._lessons.refresh()
            teaching = self._lessons.teaching()
            if not teaching.count:
                return TaughtSoFar()
            lesson = self._begun()
            try:
                counts = lesson.learn()
            except UsageError as error:
                if error.reason.code != NO_EXAMPLES:
                    raise
                return TaughtSoFar(lesson.ref, teaching.count)
            tag, expected = lesson.tag, lesson.expected
            return TaughtSoFar(
                lesson.ref,
                teaching.count,
                counts.confirmed,
                counts.rejected,
                tag.automatic,
                lesson.can_be_automatic,
                tag.threshold,
                lesson.said(),
                expected.precision if expected is not None else None,
                tuple(
                    Proposal(
                        str(each.path), each.score, each.score >= tag.threshold, _version(each.path)
                    )
                    for each in lesson.suggestions(most)
                ),
            )

    def keep(self, *, automatic: bool | None = None) -> bool:
        """Keep what was learned.

        Args:
            automatic: have it said by itself, or no more; None leaves that as it is.

        Returns:
            Whether other pictures than before may have it by itself.

        Raises:
            UsageError: it has too few examples for that.
            SettingsError: it cannot be written.
        """
        with self._lessons.lock:
            before = self._lessons.store.get(self.name)
            after = self._begun().keep(automatic=automatic)
            return after.automatic or (before is not None and before.automatic)

    def _begun(self) -> Lesson:
        if self._lesson is None:
            self._lesson = self._lessons.teaching().lesson(self.name)
        return self._lesson


def _version(path: Path) -> Version:
    stamp = FileStamp.of(path)
    return (stamp.mtime_ns, stamp.ctime_ns or 0) if stamp is not None else (0, 0)
