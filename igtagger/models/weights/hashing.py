"""Careful reading and writing of large files: hashed on the way, whole or not there at all."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, TypeVar

from igtagger import files, private
from igtagger.domain import Progress, Reason
from igtagger.errors import Cancelled, WeightsError, detail_of
from igtagger.regular_files import refuse_special
from igtagger.small_files import parse_json, read_small

if TYPE_CHECKING:
    from hashlib import _Hash

T = TypeVar("T")

BLOCK = 1 << 20
PROGRESS_SECONDS = 1 / 15
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)
_DONE = {
    "copied": Reason("done.copied"),
    "made": Reason("done.made"),
    "read": Reason("done.read"),
    "removed": Reason("done.removed"),
    "written": Reason("done.written"),
}
_PAGE_STARTS = (b"<!doctype", b"<html", b"<head", b"<body", b"<?xml", b"<!--")


class ProgressTimer:
    """Says when progress is due: at once, then about 15 times a second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next = float("-inf")

    def due(self) -> bool:
        """Whether it is time; the next time is counted from now."""
        now = self._clock()
        if now < self._next:
            return False
        self._next = now + PROGRESS_SECONDS
        return True


def hash_file(
    file: Path,
    cancel: Event,
    message: Reason,
    *,
    digest: _Hash | None = None,
    copy_to: Path | None = None,
) -> Generator[Progress, None, str]:
    """Read a file through SHA-256, copying it on the way where asked. Yields bytes.

    Args:
        file: what to read.
        cancel: ends it with Cancelled.
        message: what the progress says.
        digest: goes on with this hash instead of a new one.
        copy_to: a file to write the same bytes to.

    Returns:
        The hex digest.
    """
    digest = digest or hashlib.sha256()
    total, done, pace = files.size_of(file), 0, ProgressTimer()
    try:
        refuse_special(file)  # a pipe would be waited for without end
        with ExitStack() as stack:
            source = stack.enter_context(file.open("rb"))
            if copy_to:
                private.make_file(copy_to)
            target = stack.enter_context(copy_to.open("wb")) if copy_to else None
            while block := source.read(BLOCK):
                if cancel.is_set():
                    raise Cancelled
                digest.update(block)
                if target:
                    target.write(block)
                done += len(block)
                if pace.due():
                    yield Progress(done, total, message)
    except OSError as error:
        raise explain(error, copy_to or file, "copied" if copy_to else "read") from error
    yield Progress(done, total, message)
    return digest.hexdigest()


def finish(work: Generator[object, None, T]) -> T:
    """Run a generator to its end, without a look at what it yields; what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result


def read_json(file: Path) -> dict[str, Any]:
    """The JSON object in a file.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it cannot be read, or holds something else.
    """
    try:
        found = parse_json(read_small(file))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ValueError(str(error)) from error
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  as any other damage
    return found


def write_json(file: Path, content: dict[str, Any]) -> None:
    """Replace a file by ``content``, whole or not at all.

    Raises:
        WeightsError: it cannot be written.
    """
    try:
        files.write_whole(file, (json.dumps(content, indent=2) + "\n").encode())
    except OSError as error:
        raise explain(error, file, "written") from error


def record_of_part(part: Path) -> Path:
    """The file beside an unfinished download that says what it is a part of."""
    return part.with_name(part.name + ".json")


def looks_like_a_page(head: bytes) -> bool:
    """Whether a file that begins so is HTML or XML."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:9].lower().startswith(_PAGE_STARTS)


def free_bytes(folder: Path) -> int:
    """Bytes free on the disk of ``folder``, which need not exist yet."""
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    return shutil.disk_usage(there).free


def need_room(folder: Path, needed: int, purpose: Reason) -> None:
    """Make sure that ``needed`` bytes are free.

    Raises:
        WeightsError: they are not; says how many are missing.
    """
    if (missing := needed - free_bytes(folder)) > 0:
        raise WeightsError(
            "store.no-room", folder=folder, purpose=purpose, needed=needed, missing=missing
        )


def explain(error: OSError, file: Path, what: str) -> WeightsError:
    """The error for a file that could not be ``what``: copied, made, read, removed, written."""
    done, detail = _DONE[what], detail_of(error)
    if error.errno in _FULL:
        return WeightsError("store.full", file=file, done=done)
    if error.errno in _NOT_ALLOWED:
        return WeightsError("store.denied", file=file, done=done, detail=detail, folder=file.parent)
    return WeightsError("store.failed", file=file, done=done, detail=detail)
