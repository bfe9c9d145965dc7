"""Rows of the table ``images``: files by their path, with what was seen of them last.

Functions over a connection; transactions are the caller's. Paths are bytes, as in the file.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

_VARIABLES = 500  # of one statement; SQLite's older limit is 999


class FileStamp(NamedTuple):
    """A file's size in bytes and time of change in nanoseconds: both equal, it is unchanged."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: str | Path) -> FileStamp | None:
        """The stamp of a file; None where there is none to be had."""
        try:
            status = os.stat(path)  # noqa: PTH116  (a tenth of a run over known files is here)
        except (OSError, ValueError):
            return None
        return cls(status.st_size, status.st_mtime_ns)


def parts(paths: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Few enough at a time for the variables of a statement."""
    return (paths[start : start + _VARIABLES] for start in range(0, len(paths), _VARIABLES))


def numbers(connection: sqlite3.Connection, paths: Iterable[bytes]) -> dict[bytes, int]:
    """The numbers of those paths that have a row."""
    found: dict[bytes, int] = {}
    for part in parts(list(paths)):
        marks = ",".join("?" * len(part))
        query = f"SELECT path, id FROM images WHERE path IN ({marks})"  # noqa: S608
        found.update(connection.execute(query, part).fetchall())
    return found


def add(
    connection: sqlite3.Connection,
    path: bytes,
    stamp: FileStamp | None = None,
    fingerprint: bytes | None = None,
    shape: tuple[int | None, int | None] = (None, None),
) -> int:
    """A new row; its number. ``shape`` is width and height in pixels."""
    content = (stamp.size, stamp.mtime_ns, fingerprint) if stamp is not None else (None,) * 3
    cursor = connection.execute(
        "INSERT INTO images (path, size, mtime_ns, fingerprint, width, height) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (path, *content, *shape),
    )
    return int(cursor.lastrowid or 0)
