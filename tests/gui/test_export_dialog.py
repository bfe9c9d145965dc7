"""The export dialog: what it offers, what follows from what, what comes out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from igtagger.errors import LibraryError
from igtagger.gui import done_bar
from igtagger.gui.dialogs.export_dialog import ExportChoice, ExportDialog, Scope
from igtagger.gui.dialogs.preview_table import TextModel
from igtagger.gui.done_bar import DoneBar

COUNTS = {Scope.ALL: 1200, Scope.FILTERED: 1200, Scope.SELECTED: 3}


class Previews:
    """Stands for what makes the rows; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[ExportChoice] = []

    def __call__(self, choice: ExportChoice) -> list[list[str]]:
        self.asked.append(choice)
        return [["path", "label_1"], *([f"{n}.jpg", "cat"] for n in range(choice.top_k))]


@pytest.fixture
def previews() -> Previews:
    return Previews()


@pytest.fixture
def dialog(qtbot: QtBot, previews: Previews, tmp_path: Path) -> ExportDialog:
    dialog = ExportDialog(COUNTS, previews, tmp_path, top_k=4, min_score=0.25)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def type_file(dialog: ExportDialog, text: str) -> None:
    dialog.file.selectAll()
    QTest.keyClicks(dialog.file, text)


def test_it_begins_with_what_the_window_shows(dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.choice == ExportChoice(
        scope=Scope.ALL,
        format="csv",
        layout="wide",
        top_k=4,
        min_score=0.25,
        absolute=False,
        bom=False,
        reviewed=True,
        target=tmp_path / "tags.csv",
    )


def test_what_is_chosen_comes_out(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.scopes[Scope.SELECTED].setChecked(True)
    dialog.bom.setChecked(True)
    dialog.long.setChecked(True)
    dialog.top_k.setValue(9)
    dialog.min_score.setValue(0.3)
    dialog.absolute.setChecked(True)
    dialog.reviewed.setChecked(False)
    type_file(dialog, "mine.csv")
    dialog.export.click()
    assert dialog.result() == ExportDialog.DialogCode.Accepted
    assert dialog.choice == ExportChoice(
        Scope.SELECTED, "csv", "long", 9, 0.3, True, True, False, tmp_path / "mine.csv"
    )


def test_a_filter_that_leaves_some_out_is_what_one_means(
    qtbot: QtBot, previews: Previews, tmp_path: Path
) -> None:
    counts = {Scope.ALL: 12_000, Scope.FILTERED: 7, Scope.SELECTED: 0}
    dialog = ExportDialog(counts, previews, tmp_path)
    qtbot.addWidget(dialog)
    assert dialog.choice.scope is Scope.FILTERED
    assert "(7)" in dialog.scopes[Scope.FILTERED].text()
    assert not dialog.scopes[Scope.SELECTED].isEnabled()


def test_format_and_ending_go_together(dialog: ExportDialog) -> None:
    dialog.bom.setChecked(True)
    dialog.format.setCurrentIndex(dialog.format.findData("jsonl"))
    assert dialog.choice.target.name == "tags.jsonl"
    assert not dialog.bom.isEnabled()
    assert not dialog.choice.bom
    type_file(dialog, "other.json")
    assert dialog.choice.format == "json"
    type_file(dialog, "other.CSV")
    assert dialog.choice.format == "csv"
    type_file(dialog, "other.txt")
    assert dialog.choice.format == "csv"
    assert dialog.choice.target.name == "other.txt"


@pytest.mark.parametrize("name", ["", "  ", "nowhere/tags.csv", "."])
def test_what_cannot_be_a_file_is_said_at_once(dialog: ExportDialog, name: str) -> None:
    type_file(dialog, name)
    if not name:
        dialog.file.clear()
        dialog.file.textEdited.emit("")
    assert not dialog.export.isEnabled()
    assert dialog.target_note.text()
    type_file(dialog, "good.csv")
    assert dialog.export.isEnabled()


def test_a_file_that_is_there_is_said_to_be_replaced(dialog: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "old.csv").touch()
    type_file(dialog, "old.csv")
    assert "replaced" in dialog.target_note.text()
    assert dialog.export.text() == "Replace"
    assert dialog.export.isEnabled()


def test_a_picture_is_not_to_be_replaced(dialog: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "holiday.png").touch()
    type_file(dialog, "holiday.png")
    assert "picture" in dialog.target_note.text()
    assert not dialog.export.isEnabled()


def test_the_preview_follows_the_choice(
    qtbot: QtBot, dialog: ExportDialog, previews: Previews
) -> None:
    model = dialog.preview.model()
    assert model.rowCount(QModelIndex()) == 4
    for number in range(10, 20):
        dialog.top_k.setValue(number)
    qtbot.waitUntil(lambda: model.rowCount(QModelIndex()) == 19)
    assert len(previews.asked) < 8, "not once for each step"


def test_an_error_stands_in_place_of_the_rows(qtbot: QtBot, tmp_path: Path) -> None:
    def broken(choice: ExportChoice) -> list[list[str]]:
        raise LibraryError("library.locked", file="a.sqlite3")

    dialog = ExportDialog(COUNTS, broken, tmp_path)
    qtbot.addWidget(dialog)
    words = dialog.preview_note.text()
    assert words.startswith("The library a.sqlite3 cannot be used: another process holds its lock.")
    assert words.endswith("wait for it to end and try again.")


def test_nothing_to_export_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog({}, lambda choice: [["path"]], tmp_path)
    qtbot.addWidget(dialog)
    assert dialog.preview_note.text() == "There is nothing to export."
    assert not dialog.export.isEnabled()


def test_the_table_of_rows_is_a_sound_model(qtmodeltester: ModelTester) -> None:
    model = TextModel()
    qtmodeltester.check(model)
    model.show_rows([["a", "b"], ["1", "2"], ["short"]])
    qtmodeltester.check(model)
    assert model.data(model.index(1, 1)) == ""
    assert model.headerData(1, Qt.Orientation.Horizontal) == "b"


def test_what_was_written_can_be_shown_in_its_folder(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(done_bar, "show_in_folder", shown.append)
    bar = DoneBar()
    qtbot.addWidget(bar)
    assert bar.isHidden()
    bar.tell_exported(1, tmp_path / "tags.csv")
    assert bar.line.text().startswith("1 row")
    bar.show_button.click()
    assert shown == [tmp_path / "tags.csv"]
    QTest.keyClick(bar.show_button, Qt.Key.Key_Escape)
    assert bar.isHidden()
    bar.tell("Copied.")
    assert bar.show_button.isHidden()
