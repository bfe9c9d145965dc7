"""All tags that were taught: renamed, improved, switched, forgotten, exported and imported."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.tag_manager import MadeEdit
from igtagger.errors import IgTaggerError
from igtagger.gui.dialogs.form import MARGINS, note, set_look
from igtagger.gui.jobs.asking import Asking
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.announcing import announce
from igtagger.gui.look.icons import icon
from igtagger.gui.look.message_pane import MessagePane
from igtagger.gui.look.own_message_box import OwnMessageBox
from igtagger.gui.look.reason_words import words_of
from igtagger.gui.tag_lessons.taught_desk import TaughtDesk, TaughtList
from igtagger.gui.tag_lessons.taught_table import TaughtTable
from igtagger.gui.tags.review_history import Reviews
from igtagger.labels.tag_rules import TagEdit

_SIZE = (760, 480)
_FRAME = (8, 40)
_ENDING = ".safetensors"
_CLASH = "taught.clash"


class TaughtDialog(QDialog):
    """Lists taught tags. All that it does is done on threads, and told below the list.

    Args:
        desk: what does it.
        reviews: renames own tags on all pictures.
        parent: the window.

    Signals:
        changed: other tags are said of pictures by themselves, or by other names.
        improve_wanted: more is to be suggested for a tag.
    """

    changed = Signal()
    improve_wanted = Signal(str)

    def __init__(self, desk: TaughtDesk, reviews: Reviews, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._reviews = desk, reviews
        self._renaming = ""
        self.asking = Asking(reviews)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Taught tags"))
        room = self.screen().availableSize() - QSize(*_FRAME)
        self.resize(QSize(*_SIZE).boundedTo(room))
        self._build()
        self._connect()
        self._tell(self.tr("Looking…"))
        self._show_buttons()
        self.refresh()
        self.table.setFocus()

    # Building

    def _build(self) -> None:
        self.table = TaughtTable()
        self.empty = MessagePane()
        self.empty.show_text(
            "tag",
            self.tr("No tag was taught yet"),
            self.tr("Select some pictures of one thing, and press Ctrl+J in the window."),
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty)
        self.improve = QPushButton(icon("search"), self.tr("&Improve…"))
        self.switch = QPushButton(self.tr("&By itself, or not"))
        self.rename = QPushButton(icon("tag"), self.tr("&Rename"))
        self.forget = QPushButton(icon("trash"), self.tr("&Forget…"))
        self.export = QPushButton(icon("export"), self.tr("&Export…"))
        self.import_ = QPushButton(icon("open"), self.tr("I&mport…"))
        self.close_button = QPushButton(self.tr("Close"))
        self.told = note()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(8)
        layout.addWidget(self.pages, 1)
        layout.addLayout(_row(self.improve, self.switch, self.rename, self.forget, None))
        layout.addWidget(self.told)
        layout.addLayout(_row(self.export, self.import_, None, self.close_button))
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.table.itemSelectionChanged.connect(self._show_buttons)
        self.table.switch_wanted.connect(self._switch)
        self.table.rename_wanted.connect(self._rename)
        self.table.improve_wanted.connect(self._improve)
        self.table.remove_wanted.connect(self._ask_to_forget)
        self.improve.clicked.connect(self._improve)
        self.switch.clicked.connect(self.table.switch_current)
        self.rename.clicked.connect(self.table.edit_name)
        self.forget.clicked.connect(self._ask_to_forget)
        self.export.clicked.connect(self._ask_target)
        self.import_.clicked.connect(self._ask_source)
        self.close_button.clicked.connect(self.reject)
        self._reviews.wide_ended.connect(self._renamed)
        self._reviews.problem.connect(self._tell_problem)
        self.asking.problem.connect(self._reviews.problem)

    # What there is

    def refresh(self) -> None:
        """Look anew which tags there are."""
        self.asking.ask("list", self._desk.tags, self._show, self._refuse)

    def _show(self, found: TaughtList) -> None:
        if self.told.text() == self.tr("Looking…"):
            self._tell("")
        self.table.show_tags(found.tags, found.said, found.titles)
        had_focus = self.table.hasFocus()
        self.pages.setCurrentWidget(self.table if found.tags else self.empty)
        if had_focus and not found.tags:
            self.import_.setFocus()
        self._show_buttons()

    def _show_buttons(self) -> None:
        count = len(self.table.chosen())
        for button in (self.improve, self.switch, self.rename):
            button.setEnabled(count == 1)
        self.forget.setEnabled(count > 0)
        self.export.setEnabled(count > 0)

    # What is told

    def _tell(self, text: str, look: str = "muted") -> None:
        self.told.setText(text)
        set_look(self.told, look)
        announce(self, text, assertive=look == "error")

    def _refuse(self, error: IgTaggerError) -> None:
        words = words_of(error.reason)
        self._tell(" ".join(filter(None, (words.text, words.hint))), "error")
        self.refresh()  # a box that was ticked in vain

    def _tell_problem(self, problem: Problem) -> None:
        self._tell(problem.message, "error")

    # What is done

    def _do(self, work: Callable[[], Any], told: Callable[[Any], str]) -> None:
        """Change something, and say what was done."""

        def done(answer: Any) -> None:
            self._tell(told(answer))
            self.changed.emit()
            self.refresh()

        self.asking.ask("change", work, done, self._refuse)

    def _improve(self) -> None:
        for tag in self.table.chosen()[:1]:
            self.accept()
            self.improve_wanted.emit(tag.name)

    def _switch(self, name: str, on: bool) -> None:
        words = (
            self.tr("“{name}” is said by itself from now on.")
            if on
            else self.tr("“{name}” is not said by itself any more.")
        )
        work = partial(self._desk.switch, name, on=on)
        self._do(work, lambda _: words.format(name=name))

    def _rename(self, name: str, new: str) -> None:
        """The own tag, where pictures have it, and its head with it; else that alone."""

        def found(has_pictures: bool) -> None:
            if has_pictures:
                self._renaming = new
                self._reviews.change_everywhere(TagEdit("rename", (name,), new))
            else:
                self._do(partial(self._desk.rename, name, new), lambda _: self._renamed_to(new))

        self.asking.ask("rename", partial(self._desk.is_in_use, name), found, self._refuse)

    def _renamed_to(self, new: str) -> str:
        return self.tr("It is called “{name}” now.").format(name=new)

    def _renamed(self, made: MadeEdit | None) -> None:
        if self._renaming and made is not None:
            self._tell(self._renamed_to(self._renaming))
        self._renaming = ""
        self.changed.emit()
        self.refresh()

    def _ask_to_forget(self) -> None:
        names = [tag.name for tag in self.table.chosen()]
        if not names:
            return
        box = self._question(
            self.tr("Forget what was taught of %n tag(s)?", "", len(names)),
            self.tr("Pictures that have the tag keep it. It is said by itself no more."),
            self.tr("Forget"),
        )
        told = self.tr("What was taught of %n tag(s) is forgotten.", "", len(names))
        box.accepted.connect(lambda: self._do(partial(self._desk.forget, names), lambda _: told))
        box.open()

    def _question(self, text: str, more: str, agree: str) -> OwnMessageBox:
        box = OwnMessageBox("warning", self.windowTitle(), self)
        box.setText(text)
        box.setInformativeText(more)
        box.addButton(agree, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        return box

    # Files

    def _ask_target(self) -> None:
        tags = self.table.chosen()
        if not tags:
            return
        name = tags[0].name if len(tags) == 1 else self.tr("Tags")
        dialog = self._file_dialog(self.tr("Export taught tags"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_ENDING)
        dialog.selectFile("".join(c for c in name if c not in '/\\:*?"<>|') + _ENDING)
        dialog.fileSelected.connect(lambda file: self.export_to([t.name for t in tags], Path(file)))
        dialog.open()

    def export_to(self, names: list[str], file: Path) -> None:
        """Write those tags into a file for somebody else."""

        def done(_: object) -> None:
            text = self.tr("%n tag(s) were written to {file}.", "", len(names))
            self._tell(text.format(file=file.name))

        self.asking.ask("change", partial(self._desk.export, names, file), done, self._refuse)

    def _ask_source(self) -> None:
        dialog = self._file_dialog(self.tr("Import taught tags"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.import_from(Path(file)))
        dialog.open()

    def import_from(self, file: Path, *, replacing: bool = False) -> None:
        """Take in what somebody else has taught."""

        def refuse(error: IgTaggerError) -> None:
            if error.reason.code == _CLASH and not replacing:
                self._ask_to_replace(error, file)
            else:
                self._refuse(error)

        def done(names: list[str]) -> None:
            text = self.tr("%n tag(s) were taken in: {names}.", "", len(names))
            self._tell(text.format(names=", ".join(names)))
            self.changed.emit()
            self.refresh()

        work = partial(self._desk.import_file, file, replacing=replacing)
        self.asking.ask("change", work, done, refuse)

    def _ask_to_replace(self, error: IgTaggerError, file: Path) -> None:
        box = self._question(
            words_of(error.reason).text,
            self.tr("What is in the file would take its place."),
            self.tr("Replace it"),
        )
        box.accepted.connect(lambda: self.import_from(file, replacing=True))
        box.open()

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters(
            [self.tr("Taught tags (*{ending})").format(ending=_ENDING), self.tr("All files (*)")]
        )
        return dialog

    def done(self, result: int) -> None:
        """Closed: what is answered later is nobody's any more."""
        self.asking.leave()
        super().done(result)


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row
