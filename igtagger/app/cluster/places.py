"""Folders on disks and in object stores (S3, Google's), by pyarrow's file systems.

A place is an address (``s3://bucket/prefix``, ``gs://...``, ``file:///...``) or the path of a
folder. What pyarrow takes in an address holds here: ``s3://bucket/x?endpoint_override=...``.
"""

from __future__ import annotations

import errno
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from igtagger.errors import IgTaggerError, UsageError, detail_of
from igtagger.files import replacing_bytes

if TYPE_CHECKING:
    from pyarrow import fs

_IN_MEMORY = 1 << 25
_CHUNK = 1 << 20
_TRIES, _FIRST_WAIT_SECONDS = 4, 0.5
_LASTING = {errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.EISDIR}


class PlaceError(IgTaggerError):
    """A folder, or what is in it, cannot be read or written."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file in a folder.

    Attributes:
        name: below the folder, with ``/``.
        size: bytes.
    """

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder, wherever it is. Can be sent to another process.

    Attributes:
        address: as the person gave it, absolute.
    """

    address: str

    @classmethod
    def of(cls, text: str) -> RemoteFolder:
        """What the person gave.

        Raises:
            UsageError: nothing can be read by such an address.
        """
        place = cls(text if "://" in text else str(Path(text).absolute()))
        place.opened()
        return place

    def opened(self) -> OpenFolder:
        """To read and write there.

        Raises:
            UsageError: nothing can be read by such an address.
            PlaceError: pyarrow is missing.
        """
        try:
            from pyarrow import fs
        except ImportError as error:
            raise PlaceError("cluster.extra", extra="igtagger[cluster]") from error
        try:
            if "://" in self.address:
                system, base = fs.FileSystem.from_uri(self.address)
            else:
                system, base = fs.LocalFileSystem(), self.address
        except (OSError, ValueError, NotImplementedError) as error:
            detail = str(error)[:300]
            raise UsageError("cluster.address", address=self.address, detail=detail) from error
        return OpenFolder(self, system, base.rstrip("/") or "/")

    @property
    def local(self) -> Path | None:
        """The folder on this computer; None for one in an object store."""
        if "://" not in self.address:
            return Path(self.address)
        if self.address.startswith("file://"):
            return Path(self.opened().base)
        return None


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """A folder that is read and written. For any thread."""

    place: RemoteFolder
    system: fs.FileSystem
    base: str

    def listed(self) -> Iterator[FoundFile]:
        """The files in it and below, folder by folder, by name.

        Raises:
            PlaceError: it is not there, or cannot be read.
        """
        from pyarrow import fs

        waiting = [self.base]
        while waiting:
            folder = waiting.pop()
            try:
                entries = self.system.get_file_info(fs.FileSelector(folder))
            except OSError as error:
                raise PlaceError(
                    "cluster.unlisted", place=self._named(folder), detail=detail_of(error)
                ) from error
            if any(not each.base_name or each.path.rstrip("/") == folder for each in entries):
                # An object store may have ``a//b``, which no folder of pyarrow's leads to.
                raise PlaceError("cluster.odd-name", place=self._named(folder))
            entries.sort(key=lambda entry: str(entry.base_name))
            for entry in entries:
                if entry.type == fs.FileType.File:
                    yield FoundFile(self._below(entry.path), int(entry.size or 0))
            folders = [each.path for each in entries if each.type == fs.FileType.Directory]
            waiting += reversed(folders)

    def names(self, folder: str) -> set[str]:
        """The files in one folder of it; none where that is not there."""
        from pyarrow import fs

        try:
            selector = fs.FileSelector(self._at(folder), allow_not_found=True)
            return {entry.base_name for entry in self.system.get_file_info(selector)}
        except OSError as error:
            raise PlaceError(
                "cluster.unlisted", place=self._named(self._at(folder)), detail=detail_of(error)
            ) from error

    def open(self, name: str) -> IO[bytes]:
        """A file, or a copy of it that goes when it is closed; seekable.

        What may pass is tried again some times.

        Raises:
            FileNotFoundError: it is not there.
            PermissionError: it may not be read.
            OSError: it could not be read.
        """
        wait = _FIRST_WAIT_SECONDS
        for attempt in range(_TRIES):
            try:
                return self._copied(name)
            except OSError as error:
                if error.errno in _LASTING or attempt == _TRIES - 1:
                    raise
            time.sleep(wait)
            wait *= 2
        raise AssertionError

    def _copied(self, name: str) -> IO[bytes]:
        from pyarrow import fs

        if isinstance(self.system, fs.LocalFileSystem):
            return open(self._at(name), "rb")  # noqa: PTH123
        with ExitStack() as until_whole:
            copy = until_whole.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
            with self.system.open_input_stream(self._at(name)) as stream:
                while chunk := stream.read(_CHUNK):
                    copy.write(chunk)
            copy.seek(0)
            until_whole.pop_all()
            return cast("IO[bytes]", copy)

    def read(self, name: str) -> bytes | None:
        """All of a small file; None where it is not there.

        Raises:
            PlaceError: it cannot be read.
        """
        try:
            with self.open(name) as file:
                return file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise PlaceError(
                "cluster.unread", place=self._named(self._at(name)), detail=detail_of(error)
            ) from error

    def write(self, name: str, content: bytes) -> None:
        """Make a file of ``content``, whole or not at all, also if we are killed here.

        Raises:
            PlaceError: it cannot be written.
        """
        from pyarrow import fs

        target = self._at(name)
        try:
            if isinstance(self.system, fs.LocalFileSystem):
                Path(target).parent.mkdir(parents=True, exist_ok=True)
                with replacing_bytes(Path(target)) as file:
                    file.write(content)
                return
            # An object is there when all of it has arrived, and not before.
            with self.system.open_output_stream(target) as stream:
                stream.write(content)
        except OSError as error:
            raise PlaceError(
                "cluster.unwritten", place=self._named(target), detail=detail_of(error)
            ) from error

    def _at(self, name: str) -> str:
        return f"{self.base}/{name}" if name else self.base

    def _below(self, path: str) -> str:
        return path.removeprefix(self.base).lstrip("/")

    def _named(self, path: str) -> str:
        scheme = self.place.address.partition("://")[0] if "://" in self.place.address else ""
        return f"{scheme}://{path}" if scheme and scheme != "file" else path
