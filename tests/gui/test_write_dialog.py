"""The dialog that asks which tags are written: what it offers, and the preview that fills."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from igtagger.domain import Reason
from igtagger.errors import LibraryError
from igtagger.export.xmp.exiftool import ExifTool
from igtagger.gui.dialogs.export_choice import Scope
from igtagger.gui.file_writing.change_table import ChangeColumn, ChangeModel
from igtagger.gui.file_writing.file_changes import ChangeKind, FileChange, reason_words
from igtagger.gui.file_writing.write_dialog import WriteChoice, WriteDialog
from igtagger.gui.jobs.job import DRAIN_MILLISECONDS, Work

COUNTS = {Scope.ALL: 1200, Scope.FILTERED: 40, Scope.SELECTED: 3}
REFUSED = Reason(
    "picture.no-keywords", path=Path("/a/z.gif"), why=Reason("odd.no-sidecar", program="GNOME")
)


def change(number: int) -> FileChange:
    return FileChange(f"/a/{number}.jpg", ChangeKind.CHANGED, "", ("cat", "animal"))


THREE = [
    change(1),
    FileChange("/a/2.jpg", ChangeKind.UNCHANGED),
    FileChange("/a/z.gif", ChangeKind.REFUSED, reason=REFUSED),
]


class DryRuns:
    """Stands for what looks at the files; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[WriteChoice] = []
        self.changes: list[FileChange] = THREE

    def __call__(self, choice: WriteChoice) -> Work:
        self.asked.append(choice)
        return lambda _: iter(self.changes)


@pytest.fixture
def runs() -> DryRuns:
    return DryRuns()


@pytest.fixture
def dialog(qtbot: QtBot, runs: DryRuns) -> WriteDialog:
    dialog = WriteDialog(COUNTS, runs)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_exiftool(None)
    qtbot.waitUntil(lambda: not dialog.preview.running)
    return dialog


def choose(dialog: WriteDialog, program: str) -> None:
    dialog.program.setCurrentIndex(dialog.program.findData(program))


def test_what_is_chosen_comes_out(dialog: WriteDialog) -> None:
    assert dialog.choice == WriteChoice()
    dialog.show_exiftool(ExifTool(Path("/usr/bin/exiftool"), 13.5))
    dialog.scopes[Scope.FILTERED].setChecked(True)
    choose(dialog, "digikam")
    dialog.floor.setValue(0.45)
    dialog.keep_time.setChecked(False)
    dialog.exiftool.setChecked(True)
    assert dialog.choice == WriteChoice(
        Scope.FILTERED, "digikam", floor=0.45, keep_time=False, exiftool=True
    )
    dialog.beside.setChecked(True)
    assert dialog.choice.beside
    assert not dialog.choice.exiftool, "nothing is written into pictures"


def test_what_was_chosen_last_is_chosen_again(qtbot: QtBot, runs: DryRuns) -> None:
    last = WriteChoice(Scope.ALL, "photoprism", only_confirmed=True, beside=True, exiftool=True)
    dialog = WriteDialog(COUNTS, runs, last)
    qtbot.addWidget(dialog)
    assert dialog.choice.preset == "photoprism"
    assert dialog.choice.only_confirmed
    assert dialog.choice.beside
    assert dialog.choice.scope is Scope.SELECTED, "pictures are others each time"
    assert not dialog.floor.isEnabled()
    dialog.beside.setChecked(False)
    assert not dialog.choice.exiftool, "it is not known yet whether it is here"
    dialog.show_exiftool(ExifTool(Path("/usr/bin/exiftool"), 13.5))
    assert dialog.choice.exiftool


