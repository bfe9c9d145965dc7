"""A part of a side bar under a heading that folds it away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget


class Section(QWidget):
    """A heading, and below it what a click or a key on the heading hides and shows.

    Args:
        name: which one it is, for :attr:`objectName`.
        title: the heading.
        body: what is below it.
        parent: the Qt owner.

    Signals:
        folded_changed: whether it is folded away now.
    """

    folded_changed = Signal(bool)

    def __init__(self, name: str, title: str, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.body = body
        self.heading = QToolButton()
        self.heading.setText(title)
        self.heading.setProperty("look", "heading")
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setArrowType(Qt.ArrowType.DownArrow)
        self.heading.setCheckable(True)
        self.heading.setChecked(True)
        self.heading.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.heading.toggled.connect(self._show_body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.heading)
        layout.addWidget(body, 1)

    @property
    def folded(self) -> bool:
        """Whether the heading alone is there."""
        return not self.heading.isChecked()

    def fold(self, *, folded: bool) -> None:
        """Hide or show what is below the heading."""
        self.heading.setChecked(not folded)

    def _show_body(self, shown: bool) -> None:
        self.body.setVisible(shown)
        self.heading.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        grows = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, grows)
        self.folded_changed.emit(not shown)
