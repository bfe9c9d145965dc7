"""How alike pictures are by their features: the cosine of the angle between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from igtagger.library.features import FeatureSet

_TINY = np.float32(1e-6)


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSpace:
    """All features that are kept under one key, ready to be compared.

    Attributes:
        features: as they are kept.
        lengths: of each, ``float32 (n,)``, above 0.
    """

    features: FeatureSet
    lengths: NDArray[np.float32]

    def units_at(self, places: NDArray[np.integer]) -> NDArray[np.float32]:
        """Those of the pictures at some places, ``float32 (m, channels)``, each of length 1."""
        return units(self.features.take(places))

    def likeness(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosines of one picture's features ``(channels,)`` with all, ``(n,)``, -1 to 1."""
        products = self.features.products(units(vector[None]).T)[:, 0]
        found: NDArray[np.float32] = np.clip(products / self.lengths, -1, 1)
        return found


def units(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Features ``(m, channels)``, each made of length 1; where all are 0 they stay so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: NDArray[np.float32] = vectors / np.maximum(lengths, _TINY)
    return found


def space_of(features: FeatureSet, going_on: Callable[[], None] = lambda: None) -> FeatureSpace:
    """Work out the lengths, by one look at everything.

    Args:
        features: at least those of one picture.
        going_on: called every now and then; may raise to stop.
    """
    lengths = np.empty(len(features), np.float32)

    def work(places: slice, block: NDArray[np.float32]) -> None:
        going_on()
        lengths[places] = np.linalg.norm(block, axis=1)

    features.work_through(work)
    return FeatureSpace(features, np.maximum(lengths, _TINY))
