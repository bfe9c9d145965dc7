"""Taught tags are others now: names, keys and what is said of the listed pictures follow."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from igtagger.app.names import name_rule
from igtagger.gui.jobs.job import Job
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.runs.session import RunState, Session
from igtagger.labels.naming import Naming

if TYPE_CHECKING:
    from igtagger.app.learned_tags.taught_layers import Renewed
    from igtagger.library.outcomes import ModelKey

_CLOSING_SECONDS = 2.0


class TaughtNews(QObject):
    """Has the layer of taught tags made anew on a job's thread, and shows it as it comes.

    Args:
        session: whose pictures are shown.
        naming: what things are called in the window.
        parent: the Qt owner.

    Signals:
        progress: of how many pictures it is made, and of how many.
        ended: what went wrong, or None.
        problem: a :class:`Problem`.
    """

    progress = Signal(int, int)
    ended = Signal(object)
    problem = Signal(object)

    def __init__(
        self, session: Session, naming: Callable[[], Naming], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._naming = session, naming
        self._job: Job | None = None
        self._again = False
        self._old_run = False
        """Whether a run goes on with the tags as they were when it began."""
        self._told: dict[ModelKey, _Told] = {}
        """Of heads that are new, of which pictures they said anything."""
        session.state_changed.connect(self._follow_run)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._come_back)

    @property
    def busy(self) -> bool:
        """Whether layers are being made."""
        return self._job is not None

    def renew(self) -> None:
        """Tags were taught, improved, renamed, switched on or off, or went."""
        if self._job is not None:
            self._again = True
            self._job.cancel()
            return
        before = self._layers()
        self._session.context.forget_taught()
        self._told = {key: _Told() for key in self._layers() - before}
        self._old_run = self._session.state is not RunState.IDLE
        self._session.results.use_taught(name_rule(self._session.spec, self._naming()))
        job = self._job = Job(self._renewing, self)
        job.items.connect(self._take)
        job.ended.connect(self._end)
        job.start()

    def close(self) -> None:
        """What is not made yet is made by the next run."""
        self._again = False
        if self._job is not None:
            self._job.cancel()
            self._job.wait(_CLOSING_SECONDS)

    def look(self, *_: object) -> None:
        """Somebody else may have changed them: an edit of own tags, or another program."""
        if self._session.context.taught_changed():
            self.renew()

    def _follow_run(self) -> None:
        """What the run tagged meanwhile lacks what is said of it now."""
        if self._old_run and self._session.state is RunState.IDLE:
            self.renew()

    def _come_back(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def _layers(self) -> set[ModelKey]:
        key = self._session.key()
        return set(key.beside) if key is not None else set()

    def _renewing(self, cancel: Event) -> Iterator[Renewed]:
        from igtagger.app.learned_tags.taught_layers import renew

        context = self._session.context
        yield from renew(context.library, context.taught_tags(), cancel, tell_scores=True)

    def _take(self, parts: list[Renewed]) -> None:
        results, shown = self._session.results, self._layers()
        for part in parts:
            if part.key not in shown:  # of a model that is not chosen, or is no more
                continue
            rows = [results.pictures.row_of(os.fspath(path)) for path in part.paths]
            there = [place for place, row in enumerate(rows) if row is not None]
            those = np.array([rows[place] for place in there], np.intp)
            results.take_scores(those, part.indices, part.scores[there])
            if part.key in self._told:
                told = self._told[part.key]
                told.rows.update(those.tolist())
                told.indices = part.indices
        self.progress.emit(parts[-1].done, parts[-1].total)

    def _end(self, error: BaseException | None) -> None:
        assert self._job is not None
        self._job.deleteLater()
        self._job = None
        if error is not None:
            self.problem.emit(Problem.of(error))
        elif not self._again:
            self._forget_rest()
        self.ended.emit(error)
        if self._again:
            self._again = False
            self.renew()

    def _forget_rest(self) -> None:
        """What an earlier head said of pictures without features is said by none any more."""
        results, shown = self._session.results, self._layers()
        every = range(len(results.pictures))
        for told in (told for key, told in self._told.items() if key in shown):
            rows = np.array([row for row in every if row not in told.rows], np.intp)
            if told.indices and len(rows):
                zeros = np.zeros((len(rows), len(told.indices)), np.float16)
                results.take_scores(rows, told.indices, zeros)


@dataclass(slots=True)
class _Told:
    """What a new head said: of which rows, and of which tags."""

    rows: set[int] = field(default_factory=set)
    indices: tuple[int, ...] = ()
