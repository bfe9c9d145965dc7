"""The searches that a person saved, at the side: a click applies one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from igtagger.app.picture_values import Filter
from igtagger.app.saved_searches import SavedSearch, SavedSearches
from igtagger.errors import IgTaggerError
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.icons import icon
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.sidebar.counted_rows import CountDelegate
from igtagger.gui.sidebar.saved_model import SavedModel

_FEWEST, _MOST = 2, 6
"""Rows for which there is room."""


class SavedList(QListView):
    """Saved searches with counts.

    A click or Enter applies one, F2 renames it, Delete lets it go, Alt and an arrow key or the
    mouse move it.

    Args:
        model: the pictures.
        file: where searches are kept.
        query: the search by which pictures are filtered now; empty where by none.
        parent: the Qt owner.

    Signals:
        chosen: a query is to be searched for; empty for all pictures.
        changed: there are others now, or they have other names or places.
        problem: a :class:`Problem`.
    """

    chosen = Signal(str)
    changed = Signal()
    problem = Signal(object)

    def __init__(
        self,
        model: ResultsModel,
        file: Path,
        query: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kept, self._query = SavedSearches(file), query
        self._wanted = Filter()
        self.saved = SavedModel(model, self)
        self.saved.renamed.connect(self._rename)
        self.saved.moved.connect(self._move)
        self.setModel(self.saved)
        self.setItemDelegate(CountDelegate(Qt.TextElideMode.ElideRight, self))
        self.setAccessibleName(self.tr("Saved searches"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._take_drops(taken=False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def names(self) -> list[str]:
        """What they are called, in order."""
        return [each.name for each in self.saved.searches]

    def load(self) -> None:
        """Show what is in the file; that it cannot be read is told."""
        try:
            searches = self._kept.load()
        except IgTaggerError as error:
            self.problem.emit(Problem.of(error))
            searches = []
        current = self._current()
        self.saved.show_these(searches)
        self._go_to(current.name if current is not None else "")
        self.updateGeometry()
        self.changed.emit()

    def save(self, name: str, query: str) -> None:
        """Keep a search under a name, in the place of one that is called so."""
        self._change(lambda: self._kept.save(SavedSearch(name, query)))
        self._go_to(name)

    def show_filter(self, wanted: Filter) -> None:
        """Mark the search by which pictures are filtered, if it is one of these; tells nobody."""
        self._wanted = wanted
        self.saved.show_filter(wanted)

    def _change(self, change: Callable[[], None]) -> None:
        try:
            change()
        except IgTaggerError as error:
            self.problem.emit(Problem.of(error))
            return
        self.load()

    def _rename(self, old: str, new: str) -> None:
        self._change(lambda: self._kept.rename(old, new))

    def _move(self, name: str, place: int) -> None:
        self._change(lambda: self._kept.move(name, place))
        self._go_to(name)

    def _go_to(self, name: str) -> None:
        if name in self.names:
            self.setCurrentIndex(self.saved.index(self.names.index(name)))

    def _current(self) -> SavedSearch | None:
        row = self.currentIndex().row()
        return self.saved.searches[row] if 0 <= row < len(self.saved.searches) else None

    # What is done

    def _choose(self, index: QModelIndex) -> None:
        query = self.saved.searches[index.row()].query
        self.chosen.emit("" if self._wanted == Filter(text=query) else query)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """See the class. What was dragged is not clicked."""
        was_dragged = self.state() == QAbstractItemView.State.DraggingState
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and not was_dragged:
            self._choose(index)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802
        """Only what is dragged from here is taken here."""
        self._take_drops(taken=True)
        super().startDrag(actions)
        self._take_drops(taken=False)

    def _take_drops(self, *, taken: bool) -> None:
        self.setAcceptDrops(taken)
        self.viewport().setAcceptDrops(taken)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """See the class."""
        search, index = self._current(), self.currentIndex()
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        by_alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        editing = self.state() == QAbstractItemView.State.EditingState
        if search is None or editing:
            super().keyPressEvent(event)
        elif by_alt and event.key() in steps:
            place = index.row() + steps[Qt.Key(event.key())]
            self._move(search.name, min(max(place, 0), len(self.names) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(index)
        elif event.key() == Qt.Key.Key_Delete:
            self._change(lambda: self._kept.delete(search.name))
        else:
            super().keyPressEvent(event)

    def menu_for(self, index: QModelIndex) -> QMenu:
        """What can be done with a saved search."""
        search, menu, query = self.saved.searches[index.row()], QMenu(self), self._query()
        menu.addAction(self.tr("Search"), lambda: self._choose(index))
        replace = menu.addAction(
            icon("star"),
            self.tr("Replace by the search shown now"),
            lambda: self.save(search.name, query),
        )
        replace.setEnabled(bool(query) and query != search.query)
        menu.addSeparator()
        menu.addAction(self.tr("Rename") + "\tF2", lambda: self.edit(index))
        last = len(self.names) - 1
        up = menu.addAction(
            self.tr("Move up") + "\tAlt+↑", lambda: self._move(search.name, index.row() - 1)
        )
        up.setEnabled(index.row() > 0)
        down = menu.addAction(
            self.tr("Move down") + "\tAlt+↓", lambda: self._move(search.name, index.row() + 1)
        )
        down.setEnabled(index.row() < last)
        menu.addSeparator()
        menu.addAction(
            icon("trash"),
            self.tr("Delete this search") + "\t" + self.tr("Del"),
            lambda: self._change(lambda: self._kept.delete(search.name)),
        )
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """What can be done with a saved search."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        menu = self.menu_for(index)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        below = self.viewport().mapToGlobal(self.visualRect(index).center())
        menu.popup(below if by_key else event.globalPos())

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for all of them, if they are not too many."""
        return QSize(120, self._height_of(min(max(len(self.names), 1), _MOST)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Room for a few."""
        return QSize(60, self._height_of(min(max(len(self.names), 1), _FEWEST)))

    def _height_of(self, rows: int) -> int:
        return rows * (self.fontMetrics().height() + 10) + 2 * self.frameWidth()
