"""The verbs of the window: bring pictures in, choose a model, run it, pause, stop, try again."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from igtagger.app import listing
from igtagger.app.context import Context
from igtagger.app.names import name_rule
from igtagger.app.pace import RUN_SECONDS, Pace
from igtagger.app.picture_values import Listed, State
from igtagger.engines.devices import available_cores
from igtagger.errors import FolderGone, IgTaggerError
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.runs.listing_jobs import ListingJobs
from igtagger.models.catalog import ModelSpec

if TYPE_CHECKING:
    from igtagger.app.run import Run, RunOptions
    from igtagger.engines.protocol import Engine, EngineOptions
    from igtagger.library.outcomes import ModelKey
    from igtagger.pictures.walks import SharedWalk

CLOSING_SECONDS = 5.0
"""How long closing the window waits for a batch in hand; what is committed is safe in any case."""


class RunState(Enum):
    """What the run is doing."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is.

    ``total`` is None until all folders were counted; ``known`` of ``done`` came from the library;
    ``per_second`` counts new pictures, None until it can be told; until then ``seconds_left``
    follows from earlier runs, if there were any.
    """

    done: int = 0
    total: int | None = None
    failed: int = 0
    known: int = 0
    per_second: float | None = None
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a run is to do: which files and folders, and which of the known ones anew.

    Nobody waits for one in the ``background``: it gives way to every other one, takes half of the
    processors, and of its pictures those alone are shown that are in the list already.
    """

    roots: tuple[Path, ...]
    fresh: bool = False
    retry_failed: bool = False
    background: bool = False


