"""Files: written whole or not at all, their sizes, and patience with those who hold them."""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from igtagger import private as private_files
from igtagger.domain import Reason
from igtagger.errors import ExportError
from igtagger.leftovers import (
    create_marked,
    staying_marked,
    take_leftovers_away,
    temporary_beside,
)
from igtagger.regular_files import refuse_special

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_DESCRIPTOR = re.compile(r"/dev/(stdin|stdout|stderr|fd/\d+)|/proc/(self|\d+)/fd/\d+")
_PATIENCE_SECONDS = (0.1, 0.2, 0.4, 0.8)
"""Windows: virus scanners and indexers hold a file for a moment; a spreadsheet holds it on."""

_FAULTS = {
    errno.ENOSPC: "file.no-room",
    errno.EDQUOT: "file.no-room",
    errno.EFBIG: "file.other-disk",
    errno.EROFS: "file.other-disk",
    errno.ENAMETOOLONG: "file.long-name",
    errno.ELOOP: "file.link-loop",
}


@contextmanager
def replacing(target: Path, *, before: Callable[[], None] = lambda: None) -> Iterator[TextIO]:
    """A text stream (UTF-8, line ends as written) whose content becomes the file ``target``.

    For what the person asked for: see :func:`replacing_bytes` with ``exported``.

    Args:
        target: the file.
        before: called in the moment before it is replaced. Where it raises an ExportError, what
            was written is kept beside it.
    """
    with replacing_bytes(target, tidy=True, exported=True, before=before) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        yield text
        text.flush()


def write_whole(target: Path, content: bytes, *, durable: bool = True) -> None:
    """Replace ``target`` by ``content``, or leave it as it is. No one else may read it.

    Raises:
        OSError: as of :func:`replacing_bytes`.
    """
    with replacing_bytes(target, durable=durable, private=True, tidy=True) as stream:
        stream.write(content)


@contextmanager
def replacing_bytes(
    target: Path,
    *,
    durable: bool = True,
    private: bool = False,
    tidy: bool = False,
    exported: bool = False,
    before: Callable[[], None] = lambda: None,
    finish: Callable[[Path], None] = lambda temporary: None,
) -> Iterator[BinaryIO]:
    """A stream of bytes whose content becomes the file ``target``.

    It is written beside the target and takes the target's name in one step when the block ends.
    After any exception in the block, or a failure to write, the earlier file is there byte for byte
    and nothing else. An existing file keeps its permissions, unless ``private``; where the target
    is a link, the file it leads to is replaced. What is no regular file (``/dev/stdout``, a pipe)
    is written directly where it was asked for, and refused otherwise.

    Args:
        target: the file.
        durable: wait until all is on the disk before the earlier file is given up. Without that a
            power cut may leave an empty file: well enough for what can be made again.
        private: no one else may read it, though the earlier file might be read.
        tidy: take away what programs that were killed left beside it. The folder is listed for
            that, so it is not for folders of many files.
        exported: it is what the person asked for. Failures to write are said in words, and what
            could not take its place is kept beside it. Otherwise the caller knows better what to
            say, and nothing is left of what was written.
        before: see :func:`replacing`.
        finish: called before that with what was written, whole and under the name that it has until
            then, to give it other attributes. Where it raises, nothing is replaced.

    Raises:
        ExportError: ``exported``: on entering, where the target is a folder, its folder is missing
            or it may not be written; in the block or at its end, where the disk is full or fails;
            at its end, where the file cannot be replaced because another program holds it: then
            what was written is kept under the name that the message tells.
        OSError: not ``exported``: the system's own, at the same times.
        BrokenPipeError: the reader of a pipe has gone.
    """
    with _telling(target, exported):
        status = _look_at(target)
    descriptor = is_descriptor(target)
    if descriptor or (status is not None and not stat.S_ISREG(status.st_mode)):
        if not exported:
            refuse_special(target)  # nobody asked for that: a pipe might be waited for without end
        # Where the shell has opened the file, the table goes behind what is in it.
        with _open(target, "ab" if descriptor else "wb", target, exported) as stream:
            yield stream
        return
    real = Path(os.path.realpath(target)) if target.is_symlink() else target
    if status is not None:
        with _telling(real, exported):
            _refuse_protected(real)
    if tidy:
        take_leftovers_away(real)
    temporary = temporary_beside(real)
    mode = private_files.file_mode(real.parent) if private else 0o666
    marked = ExitStack()
    try:
        with _open(temporary, "xb", real, exported, mode) as stream:
            marked.enter_context(staying_marked(stream))
            if status is not None:
                _take_permissions(temporary, status, mode if private else 0o7777)
            elif private:
                private_files.share_file(temporary)
            yield stream
            if durable:
                _to_disk(stream, real, exported)
        finish(temporary)
        _take_place(temporary, real, exported, before)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        marked.close()


def is_descriptor(target: Path) -> bool:
    """Whether it is a name such as ``/dev/stdout`` for what the shell has opened already."""
    return _DESCRIPTOR.fullmatch(os.path.abspath(target)) is not None  # noqa: PTH100  (keeps links)


