"""Python's collector of cycles, run by the GUI thread alone.

Left to itself it runs on whichever thread allocates: a job's thread may then delete objects of Qt
that belong to the GUI thread, which ends the program; and a full collection in the middle of work
holds the window up for up to half a second.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

GLANCE_MILLISECONDS = 500
YOUNG_LIMIT = 5_000
"""New objects after which the young ones are looked at; some milliseconds."""
FULL_EVERY = 600
"""Glances between full collections: five minutes."""


class GarbageCollection(QObject):
    """Takes over while it lives; :meth:`close` gives the work back to the interpreter."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._glances = 0
        gc.collect()
        gc.freeze()  # what is there now stays, and need not be looked at again
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._glance)
        self._timer.start(GLANCE_MILLISECONDS)

    def close(self) -> None:
        """Let the interpreter do it again."""
        self._timer.stop()
        gc.enable()
        gc.unfreeze()

    def _glance(self) -> None:
        self._glances += 1
        if self._glances % FULL_EVERY == 0:
            gc.collect()
        elif gc.get_count()[0] > YOUNG_LIMIT:
            gc.collect(1)
