"""A slim bar that says that pictures which came just now are hidden by the filter."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from igtagger.app.picture_values import Rows
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.gui.results.results_model import ResultsModel


class HiddenBar(QFrame):
    """Hidden until :meth:`watch`, when it is dismissed, and as soon as the pictures are shown.

    Args:
        model: the pictures.
        parent: the Qt owner.

    Signals:
        show_requested: all pictures are to be shown.
    """

    show_requested = Signal()

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._rows: Rows = np.zeros(0, np.intp)
        self.setProperty("look", "done")
        self.setAccessibleName(self.tr("New pictures are hidden"))
        self.line = ElidedLabel()
        self.show_button = QPushButton(self.tr("Show all pictures"))
        self.show_button.clicked.connect(self.show_requested)
        self.close_button = QToolButton()
        self.close_button.setIcon(icon("cross"))
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_tool_tip(self.close_button, self.tr("Dismiss"))
        self.close_button.setAccessibleName(self.tr("Dismiss"))
        self.close_button.clicked.connect(self.forget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 3, 6, 3)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.show_button)
        layout.addWidget(self.close_button)
        self.hide()
        model.counts_changed.connect(self.refresh)
        model.modelReset.connect(self.refresh)

    def watch(self, rows: Rows) -> None:
        """Tell of these pictures as long as the filter hides any of them."""
        self._rows = rows
        self.refresh()

    def forget(self) -> None:
        """Tell of none."""
        self.watch(np.zeros(0, np.intp))

    def refresh(self) -> None:
        """Look again how many are hidden."""
        count = self._model.hidden_among(self._rows) if len(self._rows) else 0
        self.line.setText(
            self.tr("%n picture(s) that you added are hidden by the search or a filter.", "", count)
        )
        self.setVisible(bool(count))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape dismisses it."""
        if event.key() == Qt.Key.Key_Escape:
            self.forget()
        else:
            super().keyPressEvent(event)
