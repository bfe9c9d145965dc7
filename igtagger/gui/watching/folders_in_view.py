"""Folders kept in view by the window: what is noticed in them, and tagged when there is time."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from igtagger.app.watched_folders import WatchedFolders
from igtagger.domain import Reason
from igtagger.errors import IgTaggerError
from igtagger.gui.jobs.job import Job
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.reason_words import sentence_of
from igtagger.gui.runs.session import RunProgress, RunRequest, RunState, Session

if TYPE_CHECKING:
    from igtagger.app.idleness import Idleness
    from igtagger.app.watcher import Noticed, WatchPace

CONSIDER_MILLISECONDS = 5000
"""How often it is asked whether there is time for pictures that were noticed."""
CLOSING_SECONDS = 2.0

News = tuple["Noticed", list[str]] | Reason
"""What was noticed, and which of the pictures that arrived are new to the library."""


class FoldersInView(QObject):
    """Watches the folders of the person's list while the window is open.

    Args:
        session: tags what is new, when nothing else is tagged.
        file: of the list.
        is_recursive: whether folders within folders count.
        parent: the Qt owner.

    Attributes:
        pace: how often it is looked; None for the usual.
        tagged: how many pictures were tagged in each folder, and how many failed, since
            :meth:`forget_news`.
        away: folders that are not there now.
        looked: those of which the pictures that were there at first are known.

    Signals:
        changed: the list.
        news: ``tagged`` or ``away``.
        problem: a :class:`Problem`.
    """

    changed = Signal()
    news = Signal()
    problem = Signal(object)

    def __init__(
        self,
        session: Session,
        file: Path,
        is_recursive: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._is_recursive = session, is_recursive
        self._early: list[Reason] = []
        self._kept = WatchedFolders(file, self._early.append)
        self._job: Job | None = None
        self._pending: defaultdict[Path, dict[str, None]] = defaultdict(dict)
        self._running: Path | None = None
        self._idleness: Idleness | None = None
        self._since = 0.0
        self.pace: WatchPace | None = None
        self.tagged: dict[Path, tuple[int, int]] = {}
        self.away: list[Path] = []
        self.looked: set[Path] = set()
        self._consider = QTimer(self)
        self._consider.setInterval(CONSIDER_MILLISECONDS)
        self._consider.timeout.connect(self.consider)
        session.background_ended.connect(self._take_end)

    # The list

    @property
    def folders(self) -> tuple[Path, ...]:
        """Which are kept in view."""
        return self._kept.folders

    def keep(self, folders: Sequence[Path], *, keep: bool = True) -> None:
        """Keep those in view, too, or no longer."""
        try:
            for folder in folders:
                (self._kept.add if keep else self._kept.remove)(folder)
        except IgTaggerError as error:
            self.problem.emit(Problem.of(error))
        if not keep:
            for folder in folders:
                self._pending.pop(folder, None)
        self.start()
        self.changed.emit()

    # Watching

    def begin(self) -> None:
        """Watch them, unless the person was faster: what is noticed by then is not forgotten."""
        if self._job is None:
            self.start()

    def start(self) -> None:
        """Watch the folders as they are listed now."""
        while self._early:
            self.problem.emit(Problem.told(self._early.pop(0)))
        if self._job is not None:
            self._job.items.disconnect(self._take)
            self._job.cancel()
            self._job = None
        self.away.clear()
        self.looked.clear()
        self.news.emit()
        if self.folders:
            job = self._job = Job(self._watching, self)
            job.items.connect(self._take)
            job.ended.connect(lambda error: self._end(job, error))
            job.start()

    def close(self) -> None:
        """End it."""
        self._consider.stop()
        if self._job is not None:
            self._job.cancel()
            self._job.wait(CLOSING_SECONDS)

    def _watching(self, cancel: Event) -> Iterator[News]:
        from igtagger.app.watcher import Watcher, WatchPace, new_to

        library, key = self._session.context.library, self._session.key()
        watcher = Watcher(
            self.folders, recursive=self._is_recursive(), pace=self.pace or WatchPace()
        )
        for notice in watcher.notices(cancel):
            if isinstance(notice, Reason):
                yield notice
            elif notice is not None:
                yield notice, new_to(library, key, notice.arrived)

    def _end(self, job: Job, error: object) -> None:
        job.deleteLater()
        if job is self._job:
            self._job = None
        if isinstance(error, BaseException):
            self.problem.emit(Problem.of(error))

    def _take(self, news: list[News]) -> None:
        for each in news:
            if isinstance(each, Reason):
                self._take_reason(each)
            else:
                self._take_noticed(*each)

    def _take_reason(self, reason: Reason) -> None:
        folder = Path(str(dict(reason.facts).get("folder", "")))
        if reason.code == "watch.folder-away":
            self.away.append(folder)
        elif reason.code == "watch.folder-back":
            self.away = [other for other in self.away if other != folder]
        else:
            self.problem.emit(Problem.told(reason))
        self.news.emit()

    def _take_noticed(self, noticed: Noticed, new: list[str]) -> None:
        results, pending = self._session.results, self._pending[noticed.folder]
        results.follow(noticed.gone, noticed.renamed, noticed.arrived)
        for name in (*noticed.gone, *(before for before, _ in noticed.renamed)):
            pending.pop(name, None)
        self._session.list_new(new)
        self.looked.add(noticed.folder)
        self._await(noticed.folder, new)

    # Tagging

    def _await(self, folder: Path, names: Sequence[str]) -> None:
        from igtagger.app.idleness import Idleness

        self._pending[folder].update(dict.fromkeys(names))
        if names and not self._consider.isActive():
            self._idleness, self._since = Idleness(), time.monotonic()
            self._consider.start()

    def consider(self) -> None:
        """Tag what was noticed in one folder, if nothing else is tagged and others rest."""
        folder = next((folder for folder, names in self._pending.items() if names), None)
        if folder is None:
            self._consider.stop()
            return
        session = self._session
        if session.state is not RunState.IDLE or session.listing or session.key() is None:
            return
        if self._has_time():
            names = self._pending.pop(folder)
            self._running = folder
            session.tag(RunRequest(tuple(map(Path, names)), background=True))

    def _has_time(self) -> bool:
        from igtagger.app.idleness import BUSY_SHARE, PATIENCE_SECONDS

        if self._idleness is None or time.monotonic() - self._since > PATIENCE_SECONDS:
            return True
        return self._idleness.share_of_others() < BUSY_SHARE

    def _take_end(self, request: RunRequest, progress: RunProgress, left: bool) -> None:
        folder, self._running = self._running, None
        if folder is None:
            return
        tagged, failed = self.tagged.get(folder, (0, 0))
        new = max(0, progress.done - progress.known - progress.failed)
        if new or progress.failed:
            self.tagged[folder] = tagged + new, failed + progress.failed
            self.news.emit()
        if left:
            self._await(folder, [os.fspath(path) for path in request.roots])

    # What is said of it

    def forget_news(self) -> None:
        """The person has seen them."""
        self.tagged.clear()

    def words(self) -> str:
        """The news, in a line; empty where there are none."""
        sentences = [
            sentence_of(Reason("watch.folder-away", folder=folder)) for folder in self.away
        ]
        for folder, (tagged, failed) in self.tagged.items():
            name = folder.name or str(folder)
            if tagged:
                text = self.tr("%Ln new picture(s) in {name} were tagged.", "", tagged)
                sentences.append(text.format(name=name))
            if failed:
                text = self.tr("%Ln new picture(s) in {name} could not be read.", "", failed)
                sentences.append(text.format(name=name))
        return " ".join(sentences)
