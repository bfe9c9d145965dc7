"""Opens the mode that goes through one tag."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from igtagger.app.picture_values import TagKey
from igtagger.domain import LabelRef
from igtagger.gui.actions import Actions
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.sheet.sheet_dialog import SheetDialog
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.gui.workspace import Workspace


class TagSheets(QObject):
    """One sheet at a time, for a tag of the list, or by the action for the one that is meant.

    Args:
        do: whose action is connected here.
        space: where tags and pictures are chosen.
        results: the pictures.
        reviews: what is decided.
        thumbnails: where the small pictures come from.
        window: the owner.

    Signals:
        told: why there is nothing to go through.
    """

    told = Signal(str)

    def __init__(
        self,
        do: Actions,
        space: Workspace,
        results: ResultsModel,
        reviews: Reviews,
        thumbnails: Thumbnails,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._space, self._results, self._reviews = space, results, reviews
        self._thumbnails, self._window = thumbnails, window
        do.go_through.triggered.connect(lambda *_: self._open_meant())
        space.tags.sheet_requested.connect(self.open)

    def open(self, key: TagKey) -> None:
        """Go through the pictures that show a label, or an own tag that is said by itself."""
        taught = self._results.pictures.naming.taught.find(key) if isinstance(key, str) else None
        key = taught.ref if taught is not None else key
        if not isinstance(key, LabelRef) or not self._results.pictures.to_judge(key):
            self.told.emit(self.tr("There is nothing to go through: choose a tag of the list."))
            return
        edge = self._space.grid.edge
        sheet = SheetDialog(key, self._results, self._reviews, self._thumbnails, edge, self._window)
        sheet.open()

    def _open_meant(self) -> None:
        """The tag by which pictures are filtered, else what the selected picture is called."""
        chosen, rows = self._results.filter.tag, self._space.rows()
        if chosen is None and rows:
            names = self._results.pictures.names.names(rows[0])
            chosen = names[0][0] if names else None
        self.open(chosen or "")
