"""A line of text whose keys are its own while a person types."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

_DECIDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace)


class TextField(QLineEdit):
    """Keeps the window's keys for decisions (with Return and Backspace) from being meant here.

    Qt does so for the keys that edit; Ctrl+Return and Ctrl+Shift+Backspace are not among them.
    """

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Files and pictures are the window's, though many programs offer their names as text."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Text of others is copied: moved, it would be gone where it was."""
        super().dropEvent(event)
        if event.isAccepted() and event.source() is not self:
            event.setDropAction(Qt.DropAction.CopyAction)

    def event(self, event: QEvent) -> bool:
        """Claim them before they become shortcuts."""
        claimed = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _DECIDING
        )
        if claimed:
            event.accept()
            return True
        return super().event(event)
