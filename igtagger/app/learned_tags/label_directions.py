"""By which directions of features a model tells its own labels apart.

What sets a thousand things apart tells more of a tag than what sets apart light and sky: where
there are few examples, :func:`igtagger.models.tag_head.fit_tag` heeds these directions twice.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from igtagger.errors import IgTaggerError
from igtagger.library.features import FeaturesKey
from igtagger.models.catalog import ModelSpec
from igtagger.models.weights.mapped import MappedWeights
from igtagger.models.weights.store import WeightsStore

Directions = Callable[[FeaturesKey], NDArray[np.float32] | None]
"""Of whose features; None where they cannot be had, and are done without."""


def no_directions(_: FeaturesKey) -> None:
    """Where no model is at hand."""
    return


def label_directions(
    find: Callable[[str], ModelSpec], store: WeightsStore, key: FeaturesKey
) -> NDArray[np.float32] | None:
    """The matrix of a model's first head less the mean of its rows, ``float32 (labels, channels)``.

    None where its file is gone or damaged, or is not in the form that models are loaded from: kept
    features are of use without it.

    Args:
        find: a model by its id.
        store: where weights are.
        key: whose features.
    """
    try:
        spec = find(key.model_id)
        stored = store.find(spec)
        if stored.sha256 != key.weights_sha256:
            return None
        weight = MappedWeights(stored.path).get(f"{spec.heads[0].layers[-1]}.weight")
    except (IgTaggerError, OSError, ValueError):
        return None
    directions: NDArray[np.float32] = weight - weight.mean(axis=0)
    return directions