# Patience, sizes


def replace(source: Path, target: Path) -> None:
    """``os.replace``; patient on Windows, where a virus scanner holds new files for a moment.

    Raises:
        OSError: it cannot be done; PermissionError where another program holds the target on.
    """
    for seconds in _PATIENCE_SECONDS if os.name == "nt" else ():
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(seconds)
        else:
            return
    source.replace(target)


def sync(file: Path) -> None:
    """Wait until the file's content is on the disk."""
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def size_of(file: Path) -> int:
    """Bytes; 0 where there is no such file."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


# What goes wrong


def refusal(target: Path | Reason, error: OSError) -> ExportError:
    """The error for a failure of the system to write ``target``."""
    if isinstance(error, FileNotFoundError) and isinstance(target, Path):
        return ExportError("file.no-folder", target=target, folder=target.parent)
    if isinstance(error, IsADirectoryError):
        return ExportError("file.is-folder", target=target)
    if _is_held(error):
        return ExportError("file.held", target=target)
    if isinstance(error, PermissionError):
        return ExportError("file.denied", target=target)
    if isinstance(error, NotADirectoryError):
        return ExportError("file.in-a-file", target=target)
    code = _FAULTS.get(error.errno or 0, "file.unwritten")
    return ExportError(code, target=target, detail=error.strerror or type(error).__name__)


def _is_held(error: OSError) -> bool:
    """Whether Windows says that another program, such as a spreadsheet, has the file open."""
    return getattr(error, "winerror", None) == 32  # ERROR_SHARING_VIOLATION


@contextmanager
def _telling(target: Path, exported: bool) -> Iterator[None]:
    """Put the system's refusals into words, where it is ours to do so."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if not exported:
            raise
        raise refusal(target, error) from error


class _Checked(io.FileIO):
    """A file whose failures to write are told of as such, wherever in the block they happen."""

    def __init__(
        self, path: Path, mode: str, target: Path, exported: bool, permissions: int
    ) -> None:
        self._target, self._exported = target, exported
        super().__init__(
            path, mode, opener=lambda name, flags: create_marked(name, flags, permissions)
        )

    def write(self, data: ReadableBuffer, /) -> int:
        with _telling(self._target, self._exported):
            return super().write(data)


@contextmanager
def _open(
    path: Path, mode: str, target: Path, exported: bool, permissions: int = 0o666
) -> Iterator[BinaryIO]:
    with _telling(target, exported):
        stream = io.BufferedWriter(_Checked(path, mode, target, exported, permissions))
    try:
        yield stream
        with _telling(target, exported):  # network drives tell of a full disk here
            stream.close()
    finally:
        with suppress(ExportError, OSError):  # a full disk says so again; the first word counts
            stream.close()


def _look_at(target: Path) -> os.stat_result | None:
    """What is there; None where nothing is. Raises an OSError where it is a folder."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    return status


def _to_disk(stream: BinaryIO, target: Path, exported: bool) -> None:
    stream.flush()
    with _telling(target, exported):
        os.fsync(stream.fileno())


def _refuse_protected(real: Path) -> None:
    """A file that may not be written would be replaced all the same; and better now than later."""
    with real.open("r+b"):
        pass


def _take_permissions(temporary: Path, status: os.stat_result, most: int) -> None:
    if hasattr(os, "chown"):
        own = temporary.stat()
        if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
            with suppress(OSError):  # only root may give files away; a group of one's own works
                os.chown(temporary, status.st_uid, status.st_gid)
    with suppress(OSError):  # some network drives and cards have no permissions
        temporary.chmod(stat.S_IMODE(status.st_mode) & most)


def _take_place(temporary: Path, real: Path, exported: bool, before: Callable[[], None]) -> None:
    try:
        before()
        replace(temporary, real)
    except ExportError as error:
        kept = _keep(temporary, real)
        if kept is None:
            raise
        raise ExportError("file.refused-kept", refusal=error.reason, kept=kept) from error
    except OSError as error:
        if not exported:
            raise
        raise _kept_beside(temporary, real, error) from error


def _kept_beside(temporary: Path, real: Path, error: OSError) -> ExportError:
    held = isinstance(error, PermissionError)
    detail = error.strerror or type(error).__name__
    kept = _keep(temporary, real)
    if kept is None:
        if held:
            return ExportError("file.held-unreplaced", target=real)
        return ExportError("file.unreplaced", target=real, detail=detail)
    if held:
        return ExportError("file.held-kept", target=real, kept=kept, name=real.name)
    return ExportError("file.unreplaced-kept", target=real, kept=kept, detail=detail)


def _keep(temporary: Path, real: Path) -> Path | None:
    """Under which name what was written is kept; None where that cannot be done."""
    kept = _unused_name(real)
    try:
        return temporary.rename(kept)
    except OSError:
        return None


def _unused_name(real: Path) -> Path:
    number, kept = 1, real.with_stem(f"{real.stem[:50]}-new")
    while os.path.lexists(kept):
        number += 1
        kept = real.with_stem(f"{real.stem[:50]}-new-{number}")
    return kept
