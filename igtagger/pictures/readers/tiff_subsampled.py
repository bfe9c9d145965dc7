"""YCbCr in a TIFF whose colours have fewer pixels than its brightness, not compressed as JPEG.

Such data comes in blocks: the brightness of 2 x 2 pixels, say, then one Cb and one Cr. TIFF 6.0,
section 21. No library at hand reads it in all arrangements.
"""

from __future__ import annotations

import math
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from igtagger.pictures.readers.tiff_values import Grid, segments

Bytes = NDArray[np.uint8]
_SIDES = (1, 2, 4)


def read_rgb(file: IO[bytes], page: Any) -> Bytes:
    """The picture in RGB ``(height, width, 3)``, colours repeated where they are few.

    Args:
        file: that of the page.
        page: of tifffile, in YCbCr of 8 bits.

    Raises:
        EOFError: not all of it is there.
        ValueError: no picture is arranged so.
    """
    import tifffile

    across, down = page.subsampling or (2, 2)
    if across not in _SIDES or down not in _SIDES or page.samplesperpixel < 3:
        raise ValueError(f"its colours are said to be at 1 / {across} x 1 / {down}")
    grid = Grid.of(page)
    unpack = None if page.compression == 1 else tifffile.TIFF.DECOMPRESSORS[page.compression]
    out = np.zeros((page.imagelength, page.imagewidth, 3), np.uint8)
    for data, _, plane, top, left in segments(file, page, grid, 3):
        if data is None:
            raise EOFError("pieces of the picture are missing")
        height, width = grid.tile[1], grid.tile[2]
        if not page.is_tiled:
            height = min(height, page.imagelength - top)
        size = _bytes_of(height, width, across, down)
        raw = np.frombuffer(unpack(data, out=size) if unpack else data, np.uint8)
        if grid.planes == 1:
            piece = _from_blocks(raw, height, width, across, down)
        else:
            few = (across, down) if plane else (1, 1)
            piece = _plane(raw, math.ceil(height / few[1]), math.ceil(width / few[0]), few)
        into = out[top : top + height, left : left + width]
        piece = piece[: into.shape[0], : into.shape[1]]
        if grid.planes == 1:
            into[:] = piece
        else:
            into[..., plane] = piece
    return _to_rgb(out, page)


def _bytes_of(height: int, width: int, across: int, down: int) -> int:
    blocks = math.ceil(height / down) * math.ceil(width / across)
    return blocks * (across * down + 2)


def _from_blocks(raw: Bytes, height: int, width: int, across: int, down: int) -> Bytes:
    rows, columns = math.ceil(height / down), math.ceil(width / across)
    size = _bytes_of(height, width, across, down)
    if raw.size < size:
        raise EOFError("pieces of the picture are missing")
    blocks = raw[:size].reshape(rows, columns, across * down + 2)
    whole = np.empty((rows, down, columns, across, 3), np.uint8)
    light = blocks[..., :-2].reshape(rows, columns, down, across)
    whole[..., 0] = light.transpose(0, 2, 1, 3)
    whole[..., 1:] = blocks[:, None, :, None, -2:]
    return whole.reshape(rows * down, columns * across, 3)


def _plane(raw: Bytes, height: int, width: int, few: tuple[int, int]) -> Bytes:
    if raw.size < height * width:
        raise EOFError("pieces of the picture are missing")
    plane = raw[: height * width].reshape(height, width)
    return plane.repeat(few[1], axis=0).repeat(few[0], axis=1)


def _to_rgb(levels: Bytes, page: Any) -> Bytes:
    """By the coefficients and the range that the file tells, or their defaults."""
    red, green, blue = _fractions(page.tags.valueof(529), (0.299, 0.587, 0.114))
    reference = _fractions(page.tags.valueof(532), (0, 255, 128, 255, 128, 255))
    out = np.empty_like(levels)
    for at in range(0, len(levels), 64):
        part = levels[at : at + 64].astype(np.float32)
        for plane, full in enumerate((255, 127, 127)):
            black, white = reference[2 * plane : 2 * plane + 2]
            part[..., plane] = (part[..., plane] - black) * (full / ((white - black) or 1))
        light, from_blue, from_red = part[..., 0], part[..., 1], part[..., 2]
        rgb = np.empty_like(part)
        rgb[..., 0] = light + from_red * (2 - 2 * red)
        rgb[..., 2] = light + from_blue * (2 - 2 * blue)
        rgb[..., 1] = (light - red * rgb[..., 0] - blue * rgb[..., 2]) / green
        out[at : at + 64] = np.clip(rgb + 0.5, 0, 255)
    return out


def _fractions(value: Any, default: tuple[float, ...]) -> tuple[float, ...]:
    """Numbers that a directory has as pairs; the default where it has not, or zeros."""
    if not isinstance(value, tuple) or len(value) != 2 * len(default) or 0 in value[1::2]:
        return default
    found = tuple(top / bottom for top, bottom in zip(value[::2], value[1::2], strict=True))
    return found if len(found) == 6 or found[1] > 0 else default
