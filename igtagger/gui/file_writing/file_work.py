"""What is done to files on a job's thread. No Qt here but in the words of what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from igtagger.gui.file_writing.change_preview import HowMany
from igtagger.gui.file_writing.file_changes import FileChange
from igtagger.gui.jobs.job import Work
from igtagger.library.images import FileStamp

if TYPE_CHECKING:
    from igtagger.app.context import Context
    from igtagger.app.writing_tags import Wishes
    from igtagger.domain import FileFacts
    from igtagger.export.xmp.marks import Mark
    from igtagger.export.xmp.writing import Manner, Written
    from igtagger.library.facade import Library

Carry = Callable[[Path, FileStamp, FileStamp], None]
"""Told of a picture that was written: its stamps before and now."""


@dataclass(frozen=True, slots=True)
class FileDone:
    """One file that was written, or not.

    Attributes:
        change: what became of it.
        stamp: of the picture, where it was written itself.
        facts: what its files say now, where stars or a colour were written.
    """

    change: FileChange
    stamp: FileStamp | None = None
    facts: FileFacts | None = None


@dataclass(frozen=True, slots=True)
class RunBegun:
    """The number by which what is written can be taken back."""

    run: int


def write_preview(
    context: Context, paths: Iterable[str], wishes: Wishes, manner: Manner, *, by_exiftool: bool
) -> Work:
    """A dry run of writing: yields a :class:`FileChange` for each picture."""

    def looking(cancel: Event) -> Iterator[FileChange]:
        from igtagger.app.writing_tags import write_tags
        from igtagger.export.xmp.exiftool import ExifTool

        how = replace(manner, dry_run=True, exiftool=ExifTool.find() if by_exiftool else None)
        work = write_tags(map(Path, paths), context.library, wishes, how, cancel=cancel)
        yield from _told(work, cancel)

    return looking


def write_work(
    context: Context,
    paths: Iterable[str],
    wishes: Wishes,
    manner: Manner,
    *,
    by_exiftool: bool,
    carry: Carry,
) -> Work:
    """Writing: yields a :class:`RunBegun`, where anything is written, and a :class:`FileDone` each.

    Raises what :func:`igtagger.app.writing_tags.write_tags` does.
    """

    def writing(cancel: Event) -> Iterator[FileDone | RunBegun]:
        from igtagger.app.write_records import writing_alone
        from igtagger.app.writing_tags import write_tags
        from igtagger.export.xmp.exiftool import ExifTool

        how = replace(manner, exiftool=ExifTool.find() if by_exiftool else None)
        runs: list[int] = []
        with writing_alone(context.library, context.settings.library_file):
            for written in write_tags(
                map(Path, paths), context.library, wishes, how, cancel=cancel, begun=runs.append
            ):
                if runs:
                    yield RunBegun(runs.pop())
                yield _done(written, carry, context.library)

    return writing


def mark_work(
    context: Context,
    paths: Iterable[str],
    mark: Mark,
    manner: Manner,
    *,
    by_exiftool: bool,
    carry: Carry,
) -> Work:
    """Writing stars or a colour: as of :func:`write_work`."""

    def writing(cancel: Event) -> Iterator[FileDone | RunBegun]:
        from igtagger.app.write_records import writing_alone
        from igtagger.app.writing_marks import write_mark
        from igtagger.export.xmp.exiftool import ExifTool

        library = context.library
        how = replace(manner, exiftool=ExifTool.find() if by_exiftool else None)
        runs: list[int] = []
        with writing_alone(library, context.settings.library_file):
            for written in write_mark(
                map(Path, paths), library, mark, how, cancel=cancel, begun=runs.append
            ):
                if runs:
                    yield RunBegun(runs.pop())
                yield _done(written, carry, library)

    return writing


def back_preview(context: Context, run: int | None) -> Work:
    """A dry run of taking back: yields a :class:`HowMany`, and a :class:`FileChange` each.

    Args:
        context: whose library.
        run: what it wrote; all runs if None.
    """

    def looking(cancel: Event) -> Iterator[FileChange | HowMany]:
        from igtagger.app.taking_back import records_to_take_back, take_tags_back
        from igtagger.export.xmp.exiftool import ExifTool

        numbers = records_to_take_back(context.library, run=run)
        yield HowMany(len(numbers))
        work = take_tags_back(
            numbers, context.library, exiftool=ExifTool.find(), dry_run=True, cancel=cancel
        )
        yield from _told(work, cancel)

    return looking


def back_work(context: Context, run: int | None, carry: Carry) -> Work:
    """Taking back: yields a :class:`HowMany`, and a :class:`FileDone` each.

    Raises what :func:`igtagger.app.taking_back.take_tags_back` does.
    """

    def taking_back(cancel: Event) -> Iterator[FileDone | HowMany]:
        from igtagger.app.taking_back import records_to_take_back, take_tags_back
        from igtagger.app.write_records import writing_alone
        from igtagger.export.xmp.exiftool import ExifTool

        library = context.library
        with writing_alone(library, context.settings.library_file):
            numbers = records_to_take_back(library, run=run)
            yield HowMany(len(numbers))
            for written in take_tags_back(
                numbers, library, exiftool=ExifTool.find(), cancel=cancel
            ):
                yield _done(written, carry, library)

    return taking_back


def _told(work: Iterator[Written], cancel: Event) -> Iterator[FileChange]:
    for written in work:
        if cancel.is_set():  # nobody may be there any more to take it
            return
        yield FileChange.of(written)


def _done(written: Written, carry: Carry, library: Library) -> FileDone:
    from igtagger.app.file_facts import read_again

    change = FileChange.of(written)
    facts = read_again(library, written.path) if written.values else None
    if written.file != written.path or written.status is None or written.before is None:
        return FileDone(change, facts=facts)
    stamp = FileStamp.seen(written.status)
    carry(written.path, FileStamp.seen(written.before), stamp)
    return FileDone(change, stamp, facts)
