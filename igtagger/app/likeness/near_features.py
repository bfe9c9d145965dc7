"""Pairs of pictures with near features, without comparing each with each.

Some pictures, of which none are near each other, are pivots; each picture belongs to the cells of
the four pivots that it is most alike to, and is compared with all others of these. What is near
shares a cell nearly always. Up to :data:`_ONE_CELL` pictures are one cell: nothing is missed.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from igtagger.app.likeness.alike_pairs import PAIRS_KEPT_WHOLE, Pairs, PairSearch, Steps, joined
from igtagger.app.likeness.feature_space import FeatureSpace

NEAR = 0.9
"""The cosine from which pictures are near. Of 464 photographs that were cut by 5 % on each side
88 % reach it, by 1 % 99 %; of 107,000 pairs of different ones two, which are edited copies, and of
144,000 pairs of screenshots, charts and the like 21."""
_ONE_CELL = 2048
_AT_ONCE = 512
_KEPT = 8192
"""Pictures of a cell whose features are read once: 42 MB of 1280 channels."""
_CELLS_OF_EACH = 4


def near_pairs(space: FeatureSpace, places: NDArray[np.int64], least: float) -> PairSearch:
    """Pairs with a cosine of at least ``least``, but for some of crowds: see ``close_pairs``.

    Args:
        space: where features are compared.
        places: in it, of pictures in their order, the better ones first.
        least: up to 1.

    Returns:
        Pairs, by their places in ``places``, whose closeness is the cosine.
    """
    cells = yield from _cells(space, places, least)
    done, found = len(places), list[Pairs]()
    total = done + sum(map(len, cells))
    for members in cells:
        for pairs in _near(space, places, members, least):
            found.append(pairs)
            yield done, total
        done += len(members)
    yield done, total
    return joined(found)


def _cells(
    space: FeatureSpace, places: NDArray[np.int64], least: float
) -> Generator[Steps, None, list[NDArray[np.int64]]]:
    """Which pictures lie together, each cell's in their order."""
    count = len(places)
    if count <= _ONE_CELL:
        return [np.arange(count)]
    drawn = np.linspace(0, count - 1, isqrt(2 * count)).astype(np.int64)
    pivots = _apart(space.units_at(places[drawn]), least).T
    each = min(_CELLS_OF_EACH, pivots.shape[1])
    cells = np.empty((count, each), np.int32)
    for start in range(0, count, _AT_ONCE):
        part = slice(start, min(start + _AT_ONCE, count))
        likeness = space.units_at(places[part]) @ pivots
        cells[part] = np.argpartition(-likeness, each - 1, axis=1)[:, :each]
        yield part.stop, count * (1 + each)
    order = np.argsort(cells, axis=None, kind="stable")
    changes = np.flatnonzero(np.diff(cells.reshape(-1)[order])) + 1
    return np.split(order // each, changes)


def _apart(units: NDArray[np.float32], least: float) -> NDArray[np.float32]:
    """Those that are not near an earlier one: else a crowd of near pictures had many cells."""
    near = np.triu(units @ units.T >= least, 1)
    kept = np.ones(len(units), np.bool_)
    for row in range(len(units)):
        if kept[row]:
            kept &= ~near[row]
    return units[kept]


def _near(
    space: FeatureSpace, places: NDArray[np.int64], members: NDArray[np.int64], least: float
) -> Iterator[Pairs]:
    """Compare the pictures of one cell, some hundreds with some hundreds at once."""
    taken = np.zeros(len(members), np.bool_)
    parts = [
        slice(start, min(start + _AT_ONCE, len(members)))
        for start in range(0, len(members), _AT_ONCE)
    ]
    at_once = space.units_at(places[members]) if len(members) <= _KEPT else None

    def units_of(part: slice) -> NDArray[np.float32]:
        return space.units_at(places[members[part]]) if at_once is None else at_once[part]

    for number, rows in enumerate(parts):
        left = units_of(rows)
        for columns in parts[number:]:
            right = left if columns is rows else units_of(columns)
            likeness = left @ right.T
            near = likeness >= least
            if columns is rows:
                near = np.triu(near, 1)
            _thin_out(near, taken[rows], taken[columns])
            first, second = np.nonzero(near)
            yield Pairs(
                members[rows][first].astype(np.int32),
                members[columns][second].astype(np.int32),
                likeness[first, second],
            )


def _thin_out(
    near: NDArray[np.bool_], rows_taken: NDArray[np.bool_], columns_taken: NDArray[np.bool_]
) -> None:
    """Where pictures crowd, leave out the pairs of those that a better one has taken."""
    for row in np.flatnonzero(near.sum(axis=1) > PAIRS_KEPT_WHOLE).tolist():
        if rows_taken[row]:
            near[row] = False
        else:
            columns_taken |= near[row]
