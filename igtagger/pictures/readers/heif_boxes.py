"""What a HEIF or AVIF file says of its picture beside the pixels.

That is of its primary item (ISO/IEC 23008-12), or of the track where there are but sequences: its
codec, size, colours, the part to be shown and how it is turned.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import IO

from igtagger.pictures.readers import heif_tables

_MOST_BYTES = 16 * 1024 * 1024
"""Of the boxes that describe the file; what is longer is passed over."""
_MOST_BOXES = 10_000
_FULL_BOX = 4
"""Bytes of version and flags with which some boxes begin."""
_VISUAL_SAMPLE_ENTRY = 78
"""Bytes before the boxes in the description of a track's pictures (ISO/IEC 14496-12, 12.1.3)."""
_PUT_TOGETHER = ("grid", "iovl", "iden", "tili")
"""Items that are made of others, whose codec is meant."""
_XMP_TYPE, _MOST_METADATA = b"application/rdf+xml", 8
_CONFIGURATIONS = {b"av1C": "av01", b"hvcC": "hvc1", b"jpgC": "jpeg"}

Box = tuple[bytes, bytes]
"""Its kind and what is in it."""


@dataclass
class Described:
    """The picture that a file is meant to show.

    Attributes:
        codec: ``av01``, ``hvc1``, ``jpeg`` or another; empty where it is not told.
        size: width and height before it is cut and turned; None where that is not told.
        codes: of its colours by ITU-T H.273: primaries and transfer; None where they are not told.
        profile: its ICC profile.
        crop: left, top, right and bottom of the part to be shown; None for all of it.
        turns: what is done to it in this order: ``left`` is a quarter against the clock, ``across``
            exchanges left and right, ``down`` above and below.
        bits: of a number; 8 where that is not told.
        is_sequence: it has a track of pictures.
        has_double_tables: what :mod:`igtagger.pictures.readers.heif_tables` puts together.
        parts: width and height of each that it is put together from; 0 where that is not told.
        jpeg: where the bytes of a picture in JPEG lie, as pairs of start and length.
    """

    codec: str = ""
    size: tuple[int, int] | None = None
    codes: tuple[int, int] | None = None
    profile: bytes | None = None
    crop: tuple[int, int, int, int] | None = None
    turns: list[str] = field(default_factory=list)
    bits: int = 8
    is_sequence: bool = False
    has_double_tables: bool = False
    parts: list[tuple[int, int]] = field(default_factory=list)
    jpeg: list[tuple[int, int]] = field(default_factory=list)

    @property
    def pixels(self) -> int:
        """How many are decoded: parts may have more of them than what they are put together to."""
        whole = self.size[0] * self.size[1] if self.size else 0
        return max(whole, sum(width * height for width, height in self.parts))

    @property
    def orientation(self) -> int:
        """The turns as EXIF's number, 1 to 8."""
        made = ((1, 0), (0, 1))
        for turn in self.turns:
            (a, b), (c, d) = _MATRICES[turn]
            (e, f), (g, h) = made
            made = ((a * e + b * g, a * f + b * h), (c * e + d * g, c * f + d * h))
        return _ORIENTATIONS[made]


_Matrix = tuple[tuple[int, int], tuple[int, int]]
_MATRICES: dict[str, _Matrix] = {
    "left": ((0, 1), (-1, 0)),
    "across": ((-1, 0), (0, 1)),
    "down": ((1, 0), (0, -1)),
}
_ORIENTATIONS: dict[_Matrix, int] = {
    ((1, 0), (0, 1)): 1,
    ((-1, 0), (0, 1)): 2,
    ((-1, 0), (0, -1)): 3,
    ((1, 0), (0, -1)): 4,
    ((0, 1), (1, 0)): 5,
    ((0, -1), (1, 0)): 6,
    ((0, -1), (-1, 0)): 7,
    ((0, 1), (-1, 0)): 8,
}


def describe(file: IO[bytes]) -> Described:
    """What ``file`` says, which is read from its beginning and left anywhere.

    Damage costs what it hits: a decoder finds the rest.
    """
    found = Described()
    try:
        for kind, body in _of_file(file):
            if kind == b"meta":
                _read_meta(found, body)
            else:
                found.is_sequence = True
                _read_track(found, body)
    except (struct.error, IndexError, ValueError):
        pass
    return found


