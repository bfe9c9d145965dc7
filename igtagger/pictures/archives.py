"""Pictures in archives: tar, as WebDataset has its shards, packed or not, and zip.

A picture in an archive goes by the path ``ARCHIVE!INNER``: ``shards/0001.tar!cats/3.jpg``. Whatever
opens a file for reading (:func:`igtagger.pictures.refusals.open_regular`) or asks for its stamp
takes such a path, too. Nothing is ever unpacked into folders, and nothing written into an archive.

What is in an archive is listed once and kept for the next who asks. Members of tar files and zip
files are read where they lie, by several threads at once; a packed tar, which can only be read from
its beginning, is unpacked into one temporary file without a name first. Names mean nothing but
names: ``..`` and roots in them are left out, links and devices are no pictures.
"""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import os
import posixpath
import re
import shutil
import stat
import tarfile
import tempfile
import weakref
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO, NamedTuple, cast

from igtagger.domain import Fact, Reason
from igtagger.errors import BadValueError

SEPARATOR = "!"
ENDINGS = (
    *(".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz"),
    *(".zip", ".cbz"),
)
"""Of archives, lower case."""

MOST_BYTES = 1 << 31
"""Of a member: more is refused, as no picture is so large and a few bytes of zip may claim it."""
MOST_UNPACKED = 1 << 36
"""Of a packed tar, unpacked: 64 GiB, and no more than leaves :data:`_LEFT_FREE` on the disk."""
_LEFT_FREE = 1 << 30
_IN_MEMORY = 1 << 25
_CHUNK = 1 << 20
_KEPT = 4
_ENCRYPTED = 0x1
_BLOCK = 512
"""Of tar."""

_PATH = re.compile(
    rf"(.+?(?:{'|'.join(map(re.escape, ENDINGS))})){SEPARATOR}(.+)", re.IGNORECASE | re.DOTALL
)


class InArchive(NamedTuple):
    """Where a picture is.

    Attributes:
        archive: the file.
        inner: its name in it, with ``/``.
    """

    archive: str
    inner: str


def is_archive(path: str | Path) -> bool:
    """Whether a file is an archive by its name."""
    return os.fspath(path).lower().endswith(ENDINGS)


def parse(path: str | bytes | Path) -> InArchive | None:
    """Where a path leads that goes into an archive; None for all others.

    A file that is really called so is one itself.
    """
    text = os.fsdecode(path)
    if (place := split(text if os.sep == "/" else text.replace(os.sep, "/"))) is None:
        return None
    return place if os.path.isfile(place.archive) and not os.path.lexists(text) else None  # noqa: PTH113


def split(path: str) -> InArchive | None:
    """What a path, with ``/``, would mean if there were such an archive."""
    if SEPARATOR not in path or (found := _PATH.fullmatch(path)) is None:
        return None
    return InArchive(found[1], found[2])


def path_of(archive: str, inner: str) -> str:
    """The path of a picture in an archive."""
    return f"{archive}{SEPARATOR}{inner}"


def exists(path: str | bytes | Path) -> bool:
    """Whether there is anything at a path, in an archive or not; links are not followed."""
    if os.path.lexists(path):
        return True
    if (place := parse(path)) is None:
        return False
    try:
        return place.inner in _index_of(place.archive).members
    except (OSError, ValueError):
        return False


def names(archive: str) -> list[str]:
    """The files in an archive, in its order, each once; where two have one name the last counts.

    Raises:
        OSError: it cannot be read.
        BadValueError: it is damaged, or what it says it is.
    """
    return list(_index_of(archive).members)


def damage(archive: str) -> Reason | None:
    """What was wrong with an archive behind the files that could be listed."""
    return _index_of(archive).damage


def status_of(path: str | Path) -> os.stat_result | None:
    """As ``os.stat``: the member's size, and all else of the archive; None of other paths.

    A member is thus another as soon as the archive is, since times of members are often made up.

    Raises:
        OSError: there is no such member, or the archive cannot be read.
        BadValueError: it is damaged.
    """
    if (place := parse(path)) is None:
        return None
    status = os.stat(place.archive)  # noqa: PTH116
    member = _member(place)
    values = list(status)
    values[stat.ST_SIZE] = member.size
    named = {
        name: getattr(status, name)
        for name in (
            "st_atime",
            "st_mtime",
            "st_ctime",
            "st_atime_ns",
            "st_mtime_ns",
            "st_ctime_ns",
        )
    }
    return os.stat_result(values, named)


