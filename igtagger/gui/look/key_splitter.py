"""Panels whose size can be changed by keys, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from igtagger.gui.keys.all_keys import SPLITTER_KEYS
from igtagger.gui.look.palette import colours

STEP = 24
"""Logical pixels that an arrow moves; with Ctrl one."""


class KeySplitter(QSplitter):
    """A splitter whose handles take the focus: arrows move them, Home and End to the ends.

    Args:
        orientation: of the row of panels.
        parent: the Qt owner.
    """

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)

    def createHandle(self) -> QSplitterHandle:  # noqa: N802
        """One that takes the focus."""
        return _Handle(self.orientation(), self)

    def name_handles(self, names: Sequence[str]) -> None:
        """Say what each handle is between, from the first panel on."""
        for place, name in enumerate(names, 1):
            self.handle(place).setAccessibleName(name)


_SIDEWAYS = 2
"""So many of the keys that move are left and right; the others are up and down."""


class _Handle(QSplitterHandle):
    def __init__(self, orientation: Qt.Orientation, splitter: QSplitter) -> None:
        super().__init__(orientation, splitter)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        pressed = SPLITTER_KEYS.find(event)
        beside = self.orientation() == Qt.Orientation.Horizontal
        if pressed is None or (pressed.verb != "ends" and beside != (pressed.place < _SIDEWAYS)):
            super().keyPressEvent(event)
            return
        splitter = self.splitter()
        first, last = cast("tuple[int, int]", splitter.getRange(splitter.indexOf(self)))
        line = self.contentsRect().translated(self.pos())  # without what can be grasped around it
        now = line.x() if beside else line.y()
        if pressed.verb == "ends":
            to = (first, last)[pressed.place]
        else:
            by = STEP if pressed.verb == "move" else 1
            towards_end = (pressed.place % 2 == 1) != (beside and self.isRightToLeft())
            to = now + by if towards_end else now - by
        self.moveSplitter(min(max(to, first), last))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self._show_width()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self._show_width()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._show_width()

    def _show_width(self) -> None:
        """With the focus it is as wide as it can be grasped, else the line that Qt makes of it."""
        if self.hasFocus():
            self.clearMask()
        elif self.contentsRect() != self.rect():
            self.setMask(self.contentsRect())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if self.hasFocus():
            QPainter(self).fillRect(self.rect(), colours().focus)
        else:
            super().paintEvent(event)
