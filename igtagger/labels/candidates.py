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
"""Candidates with less are not looked at, but for the best label."""
WIDTH = 32
"""Most candidates of a picture that are looked at, those with the most mass. Real ones have 6."""
_AT_ONCE = 2048
"""Pictures."""


class Kept(NamedTuple):
    """What a model said of ``n`` pictures, one after the other.

    Attributes:
        counts: ``(n,)``, how many labels of each are here.
        indices: ``(sum of counts,)``, of the labels, picture after picture, best first.
        scores: theirs, 0 to 1.
        out: which of them count for nothing, since they were rejected.
        bare: ``(n,)``, see :class:`igtagger.models.heads.Said`; NaN where it is not known.
    """

    counts: NDArray[np.intp]
    indices: NDArray[np.intp]
    scores: NDArray[np.float64]
    out: NDArray[np.bool_]
    bare: NDArray[np.float64]

    def parts(self, temperature: float, labels: int) -> NDArray[np.int64]:
        """The labels' bare scores, in :data:`PARTS`.

        With temperature ``T`` a score is in proportion to the bare one to the power of ``1 / T``.
        Where the best bare score is not known, it is reckoned from what the labels that were not
        kept may have had, in equal shares.

        Args:
            temperature: of the head.
            labels: how many it has.
        """
        starts = np.cumsum(self.counts) - self.counts
        best = np.zeros(len(self.counts))
        some = self.counts > 0
        best[some] = self.scores[starts[some]]
        row = np.repeat(np.arange(len(self.counts)), self.counts)
        with np.errstate(divide="ignore", invalid="ignore"):
            powers = np.nan_to_num((self.scores / best[row]) ** temperature, posinf=0.0)
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

    Attributes:
        places: ``uint16 (n, width)``, of the candidates; 0 where a picture has no more.
        masses: ``uint16 (n, width)``, in :data:`PARTS`; 0 where a picture has no more.
        tops: ``uint16 (n, width)``, the most mass of any candidate above it, or its own.
        scores: ``float16 (n, width)``: the scores of the labels at or below it, summed; at most 1.
    """

    places: NDArray[np.uint16]
    masses: NDArray[np.uint16]
    tops: NDArray[np.uint16]
    scores: NDArray[np.float16]

    @classmethod
    def empty(cls, count: int) -> Found:
        """Room for those of so many pictures."""

        def whole() -> NDArray[np.uint16]:
            return np.zeros((count, WIDTH), np.uint16)

        return cls(whole(), whole(), whole(), np.zeros((count, WIDTH), np.float16))

    def of(self, rows: slice | NDArray[np.intp]) -> Found:
        """Those of some pictures."""
        return Found(self.places[rows], self.masses[rows], self.tops[rows], self.scores[rows])

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
        breadth: ``(c,)``, how many candidates are at or below each, itself counted: 1 for the most
            specific ones.
        overlap: ``bool (c, c)``, whether two have a label in common.
        below: ``bool (c, labels)``, which labels each is the sum of.
        out: ``bool (labels,)``, which labels count for nothing.

    Raises:
        OSError: there is no such label set.
        SettingsError: its file is damaged.
    """

    def __init__(self, tree: Tree, label_set: str, out: frozenset[str] = frozenset()) -> None:
        labels = load_labels(label_set)
        self._labels = len(labels)
        sums = tree.sums(label_set)
        own = {term_id(label_set, label): label.index for label in labels}
        rows = dict(zip((term.id for term in sums.terms), sums.below, strict=True))
        for id_, index in own.items():
            if id_ not in rows and (id_ not in tree.terms or tree.terms[id_].natural):
                rows[id_] = np.arange(len(labels)) == index
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
        self.breadth = np.array([breadth[id_] for id_ in self.ids], np.int64)
        self.below = np.array([rows[id_] for id_ in self.ids], np.bool_)
        self.places = {key: place for place, key in enumerate(self.keys)}
        self._is_above = np.eye(len(self.ids), dtype=np.bool_)
        """Whether the second candidate is above the first, or the same."""
        at = {id_: place for place, id_ in enumerate(self.ids)}
        for id_, ids in above.items():
            self._is_above[at[id_], [at[other] for other in ids]] = True
        self.out = np.zeros(len(labels), np.bool_)
        for id_ in out & tree.terms.keys():
            self.out[list(tree.labels(id_, label_set))] = True
        self._prepare()

    def _prepare(self) -> None:
        below = self.below.astype(np.float32)
        self.overlap = (below @ below.T) > 0
        self._nearest = np.where(self.below.any(axis=0), self.below.argmax(axis=0), -1)
        """Of each label the most specific candidate at or above it."""
        single = self.below.sum(axis=1) == 1
        self._is_single = np.zeros(len(self.keys), np.bool_)
        self._is_single[self._nearest[self._nearest >= 0]] = True
        self._is_single &= single
        """Whose mass is that of one label, which is nearest to it."""
        self._sums = np.flatnonzero(~self._is_single)
        # Labels below the same sums are put together first: four times fewer products.
        groups, self._group = np.unique(below[self._sums].T, axis=0, return_inverse=True)
        self._group, self._groups = self._group.reshape(-1), np.ascontiguousarray(groups)

    def find(self, kept: Kept, temperature: float = 1.0) -> Found:
        """The candidates of pictures, with a mass of at least :data:`LEAST_MASS`.

        What the best label is called is among them, whatever its mass.

        Args:
            kept: what the model said of them.
            temperature: of the head.
        """
        out = kept.out | self.out[kept.indices]
        parts = np.where(out, 0, kept.parts(temperature, self._labels))
        scores = np.where(out, 0, np.rint(PARTS * kept.scores).astype(np.int64))
        count, ends = len(kept.counts), np.cumsum(kept.counts)
        found = Found.empty(count)
        for first in range(0, count, _AT_ONCE):
            last = min(first + _AT_ONCE, count)
            entries = slice(ends[first] - kept.counts[first], ends[last - 1])
            row = np.repeat(np.arange(last - first), kept.counts[first:last])
            listed = self._listed(
                row, kept.indices[entries], parts[entries], scores[entries], last - first
            )
            part = found.of(slice(first, last))
            _fill(part, self.breadth, *listed)
            self._find_tops(part)
        return found

    def _listed(
        self,
        row: NDArray[np.intp],
        indices: NDArray[np.intp],
        parts: NDArray[np.int64],
        scores: NDArray[np.int64],
        count: int,
    ) -> tuple[NDArray[np.int64], ...]:
        """Candidates of ``count`` pictures in no order: the picture, place, mass and score of each.

        Args:
            row: the picture of each label that was kept.
            indices: of these labels, as are the next.
            parts: in :data:`PARTS`.
            scores: likewise.
            count: how many pictures there are.
        """
        masses, sums = (self._summed(row, indices, each, count) for each in (parts, scores))
        some = np.flatnonzero(parts)
        some = some[np.unique(row[some], return_index=True)[1]]  # the best of each picture
        nearest = self._nearest[indices]
        wanted = parts >= LEAST_MASS
        wanted[some] = True
        wanted &= (nearest >= 0) & self._is_single[nearest]
        # The best label may be called by a term that has hardly more mass than itself.
        enough = masses >= LEAST_MASS
        of_best = np.searchsorted(self._sums, nearest[some])
        is_sum = (nearest[some] >= 0) & ~self._is_single[nearest[some]]
        enough[row[some][is_sum], of_best[is_sum]] = True
        rows, places = np.nonzero(enough)
        return (
            np.concatenate([row[wanted], rows]),
            np.concatenate([nearest[wanted], self._sums[places]]),
            np.concatenate([parts[wanted], masses[rows, places].astype(np.int64)]),
            np.concatenate([scores[wanted], sums[rows, places].astype(np.int64)]),
        )

    def _summed(
        self,
        row: NDArray[np.intp],
        indices: NDArray[np.intp],
        values: NDArray[np.int64],
        count: int,
    ) -> NDArray[np.float32]:
        """``(count, sums)``; whole numbers below 2 ** 24, which fp32 adds exactly."""
        groups = len(self._groups)
        at = row * groups + self._group[indices]
        grouped = np.bincount(at, values, count * groups).astype(np.float32)
        summed: NDArray[np.float32] = grouped.reshape(count, groups) @ self._groups
        return summed

    def _find_tops(self, found: Found) -> None:
        width = int((found.masses > 0).sum(axis=1).max(initial=0))
        places, masses = found.places[:, :width], found.masses[:, :width]
        for column in range(width):
            is_above = self._is_above[places[:, column, None], places]
            found.tops[:, column] = np.where(is_above, masses, 0).max(axis=1)


def _fill(
    found: Found,
    breadth: NDArray[np.int64],
    row: NDArray[np.int64],
    place: NDArray[np.int64],
    mass: NDArray[np.int64],
    score: NDArray[np.int64],
) -> None:
    """Bring the candidates of pictures in order."""
    count, width = found.places.shape
    if np.bincount(row, minlength=count).max(initial=0) > width:
        most = np.lexsort((place, -mass, row))
        most = most[_numbers(row[most], count) < width]
        row, place, mass, score = row[most], place[most], mass[most], score[most]
    order = np.lexsort((place, -mass, breadth[place], row))
    row, column = row[order], _numbers(row[order], count)
    found.places[row, column] = place[order]
    found.masses[row, column] = np.minimum(mass[order], PARTS)  # each part was rounded
    found.scores[row, column] = np.minimum(score[order] / PARTS, 1)


def _numbers(row: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """The number of each among those of its row, from 0; ``row`` never falls."""
    starts = np.searchsorted(row, np.arange(count))
    return np.arange(len(row)) - starts[row]
