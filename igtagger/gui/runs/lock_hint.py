"""Says that the window waits for another program, while it does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from igtagger.gui.jobs.problems import Problem

AFTER_SECONDS = 3.0
"""Shorter waits are everyday: two programs that write in turns."""
_LOOK_MILLISECONDS = 500


class LockHint(QObject):
    """Looks twice a second how long the library has been waited for.

    Args:
        waited: for how many seconds; 0 where nobody waits.
        parent: the Qt owner.

    Signals:
        began: the :class:`Problem` to show.
        ended: the same, to be shown no longer.
    """

    began = Signal(object)
    ended = Signal(object)

    def __init__(self, waited: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waited = waited
        self._shown: Problem | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        waits = self._waited() >= AFTER_SECONDS
        if waits and self._shown is None:
            self._shown = Problem(
                self.tr("Waiting for another program that is writing to the library…"),
                self.tr("It goes on by itself when that program is done."),
            )
            self.began.emit(self._shown)
        elif not waits and self._shown is not None:
            shown, self._shown = self._shown, None
            self.ended.emit(shown)
