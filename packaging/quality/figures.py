"""Figures of scores and truth: how often they are right, and whether they are as sure as that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
"""``(pictures, labels)``, 0 to 1, rows that sum to 1."""
Truth = Sequence[frozenset[int]]
"""Of each picture the labels that are right."""
FLOORS = (0.1, 0.2, 0.3, 0.5)
"""Least scores at which a label is shown, for tables."""
_TEMPERATURES = np.arange(0.3, 2.51, 0.01)


def right_among(scores: Scores, truth: Truth, first: int) -> NDArray[np.bool_]:
    """Of each picture, whether a right label is among its ``first`` highest."""
    highest = np.argsort(-scores, axis=1, kind="stable")[:, :first]
    return np.array(
        [not true.isdisjoint(row) for row, true in zip(highest.tolist(), truth, strict=True)]
    )


def calibration_error(scores: Scores, truth: Truth, bins: int = 15) -> float:
    """Expected calibration error (Naeini et al. 2015): the gap of score and accuracy, by bins."""
    top, right = scores.max(axis=1), right_among(scores, truth, 1)
    place = np.minimum((top * bins).astype(int), bins - 1)
    gaps = [
        abs(top[place == b].mean() - right[place == b].mean()) * (place == b).mean()
        for b in range(bins)
        if (place == b).any()
    ]
    return float(sum(gaps))


def tempered(scores: Scores, temperature: float) -> Scores:
    """The scores that the same logits, divided by ``temperature``, would give."""
    logits = np.log(np.maximum(scores, 1e-30)) / temperature
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def best_temperature(scores: Scores, truth: Truth) -> float:
    """The one with which right labels together get the greatest likelihood, to 0.01."""
    mask = np.zeros(scores.shape, bool)
    for row, true in zip(mask, truth, strict=True):
        row[list(true)] = True

    def loss(temperature: float) -> float:
        right = (tempered(scores, temperature) * mask).sum(axis=1)
        return float(-np.log(np.maximum(right, 1e-12)).mean())

    return round(float(min(_TEMPERATURES, key=loss)), 2)


def confusion(
    names: Sequence[str], scores: Scores, truth: Sequence[int]
) -> list[tuple[str, int, float, str]]:
    """Of each label that occurs: name, pictures, share that is right, and what the others got."""
    guessed = scores.argmax(axis=1).tolist()
    rows = []
    for label in sorted(set(truth)):
        got = [g for g, t in zip(guessed, truth, strict=True) if t == label]
        wrong = Counter(names[g] for g in got if g != label).most_common()
        said = ", ".join(f"{name} {count}" for name, count in wrong)
        rows.append((names[label], len(got), got.count(label) / len(got), said))
    return rows


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown; floats as per cent, numbers to the right."""
    lines = [header, ["---:" if _is_number(cell) else "---" for cell in rows[0]], *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float)


def _cell(cell: object) -> str:
    return f"{cell:.1%}" if isinstance(cell, float) else str(cell)
