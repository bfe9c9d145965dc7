"""Shows in the status line whether the next picture comes by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget


class AdvanceButton(QToolButton):
    """Switches auto-advance, and tells in words how it is.

    Args:
        action: what is switched; checked while the next picture comes by itself.
        parent: the Qt owner.
    """

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action
        self.setDefaultAction(action)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        action.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        on = self._action.isChecked()
        text = self.tr("Auto-advance: on") if on else self.tr("Auto-advance: off")
        self.setText(text)
        self.setAccessibleName(text)
