"""The pictures as a table model: what grid, list and details show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Filter, Listed, Order, Rows, TagKey
from igtagger.domain import Review
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.results import row_texts
from igtagger.labels.name_rule import NameRule
from igtagger.labels.thresholds import USUAL_DETAIL

REFRESH_MILLISECONDS = 500
"""While results come in, filtered and sorted views are brought up to date this often."""

Index = QModelIndex | QPersistentModelIndex
_BY_OUTCOMES = (Order.SCORE, Order.DOUBT, Order.TAKEN)
"""Orders in which a picture moves when more is known of it."""


class Column(IntEnum):
    """The columns of the list."""

    NAME = 0
    KIND = 1
    LABELS = 2
    SCORE = 3
    STATE = 4
    DIMENSIONS = 5
    DATE = 6
    FOLDER = 7
    TAKEN = 8
    RATING = 9


class Role(IntEnum):
    """What views ask for beside Qt's own roles; the same in every column."""

    ROW = Qt.ItemDataRole.UserRole + 1  # int: the picture's number in Pictures
    PATH = Qt.ItemDataRole.UserRole + 2  # str
    STATE = Qt.ItemDataRole.UserRole + 3  # State
    TAGS = Qt.ItemDataRole.UserRole + 4  # list[ShownTag]
    ERROR = Qt.ItemDataRole.UserRole + 5  # Reason | None
    REVIEWED = Qt.ItemDataRole.UserRole + 6  # bool
    VERSION = Qt.ItemDataRole.UserRole + 7  # tuple[int, int]: see Pictures.version
    KIND = Qt.ItemDataRole.UserRole + 8  # ShownTag | None
    GONE = Qt.ItemDataRole.UserRole + 9  # bool
    RATING = Qt.ItemDataRole.UserRole + 10  # int | None: stars in the file, -1 for rejected
    LABEL = Qt.ItemDataRole.UserRole + 11  # str: the colour label in the file


