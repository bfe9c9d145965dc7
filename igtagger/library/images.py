"""Rows of the table ``images``: files by their path, with what was seen of them last.

Functions over a connection; transactions are the caller's. Paths are bytes, as in the file.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from igtagger.library.spans import Span
from igtagger.pictures import archives

MOST_VARIABLES = 400
"""Of one statement; SQLite's older limit is 999, and some name them twice."""


_Value = TypeVar("_Value")
_HAS_CHANGE_TIME = os.name == "posix"  # on Windows st_ctime is when the file was made


class FileStamp(NamedTuple):
    """What tells without reading whether a file has changed.

    Attributes:
        size: in bytes.
        mtime_ns: time of change of the content in nanoseconds, as programs may set it.
        ctime_ns: time of change of the inode, which no program sets; renaming, linking and changed
            permissions count too. None where the system has none, and where none was kept.
    """

    size: int
    mtime_ns: int
    ctime_ns: int | None = None

    @classmethod
    def of(cls, path: str | Path) -> FileStamp | None:
        """The stamp of a file; None where there is none to be had."""
        try:
            return cls.seen(os.stat(path))  # noqa: PTH116  (a tenth of a run over known files)
        except (OSError, ValueError):
            return cls._in_archive(path)

    @classmethod
    def _in_archive(cls, path: str | Path) -> FileStamp | None:
        try:
            status = archives.status_of(path)
        except (OSError, ValueError):
            return None
        return None if status is None else cls.seen(status)

    @classmethod
    def seen(cls, status: os.stat_result) -> FileStamp:
        """The stamp of a file that has been looked at."""
        changed = status.st_ctime_ns if _HAS_CHANGE_TIME else None
        return cls(status.st_size, status.st_mtime_ns, changed)

    def is_of(self, other: FileStamp | None) -> bool:
        """Whether nothing has changed; a time of the inode that is not kept tells nothing."""
        dated = other is not None and None not in (self.ctime_ns, other.ctime_ns)
        return self.has_same_times(other) and not (dated and self != other)

    def has_same_times(self, other: FileStamp | None) -> bool:
        """Whether size and time of the content are those of ``other``."""
        return other is not None and self[:2] == other[:2]


def parts(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """Few enough at a time for the variables of a statement."""
    starts = range(0, len(values), MOST_VARIABLES)
    return (values[start : start + MOST_VARIABLES] for start in starts)


def numbers(connection: sqlite3.Connection, paths: Iterable[bytes]) -> dict[bytes, int]:
    """The numbers of those paths that have a row."""
    found: dict[bytes, int] = {}
    for part in parts(list(paths)):
        marks = ",".join("?" * len(part))
        query = f"SELECT path, id FROM images WHERE path IN ({marks})"  # noqa: S608
        found.update(connection.execute(query, part).fetchall())
    return found


def paths(connection: sqlite3.Connection, wanted: Sequence[int]) -> dict[int, bytes]:
    """The paths of those rows, by their numbers."""
    found: dict[int, bytes] = {}
    for part in parts(wanted):
        marks = ",".join("?" * len(part))
        query = f"SELECT id, path FROM images WHERE id IN ({marks})"  # noqa: S608
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
    content = (*stamp, fingerprint) if stamp is not None else (None,) * 4
    cursor = connection.execute(
        "INSERT INTO images (path, size, mtime_ns, ctime_ns, fingerprint, width, height) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (path, *content, *shape),
    )
    return int(cursor.lastrowid or 0)


def fingerprints(
    connection: sqlite3.Connection, paths: Iterable[bytes]
) -> dict[bytes, bytes | None]:
    """Of those paths that have a row."""
    found: dict[bytes, bytes | None] = {}
    for part in parts(list(paths)):
        marks = ",".join("?" * len(part))
        query = f"SELECT path, fingerprint FROM images WHERE path IN ({marks})"  # noqa: S608
        found.update(connection.execute(query, part).fetchall())
    return found


def page(connection: sqlite3.Connection, span: Span, most: int) -> list[tuple[int, bytes]]:
    """The first rows within a stretch of paths, by path: their numbers and paths."""
    rows = connection.execute(
        "SELECT id, path FROM images WHERE path >= ? AND (? IS NULL OR path < ?) "
        "ORDER BY path LIMIT ?",
        (span.low, span.high, span.high, most),
    )
    return rows.fetchall()


def pages(
    read: Callable[[Span], list[tuple[int, bytes]]], spans: Iterable[Span]
) -> Iterator[list[tuple[int, bytes]]]:
    """All rows within those stretches, as often as ``read`` gives some: see :func:`page`.

    Nothing is held between two of them: what is written meanwhile is found if it is yet to come.
    """
    for span in spans:
        rest = span
        while rows := read(rest):
            yield rows
            rest = Span(rows[-1][1] + b"\0", span.high)


def count(connection: sqlite3.Connection, span: Span) -> int:
    """How many rows there are within a stretch of paths."""
    (number,) = connection.execute(
        "SELECT count(*) FROM images WHERE path >= ? AND (? IS NULL OR path < ?)",
        (span.low, span.high, span.high),
    ).fetchone()
    return int(number)


def learn(connection: sqlite3.Connection, stamps: Iterable[tuple[bytes, FileStamp]]) -> None:
    """Keep when the inodes changed of files for which that was not kept, and which are as then."""
    connection.executemany(
        "UPDATE images SET ctime_ns = ? "
        "WHERE path = ? AND size = ? AND mtime_ns = ? AND ctime_ns IS NULL",
        [(stamp.ctime_ns, path, stamp.size, stamp.mtime_ns) for path, stamp in stamps],
    )
