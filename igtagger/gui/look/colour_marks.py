"""Colour labels of pictures as small marks."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from igtagger.gui.look.palette import colours
from igtagger.labels.colour_labels import Colour, colour_of

_SHADES: dict[Colour, str] = {
    "red": "#d93a32",
    "orange": "#e07a1f",
    "yellow": "#e3b505",
    "green": "#2f9e51",
    "blue": "#2f76d8",
    "purple": "#8a4fd0",
    "magenta": "#cf3fa0",
    "grey": "#8a8f98",
    "black": "#1c1c1c",
}
SIZE = 10
"""Logical pixels."""


def draw_mark(painter: QPainter, area: QRectF, label: str) -> None:
    """A dot in the middle of ``area`` in the colour of a label; hollow for what tells no colour.

    It has an edge that is seen on any picture and on any ground.
    """
    shades, colour = colours(), colour_of(label)
    dot = QRectF(0, 0, SIZE, SIZE)
    dot.moveCenter(area.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(shades.base, 3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(dot)
    painter.setPen(QPen(shades.muted, 1))
    painter.setBrush(shades.base if colour is None else QColor(_SHADES[colour]))
    painter.drawEllipse(dot)
    painter.restore()


class ColourMark(QWidget):
    """The mark of one label beside its name; it takes no room where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ""
        self.setFixedSize(QSize(SIZE + 6, SIZE + 6))
        self.hide()

    def show_label(self, label: str) -> None:
        """Show another label; none where it is empty."""
        self._label = label
        self.setVisible(bool(label))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw the mark."""
        draw_mark(QPainter(self), QRectF(self.rect()), self._label)
