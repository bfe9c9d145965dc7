"""The tags that were taught, as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from igtagger.gui.keys.all_keys import TAUGHT_KEYS
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.tag_lessons.proposal_model import score_text
from igtagger.models.taught import TaughtTag

NAME, BY_ITSELF, PICTURES, EXAMPLES, REJECTED, THRESHOLD, MODEL = range(7)
_INDEX = Qt.ItemDataRole.UserRole
_PADDING = 10


class TaughtTable(QTreeWidget):
    """A line for each tag, with a box for whether it is said by itself.

    Signals:
        switch_wanted: the name of a tag, and whether it is to be said by itself.
        rename_wanted: its name, and another one.
        improve_wanted: more is to be suggested for the tag that is chosen.
        remove_wanted: what was taught is to be forgotten, of all that are chosen.
    """

    switch_wanted = Signal(str, bool)
    rename_wanted = Signal(str, str)
    improve_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: dict[int, TaughtTag] = {}
        titles = {
            NAME: self.tr("Tag"),
            BY_ITSELF: self.tr("By itself"),
            PICTURES: self.tr("Pictures"),
            EXAMPLES: self.tr("Examples"),
            REJECTED: self.tr("Rejected"),
            THRESHOLD: self.tr("From score"),
            MODEL: self.tr("Model"),
        }
        self.setHeaderLabels([titles[column] for column in range(len(titles))])
        self.setAccessibleName(self.tr("Taught tags"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.itemChanged.connect(self._on_changed)
        self.itemDoubleClicked.connect(self._on_double_click)

    def show_tags(
        self, tags: Sequence[TaughtTag], said: Mapping[int, int], titles: Mapping[str, str]
    ) -> None:
        """Show these; what is selected stays so.

        Args:
            tags: in the order in which they are shown.
            said: of how many pictures each is said, by index, as far as it is known.
            titles: of models, by their ids.
        """
        chosen = {tag.index for tag in self.chosen()}
        before = self.currentItem()
        current = before.data(NAME, _INDEX) if before is not None else None
        self._tags = {tag.index: tag for tag in tags}
        self.blockSignals(True)
        self.clear()
        for tag in tags:
            item = self._item(tag, said.get(tag.index), titles.get(tag.model_id, tag.model_id))
            self.addTopLevelItem(item)
            if tag.index == current:
                self.setCurrentItem(item)
            item.setSelected(tag.index in chosen)
        self.blockSignals(False)
        first = self.topLevelItem(0)
        if self.currentItem() is None and first is not None:
            self.setCurrentItem(first)
        self.itemSelectionChanged.emit()

    def _item(self, tag: TaughtTag, said: int | None, model: str) -> QTreeWidgetItem:
        number = QLocale().toString
        texts = {
            NAME: tag.name,
            PICTURES: "–" if said is None else number(said),
            EXAMPLES: number(tag.examples),
            REJECTED: number(tag.rejected),
            THRESHOLD: score_text(tag.threshold) if tag.examples else "–",
            MODEL: model,
        }
        item = QTreeWidgetItem()
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        for column, text in texts.items():
            item.setText(column, text)
            if column in (PICTURES, EXAMPLES, REJECTED, THRESHOLD):
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                item.setTextAlignment(column, right)
        item.setSizeHint(NAME, QSize(0, self.fontMetrics().height() + _PADDING))
        item.setData(NAME, _INDEX, tag.index)
        item.setToolTip(NAME, as_tool_tip(tag.name))
        state = Qt.CheckState.Checked if tag.automatic else Qt.CheckState.Unchecked
        item.setCheckState(BY_ITSELF, state)
        spoken = self.tr("on") if tag.automatic else self.tr("off")
        words = self.tr("{name}, by itself: {state}").format(name=tag.name, state=spoken)
        item.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, words)
        return item

    def chosen(self) -> list[TaughtTag]:
        """The tags that are selected."""
        items = self.selectedItems()
        found = [self._tags.get(int(item.data(NAME, _INDEX))) for item in items]
        return [tag for tag in found if tag is not None]

    def choose(self, name: str) -> None:
        """Select the tag of that name alone."""
        for place in range(self.topLevelItemCount()):
            item = self.topLevelItem(place)
            if item is not None and item.text(NAME) == name:
                self.setCurrentItem(item)

    def edit_name(self) -> None:
        """Have the current tag's name typed anew, where it stands."""
        if (item := self.currentItem()) is not None:
            self.editItem(item, NAME)

    def switch_current(self) -> None:
        """Have the current tag said by itself, or no more."""
        if (item := self.currentItem()) is not None:
            on = item.checkState(BY_ITSELF) == Qt.CheckState.Checked
            other = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
            item.setCheckState(BY_ITSELF, other)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """What can be done with a tag."""
        editing = self.state() == QAbstractItemView.State.EditingState
        verb = "" if editing or self.currentItem() is None else TAUGHT_KEYS.verb(event)
        verbs: dict[str, Callable[[], object]] = {
            "improve": self.improve_wanted.emit,
            "switch": self.switch_current,
            "rename": self.edit_name,
            "remove": self.remove_wanted.emit,
        }
        if verb:
            verbs[verb]()
        else:
            super().keyPressEvent(event)

    def _on_double_click(self, _: QTreeWidgetItem, column: int) -> None:
        if column != BY_ITSELF:
            self.improve_wanted.emit()

    def _on_changed(self, item: QTreeWidgetItem, column: int) -> None:
        tag = self._tags.get(int(item.data(NAME, _INDEX)))
        if tag is None:
            return
        on = item.checkState(BY_ITSELF) == Qt.CheckState.Checked
        if column == BY_ITSELF and on != tag.automatic:
            self.switch_wanted.emit(tag.name, on)
        elif column == NAME and item.text(NAME) != tag.name:
            self.rename_wanted.emit(tag.name, item.text(NAME))
