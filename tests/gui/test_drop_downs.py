"""Drop-downs show all that can be chosen, in the program's own style."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QStyledItemDelegate
from pytestqt.qtbot import QtBot

from igtagger.gui.dialogs.export_dialog import ExportDialog
from igtagger.gui.dialogs.settings_dialog import SettingsDialog
from igtagger.gui.dialogs.vocabulary_dialog import VocabularyDialog
from igtagger.gui.file_writing.write_dialog import WriteDialog
from igtagger.gui.main_window import MainWindow
from tests.gui.window import pictures, use, wait_idle


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


def assert_whole(qtbot: QtBot, box: QComboBox) -> None:
    """Open it: each entry that there is room for is seen to its last pixel."""
    box.showPopup()
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    QApplication.processEvents()
    shown = min(box.count(), box.maxVisibleItems())
    last = view.visualRect(box.model().index(shown - 1, box.modelColumn()))
    assert last.bottom() < view.viewport().height(), box.accessibleName()
    assert isinstance(view.itemDelegate(), QStyledItemDelegate), box.accessibleName()
    box.hidePopup()


def boxes_of(dialog: QDialog | MainWindow) -> list[QComboBox]:
    return [box for box in dialog.findChildren(QComboBox) if box.count() and box.isEnabled()]


def test_each_drop_down_shows_its_last_entry(qtbot: QtBot, tmp_path: Path) -> None:
    folder = pictures(tmp_path / "holiday", "a.png")
    seen: dict[str, int] = {}

    def look(name: str, owner: QDialog | MainWindow) -> None:
        boxes = boxes_of(owner)
        seen[name] = len(boxes)
        for box in boxes:
            if box.isVisible():
                assert_whole(qtbot, box)

    def script(window: MainWindow) -> None:
        window.session.add([folder], tag=False)
        wait_idle(qtbot, window)
        look("window", window)
        for verb, kind in (
            (window.actions_.settings, SettingsDialog),
            (window.actions_.export, ExportDialog),
            (window.actions_.write, WriteDialog),
            (window.actions_.vocabulary, VocabularyDialog),
        ):
            verb.trigger()
            dialog = window.findChild(kind)
            assert isinstance(dialog, QDialog)
            qtbot.waitUntil(dialog.isVisible)
            look(kind.__name__, dialog)
            dialog.reject()
        assert all(seen.values()), seen

    use(script)
