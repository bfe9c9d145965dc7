"""One picture on the whole window, of pictures that need not be in the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from igtagger.gui.keys.all_keys import LOOKING_KEYS
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.views.preview import Preview
from igtagger.gui.views.thumbnails import Thumbnails, Version

_FRAME = QSize(16, 48)
"""Around it, as window managers draw it, with the title."""


class LookedAt(NamedTuple):
    """A picture, and what is said above it."""

    path: str
    version: Version
    text: str


class LargeDialog(QDialog):
    """Shows one of several pictures; arrows go on, Escape, Enter and Space lead back.

    Args:
        at: gives the picture at a place.
        count: how many there are.
        place: of the first one.
        moved: told at which place the person is.
        thumbnails: stand in for pictures that are still to be decoded.
        parent: over which it opens, as large as that.

    Signals:
        key_pressed: a ``QKeyEvent`` that means nothing here.
    """

    key_pressed = Signal(object)

    def __init__(
        self,
        at: Callable[[int], LookedAt],
        count: int,
        place: int,
        moved: Callable[[int], object],
        thumbnails: Thumbnails,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._at, self._count, self._moved = at, count, moved
        self.place = place
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.preview = Preview(thumbnails, self)
        self.preview.previous.connect(lambda: self.go(-1))
        self.preview.next.connect(lambda: self.go(1))
        self._build()
        room = parent.screen().availableGeometry().size() - _FRAME
        self.resize(parent.window().size().boundedTo(room))
        self.go(0)
        self.preview.setFocus()

    def _build(self) -> None:
        self.told = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        back = QPushButton(self.tr("Back"))
        back.setAutoDefault(False)
        back.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.setContentsMargins(10, 6, 6, 0)
        line.addWidget(self.told, 1)
        line.addWidget(back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.preview, 1)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """So small that it fits wherever the window does."""
        return QSize(400, 300)

    def go(self, by: int) -> None:
        """To another picture, which is the last one at the end."""
        self.place = min(max(self.place + by, 0), self._count - 1)
        shown = self._at(self.place)
        self.told.setText(shown.text)
        self.setWindowTitle(shown.text)
        self.preview.show_path(shown.path, shown.version)
        if by:
            self._moved(self.place)

    def tell(self, text: str) -> None:
        """Say this of the picture; what is said of it anyway where it is empty."""
        if text:
            self.told.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """See the class."""
        if LOOKING_KEYS.verb(event) == "leave":
            self.reject()
            return
        self.key_pressed.emit(event)
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """The end; decode no more."""
        self.preview.close_loader()
        super().done(result)
