"""Levels of any depth to the 256 that a model sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FULL = (255, 1023, 4095, 16383, 65535)
"""White of 8, 10, 12, 14 and 16 bits, as cameras and scanners have them."""
_AT_ONCE = 1 << 18
"""So many numbers are converted in one go: what that takes stays within a processor's cache."""
_MOST = 0.9
"""Of numbers of floating point, so many are within 0 to 1 where a few lights are brighter."""
_OVERSHOOT = -0.05
"""Sharpening and resizing leave numbers a little below black."""


def to_eight_bits(values: NDArray[Any], *, white: float | None = None) -> NDArray[np.uint8]:
    """Numbers of any kind as 0 to 255. Black and white are found so, unless ``white`` tells.

    - 8 bits without a sign are what they are.
    - Integers from 0 on: white is the least of 255, 1023, 4095, 16383 and 65535 that none exceeds,
      within the type's own range; cameras put 10 to 14 bits into numbers of 16. But 16 bits that
      are all multiples of 257 were 8 bits before, and keep the whole range.
    - Integers that are less than 0, or more than 65535: the type's whole range where they fill more
      than half of it, else from the least to the greatest (heights, densities).
    - Floating point: 0 to 1, where nine of ten lie within; else 0 to 255 or 0 to 65535, where the
      greatest lies in the upper half of that; else from the least to the greatest.

    Args:
        values: of any shape; what is no number is black, infinity white.
        white: what becomes 255, where the file tells it; 0 becomes 0 then.
    """
    if values.dtype == np.bool_:
        return values.view(np.uint8) * np.uint8(255)
    if values.dtype == np.uint8 and white in (None, 255):
        return values
    low, high = (0.0, float(white)) if white is not None else black_and_white(values)
    out = np.empty(values.shape, np.uint8)
    flat = out.reshape(-1)
    for at, part in _parts(values):
        flat[at : at + part.size] = _scaled(part, low, high)
    return out


def black_and_white(values: NDArray[Any]) -> tuple[float, float]:
    """Which numbers are black and white, by the rules of :func:`to_eight_bits`."""
    if not values.size:
        return 0.0, 1.0
    if values.dtype.kind == "f":
        return _of_floating_point(values)
    kind = np.iinfo(values.dtype)
    low, high = int(values.min()), int(values.max())
    if low < 0 or high > _FULL[-1]:
        least = int(kind.min) if low < 0 else 0
        whole = int(kind.max) - least + 1
        return (least, kind.max) if high - min(low, 0) > whole // 2 else (low, high)
    full = min(int(kind.max), _FULL[-1])
    white = min(full, next(each for each in _FULL if high <= each))
    was_eight_bits = 0 < high < full == _FULL[-1] and not (values % 257).any()
    return 0, full if was_eight_bits else white


def _of_floating_point(values: NDArray[Any]) -> tuple[float, float]:
    known = np.isfinite(values)
    count = np.count_nonzero(known)
    if not count:
        return 0.0, 1.0
    low = float(values.min(where=known, initial=np.inf))
    high = float(values.max(where=known, initial=-np.inf))
    if low >= _OVERSHOOT:
        if high <= 1 or np.count_nonzero(values <= 1) >= _MOST * values.size:
            return 0.0, 1.0
        for full in (255.0, 65535.0):
            if full / 2 < high <= full:
                return 0.0, full
    return low, high


def _parts(values: NDArray[Any]) -> Iterator[tuple[int, NDArray[Any]]]:
    flat = values.reshape(-1)
    for at in range(0, flat.size, _AT_ONCE):
        yield at, flat[at : at + _AT_ONCE]


def _scaled(values: NDArray[Any], low: float, high: float) -> NDArray[np.uint8]:
    # float32 counts up to 2^24; the differences of larger integers need more.
    kind = np.dtype(np.float64 if values.dtype.itemsize > 2 else np.float32)
    with np.errstate(all="ignore"):  # floating point can hold anything
        scaled: NDArray[Any] = values.astype(kind)
        scaled -= low
        scaled *= 255 / ((high - low) or 1)
        if values.dtype.kind == "f":
            np.nan_to_num(scaled, copy=False, nan=0, posinf=255, neginf=0)
        scaled += 0.5
        np.clip(scaled, 0, 255, out=scaled)
    return scaled.astype(np.uint8)
