"""Tags out of files again: exactly what was written, as the library's records have it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from igtagger.app.file_facts import read_again
from igtagger.app.recorded_tags import take_record_back
from igtagger.app.write_records import close_record, content_before, digest_of
from igtagger.app.writing_order import in_order, stem_of, together
from igtagger.domain import Reason
from igtagger.export.xmp.exiftool import ExifTool
from igtagger.export.xmp.writing import Written
from igtagger.library.facade import Library
from igtagger.library.writes import THERE, FileRecord

_CHUNK = 256


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
        library: within :func:`igtagger.app.write_records.writing_alone`, unless it is a dry run.
        exiftool: for what was written by it.
        dry_run: only say what would be.
        cancel: as of :func:`igtagger.app.writing_tags.write_tags`, whose errors it raises, too.
    """
    hands = _TakingBack(library, exiftool, dry_run)
    groups = together(_records(numbers, library), lambda record: stem_of(record.picture))
    return in_order(groups, hands.take, cancel)


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
            digest, before = digest_of(content), content_before(written)
            self.library.intend_taking_back(record.number, digest, before)

        written = take_record_back(record, self.exiftool, announce, dry_run=self.dry_run)
        if announced:
            close_record(self.library, record.number, written)
        elif written.how != "refused" and not self.dry_run:
            self.library.mark_gone(record.number)
        if written.values and not self.dry_run:
            read_again(self.library, record.picture)
        return written
