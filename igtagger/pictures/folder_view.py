"""Which pictures are in a folder, and how that changes from one look to the next."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from igtagger.pictures.scan import Roots, ScanCounts, find_names

if TYPE_CHECKING:
    from igtagger.pictures.patterns import Selection


class FileLook(NamedTuple):
    """What tells a file from another, and from what it was.

    Attributes:
        size: in bytes.
        mtime_ns: time of change of the content, in nanoseconds.
        inode: the file's number on its disk; 0 where there are none.
    """

    size: int
    mtime_ns: int
    inode: int

    @classmethod
    def of(cls, name: str) -> FileLook | None:
        """A look at a file; None where there is none to be had."""
        try:
            status = os.stat(name)  # noqa: PTH116  (of every file of a folder, every minute)
        except (OSError, ValueError):
            return None
        return cls(status.st_size, status.st_mtime_ns, status.st_ino)

    def is_same(self, other: FileLook | None) -> bool:
        """Whether the content is as it was, as far as can be seen from outside."""
        return other is not None and self[:2] == other[:2]


@dataclass(frozen=True, slots=True)
class ViewChange:
    """What is other than at the last look.

    Attributes:
        arrived: pictures that are new or have another content.
        gone: pictures that are not there any more.
        renamed: of those that were renamed or moved within the folder, the names before and after;
            the latter are among ``arrived`` too.
    """

    arrived: Mapping[str, FileLook] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.arrived or self.gone)


class FolderView:
    """The pictures of one folder, as they were at the last look.

    A look takes 5 microseconds of a processor a picture and keeps some 300 bytes of each.

    Args:
        root: the folder; it need not be there.
        recursive: folders within it count.
        selection: which of its files do; all if None.
    """

    def __init__(
        self, root: Path, *, recursive: bool = True, selection: Selection | None = None
    ) -> None:
        self.root = root
        self._recursive, self._selection = recursive, selection
        self._files: dict[str, FileLook] = {}
        self._disk: int | None = None

    def __len__(self) -> int:
        return len(self._files)

    def look(self, cancel: Event, *, anew: bool = False) -> ViewChange | None:
        """Look at every picture.

        Args:
            cancel: ends it.
            anew: all pictures that are there count as arrived.

        Returns:
            None where the folder is not there, or ``cancel`` was set meanwhile: then nothing is
            known of its pictures, and what was seen before still holds. So it is where another
            disk, or none, is now in the place of the one that was looked at, with nothing on it.
        """
        roots, counts = Roots([self.root], selection=self._selection), ScanCounts()
        disk = _disk_of(self.root)
        if disk is None or not roots.folders:
            return None
        found = dict(_looks(find_names(roots, self._recursive, counts, cancel)))
        unread = [os.fspath(folder) for folder, _ in counts.unreadable_folders]
        if cancel.is_set() or os.fspath(self.root) in unread:
            return None
        if self._files and not found and disk != self._disk:
            return None
        for name in self._files.keys() - found.keys() if unread else ():
            if _is_in(name, unread):  # it may be there
                found[name] = self._files[name]
        change = _change(self._files, found, anew=anew)
        self._files, self._disk = found, disk
        return change


def _looks(names: Iterable[str]) -> Iterator[tuple[str, FileLook]]:
    for name in names:
        if (look := FileLook.of(name)) is not None:
            yield name, look


def _is_in(name: str, folders: list[str]) -> bool:
    return any(name.startswith(folder + os.sep) for folder in folders)


def _change(
    before: Mapping[str, FileLook], now: Mapping[str, FileLook], *, anew: bool
) -> ViewChange:
    arrived = {
        name: look for name, look in now.items() if anew or not look.is_same(before.get(name))
    }
    lost = [name for name in before if name not in now]
    # The same file by its number and content. A copy has another number.
    new = {look: name for name, look in arrived.items() if name not in before and look.inode}
    renamed = tuple((name, new[before[name]]) for name in lost if before[name] in new)
    old = {name for name, _ in renamed}
    return ViewChange(arrived, tuple(name for name in lost if name not in old), renamed)


def _disk_of(folder: Path) -> int | None:
    try:
        return os.stat(folder).st_dev  # noqa: PTH116
    except (OSError, ValueError):
        return None


class Settling:
    """Files that are new or changed, until they stand still: while they are copied, they grow.

    A copy that pauses for longer is taken too early; it changes again as it goes on, and is taken
    a second time.

    Args:
        still_seconds: how long size and time of change have to be the same.
        empty_seconds: how long a file has to be empty until it is taken for one that stays so.
    """

    def __init__(self, still_seconds: float, empty_seconds: float) -> None:
        self._still, self._empty = still_seconds, empty_seconds
        self._waiting: dict[str, _Waiting] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def begin(self, looks: Mapping[str, FileLook], now: float) -> None:
        """Wait for these, from ``now`` on, in seconds."""
        for name, look in looks.items():
            self._put(name, _Waiting(look, now, now + self._still))

    def due(self) -> float:
        """When the next look at one of them is due; infinity where there is none."""
        first = next(iter(self._waiting.values()), None)
        return float("inf") if first is None else first.due

    def take(self, now: float) -> tuple[str, ...]:
        """Those that stand still by now. What is not there any more is forgotten."""
        taken = []
        for name in [name for name, waiting in self._waiting.items() if now >= waiting.due]:
            waiting = self._waiting.pop(name)
            look = FileLook.of(name)
            if look is None:
                continue
            still = look.is_same(waiting.look) and _may_be_read(name)
            if still and (look.size or now >= waiting.since + self._empty):
                taken.append(name)
            else:
                since = waiting.since if still else now
                self._put(name, _Waiting(look, since, now + self._still))
        return tuple(taken)

    def _put(self, name: str, waiting: _Waiting) -> None:
        """At the end: those that are due first stand first."""
        self._waiting.pop(name, None)
        self._waiting[name] = waiting


class _Waiting(NamedTuple):
    """A file as it was seen, since when it has been so, and when to look again."""

    look: FileLook
    since: float
    due: float


def _may_be_read(name: str) -> bool:
    """Whether no program holds it, as one does on Windows that is copying it."""
    if os.name != "nt":
        return True
    try:
        with open(name, "rb"):  # noqa: PTH123
            return True
    except PermissionError as error:
        return getattr(error, "winerror", None) != 32  # a sharing violation
    except OSError:
        return True
