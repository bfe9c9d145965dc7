"""Reads icons and pointers of Windows (ICO, CUR): the largest picture in a file."""

from __future__ import annotations

from dataclasses import replace
from typing import IO

import numpy as np
from PIL import Image, PngImagePlugin

from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers import bitmap_header, bitmap_reader
from igtagger.pictures.readers.bitmap_header import BitmapHeader
from igtagger.pictures.readers.exact_bytes import left, take, take_numbers
from igtagger.pictures.readers.sheets import Plane

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST = 1000


def read(request: Request) -> Raster:
    """The largest one; of several as large the one of most bits."""
    file = request.file
    _, kind, count = take_numbers(file, "<HHH")
    if kind not in (1, 2) or not count:
        raise SyntaxError("not an icon")
    entries = [take_numbers(file, "<BBBBHHII") for _ in range(min(count, _MOST))]
    image = _image(request, max(_found(file, *entry[-2:]) for entry in entries)[-1])
    return Raster(image, image.size)


def _found(file: IO[bytes], length: int, start: int) -> tuple[int, int, int]:
    """How many pixels it has and of how many bits, and where it begins; by its own header.

    The list of the file cannot tell of more than 256 pixels, and of bits tells anything.
    """
    try:
        file.seek(start)
        if file.read(8) == _PNG:
            width, height, bits = take_numbers(file, ">8xIIB")
            return width * height, 32 if bits <= 8 else 64, start
        file.seek(start)
        header = bitmap_header.parse(file)
    except (EOFError, SyntaxError):
        return 0, 0, start
    return header.size[0] * (header.size[1] // 2), header.bits, start


def _image(request: Request, start: int) -> Image.Image:
    file = request.file
    file.seek(start)
    if file.read(8) == _PNG:
        file.seek(start)
        picture = PngImagePlugin.PngImageFile(file)
        request.reserve(picture.size)
        picture.load()
        return picture
    file.seek(start)
    header = bitmap_header.parse(file)
    # Its height is told twice as large: below the colours stands which pixels are clear.
    header = replace(header, size=(header.size[0], header.size[1] // 2))
    if not header.size[1]:
        raise SyntaxError("not an icon")
    bitmap_reader.refuse_unknown(request, header)
    request.reserve(header.size)
    opaque = _alpha(file, header)
    image = bitmap_reader.decode(file, header).convert("RGB")
    if opaque is not None:
        image.putalpha(Image.fromarray(opaque))
    return image


def _alpha(file: IO[bytes], header: BitmapHeader) -> Plane | None:
    """How opaque the pixels are: their own alpha where there is any, else by the mask."""
    width, height = header.size
    row = (width * header.bits + 31) // 32 * 4
    if header.bits == 32:
        file.seek(header.pixels)
        pixels = np.frombuffer(take(file, row * height), np.uint8).reshape(height, width, 4)
        if pixels[..., 3].any():
            return np.ascontiguousarray(pixels[::-1, :, 3])
    mask_row = (width + 31) // 32 * 4
    file.seek(header.pixels + row * height)
    if header.compression != bitmap_header.RAW or left(file) < mask_row * height:
        return None
    rows = np.frombuffer(take(file, mask_row * height), np.uint8).reshape(height, mask_row)
    clear = np.unpackbits(rows, axis=1, count=width)[::-1]
    return np.where(clear, np.uint8(0), np.uint8(255)) if clear.any() and not clear.all() else None
