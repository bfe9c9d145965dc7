"""Open only what can be a picture, and say why one could not be read."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from PIL import Image, UnidentifiedImageError

from igtagger.domain import Reason
from igtagger.errors import BadValueError, UnreadableImage
from igtagger.pictures import archives, formats
from igtagger.pictures.elsewhere import is_elsewhere, is_placeheld, placeheld
from igtagger.regular_files import READING

_SNIFFED = 512
_IN_MEMORY = 1 << 25
# O_NONBLOCK: should a pipe have taken the file's place, opening must not wait for its other end.
_SPECIAL = (
    (stat.S_ISDIR, "picture.folder"),
    (stat.S_ISFIFO, "picture.pipe"),
    (stat.S_ISSOCK, "picture.socket"),
    (stat.S_ISCHR, "picture.device"),
    (stat.S_ISBLK, "picture.device"),
)


def open_regular(path: Path) -> IO[bytes]:
    """Open ``path`` for reading, if it is a file with something in it (links are followed).

    Raises:
        UnreadableImage: it is missing, empty, no regular file, or may not be read.
    """
    try:
        # A look beforehand, as merely opening some devices acts on them.
        status = path.stat()
        _refuse_what_is_no_file(path, status)
        if is_elsewhere(status) or placeheld(path.name) is not None:
            raise UnreadableImage("picture.elsewhere", path=path, lasting=False)
        descriptor = os.open(path, READING)
    except (OSError, ValueError) as error:
        if (place := archives.parse(path)) is not None:
            return _open_member(path, place)
        raise cannot_open(path, error) from error
    file = os.fdopen(descriptor, "rb")
    try:
        _refuse_what_is_no_file(path, os.fstat(descriptor))
    except UnreadableImage:
        file.close()
        raise
    return file


@contextlib.contextmanager
def opened(path: Path, given: IO[bytes] | None = None) -> Iterator[IO[bytes]]:
    """:func:`open_regular` within a block; or ``given``, from its beginning, which stays open.

    Args:
        path: what it is called.
        given: open and seekable.

    Raises:
        UnreadableImage: see :func:`open_regular`.
    """
    if given is None:
        with open_regular(path) as file:
            yield file
        return
    given.seek(0)
    if not given.read(1):
        raise UnreadableImage("picture.empty", path=path)
    given.seek(0)
    if _is_file(given):
        yield given
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:  # a file as soon as one is asked for
        shutil.copyfileobj(given, copy)
        copy.seek(0)
        yield cast("IO[bytes]", copy)


def _is_file(given: IO[bytes]) -> bool:
    """Whether the system knows it by a number, or would if it were asked."""
    if isinstance(given, tempfile.SpooledTemporaryFile):
        return True
    try:
        given.fileno()
    except (OSError, AttributeError):
        return False
    return True


def _open_member(path: Path, place: archives.InArchive) -> IO[bytes]:
    try:
        file = archives.open_member(place)
    except BadValueError as error:
        detail = error.reason
        raise UnreadableImage("picture.in-archive", path=path, detail=detail) from error
    except OSError as error:
        raise cannot_open(path, error) from error
    if file.read(1):
        file.seek(0)
        return file
    file.close()
    raise UnreadableImage("picture.empty", path=path)


def _refuse_what_is_no_file(path: Path, status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        if status.st_size == 0:
            raise UnreadableImage("picture.empty", path=path)
        return
    code = next((code for test, code in _SPECIAL if test(status.st_mode)), "picture.special")
    raise UnreadableImage(code, path=path)


def cannot_open(path: Path, error: OSError | ValueError) -> UnreadableImage:
    """The refusal for what the system said on opening or reading ``path``."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if path.is_symlink():
            return UnreadableImage("picture.broken-link", path=path, lasting=False)
        if is_placeheld(path):
            return UnreadableImage("picture.elsewhere", path=path, lasting=False)
        return UnreadableImage("picture.missing", path=path, lasting=False)
    if isinstance(error, PermissionError):
        return UnreadableImage("picture.denied", path=path, lasting=False)
    code = _LASTING_ERRORS.get(getattr(error, "errno", None) or 0)
    if code is not None:
        return UnreadableImage(code, path=path)
    return UnreadableImage("picture.unreadable", path=path, detail=_detail(error), lasting=False)


