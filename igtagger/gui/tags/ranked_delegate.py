"""How a ranked label is drawn: name, what is known of it, score, bar, and two buttons."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from igtagger.gui.look.icons import tinted
from igtagger.gui.look.palette import Colours, TagLook, colours
from igtagger.gui.tags.ranked import (
    LABEL_ROLE,
    MOST_SPOKEN,
    Index,
    RankedLabel,
    RankedModel,
    Verdict,
    score_text,
    why_text,
)

_MARGIN, _ABOVE, _GUTTER, _BUTTON, _BAR, _GAP = 8, 5, 16, 26, 4, 3
_LEAST_NOTE = 24
"""Pixels, below which a note beside a name would say nothing."""
_ICON = 16
_VCENTER = Qt.AlignmentFlag.AlignVCenter
_LEFT = _VCENTER | Qt.AlignmentFlag.AlignLeft
_RIGHT = _VCENTER | Qt.AlignmentFlag.AlignRight


class Part(Enum):
    """What of a row the pointer is on."""

    BODY = "body"
    CONFIRM = "confirm"
    REJECT = "reject"


class Parts(NamedTuple):
    """Where the parts of a row are."""

    number: QRect
    name: QRect
    bar: QRect
    confirm: QRect
    reject: QRect


def small(font: QFont) -> QFont:
    """For what stands beside the main thing."""
    smaller = QFont(font)
    if font.pointSizeF() > 0:
        smaller.setPointSizeF(font.pointSizeF() * 0.88)
    else:
        smaller.setPixelSize(round(font.pixelSize() * 0.88))
    return smaller


def parts_of(rect: QRect, font: QFont) -> Parts:
    """The parts of a row that takes ``rect``. Name, note and score share a line."""
    line = QFontMetrics(font).height()
    reject = QRect(0, 0, _BUTTON, _BUTTON)
    reject.moveCenter(QPoint(rect.right() - _MARGIN - _BUTTON // 2 + 4, rect.center().y()))
    confirm = reject.translated(-_BUTTON - 2, 0)
    left = rect.left() + _MARGIN + _GUTTER
    width = confirm.left() - 8 - left
    top = rect.top() + _ABOVE
    name = QRect(left, top, width, line)
    bar = QRect(left, name.bottom() + _GAP, width, _BAR)
    return Parts(QRect(rect.left() + _MARGIN, top, _GUTTER, line), name, bar, confirm, reject)


@lru_cache(maxsize=64)
def _icon(name: str, rgba: int, scale: float) -> QPixmap:
    return tinted(name, QColor.fromRgba(rgba), _ICON, scale)


class RankedDelegate(QStyledItemDelegate):
    """Draws the rows of a :class:`RankedModel`."""

    over: tuple[int, Part] | None = None
    """The row and the part that the pointer is on."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """The same for all rows."""
        font = option.font
        line = QFontMetrics(font).height()
        return QSize(180, max(2 * _ABOVE + line + _GAP + _BAR, _BUTTON + 2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        label = index.data(LABEL_ROLE)
        if not isinstance(label, RankedLabel):
            return
        shown, rect, font = colours(), option.rect, option.font
        state = option.state
        parts = parts_of(rect, font)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, rect, state, shown)
        self._paint_texts(painter, parts, label, self._note(label, index), font, shown)
        _paint_bar(painter, parts.bar, label, shown)
        painter.setFont(small(font))
        painter.setPen(shown.muted)
        if index.row() < 9:
            painter.drawText(parts.number, _LEFT, str(index.row() + 1))
        over = self.over[1] if self.over and self.over[0] == index.row() else None
        _paint_button(
            painter, parts.confirm, "check", label.is_confirmed, shown.confirmed,
            hovered=over is Part.CONFIRM,
        )  # fmt: skip
        _paint_button(
            painter, parts.reject, "cross", label.is_rejected, shown.rejected,
            hovered=over is Part.REJECT,
        )  # fmt: skip
        painter.restore()

    def _note(self, label: RankedLabel, index: Index) -> str:
        model = index.model()
        if label.of > 1 and isinstance(model, RankedModel):
            return model.share_text(label)
        return why_text(label, MOST_SPOKEN) or label.definition

    def _paint_texts(
        self,
        painter: QPainter,
        parts: Parts,
        label: RankedLabel,
        note: str,
        font: QFont,
        shown: Colours,
    ) -> None:
        """The score at the right, the name at the left, and in between what is known of it."""
        painter.setFont(font)
        painter.setPen(shown.muted)
        score = score_text(label.score)
        painter.drawText(parts.name, _RIGHT, score)
        taken = QFontMetrics(font).horizontalAdvance(score) + 8 if score else 0
        room = parts.name.adjusted(0, 0, -taken, 0)
        name_font, colour = _look_of_name(label, font, shown)
        painter.setFont(name_font)
        painter.setPen(colour)
        _paint_elided(painter, room, label.name)
        room.setLeft(room.left() + QFontMetrics(name_font).horizontalAdvance(label.name) + 8)
        if room.width() >= _LEAST_NOTE:
            painter.setFont(small(font))
            painter.setPen(shown.muted)
            _paint_elided(painter, room, note)


def _look_of_name(label: RankedLabel, font: QFont, shown: Colours) -> tuple[QFont, QColor]:
    name_font = QFont(font)
    if label.is_confirmed is Verdict.ALL:
        name_font.setWeight(QFont.Weight.DemiBold)
        return name_font, shown.confirmed.text
    if label.is_rejected is Verdict.ALL:
        name_font.setStrikeOut(True)
        return name_font, shown.rejected.text
    return name_font, shown.text if label.shown else shown.muted


def _paint_ground(painter: QPainter, rect: QRect, state: QStyle.StateFlag, shown: Colours) -> None:
    body = QRectF(rect).adjusted(3, 1.5, -3, -1.5)
    selected = bool(state & QStyle.StateFlag.State_Selected)
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    if not (selected or hovered or focused):
        return
    painter.setPen(QPen(shown.focus, 2) if focused else QPen(Qt.PenStyle.NoPen))
    fill = shown.drop_active if selected else shown.card
    painter.setBrush(fill if selected or hovered else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(body, 6, 6)


def _paint_bar(painter: QPainter, rect: QRect, label: RankedLabel, shown: Colours) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shown.bar_track)
    radius = rect.height() / 2
    painter.drawRoundedRect(QRectF(rect), radius, radius)
    if not label.score:
        return
    colour = shown.bar if label.shown else shown.control_border
    if label.is_confirmed is Verdict.ALL:
        colour = shown.success
    elif label.is_rejected is Verdict.ALL:
        colour = shown.control_border
    filled = QRectF(rect)
    filled.setWidth(max(float(rect.height()), rect.width() * min(1.0, label.score)))
    painter.setBrush(colour)
    painter.drawRoundedRect(filled, radius, radius)


def _paint_elided(painter: QPainter, rect: QRect, text: str) -> None:
    metrics = QFontMetrics(painter.font())
    painter.drawText(
        rect, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    )


def _paint_button(
    painter: QPainter, rect: QRect, name: str, verdict: Verdict, look: TagLook, *, hovered: bool
) -> None:
    """Filled where it holds for all pictures, dashed where for some."""
    shown = colours()
    body = QRectF(rect).adjusted(2.5, 2.5, -2.5, -2.5)
    strong = shown.error if name == "cross" else look.text
    if verdict is not Verdict.NONE or hovered:
        pen = QPen(strong if verdict is not Verdict.NONE else shown.control_border, 1.2)
        if verdict is Verdict.SOME:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        filled = look.fill if verdict is Verdict.ALL else shown.control
        painter.setBrush(shown.control_hover if hovered and verdict is Verdict.NONE else filled)
        painter.drawRoundedRect(body, 5, 5)
    colour = strong if verdict is not Verdict.NONE or hovered else shown.muted
    scale = painter.device().devicePixelRatio()
    place = QRect(0, 0, _ICON, _ICON)
    place.moveCenter(rect.center())
    painter.drawPixmap(place, _icon(name, colour.rgba(), scale))
