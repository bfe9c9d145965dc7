"""The overview tells every key there is: actions, shortcuts, and the tables of those who obey."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from igtagger.gui.dialogs.shortcuts_dialog import ShortcutsDialog
from igtagger.gui.keys.all_keys import ALL_KEYS, PREVIEW_KEYS, REVIEW_KEYS
from igtagger.gui.keys.key_table import KeyEntry, KeyTable, Pressed
from igtagger.gui.main_window import MainWindow
from tests.gui.window import use

GUI = Path(__file__).parents[2] / "igtagger" / "gui"
NO_COMMAND = {
    "keys/key_table.py": "compares keys",
    "keys/focus_keys.py": "leaves to fields what they do anyway",
    "look/text_field.py": "likewise",
    "dialogs/shortcuts_dialog.py": "leaves out the keys of remote controls",
}
"""Files that name keys, but none that a person could want to know of there."""


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


def pressed(key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str = "") -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)


def test_the_overview_tells_all_actions_shortcuts_and_tables(qtbot: QtBot) -> None:
    def script(window: MainWindow) -> None:
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F1)
        (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, ShortcutsDialog)]
        told = {key for _, keys in dialog.lines() for key in keys.split(" or ")}
        native = QKeySequence.SequenceFormat.NativeText
        actions = [a for a in window.findChildren(QAction) if a.shortcut().count()]
        assert len(actions) > 40
        for thing in actions:
            assert thing.shortcut().toString(native) in told, thing.text()
        for short in window.findChildren(QShortcut):
            assert short.key().toString(native) in told
        lines = dialog.lines()
        for table in ALL_KEYS:
            for entry in table.entries:
                assert (entry.title, " or ".join(entry.shown_keys())) in lines
        dialog.search.setText("reject")
        assert "Reject all that is shown" in dialog.shown()
        dialog.search.setText("1 – 9")
        assert dialog.shown() == ["Confirm the label of that rank"]
        dialog.close()

    use(script)


def test_no_key_is_obeyed_that_is_in_no_table() -> None:
    found = set()
    for file in GUI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr.startswith("Key_"):
                found.add(file.relative_to(GUI).as_posix())
    assert found <= NO_COMMAND.keys()


def test_no_two_commands_have_the_same_key(qtbot: QtBot) -> None:
    def script(window: MainWindow) -> None:
        keys = Counter(
            key.toString()
            for action in window.findChildren(QAction)
            if action.shortcutContext() == Qt.ShortcutContext.WindowShortcut
            for key in action.shortcuts()
        )
        assert [key for key, count in keys.items() if count > 1 and key] == []

    use(script)


def test_every_table_has_a_title_and_each_key_once() -> None:
    assert len({table.title for table in ALL_KEYS}) == len(ALL_KEYS)
    for table in ALL_KEYS:
        keys = Counter(key for entry in table.entries for key in entry.keys)
        assert max(keys.values()) == 1, table.title
        for key in keys:
            assert QKeySequence(key).toString() == key


def test_a_table_finds_keys_as_keyboards_give_them() -> None:
    none, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    pad, control = Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ControlModifier
    find = REVIEW_KEYS.find
    assert find(pressed(Qt.Key.Key_4, none)) == Pressed("confirm-nth", 3)
    assert find(pressed(Qt.Key.Key_4, pad)) == Pressed("confirm-nth", 3)
    assert find(pressed(Qt.Key.Key_4, shift)) == Pressed("confirm-nth", 3)
    assert find(pressed(Qt.Key.Key_4, control)) is None
    assert find(pressed(Qt.Key.Key_C, none)) == Pressed("confirm", 0)
    assert find(pressed(Qt.Key.Key_C, shift)) == Pressed("the-other-way", 1)
    assert REVIEW_KEYS.entries[-1].shown_keys() == ("Shift+P / C / X / Backspace",)
    assert PREVIEW_KEYS.entries[-1].shown_keys() == ("Shift+← / → / ↑ / ↓",)
    assert PREVIEW_KEYS.verb(pressed(Qt.Key.Key_Plus, shift)) == "larger"
    assert PREVIEW_KEYS.verb(pressed(Qt.Key.Key_Left, shift)) == "pan"
    qts = KeyTable(KeyEntry("", title="Qt's own", keys=("Up",)), title="T")
    assert qts.find(pressed(Qt.Key.Key_Up, none)) is None
