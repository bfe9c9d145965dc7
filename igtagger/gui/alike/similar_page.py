"""Pictures that are similar to one, in the place of the list, until the person goes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QLocale, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.errors import IgTaggerError
from igtagger.gui.alike.asked_picture import AskedPicture, SimilarAnswer
from igtagger.gui.alike.large_dialog import LargeDialog, LookedAt
from igtagger.gui.alike.similar_view import SimilarFound, SimilarModel, SimilarView
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.keys.all_keys import SIMILAR_KEYS
from igtagger.gui.look.announcing import announce
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon
from igtagger.gui.look.message_pane import MessagePane
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip
from igtagger.gui.look.reason_words import words_of
from igtagger.gui.runs.lacking_bar import LackingBar
from igtagger.gui.tags.own_tag_field import OwnTagField
from igtagger.gui.views.thumbnails import Thumbnails

_SMALL = 40
_BUSY_MILLISECONDS = 150
"""Most answers are there before: nothing flickers."""
_CLOSING_SECONDS = 2.0
_SMALLEST = QSize(320, 200)


@dataclass(frozen=True, slots=True)
class SimilarWork:
    """What the page has others do.

    Attributes:
        find: work as of :func:`find_similar`; True for listed pictures alone.
        is_listed: whether a picture is in the list.
    """

    find: Callable[[AskedPicture, bool], Work]
    is_listed: Callable[[str], bool]


class SimilarPage(QWidget):
    """Shows what is similar to the picture that was asked for last.

    Args:
        work: what finds it.
        lacking: the bar that makes features where they lack; it stands elsewhere.
        thumbnails: where the small pictures come from.
        own: the person's tags, for completion.
        edge: of small pictures, in logical pixels.
        parent: the Qt owner.

    Signals:
        asked: another picture is asked for now; its name.
        left: the person goes back to the list.
        chosen_changed: other pictures are chosen.
        add_wanted: paths that are to be in the list.
        reveal_wanted: a path that is to be shown in its folder.
        tag_wanted: paths, and names of tags that they are to have.
    """

    asked = Signal(str)
    left = Signal()
    chosen_changed = Signal()
    add_wanted = Signal(list)
    reveal_wanted = Signal(str)
    tag_wanted = Signal(list, list)

    def __init__(
        self,
        work: SimilarWork,
        lacking: LackingBar,
        thumbnails: Thumbnails,
        own: Callable[[], Sequence[str]],
        edge: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._work, self._thumbnails, self._edge = work, thumbnails, edge
        self._asked: list[AskedPicture] = []
        self._answer: SimilarAnswer | None = None
        self._job: Job | None = None
        self._busy = QTimer(self)
        self._busy.setSingleShot(True)
        self._busy.setInterval(_BUSY_MILLISECONDS)
        self._busy.timeout.connect(self._show_busy)
        self.model = SimilarModel(self)
        self.view = SimilarView(self.model, thumbnails, edge)
        self.field = OwnTagField(own, list)
        self.lacking = lacking
        self._build()
        self._connect()

    def _build(self) -> None:
        self.pane = MessagePane()
        self.middle = QStackedWidget()
        self.middle.addWidget(self.view)
        self.middle.addWidget(self.pane)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName(self.tr("Looking for similar pictures"))
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        self.bar.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 6)
        column.setSpacing(4)
        column.addLayout(self._built_top())
        column.addWidget(self.bar)
        column.addWidget(self.middle, 1)
        column.addLayout(self._built_bottom())

    def _built_top(self) -> QHBoxLayout:
        self.back_button = self._button("back", self.tr("Back (Backspace)"), "back")
        self.small = PlainLabel()
        self.small.setFixedSize(_SMALL, _SMALL)
        self.small.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.heading = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        self.heading.setFont(font)
        self.told = ElidedLabel()
        self.told.setProperty("look", "muted")
        self.only_listed = QCheckBox(self.tr("Only the &list"))
        set_tool_tip(
            self.only_listed, self.tr("Only pictures of the list; else of the whole library")
        )
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.heading)
        texts.addWidget(self.told)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.back_button)
        line.addWidget(self.small)
        line.addLayout(texts, 1)
        line.addWidget(self.only_listed)
        return line

    def _built_bottom(self) -> QHBoxLayout:
        self.open_button = self._button("fit", self.tr("Look at it (Space)"), "open")
        self.next_button = self._button("search", self.tr("Similar to this one (Ctrl+L)"), "next")
        self.add_button = self._button("plus", self.tr("Add it to the list (A)"), "add")
        self.reveal_button = self._button("locate", self.tr("Show in folder (F)"), "reveal")
        self.field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout()
        line.setSpacing(4)
        for button in (self.open_button, self.next_button, self.add_button, self.reveal_button):
            line.addWidget(button)
        line.addSpacing(6)
        line.addWidget(self.field, 1)
        return line

    def _button(self, drawing: str, text: str, verb: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(drawing))
        button.setAccessibleName(text.partition(" (")[0])
        set_tool_tip(button, text)
        button.clicked.connect(lambda: self.do(verb))
        return button

    def _connect(self) -> None:
        self.view.verb_wanted.connect(self.do)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._choose())
        self.only_listed.toggled.connect(lambda _: self._look())
        self.pane.button.clicked.connect(lambda: self.only_listed.setChecked(False))
        self.field.entered.connect(lambda names: self.tag_wanted.emit(self.paths(), names))
        self.field.left.connect(self.view.setFocus)
        self.lacking.made.connect(self._look)
        self._thumbnails.ready.connect(self._take_small)

    def _take_small(self, _: object) -> None:
        self._show_small()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """What there is no room for is scrolled."""
        return _SMALLEST

    # What is asked

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._job is not None

    def ask(self, asked: AskedPicture) -> None:
        """Show what is similar to this one; back leads to what is shown now."""
        self._asked.append(asked)
        self._begin()

    def forget(self) -> None:
        """Nothing is asked any more."""
        self._asked.clear()
        self._end()
        self.lacking.forget()
        self._answer = None
        self.model.show_these([])

    def close_jobs(self) -> None:
        """End what is under way, as the window closes."""
        job = self._job
        self._end()
        if job is not None:
            job.wait(_CLOSING_SECONDS)

    def name(self) -> str:
        """Of the picture that is asked for."""
        path = self._asked[-1].path if self._asked else None
        return path.name if path is not None else self.tr("the picture that was pasted")

    def _begin(self) -> None:
        name = self.name()
        self.heading.setText(self.tr("Similar to “{name}”").format(name=name))
        self._show_small()
        self.asked.emit(name)
        self._look()

    def _look(self) -> None:
        self._end()
        if not self._asked:
            return
        self._job = Job(self._work.find(self._asked[-1], self.only_listed.isChecked()), self)
        self._job.items.connect(self._take)
        self._job.ended.connect(self._ended)
        self._job.start()
        self.told.setText(self.tr("Looking…"))
        self._busy.start()

    def _show_busy(self) -> None:
        self.bar.setVisible(self._job is not None)

    def _end(self) -> None:
        """What it still has to say is of no interest; it lives until it has ended."""
        self.bar.hide()
        job, self._job = self._job, None
        if job is not None:
            job.items.disconnect(self._take)
            job.ended.disconnect(self._ended)
            job.cancel()
            job.ended.connect(job.deleteLater)

    # What is found

    def _take(self, items: list[SimilarAnswer | int]) -> None:
        for item in items:
            if isinstance(item, SimilarAnswer):
                self._show(item)
            else:
                self.lacking.tell(item)

    def _show(self, answer: SimilarAnswer) -> None:
        self._answer = answer
        self.model.show_these(list(answer.found))
        self._show_small()
        if answer.found:
            self.middle.setCurrentWidget(self.view)
            first = self.model.index(self._first_other(answer.found), 0)
            self.view.setCurrentIndex(first)
            self.view.scrollToTop()
        else:
            self._show_nothing(answer)
        self._tell(answer)

    @staticmethod
    def _first_other(found: Sequence[SimilarFound]) -> int:
        """Whoever asks has the picture itself."""
        places = (place for place, each in enumerate(found) if each.alike.same != "itself")
        return next(places, 0)

    def _tell(self, answer: SimilarAnswer) -> None:
        number = QLocale().toString
        text = self.tr("%n picture(s), the most alike first", "", len(answer.found))
        among = self.tr("compared with {count}").format(count=number(answer.among))
        self.told.setText(f"{text}  ·  {among}")
        announce(self, self.told.text())

    def _show_nothing(self, answer: SimilarAnswer) -> None:
        self.middle.setCurrentWidget(self.pane)
        if answer.among and self.only_listed.isChecked():
            self.pane.show_text(
                "search",
                self.tr("No picture of the list can be compared"),
                self.tr("Other pictures of the library can."),
                self.tr("Look in the whole library"),
            )
        else:
            self.pane.show_text(
                "search",
                self.tr("There is nothing to compare with yet"),
                self.tr("Pictures can be compared once they are tagged with this model."),
            )

    def _ended(self, error: BaseException | None) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.deleteLater()
        self.bar.hide()
        if error is None:
            return
        self.model.show_these([])
        if not isinstance(error, IgTaggerError):
            raise error  # a bug of ours, for the log
        words = words_of(error.reason)
        self.told.setText("")
        self.pane.show_text("warning", words.text, words.hint)
        self.middle.setCurrentWidget(self.pane)
        announce(self, words.text, assertive=True)

    def _show_small(self) -> None:
        if not self._asked:
            return
        asked, scale = self._asked[-1], self.devicePixelRatioF()
        image = self._answer.small if self._answer is not None else None
        if asked.path is not None:
            edge = round(self._edge * scale)  # as tiles have it
            pixmap = self._thumbnails.pixmap(str(asked.path), self._version(), edge) or QPixmap()
        else:
            pixmap = QPixmap.fromImage(image or QImage())
        if pixmap.isNull():
            self.small.setPixmap(icon("images").pixmap(_SMALL // 2, _SMALL // 2))
            return
        kept, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        edge = round(_SMALL * scale)
        shown = pixmap.scaled(edge, edge, kept, smooth)
        shown.setDevicePixelRatio(scale)
        self.small.setPixmap(shown)

    def _version(self) -> tuple[int, int]:
        """Of the picture that is asked for, where it is among what was found."""
        found = self._answer.found if self._answer is not None else ()
        path = str(self._asked[-1].path)
        return next((each.version for each in found if each.path == path), (0, 0))

    # What is done with it

    def paths(self) -> list[str]:
        """Of the pictures that are chosen."""
        return [each.path for each in self.view.chosen()]

    def do(self, verb: str) -> None:
        """What a key, a button or the menu asks for."""
        if verb == "leave":
            self.left.emit()
        elif verb == "back":
            self._go_back()
        elif chosen := self.paths():
            self._do_with(verb, chosen)

    def _do_with(self, verb: str, paths: list[str]) -> None:
        if verb == "open":
            self.open_large()
        elif verb == "next":
            self.ask(AskedPicture(Path(paths[0])))
        elif verb == "add":
            self.add_wanted.emit([path for path in paths if not self._work.is_listed(path)])
            self._choose()
        elif verb == "reveal":
            self.reveal_wanted.emit(paths[0])
        elif verb == "tag":
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_back(self) -> None:
        if len(self._asked) > 1:
            self._asked.pop()
            self._begin()
        else:
            self.left.emit()

    def open_large(self) -> LargeDialog:
        """Look at the chosen picture; arrows go on to the others that were found."""
        place = self.view.currentIndex().row()
        count = self.model.rowCount()
        dialog = LargeDialog(
            self._looked_at, count, max(place, 0), self._go_to, self._thumbnails, self
        )
        dialog.finished.connect(lambda _: self.view.setFocus())
        dialog.open()
        return dialog

    def _looked_at(self, place: int) -> LookedAt:
        each = self.model.found[place]
        return LookedAt(each.path, each.version, f"{each.words()}  ·  {each.path}")

    def _go_to(self, place: int) -> None:
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(self.model.index(place, 0), flags.ClearAndSelect)

    def _choose(self) -> None:
        paths = self.paths()
        for button in (self.open_button, self.next_button, self.reveal_button):
            button.setEnabled(len(paths) == 1)
        self.add_button.setEnabled(any(not self._work.is_listed(path) for path in paths))
        self.field.setEnabled(bool(paths))
        self.chosen_changed.emit()

    def _show_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        for button in (self.open_button, self.next_button, self.add_button, self.reveal_button):
            action = menu.addAction(button.icon(), button.toolTip().replace("(", "\t").rstrip(")"))
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(point))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape leads back from wherever the focus is."""
        if SIMILAR_KEYS.verb(event) == "leave":
            self.left.emit()
        else:
            super().keyPressEvent(event)
