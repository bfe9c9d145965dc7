"""Heads fitted on features in closed form: seconds for thousands of pictures, and NumPy alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

STRENGTHS = tuple(10.0**power for power in np.arange(-1, 2.5, 0.5))
"""How strong the ridge may be, in parts of the mean of all eigenvalues. Weaker ones were never the
best for the numbers of pictures that were tried (5 to 600 of each class), and few pictures seem to
want them by chance."""
_TEMPERATURES = np.geomspace(1e-3, 30, 400)


class RidgeHead(NamedTuple):
    """A head of ``k`` classes.

    Attributes:
        weight: ``float32 (k, channels)``.
        bias: ``float32 (k,)``.
        left_out: ``float32 (n, k)``, what the head says of each picture that it was fitted on, had
            that one been left out.
    """

    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    left_out: NDArray[np.float32]

    def logits(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of pictures with those features, ``float32 (n, channels)``: ``float32 (n, k)``."""
        found: NDArray[np.float32] = features @ self.weight.T + self.bias
        return found


def fit_ridge(features: NDArray[np.float32], labels: NDArray[np.intp], classes: int) -> RidgeHead:
    """The head with the least squared error, every class counting the same.

    Ridge regression of one column for each class, 1 where a picture is of it. The strength of the
    ridge is that of :data:`STRENGTHS` with the least error on pictures left out one by one, which
    needs no second fit: Allen 1974 (PRESS); Hastie, Tibshirani, Friedman: The Elements of
    Statistical Learning, 2009, section 7.10.

    Args:
        features: ``float32 (n, channels)``.
        labels: ``(n,)``, each 0 to ``classes`` - 1.
        classes: each of them has a picture.
    """
    counts = np.bincount(labels, minlength=classes)
    shares = 1.0 / (classes * counts[labels])  # which sum up to 1
    wanted = np.eye(classes)[labels]
    mean_x, mean_y = shares @ features, shares @ wanted
    roots = np.sqrt(shares)[:, None]
    x = (features - mean_x).astype(np.float64) * roots
    y = (wanted - mean_y) * roots
    projected, directions, values = _principal(x)
    along = projected.T @ y
    best: tuple[float, NDArray[np.float64], NDArray[np.float64]] | None = None
    for strength in STRENGTHS:
        shrunk = 1 / (values + strength * values.mean())
        inner = shrunk[:, None] * along
        reach = shares + (projected**2) @ shrunk
        residuals = (y - projected @ inner) / np.maximum(1 - reach, 1e-6)[:, None]
        error = float((residuals**2).sum())
        if best is None or error < best[0]:
            best = error, inner, residuals / roots
    assert best is not None
    weight = (directions @ best[1]).T
    bias = mean_y - weight @ mean_x
    left_out = wanted - best[2]
    return RidgeHead(*(each.astype(np.float32) for each in (weight, bias, left_out)))


def _principal(
    x: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """``x (n, d)`` along its principal directions, these ``(d, r)``, and the eigenvalues ``(r,)``.

    By way of the smaller of both products with itself.
    """
    count, channels = x.shape
    if count < channels:
        values, vectors = np.linalg.eigh(x @ x.T)
        kept = values > values[-1] * 1e-10
        values, vectors = values[kept], vectors[:, kept]
        lengths = np.sqrt(values)
        return vectors * lengths, x.T @ vectors / lengths, values
    values, vectors = np.linalg.eigh(x.T @ x)
    kept = values > values[-1] * 1e-10
    return x @ vectors[:, kept], vectors[:, kept], values[kept]


def find_temperature(logits: NDArray[np.float32], labels: NDArray[np.intp]) -> float:
    """What logits must be divided by for their softmax to be true, by the likelihood of labels.

    Guo et al.: On Calibration of Modern Neural Networks. 2017, section 4.2. A few pictures that
    are all right do not make scores certain: as Platt (Probabilistic Outputs for Support Vector
    Machines, 1999) has it, of ``n`` one more counts as wrong.

    Args:
        logits: ``float32 (n, k)``, of pictures that the head was not fitted on; at least one.
        labels: ``(n,)``.
    """
    doubt = 1 / (len(labels) + 2)
    return float(min(_TEMPERATURES, key=lambda each: _loss(logits / each, labels, doubt)))


def _loss(logits: NDArray[np.floating], labels: NDArray[np.intp], doubt: float) -> float:
    """Cross-entropy in nats with the right label, but for ``doubt``, which all labels share."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    own = np.take_along_axis(shifted, labels[:, None], axis=1)[:, 0]
    wanted = (1 - doubt) * own + doubt * shifted.mean(axis=1)
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - wanted))


def softmax(logits: NDArray[np.floating]) -> NDArray[np.float32]:
    """Scores ``float32 (n, k)``, of which each row sums to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores: NDArray[np.float32] = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return scores


def likely_range(right: int, count: int) -> tuple[float, float]:
    """Between which shares the true one lies with 95 % certainty, each 0 to 1.

    Wilson: Probable Inference, the Law of Succession, and Statistical Inference. 1927.
    """
    z, share = 1.96, right / count
    middle = share + z * z / (2 * count)
    spread = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    below = 1 + z * z / count
    return float(max(0.0, (middle - spread) / below)), float(min(1.0, (middle + spread) / below))
