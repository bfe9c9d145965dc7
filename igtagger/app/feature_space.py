"""How alike pictures are by their features: cosines, without what all pictures have in common.

Some networks give features of which most is the same in any picture: of the everyday model's, those
of unrelated photographs have cosines of 0.91, and those of a photograph and its copy of half the
size 0.98. Without the mean of the library's own pictures these are 0.1 and 0.77. Few pictures have
no mean that tells anything, so that theirs are compared as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from igtagger.library.features import FeatureSet

LEAST_FOR_MEAN = 100
"""Pictures from which the mean is taken off."""
_SAMPLE = 8192
"""Pictures of which the mean is taken; more move it less than 1 in 100 of its length."""
_TINY = np.float32(1e-6)


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSpace:
    """All features that are kept under one key, ready to be compared.

    Attributes:
        features: as they are kept.
        mean: what is taken off each, ``float32 (channels,)``.
        lengths: of each without that, ``float32 (n,)``, above 0.
        centred: whether the mean is that of the pictures, rather than nothing.
    """

    features: FeatureSet
    mean: NDArray[np.float32]
    lengths: NDArray[np.float32]
    centred: bool

    def units(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Features ``(m, channels)`` without the mean, each of length 1 (or 0)."""
        rest = vectors - self.mean
        length = np.linalg.norm(rest, axis=1, keepdims=True)
        found: NDArray[np.float32] = rest / np.maximum(length, _TINY)
        return found

    def units_at(self, places: NDArray[np.integer]) -> NDArray[np.float32]:
        """The same of the pictures at some places."""
        return self.units(self.features.take(places))

    def likeness(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosines of one picture's features ``(channels,)`` with all others, ``(n,)``, -1 to 1."""
        (unit,) = self.units(vector[None])
        products = self.features.products(unit[:, None])[:, 0]
        found: NDArray[np.float32] = (products - unit @ self.mean) / self.lengths
        return np.clip(found, -1, 1)


def space_of(features: FeatureSet, going_on: Callable[[], None] = lambda: None) -> FeatureSpace:
    """Work out mean and lengths, by one look at everything.

    Args:
        features: at least those of one picture.
        going_on: called every now and then; may raise to stop.
    """
    centred = len(features) >= LEAST_FOR_MEAN
    mean = np.zeros(features.channels, np.float32)
    if centred:
        step = -(-len(features) // _SAMPLE)
        mean = features.take(np.arange(0, len(features), step)).mean(axis=0)
    lengths = np.empty(len(features), np.float32)
    for places, block in features.blocks():
        going_on()
        lengths[places] = np.linalg.norm(block - mean, axis=1)
    return FeatureSpace(features, mean, np.maximum(lengths, _TINY), centred)
