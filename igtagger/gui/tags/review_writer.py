"""What is decided, on its way into the library and then into the views."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from igtagger.app.other_changes import OtherChanges
from igtagger.app.picture_table import Pictures
from igtagger.app.review_steps import Edit, PathEdit, PathStep, Step, keep, keep_of_paths
from igtagger.app.tag_manager import MadeEdit, TagManager
from igtagger.domain import Review
from igtagger.errors import UsageError
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.tags.review_turns import ReviewTurns
from igtagger.library.tag_changes import TagRecord

if TYPE_CHECKING:
    from igtagger.library.facade import Library

ManagerOf = Callable[["Library"], TagManager]


class ReviewWriter(QObject):
    """Writes decisions on a thread, and shows what the library has then.

    Each of its verbs is for a step whose turn it is.

    Args:
        model: shows what is decided.
        library: where it is kept; asked for at each step, since it opens late.
        parent: the Qt owner.

    Attributes:
        turns: of the steps.
        manager_of: makes what changes tags on all pictures; to be set before that is asked for.

    Signals:
        wide_ended: a change of all pictures came to an end: a :class:`MadeEdit`; None where it did
            not.
        rules_changed: something else is said of tags: by their names, places, colours.
    """

    wide_ended = Signal(object)
    rules_changed = Signal()

    def __init__(
        self, model: ResultsModel, library: Callable[[], Library], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.turns = ReviewTurns(self)
        self.manager_of: ManagerOf | None = None
        self._model, self._library = model, library
        self._others = OtherChanges(int(time.time()))

    def write(self, rows: Iterable[int], edit: Edit, done: Callable[[Step], None]) -> None:
        """Write on a thread, then show in parts, as jobs give items out: 36 ms for 4096 rows.

        ``done`` comes last, unless it could not be kept.
        """
        pictures, kept = self._model.pictures, list[Step]()
        before = {row: pictures.review(row) for row in rows}

        def work(_: Event) -> Iterator[tuple[int, Review]]:
            kept.append(keep(self._library(), pictures.path, before, edit))
            yield from kept[0].after.items()

        def show(part: list[tuple[int, Review]]) -> None:
            if self._model.pictures is pictures:
                self._model.set_reviews(dict(part))

        def over(error: BaseException | None) -> None:
            if error is None and self._model.pictures is pictures:  # else the list was cleared
                done(kept[0])

        self.turns.run(work, show, over)

    def write_of_paths(
        self, paths: Iterable[str], edit: PathEdit, done: Callable[[PathStep], None]
    ) -> None:
        """As :meth:`write`; what is listed of them is shown."""
        kept = list[PathStep]()

        def work(_: Event) -> Iterator[tuple[str, Review]]:
            kept.append(keep_of_paths(self._library(), paths, edit))
            yield from kept[0].after.items()

        def over(error: BaseException | None) -> None:
            if error is None:
                done(kept[0])

        self.turns.run(work, self._show_of(self._model.pictures), over)

    def change_wide(
        self,
        work: Callable[[TagManager, Event], MadeEdit],
        done: Callable[[MadeEdit], None],
        cannot: Callable[[], object] = lambda: None,
    ) -> None:
        """As :meth:`write`; what is listed is shown as the library has it then.

        ``cannot`` comes last where it can never be done, since the library keeps it no more.
        """
        made = list[MadeEdit]()
        pictures = self._model.pictures

        def run(cancel: Event) -> Iterator[tuple[str, Review]]:
            manager = self.tag_manager()
            made.append(work(manager, cancel))
            self._others.made(made[0].number, undone=made[0].undone)
            yield from manager.reviews_after(made[0].number, pictures.is_listed)

        def over(error: BaseException | None) -> None:
            if isinstance(error, UsageError):
                cannot()
            for each in made:
                done(each)
                if each.rules_changed:
                    self.rules_changed.emit()
            self.wide_ended.emit(made[0] if made else None)

        self.turns.run(run, self._show_of(pictures), over)

    def _show_of(self, pictures: Pictures) -> Callable[[list[tuple[str, Review]]], None]:
        """Shows reviews by path, unless the list was cleared."""

        def show(part: list[tuple[str, Review]]) -> None:
            if self._model.pictures is pictures:
                rows = ((pictures.row_of(path), review) for path, review in part)
                self._model.set_reviews({row: new for row, new in rows if row is not None})

        return show

    def tag_manager(self) -> TagManager:
        """What knows all own tags of the library; for a job's thread.

        Raises:
            LibraryError: the library cannot be used.
        """
        assert self.manager_of is not None
        return self.manager_of(self._library())

    def look_for_others(self) -> None:
        """Show what other programs changed on all pictures meanwhile; nothing where that is none.

        What is decided next would be kept with the tags that are shown.
        """
        if self.manager_of is not None and not self.turns.busy and len(self._model.pictures):
            self.turns.take(self._take_over)

    def _take_over(self) -> None:
        pictures, found = self._model.pictures, list[TagRecord]()

        def run(_: Event) -> Iterator[tuple[str, Review]]:
            manager = self.tag_manager()
            found.extend(self._others.news(manager.records()))
            for record in found:
                yield from manager.reviews_after(record.number, pictures.is_listed)

        def over(_: BaseException | None) -> None:
            if any(record.new_rules is not None for record in found):
                self.rules_changed.emit()

        self.turns.run(run, self._show_of(pictures), over)
