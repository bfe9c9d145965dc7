"""Pictures that are there more than once, in groups with the best copy first.

Three kinds of likeness, the strongest first: files of the same bytes; the same picture in another
size or compression, by difference hashes; pictures that are near by their features. Those that one
kind joins are one picture for the next, which is looked at by the best of them. No group is a
chain: each picture in it is alike to the best copy, or is itself a copy of one that is.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Literal, NamedTuple, TypeVar

from igtagger.app.likeness.alike_pairs import Steps
from igtagger.app.likeness.content_columns import read_columns
from igtagger.app.likeness.feature_space import FeatureSpace, space_of
from igtagger.app.likeness.joining_copies import Copies, Likeness
from igtagger.app.likeness.near_features import NEAR
from igtagger.domain import Review
from igtagger.errors import Cancelled
from igtagger.labels import own_tags
from igtagger.library.contents import Content
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.spans import EVERYTHING, Span

BEST_TAG = "best copy"
"""The own tag of the copy that is to stay."""
DUPLICATE_TAG = "duplicate"
"""The own tag of the others."""
_MARKED_AT_ONCE = 500

T = TypeVar("T")
Stage = Literal["reading", "comparing", "hashes", "near"]


@dataclass(frozen=True, slots=True)
class Member:
    """A picture of a group.

    Attributes:
        path: where it is.
        width: pixels of the upright picture; 0 of a file that could not be read as one.
        height: likewise.
        size: in bytes.
        modified_ns: when, in nanoseconds since 1970.
        likeness: to the best copy; None of that itself.
        distance: bits by which its difference hash differs from the best copy's, 0 to 64; None
            where one is not known, and of the best copy itself.
        similarity: cosine of the features of both, -1 to 1; likewise.
    """

    path: Path
    width: int
    height: int
    size: int
    modified_ns: int
    likeness: Likeness | None
    distance: int | None
    similarity: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """Pictures that are alike: at least two, the best copy first, the most alike ones behind it."""

    members: tuple[Member, ...]

    @property
    def best(self) -> Member:
        """The copy that is proposed to stay."""
        return self.members[0]


class DuplicateProgress(NamedTuple):
    """How far a search is; stages follow in the order of :data:`Stage`."""

    stage: Stage
    done: int
    total: int


class DuplicateSearch:
    """One search for duplicates among pictures of the library; any thread.

    Args:
        library: what is kept of them.
        key: of which features; None finds no near ones.
        spans: which pictures.
        least: the weakest likeness that counts.
        near: the cosine from which pictures are near.
        cancel: set it, and the search ends without further groups: a normal end.
    """

    def __init__(
        self,
        library: Library,
        key: FeaturesKey | None,
        *,
        spans: Sequence[Span] = EVERYTHING,
        least: Likeness = Likeness.NEAR,
        near: float = NEAR,
        cancel: Event,
    ) -> None:
        self._library, self._key, self._spans = library, key, spans
        self._least, self._near, self._cancel = least, near, cancel
        self.pictures = 0
        """How many pictures were looked at; this and the next two are known after the search."""
        self.without_features = 0
        """How many of them have no features."""
        self.without_hash = 0
        """How many of them have no difference hash."""

    def search(self) -> Iterator[DuplicateProgress | Group]:
        """How far it is, and then the groups: by their strongest likeness, then by path.

        Raises:
            LibraryError: the library cannot be read.
        """
        try:
            reading = read_columns(self._library, self._spans)
            columns = yield from self._staged("reading", reading)
            copies = Copies.of(columns, self._space())
            self._count(copies)
            yield from self._join(copies)
            yield from self._groups(copies)
        except Cancelled:
            if not self._cancel.is_set():
                raise

    def _join(self, copies: Copies) -> Iterator[DuplicateProgress]:
        comparing = copies.join_bytes(self._library, self._go_on)
        yield from self._staged("comparing", comparing)
        if self._least >= Likeness.PICTURE:
            yield from self._staged("hashes", copies.join_hashes())
        if self._least >= Likeness.NEAR:
            yield from self._staged("near", copies.join_near(self._near))

    def _staged(
        self, stage: Stage, work: Generator[Steps, None, T]
    ) -> Generator[DuplicateProgress, None, T]:
        """What the work comes to; meanwhile how far it is."""
        while True:
            self._go_on()
            try:
                done, total = next(work)
            except StopIteration as end:
                result: T = end.value
                return result
            yield DuplicateProgress(stage, done, total)

    def _go_on(self) -> None:
        if self._cancel.is_set():
            raise Cancelled

    def _space(self) -> FeatureSpace | None:
        features = self._library.features(self._key) if self._key is not None else None
        return None if features is None else space_of(features, self._go_on)

    def _count(self, copies: Copies) -> None:
        pictures = copies.columns.are_pictures
        self.pictures = int(pictures.sum())
        self.without_features = int((pictures & (copies.features < 0)).sum())
        self.without_hash = int((pictures & ~copies.columns.hashed).sum())

    def _groups(self, copies: Copies) -> Iterator[Group]:
        for places in copies.groups():
            self._go_on()
            if (group := self._group(copies, places.tolist())) is not None:
                yield group

    def _group(self, copies: Copies, places: Sequence[int]) -> Group | None:
        """Those of them that are on the disk; None where that is one at most."""
        numbers = copies.columns.numbers[places].tolist()
        found = self._library.contents_of(numbers)
        there = [
            (place, found[number])
            for place, number in zip(places, numbers, strict=True)
            if number in found and os.path.lexists(found[number].path)
        ]
        if len(there) < 2:
            return None
        # Where the best copy is gone, it is the next best, and others are as alike as both were.
        best = min(place for place, _ in there)
        content, others = dict(there)[best], [each for each in there if each[0] != best]
        similarities = copies.similarities(best, [place for place, _ in others])
        members = [
            _member(
                each,
                Likeness(max(copies.likeness[best], copies.likeness[place])),
                _distance(content, each),
                similarity,
            )
            for (place, each), similarity in zip(others, similarities, strict=True)
        ]
        return Group((_member(content, None, None, None), *members))


def _member(
    content: Content, likeness: Likeness | None, distance: int | None, similarity: float | None
) -> Member:
    shape = content.width, content.height
    seen = content.size, content.mtime_ns
    return Member(content.path, *shape, *seen, likeness, distance, similarity)


def _distance(one: Content, other: Content) -> int | None:
    if one.difference_hash is None or other.difference_hash is None:
        return None
    return (one.difference_hash ^ other.difference_hash).bit_count()


def marked(own: Sequence[str], *, best: bool | None) -> tuple[str, ...]:
    """Own tags of a picture with the mark of a best copy, or of a duplicate, and not the other.

    None takes both off.
    """
    bare = own_tags.removed(own_tags.removed(own, BEST_TAG), DUPLICATE_TAG)
    if best is None:
        return bare
    return own_tags.added(bare, [BEST_TAG if best else DUPLICATE_TAG])


def mark(library: Library, groups: Iterable[Group]) -> int:
    """Mark the pictures of some groups as best copies and duplicates; how many were not so before.

    Raises:
        LibraryError: see :meth:`igtagger.library.facade.Library.save_reviews`.
    """
    changed = 0
    wishes: dict[Path, bool] = {}
    for group in groups:
        wishes |= {member.path: member is group.best for member in group.members}
        if len(wishes) >= _MARKED_AT_ONCE:
            changed += _mark(library, wishes)
            wishes = {}
    return changed + _mark(library, wishes)


def _mark(library: Library, wishes: dict[Path, bool]) -> int:
    before = library.reviews(list(wishes))
    after = {
        path: replace(review, own=marked(review.own, best=best))
        for path, best in wishes.items()
        for review in [before.get(path, Review())]
    }
    new = {path: review for path, review in after.items() if review != before.get(path)}
    library.save_reviews(new)
    return len(new)
