"""Pairs of difference hashes that are a few bits apart, without comparing each with each.

A hash is cut into seven bands. Where at most five bits differ, at least two bands are equal, so
that each pair is found by one of the 21 choices of two bands. These are 18 or 19 bits, which one or
two of 500,000 random hashes share. (Of six bands one must be equal; but their ten or eleven bits
are shared by 250 to 500.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from igtagger.app.likeness.alike_pairs import PAIRS_KEPT_WHOLE, Pairs, PairSearch, Steps, joined

MOST_DISTANCE = 5
"""Bits that may differ between copies in another size or compression; a hundredth of pairs of
different photographs are less than 19 apart, one in 20,000 less than 6."""
_WIDTHS = (9, 9, 9, 9, 9, 9, 10)
_BANDS = tuple(
    (np.uint64(sum(_WIDTHS[:place])), np.uint64((1 << width) - 1))
    for place, width in enumerate(_WIDTHS)
)
_TABLES = tuple(combinations(range(len(_WIDTHS)), 2))
_TURNS_A_STEP = 64

Suits = Callable[[NDArray[np.int32], NDArray[np.int32]], NDArray[np.bool_]]
"""Which of some pairs, by their places, may be pairs for other reasons than their hashes."""


def close_pairs(hashes: NDArray[np.uint64], suits: Suits) -> PairSearch:
    """All pairs of at most :data:`MOST_DISTANCE` bits.

    In crowds of more than :data:`~igtagger.app.likeness.alike_pairs.PAIRS_KEPT_WHOLE` that share
    two bands those pairs are left out whose better picture has a better one itself.

    Args:
        hashes: in the order of pictures, the better ones first.
        suits: asked of each pair once.

    Returns:
        Pairs, whose closeness is the distance with a minus.
    """
    found: list[Pairs] = []
    for number in range(len(_TABLES)):
        yield from _search(hashes, number, suits, found)
    return joined(found)


def _search(
    hashes: NDArray[np.uint64], number: int, suits: Suits, found: list[Pairs]
) -> Iterator[Steps]:
    """Add the pairs of which this choice of two bands is the first that finds them."""
    order, starts, sizes = _runs(_keys(hashes, *_TABLES[number]))
    taken = np.zeros(len(hashes), np.bool_)
    turn = 0
    while len(starts):
        # The picture of each run whose turn it is, with all that come behind it.
        asked, behind = starts + turn, sizes - turn - 1
        if turn >= PAIRS_KEPT_WHOLE:
            free = ~taken[order[asked]]
            asked, behind = asked[free], behind[free]
        close = _close(hashes, number, *_spread(order, asked, behind), suits)
        if len(close.first):
            found.append(close)
            taken[close.second] = True
        if turn % _TURNS_A_STEP == 0:
            yield number, len(_TABLES)
        turn += 1
        starts, sizes = starts[sizes > turn + 1], sizes[sizes > turn + 1]
    yield number + 1, len(_TABLES)


def _keys(hashes: NDArray[np.uint64], one: int, other: int) -> NDArray[np.uint32]:
    """Two bands of each hash, beside each other."""
    (shift, mask), (other_shift, other_mask) = _BANDS[one], _BANDS[other]
    high, low = hashes >> shift & mask, hashes >> other_shift & other_mask
    return (high << np.uint64(max(_WIDTHS)) | low).astype(np.uint32)


def _runs(
    keys: NDArray[np.uint32],
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Pictures by their keys, then their order; where runs of one key begin, and how long they are.

    Those that are alone are no runs.
    """
    order = np.argsort(keys, kind="stable").astype(np.int32)
    changes = np.flatnonzero(np.diff(keys[order], prepend=~keys[order[:1]]))
    sizes = np.diff(changes, append=len(keys))
    return order, changes[sizes > 1], sizes[sizes > 1]


def _spread(
    order: NDArray[np.int32], asked: NDArray[np.int64], behind: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Each that is asked, with each of the so many that stand behind it."""
    begins = np.cumsum(behind) - behind
    offsets = np.arange(behind.sum()) - np.repeat(begins - asked - 1, behind)
    return np.repeat(order[asked], behind), order[offsets]


def _close(
    hashes: NDArray[np.uint64],
    number: int,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    suits: Suits,
) -> Pairs:
    """Those pairs that are close, suit, and were not found by an earlier choice of bands."""
    differing = hashes[first] ^ hashes[second]
    distance = np.bitwise_count(differing)
    close = np.flatnonzero(distance <= MOST_DISTANCE)
    close = close[_are_first(differing[close], number)]
    close = close[suits(first[close], second[close])]
    return Pairs(first[close], second[close], -distance[close].astype(np.float32))


def _are_first(differing: NDArray[np.uint64], number: int) -> NDArray[np.bool_]:
    """Whether no band before the later one of the two is equal, but for the other one."""
    one, other = _TABLES[number]
    first = np.ones(len(differing), np.bool_)
    for place in set(range(other)) - {one}:
        shift, mask = _BANDS[place]
        first &= (differing >> shift & mask) != 0
    return first
