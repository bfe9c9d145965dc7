"""A slim bar with a sentence, what can be done about it, and a way to be rid of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from igtagger.gui.keys.all_keys import EVERYWHERE_KEYS
from igtagger.gui.look.announcing import announce
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip

_ICON = QSize(16, 16)


class QuietBar(QFrame):
    """Hidden until there is something to say.

    Args:
        name: what it is, for those who do not see it.
        drawing: the icon before its sentence.
        verb: what its button says.
        no: what the button says that dismisses it; a cross if empty.
        parent: the Qt owner.

    Signals:
        taken: the person wants what the button says.
        dismissed: they do not.
    """

    taken = Signal()
    dismissed = Signal()

    def __init__(
        self, name: str, drawing: str, verb: str, no: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "done")
        self.setAccessibleName(name)
        self._sign, self._drawing = PlainLabel(), drawing
        self._draw()
        self.line = ElidedLabel()
        self.verb_button, self.no_button = QToolButton(), QToolButton()
        self.verb_button.setText(verb)
        self.verb_button.clicked.connect(self.taken)
        self.no_button.setText(no)
        if not no:
            self.no_button.setIcon(icon("cross"))
            self.no_button.setAccessibleName(self.tr("Dismiss"))
            set_tool_tip(self.no_button, self.tr("Dismiss"))
        self.no_button.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 3, 6, 3)
        layout.setSpacing(6)
        layout.addWidget(self._sign)
        layout.addWidget(self.line, 1)
        for button in (self.verb_button, self.no_button):
            button.setIconSize(_ICON)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            layout.addWidget(button)
        self.hide()

    def say(self, text: str, *, verb: bool = True) -> None:
        """Show a sentence, with the button or without it; nothing at all where it is empty."""
        if text != self.line.text():
            self.line.setText(text)
            announce(self, text)
        self.verb_button.setVisible(verb)
        self.setVisible(bool(text))

    def dismiss(self) -> None:
        """The person has seen it."""
        self.hide()
        self.dismissed.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Draw the sign anew in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_sign"):
            self._draw()

    def _draw(self) -> None:
        self._sign.setPixmap(icon(self._drawing).pixmap(_ICON, self.devicePixelRatioF()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Escape dismisses it."""
        if EVERYWHERE_KEYS.verb(event) == "dismiss":
            self.dismiss()
        else:
            super().keyPressEvent(event)
