"""By which directions of features a model tells its own labels apart.

What sets a thousand things apart tells more of a tag than what sets apart light and sky: where
there are few examples, :func:`igtagger.models.tag_head.fit_tag` heeds these directions twice.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from igtagger.app.context import Context
from igtagger.errors import IgTaggerError
from igtagger.library.features import FeaturesKey
from igtagger.models.weights.mapped import MappedWeights

Directions = Callable[[FeaturesKey], NDArray[np.float32] | None]
"""Of whose features; None where they cannot be had, and are done without."""


def no_directions(_: FeaturesKey) -> None:
    """Where no model is at hand."""
    return


def label_directions(context: Context, key: FeaturesKey) -> NDArray[np.float32] | None:
    """The matrix of a model's first head less the mean of its rows, ``float32 (labels, channels)``.

    None where its file is gone or damaged, or is not in the form that models are loaded from: kept
    features are of use without it.
    """
    try:
        spec = context.find(key.model_id)
        stored = context.store.find(spec)
        if stored.sha256 != key.weights_sha256:
            return None
        weight = MappedWeights(stored.path).get(f"{spec.heads[0].layers[-1]}.weight")
    except (IgTaggerError, OSError, ValueError):
        return None
    directions: NDArray[np.float32] = weight - weight.mean(axis=0)
    return directions
