"""The export dialog: what it offers, what follows from what, what comes out."""

from __future__ import annotations

import csv
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from igtagger.errors import LibraryError
from igtagger.export.destinations import Precious
from igtagger.export.registry import kept_formats
from igtagger.gui import done_bar
from igtagger.gui.dialogs.export_choice import ExportChoice, Scope
from igtagger.gui.dialogs.export_dialog import ExportDialog
from igtagger.gui.dialogs.preview_table import TextModel
from igtagger.gui.done_bar import DoneBar
from igtagger.gui.jobs.job import DRAIN_MILLISECONDS, Work
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.main_window import MainWindow
from tests.gui.window import LONG, drop, use, wait_idle

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
LANGUAGES = {"en": "English", "de": "Deutsch", "fr": "Français"}
COUNTS = {Scope.ALL: 1200, Scope.FILTERED: 1200, Scope.SELECTED: 3}


class Previews:
    """Stands for what makes the rows; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[ExportChoice] = []

    def __call__(self, choice: ExportChoice) -> Work:
        self.asked.append(choice)
        rows = [["path", "tags"], *([f"{n}.jpg", "cat"] for n in range(choice.top_k))]
        return lambda _: iter([rows])


@pytest.fixture
def previews() -> Previews:
    return Previews()


@pytest.fixture
def dialog(qtbot: QtBot, previews: Previews, tmp_path: Path) -> ExportDialog:
    dialog = ExportDialog(COUNTS, previews, tmp_path, top_k=4, languages=LANGUAGES)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def type_file(dialog: ExportDialog, text: str) -> None:
    dialog.file.selectAll()
    QTest.keyClicks(dialog.file, text)


def choose(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(box.findData(value))


def test_it_begins_with_what_the_window_shows(dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.choice == ExportChoice(
        scope=Scope.ALL,
        format="csv",
        layout="simple",
        top_k=4,
        language="",
        absolute=False,
        bom=False,
        reviewed=True,
        target=tmp_path / "tags.csv",
    )


def test_what_is_chosen_comes_out(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.scopes[Scope.SELECTED].setChecked(True)
    dialog.bom.setChecked(True)
    choose(dialog.rows, "long")
    dialog.top_k.setValue(9)
    choose(dialog.language, "fr")
    dialog.absolute.setChecked(True)
    dialog.reviewed.setChecked(False)
    type_file(dialog, "mine.csv")
    dialog.export.click()
    assert dialog.result() == ExportDialog.DialogCode.Accepted
    assert dialog.choice == ExportChoice(
        Scope.SELECTED, "csv", "long", 9, "fr", True, True, False, tmp_path / "mine.csv"
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
    choose(dialog.format, "jsonl")
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
    assert dialog.export.isEnabled()
    type_file(dialog, "other.xls")
    assert not dialog.export.isEnabled(), "no text is called as a spreadsheet's own file is"


def test_rows_are_those_that_a_format_usually_has_unless_others_were_chosen(
    dialog: ExportDialog,
) -> None:
    assert [dialog.rows.itemData(row) for row in range(3)] == ["simple", "wide", "long"]
    choose(dialog.format, "json")
    assert dialog.choice.layout == "wide"
    type_file(dialog, "other.csv")
    assert dialog.choice.layout == "simple"
    choose(dialog.rows, "long")
    choose(dialog.format, "jsonl")
    assert dialog.choice.layout == "long"


def test_names_are_as_shown_or_english_or_of_another_language(dialog: ExportDialog) -> None:
    offered = [dialog.language.itemText(row) for row in range(dialog.language.count())]
    assert offered == ["As shown in the window", "English", "Deutsch", "Français"]
    choose(dialog.language, "de")
    assert dialog.choice.language == "de"


def test_it_fits_a_small_screen(dialog: ExportDialog) -> None:
    small = QSize(1024, 700)
    for size in (dialog.size(), dialog.minimumSizeHint()):
        assert size.boundedTo(small) == size
    assert dialog.preview.table.height() > 120


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


@pytest.mark.parametrize(
    ("name", "content"),
    [("tags.csv", b"\xff\xd8\xff\xe0"), ("b.csv", b"P6\n3 3\n255\n"), ("c.nef", b"damaged")],
)
def test_a_picture_is_known_by_content_and_by_ending(
    dialog: ExportDialog, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    type_file(dialog, name)
    assert "picture" in dialog.target_note.text()
    assert not dialog.export.isEnabled()


def test_nor_is_what_the_window_was_given_or_the_programs_own(
    qtbot: QtBot, previews: Previews, tmp_path: Path
) -> None:
    own, given = tmp_path / "own", tmp_path / "scan"
    own.mkdir()
    given.write_bytes(b"a damaged scan")
    (own / "library.sqlite3").touch()
    (tmp_path / "link").symlink_to(given)
    precious = Precious((own,), (given,))
    dialog = ExportDialog(COUNTS, previews, tmp_path, precious=precious)
    qtbot.addWidget(dialog)
    for name, words in (
        ("scan", "to be tagged"),
        ("link", "to be tagged"),
        ("own/library.sqlite3", "own files"),
        ("own/new.csv", "own files"),
    ):
        type_file(dialog, name)
        assert words in dialog.target_note.text()
        assert not dialog.export.isEnabled()


@pytest.mark.parametrize("sure", [True, False])
def test_a_file_of_another_kind_is_replaced_only_after_a_question(
    dialog: ExportDialog, tmp_path: Path, sure: bool
) -> None:
    (tmp_path / "&lt;letter&gt;").write_bytes(b"Dear Ana,")
    type_file(dialog, "&lt;letter&gt;")
    assert "no such table" in dialog.target_note.text()
    dialog.export.click()
    assert dialog.isVisible()
    assert "&lt;letter&gt; is no such table" in dialog.question.text()
    assert dialog.question.textFormat() is Qt.TextFormat.PlainText
    replacing, cancel = sorted(
        dialog.question.buttons(), key=lambda button: button.text() != "Replace"
    )
    assert dialog.question.defaultButton() is cancel
    QTest.mouseClick(replacing if sure else cancel, Qt.MouseButton.LeftButton)
    assert dialog.isVisible() != sure
    assert dialog.choice.over_others == sure


def test_a_question_about_one_file_is_not_answered_for_another(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    target = tmp_path / "tags.csv"
    assert dialog.export.text() == "Export"
    target.write_bytes(b"Dear Ana,")  # since it was looked at
    dialog.export.click()
    assert dialog.isVisible()
    dialog.question.close()
    target.write_bytes(b"\xff\xd8\xff\xe0")
    dialog.export.click()
    assert dialog.isVisible()
    assert "picture" in dialog.target_note.text()


def test_the_preview_follows_the_choice(
    qtbot: QtBot, dialog: ExportDialog, previews: Previews
) -> None:
    model = dialog.preview.table.model()
    qtbot.waitUntil(lambda: model.rowCount(QModelIndex()) == 4)
    for number in range(10, 20):
        dialog.top_k.setValue(number)
    qtbot.waitUntil(lambda: model.rowCount(QModelIndex()) == 19)
    assert len(previews.asked) < 8, "not once for each step"


def test_a_preview_that_comes_late_does_not_take_the_place_of_a_later_one(
    qtbot: QtBot, tmp_path: Path
) -> None:
    slow = Event()

    def preview(choice: ExportChoice) -> Work:
        def work(_: Event) -> Iterator[list[list[str]]]:
            if choice.top_k == 4:
                assert slow.wait(20)
            yield [["path"], *[["a.jpg"]] * choice.top_k]

        return work

    dialog = ExportDialog(COUNTS, preview, tmp_path, top_k=4)
    qtbot.addWidget(dialog)
    dialog.top_k.setValue(7)
    model = dialog.preview.table.model()
    qtbot.waitUntil(lambda: model.rowCount(QModelIndex()) == 7)
    slow.set()
    qtbot.waitUntil(lambda: all(thread.name != "job" for thread in threading.enumerate()))
    qtbot.wait(2 * DRAIN_MILLISECONDS)
    assert model.rowCount(QModelIndex()) == 7


@pytest.mark.parametrize("when", ["at once", "on the thread"])
def test_an_error_stands_in_place_of_the_rows(qtbot: QtBot, tmp_path: Path, when: str) -> None:
    def broken(choice: ExportChoice) -> Work:
        def work(_: Event) -> Iterator[list[list[str]]]:
            raise LibraryError("told", text="The library is damaged. Restore a copy.")
            yield

        if when == "at once":
            list(work(Event()))
        return work

    dialog = ExportDialog(COUNTS, broken, tmp_path)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.preview.note.text() == "The library is damaged. Restore a copy.")


def test_nothing_to_export_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog({}, lambda choice: lambda _: iter([[["path"]]]), tmp_path)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.preview.note.text() == "There is nothing to export.")
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


# In the window

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


def test_names_are_exported_as_shown_or_in_another_language_with_their_sums(
    qtbot: QtBot, tmp_path: Path
) -> None:
    def export(window: MainWindow, name: str, **choices: str) -> None:
        window.actions_.export.trigger()
        dialog = window.findChild(ExportDialog)
        dialog.file.setText(str(tmp_path / name))
        for box, value in choices.items():
            choose(getattr(dialog, box), value)
        dialog.file.setText(str(tmp_path / name))
        with qtbot.waitSignal(window.exporting.done, timeout=LONG):
            dialog.accept()
        dialog.setParent(None)

    def script(window: MainWindow) -> None:
        drop(window, SAMPLES / "cat.jpg")
        wait_idle(qtbot, window)
        export(window, "shown.csv")
        export(window, "german.csv", language="de")
        export(window, "german.json", format="json", language="de")

    assert use(script) == 0
    tables = {}
    for name in ("shown", "german"):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            (tables[name],) = csv.DictReader(lines)
    assert list(tables["shown"]) == ["path", "tags", "score", "kind", "error", "remark"]
    assert (tables["shown"]["tags"], tables["shown"]["kind"]) == ("cat", "photograph")
    assert (tables["german"]["tags"], tables["german"]["kind"]) == ("Katze", "Foto")
    (fact,) = json.loads((tmp_path / "german.json").read_text(encoding="utf-8"))
    (name,) = fact["labels"]
    assert (name["label"], name["wnid"], name["level"]) == ("Katze", "n02121808", "term")
    assert name["parts"][0]["label"] == "Ägyptische Mau"


def test_a_format_beside_the_pictures_needs_no_file(dialog: ExportDialog, tmp_path: Path) -> None:
    type_file(dialog, "nowhere/tags.csv")
    assert not dialog.export.isEnabled()
    choose(dialog.format, "captions")
    assert not dialog.file.isEnabled()
    assert dialog.export.isEnabled()
    assert "beside each picture" in dialog.target_note.text()
    assert dialog.choice.target == tmp_path
    choose(dialog.format, "csv")
    assert dialog.file.isEnabled()
    assert not dialog.export.isEnabled()


def test_captions_are_written_from_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for name in ("a.jpg", "b.jpg"):
        shutil.copy(SAMPLES / "cat.jpg", photos / name)
    (photos / "b.txt").write_text("mine")

    def script(window: MainWindow) -> None:
        drop(window, photos)
        wait_idle(qtbot, window)
        window.actions_.export.trigger()
        dialog = window.findChild(ExportDialog)
        choose(dialog.format, "captions")
        told: list[Problem] = []
        window.exporting.problem.connect(told.append)
        with qtbot.waitSignal(window.exporting.done, timeout=LONG):
            dialog.export.click()
        assert ["hold something else" in problem.message for problem in told] == [True]

    assert use(script) == 0
    assert (photos / "a.txt").read_text() == "cat"
    assert (photos / "b.txt").read_text() == "mine"


def test_every_format_has_a_name_for_its_file(dialog: ExportDialog, tmp_path: Path) -> None:
    offered = [dialog.format.itemData(row) for row in range(dialog.format.count())]
    assert offered == [each.name for each in kept_formats()]
    for form in kept_formats():
        choose(dialog.format, form.name)
        assert dialog.choice.format == form.name
        assert dialog.export.isEnabled(), form.name
        if form.writes.one_file:
            assert dialog.choice.target.name == (form.file_name or f"tags{form.endings[0]}")
        type_file(dialog, "tags.csv") if form.file_name else None


def test_a_name_that_two_formats_know_stays_with_the_chosen_one(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    choose(dialog.format, "exiftool")
    type_file(dialog, "mine.csv")
    assert dialog.choice.format == "exiftool"
    choose(dialog.format, "imagefolder")
    type_file(dialog, "metadata.jsonl")
    assert dialog.choice.format == "imagefolder"
    assert dialog.export.isEnabled()
    type_file(dialog, "mine.jsonl")
    assert dialog.choice.format == "imagefolder"
    assert not dialog.export.isEnabled()


def test_decimal_commas_are_for_the_formats_that_have_the_choice(dialog: ExportDialog) -> None:
    dialog.comma.setChecked(True)
    assert dialog.choice.comma
    for name, able in (("tsv", True), ("json", False), ("xlsx", False), ("csv", True)):
        choose(dialog.format, name)
        assert dialog.comma.isEnabled() == dialog.choice.comma == able


def test_a_table_with_decimal_commas_has_semicolons(qtbot: QtBot, tmp_path: Path) -> None:
    photos, target = tmp_path / "photos", tmp_path / "tags.csv"
    photos.mkdir()
    shutil.copy(SAMPLES / "cat.jpg", photos / "a.jpg")

    def script(window: MainWindow) -> None:
        drop(window, photos)
        wait_idle(qtbot, window)
        window.actions_.export.trigger()
        dialog = window.findChild(ExportDialog)
        dialog.comma.setChecked(True)
        dialog.file.setText(str(target))
        with qtbot.waitSignal(window.exporting.done, timeout=LONG):
            dialog.accept()

    assert use(script) == 0
    header, row = target.read_text().splitlines()
    assert header.startswith("path;tags;score;")
    assert row.startswith("a.jpg;cat;0,9")
