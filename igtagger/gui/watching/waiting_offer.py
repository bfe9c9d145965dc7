"""One line that offers to go on, where pictures wait for the model that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.runs.session import RunState, Session
from igtagger.gui.watching.quiet_bar import QuietBar


class WaitingOffer(QObject):
    """Offers it after a start, a change of model or a stop, and never twice the same.

    Args:
        session: where it is gone on.
        results: where pictures wait.
        parent: the Qt owner.

    Attributes:
        bar: the line.
    """

    def __init__(self, session: Session, results: ResultsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._results = session, results
        self._expected = True  # pictures of the last time, as the window opens
        self._model = session.spec.id
        self._refused: dict[str, int] = {}  # how many pictures, by the model they waited for
        self.bar = QuietBar(
            self.tr("Pictures that wait"), "clock", self.tr("Tag them"), self.tr("Not now"), parent
        )
        self.bar.taken.connect(self._take)
        self.bar.dismissed.connect(self._refuse)
        session.state_changed.connect(self._look)
        session.listing_changed.connect(self._look)
        results.counts_changed.connect(self._look)

    def _take(self) -> None:
        self._session.tag()

    def _refuse(self) -> None:
        self._refused[self._session.spec.id] = self._results.pictures.waiting()

    def _look(self) -> None:
        pictures, session = self._results.pictures, self._session
        if session.state is RunState.STOPPING or session.spec.id != self._model:
            self._expected, self._model = True, session.spec.id
            self.bar.hide()
        if session.state is not RunState.IDLE or session.listing:
            self.bar.hide()
            return
        if not pictures.listed:
            self._refused.clear()  # others will be others
            self.bar.hide()
            return
        is_offered = not self.bar.isHidden()
        waiting = pictures.waiting() if is_offered or self._expected else 0
        if not is_offered and self._expected:
            self._expected = False
            is_offered = waiting > self._refused.get(session.spec.id, 0) and self._can_be_run()
        self.bar.say(self._words(waiting) if is_offered and waiting else "")

    def _can_be_run(self) -> bool:
        return self._session.key() is not None

    def _words(self, waiting: int) -> str:
        return self.tr("%Ln picture(s) wait for this model.", "", waiting)
