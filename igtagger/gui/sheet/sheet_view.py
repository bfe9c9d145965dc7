"""One page of a sheet: as many pictures as fit, with marks on those that are rejected."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from igtagger.app.picture_table import Pictures
from igtagger.app.tag_sheet import TagSheet
from igtagger.domain import LabelRef
from igtagger.gui.keys.all_keys import SHEET_KEYS
from igtagger.gui.look.icons import tinted
from igtagger.gui.look.palette import Colours, colours
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.results.results_model import Role
from igtagger.gui.views.page_view import PageView
from igtagger.gui.views.thumbnails import Thumbnails, Version
from igtagger.gui.views.tiles import draw_fitted

_PADDING = 6
_MARK = 32

Index = QModelIndex | QPersistentModelIndex

_ANSWERS: dict[int, Callable[[Pictures, int], Any]] = {
    Role.ROW: lambda _, row: row,
    Role.PATH: Pictures.path,
    Role.VERSION: Pictures.version,
    Qt.ItemDataRole.ToolTipRole: lambda pictures, row: as_tool_tip(pictures.path(row)),
}


class SheetModel(QAbstractListModel):
    """The pictures of one page.

    Args:
        sheet: which they are.
        pictures: what is known of them.
        ref: the tag that is gone through.
        parent: the Qt owner.
    """

    def __init__(
        self, sheet: TagSheet, pictures: Pictures, ref: LabelRef, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._sheet, self._pictures, self._ref = sheet, pictures, ref
        self._page = sheet.page

    def show_page(self) -> None:
        """The sheet has another page."""
        self.beginResetModel()
        self._page = self._sheet.page
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Pictures of the page."""
        return 0 if parent.isValid() else len(self._page)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The score; to screen readers also the name, and what will be said of the picture."""
        if not index.isValid() or index.row() >= len(self._page):
            return None
        row = self._page[index.row()]
        answer = _ANSWERS.get(role)
        if answer is not None:
            return answer(self._pictures, row)
        score = QLocale().toString(self._pictures.score(row, self._ref), "f", 2)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            marked = self._sheet.is_marked(row)
            said = self.tr("rejected") if marked else self.tr("confirmed")
            name = os.path.basename(self._pictures.path(row))  # noqa: PTH119
            return f"{name}, {score}, {said}"
        return score if role == Qt.ItemDataRole.DisplayRole else None

    def toggle(self, index: Index) -> None:
        """Mark a picture, or take its mark away."""
        self._sheet.toggle(int(index.data(Role.ROW)))
        self.dataChanged.emit(index, index)


class _SheetDelegate(QStyledItemDelegate):
    seen = Signal()

    def __init__(self, thumbnails: Thumbnails, sheet: TagSheet, edge: int) -> None:
        super().__init__()
        self._thumbnails, self._sheet, self.edge = thumbnails, sheet, edge

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        below = option.fontMetrics.height() + 4
        return QSize(self.edge + 2 * _PADDING, self.edge + 2 * _PADDING + below)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shades, row = colours(), int(index.data(Role.ROW))
        marked = self._sheet.is_marked(row)
        tile = QRectF(option.rect).adjusted(2, 2, -2, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ground = QColor(shades.error if marked else shades.base)
        ground.setAlphaF(0.22 if marked else 0.0)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        edge = shades.focus if focused else shades.error if marked else shades.card_border
        painter.setPen(QPen(edge, 2.5 if focused or marked else 1.0))
        painter.setBrush(ground)
        painter.drawRoundedRect(tile, 6, 6)
        self._draw_picture(painter, option, index, shades, marked=marked)
        text = QRectF(tile.left(), tile.bottom() - option.fontMetrics.height() - 3, tile.width(), 0)
        text.setHeight(option.fontMetrics.height())
        painter.setPen(shades.error if marked else shades.muted)
        said = self.tr("Rejected") if marked else str(index.data())
        painter.drawText(text, Qt.AlignmentFlag.AlignCenter, said)
        painter.restore()

    def _draw_picture(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        shades: Colours,
        *,
        marked: bool,
    ) -> None:
        middle = option.rect.center().x()
        top = option.rect.top() + _PADDING
        area = QRectF(middle - self.edge / 2, top, self.edge, self.edge)
        path, version = index.data(Role.PATH), index.data(Role.VERSION)
        pixels = round(self.edge * painter.device().devicePixelRatio())
        pixmap = self._thumbnails.pixmap(path, version, pixels)
        if pixmap is None:
            failed = self._thumbnails.failure(path, version) is not None
            painter.setPen(shades.error if failed else shades.muted)
            text = self.tr("Cannot be read") if failed else "…"
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
            return
        painter.setOpacity(0.4 if marked else 1.0)
        draw_fitted(painter, area, pixmap, self.edge)
        painter.setOpacity(1.0)
        if marked:
            mark = tinted("cross", shades.error, _MARK, painter.device().devicePixelRatio())
            corner = area.center().toPoint() - QPoint(_MARK // 2, _MARK // 2)
            painter.drawPixmap(corner, mark)
        whole = option.widget is not None and option.widget.rect().contains(option.rect)
        if whole and self._sheet.show(int(index.data(Role.ROW))):
            self.seen.emit()


class SheetView(PageView):
    """Shows one page, never more than fits.

    Args:
        model: the page.
        sheet: likewise.
        thumbnails: where the small pictures come from.
        edge: of these, in logical pixels.
        parent: the Qt owner.

    Signals:
        marked: something was marked, or its mark taken away.
        seen: a picture was drawn that was not before.
        turned: to the next page, or back: 1 or -1.
    """

    marked = Signal()
    seen = Signal()
    turned = Signal(int)

    def __init__(
        self,
        model: SheetModel,
        sheet: TagSheet,
        thumbnails: Thumbnails,
        edge: int,
        parent: QWidget | None = None,
    ) -> None:
        delegate = _SheetDelegate(thumbnails, sheet, edge)
        super().__init__(model, delegate, thumbnails, edge, parent)
        delegate.seen.connect(self.seen)
        self._sheet_model, self._thumbnails = model, thumbnails
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.clicked.connect(self._toggle)

    def cannot_show(self, path: str, version: Version) -> bool:
        """Whether there is no thumbnail of a picture, and will be none."""
        return self._thumbnails.failure(path, version) is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Mark, turn pages; Enter is the dialog's."""
        pressed = SHEET_KEYS.find(event)
        if pressed is None:
            super().keyPressEvent(event)
        elif pressed.verb == "turn":
            self.turned.emit((-1, 1)[pressed.place])
        elif pressed.verb == "confirm":
            event.ignore()
        elif self.currentIndex().isValid():
            self._toggle(self.currentIndex())

    def _toggle(self, index: QModelIndex) -> None:
        self._sheet_model.toggle(index)
        self.marked.emit()
