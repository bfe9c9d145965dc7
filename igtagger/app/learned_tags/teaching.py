"""Teaching an own tag: from what the person decided to a head, and to pictures that are alike.

Examples are the pictures that have the own tag; rejected are those for which the label of the
taught tag was rejected. Against them stand pictures about which nobody decided anything. All of it
is NumPy over features that are kept: no model is loaded, and no picture decoded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from igtagger.app.learned_tags.label_directions import Directions, no_directions
from igtagger.app.learned_tags.taught_tags import TaughtTags, too_few
from igtagger.domain import LabelRef
from igtagger.errors import UsageError
from igtagger.labels.own_tags import cleaned
from igtagger.library.facade import Library
from igtagger.library.features import FeatureSet, FeaturesKey
from igtagger.models.heads import rooted_products
from igtagger.models.tag_head import LEAST_EXAMPLES, Expected, TagHead, fit_tag
from igtagger.models.taught import TAUGHT, TaughtTag

SAMPLE = 2000
"""Pictures that nobody decided about and that stand for all of those: a fit is as good with more of
them, and takes longer."""
_MIXER = np.uint64(0x9E3779B97F4A7C15)
"""Knuth's multiplicative hashing: which pictures are in the sample has nothing to do with when they
came into the library, and is the same every time."""

_NO_INDEX = -1
"""Of a tag that has no place in the store yet."""

Places = NDArray[np.int64]


class TaughtSuggestion(NamedTuple):
    """A picture that may show what is taught, and the probability of that, 0 to 1."""

    path: Path
    score: float


class Examples(NamedTuple):
    """How many pictures a tag was learned from: with it, and those it was rejected for."""

    confirmed: int
    rejected: int


class Teaching:
    """All lessons on the features of one model. What is read of the library is kept between them.

    Its methods, and those of lessons, wait for the library: they are not for the GUI's thread, and
    one thread at a time may call them.

    Args:
        library: pictures, their features, and what was decided about them.
        store: taught tags.
        key: whose features.
        directions: of these.

    Raises:
        LibraryError: features cannot be read; so do :meth:`refresh` and lessons.
    """

    def __init__(
        self,
        library: Library,
        store: TaughtTags,
        key: FeaturesKey,
        directions: Directions = no_directions,
    ) -> None:
        self.library, self.store, self.key = library, store, key
        self._find_directions = directions
        self.refresh()

    def refresh(self) -> None:
        """Look again which pictures have features."""
        self.kept: FeatureSet | None = self.library.features(self.key)
        for name in ("_by_number", "_mixed"):
            self.__dict__.pop(name, None)

    @property
    def count(self) -> int:
        """How many pictures have features; 0 where they must be made first."""
        return len(self.kept) if self.kept is not None else 0

    def lesson(self, name: str) -> Lesson:
        """One about the tag of that name.

        Raises:
            UsageError: that can be no tag; or no picture has features.
            SettingsError: the store cannot be read.
        """
        if not (name := cleaned(name)):
            raise UsageError("taught.no-name")
        if self.kept is None:
            raise UsageError("taught.no-examples", name=name)
        return Lesson(self, self.store.get(name) or self._new(name))

    def _new(self, name: str) -> TaughtTag:
        assert self.kept is not None
        model, weights, _ = self.key
        nothing = np.zeros(self.kept.channels, np.float32)
        return TaughtTag(_NO_INDEX, name, model, weights, nothing, 0.0, 1.0)

    def places(self, numbers: Iterable[int]) -> Places:
        """Where the features of those pictures are, as far as they have any, rising."""
        assert self.kept is not None
        wanted = np.unique(np.fromiter(numbers, np.int64))
        order, rising = self._by_number
        found = np.searchsorted(rising, wanted)
        within = found < len(rising)
        is_there = rising[found[within]] == wanted[within]
        return np.sort(order[found[within][is_there]])

    def others(self, decided: Places) -> Places:
        """The sample, without pictures about which something was decided, and their copies."""
        assert self.kept is not None
        rows = self.kept.rows
        free = ~np.isin(rows, rows[decided])
        open_places = np.flatnonzero(free)
        if len(open_places) > SAMPLE:
            first = np.argpartition(self._mixed[open_places], SAMPLE)[:SAMPLE]
            open_places = open_places[first]
        return np.sort(open_places)

    @cached_property
    def directions(self) -> NDArray[np.float32] | None:
        """See :func:`igtagger.models.tag_head.fit_tag`."""
        return self._find_directions(self.key)

    @cached_property
    def _by_number(self) -> tuple[Places, NDArray[np.int64]]:
        assert self.kept is not None
        order = np.argsort(self.kept.images, kind="stable")
        return order, self.kept.images[order]

    @cached_property
    def _mixed(self) -> NDArray[np.uint64]:
        assert self.kept is not None
        mixed: NDArray[np.uint64] = self.kept.images.astype(np.uint64) * _MIXER >> np.uint64(32)
        return mixed


class Lesson:
    """The teaching of one tag: learn, suggest, decide, and learn again.

    Attributes:
        expected: what to expect of the tag's threshold; None where there are too few examples.
    """

    def __init__(self, teaching: Teaching, tag: TaughtTag) -> None:
        self._teaching, self._tag = teaching, tag
        self.expected: Expected | None = None
        self._scored: tuple[TaughtTag, NDArray[np.float32]] | None = None
        shown, refused = self._places((), (), ())
        self._decided = np.union1d(shown, refused)

    @property
    def name(self) -> str:
        """The own tag."""
        return self._tag.name

    @property
    def ref(self) -> LabelRef:
        """What a review rejects where a picture does not show it.

        A tag that is new has a place in the store from now on.

        Raises:
            UsageError: there are too many.
            SettingsError: the store cannot be written.
        """
        if self._tag.index == _NO_INDEX:
            teaching, tag = self._teaching, self._tag
            least = teaching.library.next_label(TAUGHT)
            model = tag.model_id, tag.weights_sha256, len(tag.weight)
            begun = teaching.store.begin(tag.name, *model, least_index=least)
            self._tag = replace(tag, index=begun.index)
        return LabelRef(TAUGHT, self._tag.index)

    @property
    def tag(self) -> TaughtTag:
        """As it was learned last; as the store had it while nothing was."""
        return self._tag

    @property
    def can_be_automatic(self) -> bool:
        """Whether there are enough examples for it to be said by itself."""
        return self._tag.examples >= LEAST_EXAMPLES

    def learn(
        self,
        confirmed: Iterable[Path] = (),
        rejected: Iterable[Path] = (),
        undecided: Iterable[Path] = (),
    ) -> Examples:
        """Learn from all that was decided, which takes some tenths of a second.

        Args:
            confirmed: pictures that have the tag although the library does not say so yet.
            rejected: pictures for which it was rejected, likewise.
            undecided: pictures about which nothing is decided any more, likewise.

        Raises:
            UsageError: no picture that has features has the tag.
        """
        teaching = self._teaching
        assert teaching.kept is not None
        shown, refused = self._places(confirmed, rejected, undecided)
        if not len(shown):
            raise UsageError("taught.no-examples", name=self.name)
        self._decided = np.union1d(shown, refused)
        take = teaching.kept.take
        others = teaching.others(self._decided)
        head = fit_tag(take(shown), take(refused), take(others), teaching.directions)
        self._take_over(head, Examples(len(shown), len(refused)))
        return Examples(len(shown), len(refused))

    def _places(
        self, confirmed: Iterable[Path], rejected: Iterable[Path], undecided: Iterable[Path]
    ) -> tuple[Places, Places]:
        """Of the pictures that show it, and of those that do not."""
        teaching, library = self._teaching, self._teaching.library
        yes, no, none = (
            set(library.image_numbers(list(paths)).values())
            for paths in (confirmed, rejected, undecided)
        )
        kept_yes, kept_no = set(library.having_tag(self.name)), set[int]()
        if self._tag.index != _NO_INDEX:
            kept_no.update(library.rejecting(self.ref))
        shown = (kept_yes - no - none) | yes
        refused = (kept_no - none) | no
        return teaching.places(shown), teaching.places(refused - shown)

    def _take_over(self, head: TagHead, examples: Examples) -> None:
        model, weights, _ = self._teaching.key
        self.expected = head.expected
        self._tag = replace(
            self._tag,
            model_id=model,
            weights_sha256=weights,
            weight=head.weight,
            bias=head.bias,
            threshold=head.threshold,
            automatic=self._tag.automatic and examples.confirmed >= LEAST_EXAMPLES,
            examples=examples.confirmed,
            rejected=examples.rejected,
        )

    def suggestions(
        self, most: int = 100, among: Collection[Path] | None = None
    ) -> list[TaughtSuggestion]:
        """Pictures about which nothing is decided, the likeliest first, by one pass over all.

        Pictures that are gone, or cannot be reached now, are left out.

        Args:
            most: so many at most.
            among: only these; None for all of the library.

        Raises:
            UsageError: it has not been taught yet, or on another model.
        """
        scores = self._scores()
        open_ = np.ones(len(scores), bool)
        open_[self._decided] = False
        if among is not None:
            numbers = self._teaching.library.image_numbers(list(among)).values()
            wanted = np.zeros(len(scores), bool)
            wanted[self._teaching.places(numbers)] = True
            open_ &= wanted
        places = np.flatnonzero(open_)
        ranked = places[np.argsort(-scores[places], kind="stable")]
        return list(islice(self._present(ranked, scores, max(most, 1)), most))

    def _present(
        self, ranked: Places, scores: NDArray[np.float32], step: int
    ) -> Iterator[TaughtSuggestion]:
        """Those that are there, in their order; so many at a time are looked up in the library."""
        teaching = self._teaching
        assert teaching.kept is not None
        for start in range(0, len(ranked), step):
            places = ranked[start : start + step]
            numbers = teaching.kept.images[places].tolist()
            paths = teaching.library.image_paths(numbers)
            for number, score in zip(numbers, scores[places].tolist(), strict=True):
                path = paths.get(number)
                if path is not None and path.exists():
                    yield TaughtSuggestion(path, score)

    def _scores(self) -> NDArray[np.float32]:
        """Of all pictures with features, in their order, ``float32 (n,)``."""
        tag, kept = self._tag, self._teaching.kept
        assert kept is not None
        if not tag.examples:
            raise UsageError("taught.not-taught", name=tag.name)
        model, weights, _ = self._teaching.key
        if (tag.model_id, tag.weights_sha256) != (model, weights):
            raise other_weights(tag)
        if self._scored is None or self._scored[0] is not tag:
            self._scored = tag, tag_scores(kept, tag)
        return self._scored[1]

    def said(self) -> int:
        """Of how many pictures that have features it would be said; errors as of the last one."""
        return int(np.count_nonzero(self._scores() >= self._tag.threshold))

    def keep(self, *, automatic: bool | None = None) -> TaughtTag:
        """Write what was learned to the store.

        Args:
            automatic: whether it is to be said by itself; None leaves that as it was.

        Raises:
            UsageError: it is to be said by itself, with too few examples; or there are too many.
            SettingsError: the store cannot be written.
        """
        _ = self.ref  # a new one gets its place
        if automatic and not self.can_be_automatic:
            raise too_few(self._tag)
        if automatic is not None:
            self._tag = replace(self._tag, automatic=automatic)
        self._teaching.store.put([self._tag])
        return self._tag


def other_weights(tag: TaughtTag) -> UsageError:
    """The error for a tag that was taught with other weights than those that are in use."""
    return UsageError(
        "taught.other-weights",
        name=tag.name,
        model=tag.model_id,
        sha256=tag.weights_sha256[:12],
    )


def tag_scores(kept: FeatureSet, tag: TaughtTag) -> NDArray[np.float32]:
    """What a tag's head says of all pictures that have features, ``float32 (n,)``, 0 to 1."""
    logits = np.empty(len(kept), np.float32)

    def work(places: slice, block: NDArray[np.float32]) -> None:
        logits[places] = rooted_products(block, tag.weight)

    kept.work_through(work)
    logits += np.float32(tag.bias)
    scores: NDArray[np.float32] = np.exp(-np.logaddexp(np.float32(0), -logits))
    return scores
