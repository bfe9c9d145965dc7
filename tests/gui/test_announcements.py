"""What a screen reader says as things happen, through the real ``main()``."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from igtagger.gui.jobs.problems import Problem
from igtagger.gui.main_window import MainWindow
from igtagger.models.catalog import everyday
from tests.gui.accessible import announcements
from tests.gui.window import LONG, FakeEngine, drop, pictures, use, wait_idle


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = pictures(tmp_path / "few", "a.png", "b.png", "c.png")
    (made / "d.png").write_bytes(b"no picture at all")
    return made


def begin(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.context.loader = lambda *_: FakeEngine(everyday())
    drop(window, folder)
    wait_idle(qtbot, window)


def test_a_run_is_told_from_its_begin_to_its_end_with_counts(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        with announcements() as said:
            begin(qtbot, window, folder)
        assert "4 pictures are listed." in said
        assert "Tagging has begun." in said
        assert said[-1] == "Tagging is done: 4 pictures. 1 failed."

    use(script)


def test_each_decision_is_told_and_so_is_its_undo(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        reviews = window.reviews
        label = window.results.pictures.ranked(0)[0]
        with announcements() as said:
            for verb in (
                lambda: reviews.confirm([0], label.key),
                lambda: reviews.reject([0], label.key),
                lambda: reviews.add_own([0], "holiday"),
                lambda: reviews.remove_own([0], "holiday"),
                reviews.undo,
                reviews.redo,
            ):
                verb()
                wait_idle(qtbot, window)
        assert said == [
            f"Confirm “{label.name}” on 1 picture (Ctrl+Z takes it back)",
            f"Reject “{label.name}” on 1 picture (Ctrl+Z takes it back)",
            "Add “holiday” to 1 picture (Ctrl+Z takes it back)",
            "Remove “holiday” from 1 picture (Ctrl+Z takes it back)",
            "Undone: Remove “holiday” from 1 picture",
            "Done again: Remove “holiday” from 1 picture",
        ]

    use(script)


def test_a_search_is_told_once_by_how_many_it_shows(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        with announcements() as said:
            for text in ("a", "a.", "a.png"):
                window.workspace.filters.set_text(text)
            qtbot.waitUntil(lambda: bool(said), timeout=LONG)
            window.workspace.filters.set_text("name:nothing")
            qtbot.waitUntil(lambda: len(said) > 1, timeout=LONG)
        assert said == ["1 of 4 pictures are shown.", "No picture is shown."]

    use(script)


def test_what_is_done_what_went_wrong_and_passing_messages_are_told(qtbot: QtBot) -> None:
    def script(window: MainWindow) -> None:
        with announcements() as said:
            window.done.tell_exported(3, Path("table.csv"))
            window.problems.add(Problem("The disk is full.", "Make room."))
            window.status.say("The language changes at the next start.")
        assert said == [
            "3 rows written to table.csv.",
            "The disk is full. Make room.",
            "The language changes at the next start.",
        ]

    use(script)
