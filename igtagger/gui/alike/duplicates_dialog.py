"""Copies of pictures, group by group: which are kept, and which go to the trash."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.likeness.copy_decisions import CopyDecisions, FoundGroup
from igtagger.app.likeness.joining_copies import Likeness
from igtagger.gui.alike.copy_finder import CopyFinder, CopyWork
from igtagger.gui.alike.copy_marking import CopyMarking
from igtagger.gui.alike.copy_search import SearchEnd
from igtagger.gui.alike.copy_trashing import CopyTrashing
from igtagger.gui.alike.group_view import GroupModel, GroupView
from igtagger.gui.alike.large_dialog import LargeDialog, LookedAt
from igtagger.gui.alike.likeness_words import facts_text, member_text, size_text
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.keys.all_keys import COPY_KEYS
from igtagger.gui.look.announcing import announce
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.message_pane import MessagePane
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.gui.runs.lacking_bar import LackingBar
from igtagger.gui.runs.making_features import MakingFeatures
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.views.thumbnails import Thumbnails

_FRAME = QSize(16, 48)
"""Around it, as window managers draw it, with the title."""
_SUMS_MILLISECONDS = 50
_MANY = 1000
"""Groups over which sums take longer than a key may: 75 ms of a processor for 20,000."""


class DuplicatesDialog(QDialog):
    """Over the window; it looks for copies as soon as it opens.

    Decisions are own tags, each one a step that can be undone. At least one copy of each group
    stays, whatever is asked for.

    Args:
        work: what finds them, and where.
        making: makes what pictures lack, to be compared.
        reviews: keeps what is decided.
        thumbnails: where the small pictures come from.
        edge: of these, in logical pixels.
        parent: the window.

    Signals:
        problem: a :class:`Problem`.
    """

    problem = Signal(object)

    def __init__(
        self,
        work: CopyWork,
        making: MakingFeatures,
        reviews: Reviews,
        thumbnails: Thumbnails,
        edge: int,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._thumbnails, self._making = thumbnails, making
        self.decisions = CopyDecisions()
        self.marking = CopyMarking(self.decisions, reviews, self)
        self.model = GroupModel(self.decisions, self)
        self.view = GroupView(self.model, thumbnails, edge)
        self.finder = CopyFinder(work)
        self.lacking = LackingBar(making, lambda: self.finder.wish.roots)
        self.trashing = CopyTrashing(self)
        self._problem: Problem | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SUMS_MILLISECONDS)
        self._later.timeout.connect(self._show_sums)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Duplicates"))
        self._build()
        self._connect()
        room = parent.screen().availableGeometry().size() - _FRAME
        self.resize(parent.size().boundedTo(room))
        self.finder.look()
        self.view.setFocus()

    # Building

    def _build(self) -> None:
        self.pane = MessagePane()
        self.middle = QStackedWidget()
        self.middle.addWidget(self.view)
        self.middle.addWidget(self.pane)
        self.path = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.path.setProperty("look", "muted")
        self.note = ElidedLabel()
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addWidget(self.finder)
        column.addWidget(self.middle, 1)
        column.addWidget(self.lacking)
        for label in (self.path, self.note):
            column.addWidget(label)
        column.addLayout(self._built_bottom())

    def _built_bottom(self) -> QHBoxLayout:
        self.best_button = self._button(self.tr("Keep the &best of each group"), "best")
        set_tool_tip(
            self.best_button,
            self.tr("Groups about which something is decided stay as they are (Ctrl+B)"),
        )
        self.sums = ElidedLabel()
        self.sums.setProperty("look", "muted")
        self.undo_button = self._button(self.tr("&Undo"), "undo")
        self.trash_button = self._button(self.tr("Move to the &trash…"), "trash")
        self.close_button = QPushButton(self.tr("&Close"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.addWidget(self.best_button)
        line.addWidget(self.sums, 1)
        for button in (self.undo_button, self.trash_button, self.close_button):
            line.addWidget(button)
        return line

    def _button(self, text: str, verb: str) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda *_: self.do(verb))
        return button

    def _connect(self) -> None:
        finder = self.finder
        finder.began.connect(self._begin)
        finder.found.connect(self._take)
        finder.kinds_changed.connect(self._show_kinds)
        finder.ended.connect(self._end)
        finder.failed.connect(self._fail)
        self.view.verb_wanted.connect(self.do)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._show_current())
        self.marking.changed.connect(self._show_marks)
        self.marking.refused.connect(lambda text: self.tell(text, look="error"))
        self.trashing.refused.connect(lambda text: self.tell(text, look="error"))
        self.trashing.gone.connect(self._take_out)
        self.trashing.done.connect(self._tell_trashed)
        self.trashing.problem.connect(self._tell_problem)
        self.lacking.made.connect(finder.look)
        self.lacking.focus_left.connect(self.view.setFocus)
        self._making.problem.connect(self._tell_why_not_made)
        self.pane.button.clicked.connect(self._do_what_is_offered)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """So small that it fits wherever the window does."""
        return QSize(560, 400)

    # What is found

    def _begin(self) -> None:
        self._problem = None
        self.decisions.clear()
        self.decisions.kinds = self.finder.chosen_kinds()
        self.model.show_all()
        self.lacking.forget()
        self._show_current()
        self._show_page()
        self._show_sums()

    def _take(self, groups: list[FoundGroup]) -> None:
        first = not self.decisions.groups
        self.decisions.add(groups)
        self.model.show_more()
        if first and self.decisions.groups:
            self._show_page()
            self.view.setCurrentIndex(self.model.index(0, 0))
        self._later.start()

    def _show_kinds(self) -> None:
        self.decisions.show_kinds(self.finder.chosen_kinds())
        self._show_groups()
        if not self.finder.running:
            self._end()

    def _show_groups(self) -> None:
        """Other groups are shown: as near to where the person was as there is one."""
        now = self.view.currentIndex()
        row, column = max(now.row(), 0), max(now.column(), 0)
        self.model.show_all()
        if count := self.model.rowCount():
            row = min(row, count - 1)
            column = min(column, len(self.decisions.groups[row].members) - 1)
            self.view.setCurrentIndex(self.model.index(row, column))
        self._show_page()
        self._show_found()
        self._show_current_path()
        self._show_sums()

    def _end(self) -> None:
        if self.finder.end is not None:
            self.lacking.tell(self.finder.end.lacking)
        self._show_found()
        announce(self, self.finder.told.text())
        self._show_page()
        self._show_sums()

    def _show_found(self) -> None:
        """How much was found, once the search is over."""
        end, groups = self.finder.end, len(self.decisions.groups)
        if self.finder.running or self._problem is not None:
            return
        found = self.tr("%n group(s) of copies", "", groups)
        if end is None:
            self.finder.told.setText(self.tr("{found}, stopped before the end").format(found=found))
            return
        among = self.tr("%n picture(s) compared", "", end.pictures)
        self.finder.told.setText(f"{found}  ·  {among}")

    def _fail(self, problem: Problem) -> None:
        self._problem = problem
        self.finder.told.setText("")
        if problem.is_bug:
            self.problem.emit(problem)

    def _show_page(self) -> None:
        """The groups, or why there are none."""
        if self.decisions.groups or self.finder.running:
            self.middle.setCurrentWidget(self.view)
            return
        self.middle.setCurrentWidget(self.pane)
        if self._problem is not None:
            again = self.tr("Look again")
            self.pane.show_text("warning", self._problem.message, self._problem.hint, again)
        elif not self.finder.chosen_kinds():
            title = self.tr("Nothing is looked for")
            self.pane.show_text("search", title, self.tr("Tick at least one kind of copies above."))
        elif self.finder.end is None:
            self.pane.show_text("search", self.tr("Stopped"), "", self.tr("Look again"))
        else:
            self._show_nothing(self.finder.end)

    def _show_nothing(self, end: SearchEnd) -> None:
        if end.pictures:
            title = self.tr("No copies were found")
            if self.decisions.anything_went:
                title = self.tr("No copies are left")
            self.pane.show_text("check", title, self._nothing())
            return
        self.pane.show_text(
            "images",
            self.tr("No picture there is known yet"),
            self.tr("Copies are found among pictures that igtagger has looked at."),
            self.tr("Look at its pictures now"),
        )

    def _do_what_is_offered(self) -> None:
        end = self.finder.end
        if end is not None and not end.pictures:
            self.lacking.start()
        else:
            self.finder.look()

    def _nothing(self) -> str:
        if Likeness.NEAR in self.finder.chosen_kinds():
            return self.tr("Each of these pictures is there once.")
        return self.tr("Tick another kind of copies above to look further.")

    # What is shown of it

    def tell(self, text: str, look: str = "success") -> None:
        """Say what became of the last thing that was asked for."""
        self.note.setProperty("look", look)
        self.note.style().polish(self.note)
        self.note.setText(text)
        announce(self, text, assertive=look == "error")

    def _show_current(self) -> None:
        self._show_current_path()
        self.tell("")

    def _show_current_path(self) -> None:
        current = self.view.current()
        self.path.setText(str(current[1].path) if current is not None else "")

    def _show_marks(self) -> None:
        self.model.tell_marks()
        if len(self.decisions.groups) > _MANY:
            self._later.start()  # between two keys
        else:
            self._show_sums()

    def _show_sums(self) -> None:
        """What the buttons would come to."""
        best = self.decisions.best_in_all()
        size = {str(m.path): m.size for group in self.decisions.groups for m in group.members}
        kept = {str(group.members[0].path) for group in self.decisions.groups}
        dropped = [path for path in best if path not in kept]
        self.best_button.setEnabled(bool(best))
        words = self.tr("%n copy(s) more not wanted", "", len(dropped))
        gain = size_text(sum(size[path] for path in dropped))
        self.sums.setText(f"{words}, {gain}" if dropped else "")
        going = [member for doomed, _ in self.decisions.unwanted() for member in doomed]
        text = self.tr("Move to the &trash…")
        if going:
            text = self.tr("Move %n to the &trash…", "", len(going))
        self.trash_button.setText(text)
        self.trash_button.setEnabled(bool(going) and not self.trashing.busy)
        self.undo_button.setEnabled(self.marking.can_undo)

    # What is done

    def do(self, verb: str) -> None:
        """What a key, a button or the menu asks for."""
        self.tell("")
        verbs = {"best": self._keep_best, "trash": self._trash, "undo": self.marking.undo}
        if verb in verbs:
            verbs[verb]()
        elif (current := self.view.current()) is not None:
            group, member = current
            if verb == "keep":
                self.marking.keep(member)
            elif verb == "drop":
                self.marking.drop(group, member)
            elif verb == "alone":
                self.marking.keep_alone(group, member)
                self._go_on()
            elif verb == "open":
                self.open_large()

    def _keep_best(self) -> None:
        dropped = self.sums.text()
        self.marking.keep_best()
        if dropped:
            self.tell(self.tr("The best copy of each group is kept: {rest}.").format(rest=dropped))

    def _go_on(self) -> None:
        """To the next group, its best copy first."""
        row = self.view.currentIndex().row() + 1
        if row < self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(row, 0))

    def open_large(self) -> LargeDialog | None:
        """Look at the chosen copy; arrows go on to the others of its group."""
        current = self.view.current()
        if current is None:
            return None
        group, member = current
        row = self.view.currentIndex().row()

        def at(place: int) -> LookedAt:
            shown = group.members[place]
            said = member_text(shown, group.members, self.model.mark(shown))
            text = "  ·  ".join((said, facts_text(shown), str(shown.path)))
            return LookedAt(str(shown.path), self.model.version(shown), text)

        def moved(place: int) -> None:
            self.view.setCurrentIndex(self.model.index(row, place))

        place = group.members.index(member)
        dialog = LargeDialog(at, len(group.members), place, moved, self._thumbnails, self)
        dialog.key_pressed.connect(lambda event: self._decide_in(dialog, event))
        dialog.finished.connect(lambda _: self.view.setFocus())
        dialog.open()
        return dialog

    def _decide_in(self, large: LargeDialog, event: QKeyEvent) -> None:
        """A copy that is looked at is decided about by the same keys."""
        verb = COPY_KEYS.verb(event)
        if verb in ("keep", "drop", "undo"):
            self.do(verb)
            large.go(0)
            large.tell(self.note.text())

    def _show_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        for entry in COPY_KEYS.entries:
            if entry.verb in ("keep", "alone", "drop", "open"):
                action = menu.addAction(f"{entry.words()}\t{entry.shown_keys()[0]}")
                action.triggered.connect(partial(self.do, entry.verb))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(point))

    # To the trash

    def _trash(self) -> None:
        self.trashing.ask_for(self.decisions.unwanted())

    def _take_out(self, paths: list[str]) -> None:
        self.decisions.take_out(paths)
        self._show_groups()

    def _tell_trashed(self, count: int) -> None:
        self.tell(self.tr("%n copy(s) moved to the trash.", "", count))
        self._show_sums()
        (self.view if self.decisions.groups else self.close_button).setFocus()

    def _tell_why_not_made(self, problem: Problem) -> None:
        self.tell(problem.message, look="error")

    def _tell_problem(self, problem: Problem) -> None:
        self.tell(problem.message, look="error")
        self.problem.emit(problem)

    # The end

    def close_jobs(self) -> None:
        """End what is under way, as the window closes."""
        self.finder.close_job()
        self.trashing.close()

    def done(self, result: int) -> None:
        """The end, whichever way."""
        self.finder.break_off()
        self.trashing.close()
        super().done(result)