_LASTING_ERRORS = {
    errno.ELOOP: "picture.link-loop",
    errno.ENAMETOOLONG: "picture.long-name",
    errno.ENXIO: "picture.socket-or-device",
    errno.EOPNOTSUPP: "picture.socket-or-device",
}


def too_large(path: Path, size: tuple[int, int], limit: int) -> UnreadableImage:
    """The refusal for a picture of more pixels than this computer's memory is good for."""
    width, height = size
    return UnreadableImage(
        "picture.too-large", path=path, width=width, height=height, millions=limit / 1e6
    )


def too_many_runs(path: Path, count: int) -> UnreadableImage:
    """The refusal for a picture that is packed in more runs than can be undone in some seconds."""
    detail = Reason("work.runs", count=count)
    return UnreadableImage("picture.too-much-work", path=path, detail=detail)


def missing_package(path: Path, entry: formats.Format) -> UnreadableImage:
    """The refusal for a format whose plug-in is not installed."""
    package = entry.package
    if entry is formats.RAW:
        return UnreadableImage("picture.no-plug-in-raw", path=path, package=package, lasting=False)
    return UnreadableImage(
        "picture.no-plug-in", path=path, format=entry.name, package=package, lasting=False
    )


_UNSUPPORTED = re.compile(
    r"unsupported|not supported|not implemented|unknown (raw )?mode|cannot handle"
    r"|no decoder|decoder \S+ not available",
    re.IGNORECASE,
)
"""In words of Pillow and others: the file is whole, as far as they know, and of a kind that they do
not read."""


def explain(path: Path, error: Exception, given: IO[bytes] | None = None) -> UnreadableImage:
    """The refusal for whatever a decoder raised on ``path``, or on what was ``given`` for it."""
    if isinstance(error, UnidentifiedImageError | SyntaxError):
        return _not_identified(path, given)
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return UnreadableImage("picture.no-memory", path=path, lasting=False)
    if isinstance(error, Image.DecompressionBombError):
        return UnreadableImage("picture.bomb", path=path)
    # EINVAL: a decoder was sent to where no file reaches.
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
        return cannot_open(path, error)
    return _of_its_words(path, error, _detail(error), given)


def _of_its_words(
    path: Path, error: Exception, detail: str, given: IO[bytes] | None
) -> UnreadableImage:
    if isinstance(error, ImportError):  # the installation lacks something, and not the file
        return UnreadableImage("picture.unreadable", path=path, detail=detail, lasting=False)
    if isinstance(error, NotImplementedError) or _UNSUPPORTED.search(detail):
        if format_ := _format_of(path, given):
            kind = Reason("kind.variant", format=format_, detail=detail)
            return UnreadableImage("picture.unsupported", path=path, kind=kind)
    elif "truncated" in detail.lower() or isinstance(error, EOFError):
        return UnreadableImage("picture.cut-off", path=path, detail=detail)
    return UnreadableImage("picture.damaged", path=path, detail=detail)


def _format_of(path: Path, given: IO[bytes] | None) -> str:
    """What the file's first bytes speak for; empty where they cannot be read."""
    with contextlib.suppress(UnreadableImage, OSError), opened(path, given) as file:
        return formats.sniff(file.read(_SNIFFED))
    return ""


def _not_identified(path: Path, given: IO[bytes] | None) -> UnreadableImage:
    try:
        with opened(path, given) as file:
            head = file.read(_SNIFFED)
    except UnreadableImage as refusal:
        return refusal
    except OSError as error:
        return cannot_open(path, error)
    kind = formats.sniff(head)
    extension = path.suffix.lower()
    for entry in formats.FORMATS:
        meant = entry.name == kind or (not kind and extension in entry.extensions)
        if meant and entry.package and not formats.is_installed(entry):
            return missing_package(path, entry)
    if kind:
        return UnreadableImage("picture.damaged-as", path=path, format=kind)
    if other := formats.describe_other(head):
        return UnreadableImage("picture.other", path=path, kind=Reason(other))
    return UnreadableImage("picture.foreign", path=path)


def _detail(error: Exception) -> str:
    """One short line of what was said."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    line = " ".join(text.split()).rstrip(".")
    return line[:200] if line else type(error).__name__
