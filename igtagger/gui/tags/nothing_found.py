"""What stands in the place of the pictures where none is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from igtagger.gui.look.message_pane import MessagePane
from igtagger.gui.results.results_model import ResultsModel


class NothingFound(QStackedWidget):
    """The pictures, or why there are none and what to do.

    Args:
        views: the pictures.
        model: likewise, for whether there are any.
        parent: the Qt owner.

    Signals:
        reset_requested: all pictures are to be shown.
    """

    reset_requested = Signal()

    def __init__(self, views: QWidget, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views, self._model = views, model
        self.pane = MessagePane()
        self.pane.button.clicked.connect(self.reset_requested)
        self.addWidget(views)
        self.addWidget(self.pane)
        for signal in (model.rowsInserted, model.modelReset, model.counts_changed):
            signal.connect(self._choose)
        self._choose()

    def _choose(self) -> None:
        if self._model.rowCount():
            if self.currentWidget() is not self._views:
                self.setCurrentWidget(self._views)
            return
        count = self._model.pictures.listed
        if count:
            text = self.tr(
                "The search and the filters above let none of the %n picture(s) through.", "", count
            )
            self.pane.show_text(
                "search", self.tr("No picture matches"), text, self.tr("Show all pictures")
            )
        else:
            self.pane.show_text("search", self.tr("Looking for pictures…"), "")
        self.setCurrentWidget(self.pane)
