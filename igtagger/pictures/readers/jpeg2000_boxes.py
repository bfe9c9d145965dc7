"""What a JPEG 2000 file tells of its channels, in its boxes and at the head of its codestream.

By ISO 15444-1, annexes A and I, and 15444-2, annex M.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

import numpy as np
from numpy.typing import NDArray

from igtagger.pictures.readers.exact_bytes import left, take

_CODESTREAM = b"\xff\x4f\xff\x51"
_MOST_BOXES = 10_000
_SUPERBOXES = (b"jp2h", b"jpch", b"jplh", b"cgrp")


@dataclass(frozen=True, slots=True)
class Component:
    """One plane of the codestream: so many bits, signed or not, every so many pixels each way."""

    bits: int
    signed: bool
    across: int
    down: int


@dataclass(frozen=True, slots=True)
class PaletteColumn:
    """One column of a palette: values of so many bits."""

    bits: int
    values: NDArray[np.uint32]


@dataclass(slots=True)
class Jpeg2000Header:
    """What stands around the codestream, and at its head.

    Attributes:
        start: where the codestream begins in the file.
        length: of the codestream in bytes.
        size: width and height of the picture.
        components: at least one.
        tiles: into how many the picture is cut.
        halvings: how often it can be had at half of its size without decoding the whole.
        space: the number of its colours (EnumCS); None where a profile or nothing tells.
        space_range: what stands behind that number: for CIELab.
        profile: an ICC profile.
        palette: its columns; empty where there is none.
        mapping: for each channel its component, and its palette's column or -1.
        definitions: of channels: number, kind (0 colour, 1 opacity, 2 opacity that colours were
            multiplied with), and the colour that it is, from 1.
    """

    start: int = 0
    length: int = 0
    size: tuple[int, int] = (0, 0)
    components: tuple[Component, ...] = ()
    tiles: int = 1
    halvings: int = 0
    space: int | None = None
    space_range: bytes = b""
    profile: bytes | None = None
    palette: tuple[PaletteColumn, ...] = ()
    mapping: tuple[tuple[int, int], ...] = ()
    definitions: tuple[tuple[int, int, int], ...] = field(default=())


def parse(file: IO[bytes]) -> Jpeg2000Header:
    """The header of a file that is open at its beginning.

    Raises:
        EOFError: the file ends before its codestream's pixels.
        SyntaxError: there is no codestream.
    """
    header = Jpeg2000Header()
    if file.read(4) == _CODESTREAM:
        header.length = 4 + left(file)
    else:
        file.seek(0)
        _read_boxes(file, 4 + left(file), header)
    if not header.length:
        raise SyntaxError("no codestream")
    file.seek(header.start)
    _read_main_header(file, header)
    return header


def _read_boxes(file: IO[bytes], end: int, header: Jpeg2000Header) -> None:
    for kind, start, stop in _boxes(file, end):
        if kind == b"jp2c":
            header.start, header.length = start, stop - start
            return
        if kind in _SUPERBOXES:
            _read_boxes(file, stop, header)
        elif kind in _READERS:
            _READERS[kind](take(file, stop - start), header)


def _boxes(file: IO[bytes], end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, and where the content begins and ends; then the file is at the content."""
    position = file.tell()
    for _ in range(_MOST_BOXES):
        file.seek(position)
        head = file.read(8)
        if len(head) < 8 or position >= end:
            return
        length, kind = struct.unpack(">I4s", head)
        start = position + 8
        if length == 1:
            length, start = int.from_bytes(take(file, 8), "big"), position + 16
        stop = end if length == 0 else position + length
        if stop < start:
            return
        yield kind, start, min(stop, end)
        position = stop
        if position >= end:
            return


def _read_colour(data: bytes, header: Jpeg2000Header) -> None:
    if header.space is not None or header.profile or len(data) < 7:
        return  # the first that is understood
    if data[0] == 1:
        header.space = int.from_bytes(data[3:7], "big")
        header.space_range = data[7:]
    elif data[0] in (2, 3):
        header.profile = data[3:]


