"""A TIFF of any tags, in either byte order, small or big: for what no library writes.

TIFF 6.0, section 2; BigTIFF as of libtiff 4.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_TYPES = {"B": 1, "A": 2, "H": 3, "I": 4, "2I": 5, "b": 6, "U": 7, "h": 8, "f": 11, "d": 12}
_OFFSETS, _COUNTS = (273, 324), (279, 325)

Tags = Mapping[int, tuple[str, Any]]
"""By number: the type, by struct's letter (A for text, U for bytes), and one value or several."""


@dataclass(frozen=True)
class Page:
    """One directory; offsets and counts of its strips or tiles come by themselves."""

    tags: Tags
    segments: Sequence[bytes]
    tiled: bool = False
    below: Sequence[Page] = field(default=())
    """Its SubIFDs."""


def picture_tags(width: int, height: int, bits: Sequence[int], photometric: int) -> dict[int, Any]:
    """What every directory has, for one strip without compression."""
    return {
        256: ("I", width),
        257: ("I", height),
        258: ("H", list(bits)),
        259: ("H", 1),
        262: ("H", photometric),
        277: ("H", len(bits)),
        278: ("I", height),
    }


def tiff(pages: Sequence[Page], order: str = "<", *, big: bool = False) -> bytes:
    """The file."""
    out = _Writer(order, big)
    out.chain(pages)
    return bytes(out.data)


class _Writer:
    def __init__(self, order: str, big: bool) -> None:
        self.order, self.big = order, big
        self.offset = "Q" if big else "I"
        mark = b"II" if order == "<" else b"MM"
        head = struct.pack(order + "HHH", 43, 8, 0) if big else struct.pack(order + "H", 42)
        self.data = bytearray(mark + head)

    def pack(self, letters: str, *values: Any) -> bytes:
        return struct.pack(self.order + letters, *values)

    def place(self, data: bytes) -> int:
        self.data += b"\0" * (-len(self.data) % 8)
        at = len(self.data)
        self.data += data
        return at

    def chain(self, pages: Sequence[Page]) -> None:
        """All pages; where the first begins is written at the end of what is there."""
        pointer = len(self.data)
        self.data += self.pack(self.offset, 0)
        for page in pages:
            at, end = self.directory(page)
            self.data[pointer : pointer + len(self.pack(self.offset, 0))] = self.pack(
                self.offset, at
            )
            pointer = end

    def directory(self, page: Page) -> tuple[int, int]:
        """Where it begins, and where the address of the next one stands."""
        tags = dict(page.tags)
        letter = "Q" if self.big else "I"
        tags[_OFFSETS[page.tiled]] = (letter, [self.place(each) for each in page.segments])
        tags[_COUNTS[page.tiled]] = (letter, [len(each) for each in page.segments])
        if page.below:
            tags[330] = (letter, [self.directory(each)[0] for each in page.below])
        entries = b"".join(self.entry(code, *tags[code]) for code in sorted(tags))
        table = self.pack("Q" if self.big else "H", len(tags)) + entries
        at = self.place(table + self.pack(self.offset, 0))
        return at, at + len(table)

    def entry(self, code: int, letter: str, values: Any) -> bytes:
        if letter in "AU":
            data, count = bytes(values), len(values)
        else:
            many = values if isinstance(values, list | tuple) else [values]
            count = len(many) // len(letter.lstrip("2") * (2 if letter[0] == "2" else 1))
            data = self.pack(str(len(many)) + letter[-1], *many)
        room = 8 if self.big else 4
        head = self.pack("HH" + self.offset, code, _TYPES.get(letter, 16), count)
        if len(data) > room:
            data = self.pack(self.offset, self.place(data))
        return head + data.ljust(room, b"\0")