class Session(QObject):
    """The work of one window on one list of pictures with one model.

    Signals:
        state_changed: the run started, paused, stopped, or another model was chosen.
        progress_changed: ``progress`` has new figures; at most 30 times a second.
        listing_changed: pictures are being looked for, or no longer.
        folders_brought: which of those that were brought in are folders, as a list; after the first
            of their pictures are listed, and not where there is none.
        listed: the files and folders of a walk that came to its end, and its ``ScanCounts``.
        weights_wanted: a run needs the weights of that model, which are not here.
        problem: a :class:`Problem`.
        retrying: paths that failed and are tried again, as a list.
        finished: the last run came to its end (not: was stopped).
        background_ended: the ``RunRequest`` of a run in the background, its ``RunProgress``, and
            whether it was broken off for no will of the person's, and is to be asked for again.
    """

    state_changed = Signal()
    progress_changed = Signal()
    listing_changed = Signal()
    folders_brought = Signal(list)
    listed = Signal(object, object)
    weights_wanted = Signal(str)
    problem = Signal(object)
    retrying = Signal(list)
    finished = Signal()
    background_ended = Signal(object, object, bool)

    def __init__(
        self,
        context: Context,
        results: ResultsModel,
        engine_options: Callable[[], EngineOptions],
        run_options: Callable[[RunRequest], RunOptions],
        wants_kinds: Callable[[], bool],
        wants_features: Callable[[], bool],
        spec: ModelSpec,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self.results, self.spec = context, results, spec
        self._engine_options, self._run_options = engine_options, run_options
        self._wants_kinds, self._wants_features = wants_kinds, wants_features
        self.roots: list[Path] = []
        self._left_out: list[Path] = []  # folders of which no picture is to be listed any more
        self.progress = RunProgress()
        self._listings = ListingJobs(context, self)
        self._listings.found.connect(self._take_found)
        self._listings.told.connect(self._take)
        self._listings.changed.connect(self.listing_changed)
        self._listings.folders_brought.connect(self.folders_brought)
        self._listings.ended.connect(self.listed)
        self._listings.problem.connect(self.problem)
        self._job: Job | None = None
        self._run: Run | None = None
        self._waiting: deque[RunRequest] = deque()
        self._request: RunRequest | None = None  # of the run that is on, or was on last
        self._broken_off: dict[Problem, tuple[Path, RunRequest]] = {}  # by folders that went
        self._pace = Pace(RUN_SECONDS)
        self._stopping = False
        self._forgotten = False  # what the run still has to say is of no interest
        self._gives_way = False  # it ends for another one

    # What it is doing

    @property
    def state(self) -> RunState:
        """What the run is doing."""
        if self._job is None:
            return RunState.IDLE
        if self._stopping:
            return RunState.STOPPING
        return RunState.PAUSED if self._job.paused else RunState.RUNNING

    @property
    def is_free(self) -> bool:
        """Whether a run would begin at once, as soon as one in the background has given way."""
        return self._job is None or (self._request is not None and self._request.background)

    @property
    def open_folders(self) -> list[Path]:
        """The folders in the list, as they were brought in."""
        return [root for root in self.roots if root in self._listings.folders]

    @property
    def listing(self) -> bool:
        """Whether pictures are being looked for."""
        return self._listings.going

    @property
    def engine(self) -> Engine | None:
        """The model that is loaded; None before the first run."""
        return self.context.managers.chosen.engine if self._run is not None else None

    def key(self) -> ModelKey | None:
        """What outcomes of the chosen model are kept under; None where its weights are not here."""
        from igtagger.app.layers import key_of

        try:
            passes = self.context.passes(
                self.spec, kinds=self._wants_kinds(), features=self._wants_features()
            )
        except IgTaggerError:
            return None
        exact, mark = self._run_options(RunRequest(())).exact, self._engine_options().key_mark
        return key_of(passes, exact=exact, mark=mark)

    # Pictures

    def add(self, paths: Iterable[Path], *, tag: bool) -> None:
        """Bring files and folders in; ``tag`` runs the model on them at once."""
        new = tuple(dict.fromkeys(Path(os.path.abspath(path)) for path in paths))  # noqa: PTH100
        if not new:
            return
        self.roots += [root for root in new if root not in self.roots]
        self._left_out = [
            folder
            for folder in self._left_out
            if not any(folder.is_relative_to(root) or root.is_relative_to(folder) for root in new)
        ]
        walk = self._list(new)
        if tag:
            self.tag(RunRequest(new), walk)

    def take_out(self, rows: Iterable[int], folder: Path | None = None) -> None:
        """Take pictures out of the list; with ``folder``, also what is still found in that.

        The library keeps everything. What is added again is listed again.
        """
        self.results.take_out(rows)
        if folder is not None:
            self._left_out.append(folder)
            self.roots = [root for root in self.roots if not root.is_relative_to(folder)]

    def list_new(self, names: Iterable[str]) -> None:
        """Put new pictures of the open folders into the list; others, and what is out, stay out."""
        heads = tuple(os.path.join(root, "") for root in self.open_folders)  # noqa: PTH118
        pictures = self.results.pictures
        self._take(
            [
                Listed(each)
                for each in names
                if each.startswith(heads) and not pictures.is_listed(each)
            ]
        )

    def wanted(self) -> tuple[Path, ...]:
        """The files and folders that make this list: its pictures, where some were taken out."""
        pictures = self.results.pictures
        if pictures.listed == len(pictures):
            return tuple(self.roots)
        return tuple(Path(pictures.path(row)) for row in pictures.listed_rows())

    def clear(self) -> None:
        """Forget the list; the library keeps everything."""
        self._break_off()
        self.roots.clear()
        self._left_out.clear()
        self._listings.folders.clear()
        self._broken_off.clear()
        self.results.clear()
        self.progress = RunProgress()
        self.progress_changed.emit()

    def _break_off(self) -> tuple[Path, ...]:
        """End all work, whose news are not wanted any more; what was not listed to its end."""
        self.stop()
        unlisted = self._listings.break_off()
        if self._job is not None and not self._forgotten:
            self._job.items.disconnect(self._take_run)
            self._forgotten = True
        return unlisted

    def look_again(self) -> None:
        """The model, its weights or the way of decoding is another: show what is known of that.

        The run ends, as what it still has to say is of what was chosen before.
        """
        unlisted = self._break_off()
        self.results.use_model(name_rule(self.spec, self.results.pictures.naming))
        self.progress = RunProgress()
        self._look_up()
        if unlisted:
            self._list(unlisted)
        self.state_changed.emit()

    def _look_up(self) -> None:
        """Ask the library again about every picture."""
        pictures = self.results.pictures
        names = [pictures.path(row) for row in pictures.listed_rows()]
        if names:
            self._listings.look_up(names, self.key())

    def _list(self, roots: tuple[Path, ...]) -> SharedWalk:
        recursive = self._run_options(RunRequest(())).recursive
        return self._listings.walk(roots, self.key(), recursive=recursive)

    def _take(self, listed: list[Listed]) -> None:
        """What is newly known of pictures; those that were taken out stay out."""
        if self._left_out:
            listed = [each for each in listed if not self._is_left_out(each.path)]
        self.results.add(listed)

    def _take_found(self, listed: list[Listed]) -> None:
        """What a walk found: it was asked for."""
        self.results.bring_back(each.path for each in listed)
        self._take(listed)

    def _is_left_out(self, path: str) -> bool:
        return any(path.startswith(os.path.join(folder, "")) for folder in self._left_out)  # noqa: PTH118

    # The model

    def choose_model(self, spec: ModelSpec) -> None:
        """Show and run another model from now on; what it said of known pictures is shown."""
        if spec != self.spec:
            self.spec = spec
            self.look_again()

    # The run

    def tag(self, request: RunRequest | None = None, walk: SharedWalk | None = None) -> None:
        """Run the model on ``request``, or on all that is listed; after the run that is on.

        A run that begins at once takes its pictures from ``walk``, where it is given. One that
        begins later looks for them then: there may be new ones.
        """
        request = request or RunRequest(self.wanted())
        if not request.roots:
            return
        if self.key() is None:
            self.weights_wanted.emit(self.spec.id)
            return
        self._waiting.append(request)
        if self._job is None:
            self._start_next(walk)
        elif self.is_free and not self._stopping and not request.background:
            self._gives_way = True
            self._job.cancel()

    def retry_failed(self, rows: Iterable[int] | None = None) -> None:
        """Try failed pictures anew: those of ``rows``, or all of the list."""
        pictures = self.results.pictures
        wanted = pictures.listed_rows().tolist() if rows is None else rows
        failed = tuple(
            Path(pictures.path(row)) for row in wanted if pictures.state(row) is State.FAILED
        )
        if failed:
            self.retrying.emit([os.fspath(path) for path in failed])
            self.tag(RunRequest(failed, retry_failed=True))

    def tag_anew(self, rows: Iterable[int]) -> None:
        """Run the model on pictures whose outcome is known, too."""
        paths = tuple(Path(self.results.pictures.path(row)) for row in rows)
        if paths:
            self.tag(RunRequest(paths, fresh=True))

    def go_on(self, problem: Problem) -> bool:
        """Take a run up that ended for want of its folder; False where that is still not there."""
        if problem not in self._broken_off:
            return True  # the list was cleared meanwhile
        folder, request = self._broken_off[problem]
        if not _is_folder(folder):
            self.problem.emit(problem)
            return False
        del self._broken_off[problem]
        self.tag(request)
        return True

    def pause(self) -> None:
        """Let the run stand still after the batch in hand."""
        if self._job is not None and not self._stopping:
            self._job.pause()
            self._pace.restart()
            self.state_changed.emit()

    def resume(self) -> None:
        """Let it go on."""
        if self._job is not None:
            self._job.resume()
            self.state_changed.emit()

    def stop(self) -> None:
        """End the run after the batch in hand; what is done is kept."""
        self._waiting.clear()
        if self._job is not None and not self._stopping:
            self._stopping = True
            self._job.cancel()
            self.state_changed.emit()

    def close(self) -> bool:
        """End all work; whether all of it ended in time."""
        self._waiting.clear()
        jobs = self._listings.stop()
        if self._job is not None:
            self._job.cancel()
            jobs.append(self._job)
        self.context.stop_waiting()
        ended = [job.wait(CLOSING_SECONDS) for job in jobs]
        if all(ended):
            # Not on this thread: it waits for what is being read and written, a decision perhaps
            # that was given up, and other programs hold that up.
            closing = Thread(target=self.context.close, name="close", daemon=True)
            closing.start()
            closing.join(CLOSING_SECONDS)
        return all(ended)

    def _start_next(self, walk: SharedWalk | None = None) -> None:
        while self._waiting:
            request = self._waiting.popleft()
            roots = self._still_there(request.roots)
            if roots:
                same = roots == request.roots
                self._start(replace(request, roots=roots), walk if same else None)
                return

    def _still_there(self, roots: tuple[Path, ...]) -> tuple[Path, ...]:
        """Without the folders that are gone, which is said: a scan would take each for a file."""
        gone = [root for root in roots if root in self._listings.folders and not _is_folder(root)]
        if gone:
            if len(gone) == 1:
                text = self.tr("The folder {folder} is not there any more.")
            else:
                text = self.tr("{count} folders are not there any more, among them {folder}.")
            hint = self.tr(
                "What is known of its pictures is kept. If it was moved, add it from its new place."
            )
            text = text.format(count=len(gone), folder=gone[0])
            self.problem.emit(Problem(text, hint))
        return tuple(root for root in roots if root not in gone)

    def _start(self, request: RunRequest, walk: SharedWalk | None) -> None:
        self._run, self._stopping, self._forgotten = None, False, False
        self._gives_way = False
        self._request = request
        self.progress, self._pace = RunProgress(), Pace(RUN_SECONDS)
        self._job = Job(self._running(request, walk), self)
        self._job.items.connect(self._take_run)
        self._job.ended.connect(self._ended)
        self._job.start()
        self.state_changed.emit()

    def _running(self, request: RunRequest, shared: SharedWalk | None) -> Work:
        spec, context, pictures = self.spec, self.context, self.results.pictures
        engine_options, options = self._engine_options(), self._run_options(request)
        if request.background:
            options = replace(options, workers=max(1, available_cores() // 2))
        kinds, features = self._wants_kinds(), self._wants_features()

        def running(cancel: Event) -> Iterator[Listed]:
            from igtagger.app.run import Run
            from igtagger.pictures.walks import SharedWalk

            roots = request.roots
            if request.background:  # what went meanwhile is of no interest
                roots = tuple(filter(os.path.exists, roots))
            walk = shared or SharedWalk(roots, recursive=options.recursive)
            run = self._run = Run(
                roots,
                context.passes(spec, kinds=kinds, features=features, tell=True),
                managers=context.managers,
                engine_options=engine_options,
                library=context.library,
                options=options,
                cancel=cancel,
                walk=walk,
            )
            try:
                yield from listing.run_model(run, context.library, pictures.is_listed)
            finally:
                if shared is None:
                    walk.stop()

        return running

    def _take_run(self, items: list[Listed]) -> None:
        if self._request is not None and self._request.background:
            self._take([item for item in items if self.results.pictures.is_listed(item.path)])
        else:
            self._take(items)
        self._measure()

    def _measure(self) -> None:
        assert self._run is not None
        tally, pace, left = self._run.tally, self._pace, None
        pace.add(tally.done - tally.known)
        if tally.total is not None:
            expected = self.context.speeds.expected(self.spec.id)
            left = pace.seconds_left(tally.total - tally.done, expected and expected[0])
        self.progress = RunProgress(
            tally.done, tally.total, tally.failed, tally.known, pace.per_second, left
        )
        self.progress_changed.emit()

    def _ended(self, error: object) -> None:
        assert self._job is not None
        self._job.deleteLater()
        finished = self._run is not None and self._run.finished
        self._job, self._stopping = None, False
        if (speed := self._pace.worth_keeping) is not None and not self._forgotten:
            self.context.speeds.record(self.spec.id, speed)
        if self._request is not None and self._request.background:
            self._end_background(self._request, error, finished=finished)
        elif isinstance(error, FolderGone) and self._request is not None:
            problem = replace(Problem.of(error), verb=self.tr("Go on"))
            self._broken_off[problem] = error.folder, self._request
            self.problem.emit(problem)
        elif isinstance(error, BaseException):
            self._waiting.clear()
            self.problem.emit(Problem.of(error))
        elif finished:
            self.finished.emit()
        self._start_next()
        self.state_changed.emit()

    def _end_background(self, request: RunRequest, error: object, *, finished: bool) -> None:
        is_gone = isinstance(error, FolderGone)
        left = not finished and (self._gives_way or self._forgotten or is_gone)
        if isinstance(error, BaseException) and not is_gone:
            self.problem.emit(Problem.of(error))
        self.background_ended.emit(request, self.progress, left)


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112  unlike Path's, it never raises