@pytest.mark.parametrize(
    ("program", "beside", "said"),
    [
        ("lightroom", False, "IMG.xmp. Pictures of other kinds are left out."),
        ("lightroom", True, "Beside camera raw alone"),
        ("darktable", False, "that have a sidecar already"),
        ("photoprism", False, "a new time of change, by which PhotoPrism notices them"),
        ("immich", True, "Beside every picture, as IMG.jpg.xmp."),
        ("windows", False, "Windows reads no sidecars"),
    ],
)
def test_it_says_where_each_program_has_its_tags(
    dialog: WriteDialog, program: str, beside: bool, said: str
) -> None:
    choose(dialog, program)
    dialog.beside.setChecked(beside)
    assert said in dialog.where.text()


def test_what_a_program_cannot_have_is_not_offered(dialog: WriteDialog) -> None:
    choose(dialog, "photoprism")
    assert not dialog.keep_time.isEnabled()
    assert not dialog.choice.keep_time
    choose(dialog, "gnome")
    assert dialog.choice.keep_time
    assert not dialog.beside.isEnabled()


def test_without_exiftool_it_is_greyed_with_the_reason(dialog: WriteDialog) -> None:
    assert not dialog.exiftool.isEnabled()
    assert "version 13 or newer" in dialog.exiftool_note.text()
    dialog.show_exiftool(ExifTool(Path("/usr/bin/exiftool"), 13.5))
    assert dialog.exiftool.isEnabled()
    assert "13.50" in dialog.exiftool_note.text()


def test_sums_and_kinds_are_told(dialog: WriteDialog) -> None:
    parts = dialog.preview.words.text().split("  ·  ")
    assert [part.split(" ")[0] for part in parts] == ["1", "2", "1", "1"]
    assert parts[2:] == ["1 with nothing to do", "1 left out"]
    model = dialog.preview.model
    texts = [model.data(model.index(row, ChangeColumn.WHAT)) for row in range(3)]
    assert texts == ["+ cat   + animal", "Nothing to do", "GNOME reads no sidecar beside it"]
    for kind, name in ((ChangeKind.CHANGED, "1.jpg"), (ChangeKind.REFUSED, "z.gif")):
        dialog.preview.kind.setCurrentIndex(dialog.preview.kind.findData(kind))
        assert model.rowCount() == 1
        assert model.data(model.index(0, 0)) == name


def test_the_preview_follows_the_choice_but_not_each_step(
    qtbot: QtBot, dialog: WriteDialog, runs: DryRuns
) -> None:
    runs.changes = [change(1), change(2)]
    for number in range(1, 20):
        dialog.floor.setValue(number / 20)
    assert not dialog.write.isEnabled(), "what was looked at is another choice's"
    qtbot.waitUntil(lambda: dialog.preview.totals.changed == 2)
    assert dialog.write.isEnabled()
    assert len(runs.asked) < 8
    assert runs.asked[-1].floor == 0.95


def test_writing_may_begin_while_more_is_looked_at(qtbot: QtBot) -> None:
    more, seen = Event(), Event()

    def slow(choice: WriteChoice) -> Work:
        def work(cancel: Event) -> Iterator[FileChange]:
            yield change(1)
            more.wait(20)
            if cancel.is_set():
                seen.set()

        return work

    dialog = WriteDialog(COUNTS, slow)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.write.isEnabled)
    assert dialog.preview.running
    assert dialog.preview.words.text().startswith("Looking: 1 of 3")
    dialog.write.click()
    assert dialog.result() == WriteDialog.DialogCode.Accepted
    more.set()
    assert seen.wait(20)


def test_looking_is_stopped_and_begun_again(qtbot: QtBot) -> None:
    gate = Event()

    def slow(choice: WriteChoice) -> Work:
        def work(cancel: Event) -> Iterator[FileChange]:
            yield change(1)
            while not gate.wait(0.01) and not cancel.is_set():
                pass
            yield change(2)

        return work

    dialog = WriteDialog(COUNTS, slow)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.write.isEnabled)
    dialog.preview.stop_button.click()
    assert not dialog.preview.running
    assert dialog.preview.words.text().startswith("Stopped: 1 of 3")
    qtbot.waitUntil(lambda: all(thread.name != "job" for thread in threading.enumerate()))
    qtbot.wait(2 * DRAIN_MILLISECONDS)
    assert dialog.preview.totals.looked_at == 1
    gate.set()
    dialog.preview.stop_button.click()
    qtbot.waitUntil(lambda: dialog.preview.totals.looked_at == 2)


