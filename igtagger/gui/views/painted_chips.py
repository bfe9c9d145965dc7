"""Tags as small rounded chips, and the icons beside them, drawn with a painter."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from igtagger.app.picture_values import ShownTag, TagKind
from igtagger.gui.look.icons import tinted
from igtagger.gui.look.palette import Colours, TagLook, own_look

SPACING = 4.0
_SIDE = 7.0
_ICON = 11.0
_ICON_GAP = 3.0
_LEAST = 34.0
_BADGE_CORNER = 4.0
_KEPT = 2000
_MARKS = {
    TagKind.CONFIRMED: "check",
    TagKind.OWN: "tag",
    TagKind.TAUGHT: "tag",
    TagKind.REJECTED: "cross",
}


@dataclass(frozen=True, slots=True)
class _Chip:
    """``kind`` is None for the one that says how many more there are.

    ``badge`` is whether it tells the kind of the picture: it has square corners then. ``colour`` is
    that of an own tag.
    """

    kind: TagKind | None
    text: str
    score: str
    width: float
    badge: bool = False
    colour: str = ""


class _Ruler:
    """Measures text in one font, and remembers: the same labels come again and again."""

    def __init__(self, font: QFont, height: float) -> None:
        self.font = font
        self.key = font.key()
        self.height = height
        self.metrics = QFontMetricsF(font)
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """In logical pixels."""
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) >= _KEPT:
                self._widths.clear()
            width = self._widths[text] = self.metrics.horizontalAdvance(text)
        return width


class ChipPainter:
    """Draws chips, and keeps what it has drawn, since the same labels come again and again."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self._icons: dict[tuple[str, int, float, float], QPixmap] = {}
        self._rulers: dict[str, _Ruler] = {}

    @staticmethod
    def font(base: QFont) -> QFont:
        """The one of chips beside text in ``base``."""
        font = QFont(base)
        if base.pointSizeF() > 0:
            font.setPointSizeF(base.pointSizeF() * 0.9)
        else:
            font.setPixelSize(max(8, round(base.pixelSize() * 0.9)))
        return font

    @staticmethod
    def height(font: QFont) -> float:
        """Of a chip whose text is in ``font``, in logical pixels."""
        return float(round(QFontMetricsF(font).height()) + 4)

    def draw(
        self,
        painter: QPainter,
        area: QRectF,
        tags: Sequence[ShownTag],
        colours: Colours,
        font: QFont,
        *,
        lines: int = 1,
        scores: bool = True,
        centred: bool = False,
    ) -> None:
        """Draw as many tags as fit into ``lines`` from the top of ``area``, and "+3" for others."""
        ruler = self._ruler(font)
        top = area.top()
        for line in _laid_out(tags, area.width(), ruler, lines, scores=scores):
            left = area.left()
            if centred:
                taken = sum(chip.width for chip in line) + SPACING * (len(line) - 1)
                left += (area.width() - taken) / 2
            for chip in line:
                self._draw(painter, QPointF(left, top), chip, ruler, colours)
                left += chip.width + SPACING
            top += ruler.height + SPACING

    def draw_kind(
        self,
        painter: QPainter,
        area: QRectF,
        kind: ShownTag,
        colours: Colours,
        font: QFont,
        *,
        centred: bool = False,
    ) -> None:
        """Draw the kind of a picture as a badge at the top of ``area``, without its score."""
        ruler = self._ruler(font)
        badge = replace(_chip(kind, area.width(), ruler, scores=False), badge=True)
        left = area.left() + (area.width() - badge.width) / 2 * centred
        self._draw(painter, QPointF(left, area.top()), badge, ruler, colours)

    def icon(
        self, painter: QPainter, name: str, colour: QColor, size: float, left: float, top: float
    ) -> None:
        """Draw a drawing of ``size`` at a point, sharp at the painter's scale."""
        scale = _scale(painter)
        key = (name, colour.rgba(), size, scale)
        if key not in self._icons:
            if len(self._icons) >= _KEPT:
                self._icons.clear()
            self._icons[key] = tinted(name, colour, round(size), scale)
        painter.drawPixmap(_snapped(QPointF(left, top), scale), self._icons[key])

    def _ruler(self, font: QFont) -> _Ruler:
        key = font.key()
        if key not in self._rulers:
            self._rulers[key] = _Ruler(font, self.height(font))
        return self._rulers[key]

    def _draw(
        self, painter: QPainter, place: QPointF, chip: _Chip, ruler: _Ruler, colours: Colours
    ) -> None:
        scale = _scale(painter)
        key = (chip, ruler.key, scale, colours.dark)
        pixmap = self._drawn.get(key)
        if pixmap is None:
            pixmap = self._drawn[key] = self._made(chip, ruler, colours, scale)
            if len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        else:
            self._drawn.move_to_end(key)
        painter.drawPixmap(_snapped(place, scale), pixmap)

    def _made(self, chip: _Chip, ruler: _Ruler, colours: Colours, scale: float) -> QPixmap:
        height = ruler.height
        pixmap = QPixmap(round(chip.width * scale), round(height * scale))
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(ruler.font)
        body = QRectF(0.5, 0.5, chip.width - 1, height - 1)
        if chip.kind is None:
            painter.setPen(colours.muted)
            painter.drawText(body, Qt.AlignmentFlag.AlignCenter, chip.text)
        else:
            look = colours.kind if chip.badge else _look(chip.kind, chip.colour, colours)
            self._draw_tag(painter, body, chip, chip.kind, look)
        painter.end()
        return pixmap

    def _draw_tag(
        self, painter: QPainter, body: QRectF, chip: _Chip, kind: TagKind, look: TagLook
    ) -> None:
        painter.setPen(look.border)
        painter.setBrush(look.fill)
        corner = _BADGE_CORNER if chip.badge else body.height() / 2
        painter.drawRoundedRect(body, corner, corner)
        inner = body.adjusted(_SIDE, 0, -_SIDE, 0)
        if kind in _MARKS:
            top = body.center().y() - _ICON / 2
            self.icon(painter, _MARKS[kind], look.text, _ICON, inner.left() - 2, top)
            inner.setLeft(inner.left() + _ICON + _ICON_GAP - 2)
        middle = Qt.AlignmentFlag.AlignVCenter
        if chip.score:
            painter.setPen(look.muted)
            painter.drawText(inner, Qt.AlignmentFlag.AlignRight | middle, chip.score)
        painter.setPen(look.text)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, chip.text)


