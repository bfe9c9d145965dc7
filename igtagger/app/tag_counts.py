"""How many pictures show each tag, or one that stands below it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from igtagger.app.name_columns import NameColumns
from igtagger.app.picture_values import Rows, TagKey

_AT_ONCE = 4096
"""Pictures."""


def count_tags(
    names: NameColumns,
    rows: slice | Rows,
    tagged_by: Mapping[TagKey, Collection[int]],
    above: Callable[[TagKey], Iterable[TagKey]],
    *,
    taught: Mapping[str, NDArray[np.bool_]] = MappingProxyType({}),
    implied: bool = False,
    least: float = 0.0,
) -> dict[TagKey, int]:
    """In how many pictures each tag counts that is in use: a cat is an animal, where both are said.

    Args:
        names: of all pictures.
        rows: of those that are counted.
        tagged_by: their places among these rows by the tags that are there by the person's word.
        above: what stands above a tag.
        taught: which of these rows each own tag is said of by itself that is of any: of no row of
            which the person says it.
        implied: whether what stands above a tag that is in use is in use as well.
        least: the score that a tag must have in a picture to count there, 0 to 1. An own tag has
            none: there it is that of the picture's first name.
    """
    # Nothing but itself counts where nothing stands above it: that is nearly always so.
    simple = {name: mask for name, mask in taught.items() if not any(above(name))}
    others = {name: mask for name, mask in taught.items() if name not in simple}
    by_hand = _rows_of(tagged_by, others)
    none = len(names.rule.candidates.keys)
    places = np.minimum(names.places[rows], none)
    used = [key for key, _, _ in names.counts(rows)]
    keys: list[TagKey] = list(dict.fromkeys([*used, *by_hand, *simple]))
    if implied:
        keys = list(dict.fromkeys([*keys, *(each for key in keys for each in above(key))]))
    columns = {key: column for column, key in enumerate(keys)}
    at_or_above = {
        key: [columns[each] for each in (key, *above(key)) if each in columns] for key in keys
    }
    counting = np.zeros((none + 1, len(keys)), np.bool_)
    for ref in used:
        counting[names.rule.candidates.places[ref], at_or_above[ref]] = True
    decided = np.unique(np.concatenate([np.zeros(0, np.intp), *by_hand.values()]))
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
    for block, said in _of_decided(places, decided, counting, by_hand, at_or_above):
        counts += (said & admitted.of(block) if least > 0 else said).sum(axis=0)
    for name, mask in simple.items():
        counts[columns[name]] += np.count_nonzero(mask & admitted.first if least > 0 else mask)
    return {key: int(counts[column]) for key, column in columns.items()}


def _rows_of(
    tagged_by: Mapping[TagKey, Collection[int]], said: Mapping[str, NDArray[np.bool_]]
) -> dict[TagKey, Rows]:
    """All rows of each tag that has any, rising."""
    found = {key: np.array(sorted(rows), np.intp) for key, rows in tagged_by.items() if rows}
    for name, mask in said.items():
        both = [found.get(name, np.zeros(0, np.intp)), np.flatnonzero(mask)]
        found[name] = np.sort(np.concatenate(both))
    return found


def _of_decided(
    places: NDArray[np.uint16],
    decided: Rows,
    counting: NDArray[np.bool_],
    by_hand: Mapping[TagKey, Rows],
    at_or_above: Mapping[TagKey, list[int]],
) -> Iterator[tuple[Rows, NDArray[np.bool_]]]:
    """Some of the rows of which more is said than their names, and which tags count in each."""
    for first in range(0, len(decided), _AT_ONCE):
        block = decided[first : first + _AT_ONCE]
        said: NDArray[np.bool_] = np.any(counting[places[block]], axis=1)
        for key, some in by_hand.items():
            start, end = np.searchsorted(some, (block[0], block[-1] + 1))
            chosen = np.searchsorted(block, some[start:end])
            said[chosen[:, None], at_or_above[key]] = True
        yield block, said


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
        self._names, self._least, self._tags = names, least, len(columns)
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

    @property
    def first(self) -> NDArray[np.bool_]:
        """In which pictures the first name has enough of a score."""
        found: NDArray[np.bool_] = self._names.scores[self._rows, 0] >= np.float64(self._least)
        return found

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

    def of(self, which: Rows) -> NDArray[np.bool_]:
        """For each of those rows, by their places among all, which tags have enough of a score."""
        rows = self._rows[which]
        places = np.minimum(self._names.scored(rows, self._least), len(self._alone) - 1)
        best = self._names.scores[rows, 0] >= np.float64(self._least)
        bits: NDArray[np.uint8] = np.bitwise_or.reduce(self._alone[places], axis=1)
        bits |= np.where(best[:, None], self._own, np.uint8(0))
        return np.unpackbits(bits, axis=1, count=self._tags).astype(np.bool_)


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
