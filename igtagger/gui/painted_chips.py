"""Tags as small rounded chips, and the icons beside them, drawn with a painter."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from igtagger.gui.icons import tinted
from igtagger.gui.pictures import ShownTag, TagKind
from igtagger.gui.theme import Colours, TagLook

SPACING = 4.0
_SIDE = 7.0
_ICON = 11.0
_ICON_GAP = 3.0
_LEAST = 34.0
_KEPT = 2000
_MARKS = {TagKind.CONFIRMED: "check", TagKind.OWN: "tag", TagKind.REJECTED: "cross"}


@dataclass(frozen=True, slots=True)
class _Chip:
    """``tag`` is None for the one that says how many more there are."""

    tag: ShownTag | None
    text: str
    score: str
    width: float


class ChipPainter:
    """Draws chips, and keeps what it has drawn, since the same labels come again and again."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self._icons: dict[tuple[str, int, float, float], QPixmap] = {}

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
        metrics = QFontMetricsF(font)
        height = self.height(font)
        top = area.top()
        for line in _laid_out(tags, area.width(), metrics, lines, scores=scores):
            left = area.left()
            if centred:
                taken = sum(chip.width for chip in line) + SPACING * (len(line) - 1)
                left += (area.width() - taken) / 2
            for chip in line:
                self._draw(painter, QPointF(left, top), chip, height, colours, font)
                left += chip.width + SPACING
            top += height + SPACING

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

    def _draw(
        self,
        painter: QPainter,
        place: QPointF,
        chip: _Chip,
        height: float,
        colours: Colours,
        font: QFont,
    ) -> None:
        scale = _scale(painter)
        kind = chip.tag.kind if chip.tag is not None else None
        key = (chip.text, chip.score, kind, chip.width, height, scale, colours.dark, font.key())
        pixmap = self._drawn.get(key)
        if pixmap is None:
            pixmap = self._drawn[key] = self._made(chip, height, colours, font, scale)
            if len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        else:
            self._drawn.move_to_end(key)
        painter.drawPixmap(_snapped(place, scale), pixmap)

    def _made(
        self, chip: _Chip, height: float, colours: Colours, font: QFont, scale: float
    ) -> QPixmap:
        pixmap = QPixmap(round(chip.width * scale), round(height * scale))
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        body = QRectF(0.5, 0.5, chip.width - 1, height - 1)
        if chip.tag is None:
            painter.setPen(colours.muted)
            painter.drawText(body, Qt.AlignmentFlag.AlignCenter, chip.text)
        else:
            self._draw_tag(painter, body, chip, chip.tag.kind, _look(chip.tag.kind, colours))
        painter.end()
        return pixmap

    def _draw_tag(
        self, painter: QPainter, body: QRectF, chip: _Chip, kind: TagKind, look: TagLook
    ) -> None:
        painter.setPen(look.border)
        painter.setBrush(look.fill)
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)
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
    tags: Sequence[ShownTag], room: float, metrics: QFontMetricsF, lines: int, *, scores: bool
) -> list[list[_Chip]]:
    """Chips line by line; the last line ends with how many were left out, if any were."""
    laid: list[list[_Chip]] = [[]]
    left = room
    for number, tag in enumerate(tags):
        rest = len(tags) - number
        chip = _chip(tag, room, metrics, scores=scores)
        if chip.width > left and len(laid) < lines and laid[-1]:
            laid.append([])
            left = room
        more = _more(rest, metrics)
        reserve = more.width + SPACING if len(laid) >= lines and rest > 1 else 0.0
        if chip.width + reserve > left:
            if laid[-1] or left - reserve < _LEAST:
                laid[-1].append(more)
                return laid
            chip = _chip(tag, left - reserve, metrics, scores=scores)
        laid[-1].append(chip)
        left -= chip.width + SPACING
    return laid


def _more(count: int, metrics: QFontMetricsF) -> _Chip:
    text = f"+{count}"
    return _Chip(None, text, "", round(metrics.horizontalAdvance(text)) + 4.0)


def _chip(tag: ShownTag, room: float, metrics: QFontMetricsF, *, scores: bool) -> _Chip:
    taken = 2 * _SIDE + 2
    if tag.kind in _MARKS:
        taken += _ICON + _ICON_GAP - 2
    score = _score(tag) if scores else ""
    if score:
        taken += metrics.horizontalAdvance(score) + SPACING
    text, width = tag.name, metrics.horizontalAdvance(tag.name)
    if taken + width > room:
        text = metrics.elidedText(tag.name, Qt.TextElideMode.ElideRight, max(0.0, room - taken))
        width = metrics.horizontalAdvance(text)
    return _Chip(tag, text, score, float(round(min(taken + width, room))))


def _score(tag: ShownTag) -> str:
    return "" if tag.score is None else QLocale().toString(tag.score, "f", 2)


def _look(kind: TagKind, colours: Colours) -> TagLook:
    return {
        TagKind.AUTOMATIC: colours.automatic,
        TagKind.CONFIRMED: colours.confirmed,
        TagKind.OWN: colours.own,
        TagKind.REJECTED: colours.rejected,
    }[kind]


def _scale(painter: QPainter) -> float:
    return float(painter.device().devicePixelRatio())


def _snapped(point: QPointF, scale: float) -> QPointF:
    """The nearest whole device pixel, where a pixmap is not blurred."""
    return QPointF(round(point.x() * scale) / scale, round(point.y() * scale) / scale)
