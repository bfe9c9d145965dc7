"""A label for names and paths of any length: what does not fit is cut, and told in the tool tip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip

_SHORTEST = 12
"""Characters that stay readable however narrow the window."""


class ElidedLabel(PlainLabel):
    """One line of plain text. The whole text stays there for screen readers."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(text, parent)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:  # noqa: N802  Qt's name
        """Show another text."""
        super().setText(text)
        self._tell()

    def shown_text(self) -> str:
        """The text as it is painted."""
        return self.fontMetrics().elidedText(self.text(), self._mode, self.contentsRect().width())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Room for a few characters."""
        hint = super().minimumSizeHint()
        narrow = self.fontMetrics().averageCharWidth() * _SHORTEST
        return QSize(min(hint.width(), narrow), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw what fits, as the style draws any label."""
        painter = QPainter(self)
        align = int(self.alignment().value) | int(Qt.TextFlag.TextSingleLine.value)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            align,
            self.palette(),
            self.isEnabled(),
            self.shown_text(),
            self.foregroundRole(),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Tell the whole text where it no longer fits."""
        super().resizeEvent(event)
        self._tell()

    def _tell(self) -> None:
        text = self.text()
        set_tool_tip(self, text if self.shown_text() != text else "")
