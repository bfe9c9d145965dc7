"""The SQLite file that remembers every outcome.

Committed outcomes survive the end of the process at any moment (WAL). A power cut may cost the
transactions of the last moments, never the file: ``synchronous`` is NORMAL, and what is lost is
tagged again.
"""

from __future__ import annotations

import datetime
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self

import numpy as np
from filelock import FileLock

from igtagger.domain import Failed, Outcome, Tagged
from igtagger.errors import LibraryError
from igtagger.tagging import schema

BUSY_SECONDS = 30.0
_VARIABLES = 500  # of one statement; SQLite's older limit is 999
_PAGE = 1000
_LABEL = np.dtype([("index", "<u2"), ("score", "<f2")])


@dataclass(frozen=True, slots=True)
class ModelKey:
    """What an outcome was made with: results of two keys are never mixed."""

    model_id: str
    weights_sha256: str
    preprocessing: str


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file's size in bytes and time of change in nanoseconds: both equal, the file is unchanged."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path) -> FileStamp | None:
        """The stamp of a file; None where there is none to be had."""
        try:
            status = path.stat()
        except (OSError, ValueError):
            return None
        return cls(status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Entry:
    """An outcome to keep. Without its ``stamp`` it is kept, but never taken for known."""

    outcome: Outcome
    stamp: FileStamp | None
    fingerprint: bytes | None


class Library:
    """One connection to the file. May be used by several threads; open it once for each process."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self._connection = connection
        self._file = file
        self._lock = RLock()
        self._models: dict[ModelKey, int] = {}

    @classmethod
    def open(
        cls,
        file: Path,
        *,
        on_message: Callable[[str], None],
        steps: Sequence[schema.Step] = schema.STEPS,
    ) -> Library:
        """Open the library, making or migrating it if need be.

        A damaged or foreign file is set aside under another name, which ``on_message`` is told.

        Raises:
            LibraryError: made by a newer igtagger, or the folder cannot be written to.
        """
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            # Making the file, switching it to WAL and setting it aside are one process's work at a
            # time: the switch to WAL does not wait for other connections, it fails.
            with FileLock(file.with_name(file.name + ".lock")):
                connection = _open_checked(file, len(steps), on_message)
                schema.migrate(connection, steps)
        except (OSError, sqlite3.Error) as error:
            raise _cannot_use(file, error) from error
        return cls(connection, file)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def known(
        self, key: ModelKey, items: Sequence[tuple[Path, FileStamp | None]]
    ) -> dict[Path, Outcome]:
        """Outcomes of those files that have not changed since they were made."""
        stamps = {os.fsencode(path): (path, stamp) for path, stamp in items if stamp is not None}
        paths, found = list(stamps), {}
        with self._reading():
            model = self._model(key)
            for start in range(0, len(paths), _VARIABLES):
                part = paths[start : start + _VARIABLES]
                marks = ",".join("?" * len(part))
                query = (
                    "SELECT path, width, height, error, labels, size, mtime_ns FROM images "
                    "JOIN outcomes ON image = images.id AND model = ? AND lasting "
                    f"WHERE path IN ({marks})"  # noqa: S608  question marks alone
                )
                for row in self._connection.execute(query, (model, *part)):
                    path, stamp = stamps[row[0]]
                    if stamp == FileStamp(row[5], row[6]):
                        found[path] = _outcome(path, row)
        return found

    def known_by_content(
        self, key: ModelKey, path: Path, stamp: FileStamp, fingerprint: bytes
    ) -> Tagged | None:
        """The outcome of a file of the same content that was seen under another name.

        If nothing is there under that name any more, the file was moved: its entry follows it.
        """
        query = (
            "SELECT path, width, height, error, labels FROM images "
            "JOIN outcomes ON image = images.id AND model = ? AND lasting AND error IS NULL "
            "WHERE fingerprint = ? AND size = ? LIMIT 1"
        )
        with self._reading():
            row = self._connection.execute(
                query, (self._model(key), fingerprint, stamp.size)
            ).fetchone()
        if row is None:
            return None
        new, old = os.fsencode(path), bytes(row[0])
        if new != old and not os.path.lexists(old):
            with self._writing():
                self._connection.execute("DELETE FROM images WHERE path = ?", (new,))
                self._connection.execute("UPDATE images SET path = ? WHERE path = ?", (new, old))
        outcome = _outcome(path, row)
        assert isinstance(outcome, Tagged)
        return outcome

    def save(self, key: ModelKey, entries: Sequence[Entry]) -> None:
        """Keep outcomes, all of them or none.

        Raises:
            LibraryError: the disk is full, or another process holds the library for too long.
        """
        with self._writing():
            model = self._model(key)
            for entry in entries:
                image = self._save_image(entry)
                outcome = entry.outcome
                tagged = isinstance(outcome, Tagged)
                self._connection.execute(
                    "INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?)",
                    (
                        image,
                        model,
                        None if tagged else outcome.reason,
                        pack(outcome) if tagged else None,
                        entry.stamp is not None,
                    ),
                )

    def _save_image(self, entry: Entry) -> int:
        path, stamp = os.fsencode(entry.outcome.path), entry.stamp
        run = self._connection.execute
        before = run("SELECT id, fingerprint FROM images WHERE path = ?", (path,)).fetchone()
        if stamp is None:
            if before is not None:
                return int(before[0])  # what is known of the file by other runs stays
            return int(run("INSERT INTO images (path) VALUES (?)", (path,)).lastrowid or 0)
        size = (None, None)
        if isinstance(entry.outcome, Tagged):
            size = (entry.outcome.width, entry.outcome.height)
        values = (stamp.size, stamp.mtime_ns, entry.fingerprint, *size)
        if before is None:
            cursor = run(
                "INSERT INTO images (path, size, mtime_ns, fingerprint, width, height) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (path, *values),
            )
            return int(cursor.lastrowid or 0)
        if before[1] != entry.fingerprint or entry.fingerprint is None:
            # Another picture now: what other models said of the old one is void.
            run("DELETE FROM outcomes WHERE image = ?", (before[0],))
        run(
            "UPDATE images SET size = ?, mtime_ns = ?, fingerprint = ?, "
            "width = coalesce(?, width), height = coalesce(?, height) WHERE id = ?",
            (*values, before[0]),
        )
        return int(before[0])

    def outcomes(self, key: ModelKey, under: Path | None = None) -> Iterator[Outcome]:
        """All outcomes, or those of a folder, in the order of their paths' bytes. Flat memory."""
        first, last = _span(under)
        while True:
            with self._reading():
                rows = self._connection.execute(
                    "SELECT path, width, height, error, labels FROM images "
                    "JOIN outcomes ON image = images.id AND model = ? "
                    "WHERE path > ? AND path < ? ORDER BY path LIMIT ?",
                    (self._model(key), first, last, _PAGE),
                ).fetchall()
            for row in rows:
                yield _outcome(Path(os.fsdecode(row[0])), row)
            if len(rows) < _PAGE:
                return
            first = rows[-1][0]

    def counts(self, key: ModelKey) -> tuple[int, int]:
        """(tagged, failed)."""
        with self._reading():
            total, failed = self._connection.execute(
                "SELECT count(*), count(error) FROM outcomes WHERE model = ?", (self._model(key),)
            ).fetchone()
        return total - failed, failed

    def _model(self, key: ModelKey) -> int:
        """The number of a key, given to it when it is first met. Inside a transaction."""
        if key not in self._models:
            values = (key.model_id, key.weights_sha256, key.preprocessing)
            run = self._connection.execute
            run(
                "INSERT OR IGNORE INTO models (model_id, weights_sha256, preprocessing) "
                "VALUES (?, ?, ?)",
                values,
            )
            (number,) = run(
                "SELECT id FROM models WHERE (model_id, weights_sha256, preprocessing) = (?, ?, ?)",
                values,
            ).fetchone()
            if self._connection.in_transaction:
                return int(number)  # it may yet be rolled back
            self._models[key] = int(number)
        return self._models[key]

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, self._explaining():
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, self._explaining():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # SQLite itself rolls back when the disk is full
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                with suppress(OSError):
                    _suspicion(self._file).touch()  # the next start looks at every page
            raise _cannot_use(self._file, error) from error


def pack(outcome: Tagged) -> bytes:
    """Labels as pairs of index (unsigned 16 bits) and score (half precision), little-endian."""
    packed = np.empty(len(outcome.indices), _LABEL)
    packed["index"], packed["score"] = outcome.indices, outcome.scores
    return packed.tobytes()


def _outcome(path: Path, row: Sequence[Any]) -> Outcome:
    _, width, height, error, labels = row[:5]
    if error is not None:
        return Failed(path, error)
    packed = np.frombuffer(labels, _LABEL)
    scores = packed["score"].astype(float).tolist()
    return Tagged(path, width, height, tuple(packed["index"].tolist()), tuple(scores))


def _span(under: Path | None) -> tuple[bytes, bytes]:
    """Between which two byte strings the paths of a folder lie."""
    if under is None:
        return b"", b"\xff" * 8
    prefix = os.fsencode(under).rstrip(os.fsencode(os.sep)) + os.fsencode(os.sep)
    return prefix, prefix[:-1] + bytes([prefix[-1] + 1])


# Opening


def _open_checked(
    file: Path, newest: int, on_message: Callable[[str], None]
) -> sqlite3.Connection:
    connection, reason = None, ""
    try:
        connection = _connect(file)
        reason = _what_is_wrong(connection, file, newest)
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        reason = "is damaged or not a library"
    if reason:
        if connection is not None:
            connection.close()
        _set_aside(file, reason, on_message)
        connection = _connect(file)
    assert connection is not None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _what_is_wrong(connection: sqlite3.Connection, file: Path, newest: int) -> str:
    """Why the file must be set aside; empty where it need not be."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    version = schema.version_of(connection)
    if tables and application != schema.APPLICATION_ID:
        return "is another program's"
    if version > newest:
        connection.close()
        raise LibraryError(
            f"The library {file} was made by a newer igtagger (version {version}, this one knows "
            f"{newest}).",
            hint="Update igtagger, or set IGTAGGER_DATA_DIR to another folder.",
        )
    if _suspicion(file).exists():
        answers = connection.execute("PRAGMA quick_check(1)").fetchall()
        _suspicion(file).unlink(missing_ok=True)
        if answers != [("ok",)]:
            return "is damaged"
    return ""


def _suspicion(file: Path) -> Path:
    """Stands beside a library in which damage was met: its presence asks for a thorough check."""
    return file.with_name(file.name + ".check")


def _set_aside(file: Path, reason: str, on_message: Callable[[str], None]) -> None:
    moment = datetime.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    target, number = file.with_name(f"{file.name}.set-aside-{moment}"), 1
    while target.exists():
        number += 1
        target = file.with_name(f"{file.name}.set-aside-{moment}-{number}")
    for ending in ("", "-wal", "-shm"):
        part = file.with_name(file.name + ending)
        if part.exists():
            part.rename(target.with_name(target.name + ending))
    on_message(f"The library {file} {reason}. It was set aside as {target}; a new one was begun.")


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _cannot_use(file: Path, error: OSError | sqlite3.Error) -> LibraryError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if isinstance(error, sqlite3.DatabaseError) and _is_damage(error):
        hint = "Start again: it will be checked, and set aside if it is damaged."
    elif code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        hint = "Another igtagger is using it for long; wait for it to end and try again."
    elif code == sqlite3.SQLITE_FULL:
        hint = "The disk is full. Make room and run the same command again: what was done is kept."
    else:
        hint = "Check that the folder can be written to, or set IGTAGGER_DATA_DIR to another one."
    return LibraryError(f"The library {file} cannot be used: {error}.", hint=hint)
