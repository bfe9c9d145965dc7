"""Reads Targa (TGA), by Truevision's specification 2.0.

Pillow refuses runs that go on into the next row, which version 1 allowed, and takes bits for
transparency that the file says, in its extension area, are none.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers import pillow_reader
from igtagger.pictures.readers.exact_bytes import MOST_RUNS, TooManyRuns, left, take, take_numbers
from igtagger.pictures.readers.raw_rows import from_rows
from igtagger.pictures.refusals import too_many_runs

PALETTE, COLOUR, GREY = 1, 2, 3
_FOOTER = b"TRUEVISION-XFILE.\0"
_NO_ALPHA, _UNDEFINED, _MULTIPLIED = 0, 1, 4
_DEPTHS = {PALETTE: (8, 15, 16), COLOUR: (15, 16, 24, 32), GREY: (8, 16)}
_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


@dataclass(frozen=True, slots=True)
class TargaHeader:
    """What stands before the pixels.

    Attributes:
        kind: palette, colour or grey.
        packed: in runs.
        size: width and height.
        depth: bits of a pixel.
        attributes: how many of them are alpha; and from which corner the rows go.
        palette: RGBA ``(entries, 4)``; empty where there is none.
        alpha: what the file says of its alpha, or -1.
    """

    kind: int
    packed: bool
    size: tuple[int, int]
    depth: int
    attributes: int
    palette: NDArray[np.uint8]
    alpha: int


def read(request: Request) -> Raster:
    """The picture, upright."""
    try:
        header = _header(request.file)
    except SyntaxError:
        request.file.seek(0)
        return pillow_reader.read(request)  # odd ones: of 1 bit, or a palette's without a palette
    request.reserve(header.size)
    try:
        image = _image(request.file, header)
    except TooManyRuns:
        raise too_many_runs(request.path, MOST_RUNS) from None
    if header.attributes & 0x10:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return Raster(image, header.size)


def _header(file: IO[bytes]) -> TargaHeader:
    alpha = _told_alpha(file)
    file.seek(0)
    name, has_palette, kind, first, count, entry, width, height, depth, attributes = take_numbers(
        file, "<BBBHHB4xHHBB"
    )
    if has_palette > 1 or depth not in _DEPTHS.get(kind & ~8, ()) or not width or not height:
        raise SyntaxError("not a Targa file")
    take(file, name)
    palette = np.zeros((0, 4), np.uint8)
    if has_palette:
        data = take(file, count * ((entry + 7) // 8))
        entries = np.frombuffer(data, np.uint8).reshape(count, -1) if count else palette
        if entry not in (15, 16, 24, 32):
            raise SyntaxError("not a Targa file")
        palette = np.vstack([np.zeros((first, 4), np.uint8), _colours(entries, entry)])
    if kind & ~8 == PALETTE and not len(palette):
        raise SyntaxError("not a Targa file")
    return TargaHeader(kind & ~8, kind > 3, (width, height), depth, attributes, palette, alpha)


def _told_alpha(file: IO[bytes]) -> int:
    """What the extension area says of alpha, or -1 where there is none."""
    with contextlib.suppress(EOFError, OSError, ValueError):
        file.seek(-26, 2)
        extension, _, mark = take_numbers(file, "<II18s")
        if mark == _FOOTER and extension:
            file.seek(extension + 494)
            return take(file, 1)[0]
    return -1


def _image(file: IO[bytes], header: TargaHeader) -> Image.Image:
    """With its uppermost row first."""
    if header.depth == 24:
        return _pixels(file, header, "RGB", "BGR")
    if header.kind == COLOUR and header.depth == 32 and header.alpha != _MULTIPLIED:
        return _without_idle_alpha(_pixels(file, header, "RGBA", "BGRA"), header)
    mode = _MODES[(header.depth + 7) // 8]
    plain = _pixels(file, header, mode, mode)
    return plain if header.kind == GREY else _of_numbers(np.asarray(plain), header)


def _pixels(file: IO[bytes], header: TargaHeader, mode: str, raw: str) -> Image.Image:
    """The pixels as an image of ``mode``."""
    width = (header.depth + 7) // 8
    pixels = header.size[0] * header.size[1]
    top_down = bool(header.attributes & 0x20)
    way = 1 if top_down else -1
    if not header.packed:
        return from_rows(file, mode, header.size, raw, header.size[0] * width, top_down=top_down)
    packed = file.read(min(left(file), pixels * (width + 1) + 1024))
    # Pillow's decoder is the faster one, but knows no runs into the next row.
    with contextlib.suppress(ValueError, OSError):
        return Image.frombytes(mode, header.size, packed, "tga_rle", raw, way, 8 * width)
    data = _unpacked(packed, width, pixels)
    return Image.frombytes(mode, header.size, data, "raw", raw, 0, way)


def _unpacked(packed: bytes, width: int, pixels: int) -> bytes:
    out, at, length = bytearray(), 0, pixels * width
    for _ in range(MOST_RUNS):
        if len(out) >= length:
            break
        if at >= len(packed):
            raise EOFError("it ends before its pixels do")
        count = (packed[at] & 0x7F) + 1
        if packed[at] & 0x80:
            out += packed[at + 1 : at + 1 + width] * count
            at += 1 + width
        else:
            out += packed[at + 1 : at + 1 + width * count]
            at += 1 + width * count
    else:
        raise TooManyRuns
    del out[length:]
    return bytes(out)


def _of_numbers(numbers: NDArray[np.uint8], header: TargaHeader) -> Image.Image:
    if header.kind == PALETTE:
        index = numbers if numbers.ndim == 2 else numbers.view("<u2")[..., 0]
        table = np.zeros((1 << 8 * index.itemsize, 4), np.uint8)  # what lies beyond it is black
        table[: len(header.palette)] = header.palette[: len(table)]
        colours = table[index]
    else:
        colours = _colours(numbers, header.depth)
    if header.alpha == _MULTIPLIED:
        alpha = colours[..., 3:]
        return Image.fromarray(np.minimum(colours[..., :3], alpha) + (255 - alpha))
    return _without_idle_alpha(Image.fromarray(colours), header)


def _colours(numbers: NDArray[np.uint8], depth: int) -> NDArray[np.uint8]:
    """Red, green, blue and alpha, of pixels or of a palette: ``(..., bytes)`` to ``(..., 4)``."""
    out = np.full((*numbers.shape[:-1], 4), 255, np.uint8)
    if depth > 16:
        out[..., :3] = numbers[..., 2::-1]
        if depth == 32:
            out[..., 3] = numbers[..., 3]
        return out
    words = np.ascontiguousarray(numbers).view("<u2")[..., 0]
    for at, shift in enumerate((10, 5, 0)):
        five = (words >> shift & 31).astype(np.uint8)
        out[..., at] = five << 3 | five >> 2
    if depth == 16:
        out[..., 3] = (words >> 15).astype(np.uint8) * np.uint8(255)
    return out


def _is_told(header: TargaHeader) -> bool:
    """Whether there is alpha by the header, or by the area that says so better.

    Pixels of 32 bits have alpha even where the header tells of none: many programs write it so.
    GIMP, ImageMagick, Pillow and stb_image take it, too; Qt's plug-in and libgd do not.
    """
    has_bits = bool(header.attributes & 15) or (header.kind, header.depth) == (COLOUR, 32)
    return has_bits and header.alpha not in (_NO_ALPHA, _UNDEFINED)


def _without_idle_alpha(image: Image.Image, header: TargaHeader) -> Image.Image:
    """``image`` in RGB where it has no alpha, see :func:`_is_told`.

    So, too, where no pixel would show although they have colours: many programs leave it at 0.
    """
    *colours, alpha = image.getextrema()
    hidden = alpha == (0, 0) and colours != [(0, 0)] * 3
    return image if _is_told(header) and not hidden else image.convert("RGB")
