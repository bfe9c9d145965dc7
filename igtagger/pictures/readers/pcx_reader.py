"""Reads PCX, by ZSoft's technical reference manual of 1991: any bits and planes.

Pillow knows neither 2 and 4 bits in one plane nor most numbers of planes.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers.exact_bytes import left, take_numbers
from igtagger.pictures.readers.sheets import merged

# fmt: off
_EGA = np.array([
    (0, 0, 0), (0, 0, 170), (0, 170, 0), (0, 170, 170),
    (170, 0, 0), (170, 0, 170), (170, 85, 0), (170, 170, 170),
    (85, 85, 85), (85, 85, 255), (85, 255, 85), (85, 255, 255),
    (255, 85, 85), (255, 85, 255), (255, 255, 85), (255, 255, 255),
], np.uint8)
# fmt: on
_START = 128
"""Here the rows begin."""
_WITHOUT_PALETTE = 3
"""The version that says that the screen's own palette is meant."""


@dataclass(frozen=True, slots=True)
class PcxHeader:
    """What stands before the pixels.

    Attributes:
        version: of Paintbrush that it was written for.
        packed: in runs.
        bits: of a pixel in one plane.
        size: width and height.
        palette: of 16 colours, RGB.
        planes: for each row one after the other.
        row: bytes of one plane's row.
    """

    version: int
    packed: bool
    bits: int
    size: tuple[int, int]
    palette: NDArray[np.uint8]
    planes: int
    row: int


def read(request: Request) -> Raster:
    """The picture."""
    header = _header(request.file)
    height = header.size[1]
    row_bytes = header.planes * header.row
    request.reserve(header.size, height * max(header.size[0], row_bytes // 4))
    if header.packed and header.bits == 8 and header.planes == 3:
        data = request.file.read(left(request.file))
        with contextlib.suppress(ValueError, OSError):
            image = Image.frombytes("RGB", header.size, data, "pcx", "RGB;L", row_bytes)
            return Raster(image, header.size)
        request.file.seek(_START)
    rows = _rows(request.file, header)
    if header.planes == 1 and header.bits < 8:
        raw = f"P;{header.bits}"
        image = Image.frombytes("P", header.size, rows.tobytes(), "raw", raw, header.row, 1)
        image.putpalette(_palette(header).tobytes())
        return Raster(image, header.size)
    planes = [
        _levels(rows[:, at * header.row : (at + 1) * header.row], header.bits)[:, : header.size[0]]
        for at in range(header.planes)
    ]
    if header.bits == 8:
        return Raster(_of_eight_bits(request.file, planes), header.size)
    index = np.zeros((height, header.size[0]), np.uint8)
    for at, plane in enumerate(planes):
        index |= plane << np.uint8(at * header.bits)
    image = Image.fromarray(index)
    image.putpalette(_palette(header).tobytes())
    return Raster(image, header.size)


def _header(file: IO[bytes]) -> PcxHeader:
    mark, version, packed, bits, left_edge, top, right, bottom, palette, planes, row = take_numbers(
        file, "<BBBBHHHH4x48sxBH"
    )
    file.seek(_START)
    size = (right - left_edge + 1, bottom - top + 1)
    if mark != 10 or bits not in (1, 2, 4, 8) or not 1 <= planes <= 4 or min(size) < 1:
        raise SyntaxError("not a PCX file")
    if bits < 8 and bits * planes > 8:
        raise SyntaxError("not a PCX file")
    least = (size[0] * bits + 7) // 8
    # Some tell less than a row takes: then it takes an even number of bytes.
    row = row if row >= least else least + least % 2
    colours = np.frombuffer(palette, np.uint8).reshape(16, 3)
    return PcxHeader(version, packed != 0, bits, size, colours, planes, row)


def _rows(file: IO[bytes], header: PcxHeader) -> NDArray[np.uint8]:
    """All rows, ``(height, planes * row)``."""
    shape = (header.size[1], header.planes * header.row)
    count = shape[0] * shape[1]
    data = file.read(min(left(file), 2 * count + 1024))
    if header.packed:
        data = _unpacked(data, shape)
    if len(data) < count:
        raise EOFError("it ends before its pixels do")
    return np.frombuffer(data, np.uint8, count).reshape(shape)


def _unpacked(data: bytes, shape: tuple[int, int]) -> bytes:
    # Pillow's decoder is the faster one, but knows no runs into the next row.
    with contextlib.suppress(ValueError, OSError):
        return Image.frombytes("L", shape[::-1], data, "pcx", "L", shape[1]).tobytes()
    out, at, count = bytearray(), 0, shape[0] * shape[1]
    while len(out) < count and at < len(data):
        head = data[at]
        if head >= 0xC0:
            out += data[at + 1 : at + 2] * (head & 0x3F)
            at += 2
        else:
            out.append(head)
            at += 1
    return bytes(out)


def _levels(rows: NDArray[np.uint8], bits: int) -> NDArray[np.uint8]:
    """One number for each pixel."""
    if bits == 8:
        return rows
    shifts = np.arange(8 - bits, -1, -bits, dtype=np.uint8)
    parts: NDArray[np.uint8] = rows[..., None] >> shifts & np.uint8((1 << bits) - 1)
    return parts.reshape(len(rows), -1)


def _palette(header: PcxHeader) -> NDArray[np.uint8]:
    """Colours of up to 8 bits, RGB ``(256, 3)``."""
    colours = 1 << header.bits * header.planes
    whole = np.zeros((256, 3), np.uint8)
    if colours == 2:
        first, second = header.palette[:2].tolist()
        light_first = (first, second) == ([255] * 3, [0] * 3)
        whole[:2] = ((255,) * 3, (0,) * 3) if light_first else ((0,) * 3, (255,) * 3)
    elif colours > 16:
        whole[:colours] = np.linspace(0, 255, colours).round().astype(np.uint8)[:, None]
    else:
        own = header.version != _WITHOUT_PALETTE and np.ptp(header.palette[:colours], axis=0).any()
        whole[:16] = header.palette if own else _EGA
    return whole


def _of_eight_bits(file: IO[bytes], planes: list[NDArray[np.uint8]]) -> Image.Image:
    image = merged([np.ascontiguousarray(plane) for plane in planes])
    if len(planes) == 1:
        file.seek(0, 2)
        file.seek(max(file.tell() - 769, _START))
        palette = file.read(769)
        if len(palette) == 769 and palette[0] == 12:
            image.putpalette(palette[1:])
    return image
