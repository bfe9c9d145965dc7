"""A text of as many lines as it needs, however narrow the window and long the path in it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextDocument,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from igtagger.gui.look.palette import colours

_WIDTH = 200
"""Where the layout asks before it has decided."""
_FEWEST_LINES = 3
"""Stay in sight however low the window; the others are scrolled to."""


class WrappedText(QTextEdit):
    """Plain text that can be marked and copied.

    A label breaks lines between words alone, and asks for the width of the longest: a path or a
    file's name is one word, and makes the whole window wider. Here a word that no line has room for
    is broken.
    """

    def __init__(
        self,
        text: str = "",
        *,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        weight: QFont.Weight = QFont.Weight.Normal,
    ) -> None:
        super().__init__()
        font = QFont(self.font())
        font.setWeight(weight)
        self.setFont(font)
        self.setProperty("look", "plain")
        self.setReadOnly(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # or what is out of sight is out of reach
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        option = QTextOption(alignment)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._measured = QTextDocument(self)  # apart: what is shown keeps the width that it has
        for document in (self.document(), self._measured):
            document.setDocumentMargin(0)
            document.setDefaultTextOption(option)
            document.setDefaultFont(font)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802  Qt's name
        """Say something else."""
        self.setPlainText(text)
        self._measured.setPlainText(text)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """It has."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Of all lines."""
        self._measured.setDefaultFont(self.font())
        self._measured.setTextWidth(max(1, width))
        return int(self._measured.size().height() + 0.999)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as it is at its width."""
        return QSize(_WIDTH, self.heightForWidth(max(self.width(), _WIDTH)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Any width will do, and a few lines."""
        few = self.fontMetrics().lineSpacing() * _FEWEST_LINES
        return QSize(0, min(few, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Ask for another height at another width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A ring where it has the focus; a border would take room from the text."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(colours().focus, 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Where all of it is in sight, what is around it may want to scroll."""
        if self.verticalScrollBar().maximum():
            super().wheelEvent(event)
        else:
            event.ignore()
