"""Waiting for another program that holds the library, and giving it up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from igtagger.app.context import Context
from igtagger.domain import Review, Tagged
from igtagger.errors import Cancelled
from igtagger.library.facade import Library
from igtagger.library.opening import LockWait
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.settings import Settings

KEY = ModelKey("starter", "0" * 64, "v1")
OUTCOME = Tagged(Path("/a.jpg"), 3, 2, (1,), (0.5,))


class Told(Event):
    """Not set, but tells when somebody waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.asked.set()
        return super().wait(timeout)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "library.sqlite3"
    Library.open(file, on_message=print).close()
    return file


@pytest.fixture(params=["WAL", "DELETE"])
def held(request: pytest.FixtureRequest, file: Path) -> Iterator[sqlite3.Connection]:
    """Another program's connection, which holds the library alone; with WAL and without."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {request.param}")
        yield connection


def save(library: Library) -> None:
    library.save(KEY, [Entry(OUTCOME, None, None, True)])


def decide(library: Library) -> None:
    library.save_reviews({Path("/a.jpg"): Review(own=("mine",))})


@pytest.mark.parametrize("work", [save, decide])
def test_a_save_that_waits_ends_when_it_is_given_up_and_leaves_nothing(
    work: Callable[[Library], None], file: Path, held: sqlite3.Connection
) -> None:
    cancel = Told()
    with (
        Library.open(file, on_message=print, waiting=LockWait(cancel)) as library,
        ThreadPoolExecutor(1) as pool,
    ):
        held.execute("BEGIN IMMEDIATE")
        waiting = pool.submit(work, library)
        assert cancel.asked.wait(10)
        cancel.set()
        with pytest.raises(Cancelled):
            waiting.result(10)
        held.execute("ROLLBACK")
        assert library.stored(KEY, [OUTCOME.path]) == {}
        assert library.reviews([OUTCOME.path]) == {}
        work(library)  # what need not wait is done


def test_a_save_goes_on_when_the_other_program_lets_go(
    file: Path, held: sqlite3.Connection
) -> None:
    cancel = Told()
    with (
        Library.open(file, on_message=print, waiting=LockWait(cancel)) as library,
        ThreadPoolExecutor(1) as pool,
    ):
        held.execute("BEGIN IMMEDIATE")
        waiting = pool.submit(save, library)
        assert cancel.asked.wait(10)
        held.execute("ROLLBACK")
        waiting.result(10)
        assert library.stored(KEY, [OUTCOME.path]) == {OUTCOME.path: OUTCOME}


def test_without_wal_a_commit_waits_for_who_reads(file: Path) -> None:
    cancel = Told()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        assert other.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
        connections_of = Library.open(file, on_message=print, waiting=LockWait(cancel))
        with connections_of as library, ThreadPoolExecutor(1) as pool:
            library._connections._writer.execute("PRAGMA journal_mode = DELETE")
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM outcomes").fetchone()
            waiting = pool.submit(save, library)
            assert cancel.asked.wait(10)
            other.execute("ROLLBACK")
            waiting.result(10)
            assert library.stored(KEY, [OUTCOME.path]) == {OUTCOME.path: OUTCOME}


def test_a_window_that_closes_waits_for_no_other_program(file: Path) -> None:
    context = Context(Settings(data_dir=file.parent))
    context.library.own_tags()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        context.stop_waiting()
        with pytest.raises(Cancelled):
            save(context.library)
        other.execute("ROLLBACK")
    context.close()


def test_late_work_does_not_open_the_library_again(file: Path) -> None:
    context = Context(Settings(data_dir=file.parent))
    context.library.own_tags()
    context.close()
    with pytest.raises(Cancelled):
        save(context.library)
