"""Thumbnails: asked for while painting, made on threads, kept in memory and on disk."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from threading import Condition, Event
from time import monotonic
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from igtagger.app.thumbnail_files import DISK_MEGABYTES, ThumbnailFiles, default_folder
from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.gui.jobs.job import Job
from igtagger.gui.views.qimages import to_qimage

MEMORY_MEGABYTES = 256
_WORKERS = 2
_PENDING_KEPT = 512
_FAILURES_KEPT = 10_000
_LINGER_SECONDS = 0.3
_LOOK_SECONDS = 0.05

Version = tuple[int, int]
"""Of a file: see :meth:`igtagger.app.picture_table.Pictures.version`."""


class _Key(NamedTuple):
    path: str
    version: Version
    edge: int


class _Requests:
    """What is wanted, newest first. Safe to use from several threads."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._wanted: OrderedDict[_Key, None] = OrderedDict()
        self.workers_wanted = _WORKERS
        self.workers = 0

    def __len__(self) -> int:
        return len(self._wanted)

    def put(self, key: _Key) -> list[_Key]:
        """Want ``key`` before all others; what was dropped to keep the number bounded."""
        with self._changed:
            self._wanted[key] = None
            self._wanted.move_to_end(key)
            dropped = []
            while len(self._wanted) > _PENDING_KEPT:
                dropped.append(self._wanted.popitem(last=False)[0])
            self._changed.notify()
            return dropped

    def raise_(self, key: _Key) -> None:
        """Want a key that is waiting before all others."""
        with self._changed:
            if key in self._wanted:
                self._wanted.move_to_end(key)

    def drop(self, edge: int, but: Collection[str]) -> list[_Key]:
        """Forget what is wanted at ``edge`` but for these paths; what was forgotten."""
        with self._changed:
            dropped = [k for k in self._wanted if k.edge == edge and k.path not in but]
            for key in dropped:
                del self._wanted[key]
            return dropped

    def clear(self) -> None:
        """Forget all."""
        with self._changed:
            self._wanted.clear()

    def take(self, cancel: Event) -> _Key | None:
        """The newest; None when it is time to end, as nothing was wanted for a moment."""
        until = monotonic() + _LINGER_SECONDS
        with self._changed:
            while not cancel.is_set() and self.workers <= self.workers_wanted:
                if self._wanted:
                    return self._wanted.popitem()[0]
                if monotonic() >= until:
                    break
                self._changed.wait(_LOOK_SECONDS)
        return None

    def enter(self) -> bool:
        """Whether there is work for one more worker; it then counts as one."""
        with self._changed:
            if not self._wanted or self.workers >= self.workers_wanted:
                return False
            self.workers += 1
            return True

    def leave(self) -> None:
        """One worker less."""
        with self._changed:
            self.workers -= 1


