"""Puts together what a HEIF file says of its pictures' properties in several tables of one kind.

The standard allows but one of each version and flags (ISO/IEC 14496-12, 8.11.14). Old writers of
AVIF made one for the picture and one for its alpha; libheif reads both, and libavif none.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_FULL_BOX = 4
_HEAD = 8
_COUNTED = 8
"""Bytes of a table ahead of its first entry: version, flags, and how many there are."""


def has_doubles(tables: list[bytes]) -> bool:
    """Whether two of these tables, without their boxes' heads, are of one version and flags."""
    return len({each[:_FULL_BOX] for each in tables}) < len(tables)


def with_single_tables(data: bytes) -> bytes:
    """A HEIF file with one table of each kind.

    It is as long as before: what is in it is found by counting bytes from its beginning.
    """
    for kind, start, end in _places(data, 0, len(data)):
        if kind != b"meta":
            continue
        for inner, at, behind in _places(data, start + _HEAD + _FULL_BOX, end):
            if inner == b"iprp":
                made = _box(b"iprp", _joined(data, at + _HEAD, behind))
                room = behind - at - len(made)  # none, or that of the heads that went
                free = _box(b"free", bytes(room - _HEAD)) if room >= _HEAD else b""
                return data[:at] + made + free + data[behind:]
    return data


def _joined(data: bytes, start: int, end: int) -> bytes:
    kept, tables = [], dict[bytes, list[bytes]]()
    for kind, at, behind in _places(data, start, end):
        if kind == b"ipma":
            body = data[at + _HEAD : behind]
            tables.setdefault(body[:_FULL_BOX], []).append(body[_FULL_BOX:])
        else:
            kept.append(data[at:behind])
    for head, parts in tables.items():
        count = sum(int.from_bytes(each[:4], "big") for each in parts)
        entries = b"".join(each[_COUNTED - _FULL_BOX :] for each in parts)
        kept.append(_box(b"ipma", head + struct.pack(">I", count & 0xFFFFFFFF) + entries))
    return b"".join(kept)


def _places(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Each box's kind, where it begins, and where it ends."""
    while at + _HEAD <= end:
        length, kind = struct.unpack_from(">I4s", data, at)
        if not _HEAD <= length <= end - at:
            return
        yield kind, at, at + length
        at += length


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", _HEAD + len(body), kind) + body
