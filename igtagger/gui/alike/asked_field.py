"""Pictures that are dropped or pasted on the search field, and the chip that says so there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
)
from PySide6.QtWidgets import QToolButton

from igtagger.gui.alike.asked_picture import asked_by, may_ask
from igtagger.gui.keys.all_keys import CHIP_KEYS, SEARCH_KEYS
from igtagger.gui.keys.focus_keys import TAKES_PICTURES
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import set_tool_tip, without_keys
from igtagger.gui.runs.intake import harmless
from igtagger.gui.tags.query_field import QueryField

_LEFT_FREE = 40
"""Logical pixels of the field that are left to letters."""
_GAP, _NEAR_EDGE = 4, 16


class AskedField(QObject):
    """Makes a search field take pictures: "similar to this".

    All else that is dropped or pasted there goes its way.

    Args:
        field: the search field; its owner, too.

    Signals:
        given: an :class:`AskedPicture`.
        ended: nothing is asked any more.
    """

    given = Signal(object)
    ended = Signal()

    def __init__(self, field: QueryField) -> None:
        super().__init__(field)
        self._field = field
        self._name = self._placeholder = ""
        self.chip = QToolButton(field)
        self.chip.setProperty("look", "slot")
        self.chip.setCursor(Qt.CursorShape.ArrowCursor)
        self.chip.setIcon(icon("cross"))
        self.chip.setIconSize(QSize(12, 12))
        self.chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.chip.clicked.connect(self.ended)
        self.chip.hide()
        field.setProperty(TAKES_PICTURES, True)
        field.installEventFilter(self)

    def show_name(self, name: str) -> None:
        """Say what is asked; nothing where it is empty."""
        if bool(name) != bool(self._name):
            told = self._field.placeholderText()
            self._field.setPlaceholderText("" if name else self._placeholder)
            self._placeholder = told
        self._name = name
        self.chip.setVisible(bool(name))
        self._place()

    def _place(self) -> None:
        field, chip = self._field, self.chip
        if not self._name:
            field.setTextMargins(0, 0, 0, 0)
            return
        said = self.tr("Similar: {name}").format(name=self._name)
        chip.setAccessibleName(self.tr("{what}: end it").format(what=said))
        set_tool_tip(chip, self.tr("{what}. Escape ends it.").format(what=said))
        left = self._beside_drawing()
        around = chip.sizeHint().width() - chip.fontMetrics().horizontalAdvance(chip.text())
        room, metrics = max(field.width() - left - _LEFT_FREE - around, 40), chip.fontMetrics()
        if metrics.horizontalAdvance(said) > room:
            said = metrics.elidedText(self._name, Qt.TextElideMode.ElideMiddle, room)
        chip.setText(without_keys(said))
        size = chip.sizeHint()
        height = min(size.height(), field.height() - 4)
        chip.setGeometry(left, (field.height() - height) // 2, size.width(), height)
        field.setTextMargins(size.width() + _GAP, 0, 0, 0)

    def _beside_drawing(self) -> int:
        """Where the drawing of the field ends."""
        buttons = self._field.findChildren(QToolButton)
        drawn = [each for each in buttons if each is not self.chip and each.x() < _NEAR_EDGE]
        return max((each.geometry().right() for each in drawn), default=0) + _GAP

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """See the class."""
        if event.type() == QEvent.Type.Resize and self._name:
            self._place()
        if isinstance(event, QDropEvent):  # as entering and moving are, too
            return self._take_drop(event)
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._take_key(event)
            if event.type() == QEvent.Type.ShortcutOverride:
                return self._claim(event)
        return False

    @staticmethod
    def _claim(event: QKeyEvent) -> bool:
        """Say whether a picture that is pasted is this field's or the window's; text is Qt's."""
        mime = QGuiApplication.clipboard().mimeData()
        if SEARCH_KEYS.verb(event) != "paste" or not (mime.hasUrls() or mime.hasImage()):
            return False
        event.setAccepted(asked_by(mime) is not None)
        return True

    def _take_drop(self, event: QDropEvent) -> bool:
        if not may_ask(event.mimeData(), event.possibleActions()):
            return False
        action = harmless(event.possibleActions())
        assert action is not None
        event.setDropAction(action)
        event.accept()
        if not isinstance(event, QDragMoveEvent | QDragEnterEvent):
            self._take(event.mimeData())
        return True

    def _take(self, mime: QMimeData) -> bool:
        asked = asked_by(mime)
        if asked is not None:
            self.given.emit(asked)
        return asked is not None

    def _take_key(self, event: QKeyEvent) -> bool:
        verb = SEARCH_KEYS.verb(event)
        if verb == "paste":
            return self._take(QGuiApplication.clipboard().mimeData())
        is_bare = bool(self._name) and not self._field.text() and not self._field.popup.isVisible()
        if is_bare and (verb == "empty" or CHIP_KEYS.verb(event) == "remove"):
            self.ended.emit()
            return True
        return False
