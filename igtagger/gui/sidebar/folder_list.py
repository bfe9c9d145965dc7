"""The folders of the list as a tree, at the side."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeView, QWidget

from igtagger.app.picture_values import Filter
from igtagger.gui.look.icons import icon
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.sidebar.counted_rows import CountDelegate, CountRole
from igtagger.gui.sidebar.folder_model import FolderModel
from igtagger.gui.tags.tag_model import Mark
from igtagger.gui.tags.tag_view import join_of
from igtagger.labels.query_building import Join, SearchTerm, asked_for, without

_FEWEST, _MOST = 3, 14
"""Rows for which there is room."""


class FolderList(QTreeView):
    """Folders with counts. A click shows the pictures in one and below; again, all.

    Alt and a click or Enter exclude a folder.

    Args:
        model: the pictures.
        parent: the Qt owner.

    Signals:
        folder_chosen: only pictures in that folder and below are wanted; all where None.
        joined: a :class:`SearchTerm` is to be joined to the search, and how: a :class:`Join`.
        reveal_requested, take_out_requested, anew_requested, again_requested: a folder, as a path,
            is to be shown in the file manager, taken out of the list, tagged anew, looked through
            again.
    """

    folder_chosen = Signal(object)
    joined = Signal(object, object)
    reveal_requested = Signal(object)
    take_out_requested = Signal(object)
    anew_requested = Signal(object)
    again_requested = Signal(object)

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = model
        self._open: set[str] = set()
        """Paths of folders that the person opened."""
        self.folders = FolderModel(self)
        self.setModel(self.folders)
        self.setItemDelegate(CountDelegate(Qt.TextElideMode.ElideMiddle, self))
        self.setAccessibleName(self.tr("Folders"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.expanded.connect(self._opened)
        self.collapsed.connect(self._closed)
        model.counts_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Count anew, among the pictures that all but folders let through."""
        before, current = self.folders.tree, self._current_path()
        text = without(self._results.filter.text, lambda part: part.field == "below")
        self.folders.show_counts(self._results.pictures, self._results.found(text=text))
        self.viewport().update()  # what Qt tells views of a tree is about one level of it
        if self.folders.tree is not before:
            self._open_again()
            self.setCurrentIndex(self.folders.index_of(current))
            self.updateGeometry()

    def show_filter(self, wanted: Filter) -> None:
        """Mark the folders that pictures are filtered by; tells nobody."""
        self.folders.mark(asked_for(wanted.text))
        self.viewport().update()

    def _current_path(self) -> str:
        index = self.currentIndex()
        return self.folders.node(index).path if index.isValid() else ""

    # What is open

    def _open_again(self) -> None:
        """A single folder at the top is open from the start."""
        if len(self.folders.tree.top) == 1:
            self.expand(self.folders.index(0, 0))
        for path in sorted(self._open):
            index = self.folders.index_of(path)
            if index.isValid():
                self.expand(index)

    def _opened(self, index: QModelIndex) -> None:
        self._open.add(self.folders.node(index).path)
        self.updateGeometry()

    def _closed(self, index: QModelIndex) -> None:
        self._open.discard(self.folders.node(index).path)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for the folders that are open, if they are not too many."""
        rows, index = 0, self.folders.index(0, 0)
        while index.isValid() and rows < _MOST:
            rows, index = rows + 1, self.indexBelow(index)
        return QSize(120, self._height_of(max(rows, 1)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Room for a few."""
        return QSize(60, min(self.sizeHint().height(), self._height_of(_FEWEST)))

    def _height_of(self, rows: int) -> int:
        return rows * (self.fontMetrics().height() + 10) + 2 * self.frameWidth()

    # What is done

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """See the class. A click beside a name, on the arrow, only opens the folder."""
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if (
            event.button() == Qt.MouseButton.LeftButton
            and index.isValid()
            and self.visualRect(index).contains(place)
        ):
            self._choose(index, event.modifiers())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and Space choose, Escape shows all; Delete takes a folder out of the list."""
        keys, index = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space), self.currentIndex()
        if event.key() in keys and index.isValid():
            self._choose(index, event.modifiers())
        elif event.key() == Qt.Key.Key_Escape:
            self.folder_chosen.emit(None)
        elif event.key() == Qt.Key.Key_Delete and index.isValid():
            self.take_out_requested.emit(Path(self.folders.node(index).path))
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex, keys: Qt.KeyboardModifier) -> None:
        path = self.folders.node(index).path
        if join_of(keys) is Join.NOT:
            self.joined.emit(SearchTerm("below", path), Join.NOT)
        else:
            is_chosen = index.data(CountRole.MARK) is Mark.WANTED
            self.folder_chosen.emit(None if is_chosen else path)

    def menu_for(self, index: QModelIndex) -> QMenu:
        """What can be done with a folder."""
        path, menu = Path(self.folders.node(index).path), QMenu(self)
        is_chosen = index.data(CountRole.MARK) is Mark.WANTED
        only = self.tr("Show all pictures") if is_chosen else self.tr("Show only these pictures")
        menu.addAction(only, lambda: self._choose(index, Qt.KeyboardModifier.NoModifier))
        menu.addAction(
            self.tr("Exclude from the search") + "\t" + self.tr("Alt+click"),
            lambda: self._choose(index, Qt.KeyboardModifier.AltModifier),
        )
        menu.addSeparator()
        for name, text, signal in (
            ("locate", self.tr("Show in the file manager"), self.reveal_requested),
            ("folder", self.tr("Look for new pictures in it"), self.again_requested),
            ("retry", self.tr("Tag its pictures anew"), self.anew_requested),
        ):
            menu.addAction(icon(name), text, lambda signal=signal: signal.emit(path))
        menu.addSeparator()
        menu.addAction(
            icon("trash"),
            self.tr("Remove from the list") + "\t" + self.tr("Del"),
            lambda: self.take_out_requested.emit(path),
        )
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """What can be done with a folder."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        menu = self.menu_for(index)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        below = self.viewport().mapToGlobal(self.visualRect(index).center())
        menu.popup(below if by_key else event.globalPos())
