"""What the list holds: folders opened in its place or added, pictures taken out, new ones shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QWidget

from igtagger.app.picture_values import Filter
from igtagger.gui.actions import Actions
from igtagger.gui.look.plain_text import set_tool_tip, without_keys
from igtagger.gui.runs.session import Session
from igtagger.gui.workspace import Workspace

_MENU_WIDTH = 420
"""Pixels, of a folder's path."""


class ListKeeping(QObject):
    """Fulfils the wishes that are about which pictures are in the list.

    Args:
        do: the actions; those are connected here.
        space: shows the list.
        session: has it.
        recent: the folders that were opened before, newest first.
        add: brings files and folders in.
        clear: empties the list.
        window: the owner.
    """

    def __init__(
        self,
        do: Actions,
        space: Workspace,
        session: Session,
        recent: Callable[[], Iterable[Path]],
        add: Callable[[Sequence[Path]], None],
        clear: Callable[[], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._space, self._session, self._results = space, session, session.results
        self._recent, self._add, self._clear = recent, add, clear
        self._before: int | None = None
        """So many pictures were there before some were added; None where none are awaited."""
        self._went_there = self._ending = False
        do.recent.aboutToShow.connect(lambda: self._fill(do.recent, self.open))
        do.add_recent.aboutToShow.connect(lambda: self._fill(do.add_recent, self._add))
        do.remove.triggered.connect(self._take_selected_out)
        do.save_search.triggered.connect(space.filters.ask_to_save)
        for view in (space.grid, space.list):
            view.addAction(do.remove)
        folders = space.sidebar.folders
        folders.take_out_requested.connect(self._take_folder_out)
        folders.again_requested.connect(lambda folder: self._add([folder]))
        folders.anew_requested.connect(lambda folder: session.tag_anew(self._rows_below(folder)))
        folders.reveal_requested.connect(_reveal)
        self._results.counts_changed.connect(self._look)
        session.listing_changed.connect(self._end)

    # Opening in the place of what is there

    def open(self, paths: Sequence[Path]) -> None:
        """Show these files and folders alone; the library keeps what was known of the others."""
        if paths:
            self._clear()
            self._space.filters.reset()
            self._add(paths)

    def _fill(self, menu: QMenu, verb: Callable[[Sequence[Path]], None]) -> None:
        menu.clear()
        elide = Qt.TextElideMode.ElideMiddle
        for folder in self._recent():
            shown = menu.fontMetrics().elidedText(str(folder), elide, _MENU_WIDTH)
            action = menu.addAction(without_keys(shown))
            set_tool_tip(action, str(folder))
            action.triggered.connect(lambda *_, folder=folder: verb([folder]))
        if menu.isEmpty():
            menu.addAction(self.tr("No folder yet")).setEnabled(False)

    # Out of the list

    def _take_selected_out(self) -> None:
        """The picture behind them becomes the current one."""
        space, rows = self._space, self._space.rows()
        if not rows:
            return
        place = min(self._results.place_of(row) or 0 for row in rows)
        self._session.take_out(rows)
        left = self._results.rowCount()
        if left:
            space.go_to(min(place, left - 1))

    def _take_folder_out(self, folder: Path) -> None:
        self._session.take_out(self._rows_below(folder), folder)

    def _rows_below(self, folder: Path) -> list[int]:
        return self._results.pictures.below(folder)

    # What is new

    def expect(self) -> None:
        """Pictures are added now: show the first of them, or tell how many are hidden."""
        if self._before is None or self._ending:
            self._before, self._went_there = len(self._results.pictures), False
        self._ending = False
        self._space.hidden.forget()

    def forget(self) -> None:
        """The list is emptied."""
        self._before = None
        self._space.hidden.forget()

    def _look(self) -> None:
        if self._before is None:
            return
        new = np.arange(self._before, len(self._results.pictures))
        place = self._results.place_of(self._before) if len(new) else None
        if place is not None and self._before and not self._went_there:
            self._went_there = True
            self._space.show_place(place)
        if self._results.filter != Filter():
            self._space.hidden.watch(new)
        if self._ending:
            self._before = None

    def _end(self) -> None:
        """A walk came to its end: once what is shown is worked out, all is known."""
        self._ending = not self._session.listing
        if self._ending:
            self._results.counts_later()


def _reveal(folder: Path) -> None:
    from igtagger.gui.reveal import show_in_folder

    show_in_folder(folder)
