"""Pictures are looked for, and what the library knows of them is looked up: work on threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from igtagger.app import listing
from igtagger.app.context import Context
from igtagger.app.picture_values import Listed
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.jobs.problems import Problem

if TYPE_CHECKING:
    from igtagger.library.outcomes import ModelKey
    from igtagger.pictures.scan import ScanCounts
    from igtagger.pictures.walks import SharedWalk


class ListingJobs(QObject):
    """All that is being looked for or up.

    Args:
        context: has the library.
        parent: the Qt owner.

    Attributes:
        folders: those of the roots that were folders as they came.

    Signals:
        changed: something is being looked for, or no longer.
        found: what a walk found, as a list of :class:`Listed`.
        told: the same of pictures that were asked about.
        folders_brought: which roots of a walk are folders, as a list; after the first of their
            pictures were found, and not where there is none.
        ended: the files and folders of a walk that came to its end, and its ``ScanCounts``.
        problem: a :class:`Problem`.
    """

    changed = Signal()
    found = Signal(list)
    told = Signal(list)
    folders_brought = Signal(list)
    ended = Signal(object, object)
    problem = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folders: set[Path] = set()
        self._context = context
        self._jobs: dict[Job, SharedWalk | None] = {}  # each with what it follows
        self._unlearnt: set[SharedWalk | None] = set()  # those of whose folders nobody was told

    @property
    def going(self) -> bool:
        """Whether pictures are being looked for."""
        return any(not job.cancelled for job in self._jobs)

    def walk(self, roots: tuple[Path, ...], key: ModelKey | None, *, recursive: bool) -> SharedWalk:
        """Look for pictures in files and folders, and up what is known under ``key``."""
        from igtagger.pictures.walks import SharedWalk

        walk = SharedWalk(roots, recursive=recursive, keep_looks=True)
        self._unlearnt.add(walk)
        context = self._context

        def looking(cancel: Event) -> Iterator[Listed]:
            names = walk.names(cancel)
            yield from listing.look_up(names, context.library, key, cancel, walk.take_look)

        self._start(looking, walk)
        return walk

    def look_up(self, names: Sequence[str], key: ModelKey | None) -> None:
        """Ask the library about pictures that are listed."""
        context = self._context

        def looking(cancel: Event) -> Iterator[Listed]:
            yield from listing.look_up(names, context.library, key, cancel)

        self._start(looking)

    def break_off(self) -> tuple[Path, ...]:
        """End all work, whose news are not wanted any more; what was not listed to its end."""
        unlisted: tuple[Path, ...] = ()
        for job, walk in self._jobs.items():
            if not job.cancelled:
                job.cancel()
                job.items.disconnect(self._tell if walk is None else self._give)
                if walk is not None:
                    walk.stop()
                    unlisted += walk.roots
        return unlisted

    def stop(self) -> list[Job]:
        """Ask all work to end; what is to be waited for."""
        for job in self._jobs:
            job.cancel()
        for walk in filter(None, self._jobs.values()):
            walk.stop()
        return list(self._jobs)

    def _start(self, work: Work, walk: SharedWalk | None = None) -> None:
        job = Job(work, self)
        self._jobs[job] = walk

        def over(error: object) -> None:
            del self._jobs[job]
            job.deleteLater()
            if isinstance(error, BaseException):
                self.problem.emit(Problem.of(error))
            if walk is not None and not job.cancelled:
                if error is None:
                    self._learn_folders(walk)
                self._tell_of_folders(walk.counts)
                if error is None:
                    self.ended.emit(walk.roots, walk.counts)
            self._unlearnt.discard(walk)
            self.changed.emit()

        job.items.connect(self._tell if walk is None else self._give)
        if walk is not None:
            job.items.connect(lambda _: self._learn_folders(walk))
        job.ended.connect(over)
        job.start()
        self.changed.emit()

    def _tell(self, listed: list[Listed]) -> None:
        self.told.emit(listed)

    def _give(self, listed: list[Listed]) -> None:
        self.found.emit(listed)

    def _learn_folders(self, walk: SharedWalk) -> None:
        """To be called when the walk has looked at its roots: this thread is not to wait for it."""
        if walk in self._unlearnt:
            self._unlearnt.remove(walk)
            if folders := walk.folders():
                self.folders.update(folders)
                if walk.counts.found:
                    self.folders_brought.emit(folders)

    def _tell_of_folders(self, counts: ScanCounts) -> None:
        for folder, reason in counts.unreadable_folders[:20]:
            text = self.tr("The folder {folder} could not be read: {reason}.")
            self.problem.emit(Problem(text.format(folder=folder, reason=reason)))
