"""Planes of colours over a sheet, for modes that can have no transparency of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.uint8]
"""Levels of one channel, ``(height, width)``."""


def laid_over(planes: Sequence[Plane], alpha: Plane | None, sheet: Sequence[int]) -> list[Plane]:
    """Each plane over its level of ``sheet``; as it is where there is no ``alpha``."""
    if alpha is None:
        return list(planes)
    part = alpha.astype(np.float32) / 255
    pairs = zip(planes, sheet, strict=True)
    return [
        (under + (plane - float(under)) * part + 0.5).astype(np.uint8) for plane, under in pairs
    ]


def merged(planes: Sequence[Plane], mode: str = "") -> Image.Image:
    """An image of ``planes``.

    Args:
        planes: one or more, of one size.
        mode: Pillow's; by default grey or RGB, with alpha where there are two or four planes.
    """
    name = mode or {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[len(planes)]
    bands = [Image.fromarray(plane) for plane in planes]
    return bands[0] if name == "L" else Image.merge(name, bands)
