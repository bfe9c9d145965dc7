"""All own tags of the library as a tree, with counts and a search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from igtagger.app.tag_manager import ManagedTag
from igtagger.gui.look.palette import colours, own_look
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.tags.tag_words import colour_words
from igtagger.labels.folding import folded

NAME, PICTURES, LISTED = range(3)
_TAG_ROLE = Qt.ItemDataRole.UserRole + 1
_WORDS_ROLE = Qt.ItemDataRole.UserRole + 2
_DOT = 12


class TagTree(QTreeWidget):
    """Tags below what they stand under. What is no tag itself is there, and cannot be chosen.

    Args:
        listed: of how many pictures of the list a name is an own tag.
        parent: the Qt owner.
    """

    def __init__(self, listed: Callable[[str], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listed = listed
        self._tags: list[ManagedTag] = []
        self._text = ""
        self.setAccessibleName(self.tr("Your tags"))
        self.setHeaderLabels([self.tr("Tag"), self.tr("Pictures"), self.tr("In the list")])
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setStyleSheet("QTreeView::item { padding: 3px; }")
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (PICTURES, LISTED):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    @property
    def tags(self) -> Sequence[ManagedTag]:
        """All of them, by name."""
        return self._tags

    def chosen(self) -> list[ManagedTag]:
        """The tags that are selected, each once, in the order of the tree."""
        found = {id(tag): tag for item in self.selectedItems() if (tag := _tag_of(item))}
        return list(found.values())

    def show_tags(self, tags: Sequence[ManagedTag], choose: Iterable[str] = ()) -> None:
        """Show these; those called as in ``choose`` are selected, else those that are now."""
        names = {folded(name) for name in choose} or {folded(tag.name) for tag in self.chosen()}
        closed = {item.text(NAME) for item in self._items() if not item.isExpanded()}
        self._tags = list(tags)
        self.blockSignals(True)
        self.clear()
        self._build()
        for item in self._items():
            item.setExpanded(not item.childCount() or item.text(NAME) not in closed)
            if item.childCount() == 0 or _tag_of(item) is not None:
                item.setSelected(folded(item.text(NAME)) in names)
        if selected := self.selectedItems():
            self.setCurrentItem(selected[0], NAME, self.selectionCommand(self.currentIndex()))
            for item in selected:
                item.setSelected(True)
            self.scrollToItem(selected[0])
        self.blockSignals(False)
        self.search(self._text)
        self.itemSelectionChanged.emit()

    def search(self, text: str) -> None:
        """Show those alone that are found by a text, with what stands above them."""
        self._text = text
        wanted = folded(text)
        for row in range(self.topLevelItemCount()):
            if (item := self.topLevelItem(row)) is not None:
                _show_found(item, wanted)

    def choose(self, names: Iterable[str]) -> None:
        """Select the tags of those names."""
        self.show_tags(self._tags, names)

    def _build(self) -> None:
        """One item for each place of a tag: below each of its parents."""
        tags = {tag.name: tag for tag in self._tags}
        meant = {folded(name): name for name in reversed(tags)}
        below: dict[str, list[str]] = {}
        for tag in self._tags:
            for parent in tag.parents:
                name = meant.setdefault(folded(parent), parent)
                below.setdefault(name, []).append(tag.name)
        placed = {tag.name for tag in self._tags if tag.parents}
        for name in sorted({*tags, *below} - placed, key=lambda name: (folded(name), name)):
            self.addTopLevelItem(self._item(name, tags, below))

    def _item(
        self, name: str, tags: Mapping[str, ManagedTag], below: Mapping[str, Sequence[str]]
    ) -> QTreeWidgetItem:
        item = self._item_of(tags[name]) if name in tags else self._place(name)
        for child in below.get(name, ()):
            item.addChild(self._item(child, tags, below))
        return item

    def _place(self, name: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([name, "", ""])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setForeground(NAME, colours().muted)
        item.setData(NAME, _WORDS_ROLE, (folded(name),))
        item.setToolTip(0, as_tool_tip(self.tr("A name of igtagger's own, which stands above.")))
        return item

    def _item_of(self, tag: ManagedTag) -> QTreeWidgetItem:
        locale, listed = QLocale(), sum(map(self._listed, tag.spellings))
        counts = [locale.toString(tag.pictures), locale.toString(listed)]
        item = QTreeWidgetItem([tag.name, *counts])
        item.setIcon(NAME, colour_icon(tag.colour, self.devicePixelRatioF()))
        for column in (PICTURES, LISTED):
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            item.setTextAlignment(column, right)
        item.setData(NAME, _TAG_ROLE, tag)
        words = (tag.name, *tag.spellings, *tag.words)
        item.setData(NAME, _WORDS_ROLE, tuple(dict.fromkeys(map(folded, words))))
        told = self._told(tag, counts)
        item.setToolTip(0, as_tool_tip("\n".join(told)))
        item.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, ", ".join(told))
        return item

    def _told(self, tag: ManagedTag, counts: Sequence[str]) -> list[str]:
        told = [tag.name, self.tr("{pictures} pictures, {listed} in the list")]
        told[1] = told[1].format(pictures=counts[0], listed=counts[1])
        if tag.colour:
            told.append(self.tr("Colour: {colour}").format(colour=colour_words()[tag.colour]))
        if tag.words:
            told.append(self.tr("Other words: {words}").format(words=", ".join(tag.words)))
        if len(tag.spellings) > 1:
            told.append(self.tr("Also spelled: {names}").format(names=", ".join(tag.spellings[1:])))
        return told

    def _items(self) -> Iterator[QTreeWidgetItem]:
        ahead = [self.topLevelItem(row) for row in reversed(range(self.topLevelItemCount()))]
        while ahead:
            if (item := ahead.pop()) is None:
                continue
            yield item
            ahead += [item.child(row) for row in reversed(range(item.childCount()))]


def _tag_of(item: QTreeWidgetItem) -> ManagedTag | None:
    tag = item.data(NAME, _TAG_ROLE)
    return tag if isinstance(tag, ManagedTag) else None


def _show_found(item: QTreeWidgetItem, wanted: str) -> bool:
    """Whether an item, or one below it, is found."""
    words = item.data(NAME, _WORDS_ROLE)
    children = (item.child(row) for row in range(item.childCount()))
    below = [_show_found(child, wanted) for child in children if child is not None]
    found = any(wanted in word for word in words) or any(below)
    item.setHidden(not found)
    return found


def colour_icon(colour: str, scale: float) -> QIcon:
    """A square in the colour of a tag, as the list of tags at the side has it."""
    pixmap = QPixmap(round(_DOT * scale), round(_DOT * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    look = own_look(colours(), colour)
    painter.setPen(QPen(look.border, 1.4))
    painter.setBrush(look.border if colour else look.muted)
    painter.drawRoundedRect(QRectF(1.5, 1.5, 9, 9), 2, 2)
    painter.end()
    return QIcon(pixmap)