def metadata_items(file: IO[bytes]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Where Exif and XMP lie: ``Exif`` or ``mime``, and the start and length of each part.

    Damage costs what it hits.
    """
    for kind, meta in _of_file(file):
        if kind == b"meta":
            inside = dict(reversed(list(_boxes(meta, _FULL_BOX))))
            with contextlib.suppress(struct.error, IndexError, ValueError):
                for item, type_ in _metadata_among(inside.get(b"iinf", b"")):
                    yield type_, _extents(inside.get(b"iloc", b""), item)
            return


def _metadata_among(iinf: bytes) -> Iterator[tuple[int, str]]:
    """Items of Exif, and of XMP as a MIME type, some at most; with their types."""
    found = 0
    for kind, body in _boxes(iinf, 6 if iinf[:1] == b"\0" else 8):
        if kind != b"infe" or len(body) < 4 or body[0] < 2 or found == _MOST_METADATA:
            continue
        wide = 4 if body[0] >= 3 else 2
        type_ = body[6 + wide : 10 + wide]
        is_xmp = type_ == b"mime" and body[10 + wide :].split(b"\0")[1:2] == [_XMP_TYPE]
        if is_xmp or type_ == b"Exif":
            found += 1
            yield int.from_bytes(body[4 : 4 + wide], "big"), type_.decode()


def _of_file(file: IO[bytes]) -> Iterator[Box]:
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return
        length, kind = struct.unpack(">I4s", head[:8])
        header = 8
        if length == 1:
            length, header = int.from_bytes(head[8:16], "big"), 16
        if kind in (b"meta", b"moov") and header <= length <= _MOST_BYTES:
            file.seek(at + header)
            yield kind, file.read(length - header)
        if length < header:
            return
        at += length


def _boxes(data: bytes, at: int = 0) -> Iterator[Box]:
    for _ in range(_MOST_BOXES):
        if at + 8 > len(data):
            return
        length, kind = struct.unpack_from(">I4s", data, at)
        if length < 8:
            return
        yield kind, data[at + 8 : at + length]
        at += length


def _read_meta(found: Described, meta: bytes) -> None:
    inside = dict(reversed(list(_boxes(meta, _FULL_BOX))))
    pitm = inside.get(b"pitm", b"")
    primary = int.from_bytes(pitm[4:6] if pitm[:1] == b"\0" else pitm[4:8], "big")
    iprp = list(_boxes(inside.get(b"iprp", b"")))
    properties = list(_boxes(next((body for kind, body in iprp if kind == b"ipco"), b"")))
    tables = [body for kind, body in iprp if kind == b"ipma"]
    found.has_double_tables = heif_tables.has_doubles(tables)
    of_items = _associations(tables, properties)
    for kind, body in of_items.get(primary, ()):
        _take(found, kind, body)
    for kind, body in properties:  # where tiles have what the whole lacks
        if found.codes is None and found.profile is None and kind == b"colr":
            _take(found, kind, body)
        if kind in _CONFIGURATIONS and not found.codec:
            found.codec = _CONFIGURATIONS[kind]
    own = _item_type(inside.get(b"iinf", b""), primary)
    if own in _PUT_TOGETHER:
        parts = _parts(inside.get(b"iref", b""), primary)
        found.parts = [_size_among(of_items.get(part, ())) for part in parts]
    elif own:
        found.codec = own
    if found.codec == "jpeg":
        found.jpeg = _extents(inside.get(b"iloc", b""), primary)


def _read_track(found: Described, moov: bytes) -> None:
    for kind, track in _boxes(moov):
        if kind != b"trak":
            continue
        body = track
        for step in (b"mdia", b"minf", b"stbl", b"stsd"):
            body = next((inner for name, inner in _boxes(body) if name == step), b"")
        for codec, entry in _boxes(body, 8):
            if codec in (b"av01", b"hvc1") and found.codes is None and found.crop is None:
                found.codec = found.codec or codec.decode()
                found.size = found.size or struct.unpack_from(">HH", entry, 24)
                for name, inner in _boxes(entry, _VISUAL_SAMPLE_ENTRY):
                    _take(found, name, inner)


def _associations(tables: list[bytes], properties: list[Box]) -> dict[int, list[Box]]:
    """The properties of each item, in their order."""
    found: dict[int, list[Box]] = {}
    for table in tables:
        with contextlib.suppress(IndexError):  # what stands before the damage is good
            for item, number in _associated(table):
                if 0 < number <= len(properties):
                    found.setdefault(item, []).append(properties[number - 1])
    return found


def _associated(ipma: bytes) -> Iterator[tuple[int, int]]:
    """Items, each with the number of one of its properties, from 1 on, in their order."""
    version, wide = ipma[0], ipma[3] & 1
    at = 8
    for _ in range(min(int.from_bytes(ipma[4:8], "big"), _MOST_BOXES)):
        length = 4 if version else 2
        item = int.from_bytes(ipma[at : at + length], "big")
        count = ipma[at + length]
        at += length + 1
        step = 2 if wide else 1
        for place in range(at, at + count * step, step):
            number = int.from_bytes(ipma[place : place + step], "big") & (0x7FFF if wide else 0x7F)
            yield item, number
        at += count * step


def _parts(iref: bytes, item: int) -> list[int]:
    """The items that one is put together from."""
    wide = 4 if iref[:1] == b"\1" else 2
    for kind, body in _boxes(iref, _FULL_BOX):
        if kind == b"dimg" and int.from_bytes(body[:wide], "big") == item:
            end = wide + 2 + wide * int.from_bytes(body[wide : wide + 2], "big")
            places = range(wide + 2, min(end, len(body)), wide)
            return [int.from_bytes(body[at : at + wide], "big") for at in places]
    return []


def _size_among(properties: Iterable[Box]) -> tuple[int, int]:
    for kind, body in properties:
        if kind == b"ispe":
            return _size_of(body)
    return 0, 0


def _size_of(ispe: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", ispe, _FULL_BOX)
    return width, height


def _take(found: Described, kind: bytes, body: bytes) -> None:
    """One property of the picture."""
    if kind == b"ispe":
        found.size = _size_of(body)
    elif kind == b"colr" and body[:4] == b"nclx":
        found.codes = struct.unpack_from(">HH", body, 4)
    elif kind == b"colr" and body[:4] in (b"prof", b"rICC"):
        found.profile = body[4:]
    elif kind == b"pixi":
        found.bits = max(body[5 : 5 + body[4]])
    elif kind == b"av1C":
        found.bits = max(found.bits, 8 if not body[2] & 0x40 else 12 if body[2] & 0x20 else 10)
    elif kind == b"clap":
        found.crop = _crop(body, found.size)
    elif kind == b"irot":
        found.turns += ["left"] * (body[0] & 3)
    elif kind == b"imir":
        found.turns.append("across" if body[0] & 1 else "down")


def _crop(body: bytes, size: tuple[int, int] | None) -> tuple[int, int, int, int] | None:
    """The clean aperture; None where it is not a part of the picture."""
    values = struct.unpack(">8i", body[:32])
    if size is None or not all(values[1::2]):
        return None
    width, height, right, down = (
        Fraction(top, bottom) for top, bottom in zip(values[::2], values[1::2], strict=True)
    )
    left, above = right + (size[0] - width) / 2, down + (size[1] - height) / 2
    box = tuple(round(value) for value in (left, above, left + width, above + height))
    inside = 0 <= box[0] < box[2] <= size[0] and 0 <= box[1] < box[3] <= size[1]
    return (box[0], box[1], box[2], box[3]) if inside else None


def _item_type(iinf: bytes, item: int) -> str:
    """Of four letters; empty where it is not told."""
    for kind, body in _boxes(iinf, 6 if iinf[:1] == b"\0" else 8):
        wide = 4 if body[0] >= 3 else 2
        if kind == b"infe" and body[0] >= 2 and int.from_bytes(body[4 : 4 + wide], "big") == item:
            return body[6 + wide : 10 + wide].decode("latin-1")
    return ""


def _extents(iloc: bytes, item: int) -> list[tuple[int, int]]:
    """Where the bytes of an item lie in the file; empty where they do not lie plainly in it."""
    version, sizes = iloc[0], int.from_bytes(iloc[4:6], "big")
    of_offset, of_length, of_base, of_index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    at = 6

    def number(length: int) -> int:
        nonlocal at
        at += length
        return int.from_bytes(iloc[at - length : at], "big")

    for _ in range(min(number(2 if version < 2 else 4), _MOST_BOXES)):
        identity = number(2 if version < 2 else 4)
        method = number(2) & 15 if version else 0
        number(2)
        base, extents = number(of_base), []
        for _ in range(number(2)):
            number(of_index if version else 0)
            offset = base + number(of_offset)
            extents.append((offset, number(of_length)))
        if identity == item:
            return extents if method == 0 else []
    return []
