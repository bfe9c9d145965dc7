"""What an impatient person does with the whole window, through the real ``main()``."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from igtagger.app import exporting
from igtagger.app.picture_values import Which
from igtagger.domain import Progress
from igtagger.errors import Cancelled, ExportError
from igtagger.gui.dialogs import export_jobs
from igtagger.gui.dialogs.export_choice import ExportChoice, Scope
from igtagger.gui.dialogs.export_dialog import ExportDialog
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.main_window import MainWindow
from igtagger.gui.runs import lock_hint
from igtagger.gui.runs.session import RunState
from igtagger.gui.tags import review_turns
from igtagger.labels.opinions import Judged
from igtagger.models.catalog import everyday
from tests.gui.window import LONG, FakeEngine, drop, pictures, use, wait_idle


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


def linked(folder: Path, count: int) -> Path:
    """Many pictures, quickly: all the same file."""
    pictures(folder, "0.png")
    for number in range(1, count):
        os.link(folder / "0.png", folder / f"{number}.png")
    return folder


def counts(window: MainWindow) -> dict[Which, int]:
    return window.results.pictures.state_counts()


def test_a_model_chosen_while_a_folder_is_listed_leaves_no_picture_out(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = linked(tmp_path / "many", 3000)

    def script(window: MainWindow) -> None:
        window.session.add([folder], tag=False)
        qtbot.waitUntil(lambda: bool(len(window.results.pictures)), timeout=LONG)
        assert window.session.listing
        window.session.choose_model(replace(window.session.spec, id="other", alias="other"))
        wait_idle(qtbot, window)
        assert counts(window)[Which.WAITING] == 3000

    use(script)


def test_a_list_can_be_cleared_again_before_its_listing_has_ended(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = linked(tmp_path / "many", 2000)

    def script(window: MainWindow) -> None:
        window.session.add([folder], tag=False)
        window.clear()
        window.session.add([folder], tag=False)
        window.clear()
        window.clear()
        assert window.pages.currentWidget() is window.start
        drop(window, folder / "0.png")
        window.context.loader = lambda *_: FakeEngine(everyday())
        wait_idle(qtbot, window)
        assert counts(window)[Which.ALL] == counts(window)[Which.TAGGED] == 1

    use(script)


def test_another_way_of_decoding_forgets_what_the_first_one_said(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = pictures(tmp_path / "few", "a.png", "b.png")

    def script(window: MainWindow) -> None:
        window.context.loader = lambda *_: FakeEngine(everyday())
        drop(window, folder)
        wait_idle(qtbot, window)
        window.dialogs.settings_changed.emit(replace(window.preferences, exact=True))
        wait_idle(qtbot, window)
        assert counts(window)[Which.WAITING] == 2
        window.dialogs.settings_changed.emit(replace(window.preferences, exact=False))
        wait_idle(qtbot, window)
        assert counts(window)[Which.TAGGED] == 2

    use(script)


def test_a_run_ends_when_another_way_of_decoding_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    folder = pictures(tmp_path / "some", *(f"{number}.png" for number in range(40)))

    def script(window: MainWindow) -> None:
        class Slow(FakeEngine):
            batch_size = 1

        window.context.loader = lambda *_: Slow(everyday())
        drop(window, folder)
        qtbot.waitUntil(lambda: window.session.progress.done >= 3, timeout=LONG)
        window.dialogs.settings_changed.emit(replace(window.preferences, exact=True))
        assert window.session.state is not RunState.RUNNING
        wait_idle(qtbot, window)
        assert counts(window)[Which.WAITING] == 40

    use(script)


def test_a_folder_that_was_deleted_is_said_to_be_gone_and_its_results_stay(
    qtbot: QtBot, tmp_path: Path
) -> None:
    gone, there = (pictures(tmp_path / name, "a.png", "b.png") for name in ("gone", "there"))

    def script(window: MainWindow) -> None:
        window.context.loader = lambda *_: FakeEngine(everyday())
        drop(window, gone, there)
        wait_idle(qtbot, window)
        shutil.rmtree(gone)
        pictures(there, "c.png")
        window.actions_.tag.trigger()
        wait_idle(qtbot, window)
        assert counts(window)[Which.TAGGED] == 5
        assert counts(window)[Which.FAILED] == 0
        (problem,) = window.problems.problems
        assert str(gone) in problem.message
        shutil.rmtree(there)
        window.actions_.tag.trigger()
        assert window.session.state is RunState.IDLE
        assert "2 folders" in window.problems.problems[0].message
        assert counts(window)[Which.ALL] == 5

    use(script)


def test_a_folder_that_goes_during_a_run_is_said_once_and_the_run_goes_on_when_it_is_back(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = pictures(tmp_path / "drive", *(f"{number}.png" for number in range(120)))
    away = tmp_path / "away"

    class Unplugged(FakeEngine):
        batch_size = 8

        def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
            if self.seen > 20 and not away.exists() and len(gone) == 0:
                gone.append(folder.rename(away))
            return super().predict(pixels)

    gone: list[Path] = []

    def script(window: MainWindow) -> None:
        window.context.loader = lambda *_: Unplugged(everyday())
        drop(window, folder)
        wait_idle(qtbot, window)
        (problem,) = window.problems.problems
        assert str(folder) in problem.message
        assert window.problems.verb.isVisible()
        states = counts(window)
        assert states[Which.FAILED] == 0
        assert states[Which.TAGGED] > 20
        assert states[Which.TAGGED] + states[Which.WAITING] == 120
        window.problems.verb.click()
        assert window.session.state is RunState.IDLE  # not yet
        assert window.problems.problems == [problem]
        away.rename(folder)
        window.problems.verb.click()
        assert window.problems.isHidden()
        wait_idle(qtbot, window)
        assert counts(window)[Which.TAGGED] == 120
        assert window.session.progress.known == states[Which.TAGGED]

    use(script)


def test_another_engine_holds_from_the_next_run(qtbot: QtBot, tmp_path: Path) -> None:
    folder = pictures(tmp_path / "few", "a.png")
    asked: list[str] = []

    def load(*given: Any) -> FakeEngine:
        asked.append(given[2].engine)
        return FakeEngine(everyday())

    def script(window: MainWindow) -> None:
        window.context.loader = load
        drop(window, folder)
        wait_idle(qtbot, window)
        window.dialogs.settings_changed.emit(replace(window.preferences, engine="torch"))
        window.session.tag_anew([0])
        wait_idle(qtbot, window)

    use(script)
    assert asked == ["auto", "torch"]


def test_a_table_has_all_own_tags_though_the_list_is_cleared_meanwhile(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = pictures(tmp_path / "few", "a.png", "b.png")
    target, cleared = tmp_path / "tags.csv", Event()
    export_pictures = exporting.export_pictures

    def late(*args: Any) -> Iterator[Progress]:
        cleared.wait(LONG / 1000)
        yield from export_pictures(*args)

    monkeypatch.setattr(exporting, "export_pictures", late)

    def script(window: MainWindow) -> None:
        window.context.loader = lambda *_: FakeEngine(everyday())
        drop(window, folder)
        wait_idle(qtbot, window)
        window.reviews.add_own([0, 1], "grandmother")
        wait_idle(qtbot, window)
        window.actions_.export.trigger()
        dialog = window.findChild(ExportDialog)
        assert dialog is not None
        dialog.file.setText(str(target))
        with qtbot.waitSignal(window.exporting.done, timeout=LONG):
            dialog.accept()
            window.clear()
            cleared.set()

    use(script)
    assert target.read_text(encoding="utf-8").count("grandmother") == 2


def test_what_cannot_even_be_looked_at_is_listed_with_its_reason(
    qtbot: QtBot, tmp_path: Path
) -> None:
    def script(window: MainWindow) -> None:
        drop(window, tmp_path / ("long" * 100 + ".png"))
        wait_idle(qtbot, window)
        assert counts(window)[Which.FAILED] == 1
        assert not window.problems.isVisible()

    use(script)


def test_a_thousand_files_come_back_at_the_next_start(qtbot: QtBot, tmp_path: Path) -> None:
    folder = linked(tmp_path / "many", 1000)

    def first(window: MainWindow) -> None:
        window.context.loader = lambda *_: FakeEngine(everyday())
        drop(window, *(folder / f"{number}.png" for number in range(1000)))
        wait_idle(qtbot, window)

    def second(window: MainWindow) -> None:
        qtbot.waitUntil(lambda: bool(len(window.results.pictures)), timeout=LONG)
        wait_idle(qtbot, window)
        assert counts(window)[Which.TAGGED] == 1000

    use(first)
    use(second)


def test_a_library_that_was_set_aside_is_told_until_it_is_dismissed(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = pictures(tmp_path / "few", "a.png")

    def script(window: MainWindow) -> None:
        file = window.context.settings.library_file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"no library" * 1000)
        window.session.add([folder], tag=False)
        qtbot.waitUntil(window.problems.isVisible, timeout=LONG)
        (problem,) = window.problems.problems
        assert "set aside" in problem.message

    use(script)


class Table:
    """An export that waits for a wink before its first row."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        monkeypatch.setattr(export_jobs, "_CLOSING_SECONDS", 0.2)
        self.folder, self.target, self.wink = folder, folder / "tags.csv", Event()
        self.target.write_text("path,status,of another day")
        self.fault: Exception | None = None
        judged_of_library = exporting.judged_of_library

        def slow(*given: Any, cancel: Event, **named: Any) -> Iterator[Judged]:
            for judged in judged_of_library(*given, cancel=cancel, **named):
                while not self.wink.wait(0.01):
                    if cancel.is_set():
                        raise Cancelled
                if self.fault is not None:
                    raise self.fault
                yield judged

        monkeypatch.setattr(exporting, "judged_of_library", slow)

    def begin(self, qtbot: QtBot, window: MainWindow) -> None:
        window.context.loader = lambda *_: FakeEngine(everyday())
        drop(window, self.folder / "few")
        wait_idle(qtbot, window)
        choice = ExportChoice(
            Scope.ALL, "csv", "wide", 5, "", absolute=False, bom=False, reviewed=True,
            target=self.target,
        )  # fmt: skip
        window.exporting.write(choice, [str(self.folder / "few" / "a.png")])

    def is_whole(self) -> bool:
        return "a.png" in self.target.read_text()


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Table:
    pictures(tmp_path / "few", "a.png")
    return Table(monkeypatch, tmp_path)


