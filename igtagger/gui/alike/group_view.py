"""Copies of pictures, a group in each row, the best one first: to be compared side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from igtagger.app.likeness.copy_decisions import CopyDecisions, CopyMark, ShownGroup
from igtagger.app.likeness.duplicates import Member
from igtagger.app.likeness.joining_copies import Likeness
from igtagger.gui.alike.likeness_words import (
    date_text,
    facts_text,
    gain_text,
    kind_text,
    member_text,
)
from igtagger.gui.alike.picture_tile import TileText, draw_tile, tile_size
from igtagger.gui.keys.all_keys import COPY_KEYS
from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.views.thumbnails import Thumbnails

_LINES = 5
_CHARACTERS = 28
Index = QModelIndex | QPersistentModelIndex


class GroupModel(QAbstractTableModel):
    """The groups that are shown, by row, and their copies, by column.

    Args:
        decisions: what was found and decided.
        parent: the Qt owner.
    """

    def __init__(self, decisions: CopyDecisions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._decisions = decisions
        self._rows = self._columns = 0

    def show_all(self) -> None:
        """Other groups are shown, or other copies of them."""
        self.beginResetModel()
        self._rows = len(self._decisions.groups)
        self._columns = _width(self._decisions.groups)
        self.endResetModel()

    def show_more(self) -> None:
        """More groups were found."""
        groups = self._decisions.groups
        if (width := _width(groups[self._rows :])) > self._columns:
            self.beginInsertColumns(QModelIndex(), self._columns, width - 1)
            self._columns = width
            self.endInsertColumns()
        if len(groups) > self._rows:
            self.beginInsertRows(QModelIndex(), self._rows, len(groups) - 1)
            self._rows = len(groups)
            self.endInsertRows()

    def tell_marks(self) -> None:
        """Something was decided."""
        if self._rows and self._columns:
            last = self.index(self._rows - 1, self._columns - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Groups."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Copies of the largest group."""
        return 0 if parent.isValid() else self._columns

    def group(self, index: Index) -> ShownGroup | None:
        """The group of a row."""
        return self._decisions.groups[index.row()] if index.isValid() else None

    def member(self, index: Index) -> Member | None:
        """The copy at a place; None where the group has not so many."""
        group = self.group(index)
        if group is None or index.column() >= len(group.members):
            return None
        return group.members[index.column()]

    def mark(self, member: Member) -> CopyMark:
        """What is decided about a copy."""
        return self._decisions.mark(str(member.path))

    def version(self, member: Member) -> tuple[int, int]:
        """Times of change of its file."""
        return self._decisions.version(str(member.path))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """There is nothing behind the last copy of a group."""
        if self.member(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name; to screen readers all that is shown."""
        member = self.member(index)
        if member is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return member.path.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tool_tip(str(member.path))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (member.path.name, *self.lines(index, member))))
        return None

    def lines(self, index: Index, member: Member) -> tuple[str, ...]:
        """What stands below a copy beside its name: what it is, its facts, its date, its folder."""
        group = self.group(index)
        assert group is not None
        return (
            member_text(member, group.members, self.mark(member)),
            facts_text(member),
            date_text(member),
            str(member.path.parent),
        )

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Of a row: how alike its copies are, how many, and what all but the first take."""
        if orientation != Qt.Orientation.Vertical or section >= self._rows:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        group = self._decisions.groups[section]
        return "\n".join(
            (
                QLocale().toString(section + 1),
                kind_text(group.likeness),
                self.tr("%n copy(s)", "", len(group.members)),
                gain_text(group.gain),
            )
        )


def _width(groups: Sequence[ShownGroup]) -> int:
    return max((len(group.members) for group in groups), default=0)


class _GroupDelegate(QStyledItemDelegate):
    def __init__(self, thumbnails: Thumbnails, edge: int, view: QTableView) -> None:
        super().__init__(view)
        self._thumbnails, self.edge, self._view = thumbnails, edge, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        metrics = option.fontMetrics
        width = metrics.averageCharWidth() * _CHARACTERS
        return tile_size(metrics, self.edge, _LINES, width)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, GroupModel)
        member = model.member(index)
        if member is None:
            return
        shades, mark = colours(), model.mark(member)
        is_best = mark is CopyMark.BEST or (mark is CopyMark.NONE and index.column() == 0)
        colour = {CopyMark.BEST: shades.success, CopyMark.UNWANTED: shades.error}.get(mark)
        said, *others = model.lines(index, member)
        if index == self._view.currentIndex():
            option.state |= QStyle.StateFlag.State_Selected
        first = TileText(said, strong=is_best or mark is not CopyMark.NONE, colour=colour)
        name = TileText(member.path.name, colour=shades.text)
        draw_tile(
            painter,
            option,
            self._thumbnails,
            (str(member.path), model.version(member)),
            self.edge,
            [first, name, *map(TileText, others)],
            border=colour,
            mark="trash" if mark is CopyMark.UNWANTED else "",
        )


