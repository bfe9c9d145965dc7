"""Background work of the window: generators on threads, drained by a timer."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from igtagger.errors import Cancelled

DRAIN_MILLISECONDS = 33
"""About 30 times a second. One signal for each item from another thread stalls the window for up to
700 ms with 20,000 items; drained, 6 to 8 ms."""
QUEUE_LENGTH = 4096
"""How far the work may run ahead of the window. Full, it waits: memory stays bounded."""

Work = Callable[[Event], Iterator[Any]]


class Job(QObject):
    """A generator on a thread of its own.

    ``work(cancel)`` must not touch Qt. What it yields arrives on the GUI thread through ``items``,
    as lists, at most 30 times a second. ``ended`` follows the last ``items``, once, however the
    run ends.

    Args:
        work: a generator function that looks at the event it is given and ends when it is set.
        parent: the Qt owner.
        drain_milliseconds: how often ``items`` may come, where a person waits for each of few.
    """

    items = Signal(list)
    ended = Signal(object)  # None (also where it was cancelled), or the exception that ended it

    def __init__(
        self,
        work: Work,
        parent: QObject | None = None,
        *,
        drain_milliseconds: int = DRAIN_MILLISECONDS,
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._cancel = Event()
        self._going = Event()
        self._going.set()
        self._error: BaseException | None = None
        self._queue: queue.Queue[Any] = queue.Queue(QUEUE_LENGTH)
        self._thread = Thread(target=self._run, name="job", daemon=True)
        self._timer = QTimer(self)
        self._timer.setInterval(drain_milliseconds)
        self._timer.timeout.connect(self._drain)

    @property
    def cancelled(self) -> bool:
        """Whether it has been asked to end."""
        return self._cancel.is_set()

    @property
    def error(self) -> BaseException | None:
        """What ended it; None where it goes on, came to its end or was cancelled."""
        return self._error

    def start(self) -> None:
        """Begin; at most once."""
        self._thread.start()
        self._timer.start()

    @property
    def paused(self) -> bool:
        """Whether it stands still after what it yielded last."""
        return not self._going.is_set()

    def pause(self) -> None:
        """Let it stand still as soon as it yields something; :meth:`resume` lets it go on."""
        self._going.clear()

    def resume(self) -> None:
        """Go on after :meth:`pause`."""
        self._going.set()

    def cancel(self) -> None:
        """Ask it to end. It does at its next look at the event; ``ended`` tells when."""
        self._cancel.set()
        self._going.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the thread (when the program closes); whether it ended in time.

        What it yields meanwhile is taken off its queue, so that it cannot wait for room.
        """
        for _ in range(max(1, int(seconds * 20))):
            self._take()
            self._thread.join(0.05)
            if not self._thread.is_alive():
                return True
        return False

    def finish(self, seconds: float) -> bool:
        """As :meth:`wait`, but nothing is lost: ``items`` and ``ended`` come before it returns."""
        for _ in range(max(1, int(seconds * 20))):
            self._thread.join(0.05)
            self._drain()
            if not self._timer.isActive():
                return True
        return False

    def _run(self) -> None:
        try:
            for item in self._work(self._cancel):
                self._put(item)
                self._going.wait()
        except Cancelled:
            pass
        except BaseException as error:  # noqa: BLE001  carried to the GUI thread, and told there
            self._error = error

    def _put(self, item: Any) -> None:
        while True:
            try:
                self._queue.put(item, timeout=0.1)
            except queue.Full:
                continue  # the window is busy; what was yielded is never dropped
            return

    def _take(self) -> list[Any]:
        taken = []
        for _ in range(QUEUE_LENGTH):
            try:
                taken.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return taken

    def _drain(self) -> None:
        over = not self._thread.is_alive()  # looked at first: what it yielded last is then queued
        if taken := self._take():
            self.items.emit(taken)
        if over and self._queue.empty():
            self._timer.stop()
            self.ended.emit(self._error)
