"""A question or a message over the window, in the program's own style on every system."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QMessageBox, QWidget

from igtagger.gui.look.icons import tinted
from igtagger.gui.look.palette import colours

_SIDE = 40


class OwnMessageBox(QMessageBox):
    """Shows its texts as they are, with one of our drawings, and goes once it is answered.

    Args:
        drawing: a name of ``resources/icons``.
        title: of its window.
        parent: the window that it is over.
    """

    def __init__(self, drawing: str, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._drawing = drawing
        # The system's own would have other fonts, colours and buttons than all the rest.
        self.setOption(QMessageBox.Option.DontUseNativeDialog)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(title)
        self._draw()

    def _draw(self) -> None:
        shown = colours()
        colour = shown.warning if self._drawing in ("warning", "trash") else shown.accent
        self.setIconPixmap(tinted(self._drawing, colour, _SIDE, self.devicePixelRatioF()))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Without the drawings of the style's maker on its buttons."""
        for button in self.buttons():
            button.setIcon(QIcon())
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_drawing"):
            self._draw()
