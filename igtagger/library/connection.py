"""Connections to the library's file: one that writes, others that read.

In WAL mode, which is where the file can be put, readers see the last commit and neither wait for
a writer nor hold one up, be it ours or another program's. Where a disk knows no WAL (some network
drives), the same code is right all the same: readers and the writer then wait for each other, for
the moment of a commit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Condition, Lock

from igtagger.library import opening

IDLE_READERS = 4
"""So many are kept open for the next who reads; each has a page cache of up to 2 MB."""


class Connections:
    """Transactions of a library, from any thread. It owns ``writer``.

    Args:
        file: the library.
        writer: a connection to it, opened and migrated.
        waiting: through which other programs are waited for.
    """

    def __init__(self, file: Path, writer: sqlite3.Connection, waiting: opening.LockWait) -> None:
        self._file, self._writer, self._waiting = file, writer, waiting
        self._write_lock = Lock()
        # Readers belong to no thread: one that ends leaves no connection behind.
        self._readers = Condition(Lock())
        self._idle: list[sqlite3.Connection] = []
        self._reading = 0
        self._closed = False

    @property
    def waiting(self) -> opening.LockWait:
        """Through which other programs are waited for."""
        return self._waiting

    @property
    def file(self) -> Path:
        """The library's file."""
        return self._file

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees the file as it was at one moment: after the last commit.

        Not to be used inside :meth:`writing` or itself: on a disk without WAL the two would wait
        for each other.

        Raises:
            LibraryError: it is damaged, or another process holds it alone for too long.
            Cancelled: ``waiting`` was, while another process held it alone.
        """
        with self._explaining():
            reader = self._take_reader()
            try:
                self._waiting.patiently(partial(_begin_reading, reader))
                yield reader
            finally:
                self._give_back(reader)

    @contextmanager
    def writing(self, *, durably: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it or nothing.

        Args:
            durably: on the disk at its end, a power cut notwithstanding.

        Raises:
            LibraryError: the disk is full, or another process holds the library for too long.
            Cancelled: ``waiting`` was, while another process held it.
        """
        with self._write_lock, self._explaining():
            if not durably:
                with self._transaction():
                    yield self._writer
                return
            self._writer.execute("PRAGMA synchronous = FULL")
            try:
                with self._transaction():
                    yield self._writer
            finally:
                self._writer.execute("PRAGMA synchronous = NORMAL")

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The connection that writes, outside of any transaction: for what allows none.

        Raises:
            LibraryError: the disk is full, or another process holds the library for too long.
            Cancelled: ``waiting`` was, also amid a statement.
        """
        cancel = self._waiting.cancel
        with self._write_lock, self._explaining(), opening.ending_when(self._writer, cancel):
            yield self._writer

    def close(self) -> None:
        """Let go of the file, when the transactions in hand are over. More than once is well."""
        with self._readers:
            self._closed = True
            while self._idle:
                self._idle.pop().close()
            self._readers.wait_for(lambda: not self._reading)
        with self._write_lock:
            self._writer.close()

    def _take_reader(self) -> sqlite3.Connection:
        with self._readers:
            if self._closed:
                raise sqlite3.ProgrammingError("The library has been closed.")
            self._reading += 1
            if self._idle:
                return self._idle.pop()
        try:
            return opening.connect_reader(self._file)
        except BaseException:
            self._reader_is_gone()
            raise

    def _give_back(self, reader: sqlite3.Connection) -> None:
        with suppress(sqlite3.Error):
            reader.rollback()
        with self._readers:
            usable = not (self._closed or reader.in_transaction)
            if usable and len(self._idle) < IDLE_READERS:
                self._idle.append(reader)
            else:
                reader.close()
        self._reader_is_gone()

    def _reader_is_gone(self) -> None:
        with self._readers:
            self._reading -= 1
            self._readers.notify_all()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._waiting.patiently(lambda: self._writer.execute("BEGIN IMMEDIATE"))
        try:
            yield
            # Without WAL it waits for those who read.
            self._waiting.patiently(lambda: self._writer.execute("COMMIT"))
        except BaseException:
            with suppress(sqlite3.Error):  # SQLite itself rolls back when the disk is full
                self._writer.execute("ROLLBACK")
            raise

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # our own fault
        except sqlite3.DatabaseError as error:
            if opening.is_damage(error):
                opening.suspect(self._file)
            raise opening.cannot_use(self._file, error) from error


def _begin_reading(reader: sqlite3.Connection) -> None:
    if not reader.in_transaction:
        reader.execute("BEGIN")
    reader.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()  # begins it
