"""Tables of alike pictures: rows of a few facts, as CSV, JSON or JSON Lines."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from igtagger.cli import console, options
from igtagger.errors import UsageError
from igtagger.export.destinations import text_begins
from igtagger.export.spelling import cell

if TYPE_CHECKING:
    from igtagger.cli.run_command import RunCommand
    from igtagger.export.destinations import Destination
    from igtagger.export.tables import TextStream

Fact = str | int | float | bool | None
Facts = Mapping[str, Fact]
RowTable = Callable[[Facts], None]
"""Takes one row, whose facts are those of the table's columns."""
F = TypeVar("F", bound=Callable[..., Any])

_ENDINGS = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_DECIMALS = 4
_OPTIONS = (
    click.option(
        "-o",
        "--output",
        type=options.ANY_PATH,
        metavar="FILE",
        help="The table to write; '-' is standard output, which is the default.",
    ),
    options.force,
    click.option(
        "--format",
        "format_",
        type=click.Choice(["csv", "json", "jsonl", "text"]),
        help="By the file's ending if not given; text on a terminal.",
    ),
    click.option("--absolute", is_flag=True, help="Whole paths in the table."),
)


def for_table(function: F) -> F:
    """``-o``, ``--force``, ``--format`` and ``--absolute``."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def prepare(
    job: RunCommand, columns: Sequence[str], given: Mapping[str, Any]
) -> AbstractContextManager[RowTable] | None:
    """The table, which is yet to be opened; None where a person is to read text.

    Raises:
        UsageError: no format goes by that ending, or text is for the terminal alone.
        ExportError: it may not be written there.
    """
    output: Path | None = given["output"]
    output = None if output is not None and str(output) == "-" else output
    form = given["format_"] or _format_of(output)
    if form == "text":
        if output is not None:
            raise UsageError("usage.text-to-file", formats="csv, json", format="jsonl")
        return None
    target = None
    if output is not None:
        target = job.destination(output, _own_check(columns), force=given["force"])
    return _opened(form, columns, target)


def _format_of(output: Path | None) -> str:
    if output is None:
        return "text" if sys.stdout.isatty() else "csv"
    form = _ENDINGS.get(output.suffix.lower()) if output.suffix else "csv"
    if form is None:
        raise UsageError("usage.ending", file=output, endings=", ".join(_ENDINGS))
    return form


def _own_check(columns: Sequence[str]) -> Callable[[bytes], bool]:
    """Whether a file is such a table, also one that a spreadsheet wrote again."""
    first, second = columns[:2]
    header = rf'("?){first}\1[,;\t]"?{second}"?[,;\t]'
    record = rf'\s*(\[\s*)?\{{"{first}"\s*:[^\n]*"{second}"\s*:'
    return text_begins(re.compile(rf"{header}|{record}|\s*\[\s*\]\s*\Z"))


@contextmanager
def _opened(form: str, columns: Sequence[str], target: Destination | None) -> Iterator[RowTable]:
    with nullcontext(_StandardOutput()) if target is None else target.open() as stream:
        writer = _WRITERS[form](columns, stream)
        writer.begin()
        yield writer.write
        writer.end()


class _StandardOutput:
    """UTF-8 on every system, each row at once."""

    def write(self, text: str, /) -> int:
        console.out_bytes(text.encode())
        return len(text)


class _CsvRows:
    """CSV, with cells as of ``igtagger tag``."""

    def __init__(self, columns: Sequence[str], stream: TextStream) -> None:
        self._columns = columns
        self._table = csv.writer(stream, lineterminator="\n")

    def begin(self) -> None:
        self._table.writerow(self._columns)

    def write(self, facts: Facts) -> None:
        self._table.writerow([cell(_text(facts[name])) for name in self._columns])

    def end(self) -> None:
        pass


class _JsonRows:
    """An object a line."""

    _before, _between, _after, _empty = "", "\n", "\n", ""

    def __init__(self, columns: Sequence[str], stream: TextStream) -> None:
        self._columns, self._write, self._begun = columns, stream.write, False

    def begin(self) -> None:
        pass

    def write(self, facts: Facts) -> None:
        record = {name: _rounded(facts[name]) for name in self._columns}
        before = self._between if self._begun else self._before
        self._write(before + json.dumps(record, ensure_ascii=False))
        self._begun = True

    def end(self) -> None:
        self._write(self._after if self._begun else self._empty)


class _JsonArray(_JsonRows):
    """One array of them."""

    _before, _between, _after, _empty = "[\n", ",\n", "\n]\n", "[]\n"


_WRITERS: dict[str, type[_CsvRows | _JsonRows]] = {
    "csv": _CsvRows,
    "json": _JsonArray,
    "jsonl": _JsonRows,
}


def _rounded(fact: Fact) -> Fact:
    return round(fact, _DECIMALS) if isinstance(fact, float) else fact


def _text(fact: Fact) -> str:
    if fact is None:
        return ""
    if isinstance(fact, bool):
        return str(int(fact))
    return f"{fact:.{_DECIMALS}f}" if isinstance(fact, float) else str(fact)
