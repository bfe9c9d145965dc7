"""Texts of which many pictures share one, as numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from igtagger.app.picture_values import Rows
from igtagger.labels.folding import folded


class NumberedTexts:
    """Texts by numbers, from 0.

    Attributes:
        texts: as they were given.
        folded: the same, as searches compare them.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.folded: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Of a text, which gets one if it has none."""
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
            self.folded.append(folded(text))
        return number

    def wanted(self, is_wanted: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Which are wanted, by number; each is asked about once, folded."""
        return np.fromiter(map(is_wanted, self.folded), np.bool_, len(self.folded))

    def counts(self, numbers: NDArray[np.int32]) -> dict[str, int]:
        """How often each number comes, by its text."""
        counted = np.bincount(numbers, minlength=len(self.texts)).tolist()
        return {text: n for text, n in zip(self.texts, counted, strict=True) if n}


class TextColumn:
    """A text of each row, of which many are alike; empty where there is none."""

    def __init__(self) -> None:
        self._texts = NumberedTexts()
        self._none = self._texts.number("")
        self._numbers = np.full(0, self._none, np.int32)

    def grow(self, length: int) -> None:
        """Make room for more rows, which have none."""
        new = np.full(length, self._none, np.int32)
        new[: len(self._numbers)] = self._numbers
        self._numbers = new

    def set(self, row: int, text: str) -> None:
        """Take a text over."""
        self._numbers[row] = self._texts.number(text)

    def text(self, row: int) -> str:
        """That of a row."""
        return self._texts.texts[int(self._numbers[row])]

    def wanted(self, is_wanted: Callable[[str], bool], count: int) -> NDArray[np.bool_]:
        """Which of the first ``count`` rows have one that is wanted; asked folded, once."""
        wanted = self._texts.wanted(is_wanted)
        wanted[self._none] = False
        found: NDArray[np.bool_] = wanted[self._numbers[:count]]
        return found

    def counts(self, rows: slice | Rows) -> dict[str, int]:
        """How many of those rows have each text."""
        numbers = self._numbers[rows]
        return self._texts.counts(numbers[numbers != self._none])
