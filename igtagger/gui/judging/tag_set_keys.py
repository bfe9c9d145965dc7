"""Own tags by Alt and a digit, from sets that a person makes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QWidget

from igtagger.app.tag_sets import TagSets, load_tag_sets, save_tag_sets
from igtagger.domain import Reason
from igtagger.errors import IgTaggerError
from igtagger.gui.actions import Actions
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.plain_text import without_keys
from igtagger.gui.status_line import StatusLine
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.workspace import Workspace


class TagSetKeys(QObject):
    """Fulfils the actions of tag sets, and shows the chosen set in the details.

    Args:
        do: the actions.
        space: where pictures are selected.
        reviews: what is decided about them.
        status: where it is told which set is chosen.
        file: where the sets are kept.
        window: the owner.

    Attributes:
        kept: the sets.

    Signals:
        problem: a :class:`Problem`.
    """

    problem = Signal(object)

    def __init__(
        self,
        do: Actions,
        space: Workspace,
        reviews: Reviews,
        status: StatusLine,
        file: Path,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._do, self._space, self._reviews, self._status = do, space, reviews, status
        self._file, self._window = file, window
        self.kept = TagSets()
        self._group: QActionGroup | None = None
        for place, action in enumerate(do.slots):
            action.triggered.connect(lambda *_, place=place: self.put(place))
        do.next_set.triggered.connect(lambda: self.choose(self.kept.stepped(1).chosen))
        do.previous_set.triggered.connect(lambda: self.choose(self.kept.stepped(-1).chosen))
        do.edit_sets.triggered.connect(lambda *_: self.edit())
        space.details.slots.pressed.connect(self.put)
        space.details.sets_button.setMenu(do.tag_sets)
        self._load()
        self._show()

    def put(self, place: int) -> None:
        """Attach the tag at that place, from 0, or take it away where all pictures have it.

        Where there is no tag yet, one can be given.
        """
        tag, rows = self.kept.current.tags[place], self._space.rows()
        if not tag:
            self.edit(place)
        elif rows:
            self._reviews.toggle_own(rows, tag)
        else:
            self._status.say(self.tr("Select the pictures first that are to get the tag."))

    def choose(self, place: int) -> None:
        """Have another set behind the keys."""
        if place != self.kept.chosen:  # else the file, which may be unreadable, is left alone
            self._keep(replace(self.kept, chosen=place))
        self._status.say(self.tr("Tag set: {name}").format(name=self._name(place)))

    def edit(self, slot: int = 0) -> None:
        """Let the sets be changed, beginning with the tag at that place."""
        from igtagger.gui.dialogs.tag_sets_dialog import TagSetsDialog

        if not self._load():  # another program may have changed it, or it can be read again
            return
        own = self._reviews.own
        dialog = TagSetsDialog(self.kept, own.names, slot, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        own.changed.connect(dialog.suggest_anew)
        dialog.accepted.connect(lambda: self._keep(dialog.tag_sets))
        dialog.open()

    # The file

    def _load(self) -> bool:
        def tell(reason: Reason) -> None:
            # Once the window has a place for it.
            QTimer.singleShot(0, self, lambda: self.problem.emit(Problem.told(reason)))

        try:
            self.kept = load_tag_sets(self._file, tell)
        except IgTaggerError as error:
            problem = Problem.of(error)
            QTimer.singleShot(0, self, lambda: self.problem.emit(problem))
            return False
        return True

    def _keep(self, kept: TagSets) -> None:
        self.kept = kept
        self._show()
        try:
            save_tag_sets(self._file, kept)
        except IgTaggerError as error:
            self.problem.emit(Problem.of(error))

    # What is shown

    def _name(self, place: int) -> str:
        return self.kept.sets[place].name or self.tr("My tags")

    def _show(self) -> None:
        current = self.kept.current
        for place, (action, tag) in enumerate(zip(self._do.slots, current.tags, strict=True)):
            text = self.tr("Own tag {n}: {tag}") if tag else self.tr("Own tag {n}")
            action.setText(without_keys(text.format(n=place + 1, tag=tag)))
        several = len(self.kept.sets) > 1
        self._do.next_set.setEnabled(several)
        self._do.previous_set.setEnabled(several)
        self._fill_menu()
        self._space.details.slots.show_set(current)
        self._space.details.name_set(self._name(self.kept.chosen))

    def _fill_menu(self) -> None:
        menu, do = self._do.tag_sets, self._do
        menu.clear()
        menu.addActions(do.slots)
        menu.addSeparator()
        if self._group is not None:
            self._group.deleteLater()
        self._group = QActionGroup(self)
        for place in range(len(self.kept.sets)):
            action = menu.addAction(without_keys(self._name(place)))
            action.setCheckable(True)
            action.setChecked(place == self.kept.chosen)
            # Later: it makes the menu anew, and this action with it.
            later = partial(QTimer.singleShot, 0, self, partial(self.choose, place))
            action.triggered.connect(lambda *_, later=later: later())
            self._group.addAction(action)
        menu.addSeparator()
        menu.addActions([do.next_set, do.previous_set, do.edit_sets])