class Thumbnails(QObject):
    """Small pictures by path. All methods belong to the GUI thread.

    Signals:
        ready: thumbnails (or failures) of these paths are there now; at most 30 times a second.

    Args:
        folder: of the thumbnails on disk; None takes the user's cache folder.
        memory_megabytes: what all pixmaps may take.
        disk_megabytes: what the folder may take.
        parent: the Qt owner.
    """

    ready = Signal(list)

    def __init__(
        self,
        folder: Path | None = None,
        *,
        memory_megabytes: int = MEMORY_MEGABYTES,
        disk_megabytes: int = DISK_MEGABYTES,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.files = ThumbnailFiles(folder or default_folder(), megabytes=disk_megabytes)
        self._limit = memory_megabytes * 1024 * 1024
        self._bytes = 0
        self._kept: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._latest: dict[str, _Key] = {}
        """The key of the pixmap of each path that was made last: a stand-in for other sizes."""
        self._failures: OrderedDict[tuple[str, Version], Reason] = OrderedDict()
        self._requests = _Requests()
        self._asked: set[_Key] = set()
        self._jobs: list[Job] = []
        self._pruning: Job | None = None
        self._closed = False

    def pixmap(self, path: str, version: Version, edge: int) -> QPixmap | None:
        """The thumbnail, or None; then it is requested, and ``ready`` will name the path.

        Args:
            path: of the picture.
            version: of its content, as far as known: another one has it made anew.
            edge: the longer side in device pixels.

        Returns:
            A pixmap whose longer side has at most ``edge`` pixels, at a device pixel ratio of 1.
            Until that is made, one of another size or of an earlier state of the file may stand in
            for it; its device pixel ratio is such that it is drawn as large.
        """
        key = _Key(path, version, edge)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        if (path, version) in self._failures:
            return None
        self._request(key)
        return self._stand_in(path, edge)

    def peek(self, path: str) -> QPixmap | None:
        """Whatever is in memory for a path, at any size; nothing is requested."""
        latest = self._latest.get(path)
        return self._kept.get(latest) if latest is not None else None

    def _stand_in(self, path: str, edge: int) -> QPixmap | None:
        latest = self._latest.get(path)
        if latest is None:
            return None
        found = self._kept[latest]
        longer = max(found.width(), found.height())
        if longer < latest.edge and longer <= edge:
            return found  # the picture itself is no larger
        stand_in = QPixmap(found)
        stand_in.setDevicePixelRatio(longer / edge)
        return stand_in

    def failure(self, path: str, version: Version) -> Reason | None:
        """Why there is no thumbnail of it; None where there is one or it was not tried yet."""
        return self._failures.get((path, version))

    def retain(self, edge: int, paths: Collection[str]) -> None:
        """Drop the requests at ``edge`` for all other paths: they have scrolled out of view."""
        self._asked.difference_update(self._requests.drop(edge, paths))

    def set_busy(self, busy: bool) -> None:
        """While a run is on, thumbnails are made by one thread instead of two."""
        self._requests.workers_wanted = 1 if busy else _WORKERS
        self._start_jobs()

    def forget(self, paths: Iterable[str]) -> None:
        """Try these again that could not be read, as on a retry."""
        gone = set(paths)
        for key in [key for key in self._failures if key[0] in gone]:
            del self._failures[key]

    def carry(self, versions: Mapping[str, Version]) -> None:
        """Files were written, and look as before: what is kept of them is of these versions now."""
        for key in [key for key in self._kept if key.path in versions]:
            pixmap, latest = self._kept[key], self._latest.get(key.path) == key
            self._remove(key)
            new = key._replace(version=versions[key.path])
            self._kept[new], self._bytes = pixmap, self._bytes + _bytes(pixmap)
            if latest:
                self._latest[key.path] = new

    def close(self) -> None:
        """End the threads, waiting no longer than a moment for a picture that is in hand."""
        self._closed = True
        self._requests.clear()
        jobs = [*self._jobs, *([self._pruning] if self._pruning else [])]
        for job in jobs:
            job.cancel()
        for job in jobs:
            job.wait(1.0)

    def _request(self, key: _Key) -> None:
        if self._closed:
            return
        if key in self._asked:
            self._requests.raise_(key)
            return
        self._asked.add(key)
        self._asked.difference_update(self._requests.put(key))
        self._start_jobs()

    def _start_jobs(self) -> None:
        while not self._closed and self._requests.enter():
            job = Job(partial(_work, self._requests, self.files), self)
            job.items.connect(self._take)
            # Bound methods only, here and below: what refers to itself is collected on any thread,
            # and Qt's objects must not die on another than their own.
            job.ended.connect(self._on_ended)
            self._jobs.append(job)
            job.start()

    def _on_ended(self, error: BaseException | None) -> None:
        for job in [job for job in self._jobs if job is self.sender()]:
            self._jobs.remove(job)
            job.deleteLater()
        self._start_jobs()  # something may have been asked for just as it was ending
        if self.files.worth_pruning and self._pruning is None and not self._closed:
            self._prune()
        if error is not None:
            raise error

    def _prune(self) -> None:
        self._pruning = Job(self.files.prune, self)
        self._pruning.ended.connect(self._on_pruned)
        self._pruning.start()

    def _on_pruned(self, error: BaseException | None) -> None:
        if self._pruning is not None:
            self._pruning.deleteLater()
        self._pruning = None
        if error is not None:
            raise error

    def _take(self, made: list[tuple[_Key, QImage | Reason]]) -> None:
        for key, result in made:
            self._asked.discard(key)
            if isinstance(result, Reason):
                self._failures[key.path, key.version] = result
                if len(self._failures) > _FAILURES_KEPT:
                    self._failures.popitem(last=False)
            else:
                self._keep(key, QPixmap.fromImage(result))
        self.ready.emit([key.path for key, _ in made])

    def _keep(self, key: _Key, pixmap: QPixmap) -> None:
        self._remove(key)
        self._kept[key] = pixmap
        self._latest[key.path] = key
        self._bytes += _bytes(pixmap)
        while self._bytes > self._limit and len(self._kept) > 1:
            self._remove(next(iter(self._kept)))

    def _remove(self, key: _Key) -> None:
        pixmap = self._kept.pop(key, None)
        if pixmap is None:
            return
        self._bytes -= _bytes(pixmap)
        if self._latest.get(key.path) == key:
            del self._latest[key.path]


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4


def _work(
    requests: _Requests, files: ThumbnailFiles, cancel: Event
) -> Iterator[tuple[_Key, QImage | Reason]]:
    try:
        while (key := requests.take(cancel)) is not None:
            try:
                yield key, to_qimage(files.open(Path(key.path), key.edge))
            except UnreadableImage as error:
                yield key, error.reason
            except MemoryError:
                yield key, Reason("picture.no-memory", path=key.path)
    finally:
        requests.leave()