def open_member(place: InArchive) -> IO[bytes]:
    """A copy of a member, seekable, which is its own and goes when it is closed.

    Raises:
        OSError: there is no such member, or the archive cannot be read.
        BadValueError: it is damaged, encrypted, or larger than :data:`MOST_BYTES`.
    """
    index, member = _index_of(place.archive), _member(place)
    if member.size > MOST_BYTES:
        raise BadValueError("archive.large", size=member.size, most=MOST_BYTES)
    # It becomes a real file by itself where a decoder asks for one to map.
    with ExitStack() as unless_whole:
        made = unless_whole.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        copy = cast("IO[bytes]", made)
        with _explaining(), closing(index.open(member)) as stream:
            _copy(stream, copy, member.size)
        copy.seek(0)
        unless_whole.pop_all()
    return copy


def _copy(stream: IO[bytes], copy: IO[bytes], size: int) -> None:
    left = size
    while left and (chunk := stream.read(min(_CHUNK, left))):
        copy.write(chunk)
        left -= len(chunk)
    if left:
        raise BadValueError("archive.cut-off")
    stream.read(1)  # by which zip looks at its checksum


def _member(place: InArchive) -> _Member:
    member = _index_of(place.archive).members.get(place.inner)
    if member is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    return member


@dataclass(frozen=True, slots=True)
class _Member:
    """A file in an archive: where its bytes begin, for a tar; its name there, for a zip."""

    name: str
    size: int
    offset: int = 0
    encrypted: bool = False


@dataclass(slots=True, weakref_slot=True, eq=False)
class _Index:
    """What is in an archive, as it was at a stamp."""

    file: str
    stamp: tuple[int, int, int]
    members: dict[str, _Member] = field(default_factory=dict)
    damage: Reason | None = None
    unpacked: IO[bytes] | None = None
    lock: Lock = field(default_factory=Lock)

    def open(self, member: _Member) -> IO[bytes]:
        """Its bytes from the first on."""
        if member.encrypted:
            raise BadValueError("archive.encrypted")
        if _is_zip(self.file):
            return cast("IO[bytes]", _ZipMember(self.file, member.name))
        if self.unpacked is not None:
            return cast("IO[bytes]", _Window(self, self.unpacked, member.offset))
        stream = open(self.file, "rb")  # noqa: PTH123, SIM115
        stream.seek(member.offset)
        return stream


class _Window:
    """A part of a file that several read at once."""

    def __init__(self, index: _Index, file: IO[bytes], offset: int) -> None:
        self._index = index  # which closes the file when nobody has it any more
        self._file, self._place = file, offset

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer at the end."""
        with self._index.lock:
            self._file.seek(self._place)
            found = self._file.read(size)
        self._place += len(found)
        return found

    def close(self) -> None:
        """The file stays."""


class _ZipMember:
    """A member of a zip, with the archive that is open for it."""

    def __init__(self, file: str, name: str) -> None:
        with ExitStack() as opened:
            archive = opened.enter_context(zipfile.ZipFile(file))
            self._stream = opened.enter_context(archive.open(name))
            self._opened = opened.pop_all()

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer at the end."""
        return self._stream.read(size)

    def close(self) -> None:
        """Both."""
        self._opened.close()


_indices: OrderedDict[str, _Index] = OrderedDict()
_listing = Lock()


def _index_of(archive: str) -> _Index:
    """What is in an archive; listed anew where that has changed."""
    status = os.stat(archive)  # noqa: PTH116
    stamp = (status.st_size, status.st_mtime_ns, status.st_ino)
    with _listing:
        index = _indices.get(archive)
        if index is None or index.stamp != stamp:
            index = _Index(archive, stamp)
            with _explaining():
                _list(index)
            _indices[archive] = index
        _indices.move_to_end(archive)
        while len(_indices) > _KEPT:
            _indices.popitem(last=False)
        return index


def _is_zip(file: str) -> bool:
    return file.lower().endswith((".zip", ".cbz"))


