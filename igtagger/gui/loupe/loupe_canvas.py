"""Where one picture is looked at: the wheel turns pages, a click shows every pixel."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from igtagger.gui.views.preview_canvas import PreviewCanvas

_NOTCH = 120


class LoupeCanvas(PreviewCanvas):
    """A canvas with the mouse as photographers know it from programs for culling.

    The wheel goes to the next and to the previous picture, and zooms with Ctrl. A click shows every
    pixel around that point, or the whole picture again. Dragging moves a picture that is larger
    than the view, and so do two fingers on a touchpad.

    Signals:
        turned: so many pictures further; back where that is negative.
        left: a double click: it was looked at enough.
        menu_requested: a context menu is wanted; global position.
    """

    turned = Signal(int)
    left = Signal()
    menu_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: QPointF | None = None  # where, until it is let go or dragged
        self._turned = 0  # what fine wheels have turned, in eighths of a degree

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """See the class."""
        by_fingers = event.phase() != Qt.ScrollPhase.NoScrollPhase
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        elif by_fingers and not self.fits:
            self.pan(QPointF(event.pixelDelta()))
        elif event.phase() != Qt.ScrollPhase.ScrollMomentum:
            self._turn(event.angleDelta().y() or event.angleDelta().x())
        event.accept()

    def _turn(self, turned: int) -> None:
        self._turned += turned
        notches = int(self._turned / _NOTCH)
        self._turned -= notches * _NOTCH
        if notches:
            self.turned.emit(-notches)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to click, or to drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag; a click it is no longer."""
        if self._pressed is not None:
            moved = (event.position() - self._pressed).manhattanLength()
            if moved < QApplication.startDragDistance():
                return
            self._pressed = None
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click ends: every pixel at that point, or the whole picture."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self.toggle_zoom(pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go back."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.left.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Ask for the menu of the picture."""
        self.menu_requested.emit(event.globalPos())
