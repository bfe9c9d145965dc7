"""What can be said of pictures: labels and the terms above them, and how sure the model is of each.

"Egyptian cat 0.50, tiger cat 0.13, tabby 0.10" is a cat at 0.99. **Candidates** are the labels of a
set and the terms above them by which people name things. The *mass* of one is the sum of the bare
scores of the labels at or below it, each counted once, by however many ways it hangs there.

Bare scores are what the model says without temperature. A temperature that makes the scores of
pictures *with* a class true makes those of all other pictures over-sure; so sums are taken of bare
scores, and the others are shown.

Masses are whole numbers of :data:`PARTS`, so that sums are exact in whatever order they are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import LabelRef
from igtagger.labels.sets import load_labels
from igtagger.labels.tree import Tree, term_id, term_ref

PARTS = 65535
"""A mass of 1."""
LEAST_MASS = PARTS // 16
"""Candidates with less are not looked at, but for what the best label is called."""
WIDTH = 32
"""Most candidates of a picture that are looked at: what its best label is called, and those with
the most mass. Real pictures have 6."""
_AT_ONCE = 2048
"""Pictures, whose sums take 7 MB."""
_ROWS = 32
_MOST_MULTIPLIED = 1 << 18
"""Multiplications of a product that OpenBLAS still does on the thread that asks for it. Others
would spin for a tenth of a second behind each, on cores that decode."""


class Kept(NamedTuple):
    """What a model said of ``n`` pictures, one after the other.

    Attributes:
        counts: ``(n,)``, how many labels of each are here.
        indices: ``(sum of counts,)``, of the labels, picture after picture, best first.
        scores: theirs, 0 to 1.
        out: which of them count for nothing, since they were rejected.
        bare: ``(n,)``, 0 to 1, see :class:`igtagger.models.heads.Said`; NaN where it is not known.
    """

    counts: NDArray[np.intp]
    indices: NDArray[np.intp]
    scores: NDArray[np.float64]
    out: NDArray[np.bool_]
    bare: NDArray[np.float64]

    def some(self, first: int, last: int) -> Kept:
        """The same of the pictures from ``first`` to before ``last``."""
        before, there = self.counts[:first].sum(), self.counts[first:last].sum()
        entries = slice(before, before + there)
        return Kept(
            self.counts[first:last],
            self.indices[entries],
            self.scores[entries],
            self.out[entries],
            self.bare[first:last],
        )

    def parts(self, temperature: float, labels: int) -> NDArray[np.int64]:
        """The labels' bare scores, in :data:`PARTS`.

        With temperature ``T`` a score is in proportion to the bare one to the power of ``1 / T``.
        Where the best bare score is not known, it is reckoned from what the labels that were not
        kept may have had, in equal shares. No label has more than the one that is first.

        Args:
            temperature: of the head.
            labels: how many it has.

        Returns:
            ``(sum of counts,)``, 0 to :data:`PARTS`.
        """
        starts = np.cumsum(self.counts) - self.counts
        best = np.zeros(len(self.counts))
        some = self.counts > 0
        best[some] = self.scores[starts[some]]
        row = np.repeat(np.arange(len(self.counts)), self.counts)
        with np.errstate(divide="ignore", invalid="ignore"):
            powers = np.minimum(np.nan_to_num((self.scores / best[row]) ** temperature), 1)
        bare = self.bare
        if np.isnan(bare).any():
            kept = np.bincount(row, self.scores, len(best))
            left = np.maximum(labels - self.counts, 1)
            with np.errstate(divide="ignore", invalid="ignore"):
                tail = left * (np.maximum(1 - kept, 0) / left / best) ** temperature
                reckoned = 1 / (np.bincount(row, powers, len(best)) + tail)
            bare = np.where(np.isnan(bare), np.nan_to_num(reckoned), bare)
        return np.rint(PARTS * bare[row] * powers).astype(np.int64)


class Found(NamedTuple):
    """Candidates of ``n`` pictures, the most specific first, of equals the one with more mass.

    The most specific ones are those that have no other below them, and what the best label of the
    picture is called, whatever that has below: who calls all lobsters "lobster" is not to read of
    a crab instead where the model is sure of one kind of lobster.

    Attributes:
        places: ``uint16 (n, WIDTH)``, of the candidates; 0 where a picture has no more.
        masses: ``uint16 (n, WIDTH)``, in :data:`PARTS`; 0 where a picture has no more.
        tops: ``uint16 (n, WIDTH)``, the most mass of any of those that is above it, or its own.
        scores: ``float16 (n, WIDTH)``: the scores of the labels at or below it, summed; at most 1.
    """

    places: NDArray[np.uint16]
    masses: NDArray[np.uint16]
    tops: NDArray[np.uint16]
    scores: NDArray[np.float16]

    @classmethod
    def empty(cls, count: int) -> Found:
        """Room for those of so many pictures."""
        places, masses, tops = (np.zeros((count, WIDTH), np.uint16) for _ in range(3))
        return cls(places, masses, tops, np.zeros((count, WIDTH), np.float16))

    def of(self, rows: slice | NDArray[np.intp]) -> Found:
        """Those of some pictures."""
        return Found(self.places[rows], self.masses[rows], self.tops[rows], self.scores[rows])

    def first(self, width: int) -> Found:
        """The same with so many candidates of each picture, from the first."""
        part = np.s_[:, :width]
        return Found(self.places[part], self.masses[part], self.tops[part], self.scores[part])

    def put(self, rows: slice | NDArray[np.intp], others: Found) -> None:
        """Take over those of some pictures."""
        self.places[rows], self.masses[rows] = others.places, others.masses
        self.tops[rows], self.scores[rows] = others.tops, others.scores


class Candidates:
    """The candidates among the labels of one set and the terms above them.

    Args:
        tree: of names, with the person's rules.
        label_set: such as ``imagenet-1k``.
        out: ids of terms that count for nothing, with all that is below.

    Attributes:
        keys: what each candidate is, by its place: the most specific first.
        ids: their ids in the tree; of labels that do not hang in it, what they would be called.
        places: the place of each key.
        breadth: ``(c,)``, how many candidates are at or below each, itself counted: 1 for the most
            specific ones.
        below: ``bool (c, labels)``, which labels each is the sum of.
        overlap: ``bool (c, c)``, whether two have a label in common.
        out: ``bool (labels,)``, which of them count for nothing.

    Raises:
        OSError: there is no such label set.
        SettingsError: its file is damaged.
    """

    def __init__(self, tree: Tree, label_set: str, out: frozenset[str] = frozenset()) -> None:
        labels = load_labels(label_set)
        own = {term_id(label_set, label): label.index for label in labels}
        rows = _rows(tree, label_set, own)
        above = {
            id_: [term.id for term in tree.ancestors(id_) if term.id in rows]
            for id_ in rows
            if id_ in tree.terms
        }
        breadth = Counter(rows.keys()) + Counter(chain.from_iterable(above.values()))
        self.ids = tuple(sorted(rows, key=lambda id_: (breadth[id_], own.get(id_, -1), id_)))
        self.keys = tuple(
            LabelRef(label_set, own[id_]) if id_ in own else term_ref(id_) for id_ in self.ids
        )
        self.places = {key: place for place, key in enumerate(self.keys)}
        self.breadth = np.array([breadth[id_] for id_ in self.ids], np.int64)
        self.below = np.array([rows[id_] for id_ in self.ids], np.bool_).reshape(-1, len(labels))
        self.out = np.zeros(len(labels), np.bool_)
        for id_ in out:
            self.out[own.get(id_, [])] = True
            self.out[list(tree.labels(id_, label_set)) if id_ in tree.terms else []] = True
        self._is_above = np.eye(len(self.ids), dtype=np.bool_)
        """Whether the second candidate is above the first, or the same."""
        at = {id_: place for place, id_ in enumerate(self.ids)}
        for id_, ids in above.items():
            self._is_above[at[id_], [at[other] for other in ids]] = True
        self._prepare()

    def _prepare(self) -> None:
        self.overlap = _overlapping(self.below)
        self._nearest = np.where(self.below.any(axis=0), self.below.argmax(axis=0), -1)
        """Of each label the most specific candidate at or above it; -1 where it has none."""
        self._is_single = np.zeros(len(self.keys), np.bool_)
        self._is_single[self._nearest[self._nearest >= 0]] = True
        self._is_single &= self.below.sum(axis=1) == 1
        """Whose mass is that of one label, which is nearest to it."""
        self._sums = np.flatnonzero(~self._is_single)
        # Labels below the same sums are put together first: four times fewer products.
        below = self.below[self._sums].T
        _, firsts, self._group = np.unique(
            np.packbits(below, axis=1), axis=0, return_index=True, return_inverse=True
        )
        groups = below[firsts].astype(np.float32)
        self._group, self._groups = self._group.reshape(-1), len(groups)
        step = max(1, _MOST_MULTIPLIED // (_ROWS * self._groups))
        self._pieces = [
            np.ascontiguousarray(groups[:, first : first + step])
            for first in range(0, len(self._sums), step)
        ]
        """``float32 (groups, sums)``, which each sum is made of, in pieces."""

    def find(self, kept: Kept, temperature: float = 1.0) -> Found:
        """The candidates of pictures, with a mass of at least :data:`LEAST_MASS`.

        What the best label is called is among them, whatever its mass. The best is the first one
        that counts and is called anything.

        Args:
            kept: what the model said of them.
            temperature: of the head.
        """
        found = Found.empty(len(kept.counts))
        for first in range(0, len(kept.counts), _AT_ONCE):
            last = first + _AT_ONCE
            listed = self._listed(kept.some(first, last), temperature)
            self._fill(found.of(slice(first, last)), listed)
        return found

    def _listed(self, kept: Kept, temperature: float) -> _Listed:
        """Candidates of some pictures, in no order."""
        count, indices = len(kept.counts), kept.indices
        row, nearest = np.repeat(np.arange(count), kept.counts), self._nearest[indices]
        out = kept.out | self.out[indices]
        best = np.flatnonzero(~out & (nearest >= 0))
        best = best[np.unique(row[best], return_index=True)[1]]
        parts = np.where(out, 0, kept.parts(temperature, self.below.shape[1]))
        parts[best] = np.maximum(parts[best], 1)
        scores = np.where(out, 0, np.rint(PARTS * kept.scores).astype(np.int64))
        masses, sums = (self._summed(row, indices, each, count) for each in (parts, scores))
        is_single = (nearest >= 0) & self._is_single[nearest]
        wanted = is_single & (parts >= LEAST_MASS)
        wanted[best] = is_single[best]
        # The best label may be called by a term that has hardly more mass than itself.
        enough = masses >= LEAST_MASS
        summed = best[~is_single[best]]
        enough[row[summed], np.searchsorted(self._sums, nearest[summed])] = True
        rows, columns = np.nonzero(enough)
        called = np.full(count, -1, np.intp)
        called[row[best]] = nearest[best]
        mass = np.concatenate([parts[wanted], masses[rows, columns].astype(np.int64)])
        return _Listed(
            np.concatenate([row[wanted], rows]),
            np.concatenate([nearest[wanted], self._sums[columns]]),
            np.minimum(mass, PARTS),
            np.concatenate([scores[wanted], sums[rows, columns].astype(np.int64)]),
            called,
        )

    def _summed(
        self,
        row: NDArray[np.intp],
        indices: NDArray[np.intp],
        values: NDArray[np.int64],
        count: int,
    ) -> NDArray[np.float32]:
        """``(count, sums)``; whole numbers, exact below 2 ** 24, and what is more stays more."""
        at = row * self._groups + self._group[indices]
        groups = np.bincount(at, values, count * self._groups).astype(np.float32)
        groups = groups.reshape(count, self._groups)
        summed = np.empty((count, len(self._sums)), np.float32)
        for first in range(0, count, _ROWS):
            rows, column = groups[first : first + _ROWS], 0
            for piece in self._pieces:
                columns = slice(column, column := column + piece.shape[1])
                np.matmul(rows, piece, out=summed[first : first + _ROWS, columns])
        return summed

    def _fill(self, found: Found, listed: _Listed) -> None:
        """Bring the candidates of pictures in order."""
        listed = _cut(listed, found.places.shape[1])
        row, place, mass, score, called = listed
        breadth = np.where(called[row] == place, 1, self.breadth[place])
        # All in one number of 60 bits, which sorts five times as fast as four of them.
        key = (row << 49) + (breadth << 33) + ((PARTS - mass) << 16) + place
        order = np.argsort(key)
        row, place, mass = row[order], place[order], mass[order]
        column = _numbers(row, len(called))
        found.places[row, column], found.masses[row, column] = place, mass
        found.tops[row, column] = self._tops(row, place, mass, len(called))
        found.scores[row, column] = np.minimum(score[order] / PARTS, 1)

    def _tops(
        self,
        row: NDArray[np.int64],
        place: NDArray[np.int64],
        mass: NDArray[np.int64],
        count: int,
    ) -> NDArray[np.int64]:
        """The most mass of any candidate of the same picture above each, or its own.

        Args:
            row: the picture of each candidate, never falling.
            place: of these candidates, as is the next.
            mass: in :data:`PARTS`.
            count: how many pictures there are.
        """
        beside = np.bincount(row, minlength=count)[row]
        """How many its picture has."""
        pairs = np.cumsum(beside) - beside
        one = np.repeat(np.arange(len(row)), beside)
        others = np.arange(len(one)) + np.repeat(np.searchsorted(row, row) - pairs, beside)
        masses = np.where(self._is_above[place[one], place[others]], mass[others], 0)
        return np.maximum.reduceat(masses, pairs) if len(pairs) else mass


def _overlapping(below: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether two candidates have a label in common, ``(c, c)``.

    By the pairs of each label, which are few: a product of the matrices takes five times as long,
    and wakes threads that spin on the cores that decode.

    Args:
        below: ``(c, labels)``, which labels are below each.
    """
    overlap = np.zeros((len(below), len(below)), np.bool_)
    label, place = np.nonzero(below.T)
    beside = np.bincount(label, minlength=1)[label]
    """How many candidates the same label has."""
    one = np.repeat(np.arange(len(label)), beside)
    before = np.cumsum(beside) - beside
    other = np.arange(len(one)) + np.repeat(np.searchsorted(label, label) - before, beside)
    overlap[place[one], place[other]] = True
    return overlap


