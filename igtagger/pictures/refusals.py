"""Open only what can be a picture, and say in a sentence why one could not be read."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import IO

from PIL import Image, UnidentifiedImageError

from igtagger.errors import UnreadableImage
from igtagger.pictures import formats

_SNIFFED = 512
# O_NONBLOCK: should a pipe have taken the file's place, opening must not wait for its other end.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_SPECIAL = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def open_regular(path: Path) -> IO[bytes]:
    """Open ``path`` for reading, if it is a file with something in it (links are followed).

    Raises:
        UnreadableImage: it is missing, empty, no regular file, or may not be read.
    """
    try:
        # A look beforehand, as merely opening some devices acts on them.
        _refuse_what_is_no_file(path, path.stat())
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise cannot_open(path, error) from error
    file = os.fdopen(descriptor, "rb")
    try:
        _refuse_what_is_no_file(path, os.fstat(descriptor))
    except UnreadableImage:
        file.close()
        raise
    return file


def _refuse_what_is_no_file(path: Path, status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        if status.st_size == 0:
            raise UnreadableImage(f"{path} is empty.")
        return
    kind = next((name for test, name in _SPECIAL if test(status.st_mode)), "something else")
    raise UnreadableImage(f"{path} is not a file but {kind}.")


def cannot_open(path: Path, error: OSError | ValueError) -> UnreadableImage:
    """The refusal for what the system said on opening or reading ``path``."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if path.is_symlink():
            return _passing(f"{path} is a link to a file that is not there.")
        return _passing(f"{path} is not there, or no longer.")
    if isinstance(error, PermissionError):
        return _passing(f"{path} may not be read: permission denied.")
    reason = _LASTING_ERRORS.get(getattr(error, "errno", None) or 0)
    if reason is not None:
        return UnreadableImage(f"{path} {reason}.")
    return _passing(f"{path} could not be read: {_detail(error)}.")


_LASTING_ERRORS = {
    errno.ELOOP: "is a link that leads back to itself",
    errno.ENAMETOOLONG: "has a name too long for this system",
    errno.ENXIO: "is not a file but a socket or a device",
    errno.EOPNOTSUPP: "is not a file but a socket or a device",
}


def too_large(path: Path, size: tuple[int, int], limit: int) -> UnreadableImage:
    """The refusal for a picture of more pixels than this computer's memory is good for."""
    width, height = size
    return UnreadableImage(
        f"{path} is too large for this computer's memory: {width} x {height} pixels, where "
        f"{limit / 1e6:.1f} million can be decoded."
    )


def missing_package(path: Path, entry: formats.Format) -> UnreadableImage:
    """The refusal for a format whose plug-in is not installed."""
    return _passing(
        f"{path} is a {entry.name} picture, and what reads those is not installed.",
        hint=f"Install it with: pip install {entry.package!r}.".replace("'", '"'),
    )


def explain(path: Path, error: Exception) -> UnreadableImage:
    """The refusal for whatever a decoder raised on ``path``."""
    if isinstance(error, UnidentifiedImageError | SyntaxError):
        return _not_identified(path)
    if isinstance(error, MemoryError):
        return _passing(f"{path} needs more memory than is free now.")
    if isinstance(error, Image.DecompressionBombError):
        return UnreadableImage(f"{path} is too large for this computer's memory.")
    if isinstance(error, OSError) and error.errno is not None:
        return cannot_open(path, error)
    detail = _detail(error)
    if "truncated" in detail.lower() or isinstance(error, EOFError):
        return UnreadableImage(f"{path} is cut off: its end is missing ({detail}).")
    return UnreadableImage(f"{path} is damaged and cannot be decoded ({detail}).")


def _not_identified(path: Path) -> UnreadableImage:
    try:
        with open_regular(path) as file:
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
        return UnreadableImage(
            f"{path} is damaged or cut off: it begins as a {kind} picture and cannot be decoded."
        )
    if other := formats.describe_other(head):
        return UnreadableImage(
            f"{path} is not a picture that igtagger can read (it looks like {other})."
        )
    return UnreadableImage(f"{path} is not a picture that igtagger can read.")


def _detail(error: Exception) -> str:
    """One short line of what was said."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    line = " ".join(text.split()).rstrip(".")
    return line[:200] if line else type(error).__name__


def _passing(message: str, *, hint: str = "") -> UnreadableImage:
    return UnreadableImage(message, hint=hint, lasting=False)
