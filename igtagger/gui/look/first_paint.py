"""Work that waits until a window has been drawn once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

NEVER_SEEN_MILLISECONDS = 1000
"""A window that starts minimised or covered is not drawn: the work does not wait longer for it."""


class AfterFirstPaint(QObject):
    """Calls ``work`` once, as soon as ``widget`` has been drawn.

    Args:
        widget: shown now or soon; owns this object.
        work: called on the GUI thread.
    """

    def __init__(self, widget: QWidget, work: Callable[[], object]) -> None:
        super().__init__(widget)
        self._widget, self._work = widget, work
        widget.installEventFilter(self)
        QTimer.singleShot(NEVER_SEEN_MILLISECONDS, self, self._go)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Sees the window's first event of drawing, which is dealt with after this."""
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._go)
        return False

    def _go(self) -> None:
        self._widget.removeEventFilter(self)
        work, self._work = self._work, _nothing
        work()


def _nothing() -> None:
    """What is left to do once the work was done."""
