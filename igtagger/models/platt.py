"""From scores to probabilities by a sigmoid, where little is known of most pictures.

Platt: Probabilistic Outputs for Support Vector Machines, 1999, fits a sigmoid to scores whose truth
is known. Here most of them are of pictures about which nobody decided anything, some of which show
what is being taught. They are therefore no evidence against it: each counts by the probability that
:data:`USUAL` gives it, which was measured on tags that people would give
(``packaging/quality/measure_teaching.py``). What was decided moves the sigmoid from there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from igtagger.models.ridge import Numbers

_STEPS, _CLOSE = 100, 1e-9


class Sigmoid(NamedTuple):
    """The probability of a score ``x`` is ``1 / (1 + exp(-(slope * x + offset)))``."""

    slope: float
    offset: float

    def of(self, scores: Numbers) -> Numbers:
        """The probability of each, ``float64``, 0 to 1."""
        probabilities: Numbers = np.exp(-np.logaddexp(0, -(self.slope * scores + self.offset)))
        return probabilities


USUAL = Sigmoid(1.7, -6.3)
"""Of scores that are 0 in the middle, and 1 where they are a standard deviation above it."""


LEAST_SPREAD = 0.02
"""Of scores from -1 to 1. On real pictures it is 0.06, with one example, to 0.2. A few that are all
alike must not make a step of the sigmoid.
"""


class Middle(NamedTuple):
    """Where scores of pictures that nobody decided about lie.

    Attributes:
        at: their median.
        spread: their standard deviation, at least :data:`LEAST_SPREAD`.
    """

    at: float
    spread: float

    @classmethod
    def of(cls, scores: Numbers) -> Middle:
        """That of some scores; of none it is 0 and 1."""
        if not len(scores):
            return cls(0.0, 1.0)
        return cls(float(np.median(scores)), max(float(scores.std()), LEAST_SPREAD))

    def measured(self, scores: Numbers) -> Numbers:
        """Scores in spreads from there."""
        return (scores - self.at) / self.spread

    def undone(self, sigmoid: Sigmoid) -> Sigmoid:
        """The same sigmoid for scores as they were before :meth:`measured`."""
        slope = sigmoid.slope / self.spread
        return Sigmoid(slope, sigmoid.offset - slope * self.at)


def fit_sigmoid(known: Numbers, truth: Numbers, others: Numbers) -> Sigmoid:
    """The sigmoid for scores that were measured by :class:`Middle`; its slope is above 0.

    Args:
        known: scores of pictures that were decided about, each as if it had been left out.
        truth: of these, 1 or 0.
        others: scores of those that were not.
    """
    scores = np.concatenate([known, others])
    goal = np.concatenate([truth, USUAL.of(others)])
    now, cost = USUAL, _cost(USUAL, scores, goal)
    for _ in range(_STEPS):
        step, size = _newton(now, scores, goal), 1.0
        while (cost_next := _cost(tried := _back(now, step, size), scores, goal)) > cost:
            if (size := size / 2) < _CLOSE:
                return now
        now, gain, cost = tried, cost - cost_next, cost_next
        if gain < _CLOSE:
            break
    return now


def _cost(sigmoid: Sigmoid, scores: Numbers, goal: Numbers) -> float:
    """What is least at the likeliest sigmoid; too large for any whose slope is not above 0."""
    if sigmoid.slope <= 0:
        return float("inf")
    logits = sigmoid.slope * scores + sigmoid.offset
    # A few pictures' worth of trust in what is usual, so that nothing runs away.
    drawn = (sigmoid.slope - USUAL.slope) ** 2 + (sigmoid.offset - USUAL.offset) ** 2
    return float((np.logaddexp(0, logits) - goal * logits).sum()) + drawn / 10


def _newton(sigmoid: Sigmoid, scores: Numbers, goal: Numbers) -> Numbers:
    probability = sigmoid.of(scores)
    rest, curve = probability - goal, probability * (1 - probability)
    drawn = np.subtract(sigmoid, USUAL) / 5
    gradient = np.array([rest @ scores, rest.sum()]) + drawn
    mixed = curve @ scores
    hessian = np.array([[curve @ scores**2, mixed], [mixed, curve.sum()]]) + np.eye(2) / 5
    step: Numbers = np.linalg.solve(hessian, gradient)
    return step


def _back(sigmoid: Sigmoid, step: Numbers, size: float) -> Sigmoid:
    return Sigmoid(sigmoid.slope - size * step[0], sigmoid.offset - size * step[1])
