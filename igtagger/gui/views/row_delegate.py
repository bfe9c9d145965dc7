"""How the cells of the list are drawn."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from igtagger.app.picture_values import State
from igtagger.gui.look.colour_marks import draw_mark
from igtagger.gui.look.palette import Colours, colours, selected_ground
from igtagger.gui.look.reason_words import sentence_of, without_name
from igtagger.gui.results.results_model import Column, Role
from igtagger.gui.views.painted_chips import ChipPainter
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.gui.views.tiles import FADED, draw_fitted

THUMBNAIL_EDGE = 32
_MARGIN = 8
_ICON = 16.0

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Draws a cell of :class:`ResultsModel`.

    Args:
        thumbnails: where the small pictures come from.
        view: whose current row is marked.
    """

    def __init__(self, thumbnails: Thumbnails, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._thumbnails = thumbnails
        self._view = view
        self._chips = ChipPainter()

    @staticmethod
    def row_height(metrics: QFontMetrics) -> int:
        """Of all rows, in logical pixels."""
        return max(THUMBNAIL_EDGE + 6, metrics.height() + 14)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """What the widest texts take; asked where a column is fitted to its content."""
        text = index.model().data(index, Qt.ItemDataRole.DisplayRole)
        width = option.fontMetrics.horizontalAdvance(text) + 2 * _MARGIN + 2
        if index.column() == Column.NAME:
            width += THUMBNAIL_EDGE + _MARGIN
        elif index.column() in (Column.STATE, Column.RATING):
            width += round(_ICON) + _MARGIN
        elif index.column() == Column.KIND:
            width += round(_ICON)
        elif index.column() == Column.LABELS:
            width += 24 * len(index.model().data(index, Role.TAGS))
        return QSize(width, self.row_height(option.fontMetrics))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        shades, column = colours(), index.column()
        painter.setFont(option.font)
        self._draw_ground(painter, option, index, shades)
        area = QRectF(option.rect).adjusted(_MARGIN, 0, -_MARGIN, 0)
        if column == Column.NAME:
            area = self._draw_thumbnail(painter, area, index, shades)
            self._draw_text(painter, option, area, index, shades.text, middle=True)
        elif column == Column.KIND:
            self._draw_kind(painter, option, area, index, shades)
        elif column == Column.LABELS:
            self._draw_labels(painter, option, area, index, shades)
        elif column == Column.STATE:
            self._draw_state(painter, option, area, index, shades)
        elif column == Column.RATING:
            self._draw_rating(painter, option, area, index, shades)
        else:
            self._draw_text(
                painter, option, area, index, shades.muted, middle=column == Column.FOLDER
            )

    def _draw_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, shades: Colours
    ) -> None:
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            active = bool(option.state & QStyle.StateFlag.State_Active)
            painter.fillRect(rect, selected_ground(shades, active=active))
        if self._view.hasFocus() and index.row() == self._view.currentIndex().row():
            painter.fillRect(rect.left(), rect.top(), rect.width(), 1, shades.focus)
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, shades.focus)

    def _draw_thumbnail(
        self, painter: QPainter, area: QRectF, index: Index, shades: Colours
    ) -> QRectF:
        """Draw it; what room is left beside it."""
        model = index.model()
        path, version = model.data(index, Role.PATH), model.data(index, Role.VERSION)
        edge = round(THUMBNAIL_EDGE * painter.device().devicePixelRatio())
        place = QRectF(area.left(), area.top(), THUMBNAIL_EDGE, area.height())
        pixmap = self._thumbnails.pixmap(path, version, edge)
        if pixmap is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setOpacity(FADED if model.data(index, Role.GONE) else 1.0)
            draw_fitted(painter, place, pixmap, THUMBNAIL_EDGE)
            painter.setOpacity(1.0)
        else:
            gone = model.data(index, Role.GONE)
            failed = self._thumbnails.failure(path, version) and not gone
            name, colour = ("warning", shades.error) if failed else ("images", shades.card_border)
            size = 20.0
            centre = place.center()
            left, top = centre.x() - size / 2, centre.y() - size / 2
            self._chips.icon(painter, name, colour, size, left, top)
        return area.adjusted(THUMBNAIL_EDGE + _MARGIN, 0, 0, 0)

    def _draw_kind(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRectF,
        index: Index,
        shades: Colours,
    ) -> None:
        kind = index.model().data(index, Role.KIND)
        if kind is not None:
            font = ChipPainter.font(option.font)
            line = _line_of_chips(area, font)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._chips.draw_kind(painter, line, kind, shades, font)

    def _draw_labels(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRectF,
        index: Index,
        shades: Colours,
    ) -> None:
        model = index.model()
        tags = model.data(index, Role.TAGS)
        if not tags:
            error = model.data(index, Role.ERROR)
            reason = sentence_of(without_name(error)) if error is not None else ""
            _draw(painter, option, area, reason, shades.error)
            return
        font = ChipPainter.font(option.font)
        line = _line_of_chips(area, font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._chips.draw(painter, line, tags, shades, font)

    def _draw_state(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRectF,
        index: Index,
        shades: Colours,
    ) -> None:
        model = index.model()
        state = State(model.data(index, Role.STATE))
        name, colour = "", shades.muted
        if model.data(index, Role.GONE):
            name = "trash"
        elif state is State.FAILED:
            name, colour = "warning", shades.error
        elif model.data(index, Role.REVIEWED):
            name, colour = "check", shades.success
        elif state is State.WAITING:
            name = "clock"
        if name:
            top = area.center().y() - _ICON / 2
            self._chips.icon(painter, name, colour, _ICON, area.left(), top)
        area.setLeft(area.left() + _ICON + 6)
        self._draw_text(painter, option, area, index, colour)

    def _draw_rating(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRectF,
        index: Index,
        shades: Colours,
    ) -> None:
        if label := index.model().data(index, Role.LABEL):
            draw_mark(painter, QRectF(area.left(), area.top(), _ICON, area.height()), label)
            area.setLeft(area.left() + _ICON + 4)
        self._draw_text(painter, option, area, index, shades.muted)

    def _draw_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRectF,
        index: Index,
        colour: QColor,
        *,
        middle: bool = False,
    ) -> None:
        text = index.model().data(index, Qt.ItemDataRole.DisplayRole)
        right = index.column() == Column.SCORE
        _draw(painter, option, area, text, colour, middle=middle, right=right)


def _line_of_chips(area: QRectF, font: QFont) -> QRectF:
    """The middle of a cell, as high as chips are."""
    height = ChipPainter.height(font)
    return QRectF(area.left(), area.center().y() - height / 2, area.width(), height)


def _draw(
    painter: QPainter,
    option: QStyleOptionViewItem,
    area: QRectF,
    text: str,
    colour: QColor,
    *,
    middle: bool = False,
    right: bool = False,
) -> None:
    if not text:
        return
    modes, sides = Qt.TextElideMode, Qt.AlignmentFlag
    mode = modes.ElideMiddle if middle else modes.ElideRight
    elided = option.fontMetrics.elidedText(text, mode, int(area.width()))
    painter.setPen(colour)
    painter.drawText(
        area, (sides.AlignRight if right else sides.AlignLeft) | sides.AlignVCenter, elided
    )
