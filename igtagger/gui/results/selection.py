"""What is selected stays selected when pictures are sorted or filtered anew."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
)
from PySide6.QtWidgets import QAbstractItemView

from igtagger.app.picture_values import Rows
from igtagger.gui.results.results_model import ResultsModel

_FLAGS = QItemSelectionModel.SelectionFlag


class KeptSelection(QObject):
    """Brings selection and current picture back after the model has put its pictures in order.

    Pictures that the filter hides are no longer selected. A view that showed the current picture
    keeps it in sight; others stay where they are scrolled to.

    Args:
        model: whose resets are watched.
        selection: the one that all views share.
        views: those that show it.
        parent: the Qt owner.
    """

    def __init__(
        self,
        model: ResultsModel,
        selection: QItemSelectionModel,
        views: Sequence[QAbstractItemView] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._selection = selection
        self._views = list(views)
        self._rows: Rows = np.zeros(0, np.intp)
        self._current: int | None = None
        self._column = 0
        self._seen: list[QAbstractItemView] = []
        model.about_to_reorder.connect(self._remember)
        model.reordered.connect(self._restore)

    def _remember(self) -> None:
        self._rows = selected_rows(self._model, self._selection)
        current = self._selection.currentIndex()
        self._current = self._model.row_at(current.row()) if current.isValid() else None
        self._column = max(0, current.column())
        self._seen = [view for view in self._views if _shows(view, current)]

    def _restore(self) -> None:
        places = self._model.places_of(self._rows)
        self._selection.select(stretches(self._model, places), _FLAGS.ClearAndSelect)
        place = self._model.place_of(self._current) if self._current is not None else None
        if place is None:
            return
        still = [view for view in self._views if view not in self._seen and view.hasAutoScroll()]
        for view in still:
            view.setAutoScroll(False)
        index = self._model.index(place, self._column)
        self._selection.setCurrentIndex(index, _FLAGS.NoUpdate)
        for view in still:
            view.setAutoScroll(True)


def selected_rows(model: ResultsModel, selection: QItemSelectionModel) -> Rows:
    """The rows of all selected pictures, in the order of their places."""
    return model.rows_at(selected_places(selection))


def selected_places(selection: QItemSelectionModel) -> Rows:
    """The places of all selected pictures, from the first to the last, each once."""
    chosen = selection.selection()
    parts = [
        np.arange(chosen.at(number).top(), chosen.at(number).bottom() + 1, dtype=np.intp)
        for number in range(chosen.count())
    ]
    if not parts:
        return np.zeros(0, np.intp)
    return parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts))


def stretches(model: ResultsModel, places: Rows) -> QItemSelection:
    """Whole rows at ``places``, which ascend, in as few ranges as there are gaps."""
    selection = QItemSelection()
    if not len(places):
        return selection
    last_column = model.columnCount() - 1
    for part in np.split(places, np.flatnonzero(np.diff(places) != 1) + 1):
        first, last = model.index(int(part[0]), 0), model.index(int(part[-1]), last_column)
        selection.select(first, last)
    return selection


def _shows(view: QAbstractItemView, index: QModelIndex) -> bool:
    if not index.isValid() or not view.isVisible():
        return False
    return view.viewport().rect().intersects(view.visualRect(index))