def leftovers(table: Table) -> set[str]:
    names = {path.name for path in table.folder.iterdir()}
    return names - {"few", "tags.csv", "igtagger-data", "igtagger-config"}


def test_a_table_that_is_nearly_done_is_finished_before_the_window_closes(
    qtbot: QtBot, table: Table
) -> None:
    def script(window: MainWindow) -> None:
        table.begin(qtbot, window)
        table.wink.set()
        assert window.close()
        assert table.is_whole()

    use(script)


def test_closing_waits_for_a_table_and_says_so(qtbot: QtBot, table: Table) -> None:
    def script(window: MainWindow) -> None:
        table.begin(qtbot, window)
        assert not window.close()
        assert window.isVisible()
        assert "tags.csv is still being written" in window.problems.problems[0].message
        table.wink.set()
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
        assert table.is_whole()

    use(script)
    assert not leftovers(table)


def test_closing_again_gives_the_table_up_and_leaves_the_old_one(
    qtbot: QtBot, table: Table
) -> None:
    def script(window: MainWindow) -> None:
        table.begin(qtbot, window)
        assert not window.close()
        assert window.close()

    use(script)
    assert table.target.read_text() == "path,status,of another day"
    assert not leftovers(table)


@pytest.mark.parametrize("when", ["as it closes", "while it waits"])
def test_a_table_that_fails_keeps_the_window_open_once(
    qtbot: QtBot, table: Table, when: str
) -> None:
    table.fault = ExportError("told", text="The disk is full.")

    def script(window: MainWindow) -> None:
        table.begin(qtbot, window)
        if when == "as it closes":
            table.wink.set()
        assert not window.close()
        table.wink.set()
        full = [Problem("The disk is full.")]
        qtbot.waitUntil(lambda: window.problems.problems == full, timeout=LONG)
        assert window.isVisible()
        assert window.close()

    use(script)
    assert table.target.read_text() == "path,status,of another day"
    assert not leftovers(table)


