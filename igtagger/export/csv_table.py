"""CSV, for spreadsheets and most other programs, and the same with tabs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import islice

from igtagger.export.destinations import text_begins
from igtagger.export.rows import Rows, TableModel, TableOptions, Value, format_score
from igtagger.export.spelling import cell
from igtagger.export.tables import ExportFormat, TextStream, Writes, open_text
from igtagger.labels.opinions import Judged


class _CsvWriter:
    def __init__(self, stream: TextStream, rows: Rows, options: TableOptions) -> None:
        self._stream, self._rows, self._options = stream, rows, options
        # The line end of Unix: Excel reads it as well, and line tools keep no CR in the last cell.
        self._table = csv.writer(stream, delimiter=options.delimiter, lineterminator="\n")

    def begin(self) -> None:
        if self._options.bom:
            self._stream.write("\ufeff")
        self._table.writerow(self._rows.header)

    def write(self, judged: Judged, /) -> None:
        decimal = self._options.decimal
        self._table.writerows(_cells(row, decimal) for row in self._rows.flat(judged))

    def end(self) -> None:
        pass


def _with_tabs(stream: TextStream, rows: Rows, options: TableOptions) -> _CsvWriter:
    return _CsvWriter(stream, rows, replace(options, delimiter="\t"))


def preview(
    pictures: Iterable[Judged], model: TableModel, options: TableOptions, *, rows: int = 20
) -> list[list[str]]:
    """The header and the first ``rows`` rows of the table, as a CSV file has them.

    For the other formats these are the same facts; no more pictures are asked for than are shown.
    """
    source = Rows(model, options)
    found = (row for judged in pictures for row in source.flat(judged))
    return [source.header, *(_cells(row, options.decimal) for row in islice(found, rows))]


is_own = text_begins(re.compile(r'("?)path\1[,;\t]"?(status|class|tags"?[,;\t]"?score)"?[,;\t]'))
"""Whether a CSV file is one of ours, also one that a spreadsheet wrote again. Other people's tables
are CSV, too: the header tells."""


def _cells(values: list[Value], decimal: str) -> list[str]:
    return [_cell(value, decimal) for value in values]


def _cell(value: Value, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return cell(value)
    return format_score(value).replace(".", decimal) if isinstance(value, float) else str(value)


FORMAT = ExportFormat(
    "csv",
    title="CSV, for spreadsheets",
    writes=Writes.TEXT_FILE,
    open=partial(open_text, _CsvWriter),
    is_own=is_own,
    endings=(".csv",),
    layout="simple",
    why=False,
    understands=frozenset({"bom", "delimiter", "decimal"}),
)

TABBED = ExportFormat(
    "tsv",
    title="TSV: CSV with tabs, for spreadsheets and line tools",
    writes=Writes.TEXT_FILE,
    open=partial(open_text, _with_tabs),
    is_own=is_own,
    endings=(".tsv", ".tab"),
    layout="simple",
    why=False,
    understands=frozenset({"bom", "decimal"}),
)
