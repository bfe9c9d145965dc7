"""How right a head is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinds.head import Floats
from kinds.sources import kind_names

_BINS = 15


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
    first_two = np.argsort(-scores, axis=1)[:, :2]
    return Figures(
        len(truth),
        float((guess == truth).mean()),
        float(np.mean([(guess[truth == k] == k).mean() for k in np.unique(truth)])),
        float((first_two == truth[:, None]).any(1).mean()),
        float(((guess == photograph) == (truth == photograph)).mean()),
        _calibration_error(scores, truth),
        _table(guess, truth),
    )


def _calibration_error(scores: Floats, truth: NDArray[np.int64]) -> float:
    """Naeini et al. 2015: the gap between score and share of right ones, by bins of scores."""
    top, right = scores.max(1), scores.argmax(1) == truth
    place = np.minimum((top * _BINS).astype(int), _BINS - 1)
    gaps = [abs((top - right)[place == b].sum()) for b in range(_BINS)]
    return float(sum(gaps) / len(truth))


def _table(guess: NDArray[np.int64], truth: NDArray[np.int64]) -> str:
    lines = ["| kind | pictures | right | taken for |", "| --- | ---: | ---: | --- |"]
    for kind, name in enumerate(kind_names()):
        found = guess[truth == kind]
        wrong = Counter(kind_names()[g] for g in found if g != kind).most_common()
        taken = ", ".join(f"{other} {count}" for other, count in wrong)
        if len(found):
            share = f"{(found == kind).mean():.0%}"
            lines.append(f"| {name} | {len(found)} | {share} | {taken} |")
    return "\n".join(lines)
