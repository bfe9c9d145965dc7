"""What is said where there is nothing else to show."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from igtagger.gui.look.icons import icon, tinted
from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.look.wrapped import WrappedText


class MessagePane(QWidget):
    """An icon, a line, and what to do, in the middle of calm space."""

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._title = PlainLabel(), PlainLabel()
        self._text = WrappedText(alignment=Qt.AlignmentFlag.AlignHCenter)
        self.button = QPushButton(icon("retry"), "")
        self._name = "tag"
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(bold)
        self._title.setWordWrap(True)
        self._title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        for label in (self._icon, self._title):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addStretch(2)
        for widget in (self._icon, self._title, self._text):
            layout.addWidget(widget)
        layout.addSpacing(6)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def show_text(self, name: str, title: str, text: str, button: str = "") -> None:
        """Say this; with a button where it has a text."""
        self._name = name
        self._draw()
        self._title.setText(title)
        self._text.setText(text)
        self._text.setAccessibleName(title)
        self.button.setText(button)
        self.button.setVisible(bool(button))

    def _draw(self) -> None:
        shown = colours()
        colour = shown.warning if self._name == "warning" else shown.muted
        self._icon.setPixmap(tinted(self._name, colour, 36))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
