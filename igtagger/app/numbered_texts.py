"""Texts of which many pictures share one, as numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

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
