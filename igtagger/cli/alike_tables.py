"""Tables of alike pictures: rows of a few facts, as text, CSV, JSON or JSON Lines."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from igtagger.cli import console, options
from igtagger.errors import UsageError
from igtagger.export.destinations import text_begins
from igtagger.export.spelling import cell

if TYPE_CHECKING:
    from igtagger.cli.run_command import RunCommand
    from igtagger.export.destinations import Destination

Fact = str | int | float | bool | None
Facts = Mapping[str, Fact]
F = TypeVar("F", bound=Callable[..., Any])

_ENDINGS = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_FORMATS = ("csv", "json", "jsonl", "text")
_DECIMALS = 4


def for_table(function: F) -> F:
    """``-o``, ``--force``, ``--format`` and ``--absolute``."""
    for option in reversed(
        [
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
                type=click.Choice(_FORMATS),
                help="By the file's ending if not given; text on a terminal.",
            ),
            click.option("--absolute", is_flag=True, help="Whole paths in the table."),
        ]
    ):
        function = option(function)
    return function


class RowSink(Protocol):
    """Where rows go."""

    def __call__(self, facts: Facts, /) -> None:
        """Take one row; the names of its facts are those of the table."""


def prepare(
    job: RunCommand, columns: Sequence[str], given: Mapping[str, Any]
) -> AbstractContextManager[RowSink] | None:
    """The table, which is yet to be opened; None where the command prints text for a person.

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
def _opened(form: str, columns: Sequence[str], target: Destination | None) -> Iterator[RowSink]:
    with nullcontext() if target is None else target.open() as stream:
        write = _to_standard_output if stream is None else stream.write
        make = {"csv": _csv_rows, "json": _json_rows, "jsonl": _json_lines}[form]
        rows = make(columns, write)
        next(rows)
        yield rows.send
        rows.close()


def _to_standard_output(text: str) -> int:
    console.out_bytes(text.encode())
    return len(text)
