"""``SourceFile,Keywords``: what ``exiftool -csv=`` takes, to write keywords into files."""

from __future__ import annotations

import csv
import re
from functools import partial
from pathlib import Path

from igtagger.domain import Reason
from igtagger.export.captions import in_one_line
from igtagger.export.destinations import text_begins
from igtagger.export.rows import Rows, TableOptions
from igtagger.export.spelling import is_text
from igtagger.export.tables import ExportFormat, TextStream, Writes, open_text
from igtagger.labels.opinions import Judged


class _Keywords:
    """A row for each picture of which something is said.

    Paths are as they are, and nothing is disarmed: it is read by one program, which is no
    spreadsheet and takes each character for what it is.
    """

    def __init__(self, stream: TextStream, rows: Rows, options: TableOptions) -> None:
        self._rows, self._options = rows, options
        self._table = csv.writer(stream, lineterminator="\n")
        self._left_out = 0

    def begin(self) -> None:
        self._table.writerow(["SourceFile", "Keywords"])

    def write(self, judged: Judged, /) -> None:
        path = _source(judged.outcome.path.absolute(), self._options.root)
        if not is_text(path):
            self._left_out += 1
        elif keywords := in_one_line(self._rows.names(judged)):
            self._table.writerow([path, keywords])

    def end(self) -> None:
        if self._left_out:
            self._options.tell(Reason("output.left-out", count=self._left_out))


def _source(path: Path, root: Path | None) -> str:
    if root is None or not path.is_relative_to(root):
        return path.as_posix()
    return f"./{path.relative_to(root).as_posix()}"  # as ExifTool calls what is in "."


FORMAT = ExportFormat(
    "exiftool",
    title="SourceFile and Keywords, for exiftool -csv=",
    writes=Writes.TEXT_FILE,
    open=partial(open_text, _Keywords),
    is_own=text_begins(re.compile(r"SourceFile,Keywords\r?\n")),
    why=False,
    file_name="keywords.csv",
)
