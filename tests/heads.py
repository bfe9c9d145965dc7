"""A head for engines that stand in for a model: its scores are what the test wants them to be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from igtagger.models.catalog import ModelSpec
from igtagger.models.heads import Head


def plain_heads(spec: ModelSpec) -> tuple[Head]:
    """One for the first label set, whose features are the log-odds of its scores."""
    count = spec.labels_count
    weight, bias = np.eye(count, dtype=np.float32), np.zeros(count, np.float32)
    return (Head(spec.label_set, weight, bias, "sigmoid"),)


def features_of(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The features from which :func:`plain_heads` makes ``scores``, each above 0 and below 1."""
    return np.log(scores / (1 - scores)).astype(np.float32)
