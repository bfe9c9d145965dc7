"""Scores with what they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class NamedScore:
    """One of the best labels of a picture.

    Attributes:
        name: of the label.
        score: 0 to 1.
        index: of the label among the model's.
        wnid: WordNet 3.0's id of it, such as ``n02124075``; empty where it has none.
    """

    name: str
    score: float
    index: int
    wnid: str = ""


def best_of(
    scores: NDArray[np.float32], names: Sequence[str], count: int, wnids: Sequence[str] = ()
) -> list[NamedScore]:
    """At most ``count`` of the labels, best first; of equal ones that of the lower index."""
    order = np.argsort(-scores, kind="stable")[:count].tolist()
    return [
        NamedScore(names[index], float(scores[index]), index, wnids[index] if wnids else "")
        for index in order
    ]
