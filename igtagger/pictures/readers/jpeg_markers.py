"""What stands in a JPEG beside its pixels (ITU-T T.81): the frame, the segments ahead, the scans.

Read by the rules of libjpeg, which passes over more than the standard allows: bytes of other kinds
between segments, segments of no length, and whatever an application wrote into its own.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np

from igtagger.errors import UnreadableImage

SOF_LOSSLESS_ARITHMETIC, SOF_JPEG_LS = 0xCB, 0xF7
END_MARK = b"\xff\xd9"
_DHT, _SOI, _EOI, _SOS, _DHP = 0xC4, 0xD8, 0xD9, 0xDA, 0xDE
_FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), 0xCD, 0xCE, 0xCF))
_ARITHMETIC = frozenset((0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF))
_PROGRESSIVE = frozenset((0xC2, 0xCA))
_BARE = frozenset((0x01, *range(0xD0, 0xD8)))  # without a length
_TABLES = frozenset((0xC4, 0xCC, 0xDB, 0xDD))  # DHT, DAC, DQT, DRI
_APPLICATIONS = frozenset((0xE1, 0xE2))  # of what they write, that is read here
_MARKER = re.compile(rb"\xff[\x01-\xfe]")
MOST_SEGMENTS = 50_000
"""Of a header; one with more is no picture that anybody means."""
_BLOCK = 1 << 16
_LEAST_WORDS = 32  # of eight zeros each
_ZEROS = 16  # so many at the end of a file are no picture's


_JFIF, _ADOBE, _EXIF = b"JFIF\0", b"Adobe", b"Exif\0\0"
_XMP, _PROFILE = b"http://ns.adobe.com/xap/1.0/\0", b"ICC_PROFILE\0"


class JpegComponent(NamedTuple):
    """One of a frame's planes: its number, and how many blocks it has in each unit both ways."""

    number: int
    across: int
    down: int


