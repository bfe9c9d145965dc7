"""The directories of a TIFF, found without reading any of their values: which one is the picture.

Directories are read by hand and not by a library so that thousands of them cost nothing, chains
that bite their own tail end, and values of gigabytes are never loaded. TIFF 6.0, section 2;
BigTIFF as of libtiff 4.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

MOST_PAGES = 4096
"""No more are looked at. A stack's pages are alike, so the first ones will do."""
MOST_VALUE_BYTES = 32 * 1024 * 1024
"""No value of a directory that is needed is larger; of a picture, that is two million tiles."""
_MOST_TAGS = 4096
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_SIZES |= {16: 8, 17: 8, 18: 8}
_NUMBERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}

_NEW_SUBFILE_TYPE, _SUBFILE_TYPE, _WIDTH, _HEIGHT, _PHOTOMETRIC = 254, 255, 256, 257, 262
_SUB_IFDS = 330
_REDUCED, _MASK = 1, 4
_OLD_REDUCED = 2
_TRANSPARENCY_MASK = 4
SENSOR_COLOURS = (32803, 34892)
"""Photometric interpretations of a camera's raw data."""


@dataclass(frozen=True, slots=True)
class Directory:
    """What is told of one picture in a file.

    Attributes:
        offset: where it begins in the file.
        page: its number in the file's own chain; None where it lies below another (SubIFDs).
        width: pixels; 0 where it is not told.
        height: likewise.
        photometric: what its numbers mean; None where it is not told.
        reduced: it is a smaller copy of another.
        mask: it tells which parts of another are to be seen.
        sizes: bytes of its values, by the number of the tag.
    """

    offset: int
    page: int | None
    width: int
    height: int
    photometric: int | None
    reduced: bool
    mask: bool
    sizes: dict[int, int] = field(repr=False)

    @property
    def pixels(self) -> int:
        """Width times height."""
        return self.width * self.height


def directories(file: IO[bytes]) -> list[Directory]:
    """Those of the chain, each followed by those below it; at most :data:`MOST_PAGES`.

    Raises:
        SyntaxError: the file's header is none of a TIFF, or its first directory is not there.
    """
    return list(_Walk(file).found())


def main_picture(found: list[Directory]) -> Directory:
    """The largest that is neither a smaller copy nor a mask; of equals the first.

    Args:
        found: at least one.
    """
    pictures = [each for each in found if not each.mask and each.pixels]
    whole = [each for each in pictures if not each.reduced]
    shown = [each for each in whole if each.photometric not in SENSOR_COLOURS]
    # Beside a camera's raw data, all that can be shown may be its previews.
    seen = [each for each in pictures if each.photometric not in SENSOR_COLOURS]
    return max(shown or seen or pictures or found, key=lambda each: each.pixels)


def smaller_copy(found: list[Directory], whole: Directory, least: int) -> Directory:
    """The smallest copy of ``whole`` whose shorter side has ``least`` pixels; else that itself."""
    copies = [
        each
        for each in found
        if each.reduced
        and not each.mask
        and each.photometric == whole.photometric
        and min(each.width, each.height) >= least
        and _is_alike(each, whole)
    ]
    return min(copies, key=lambda each: each.pixels, default=whole)


def _is_alike(copy: Directory, whole: Directory) -> bool:
    """Whether the sides are as of a picture that was halved some times, however rounded."""
    factor = round(whole.width / copy.width)
    return factor > 1 and all(
        abs(large / factor - small) < 1 + small / 500
        for large, small in ((whole.width, copy.width), (whole.height, copy.height))
    )


class _Walk:
    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.end = file.seek(0, os.SEEK_END)
        file.seek(0)
        head = file.read(8)
        orders = {b"II": "<", b"MM": ">"}
        if head[:2] not in orders:
            raise SyntaxError("no byte order")
        self.order = orders[head[:2]]
        self.big = struct.unpack(self.order + "H", head[2:4])[0] == 43
        self.offset, self.count, self.entry = ("Q", "Q", 20) if self.big else ("I", "H", 12)

    def found(self) -> Iterator[Directory]:
        seen: set[int] = set()
        at = self.number(8 if self.big else 4, self.offset)
        page = 0
        while at and at not in seen and len(seen) < MOST_PAGES:
            seen.add(at)
            try:
                entries, following = self.entries(at)
            except struct.error:
                if page == 0:
                    raise SyntaxError("its first directory is not there") from None
                return
            yield self.directory(at, page, entries)
            for below in self.values(entries.get(_SUB_IFDS)):
                if below in seen or len(seen) >= MOST_PAGES:
                    continue
                seen.add(below)
                try:
                    yield self.directory(below, None, self.entries(below)[0])
                except struct.error:
                    continue
            at, page = following, page + 1

    def number(self, at: int, letter: str) -> int:
        self.file.seek(min(at, self.end))
        size = struct.calcsize(letter)
        return int(struct.unpack(self.order + letter, self.file.read(size))[0])

    def entries(self, at: int) -> tuple[dict[int, tuple[int, int, bytes]], int]:
        """Type, count and value or address of each tag, and where the next directory begins.

        Raises:
            struct.error: it is not there.
        """
        count = self.number(at, self.count)
        if not 0 < count <= _MOST_TAGS:
            raise struct.error("no directory")
        table = self.file.read(count * self.entry)
        layout = struct.Struct(f"{self.order}HH{self.offset}{self.entry * 2 // 5}s")
        whole = len(table) // self.entry * self.entry
        entries: dict[int, tuple[int, int, bytes]] = {}
        for code, kind, many, value in layout.iter_unpack(table[:whole]):
            entries.setdefault(code, (kind, many, value))
        if whole < count * self.entry:
            raise struct.error("its directory is cut off")
        rest = self.file.read(struct.calcsize(self.offset))
        following = struct.unpack(self.order + self.offset, rest)[0] if len(rest) > 3 else 0
        return entries, following

    def values(self, entry: tuple[int, int, bytes] | None) -> tuple[int, ...]:
        """Numbers of an entry; none where they are of another type, too many, or not there."""
        if entry is None or entry[0] not in _NUMBERS or entry[1] > MOST_PAGES:
            return ()
        kind, count, value = entry
        layout = struct.Struct(f"{self.order}{count}{_NUMBERS[kind]}")
        if layout.size > len(value):
            self.file.seek(min(struct.unpack(self.order + self.offset, value)[0], self.end))
            value = self.file.read(layout.size)
        return layout.unpack(value[: layout.size]) if len(value) >= layout.size else ()

    def directory(
        self, at: int, page: int | None, entries: dict[int, tuple[int, int, bytes]]
    ) -> Directory:
        def one(tag: int) -> int | None:
            return next(iter(self.values(entries.get(tag))), None)

        kind = one(_NEW_SUBFILE_TYPE) or 0
        photometric = one(_PHOTOMETRIC)
        return Directory(
            at,
            page,
            one(_WIDTH) or 0,
            one(_HEIGHT) or 0,
            photometric,
            reduced=bool(kind & _REDUCED) or one(_SUBFILE_TYPE) == _OLD_REDUCED,
            mask=bool(kind & _MASK) or photometric == _TRANSPARENCY_MASK,
            sizes={tag: _SIZES.get(type_, 8) * count for tag, (type_, count, _) in entries.items()},
        )