@pytest.mark.parametrize("held", ["as it is made", "for writing"])
def test_waiting_for_another_program_is_said_until_it_goes_on(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    monkeypatch.setattr(lock_hint, "AFTER_SECONDS", 0.2)
    folder = pictures(tmp_path / "few", "a.png")

    def script(window: MainWindow) -> None:
        window.context.loader = lambda *_: FakeEngine(everyday())
        file = window.context.settings.library_file
        with ExitStack() as other:
            if held == "as it is made":
                file.parent.mkdir(parents=True, exist_ok=True)
                other.enter_context(FileLock(f"{file}.lock"))
            else:
                window.context.library.own_tags()
                connection = other.enter_context(closing(sqlite3.connect(file)))
                connection.execute("BEGIN IMMEDIATE")
            drop(window, folder)
            qtbot.waitUntil(window.problems.isVisible, timeout=LONG)
            (problem,) = window.problems.problems
            assert "another program" in problem.message
            assert counts(window)[Which.TAGGED] == 0
        wait_idle(qtbot, window)
        qtbot.waitUntil(lambda: not window.problems.isVisible(), timeout=LONG)
        assert counts(window)[Which.TAGGED] == 1

    use(script)


def test_a_decision_that_cannot_be_kept_keeps_the_window_open_once(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_turns, "_CLOSING_SECONDS", 0.2)
    folder = pictures(tmp_path / "few", "a.png")

    def script(window: MainWindow) -> None:
        window.context.loader = lambda *_: FakeEngine(everyday())
        drop(window, folder)
        wait_idle(qtbot, window)
        other = sqlite3.connect(window.context.settings.library_file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        window.reviews.add_own([0], "grandmother")
        assert not window.close()
        assert window.isVisible()
        assert "another program" in window.problems.problems[0].message
        other.execute("COMMIT")
        other.close()
        wait_idle(qtbot, window)
        assert window.close()

    def again(window: MainWindow) -> None:
        qtbot.waitUntil(lambda: bool(len(window.results.pictures)), timeout=LONG)
        assert window.results.pictures.review(0).own == ("grandmother",)

    use(script)
    use(again)
