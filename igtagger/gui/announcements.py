"""What the window says to a screen reader as it happens, beside what has the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, QTimer
from PySide6.QtWidgets import QWidget

from igtagger.app.review_steps import WideStep
from igtagger.gui.look.announcing import announce
from igtagger.gui.runs.session import RunState

if TYPE_CHECKING:
    from igtagger.app.review_steps import PathStep, Step
    from igtagger.gui.done_bar import DoneBar
    from igtagger.gui.runs.session import Session
    from igtagger.gui.status_line import StatusLine
    from igtagger.gui.tags.review_history import Reviews
    from igtagger.gui.workspace import Workspace

FILTER_MILLISECONDS = 600
"""How many a search shows is said once a person has stopped typing for so long."""


class Announcements(QObject):
    """Connects to the parts of the window; each line of :meth:`_connect` is one piece of news.

    Problems are told by their own panel, at once; all that is told here waits for what is being
    said.

    Args:
        session, reviews: whose news are told.
        workspace, done, status: likewise; what they show is said.
        window: of which it is said.
    """

    def __init__(
        self,
        session: Session,
        reviews: Reviews,
        workspace: Workspace,
        done: DoneBar,
        status: StatusLine,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._results, self._reviews = session, session.results, reviews
        self._window = window
        self._state = session.state
        self._steps: tuple[Step | PathStep | WideStep | None, Step | PathStep | WideStep | None] = (
            None,
            None,
        )
        self._filtered = QTimer(self)
        self._filtered.setSingleShot(True)
        self._filtered.setInterval(FILTER_MILLISECONDS)
        workspace.filters.filter_changed.connect(lambda _: self._filtered.start())
        self._connect(workspace, done, status)

    def _connect(self, workspace: Workspace, done: DoneBar, status: StatusLine) -> None:
        news: list[tuple[Any, Callable[..., str]]] = [
            (self._session.finished, self._run_words),
            (self._session.state_changed, self._state_words),
            (self._session.listed, self._listed_words),
            (self._reviews.changed, self._review_words),
            (self._filtered.timeout, self._filter_words),
            (workspace.filters.search.mistaken, str),
            (done.told, str),
            (status.messageChanged, str),
        ]
        for signal, words in news:
            signal.connect(lambda *facts, words=words: announce(self._window, words(*facts)))

    def _run_words(self) -> str:
        """The end of a run, with its counts."""
        progress = self._session.progress
        said = self.tr("Tagging is done: %n picture(s).", "", progress.done)
        if progress.failed:
            said += " " + self.tr("%n failed.", "", progress.failed)
        return said

    def _state_words(self) -> str:
        """A run that begins, pauses or is being stopped; of its end :meth:`_run_words` tells."""
        before, self._state = self._state, self._session.state
        if self._state is before:
            return ""
        if self._state is RunState.RUNNING:
            paused = before is RunState.PAUSED
            return self.tr("Tagging goes on.") if paused else self.tr("Tagging has begun.")
        return {
            RunState.PAUSED: self.tr("Tagging is paused."),
            RunState.STOPPING: self.tr("Tagging is being stopped."),
        }.get(self._state, "")

    def _listed_words(self, *_: object) -> str:
        return self.tr("%n picture(s) are listed.", "", self._results.pictures.listed)

    def _filter_words(self) -> str:
        number = QLocale().toString
        shown, everything = self._results.rowCount(), self._results.pictures.listed
        if not shown:
            return self.tr("No picture is shown.")
        words = self.tr("{shown} of {all} pictures are shown.")
        return words.format(shown=number(shown), all=number(everything))

    def _review_words(self) -> str:
        """A change of tags everywhere; each other step is told in the status line already."""
        (done, undone), self._steps = self._steps, _last(self._reviews)
        now_done, now_undone = self._steps
        if isinstance(now_undone, WideStep) and now_undone is done:
            return self.tr("Undone: {step}").format(step=now_undone.text)
        if not isinstance(now_done, WideStep) or now_done is done:
            return ""
        if now_done is undone:
            return self.tr("Done again: {step}").format(step=now_done.text)
        return self.tr("Done: {step}").format(step=now_done.text)


def _last(
    reviews: Reviews,
) -> tuple[Step | PathStep | WideStep | None, Step | PathStep | WideStep | None]:
    """The steps that undo and redo would take."""
    done, undone = reviews.done, reviews.undone
    return (done[-1] if done else None, undone[-1] if undone else None)
