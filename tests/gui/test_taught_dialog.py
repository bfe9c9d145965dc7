"""The list of taught tags: switched, renamed, forgotten, exported, imported."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from igtagger.app.context import Context
from igtagger.app.tag_manager import TagManager
from igtagger.gui.tag_lessons.taught_desk import TaughtDesk
from igtagger.gui.tag_lessons.taught_dialog import TaughtDialog
from igtagger.gui.tag_lessons.taught_table import BY_ITSELF, EXAMPLES, NAME, PICTURES
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import load_tree
from igtagger.library.facade import Library
from igtagger.settings import Settings
from tests.gui.school import ALIKE, LONG, School, kept


@pytest.fixture
def school(qtbot: QtBot, tmp_path: Path) -> Iterator[School]:
    for school in kept(qtbot, tmp_path):
        school.reviews.writer.manager_of = partial(managed, school)
        teach(school, "sunset", 6)
        yield school


def managed(school: School, library: Library) -> TagManager:
    names = TermNames(load_tree())
    return TagManager(library, school.folder / "vocabulary.toml", names, school.store)


def teach(school: School, name: str, count: int) -> None:
    school.tag(name, *school.sunsets[:count])
    lesson = school.lesson(name)
    lesson.look(1)
    lesson.keep()


def opened(school: School) -> TaughtDialog:
    context = Context(Settings.from_environment())
    context._library = school.library  # the one whose pictures are taught
    desk = TaughtDesk(context, school.lessons, lambda model_id: f"Model {model_id}")
    school.qtbot.addWidget(school.window)
    school.window.show()
    dialog = TaughtDialog(desk, school.reviews, school.window)
    dialog.open()
    school.qtbot.waitExposed(dialog)
    settle(school, dialog)
    return dialog


def settle(school: School, dialog: TaughtDialog) -> None:
    school.qtbot.waitUntil(lambda: not school.reviews.busy and not dialog.asking.busy, timeout=LONG)


def texts(dialog: TaughtDialog, column: int) -> list[str]:
    items = [dialog.table.topLevelItem(n) for n in range(dialog.table.topLevelItemCount())]
    return [item.text(column) for item in items if item is not None]


def answer(dialog: TaughtDialog) -> None:
    """Agree to what is asked."""
    box = next(box for box in dialog.findChildren(QMessageBox) if box.isVisible())
    agree = [b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole]
    agree[0].click()


def test_it_lists_what_was_taught_and_of_how_many_pictures_it_would_be_said(
    school: School,
) -> None:
    dialog = opened(school)
    assert texts(dialog, NAME) == ["sunset"]
    assert texts(dialog, EXAMPLES) == ["6"]
    assert texts(dialog, PICTURES) == [str(ALIKE)]


def test_space_has_it_said_by_itself_and_no_more(school: School, qtbot: QtBot) -> None:
    dialog = opened(school)
    with qtbot.waitSignal(dialog.changed, timeout=LONG):
        QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    settle(school, dialog)
    assert school.store.find("sunset").automatic
    assert "by itself from now on" in dialog.told.text()
    dialog.switch.click()
    settle(school, dialog)
    assert not school.store.find("sunset").automatic


def test_a_tag_with_too_few_examples_stays_off_and_says_why(school: School) -> None:
    teach(school, "cloud", 2)
    dialog = opened(school)
    dialog.table.choose("cloud")
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    settle(school, dialog)
    assert not school.store.find("cloud").automatic
    assert dialog.told.property("look") == "error"
    assert "5" in dialog.told.text()
    item = dialog.table.currentItem()
    assert item is not None
    assert item.checkState(BY_ITSELF) == Qt.CheckState.Unchecked


def test_renaming_renames_own_tag_and_what_was_taught(school: School) -> None:
    dialog = opened(school)
    QTest.keyClick(dialog.table, Qt.Key.Key_F2)
    editor = dialog.table.findChild(QLineEdit)
    assert editor is not None
    editor.setText("dusk")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    school.qtbot.waitUntil(lambda: texts(dialog, NAME) == ["dusk"], timeout=LONG)
    settle(school, dialog)
    assert school.stored(school.sunsets[0]).own == ("dusk",)
    assert [tag.name for tag in school.store.tags()] == ["dusk"]
    school.reviews.undo()
    settle(school, dialog)
    assert school.stored(school.sunsets[0]).own == ("sunset",)
    assert [tag.name for tag in school.store.tags()] == ["sunset"]


def test_forgetting_asks_first_and_leaves_own_tags(school: School) -> None:
    dialog = opened(school)
    QTest.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert school.store.tags()
    answer(dialog)
    settle(school, dialog)
    assert not school.store.tags()
    assert school.stored(school.sunsets[0]).own == ("sunset",)
    assert dialog.pages.currentWidget() is dialog.empty


def test_what_is_exported_is_imported_by_somebody_else(school: School, tmp_path: Path) -> None:
    dialog, file = opened(school), tmp_path / "tags.safetensors"
    dialog.export_to(["sunset"], file)
    settle(school, dialog)
    before = school.store.find("sunset")
    school.store.remove("sunset")
    dialog.import_from(file)
    settle(school, dialog)
    after = school.store.find("sunset")
    assert after.threshold == before.threshold
    assert (after.weight == before.weight).all()
    assert "sunset" in dialog.told.text()


def test_importing_over_a_tag_asks_first(school: School, tmp_path: Path) -> None:
    dialog, file = opened(school), tmp_path / "tags.safetensors"
    dialog.export_to(["sunset"], file)
    settle(school, dialog)
    school.store.switch("sunset", automatic=True)
    dialog.import_from(file)
    settle(school, dialog)
    assert school.store.find("sunset").automatic
    answer(dialog)
    settle(school, dialog)
    assert not school.store.find("sunset").automatic  # as it is in the file


def test_a_file_that_holds_no_tags_is_told(school: School, tmp_path: Path) -> None:
    dialog, file = opened(school), tmp_path / "tags.safetensors"
    file.write_bytes(b"no tags")
    dialog.import_from(file)
    settle(school, dialog)
    assert dialog.told.property("look") == "error"
    assert texts(dialog, NAME) == ["sunset"]


def test_improve_closes_it_and_asks_for_suggestions(school: School, qtbot: QtBot) -> None:
    dialog = opened(school)
    with qtbot.waitSignal(dialog.improve_wanted, timeout=LONG) as wanted:
        QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert wanted.args == ["sunset"]


def test_nothing_taught_says_how_to_begin(school: School) -> None:
    school.store.remove("sunset")
    dialog = opened(school)
    assert dialog.pages.currentWidget() is dialog.empty
    assert not dialog.export.isEnabled()
    assert dialog.import_.isEnabled()
