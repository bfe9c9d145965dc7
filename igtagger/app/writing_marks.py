"""Stars and colour labels into files, by the same writer and with the same records as tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

from igtagger.app.file_facts import read_again
from igtagger.app.write_records import WriteRecord
from igtagger.app.writing_order import in_order, stem_of, together
from igtagger.export.xmp.marks import Mark
from igtagger.export.xmp.writing import KeywordWriter, Manner, Written
from igtagger.library.facade import Library


def write_mark(
    paths: Iterable[Path],
    library: Library,
    mark: Mark,
    manner: Manner,
    *,
    cancel: Event,
    begun: Callable[[int], None] = lambda run: None,
) -> Iterator[Written]:
    """Give pictures stars or a colour; one answer for each, in their order.

    The library learns what the files say then, so that nothing is read again.

    Args:
        paths: of pictures, taken as they are needed.
        library: within :func:`igtagger.app.write_records.writing_alone`.
        mark: what they are to have.
        manner: how it is written.
        cancel: ends it when what is in hand is done.
        begun: told the number of the run, from any thread, before the first file is written.

    Raises:
        Cancelled: before the end.
        LibraryError: the library cannot be read, or nothing can be recorded.
    """
    record = WriteRecord(library, manner, begun)
    writer = KeywordWriter(replace(manner, announce=record.announce))

    def write(some: Sequence[Path]) -> Iterator[Written]:
        for path in some:
            written = writer.set_values(path, mark.wished)
            record.close(written)
            if written.values:
                read_again(library, path)
            yield written

    return in_order(together(paths, stem_of), write, cancel)
