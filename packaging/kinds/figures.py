"""How right a head is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from quality.figures import calibration_error, confusion, right_among, table

from kinds.head import Floats
from kinds.sources import kind_names


@dataclass(frozen=True, slots=True)
class Figures:
    """Of pictures whose kind is known; all shares are 0 to 1."""

    pictures: int
    right: float
    mean_of_kinds: float
    among_two: float
    photograph: float
    """Right about whether a picture is a photograph."""
    calibration_error: float
    table: str
    """Markdown: each kind, its pictures, how many are right, and what the others are taken for."""

    @property
    def text(self) -> str:
        """All of them, as Markdown."""
        return (
            f"- pictures: {self.pictures}\n"
            f"- right: {self.right:.1%}; mean of the kinds: {self.mean_of_kinds:.1%}\n"
            f"- right among the first two: {self.among_two:.1%}\n"
            f"- photograph against everything else: {self.photograph:.1%}\n"
            f"- expected calibration error: {self.calibration_error:.3f}\n\n{self.table}"
        )


def scores_of(logits: Floats) -> Floats:
    """Softmax, shape as ``logits``."""
    powers = np.exp(logits - logits.max(1, keepdims=True))
    shares: Floats = powers / powers.sum(1, keepdims=True)
    return shares


def measure(scores: Floats, truth: NDArray[np.int64]) -> Figures:
    """How right ``scores`` are, shape ``(n, kinds)``, where ``truth`` is, shape ``(n,)``."""
    guess = scores.argmax(1)
    photograph = kind_names().index("photograph")
    kinds = [int(kind) for kind in truth]
    right = [frozenset({kind}) for kind in kinds]
    return Figures(
        len(truth),
        float((guess == truth).mean()),
        float(np.mean([(guess[truth == k] == k).mean() for k in np.unique(truth)])),
        float(right_among(scores, right, 2).mean()),
        float(((guess == photograph) == (truth == photograph)).mean()),
        calibration_error(scores, right),
        table(("kind", "pictures", "right", "taken for"), confusion(kind_names(), scores, kinds)),
    )
