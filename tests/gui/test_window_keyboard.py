"""The whole window by keys alone, through the real ``main()``."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from igtagger.gui.main_window import MainWindow
from igtagger.gui.tags.chips import Chip
from igtagger.gui.tags.own_tag_field import OwnTagField
from igtagger.models.catalog import everyday
from tests.gui.window import FakeEngine, drop, pictures, use, wait_idle

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "few", "a.png", "b.png", "c.png")


def begin(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """Tagged pictures, the first of them selected."""
    window.context.loader = lambda *_: FakeEngine(everyday())
    drop(window, folder)
    wait_idle(qtbot, window)
    window.activateWindow()
    window.workspace.step(1)
    assert window.workspace.rows() == [0]


def test_tab_goes_through_the_columns_as_they_are_read(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        space = window.workspace
        first = space.tags.findChild(QLineEdit)
        assert first is not None
        first.setFocus()
        columns = (
            space.tags,
            space.filters,
            space.grid,
            space.preview,
            space.details,
            space.detail,
        )
        parts: list[QWidget] = []
        for _ in range(100):
            now = QApplication.focusWidget()
            assert now is not None
            part = next((part for part in columns if part is now or part.isAncestorOf(now)), None)
            if part is not None and part not in parts:
                parts.append(part)
            QTest.keyClick(now, Qt.Key.Key_Tab)
            if QApplication.focusWidget() is first:
                break
        else:
            pytest.fail("the focus never came back")
        assert parts == list(columns)

    use(script)


def test_keys_in_a_text_field_belong_to_the_text(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        search = window.workspace.filters.search
        own = window.workspace.details.findChild(QLineEdit)
        assert own is not None
        for field in (search, own):
            field.setFocus()
            QTest.keyClicks(field, "cx 190+-")
            QGuiApplication.clipboard().setText("abc")
            QTest.keyClick(field, Qt.Key.Key_V, CONTROL)
            assert field.text() == "cx 190+-abc"
            QTest.keyClick(field, Qt.Key.Key_Backspace)
            QTest.keyClick(field, Qt.Key.Key_Backspace, CONTROL)
            QTest.keyClick(field, Qt.Key.Key_Home)
            QTest.keyClick(field, Qt.Key.Key_Delete)
            QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
            assert field.selectedText() == field.text()
            field.clear()
        assert not window.reviews.done
        assert window.workspace.rows() == [0]
        assert not window.problems.isVisible()

    use(script)


def test_keys_that_decide_do_not_decide_while_a_person_types(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        fields = (window.workspace.filters.search, window.workspace.details.findChild(OwnTagField))
        for field in fields:
            assert field is not None
            field.setFocus()
            QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
            QTest.keyClick(field, Qt.Key.Key_Backspace, CONTROL)
            QTest.keyClick(field, Qt.Key.Key_Backspace, CONTROL | Qt.KeyboardModifier.ShiftModifier)
            wait_idle(qtbot, window)
        assert not window.reviews.done
        view = window.workspace.current_view()
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Return, CONTROL)
        wait_idle(qtbot, window)
        assert len(window.reviews.done) == 1

    use(script)


def test_after_the_last_tag_is_deleted_the_focus_is_where_the_next_one_is_added(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        details = window.workspace.details
        window.reviews.add_own([0], ["holiday"])
        wait_idle(qtbot, window)
        qtbot.waitUntil(lambda: len(details.findChildren(Chip)) == 1)
        chip = details.findChildren(Chip)[0]
        chip.setFocus()
        QTest.keyClick(chip, Qt.Key.Key_Delete)
        wait_idle(qtbot, window)
        qtbot.waitUntil(details.field.hasFocus)

    use(script)