class _Listed(NamedTuple):
    """Candidates of some pictures: the picture, place, mass and score of each.

    ``called`` is the place of what the best label of each picture is called; -1 if it has none.
    """

    row: NDArray[np.int64]
    place: NDArray[np.int64]
    mass: NDArray[np.int64]
    score: NDArray[np.int64]
    called: NDArray[np.intp]


def _rows(tree: Tree, label_set: str, own: Mapping[str, int]) -> dict[str, NDArray[np.bool_]]:
    """Which labels each candidate is the sum of, by its id; ``own`` are indices of labels."""
    sums, indices = tree.sums(label_set), np.arange(len(load_labels(label_set)))
    rows = dict(zip((term.id for term in sums.terms), sums.below, strict=True))
    for id_, index in own.items():
        if id_ not in rows and (id_ not in tree.terms or tree.terms[id_].natural):
            rows[id_] = indices == index
    return rows


def _cut(listed: _Listed, width: int) -> _Listed:
    """Those of each picture that are looked at, ``width`` at most."""
    row, place, mass, score, called = listed
    if np.bincount(row).max(initial=0) <= width:
        return listed
    order = np.lexsort((place, -mass, called[row] != place, row))
    order = order[_numbers(row[order], len(called)) < width]
    return _Listed(row[order], place[order], mass[order], score[order], called)


def _numbers(row: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """The number of each among those of its row, from 0; ``row`` never falls."""
    starts = np.searchsorted(row, np.arange(count))
    return np.arange(len(row)) - starts[row]
