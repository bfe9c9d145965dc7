"""Opening the library's file: made where there is none, set aside where it cannot be used."""

from __future__ import annotations

import datetime
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event
from typing import TypeVar

from filelock import BaseFileLock, FileLock, Timeout

from igtagger import private
from igtagger.domain import Reason
from igtagger.errors import Cancelled, LibraryError
from igtagger.library import schema
from igtagger.library.rescue import Rescued, rescue
from igtagger.regular_files import refuse_special

T = TypeVar("T")

BUSY_SECONDS = 30.0
"""How long a transaction waits for another process's."""
STEP_SECONDS = 0.1
"""How long one wait within SQLite takes, which neither a signal nor anybody else can interrupt;
between two of them it is looked whether to go on."""
PAUSE_SECONDS = 0.02
"""How long is waited outside of SQLite, which does not wait for all of its locks."""
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
    """Waits for other programs that hold the library, and tells how long. For any thread.

    Args:
        cancel: set it, and who waits, or would have to from then on, ends with Cancelled.
    """

    def __init__(self, cancel: Event | None = None) -> None:
        self.cancel = cancel or Event()
        self._since: dict[object, float] = {}

    @property
    def seconds(self) -> float:
        """That of who waits longest; 0 where nobody waits."""
        since = tuple(self._since.values())
        return time.monotonic() - min(since) if since else 0.0

    def patiently(self, work: Callable[[], T]) -> T:
        """Do ``work``, again and again while another program holds the library.

        Args:
            work: changes nothing where it fails because of that.

        Raises:
            Cancelled: it is not to be waited for any longer.
            sqlite3.OperationalError: it was waited for long enough.
        """
        end = time.monotonic() + BUSY_SECONDS
        with self.timed():
            while True:
                try:
                    return work()
                except sqlite3.OperationalError as error:
                    if not is_busy(error) or time.monotonic() > end:
                        raise
                self._pause()

    def acquire(self, lock: BaseFileLock) -> AbstractContextManager[object]:
        """Take ``lock``, to be let go at the end of a block.

        Raises:
            Cancelled: it is not to be waited for any longer.
            Timeout: it was waited for long enough.
        """
        end = time.monotonic() + LOCK_SECONDS
        with self.timed():
            while True:
                try:
                    return lock.acquire(timeout=0)
                except Timeout:
                    if time.monotonic() > end:
                        raise
                self._pause()

    def _pause(self) -> None:
        if self.cancel.wait(PAUSE_SECONDS):
            raise Cancelled

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
    the person decided, and what was written into files, is carried over from a damaged one as far
    as it can be read.

    Raises:
        LibraryError: made by a newer igtagger, or the folder cannot be written to.
        Cancelled: ``waiting`` was.
    """
    try:
        private.make_folder(file.parent)
        # Making the file, switching it to WAL and setting it aside are one process's work at a
        # time: the switch to WAL does not wait for other connections, it fails.
        with waiting.acquire(_lock_of(file)):
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
                if code != _FOREIGN:
                    _tell(waiting.patiently(partial(rescue, kept, connection)), on_message)
            except BaseException:
                connection.close()
                raise
            return connection
    except (OSError, sqlite3.Error) as error:
        raise cannot_use(file, error) from error


def _tell(rescued: Rescued, on_message: Callable[[Reason], None]) -> None:
    if rescued.reviewed:
        on_message(Reason("library.rescued", count=rescued.reviewed))
    if rescued.written:
        on_message(Reason("library.rescued-writes", count=rescued.written))


def _lock_of(file: Path) -> BaseFileLock:
    name, mode = file.with_name(file.name + ".lock"), private.file_mode(file.parent)
    return FileLock(name, timeout=LOCK_SECONDS, mode=mode)


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
        file, timeout=STEP_SECONDS, isolation_level=None, check_same_thread=False
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
    private.make_file(file)  # what SQLite makes beside it gets the same permissions
    connection = _connect(file)
    try:
        # Another program may hold the file alone, at first or in between.
        waiting.patiently(partial(_prepare, connection, file, steps))
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, file: Path, steps: Sequence[schema.Step]) -> None:
    _check(connection, file, steps)
    # Where the disk knows no WAL, this says so in its answer and changes nothing.
    connection.execute(f"PRAGMA journal_mode = {JOURNAL_MODE}")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Without WAL, a transaction that is too large for the cache would wait for readers amid its
    # statements, each of which cannot be done again; so it waits when it is committed only.
    connection.execute("PRAGMA cache_spill = OFF")
    schema.migrate(connection, steps)


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
        private.make_file(_suspicion(file))


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


_STEPS_AT_ONCE = 20_000
"""Of SQLite's machine, between two looks at whether to go on: some milliseconds."""


@contextmanager
def ending_when(connection: sqlite3.Connection, cancel: Event) -> Iterator[None]:
    """Around statements that take long: they end soon after ``cancel`` is set.

    Raises:
        Cancelled: it was.
    """
    connection.set_progress_handler(cancel.is_set, _STEPS_AT_ONCE)
    try:
        yield
    except sqlite3.OperationalError as error:
        if _code(error) != sqlite3.SQLITE_INTERRUPT:
            raise
        raise Cancelled from error
    finally:
        connection.set_progress_handler(None, 0)


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another program holds the file."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


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
    elif isinstance(error, sqlite3.Error) and is_busy(error):
        code = "library.busy"
    elif _code(error) == sqlite3.SQLITE_FULL:
        code = "library.no-room"
    else:
        code = "library.unusable"
    return LibraryError(code, file=file, detail=str(error))
