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
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.parsers.expat import ExpatError

from igtagger.export.xmp.safe_replacing import Unwritable
from igtagger.export.xmp.xmp_fields import missing_from

_MOST_BYTES = 65_536
_NOT_THERE = frozenset((errno.ENODATA, getattr(errno, "ENOATTR", errno.ENODATA)))
_NOT_HERE = frozenset((errno.ENOTSUP, errno.EOPNOTSUPP))

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


class DesktopTags(NamedTuple):
    """The tags of one desktop.

    Attributes:
        name: as it is typed.
        title: as it is called.
        attribute: of the file.
        read: an attribute to tags as they stand there.
        write: the other way.
        apart: what parts tags there, and so cannot be in one; a blank takes its place.
    """

    name: str
    title: str
    attribute: str
    read: Callable[[bytes], list[str]]
    write: Callable[[Sequence[str]], bytes]
    apart: str = ""

    def add(self, path: Path, names: Sequence[str]) -> tuple[str, ...]:
        """Add what a file lacks; what was added, exactly as it stands there.

        Raises:
            Unwritable: the disk or the system has no such tags, or those that are there are not
                understood.
            OSError: they may not be written.
        """
        there = self._there(path)
        plain = [tag.partition("\n")[0] for tag in there]
        spelled = (name.replace(self.apart, " ") if self.apart else name for name in names)
        new = missing_from(plain, spelled)
        if new:
            _set(path, self.attribute, self.write([*there, *new]))
        return new

    def take_back(self, path: Path, names: Sequence[str]) -> tuple[str, ...]:
        """Take those away that are there in exactly these letters, also with a colour; which.

        Raises:
            Unwritable: as of :meth:`add`.
            OSError: likewise.
        """
        there = self._there(path)
        kept = [tag for tag in there if tag.partition("\n")[0] not in names]
        if len(kept) < len(there):
            if kept:
                _set(path, self.attribute, self.write(kept))
            else:
                _remove(path, self.attribute)
        plain = {tag.partition("\n")[0] for tag in there}
        return tuple(name for name in names if name in plain)

    def _there(self, path: Path) -> list[str]:
        try:
            return self.read(_get(path, self.attribute))
        except OSError as error:
            if error.errno in _NOT_HERE:
                raise Unwritable("unwritten.no-attributes") from error
            if error.errno in _NOT_THERE:
                return []
            raise


def _from_list(value: bytes) -> list[str]:
    try:
        tags = plistlib.loads(value, fmt=plistlib.FMT_BINARY)
    except (ValueError, plistlib.InvalidFileException, ExpatError, OverflowError) as error:
        raise Unwritable("unwritten.tags-unread") from error
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise Unwritable("unwritten.tags-unread")
    return tags


def _to_list(tags: Sequence[str]) -> bytes:
    # A name without a colour may stand alone; with the 0 behind it Finder shows it the same way.
    named = [tag if "\n" in tag else f"{tag}\n0" for tag in tags]
    return plistlib.dumps(named, fmt=plistlib.FMT_BINARY)


def _from_commas(value: bytes) -> list[str]:
    try:
        return [tag for tag in value.decode().split(",") if tag]
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
)
KDE = DesktopTags("kde", "KDE Dolphin", "user.xdg.tags", _from_commas, _to_commas, ",")
DESKTOPS: Mapping[str, DesktopTags] = {each.name: each for each in (FINDER, KDE)}
"""By name."""
