"""What is kept of the content of files, whichever model looked at them: for comparing pictures.

Functions over a connection; transactions are the caller's, which is the library.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from igtagger.library.images import parts
from igtagger.library.spans import Span
from igtagger.pictures.fingerprint import DIGEST_BYTES

_SELECT = "SELECT id, path, size, mtime_ns, fingerprint, width, height, difference_hash FROM images"
_LONGEST = (1 << 31) - 1


class Content(NamedTuple):
    """One file as it was seen last. What is not known, or makes no sense, is 0, or None.

    Attributes:
        number: by which the library goes.
        path: where it is, or was.
        size: in bytes.
        mtime_ns: when it was changed, in nanoseconds since 1970.
        fingerprint: see :func:`igtagger.pictures.fingerprint.fingerprint`.
        width: pixels of the upright picture; 0 of what is none.
        height: likewise.
        difference_hash: see :mod:`igtagger.pictures.difference_hash`.
    """

    number: int
    path: Path
    size: int
    mtime_ns: int
    fingerprint: bytes | None
    width: int
    height: int
    difference_hash: int | None


def page(connection: sqlite3.Connection, span: Span, most: int) -> list[Content]:
    """The first within a stretch of paths, by path."""
    rows = connection.execute(
        f"{_SELECT} WHERE path >= ? AND (? IS NULL OR path < ?) ORDER BY path LIMIT ?",
        (span.low, span.high, span.high, most),
    )
    return list(map(_content, rows))


def of_numbers(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, Content]:
    """Those of some numbers, as far as they are there."""
    found: dict[int, Content] = {}
    for part in parts(numbers):
        marks = ",".join("?" * len(part))
        rows = connection.execute(f"{_SELECT} WHERE id IN ({marks})", part)
        found.update((row[0], _content(row)) for row in rows)
    return found


def _content(row: Sequence[Any]) -> Content:
    number, path, size, changed, mark, width, height, hashed = row
    return Content(
        number,
        Path(os.fsdecode(path)),
        max(0, _whole(size)),
        _whole(changed),
        mark if isinstance(mark, bytes) and len(mark) == DIGEST_BYTES else None,
        _side(width),
        _side(height),
        hashed % (1 << 64) if type(hashed) is int else None,
    )


def _whole(value: object) -> int:
    return value if type(value) is int else 0


def _side(value: object) -> int:
    return value if type(value) is int and 0 < value <= _LONGEST else 0
