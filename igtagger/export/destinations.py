"""Where a table goes: the one place that decides what may be written over.

Every file that a person has written for them is opened through a :class:`Destination`, which looks
at what is there in the moment in which it is opened, and again before it is replaced.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from igtagger.errors import ExportError
from igtagger.files import is_descriptor, replacing, replacing_bytes

if TYPE_CHECKING:
    from igtagger.pictures.path_lists import PathList

_HEAD_BYTES = 4096
_TAIL_BYTES = 1 << 16


def nothing() -> Iterable[Path]:
    """No paths."""
    return ()


def text_begins(form: re.Pattern[str]) -> Callable[[bytes], bool]:
    """Whether a file is of a kind, for :class:`Destination`, by how its text (UTF-8) begins."""

    def is_own(head: bytes) -> bool:
        text = codecs.getincrementaldecoder("utf-8-sig")()  # the end may cut a character
        try:
            return form.match(text.decode(head)) is not None and b"\0" not in head
        except UnicodeDecodeError:
            return False

    return is_own


@dataclass(frozen=True, slots=True)
class Precious:
    """What must not be written over, apart from pictures: those are never.

    Attributes:
        own_folders: in which the program keeps its library, weights and settings.
        named: files that the person gave, which are looked at each time. Folders do no harm.
        listed: very many more of them.
        read: gives all files that are read, also those found in folders. It may take long, and is
            asked for only where a file is there that is no table.
    """

    own_folders: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()
    listed: PathList | None = None
    read: Callable[[], Iterable[Path]] = nothing


ONLY_PICTURES = Precious()
"""Nothing else."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A file for a table.

    Attributes:
        path: as the person gave it; links are followed.
        is_own: whether a file that begins so is a table of the kind that is to be written; it is
            asked with the first 4096 bytes at most. Behind these come, of a file that is no text
            (a NUL is among them), the last 65,536, for such formats say at the end what they are.
        precious: what else must not be written over.
        over_others: a file that is there may be replaced also where it is no such table.
    """

    path: Path
    is_own: Callable[[bytes], bool]
    precious: Precious = ONLY_PICTURES
    over_others: bool = False

    def is_other_kind(self) -> bool:
        """Whether a file is there that is no table of the kind that is to be written.

        What is no file (``/dev/stdout``, a pipe) is written to, not over.

        Raises:
            ExportError: nothing may be written there, whatever the person says to it: what is
                there is a picture, is read for the table, or is the program's own.
        """
        status = _status(self.path)
        if is_descriptor(self.path) or (status and not stat.S_ISREG(status.st_mode)):
            return False
        real = Path(os.path.realpath(self.path))
        if _lies_in(real, status, self.precious.own_folders):
            raise ExportError("output.own-file", target=self.path)
        if _is_one_of(real, status, self.precious.named) or self._is_listed(real, status):
            raise ExportError("output.input", target=self.path)
        if status is None:
            return False
        head = _head(real)
        if _is_picture(self.path, real, head):
            raise ExportError("output.picture", target=self.path)
        return status.st_size > 0 and not self.is_own(head + _tail(real, head))

    def _is_listed(self, real: Path, status: os.stat_result | None) -> bool:
        listed = self.precious.listed
        if listed is None:
            return False
        if self.path in listed or real in listed:
            return True
        return status is not None and _is_one_of(real, status, listed)

    def check(self) -> None:
        """Refuse what must not be written over.

        Raises:
            ExportError: as of :meth:`is_other_kind`; or there is a file of another kind, and it
                was not said that it may be replaced.
        """
        if not self.is_other_kind():
            return
        if not self.over_others:
            raise ExportError("output.other-kind", target=self.path)
        if _is_one_of(self.path, _status(self.path), self.precious.read()):
            raise ExportError("output.input", target=self.path)

    @contextmanager
    def open(self) -> Iterator[TextIO]:
        """See :func:`igtagger.files.replacing`; what came to be there meanwhile is looked at, too.

        Raises:
            ExportError: as of :meth:`check` and :func:`igtagger.files.replacing`.
        """
        self.check()
        with replacing(self.path, before=self.check) as stream:
            yield stream

    @contextmanager
    def open_bytes(self) -> Iterator[BinaryIO]:
        """As :meth:`open`, for what is no text."""
        self.check()
        with replacing_bytes(self.path, tidy=True, exported=True, before=self.check) as stream:
            yield stream

    def write(self, content: bytes) -> None:
        """Make a small file of ``content``, whole or not at all.

        For one of very many: unlike :meth:`open`, it neither waits for the disk nor takes away what
        killed programs left beside it, for which the folder would be listed each time.

        Raises:
            ExportError: as of :meth:`open`.
        """
        self.check()
        with replacing_bytes(self.path, durable=False, exported=True, before=self.check) as stream:
            stream.write(content)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (OSError, ValueError):  # whoever opens it says why
        return None


def _lies_in(real: Path, status: os.stat_result | None, folders: Iterable[Path]) -> bool:
    """Whether a file is in one of those folders, whichever name or link leads there."""
    places = [found for folder in folders if (found := _status(folder)) is not None]
    for parent in real.parents:
        found = _status(parent)
        if found is not None and any(os.path.samestat(found, place) for place in places):
            return True
    # Under a second name elsewhere. Files seldom have one.
    return status is not None and status.st_nlink > 1 and _is_within(status, folders)


def _is_within(status: os.stat_result, folders: Iterable[Path]) -> bool:
    for folder in folders:
        for at, _, names in os.walk(folder):
            if any(_is_same(status, _status(Path(at, name))) for name in names):
                return True
    return False


def _is_one_of(real: Path, status: os.stat_result | None, files: Iterable[Path]) -> bool:
    """Whether that is one of the files, under whichever name; they need not be there yet."""
    if status is None:
        return any(os.path.realpath(file) == str(real) for file in files)
    return any(_is_same(status, _status(file)) for file in files)


def _is_same(status: os.stat_result, other: os.stat_result | None) -> bool:
    return other is not None and os.path.samestat(status, other)


def _head(file: Path) -> bytes:
    """How it begins; empty where it cannot be read."""
    with suppress(OSError), file.open("rb") as stream:
        return stream.read(_HEAD_BYTES)
    return b""


def _tail(file: Path, head: bytes) -> bytes:
    """How a file ends that begins so, where that is no text."""
    with suppress(OSError), file.open("rb") as stream:
        if b"\0" in head:
            stream.seek(max(0, stream.seek(0, os.SEEK_END) - _TAIL_BYTES))
            return stream.read(_TAIL_BYTES)
    return b""


def _is_picture(given: Path, real: Path, head: bytes) -> bool:
    from igtagger.pictures.formats import EXTENSIONS, begins_like_picture  # Pillow

    by_name = any(name.suffix.lower() in EXTENSIONS for name in (given, real))
    return by_name or begins_like_picture(head)
