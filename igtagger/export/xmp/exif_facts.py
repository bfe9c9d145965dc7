"""Keywords, rating, and how a picture was taken, in Exif: a TIFF without a picture; and of TIFFs.

Directories are read by hand, bounded: a value that is needed may lie anywhere, and one that is not
may be said to have gigabytes. Exif 3.0 (CIPA DC-008-2023), 4.6; Windows' own tags as of ExifTool's
table "EXIF".
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, field
from typing import IO

from igtagger.domain import NO_EXPOSURE, Exposure, Position
from igtagger.export.xmp.fact_values import (
    LONGEST_TAG,
    MOST_TAGS,
    camera_of,
    degrees_of,
    lens_of,
    position_of,
    positive,
    rating_of_percent,
    rating_of_stars,
    taken_of,
    whole,
)
from igtagger.labels.file_keywords import FoundFacts, FoundKeyword

XP_KEYWORDS = "Exif:XPKeywords"
MOST_VALUE_BYTES = 8 << 20
"""Of one value; what says it has more is passed over."""
_MOST_ENTRIES = 1000
_MAKER, _MODEL, _STARS, _PERCENT, _XP_KEYWORDS = 271, 272, 0x4746, 0x4749, 0x9C9E
_XMP, _IPTC, _EXIF, _GPS = 700, 33723, 34665, 34853
_TAKEN, _LENS_MAKER, _LENS = 0x9003, 0xA433, 0xA434
_SECONDS, _APERTURE, _FOCAL = 0x829A, 0x829D, 0x920A
_ISO, _LONG_ISO = 0x8827, 0x8832
_MOST_ISO = 65535
"""In 16 bits; what is more stands in a field of its own (Exif 2.3, 4.6.5)."""
_NORTH, _LATITUDE, _EAST, _LONGITUDE = 1, 2, 3, 4
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 13: 4, 16: 8, 18: 8}
_RATIONALS = {5: "II", 10: "ii"}
_NUMBERS = {1: "B", 3: "H", 4: "I", 9: "i", 13: "I", 16: "Q", 18: "Q"}

Entry = tuple[int, int, bytes]
"""Type, count, and the value or where it lies."""


@dataclass(frozen=True, slots=True)
class ExifFound:
    """What a directory says.

    Attributes:
        facts: without the name of the file.
        xmp: a packet; empty where there is none.
        iptc: IPTC's records; likewise.
    """

    facts: FoundFacts
    xmp: bytes = b""
    iptc: bytes = b""


@dataclass(slots=True)
class _Tiff:
    """A file or a block of Exif, which may be a BigTIFF.

    Attributes:
        file: its bytes.
        order: of the bytes of a number.
        big: whether places have 8 bytes.
        end: how many bytes there are.
    """

    file: IO[bytes]
    order: str
    big: bool
    end: int = field(init=False)

    def __post_init__(self) -> None:
        self.end = self.file.seek(0, os.SEEK_END)

    def number(self, at: int, letter: str) -> int:
        """A number.

        Raises:
            struct.error: it is not there.
        """
        layout = struct.Struct(self.order + letter)
        self.file.seek(min(at, self.end))
        return int(layout.unpack(self.file.read(layout.size))[0])

    def entries(self, at: int) -> dict[int, Entry]:
        """Of the directory there, as many as are there; none of one that says it is huge."""
        count, width = self.number(at, "Q" if self.big else "H"), 20 if self.big else 12
        if count > _MOST_ENTRIES:
            return {}
        table = self.file.read(count * width)
        layout = struct.Struct(f"{self.order}HHQ8s" if self.big else f"{self.order}HHI4s")
        whole = table[: len(table) // width * width]
        return {tag: (kind, many, value) for tag, kind, many, value in layout.iter_unpack(whole)}

    def value(self, entry: Entry | None) -> bytes:
        """The bytes of a value; none where they are not there."""
        if entry is None:
            return b""
        kind, count, told = entry
        size = _SIZES.get(kind, 0) * count
        if size <= len(told):
            return told[:size]
        at = struct.unpack(self.order + ("Q" if self.big else "I"), told)[0]
        if size > MOST_VALUE_BYTES or at > self.end:
            return b""
        self.file.seek(at)
        return self.file.read(size)

    def one(self, entry: Entry | None) -> int | None:
        """A value that is one whole number; None where it is none."""
        letter = _NUMBERS.get(entry[0]) if entry is not None else None
        value = self.value(entry)
        if letter is None or len(value) < struct.calcsize(letter):
            return None
        return int(struct.unpack_from(self.order + letter, value)[0])

    def fractions(self, entry: Entry | None) -> list[float]:
        """A value that is a few fractions; none where one of them is none."""
        letters = _RATIONALS.get(entry[0]) if entry is not None else None
        value = self.value(entry)
        if letters is None or not 0 < len(value) <= 24 or len(value) % 8:
            return []
        pairs = list(struct.iter_unpack(self.order + letters, value))
        return [over / under for over, under in pairs] if all(p[1] for p in pairs) else []

    def fraction(self, entry: Entry | None) -> float | None:
        """A value that is one fraction above 0."""
        found = self.fractions(entry)
        return positive(found[0]) if len(found) == 1 else None


def exif_facts(file: IO[bytes]) -> ExifFound | None:
    """What the first directory and those of Exif and GPS say; None where there is none.

    Args:
        file: a TIFF, or a block of Exif, that may come from anybody.
    """
    file.seek(0)
    head = file.read(16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        return None
    tiff = _Tiff(file, order, struct.unpack(order + "H", head[2:4])[0] == 43)
    try:
        first = tiff.entries(tiff.number(8, "Q") if tiff.big else tiff.number(4, "I"))
        return _told(tiff, first)
    except struct.error:
        return None


def _told(tiff: _Tiff, first: dict[int, Entry]) -> ExifFound:
    stars, percent = tiff.one(first.get(_STARS)), tiff.one(first.get(_PERCENT))
    rating = rating_of_stars(str(stars)) if stars is not None else None
    if rating is None and percent is not None:
        rating = rating_of_percent(str(percent))
    shot = _below(tiff, first.get(_EXIF))
    facts = FoundFacts(
        _keywords(tiff.value(first.get(_XP_KEYWORDS))),
        rating,
        taken_of(_text(tiff.value(shot.get(_TAKEN)))),
        camera_of(_text(tiff.value(first.get(_MAKER))), _text(tiff.value(first.get(_MODEL)))),
        lens_of(_text(tiff.value(shot.get(_LENS_MAKER))), _text(tiff.value(shot.get(_LENS)))),
        _exposure(tiff, shot) if shot else NO_EXPOSURE,
        _position(tiff, _below(tiff, first.get(_GPS))),
    )
    return ExifFound(facts, tiff.value(first.get(_XMP)), tiff.value(first.get(_IPTC)))


def _below(tiff: _Tiff, entry: Entry | None) -> dict[int, Entry]:
    """The directory to which an entry leads; empty where there is none."""
    place = tiff.one(entry)
    try:
        return tiff.entries(place) if place else {}
    except struct.error:
        return {}


def _exposure(tiff: _Tiff, shot: dict[int, Entry]) -> Exposure:
    iso = tiff.one(shot.get(_ISO))
    if iso is None or iso >= _MOST_ISO:
        iso = tiff.one(shot.get(_LONG_ISO)) or iso
    return Exposure(
        tiff.fraction(shot.get(_SECONDS)),
        tiff.fraction(shot.get(_APERTURE)),
        whole(positive(iso)),
        tiff.fraction(shot.get(_FOCAL)),
    )


def _position(tiff: _Tiff, gps: dict[int, Entry]) -> Position | None:
    north, east = _text(tiff.value(gps.get(_NORTH))), _text(tiff.value(gps.get(_EAST)))
    return position_of(
        degrees_of(tiff.fractions(gps.get(_LATITUDE)), north if north in ("N", "S") else ""),
        degrees_of(tiff.fractions(gps.get(_LONGITUDE)), east if east in ("E", "W") else ""),
    )


def _text(value: bytes) -> str:
    """Of what should be ASCII; some cameras write UTF-8 there."""
    return value[:LONGEST_TAG].partition(b"\0")[0].decode("utf-8", "replace").strip()


def _keywords(value: bytes) -> tuple[FoundKeyword, ...]:
    """Of Windows: UTF-16, parted by semicolons."""
    text = value.decode("utf-16-le", "replace").partition("\0")[0]
    tags = [tag for tag in text.split(";") if tag.strip() and len(tag) <= LONGEST_TAG]
    return tuple(FoundKeyword("", XP_KEYWORDS, tag, (tag,)) for tag in tags[:MOST_TAGS])
