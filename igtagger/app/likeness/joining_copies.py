"""Copies of pictures joined to their best copy, by one kind of likeness after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from igtagger.app.likeness.alike_pairs import Pairs, Steps, best_of_each
from igtagger.app.likeness.close_hashes import close_pairs
from igtagger.app.likeness.content_columns import (
    ContentColumns,
    equal_marks,
    paths_at,
    runs_of_several,
)
from igtagger.app.likeness.feature_space import FeatureSpace
from igtagger.app.likeness.near_features import near_pairs
from igtagger.app.likeness.same_bytes import same_content
from igtagger.library.facade import Library
from igtagger.pictures.difference_hash import tells_apart

SAME_LEAST = 0.5
"""Pictures with close hashes and a smaller cosine are different ones that happen to be as bright in
the same places. All of 464 photographs have more with their copy of half the size and JPEG of
quality 40; of pairs of different ones 99 % have less."""
_AT_ONCE = 2048
_RUNS_AT_ONCE = 64


class Likeness(IntEnum):
    """How a picture is like the best copy, the strongest first."""

    BYTES = 1
    PICTURE = 2
    NEAR = 3

    @property
    def word(self) -> str:
        """As tables have it."""
        return self.name.lower()


@dataclass(slots=True, eq=False)
class Copies:
    """Some files, the better copies first, each with its best copy as far as that is known.

    Those that one likeness has joined are for the next one picture: the best of them.

    Attributes:
        columns: what is kept of the files.
        space: where features are compared; None where there are none.
        features: of each file its place there, -1 where it has none.
        best: of each its best copy among its group by the strongest likeness that it has: itself,
            where it is that.
        likeness: to that, 0 of what is its own best.
        alive: False of files that are gone, and of further names of others.
    """

    columns: ContentColumns
    space: FeatureSpace | None
    features: NDArray[np.int64]
    best: NDArray[np.int64]
    likeness: NDArray[np.int8]
    alive: NDArray[np.bool_]

    @classmethod
    def of(cls, columns: ContentColumns, space: FeatureSpace | None) -> Copies:
        """Each file by itself."""
        count = len(columns)
        none = np.zeros(count, np.int8)
        features = _places_in(space, columns.numbers)
        return cls(columns, space, features, np.arange(count), none, np.ones(count, np.bool_))

    def join_bytes(self, library: Library, going_on: Callable[[], None]) -> Generator[Steps]:
        """Join files of the same content, which are read for that where their marks are equal."""
        runs = equal_marks(self.columns)
        for first in range(0, len(runs), _RUNS_AT_ONCE):
            some = runs[first : first + _RUNS_AT_ONCE]
            paths = paths_at(library, self.columns, np.concatenate(some).tolist())
            for number, run in enumerate(some, first + 1):
                self._join_equal(run.tolist(), paths, going_on)
                yield number, len(runs)

    def _join_equal(
        self, run: Sequence[int], paths: dict[int, Path], going_on: Callable[[], None]
    ) -> None:
        places = {paths[place]: place for place in run if place in paths}
        self.alive[run] = False
        for equal in same_content(places, going_on):
            first, *others = sorted(places[path] for path in equal)
            self.alive[[first, *others]] = True
            self.best[others] = first
            self.likeness[others] = Likeness.BYTES

    def join_hashes(self) -> Generator[Steps]:
        """Join copies in another size or compression."""
        known = self.columns.hashed & self.columns.are_pictures
        wanted = self._own_bests(known & tells_apart(self.columns.hashes))

        def suits(first: NDArray[np.int32], second: NDArray[np.int32]) -> NDArray[np.bool_]:
            one, other = wanted[first], wanted[second]
            return self.columns.same_shape(one, other) & self._may_be_same(one, other)

        pairs = yield from close_pairs(self.columns.hashes[wanted], suits)
        self._join(wanted, pairs, Likeness.PICTURE)

    def join_near(self, least: float) -> Generator[Steps]:
        """Join near ones: of a cosine of ``least``."""
        if self.space is None:
            return
        wanted = self._own_bests(self.features >= 0)
        pairs = yield from near_pairs(self.space, self.features[wanted], least)
        self._join(wanted, pairs, Likeness.NEAR)

    def groups(self) -> list[NDArray[np.int64]]:
        """The groups of several, by their strongest likeness, then by the path of the best.

        From now on :attr:`best` is of the whole group, and :attr:`likeness` to that.
        """
        for _ in range(len(Likeness) - 1):  # a copy of a copy is as much alike as the farther step
            np.maximum(self.likeness, self.likeness[self.best], out=self.likeness)
            self.best = self.best[self.best]
        order = np.lexsort((np.arange(len(self.best)), self.likeness, self.best))
        order = order[self.alive[order]]
        groups = runs_of_several(order, np.diff(self.best[order]) == 0)
        return sorted(groups, key=self._rank)

    def _rank(self, group: NDArray[np.int64]) -> tuple[int, int]:
        return int(self.likeness[group[1]]), int(self.columns.places[group[0]])

    def similarities(self, one: int, others: Sequence[int]) -> list[float | None]:
        """Cosines of the features of one with those of others, where both have some."""
        if self.space is None or self.features[one] < 0:
            return [None] * len(others)
        known = [place for place in others if self.features[place] >= 0]
        (unit,) = self.space.units_at(self.features[[one]])
        found = dict[int, float]()
        for start in range(0, len(known), _AT_ONCE):
            part = known[start : start + _AT_ONCE]
            cosines = self.space.units_at(self.features[part]) @ unit
            found.update(zip(part, np.clip(cosines, -1, 1).tolist(), strict=True))
        return [found.get(place) for place in others]

    def _own_bests(self, among: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.flatnonzero(among & self.alive & (self.likeness == 0))

    def _join(self, wanted: NDArray[np.int64], pairs: Pairs, likeness: Likeness) -> None:
        best = wanted[best_of_each(len(wanted), pairs)]
        joined = best != wanted
        self.best[wanted[joined]] = best[joined]
        self.likeness[wanted[joined]] = likeness

    def _may_be_same(
        self, first: NDArray[np.int64], second: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Whether features of pairs do not say that they are different pictures."""
        found = np.ones(len(first), np.bool_)
        if self.space is None:
            return found
        known = np.flatnonzero((self.features[first] >= 0) & (self.features[second] >= 0))
        for start in range(0, len(known), _AT_ONCE):
            part = known[start : start + _AT_ONCE]
            one = self.space.units_at(self.features[first[part]])
            other = self.space.units_at(self.features[second[part]])
            found[part] = np.einsum("ij,ij->i", one, other) >= SAME_LEAST
        return found


def _places_in(space: FeatureSpace | None, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where in a space the pictures of some numbers are; -1 where they are not."""
    if space is None or not len(numbers):
        return np.full(len(numbers), -1)
    images = space.features.images
    order = np.argsort(images)
    found = np.minimum(np.searchsorted(images, numbers, sorter=order), len(images) - 1)
    places = order[found]
    return np.where(images[places] == numbers, places, -1)
