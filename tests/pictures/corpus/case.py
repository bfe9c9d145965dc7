"""One picture of the corpus, and the picture that all of them show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 64
SHEET, SQUARE, BAR = (40, 90, 200), (230, 40, 20), (20, 180, 60)
TURNS_TO_STORE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""What a camera does to an upright picture that it stores under each number of EXIF but 1."""


def colours() -> NDArray[np.uint8]:
    """A sheet with a square and a bar on it, no two of its corners alike; RGB ``(64, 64, 3)``."""
    picture = np.empty((SIDE, SIDE, 3), np.uint8)
    picture[:] = SHEET
    picture[8:24, 8:24] = SQUARE
    picture[40:56, 30:60] = BAR
    return picture


def grey() -> NDArray[np.uint8]:
    """A light sheet (233) with a dark square (8) and a middle bar (120); ``(64, 64)``."""
    picture = np.full((SIDE, SIDE), 233, np.uint8)
    picture[8:24, 8:24] = 8
    picture[40:56, 30:60] = 120
    return picture


@dataclass(frozen=True)
class Case:
    """A file, and what must be seen in it.

    Attributes:
        name: of the file, with its ending. It tells format, mode, depth and writer:
            ``tiff-rgb16-planar-tifffile.tif``.
        write: makes the file at a path. It may raise ``pytest.skip.Exception`` (by
            ``pytest.importorskip``) where its writer is not installed.
        right: of the upright picture, uint8: RGB ``(height, width, 3)`` or grey
            ``(height, width)``.
        tolerance: the greatest difference of any value, in levels of 255.
        mean_tolerance: the greatest mean of differences; for what is compressed with losses, where
            ``tolerance`` is wide.
    """

    name: str
    write: Callable[[Path], object]
    right: NDArray[np.uint8]
    tolerance: float = 1
    mean_tolerance: float = 1