@dataclass(slots=True)
class JpegHeader:
    """What stands ahead of the pixels.

    Attributes:
        kind: the frame's marker, 0xC0 to 0xCF or that of JPEG-LS; 0xDE where it is hierarchical.
        precision: bits of each value.
        size: width and height in pixels; a height of 0 stands behind the first scan.
        components: the planes.
        segments: those that a decoder needs, whole, to the end of the first scan's own.
        outline: those of them that tell the picture's size and planes.
        scan_at: where in the file the data of the first scan begin.
        scanned: how many planes the first scan has.
        exif: without its name.
        xmp: likewise.
        profiles: parts of a colour profile, by number.
        profile_parts: how many there should be.
    """

    kind: int = 0
    precision: int = 8
    size: tuple[int, int] = (0, 0)
    components: tuple[JpegComponent, ...] = ()
    segments: bytes = b""
    outline: bytes = b""
    scan_at: int = 0
    scanned: int = 0
    exif: bytes = b""
    xmp: bytes = b""
    profiles: dict[int, bytes] = field(default_factory=dict)
    profile_parts: int = 0

    @property
    def profile(self) -> bytes | None:
        """The colour profile, if all its parts are there."""
        numbers = range(1, self.profile_parts + 1)
        if not numbers or any(number not in self.profiles for number in numbers):
            return None
        return b"".join(self.profiles[number] for number in numbers)

    @property
    def info(self) -> dict[str, bytes]:
        """What Pillow keeps of them beside an image."""
        told = {"xmp": self.xmp, "icc_profile": self.profile or b""}
        if self.exif:
            told["exif"] = _EXIF + self.exif
        return {name: value for name, value in told.items() if value}

    @property
    def has_blank_zeros(self) -> bool:
        """Whether a row of zeros may be a blank part: where such a code ends a block in all planes.

        In the tables of the standard it does not.
        """
        if self.is_arithmetic:
            return True
        at, codes = 2, set[int]()
        while self.segments[at + 1] != _SOS:
            end = at + 2 + int.from_bytes(self.segments[at + 2 : at + 4], "big")
            if self.segments[at + 1] == _DHT:
                codes.update(_first_codes(self.segments[at + 4 : end]))
            at = end
        return codes <= {0}

    @property
    def is_arithmetic(self) -> bool:
        """Whether its data are coded so, instead of by Huffman."""
        return self.kind in _ARITHMETIC

    @property
    def is_progressive(self) -> bool:
        """Whether its values come bit by bit, in several scans."""
        return self.kind in _PROGRESSIVE

    @property
    def has_many_scans(self) -> bool:
        """Whether no row is known before all scans have been read."""
        return self.is_progressive or self.scanned < len(self.components)

    @property
    def unit(self) -> tuple[int, int]:
        """Width and height, in pixels, of what is coded together."""
        if self.scanned == 1 == len(self.components):
            return 8, 8
        return (
            8 * max((each.across for each in self.components), default=1),
            8 * max((each.down for each in self.components), default=1),
        )

    def blocks(self, components: frozenset[int]) -> int:
        """How many blocks of 8 x 8 values the planes of these numbers have."""
        across = max((each.across for each in self.components), default=1)
        down = max((each.down for each in self.components), default=1)
        width, height = self.size
        return sum(
            -(-width * each.across // (8 * across)) * -(-height * each.down // (8 * down))
            for each in self.components
            if each.number in components
        )


@dataclass(frozen=True, slots=True)
class Scan:
    """One pass over the picture.

    Attributes:
        components: the numbers of its planes.
        first: the first of the coefficients that it brings, 0 to 63.
        last: the last of them.
        refines: whether it brings one more bit of what is known already.
        bit: the lowest bit of the values that it brings.
    """

    components: frozenset[int]
    first: int
    last: int
    refines: bool
    bit: int


def read_header(path: Path, file: IO[bytes]) -> JpegHeader:
    """What stands ahead of the pixels of ``file``, which is left anywhere.

    Raises:
        UnreadableImage: it ends before them, or has no frame that could be read.
    """
    header, kept = JpegHeader(), bytearray(b"\xff\xd8")
    for marker, body in _segments(path, file):
        if marker in _FRAMES or marker in (SOF_JPEG_LS, _DHP):
            if header.kind:
                break  # two frames; what is hierarchical is told by the first
            _read_frame(path, header, marker, body)
            header.outline = b"\xff\xd8" + _segment(marker, body)
        if marker in _TABLES or marker in _FRAMES or marker == _SOS or _counts(marker, body):
            kept += _segment(marker, body)
        if marker in _APPLICATIONS:
            _read_application(header, marker, body)
        if marker == _SOS:
            header.scanned = body[0] if body else 0
            header.outline += _segment(marker, body)
            header.segments, header.scan_at = bytes(kept), file.tell()
    if not header.components or not (header.scan_at or header.kind == _DHP):
        raise UnreadableImage("picture.damaged-as", path=path, format="JPEG")
    if not header.size[1] and header.scan_at:
        _find_height(header, file)
    return header


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _segments(path: Path, file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each with its marker, to that of the first scan, if nothing ends them before."""
    file.seek(2)
    for _ in range(MOST_SEGMENTS):
        marker = _next_marker(file)
        if marker is None:
            raise UnreadableImage("picture.no-header", path=path)
        if marker in (_SOI, _EOI):
            return
        if marker not in _BARE:
            if (body := _body(file)) is None:
                raise UnreadableImage("picture.no-header", path=path)
            yield marker, body
        if marker == _SOS:
            return


def _first_codes(tables: bytes) -> list[int]:
    """What the code of zeros alone stands for, in each table of values but the first of a block."""
    first, at = [], 0
    while at + 17 < len(tables):
        if tables[at] & 0x10:
            first.append(tables[at + 17])
        at += 17 + sum(tables[at + 1 : at + 17])
    return first


def _next_marker(file: IO[bytes]) -> int | None:
    """The next one, whatever stands before it; ``file`` is left behind it."""
    told = file.read(2)
    if len(told) == 2 and told[0] == 0xFF and 0 < told[1] < 0xFF:
        return told[1]  # nothing does, as nearly always
    at = file.seek(-len(told), os.SEEK_CUR)
    size = 16
    while block := file.read(size):
        if found := _MARKER.search(block):
            file.seek(at + found.end())
            return block[found.start() + 1]
        at += len(block) - (block[-1] == 0xFF)
        if len(block) < size:
            return None
        file.seek(at)
        size = _BLOCK
    return None


def _body(file: IO[bytes]) -> bytes | None:
    """What is in a segment, without its length; None where the file ends before."""
    told = file.read(2)
    length = max(0, int.from_bytes(told, "big") - 2)
    body = file.read(length)
    return body if len(told) == 2 and len(body) == length else None


def _read_frame(path: Path, header: JpegHeader, marker: int, body: bytes) -> None:
    if len(body) < 6:
        raise UnreadableImage("picture.damaged-as", path=path, format="JPEG")
    header.kind = marker
    header.precision, height, width, count = struct.unpack_from(">BHHB", body)
    header.size = (width, height)
    planes = (body[at : at + 3] for at in range(6, 6 + 3 * count, 3))
    header.components = tuple(
        JpegComponent(plane[0], plane[1] >> 4 or 1, plane[1] & 15 or 1)
        for plane in planes
        if len(plane) == 3
    )


def _counts(marker: int, body: bytes) -> bool:
    """Whether an application's segment tells libjpeg something of the colours."""
    return (marker == 0xE0 and body.startswith(_JFIF) and len(body) >= 14) or (
        marker == 0xEE and body.startswith(_ADOBE) and len(body) >= 12
    )


def _read_application(header: JpegHeader, marker: int, body: bytes) -> None:
    if marker == 0xE1 and body.startswith(_EXIF):
        header.exif = header.exif or body[len(_EXIF) :]
    elif marker == 0xE1 and body.startswith(_XMP):
        header.xmp = header.xmp or body[len(_XMP) :]
    elif marker == 0xE2 and body.startswith(_PROFILE) and len(body) > 14:
        header.profile_parts = body[13]
        header.profiles.setdefault(body[12], body[14:])


def _find_height(header: JpegHeader, file: IO[bytes]) -> None:
    """From the segment behind the first scan, as digital backs and faxes write it."""
    file.seek(header.scan_at)
    kept = b""
    while block := file.read(_BLOCK):
        block = kept + block
        at = block.find(b"\xff\xdc\0\4")
        if at >= 0 and at + 6 <= len(block):
            _set_height(header, int.from_bytes(block[at + 4 : at + 6], "big"))
            return
        kept = block[-5:]


def _set_height(header: JpegHeader, height: int) -> None:
    header.size = (header.size[0], height)
    header.segments = _with_height(header.segments, header.kind, height)
    header.outline = _with_height(header.outline, header.kind, height)


def _with_height(segments: bytes, frame: int, height: int) -> bytes:
    at = _segment_start(segments, frame) + 5
    return segments[:at] + struct.pack(">H", height) + segments[at + 2 :]


def _segment_start(segments: bytes, marker: int) -> int:
    at = 2
    while segments[at + 1] != marker:
        at += 2 + int.from_bytes(segments[at + 2 : at + 4], "big")
    return at


def scans(header: JpegHeader, file: IO[bytes], end: int, passes: list[Scan]) -> int:
    """Where the data of all passes over the picture end.

    Args:
        header: of the file.
        file: is left anywhere.
        end: where to look no further.
        passes: filled, in their order.
    """
    at = _segment_start(header.segments, _SOS)
    passes.append(_scan_of(header.segments[at + 4 :]))
    position, is_data, data_until = header.scan_at, True, end
    while (found := _scan_end(file, position, end)) is not None:
        marker, position = found
        data_until = position - 2 if is_data else data_until
        if marker in (_EOI, _SOI):
            return position - 2
        file.seek(position)
        body = _body(file)
        is_data = marker == _SOS and body is not None
        position = file.tell()
        if is_data:
            passes.append(_scan_of(body or b""))
    return end if is_data else data_until  # what was cut amid tables needs none of them


def _scan_end(file: IO[bytes], position: int, end: int) -> tuple[int, int] | None:
    """The marker that ends the data at ``position``, and the place behind it."""
    file.seek(position)
    size = 1 << 12
    while (block := file.read(min(size, end - position))) and len(block) > 1:
        if (found := mark_in(block)) >= 0:
            return block[found + 1], position + found + 2
        position += len(block) - 1
        file.seek(position)
        size = 1 << 20
    return None


def mark_in(data: bytes) -> int:
    """Where a scan's data end: at any marker but those that restart the decoder; -1 if nowhere."""
    values = np.frombuffer(data, np.uint8)
    marks = (values[:-1] == 0xFF) & (values[1:] != 0)
    if not marks.any():
        return -1
    places = np.flatnonzero(marks)
    behind = values[places + 1]
    ends = (behind != 0xFF) & ((behind < 0xD0) | (behind > 0xD7))
    return int(places[ends.argmax()]) if ends.any() else -1


def end_mark_in(data: bytes) -> int:
    """Where the end mark is; -1 where it is not. ``bytes.find`` takes twenty times as long."""
    found = []
    for at in (0, 1) if len(data) > 1 else ():
        pairs = np.frombuffer(data, "<u2", (len(data) - at) // 2, at) == 0xD9FF
        first = int(pairs.argmax()) if len(pairs) else 0
        if len(pairs) and pairs[first]:
            found.append(at + 2 * first)
    return min(found, default=-1)


def zeros_in(data: bytes) -> int:
    """How many bytes are zeros in runs that picture data do not have; short runs do not count."""
    words = np.frombuffer(data, "<u8", len(data) // 8)
    if words[:: _LEAST_WORDS // 2].all():
        return 0  # no run is so long
    count = int(np.count_nonzero(words == 0))
    return 8 * count if count >= _LEAST_WORDS else 0


def _scan_of(body: bytes) -> Scan:
    count = body[0] if body else 0
    numbers = frozenset(body[1 : 1 + 2 * count : 2])
    spectral = body[1 + 2 * count : 4 + 2 * count]
    first, last, bits = spectral if len(spectral) == 3 else (0, 63, 0)
    return Scan(numbers, first, last, bool(bits >> 4), bits & 15)


def data_end(file: IO[bytes]) -> int:
    """Where the file ends but for zeros, which a failed copy leaves in the place of its rest."""
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        start = max(0, end - _BLOCK)
        file.seek(max(start, end - _ZEROS))
        if file.read(_ZEROS).strip(b"\0"):
            break
        file.seek(start)
        block = file.read(end - start).rstrip(b"\0")
        end = start + len(block)
    return end
