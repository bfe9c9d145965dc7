"""What panels and dialogs hold, with a scroll bar where there is too little room for all of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_LINES_AROUND = 9
"""Of buttons, margins and the frame of the window, which stay in sight."""


class ScrolledPanel(QScrollArea):
    """Not to be seen but for its scroll bars, and takes no focus: what is in it does.

    Args:
        content: what is scrolled.
        parent: the Qt owner.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class Scrolled(ScrolledPanel):
    """As large as its content, and less high only where the screen is lower than that.

    Args:
        content: has its layout already.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__(content)
        self._content = content
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As large as its content, or as the screen lets it be."""
        content = self._content
        size = content.sizeHint()
        width = max(size.width(), content.minimumSizeHint().width())
        height = max(size.height(), content.heightForWidth(width))
        room = self.screen().availableGeometry().height()
        room -= _LINES_AROUND * self.fontMetrics().lineSpacing()
        if height > room:
            width += self.verticalScrollBar().sizeHint().width()
        return QSize(width, min(height, room))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Likewise: there is no need to scroll where there is room."""
        return self.sizeHint()