@pytest.mark.parametrize("when", ["at once", "on the thread"])
def test_an_error_is_said_and_nothing_can_be_written(qtbot: QtBot, when: str) -> None:
    def broken(choice: WriteChoice) -> Work:
        def work(_: Event) -> Iterator[FileChange]:
            raise LibraryError("told", text="The library is damaged. Restore a copy.")
            yield

        if when == "at once":
            list(work(Event()))
        return work

    dialog = WriteDialog(COUNTS, broken)
    qtbot.addWidget(dialog)
    told = "The library is damaged. Restore a copy."
    qtbot.waitUntil(lambda: dialog.preview.words.text() == told)
    assert not dialog.write.isEnabled()


def test_a_hundred_thousand_files_do_not_hold_it_up(qtbot: QtBot) -> None:
    changes = [change(number) for number in range(100_000)]
    dialog = WriteDialog({Scope.ALL: 100_000}, lambda choice: lambda _: iter(changes))
    qtbot.addWidget(dialog)
    dialog.show()
    longest = last = 0.0
    qtbot.waitUntil(lambda: dialog.preview.totals.looked_at > 0)
    last = time.monotonic()
    while dialog.preview.running:
        QApplication.processEvents()
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    assert dialog.preview.totals.tags == 200_000
    assert longest < 0.5
    began = time.monotonic()
    dialog.preview.kind.setCurrentIndex(dialog.preview.kind.findData(ChangeKind.CHANGED))
    dialog.preview.table.scrollToBottom()
    QApplication.processEvents()
    assert time.monotonic() - began < 0.5


def test_it_fits_a_small_screen_and_leaves_the_table_room(dialog: WriteDialog) -> None:
    small = QSize(1024, 700)
    for size in (dialog.size(), dialog.minimumSizeHint()):
        assert size.boundedTo(small) == size
    assert dialog.preview.table.height() > 150


def test_tab_goes_through_it_from_top_to_bottom(dialog: WriteDialog) -> None:
    seen: list[QWidget] = []
    widget: QWidget | None = dialog.program
    dialog.program.setFocus()
    while widget is not None and widget not in seen:
        seen.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        widget = dialog.focusWidget()
    places = [each.mapTo(dialog, each.rect().center()).y() // 12 for each in seen]
    turn = places.index(min(places))  # behind the last comes the first
    places = places[turn:] + places[:turn]
    assert places == sorted(places)
    assert {dialog.program, dialog.floor, dialog.preview.table, dialog.write} <= set(seen)


def test_the_table_of_changes_is_a_sound_model(qtmodeltester: ModelTester) -> None:
    model = ChangeModel()
    qtmodeltester.check(model)
    model.append(THREE)
    model.show_kind(ChangeKind.REFUSED)
    qtmodeltester.check(model)
    model.append(THREE)
    assert model.rowCount() == 2
    model.show_kind(None)
    qtmodeltester.check(model)
    assert model.rowCount() == 6
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Picture"


def test_a_name_is_never_taken_for_html() -> None:
    model = ChangeModel()
    model.append([FileChange("/a/<b>x</b>.jpg", ChangeKind.CHANGED, "", ("<img src=x>",))])
    index = model.index(0, 0)
    assert "<b>x" not in model.data(index, Qt.ItemDataRole.ToolTipRole)


def test_reasons_are_told_beside_the_name_alone() -> None:
    missing = Reason("picture.not-tagged-yet", path=Path("/a/b.jpg"))
    assert reason_words(missing) == "Has not been tagged yet"
    assert reason_words(REFUSED) == "GNOME reads no sidecar beside it"
