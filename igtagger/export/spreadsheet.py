"""Files of Excel, LibreOffice and other spreadsheets."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from igtagger.export.destinations import Destination
from igtagger.export.rows import Rows, TableModel, TableOptions, Value
from igtagger.export.spelling import plain
from igtagger.export.tables import ExportFormat, Sink, Writes
from igtagger.files import refusal
from igtagger.labels.opinions import Judged

if TYPE_CHECKING:
    from xlsxwriter import Workbook

MOST_ROWS = 1_048_576
"""Of one sheet, the header with them; what is beyond goes to the next."""

MOST_CHARACTERS = 32_767
"""Of one cell."""

_WIDTHS = {"path": 40, "tags": 40, "error": 30, "remark": 30, "label": 20}
_NO_XML = re.compile("[\ufffe\uffff]")
_AUTHOR = b"<dc:creator>igtagger</dc:creator>"


class _Sheets:
    """Writes each row to the disk at once. Text is text: no cell ever is a formula or a link."""

    def __init__(self, book: Workbook, rows: Rows, output: Destination) -> None:
        self._book, self._rows, self._header = book, rows, rows.header
        self._output = output
        self._score = book.add_format({"num_format": "0.0000"})
        self._bold = book.add_format({"bold": True})
        self._begin()

    def _begin(self) -> None:
        sheet = self._sheet = self._book.add_worksheet()
        for column, name in enumerate(self._header):
            sheet.set_column(column, column, _WIDTHS.get(name.rstrip("_0123456789"), 12))
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(self._header):
            sheet.write_string(0, column, name, self._bold)
        self._next = 1

    def write(self, judged: Judged, /) -> None:
        with _telling(self._output):
            for row in self._rows.flat(judged):
                if self._next == MOST_ROWS:
                    self.end()
                    self._begin()
                for column, value in enumerate(row):
                    self._put(column, value)
                self._next += 1

    def _put(self, column: int, value: Value) -> None:
        if isinstance(value, str):
            text = _NO_XML.sub("\ufffd", plain(value))[:MOST_CHARACTERS]
            self._sheet.write_string(self._next, column, text)
        elif isinstance(value, float):
            self._sheet.write_number(self._next, column, value, self._score)
        elif value is not None:
            self._sheet.write_number(self._next, column, value)

    def end(self) -> None:
        """With arrows in the header, by which rows are filtered."""
        self._sheet.autofilter(0, 0, self._next - 1, len(self._header) - 1)


@contextmanager
def _open(output: Destination | None, model: TableModel, options: TableOptions) -> Iterator[Sink]:
    assert output is not None
    from xlsxwriter import Workbook

    # Rows are kept in a file until the end, not in memory. What is given up leaves none.
    rough = TemporaryDirectory(prefix="igtagger-", ignore_cleanup_errors=True)
    with output.open_bytes() as stream, rough as folder:
        book = Workbook(stream, {"constant_memory": True, "tmpdir": folder})
        book.set_properties({"author": "igtagger"})
        try:
            with _telling(output):
                sheets = _Sheets(book, Rows(model, options), output)
            yield sheets
            with _telling(output):
                sheets.end()
                book.close()
        finally:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()  # a book that is given up leaves it open


@contextmanager
def _telling(output: Destination) -> Iterator[None]:
    """Put into words that the disk of temporary files is full, or the like."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        yield
    except OSError as error:
        raise refusal(output.path, error) from error
    except FileCreateError as error:
        raise refusal(output.path, OSError(str(error))) from error


def _is_own(ends: bytes) -> bool:
    """Also one whose author is still igtagger after a spreadsheet wrote it again."""
    with suppress(zipfile.BadZipFile, KeyError, ValueError, OSError, zlib.error):
        if ends.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(ends)).open("docProps/core.xml") as properties:
                return _AUTHOR in properties.read(1 << 16)
    return False


FORMAT = ExportFormat(
    "xlsx",
    title="Excel, for spreadsheets",
    writes=Writes.BINARY_FILE,
    open=_open,
    is_own=_is_own,
    endings=(".xlsx",),
    layout="simple",
    why=False,
)
