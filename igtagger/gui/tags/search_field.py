"""A line in which something is looked for."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from igtagger.gui.keys.all_keys import SEARCH_KEYS
from igtagger.gui.look.icons import icon
from igtagger.gui.look.text_field import TextField

SEARCH_MILLISECONDS = 150
"""After the last letter, before pictures are looked for."""


class SearchField(TextField):
    """A line to look for something; Enter looks at once, Escape empties it.

    Signals:
        searched: the text, a moment after the last letter.
        left: Enter, the arrow down, or Escape in an empty field: on to what was found.
    """

    searched = Signal(str)
    left = Signal()

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SEARCH_MILLISECONDS)
        self._later.timeout.connect(self._search)
        self._last = ""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.textChanged.connect(self._later.start)

    def set_text(self, text: str) -> None:
        """Show another text without looking for it."""
        self._last = text.strip()
        self.setText(text)
        self._later.stop()

    def _search(self) -> bool:
        """Look for what is typed now; whether that can be looked for."""
        self._later.stop()
        text = self.text().strip()
        if text != self._last:
            self._last = text
            self.searched.emit(text)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """See the class."""
        verb = SEARCH_KEYS.verb(event)
        if verb == "empty" and self.text():
            self.clear()
            self._search()
        elif verb == "enter":
            if self._search():
                self.left.emit()
        elif verb in ("leave", "empty"):
            self.left.emit()
        else:
            super().keyPressEvent(event)
