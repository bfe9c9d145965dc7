"""The tags of all pictures as an item model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal

from igtagger.app.picture_values import TagKey, TagKind
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.tags.ranked import Index

TAG_ROLE = Qt.ItemDataRole.UserRole + 1


class Mark(Enum):
    """What the search says of a tag."""

    NONE = ""
    WANTED = "wanted"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class CountedTag:
    """A tag and in how many pictures it is shown; in ``confirmed`` of them it is confirmed.

    ``words`` are what it is found by besides its name, folded. ``from_file``: it is a keyword that
    others wrote into files. ``taught``: of an own tag, in how many pictures it is said by itself.
    ``mark``: whether the search asks for it, or excludes it. ``colour`` is
    that of an own tag.
    """

    key: TagKey
    name: str
    pictures: int
    confirmed: int = 0
    words: tuple[str, ...] = ()
    from_file: bool = False
    colour: str = ""
    taught: int = 0
    mark: Mark = Mark.NONE

    @property
    def kind(self) -> TagKind:
        """From files, own, confirmed somewhere, or automatic everywhere."""
        if self.from_file:
            return TagKind.FILE
        if isinstance(self.key, str):
            return TagKind.OWN
        return TagKind.CONFIRMED if self.confirmed else TagKind.AUTOMATIC


class TagModel(QAbstractListModel):
    """Tags, those of most pictures first. A person may give own ones another name.

    Signals:
        renamed: old and new name, as it was typed. The model changes when the pictures have.
    """

    renamed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tags: list[CountedTag] = []

    @property
    def tags(self) -> Sequence[CountedTag]:
        """All of them, in order."""
        return self._tags

    def set_tags(self, tags: Sequence[CountedTag]) -> None:
        """Show these. What stays keeps its index, so that views keep selection and place."""
        wanted = {tag.key for tag in tags}
        self._remove_all_but(wanted)
        known = {tag.key for tag in self._tags}
        new = [tag for tag in tags if tag.key not in known]
        if new:
            first = len(self._tags)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._tags += new
            self.endInsertRows()
        if [tag.key for tag in tags] == [tag.key for tag in self._tags]:
            self._replace(tags)
        else:
            self._rearrange(tags)

    def _remove_all_but(self, wanted: set[TagKey]) -> None:
        row = len(self._tags) - 1
        while row >= 0:
            if self._tags[row].key in wanted:
                row -= 1
                continue
            last = row
            while row >= 0 and self._tags[row].key not in wanted:
                row -= 1
            self.beginRemoveRows(QModelIndex(), row + 1, last)
            del self._tags[row + 1 : last + 1]
            self.endRemoveRows()

    def _replace(self, tags: Sequence[CountedTag]) -> None:
        changed = [row for row, tag in enumerate(tags) if tag != self._tags[row]]
        self._tags = list(tags)
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def _rearrange(self, tags: Sequence[CountedTag]) -> None:
        self.layoutAboutToBeChanged.emit()
        places = {tag.key: place for place, tag in enumerate(tags)}
        before = self.persistentIndexList()
        after = [self.index(places[self._tags[index.row()].key]) for index in before]
        self._tags = list(tags)
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many tags."""
        return 0 if parent.isValid() else len(self._tags)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names; the tag itself as ``TAG_ROLE``."""
        if not index.isValid() or index.row() >= len(self._tags):
            return None
        tag = self._tags[index.row()]
        if role == TAG_ROLE:
            return tag
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return tag.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tool_tip(self._told(tag))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._told(tag)
        return None

    def _told(self, tag: CountedTag) -> str:
        kinds = {
            TagKind.OWN: self.tr("own tag"),
            TagKind.FILE: self.tr("from files"),
            TagKind.CONFIRMED: self.tr("confirmed on %n picture(s)", "", tag.confirmed),
            TagKind.AUTOMATIC: self.tr("automatic"),
        }
        count = self.tr("%n picture(s)", "", tag.pictures)
        marks = {
            Mark.WANTED: self.tr("in the search"),
            Mark.EXCLUDED: self.tr("excluded from the search"),
        }
        said = f"{tag.name}, {count}, {kinds[tag.kind]}"
        if tag.taught:
            by_itself = self.tr("said by itself on %n picture(s)", "", tag.taught)
            said = f"{said}, {by_itself}"
        return said if tag.mark is Mark.NONE else f"{said}, {marks[tag.mark]}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Own tags can be given another name."""
        flags = super().flags(index)
        if index.isValid() and self._tags[index.row()].kind is TagKind.OWN:
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Ask for another name."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        key = self._tags[index.row()].key
        name = str(value).strip()
        if not isinstance(key, str) or not name or name == key:
            return False
        self.renamed.emit(key, name)
        return False  # not yet: the pictures come first
