"""Drives the loupe of the real window, for its tests."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from igtagger.gui.loupe.loupe_page import LoupePage
from igtagger.gui.main_window import MainWindow
from igtagger.models.catalog import everyday
from tests.gui.window import LONG, FakeEngine, drop, wait_idle

KEYS = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def begin(qtbot: QtBot, window: MainWindow, folder: Path, place: int = 0) -> LoupePage:
    """Tagged pictures, one of them current; the loupe is still closed."""
    window.context.loader = lambda *_: FakeEngine(everyday())
    drop(window, folder)
    wait_idle(qtbot, window)
    window.activateWindow()
    for _ in range(place + 1):
        window.workspace.step(1)
    window.workspace.current_view().setFocus()
    return window.looking.loupe


def opened(qtbot: QtBot, window: MainWindow, folder: Path, place: int = 0) -> LoupePage:
    """The loupe on one of the pictures, which is decoded."""
    loupe = begin(qtbot, window, folder, place)
    press(window, KEYS.Key_Space)
    wait_shown(qtbot, loupe)
    return loupe


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.window() is window
    QTest.keyClick(focus, key, modifier)


def wait_shown(qtbot: QtBot, loupe: LoupePage) -> None:
    qtbot.waitUntil(lambda: loupe._loaded is not None, timeout=LONG)


def seen(loupe: LoupePage) -> str:
    """What the line below the picture names."""
    return f"{loupe._position.text()}: {loupe._name.text()}"


def turn(loupe: LoupePage, turned: int, modifier: Qt.KeyboardModifier = NONE) -> None:
    at = QPointF(200, 150)
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton, modifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(loupe.canvas, event)


def hold(loupe: LoupePage, key: Qt.Key) -> None:
    """One repetition of a key that is held down, as the system sends it."""
    for kind in (QKeyEvent.Type.ShortcutOverride, QKeyEvent.Type.KeyPress):
        event = QKeyEvent(kind, key, NONE, "", True)
        event.setAccepted(False)
        QApplication.sendEvent(loupe.canvas, event)
        if kind == QKeyEvent.Type.ShortcutOverride and not event.isAccepted():
            QTest.keyClick(loupe.canvas, key)
            return
