"""Ridge regression in closed form, with the score of each example as if it had been left out.

Hoerl and Kennard: Ridge Regression, Technometrics 12, 1970; of one left out, Allen's PRESS,
Technometrics 16, 1974. NumPy alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Ridge(NamedTuple):
    """What was found: a picture's score is ``features @ weight + bias``.

    Attributes:
        weight: ``float64 (channels,)``.
        bias: a number that no penalty holds back.
        left_out: ``float64 (n,)``, the score of each example by a fit to all others.
    """

    weight: Numbers
    bias: float
    left_out: Numbers


def fit_ridge(
    features: NDArray[np.floating], targets: Numbers, counts: Numbers, penalty: float
) -> Ridge:
    """What makes ``sum(counts * (score - targets)**2) + penalty * |weight|**2`` least.

    Solved in as many unknowns as there are examples or channels, whichever are fewer.

    Args:
        features: of each example, ``(n, channels)``.
        targets: the score that each should have, ``(n,)``.
        counts: how much each weighs, ``(n,)``, all above 0.
        penalty: above 0.
    """
    x = features.astype(np.float64)
    total = counts.sum()
    mean, middle = counts @ x / total, counts @ targets / total
    root = np.sqrt(counts)
    x -= mean
    x *= root[:, None]
    goal = root * (targets - middle)
    solve = _by_examples if len(x) <= x.shape[1] else _by_channels
    weight, leverage = solve(x, goal, penalty)
    fitted = x @ weight / root + middle
    hat = leverage + counts / total  # the bias is drawn to each example, too
    left_out = targets - (targets - fitted) / np.maximum(1 - hat, 1e-12)
    return Ridge(weight, float(middle - mean @ weight), left_out)


def _by_examples(x: Numbers, goal: Numbers, penalty: float) -> tuple[Numbers, Numbers]:
    """The weight, and how strongly each example draws its own score, 0 to 1."""
    kernel = x @ x.T
    inverse = np.linalg.inv(kernel + penalty * np.eye(len(x)))
    return x.T @ (inverse @ goal), 1 - penalty * np.diagonal(inverse)


def _by_channels(x: Numbers, goal: Numbers, penalty: float) -> tuple[Numbers, Numbers]:
    inverse = np.linalg.inv(x.T @ x + penalty * np.eye(x.shape[1]))
    return inverse @ (x.T @ goal), np.einsum("ij,ij->i", x @ inverse, x)
