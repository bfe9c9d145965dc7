"""The person's tag sets: nine tags each, for nine keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.tag_sets import MOST_SETS, SLOTS, TagSet, TagSets
from igtagger.gui.dialogs.form import MARGINS, note
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.look.text_field import TextField

_COLUMNS = 3
_WIDTH = 620


class TagSetsDialog(QDialog):
    """Adds, renames, fills and deletes sets; nothing is kept before it is accepted.

    Args:
        kept: the sets as they are.
        known: own tags that were used before, for completion.
        slot: the place, from 0, of the tag to begin with.
        parent: the window.
    """

    def __init__(
        self,
        kept: TagSets,
        known: Callable[[], Sequence[str]],
        slot: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sets, self._shown, self._known = list(kept.sets), kept.chosen, known
        self._words = QStringListModel(list(known()), self)
        self.setWindowTitle(self.tr("Tag sets"))
        self.resize(_WIDTH, self.sizeHint().height())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(10)
        words = self.tr("Alt and a digit attach a tag to the selected pictures, or take it away.")
        layout.addWidget(note(words))
        layout.addLayout(self._make_choice())
        layout.addLayout(self._make_fields())
        layout.addStretch(1)
        layout.addWidget(self._make_buttons())
        self._show()
        self.fields[slot].setFocus()

    @property
    def tag_sets(self) -> TagSets:
        """The sets as they are in the dialog; the one that is shown is the chosen one."""
        self._take()
        return TagSets(tuple(self._sets), self._shown)

    def suggest_anew(self) -> None:
        """Other own tags are known now."""
        self._words.setStringList(list(self._known()))

    # Building

    def _make_choice(self) -> QGridLayout:
        self.choice, self.name = QComboBox(), TextField()
        self.choice.activated.connect(self._choose)
        self.name.textEdited.connect(
            lambda text: self.choice.setItemText(self._shown, text.strip() or self._unnamed())
        )
        self.add = QPushButton(icon("plus"), self.tr("&New set"))
        self.add.clicked.connect(self._add)
        self.delete = QPushButton(icon("trash"), self.tr("&Delete set"))
        self.delete.clicked.connect(self._delete)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for line, (text, widget) in enumerate(
            ((self.tr("&Set:"), self.choice), (self.tr("N&ame:"), self.name))
        ):
            label = PlainLabel(text)
            label.setBuddy(widget)
            grid.addWidget(label, line, 0)
            grid.addWidget(widget, line, 1)
        for line, button in enumerate((self.add, self.delete)):
            button.setAutoDefault(False)
            grid.addWidget(button, line, 2)
        return grid

    def _make_fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        self.fields = [TextField() for _ in range(SLOTS)]
        native = QKeySequence.SequenceFormat.NativeText
        for place, field in enumerate(self.fields):
            label = PlainLabel(QKeySequence(f"Alt+{place + 1}").toString(native))
            label.setBuddy(field)
            completer = QCompleter(self._words, field)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            field.setCompleter(completer)
            field.setAccessibleName(self.tr("Tag {n}").format(n=place + 1))
            pair = QHBoxLayout()
            pair.setSpacing(6)
            pair.addWidget(label)
            pair.addWidget(field, 1)
            grid.addLayout(pair, *divmod(place, _COLUMNS))
        return grid

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        save = box.addButton(self.tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setDefault(True)
        box.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    # What is shown

    def _show(self) -> None:
        self.choice.clear()
        self.choice.addItems([each.name or self._unnamed() for each in self._sets])
        self.choice.setCurrentIndex(self._shown)
        shown = self._sets[self._shown]
        self.name.setText(shown.name)
        self.name.setPlaceholderText(self._unnamed())
        for field, tag in zip(self.fields, shown.tags, strict=True):
            field.setText(tag)
        self.delete.setEnabled(len(self._sets) > 1 or shown != TagSet())
        self.add.setEnabled(len(self._sets) < MOST_SETS)

    def _unnamed(self) -> str:
        return self.tr("My tags")

    # What is done

    def _take(self) -> None:
        """What is in the fields belongs to the set that is shown."""
        tags = (field.text() for field in self.fields)
        self._sets[self._shown] = TagSet.of(self.name.text(), tags)

    def _choose(self, place: int) -> None:
        self._take()
        self._shown = place
        self._show()

    def _add(self) -> None:
        self._take()
        self._sets.append(TagSet())
        self._shown = len(self._sets) - 1
        self._show()
        self.name.setFocus()

    def _delete(self) -> None:
        del self._sets[self._shown]
        self._sets = self._sets or [TagSet()]
        self._shown = min(self._shown, len(self._sets) - 1)
        self._show()
