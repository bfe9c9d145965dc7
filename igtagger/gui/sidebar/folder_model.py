"""The tree of folders as Qt has it."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from igtagger.app.folder_tree import ROOT, FolderNode, FolderTree
from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Rows
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.sidebar.counted_rows import CountRole
from igtagger.gui.tags.tag_model import Mark
from igtagger.labels.folding import as_head, folded
from igtagger.labels.query_building import Asked

Index = QModelIndex | QPersistentModelIndex


class FolderModel(QAbstractItemModel):
    """Folders with the counts of those of their pictures that the other filters let through."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tree = FolderTree()
        self._used = np.zeros(0, np.intp)
        self._pictures: Pictures | None = None
        self._totals: list[int] = []
        self._wanted: frozenset[str] = frozenset()
        self._excluded: frozenset[str] = frozenset()

    def show_counts(self, pictures: Pictures, rows: Rows | None) -> None:
        """Take the counts of those pictures, or of all, over; folders may be others by now."""
        listed = pictures.numbers_in_folders()
        used = np.flatnonzero(listed)
        numbers = listed if rows is None else pictures.numbers_in_folders(rows)
        if self._pictures is not pictures or not np.array_equal(used, self._used):
            self.beginResetModel()
            self._pictures, self._used = pictures, used
            self.tree = FolderTree(pictures.folders, used.tolist())
            self._totals = self.tree.totals(numbers)
            self.endResetModel()
            return
        totals = self.tree.totals(numbers)
        if totals != self._totals:
            self._totals = totals
            self._tell()

    def forget(self) -> None:
        """Make the tree anew the next time that counts are shown."""
        self._pictures = None

    def mark(self, asked: Asked) -> None:
        """Mark the folders that the search asks for, and those that it excludes."""
        wanted, excluded = (
            frozenset(as_head(text.text) for text in texts if text.field == "below")
            for texts in (asked.wanted, asked.excluded)
        )
        if (wanted, excluded) != (self._wanted, self._excluded):
            self._wanted, self._excluded = wanted, excluded
            self._tell()

    def _tell(self) -> None:
        """Nothing has another place or size; views are to draw all levels anew themselves."""
        if self.tree.top:
            first, last = self.tree.top[0], self.tree.top[-1]
            self.dataChanged.emit(self._index_at(first), self._index_at(last))

    def node(self, index: Index) -> FolderNode:
        """The folder at an index, which is valid."""
        return self.tree.nodes[index.internalId()]

    def index_of(self, path: str) -> QModelIndex:
        """Of a folder; an invalid one where it is not in the tree."""
        place = self.tree.place_of(path)
        return QModelIndex() if place is None else self._index_at(place)

    def _index_at(self, place: int) -> QModelIndex:
        return self.createIndex(self.tree.nodes[place].row, 0, place)

    def _below(self, parent: Index) -> list[int]:
        return self.node(parent).below if parent.isValid() else self.tree.top

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many folders are in one."""
        return len(self._below(parent)) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """One."""
        return 1

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Of the n-th folder in one."""
        below = self._below(parent)
        if column != 0 or not 0 <= row < len(below):
            return QModelIndex()
        return self._index_at(below[row])

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """The folder above one."""
        place = self.node(index).parent if index.isValid() else ROOT
        return QModelIndex() if place == ROOT else self._index_at(place)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name; the count and what the search says of it: see :class:`CountRole`."""
        if not index.isValid():
            return None
        node = self.node(index)
        answer: object = None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                answer = node.name
            case Qt.ItemDataRole.ToolTipRole:
                answer = as_tool_tip(node.path)
            case Qt.ItemDataRole.AccessibleTextRole:
                answer = self._told(node, index)
            case CountRole.COUNT:
                answer = self._totals[index.internalId()]
            case CountRole.MARK:
                answer = self._mark_of(node)
        return answer

    def _mark_of(self, node: FolderNode) -> Mark:
        if not (self._wanted or self._excluded):
            return Mark.NONE
        head = as_head(folded(node.path))
        if head in self._excluded:
            return Mark.EXCLUDED
        return Mark.WANTED if head in self._wanted else Mark.NONE

    def _told(self, node: FolderNode, index: Index) -> str:
        marks = {
            Mark.NONE: "",
            Mark.WANTED: self.tr("in the search"),
            Mark.EXCLUDED: self.tr("excluded from the search"),
        }
        count = self.tr("%n picture(s)", "", self._totals[index.internalId()])
        parts = (node.name.replace(os.sep, f" {os.sep} "), count, marks[self._mark_of(node)])
        return ", ".join(part for part in parts if part)
