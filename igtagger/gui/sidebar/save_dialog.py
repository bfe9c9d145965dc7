"""The question under which name a search is to be kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.saved_searches import LONGEST_NAME, cleaned_name
from igtagger.errors import UsageError
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.look.reason_words import sentence_of
from igtagger.gui.look.text_field import TextField
from igtagger.labels.query import parse

_WIDTH = 440


class SaveSearchDialog(QDialog):
    """A name and the search, which can still be changed.

    Args:
        query: the search.
        names: of the searches that are there; one of these is replaced, which the button says.
        parent: the window.
    """

    def __init__(self, query: str, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save this search"))
        self._names = {name.casefold() for name in names}
        self.name, self.search = TextField(), TextField()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setText(cleaned_name(query))
        self.name.selectAll()
        self.search.setText(query)
        self._note = PlainLabel()
        self._note.setWordWrap(True)
        self._note.setProperty("look", "muted")
        self.save_button = QPushButton()
        buttons = QDialogButtonBox()
        buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("S&earch"), self.search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self._note)
        layout.addWidget(buttons)
        self.setMinimumWidth(_WIDTH)
        for line in (self.name, self.search):
            line.textChanged.connect(lambda _: self._check())
        self._check()

    @property
    def chosen(self) -> tuple[str, str]:
        """The name and the search."""
        return cleaned_name(self.name.text()), self.search.text().strip()

    def _check(self) -> None:
        name, query = self.chosen
        there = name.casefold() in self._names
        self.save_button.setText(self.tr("Replace") if there else self.tr("Save"))
        note = self.tr("A search of that name is there already.") if there else ""
        try:
            parse(query)
        except UsageError as error:
            note, query = sentence_of(error.reason), ""
        self._note.setText(note)
        self.save_button.setEnabled(bool(name and query))
