"""A file read and later replaced, if it is still the one that was read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from igtagger.errors import BadValueError
from igtagger.export.xmp.attributes import copy_attributes
from igtagger.files import replacing_bytes
from igtagger.pictures.refusals import cannot_open, open_regular


class Unwritable(BadValueError):
    """A file that is not replaced; the reason is a part of a sentence."""


class ChangedMeanwhile(Unwritable):
    """Another program wrote it while we did; it stays as that has it."""

    def __init__(self) -> None:
        super().__init__("unwritten.changed")


class Source(NamedTuple):
    """A file as it was read: its name, the beginning or all of it, and what it was before that."""

    path: Path
    data: bytes
    status: os.stat_result


def read_source(path: Path, most: int) -> Source:
    """Read a file, ``most`` bytes of it at most. Links are followed.

    Raises:
        UnreadableImage: it is missing, empty, elsewhere, no regular file, or may not be read.
        ChangedMeanwhile: it is being written just now.
        OSError: the disk fails.
    """
    try:
        status = path.stat()  # before it is opened: what takes its place after this is noticed
    except (OSError, ValueError) as error:
        raise cannot_open(path, error) from error
    with open_regular(path) as file:
        data = file.read(most)
    if len(data) != min(most, status.st_size):
        raise ChangedMeanwhile
    return Source(path, data, status)


def refuse_unwritable(source: Source) -> None:
    """Refuse what must not be replaced or cannot be, before the work is done.

    A second name of a file (hard link) would stay with the old content. A file that nobody may
    write is protected on purpose, which to replace it would pass over.

    Raises:
        Unwritable: why.
    """
    if source.status.st_nlink > 1:
        raise Unwritable("unwritten.two-names")
    refuse_protected(source.path, source.status)
    refuse_folder(Path(os.path.realpath(source.path)).parent)


def refuse_protected(path: Path, status: os.stat_result) -> None:
    """Refuse a file that nobody may write, or not we.

    Raises:
        Unwritable: it is one.
    """
    if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise Unwritable("unwritten.protected")


def refuse_folder(folder: Path) -> None:
    """Refuse a folder in which nothing may be made.

    Raises:
        Unwritable: it is one.
    """
    if not os.access(folder, os.W_OK):
        raise Unwritable("unwritten.folder")


def replace_content(
    source: Source, content: bytes, *, keep_time: bool, durable: bool
) -> os.stat_result:
    """Put ``content`` in the place of a file that was read, with the attributes that it has.

    Between the last look at it and its replacement some microseconds pass, no more.

    Raises:
        ChangedMeanwhile: it is another by now.
        Unwritable: what the disk has is not what was written.
        OSError: it cannot be written.
    """
    real = Path(os.path.realpath(source.path))

    def finish(temporary: Path) -> None:
        _refuse_other_content(temporary, content)
        copy_attributes(real, temporary, keep_time=keep_time)
        if _marks(real.stat()) != _marks(source.status):
            raise ChangedMeanwhile

    return _write(real, content, finish, durable)


def make_new(path: Path, content: bytes, *, durable: bool) -> os.stat_result:
    """Write a file that is not there yet.

    Raises:
        ChangedMeanwhile: it is, by now.
        Unwritable: as of :func:`replace_content`.
        OSError: it cannot be written.
    """

    def finish(temporary: Path) -> None:
        _refuse_other_content(temporary, content)
        if os.path.lexists(path):
            raise ChangedMeanwhile

    return _write(path, content, finish, durable)


def remove(source: Source) -> None:
    """Delete a file that was read.

    Raises:
        ChangedMeanwhile: it is another by now.
        OSError: it cannot be deleted.
    """
    if _marks(source.path.stat()) != _marks(source.status):
        raise ChangedMeanwhile
    source.path.unlink()


def _write(
    path: Path, content: bytes, finish: Callable[[Path], None], durable: bool
) -> os.stat_result:
    written: list[os.stat_result] = []

    def last(temporary: Path) -> None:
        finish(temporary)
        written.append(temporary.stat())

    with replacing_bytes(path, durable=durable, finish=last) as stream:
        stream.write(content)
    now = path.stat()
    # Whoever came right behind us: what is told of must be what we wrote.
    return now if now.st_ino == written[0].st_ino else written[0]


def _refuse_other_content(temporary: Path, content: bytes) -> None:
    if temporary.read_bytes() != content:
        raise Unwritable("unwritten.other-content")


def _marks(status: os.stat_result) -> tuple[int, ...]:
    """What is another for another file, or another content of it."""
    changed = status.st_ctime_ns if os.name == "posix" else 0
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, changed
