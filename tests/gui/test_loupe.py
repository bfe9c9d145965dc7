"""The whole window for one picture: there, back, and its keys, through the real ``main()``."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import State
from igtagger.gui.dialogs.shortcuts_dialog import collect
from igtagger.gui.main_window import MainWindow
from igtagger.gui.results.row_texts import labels_text
from tests.gui.looking import (
    CONTROL,
    KEYS,
    LEFT,
    NONE,
    begin,
    opened,
    press,
    seen,
    wait_shown,
)
from tests.gui.window import pictures, use


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "few", "a.png", "b.png", "c.png", "d.png", "e.png")


# There and back


@pytest.mark.parametrize("key", [KEYS.Key_Space, KEYS.Key_Return, KEYS.Key_Enter])
@pytest.mark.parametrize("grid", [True, False])
def test_a_key_shows_the_current_picture_on_the_whole_window_and_takes_back(
    qtbot: QtBot, folder: Path, key: Qt.Key, grid: bool
) -> None:
    def script(window: MainWindow) -> None:
        loupe = begin(qtbot, window, folder, 1)
        (window.actions_.grid if grid else window.actions_.list).trigger()
        window.workspace.current_view().setFocus()
        press(window, key)
        wait_shown(qtbot, loupe)
        assert loupe.isVisible()
        assert not window.workspace.isVisible()
        assert seen(loupe) == "2 of 5: b.png"
        assert loupe.canvas.hasFocus()
        press(window, KEYS.Key_Right)
        press(window, key)
        assert window.workspace.isVisible()
        assert window.workspace.current_view().hasFocus()
        assert window.workspace.rows() == [2]

    use(script)


def test_a_double_click_opens_and_one_more_goes_back(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        loupe = begin(qtbot, window, folder)
        grid = window.workspace.grid
        point = grid.visualRect(window.results.index(3, 0)).center()
        QTest.mouseClick(grid.viewport(), LEFT, NONE, point)
        QTest.mouseDClick(grid.viewport(), LEFT, NONE, point)
        wait_shown(qtbot, loupe)
        assert seen(loupe) == "4 of 5: d.png"
        QTest.mouseDClick(loupe.canvas, LEFT, NONE, QPoint(100, 100))
        assert window.workspace.isVisible()
        assert window.workspace.rows() == [3]

    use(script)


def test_back_in_the_grid_the_picture_is_in_sight(qtbot: QtBot, tmp_path: Path) -> None:
    many = pictures(tmp_path / "many", *(f"{number:03}.png" for number in range(120)))

    def script(window: MainWindow) -> None:
        opened(qtbot, window, many)
        press(window, KEYS.Key_End)
        window.resize(window.width() - 200, window.height() - 150)
        QApplication.processEvents()
        press(window, KEYS.Key_Escape)
        grid = window.workspace.grid
        last = window.results.index(119, 0)
        qtbot.waitUntil(lambda: grid.viewport().rect().contains(grid.visualRect(last)))
        assert grid.currentIndex().row() == 119

    use(script)


def test_what_was_selected_still_is_where_only_one_of_it_was_looked_at(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder, 1)
        space = window.workspace
        press(window, KEYS.Key_A, CONTROL)
        press(window, KEYS.Key_Space)
        assert space.rows() == [1]
        press(window, KEYS.Key_A, CONTROL)
        assert space.rows() == [1], "one picture is looked at, and decided about"
        press(window, KEYS.Key_Escape)
        assert space.rows() == [0, 1, 2, 3, 4]
        press(window, KEYS.Key_Space)
        press(window, KEYS.Key_Right)
        press(window, KEYS.Key_Escape)
        assert space.rows() == [2]

    use(script)


def test_finding_and_other_views_lead_out_of_it(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        opened(qtbot, window, folder)
        press(window, KEYS.Key_F, CONTROL)
        assert window.workspace.filters.search.hasFocus()
        window.workspace.grid.setFocus()
        press(window, KEYS.Key_Space)
        press(window, KEYS.Key_2, CONTROL)
        assert window.workspace.list.isVisible()
        assert window.workspace.list.hasFocus()

    use(script)


def test_clearing_the_list_leaves_it(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        window.actions_.clear.trigger()
        assert window.start.isVisible()
        assert not window.actions_.large.isChecked()
        assert not loupe.canvas.has_picture
        assert loupe.ahead.used_bytes == 0

    use(script)


def test_a_window_that_is_closed_there_has_its_panels_at_the_next_start(
    qtbot: QtBot, folder: Path
) -> None:
    sizes = []

    def first(window: MainWindow) -> None:
        opened(qtbot, window, folder)

    def second(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        space = window.workspace
        sizes.extend(space.right.sizes())
        assert space.details.isVisible()
        assert space.preview.isVisible()

    use(first)
    use(second)
    assert len(sizes) == 2
    assert min(sizes) > 50


def test_a_window_may_be_as_small_as_one_picture_needs(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        opened(qtbot, window, folder)
        qtbot.waitUntil(lambda: window.minimumSizeHint().width() <= 700)
        window.resize(700, window.minimumSizeHint().height())
        QApplication.processEvents()
        for button in window.looking.loupe.findChildren(QToolButton):
            if button.isVisible():
                inside = button.mapTo(window, button.rect().bottomRight())
                assert window.rect().contains(inside)

    use(script)


def test_the_menu_of_a_picture_is_there_too(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(9, 9), QPoint(99, 99))
        QApplication.sendEvent(loupe.canvas, event)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        large = next(action for action in menu.actions() if action is window.actions_.large)
        menu.close()
        large.trigger()
        assert window.workspace.isVisible()

    use(script)


def test_ctrl_and_space_still_add_to_what_is_selected(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        press(window, KEYS.Key_Right, CONTROL)
        press(window, KEYS.Key_Right, CONTROL)
        press(window, KEYS.Key_Space, CONTROL)
        assert window.workspace.rows() == [0, 2]
        assert window.workspace.isVisible()

    use(script)


# The whole screen, and keys


def test_f11_gives_it_the_whole_screen_until_it_is_left(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        opened(qtbot, window, folder)
        bars = [window.menuBar(), window.statusBar(), window.findChild(QToolBar)]
        press(window, KEYS.Key_F11)
        assert window.isFullScreen()
        assert not any(bar.isVisible() for bar in bars if bar is not None)
        press(window, KEYS.Key_Escape)
        assert not window.isFullScreen()
        assert all(bar.isVisible() for bar in bars if bar is not None)

    use(script)


def test_every_key_of_it_is_among_the_shortcuts(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        told = {entry.text: entry.keys for entry in collect(window)}
        assert told["Large view"] == ("Space", "Return")
        assert told["Next picture"][0] == "Right"
        assert told["Every pixel, or the whole picture"] == ("Z",)
        assert told["Back to the pictures"] == ("Esc",)

    use(script)


def test_tab_leads_to_the_buttons_and_to_what_is_said_of_the_picture(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        reached = list[QWidget]()
        for _ in range(60):
            press(window, KEYS.Key_Tab)
            focus = QApplication.focusWidget()
            assert focus is not None
            reached.append(focus)
        judging = window.workspace.judging
        shown = {each for each in loupe.findChildren(QToolButton) if each.isEnabled()}
        assert {each for each in shown if not judging.isAncestorOf(each)} <= {*reached}
        assert any(judging.isAncestorOf(each) for each in reached)

    use(script)


def test_a_picture_is_told_to_those_who_do_not_see_it(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        told = loupe.canvas.accessibleDescription()
        assert "a.png" in told
        assert "1 of 5" in told
        assert labels_text(window.results.pictures, 0) in told
        assert window.results.pictures.state(0) is State.TAGGED

    use(script)
