"""Pairs of pictures that are alike, and groups of such without chains.

Pictures go by their place in an order in which better copies come first. A group is one picture,
its best, and those that are alike to that one itself: what is only alike to another member of it is
not in it.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Steps = tuple[int, int]
"""How much is done, of how much."""

PAIRS_KEPT_WHOLE = 16
"""From so many alike ones on that a picture has, those of its own that are alike to a better one
are left out: in a crowd of thousands of frames of one scene all pairs would be too many."""


class Pairs(NamedTuple):
    """Pairs of pictures, each once, the better one first.

    Attributes:
        first: places of the better ones, ``int32 (n,)``.
        second: of the others.
        closeness: the greater the more alike, ``float32 (n,)``.
    """

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    closeness: NDArray[np.float32]


PairSearch = Generator[Steps, None, Pairs]


def joined(parts: Sequence[Pairs]) -> Pairs:
    """All of them, each pair once."""
    if not parts:
        return Pairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))
    first, second, closeness = map(np.concatenate, zip(*parts, strict=True))
    _, once = np.unique(first.astype(np.int64) << 32 | second, return_index=True)
    return Pairs(first[once], second[once], closeness[once])


def best_of_each(count: int, pairs: Pairs) -> NDArray[np.int32]:
    """Of each of ``count`` pictures the best of its group: itself, where it is that or is alone.

    In order, each picture that no better one has taken becomes a best, and takes all that are alike
    to it; then each that was taken goes to the best that it is most alike to.
    """
    best = np.arange(count, dtype=np.int32)
    order = np.lexsort((pairs.second, pairs.first))
    first, second = pairs.first[order], pairs.second[order]
    taken = np.zeros(count, np.bool_)
    firsts, starts = np.unique(first, return_index=True)
    ends = np.append(starts, len(first))[1:]
    for one, start, end in zip(firsts.tolist(), starts.tolist(), ends.tolist(), strict=True):
        if not taken[one]:
            taken[second[start:end]] = True
    kept = ~taken[pairs.first] & taken[pairs.second]
    first, second = pairs.first[kept], pairs.second[kept]
    # The last that is written stands: the closest, and of equally close ones the better.
    order = np.lexsort((-first, pairs.closeness[kept]))
    best[second[order]] = first[order]
    return best
