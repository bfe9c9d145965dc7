"""Keywords, rating, date and camera in Exif, which is a TIFF without a picture; so also of TIFFs.

Directories are read by hand, bounded: a value that is needed may lie anywhere, and one that is not
may be said to have gigabytes. Exif 3.0 (CIPA DC-008-2023), 4.6; Windows' own tags as of ExifTool's
table "EXIF".
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, field
from typing import IO

from igtagger.export.xmp.fact_values import (
    LONGEST_TAG,
    MOST_TAGS,
    camera_of,
    rating_of_percent,
    rating_of_stars,
    taken_of,
)
from igtagger.labels.file_keywords import FoundFacts, FoundKeyword

XP_KEYWORDS = "Exif:XPKeywords"
MOST_VALUE_BYTES = 8 << 20
"""Of one value; what says it has more is passed over."""
_MOST_ENTRIES = 1000
_MAKER, _MODEL, _STARS, _PERCENT, _XP_KEYWORDS = 271, 272, 0x4746, 0x4749, 0x9C9E
_XMP, _IPTC, _EXIF = 700, 33723, 34665
_TAKEN = 0x9003
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 6: 1, 7: 1, 8: 2, 9: 4, 13: 4, 16: 8, 18: 8}
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


def exif_facts(file: IO[bytes]) -> ExifFound | None:
    """What the first directory and that of Exif say; None where there is none.

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
    facts = FoundFacts(
        _keywords(tiff.value(first.get(_XP_KEYWORDS))),
        rating,
        taken_of(_text(_taken(tiff, first))),
        camera_of(_text(tiff.value(first.get(_MAKER))), _text(tiff.value(first.get(_MODEL)))),
    )
    return ExifFound(facts, tiff.value(first.get(_XMP)), tiff.value(first.get(_IPTC)))


def _taken(tiff: _Tiff, first: dict[int, Entry]) -> bytes:
    place = tiff.one(first.get(_EXIF))
    try:
        return tiff.value(tiff.entries(place).get(_TAKEN)) if place else b""
    except struct.error:
        return b""


def _text(value: bytes) -> str:
    """Of what should be ASCII; some cameras write UTF-8 there."""
    return value[:LONGEST_TAG].partition(b"\0")[0].decode("utf-8", "replace").strip()


def _keywords(value: bytes) -> tuple[FoundKeyword, ...]:
    """Of Windows: UTF-16, parted by semicolons."""
    text = value.decode("utf-16-le", "replace").partition("\0")[0]
    tags = [tag for tag in text.split(";") if tag.strip() and len(tag) <= LONGEST_TAG]
    return tuple(FoundKeyword("", XP_KEYWORDS, tag, (tag,)) for tag in tags[:MOST_TAGS])
