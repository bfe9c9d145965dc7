"""Tags as the desktop itself shows them: Finder on macOS, Dolphin on KDE. An extra, never alone.

They are extended attributes of the file, of whichever kind, and change nothing in it. FAT, most
clouds, ZIP and git lose them. Windows has nothing of the kind.

Finder: ``com.apple.metadata:_kMDItemUserTags``, a binary property list of names, each with a line
end and the number of its colour behind it where it has one. KDE: ``user.xdg.tags``, parted by
commas (freedesktop.org, "Extended attributes"; KFileMetaData, ``usermetadata.cpp``).
"""

from __future__ import annotations

import errno
import os
import plistlib
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.parsers.expat import ExpatError

from igtagger.export.xmp.safe_replacing import Unwritable
from igtagger.export.xmp.xmp_fields import missing_from

_MOST_BYTES = 65_536
_NOT_THERE = frozenset((errno.ENODATA, getattr(errno, "ENOATTR", errno.ENODATA)))
_NOT_HERE = frozenset((errno.ENOTSUP, errno.EOPNOTSUPP))
_NO_ROOM = frozenset((errno.ENOSPC, errno.E2BIG, errno.ERANGE))

if sys.platform == "darwin":
    import ctypes
    import ctypes.util

    _LIBRARY = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    _PREFIX = ""

    def _checked(result: int, path: Path) -> int:
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(path))
        return result

    def _get(path: Path, name: str) -> bytes:
        buffer = ctypes.create_string_buffer(_MOST_BYTES)
        names = os.fsencode(path), name.encode()
        size = _LIBRARY.getxattr(*names, buffer, _MOST_BYTES, 0, 0)
        return buffer.raw[: _checked(size, path)]

    def _set(path: Path, name: str, value: bytes) -> None:
        names = os.fsencode(path), name.encode()
        _checked(_LIBRARY.setxattr(*names, value, len(value), 0, 0), path)

    def _remove(path: Path, name: str) -> None:
        _checked(_LIBRARY.removexattr(os.fsencode(path), name.encode(), 0), path)

elif sys.platform == "linux":
    _PREFIX = "user."
    """What the system asks of any program's attribute; Samba and rsync know it so."""

    def _get(path: Path, name: str) -> bytes:
        return os.getxattr(path, name)

    def _set(path: Path, name: str, value: bytes) -> None:
        os.setxattr(path, name, value)

    def _remove(path: Path, name: str) -> None:
        os.removexattr(path, name)

else:
    _PREFIX = ""

    def _get(path: Path, name: str) -> bytes:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), str(path))

    def _set(path: Path, name: str, value: bytes) -> None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), str(path))

    _remove = _get


class AttributeChange(NamedTuple):
    """Of an attribute: the tags that make the change, and what it becomes; empty if it goes."""

    tags: tuple[str, ...]
    value: bytes


class DesktopTags(NamedTuple):
    """The tags of one desktop.

    Attributes:
        name: as it is typed, and as a record names it.
        title: as it is called.
        attribute: of the file.
        read: an attribute to tags as they stand there.
        write: the other way.
        ending: what stands behind each tag that is added.
        apart: what parts tags there, and so cannot be in one; a blank takes its place.
    """

    name: str
    title: str
    attribute: str
    read: Callable[[bytes], list[str]]
    write: Callable[[Sequence[str]], bytes]
    ending: str = ""
    apart: str = ""

    def value_of(self, path: Path) -> bytes:
        """The attribute as it is; empty where there is none. Links are followed.

        Raises:
            Unwritable: the disk or the system has no such tags.
            OSError: it may not be read.
        """
        try:
            return _get(path, self.attribute)
        except OSError as error:
            if error.errno in _NOT_HERE:
                raise Unwritable("unwritten.no-attributes") from error
            if error.errno in _NOT_THERE:
                return b""
            raise

    def adding(self, value: bytes, names: Iterable[str]) -> AttributeChange:
        """What is to be added to an attribute for it to have those names; what is there stays.

        Raises:
            Unwritable: the tags that are there are not understood.
        """
        there = self._tags(value)
        new = missing_from(map(_plain, there), map(self._spelled, names))
        return AttributeChange(new, self.write([*there, *(tag + self.ending for tag in new)]))

    def taking(self, value: bytes, names: Collection[str]) -> AttributeChange:
        """What is to go for none of those to be there, in exactly these letters, coloured or not.

        Raises:
            Unwritable: as of :meth:`adding`.
        """
        there = self._tags(value)
        kept = [tag for tag in there if _plain(tag) not in names]
        plain = {_plain(tag) for tag in there}
        gone = tuple(name for name in names if name in plain)
        return AttributeChange(gone, self.write(kept) if kept else b"")

    def put(self, path: Path, value: bytes) -> None:
        """Give a file this attribute, or none.

        Raises:
            Unwritable: there is no room for it, or the disk has no such tags.
            OSError: it may not be written.
        """
        try:
            if value:
                _set(path, self.attribute, value)
            else:
                _remove(path, self.attribute)
        except OSError as error:
            if error.errno in _NOT_HERE:
                raise Unwritable("unwritten.no-attributes") from error
            if error.errno in _NO_ROOM:
                raise Unwritable("unwritten.tags-full") from error
            raise

    def _spelled(self, name: str) -> str:
        return " ".join(name.replace(self.apart, " ").split()) if self.apart else name

    def _tags(self, value: bytes) -> list[str]:
        return self.read(value) if value else []


def _plain(tag: str) -> str:
    """Without its colour."""
    return tag.partition("\n")[0]


def _from_list(value: bytes) -> list[str]:
    try:
        tags = plistlib.loads(value, fmt=plistlib.FMT_BINARY)
    except (ValueError, plistlib.InvalidFileException, ExpatError, OverflowError) as error:
        raise Unwritable("unwritten.tags-unread") from error
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise Unwritable("unwritten.tags-unread")
    return tags


def _to_list(tags: Sequence[str]) -> bytes:
    return plistlib.dumps(list(tags), fmt=plistlib.FMT_BINARY)


def _from_commas(value: bytes) -> list[str]:
    try:
        return value.decode().split(",")
    except UnicodeDecodeError as error:
        raise Unwritable("unwritten.tags-unread") from error


def _to_commas(tags: Sequence[str]) -> bytes:
    return ",".join(tags).encode()


FINDER = DesktopTags(
    "finder",
    "macOS Finder",
    f"{_PREFIX}com.apple.metadata:_kMDItemUserTags",
    _from_list,
    _to_list,
    ending="\n0",  # no colour
)
KDE = DesktopTags("kde", "KDE Dolphin", "user.xdg.tags", _from_commas, _to_commas, apart=",")
DESKTOPS: Mapping[str, DesktopTags] = {each.name: each for each in (FINDER, KDE)}
"""By name."""
ARE_HERE = sys.platform in ("darwin", "linux")
"""Whether this system has such tags at all; whether a disk has shows with each file."""