def _list(index: _Index) -> None:
    if _is_zip(index.file):
        with zipfile.ZipFile(index.file) as archive:
            for info in archive.infolist():
                if not info.is_dir() and (name := _plain(info.filename)):
                    encrypted = bool(info.flag_bits & _ENCRYPTED)
                    _put(index, name, _Member(info.filename, info.file_size, 0, encrypted))
        return
    if index.file.lower().endswith(".tar"):
        with open(index.file, "rb") as stream:  # noqa: PTH123
            _list_tar(index, stream)
        return
    unpacked = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the index
    index.unpacked = cast("IO[bytes]", unpacked)
    weakref.finalize(index, unpacked.close)
    _unpack(index, index.unpacked)
    index.unpacked.seek(0)
    _list_tar(index, index.unpacked)


def _unpack(index: _Index, target: IO[bytes]) -> None:
    """All that a packed tar holds, as far as it is whole."""
    room = min(MOST_UNPACKED, shutil.disk_usage(tempfile.gettempdir()).free - _LEFT_FREE)
    done = 0
    with closing(_unpacking(index.file)) as stream:
        while True:
            try:
                chunk = stream.read1(_CHUNK)  # what is whole before a fault is not lost
            except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
                index.damage = Reason("archive.packing", detail=_line(error))
                return
            if not chunk:
                return
            done += len(chunk)
            if done > room:
                raise BadValueError("archive.unpacked", most=max(room, 0))
            target.write(chunk)


def _unpacking(file: str) -> io.BufferedIOBase:
    if file.lower().endswith("gz"):
        return gzip.GzipFile(file)
    if file.lower().endswith("bz2"):
        return bz2.BZ2File(file)
    return lzma.LZMAFile(file)


def _list_tar(index: _Index, stream: IO[bytes]) -> None:
    end, place = stream.seek(0, os.SEEK_END), 0
    stream.seek(0)
    # Archives may stand one behind another, as `cat` puts them; tar would stop at the first.
    with tarfile.open(fileobj=stream, mode="r:", ignore_zeros=True) as archive:
        for info in _infos(index, archive):
            if not _is_empty(stream, place, info.offset):
                index.damage = Reason("archive.holes")
            place = info.offset_data + -(-_stored(info) // _BLOCK) * _BLOCK
            if info.offset_data + _stored(info) > end:
                index.damage = Reason("archive.cut-off")
            elif info.isreg() and info.sparse is None and (name := _plain(info.name)):
                _put(index, name, _Member(info.name, info.size, info.offset_data))
    if not _is_empty(stream, place, end):
        index.damage = index.damage or Reason("archive.holes")


def _stored(info: tarfile.TarInfo) -> int:
    """How many bytes follow a header."""
    return info.size if info.isreg() and info.sparse is None else 0


def _is_empty(stream: IO[bytes], start: int, end: int) -> bool:
    """Whether nothing but zeros stands there; reads no further than to what does."""
    before = stream.tell()
    try:
        stream.seek(start)
        left = end - start
        while left > 0 and (chunk := stream.read(min(_CHUNK, left))):
            if chunk.strip(b"\0"):
                return False
            left -= len(chunk)
        return True
    finally:
        stream.seek(before)


def _infos(index: _Index, archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """One header after the other, as far as they are whole; none is kept."""
    while True:
        try:
            info = archive.next()
        except (tarfile.TarError, OSError, ValueError) as error:
            index.damage = Reason("archive.packing", detail=_line(error))
            return
        if info is None:
            return
        archive.members = []  # type: ignore[attr-defined]  # else it keeps all of them
        yield info


def _put(index: _Index, name: str, member: _Member) -> None:
    index.members.pop(name, None)  # the last of a name counts, and stands where that one does
    index.members[name] = member


def _plain(name: str) -> str:
    """A member's name without what would lead out of a folder; empty where nothing is left."""
    whole = posixpath.normpath(name.replace("\0", "")).lstrip("/")
    parts = [part for part in whole.split("/") if part not in ("..", ".", "")]
    return "/".join(parts)


@contextmanager
def _explaining() -> Iterator[None]:
    """Turns what the libraries raise over a damaged archive into one error."""
    try:
        yield
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error) as error:
        raise BadValueError("archive.packing", detail=_line(error)) from error
    except (NotImplementedError, RuntimeError) as error:  # a way of packing, a password
        raise BadValueError("archive.packing", detail=_line(error)) from error


def _line(error: BaseException) -> Fact:
    return " ".join(str(error).split())[:200] or type(error).__name__
