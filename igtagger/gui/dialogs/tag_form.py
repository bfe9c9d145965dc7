"""One change of own tags: to what, and what will become of it, before it is made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QCompleter, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from igtagger.app.picture_values import TagKind
from igtagger.app.tag_manager import ForeseenEdit, ManagedTag
from igtagger.gui.dialogs.form import heading, note, set_look
from igtagger.gui.keys.all_keys import TAG_CHANGE_KEYS
from igtagger.gui.look.text_field import TextField
from igtagger.gui.tags.chips import Chips, ChipText
from igtagger.gui.tags.tag_words import listed
from igtagger.labels.tag_rules import EditKind, TagEdit

PREVIEW_MILLISECONDS = 200
"""After the last letter, before it is looked what would become of it."""


class TagForm(QWidget):
    """Asks for what a change needs, and shows what it would come to.

    Args:
        parent: the Qt owner.

    Signals:
        preview_wanted: a :class:`TagEdit`: :meth:`show_foreseen` or :meth:`refuse` is to answer.
        wanted: a :class:`TagEdit` is to be made.
        left: nothing is.
    """

    preview_wanted = Signal(object)
    wanted = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: EditKind = "rename"
        self._tags: tuple[str, ...] = ()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PREVIEW_MILLISECONDS)
        self._later.timeout.connect(self._ask)
        self.title = heading("")
        self.field = TextField()
        self.field.textChanged.connect(self._later_or_never)
        self.words = Chips()
        self.words.removed.connect(self._remove_word)
        self.keep_words = QCheckBox(self.tr("&Keep the old name as another word for it"))
        self.keep_words.toggled.connect(self._ask)
        self.preview = note()
        self.do = QPushButton()
        self.do.setDefault(True)
        self.do.clicked.connect(self._do)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.left)
        buttons = QHBoxLayout()
        buttons.addWidget(self.preview, 1)
        buttons.addWidget(self.do)
        buttons.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self.words, self.field, self.keep_words):
            layout.addWidget(widget)
        layout.addLayout(buttons)

    def begin(self, kind: EditKind, tags: Sequence[ManagedTag], names: Sequence[str]) -> None:
        """Ask for a change of these tags; ``names`` are what can be completed to."""
        self._kind, self._tags = kind, tuple(tag.name for tag in tags)
        title, verb, asked = self._words_of(kind)
        self.title.setText(title.format(tags=listed(self._tags)))
        self.do.setText(verb)
        self.field.setVisible(bool(asked))
        self.field.setAccessibleName(f"{self.title.text()}: {asked}" if asked else "")
        self.field.setPlaceholderText(asked)
        completer = QCompleter(list(names), self.field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer if names else None)  # type: ignore[arg-type]
        self.field.setText(self._tags[0] if kind == "rename" else "")
        self.field.selectAll()
        self.keep_words.setChecked(False)
        self.keep_words.setVisible(kind in ("rename", "merge"))
        words = tags[0].words if kind == "synonym" else []
        self.words.set_chips([ChipText(word, word, TagKind.OWN) for word in words])
        self.preview.setText("")
        self.do.setEnabled(False)
        self._later_or_never()
        (self.field if asked else self.do).setFocus()

    def _words_of(self, kind: EditKind) -> tuple[str, str, str]:
        """The title, the verb, and what is asked for."""
        return {
            "rename": (
                self.tr("Rename “{tags}” everywhere"),
                self.tr("&Rename"),
                self.tr("New name"),
            ),
            "merge": (
                self.tr("Make one tag of “{tags}”"),
                self.tr("&Merge"),
                self.tr("The tag they become"),
            ),
            "delete": (self.tr("Delete “{tags}” everywhere"), self.tr("&Delete"), ""),
            "parent": (
                self.tr("Place “{tags}” under"),
                self.tr("&Place"),
                self.tr("A tag or a name; empty for none"),
            ),
            "synonym": (
                self.tr("Other words for “{tags}”"),
                self.tr("&Add"),
                self.tr("Another word"),
            ),
        }[kind]

    def edit(self) -> TagEdit | None:
        """The change as it is asked for now; None where something is lacking."""
        value = self.field.text().strip()
        if self._kind in ("rename", "merge", "synonym") and not value:
            return None
        if self._kind == "rename" and value == self._tags[0]:
            return None
        keep = self.keep_words.isChecked() and self.keep_words.isVisibleTo(self)
        return TagEdit(self._kind, self._tags, "" if self._kind == "delete" else value, keep)

    def _later_or_never(self) -> None:
        self.do.setEnabled(False)
        self._later.start()

    def _ask(self) -> None:
        self._later.stop()
        if not self.isVisible():
            return
        edit = self.edit()
        if edit is None:
            self._tell("", "muted")
        else:
            self.preview_wanted.emit(edit)

    def show_foreseen(self, asked: TagEdit, foreseen: ForeseenEdit) -> None:
        """Tell what would become of a change that was asked about, if it still is the one."""
        if asked != self.edit():
            return
        self._tell(" ".join(self._told(foreseen)), "muted")
        is_something = foreseen.edit.on_pictures or foreseen.changes_rules
        self.do.setEnabled(is_something)
        if not is_something:
            self._tell(self.tr("It is so already."), "muted")

    def refuse(self, asked: TagEdit, why: str) -> None:
        """Tell why a change that was asked about cannot be made."""
        if asked == self.edit():
            self._tell(why, "error")

    def _tell(self, text: str, look: str) -> None:
        self.preview.setText(text)
        set_look(self.preview, look)

    def _told(self, foreseen: ForeseenEdit) -> list[str]:
        edit, counts = foreseen.edit, foreseen.counts
        if not edit.on_pictures:
            return [self.tr("No picture changes.")]
        told = [self.tr("Changes %n picture(s).", "", counts.pictures)]
        if foreseen.joins:
            name = self.tr("“{value}” is a tag already: the two become one.")
            told.append(name.format(value=edit.value))
        if counts.several:
            told.append(
                self.tr("%n of them have several of these tags, and have one then.", "",
                        counts.several)
            )  # fmt: skip
        if foreseen.changes_rules:
            told.append(self.tr("What is said of the tag follows."))
        if counts.written:
            told.append(self.tr("Files of %n picture(s) hold the old tag.", "", counts.written))
        return told

    def _do(self) -> None:
        if (edit := self.edit()) is not None and self.do.isEnabled():
            self.wanted.emit(edit)

    def _remove_word(self, word: object) -> None:
        self.wanted.emit(TagEdit("no synonym", self._tags, str(word)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape leaves; Enter makes the change, once it is seen what that comes to."""
        verb = TAG_CHANGE_KEYS.verb(event)
        if verb == "leave":
            self.left.emit()
        elif verb == "change":
            if self._later.isActive():
                self._ask()
            else:
                self._do()
        else:
            super().keyPressEvent(event)
