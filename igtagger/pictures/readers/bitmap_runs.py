"""Undoes the runs of bitmaps: RLE4 and RLE8 of Windows, RLE24 of OS/2."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from igtagger.pictures.readers.bitmap_header import RLE4, RLE24
from igtagger.pictures.readers.exact_bytes import MOST_RUNS, TooManyRuns

_END_OF_ROW, _END, _JUMP = 0, 1, 2


def unpack(data: bytes, size: tuple[int, int], compression: int) -> NDArray[np.uint8]:
    """Numbers of the palette, or blue, green and red.

    Args:
        data: as the file has it. Pixels that it jumps over are 0, and all after its end mark.
        size: width and height.
        compression: of :mod:`igtagger.pictures.readers.bitmap_header`.

    Returns:
        ``(height, width, 1)``, or 3 where that is RLE24; the first row is the first in the file.

    Raises:
        EOFError: there are rows for which there is no data, and no end mark.
        TooManyRuns: it would take long.
    """
    width, height = size
    bytes_each = 3 if compression == RLE24 else 1
    out = bytearray(width * height * bytes_each)
    at, x, y, ended = 0, 0, 0, False
    for _ in range(MOST_RUNS):
        if at + 1 >= len(data) or y >= height:
            break
        count, value = data[at], data[at + 1]
        at += 2
        if count:
            pixels, used = _run(data, at, count, value, compression)
        elif value == _END:
            ended = True
            break
        elif value == _END_OF_ROW:
            x, y = 0, y + 1
            continue
        elif value == _JUMP:
            if at + 1 >= len(data):
                break
            x, y, at = x + data[at], y + data[at + 1], at + 2
            continue
        else:
            count = value
            pixels, used = _plain(data, at, count, compression)
        at += used
        if x < width:
            pixels = pixels[: (width - x) * bytes_each]
            start = (y * width + x) * bytes_each
            out[start : start + len(pixels)] = pixels
        x += count
    else:
        raise TooManyRuns
    if not ended and y < height - 1:
        raise EOFError("it ends before its pixels do")
    return np.frombuffer(out, np.uint8).reshape(height, width, bytes_each)


def _run(data: bytes, at: int, count: int, value: int, compression: int) -> tuple[bytes, int]:
    """A pixel (of 4 bits: two in turn) again and again, and how many bytes more it took."""
    if compression == RLE24:
        return bytes((value, *data[at : at + 2])).ljust(3, b"\0") * count, 2
    if compression == RLE4:
        return (bytes((value >> 4, value & 15)) * (count // 2 + 1))[:count], 0
    return bytes((value,)) * count, 0


def _plain(data: bytes, at: int, count: int, compression: int) -> tuple[bytes, int]:
    """Pixels as they are, filled up to an even number of bytes."""
    if compression == RLE4:
        used = (count + 1) // 2
        pairs = data[at : at + used]
        pixels = bytes(part for pair in pairs for part in (pair >> 4, pair & 15))[:count]
    else:
        used = count * (3 if compression == RLE24 else 1)
        pixels = data[at : at + used]
    return pixels, used + used % 2
