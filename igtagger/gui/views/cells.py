"""Where the cells of a grid lie. All are alike, so nothing depends on how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect

GAP = 3
"""Between a cell's edge and its tile, on each side, in logical pixels."""


@dataclass(frozen=True, slots=True)
class Cells:
    """``count`` cells of at least ``least_width``, in as many columns as fit, spread evenly.

    Coordinates are logical pixels of the whole content; places count from 0, row by row.
    """

    count: int = 0
    width: int = 1
    least_width: int = 1
    height: int = 1

    @property
    def columns(self) -> int:
        """At least one."""
        return max(1, self.width // self.least_width)

    @property
    def rows(self) -> int:
        """The last one may not be full."""
        return -(-self.count // self.columns)

    @property
    def content_height(self) -> int:
        """Of all rows."""
        return self.rows * self.height

    def cell(self, place: int) -> QRect:
        """The whole cell."""
        row, column = divmod(place, self.columns)
        left = column * self.width // self.columns
        right = (column + 1) * self.width // self.columns
        return QRect(left, row * self.height, right - left, self.height)

    def tile(self, place: int) -> QRect:
        """The part of a cell that belongs to its picture; the gaps between belong to none."""
        return self.cell(place).adjusted(GAP, GAP, -GAP, -GAP)

    def nearest(self, x: int, y: int) -> int:
        """The place of the cell at or next to a point; -1 where there is none at all."""
        if not self.count:
            return -1
        column = min(max(x * self.columns // max(1, self.width), 0), self.columns - 1)
        row = min(max(y // self.height, 0), self.rows - 1)
        return min(row * self.columns + column, self.count - 1)

    def at(self, x: int, y: int) -> int:
        """The place whose tile is at a point; -1 where there is none."""
        place = self.nearest(x, y)
        return place if place >= 0 and self.tile(place).contains(x, y) else -1

    def between(self, top: int, bottom: int) -> range:
        """The places in the rows that reach into ``top`` (included) to ``bottom`` (not)."""
        first = max(0, top // self.height) * self.columns
        last = max(0, -(-bottom // self.height)) * self.columns
        return range(min(first, self.count), min(last, self.count))

    def touched(self, area: QRect) -> Iterator[tuple[int, int]]:
        """The stretches (first, last) of places whose tiles reach into ``area``."""
        if not self.count:
            return
        columns = [column for column in range(self.columns) if _overlap(self._tile_x(column), area)]
        rows = self.between(area.top(), area.bottom() + 1)
        if not columns or not rows:
            return
        first_row, last_row = rows[0] // self.columns, rows[-1] // self.columns
        if not self._tile_reaches(first_row, area):
            first_row += 1
        if not self._tile_reaches(last_row, area):
            last_row -= 1
        if len(columns) == self.columns and first_row <= last_row:
            yield first_row * self.columns, self._last(last_row * self.columns + columns[-1])
            return
        for row in range(first_row, last_row + 1):
            first = row * self.columns + columns[0]
            if first < self.count:
                yield first, self._last(row * self.columns + columns[-1])

    def stepped(self, place: int, step: int) -> int:
        """Where a step ends: in the same column as far as it goes, or at the last picture."""
        wanted = place + step
        if abs(step) < self.columns:
            return min(max(wanted, 0), self.count - 1)
        if wanted < 0:
            return place % self.columns
        if wanted < self.count:
            return wanted
        last_row = (self.count - 1) // self.columns
        if place // self.columns == last_row:
            return place
        return min(last_row * self.columns + place % self.columns, self.count - 1)

    def _last(self, place: int) -> int:
        return min(place, self.count - 1)

    def _tile_x(self, column: int) -> tuple[int, int]:
        left = column * self.width // self.columns + GAP
        return left, (column + 1) * self.width // self.columns - GAP

    def _tile_reaches(self, row: int, area: QRect) -> bool:
        top = row * self.height + GAP
        return top <= area.bottom() and (row + 1) * self.height - GAP > area.top()


def _overlap(stretch: tuple[int, int], area: QRect) -> bool:
    return stretch[0] <= area.right() and stretch[1] > area.left()
