"""How many pictures show each tag, or one that stands below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from igtagger.app.name_columns import NameColumns
from igtagger.app.picture_values import Rows, TagKey

_AT_ONCE = 4096
"""Pictures."""


def count_tags(
    names: NameColumns,
    rows: slice | Rows,
    tagged_by: Mapping[TagKey, set[int]],
    above: Callable[[TagKey], Iterable[TagKey]],
    *,
    implied: bool = False,
    least: float = 0.0,
) -> dict[TagKey, int]:
    """In how many pictures each tag counts that is in use: a cat is an animal, where both are said.

    Args:
        names: of all pictures.
        rows: of those that are counted.
        tagged_by: their places among these rows by the tags that are there by the person's word.
        above: what stands above a tag.
        implied: whether what stands above a tag that is in use is in use as well.
        least: the score that a tag must have in a picture to count there, 0 to 1. An own tag has
            none: there it is that of the picture's first name.
    """
    none = len(names.rule.candidates.keys)
    places = np.minimum(names.places[rows], none)
    used = [key for key, _, _ in names.counts(rows)]
    keys = list(dict.fromkeys([*used, *(key for key, tagged in tagged_by.items() if tagged)]))
    if implied:
        keys = list(dict.fromkeys([*keys, *(each for key in keys for each in above(key))]))
    columns = {key: column for column, key in enumerate(keys)}
    at_or_above = {
        key: [columns[each] for each in (key, *above(key)) if each in columns] for key in keys
    }
    counting = np.zeros((none + 1, len(keys)), np.bool_)
    for name in used:
        counting[names.rule.candidates.places[name], at_or_above[name]] = True
    decided = np.array(sorted(set().union(*tagged_by.values())), np.intp)
    admitted = _Admitted(names, rows, columns, least)
    alone = (places[:, 1] == none) & (least <= 0)
    alone[decided] = False
    counts = np.bincount(places[alone, 0], minlength=none + 1) @ counting
    several = ~alone
    several[decided] = False
    which = np.flatnonzero(several)
    if least > 0:
        counts = counts + admitted.counts(places, which, counting)
    else:
        counts = counts + _of_several(places, which, counting)
    said: NDArray[np.bool_] = np.any(counting[places[decided]], axis=1)
    for key, tagged in tagged_by.items():
        if tagged:
            chosen = np.searchsorted(decided, np.array(list(tagged), np.intp))
            said[chosen[:, None], at_or_above[key]] = True
    if least > 0:
        said &= np.unpackbits(admitted.of(decided), axis=1, count=len(keys)).astype(np.bool_)
    counts += said.sum(axis=0)
    return {key: int(counts[column]) for key, column in columns.items()}


def among(tagged_by: Mapping[TagKey, set[int]], rows: Rows, count: int) -> dict[TagKey, set[int]]:
    """``tagged_by`` of some rows alone, by their places among these; ``count`` pictures in all."""
    places = np.full(count, -1, np.intp)
    places[rows] = np.arange(len(rows))
    found = {}
    for key, tagged in tagged_by.items():
        chosen = places[np.fromiter(tagged, np.intp, len(tagged))]
        found[key] = set(chosen[chosen >= 0].tolist())
    return found


class _Admitted:
    """Which tags have enough of a score in pictures."""

    def __init__(
        self, names: NameColumns, rows: slice | Rows, columns: Mapping[TagKey, int], least: float
    ) -> None:
        self._names, self._least = names, least
        self._rows = np.arange(len(names.places))[rows]
        places = names.rule.candidates.places
        own, alone = np.zeros(len(columns), np.bool_), np.zeros((len(places) + 1, len(columns)))
        for key, column in columns.items():
            if isinstance(key, str):
                own[column] = True
            elif key in places:
                alone[places[key], column] = 1
        self._column_of = np.full(len(places) + 1, -1, np.intp)
        """Of each candidate by its place, where it is in use."""
        for key, column in columns.items():
            if key in places:
                self._column_of[places[key]] = column
        self._own, self._alone = np.packbits(own), np.packbits(alone.astype(np.bool_), axis=1)

    def counts(
        self, places: NDArray[np.uint16], which: Rows, counting: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """In how many of those pictures each tag counts, by what models say alone.

        Few candidates of a picture have enough of a score: each of these is looked for at or above
        the picture's names.
        """
        tags = counting.shape[1]
        counts = np.zeros(tags, np.int64)
        for first in range(0, len(which), _AT_ONCE):
            part = which[first : first + _AT_ONCE]
            found = np.minimum(
                self._names.scored(self._rows[part], self._least), len(self._column_of) - 1
            )
            columns = self._column_of[found]
            pictures, at = np.nonzero(columns >= 0)
            columns, names = columns[pictures, at], places[part][pictures]
            said = np.zeros(len(columns), np.bool_)
            for name in names.T:
                said |= counting[name, columns]
            counts += np.bincount(columns[said], minlength=tags)
        return counts

    def of(self, which: Rows) -> NDArray[np.uint8]:
        """For each of those rows, by their places among all, the tags as packed bits."""
        rows = self._rows[which]
        places = np.minimum(self._names.scored(rows, self._least), len(self._alone) - 1)
        best = self._names.scores[rows, 0] >= np.float64(self._least)
        bits: NDArray[np.uint8] = np.bitwise_or.reduce(self._alone[places], axis=1)
        return bits | np.where(best[:, None], self._own, np.uint8(0))


def _of_several(
    places: NDArray[np.uint16], which: Rows, counting: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The counts of those pictures, which may have several names, and count once below each tag."""
    tags = counting.shape[1]
    counts, packed = np.zeros(tags, np.int64), np.packbits(counting, axis=1)
    for first in range(0, len(which), _AT_ONCE):
        part = which[first : first + _AT_ONCE]
        any_of_them = np.bitwise_or.reduce(packed[places[part]], axis=1)
        counts += np.unpackbits(any_of_them, axis=1, count=tags).sum(axis=0, dtype=np.int64)
    return counts
