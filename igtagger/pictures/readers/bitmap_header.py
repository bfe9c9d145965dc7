"""What stands before the pixels of a bitmap of Windows or OS/2, in a BMP or an icon.

By Microsoft's and IBM's descriptions of BITMAPCOREHEADER to BITMAPV5HEADER and
OS22XBITMAPHEADER.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, replace
from typing import IO

import numpy as np
from numpy.typing import NDArray

from igtagger.pictures import colour_numbers
from igtagger.pictures.colour_numbers import ColourNumbers
from igtagger.pictures.readers.exact_bytes import left, skip, take, take_numbers

RAW, RLE8, RLE4, FIELDS, JPEG, PNG, ALPHA_FIELDS = range(7)
RLE24, HUFFMAN = 100, 101
"""Numbers of our own: OS/2 gives them 4 and 3."""
_OS2_COMPRESSIONS = {3: HUFFMAN, 4: RLE24}
_OS2_SIZES = range(16, 65)
_WINDOWS_SIZES = (40, 52, 56, 108, 124)
_CALIBRATED = bytes(4)
_D65 = (0.3127, 0.3290)
_EMBEDDED_PROFILE = b"DEBM"
_USUAL_FIELDS = {16: (0x7C00, 0x3E0, 0x1F, 0), 32: (0xFF0000, 0xFF00, 0xFF, 0)}


@dataclass(frozen=True, slots=True)
class BitmapHeader:
    """One bitmap.

    Attributes:
        size: width and height.
        top_down: the first row is the uppermost.
        bits: of a pixel.
        compression: :data:`RAW` to :data:`HUFFMAN`.
        fields: the bits of red, green, blue and alpha in a pixel.
        palette: RGB ``(entries, 3)``.
        pixels: where they begin.
        length: of the pixels in bytes, as told; 0 where it is not.
        profile: an ICC profile.
        numbers: what tells its colours besides.
    """

    size: tuple[int, int]
    top_down: bool
    bits: int
    compression: int = RAW
    fields: tuple[int, int, int, int] = (0, 0, 0, 0)
    palette: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 3), np.uint8))
    pixels: int = 0
    length: int = 0
    profile: bytes | None = None
    numbers: ColourNumbers | None = None


def parse(file: IO[bytes], pixels: int = 0) -> BitmapHeader:
    """The header of a bitmap that begins here.

    Args:
        file: seekable.
        pixels: where they begin; 0 where that is right behind the palette. So it is, too, where
            this leaves no room for the palette that the header tells of.

    Raises:
        SyntaxError: it is none.
        EOFError: the file ends before its pixels.
    """
    start = file.tell()
    (length,) = take_numbers(file, "<I")
    if length == 12:
        width, height, _, bits = take_numbers(file, "<HHHH")
        plain = BitmapHeader((width, height), False, bits)
        return _with_palette(file, plain, 3, 0, pixels)
    if length not in _WINDOWS_SIZES and length not in _OS2_SIZES:
        raise SyntaxError("not a bitmap")
    body = take(file, length - 4).ljust(120, b"\0")
    width, height, _, bits, compression, size, _, _, colours = struct.unpack_from(
        "<iiHHIIiiI", body
    )
    if length not in _WINDOWS_SIZES:
        compression = _OS2_COMPRESSIONS.get(compression, compression)
    header = BitmapHeader(
        (width, abs(height)),
        height < 0,
        bits,
        compression,
        _fields(file, body, length, bits, compression),
        length=size,
    )
    if length >= 108 and body[52:56] == _CALIBRATED:
        header = replace(header, numbers=_numbers(body))
    if length == 124 and body[52:56] == _EMBEDDED_PROFILE:
        header = replace(header, profile=_profile(file, start, body))
    return _with_palette(file, header, 4, colours, pixels)


def _fields(
    file: IO[bytes], body: bytes, length: int, bits: int, compression: int
) -> tuple[int, int, int, int]:
    """In the header, or behind the shorter one."""
    if compression not in (FIELDS, ALPHA_FIELDS):
        return _USUAL_FIELDS.get(bits, (0, 0, 0, 0))
    if length == 40:
        count = 4 if compression == ALPHA_FIELDS else 3
        found = take_numbers(file, f"<{count}I")
    else:
        found = struct.unpack_from("<4I", body, 36)[: 3 if length == 52 else 4]
    red, green, blue, alpha = (*found, 0)[:4]
    if not (red or green or blue):
        return _USUAL_FIELDS.get(bits, (0, 0, 0, 0))
    return red, green, blue, alpha


def _numbers(body: bytes) -> ColourNumbers | None:
    """Of the primaries and powers in a longer header, where they are told.

    Primaries are CIE XYZ in 30 bits after the point, powers have 16. What white is meant, writers
    disagree on: that of sRGB is.
    """
    values = [value / (1 << 30) for value in struct.unpack_from("<9i", body, 56)]
    points: list[float] = []
    for at in (0, 3, 6):
        if (total := sum(values[at : at + 3])) <= 0:
            points = []
            break
        points += [values[at] / total, values[at + 1] / total]
    power = struct.unpack_from("<3I", body, 92)[1] / (1 << 16)
    gamma = power if 0 < power < 1 else 1 / power if power else None
    return colour_numbers.of_gamma(gamma, (*_D65, *points) if points else None)


def _profile(file: IO[bytes], start: int, body: bytes) -> bytes | None:
    at, length = struct.unpack_from("<II", body, 108)
    here = file.tell()
    try:
        file.seek(start + at)
        return take(file, length) or None
    except EOFError:
        return None
    finally:
        file.seek(here)


def _with_palette(
    file: IO[bytes], header: BitmapHeader, width: int, colours: int, pixels: int
) -> BitmapHeader:
    """``width``: bytes of an entry; ``colours``: so many are told, or 0."""
    if min(header.size) < 1:
        raise SyntaxError("no picture")
    if pixels < file.tell():
        pixels = 0  # told wrongly
    if pixels and _begin_behind_palette(file, header, width, colours, pixels):
        pixels = 0
    room = pixels - file.tell() if pixels else left(file)
    count = 0
    if header.bits in (1, 2, 4, 8):
        count = min(colours or 256, 1 << header.bits, max(room, 0) // width)
    entries = np.frombuffer(take(file, count * width), np.uint8).reshape(count, width)
    if not pixels and colours > count:
        skip(file, (colours - count) * width)
    palette = np.ascontiguousarray(entries[:, 2::-1])
    return replace(header, palette=palette, pixels=pixels or file.tell())


def _begin_behind_palette(
    file: IO[bytes], header: BitmapHeader, width: int, colours: int, pixels: int
) -> bool:
    """Whether pixels that are told to begin within the palette, or before it, begin behind it.

    Where fewer colours than ``colours`` have room, the file must be long enough; where none has,
    there is nothing else that they could be.
    """
    if header.bits not in (1, 2, 4, 8):
        return False
    room = (pixels - file.tell()) // width
    if room < 1:
        return True
    need = header.length
    if header.compression == RAW:
        need = (header.size[0] * header.bits + 31) // 32 * 4 * header.size[1]
    return room < min(colours, 1 << header.bits) and left(file) >= colours * width + need > 0
