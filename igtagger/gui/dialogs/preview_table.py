"""A few rows of text, to look at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from igtagger.gui.look.plain_text import as_tool_tip

_WIDEST_COLUMN = 260

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class TextModel(QAbstractTableModel):
    """Rows of text; the first is the header."""

    def __init__(self) -> None:
        super().__init__()
        self._header: list[str] = []
        self._rows: list[list[str]] = []

    def show_rows(self, rows: list[list[str]]) -> None:
        """Show other rows, with the header before them; nothing where there is none."""
        self.beginResetModel()
        self._header, self._rows = (rows[0], rows[1:]) if rows else ([], [])
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802  Qt's name
        """Without the header."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """As the header has."""
        return 0 if parent.isValid() else len(self._header)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text, also as tool tip, since columns are narrow."""
        roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        if not index.isValid() or role not in roles:
            return None
        row = self._rows[index.row()]
        text = row[index.column()] if index.column() < len(row) else ""
        return as_tool_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The names of the columns, and numbers of the rows."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return section + 1
        return self._header[section] if section < len(self._header) else None


class PreviewTable(QTableView):
    """A table that is looked at, not worked on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = TextModel()
        self._model.setParent(self)
        self.setModel(self._model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.horizontalHeader().setDefaultAlignment(left)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def show_rows(self, rows: list[list[str]]) -> None:
        """Show rows, the header first. Where one scrolled to, one stays."""
        place = self.horizontalScrollBar().value()
        self._model.show_rows(rows)
        self.resizeColumnsToContents()
        for column in range(self._model.columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column), _WIDEST_COLUMN))
        self.horizontalScrollBar().setValue(place)
