"""The saved searches as Qt has them, with counts that follow the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from igtagger.app.picture_values import Filter
from igtagger.app.saved_searches import SavedSearch, cleaned_name
from igtagger.errors import UsageError
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.sidebar.counted_rows import CountRole
from igtagger.gui.tags.tag_model import Mark

Index = QModelIndex | QPersistentModelIndex
_MIME = "application/x-igtagger-saved-search"
_UNKNOWN = -1
_COUNT_MILLISECONDS = 50
"""Between one count and the next: one over 100,000 pictures takes some 20."""


class SavedModel(QAbstractListModel):
    """Searches in the person's order.

    A count is how many pictures of the list one finds: what is shown when it is clicked. They are
    found out one by one, with time for all else between, as there may be many.

    Args:
        results: the pictures.
        parent: the Qt owner.

    Signals:
        renamed: old and new name. The model changes when the file has.
        moved: a name, and the place to which it was dragged.
    """

    renamed = Signal(str, str)
    moved = Signal(str, int)

    def __init__(self, results: ResultsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results = results
        self.searches: list[SavedSearch] = []
        self._counts: dict[str, int] = {}
        self._active = ""
        self._stale: list[str] = []
        self._counting = QTimer(self)
        self._counting.setInterval(_COUNT_MILLISECONDS)
        self._counting.timeout.connect(self._count_one)
        results.counts_changed.connect(self.count)

    def show_these(self, searches: Sequence[SavedSearch]) -> None:
        """Show other searches."""
        self.beginResetModel()
        self.searches = list(searches)
        self.endResetModel()
        self.count()

    def show_filter(self, wanted: Filter) -> None:
        """Mark the search by which pictures are filtered, if it is one of them and alone."""
        self._active = wanted.text if wanted == Filter(text=wanted.text) else ""
        self._tell()

    def count(self) -> None:
        """Find the counts out anew, soon."""
        queries = dict.fromkeys(each.query for each in self.searches)
        waiting = [query for query in self._stale if query in queries]
        self._stale = [*waiting, *(query for query in queries if query not in waiting)]
        if self._stale and not self._counting.isActive():
            self._counting.start()

    def _count_one(self) -> None:
        if not self._stale:
            self._counting.stop()
            return
        query = self._stale.pop(0)
        try:
            count = self._results.pictures.number_found(query)
        except UsageError:  # written into the file by hand, or by a later version
            count = _UNKNOWN
        if self._counts.get(query) != count:
            self._counts[query] = count
            self._tell()

    def _tell(self) -> None:
        if self.searches:
            self.dataChanged.emit(self.index(0), self.index(len(self.searches) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many searches."""
        return 0 if parent.isValid() else len(self.searches)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name; the count and whether it is the filter: see :class:`CountRole`."""
        if not index.isValid() or index.row() >= len(self.searches):
            return None
        search = self.searches[index.row()]
        count = self._counts.get(search.query, _UNKNOWN)
        answer: object = None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                answer = search.name
            case Qt.ItemDataRole.ToolTipRole:
                answer = as_tool_tip(f"{search.name}\n{search.query}")
            case Qt.ItemDataRole.AccessibleTextRole:
                answer = f"{search.name}, {self.tr('%n picture(s)', '', max(count, 0))}"
            case CountRole.COUNT:
                answer = count
            case CountRole.MARK:
                answer = Mark.WANTED if search.query == self._active else Mark.NONE
        return answer

    def flags(self, index: Index) -> Qt.ItemFlag:
        """They can be given other names, and dragged between others."""
        flags = super().flags(index)
        if not index.isValid():
            return flags | Qt.ItemFlag.ItemIsDropEnabled
        return flags | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Ask for another name."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        old, new = self.searches[index.row()].name, cleaned_name(str(value))
        if new and new != old:
            self.renamed.emit(old, new)
        return False  # not yet: the file comes first

    # Dragged to another place

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        """Within the list alone."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """What no other program takes."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """The name of the search that is dragged."""
        data = QMimeData()
        data.setData(_MIME, self.searches[indexes[0].row()].name.encode())
        return data

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Ask for another place; the model changes when the file has."""
        name = bytes(data.data(_MIME).data()).decode("utf-8", "replace")
        old = next((n for n, each in enumerate(self.searches) if each.name == name), None)
        if old is None or action == Qt.DropAction.IgnoreAction:
            return False
        place = parent.row() if parent.isValid() else row if row >= 0 else len(self.searches)
        self.moved.emit(name, place - (place > old))
        return False  # or the view would take the row away from where it was
