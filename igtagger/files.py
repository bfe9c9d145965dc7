"""Write a file whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from igtagger.domain import Reason
from igtagger.errors import ExportError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_DESCRIPTOR = re.compile(r"/dev/(stdin|stdout|stderr|fd/\d+)|/proc/(self|\d+)/fd/\d+")
_PATIENCE_SECONDS = (0.1, 0.3, 0.6)
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
def replacing(target: Path) -> Iterator[TextIO]:
    """A text stream (UTF-8, line ends as written) whose content becomes the file ``target``.

    It is written beside the target, flushed to the disk, and takes the target's name in one step
    when the block ends. After any exception in the block, or a failure to write, the earlier file
    is there byte for byte and nothing else. An existing file keeps its permissions; where the
    target is a link, the file it leads to is replaced. What is no regular file (``/dev/stdout``, a
    pipe) is written directly.

    Raises:
        ExportError: on entering, where the target is a folder, its folder is missing or it may not
            be written; in the block or at its end, where the disk is full or fails; at its end,
            where the file cannot be replaced because another program holds it: then what was
            written is kept beside it, under the name that the message tells.
        BrokenPipeError: the reader of a pipe has gone.
    """
    try:
        status = target.stat()
    except FileNotFoundError:
        status = None
    except OSError as error:
        raise refusal(target, error) from error
    if status is not None and stat.S_ISDIR(status.st_mode):
        raise ExportError("file.is-folder", target=target)
    descriptor = _DESCRIPTOR.fullmatch(os.path.abspath(target))  # noqa: PTH100  (resolves no links)
    if descriptor or (status is not None and not stat.S_ISREG(status.st_mode)):
        # Where the shell has opened the file, the table goes behind what is in it.
        with _open(target, "ab" if descriptor else "wb", target) as stream:
            yield stream
        return
    real = Path(os.path.realpath(target)) if target.is_symlink() else target
    if status is not None:
        _refuse_protected(real)
    temporary = real.with_name(f"{real.name[:50]}.{secrets.token_hex(4)}.tmp")
    try:
        with _open(temporary, "xb", real) as stream:
            if status is not None:
                _take_permissions(temporary, status)
            yield stream
            _to_disk(stream, real)
        _replace(temporary, real)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def refusal(target: Path | Reason, error: OSError) -> ExportError:
    """The error for a failure of the system to write ``target``."""
    if isinstance(error, FileNotFoundError) and isinstance(target, Path):
        return ExportError("file.no-folder", target=target, folder=target.parent)
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


class _Checked(io.FileIO):
    """A file whose failures to write are ours to tell."""

    def __init__(self, path: Path, mode: str, target: Path) -> None:
        self._target = target
        super().__init__(path, mode)

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise refusal(self._target, error) from error


@contextmanager
def _open(path: Path, mode: str, target: Path) -> Iterator[TextIO]:
    try:
        raw = _Checked(path, mode, target)
    except OSError as error:
        raise refusal(target, error) from error
    stream = io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", newline="")
    try:
        yield stream
    except BaseException:
        with suppress(ExportError, OSError):  # a full disk says so again; the first word counts
            stream.close()
        raise
    try:
        stream.close()
    except BrokenPipeError:
        raise
    except OSError as error:  # network drives tell of a full disk here
        raise refusal(target, error) from error


def _to_disk(stream: TextIO, target: Path) -> None:
    stream.flush()
    try:
        os.fsync(stream.fileno())
    except OSError as error:
        raise refusal(target, error) from error


def _refuse_protected(real: Path) -> None:
    """A file that may not be written would be replaced all the same; and better now than later."""
    try:
        with real.open("r+b"):
            pass
    except OSError as error:
        raise refusal(real, error) from error


def _take_permissions(temporary: Path, status: os.stat_result) -> None:
    if hasattr(os, "chown"):
        own = temporary.stat()
        if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
            with suppress(OSError):  # only root may give files away; a group of one's own works
                os.chown(temporary, status.st_uid, status.st_gid)
    with suppress(OSError):  # some network drives and cards have no permissions
        temporary.chmod(stat.S_IMODE(status.st_mode))


def _replace(temporary: Path, real: Path) -> None:
    for seconds in (*(_PATIENCE_SECONDS if os.name == "nt" else ()), None):
        try:
            temporary.replace(real)
        except OSError as error:
            if seconds is None or not isinstance(error, PermissionError):
                raise _kept_beside(temporary, real, error) from error
            time.sleep(seconds)
        else:
            return


def _kept_beside(temporary: Path, real: Path, error: OSError) -> ExportError:
    held = isinstance(error, PermissionError)
    detail = error.strerror or type(error).__name__
    kept = _unused_name(real)
    try:
        temporary.rename(kept)
    except OSError:
        if held:
            return ExportError("file.held-unreplaced", target=real)
        return ExportError("file.unreplaced", target=real, detail=detail)
    if held:
        return ExportError("file.held-kept", target=real, kept=kept, name=real.name)
    return ExportError("file.unreplaced-kept", target=real, kept=kept, detail=detail)


def _unused_name(real: Path) -> Path:
    number, kept = 1, real.with_stem(f"{real.stem[:50]}-new")
    while os.path.lexists(kept):
        number += 1
        kept = real.with_stem(f"{real.stem[:50]}-new-{number}")
    return kept
