"""The weights of all models, for the window: what there is, and what is being done with it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Literal

from PySide6.QtCore import QObject, Signal

from igtagger.app.pace import DOWNLOAD_SECONDS, Pace
from igtagger.app.weights_state import Activity, ModelState, Place, Verb
from igtagger.domain import Progress
from igtagger.errors import LicenceError, WeightsError
from igtagger.export.destinations import Destination
from igtagger.gui.jobs.job import Job
from igtagger.gui.jobs.problems import Problem
from igtagger.models.catalog import Catalog, ModelSpec
from igtagger.models.sources import Download, OwnFile, Package, Retired
from igtagger.models.weights import hashing
from igtagger.models.weights.folder import WeightsFolder
from igtagger.models.weights.store import WeightsState, WeightsStore

HINT_AT_COMMANDS = frozenset(
    {
        *("weights.absent", "weights.record-damaged", "weights.gone", "weights.other-length"),
        *("weights.changed", "weights.unreadable"),
    }
)
"""Errors whose hint names a command: the window has buttons for that."""


@dataclass
class _Work:
    spec: ModelSpec
    verb: Verb
    job: Job
    pace: Pace
    path: Path | None = None
    progress: Progress = field(default_factory=lambda: Progress(0, None))
    ending: Literal["", "pause", "cancel"] = ""

    def activity(self) -> Activity:
        done, total = self.progress.done, self.progress.total
        left = self.pace.seconds_left(total - done) if total is not None else None
        message, ending = self.progress.message, self.ending != ""
        return Activity(self.verb, done, total, message, self.pace.per_second, left, ending)


class _NotPublishedError(Exception):
    """A file that fits, but whose being taken has not been agreed to."""


class WeightsJobs(QObject):
    """The verbs over all weights, one job at a time for each model, and the state of each.

    A verb on a model that is busy with another does nothing; the state tells.

    Args:
        store: of the weights.
        catalog: the models.
        parent: the Qt owner.
        renew: reads the models into ``catalog`` anew; whether any is another one now.
        clock: seconds, for speeds.
    """

    models_changed = Signal()  # there are others, or one is another now
    changed = Signal(str)  # a model's id: its state or progress has changed
    ready = Signal(str)  # a model's id: its weights are usable now, or are other ones than before
    problem = Signal(object)  # a Problem
    exported = Signal(str, object)  # a model's id and the Path of the file that it is in now
    other_file = Signal(str, object)
    """A model's id and a Path: the file fits the model but is not the published one. Nothing was
    taken; ``import_file(..., allow_other=True)`` takes it."""

    def __init__(
        self,
        store: WeightsStore,
        catalog: Catalog,
        parent: QObject | None = None,
        *,
        renew: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.catalog = catalog
        self._store, self._renew, self._clock = store, renew, clock
        self._works: dict[str, _Work] = {}
        self._paused: set[str] = set()
        self._checked: set[str] = set()
        self._faults: dict[str, Problem] = {}
        self._states = {spec.id: self._read(spec) for spec in catalog}

    # What there is

    @property
    def folder(self) -> Path:
        """Where the weights are kept; made when something is written."""
        return self._store.folder

    def usage(self) -> tuple[int, int]:
        """(bytes of all weights, bytes free on that disk)."""
        return self._store.usage()

    def state(self, model_id: str) -> ModelState:
        """What there is of a model, and what is being done with it."""
        state = self._states[model_id]
        work = self._works.get(model_id)
        return replace(state, activity=work.activity()) if work else state

    def fault(self, model_id: str) -> Problem | None:
        """Why what was last done with a model's weights did not succeed; None where it did."""
        return self._faults.get(model_id)

    def refresh(self) -> None:
        """Look at the disk again: the command line may have been at work beside us."""
        if self._renew():
            self._take_models()
        for spec in self.catalog:
            self._reread(spec.id)

    def _take_models(self) -> None:
        """What is being done with a model that went is of no interest any more."""
        for model_id in self._states.keys() - {spec.id for spec in self.catalog}:
            del self._states[model_id]
            self._faults.pop(model_id, None)
            self._checked.discard(model_id)
            if (work := self._works.get(model_id)) is not None:
                work.job.cancel()
        for spec in self.catalog:
            if spec.id not in self._states:
                self._states[spec.id] = self._read(spec)
        self.models_changed.emit()

    # Verbs

    def accept_licence(self, model_id: str) -> None:
        """Record that the person accepts the licence."""
        try:
            self._store.accept_licence(self._spec(model_id))
        except WeightsError as error:
            self.problem.emit(Problem.of(error))
        self._reread(model_id)

    def download(self, model_id: str) -> None:
        """Fetch the weights, going on where an earlier download ended.

        Without the licence accepted, it ends at once with a problem.
        """
        spec = self._spec(model_id)
        self._start(spec, Verb.DOWNLOAD, lambda cancel: self._store.download(spec, cancel))

    def pause(self, model_id: str) -> None:
        """End a download and keep what has come."""
        work = self._works.get(model_id)
        if work is not None and work.verb is Verb.DOWNLOAD and not work.ending:
            self._end(model_id, "pause")

    def cancel(self, model_id: str) -> None:
        """End what is going on; of a download, paused ones too, what has come is deleted."""
        if model_id in self._works:
            self._end(model_id, "cancel")
        elif self._states[model_id].partial_bytes:
            self._discard(model_id)

    def verify(self, model_id: str) -> None:
        """Compare the whole file with what is recorded of it."""
        spec = self._spec(model_id)
        self._start(spec, Verb.VERIFY, lambda cancel: self._store.verify(spec, cancel))

    def remove(self, model_id: str) -> None:
        """Delete the weights and what is left of downloads."""
        spec, store = self._spec(model_id), self._store

        def work(cancel: Event) -> Iterator[Progress]:
            store.remove(spec)
            yield from ()

        self._start(spec, Verb.REMOVE, work)

    def import_file(self, model_id: str, path: Path, *, allow_other: bool = False) -> None:
        """Take over a file of this computer as the weights.

        One that fits but is not the published one is taken where ``allow_other`` says so; else
        ``other_file`` tells of it.
        """
        spec, store = self._spec(model_id), self._store
        check = _convert if allow_other else _only_look
        self._start(
            spec,
            Verb.IMPORT,
            lambda cancel: store.import_file(spec, path, cancel, allow_other=True, check=check),
            path,
        )

    def export(self, model_id: str, target: Destination) -> None:
        """Write a model of the person's own into one file, for another computer."""
        spec, store = self._spec(model_id), self._store

        def work(cancel: Event) -> Iterator[Progress]:
            from igtagger.app.learning.model_moving import (
                export_model,
            )  # NumPy is not loaded before

            yield from export_model(store, spec, target, cancel)

        self._start(spec, Verb.EXPORT, work, target.path)

    def stop_all(self, seconds: float) -> bool:
        """End everything before the program closes; downloads keep what has come.

        Returns:
            Whether all has ended within that time.
        """
        until = self._clock() + seconds
        for work in self._works.values():
            work.ending = work.ending or "pause"
            work.job.cancel()
        over = True
        for work in self._works.values():
            ended = work.job.wait(max(0.0, until - self._clock()))
            over &= ended
            if ended and work.verb is Verb.DOWNLOAD and work.ending == "cancel":
                with suppress(WeightsError):  # nobody is left to tell; the part is shown next time
                    _drop_part(self._store, work.spec)
        return over

    # Jobs

    def _spec(self, model_id: str) -> ModelSpec:
        return self.catalog.find(model_id)

    def _start(
        self,
        spec: ModelSpec,
        verb: Verb,
        work: Callable[[Event], Iterator[Progress]],
        path: Path | None = None,
    ) -> None:
        if spec.id in self._works:
            return
        job = Job(work, self)
        self._works[spec.id] = _Work(spec, verb, job, Pace(DOWNLOAD_SECONDS, self._clock), path)
        if verb not in (Verb.VERIFY, Verb.EXPORT):
            self._paused.discard(spec.id)
        self._checked.discard(spec.id)
        self._faults.pop(spec.id, None)
        job.items.connect(lambda items: self._progressed(spec.id, items))
        job.ended.connect(lambda error: self._ended(spec.id, error))
        job.start()
        self._reread(spec.id, tell=True)

    def _end(self, model_id: str, how: Literal["pause", "cancel"]) -> None:
        self._works[model_id].ending = how
        self._works[model_id].job.cancel()
        self.changed.emit(model_id)

    def _discard(self, model_id: str) -> None:
        spec, store = self._spec(model_id), self._store

        def work(cancel: Event) -> Iterator[Progress]:
            _drop_part(store, spec)
            yield from ()

        self._start(spec, Verb.DISCARD, work)

    def _progressed(self, model_id: str, items: list[Progress]) -> None:
        work = self._works[model_id]
        for progress in items:
            work.progress = progress
            work.pace.add(progress.done, progress.message)
        if model_id in self._states:
            self.changed.emit(model_id)

    def _ended(self, model_id: str, error: BaseException | None) -> None:
        work = self._works.pop(model_id)
        work.job.deleteLater()
        if model_id not in self._states:  # the model went meanwhile
            return
        before = self._states[model_id]
        if error is not None and not isinstance(error, _NotPublishedError):
            self._faults[model_id] = self._explain(error)
        if work.ending == "pause":
            self._paused.add(model_id)
        if work.verb is Verb.VERIFY and error is None and not work.job.cancelled:
            self._checked.add(model_id)
        self._reread(model_id, tell=True)
        now = self._states[model_id]
        if isinstance(error, _NotPublishedError):
            self.other_file.emit(model_id, work.path)
        elif (fault := self.fault(model_id)) is not None:
            self.problem.emit(fault)
        elif work.verb is Verb.DOWNLOAD and work.ending == "cancel" and now.partial_bytes:
            self._discard(model_id)
        if now.usable and now.sha256 != before.sha256:
            self.ready.emit(model_id)
        if error is None and not work.job.cancelled:
            self._follow(work)

    def _follow(self, work: _Work) -> None:
        """What comes of a verb that came to its end."""
        if work.verb is Verb.REMOVE and work.spec.folder is not None:
            self.refresh()  # of which nothing is left
        elif work.verb is Verb.EXPORT:
            self.exported.emit(work.spec.id, work.path)

    def _explain(self, error: BaseException) -> Problem:
        problem = Problem.of(error)
        if isinstance(error, LicenceError):
            hint = self.tr("Press Download in the model manager: it shows the licence first.")
        elif isinstance(error, WeightsError) and error.reason.code in HINT_AT_COMMANDS:
            hint = self.tr("Download the model again in the model manager, or import a file.")
        else:
            return problem
        return replace(problem, hint=hint)

    # States

    def _reread(self, model_id: str, *, tell: bool = False) -> None:
        state = self._read(self._spec(model_id))
        if state != self._states[model_id] or tell:
            self._states[model_id] = state
            self.changed.emit(model_id)

    def _read(self, spec: ModelSpec) -> ModelState:
        found = self._store.state(spec)
        stored, source = found.stored, spec.weights
        return ModelState(
            place=self._place(spec, found),
            size=source.size,
            partial_bytes=found.partial_bytes,
            package=source.requirement if isinstance(source, Package) else "",
            other_name=stored.name if stored and not stored.official else "",
            sha256=stored.sha256 if stored else "",
            licence_needed=(spec.base or spec).licence.must_be_accepted
            and found.licence_accepted is None,
            paused=spec.id in self._paused and found.partial_bytes > 0,
            checked=spec.id in self._checked and stored is not None,
        )

    def _place(self, spec: ModelSpec, found: WeightsState) -> Place:
        source = spec.weights
        if found.stored is not None and found.stored.built_in:
            return Place.BUILT_IN
        if found.stored is not None:
            return Place.ON_DISK if found.stored.in_folder else Place.IN_PACKAGE
        recorded = WeightsFolder(self.folder).record_or_none(spec.base or spec) is not None
        if recorded or isinstance(source, OwnFile):
            return Place.DAMAGED  # something is known of them, and they are not as it says
        match source:
            case Package():
                return Place.DAMAGED if source.is_there else Place.NOT_INSTALLED
            case Download():
                return Place.PARTIAL if found.partial_bytes else Place.ABSENT
            case Retired():  # which no list shows
                return Place.ABSENT


def _drop_part(store: WeightsStore, spec: ModelSpec) -> None:
    files = WeightsFolder(store.folder)
    part = files.part(spec.base or spec)
    with files.lock_at_once(spec.base or spec):
        files.unlink(part, hashing.record_of_part(part))


def _convert(spec: ModelSpec, source: Path, target: Path) -> None:
    from igtagger.models.weights import conversion  # NumPy is not loaded before

    conversion.convert(spec, source, target)


def _only_look(spec: ModelSpec, source: Path, target: Path) -> None:
    _convert(spec, source, target)
    raise _NotPublishedError
