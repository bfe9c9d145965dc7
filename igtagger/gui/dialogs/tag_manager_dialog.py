"""All own tags of the library: what there is, and changes of them on all pictures at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from threading import Event
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.review_steps import WideStep
from igtagger.app.tag_manager import ForeseenEdit, MadeEdit, ManagedTag, TagManager
from igtagger.errors import IgTaggerError
from igtagger.gui.dialogs.form import MARGINS, note, set_look
from igtagger.gui.dialogs.tag_form import TagForm
from igtagger.gui.jobs.job import Job
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.icons import icon
from igtagger.gui.look.reason_words import sentence_of
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.tags.search_field import SearchField
from igtagger.gui.tags.tag_tree import TagTree, colour_icon
from igtagger.gui.tags.tag_words import colour_words, words_of_edit
from igtagger.labels.tag_rules import EditKind, TagEdit

_SIZE = (720, 600)
_FRAME = (8, 40)
"""What a window manager draws around a window, in logical pixels, at most."""


class TagManagerDialog(QDialog):
    """Lists tags and changes them; each change is a step of the window's undo.

    Args:
        reviews: makes the changes.
        results: the pictures that are listed.
        names: of labels and terms, under which tags can be placed.
        tag: an own tag that is to be selected at first; empty for none.
        parent: the window.

    Signals:
        taking_back_wanted: tags that were written into files are to be taken out of them.
        writing_wanted: tags are to be written into files.
    """

    taking_back_wanted = Signal()
    writing_wanted = Signal()

    def __init__(
        self,
        reviews: Reviews,
        results: ResultsModel,
        names: Sequence[str],
        tag: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._reviews, self._results, self._names = reviews, results, names
        self._choose: tuple[str, ...] = (tag,) if tag else ()
        self._written = 0
        self._jobs: dict[str, Job] = {}
        self.setWindowTitle(self.tr("Your tags"))
        room = self.screen().availableSize() - QSize(*_FRAME)
        self.resize(QSize(*_SIZE).boundedTo(room))
        self._build()
        self._connect()
        self._begin()

    # Building

    def _build(self) -> None:
        self.search = SearchField(self.tr("Find a tag"))
        self.tree = TagTree(lambda name: len(self._results.pictures.showing(name)))
        self.rename = self._button(self.tr("&Rename…"), "tag", "rename")
        self.merge = self._button(self.tr("&Merge…"), "", "merge")
        self.delete = self._button(self.tr("&Delete…"), "trash", "delete")
        self.place = self._button(self.tr("&Place under…"), "", "parent")
        self.synonyms = self._button(self.tr("&Other words…"), "", "synonym")
        self.colour = QPushButton(self.tr("&Colour"))
        self.colour.setMenu(self._colour_menu())
        self.form = TagForm(self)
        self.told = note()
        self.undo = QPushButton(icon("undo"), self.tr("&Undo"))
        self.take_back = QPushButton(self.tr("&Take out of files…"))
        self.write = QPushButton(self.tr("&Write into files…"))
        self.close_button = QPushButton(self.tr("Close"))
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Pictures changed"))
        self.stop = QPushButton(icon("stop"), self.tr("&Stop"))
        self._buttons = QWidget()
        self._row(
            self._buttons, self.rename, self.merge, self.delete, self.place, self.synonyms,
            self.colour,
        )  # fmt: skip
        self._busy = QWidget()
        self._row(self._busy, self.progress, self.stop)
        self._pages = (self._buttons, self.form, self._busy)
        self._show_below(self._buttons)
        last = QWidget()
        self._row(last, self.undo, self.take_back, self.write, None, self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        for widget in (*self._pages, self.told, last):
            layout.addWidget(widget)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(button is self.form.do)

    def _show_below(self, wanted: QWidget) -> None:
        """What can be done, what is asked for, or how far it is."""
        for page in self._pages:
            page.setVisible(page is wanted)

    @staticmethod
    def _row(owner: QWidget, *widgets: QWidget | None) -> None:
        row = QHBoxLayout(owner)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            if widget is None:
                row.addStretch(1)
            else:
                row.addWidget(widget)

    def _button(self, text: str, drawing: str, kind: EditKind) -> QPushButton:
        button = QPushButton(icon(drawing), text) if drawing else QPushButton(text)
        button.clicked.connect(partial(self._ask_for, kind))
        return button

    def _colour_menu(self) -> QMenu:
        menu = QMenu(self)
        for value, words in {"": self.tr("None"), **colour_words()}.items():
            drawn = colour_icon(value, self.devicePixelRatioF())
            menu.addAction(drawn, words, partial(self._paint, value))
        return menu

    def _connect(self) -> None:
        self.search.searched.connect(self.tree.search)
        self.search.left.connect(self.tree.setFocus)
        self.tree.itemSelectionChanged.connect(self._show_buttons)
        self.tree.activated.connect(self.rename.click)
        self.form.left.connect(self._leave_form)
        self.form.wanted.connect(self._change)
        self.form.preview_wanted.connect(self._foresee)
        self.undo.clicked.connect(self._undo)
        self.take_back.clicked.connect(self.taking_back_wanted)
        self.write.clicked.connect(self.writing_wanted)
        self.close_button.clicked.connect(self.reject)
        self.stop.clicked.connect(self._reviews.stop_wide)
        self._reviews.wide_progress.connect(self._show_progress)
        self._reviews.wide_ended.connect(self._changed)
        self._reviews.changed.connect(self._show_buttons)
        self._reviews.problem.connect(self._tell_problem)
        for keys, verb in (
            (QKeySequence(QKeySequence.StandardKey.Undo), self._undo),
            (QKeySequence(QKeySequence.StandardKey.Find), self.search.setFocus),
        ):
            QShortcut(keys, self).activated.connect(verb)
        for key, button in (("F2", self.rename), ("Del", self.delete)):
            shortcut = QShortcut(QKeySequence(key), self.tree)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(button.click)

    def _begin(self) -> None:
        self._show_files(0)
        self._tell(self.tr("Looking…"))
        self._show_buttons()
        self.refresh()
        self.tree.setFocus()

    # What there is

    def refresh(self) -> None:
        """Look anew which tags there are."""
        self._ask("tags", TagManager.tags, self._show_tags, self._refuse)

    def _show_tags(self, tags: list[ManagedTag]) -> None:
        if self.told.text() == self.tr("Looking…"):
            none = self.tr("You have no tags of your own yet. Ctrl+T in the window adds one.")
            self._tell("" if tags else none)
        self.tree.show_tags(tags, self._choose)
        self._choose = ()

    def _show_buttons(self) -> None:
        count, busy = len(self.tree.chosen()), self._reviews.busy
        for button in (self.rename, self.synonyms):
            button.setEnabled(count == 1 and not busy)
        for button in (self.delete, self.place, self.colour):
            button.setEnabled(count > 0 and not busy)
        self.merge.setEnabled(count > 1 and not busy)
        done = self._reviews.done
        self.undo.setEnabled(bool(done) and isinstance(done[-1], WideStep) and not busy)

    # A change

    def _ask_for(self, kind: EditKind) -> None:
        # A new name or word is like none of the others, which would only stand in the way of Enter.
        names = [tag.name for tag in self.tree.tags] if kind in ("merge", "parent") else []
        if kind == "parent":
            names = sorted({*names, *self._names}, key=str.casefold)
        self._show_below(self.form)
        self.form.begin(kind, self.tree.chosen(), names)

    def _leave_form(self) -> None:
        self._show_below(self._buttons)
        self.tree.setFocus()

    def _foresee(self, edit: TagEdit) -> None:
        def answer(foreseen: ForeseenEdit) -> None:
            self._written = foreseen.counts.written
            self.form.show_foreseen(edit, foreseen)

        def refuse(error: IgTaggerError) -> None:
            self.form.refuse(edit, sentence_of(error.reason))

        self._ask("preview", lambda manager: manager.foresee(edit), answer, refuse)

    def _paint(self, colour: str) -> None:
        self._change(TagEdit("colour", tuple(tag.name for tag in self.tree.chosen()), colour))

    def _change(self, edit: TagEdit) -> None:
        if not edit.on_pictures:
            self._written = 0
        self._choose = edit.tags if edit.kind not in ("rename", "merge") else (edit.value,)
        self._show_below(self._busy)
        self.progress.setRange(0, 0)
        self._reviews.change_everywhere(edit)

    def _undo(self) -> None:
        step = self._reviews.done[-1] if self.undo.isEnabled() else None
        if isinstance(step, WideStep):
            self._written = 0
            self._choose = step.edit.tags
            self._show_below(self._busy)
            self.progress.setRange(0, 0)
            self._reviews.undo()

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _changed(self, made: MadeEdit | None) -> None:
        self._leave_form()
        if made is None:
            self._choose = ()
            self._tell(self.tr("Nothing was changed."))
        else:
            self._tell(self._told(made))
            self._show_files(self._written if made.pictures else 0)
        self._show_buttons()
        self.refresh()

    def _told(self, made: MadeEdit) -> str:
        words = words_of_edit(made.edit, made.pictures)
        if made.undone:
            return self.tr("Undone: {step}").format(step=words)
        told = self.tr("Done: {step}.").format(step=words)
        if self._written:
            files = self.tr(
                "Files of %n picture(s) still hold the old tag. Take what was written out of them, "
                "then write the tags anew.", "", self._written,
            )  # fmt: skip
            return f"{told} {files}"
        return told

    def _show_files(self, count: int) -> None:
        self.take_back.setVisible(count > 0)
        self.write.setVisible(count > 0)

    # Told

    def _tell(self, text: str, look: str = "muted") -> None:
        self.told.setText(text)
        set_look(self.told, look)

    def _tell_problem(self, problem: Problem) -> None:
        self._tell(problem.message, "error")

    def _refuse(self, error: IgTaggerError) -> None:
        self._tell(sentence_of(error.reason), "error")

    # Questions to the library

    def _ask(
        self,
        about: str,
        question: Callable[[TagManager], Any],
        answer: Callable[[Any], None],
        refuse: Callable[[IgTaggerError], None],
    ) -> None:
        """Ask on a thread; of several questions about the same the newest alone is answered."""

        def work(_: Event) -> Iterator[Any]:
            yield question(self._reviews.writer.tag_manager())

        def is_newest() -> bool:
            return self._jobs.get(about) is job

        def took(items: list[Any]) -> None:
            if is_newest():
                answer(items[-1])

        def ended(error: BaseException | None) -> None:
            job.deleteLater()
            if is_newest() and isinstance(error, IgTaggerError):
                refuse(error)
            elif error is not None and not isinstance(error, IgTaggerError):
                self._reviews.problem.emit(Problem.of(error))

        job = self._jobs[about] = Job(work, self._reviews)  # which outlives this dialog
        job.items.connect(took)
        job.ended.connect(ended)
        job.start()

    def done(self, result: int) -> None:
        """Closed: what is answered later is nobody's any more."""
        self._jobs.clear()
        super().done(result)
