"""The list of pictures: one row each, with columns to sort by."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QByteArray,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
)
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHeaderView, QMenu, QStyleOptionViewItem, QTableView, QWidget

from igtagger.app.picture_values import Order
from igtagger.gui.look.palette import colours
from igtagger.gui.results.clipboard import Copying
from igtagger.gui.results.results_model import Column, ResultsModel
from igtagger.gui.results.selection import selected_places
from igtagger.gui.views.dragging import drag_out
from igtagger.gui.views.row_delegate import THUMBNAIL_EDGE, RowDelegate
from igtagger.gui.views.seen_thumbnails import SeenThumbnails
from igtagger.gui.views.thumbnails import Thumbnails

_WIDTHS_IN_CHARACTERS = {
    Column.NAME: 34,
    Column.KIND: 22,
    Column.LABELS: 60,
    Column.SCORE: 8,
    Column.STATE: 16,
    Column.DIMENSIONS: 14,
    Column.DATE: 20,
    Column.FOLDER: 30,
    Column.TAKEN: 20,
    Column.RATING: 24,
}
_SORTED = {
    Order.NAME: Column.NAME,
    Order.SCORE: Column.SCORE,
    Order.DATE: Column.DATE,
    Order.TAKEN: Column.TAKEN,
}

Index = QModelIndex | QPersistentModelIndex


class ListView(QTableView):
    """Pictures of :class:`ResultsModel` as rows of a table.

    Args:
        thumbnails: where the small pictures come from.
        parent: the Qt owner.
    """

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._copying: Copying | None = None
        self._sized = False
        self._seen = SeenThumbnails(
            self, thumbnails, self._edge_pixels, self.visible_places, self._update_row
        )
        self.setItemDelegate(RowDelegate(thumbnails, self))
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragEnabled(True)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setAccessibleName(self.tr("Pictures"))
        # Only then is what stays in view moved on scrolling, under a style sheet too.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._set_up_headers()

    def _set_up_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setHighlightSections(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(RowDelegate.row_height(self.fontMetrics()))
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(48)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose_columns)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    # The model

    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802
        """Show another model; it keeps its order."""
        self.setSortingEnabled(False)
        super().setModel(model)
        self._copying = None
        if isinstance(model, ResultsModel):
            self._copying = Copying(model, self)
            model.order_changed.connect(self._show_order)
            self._show_order()
        self.setSortingEnabled(True)

    def setSelectionModel(self, selectionModel: QItemSelectionModel) -> None:  # noqa: N802, N803
        """Show another selection, but not in the header.

        To paint its sections, Qt would look whether all rows of a column are selected, one by one:
        more than a second for 100,000 rows, at each painting.
        """
        super().setSelectionModel(selectionModel)
        header = self.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(selectionModel.model(), header))

    def _show_order(self) -> None:
        """Let the header tell the order that the model really has."""
        model = self.model()
        if not isinstance(model, ResultsModel):
            return
        header = self.horizontalHeader()
        descending = (
            Qt.SortOrder.DescendingOrder if model.descending else Qt.SortOrder.AscendingOrder
        )
        header.blockSignals(True)
        header.setSortIndicator(_SORTED.get(model.order, -1), descending)
        header.blockSignals(False)
        header.viewport().update()

    def dataChanged(  # noqa: N802
        self,
        topLeft: Index,  # noqa: N803
        bottomRight: Index,  # noqa: N803
        roles: Any = (),
    ) -> None:
        """Paint again what of it can be seen, and nothing else."""
        seen = self.visible_places()
        for place in range(max(topLeft.row(), seen.start), min(bottomRight.row() + 1, seen.stop)):
            self._update_row(place)

    def initViewItemOption(self, option: QStyleOptionViewItem) -> None:  # noqa: N802
        """Leave the ground of selected rows to the delegate: chips must stay readable on it."""
        super().initViewItemOption(option)
        palette = QPalette(option.palette)
        palette.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        option.palette = palette

    def visible_places(self) -> range:
        """The places in the model that can be seen now, at least in part."""
        model = self.model()
        count = model.rowCount() if model is not None else 0
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return range(0)
        return range(first, last + 1 if last >= 0 else count)

    def _update_row(self, place: int) -> None:
        top, height = self.rowViewportPosition(place), self.rowHeight(place)
        self.viewport().update(0, top, self.viewport().width(), height)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Mark the whole row, not one cell of it."""
        super().currentChanged(current, previous)
        for index in (current, previous):
            if index.isValid():
                self._update_row(index.row())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the ground below the rows, too."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colours().base)
        painter.end()
        super().paintEvent(event)

    def _edge_pixels(self) -> int:
        return round(THUMBNAIL_EDGE * self.viewport().devicePixelRatio())

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        """Scroll, and soon drop the requests for what has gone out of view."""
        super().scrollContentsBy(dx, dy)
        self._seen.moved()

    # Columns

    def save_state(self) -> QByteArray:
        """Widths, order and visibility of the columns."""
        return self.horizontalHeader().saveState()

    def restore_state(self, state: QByteArray) -> bool:
        """Bring back what :meth:`save_state` gave; whether it could be read."""
        header = self.horizontalHeader()
        header.blockSignals(True)  # the order is the model's affair
        restored = header.restoreState(state)
        header.blockSignals(False)
        if restored:
            self._sized = True
            self.setColumnHidden(Column.NAME, False)
            header.setStretchLastSection(True)
        self._show_order()
        return restored

    def reset_columns(self) -> None:
        """All columns in their first order and width."""
        header = self.horizontalHeader()
        for column in Column:
            self.setColumnHidden(column, False)
            header.moveSection(header.visualIndex(column), column)
        self._size_columns()

    def _size_columns(self) -> None:
        """Give each what its texts usually take, and the labels what is left."""
        character = self.fontMetrics().averageCharWidth()
        widths = {c: character * count for c, count in _WIDTHS_IN_CHARACTERS.items()}
        widths[Column.NAME] += THUMBNAIL_EDGE
        left = self.viewport().width() - sum(widths.values()) + widths[Column.LABELS]
        widths[Column.LABELS] = max(left, character * 40)
        for column, width in widths.items():
            self.setColumnWidth(column, width)
        self._sized = True

    def _choose_columns(self, point: QPoint) -> None:
        menu = self.columns_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().viewport().mapToGlobal(point))

    def columns_menu(self, parent: QWidget) -> QMenu:
        """A menu of the columns that can be hidden, and of their first arrangement."""
        menu = QMenu(self.tr("Columns"), parent)
        for column in Column:
            if column is Column.NAME:
                continue
            title = self.model().headerData(column, Qt.Orientation.Horizontal)
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(column))
            action.toggled.connect(
                lambda shown, column=column: self.setColumnHidden(column, not shown)
            )
        menu.addSeparator()
        menu.addAction(self.tr("Reset columns")).triggered.connect(self.reset_columns)
        return menu

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Give the columns their first widths, once the view has one."""
        super().showEvent(event)
        if not self._sized and self.model() is not None:
            self._size_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Let the requests follow what can be seen."""
        super().resizeEvent(event)
        self._seen.moved()

    # Keys

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Nothing: letters judge pictures. Names are found by the search field."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Ctrl+C copies the selected rows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        else:
            super().keyPressEvent(event)

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: N802, N803
        """The selected pictures, for other programs."""
        drag_out(self, self._thumbnails)

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard: the visible columns as they stand."""
        if self._copying is None:
            return
        header = self.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(header.count())]
        columns = [column for column in order if not self.isColumnHidden(column)]
        self._copying.copy_rows(selected_places(self.selectionModel()), columns)
