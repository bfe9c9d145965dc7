"""Judging by single keys, one picture after the other, wherever pictures are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from igtagger.app.review_steps import PathStep, Step
from igtagger.gui.actions import Actions
from igtagger.gui.judging.advance_button import AdvanceButton
from igtagger.gui.keys.all_keys import REVIEW_KEYS
from igtagger.gui.keys.key_table import Pressed
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.status_line import StatusLine
from igtagger.gui.tags.ranked import RankedLabel, Verdict
from igtagger.gui.tags.review_history import Reviews, StepKind
from igtagger.gui.workspace import Workspace
from igtagger.settings import Preferences

_THE_OTHER_WAY = ("best", "confirm", "reject", "reject-all")
"""What the keys with Shift do, which go on without auto-advance and stay with it."""


class ReviewKeys(QObject):
    """Obeys :data:`REVIEW_KEYS` in the views that it is installed on, and tells what was decided.

    Keys confirm and reject, they never take a decision back: that is Ctrl+Z. With auto-advance the
    next picture comes as soon as one was judged; after an undo the picture comes back.

    Args:
        do: the actions.
        space: where pictures are selected.
        results: the pictures.
        reviews: what is decided about them.
        status: where it is told.
        preferences: those of the moment.
        prefer: keeps others.
        window: the owner.
    """

    def __init__(
        self,
        do: Actions,
        space: Workspace,
        results: ResultsModel,
        reviews: Reviews,
        status: StatusLine,
        preferences: Callable[[], Preferences],
        prefer: Callable[[Preferences], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._space, self._results, self._reviews, self._status = space, results, reviews, status
        self._advance, self._undo = do.auto_advance, do.undo
        self._note = ""  # to be told with what is kept next
        self._alone: set[QWidget] = set()
        self._advance.setChecked(preferences().auto_advance)
        self._advance.toggled.connect(lambda on: prefer(replace(preferences(), auto_advance=on)))
        self._advance.toggled.connect(self._tell_advance)
        status.addPermanentWidget(AdvanceButton(self._advance, status))
        for view in (space.grid, space.list, space.details.view):
            self.install(view)
        reviews.kept.connect(self._tell_kept)
        reviews.kept_of_paths.connect(self._tell_kept)

    def install(self, view: QWidget, *, one: bool = False) -> None:
        """Have the keys judge in another view, too.

        Args:
            view: it gets the focus, and so the keys.
            one: it shows the current picture alone: that one is judged, whatever is selected.
        """
        view.installEventFilter(self)
        if one:
            self._alone.add(view)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """See the class."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        pressed = REVIEW_KEYS.find(event)
        if pressed is None:
            return False
        if not event.isAutoRepeat():  # a key that is held down would judge a hundred pictures
            if watched in self._alone and self._space.selection.currentIndex().isValid():
                self._space.step(0)
            self._judge(pressed)
        return True

    def _judge(self, pressed: Pressed) -> None:
        rows = self._space.rows()
        if not rows:
            self._status.say(self.tr("Select the pictures first that are to be judged."))
            return
        self._note = ""
        (verb, place), go_on = pressed, self._advance.isChecked()
        if verb == "the-other-way":
            verb, go_on = _THE_OTHER_WAY[place], not go_on
        if self._decide(verb, rows, place) and go_on and len(rows) == 1:
            self._go_on(rows[0])

    def _decide(self, verb: str, rows: list[int], place: int) -> bool:
        """Whether there was something to decide about."""
        if verb == "best" and len(rows) > 1:
            self._reviews.confirm_best(rows)
            return True
        labels = self._space.details.labels()
        if verb == "reject-all":
            if not any(label.shown and label.is_confirmed is not Verdict.ALL for label in labels):
                self._status.say(self.tr("Nothing is shown that could be rejected."))
            self._reviews.reject_shown(rows)
            return True
        found = {
            "confirm-nth": lambda: list(labels[place : place + 1]),
            "best": self._first,
        }.get(verb, self._chosen)()
        if not found:
            text = self.tr("There is no label {n} here.").format(n=place + 1)
            nothing = self.tr("Nothing is said here; a digit confirms a label of the list.")
            self._status.say(text if verb == "confirm-nth" else nothing)
            return False
        self._say_of(rows, found, right=verb != "reject")
        return True

    def _chosen(self) -> list[RankedLabel]:
        """Those chosen in the details, else the tag that pictures are filtered by, else the first.

        The tag must be one that these pictures show.
        """
        chosen, wanted = self._space.details.view.selected(), self._results.filter.tag
        labels, taught = self._space.details.labels(), self._results.pictures.naming.taught
        if isinstance(wanted, str) and (tag := taught.find(wanted)) is not None:
            wanted = tag.ref
        named = [label for label in labels if label.shown and label.ref == wanted]
        return chosen or named or self._first()

    def _first(self) -> list[RankedLabel]:
        """The first label that is shown; what the model is unsure of is never meant unnamed."""
        return [label for label in self._space.details.labels() if label.shown][:1]

    def _say_of(self, rows: list[int], labels: list[RankedLabel], *, right: bool) -> None:
        verdicts = {label.is_confirmed if right else label.is_rejected for label in labels}
        if verdicts == {Verdict.ALL}:
            text = self.tr("{label} is confirmed already.")
            text = text if right else self.tr("{label} is rejected already.")
            self._status.say(text.format(label=", ".join(label.name for label in labels)))
        verb = self._reviews.confirm if right else self._reviews.reject
        verb(rows, *(label.ref for label in labels))

    def _go_on(self, row: int) -> None:
        """At once: what is decided may take the picture out of the filter."""
        place = self._results.place_of(row)
        if place is not None and place + 1 < self._results.rowCount():
            self._space.go_to(place + 1)
            return
        self._note = self.tr("That was the last picture.")
        self._status.say(self._note)

    # What is told

    def _tell_advance(self, on: bool) -> None:
        words = self.tr("The next picture comes by itself once one is judged.")
        self._status.say(words if on else self.tr("Pictures stay when they are judged."))

    def _tell_kept(self, step: Step | PathStep, how: StepKind) -> None:
        native = QKeySequence.SequenceFormat.NativeText
        words = {
            StepKind.DONE: self.tr("{step} ({key} takes it back)"),
            StepKind.UNDONE: self.tr("Undone: {step}"),
            StepKind.REDONE: self.tr("Done again: {step}"),
        }[how].format(step=step.text, key=self._undo.shortcut().toString(native))
        self._status.say("  ·  ".join(part for part in (words, self._note) if part))
        self._note = ""
        if how is StepKind.UNDONE and isinstance(step, Step) and self._advance.isChecked():
            self._come_back(step)

    def _come_back(self, step: Step) -> None:
        """To the picture that the person was taken away from, so that it can be judged anew."""
        rows = list(step.after)
        place = self._results.place_of(rows[0]) if len(rows) == 1 else None
        if place is not None and self._space.rows() != rows:
            self._space.go_to(place)
