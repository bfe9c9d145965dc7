"""How searches and folders are drawn in the side bar: a name, and at the right a count."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from igtagger.gui.look.palette import colours
from igtagger.gui.tags.tag_model import Mark

Index = QModelIndex | QPersistentModelIndex


class CountRole(IntEnum):
    """What the delegate asks for besides the name."""

    COUNT = Qt.ItemDataRole.UserRole + 11  # int; -1 where it is not known (yet)
    MARK = Qt.ItemDataRole.UserRole + 12  # Mark


class CountDelegate(QStyledItemDelegate):
    """The name, cut where there is no room for it, and the count.

    Args:
        elide: where names are cut.
        parent: the Qt owner.
    """

    def __init__(self, elide: Qt.TextElideMode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._elide = elide

    def createEditor(  # noqa: N802
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """A field for another name, into which nothing is dropped: it might be moved there."""
        editor = super().createEditor(parent, option, index)
        editor.setAcceptDrops(False)
        return editor

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """A line."""
        return QSize(60, option.fontMetrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw it; what pictures are filtered by stands out, what they are not to be is crossed."""
        shown, metrics = colours(), option.fontMetrics
        mark, count = index.data(CountRole.MARK), index.data(CountRole.COUNT)
        active, excluded = mark is Mark.WANTED, mark is Mark.EXCLUDED
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if active or hovered or focused:
            painter.setPen(QPen(shown.focus, 2) if focused else QPen(Qt.PenStyle.NoPen))
            fill = shown.accent_fill if active else shown.control_hover
            painter.setBrush(fill if active or hovered else Qt.BrushStyle.NoBrush)
            body = QRectF(option.rect).adjusted(1.5, 1.5, -3, -1.5)
            painter.drawRoundedRect(body, 5, 5)
        room = option.rect.adjusted(6, 0, -12, 0)
        figure = QLocale().toString(count) if isinstance(count, int) and count >= 0 else ""
        painter.setPen(shown.on_accent if active else shown.muted)
        align = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, align | Qt.AlignmentFlag.AlignRight, figure)
        room.adjust(0, 0, -metrics.horizontalAdvance(figure) - 10, 0)
        plain = shown.error if excluded else shown.text if count else shown.muted
        painter.setPen(shown.on_accent if active else plain)
        if excluded:
            font = painter.font()
            font.setStrikeOut(True)
            painter.setFont(font)
        name = metrics.elidedText(str(index.data()), self._elide, room.width())
        painter.drawText(room, align | Qt.AlignmentFlag.AlignLeft, name)
        painter.restore()
