"""Which pictures a person has taken out of the list of the window; their rows stay as they are."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from igtagger.app.name_columns import longer
from igtagger.app.picture_values import Rows


class TakenOut:
    """Rows that are out of the list, until they are brought back."""

    def __init__(self) -> None:
        self._out = np.zeros(0, np.bool_)
        self.count = 0
        """How many are out."""

    def __contains__(self, row: int) -> bool:
        return row < len(self._out) and bool(self._out[row])

    def take_out(self, rows: Iterable[int], total: int) -> None:
        """These are out from now on; ``total`` pictures were ever listed."""
        self._out = longer(self._out, total)
        self._out[list(rows)] = True
        self.count = int(self._out.sum())

    def bring_back(self, row: int) -> None:
        """It is in the list again."""
        if row in self:
            self._out[row] = False
            self.count -= 1

    def among(self, total: int) -> NDArray[np.bool_]:
        """Which of the first ``total`` rows are in the list: ``bool (total,)``."""
        there = np.ones(total, np.bool_)
        there[: len(self._out)] = ~self._out[:total]
        return there

    def left(self, rows: Rows | None, total: int) -> Rows | None:
        """Those of ``rows`` that are in the list; None for all where none is out of it."""
        if not self.count:
            return rows
        there = self.among(total)
        return np.flatnonzero(there) if rows is None else rows[there[rows]]
