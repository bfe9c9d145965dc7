"""Folders and files that are one person's own: made so that nobody else of the computer reads them.

A file is made with its permissions, never given them afterwards: there is no moment in which
another could open it, whatever the umask. Windows knows no such permissions for files; there a
folder is made with access for its owner and administrators alone, and what it holds inherits that.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

_OTHERS = stat.S_IRWXO
_GROUP = stat.S_IRWXG
_FILE, _FILE_OF_GROUP = 0o600, 0o660
_FOLDER, _FOLDER_OF_GROUP = 0o700, 0o2770


def make_folder(folder: Path) -> None:
    """Make ``folder`` and those above it that are missing; none but the owner may enter them.

    One that is there stays as it is. Inside a folder that is :func:`shared` its group may enter.

    Raises:
        OSError: it cannot be made, or is a file.
    """
    missing = [folder]
    while not missing[-1].parent.exists() and missing[-1].parent != missing[-1]:
        missing.append(missing[-1].parent)
    for step in reversed(missing):
        try:
            step.mkdir(mode=_FOLDER)
        except FileExistsError:
            if not step.is_dir():
                raise
        else:
            _share(step, _FOLDER_OF_GROUP)


def file_mode(folder: Path) -> int:
    """The permissions of a new file in ``folder``."""
    return _FILE_OF_GROUP if shared(folder) else _FILE


def make_file(file: Path) -> None:
    """Make an empty ``file``, where there is none.

    Raises:
        OSError: it cannot be made.
    """
    with suppress(FileExistsError):
        make_new_file(file)


def make_new_file(file: Path) -> None:
    """Make an empty ``file``.

    Raises:
        FileExistsError: something has the name, be it a link that leads nowhere.
        OSError: it cannot be made.
    """
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, file_mode(file.parent)))
    _share(file, _FILE_OF_GROUP)


def open_to_append(file: Path) -> TextIOWrapper:
    """``file`` for going on with, made where there is none. What is no UTF-8 gets backslashes.

    Raises:
        OSError: it cannot be made or written.
    """
    make_file(file)
    return file.open("a", encoding="utf-8", errors="backslashreplace")


def shared(folder: Path) -> bool:
    """Whether a person shares ``folder`` with a group on purpose.

    That is what the setgid bit is for: what is made there belongs to the group of the folder. That
    a group may write, alone, is no sign: some systems give each person a group of their own.
    """
    both = stat.S_ISGID | stat.S_IWGRP
    try:
        return folder.stat().st_mode & both == both
    except OSError:
        return False


def share_file(file: Path) -> None:
    """Let the group read and write a file, whatever the umask, where its folder is shared."""
    _share(file, _FILE_OF_GROUP)


def _share(path: Path, mode: int) -> None:
    """Let the group in, whatever the umask, where the folder is shared."""
    if shared(path.parent):
        with suppress(OSError):
            path.chmod(mode)


# What is there already


def mend(folder: Path, own: re.Pattern[str], *, made_by_us: bool) -> None:
    """Take what earlier versions left readable in ``folder`` away from others.

    Nothing but what this user owns is changed; links are not followed, nor is a file touched that
    has a second name elsewhere. Subfolders that are private already are not looked into, so that
    this costs a listing at every start but the first. Failures are passed over: cards and network
    drives have no permissions.

    Args:
        folder: may be missing.
        own: matches the names of our files and subfolders; others are left alone.
        made_by_us: the folder itself is made private in any case; otherwise where nothing but ours
            lies in it.
    """
    if os.name == "nt":
        return  # inherited from the profile, or from make_folder
    entries = list(_listed(folder))
    ours = [entry for entry in entries if own.fullmatch(entry.name)]
    spared = _spared(folder)
    for entry in ours:
        _mend_entry(entry, spared)
    if made_by_us or len(ours) == len(entries):
        _restrict(folder.resolve(), spared)


def _mend_entry(entry: os.DirEntry[str], spared: int) -> None:
    if not entry.is_dir(follow_symlinks=False):
        _restrict(entry.path, spared)
    elif _excess(entry.stat(follow_symlinks=False), spared):
        for inner in _listed(entry.path):
            _mend_entry(inner, spared)
        _restrict(entry.path, spared)  # last: who is ended before comes here again


def _spared(folder: Path) -> int:
    """Whose permissions stay beside the owner's."""
    return _GROUP if shared(folder) else 0


def _excess(status: os.stat_result, spared: int) -> int:
    return stat.S_IMODE(status.st_mode) & (_GROUP | _OTHERS) & ~spared


def _restrict(path: str | Path, spared: int) -> None:
    """Take away what others may do with a file or folder of this user's."""
    with suppress(OSError):
        status = os.lstat(path)
        if not _may_change(status) or not _excess(status, spared):
            return
        # By a descriptor: what was looked at is what is changed, not a link put there since.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            status = os.fstat(descriptor)
            if _may_change(status):
                kept = stat.S_IMODE(status.st_mode) & ~(_GROUP | _OTHERS) | _kept(status, spared)
                os.fchmod(descriptor, kept)
        finally:
            os.close(descriptor)


def _kept(status: os.stat_result, spared: int) -> int:
    return stat.S_IMODE(status.st_mode) & spared


def _may_change(status: os.stat_result) -> bool:
    single = stat.S_ISDIR(status.st_mode) or (stat.S_ISREG(status.st_mode) and status.st_nlink == 1)
    return single and status.st_uid == os.geteuid()


def _listed(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    with suppress(OSError), os.scandir(folder) as entries:
        yield from entries
