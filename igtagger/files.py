"""Files: written whole or not at all, their sizes, and patience with those who hold them."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from igtagger import private as private_files
from igtagger.domain import Reason
from igtagger.errors import BadValueError, ExportError

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
        _take_leftovers_away(real)
    temporary = temporary_beside(real)
    mode = private_files.file_mode(real.parent) if private else 0o666
    marked = ExitStack()
    try:
        with _open(temporary, "xb", real, exported, mode) as stream:
            marked.enter_context(_staying_marked(stream))
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


# Names beside a file


def temporary_beside(file: Path) -> Path:
    """A hidden name in the same folder that no one else uses."""
    return file.with_name(f".{_short(file.name)}.{os.getpid()}-{secrets.token_hex(4)}.tmp")


def _short(name: str) -> str:
    # Names end at 255 bytes on most disks, at 143 on encrypted ones.
    return name if len(os.fsencode(name)) <= 100 else name[:50]


def leftovers_of(file: Path) -> list[Path]:
    """What programs that were killed left beside ``file``.

    What another program is writing just now is among it: hold a lock that both of you take. So is
    what belongs to another file where names are longer than 100 bytes and begin alike.

    Raises:
        OSError: the folder cannot be listed.
    """
    # Earlier versions counted where there are eight digits of chance now.
    form = re.compile(rf"\.{re.escape(_short(file.name))}\.\d+-([0-9a-f]{{8}}|\d+)\.tmp")
    return [other for other in file.parent.iterdir() if form.fullmatch(other.name)]


def tidy_folder(folder: Path, names: Callable[[str], Iterable[str]]) -> None:
    """Unlink what programs of ours that were killed left in ``folder``, not what is being written.

    Args:
        folder: is listed once, for all files in it.
        names: for the name of a file that is there, those of the files that were perhaps written.
            What looks like a leftover of any other is not ours to take away.
    """
    form = re.compile(r"\.(.+)\.\d+-[0-9a-f]{8}\.tmp", re.DOTALL)
    with suppress(OSError):
        listed = [each.name for each in folder.iterdir()]
        if found := [(match[1], name) for name in listed if (match := form.fullmatch(name))]:
            written = {_short(each) for name in listed for each in names(name)}
            for of, name in found:
                if of in written:
                    with suppress(OSError):
                        _unlink_unless_written(folder / name)


def _take_leftovers_away(file: Path) -> None:
    """Unlink what killed programs left beside ``file``, never what is being written just now."""
    with suppress(OSError):
        for leftover in leftovers_of(file):
            with suppress(OSError):
                _unlink_unless_written(leftover)


if sys.platform == "win32":

    def _unlink_unless_written(leftover: Path) -> None:
        from psutil import pid_exists

        # No one can unlink an open file here; this is for the moment between its end and its place.
        if not pid_exists(int(leftover.name.split(".")[-2].split("-")[0])):
            leftover.unlink()

    def _mark(descriptor: int, name: str) -> bool:
        return True

    @contextmanager
    def _staying_marked(stream: BinaryIO) -> Iterator[None]:
        yield

else:
    from fcntl import LOCK_EX, LOCK_NB, flock

    # Who writes holds a lock, of which the system lets go whichever way a program ends. The number
    # of a process would not do: it may be another's by then, in a container this very one's.

    def _unlink_unless_written(leftover: Path) -> None:
        with leftover.open("r+b") as stream:
            flock(stream, LOCK_EX | LOCK_NB)
            leftover.unlink()

    def _mark(descriptor: int, name: str) -> bool:
        """Lock a new file; whether it is still there, for it may have been taken for a leftover."""
        with suppress(OSError):  # some network drives have no locks: then all leftovers stay
            flock(descriptor, LOCK_EX)
        try:
            return os.path.samestat(os.fstat(descriptor), os.stat(name))  # noqa: PTH116
        except FileNotFoundError:
            return False

    @contextmanager
    def _staying_marked(stream: BinaryIO) -> Iterator[None]:
        """Keep the lock also when the stream is closed, until the file has its place."""
        descriptor = os.dup(stream.fileno())
        try:
            yield
        finally:
            os.close(descriptor)


def _create(name: str, flags: int, permissions: int) -> int:
    """``os.open``; a new file of ours is marked as being written."""
    while True:
        descriptor = os.open(name, flags, permissions)
        if not flags & os.O_EXCL or _mark(descriptor, name):
            return descriptor
        os.close(descriptor)


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


_LOG_LINE = re.compile(rb"\d{4}-\d\d-\d\d ")


def is_log(file: Path) -> bool:
    """Whether it may be gone on with as a log: lines that begin with a date, or nothing yet.

    A link in its place may lead to anything, such as a picture, or a pipe that holds whoever opens
    it.

    Raises:
        OSError: it cannot be looked at.
    """
    try:
        status = file.stat()
    except FileNotFoundError:
        return True
    if not stat.S_ISREG(status.st_mode):
        return False
    with file.open("rb") as stream:
        return status.st_size == 0 or _LOG_LINE.match(stream.read(16)) is not None


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
        super().__init__(path, mode, opener=lambda name, flags: _create(name, flags, permissions))

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


# Small files, whoever wrote them

SMALL_BYTES = 16 << 20
"""More than any record, list or setting of ours has."""
_DEEPEST = 64
READING = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # opening a pipe must not wait for its other end
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
"""Flags for opening what may be anything: nothing waits, and programs started meanwhile lack it."""


def refuse_special(file: Path) -> None:
    """Make sure that ``file`` (links are followed) is a regular file, or not there.

    Raises:
        OSError: it is a folder, a pipe, a socket or a device, or cannot be looked at.
    """
    with suppress(FileNotFoundError):
        _refuse_special(file, file.stat().st_mode)


def _refuse_special(file: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "Not a regular file", str(file))


def read_small(file: Path, most: int = SMALL_BYTES) -> bytes:
    """What is in a file that should be small, whatever stands in its place.

    Args:
        file: links are followed.
        most: bytes that it may have.

    Raises:
        OSError: there is none, it may not be read, or it is no regular file.
        BadValueError: it has more than ``most`` bytes, or its name cannot be one.
    """
    try:
        refuse_special(file)  # beforehand, as merely opening some devices acts on them
        descriptor = os.open(file, READING)
    except ValueError as error:  # a name with a NUL, or one that is no text
        raise BadValueError("small.name") from error
    with os.fdopen(descriptor, "rb") as stream:
        _refuse_special(file, os.fstat(descriptor).st_mode)
        content = stream.read(most + 1)
    if len(content) > most:
        raise BadValueError("small.too-long", most=most)
    return content


def write_json(file: Path, value: object) -> None:
    """Write a small file of ours whole, as JSON, in a folder that is made private if need be.

    All of it is ASCII: names of files that are not UTF-8 come back as they were.

    Raises:
        OSError: as of :func:`write_whole`; what it held before is still there.
    """
    private_files.make_folder(file.parent)
    write_whole(file, (json.dumps(value, indent=2) + "\n").encode("ascii"))


def set_aside(file: Path) -> Path:
    """Rename a damaged file of ours, so that a good one can be made and nothing is lost.

    Returns:
        Where it is now: ``NAME.damaged-1.json`` for ``NAME.json``, or the next number.

    Raises:
        OSError: it cannot be renamed.
    """
    aside = next(
        name
        for i in count(1)
        if not os.path.lexists(name := file.with_name(f"{file.stem}.damaged-{i}{file.suffix}"))
    )
    return file.rename(aside)


def parse_json(content: bytes | str, *, once: bool = False) -> Any:
    """The value of a JSON text, which may come from anybody; NaN and Infinity are numbers in it.

    Args:
        content: bytes are UTF-8, with or without a byte-order mark.
        once: refuse a key that stands twice in an object. Otherwise the last one counts.

    Raises:
        ValueError: it is not UTF-8 or no JSON, has a number of thousands of digits, or is nested
            deeper than anything of ours.
    """
    text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
    pairs = _each_once if once else None
    try:
        value = json.loads(text, object_pairs_hook=pairs)
    except RecursionError:
        raise BadValueError("json.too-deep") from None
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return value
    raise BadValueError("json.too-deep")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadValueError("json.twice", key=key[:100])
        found[key] = value
    return found


def _inside(value: object) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
