"""Outcomes to a table: CSV, JSON or JSON Lines, one after the other, never all in memory."""

from __future__ import annotations

import csv
import errno
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Protocol

from igtagger.domain import Outcome, Reason
from igtagger.errors import ExportError
from igtagger.export.rows import Format, Layout, Rows, TableModel, TableOptions, Value, format_score
from igtagger.export.spelling import cell
from igtagger.files import refusal, replacing

__all__ = [
    "Format",
    "Layout",
    "TableModel",
    "TableOptions",
    "TableWriter",
    "guess_format",
    "open_table",
    "preview",
]

ENDINGS: dict[str, Format] = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}


class TableWriter(Protocol):
    """An open table."""

    def write(self, outcome: Outcome) -> None:
        """Add the rows of one outcome."""


def guess_format(output: Path | None) -> Format:
    """The format that a file's ending stands for; CSV for all others and for standard output."""
    return "csv" if output is None else ENDINGS.get(output.suffix.lower(), "csv")


def is_picture(output: Path) -> bool:
    """Whether there is a picture in the place of a table, by its name."""
    from igtagger.pictures.formats import EXTENSIONS  # Pillow

    return output.suffix.lower() in EXTENSIONS and os.path.isfile(output)  # noqa: PTH113


@contextmanager
def open_table(
    output: Path | None, model: TableModel, options: TableOptions
) -> Iterator[TableWriter]:
    """A table that becomes the file ``output`` when the block ends, or is not written at all.

    After an exception in the block (the run was cancelled), the file that was there before is
    untouched. None is standard output, to which each outcome goes at once: UTF-8 on every system.

    Raises:
        ExportError: ``output`` is a picture, such as the first of ``-o *.jpg``; or see
            :func:`igtagger.files.replacing`.
        BrokenPipeError: the reader of standard output has gone.
    """
    if output is not None and is_picture(output):
        raise ExportError("table.over-picture", target=output)
    with _standard_output() if output is None else replacing(output) as stream:
        writer = WRITERS[options.format](stream, Rows(model, options), options)
        writer.begin()
        yield writer
        writer.end()


def preview(
    outcomes: Iterable[Outcome], model: TableModel, options: TableOptions, *, rows: int = 20
) -> list[list[str]]:
    """The header and the first ``rows`` rows of the table, as a CSV file has them.

    For the other formats these are the same facts; no more outcomes are asked for than are shown.
    """
    source = Rows(model, options)
    found = (row for outcome in outcomes for row in source.flat(outcome))
    return [source.header, *(_cells(row) for row in islice(found, rows))]


def _cells(values: list[Value]) -> list[str]:
    return [_cell(value) for value in values]


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return cell(value)
    return format_score(value) if isinstance(value, float) else str(value)


class _Stream(Protocol):
    def write(self, text: str, /) -> int: ...


class _CsvWriter:
    def __init__(self, stream: _Stream, rows: Rows, options: TableOptions) -> None:
        self._stream, self._rows, self._bom = stream, rows, options.bom
        # The line end of Unix: Excel reads it as well, and line tools keep no CR in the last cell.
        self._table = csv.writer(stream, lineterminator="\n")

    def begin(self) -> None:
        if self._bom:
            self._stream.write("\ufeff")
        self._table.writerow(self._rows.header)

    def write(self, outcome: Outcome) -> None:
        self._table.writerows(_cells(row) for row in self._rows.flat(outcome))

    def end(self) -> None:
        pass


_encode = json.JSONEncoder(ensure_ascii=False).encode


class _JsonLinesWriter:
    def __init__(self, stream: _Stream, rows: Rows, options: TableOptions) -> None:
        self._stream, self._rows, self._layout = stream, rows, options.layout
        self._header = rows.header

    def begin(self) -> None:
        pass

    def write(self, outcome: Outcome) -> None:
        for text in self._objects(outcome):
            self._stream.write(f"{text}\n")

    def end(self) -> None:
        pass

    def _objects(self, outcome: Outcome) -> Iterator[str]:
        if self._layout == "wide":
            yield _encode(self._rows.nested(outcome))
            return
        for row in self._rows.flat(outcome):
            yield _encode(dict(zip(self._header, row, strict=True)))


class _JsonWriter(_JsonLinesWriter):
    """One array, an object on each line."""

    _before = "[\n"

    def write(self, outcome: Outcome) -> None:
        for text in self._objects(outcome):
            self._stream.write(f"{self._before}{text}")
            self._before = ",\n"

    def end(self) -> None:
        self._stream.write("[]\n" if self._before == "[\n" else "\n]\n")


WRITERS: dict[Format, type[_CsvWriter | _JsonLinesWriter]] = {
    "csv": _CsvWriter,
    "json": _JsonWriter,
    "jsonl": _JsonLinesWriter,
}


@contextmanager
def _standard_output() -> Iterator[_Stream]:
    sys.stdout.flush()
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:  # a stand-in that takes text
        yield sys.stdout
        return
    # The layer without a buffer: after a failure nothing waits there to fail again at the exit.
    yield _Bytes(getattr(binary, "raw", binary))


class _Bytes:
    """Takes text and writes it at once, in UTF-8 and with its line ends, whatever the console's."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw

    def write(self, text: str, /) -> int:
        rest = memoryview(text.encode("utf-8"))
        try:
            while rest:
                rest = rest[self._raw.write(rest) or 0 :]
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            if os.name == "nt" and error.errno == errno.EINVAL:  # its word for a broken pipe
                raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)) from error
            raise refusal(Reason("file.standard-output"), error) from error
        return len(text)
