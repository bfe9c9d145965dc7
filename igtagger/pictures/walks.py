"""Walks over files and folders: for one who passes by, or for several who share it.

Both give the pictures' names in the order that :mod:`igtagger.pictures.scan` states, and their
number.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING, Self

from igtagger.errors import Cancelled
from igtagger.pictures.scan import Roots, ScanCounts, count_images, find_names

if TYPE_CHECKING:
    from igtagger.pictures.path_lists import PathList
    from igtagger.pictures.patterns import Selection

_WAIT_SECONDS = 0.1  # how often who waits for the walk looks at the cancel event
_AT_ONCE = 1024


class Walk:
    """Folders are read as their pictures are asked for: memory does not depend on their number.

    Args:
        roots: files and folders.
        recursive: look into folders within folders.
        selection: what of them counts; all if None.
    """

    def __init__(
        self,
        roots: Sequence[Path] | PathList,
        *,
        recursive: bool,
        selection: Selection | None = None,
    ) -> None:
        self._roots, self._recursive = Roots(roots, selection=selection), recursive
        self.counts = ScanCounts()

    def homes(self) -> list[Path]:
        """Those of the roots that are folders, and the folders of the others."""
        return self._roots.homes

    def names(self, cancel: Event) -> Iterator[str]:
        """The pictures' paths; fills ``counts``. To be called once. ``cancel`` ends it."""
        return find_names(self._roots, self._recursive, self.counts, cancel)

    def count(self, cancel: Event) -> int:
        """How many they are. Folders are read a second time for it, and no file is looked at."""
        return count_images(self._roots, self._recursive, cancel)


class CountedWalk(Walk):
    """A walk that is counted on a thread of its own while it is gone along, within a block.

    Attributes:
        total: how many pictures there are; None until that is known.
    """

    total: int | None = None

    def __enter__(self) -> Self:
        self._over = Event()
        Thread(target=self._count, name="count", daemon=True).start()
        return self

    def __exit__(self, *given: object) -> None:
        self._over.set()

    def _count(self) -> None:
        total = self.count(self._over)
        if not self._over.is_set():
            self.total = total


def names_in(
    roots: Sequence[Path] | PathList,
    cancel: Event,
    *,
    recursive: bool,
    selection: Selection | None = None,
) -> Iterator[str]:
    """The pictures' paths as a walk of its own finds them. ``cancel`` ends it."""
    return Walk(roots, recursive=recursive, selection=selection).names(cancel)


class SharedWalk:
    """One walk, which goes on ahead on a thread of its own; folders are read once for all.

    The names of all pictures are kept, some 100 MB for 500,000 files: for who has them anyway.

    Args:
        roots: files and folders.
        recursive: look into folders within folders.
        keep_looks: keep what is seen of the files among the roots, for :meth:`take_look`.
    """

    def __init__(self, roots: Sequence[Path], *, recursive: bool, keep_looks: bool = False) -> None:
        self.roots = tuple(roots)
        self.counts = ScanCounts()
        self._kinds, self._recursive = Roots(roots, keep_looks=keep_looks), recursive
        self._names: list[str] = []
        self._more, self._over, self._stopped = Condition(), Event(), Event()
        self._error: BaseException | None = None
        Thread(target=self._walk, name="walk", daemon=True).start()

    def names(self, cancel: Event) -> Iterator[str]:
        """The pictures' paths from the first on, as they are found. ``cancel`` ends it.

        Raises:
            Cancelled: the walk was stopped before its end.
        """
        done = 0
        while not cancel.is_set():
            over = self._over.is_set()  # looked at first: what was found last is then there
            if part := self._names[done : done + _AT_ONCE]:
                yield from part
                done += len(part)
            elif over:
                self._raise_error()
                return
            else:
                self._wait_beyond(done)

    def count(self, cancel: Event) -> int:
        """How many they are, when all have been found; after ``cancel`` the number so far.

        Raises:
            Cancelled: the walk was stopped before its end.
        """
        while not cancel.is_set() and not self._over.wait(_WAIT_SECONDS):
            pass
        self._raise_error()
        return len(self._names)

    def folders(self) -> list[Path]:
        """Those of the roots that are folders."""
        return self._kinds.folders

    def homes(self) -> list[Path]:
        """Those, and the folders in which the other roots lie."""
        return self._kinds.homes

    def take_look(self, name: str) -> os.stat_result | None:
        """See :meth:`Roots.take_look`; of pictures in folders nothing is seen but their names."""
        return self._kinds.take_look(name)

    def stop(self) -> None:
        """End it, whoever waits for it."""
        self._stopped.set()

    def _walk(self) -> None:
        try:
            for name in find_names(self._kinds, self._recursive, self.counts, self._stopped):
                self._names.append(name)
                with self._more:
                    self._more.notify_all()
            if self._stopped.is_set():
                self._error = Cancelled()
        except BaseException as error:  # noqa: BLE001  raised where the names are asked for
            self._error = error
        self._over.set()
        with self._more:
            self._more.notify_all()

    def _wait_beyond(self, number: int) -> None:
        """Wait a moment for a picture of that number."""
        with self._more:
            if len(self._names) <= number and not self._over.is_set():
                self._more.wait(_WAIT_SECONDS)

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error
