"""How one picture of the grid is drawn: thumbnail, name, chips, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from igtagger.app.picture_values import State
from igtagger.gui.look.colour_marks import draw_mark
from igtagger.gui.look.fact_words import REJECTED
from igtagger.gui.look.palette import Colours, colours, selected_ground
from igtagger.gui.look.reason_words import sentence_of, without_name
from igtagger.gui.results.results_model import Role
from igtagger.gui.views.cells import GAP
from igtagger.gui.views.painted_chips import SPACING, ChipPainter
from igtagger.gui.views.thumbnails import Thumbnails

MIN_EDGE, MAX_EDGE, DEFAULT_EDGE = 96, 320, 136
_PADDING = 8
_LINE_GAP = 5
_CORNER = 8.0
_TWO_LINES_FROM, _THREE_LINES_FROM = 120, 160
"""Sides of thumbnails, from which so many lines of chips stand below: kinds and labels together."""
_SCORES_FROM = 120
_BADGE = 20.0
FADED = 0.35
"""How much is left of a picture whose file is not there any more."""
_MARK = 18.0

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _Layout:
    """The parts of a tile, in the painter's coordinates."""

    tile: QRectF
    picture: QRectF
    name: QRectF
    kind: QRectF
    tags: QRectF


class TileDelegate(QStyledItemDelegate):
    """Draws a picture of :class:`ResultsModel` as a tile.

    Args:
        thumbnails: where pictures come from.
        parent: the view.

    Attributes:
        edge: the longer side of thumbnails, in logical pixels.
        with_kinds: whether there is a line for the kind of the picture.
    """

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.edge = DEFAULT_EDGE
        self.with_kinds = False
        self._thumbnails = thumbnails
        self._chips = ChipPainter()

    @property
    def chip_lines(self) -> int:
        """How many lines of chips a tile has at its present size."""
        if self.edge >= _THREE_LINES_FROM:
            return 2
        return 1 if self.with_kinds or self.edge < _TWO_LINES_FROM else 2

    def edge_pixels(self, scale: float) -> int:
        """The longer side of thumbnails, in device pixels."""
        return round(self.edge * scale)

    def cell_size(self, font: QFont) -> QSize:
        """The least size of a cell whose text is in ``font``."""
        chip = ChipPainter.height(ChipPainter.font(font))
        lines = self.chip_lines
        text = QFontMetrics(font).height() + _LINE_GAP + lines * chip + (lines - 1) * SPACING
        text += (chip + SPACING) * self.with_kinds
        height = _PADDING + self.edge + _LINE_GAP + text + _PADDING
        return QSize(self.edge + 2 * (_PADDING + GAP), round(height) + 2 * GAP)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """The same for all."""
        return self.cell_size(option.font)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one tile; ``option.rect`` is the tile without the gaps around it."""
        model, shades = index.model(), colours()
        state = State(model.data(index, Role.STATE))
        parts = self._layout(option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(option.font)
        self._draw_ground(painter, option, parts.tile, shades)
        gone = model.data(index, Role.GONE)
        painter.setOpacity(FADED if gone else 1.0)
        shown = self._draw_picture(painter, parts.picture, index, shades)
        painter.setOpacity(1.0)
        if gone:
            self._draw_gone(painter, shown, shades)
        if model.data(index, Role.REVIEWED):
            self._draw_badge(painter, shown, "check", shades.success, shades)
        self._draw_rating(painter, shown, index, shades)
        name = model.data(index, Qt.ItemDataRole.DisplayRole)
        painter.setPen(shades.text)
        elided = option.fontMetrics.elidedText(
            name, Qt.TextElideMode.ElideMiddle, int(parts.name.width())
        )
        painter.drawText(parts.name, Qt.AlignmentFlag.AlignCenter, elided)
        kind = model.data(index, Role.KIND) if self.with_kinds else None
        tags = parts.tags
        if kind is not None:
            font = ChipPainter.font(option.font)
            # As wide as the tile: at the smallest size the name is a little wider than the picture.
            place = parts.kind.adjusted(-_PADDING + 2, 0, _PADDING - 2, 0)
            self._chips.draw_kind(painter, place, kind, shades, font, centred=True)
        else:
            tags = parts.kind.united(tags)  # why it failed has more room
        self._draw_tags(painter, tags, option.font, index, state, shades)

    def _layout(self, option: QStyleOptionViewItem) -> _Layout:
        tile = QRectF(option.rect)
        inner = tile.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        picture = QRectF(inner.left(), inner.top(), inner.width(), self.edge)
        name_top = picture.bottom() + _LINE_GAP
        name = QRectF(inner.left(), name_top, inner.width(), option.fontMetrics.height())
        kind = QRectF(inner.left(), name.bottom() + _LINE_GAP, inner.width(), 0)
        below = kind.top()
        if self.with_kinds:
            kind.setHeight(ChipPainter.height(ChipPainter.font(option.font)))
            below = kind.bottom() + SPACING
        tags = QRectF(inner.left(), below, inner.width(), inner.bottom() - below)
        return _Layout(tile, picture, name, kind, tags)

    def _draw_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, tile: QRectF, shades: Colours
    ) -> None:
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        if selected:
            active = bool(state & QStyle.StateFlag.State_Active)
            painter.setBrush(selected_ground(shades, active=active))
            painter.setPen(QPen(shades.accent_fill if active else shades.muted, 1.5))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(shades.control_hover)
            painter.setPen(Qt.PenStyle.NoPen)
        elif not focused:
            return
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if focused:
            painter.setPen(QPen(shades.focus, 2.5 if selected else 2.0))
        painter.drawRoundedRect(tile.adjusted(1.5, 1.5, -1.5, -1.5), _CORNER, _CORNER)

    def _draw_picture(
        self, painter: QPainter, area: QRectF, index: Index, shades: Colours
    ) -> QRectF:
        """Draw the thumbnail, or what stands for it; where that is."""
        model, scale = index.model(), painter.device().devicePixelRatio()
        path, version = model.data(index, Role.PATH), model.data(index, Role.VERSION)
        pixmap = self._thumbnails.pixmap(path, version, self.edge_pixels(scale))
        if pixmap is not None:
            return draw_fitted(painter, area, pixmap, self.edge)
        blank = QRectF(0, 0, self.edge, self.edge * 0.75)
        blank.moveCenter(area.center())
        if self._thumbnails.failure(path, version) and not model.data(index, Role.GONE):
            text = self.tr("Cannot be read")
            self._draw_blank(painter, blank, "warning", text, shades.error, shades)
        else:
            self._draw_blank(painter, blank, "images", "", shades.card_border, shades)
        return blank

    def _draw_blank(
        self,
        painter: QPainter,
        area: QRectF,
        name: str,
        text: str,
        colour: QColor,
        shades: Colours,
    ) -> None:
        """What stands where there is no picture (yet)."""
        painter.setPen(shades.card_border)
        painter.setBrush(shades.card)
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        size = 28.0 if self.edge < _THREE_LINES_FROM else 36.0
        line = painter.fontMetrics().height() + 4 if text else 0
        centre = area.center()
        top = centre.y() - (size + line) / 2
        self._chips.icon(painter, name, colour, size, centre.x() - size / 2, top)
        if text:
            painter.setPen(colour)
            place = QRectF(area.left() + 4, top + size + 4, area.width() - 8, line)
            elided = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, int(place.width())
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, elided)

    def _draw_badge(
        self, painter: QPainter, picture: QRectF, name: str, fill: QColor, shades: Colours
    ) -> None:
        """A round mark over the upper right corner of the picture."""
        corner = QRectF(0, 0, _BADGE, _BADGE)
        corner.moveCenter(picture.topRight() + QPointF(-_BADGE * 0.3, _BADGE * 0.3))
        painter.setPen(QPen(shades.base, 2))
        painter.setBrush(fill)
        painter.drawEllipse(corner)
        size = 12.0
        left, top = corner.center().x() - size / 2, corner.center().y() - size / 2
        self._chips.icon(painter, name, shades.base, size, left, top)

    def _draw_gone(self, painter: QPainter, picture: QRectF, shades: Colours) -> None:
        """A label across the middle of a picture whose file is not there any more."""
        text, metrics = self.tr("gone"), painter.fontMetrics()
        label = QRectF(0, 0, metrics.horizontalAdvance(text) + 20, metrics.height() + 6)
        label.moveCenter(picture.center())
        painter.setPen(shades.card_border)
        painter.setBrush(shades.card)
        painter.drawRoundedRect(label, label.height() / 2, label.height() / 2)
        painter.setPen(shades.text)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_rating(
        self, painter: QPainter, picture: QRectF, index: Index, shades: Colours
    ) -> None:
        """Stars and colour label in the lower left corner of the picture, where there are any."""
        model = index.model()
        rating, label = model.data(index, Role.RATING), model.data(index, Role.LABEL)
        if not rating and not label:
            return
        font = ChipPainter.font(painter.font())
        metrics = QFontMetrics(font)
        text = "✕" if rating == REJECTED else "★" * (rating or 0)
        mark = _MARK if label else 0.0
        width = mark + metrics.horizontalAdvance(text) + (4 if text else 0)
        plate = QRectF(picture.left(), 0, min(width + 4, picture.width()), _MARK)
        plate.moveBottom(picture.bottom())
        ground = QColor(shades.base)
        ground.setAlphaF(0.86)
        painter.fillRect(plate, ground)
        if label:
            draw_mark(painter, QRectF(plate.left(), plate.top(), _MARK, _MARK), label)
        painter.save()
        painter.setFont(font)
        painter.setPen(shades.error if rating == REJECTED else shades.text)
        sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(plate.adjusted(mark + 4, 0, 0, 0), sides, text)
        painter.restore()

    def _draw_tags(
        self,
        painter: QPainter,
        area: QRectF,
        font: QFont,
        index: Index,
        state: State,
        shades: Colours,
    ) -> None:
        model = index.model()
        small = ChipPainter.font(font)
        tags = model.data(index, Role.TAGS)
        if state is State.FAILED and not tags:
            reason = sentence_of(without_name(model.data(index, Role.ERROR)))
            self._draw_note(painter, area, small, reason)
        elif state is State.WAITING and not tags:
            painter.setFont(small)
            painter.setPen(shades.muted)
            top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(area, top, self.tr("waiting"))
        else:
            scores = self.edge >= _SCORES_FROM
            self._chips.draw(
                painter,
                area,
                tags,
                shades,
                small,
                lines=self.chip_lines,
                scores=scores,
                centred=True,
            )

    def _draw_note(self, painter: QPainter, area: QRectF, font: QFont, text: str) -> None:
        """Text over all lines that chips would have, cut where it is too long."""
        painter.setFont(font)
        painter.setPen(colours().error)
        metrics = painter.fontMetrics()
        lines = max(1, int(area.height() // metrics.height()))
        # Elided by the room of all lines, less what breaking at words wastes.
        room = int(area.width() * (lines - 0.35 * (lines - 1)))
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(area, int(flags) | int(Qt.TextFlag.TextWordWrap), elided)


def draw_fitted(painter: QPainter, area: QRectF, pixmap: QPixmap, edge: int) -> QRectF:
    """Draw ``pixmap`` in the middle of ``area``, its longer side ``edge`` logical pixels at most.

    One that has that size in device pixels already is drawn pixel by pixel; those of small
    pictures as large as on a screen of common density.

    Returns:
        Where it was drawn.
    """
    scale = painter.device().devicePixelRatio()
    size = pixmap.deviceIndependentSize()
    longer = max(size.width(), size.height())
    factor = 1 / scale if round(edge * scale) == round(longer) else min(1.0, edge / longer)
    shown = QRectF(0, 0, size.width() * factor, size.height() * factor)
    left = round((area.center().x() - shown.width() / 2) * scale) / scale
    top = round((area.center().y() - shown.height() / 2) * scale) / scale
    shown.moveTopLeft(QPointF(left, top))
    painter.drawPixmap(shown, pixmap, QRectF(pixmap.rect()))
    return shown
