"""What is dropped on the window, and what its source may do then."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from igtagger.gui.look.text_field import TextField
from igtagger.gui.main_window import MainWindow
from tests.gui.window import drop, pictures, use, wait_idle

COPY, MOVE, LINK = (
    Qt.DropAction.CopyAction,
    Qt.DropAction.MoveAction,
    Qt.DropAction.LinkAction,
)
SHIFT = Qt.KeyboardModifier.ShiftModifier
"""With it a person wishes to move."""


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


def files(*paths: Path) -> QMimeData:
    """As file managers give them: as addresses, and as text too."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    mime.setText("\n".join(map(str, paths)))
    return mime


def drag(target: QWidget, mime: QMimeData, offered: Qt.DropAction) -> list[QDropEvent]:
    """What becomes of entering, moving over and letting go, through Qt's own delivery."""
    point, left = QPoint(5, 5), Qt.MouseButton.LeftButton
    events: list[QDropEvent] = [
        QDragEnterEvent(point, offered, mime, left, SHIFT),
        QDragMoveEvent(point, offered, mime, left, SHIFT),
        QDropEvent(QPointF(point), offered, mime, left, SHIFT),
    ]
    for event in events:
        event.ignore()
        QApplication.sendEvent(target, event)
    return events


@pytest.mark.parametrize(
    ("offered", "taken"), [(COPY | MOVE, COPY), (COPY | MOVE | LINK, COPY), (LINK | MOVE, LINK)]
)
def test_a_drop_is_never_a_move(
    tmp_path: Path, offered: Qt.DropAction, taken: Qt.DropAction
) -> None:
    picture = pictures(tmp_path, "a.png") / "a.png"

    def script(window: MainWindow) -> None:
        for event in drag(window, files(picture), offered):
            assert event.isAccepted()
            assert event.dropAction() is taken
        assert window.session.roots == [picture]

    use(script)


def test_who_would_only_move_is_refused(tmp_path: Path) -> None:
    picture = pictures(tmp_path, "a.png") / "a.png"

    def script(window: MainWindow) -> None:
        assert not any(event.isAccepted() for event in drag(window, files(picture), MOVE))
        assert window.session.roots == []

    use(script)


def test_files_over_a_text_field_are_the_windows(qtbot: QtBot, tmp_path: Path) -> None:
    folder = pictures(tmp_path, "a.png", "b.png")

    def script(window: MainWindow) -> None:
        drop(window, folder / "a.png")
        wait_idle(qtbot, window)
        field = window.workspace.filters.search
        entered, *_ = drag(field, files(folder / "b.png"), COPY | MOVE)
        assert entered.dropAction() is COPY
        assert field.text() == ""

    use(script)


def test_text_over_a_text_field_stays_where_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    field = TextField()
    qtbot.addWidget(field)
    mime = QMimeData()
    mime.setText("dog")
    *_, dropped = drag(field, mime, COPY | MOVE)
    assert field.text() == "dog"
    assert dropped.isAccepted()
    assert dropped.dropAction() is COPY


def test_nothing_else_in_the_window_takes_drops(qtbot: QtBot, tmp_path: Path) -> None:
    folder = pictures(tmp_path, "a.png")

    def script(window: MainWindow) -> None:
        drop(window, folder)
        wait_idle(qtbot, window)
        takers = [w for w in QApplication.allWidgets() if w.acceptDrops() and w.window() is window]
        assert window in takers
        assert {type(w).__name__: w for w in takers if not is_harmless(w)} == {}

    use(script)


def is_harmless(widget: QWidget) -> bool:
    """Whether it takes no drop, or takes it as the tests above say."""
    if isinstance(widget.parentWidget(), QTextEdit):
        widget = widget.parentWidget()  # its viewport
    if isinstance(widget, QTextEdit | QLineEdit):
        return widget.isReadOnly() or isinstance(widget, TextField)
    return isinstance(widget, MainWindow)