class GroupView(QTableView):
    """Shows a :class:`GroupModel`. Arrows lead within a group and from one to the next.

    Args:
        model: the groups.
        thumbnails: where the small pictures come from.
        edge: of these, in logical pixels.
        parent: the Qt owner.

    Signals:
        verb_wanted: what a key asks for: a verb of ``COPY_KEYS``.
    """

    verb_wanted = Signal(str)

    def __init__(
        self, model: GroupModel, thumbnails: Thumbnails, edge: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._groups = model
        self.setModel(model)
        self.setItemDelegate(_GroupDelegate(thumbnails, edge, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for way in (self.setVerticalScrollMode, self.setHorizontalScrollMode):
            way(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Groups of copies"))
        self._size_sections(edge)
        self.doubleClicked.connect(lambda _: self.verb_wanted.emit("open"))
        thumbnails.ready.connect(self._paint_again)  # a method, which Qt lets go of with this

    def _paint_again(self, _: object) -> None:
        self.viewport().update()

    def _size_sections(self, edge: int) -> None:
        metrics = self.fontMetrics()
        cell = tile_size(metrics, edge, _LINES, metrics.averageCharWidth() * _CHARACTERS)
        self.horizontalHeader().hide()
        side = self.verticalHeader()
        bold = QFont(self.font())
        bold.setBold(True)
        words = gain_text(999_900_000)
        room = max(map(QFontMetrics(bold).horizontalAdvance, (words, kind_text(Likeness.NEAR))))
        side.setFixedWidth(room + 3 * metrics.averageCharWidth())
        for header, size in ((self.horizontalHeader(), cell.width()), (side, cell.height())):
            header.setMinimumSectionSize(size)
            header.setDefaultSectionSize(size)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setSectionsClickable(False)
        self.horizontalScrollBar().setSingleStep(cell.width() // 4)
        self.verticalScrollBar().setSingleStep(cell.height() // 4)

    def current(self) -> tuple[ShownGroup, Member] | None:
        """The copy that is chosen, and its group."""
        index = self.currentIndex()
        group, member = self._groups.group(index), self._groups.member(index)
        return (group, member) if group is not None and member is not None else None

    def moveCursor(  # noqa: N802  Qt's name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """To a group with fewer copies: its last one."""
        moves, now = QAbstractItemView.CursorAction, self.currentIndex()
        by = {moves.MoveUp: -1, moves.MoveDown: 1}.get(action)
        if by is None or not now.isValid():
            return super().moveCursor(action, modifiers)
        row = min(max(now.row() + by, 0), self._groups.rowCount() - 1)
        group = self._groups.group(self._groups.index(row, 0))
        last = len(group.members) - 1 if group is not None else 0
        return self._groups.index(row, min(now.column(), last))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """See :data:`igtagger.gui.keys.all_keys.COPY_KEYS`."""
        if verb := COPY_KEYS.verb(event):
            self.verb_wanted.emit(verb)
        else:
            super().keyPressEvent(event)
