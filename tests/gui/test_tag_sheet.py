"""The mode that goes through one tag: what is marked is rejected, Enter confirms the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from igtagger.gui.sheet.sheet_dialog import SheetDialog
from igtagger.gui.views.thumbnails import Thumbnails
from tests.gui.reviewing import Desk, opened, ref

DOG, CAT = ref(0), ref(1)
Opening = Callable[[], SheetDialog]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    for desk in opened(qtbot, tmp_path):
        for row in range(4):
            Image.new("RGB", (40, 30), (row * 60, 90, 30)).save(desk.path(row))
        desk.model.add([desk.tagged(row, {0: 0.9 - row / 10, 1: 0.05}) for row in range(4)])
        yield desk


@pytest.fixture
def thumbnails(tmp_path: Path, qtbot: QtBot) -> Iterator[Thumbnails]:
    made = Thumbnails(tmp_path / "thumbnails")
    yield made
    made.close()


@pytest.fixture
def opening(qtbot: QtBot, desk: Desk, thumbnails: Thumbnails) -> Opening:
    window = QWidget()

    def open_sheet() -> SheetDialog:
        qtbot.addWidget(window)
        window.resize(900, 700)
        window.show()
        made = SheetDialog(DOG, desk.model, desk.reviews, thumbnails, 120, window)
        made.open()
        qtbot.waitExposed(made)
        qtbot.waitUntil(made.accept_button.isEnabled, timeout=20_000)
        return made

    return open_sheet


def plain(dialog: SheetDialog) -> str:
    """What Enter will do, whether English plurals are loaded or not."""
    return dialog.told.text().replace("(s)", "").replace("pictures", "picture")


def press(dialog: SheetDialog, key: Qt.Key) -> None:
    QTest.keyClick(dialog.view, key)


def test_the_least_likely_come_first_and_a_bar_says_what_will_happen(opening: Opening) -> None:
    made = opening()
    assert made.sheet.rows == [3, 2, 1, 0]
    assert made.progress.text() == "1 to 4 of 4"
    assert plain(made) == "Enter confirms “dog” on 4 picture"
    press(made, Qt.Key.Key_X)
    assert plain(made) == "Enter confirms “dog” on 3 picture  ·  rejects it on 1 marked one"
    assert made.accept_button.text() == "Confirm the rest"


def test_enter_rejects_the_marked_and_confirms_the_rest_in_one_step(
    opening: Opening, desk: Desk
) -> None:
    made = opening()
    place = made.view.visualRect(made.view.model().index(1, 0)).center()
    QTest.mouseClick(made.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    press(made, Qt.Key.Key_Return)
    desk.settle()
    assert [desk.stored(row).confirmed == {DOG} for row in range(4)] == [True, True, False, True]
    assert desk.stored(2).rejected == {DOG}
    assert len(desk.reviews.done) == 1
    assert made.told.text() == "All is gone through."
    desk.decide(desk.reviews.undo)
    assert desk.number_stored() == 0


def test_escape_leaves_and_decides_nothing(opening: Opening, desk: Desk, qtbot: QtBot) -> None:
    made = opening()
    press(made, Qt.Key.Key_Space)
    with qtbot.waitSignal(made.rejected):
        press(made, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.number_stored() == 0


def test_undo_in_the_sheet_brings_the_page_back_with_its_marks(
    opening: Opening, desk: Desk
) -> None:
    made = opening()
    press(made, Qt.Key.Key_X)
    press(made, Qt.Key.Key_Return)
    desk.settle()
    QTest.keyClick(made, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.number_stored() == 0
    assert made.sheet.page == [3, 2, 1, 0]
    assert made.sheet.is_marked(3)


def test_what_cannot_be_shown_is_left_as_it_is(opening: Opening, desk: Desk) -> None:
    desk.path(1).write_bytes(b"no picture")
    made = opening()
    assert made.told.text().endswith("leaves 1 that cannot be shown")
    press(made, Qt.Key.Key_Return)
    desk.settle()
    assert not desk.stored(1)
    assert desk.stored(0).confirmed == {DOG}


@pytest.mark.parametrize("width", range(440, 900, 51))
def test_a_page_is_never_more_than_fits(opening: Opening, width: int) -> None:
    made = opening()
    made.resize(width, 380)
    room, model = made.view.viewport().rect(), made.view.model()
    assert model.rowCount() == min(4, made.sheet.size)
    for place in range(model.rowCount()):
        assert room.contains(made.view.visualRect(model.index(place, 0)))


def test_what_is_confirmed_already_is_not_gone_through_again(desk: Desk) -> None:
    desk.decide(desk.reviews.confirm, [1], DOG)
    desk.decide(desk.reviews.reject, [2], DOG)
    assert desk.model.pictures.to_judge(DOG) == [3, 0]


def test_screen_readers_are_told_what_will_be_said(opening: Opening) -> None:
    made = opening()
    index = made.view.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "3.jpg, 0.60, confirmed"
    press(made, Qt.Key.Key_Space)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "3.jpg, 0.60, rejected"


def test_a_cleared_list_ends_it(opening: Opening, desk: Desk, qtbot: QtBot) -> None:
    made = opening()
    with qtbot.waitSignal(made.rejected):
        desk.model.clear()
