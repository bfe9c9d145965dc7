"""Opening the library's file: made where there is none, set aside where it cannot be used."""

from __future__ import annotations

import datetime
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from igtagger.domain import Reason
from igtagger.errors import LibraryError
from igtagger.files import refuse_special
from igtagger.library import schema
from igtagger.library.rescue import rescue

BUSY_SECONDS = 30.0
"""How long a statement waits for another process's."""
LOCK_SECONDS = 120.0
"""How long opening waits for another process that makes, migrates or checks the file."""
JOURNAL_MODE = "WAL"
"""Readers and a writer do not wait for each other."""
_HEAD = b"SQLite format 3\0"
_FOREIGN = "library.set-aside-foreign"
_UNLIKE = "library.set-aside-unlike"
_DAMAGED = "library.set-aside"
_ALTERED = "library.set-aside-altered"
"""Codes of what is said of a file that is set aside."""


class LockWait:
    """How long another program that holds the library has been waited for. Any thread may ask."""

    def __init__(self) -> None:
        self._since: dict[object, float] = {}

    @property
    def seconds(self) -> float:
        """That of who waits longest; 0 where nobody waits."""
        since = tuple(self._since.values())
        return time.monotonic() - min(since) if since else 0.0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Around what returns at once unless another program holds the library."""
        who = object()
        self._since[who] = time.monotonic()
        try:
            yield
        finally:
            del self._since[who]


def open_file(
    file: Path,
    steps: Sequence[schema.Step],
    on_message: Callable[[Reason], None],
    waiting: LockWait,
) -> sqlite3.Connection:
    """A connection to the library, made or taken through the steps that it lacks.

    A damaged or foreign file is set aside under another name, which ``on_message`` is told; what
    the person decided is carried over from a damaged one as far as it can be read.

    Raises:
        LibraryError: made by a newer igtagger, or the folder cannot be written to.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Making the file, switching it to WAL and setting it aside are one process's work at a
        # time: the switch to WAL does not wait for other connections, it fails.
        with waiting.timed():
            lock = FileLock(file.with_name(file.name + ".lock"), timeout=LOCK_SECONDS).acquire()
        with lock:
            try:
                return _prepared(file, steps, waiting)
            except _Unusable as error:
                code = error.code
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                code = _UNLIKE
            kept = _set_aside(file, code, on_message)
            connection = _prepared(file, steps, waiting)
            try:
                if code != _FOREIGN and (count := rescue(kept, connection)):
                    on_message(Reason("library.rescued", count=count))
            except BaseException:
                connection.close()
                raise
            return connection
    except (OSError, sqlite3.Error) as error:
        raise cannot_use(file, error) from error


class _Unusable(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def connect_reader(file: Path) -> sqlite3.Connection:
    """A connection to a library that is open, which cannot write to it."""
    connection = _connect(file)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.text_factory = _text
    return connection


def _text(raw: bytes) -> str:
    """A message may name a file whose name is not UTF-8; what another program wrote may be none."""
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


def _prepared(file: Path, steps: Sequence[schema.Step], waiting: LockWait) -> sqlite3.Connection:
    _check_head(file)
    connection = _connect(file)
    try:
        with waiting.timed():  # another program may hold the file alone
            connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
        _check(connection, file, steps)
        # Where the disk knows no WAL, this says so in its answer and changes nothing.
        connection.execute(f"PRAGMA journal_mode = {JOURNAL_MODE}")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        schema.migrate(connection, steps)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_head(file: Path) -> None:
    # Not left to SQLite, which throws away a write-ahead log that does not fit its file, and waits
    # for the other end of a pipe.
    for ending in ("", "-wal", "-shm", "-journal"):
        refuse_special(file.with_name(file.name + ending))
    try:
        with file.open("rb") as stream:
            head = stream.read(len(_HEAD))
    except FileNotFoundError:
        return
    if head and head != _HEAD:
        raise _Unusable(_UNLIKE)


def _check(connection: sqlite3.Connection, file: Path, steps: Sequence[schema.Step]) -> None:
    newest = len(steps)
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    version = schema.version_of(connection)
    if tables and application != schema.APPLICATION_ID:
        raise _Unusable(_FOREIGN)
    if version > newest:
        raise LibraryError("library.newer", file=file, version=version, known=newest)
    if version < 0:
        raise _Unusable(_DAMAGED)
    if schema.described(connection) != schema.expected(steps[:version]):
        raise _Unusable(_ALTERED)
    if _suspicion(file).exists():
        if connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
            raise _Unusable(_DAMAGED)
        _suspicion(file).unlink(missing_ok=True)


def suspect(file: Path) -> None:
    """Let the next start look at every page: damage was met."""
    with suppress(OSError):
        _suspicion(file).touch()


def _suspicion(file: Path) -> Path:
    return file.with_name(file.name + ".check")


def _set_aside(file: Path, code: str, on_message: Callable[[Reason], None]) -> Path:
    moment = datetime.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    target, number = file.with_name(f"{file.name}.set-aside-{moment}"), 1
    while target.exists():
        number += 1
        target = file.with_name(f"{file.name}.set-aside-{moment}-{number}")
    # The file itself last: a new one beside an old write-ahead log would swallow that.
    moved: list[tuple[Path, Path]] = []
    try:
        for ending in ("-shm", "-wal", ""):
            part, new = file.with_name(file.name + ending), target.with_name(target.name + ending)
            if part.exists():
                part.rename(new)
                moved.append((part, new))
    except OSError:
        for part, new in moved:  # another program holds it open, on Windows
            new.rename(part)
        raise
    _suspicion(file).unlink(missing_ok=True)
    on_message(Reason(code, file=file, kept=target))
    return target


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is at fault, not its surroundings."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _code(error: Exception) -> int:
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def cannot_use(file: Path, error: OSError | sqlite3.Error) -> LibraryError:
    """What to tell the person when the file cannot be worked with."""
    if isinstance(error, Timeout):
        return LibraryError("library.locked", file=file)
    if isinstance(error, sqlite3.Error) and is_damage(error):
        code = "library.damaged"
    elif _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        code = "library.busy"
    elif _code(error) == sqlite3.SQLITE_FULL:
        code = "library.no-room"
    else:
        code = "library.unusable"
    return LibraryError(code, file=file, detail=str(error))
