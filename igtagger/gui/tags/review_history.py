"""What the person decides about pictures: kept in the library first, then shown, and undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QAction, QUndoCommand, QUndoStack

from igtagger.app.picture_values import Filter, Order, TagKey
from igtagger.domain import LabelRef, Review
from igtagger.errors import IgTaggerError
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.icons import icon
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.tags.review_writer import ByRow, Edit, ReviewWriter, Write
from igtagger.labels import own_tags

if TYPE_CHECKING:
    from igtagger.library.facade import Library

STEPS_KEPT = 100
"""How many steps can be undone; one over 20,000 pictures takes some megabytes."""
_NAMED = 3


class Reviews(QObject):
    """The decisions over one or many pictures, one after the other.

    Each verb takes rows of :class:`Pictures` and is one step on :attr:`stack`. Writing happens on
    a thread, so that a slow disk does not hold the window up; verbs that come meanwhile wait for
    their turn. A step that cannot be kept changes nothing.

    Args:
        model: shows what is decided.
        library: where it is kept; asked for at each step, since it opens late.
        parent: the Qt owner.

    Signals:
        changed: rows whose reviews are now in the library and in the model.
        busy_changed: whether decisions are still on their way.
        problem: a :class:`Problem`.
    """

    changed = Signal(list)
    busy_changed = Signal(bool)
    problem = Signal(object)

    def __init__(
        self, model: ResultsModel, library: Callable[[], Library], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(STEPS_KEPT)
        self._model, self._library = model, library
        self._writer = ReviewWriter(model, library, self)
        self._writer.changed.connect(self.changed)
        self._writer.busy_changed.connect(self.busy_changed)
        self._writer.problem.connect(self.problem)
        self._recording = False
        self._own: Counter[str] | None = None
        self._pictures = model.pictures
        model.modelReset.connect(self._forget_if_cleared)

    # Labels

    def confirm(self, rows: Iterable[int], *refs: LabelRef) -> None:
        """These labels are right."""
        wanted = frozenset(refs)
        self._change(rows, lambda _, review: _confirmed(review, wanted), self._on(refs, "confirm"))

    def reject(self, rows: Iterable[int], *refs: LabelRef) -> None:
        """These labels are wrong."""
        wanted = frozenset(refs)
        self._change(rows, lambda _, review: _rejected(review, wanted), self._on(refs, "reject"))

    def clear(self, rows: Iterable[int], *refs: LabelRef) -> None:
        """Nothing is said of these labels: they are automatic again."""
        wanted = frozenset(refs)

        def edit(_: int, review: Review) -> Review:
            return Review(review.confirmed - wanted, review.rejected - wanted, review.own)

        self._change(rows, edit, self._on(refs, "clear"))

    def confirm_shown(self, rows: Iterable[int]) -> None:
        """All labels that these pictures show now are right."""
        self._change_shown(
            rows,
            _confirmed,
            lambda n: self.tr("Confirm the labels of %n picture(s)", "", n),
        )

    def reject_shown(self, rows: Iterable[int]) -> None:
        """All labels that these pictures show now and nobody confirmed are wrong."""
        self._change_shown(
            rows,
            lambda review, refs: _rejected(review, refs - review.confirmed),
            lambda n: self.tr("Reject the labels of %n picture(s)", "", n),
        )

    def clear_all(self, rows: Iterable[int]) -> None:
        """Nothing is said of any label of these pictures; own tags stay."""

        def edit(_: int, review: Review) -> Review:
            return Review(own=review.own)

        self._change(rows, edit, lambda n: self.tr("Clear decisions on %n picture(s)", "", n))

    def rows_showing(self, key: TagKey) -> list[int]:
        """All pictures, hidden ones too, that show a tag."""
        found = self._model.pictures.visible(
            Filter(tag=key), self._model.shown, Order.FOUND, descending=False
        )
        return [int(row) for row in found]

    # Own tags

    def add_own(self, rows: Iterable[int], names: str | Sequence[str]) -> None:
        """Attach tags of the person's own: a text with commas, or names."""
        parts = [names] if isinstance(names, str) else names
        clean = own_tags.distinct(name for part in parts for name in own_tags.parse(part))
        if not clean:
            return

        def edit(_: int, review: Review) -> Review:
            own = own_tags.added(review.own, clean)
            return Review(review.confirmed, review.rejected, own)

        def text(n: int) -> str:
            return self.tr("Add “{tag}” to %n picture(s)", "", n).format(tag=_listed(clean))

        self._change(rows, edit, text)

    def remove_own(self, rows: Iterable[int], name: str) -> None:
        """Take an own tag away."""

        def edit(_: int, review: Review) -> Review:
            own = own_tags.removed(review.own, name)
            return Review(review.confirmed, review.rejected, own)

        def text(n: int) -> str:
            return self.tr("Remove “{tag}” from %n picture(s)", "", n).format(tag=name)

        self._change(rows, edit, text)

    def rename_own(self, rows: Iterable[int], old: str, new: str) -> None:
        """Call an own tag by another name."""
        clean = own_tags.parse(new)
        if len(clean) != 1:
            return

        def edit(_: int, review: Review) -> Review:
            own = own_tags.renamed(review.own, old, clean[0])
            return Review(review.confirmed, review.rejected, own)

        def text(n: int) -> str:
            said = self.tr("Rename “{old}” to “{new}” on %n picture(s)", "", n)
            return said.format(old=old, new=clean[0])

        self._change(rows, edit, text)

    def own_names(self) -> list[str]:
        """All own tags of the library, the most used first."""
        if self._own is None:
            try:
                self._own = Counter(dict(self._library().own_tags()))
            except IgTaggerError as error:
                self.problem.emit(Problem.of(error))
                return []
        return [name for name, count in self._own.most_common() if count > 0]

    # Undo

    def undo(self) -> None:
        """Take the last step back."""
        self._writer.take_turn(self.stack.undo)

    def redo(self) -> None:
        """Take the step that was undone again."""
        self._writer.take_turn(self.stack.redo)

    def undo_action(self, parent: QObject) -> QAction:
        """For menu and tool bar; its text tells what would be undone."""
        action = QAction(icon("undo"), "", parent)
        action.triggered.connect(self.undo)
        self._follow(action, self.tr("Undo"), self.stack.undoTextChanged, self.stack.undoText)
        self.stack.canUndoChanged.connect(action.setEnabled)
        action.setEnabled(self.stack.canUndo())
        return action

    def redo_action(self, parent: QObject) -> QAction:
        """For menu and tool bar; its text tells what would be done again."""
        action = QAction(icon("redo"), "", parent)
        action.triggered.connect(self.redo)
        self._follow(action, self.tr("Redo"), self.stack.redoTextChanged, self.stack.redoText)
        self.stack.canRedoChanged.connect(action.setEnabled)
        action.setEnabled(self.stack.canRedo())
        return action

    def _follow(
        self, action: QAction, verb: str, signal: SignalInstance, text: Callable[[], str]
    ) -> None:
        def name(step: str) -> None:
            said = self.tr("{verb}: {step}").format(verb=verb, step=step) if step else verb
            action.setText(said.replace("&", "&&"))
            action.setIconText(verb)
            action.setToolTip(said)

        signal.connect(name)
        name(text())

    # In turn

    @property
    def busy(self) -> bool:
        """Whether decisions are still on their way to the library or to the views."""
        return self._writer.busy

    def finish(self) -> bool:
        """Have everything that was decided in the library before this returns: for closing."""
        return self._writer.finish()

    def _change(self, rows: Iterable[int], edit: Edit, text: Callable[[int], str]) -> None:
        wanted = list(rows)
        self._writer.take_turn(lambda: self._begin(wanted, edit, text))

    def _change_shown(
        self,
        rows: Iterable[int],
        edit: Callable[[Review, frozenset[LabelRef]], Review],
        text: Callable[[int], str],
    ) -> None:
        wanted = list(rows)

        def begin() -> None:
            pictures, shown = self._model.pictures, self._model.shown
            by_row = pictures.shown_labels(np.array(wanted, np.intp), shown)
            self._begin(wanted, lambda row, review: edit(review, by_row(row)), text)

        self._writer.take_turn(begin)

    def _begin(self, rows: Sequence[int], edit: Edit, text: Callable[[int], str]) -> None:
        pictures = self._model.pictures
        before = {row: pictures.review(row) for row in rows}
        if before:
            self._writer.start(Write(before, edit, lambda write: self._record(write, text)))

    def _record(self, write: Write, text: Callable[[int], str]) -> None:
        self._count_own(write)
        self._recording = True
        self.stack.push(_Step(self, text(len(write.after)), write.before, write.after))
        self._recording = False

    def move(self, step: _Step, reviews: ByRow) -> None:
        """For steps: write what they hold. A step that fails is put back where it was."""
        if self._recording:
            return
        again = self.stack.undo if reviews is step.before else self.stack.redo
        back = self.stack.redo if reviews is step.before else self.stack.undo

        def put_back() -> None:
            self._recording = True
            back()
            self._recording = False

        def failed() -> None:  # the stack moves on only after this returns
            self._writer.take_next_turns(put_back)

        if self.busy:
            self._writer.take_next_turns(put_back, again)
        else:
            pictures = self._model.pictures
            before = {row: pictures.review(row) for row in reviews}
            self._writer.start(Write(before, lambda row, _: reviews[row], self._count_own, failed))

    def _count_own(self, write: Write) -> None:
        if self._own is not None:
            self._own.update(write.own)

    def _forget_if_cleared(self) -> None:
        """The list was cleared: rows mean nothing any more."""
        if self._model.pictures is not self._pictures:
            self._pictures, self._own = self._model.pictures, None
            self._writer.forget()
            self.stack.clear()

    def _on(self, refs: Sequence[LabelRef], verb: str) -> Callable[[int], str]:
        """What a step over labels is called."""
        pictures = self._model.pictures
        names = _listed([pictures.name_of(ref) for ref in refs])

        def text(n: int) -> str:
            said = {
                "confirm": self.tr("Confirm “{label}” on %n picture(s)", "", n),
                "reject": self.tr("Reject “{label}” on %n picture(s)", "", n),
                "clear": self.tr("Clear “{label}” on %n picture(s)", "", n),
            }
            return said[verb].format(label=names)

        return text


class _Step(QUndoCommand):
    """Reviews before and after, by row."""

    def __init__(self, reviews: Reviews, text: str, before: ByRow, after: ByRow) -> None:
        super().__init__(text)
        self._reviews = reviews
        self.before, self.after = before, after

    def undo(self) -> None:
        """As it was."""
        self._reviews.move(self, self.before)

    def redo(self) -> None:
        """As it was decided; also called, to no effect, when the step is recorded."""
        self._reviews.move(self, self.after)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= _NAMED else ", ".join(names[:_NAMED]) + ", …"


def _confirmed(review: Review, refs: frozenset[LabelRef]) -> Review:
    return Review(review.confirmed | refs, review.rejected - refs, review.own)


def _rejected(review: Review, refs: frozenset[LabelRef]) -> Review:
    return Review(review.confirmed - refs, review.rejected | refs, review.own)