def _laid_out(
    tags: Sequence[ShownTag], room: float, ruler: _Ruler, lines: int, *, scores: bool
) -> list[list[_Chip]]:
    """Chips line by line; the last line ends with how many were left out, if any were."""
    laid: list[list[_Chip]] = [[]]
    left = room
    for number, tag in enumerate(tags):
        rest = len(tags) - number
        chip = _chip(tag, room, ruler, scores=scores)
        if chip.width > left and len(laid) < lines and laid[-1]:
            laid.append([])
            left = room
        more = _more(rest, ruler)
        reserve = more.width + SPACING if len(laid) >= lines and rest > 1 else 0.0
        if chip.width + reserve > left:
            if laid[-1] or left - reserve < _LEAST:
                laid[-1].append(more)
                return laid
            chip = _chip(tag, left - reserve, ruler, scores=scores)
        laid[-1].append(chip)
        left -= chip.width + SPACING
    return laid


def _more(count: int, ruler: _Ruler) -> _Chip:
    text = f"+{count}"
    return _Chip(None, text, "", round(ruler.width(text)) + 4.0)


def _chip(tag: ShownTag, room: float, ruler: _Ruler, *, scores: bool) -> _Chip:
    taken = 2 * _SIDE + 2
    if tag.kind in _MARKS:
        taken += _ICON + _ICON_GAP - 2
    score = _score(tag.score) if scores and tag.score is not None else ""
    if score:
        taken += ruler.width(score) + SPACING
    text, width = tag.name, ruler.width(tag.name)
    if taken + width > room:
        most = max(0.0, room - taken)
        text = ruler.metrics.elidedText(tag.name, Qt.TextElideMode.ElideRight, most)
        width = ruler.width(text)
    shown = float(round(min(taken + width, room)))
    return _Chip(tag.kind, text, score, shown, colour=tag.colour)


@lru_cache(maxsize=_KEPT)
def _score(score: float) -> str:
    return QLocale().toString(score, "f", 2)


def _look(kind: TagKind, colour: str, colours: Colours) -> TagLook:
    if kind is TagKind.OWN:
        return own_look(colours, colour)
    return {
        TagKind.AUTOMATIC: colours.automatic,
        TagKind.TAUGHT: colours.automatic,
        TagKind.CONFIRMED: colours.confirmed,
        TagKind.REJECTED: colours.rejected,
    }[kind]


def _scale(painter: QPainter) -> float:
    return float(painter.device().devicePixelRatio())


def _snapped(point: QPointF, scale: float) -> QPointF:
    """The nearest whole device pixel, where a pixmap is not blurred."""
    return QPointF(round(point.x() * scale) / scale, round(point.y() * scale) / scale)
