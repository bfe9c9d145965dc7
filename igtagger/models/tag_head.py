"""The head of one taught tag, from the features of its examples and of other pictures.

What was chosen here was measured on real pictures (``packaging/quality/measure_teaching.py``,
docs/teach.md): the roots of features instead of features, how examples weigh against all others,
and the penalty, which is the greater the fewer examples there are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from igtagger.models.heads import rooted
from igtagger.models.platt import Middle, Sigmoid, fit_sigmoid
from igtagger.models.ridge import Numbers, fit_ridge

LEAST_EXAMPLES = 5
"""From so many on leaving one out tells anything of the others."""
_SHARE = 0.3
"""How much examples weigh together, of 1."""
_REJECTED_SHARE = 0.5
"""How much a rejected picture weighs beside an example."""
_MANY = 100
_LIKELY = 2
_LIKELY_SHARE = 0.3
"""With few examples, of many pictures so many of the likeliest count as examples, too, each so much
of one: known as query expansion (Chum et al.: Total Recall, ICCV 2007)."""
_PENALTY = 0.1
_LEAST_THRESHOLD, _GREATEST_THRESHOLD = 0.3, 0.9
_LEAST_EXPECTED = 0.05
"""Probabilities below it are of no weight in what is expected: thousands of them would add up."""


class Expected(NamedTuple):
    """What to expect of a threshold, by scores of examples that were left out in turn.

    Attributes:
        precision: of the pictures that reach it, the share that is right, 0 to 1.
        recall: of those that show what is taught, the share that reaches it, 0 to 1.
    """

    precision: float
    recall: float


class TagHead(NamedTuple):
    """A picture's score is ``sigmoid(rooted(features) @ weight + bias)``, 0 to 1.

    Attributes:
        weight: ``float32 (channels,)``.
        bias: a number.
        threshold: from which on a picture counts as showing it, 0 to 1.
        expected: of the threshold; None where there are too few examples to tell.
    """

    weight: NDArray[np.float32]
    bias: float
    threshold: float
    expected: Expected | None


def fit_tag(
    examples: NDArray[np.float32],
    rejected: NDArray[np.float32],
    others: NDArray[np.float32],
    directions: NDArray[np.float32] | None = None,
) -> TagHead:
    """The head of a tag, from pictures by their features as models give them.

    Args:
        examples: pictures that show it, at least one: ``float32 (n, channels)``, as are the next.
        rejected: pictures that do not, as somebody decided.
        others: of all pictures that nobody decided about; some of them may show it.
        directions: by which the model tells its own labels apart, ``float32 (labels, channels)``.
            They count for as much as all features where there are few examples.
    """
    shown, refused, unknown = len(examples), len(rejected), len(others)
    features = rooted(np.concatenate([examples, rejected, others]))
    targets = np.concatenate([np.ones(shown), -np.ones(refused + unknown)])
    each = _SHARE / shown
    counts = np.concatenate(
        [
            np.full(shown, each),
            np.full(refused, min(_REJECTED_SHARE * each, _SHARE / max(refused, 1))),
            np.full(unknown, (1 - _SHARE) / max(unknown, 1)),
        ]
    )
    few, decided = shown < LEAST_EXAMPLES and unknown >= _MANY, shown + refused
    if few and directions is not None:
        features, directions = _told_apart(features, directions)
    ridge = fit_ridge(features, targets, counts, _PENALTY / shown)
    if few:
        # One or two pictures say little of what they have in common: the likeliest say more of it.
        likely = decided + np.argsort(-(features[decided:] @ ridge.weight), kind="stable")[:_LIKELY]
        targets[likely], counts[likely] = 1.0, _LIKELY_SHARE * each
        ridge = fit_ridge(features, targets, counts / counts.sum(), _PENALTY / shown)
    scores = ridge.left_out
    middle = Middle.of(scores[decided:])
    measured = middle.measured(scores)
    # Without the only example there was nothing to learn from.
    known = measured[0 if shown > 1 else shown : decided]
    truth = (targets[decided - len(known) : decided] > 0).astype(np.float64)
    sigmoid = fit_sigmoid(known, truth, measured[decided:])
    scale = middle.undone(sigmoid)
    found = ridge.weight
    if few and directions is not None:
        found = found[: -len(directions)] + found[-len(directions) :] @ directions
    weight = (scale.slope * found).astype(np.float32)
    threshold, expected = 0.5, None
    if shown >= LEAST_EXAMPLES:
        threshold, expected = _threshold(sigmoid, measured, shown, refused)
    return TagHead(weight, scale.slope * ridge.bias + scale.offset, threshold, expected)


def _told_apart(
    features: NDArray[np.float32], directions: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Features with their products with directions behind them, and these directions.

    They are made so long that the products differ from picture to picture by as much as features.
    """
    along = features @ directions.T
    spread, other = (float(np.var(each, axis=0).sum()) for each in (features, along))
    scale = np.float32(np.sqrt(spread / other) if other > 0 else 0)
    return np.concatenate([features, scale * along], axis=1), scale * directions


def _threshold(
    sigmoid: Sigmoid, measured: Numbers, shown: int, refused: int
) -> tuple[float, Expected]:
    """The one with the best F-measure, and what it comes to."""
    scores = sigmoid.of(measured)
    right = np.where(scores < _LEAST_EXPECTED, 0.0, scores)  # nobody knows: as likely as they say
    right[:shown], right[shown : shown + refused] = 1.0, 0.0
    order = np.argsort(-scores, kind="stable")
    ranked, found = scores[order], np.cumsum(right[order])
    told = np.arange(1, len(ranked) + 1)
    # Of equal scores all are above a threshold or none.
    ends = np.append(ranked[1:] < ranked[:-1], True)
    within = ends & (ranked >= _LEAST_THRESHOLD) & (ranked <= _GREATEST_THRESHOLD)
    measure = np.where(within, 2 * found / (told + right.sum()), -1.0)
    if not within.any():
        reached = int((ranked >= 0.5).sum())
        return 0.5, _expected(found, right, reached)
    best = int(measure.argmax())
    return float(ranked[best]), _expected(found, right, best + 1)


def _expected(found: Numbers, right: Numbers, reached: int) -> Expected:
    hits = float(found[reached - 1]) if reached else 0.0
    return Expected(hits / reached if reached else 0.0, hits / float(right.sum()))
