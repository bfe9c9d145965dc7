"""Taught tags: own tags that have a head of their own, and are said of pictures by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from igtagger.labels.taught_names import TAUGHT
from igtagger.models.heads import Head

__all__ = ["TAUGHT", "TaughtTag", "taught_head"]


@dataclass(frozen=True, slots=True, eq=False)
class TaughtTag:
    """One tag that was taught.

    Attributes:
        index: of its label, in the set :data:`TAUGHT`; no two have the same.
        name: the own tag.
        model_id: the model whose features it was taught on.
        weights_sha256: which weights of it.
        weight: ``float32 (channels,)``, which the roots of features are multiplied with: see
            :func:`igtagger.models.heads.rooted`. All 0 while nothing has been taught.
        bias: what is added: the score is the sigmoid of both.
        threshold: the least score at which the tag is said, 0 to 1.
        automatic: whether it is said of pictures by itself.
        examples: how many pictures had it when it was taught.
        rejected: how many it was rejected for.
        former: what it was called before its own tag got another name; empty where it was not.
    """

    index: int
    name: str
    model_id: str
    weights_sha256: str
    weight: NDArray[np.float32]
    bias: float
    threshold: float
    automatic: bool = False
    examples: int = 0
    rejected: int = 0
    former: str = ""


def taught_head(tags: Sequence[TaughtTag]) -> Head:
    """One head of all these tags, which are of one model; labels that no tag has score 0.

    Args:
        tags: at least one, of as many channels each.
    """
    labels = max(tag.index for tag in tags) + 1
    weight = np.zeros((labels, len(tags[0].weight)), np.float32)
    bias = np.full(labels, -np.inf, np.float32)
    for tag in tags:
        weight[tag.index], bias[tag.index] = tag.weight, tag.bias
    return Head(TAUGHT, weight, bias, "sigmoid", root=True)
