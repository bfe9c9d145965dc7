"""The icons of the window: line drawings in the colour of the text around them."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from igtagger import resources

_SHADES_KEPT = 96


@cache
def icon(name: str) -> QIcon:
    """The drawing ``resources/icons/NAME.svg``, in the palette's colours of the moment it is drawn.

    It follows a change of theme by itself, and is drawn anew at each size and scale.

    Raises:
        FileNotFoundError: there is no drawing of that name.
    """
    return QIcon(_LineEngine(_source(name)))


def tinted(name: str, colour: QColor, size: int = 16, scale: float = 2.0) -> QPixmap:
    """The drawing in one colour, ``size`` logical pixels wide, at ``scale`` pixels for each."""
    pixmap = _draw(_source(name), colour, QSize(size, size) * scale)
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@cache
def app_icon() -> QIcon:
    """The program's own icon, in all its colours, at the sizes that systems ask for."""
    renderer = QSvgRenderer(str(resources.path("icons", "igtagger.svg")))
    drawn = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        drawn.addPixmap(_render(renderer, QSize(side, side)))
    return drawn


class _LineEngine(QIconEngine):
    """Draws a line drawing in the colour that fits the control's state."""

    def __init__(self, source: bytes) -> None:
        super().__init__()
        self._source = source
        self._shades: dict[tuple[int, int, int], QPixmap] = {}

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw at the painter's own scale."""
        device = painter.device()
        scale = device.devicePixelRatio() if device is not None else 1.0
        painter.drawPixmap(rect, self._shade(rect.size() * scale, mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The drawing of ``size`` device pixels."""
        return self._shade(size, mode)

    def clone(self) -> QIconEngine:
        """A copy, which Qt asks for where an icon is changed."""
        return _LineEngine(self._source)

    def _shade(self, size: QSize, mode: QIcon.Mode) -> QPixmap:
        colour = _colour(mode)
        key = (size.width(), size.height(), colour.rgba())
        if key not in self._shades:
            if len(self._shades) >= _SHADES_KEPT:
                self._shades.clear()
            self._shades[key] = _draw(self._source, colour, size)
        return self._shades[key]


def _colour(mode: QIcon.Mode) -> QColor:
    palette = QGuiApplication.palette()
    if mode == QIcon.Mode.Disabled:
        return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    if mode == QIcon.Mode.Selected:  # in a list or a menu, on the highlight
        return palette.color(QPalette.ColorRole.HighlightedText)
    return palette.color(QPalette.ColorRole.ButtonText)


@cache
def _source(name: str) -> bytes:
    return resources.path("icons", f"{name}.svg").read_bytes()


def _draw(source: bytes, colour: QColor, size: QSize) -> QPixmap:
    coloured = source.replace(b"currentColor", colour.name().encode())
    pixmap = _render(QSvgRenderer(QByteArray(coloured)), size)
    if colour.alpha() == 255:
        return pixmap
    faded = _blank(size)
    painter = QPainter(faded)
    painter.setOpacity(colour.alphaF())
    painter.drawPixmap(QPoint(0, 0), pixmap)
    painter.end()
    return faded


def _render(renderer: QSvgRenderer, size: QSize) -> QPixmap:
    pixmap = _blank(size)
    painter = QPainter(pixmap)
    side = min(size.width(), size.height())
    place = QRectF(0, 0, side, side)
    place.moveCenter(QRectF(pixmap.rect()).center())
    renderer.render(painter, place)
    painter.end()
    return pixmap


def _blank(size: QSize) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
