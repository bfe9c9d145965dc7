"""The rectangle that is drawn with the mouse to select pictures of the grid."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView

from igtagger.gui.look.palette import colours

SCROLL_MILLISECONDS = 16
_FASTEST = 120


class RubberBand(QObject):
    """Selects what it touches, and scrolls while the pointer is above or below the view.

    Args:
        view: what is selected in.
        touched: the stretches of pictures, first and last, that a rectangle of the content touches.
    """

    def __init__(
        self, view: QAbstractItemView, touched: Callable[[QRect], Iterable[tuple[int, int]]]
    ) -> None:
        super().__init__(view)
        self._view, self._touched = view, touched
        self._start = QPoint()  # of the content, so that it stays where it is on scrolling
        self._pointer = QPoint()  # of the viewport
        self._before: QItemSelection | None = None
        self._toggle = False
        self._stretches: list[tuple[int, int]] | None = None
        self.active = False
        self._scroll = QTimer(self)
        self._scroll.setInterval(SCROLL_MILLISECONDS)
        self._scroll.timeout.connect(self._scroll_on)

    def start(self, point: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        """Begin at a point of the viewport. With Ctrl it toggles, with Shift it adds."""
        keys = Qt.KeyboardModifier
        self.active = True
        self._start = point + QPoint(0, self._view.verticalOffset())
        self._pointer = point
        self._toggle = bool(modifiers & keys.ControlModifier)
        adds = self._toggle or bool(modifiers & keys.ShiftModifier)
        selection = self._view.selectionModel()
        self._before = QItemSelection(selection.selection()) if adds else None
        self._stretches = None
        if not adds:
            selection.clearSelection()

    def move(self, point: QPoint) -> None:
        """The pointer is at another point of the viewport."""
        old = self._rect()
        self._pointer = point
        self._select()
        self._view.viewport().update(old.united(self._rect()).adjusted(-2, -2, 2, 2))
        inside = 0 <= point.y() < self._view.viewport().height()
        if inside:
            self._scroll.stop()
        elif not self._scroll.isActive():
            self._scroll.start()

    def stop(self) -> None:
        """The button was released."""
        if not self.active:
            return
        self.active = False
        self._scroll.stop()
        self._before = None
        self._view.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """Draw it, in coordinates of the viewport."""
        rect = self._rect()
        if not self.active or (rect.width() < 2 and rect.height() < 2):
            return
        fill = QColor(colours().accent_fill)
        painter.setPen(fill)
        fill.setAlphaF(0.18)
        painter.setBrush(fill)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawRect(rect)

    def _rect(self) -> QRect:
        start = self._start - QPoint(0, self._view.verticalOffset())
        return QRect(start, self._pointer).normalized()

    def _select(self) -> None:
        area = self._rect().translated(0, self._view.verticalOffset())
        stretches = list(self._touched(area))
        if stretches != self._stretches:
            self._stretches = stretches
            self._apply(stretches)

    def _apply(self, stretches: list[tuple[int, int]]) -> None:
        model, flags = self._view.model(), QItemSelectionModel.SelectionFlag
        last_column = model.columnCount() - 1
        chosen = QItemSelection()
        for first, last in stretches:
            chosen.select(model.index(first, 0), model.index(last, last_column))
        if self._before is not None:
            together = QItemSelection(self._before)
            together.merge(chosen, flags.Toggle if self._toggle else flags.Select)
            chosen = together
        self._view.selectionModel().select(chosen, flags.ClearAndSelect)

    def _scroll_on(self) -> None:
        bar, height = self._view.verticalScrollBar(), self._view.viewport().height()
        beyond = self._pointer.y() if self._pointer.y() < 0 else self._pointer.y() - height
        bar.setValue(bar.value() + max(-_FASTEST, min(_FASTEST, beyond)))
        self._select()
        self._view.viewport().update()
