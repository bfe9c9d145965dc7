"""Nothing is cut off or out of sight with large text, nor on a screen with large pixels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from igtagger.gui.look import theme
from igtagger.gui.look.theme import Theme
from igtagger.gui.main_window import MainWindow
from tests.gui.accessible_states import STATES, Stage
from tests.gui.clipped import clipped
from tests.gui.window import pictures, use

AT_150_PERCENT = QSize(1280, 720)
"""A screen of 1920 x 1080 pixels, in logical ones."""
WITH_LARGE_TEXT = QSize(1920, 1080)


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def _twice_the_text(qapp: QApplication) -> Iterator[None]:
    before = qapp.font()
    large = qapp.font()
    large.setPointSizeF(2 * large.pointSizeF())
    qapp.setFont(large)
    yield
    qapp.setFont(before)
    theme.apply(qapp, Theme.LIGHT)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = pictures(tmp_path / "few", "a.png", "b.png", "c.png")
    (made / "d.png").write_bytes(b"no picture at all")
    return made


def check(qtbot: QtBot, folder: Path, state: str, room: QSize) -> None:
    def script(window: MainWindow) -> None:
        window.resize(room)
        top = STATES[state](Stage(qtbot, window, folder)) or window
        QApplication.processEvents()
        if top is not window:  # as it would be there: the screen of the tests is smaller
            hint = top.sizeHint()
            if top.hasHeightForWidth():
                hint.setHeight(max(hint.height(), top.heightForWidth(hint.width())))
            top.resize(hint.expandedTo(top.size()).boundedTo(room))
            QApplication.processEvents()
        found = clipped(top, room)
        window.session.stop()
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible():
                other.close()
        assert not found, "\n".join(found)

    use(script)


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_at_150_percent(qtbot: QtBot, folder: Path, state: str) -> None:
    check(qtbot, folder, state, AT_150_PERCENT)


@pytest.mark.usefixtures("_twice_the_text")
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_with_text_twice_as_large(qtbot: QtBot, folder: Path, state: str) -> None:
    check(qtbot, folder, state, WITH_LARGE_TEXT)
