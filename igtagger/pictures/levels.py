"""Levels of any depth to the 256 that a model sees."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def to_eight_bits(values: NDArray[Any], *, white: float | None = None) -> NDArray[np.uint8]:
    """Numbers of any kind as 0 to 255, by these rules.

    16 bits: the whole range, 65535 becomes 255. Integers of 32 bits: as 8 bits where all values
    are 0 to 255, as 16 where they are 0 to 65535, else from the least to the greatest value.
    Floating point: 0 to 1, else 0 to 255, else from the least to the greatest value.

    Args:
        values: of any shape; what is no number is black, infinity white.
        white: what becomes 255, where the file tells it; 0 becomes 0 then.
    """
    if values.dtype == np.uint8 and white in (None, 255):
        return values
    low, high = (0.0, float(white)) if white is not None else _value_range(values)
    step = 255 / ((high - low) or 1)
    with np.errstate(all="ignore"):  # floating point can hold anything
        scaled = values.astype(np.float32)
        scaled *= step
        scaled -= low * step
        np.nan_to_num(scaled, copy=False, nan=0, posinf=255, neginf=0)
        scaled += 0.5
        np.clip(scaled, 0, 255, out=scaled)
    return scaled.astype(np.uint8)


def _value_range(values: NDArray[Any]) -> tuple[float, float]:
    if values.dtype.kind == "u" and values.dtype.itemsize == 2:
        return 0.0, 65535.0
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    for full in (1.0, 255.0) if values.dtype.kind == "f" else (255.0, 65535.0):
        if low >= 0 and high <= full:
            return 0.0, full
    return low, high