class ResultsModel(QAbstractTableModel):
    """The visible pictures, in order. All changes to :class:`Pictures` go through here.

    Signals:
        counts_changed: tags or states may have other counts now; at most twice a second.
        about_to_reorder: before a reset that keeps the pictures.
        reordered: after it, for whoever restores the selection.
        order_changed: ``order`` or ``descending`` is another, or was asked for in vain.
    """

    counts_changed = Signal()
    about_to_reorder = Signal()
    reordered = Signal()
    order_changed = Signal()

    def __init__(
        self, rule: NameRule, detail: float = USUAL_DETAIL, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.pictures = Pictures(rule)
        self.pictures.set_detail(detail)
        self.filter = Filter()
        self._scored: TagKey | None = None
        self.order = Order.FOUND
        self.descending = False
        self._visible: Rows = np.zeros(0, np.intp)
        self._place: Rows | None = None
        self._stale = False  # whether what is visible must be worked out anew
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(REFRESH_MILLISECONDS)
        self._late.timeout.connect(self._catch_up)
        self._naming = QTimer(self)  # a part at a time, so that the window never stands still
        self._naming.timeout.connect(self._name_some)

    # Qt's own

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Visible pictures."""
        return 0 if parent.isValid() else len(self._visible)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """As many as :class:`Column` has."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Pictures can be dragged out."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.title(Column(section)) if 0 <= section < len(Column) else None

    def title(self, column: Column) -> str:
        """What stands above a column."""
        titles = {
            Column.NAME: self.tr("Name"),
            Column.KIND: self.tr("Kind"),
            Column.LABELS: self.tr("Labels"),
            Column.SCORE: self.tr("Score"),
            Column.STATE: self.tr("State"),
            Column.DIMENSIONS: self.tr("Pixels"),
            Column.DATE: self.tr("Date"),
            Column.TAKEN: self.tr("Taken"),
            Column.RATING: self.tr("Rating"),
            Column.FOLDER: self.tr("Folder"),
        }
        return titles[column]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """See :class:`Role` and :class:`Column`."""
        if not index.isValid() or index.row() >= len(self._visible):
            return None
        row = int(self._visible[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, index.column())
        if role == Role.TAGS:
            return self.pictures.tags(row)
        answer = _ANSWERS.get(role)
        if answer is not None:
            return answer(self.pictures, row)
        return self._data_of_column(row, index.column(), role)

    def _data_of_column(self, row: int, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.AccessibleTextRole and column == Column.NAME:
            return row_texts.spoken_text(self.pictures, row)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == Column.SCORE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def text(self, row: int, column: int) -> str:
        """What the list shows in a :class:`Column`, by the picture's row."""
        if column == Column.SCORE:
            return row_texts.score_text(self.pictures, row, self._scored)
        return _TEXTS[column](self.pictures, row)

    def rows(self) -> list[int]:
        """Rows of the visible pictures, in order."""
        return [int(row) for row in self._visible]

    def rows_at(self, places: Rows) -> Rows:
        """The pictures' numbers that stand at those places."""
        return self._visible[places]

    def found(self, **otherwise: Any) -> Rows | None:
        """The pictures that pass the filter with other choices for some of it; None where all do.

        What is counted beside choices of a kind must not follow these: one could not go from one
        of them to the next.
        """
        others = replace(self.filter, **otherwise)
        if others == Filter():
            is_whole = self.pictures.listed == len(self.pictures)
            return None if is_whole else self.pictures.listed_rows()
        if others == self.filter and not self._stale:
            return self._visible
        return self.pictures.visible(others, Order.FOUND, descending=False)

    def row_at(self, place: int) -> int:
        """The picture's number that stands at a place of the model."""
        return int(self._visible[place])

    def place_of(self, row: int) -> int | None:
        """Where a picture stands now; None where the filter hides it."""
        places = self._places()
        place = int(places[row]) if 0 <= row < len(places) else -1
        return place if place >= 0 else None

    def places_of(self, rows: Rows) -> Rows:
        """Where those pictures stand now, ascending; hidden ones are left out."""
        places = self._places()[rows]
        return np.sort(places[places >= 0])

    def hidden_among(self, rows: Rows) -> int:
        """How many of those pictures are in the list and yet hidden by the filter."""
        listed = self.pictures.among_listed(rows)
        return len(listed) - len(self.places_of(listed))

    def _places(self) -> Rows:
        """The place of each picture by its row; -1 for hidden ones."""
        if self._place is None or len(self._place) != len(self.pictures):
            self._place = np.full(len(self.pictures), -1, np.intp)
            self._place[self._visible] = np.arange(len(self._visible))
        return self._place

    # Changes

    def add(self, listed: Iterable[Listed]) -> None:
        """Take pictures or their outcomes in."""
        new, changed = self.pictures.add(listed)
        plain = self.filter == Filter() and self.order is Order.FOUND and not self.descending
        if new and plain:
            self._append(np.array(new, np.intp))
        elif new or self.filter != Filter() or self.order in _BY_OUTCOMES:
            self._refresh_later()
        self._tell(changed)
        self.counts_later()

    def follow(
        self,
        gone: Iterable[str] = (),
        renamed: Iterable[tuple[str, str]] = (),
        back: Iterable[str] = (),
    ) -> None:
        """Files are there no more, have other names, before and after, or are there again."""
        rows = [row for path in gone if (row := self.pictures.lose(path)) is not None]
        rows += [row for path in back if (row := self.pictures.regain(path)) is not None]
        for before, after in renamed:
            if (row := self.pictures.rename(before, after)) is not None:
                rows.append(row)
        if not rows:
            return
        if self.filter != Filter() or self.order is Order.NAME:
            self._refresh_later()
        self._tell(rows)
        self.counts_later()

    def bring_back(self, paths: Iterable[str]) -> None:
        """Pictures that were taken out, if they were, are in the list again."""
        if [path for path in paths if self.pictures.bring_back(path)]:
            self._refresh_later()

    def take_out(self, rows: Iterable[int]) -> None:
        """These pictures are no longer in the list."""
        self.pictures.take_out(rows)
        self._refresh()
        self.counts_later()

    def set_reviews(self, reviews: Mapping[int, Review]) -> None:
        """Take over what the person decided, by row."""
        self.pictures.set_reviews(reviews)
        self._tell(list(reviews))
        # Not filtered anew: a picture that was just reviewed must not vanish under the pointer.
        self.counts_later()

    def use_model(self, rule: NameRule) -> None:
        """Another model was chosen: outcomes are forgotten, pictures and reviews stay."""
        self._naming.stop()
        self.pictures.use_model(rule)
        self._refresh()
        self._tell_all()

    def use_rule(self, rule: NameRule) -> None:
        """Things are called otherwise, or other rules hold: no model is run for it."""
        self.pictures.use_rule(rule)
        self._naming.start()

    def use_taught(self, rule: NameRule) -> None:
        """Other own tags are said by themselves; what models say of them comes later."""
        self.pictures.use_taught(rule)
        self._taught_changed()

    def take_scores(self, rows: Rows, indices: Sequence[int], scores: NDArray[np.float16]) -> None:
        """What models say of taught tags now: see :meth:`Pictures.take_scores`."""
        self.pictures.take_scores(rows, indices, scores)
        self._taught_changed()

    def _taught_changed(self) -> None:
        if self.filter != Filter() or self.order in _BY_OUTCOMES:
            self._refresh_later()
        self._tell_all()
        self.counts_later()

    def _name_some(self) -> None:
        rows = self.pictures.name_some()
        if len(rows):
            self._tell(rows.tolist())
            return
        self._naming.stop()
        self._refresh()
        self._tell_all()
        self.counts_later()

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        before = self.pictures
        self.pictures = Pictures(before.rule)
        self.pictures.set_detail(before.detail)
        self._visible, self._place = np.zeros(0, np.intp), None
        self.endResetModel()
        self.counts_changed.emit()

    def set_detail(self, detail: float) -> None:
        """Say more or less of the pictures, 0 to 100; no model is run for it."""
        if detail == self.pictures.detail:
            return
        self.pictures.set_detail(detail)
        if (
            self.order in (Order.SCORE, Order.DOUBT)
            or self.filter.min_score
            or self.filter.tag is not None
            or self.filter.text
        ):
            self._refresh()
        self._tell_all()
        self.counts_later()

    def set_filter(self, wanted: Filter) -> None:
        """Which pictures are visible."""
        if wanted != self.filter:
            self.filter, scored = wanted, self._scored
            self._refresh()
            if scored != self._scored:
                self._tell_all()
            self.counts_later()

    def set_order(self, order: Order, *, descending: bool = False) -> None:
        """How they are sorted."""
        if (order, descending) != (self.order, self.descending):
            self.order, self.descending = order, descending
            self._refresh()
        self.order_changed.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """For a click on the list's header; columns that cannot be sorted by keep the order."""
        by = {
            Column.NAME: Order.NAME,
            Column.SCORE: Order.SCORE,
            Column.DATE: Order.DATE,
            Column.TAKEN: Order.TAKEN,
        }
        chosen = by.get(Column(column)) if 0 <= column < len(Column) else Order.FOUND
        if chosen is not None:
            self.set_order(chosen, descending=order == Qt.SortOrder.DescendingOrder)
        else:
            self.order_changed.emit()

    def counts_later(self) -> None:
        """Have ``counts_changed`` emitted soon."""
        if not self._late.isActive():
            self._late.start()

    def _refresh_later(self) -> None:
        self._stale = True
        self.counts_later()

    def _catch_up(self) -> None:
        if self._stale:
            self._refresh()
        self.counts_changed.emit()

    def _refresh(self) -> None:
        """Work out what is visible."""
        self._stale = False
        self._scored = self.pictures.scored_tag(self.filter)
        self._show(self.pictures.visible(self.filter, self.order, descending=self.descending))

    def _show(self, rows: Rows) -> None:
        old = self._visible
        if len(rows) >= len(old) and np.array_equal(rows[: len(old)], old):
            self._append(rows[len(old) :])
            return
        self.about_to_reorder.emit()
        self.beginResetModel()
        self._visible, self._place = rows, None
        self.endResetModel()
        self.reordered.emit()

    def _append(self, rows: Rows) -> None:
        if not len(rows):
            return
        first = len(self._visible)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._visible = np.concatenate([self._visible, rows])
        self._place = None
        self.endInsertRows()

    def _tell(self, rows: Sequence[int]) -> None:
        """One signal for the stretch that holds all changed rows; views draw what is on screen."""
        if not rows:
            return
        places = [place for row in rows if (place := self.place_of(row)) is not None]
        if places:
            self.dataChanged.emit(
                self.index(min(places), 0), self.index(max(places), len(Column) - 1)
            )

    def _tell_all(self) -> None:
        if len(self._visible):
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(self._visible) - 1, len(Column) - 1)
            )


_TEXTS: dict[int, Callable[[Pictures, int], str]] = {
    Column.NAME: row_texts.name_text,
    Column.KIND: row_texts.kind_text,
    Column.LABELS: row_texts.labels_text,
    Column.STATE: row_texts.state_text,
    Column.DIMENSIONS: row_texts.size_text,
    Column.DATE: row_texts.date_text,
    Column.TAKEN: row_texts.taken_text,
    Column.RATING: row_texts.rating_text,
    Column.FOLDER: row_texts.folder_text,
}
"""Built once, as views ask hundreds of times for every frame they paint."""


_ANSWERS: dict[int, Callable[[Pictures, int], Any]] = {
    Role.ROW: lambda _, row: row,
    Role.PATH: Pictures.path,
    Role.STATE: Pictures.state,
    Role.ERROR: Pictures.error,
    Role.REVIEWED: lambda pictures, row: bool(pictures.review(row)),
    Role.VERSION: Pictures.version,
    Role.KIND: Pictures.kind,
    Role.GONE: Pictures.is_gone,
    Role.RATING: lambda pictures, row: pictures.facts.rating(row),
    Role.LABEL: lambda pictures, row: pictures.facts.labels.text(row),
    Qt.ItemDataRole.ToolTipRole: lambda pictures, row: as_tool_tip(
        row_texts.told_text(pictures, row)
    ),
}
