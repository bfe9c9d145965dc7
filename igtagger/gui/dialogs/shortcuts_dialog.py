"""All shortcuts of a window on one page, found by what they do or by their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QKeyCombination, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from igtagger.gui.dialogs.form import MARGINS, note
from igtagger.gui.keys.all_keys import ALL_KEYS
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.look.text_field import TextField
from igtagger.labels.folding import folded

_SIZE = (620, 620)
_SHARE = 0.92
"""Of a small screen; the rest is for what stands around the dialog."""
_MOST_KEYS = 2
_LAST_USUAL_KEY = Qt.Key.Key_Direction_R
"""Behind it come the keys of remote controls: Qt binds "Open" and "Undo" to theirs too."""


@dataclass(frozen=True, slots=True)
class ShortcutEntry:
    """One thing that can be done by keys. ``keys`` are in the system's own spelling."""

    group: str
    text: str
    keys: tuple[str, ...]


def collect(window: QWidget) -> list[ShortcutEntry]:
    """The shortcuts of a window: of its menus in their order, then of its other actions.

    An action outside the menus is in the group that its property ``group`` names. Actions without
    a shortcut, and hidden ones, are left out.
    """
    entries: list[ShortcutEntry] = []
    seen: set[QAction] = set()
    if isinstance(window, QMainWindow):
        for top in window.menuBar().actions():
            menu = top.menu()
            if isinstance(menu, QMenu) and top.isVisible():
                _collect_menu(menu, _plain(top.text()), entries, seen)
    other = QCoreApplication.translate("ShortcutsDialog", "Other")
    for action in window.findChildren(QAction):
        if action not in seen:
            _add(action, str(action.property("group") or other), entries, seen)
    return entries


def from_tables() -> list[ShortcutEntry]:
    """The keys that are no actions, as those who obey them have them."""
    return [
        ShortcutEntry(table.words(), entry.words(), entry.shown_keys())
        for table in ALL_KEYS
        for entry in table.entries
    ]


class ShortcutsDialog(QDialog):
    """A page to look shortcuts up.

    Args:
        entries: from :func:`collect` and :func:`from_tables`.
        parent: the window.
    """

    def __init__(self, entries: Sequence[ShortcutEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.resize(QSize(*_SIZE).boundedTo(self.screen().availableSize() * _SHARE))
        self.search = TextField()
        self.search.setPlaceholderText(self.tr("Search what it does, or keys"))
        self.search.setAccessibleName(self.tr("Search the shortcuts"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._filter)
        self.tree = self._make_tree(entries)
        self.nothing = note(self.tr("No shortcut is called that."))
        self.nothing.hide()
        buttons = QDialogButtonBox()
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(10)
        for widget in (self.search, self.nothing, self.tree, buttons):
            layout.addWidget(widget)
        self.search.setFocus()

    def _make_tree(self, entries: Sequence[ShortcutEntry]) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName(self.tr("Keyboard shortcuts"))
        tree.setColumnCount(2)
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setItemsExpandable(False)
        tree.setUniformRowHeights(True)
        tree.setIndentation(14)
        tree.setStyleSheet("QTreeView::item { padding: 3px; }")
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        groups: dict[str, QTreeWidgetItem] = {}
        for entry in entries:
            if entry.group not in groups:
                groups[entry.group] = _group(tree, entry.group)
            item = QTreeWidgetItem([entry.text, self.tr(" or ").join(entry.keys)])
            item.setToolTip(0, as_tool_tip(entry.text))
            groups[entry.group].addChild(item)
        tree.expandAll()
        return tree

    def shown(self) -> list[str]:
        """What is listed now."""
        return [text for text, _ in self.lines()]

    def lines(self) -> list[tuple[str, str]]:
        """The same, each with its keys."""
        return [
            (item.text(0), item.text(1))
            for group in self._groups()
            for item in _children(group)
            if not item.isHidden()
        ]

    def _groups(self) -> list[QTreeWidgetItem]:
        items = (self.tree.topLevelItem(row) for row in range(self.tree.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _filter(self, text: str) -> None:
        words = folded(text).split()
        for group in self._groups():
            for item in _children(group):
                told = folded(f"{group.text(0)} {item.text(0)} {item.text(1)}")
                item.setHidden(not all(word in told for word in words))
            group.setHidden(all(item.isHidden() for item in _children(group)))
        self.nothing.setVisible(not self.shown())


def _group(tree: QTreeWidget, title: str) -> QTreeWidgetItem:
    group = QTreeWidgetItem(tree, [title])
    group.setFlags(Qt.ItemFlag.ItemIsEnabled)
    group.setFirstColumnSpanned(True)
    font = tree.font()
    font.setBold(True)
    group.setFont(0, font)
    return group


def _children(group: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    items = (group.child(row) for row in range(group.childCount()))
    return [item for item in items if item is not None]


def _collect_menu(
    menu: QMenu, group: str, entries: list[ShortcutEntry], seen: set[QAction]
) -> None:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            _collect_menu(inner, group, entries, seen)
        else:
            _add(action, group, entries, seen)


def _add(action: QAction, group: str, entries: list[ShortcutEntry], seen: set[QAction]) -> None:
    seen.add(action)
    native = QKeySequence.SequenceFormat.NativeText
    usual = (s for s in action.shortcuts() if s.count() and _first_key(s) <= _LAST_USUAL_KEY)
    keys = tuple(s.toString(native) for s in usual)[:_MOST_KEYS]
    if keys and action.isVisible() and action.text():
        text, short = _plain(action.text()), action.iconText()
        # "Undo" for "Undo: add a tag to 3 pictures".
        entries.append(ShortcutEntry(group, short if text.startswith(f"{short}:") else text, keys))


def _first_key(sequence: QKeySequence) -> Qt.Key:
    combination: QKeyCombination = sequence[0]  # type: ignore[index]  # missing in Qt's stubs
    return combination.key()


def _plain(text: str) -> str:
    """The text of an action without its mnemonic and its dots."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip(".…")
