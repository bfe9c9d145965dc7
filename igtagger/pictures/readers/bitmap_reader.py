"""Reads bitmaps of Windows and OS/2 (BMP), arrays of them, and those without a file's header (DIB).

Pillow knows eleven arrangements of a pixel's bits; here any is read. What a bitmap in an icon holds
is decoded here, too.
"""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures import colour_numbers
from igtagger.pictures.levels import to_eight_bits
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers import bitmap_header, pillow_reader
from igtagger.pictures.readers.bitmap_header import BitmapHeader
from igtagger.pictures.readers.bitmap_runs import unpack
from igtagger.pictures.readers.exact_bytes import MOST_RUNS, TooManyRuns, left, take, take_numbers
from igtagger.pictures.readers.raw_rows import from_rows
from igtagger.pictures.readers.sheets import merged
from igtagger.pictures.refusals import too_many_runs

_ICONS_IN_COLOUR, _ICONS = (b"CI", b"CP"), (b"IC", b"PT")
"""Of OS/2: icons and pointers."""
_ARRAY, _MOST_OF_ARRAY = b"BA", 1000
_RUNS = (bitmap_header.RLE8, bitmap_header.RLE4, bitmap_header.RLE24)
_PICTURES = {bitmap_header.JPEG: "JPEG", bitmap_header.PNG: "PNG"}
_DEPTHS = (1, 2, 4, 8, 16, 24, 32, 64)


def read(request: Request) -> Raster:
    """The bitmap; of an array the largest one."""
    header = max(_headers(request.file), key=lambda each: each.size[0] * each.size[1])
    return _read(request, header)


def read_without_mark(request: Request) -> Raster:
    """What the clipboard holds: the bitmap alone, as some programs write it into a file.

    Only for files that are named so: it begins like many others.
    """
    try:
        header = bitmap_header.parse(request.file)
    except (SyntaxError, EOFError, struct.error):
        request.file.seek(0)
        return pillow_reader.read(request)
    return _read(request, header)


def _read(request: Request, header: BitmapHeader) -> Raster:
    refuse_unknown(request, header)
    request.reserve(header.size)
    try:
        image = decode(request.file, header)
    except TooManyRuns:
        raise too_many_runs(request.path, MOST_RUNS) from None
    if header.profile:
        image.info["icc_profile"] = header.profile
    else:
        image = colour_numbers.told_by(image, header.numbers)
    return Raster(image, image.size)


def _headers(file: IO[bytes]) -> list[BitmapHeader]:
    """Of all bitmaps; none of them is decoded."""
    found: list[BitmapHeader] = []
    position = 0
    for _ in range(_MOST_OF_ARRAY):
        file.seek(position)
        mark, _, next_one = take_numbers(file, "<2sII")
        if mark != _ARRAY:
            file.seek(position)
            return found or [_header(file)]
        file.seek(position + 14)
        found.append(_header(file))
        if next_one <= position:
            break
        position = next_one
    return found


def _header(file: IO[bytes]) -> BitmapHeader:
    mark, _, _, pixels = take_numbers(file, "<2sIII")
    if mark not in (b"BM", *_ICONS_IN_COLOUR, *_ICONS):
        raise SyntaxError("not a bitmap")
    header = bitmap_header.parse(file, pixels)
    if mark in _ICONS_IN_COLOUR:  # that was its mask; behind it the colours have a header like it
        _, _, _, pixels = take_numbers(file, "<2sIII")
        return bitmap_header.parse(file, pixels)
    if mark in _ICONS:  # first the pixels, then as many that say which of those are clear
        return replace(header, size=(header.size[0], header.size[1] // 2 or 1))
    return header


def refuse_unknown(request: Request, header: BitmapHeader) -> None:
    """Name a bitmap that cannot be decoded for what it is.

    Raises:
        UnreadableImage: it is one.
    """
    known = header.compression in (*_RUNS, *_PICTURES) or (
        header.compression in (bitmap_header.RAW, bitmap_header.FIELDS, bitmap_header.ALPHA_FIELDS)
        and header.bits in _DEPTHS
    )
    if not known:
        kind = Reason("kind.bmp", bits=header.bits, compression=header.compression)
        raise UnreadableImage("picture.unsupported", path=request.path, kind=kind)


def decode(file: IO[bytes], header: BitmapHeader) -> Image.Image:
    """Upright, with its alpha where it has one.

    Raises:
        EOFError: the file ends before its pixels do.
    """
    file.seek(header.pixels)
    if header.compression in _PICTURES:
        data = file.read(header.length or left(file))
        image = Image.open(io.BytesIO(data), formats=[_PICTURES[header.compression]])
        if image.size != header.size:
            raise SyntaxError("another size than the header tells")
        image.load()
        return image
    if header.compression not in _RUNS:
        return _plain(file, header)
    numbers = _upright(unpack(file.read(), header.size, header.compression), header)
    if numbers.shape[2] == 3:
        return Image.fromarray(np.ascontiguousarray(numbers[..., ::-1]))
    return _coloured(Image.fromarray(np.ascontiguousarray(numbers[..., 0])), header)


def _upright(rows: NDArray[np.uint8], header: BitmapHeader) -> NDArray[np.uint8]:
    return rows if header.top_down else rows[::-1]


def _stride(header: BitmapHeader) -> int:
    return (header.size[0] * header.bits + 31) // 32 * 4


_RAW_MODES = {1: ("P", "P;1"), 2: ("P", "P;2"), 4: ("P", "P;4"), 8: ("P", "P"), 24: ("RGB", "BGR")}


def _plain(file: IO[bytes], header: BitmapHeader) -> Image.Image:
    mode, raw = _RAW_MODES.get(header.bits, ("", ""))
    if header.bits == 32 and header.fields == (0xFF0000, 0xFF00, 0xFF, 0):
        mode, raw = "RGB", "BGRX"
    if mode:
        stride, top_down = _stride(header), header.top_down
        image = from_rows(file, mode, header.size, raw, stride, top_down=top_down)
        return _coloured(image, header) if mode == "P" else image
    data = take(file, _stride(header) * header.size[1])
    rows = _upright(np.frombuffer(data, np.uint8).reshape(header.size[1], -1), header)
    if header.bits == 64:
        return _of_light(rows.view("<i2").reshape(*header.size[::-1], 4))
    pixels = rows.view("<u2" if header.bits == 16 else "<u4")[:, : header.size[0]]
    fields = header.fields if header.fields[3] else header.fields[:3]
    return merged([_field(pixels, field) for field in fields])


def _field(pixels: NDArray[np.unsignedinteger], field: int) -> NDArray[np.uint8]:
    """Some bits of each pixel, as 8."""
    if not field:
        return np.zeros(pixels.shape, np.uint8)
    lowest = (field & -field).bit_length() - 1
    top = field >> lowest
    return to_eight_bits((pixels & pixels.dtype.type(field)) >> lowest, white=top)


def _of_light(pixels: NDArray[np.int16]) -> Image.Image:
    """64 bits: blue, green, red, alpha, of light itself, where 8192 is white."""
    light = (pixels / np.float32(8192)).clip(0, 1)
    curved = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    colours = [to_eight_bits(curved[..., at], white=1) for at in (2, 1, 0)]
    return merged([*colours, to_eight_bits(light[..., 3], white=1)])


def _coloured(image: Image.Image, header: BitmapHeader) -> Image.Image:
    image.putpalette(header.palette.tobytes().ljust(768, b"\0"))
    return image
