"""What keys mean wherever the focus is: commands reach through text fields, Enter presses buttons.

Qt leaves Enter on a button to dialogs, and gives a text field every key that any system's fields
know: with the focus in one, Ctrl+E would go to the end of the line, and Ctrl+Z would take nothing
back but letters.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from igtagger.gui.keys.all_keys import EVERYWHERE_KEYS

Standard = QKeySequence.StandardKey
TAKES_PICTURES = "takes-pictures"
"""A property of fields that see for themselves to what is pasted, pictures too."""
_CONTROLLING = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_EDITING = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home,
    Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete, Qt.Key.Key_Insert, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space,
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab,
)  # fmt: skip


class FocusKeys(QObject):
    """Watches the keys of the field or button that has the focus, and of no other widget.

    A text field of the window keeps what types and edits. The keys of the clipboard are its own
    where it has text for them, undo and redo while something was typed in it since the last
    decision: the latest thing is undone first. All other keys are the window's commands, if they
    are any.

    Args:
        window: whose fields are meant; buttons are those of its dialogs, too.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._texts: list[tuple[QLineEdit, str]] = []
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._watch)

    def note_decision(self) -> None:
        """Something was decided that can be undone: what was typed before is older."""
        fields = self._window.findChildren(QLineEdit)
        self._texts = [(field, field.text()) for field in fields if field.isUndoAvailable()]

    def _watch(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if isinstance(new, QPushButton | QToolButton | QLineEdit | QAbstractSpinBox):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """See the class."""
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and _is_field(watched):
            field = watched if isinstance(watched, QLineEdit) else watched.findChild(QLineEdit)
            if not isinstance(field, QLineEdit) or field.window() is not self._window:
                return False
            if self._needs(field, event):
                return False
            event.ignore()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QPushButton | QToolButton):
            return self._press(watched, event)
        return False

    @staticmethod
    def _press(button: QPushButton | QToolButton, event: QKeyEvent) -> bool:
        if EVERYWHERE_KEYS.verb(event) != "press" or not button.isEnabled():
            return False
        if not event.isAutoRepeat():
            button.click()
        return True

    def _needs(self, field: QLineEdit, event: QKeyEvent) -> bool:
        """Whether a field is to get the key, though it may be a command's."""
        if not event.modifiers() & _CONTROLLING or event.key() in _EDITING:
            return True
        if event.matches(Standard.Undo):
            return field.isUndoAvailable() and not self._is_older(field)
        if event.matches(Standard.Redo):
            return field.isRedoAvailable() and not self._is_older(field)
        if event.matches(Standard.Paste):
            return bool(field.property(TAKES_PICTURES)) or _is_text(
                QGuiApplication.clipboard().mimeData()
            )
        if event.matches(Standard.SelectAll):
            return bool(field.text())
        return field.hasSelectedText() and (
            event.matches(Standard.Copy) or event.matches(Standard.Cut)
        )

    def _is_older(self, field: QLineEdit) -> bool:
        """Whether nothing was typed there since the last decision."""
        return any(one is field and text == field.text() for one, text in self._texts)


def _is_field(widget: QObject) -> bool:
    return isinstance(widget, QLineEdit | QAbstractSpinBox)


def _is_text(content: QMimeData) -> bool:
    """Files and pictures are the window's, though many programs offer their names as text."""
    return not content.hasUrls() and not content.hasImage()
