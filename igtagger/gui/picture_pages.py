"""Where pictures are: all of them in the workspace, or one of them on the whole window."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QTimer
from PySide6.QtWidgets import QMainWindow, QToolBar

from igtagger.app.picture_values import Rows
from igtagger.gui.actions import Actions
from igtagger.gui.look.fitting_pages import FittingPages
from igtagger.gui.loupe.loupe_page import LoupePage
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.results.selection import selected_rows, stretches
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.gui.workspace import Workspace

_FLAGS = QItemSelectionModel.SelectionFlag
_NEAR = 2000
"""So many pictures on either side are tried where the one that is looked at is filtered out."""


class PicturePages(FittingPages):
    """The workspace, and the loupe, which shows the current picture of the workspace's selection.

    While a picture is looked at, it alone is selected: what is decided is decided about it. The
    loupe borrows the details of the workspace, with the field for own tags.

    Args:
        space: with the selection.
        results: the pictures.
        thumbnails: stand in for pictures that are still to be decoded.
        do: the actions; those that are about the loupe are connected here.
        window: whose bars are hidden where a picture has the whole screen.
    """

    def __init__(
        self,
        space: Workspace,
        results: ResultsModel,
        thumbnails: Thumbnails,
        do: Actions,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._space, self._results, self._do, self._window = space, results, do, window
        self.loupe = LoupePage(results, space.selection, thumbnails, self)
        self.addWidget(space)
        self.addWidget(self.loupe)
        self._chosen: Rows = np.zeros(0, np.intp)  # what was selected before
        self._began_at = -1  # the picture that was looked at first, by its row
        self._near: Rows = self._chosen  # where to go on where the current picture is hidden
        self._filled_screen = False  # by F11 in the loupe
        self._connect()

    def _connect(self) -> None:
        do, space, loupe = self._do, self._space, self.loupe
        for widget in (space.grid, space.list, loupe.canvas):
            widget.addAction(do.large)
        do.large.toggled.connect(self._show_large)
        for action in (do.details, do.full_screen):
            loupe.add_to_bar(action)
        space.large_requested.connect(lambda: do.large.setChecked(True))
        loupe.leave_wanted.connect(self.leave)
        loupe.step_wanted.connect(space.step)
        loupe.canvas.menu_requested.connect(space.menu_requested)
        space.selection.currentChanged.connect(lambda *_: loupe.show_current())
        self._results.about_to_reorder.connect(self._remember)
        self._results.reordered.connect(self._restore)
        self._results.modelReset.connect(self._on_reset)
        self._results.rowsInserted.connect(lambda *_: self._enable())
        self._enable()
        for action in (do.find, do.grid, do.list):
            action.triggered.connect(lambda *_: self.leave())
        do.find.triggered.connect(lambda *_: space.filters.focus_search())
        for action in (do.own, do.kind):  # which open something there
            action.triggered.connect(lambda *_: do.details.setChecked(True))
        do.details.toggled.connect(self._show_details)
        do.full_screen.toggled.connect(self._fill_screen)
        space.details.field.left.connect(self._leave_field)

    @property
    def is_large(self) -> bool:
        """Whether one picture is looked at."""
        return self.currentWidget() is self.loupe

    def leave(self) -> None:
        """Back to all pictures, of which the one that was looked at is current, and in sight."""
        self._do.large.setChecked(False)

    def close_pages(self) -> None:
        """End their threads, as the program closes."""
        self.leave()
        self.loupe.ahead.close()
        self._space.preview.close_loader()

    # Back and forth

    def _show_large(self, large: bool) -> None:
        if large == self.is_large:
            return
        if not large:
            self._go_back()
        elif self._results.rowCount():
            self._begin()
        else:
            self.leave()
        for action in (self._do.larger, self._do.smaller, self._do.tags):
            action.setEnabled(not self.is_large)
        self._space.size_slider.setEnabled(not self.is_large and self._do.grid.isChecked())

    def _begin(self) -> None:
        space, current = self._space, self._space.selection.currentIndex()
        self._chosen = selected_rows(self._results, space.selection)
        width = max(space.right.width(), space.right.sizeHint().width())
        self.setCurrentWidget(self.loupe)
        self.loupe.splitter.addWidget(space.lend_judging())
        space.judging.setVisible(self._do.details.isChecked())
        self.loupe.splitter.setSizes([max(1, self.width() - width), width])
        place = current.row() if current.isValid() else 0
        self._began_at = self._results.row_at(place)
        self._select(place)
        self._show_bars()
        self.loupe.begin()

    def _go_back(self) -> None:
        self._space.take_judging()
        self.setCurrentWidget(self._space)
        self.loupe.end()
        self._show_bars()
        if self._filled_screen:
            self._do.full_screen.setChecked(False)
        self._restore_chosen()
        self._space.current_view().setFocus()
        QTimer.singleShot(0, self, self._show_current)  # once the views know their size

    def _show_current(self) -> None:
        view, current = self._space.current_view(), self._space.selection.currentIndex()
        if current.isValid():
            view.scrollTo(current)

    def _restore_chosen(self) -> None:
        """Several were selected, and the person looked at one of them only: they still are."""
        current = self._space.selection.currentIndex()
        row = self._results.row_at(current.row()) if current.isValid() else -1
        if len(self._chosen) > 1 and row == self._began_at:
            places = self._results.places_of(self._chosen)
            self._space.selection.select(stretches(self._results, places), _FLAGS.ClearAndSelect)

    # One picture

    def _select(self, place: int) -> None:
        index = self._results.index(place, 0)
        self._space.selection.setCurrentIndex(index, _FLAGS.ClearAndSelect | _FLAGS.Rows)

    def _remember(self) -> None:
        """Another filter may hide the picture: which ones come next, and which before?"""
        current = self._space.selection.currentIndex()
        if not self.is_large or not current.isValid():
            return
        place, count = current.row(), self._results.rowCount()
        after = np.arange(place, min(place + _NEAR, count))
        before = np.arange(place - 1, max(place - _NEAR, -1), -1)
        self._near = self._results.rows_at(np.concatenate((after, before)))

    def _restore(self) -> None:
        if not self.is_large or not self._results.rowCount():
            return
        if not self._space.selection.currentIndex().isValid():
            places = (self._results.place_of(int(row)) for row in self._near)
            self._select(next((place for place in places if place is not None), 0))
        self.loupe.show_current()

    def _on_reset(self) -> None:
        self._enable()
        if not self._results.rowCount():
            self.leave()

    def _enable(self) -> None:
        self._do.large.setEnabled(bool(self._results.rowCount()))

    # What is around it

    def _show_details(self, on: bool) -> None:
        if self.is_large:
            self._space.judging.setVisible(on)

    def _leave_field(self) -> None:
        if self.is_large:
            self.loupe.canvas.setFocus()

    def _fill_screen(self, on: bool) -> None:
        self._filled_screen = on and self.is_large
        self._show_bars()

    def _show_bars(self) -> None:
        bare = self.is_large and self._do.full_screen.isChecked()
        window = self._window
        for bar in (window.menuBar(), window.statusBar(), *window.findChildren(QToolBar)):
            bar.setVisible(not bare)
