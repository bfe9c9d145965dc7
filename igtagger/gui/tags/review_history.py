"""What the person decides about pictures: kept in the library first, then shown, and undone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import TagKey
from igtagger.app.review_steps import (
    Edit,
    LabelEdit,
    PathEdit,
    PathStep,
    Step,
    WideStep,
    judged,
    suggested,
    with_own,
)
from igtagger.app.tag_manager import MadeEdit, TagManager, stopping_at
from igtagger.domain import LabelRef, Review
from igtagger.gui.look.plain_text import set_tool_tip, without_keys
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.tags.own_names import OwnNames
from igtagger.gui.tags.review_writer import ReviewWriter
from igtagger.gui.tags.tag_words import words_of_edit
from igtagger.labels import own_tags
from igtagger.labels.tag_rules import TagEdit

if TYPE_CHECKING:
    from igtagger.library.facade import Library

STEPS_KEPT = 100
"""How many steps can be undone; one over 20,000 pictures takes some megabytes."""
_NAMED = 3

OwnEdit = Callable[[tuple[str, ...]], tuple[str, ...]]
Labels = Callable[[int], frozenset[LabelRef]]
"""Which labels of a row a step is about."""
Steps = deque[Step | PathStep | WideStep]


class StepKind(Enum):
    """How a step came to be kept."""

    DONE = "done"
    UNDONE = "undone"
    REDONE = "redone"


class Reviews(QObject):
    """The decisions over one or many pictures, one after the other.

    Each verb takes rows of :class:`Pictures` and is one step. Writing happens on a thread, so that
    a slow disk does not hold the window up; what is asked for meanwhile, undo and redo too, waits
    for its turn. A step that cannot be kept changes nothing.

    Args:
        model: shows what is decided.
        library: where it is kept; asked for at each step, since it opens late.
        parent: the Qt owner.

    Attributes:
        done, undone: the steps that can be undone and done again, the next one last.
        model: as given.
        own: the names of all own tags.
        writer: keeps what is decided.

    Signals:
        changed: a step was kept and is shown, or it failed; or there are none any more.
        kept: a :class:`Step` that was kept and is shown, and a :class:`StepKind`.
        kept_of_paths: the same for a :class:`PathStep`.
        problem: a :class:`Problem`.
        wide_progress: of how many pictures a change of all is done, and of how many.
        wide_ended: such a change came to an end: a :class:`MadeEdit`; None where it did not.
        rules_changed: something else is said of tags: by their names, places, colours.
    """

    changed = Signal()
    kept = Signal(object, object)
    kept_of_paths = Signal(object, object)
    problem = Signal(object)
    wide_progress = Signal(int, int)
    wide_ended = Signal(object)
    rules_changed = Signal()

    def __init__(
        self, model: ResultsModel, library: Callable[[], Library], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.done: Steps = deque(maxlen=STEPS_KEPT)
        self.undone: Steps = deque()
        self.own = OwnNames(library, self)
        self.own.problem.connect(self.problem)
        self.changed.connect(self.own.forget)
        self.model, self._pictures = model, model.pictures
        self.writer = ReviewWriter(model, library, self)
        self.writer.wide_ended.connect(self.wide_ended)
        self.writer.rules_changed.connect(self.rules_changed)
        self._turns = self.writer.turns
        self._turns.problem.connect(self.problem)
        self._turns.ended.connect(self.changed)
        model.modelReset.connect(self._forget_if_cleared)

    # Labels

    def _judged(self, old: Review, refs: frozenset[LabelRef], *, right: bool | None) -> Review:
        return judged(old, refs, right=right, taught=self.model.pictures.naming.taught)

    def _with_own(self, old: Review, own: tuple[str, ...]) -> Review:
        return with_own(old, own, self.model.pictures.naming.taught)

    def confirm(self, rows: Iterable[int], *refs: LabelRef) -> None:
        """These labels are right."""
        self._change(rows, partial(self._judged, right=True), "confirm", refs)

    def reject(self, rows: Iterable[int], *refs: LabelRef) -> None:
        """These labels are wrong."""
        self._change(rows, partial(self._judged, right=False), "reject", refs)

    def judge(self, right: Sequence[int], wrong: Sequence[int], ref: LabelRef) -> None:
        """This label is right on some pictures and wrong on others: one step."""
        is_wrong, refs = frozenset(wrong), frozenset({ref})

        def edit(row: int, old: Review) -> Review:
            return self._judged(old, refs, right=row not in is_wrong)

        add = self._adding("judge", label=self.model.pictures.name_of(ref))
        self._turns.take(lambda: self.writer.write([*right, *wrong], edit, add))

    def clear(self, rows: Iterable[int], *refs: LabelRef) -> None:
        """Nothing is said of these labels: they are automatic again."""
        self._change(rows, partial(self._judged, right=None), "clear", refs)

    def confirm_shown(self, rows: Iterable[int]) -> None:
        """All labels that these pictures show now are right."""
        right = partial(self._judged, right=True)
        self._change(rows, right, "confirm all", (), Pictures.shown_labels)

    def confirm_best(self, rows: Iterable[int]) -> None:
        """The first label that each of these pictures shows is right."""
        right = partial(self._judged, right=True)
        self._change(rows, right, "confirm best", (), Pictures.best_labels)

    def reject_shown(self, rows: Iterable[int]) -> None:
        """All labels that these pictures show now and nobody confirmed are wrong."""

        def edit(old: Review, refs: frozenset[LabelRef]) -> Review:
            return self._judged(old, refs - old.confirmed, right=False)

        self._change(rows, edit, "reject all", (), Pictures.shown_labels)

    def clear_all(self, rows: Iterable[int]) -> None:
        """Nothing is said of any label of these pictures; own tags stay."""
        self._change(rows, lambda old, _: Review(own=old.own), "clear all")

    def rows_showing(self, key: TagKey) -> list[int]:
        """All pictures, hidden ones too, that show that very tag."""
        return self.model.pictures.showing(key)

    # Own tags

    def add_own(self, rows: Iterable[int], names: str | Sequence[str]) -> None:
        """Attach tags of the person's own: a text with commas, or names."""
        parts = [names] if isinstance(names, str) else names
        typed = (name for part in parts for name in own_tags.parse(part))
        new = own_tags.distinct(map(self.model.pictures.naming.main_tag, typed))
        self._tag(rows, lambda own: own_tags.added(own, new), "add", tag=_listed(new))

    def remove_own(self, rows: Iterable[int], name: str) -> None:
        """Take an own tag away."""
        self._tag(rows, lambda own: own_tags.removed(own, name), "remove", tag=name)

    def toggle_own(self, rows: Iterable[int], name: str) -> None:
        """Take an own tag away where all of these pictures have it; else attach it to the others.

        What they have is looked at when it is this step's turn: two quick wishes are two.
        """
        wanted, name = list(rows), self.model.pictures.naming.main_tag(name)

        def begin() -> None:
            own = (self.model.pictures.review(row).own for row in wanted)
            if all(own_tags.has(names, name) for names in own):
                edit, verb = partial(own_tags.removed, name=name), "remove"
            else:
                edit, verb = partial(own_tags.added, names=[name]), "add"
            self._begin(wanted, lambda _, old: self._with_own(old, edit(old.own)), verb, tag=name)

        self._turns.take(begin)

    def rename_own(self, rows: Iterable[int], old: str, new: str) -> None:
        """Call an own tag by another name; one that was taught on all pictures of the library."""
        taught = self.model.pictures.naming.taught.find(old) is not None
        if taught and len(names := own_tags.parse(new)) == 1:
            self.change_everywhere(TagEdit("rename", (old,), names[0]))
        elif len(names := own_tags.parse(new)) == 1:
            name = names[0]
            self._tag(
                rows, lambda own: own_tags.renamed(own, old, name), "rename", old=old, new=name
            )

    def _tag(self, rows: Iterable[int], edit: OwnEdit, verb: str, **names: str) -> None:
        self._change(rows, lambda old, _: self._with_own(old, edit(old.own)), verb, **names)

    # Pictures of the library, listed or not

    def judge_suggested(
        self, paths: Sequence[str], name: str, ref: LabelRef, *, right: bool
    ) -> None:
        """An own tag that is being taught was suggested for these pictures: rightly, or not.

        Args:
            paths: of the pictures.
            name: the own tag.
            ref: its label, which tells that it was rejected.
            right: they have the tag from now on; else they do not, and it is rejected there.
        """
        refs, verb = frozenset({ref}), "add" if right else "reject"

        def edit(_: str, old: Review) -> Review:
            return suggested(old, name, refs, right=right)

        self.change_of_paths(
            paths, edit, lambda n: self._words(verb, n).format(tag=name, label=name)
        )

    def add_own_of_paths(self, paths: Sequence[str], names: Sequence[str]) -> None:
        """Attach tags of the person's own to these pictures."""
        new = own_tags.distinct(map(self.model.pictures.naming.main_tag, names))

        def edit(_: str, old: Review) -> Review:
            return self._with_own(old, own_tags.added(old.own, new))

        self.change_of_paths(paths, edit, lambda n: self._words("add", n).format(tag=_listed(new)))

    def change_of_paths(
        self, paths: Iterable[str], edit: PathEdit, words: Callable[[int], str]
    ) -> None:
        """Decide something about pictures of the library.

        Args:
            paths: of the pictures.
            edit: what becomes of the review of each.
            words: what was done, by how many pictures it changed.
        """

        def add(step: PathStep) -> None:
            if step.after:
                step.text = words(len(step.after))
                self.done.append(step)
                self.undone.clear()
                self.kept_of_paths.emit(step, StepKind.DONE)

        self._turns.take(lambda: self.writer.write_of_paths(paths, edit, add))

    # All of them

    def change_everywhere(self, edit: TagEdit) -> None:
        """Change own tags on all pictures of the library, or what is said of them."""

        def add(made: MadeEdit) -> None:
            if made.number:
                text = words_of_edit(made.edit, made.pictures)
                self.done.append(WideStep(made.edit, made.number, text))
                self.undone.clear()

        def make(manager: TagManager, cancel: Event) -> MadeEdit:
            return manager.make(edit, stopping_at(cancel, self.wide_progress.emit))

        self._turns.take(lambda: self.writer.change_wide(make, add))

    def stop_wide(self) -> None:
        """Let a change of all pictures that is in hand be none."""
        self._turns.stop()

    # Undo

    def undo(self) -> None:
        """Take the last step back."""
        self._turns.take(lambda: self._move(self.done, self.undone))

    def redo(self) -> None:
        """Take the step that was undone again."""
        self._turns.take(lambda: self._move(self.undone, self.done))

    def _move(self, source: Steps, target: Steps) -> None:
        if not source:
            return
        step, back = source[-1], source is self.done
        if isinstance(step, WideStep):
            number = step.number

            def move(manager: TagManager, cancel: Event) -> MadeEdit:
                shown = stopping_at(cancel, self.wide_progress.emit)
                return manager.move(number, shown, back=back)

            self.writer.change_wide(move, lambda _: target.append(source.pop()), source.pop)
            return
        kept = self.kept if isinstance(step, Step) else self.kept_of_paths

        def moved(_: object) -> None:
            target.append(source.pop())
            kept.emit(step, StepKind.UNDONE if back else StepKind.REDONE)

        if isinstance(step, PathStep):
            of_paths = step.before if back else step.after
            self.writer.write_of_paths(of_paths, lambda path, _: of_paths[path], moved)
            return
        wanted = step.before if back else step.after
        self.writer.write(wanted, lambda row, _: wanted[row], moved)

    def undo_action(self, parent: QObject) -> QAction:
        """For menu and tool bar; its text tells what would be undone."""
        return self._action(parent, self.tr("Undo"), self.undo, self.done)

    def redo_action(self, parent: QObject) -> QAction:
        """For menu and tool bar; its text tells what would be done again."""
        return self._action(parent, self.tr("Redo"), self.redo, self.undone)

    def _action(self, parent: QObject, verb: str, do: Callable[[], None], steps: Steps) -> QAction:
        action = QAction(parent)
        action.setIconText(verb)
        action.triggered.connect(do)

        def show() -> None:
            text = verb
            if steps:
                text = self.tr("{verb}: {step}").format(verb=verb, step=steps[-1].text)
            action.setText(without_keys(text))
            set_tool_tip(action, text)
            action.setEnabled(bool(steps))

        self.changed.connect(show)
        show()
        return action

    # In turn

    @property
    def busy(self) -> bool:
        """Whether decisions are still on their way to the library or to the views."""
        return self._turns.busy

    def finish(self) -> bool:
        """Have everything that was decided in the library before this returns: for closing.

        Returns:
            False where something could not be kept; ``problem`` has told why.
        """
        return self._turns.finish()

    def _change(
        self,
        rows: Iterable[int],
        edit: LabelEdit,
        verb: str,
        refs: Sequence[LabelRef] = (),
        of: Callable[[Pictures, Sequence[int]], Labels] | None = None,
        /,
        **names: str,
    ) -> None:
        """A step over these labels; with ``of``, over those that it gives of each picture."""
        wanted, given = list(rows), frozenset(refs)
        names["label"] = _listed([self.model.pictures.name_of(ref) for ref in refs])

        def begin() -> None:
            labels = of(self.model.pictures, wanted) if of else lambda _: given
            self._begin(wanted, lambda row, old: edit(old, labels(row)), verb, **names)

        self._turns.take(begin)

    def _begin(self, rows: Sequence[int], edit: Edit, verb: str, **names: str) -> None:
        """The step, now that it is its turn."""
        self.writer.write(rows, edit, self._adding(verb, **names))

    def _adding(self, verb: str, **names: str) -> Callable[[Step], None]:
        """What takes a step that was kept among those that can be undone."""

        def add(step: Step) -> None:
            if step.after:
                step.text = self._words(verb, len(step.after)).format(**names)
                self.done.append(step)
                self.undone.clear()
                self.kept.emit(step, StepKind.DONE)

        return add

    def _words(self, verb: str, n: int) -> str:
        return {
            "confirm": self.tr("Confirm “{label}” on %n picture(s)", "", n),
            "reject": self.tr("Reject “{label}” on %n picture(s)", "", n),
            "judge": self.tr("Go through “{label}” on %n picture(s)", "", n),
            "clear": self.tr("Clear “{label}” on %n picture(s)", "", n),
            "confirm best": self.tr("Confirm the best label of %n picture(s)", "", n),
            "confirm all": self.tr("Confirm the labels of %n picture(s)", "", n),
            "reject all": self.tr("Reject the labels of %n picture(s)", "", n),
            "clear all": self.tr("Clear decisions on %n picture(s)", "", n),
            "add": self.tr("Add “{tag}” to %n picture(s)", "", n),
            "remove": self.tr("Remove “{tag}” from %n picture(s)", "", n),
            "rename": self.tr("Rename “{old}” to “{new}” on %n picture(s)", "", n),
        }[verb]

    def _forget_if_cleared(self) -> None:
        """The list was cleared: rows mean nothing any more. What is being written is kept.

        What is about pictures of the library can be undone nevertheless.
        """
        if self.model.pictures is not self._pictures:
            self._pictures = self.model.pictures
            self._turns.forget()
            for steps in (self.done, self.undone):
                lasting = [step for step in steps if not isinstance(step, Step)]
                steps.clear()
                steps.extend(lasting)
            self.changed.emit()


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= _NAMED else ", ".join(names[:_NAMED]) + ", …"
