"""What stands in the place of the pictures where none is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

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
        focus_wanted: the pictures are back, and are to have the focus.
    """

    reset_requested = Signal()
    focus_wanted = Signal()

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
        """Where there are no pictures at all yet, the place of those that will come is empty."""
        count = self._model.pictures.listed
        if self._model.rowCount() or not count:
            self._show(self._views)
            return
        text = self.tr(
            "The search and the filters above let none of the %n picture(s) through.", "", count
        )
        title, button = self.tr("No picture matches"), self.tr("Show all pictures")
        self.pane.show_text("search", title, text, button)
        self._show(self.pane)

    def _show(self, page: QWidget) -> None:
        """The focus stays in the middle of the window where it was there."""
        if self.currentWidget() is page:
            return
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        self.setCurrentWidget(page)
        if had_focus:
            self.focus_wanted.emit() if page is self._views else self.pane.button.setFocus()
