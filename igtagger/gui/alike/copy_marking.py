"""What a person decides about copies: shown at once, and kept as own tags, a step each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from igtagger.app.likeness.copy_decisions import CopyDecisions, CopyMark, ShownGroup, mark_in
from igtagger.app.likeness.duplicates import Member, marked
from igtagger.app.review_steps import PathStep
from igtagger.domain import Review
from igtagger.gui.tags.review_history import Reviews, StepKind

_IS_BEST = {CopyMark.BEST: True, CopyMark.UNWANTED: False, CopyMark.NONE: None}


class CopyMarking(QObject):
    """Decides; at least one copy of each group stays.

    Args:
        decisions: what was found, and decided before.
        reviews: where it is kept.
        parent: the Qt owner.

    Signals:
        changed: something else is decided now.
        refused: why something was not done.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, decisions: CopyDecisions, reviews: Reviews, parent: QObject) -> None:
        super().__init__(parent)
        self._decisions, self._reviews = decisions, reviews
        self._before: list[dict[str, CopyMark]] = []
        """What was decided before each of those steps that are not kept yet."""
        self._mine: list[PathStep] = []
        reviews.kept_of_paths.connect(self._take_step)
        reviews.problem.connect(self._not_kept)

    @property
    def can_undo(self) -> bool:
        """Whether what was decided last was decided here."""
        done = self._reviews.done
        return bool(done) and any(step is done[-1] for step in self._mine)

    def undo(self) -> None:
        """Take the last decision back."""
        if self.can_undo:
            self._reviews.undo()

    def keep(self, member: Member) -> None:
        """This copy is kept; or nothing is decided about it any more."""
        self._toggle(member, CopyMark.BEST)

    def drop(self, group: ShownGroup, member: Member) -> None:
        """This copy is not wanted; or nothing is decided about it any more."""
        path = str(member.path)
        is_dropped = self._decisions.mark(path) is CopyMark.UNWANTED
        if is_dropped or self._decisions.may_drop(group, path):
            self._toggle(member, CopyMark.UNWANTED)
            return
        self.refused.emit(
            self.tr("At least one copy stays: all others of this group are not wanted already.")
        )

    def keep_alone(self, group: ShownGroup, member: Member) -> None:
        """This copy is kept, and no other one of its group."""
        self._decide(self._decisions.alone(group, str(member.path)))

    def keep_best(self) -> None:
        """The proposed copy of each group is kept, and no other one."""
        self._decide(self._decisions.best_in_all())

    def _toggle(self, member: Member, mark: CopyMark) -> None:
        path = str(member.path)
        is_so = self._decisions.mark(path) is mark
        self._decide({path: CopyMark.NONE if is_so else mark})

    def _decide(self, marks: Mapping[str, CopyMark]) -> None:
        new = {path: mark for path, mark in marks.items() if self._decisions.mark(path) != mark}
        if not new:
            return
        self._before.append({path: self._decisions.mark(path) for path in new})
        self._decisions.set_marks(new)

        def edit(path: str, old: Review) -> Review:
            return replace(old, own=marked(old.own, best=_IS_BEST[new[path]]))

        self._reviews.change_of_paths(new, edit, self._words(new))
        self.changed.emit()

    def _words(self, marks: Mapping[str, CopyMark]) -> Callable[[int], str]:
        if CopyMark.UNWANTED not in marks.values():
            return lambda n: self.tr("Decide about %n copy(s)", "", n)
        dropped = sum(mark is CopyMark.UNWANTED for mark in marks.values())
        text = self.tr("Mark %n copy(s) as not wanted", "", dropped)
        return lambda _: text

    def _take_step(self, step: PathStep, kind: StepKind) -> None:
        """Something about pictures of the library was kept, here or elsewhere."""
        if kind is StepKind.DONE and self._settle(step):
            self._mine.append(step)
        after = step.before if kind is StepKind.UNDONE else step.after
        waiting = {path for marks in self._before for path in marks}  # which are shown already
        self._decisions.set_marks(
            {path: mark_in(new.own) for path, new in after.items() if path not in waiting}
        )
        self.changed.emit()

    def _settle(self, step: PathStep) -> bool:
        """Whether a step is one that was decided here; those before it changed nothing."""
        for place, before in enumerate(self._before):
            if before.keys() >= step.after.keys():
                del self._before[: place + 1]
                return True
        return False

    def _not_kept(self) -> None:
        """What could not be kept is not so."""
        while self._before:
            self._decisions.set_marks(self._before.pop())
        self.changed.emit()
