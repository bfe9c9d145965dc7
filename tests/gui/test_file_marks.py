"""Stars and colours given from the window: into the files, shown at once, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from igtagger.export.xmp.containers import container_of
from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.xmp_fields import LABEL
from igtagger.gui.file_writing.file_marks import ProgramDialog
from igtagger.gui.main_window import MainWindow
from igtagger.gui.results.results_model import Column
from tests.gui.test_tag_writing import contents, done, tag
from tests.gui.window import LONG, pictures, use, wait_idle


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "holiday"
    pictures(folder, "a.png", "b.png", "c.png")
    return folder


def packet(path: Path) -> Packet:
    data = path.read_bytes()
    container = container_of(data)
    assert container is not None
    return Packet.parse(container.packet_in(data) or b"")


def select(window: MainWindow, *places: int) -> None:
    chosen = window.workspace.selection
    chosen.clear()
    for place in places:
        index = window.results.index(place, 0)
        chosen.select(index, chosen.SelectionFlag.Select | chosen.SelectionFlag.Rows)


def asked(qtbot: QtBot, window: MainWindow, give: Callable[[], object]) -> ProgramDialog:
    give()
    qtbot.waitUntil(lambda: bool(window.findChildren(ProgramDialog)), timeout=LONG)
    return window.findChildren(ProgramDialog)[-1]


def test_the_program_is_asked_for_once_and_stars_are_shown_at_once(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        before, do = contents(folder), window.actions_
        select(window, 0, 2)
        dialog = asked(qtbot, window, do.stars[4].trigger)
        dialog.program.setCurrentIndex(dialog.program.findData("digikam"))
        report = done(qtbot, window, dialog.accept)
        assert [packet(folder / f"{name}.png").rating for name in "ac"] == [4, 4]
        assert window.results.index(0, Column.RATING).data() == "★★★★☆"
        assert window.results.index(1, Column.RATING).data() == ""
        assert window.done.line.text() == "Written into the files of 2 pictures."
        assert report.run is not None
        done(qtbot, window, do.colours["red"].trigger)
        assert packet(folder / "a.png").value(LABEL) == "Red"
        assert window.results.index(0, Column.RATING).data() == "★★★★☆  ·  Red"
        done(qtbot, window, window.done.undo_button.click)
        assert window.results.index(0, Column.RATING).data() == "★★★★☆"
        done(qtbot, window, lambda: window.writing.take_back(report.run))
        assert contents(folder) == before
        assert window.results.index(0, Column.RATING).data() == ""

    assert use(script) == 0


def test_where_was_written_before_nothing_is_asked(qtbot: QtBot, folder: Path) -> None:
    def first(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        select(window, 0)
        dialog = asked(qtbot, window, window.actions_.stars[1].trigger)
        done(qtbot, window, dialog.accept)

    def second(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        assert window.results.index(0, Column.RATING).data() == "★☆☆☆☆"
        select(window, 0)
        done(qtbot, window, window.actions_.stars[-1].trigger)
        assert packet(folder / "a.png").rating == -1
        assert window.results.index(0, Column.RATING).data() == "Rejected"

    assert use(first) == 0
    assert use(second) == 0


def test_escape_at_the_question_writes_nothing(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        before = contents(folder)
        select(window, 0)
        dialog = asked(qtbot, window, window.actions_.stars[3].trigger)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        wait_idle(qtbot, window)
        assert not window.writing.busy
        assert contents(folder) == before

    assert use(script) == 0


def test_the_keys_are_the_digits_of_lightroom_with_control_and_shift(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        do = window.actions_
        keys = [do.stars[rating].shortcut().toString() for rating in range(6)]
        assert keys == [f"Ctrl+Shift+{rating}" for rating in range(6)]
        colours = ("red", "yellow", "green", "blue")
        shown = [do.colours[colour].shortcut().toString() for colour in colours]
        assert shown == [f"Ctrl+Shift+{digit}" for digit in (6, 7, 8, 9)]
        assert not do.marks.isEnabled()

    assert use(script) == 0


def test_going_through_a_tag_begins_with_the_one_that_is_filtered_by(
    qtbot: QtBot, folder: Path
) -> None:
    from igtagger.gui.sheet.sheet_dialog import SheetDialog

    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        pictures_ = window.results.pictures
        window.actions_.go_through.trigger()
        assert not window.findChildren(SheetDialog)
        assert "choose a tag" in window.status.currentMessage()
        key = pictures_.names.names(0)[0][0]
        window.workspace.filters.set_tag(key)
        window.actions_.go_through.trigger()
        sheet = window.findChildren(SheetDialog)[-1]
        assert sheet.sheet.rows == pictures_.to_judge(key)
        sheet.reject()

    assert use(script) == 0
