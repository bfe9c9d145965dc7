"""Pictures as files and text, and their labels as text, for other programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from igtagger.app.picture_values import Rows
from igtagger.gui.results.file_mime import address_of, files_mime
from igtagger.gui.results.results_model import Column, ResultsModel

SLICE_SECONDS = 0.02
"""So long at a time a large selection is put into words; in between the window draws."""
_BREAKS = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+")

Columns = Sequence[int]


class Copying(QObject):
    """Puts a selection of any size on the clipboard without the window standing still.

    A later copy takes the place of one that is still under way.

    Signals:
        done: how many pictures were copied.
    """

    done = Signal(int)

    def __init__(self, model: ResultsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._lines: Iterator[str] = iter(())
        self._text: list[str] = []
        self._addresses: list[bytes] = []
        self._titles = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._slice)

    def copy_rows(self, places: Rows, columns: Columns = tuple(Column)) -> None:
        """The files at ``places``, and as text a line each, the titles first, tabs in between.

        File managers and mail programs take the files, tables and editors the text.
        """
        self._addresses = []
        lines = self._with_files(self._model.rows_at(places), columns)
        self._start(lines, [_titles(self._model, columns)])

    def copy_labels(self, places: Rows) -> None:
        """The shown tags of the pictures at ``places``, a line each, commas between them."""
        self._addresses = []
        self._start(_labels(self._model, self._model.rows_at(places)), [])

    def _with_files(self, rows: Rows, columns: Columns) -> Iterator[str]:
        lines = _lines(self._model, rows, columns)
        for row, line in zip(rows.tolist(), lines, strict=False):  # lines may end before
            self._addresses.append(address_of(self._model.pictures.path(row)))
            yield line

    def _start(self, lines: Iterator[str], first: list[str]) -> None:
        self._lines, self._text, self._titles = lines, first, len(first)
        self._timer.start(0)
        self._slice()

    def _slice(self) -> None:
        until = monotonic() + SLICE_SECONDS
        for line in self._lines:
            self._text.append(line)
            if monotonic() > until:
                return
        self._timer.stop()
        count = len(self._text) - self._titles
        if count:
            QGuiApplication.clipboard().setMimeData(
                files_mime(self._addresses, "\n".join(self._text))
            )
        self._text, self._addresses = [], []
        self.done.emit(count)


def _titles(model: ResultsModel, columns: Columns) -> str:
    return "\t".join(_plain(model.title(Column(column))) for column in columns)


def _lines(model: ResultsModel, rows: Rows, columns: Columns) -> Iterator[str]:
    wanted = [Column(column) for column in columns]
    text: Callable[[int, Column], str] = model.text
    for row in rows.tolist():
        if row >= len(model.pictures):
            return  # all pictures were taken out of the window meanwhile
        yield "\t".join([_plain(text(row, column)) for column in wanted])


def _labels(model: ResultsModel, rows: Rows) -> Iterator[str]:
    for row in rows.tolist():
        if row >= len(model.pictures):
            return
        names = [tag.name for tag in model.pictures.tags(row)]
        yield _plain(", ".join(names))


def _plain(text: str) -> str:
    """``text`` in one cell of one line, in characters that every clipboard can hold."""
    shown = text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
    return _BREAKS.sub(" ", shown)
