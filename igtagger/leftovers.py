"""Names beside a file for what is being written, and what programs that were killed left there."""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def temporary_beside(file: Path) -> Path:
    """A hidden name in the same folder that no one else uses."""
    return file.with_name(f".{_short(file.name)}.{os.getpid()}-{secrets.token_hex(4)}.tmp")


def _short(name: str) -> str:
    # Names end at 255 bytes on most disks, at 143 on encrypted ones.
    return name if len(os.fsencode(name)) <= 100 else name[:50]


def leftovers_of(file: Path) -> list[Path]:
    """What programs that were killed left beside ``file``.

    What another program is writing just now is among it: hold a lock that both of you take. So is
    what belongs to another file where names are longer than 100 bytes and begin alike.

    Raises:
        OSError: the folder cannot be listed.
    """
    # Earlier versions counted where there are eight digits of chance now.
    form = re.compile(rf"\.{re.escape(_short(file.name))}\.\d+-([0-9a-f]{{8}}|\d+)\.tmp")
    return [other for other in file.parent.iterdir() if form.fullmatch(other.name)]


def tidy_folder(folder: Path, names: Callable[[str], Iterable[str]]) -> None:
    """Unlink what programs of ours that were killed left in ``folder``, not what is being written.

    Args:
        folder: is listed once, for all files in it.
        names: for the name of a file that is there, those of the files that were perhaps written.
            What looks like a leftover of any other is not ours to take away.
    """
    form = re.compile(r"\.(.+)\.\d+-[0-9a-f]{8}\.tmp", re.DOTALL)
    with suppress(OSError):
        listed = [each.name for each in folder.iterdir()]
        if found := [(match[1], name) for name in listed if (match := form.fullmatch(name))]:
            written = {_short(each) for name in listed for each in names(name)}
            for of, name in found:
                if of in written:
                    with suppress(OSError):
                        _unlink_unless_written(folder / name)


def take_leftovers_away(file: Path) -> None:
    """Unlink what killed programs left beside ``file``, never what is being written just now."""
    with suppress(OSError):
        for leftover in leftovers_of(file):
            with suppress(OSError):
                _unlink_unless_written(leftover)


if sys.platform == "win32":

    def _unlink_unless_written(leftover: Path) -> None:
        from psutil import pid_exists

        # No one can unlink an open file here; this is for the moment between its end and its place.
        if not pid_exists(int(leftover.name.split(".")[-2].split("-")[0])):
            leftover.unlink()

    def _mark(descriptor: int, name: str) -> bool:
        return True

    @contextmanager
    def staying_marked(stream: BinaryIO) -> Iterator[None]:
        """Nothing need be kept: see :func:`_unlink_unless_written`."""
        yield

else:
    from fcntl import LOCK_EX, LOCK_NB, flock

    # Who writes holds a lock, of which the system lets go whichever way a program ends. The number
    # of a process would not do: it may be another's by then, in a container this very one's.

    def _unlink_unless_written(leftover: Path) -> None:
        with leftover.open("r+b") as stream:
            flock(stream, LOCK_EX | LOCK_NB)
            leftover.unlink()

    def _mark(descriptor: int, name: str) -> bool:
        """Lock a new file; whether it is still there, for it may have been taken for a leftover."""
        with suppress(OSError):  # some network drives have no locks: then all leftovers stay
            flock(descriptor, LOCK_EX)
        try:
            return os.path.samestat(os.fstat(descriptor), os.stat(name))  # noqa: PTH116
        except FileNotFoundError:
            return False

    @contextmanager
    def staying_marked(stream: BinaryIO) -> Iterator[None]:
        """Keep the lock also when the stream is closed, until the file has its place."""
        descriptor = os.dup(stream.fileno())
        try:
            yield
        finally:
            os.close(descriptor)


def create_marked(name: str, flags: int, permissions: int) -> int:
    """``os.open``; a new file of ours is marked as being written."""
    while True:
        descriptor = os.open(name, flags, permissions)
        if not flags & os.O_EXCL or _mark(descriptor, name):
            return descriptor
        os.close(descriptor)
