"""The table of what becomes of files, which takes a hundred thousand as they come."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from igtagger.gui.file_writing.file_changes import (
    ChangeKind,
    FileChange,
    Totals,
    change_words,
    place_words,
    tool_tip,
)
from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import as_tool_tip

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SHARES = (0.28, 0.24)
"""Of the width: what the first columns take at first; the last has the rest."""


class ChangeColumn(IntEnum):
    """The columns."""

    PICTURE = 0
    PLACE = 1
    WHAT = 2


class ChangeModel(QAbstractTableModel):
    """What became of files, in their order; all of them, or those of one kind."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.totals = Totals()
        self._changes: list[FileChange] = []
        self._of_kind: dict[ChangeKind, list[int]] = {kind: [] for kind in ChangeKind}
        self._kind: ChangeKind | None = None

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802  Qt's name
        """Those that are shown."""
        return 0 if parent.isValid() else self._count()

    def _count(self) -> int:
        return len(self._changes) if self._kind is None else len(self._of_kind[self._kind])

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """See :class:`ChangeColumn`."""
        return 0 if parent.isValid() else len(ChangeColumn)

    def change_at(self, place: int) -> FileChange:
        """What is shown in a row."""
        row = place if self._kind is None else self._of_kind[self._kind][place]
        return self._changes[row]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names, places, and what changes; why nothing does in the colour that tells how bad."""
        if not index.isValid():
            return None
        change, column = self.change_at(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column == ChangeColumn.PICTURE:
                return change.name
            return (place_words if column == ChangeColumn.PLACE else change_words)(change)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tool_tip(tool_tip(change))
        if role == Qt.ItemDataRole.ForegroundRole and column == ChangeColumn.WHAT:
            shades = {ChangeKind.UNCHANGED: colours().muted, ChangeKind.REFUSED: colours().error}
            return shades.get(change.kind)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = (self.tr("Picture"), self.tr("Written to"), self.tr("What changes"))
        return titles[section] if 0 <= section < len(titles) else None

    def append(self, changes: Sequence[FileChange]) -> None:
        """Some more of them."""
        first, before = self._count(), len(self._changes)
        shown = [c for c in changes if self._kind in (None, c.kind)]
        if shown:
            self.beginInsertRows(QModelIndex(), first, first + len(shown) - 1)
        for row, change in enumerate(changes, before):
            self._changes.append(change)
            self._of_kind[change.kind].append(row)
            self.totals.add(change)
        if shown:
            self.endInsertRows()

    def clear(self) -> None:
        """Begin anew."""
        self.beginResetModel()
        self.totals = Totals()
        self._changes = []
        self._of_kind = {kind: [] for kind in ChangeKind}
        self.endResetModel()

    def show_kind(self, kind: ChangeKind | None) -> None:
        """Show those of one kind alone, or all."""
        self.beginResetModel()
        self._kind = kind
        self.endResetModel()


class ChangeTable(QTableView):
    """Looked at, not worked on. Its columns share the width until a person moves one."""

    def __init__(self, model: ChangeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """See the class."""
        super().resizeEvent(event)
        if event.oldSize().width() <= 0:
            for column, share in enumerate(_SHARES):
                self.setColumnWidth(column, int(share * event.size().width()))
