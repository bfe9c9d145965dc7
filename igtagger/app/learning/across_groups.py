"""Pictures of different groups that look nearly the same: a fault of classes, or of a split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from igtagger.app.learning.training_set import NEAR, unit_vectors
from igtagger.models.evaluations.record import NearPair

MOST_BITS = 5
"""Of a difference hash of 64 that may differ, which another size or compression seldom passes."""
MOST_PAIRS = 200
_BLOCK = 512
Floats = NDArray[np.float32]


def near_features(
    features: Floats, groups: Sequence[object], *, least: float = NEAR, most: int = MOST_PAIRS
) -> list[NearPair]:
    """Pairs of pictures of different groups that look nearly the same, the most alike first.

    Args:
        features: ``(n, channels)``.
        groups: of each picture, such as its part or its class: pairs within one are no fault.
        least: the cosine of the features, less the mean of all, from which they do.
        most: so many pairs at most.
    """
    unit = unit_vectors(features)
    blocks = ((at, unit[at : at + _BLOCK] @ unit.T) for at in range(0, len(unit), _BLOCK))
    return _pairs(blocks, groups, least, most)


def near_hashes(
    hashes: NDArray[np.uint64], groups: Sequence[object], *, most: int = MOST_PAIRS
) -> list[NearPair]:
    """The same by difference hashes, ``(n,)``, which tell another size or compression alone.

    At most :data:`MOST_BITS` of 64 bits differ.
    """

    def likeness() -> Iterator[tuple[int, Floats]]:
        for at in range(0, len(hashes), _BLOCK):
            differing = np.bitwise_count(hashes[at : at + _BLOCK, None] ^ hashes[None, :])
            yield at, np.float32(1) - differing.astype(np.float32) / np.float32(64)

    return _pairs(likeness(), groups, 1 - MOST_BITS / 64, most)


def _pairs(
    blocks: Iterator[tuple[int, Floats]], groups: Sequence[object], least: float, most: int
) -> list[NearPair]:
    number = {group: place for place, group in enumerate(dict.fromkeys(groups))}
    group_of = np.array([number[group] for group in groups], np.int64)
    found: list[NearPair] = []
    for at, likeness in blocks:
        rows, columns = np.nonzero(likeness >= np.float32(least))
        wanted = (rows + at < columns) & (group_of[rows + at] != group_of[columns])
        values = likeness[rows[wanted], columns[wanted]]
        # Of those that come together, no more than could be told in the end.
        best = np.argsort(-values, kind="stable")[:most]
        pairs = zip(rows[wanted][best], columns[wanted][best], values[best], strict=True)
        found += [NearPair(int(row) + at, int(col), min(float(v), 1.0)) for row, col, v in pairs]
        found = sorted(found, key=lambda pair: -pair.likeness)[:most]
    return found
