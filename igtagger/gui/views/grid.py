"""The grid of thumbnails: half a million pictures scroll as smoothly as twenty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from igtagger.gui.look.palette import colours
from igtagger.gui.views.cells import Cells
from igtagger.gui.views.dragging import drag_out
from igtagger.gui.views.item_view import ItemView
from igtagger.gui.views.rubber_band import RubberBand
from igtagger.gui.views.seen_thumbnails import SeenThumbnails
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.gui.views.tiles import MAX_EDGE, MIN_EDGE, TileDelegate

_STEPS_PER_CELL = 5
_EDGE_STEP = 16
_MANY_RANGES = 200

Index = QModelIndex | QPersistentModelIndex
Action = QAbstractItemView.CursorAction


class GridView(ItemView):
    """Pictures of :class:`ResultsModel` as tiles in rows.

    Signals:
        edge_changed: the person zoomed with Ctrl and the wheel; the new size in logical pixels.

    Args:
        thumbnails: where the small pictures come from.
        parent: the Qt owner.
    """

    edge_changed = Signal(int)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._tiles = TileDelegate(thumbnails, self)
        self._cells = Cells()
        self._anchor = (0, 0)  # the place at the top, and how far it is scrolled out above it
        self._anchoring = False
        self._hovered = -1
        self._band = RubberBand(self, self._touched)
        self._seen = SeenThumbnails(
            self, thumbnails, self._edge_pixels, self.visible_places, self._update_place
        )
        self.setItemDelegate(self._tiles)
        self.setDragEnabled(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Pictures"))
        self.viewport().setMouseTracking(True)
        # Only then is what stays in view moved on scrolling, under a style sheet too.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().valueChanged.connect(self._keep_anchor)

    # Size and place

    @property
    def edge(self) -> int:
        """The longer side of thumbnails in logical pixels."""
        return self._tiles.edge

    def set_edge(self, edge: int) -> None:
        """Show thumbnails of that size, from ``MIN_EDGE`` to ``MAX_EDGE``."""
        edge = min(max(edge, MIN_EDGE), MAX_EDGE)
        if edge != self._tiles.edge:
            self._anchor = self._anchor_now()
            self._tiles.edge = edge
            self._lay_out_anew()
            self.edge_changed.emit(edge)

    def show_kinds(self, *, shown: bool) -> None:
        """Have a line in each tile for the kind of its picture, or none."""
        if shown != self._tiles.with_kinds:
            self._anchor = self._anchor_now()
            self._tiles.with_kinds = shown
            self._lay_out_anew()

    def _lay_out_anew(self) -> None:
        self.updateGeometries()
        self.viewport().update()
        self._seen.moved()

    @property
    def cells(self) -> Cells:
        """Where everything lies, in coordinates of the content."""
        return self._cells

    def _touched(self, area: QRect) -> Iterable[tuple[int, int]]:
        return self._cells.touched(area)

    def updateGeometries(self) -> None:  # noqa: N802
        """Work out cells and scroll bar, and keep the place that the person looks at."""
        model = self.model()
        size = self._tiles.cell_size(self.font())
        self._cells = Cells(
            model.rowCount() if model is not None else 0,
            self.viewport().width(),
            size.width(),
            size.height(),
        )
        bar, page = self.verticalScrollBar(), self.viewport().height()
        place, above = self._anchor
        self._anchoring = True
        bar.setPageStep(page)
        bar.setSingleStep(max(1, size.height() // _STEPS_PER_CELL))
        bar.setRange(0, max(0, self._cells.content_height - page))
        bar.setValue(self._cells.cell(place).top() + min(above, size.height() - 1))
        self._anchoring = False
        super().updateGeometries()

    def _keep_anchor(self) -> None:
        if not self._anchoring:
            self._anchor = self._top()

    def _top(self) -> tuple[int, int]:
        row, above = divmod(self.verticalOffset(), self._cells.height)
        return row * self._cells.columns, above

    def _anchor_now(self) -> tuple[int, int]:
        """What stays in place on a change of size: the current picture where it can be seen."""
        current = self.currentIndex()
        if current.isValid():
            rect = self.visualRect(current)
            if self.viewport().rect().contains(rect.center()):
                return current.row(), -rect.top()
        return self._anchor

    def horizontalOffset(self) -> int:  # noqa: N802
        """Always 0: rows are as wide as the view."""
        return 0

    def verticalOffset(self) -> int:  # noqa: N802
        """How far it is scrolled, in logical pixels."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: N802
        """Never: what is filtered out is not in the model."""
        return False

    def visualRect(self, index: Index) -> QRect:  # noqa: N802
        """The tile of a picture in coordinates of the viewport."""
        if not index.isValid() or index.row() >= self._cells.count:
            return QRect()
        return self._cells.tile(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802
        """The picture at a point of the viewport; invalid in the gaps."""
        place = self._cells.at(point.x(), point.y() + self.verticalOffset())
        return self.model().index(place, 0) if place >= 0 else QModelIndex()

    def scrollTo(  # noqa: N802
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a picture into view, by as little as the hint allows."""
        if not index.isValid():
            return
        bar, page = self.verticalScrollBar(), self.viewport().height()
        cell = self._cells.cell(index.row())
        hints = QAbstractItemView.ScrollHint
        above, below = cell.top(), cell.bottom() + 1 - page
        if hint == hints.PositionAtCenter:
            bar.setValue(cell.center().y() - page // 2)
        elif hint == hints.PositionAtTop or (hint == hints.EnsureVisible and bar.value() > above):
            bar.setValue(above)
        elif hint == hints.PositionAtBottom or bar.value() < below:
            bar.setValue(min(below, above))

    def visible_places(self) -> range:
        """The places in the model that can be seen now, at least in part."""
        top = self.verticalOffset()
        return self._cells.between(top, top + self.viewport().height())

    # The model

    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802
        """Show another model."""
        before = self.model()
        if before is not None:
            before.rowsRemoved.disconnect(self.scheduleDelayedItemsLayout)
        super().setModel(model)
        if model is not None:
            model.rowsRemoved.connect(self.scheduleDelayedItemsLayout)

    def reset(self) -> None:
        """The model has other pictures, or another order."""
        super().reset()
        self._hovered = -1
        self._band.stop()
        self.scheduleDelayedItemsLayout()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:  # noqa: N802
        """Pictures have come; the layout is worked out once for all that come at a time."""
        super().rowsInserted(parent, start, end)
        self.scheduleDelayedItemsLayout()

    def dataChanged(  # noqa: N802
        self,
        topLeft: Index,  # noqa: N803
        bottomRight: Index,  # noqa: N803
        roles: Any = (),
    ) -> None:
        """Paint again what of it can be seen, and nothing else."""
        seen = self.visible_places()
        first, last = max(topLeft.row(), seen.start), min(bottomRight.row(), seen.stop - 1)
        for place in range(first, last + 1):
            self._update_place(place)

    def _update_place(self, place: int) -> None:
        self.viewport().update(self._cells.cell(place).translated(0, -self.verticalOffset()))

    def _edge_pixels(self) -> int:
        return self._tiles.edge_pixels(self.viewport().devicePixelRatio())

    # Painting

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        """Move what is painted, so that only what comes into view is painted anew."""
        self.viewport().scroll(dx, dy)
        self._set_hovered(-1)
        self._seen.moved()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the tiles that reach into the damaged part."""
        painter, region = QPainter(self.viewport()), event.region()
        painter.fillRect(event.rect(), colours().base)
        model, offset = self.model(), self.verticalOffset()
        if model is not None:
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            area = event.rect().translated(0, offset)
            for place in self._cells.between(area.top(), area.bottom() + 1):
                rect = self._cells.tile(place).translated(0, -offset)
                if region.intersects(rect):
                    self._paint_tile(painter, option, model.index(place, 0), rect)
        self._band.paint(painter)

    def _paint_tile(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex, rect: QRect
    ) -> None:
        flags, state = QStyle.StateFlag, QStyle.StateFlag.State_Enabled
        if self.selectionModel().isSelected(index):
            state |= flags.State_Selected
        if self.isActiveWindow():
            state |= flags.State_Active
        if index.row() == self._hovered:
            state |= flags.State_MouseOver
        if self.hasFocus() and index.row() == self.currentIndex().row():
            state |= flags.State_HasFocus
        option.rect = rect
        option.state = state
        self._tiles.paint(painter, option, index)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802
        """The part of the viewport where ``selection`` is seen."""
        if selection.count() > _MANY_RANGES:
            return QRegion(self.viewport().rect())
        region, seen, offset = QRegion(), self.visible_places(), self.verticalOffset()
        for number in range(selection.count()):
            stretch = selection.at(number)
            first, last = max(stretch.top(), seen.start), min(stretch.bottom(), seen.stop - 1)
            for place in range(first, last + 1):
                region |= QRegion(self._cells.tile(place).translated(0, -offset))
        return region

    # Selecting

    def setSelection(  # noqa: N802
        self, rect: QRect, command: QItemSelectionModel.SelectionFlag
    ) -> None:
        """Select from the picture at the rectangle's one corner to that at the other, as read."""
        offset = self.verticalOffset()
        ends = [
            self._cells.nearest(point.x(), point.y() + offset)
            for point in (rect.topLeft(), rect.bottomRight())
        ]
        selection = QItemSelection()
        if min(ends) >= 0:
            model = self.model()
            last = model.columnCount() - 1
            selection.select(model.index(min(ends), 0), model.index(max(ends), last))
        self.selectionModel().select(selection, command)

    def moveCursor(  # noqa: N802
        self,
        cursorAction: Action,  # noqa: N803
        modifiers: Qt.KeyboardModifier,
    ) -> QModelIndex:
        """Where a key leads."""
        count, columns = self._cells.count, self._cells.columns
        if not count:
            return QModelIndex()
        current = self.currentIndex()
        if not current.isValid():
            return self.model().index(0, 0)
        page = max(1, self.viewport().height() // self._cells.height) * columns
        if self.isRightToLeft():
            left, right = 1, -1
        else:
            left, right = -1, 1
        place = current.row()
        steps = {
            Action.MoveLeft: left,
            Action.MoveRight: right,
            Action.MovePrevious: -1,
            Action.MoveNext: 1,
            Action.MoveUp: -columns,
            Action.MoveDown: columns,
            Action.MovePageUp: -page,
            Action.MovePageDown: page,
            Action.MoveHome: -place,
        }
        if cursorAction == Action.MoveEnd:
            return self.model().index(count - 1, 0)
        return self.model().index(self._cells.stepped(place, steps[cursorAction]), 0)

    # Mouse and keys

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Nothing: letters judge pictures. Names are found by the search field."""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """On a picture: select it. Beside all: begin a rubber band."""
        point = event.position().toPoint()
        left = event.button() == Qt.MouseButton.LeftButton
        if left and self.model() is not None and not self.indexAt(point).isValid():
            self._band.start(point, event.modifiers())
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Stretch the rubber band; else mark the tile under the pointer."""
        point = event.position().toPoint()
        if self._band.active:
            self._band.move(point)
            return
        self._set_hovered(self._cells.at(point.x(), point.y() + self.verticalOffset()))
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the rubber band."""
        if self._band.active:
            self._band.stop()
            return
        super().mouseReleaseEvent(event)

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: N802, N803
        """The selected pictures, for other programs."""
        drag_out(self, self._thumbnails)

    def leaveEvent(self, event: Any) -> None:  # noqa: N802
        """The pointer is no longer over a tile."""
        self._set_hovered(-1)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scroll; with Ctrl make thumbnails larger and smaller."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        turned = event.angleDelta().y()
        if turned:
            self.set_edge(self.edge + (_EDGE_STEP if turned > 0 else -_EDGE_STEP))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Lay out anew, with the same pictures at the top."""
        super().resizeEvent(event)
        self.updateGeometries()
        self._seen.moved()

    def _set_hovered(self, place: int) -> None:
        if place == self._hovered:
            return
        for changed in (self._hovered, place):
            if changed >= 0:
                self._update_place(changed)
        self._hovered = place
