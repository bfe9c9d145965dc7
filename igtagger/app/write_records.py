"""Every change of a file is recorded before it is made, and settled after it.

So whenever the program is ended, what it wrote can be taken back: what was cut short is found out
from the file itself.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout

from igtagger import private
from igtagger.app.recorded_tags import desktop_of, tags_of, take_record_back
from igtagger.errors import LibraryError
from igtagger.export.xmp.exiftool import ExifTool
from igtagger.export.xmp.safe_replacing import Unwritable
from igtagger.export.xmp.sidecars import names_written
from igtagger.export.xmp.writing import Manner, Written
from igtagger.export.xmp.xmp_fields import changes_of_record
from igtagger.leftovers import tidy_folder
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.library.writes import UNSETTLED, FileContent, FileRecord, Intention, WriteState
from igtagger.pictures.fingerprint import fingerprint


@contextmanager
def writing_alone(library: Library, library_file: Path) -> Iterator[None]:
    """Around what writes: one program does at a time, and first settles what was cut short.

    Raises:
        LibraryError: another one does just now.
    """
    lock = library_file.with_name(f"{library_file.name}.writing.lock")
    mode = private.file_mode(library_file.parent)
    try:
        with FileLock(lock, timeout=0, mode=mode):
            _settle_all(library)
            yield
    except Timeout as error:
        raise LibraryError("library.writing") from error


class WriteRecord:
    """What a run writes, in the library. For several threads, each with another picture."""

    def __init__(self, library: Library, manner: Manner, begun: Callable[[int], None]) -> None:
        self._library, self._manner, self._begun = library, manner, begun
        self._run: int | None = None
        self._lock = Lock()
        self._in_hand: dict[Path, int] = {}

    def announce(self, written: Written, content: bytes) -> None:
        """Right before a file is written."""
        assert written.file is not None
        intention = Intention(
            written.path,
            written.file,
            written.made,
            written.recorded,
            digest_of(content),
            content_before(written),
        )
        number = self._library.intend(self._number(), intention, durably=self._manner.durable)
        self._in_hand[written.path] = number

    def close(self, written: Written) -> None:
        """Afterwards."""
        number = self._in_hand.pop(written.path, None)
        if number is not None:
            close_record(self._library, number, written)

    def _number(self) -> int:
        with self._lock:  # a run that writes nothing leaves none
            if self._run is None:
                self._run = self._library.begin_writing(self._manner.preset.name)
                self._begun(self._run)
            return self._run


def close_record(library: Library, number: int, written: Written) -> None:
    """Afterwards: the change of that number was made, or not."""
    if written.how == "refused":  # the disk may have failed before it was done, or right after
        for record in library.file_records([number]):
            _find_out(library, record)
    else:
        library.settle(number, _after(written))


def content_before(written: Written) -> FileContent | None:
    """What a picture's own file was, if that is what is written."""
    if written.file != written.path or written.before is None:
        return None
    return _content(written.path, FileStamp.seen(written.before))


def _after(written: Written) -> FileContent | None:
    if written.file != written.path or written.status is None:
        return None
    return _content(written.path, FileStamp.seen(written.status))


def _content(path: Path, stamp: FileStamp) -> FileContent | None:
    """Of a file that is still as ``stamp`` has it."""
    mark = fingerprint(path, stamp.size)
    return FileContent(stamp, mark) if mark is not None and FileStamp.of(path) == stamp else None


def digest_of(content: bytes) -> bytes:
    """By which it is told whether a file is what was to be written."""
    return hashlib.blake2b(content, digest_size=16).digest()


# What was cut short


def _settle_all(library: Library) -> None:
    """Find out what became of changes during which the program was ended.

    What it had begun beside a file, and not put in its place, goes.
    """
    folders = set[Path]()
    for number in library.written(UNSETTLED):
        for record in library.file_records([number]):
            folders.add(Path(os.path.realpath(record.file)).parent)
            _find_out(library, record)
    for folder in folders:
        tidy_folder(folder, names_written)


def _find_out(library: Library, record: FileRecord) -> None:
    """What cannot be told now, as of a drive that is away, stays unsettled."""
    if not os.path.lexists(record.picture):
        return
    if _is_as_intended(record):
        stamp = FileStamp.of(record.picture) if record.file == record.picture else None
        library.settle(record.number, _content(record.picture, stamp) if stamp else None)
        return
    done = _was_done(record)
    if done:
        library.settle(record.number, None)
    elif done is not None:
        library.give_up(record.number)


def _is_as_intended(record: FileRecord) -> bool:
    desktop = desktop_of(record)
    try:
        content = desktop.value_of(record.file) if desktop else record.file.read_bytes()
    except FileNotFoundError:
        content = b""
    except (OSError, Unwritable):
        return False
    return digest_of(content) == record.digest


def _was_done(record: FileRecord) -> bool | None:
    """By the tags that are there, where another program has written the file meanwhile.

    Of those that were to be written none was there before. None where they cannot be read.
    """
    there = take_record_back(record, ExifTool.find(), lambda written, content: None, dry_run=True)
    if there.how == "refused":
        return None
    if record.state is WriteState.GOING:
        return not (there.removed or there.values or there.desktop_tags)
    if there.desktop is not None:
        return there.desktop_tags == tuple(tag for _, tag in record.tags)
    values = {field: each.after for field, each in changes_of_record(record.tags).items()}
    back = {field: each.before for field, each in there.values.items()}
    return dict(there.removed) == tags_of(record) and back == values
