"""Heads for engines that stand in for a model: scores are what the test wants them to be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from igtagger.labels.kinds import KINDS
from igtagger.labels.sets import load_labels
from igtagger.models.catalog import ModelSpec
from igtagger.models.heads import Head

_SCALE = np.float32(128)


def plain_heads(spec: ModelSpec) -> tuple[Head, ...]:
    """For each of the model's: the first one's features are in proportion to its scores' log-odds.

    They are so short that any picture may be named. By another one for kinds every picture is a
    photograph.
    """
    count = spec.labels_count
    weight, bias = _SCALE * np.eye(count, dtype=np.float32), np.zeros(count, np.float32)
    first = Head(spec.label_set, weight, bias, "sigmoid")
    return (first, *(_photograph(count) for head in spec.heads[1:] if head.label_set == KINDS))


def _photograph(features: int) -> Head:
    names = [label.name for label in load_labels(KINDS)]
    bias = np.array([8 if name == "photograph" else 0 for name in names], np.float32)
    return Head(KINDS, np.zeros((len(names), features), np.float32), bias)


def features_of(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The features from which :func:`plain_heads` makes ``scores``, each above 0 and below 1."""
    return (np.log(scores / (1 - scores)) / _SCALE).astype(np.float32)