def _read_palette(data: bytes, header: Jpeg2000Header) -> None:
    entries, columns = struct.unpack_from(">HB", data)
    depths = [(byte & 0x7F) + 1 for byte in data[3 : 3 + columns]]
    table, at = np.zeros((columns, entries), np.uint32), 3 + columns
    for entry in range(min(entries, 1024)):
        for column, bits in enumerate(depths):
            width = (bits + 7) // 8
            table[column, entry] = int.from_bytes(data[at : at + width], "big") & 0xFFFFFFFF
            at += width
    header.palette = tuple(map(PaletteColumn, depths, table))


def _read_mapping(data: bytes, header: Jpeg2000Header) -> None:
    rows = struct.iter_unpack(">HBB", data[: len(data) // 4 * 4])
    header.mapping = tuple((part, column if kind else -1) for part, kind, column in rows)


def _read_definitions(data: bytes, header: Jpeg2000Header) -> None:
    (count,) = struct.unpack_from(">H", data)
    rows = data[2 : 2 + 6 * count]
    found = struct.iter_unpack(">HHH", rows[: len(rows) // 6 * 6])
    header.definitions = tuple((number, kind, colour) for number, kind, colour in found)


_READERS = {
    b"colr": _read_colour,
    b"pclr": _read_palette,
    b"cmap": _read_mapping,
    b"cdef": _read_definitions,
}


def _read_main_header(file: IO[bytes], header: Jpeg2000Header) -> None:
    if take(file, 4) != _CODESTREAM:
        raise SyntaxError("no codestream")
    body = _segment(file)
    right, bottom, x, y, across, down, tile_x, tile_y = struct.unpack_from(">8I", body, 2)
    header.size = (right - x, bottom - y)
    rows = struct.iter_unpack("BBB", body[36 : 36 + 3 * int.from_bytes(body[34:36], "big")])
    header.components = tuple(
        Component((depth & 0x7F) + 1, depth > 0x7F, across, down) for depth, across, down in rows
    )
    if min(header.size) < 1 or not header.components:
        raise SyntaxError("no picture")
    if not across or not down:
        raise SyntaxError("no tiles")
    header.tiles = -(-(right - tile_x) // across) * -(-(bottom - tile_y) // down)
    if (x, y) == (0, 0):  # halves of others begin at fractions of a pixel
        header.halvings = min(_decompositions(file, len(header.components)), default=0)


def _decompositions(file: IO[bytes], components: int) -> Iterator[int]:
    """How often each of the styles of coding (COD, COC) halves the picture."""
    for _ in range(_MOST_BOXES):
        marker = take(file, 2)
        if marker[0] != 0xFF or marker == b"\xff\x90":  # the first part of a tile
            return
        if 0x30 <= marker[1] <= 0x3F:  # nothing follows these
            continue
        body = _segment(file)
        if marker == b"\xff\x52" and len(body) > 5:
            yield body[5]
        elif marker == b"\xff\x53" and len(body) > 4:
            yield body[2 + (components > 256)]


def _segment(file: IO[bytes]) -> bytes:
    return take(file, max(int.from_bytes(take(file, 2), "big") - 2, 0))


def at_full_rate(codestream: bytes, header: Jpeg2000Header) -> bytes:
    """The same, its components side by side that all lie equally many pixels apart.

    Decoders differ in what they make of such. What is told of the picture and its tiles is divided;
    the components stay as they are.

    Raises:
        ValueError: the tiles' borders do not lie on such pixels.
    """
    first = header.components[0]
    steps = (first.across, first.down) * 4
    fields = list(struct.unpack_from(">8I", codestream, 8))
    width, height, _, _, tile_width, tile_height, tile_x, tile_y = fields
    one_tile = tile_x + tile_width >= width and tile_y + tile_height >= height
    if not one_tile and any(at % step for at, step in zip(fields[4:], steps, strict=False)):
        raise ValueError("tiles that do not begin at a sample")
    fields = [-(-at // step) for at, step in zip(fields, steps, strict=True)]
    spread = len(header.components)
    sizes = codestream[40 : 42 + 3 * spread]
    depths = b"".join(sizes[at : at + 1] + b"\1\1" for at in range(2, len(sizes), 3))
    return (
        codestream[:8]
        + struct.pack(">8I", *fields)
        + sizes[:2]
        + depths
        + codestream[42 + 3 * spread :]
    )
