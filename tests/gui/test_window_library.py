"""The window's own thread never asks the library anything: it may be held by another program."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import current_thread
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Which
from igtagger.gui.dialogs.export_dialog import ExportDialog
from igtagger.gui.file_writing.taking_back_dialog import TakingBackDialog
from igtagger.gui.file_writing.write_dialog import WriteDialog
from igtagger.gui.main_window import MainWindow
from igtagger.library import opening
from igtagger.library.facade import Library
from igtagger.models.catalog import everyday
from tests.gui.window import LONG, FakeEngine, drop, pictures, use, wait_idle

QUESTIONS = (
    "close", "known", "stored", "known_by_content", "save", "reviews", "save_reviews", "own_tags",
)  # fmt: skip


WRITING_QUESTIONS = (
    "known_at_a_look", "begin_writing", "intend", "settle", "write_runs", "written",
    "file_records", "intend_taking_back",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "holiday", "a.png", "b.png", "c.png")


@pytest.fixture
def askers(monkeypatch: pytest.MonkeyPatch) -> defaultdict[str, set[str]]:
    """By what the library was asked, the names of the threads that asked."""
    return watched_questions(monkeypatch, QUESTIONS)


def watched_questions(
    monkeypatch: pytest.MonkeyPatch, questions: tuple[str, ...]
) -> defaultdict[str, set[str]]:
    seen: defaultdict[str, set[str]] = defaultdict(set)

    def watch(name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any, **named: Any) -> Any:
            seen[name].add(current_thread().name)
            return ask(*given, **named)

        return watched

    for name in questions:
        monkeypatch.setattr(Library, name, watch(name, getattr(Library, name)))
    monkeypatch.setattr(Library, "open", staticmethod(watch("open", Library.open)))
    return seen


@contextmanager
def held(window: MainWindow, how: str) -> Iterator[None]:
    """Another program holds the library."""
    file = window.context.settings.library_file
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        yield
        other.execute("ROLLBACK")


def suggested(window: MainWindow) -> list[str]:
    return [found.name for found in window.workspace.details.field.model.suggestions]


def type_tag(window: MainWindow, text: str) -> None:
    window.workspace.step(1)
    window.workspace.details.focus_own()
    QTest.keyClicks(window.workspace.details.field, text)


def tag_with(qtbot: QtBot, window: MainWindow, folder: Path, *own: str) -> None:
    window.context.loader = lambda *_: FakeEngine(everyday())
    drop(window, folder)
    wait_idle(qtbot, window)
    window.reviews.add_own([0], own)
    wait_idle(qtbot, window)


def test_while_another_program_writes_all_is_shown_and_decisions_wait_their_turn(
    qtbot: QtBot, folder: Path, tmp_path: Path, askers: dict[str, set[str]]
) -> None:
    def script(window: MainWindow) -> None:
        tag_with(qtbot, window, folder, "Grandmother")
        window.clear()
        with held(window, "IMMEDIATE"):
            window.session.add([folder], tag=True)
            wait_idle(qtbot, window)
            assert window.results.pictures.state_counts()[Which.TAGGED] == 3
            assert window.results.pictures.review(0).own == ("Grandmother",)
            type_tag(window, "grandm")
            qtbot.waitUntil(lambda: "Grandmother" in suggested(window), timeout=LONG)
            window.actions_.export.trigger()
            dialog = window.findChild(ExportDialog)
            model = dialog.preview.table.model()
            qtbot.waitUntil(lambda: model.rowCount(QModelIndex()) == 3, timeout=LONG)
            dialog.file.setText(str(tmp_path / "tags.csv"))
            with qtbot.waitSignal(window.exporting.done, timeout=LONG):
                dialog.accept()
            window.reviews.add_own([1], "Grandfather")
            assert window.reviews.busy
            qtbot.waitUntil(lambda: window.context.waited_seconds > 0.2, timeout=LONG)
            assert window.results.pictures.review(1).own == ()
        wait_idle(qtbot, window)
        assert window.results.pictures.review(1).own == ("Grandfather",)
        pictures(folder, "later.png")
        window.actions_.tag.trigger()
        wait_idle(qtbot, window)

    use(script)
    assert {name for name, threads in askers.items() if "MainThread" in threads} == set()
    assert set(askers) == {"open", *QUESTIONS}


def test_tags_are_written_and_taken_back_without_the_window_asking_anything(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    askers = watched_questions(monkeypatch, (*QUESTIONS, *WRITING_QUESTIONS))

    def script(window: MainWindow) -> None:
        tag_with(qtbot, window, folder, "Grandmother")
        window.actions_.write.trigger()
        dialog = window.findChild(WriteDialog)
        qtbot.waitUntil(dialog.write.isEnabled, timeout=LONG)
        with qtbot.waitSignal(window.writing.done, timeout=LONG):
            dialog.write.click()
        window.actions_.written.trigger()
        written = window.findChild(TakingBackDialog)
        qtbot.waitUntil(written.take.isEnabled, timeout=LONG)
        with qtbot.waitSignal(window.writing.done, timeout=LONG):
            written.take.click()

    use(script)
    assert {name for name, threads in askers.items() if "MainThread" in threads} == set()
    assert set(WRITING_QUESTIONS) <= set(askers)


def test_on_a_disk_without_a_log_the_window_goes_on_while_the_library_cannot_be_read(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch, askers: dict[str, set[str]]
) -> None:
    monkeypatch.setattr(opening, "JOURNAL_MODE", "DELETE")

    def script(window: MainWindow) -> None:
        tag_with(qtbot, window, folder, "Grandmother")
        with held(window, "EXCLUSIVE"):
            type_tag(window, "grandm")
            qtbot.waitUntil(lambda: window.context.waited_seconds > 0.2, timeout=LONG)
            assert "Grandmother" not in suggested(window)
        qtbot.waitUntil(lambda: "Grandmother" in suggested(window), timeout=LONG)
        with held(window, "EXCLUSIVE"):
            window.actions_.export.trigger()
            dialog = window.findChild(ExportDialog)
            model = dialog.preview.table.model()
            qtbot.waitUntil(lambda: window.context.waited_seconds > 0.2, timeout=LONG)
            assert model.rowCount(QModelIndex()) == 0
            assert dialog.preview.note.isHidden()
        qtbot.waitUntil(lambda: model.rowCount(QModelIndex()) == 3, timeout=LONG)
        dialog.reject()

    use(script)
    assert {name for name, threads in askers.items() if "MainThread" in threads} == set()
