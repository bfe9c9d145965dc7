"""How alike pictures are by their features: which are familiar, and which nearly the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from igtagger.models.evaluations.record import NearPair

NEARLY_THE_SAME = 0.95
"""The cosine of features from which two pictures are said to look nearly the same: of pictures of
the same scene, of one in another size or compression."""
MOST_BITS = 5
"""Of a difference hash of 64 that may differ, which another size or compression seldom passes."""
MOST_PAIRS = 200
_BLOCK = 512
Floats = NDArray[np.float32]


def unit(features: Floats) -> Floats:
    """Features ``(n, channels)`` at length 1; what is 0 stays so."""
    length = np.linalg.norm(features, axis=1, keepdims=True)
    scaled: Floats = features / np.maximum(length, np.float32(1e-12))
    return scaled


def familiarity(features: Floats, learned: Floats, *, same: bool = False) -> Floats:
    """How much each picture looks like the nearest that the model has learned from.

    Args:
        features: ``(n, channels)``.
        learned: those that the model has learned from, ``(m, channels)``.
        same: they are those same pictures: each is compared with the others alone.

    Returns:
        The greatest cosine, ``(n,)``, -1 to 1; 0 where there is nothing to compare with.
    """
    found = np.zeros(len(features), np.float32)
    if len(learned) < 1 + same:
        return found
    theirs = unit(learned).T
    for at, cosines in _blocks(unit(features), theirs):
        if same:
            rows = np.arange(len(cosines))
            cosines[rows, rows + at] = -2
        found[at : at + len(cosines)] = cosines.max(axis=1)
    return found


def near_pairs(
    features: Floats,
    groups: Sequence[object],
    *,
    least: float = NEARLY_THE_SAME,
    most: int = MOST_PAIRS,
) -> list[NearPair]:
    """Pairs of pictures of different groups that look nearly the same, the most alike first.

    Args:
        features: ``(n, channels)``.
        groups: of each picture, such as its part or its class: pairs within one are no fault.
        least: the cosine from which they do.
        most: so many pairs at most.
    """
    scaled = unit(features)
    return _pairs(_blocks(scaled, scaled.T), groups, least, most)


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


def _blocks(left: Floats, right: Floats) -> Iterator[tuple[int, Floats]]:
    for at in range(0, len(left), _BLOCK):
        yield at, left[at : at + _BLOCK] @ right
