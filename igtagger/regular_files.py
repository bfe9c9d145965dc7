"""Opening what should be a file: under its name may stand a folder, a pipe or a device."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

READING = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # opening a pipe must not wait for its other end
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
"""Flags for opening what may be anything: nothing waits, and programs started meanwhile lack it."""


def refuse_special(file: Path) -> None:
    """Make sure that ``file`` (links are followed) is a regular file, or not there.

    Raises:
        OSError: it is a folder, a pipe, a socket or a device, or cannot be looked at.
    """
    with suppress(FileNotFoundError):
        refuse_mode(file, file.stat().st_mode)


def refuse_mode(file: Path, mode: int) -> None:
    """The same of what was opened: its name may stand for another file since.

    Args:
        file: as it is called.
        mode: of the look at what is open.

    Raises:
        OSError: it is no regular file.
    """
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "Not a regular file", str(file))
