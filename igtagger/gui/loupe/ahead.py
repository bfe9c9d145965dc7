"""The pictures that are looked at next, decoded before they are asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import partial
from threading import Condition, Event
from time import monotonic
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from igtagger.gui.jobs.job import Job
from igtagger.gui.views.picture_loader import Loaded, read_fitting, read_whole
from igtagger.gui.views.thumbnails import Version

MEMORY_MEGABYTES = 256
"""For all decoded pictures: some sixty at the size of a window, or four whole ones of 12 MP."""
_WORKERS = 2
_LINGER_SECONDS = 2.0  # a thread is there for the next key, too
_LOOK_SECONDS = 0.05
_DRAIN_MILLISECONDS = 5


class Wish(NamedTuple):
    """One picture at one size.

    Attributes:
        path: of the file.
        version: of its content, as far as known.
        room: width and height in device pixels into which it is to fit; None for all its pixels.
    """

    path: str
    version: Version
    room: tuple[int, int] | None


class _Wishes:
    """What is wanted, most urgent first. Safe to use from several threads."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._wanted: list[Wish] = []
        self._in_hand: set[Wish] = set()
        self.workers = 0

    def put(self, wishes: Sequence[Wish]) -> None:
        """Want these and nothing else."""
        with self._changed:
            self._wanted = [wish for wish in wishes if wish not in self._in_hand]
            self._changed.notify_all()

    def take(self, cancel: Event) -> Wish | None:
        """The most urgent; None when it is time to end, as nothing was wanted for a while."""
        until = monotonic() + _LINGER_SECONDS
        with self._changed:
            while not cancel.is_set():
                if self._wanted:
                    wish = self._wanted.pop(0)
                    self._in_hand.add(wish)
                    return wish
                if monotonic() >= until:
                    break
                self._changed.wait(_LOOK_SECONDS)
        return None

    def arrived(self, wish: Wish) -> None:
        """It is no longer in hand."""
        with self._changed:
            self._in_hand.discard(wish)

    def enter(self) -> bool:
        """Whether there is work for one more worker; it then counts as one."""
        with self._changed:
            if not self._wanted or self.workers >= _WORKERS:
                return False
            self.workers += 1
            return True

    def leave(self) -> None:
        """One worker less."""
        with self._changed:
            self.workers -= 1


class PicturesAhead(QObject):
    """Decodes what is wanted, in its order, and keeps it while there is room.

    All methods belong to the GUI thread.

    Signals:
        ready: a :class:`Wish` that was fulfilled, and its :class:`Loaded`.

    Args:
        memory_megabytes: what all pictures that are kept may take. What is wanted first is kept
            even where it takes more.
        parent: the Qt owner.
    """

    ready = Signal(object, object)

    def __init__(
        self, memory_megabytes: int = MEMORY_MEGABYTES, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.limit = memory_megabytes * 1024 * 1024
        self._kept: OrderedDict[Wish, Loaded] = OrderedDict()
        self._bytes = 0
        self._first: Wish | None = None
        self._wishes = _Wishes()
        self._jobs: list[Job] = []
        self._closed = False

    @property
    def used_bytes(self) -> int:
        """What the pictures that are kept take."""
        return self._bytes

    def want(self, wishes: Sequence[Wish]) -> None:
        """Decode these in their order, and no longer what was wanted before.

        What is being decoded at the moment comes to its end.
        """
        self._first = wishes[0] if wishes else None
        for wish in reversed(wishes):
            if wish in self._kept:
                self._kept.move_to_end(wish)
        self._wishes.put([wish for wish in wishes if wish not in self._kept])
        self._start()

    def get(self, wish: Wish) -> Loaded | None:
        """What was made for a wish; None where it is still to come."""
        return self._kept.get(wish)

    def best(self, path: str, version: Version) -> Loaded | None:
        """The most detailed of a picture that there is; None where there is nothing yet."""
        found = [
            loaded
            for wish, loaded in self._kept.items()
            if wish.path == path and wish.version == version
        ]
        return max(found, key=lambda loaded: loaded.width, default=None)

    def forget(self, path: str) -> None:
        """Decode a picture anew when it is wanted next."""
        for wish in [wish for wish in self._kept if wish.path == path]:
            self._remove(wish)

    def clear(self) -> None:
        """Want nothing, and keep nothing."""
        self.want(())
        self._kept.clear()
        self._bytes = 0

    def close(self) -> None:
        """End the threads, waiting no longer than a moment for what is being decoded."""
        self._closed = True
        self.clear()
        for job in self._jobs:
            job.cancel()
        for job in self._jobs:
            job.wait(1.0)

    def _start(self) -> None:
        while not self._closed and self._wishes.enter():
            work = partial(_work, self._wishes)
            job = Job(work, self, drain_milliseconds=_DRAIN_MILLISECONDS)
            job.items.connect(self._take)
            job.ended.connect(self._on_ended)
            self._jobs.append(job)
            job.start()

    def _on_ended(self, error: BaseException | None) -> None:
        for job in [job for job in self._jobs if job is self.sender()]:
            self._jobs.remove(job)
            job.deleteLater()
        self._start()  # something may have been asked for just as it was ending
        if error is not None:
            raise error

    def _take(self, made: list[tuple[Wish, Loaded]]) -> None:
        for wish, loaded in made:
            self._wishes.arrived(wish)
            if self._closed:
                continue
            if loaded.reason is None or loaded.reason.code != "picture.no-memory":
                self._keep(wish, loaded)
            self.ready.emit(wish, loaded)

    def _keep(self, wish: Wish, loaded: Loaded) -> None:
        self._remove(wish)
        self._kept[wish] = loaded
        self._bytes += loaded.used_bytes
        if self._first is not None and self._first in self._kept:
            self._kept.move_to_end(self._first)
        while self._bytes > self.limit and len(self._kept) > 1:
            self._remove(next(iter(self._kept)))

    def _remove(self, wish: Wish) -> None:
        loaded = self._kept.pop(wish, None)
        if loaded is not None:
            self._bytes -= loaded.used_bytes


def _work(wishes: _Wishes, cancel: Event) -> Iterator[tuple[Wish, Loaded]]:
    try:
        while (wish := wishes.take(cancel)) is not None:
            if wish.room is None:
                yield wish, read_whole(wish.path, None, cancel)
            else:
                yield wish, read_fitting(wish.path, wish.room)
    finally:
        wishes.leave()
