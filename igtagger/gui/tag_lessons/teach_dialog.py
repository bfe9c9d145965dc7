"""The page that teaches one tag: what is suggested for it, confirmed and rejected."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.learned_tags.lessons import TagLesson, TaughtSoFar
from igtagger.app.learned_tags.proposal_pages import ProposalPages
from igtagger.app.review_steps import PathStep
from igtagger.errors import IgTaggerError
from igtagger.gui.dialogs.form import set_look
from igtagger.gui.jobs.asking import Asking
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.announcing import announce
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon
from igtagger.gui.look.message_pane import MessagePane
from igtagger.gui.look.reason_words import sentence_of
from igtagger.gui.runs.making_features import MakingFeatures
from igtagger.gui.tag_lessons.large_look import LargeLook
from igtagger.gui.tag_lessons.lesson_header import LessonHeader
from igtagger.gui.tag_lessons.proposal_model import ProposalModel
from igtagger.gui.tag_lessons.proposal_view import ProposalView
from igtagger.gui.tags.review_history import Reviews, StepKind
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.labels import own_tags

_FRAME = QSize(16, 48)
"""Around it, as window managers draw it, with the title."""
_PAGES_AHEAD = 3
"""So many pages of suggestions are asked for beyond those that were shown."""


class TeachDialog(QDialog):
    """Over the window, until it is left.

    What is decided stays where it is, with a tick or a cross, so that nothing moves under the
    pointer. Each decision makes the list behind the page better; the page is turned by itself once
    all of it is decided, or by Page Down, which passes over what is not.

    Args:
        source: the tag's lesson.
        making: makes features that are missing.
        reviews: what is decided.
        thumbnails: where the small pictures come from.
        edge: of these, in logical pixels.
        parent: the window.

    Signals:
        switched: the tag is said by itself from now on, or no more.
        left: it was gone through enough.
    """

    switched = Signal()
    left = Signal()

    def __init__(
        self,
        source: TagLesson,
        making: MakingFeatures,
        reviews: Reviews,
        thumbnails: Thumbnails,
        edge: int,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._name, self.source, self._reviews = source.name, source, reviews
        self.lesson: TaughtSoFar | None = None
        self.pages = ProposalPages()
        self.asking = Asking(reviews)  # which outlives this dialog
        self._pending: list[str] = []  # decided, and on their way to the library
        self._missing, self._making = 0, making  # features
        self._refused = False  # to suggest anything
        self._going_on = False  # to the next page, once this one is used up
        self._model = ProposalModel(self.pages, self)
        self.view = ProposalView(self._model, thumbnails, edge)
        self.large = LargeLook(thumbnails)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("More like “{name}”").format(name=self._name))
        self._build()
        self._connect()
        room = parent.screen().availableGeometry().size() - _FRAME
        self.resize(parent.size().boundedTo(room))
        self.message.show_text("search", self.tr("Looking through your pictures…"), "")
        self._tell("")
        self._show_state()
        self.view.setFocus()
        self.refresh()

    # Building

    def _build(self) -> None:
        self.header = LessonHeader(self._name, self._making)
        self.message = MessagePane()
        self.middle = QStackedWidget()
        for page in (self.view, self.large, self.message):
            self.middle.addWidget(page)
        self.told = ElidedLabel()  # in one line: what is above must not move
        self.undo_button = QPushButton(icon("undo"), self.tr("&Undo"))
        self.back_button = QPushButton(icon("previous"), self.tr("The ones &before"))
        self.next_button = QPushButton(icon("next"), self.tr("&Next suggestions"))
        self.close_button = QPushButton(self.tr("&Leave"))
        bar = QHBoxLayout()
        bar.addWidget(self.told, 1)
        buttons = (self.undo_button, self.back_button, self.next_button, self.close_button)
        for button in (*buttons, self.message.button):
            button.setAutoDefault(False)
        for button in buttons:
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.header)
        layout.addWidget(self.middle, 1)
        layout.addLayout(bar)

    def _connect(self) -> None:
        self.view.room_changed.connect(self._fit)
        self.view.turned.connect(self.turn)
        self.view.judged.connect(self._judge)
        self.view.large_wanted.connect(self._look)
        self.large.left.connect(self._stop_looking)
        self.large.stepped.connect(self._step)
        self.large.judged.connect(lambda right: self._judge(self._current(), right, by_key=True))
        self.header.switch_wanted.connect(self._switch)
        self.message.button.clicked.connect(self.header.lacking.start)
        self.header.lacking.focus_left.connect(self._focus_middle)
        self._making.began.connect(self._show_state)
        self._making.ended.connect(self._show_state)
        self._making.problem.connect(self.tell_problem)
        self.next_button.clicked.connect(lambda: self.turn(1))
        self.back_button.clicked.connect(lambda: self.turn(-1))
        self.undo_button.clicked.connect(self._reviews.undo)
        self.close_button.clicked.connect(self.reject)
        for keys, verb in (
            (QKeySequence.StandardKey.Undo, self._reviews.undo),
            (QKeySequence.StandardKey.Redo, self._reviews.redo),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(verb)
        self._reviews.kept_of_paths.connect(self._take_step)
        self._reviews.changed.connect(self.refresh)
        self._reviews.problem.connect(self.tell_problem)
        self.asking.problem.connect(self._reviews.problem)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """So small that it fits wherever the window does."""
        return QSize(480, 360)

    # What is known

    @property
    def has_learned(self) -> bool:
        """Whether there is anything to keep."""
        return self.lesson is not None and self.lesson.examples > 0

    def refresh(self) -> None:
        """Ask anew what is suggested, as it stands now."""
        if not self._reviews.busy:
            self._pending.clear()
            most = self.pages.seen + _PAGES_AHEAD * self.pages.size
            ask = partial(self.source.look, most)
            self.asking.ask("lesson", ask, self._show, self._refuse)
        self._show_state()

    def show_missing(self, missing: int) -> None:
        """Of so many pictures they are missing."""
        self._missing = missing
        self.header.show_missing(missing)
        self._show_state()

    def _show(self, lesson: TaughtSoFar) -> None:
        self.lesson = lesson
        self.pages.offer(lesson.proposals)
        turned = self._going_on and self.pages.is_used_up and self.pages.turn(1)
        if self._refused:
            self._refused = False
            self._tell("")
        self._show_state()
        if turned:
            self._going_on = False
            self.view.go_to(0)
            self._show_state()

    def _show_state(self) -> None:
        lesson, pages = self.lesson, self.pages
        focus = self.focusWidget()  # before anything is hidden that has it
        was_here = focus is None or self.middle.isAncestorOf(focus)
        place = self.view.currentIndex().row()
        self._model.show_page()
        if pages.page and not self.view.currentIndex().isValid():
            self.view.go_to(min(max(0, place), len(pages.page) - 1))
        self._model.show_verdicts()
        self.header.show_lesson(lesson)
        if lesson is not None:
            self._show_message(lesson)
        if self.middle.currentWidget() is not self.large:
            self._show_middle(self.view if pages.page else self.message, was_here)
        elif pages.page:
            self._show_large()
        self.undo_button.setEnabled(bool(self._reviews.done))
        self.next_button.setEnabled(pages.has_next)
        self.back_button.setEnabled(pages.first > 0)

    def _show_middle(self, page: QWidget, take_focus: bool) -> None:
        """What had the focus in the middle gives it to what can be done there now."""
        self.middle.setCurrentWidget(page)
        wanted = self.view if page is self.view else self.message.button
        if take_focus and not wanted.isHidden() and not wanted.hasFocus():
            wanted.setFocus()

    def _focus_middle(self) -> None:
        (self.view if self.pages.page else self.message.button).setFocus()

    def _show_message(self, lesson: TaughtSoFar) -> None:
        """What stands where no picture does."""
        if not lesson.pictures or (self._missing and not lesson.examples):
            title = self.tr("It is not kept yet what your pictures look like")
            text = self.tr("They are looked at once; from then on others like them are found.")
            verb = "" if self._making.running else self.tr("&Make them now")
            self.message.show_text("images", title, text, verb)
        elif not lesson.examples:
            title = self.tr("No picture has “{name}” yet").format(name=self._name)
            text = self.tr(
                "Select pictures that show it, and press Ctrl+J: from one on, others like it are "
                "found."
            )
            self.message.show_text("tag", title, text)
        else:
            self.message.show_text("check", self.tr("All is gone through."), "")

    def _tell(self, text: str, look: str = "muted") -> None:
        hint = self.tr("P or Enter: it is one. X: it is not. Space looks at it.")
        self.told.setText(text or hint)
        set_look(self.told, look)

    def tell_problem(self, problem: Problem) -> None:
        """Something went wrong: what was decided last may not be kept."""
        self.pages.decide(self._pending, None)
        self._pending.clear()
        self._tell(problem.message, "error")
        announce(self, problem.message, assertive=True)
        self._show_state()

    def _refuse(self, error: IgTaggerError) -> None:
        text, self._refused = sentence_of(error.reason), True
        self._tell(text, "error")
        announce(self, text, assertive=True)
        if self.lesson is None:
            self.message.show_text("warning", self.tr("Nothing can be suggested"), text)
        self._show_state()

    # Pages

    def _fit(self, size: int) -> None:
        if size != self.pages.size:
            self.pages.fit(size)
            self.refresh()

    def turn(self, by: int) -> None:
        """Go on, passing over what is not decided, or back."""
        self._going_on = False
        if self.pages.turn(by):
            self._show_state()
            self.view.go_to(0)
            self.refresh()

    def _current(self) -> list[int]:
        return [self.view.currentIndex().row()] if self.view.currentIndex().isValid() else []

    def _look(self) -> None:
        self.middle.setCurrentWidget(self.large)
        self.large.setFocus()
        self._show_large()

    def _stop_looking(self) -> None:
        self.middle.setCurrentWidget(self.view)
        self.view.setFocus()
        self._show_state()

    def _step(self, by: int) -> None:
        place = max(0, self.view.currentIndex().row()) + by
        if 0 <= place < len(self.pages.page):
            self.view.go_to(place)
            self._show_large()

    def _show_large(self) -> None:
        for place in self._current():
            row = self.pages.page[place]
            self.large.show_proposal(row, self.pages.verdict(row.path))

    # What is decided

    def _judge(self, places: Sequence[int], right: bool, by_key: bool = False) -> None:
        ref = self.lesson.ref if self.lesson is not None else None
        if ref is None or not places:
            return
        paths = [self.pages.page[place].path for place in places]
        self.pages.decide(paths, right)
        self._pending += paths
        self._going_on = True
        self._reviews.judge_suggested(paths, self._name, ref, right=right)
        if by_key:
            self._go_on(places[-1])
        self._show_state()

    def _go_on(self, place: int) -> None:
        """To the next picture that is not decided, on this page."""
        page = self.pages.page
        order = (*range(place + 1, len(page)), *range(place))
        undecided = (n for n in order if self.pages.verdict(page[n].path) is None)
        self.view.go_to(next(undecided, place))

    def _take_step(self, step: PathStep, kind: StepKind) -> None:
        """A step was kept; it may be one that was undone."""
        self._pending = [path for path in self._pending if path not in step.after]
        reviews = step.before if kind is StepKind.UNDONE else step.after
        ref = self.lesson.ref if self.lesson is not None else None
        for path, review in reviews.items():
            has = own_tags.has(review.own, self._name)
            right = True if has else False if ref in review.rejected else None
            self.pages.decide([path], right)
        self._tell(step.text if kind is not StepKind.UNDONE else self._undone(step))
        if kind is not StepKind.DONE and reviews:
            self._come_back(next(iter(reviews)))
        self._show_state()

    def _come_back(self, path: str) -> None:
        """To a picture about which something else holds again."""
        self._going_on = False
        self.pages.go_to(path)
        self._model.show_page()
        shown = [row.path for row in self.pages.page]
        if path in shown:
            self.view.go_to(shown.index(path))

    def _undone(self, step: PathStep) -> str:
        return self.tr("Undone: {step}").format(step=step.text)

    # The tag by itself

    def _switch(self, on: bool) -> None:
        def switched(_: bool) -> None:
            self.switched.emit()
            self.refresh()

        self.asking.ask("switch", partial(self.source.keep, automatic=on), switched, self._refuse)

    def done(self, result: int) -> None:
        """Left: what is answered later is nobody's any more."""
        self.asking.leave()
        self.left.emit()
        self.large.preview.close_loader()
        super().done(result)
