"""A small picture with lines of text below it, as pages of pictures that are alike show them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from igtagger.gui.look.icons import tinted
from igtagger.gui.look.palette import Colours, colours, selected_ground
from igtagger.gui.views.thumbnails import Thumbnails, Version
from igtagger.gui.views.tiles import draw_fitted

_PADDING = 6
_GAP = 2
_CORNER = 6.0
_MARK = 32
_FADED = 0.4


@dataclass(frozen=True, slots=True)
class TileText:
    """A line below a picture.

    Attributes:
        text: elided in the middle where it is too long.
        strong: whether it is the one to be read first.
        colour: of it; the muted one if None.
    """

    text: str
    strong: bool = False
    colour: QColor | None = None


def tile_size(metrics: QFontMetrics, edge: int, lines: int, width: int = 0) -> QSize:
    """Logical pixels of a tile with so many lines below a picture of that edge."""
    height = edge + 3 * _PADDING + lines * (metrics.height() + _GAP)
    return QSize(max(edge, width) + 2 * (_PADDING + _GAP), height + 2 * _GAP)


def draw_tile(
    painter: QPainter,
    option: QStyleOptionViewItem,
    thumbnails: Thumbnails,
    picture: tuple[str, Version],
    edge: int,
    texts: list[TileText],
    *,
    border: QColor | None = None,
    mark: str = "",
) -> None:
    """Draw a picture, which is asked for if need be, with its lines.

    Args:
        painter: of the view.
        option: where, and whether it is selected or has the focus.
        thumbnails: where pictures come from.
        picture: path and version.
        edge: of the picture at most, in logical pixels.
        texts: what stands below it.
        border: of the tile where it is marked.
        mark: a drawing in the middle of the picture, which is faded then.
    """
    shades = colours()
    tile = QRectF(option.rect).adjusted(_GAP, _GAP, -_GAP, -_GAP)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipRect(option.rect)
    _draw_ground(painter, option, tile, shades, border)
    left = tile.center().x() - edge / 2
    area = QRectF(left, tile.top() + _PADDING, edge, edge)
    _draw_picture(painter, area, thumbnails, picture, edge, shades, faded=bool(mark))
    if mark:
        drawn = tinted(mark, border or shades.text, _MARK, painter.device().devicePixelRatio())
        painter.drawPixmap(area.center().toPoint() - QPoint(_MARK // 2, _MARK // 2), drawn)
    _draw_texts(painter, option, tile, area.bottom() + _PADDING, texts, shades)
    painter.restore()


def _draw_ground(
    painter: QPainter,
    option: QStyleOptionViewItem,
    tile: QRectF,
    shades: Colours,
    border: QColor | None,
) -> None:
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
    if selected:
        active = bool(option.state & QStyle.StateFlag.State_Active)
        painter.setBrush(selected_ground(shades, active=active))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    edge = shades.focus if focused else border or shades.card_border
    painter.setPen(QPen(edge, 2.5 if focused else 2.0 if border is not None else 1.0))
    painter.drawRoundedRect(tile.adjusted(1, 1, -1, -1), _CORNER, _CORNER)


def _draw_picture(
    painter: QPainter,
    area: QRectF,
    thumbnails: Thumbnails,
    picture: tuple[str, Version],
    edge: int,
    shades: Colours,
    *,
    faded: bool,
) -> None:
    pixmap = thumbnails.pixmap(*picture, round(edge * painter.device().devicePixelRatio()))
    if pixmap is not None:
        painter.setOpacity(_FADED if faded else 1.0)
        draw_fitted(painter, area, pixmap, edge)
        painter.setOpacity(1.0)
        return
    failed = thumbnails.failure(*picture) is not None
    painter.setPen(shades.error if failed else shades.muted)
    text = QCoreApplication.translate("TileDelegate", "Cannot be read") if failed else "…"
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def _draw_texts(
    painter: QPainter,
    option: QStyleOptionViewItem,
    tile: QRectF,
    top: float,
    texts: list[TileText],
    shades: Colours,
) -> None:
    metrics = option.fontMetrics
    line = QRectF(tile.left() + _PADDING, top, tile.width() - 2 * _PADDING, metrics.height())
    for text in texts:
        font = painter.font()
        font.setBold(text.strong)
        painter.setFont(font)
        painter.setPen(text.colour or (shades.text if text.strong else shades.muted))
        elided = painter.fontMetrics().elidedText(
            text.text, Qt.TextElideMode.ElideMiddle, int(line.width())
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, elided)
        line.translate(0, metrics.height() + _GAP)
