"""Tags out of the library into files, and out of files again.

Nothing is tagged here: what counts is what the library keeps. Every change is recorded before it is
made and settled after it, so that whenever the program is ended, what it wrote can be taken back.
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Lock
from typing import TypeVar

from filelock import FileLock, Timeout

from igtagger import private
from igtagger.app.exporting import with_facts
from igtagger.app.file_facts import read_again
from igtagger.domain import Failed, Reason
from igtagger.errors import Cancelled, LibraryError
from igtagger.export.xmp.desktop_tags import DESKTOPS, DesktopTags
from igtagger.export.xmp.desktop_writing import DesktopWriter
from igtagger.export.xmp.exiftool import ExifTool
from igtagger.export.xmp.keywords import keywords_of
from igtagger.export.xmp.presets import PRESETS
from igtagger.export.xmp.safe_replacing import Unwritable
from igtagger.export.xmp.writing import KeywordWriter, Manner, Written
from igtagger.export.xmp.xmp_fields import BY_NAME, TagLists, XmpField, changes_of_record
from igtagger.labels.naming import Naming
from igtagger.labels.opinion import OpinionRule
from igtagger.labels.opinions import NO_REVIEW, Judged
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import ModelKey
from igtagger.library.writes import (
    THERE,
    UNSETTLED,
    FileContent,
    FileRecord,
    Intention,
    WriteState,
)
from igtagger.pictures.fingerprint import fingerprint

WORKERS = 4
"""Threads that write: more than cores, as they wait for the disk."""
_CHUNK = 256
_OTHERWISE = next(iter(PRESETS.values()))
"""For what was written by a preset that is no more: no preset decides what is taken back."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which tags are written.

    Attributes:
        key: of the outcomes that count.
        rule: what counts as said of a picture.
        naming: what things are called.
        floor: the least score of what nobody confirmed, 0 to 1.
        only_confirmed: leave that out altogether.
        desktops: that get the flat words beside the files, as well.
    """

    key: ModelKey
    rule: OpinionRule
    naming: Naming
    floor: float = 0.0
    only_confirmed: bool = False
    desktops: tuple[DesktopTags, ...] = ()


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


# Into files


def write_tags(
    paths: Iterable[Path],
    library: Library,
    wishes: Wishes,
    manner: Manner,
    *,
    cancel: Event,
    begun: Callable[[int], None] = lambda run: None,
) -> Iterator[Written]:
    """Write the tags of pictures; one answer for each, in their order.

    Behind that of a picture that has tags comes one for each desktop. What was not tagged yet, or
    is another picture since, is refused, unless a person gave it tags.

    Args:
        paths: of pictures, taken as they are needed.
        library: within :func:`writing_alone`, unless the manner is a dry run.
        wishes: which tags.
        manner: how.
        cancel: ends it when what is in hand is done.
        begun: told the number of the run, from any thread, before the first file is written.

    Raises:
        Cancelled: before the end.
        LibraryError: the library cannot be read, or nothing can be recorded.
    """
    record = WriteRecord(library, manner, begun)
    recorded = replace(manner, announce=record.announce)
    writer = KeywordWriter(recorded)
    beside = [DesktopWriter(desktop, recorded) for desktop in wishes.desktops]

    def write(pictures: Sequence[Judged]) -> Iterator[Written]:
        for judged in pictures:
            for written in _write_one(judged, wishes, writer, beside):
                record.close(written)
                yield written

    return in_order(
        together(_judged(paths, library, wishes), lambda judged: stem_of(judged.outcome.path)),
        write,
        cancel,
    )


def _judged(paths: Iterable[Path], library: Library, wishes: Wishes) -> Iterator[Judged]:
    """What the library keeps of the pictures as they are now."""
    source = iter(paths)
    while chunk := list(itertools.islice(source, _CHUNK)):
        stamped = [(path, FileStamp.of(path)) for path in chunk]
        known = library.known_at_a_look(wishes.key, stamped)
        unknown = [path for path, outcome in zip(chunk, known, strict=True) if outcome is None]
        others = library.stored(wishes.key, unknown)
        reviews = library.reviews(chunk)
        outcomes = [
            outcome or Failed(path, _why_unknown(path, stamp, changed=path in others))
            for (path, stamp), outcome in zip(stamped, known, strict=True)
        ]
        pictures = [(outcome, reviews.get(outcome.path, NO_REVIEW)) for outcome in outcomes]
        yield from with_facts(wishes.rule.judge_all(pictures), library)


def _why_unknown(path: Path, stamp: FileStamp | None, *, changed: bool) -> Reason:
    code = "picture.changed-since-tagged" if changed else "picture.not-tagged-yet"
    if stamp is None:
        code = "picture.missing"
    return Reason(code, path=path)


def _write_one(
    judged: Judged, wishes: Wishes, writer: KeywordWriter, beside: Sequence[DesktopWriter]
) -> Iterator[Written]:
    outcome = judged.outcome
    keywords = keywords_of(
        judged.opinion,
        wishes.naming,
        floor=wishes.floor,
        only_confirmed=wishes.only_confirmed,
        review=judged.review,
    )
    if keywords.names:
        lacking = keywords.without(judged.facts.keywords)
        yield writer.add(outcome.path, lacking)
        for each in beside:
            yield each.add(outcome.path, keywords.flat)
    elif isinstance(outcome, Failed):
        yield Written(outcome.path, "refused", reason=outcome.reason)
    else:
        yield Written(outcome.path, "unchanged")


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
            _digest(content),
            _before(written),
        )
        number = self._library.intend(self._number(), intention, durably=self._manner.durable)
        self._in_hand[written.path] = number

    def close(self, written: Written) -> None:
        """Afterwards."""
        number = self._in_hand.pop(written.path, None)
        if number is not None:
            _close(self._library, number, written)

    def _number(self) -> int:
        with self._lock:  # a run that writes nothing leaves none
            if self._run is None:
                self._run = self._library.begin_writing(self._manner.preset.name)
                self._begun(self._run)
            return self._run


def _close(library: Library, number: int, written: Written) -> None:
    if written.how == "refused":  # the disk may have failed before it was done, or right after
        _find_out(library, number)
    else:
        library.settle(number, _after(written))


def _before(written: Written) -> FileContent | None:
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


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


# Out of files


def records_to_take_back(
    library: Library, folders: Sequence[Path] = (), run: int | None = None
) -> list[int]:
    """Numbers of the records of what is still written, a picture's together, its newest first.

    Args:
        library: whose.
        folders: only of pictures that are these or lie in them; all if none is given.
        run: only of this run.
    """
    numbers = library.written(THERE, run)
    if not folders:
        return numbers
    roots = [folder.absolute() for folder in folders]
    return [
        record.number
        for record in _records(numbers, library)
        if any(record.picture.is_relative_to(root) for root in roots)
    ]


def take_tags_back(
    numbers: Sequence[int],
    library: Library,
    *,
    exiftool: ExifTool | None = None,
    dry_run: bool = False,
    cancel: Event,
) -> Iterator[Written]:
    """Take away exactly what was added, as far as it is there; one answer for each record.

    What cannot be taken back now stays recorded.

    Args:
        numbers: of :func:`records_to_take_back`.
        library: within :func:`writing_alone`, unless it is a dry run.
        exiftool: for what was written by it.
        dry_run: only say what would be.
        cancel: as of :func:`write_tags`, whose errors it raises, too.
    """
    hands = _TakingBack(library, exiftool, dry_run)
    groups = together(_records(numbers, library), lambda record: stem_of(record.picture))
    return in_order(groups, hands.take, cancel)


def stem_of(path: Path) -> tuple[Path, str]:
    """Pictures that are called alike may share a sidecar: they are written one after the other."""
    return path.parent, path.stem


def _records(numbers: Sequence[int], library: Library) -> Iterator[FileRecord]:
    for start in range(0, len(numbers), _CHUNK):
        yield from library.file_records(numbers[start : start + _CHUNK])


@dataclass(frozen=True, slots=True)
class _TakingBack:
    """Takes back, and records it."""

    library: Library
    exiftool: ExifTool | None
    dry_run: bool

    def take(self, records: Sequence[FileRecord]) -> Iterator[Written]:
        """One record after the other."""
        for record in records:
            yield self._take(record)

    def _take(self, record: FileRecord) -> Written:
        if not os.path.lexists(record.picture):
            reason = Reason("picture.missing", path=record.picture)
            return Written(record.picture, "refused", reason=reason)
        announced: list[bytes] = []

        def announce(written: Written, content: bytes) -> None:
            announced.append(content)
            digest, before = _digest(content), _before(written)
            self.library.intend_taking_back(record.number, digest, before)

        written = _taken_back(record, self.exiftool, announce, dry_run=self.dry_run)
        if announced:
            _close(self.library, record.number, written)
        elif written.how != "refused" and not self.dry_run:
            self.library.mark_gone(record.number)
        if written.values and not self.dry_run:
            read_again(self.library, record.picture)
        return written


def _taken_back(
    record: FileRecord,
    exiftool: ExifTool | None,
    announce: Callable[[Written, bytes], None],
    *,
    dry_run: bool,
) -> Written:
    preset = PRESETS.get(record.preset, _OTHERWISE)
    manner = Manner(preset, exiftool=exiftool, dry_run=dry_run, announce=announce)
    if (desktop := _desktop_of(record)) is not None:
        names = [tag for _, tag in record.tags]
        return DesktopWriter(desktop, manner).take_back(record.picture, names)
    tags = _tags(record)
    values = changes_of_record(record.tags)
    return KeywordWriter(manner).take_back(
        record.picture, record.file, tags, made=record.made, values=values
    )


def _desktop_of(record: FileRecord) -> DesktopTags | None:
    """Whose tags they are, where they are no keywords: each desktop has records of its own."""
    return next((DESKTOPS[name] for name, _ in record.tags if name in DESKTOPS), None)


def _tags(record: FileRecord) -> TagLists:
    tags: dict[XmpField, tuple[str, ...]] = {}
    for name, tag in record.tags:
        if (field := BY_NAME.get(name)) is not None:
            tags[field] = (*tags.get(field, ()), tag)
    return tags


# What was cut short


def _settle_all(library: Library) -> None:
    """Find out what became of changes during which the program was ended."""
    for number in library.written(UNSETTLED):
        _find_out(library, number)


def _find_out(library: Library, number: int) -> None:
    """What cannot be told now, as of a drive that is away, stays unsettled."""
    for record in library.file_records([number]):
        if not os.path.lexists(record.picture):
            continue
        if _is_as_intended(record):
            stamp = FileStamp.of(record.picture) if record.file == record.picture else None
            library.settle(record.number, _content(record.picture, stamp) if stamp else None)
            continue
        done = _was_done(record)
        if done:
            library.settle(record.number, None)
        elif done is not None:
            library.give_up(record.number)


def _is_as_intended(record: FileRecord) -> bool:
    desktop = _desktop_of(record)
    try:
        content = desktop.value_of(record.file) if desktop else record.file.read_bytes()
    except FileNotFoundError:
        content = b""
    except (OSError, Unwritable):
        return False
    return _digest(content) == record.digest


def _was_done(record: FileRecord) -> bool | None:
    """By the tags that are there, where another program has written the file meanwhile.

    Of those that were to be written none was there before. None where they cannot be read.
    """
    there = _taken_back(record, ExifTool.find(), lambda written, content: None, dry_run=True)
    if there.how == "refused":
        return None
    if record.state is WriteState.GOING:
        return not (there.removed or there.values or there.desktop_tags)
    if there.desktop is not None:
        return there.desktop_tags == tuple(tag for _, tag in record.tags)
    values = {field: each.after for field, each in changes_of_record(record.tags).items()}
    back = {field: each.before for field, each in there.values.items()}
    return dict(there.removed) == _tags(record) and back == values


# Several at once


def together(items: Iterable[T], place: Callable[[T], object]) -> Iterator[list[T]]:
    """Those of one place that follow each other."""
    for _, group in itertools.groupby(items, place):
        yield list(group)


def in_order(
    groups: Iterator[list[T]], work: Callable[[list[T]], Iterator[Written]], cancel: Event
) -> Iterator[Written]:
    """Do ``work`` on a few threads, not far ahead; what becomes of it, in order."""

    def done(group: list[T]) -> list[Written]:
        return list(work(group))

    ahead: deque[Future[list[Written]]] = deque()
    stopped = False
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="write") as pool:
        try:
            for group in groups:
                if cancel.is_set():
                    stopped = True
                    break
                ahead.append(pool.submit(done, group))
                if len(ahead) > 2 * WORKERS:
                    yield from ahead.popleft().result()
            while ahead:
                first = ahead.popleft()
                if cancel.is_set() and first.cancel():
                    stopped = True
                else:
                    yield from first.result()
        finally:
            for each in ahead:
                each.cancel()
    if stopped:
        raise Cancelled
