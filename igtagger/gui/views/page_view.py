"""A list of pictures that shows one page and never scrolls: what is on it is in sight."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from igtagger.gui.views.seen_thumbnails import SeenThumbnails
from igtagger.gui.views.thumbnails import Thumbnails


class PageView(QListView):
    """Tiles of one size, as many as fit; they share the width that is there.

    Args:
        model: the page, with the paths of :class:`igtagger.gui.results.results_model.Role`.
        delegate: draws a tile; becomes the view's.
        thumbnails: where the small pictures come from.
        edge: of these, in logical pixels.
        parent: the Qt owner.

    Signals:
        room_changed: another number of pictures fits.
    """

    room_changed = Signal(int)

    def __init__(
        self,
        model: QAbstractItemModel,
        delegate: QStyledItemDelegate,
        thumbnails: Thumbnails,
        edge: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tile = delegate
        delegate.setParent(self)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for off in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            off(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Pictures of this page"))
        self._thumbnails_seen = SeenThumbnails(
            self,
            thumbnails,
            lambda: round(edge * self.devicePixelRatioF()),
            lambda: range(model.rowCount()),
            lambda place: self.update(model.index(place, 0)),
        )

    def room(self) -> int:
        """How many pictures fit, at least 1."""
        return self._columns() * max(1, self.viewport().height() // self._cell().height())

    def _columns(self) -> int:
        return max(1, self._width() // self._cell().width())

    def _width(self) -> int:
        """Qt goes on to the next row where one exactly fills the view."""
        return self.viewport().width() - 1

    def _cell(self) -> QSize:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return self._tile.sizeHint(option, QModelIndex())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Lay out anew; the tiles share the width that is there."""
        cell = self._cell()
        wide = max(cell.width(), self._width() // self._columns())
        self.setGridSize(QSize(wide, cell.height()))
        super().resizeEvent(event)
        self.room_changed.emit(self.room())

    def wheelEvent(self, event: Any) -> None:  # noqa: N802  Qt's name
        """A page never scrolls: what is on it is in sight."""
        event.ignore()
