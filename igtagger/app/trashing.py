"""Pictures moved to the system's trash, with the sidecars that are theirs alone."""

from __future__ import annotations

import errno
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from igtagger.app.file_facts import FolderSidecars
from igtagger.domain import Reason
from igtagger.errors import detail_of
from igtagger.pictures.formats import EXTENSIONS

ToTrash = Callable[[Path], None]
"""Moves one file to the trash, or raises an ``OSError``."""


@dataclass(frozen=True, slots=True)
class Doomed:
    """A picture that is to go, and the sidecars that go with it."""

    picture: Path
    sidecars: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Trashed:
    """What became of one of them.

    Attributes:
        picture: the picture.
        reason: why the picture is still there; None where it went.
        left: sidecars that are still there though the picture went, each with why.
    """

    picture: Path
    reason: Reason | None = None
    left: tuple[Reason, ...] = ()


def with_sidecars(pictures: Iterable[Path], cancel: Event) -> Iterator[Doomed]:
    """Find the sidecars of pictures: ``IMG.jpg.xmp``, and ``IMG.xmp`` where no other needs it.

    One that a picture which stays shares, such as the raw file of the same name, stays as well.
    """
    going = list(pictures)
    found, folders = FolderSidecars(), _Folders()
    names = {str(picture) for picture in going}
    taken: set[Path] = set()
    for picture in going:
        if cancel.is_set():
            return
        own = [picture.with_name(name) for name in found.of(picture)[0]]
        mine = [
            sidecar
            for sidecar in own
            if sidecar not in taken
            and (
                sidecar.stem.lower() == picture.name.lower()
                or all(other in names for other in folders.alike(picture))
            )
        ]
        taken.update(mine)
        yield Doomed(picture, tuple(mine))


def move_to_trash(
    doomed: Sequence[Doomed], cancel: Event, to_trash: ToTrash | None = None
) -> Iterator[Trashed]:
    """Move them, one after the other; what cannot be moved is told and stays.

    Args:
        doomed: what is to go. Sidecars follow their picture, and stay where it stays.
        cancel: ends it between two pictures.
        to_trash: moves one file; the system's trash if not given.
    """
    move = to_trash or system_trash
    for each in doomed:
        if cancel.is_set():
            return
        if (reason := _moved(each.picture, move)) is not None:
            yield Trashed(each.picture, reason)
            continue
        left = [why for sidecar in each.sidecars if (why := _moved(sidecar, move)) is not None]
        yield Trashed(each.picture, None, tuple(left))


class NoTrash(OSError):
    """There is no trash where a file lies, or none that may be used. It is not deleted instead."""


def system_trash(path: Path) -> None:
    """Move a file to the trash of the system.

    Raises:
        NoTrash: there is none for it.
        OSError: it cannot be moved there. It is never deleted instead.
    """
    from send2trash import TrashPermissionError, send2trash

    if sys.platform == "win32" and not _has_recycle_bin(path):
        raise NoTrash(path)  # Windows would delete it for good
    try:
        send2trash(path)
    except TrashPermissionError as error:
        raise NoTrash(path) from error


def _has_recycle_bin(path: Path) -> bool:
    """On Windows: whether its drive is a fixed one. Sticks and network shares have none.

    https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getdrivetypew
    """
    import ctypes

    fixed = 3
    kind = ctypes.windll.kernel32.GetDriveTypeW(path.anchor)  # type: ignore[attr-defined]
    return bool(kind == fixed)


def _moved(path: Path, move: ToTrash) -> Reason | None:
    """Move it; why it could not be, or None."""
    try:
        move(path)
    except NoTrash:
        return Reason("trash.none", path=path)
    except OSError as error:
        if not os.path.lexists(path):
            return Reason("trash.gone", path=path)
        if isinstance(error, PermissionError) or error.errno == errno.EACCES:
            return Reason("trash.forbidden", path=path)
        return Reason("trash.failed", path=path, detail=detail_of(error))
    return None


class _Folders:
    """Which pictures of a folder are called alike but for their endings."""

    def __init__(self) -> None:
        self._listed: dict[Path, dict[str, list[str]]] = {}

    def alike(self, picture: Path) -> list[str]:
        """Their paths, its own with them."""
        folder = picture.parent
        if folder not in self._listed:
            self._listed[folder] = _by_stem(folder)
        return self._listed[folder].get(picture.stem.lower(), [])


def _by_stem(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            stem, ending = os.path.splitext(entry.name)  # noqa: PTH122  names are many
            if ending.lower() in EXTENSIONS:
                found[stem.lower()].append(entry.path)
    return found
