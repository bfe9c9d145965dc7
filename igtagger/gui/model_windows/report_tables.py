"""Tables of a report: rows with the pictures that they are about, and a matrix of classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.models.evaluations.figures import Confusion

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
PATHS = Qt.ItemDataRole.UserRole + 1
"""The role of a cell's pictures: a list of paths."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_FAINTEST, _STRONGEST = 0.12, 0.55
_CELL_WIDTH, _WIDEST = 76, 320
"""Pixels of a column."""


class ReportCell(NamedTuple):
    """A text, and the number that it is sorted by; None where it is sorted as text."""

    text: str
    number: float | None = None


class ReportRow(NamedTuple):
    """The cells of a row, and the pictures that it is about."""

    cells: tuple[ReportCell, ...]
    pictures: tuple[Path, ...]


class ReportRows(QAbstractTableModel):
    """Rows that a click on a column's title sorts.

    Args:
        titles: of the columns.
        rows: each with as many cells.
    """

    def __init__(self, titles: Sequence[str], rows: Sequence[ReportRow]) -> None:
        super().__init__()
        self._titles, self._rows = list(titles), list(rows)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802  Qt's name
        """As many as were given."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """One for each title."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text, also as tool tip; numbers stand to the right."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        cell = row.cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.ToolTipRole:
                return as_tool_tip(cell.text)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if cell.number is None else _RIGHT
            case _ if role == PATHS:
                return list(row.pictures)
        return None

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The titles."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._titles[section]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By numbers where the column has them, else by text."""
        if not 0 <= column < len(self._titles):
            return

        def key(row: ReportRow) -> tuple[float, str]:
            cell = row.cells[column]
            return (0.0 if cell.number is None else cell.number), cell.text.casefold()

        self.layoutAboutToBeChanged.emit()
        self._rows.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
        self.layoutChanged.emit()


class ConfusionMatrix(QAbstractTableModel):
    """What is taken for what: a row for what pictures show, a column for what they are taken for.

    Args:
        labels: the classes, by index.
        names: of all classes.
        confusions: pairs of classes with their pictures.
        seen: how many pictures there are of each class.
        words: what a pair is called, of its names and whether it is right.
    """

    def __init__(
        self,
        labels: Sequence[int],
        names: Sequence[str],
        confusions: Sequence[Confusion],
        seen: Mapping[int, int],
        words: Callable[[str, str], str],
    ) -> None:
        super().__init__()
        self._labels, self._names, self._seen, self._words = list(labels), names, seen, words
        self._cells = {each[:2]: each for each in confusions}

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802  Qt's name
        """One for each class."""
        return 0 if parent.isValid() else len(self._labels)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Likewise."""
        return self.rowCount(parent)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """How many pictures; the more of their class, the stronger the colour."""
        label, other = self._labels[index.row()], self._labels[index.column()]
        cell = self._cells.get((label, other))
        pictures = cell.pictures if cell is not None else ()
        count = len(pictures)
        if role == PATHS:
            return [each.path for each in pictures]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{count}" if count else ""
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._told(label, other, count, role)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _CENTRE
            case Qt.ItemDataRole.BackgroundRole if count:
                return self._colour(label, other, count)
        return None

    def _told(self, label: int, other: int, count: int, role: int) -> str:
        text = f"{self._words(self._names[label], self._names[other])}: {count}"
        return as_tool_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def _colour(self, label: int, other: int, count: int) -> QColor:
        now = colours()
        colour = QColor(now.accent if label == other else now.error)
        share = count / max(self._seen.get(label, 0), 1)
        colour.setAlphaF(_FAINTEST + (_STRONGEST - _FAINTEST) * min(share, 1.0))
        return colour

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The names of classes, to the left and above."""
        name = self._names[self._labels[section]]
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tool_tip(name)
        return name if role == Qt.ItemDataRole.DisplayRole else None


class ReportTable(QTableView):
    """A table that is looked at; what is activated in it opens its pictures.

    Signals:
        chosen: pictures, as a list of paths, to be opened.
    """

    chosen = Signal(list)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setDefaultAlignment(_LEFT)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
        self.activated.connect(lambda index: self.chosen.emit(self.pictures_at(index)))

    def pictures_at(self, index: Index) -> list[Path]:
        """The pictures that a cell is about."""
        return list(index.data(PATHS) or [])

    def show_rows(self, model: ReportRows) -> None:
        """Show rows, in the order in which they are given until a title is clicked."""
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        model.setParent(self)
        self.setModel(model)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.resizeColumnsToContents()
        for column in range(model.columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column), _WIDEST))

    def show_matrix(self, model: ConfusionMatrix) -> None:
        """Show a matrix."""
        model.setParent(self)
        self.setModel(model)
        self.horizontalHeader().setDefaultSectionSize(_CELL_WIDTH)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setMaximumWidth(_WIDEST)
