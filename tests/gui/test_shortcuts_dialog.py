"""The overview of shortcuts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from igtagger.gui.dialogs.shortcuts_dialog import ShortcutEntry, ShortcutsDialog, collect


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    file = window.menuBar().addMenu("&File")
    file.addAction("&Export…").setShortcut("Ctrl+E")
    file.addAction("Without keys")
    recent = file.addMenu("Recent")
    recent.addAction("Rock && roll").setShortcut("Ctrl+0")
    window.menuBar().addMenu("&Help").addAction("Shortcuts").setShortcuts(
        [QKeySequence("F1"), QKeySequence("Ctrl+/")]
    )
    for text, group in (("Confirm", "Review"), ("Beep", None)):
        action = QAction(text, window)
        action.setShortcut(text[0])
        action.setProperty("group", group)
    undo = QAction("Undo: this and that", window)
    undo.setIconText("Undo")
    undo.setShortcut("U")
    hidden = QAction("Hidden", window)
    hidden.setShortcut("H")
    hidden.setVisible(False)
    return window


def test_it_tells_every_action_that_has_keys_once_and_in_its_group(window: QMainWindow) -> None:
    keys = {entry.text: (entry.group, entry.keys) for entry in collect(window)}
    native = QKeySequence.SequenceFormat.NativeText
    assert keys == {
        "Export": ("File", (QKeySequence("Ctrl+E").toString(native),)),
        "Rock & roll": ("File", (QKeySequence("Ctrl+0").toString(native),)),
        "Shortcuts": ("Help", ("F1", QKeySequence("Ctrl+/").toString(native))),
        "Confirm": ("Review", ("C",)),
        "Beep": ("Other", ("B",)),
        "Undo": ("Other", ("U",)),
    }
    assert [entry.text for entry in collect(window)][:3] == ["Export", "Rock & roll", "Shortcuts"]


def test_it_is_searched_by_what_it_does_by_group_and_by_keys(
    qtbot: QtBot, window: QMainWindow
) -> None:
    dialog = ShortcutsDialog(collect(window), window)
    dialog.show()
    assert dialog.focusWidget() is dialog.search
    assert len(dialog.shown()) == 6
    for text, found in (
        ("exp", ["Export"]),
        ("ctrl+/", ["Shortcuts"]),
        ("REVIEW", ["Confirm"]),
        ("file roll", ["Rock & roll"]),
        ("", ["Export", "Rock & roll", "Shortcuts", "Confirm", "Beep", "Undo"]),
    ):
        dialog.search.setText(text)
        assert dialog.shown() == found
    assert not dialog.nothing.isVisible()
    dialog.search.setText("nothing of that kind")
    assert dialog.nothing.isVisible()


def test_keys_that_are_no_actions_are_told_too_and_escape_closes(qtbot: QtBot) -> None:
    dialog = ShortcutsDialog([ShortcutEntry("Labels", "Confirm the label", ("Space",))])
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.shown() == ["Confirm the label"]
    QTest.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
