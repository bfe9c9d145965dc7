"""From the export dialog to a finished file, without holding the window up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from igtagger.app import exporting
from igtagger.app.name_columns import MOST_NAMES
from igtagger.app.names import languages
from igtagger.app.own_places import precious
from igtagger.domain import Progress, Reason
from igtagger.errors import IgTaggerError, WeightsError
from igtagger.export.csv_table import preview
from igtagger.export.destinations import Destination, Precious
from igtagger.export.paths import common_root
from igtagger.export.registry import FORMATS
from igtagger.export.rows import TableModel, TableOptions
from igtagger.gui.dialogs.export_choice import ExportChoice, Scope
from igtagger.gui.dialogs.export_dialog import ExportDialog
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.runs.session import Session
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_languages import called
from igtagger.labels.opinion import OpinionRule
from igtagger.labels.opinions import Judged
from igtagger.pictures.formats import EXTENSIONS

if TYPE_CHECKING:
    from igtagger.library.outcomes import ModelKey

PREVIEW_PICTURES = 50
_CLOSING_SECONDS = 2.0
_GIVING_UP_SECONDS = 10.0
"""A table that is given up takes its unfinished file away, unless the disk takes longer."""


class Exporting(QObject):
    """Asks what to export, and writes it on a thread.

    Signals:
        done: how many pictures were written, and the file.
        problem: a :class:`Problem`.
    """

    done = Signal(int, Path)
    problem = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._job: Job | None = None
        self._target, self._count = Path(), 0

    def ask(self, selected: Sequence[int], folder: Path, window: QWidget) -> ExportDialog:
        """Open the dialog; what is accepted in it is written."""
        results = self._session.results
        rows = {
            Scope.ALL: results.pictures.listed_rows().tolist(),
            Scope.FILTERED: results.rows(),
            Scope.SELECTED: selected,
        }
        counts = {scope: len(chosen) for scope, chosen in rows.items()}
        paths = {scope: partial(self._paths, chosen) for scope, chosen in rows.items()}
        dialog = ExportDialog(
            counts,
            lambda choice: self._preview(choice, paths[choice.scope](PREVIEW_PICTURES)),
            folder,
            top_k=MOST_NAMES,
            min_score=results.filter.min_score,
            languages={code: called(code) for code in languages(self._session.context.settings)},
            precious=self._precious(),
            parent=window,
        )
        dialog.accepted.connect(lambda: self.write(dialog.choice, paths[dialog.choice.scope](None)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def write(self, choice: ExportChoice, paths: Sequence[str]) -> None:
        """Write the outcomes of ``paths``; one export at a time."""
        if self._job is not None:
            busy = self.tr("Another table is still being written.")
            self.problem.emit(Problem(busy, self.tr("Try again when it is done.")))
            return
        try:
            told: list[Reason] = []
            model, options = self._table(choice, paths)
            options = replace(options, tell=told.append)
            judged = self._judged(choice, paths)
        except IgTaggerError as error:
            self.problem.emit(Problem.of(error))
            return
        everything = range(len(self._session.results.pictures)) if choice.over_others else ()
        form, kept = FORMATS[choice.format], self._precious(self._paths(everything, None))

        def writing(cancel: Event) -> Iterator[Progress]:
            target = Destination(choice.target, form.is_own, kept, choice.over_others)
            yield from exporting.export_pictures(
                judged(cancel), len(paths), target, form, model, options
            )

        job = self._job = Job(writing, self)
        self._target, self._count = choice.target, len(paths)
        job.ended.connect(lambda _: self._ended(job, told))
        job.start()

    @property
    def busy(self) -> bool:
        """Whether a table is being written."""
        return self._job is not None

    def finish(self) -> Problem | None:
        """Let what is being written be done before this returns; for closing.

        Returns:
            What to tell where it failed or, while ``busy``, takes longer; else None.
        """
        job = self._job
        if job is None:
            return None
        if not job.wait(_CLOSING_SECONDS):
            words = self.tr("{name} is still being written; the window closes when it is done.")
            hint = self.tr("Close it again to give the table up; what was there before stays.")
            return Problem(words.format(name=self._target.name), hint)
        self._job = None
        job.deleteLater()
        if job.error is not None:
            return Problem.of(job.error)
        self.done.emit(self._count, self._target)
        return None

    def close(self) -> None:
        """Give up what is being written: the file that was there before stays."""
        if self._job is not None:
            self._job.cancel()
            self._job.wait(_GIVING_UP_SECONDS)

    def _ended(self, job: Job, told: Sequence[Reason]) -> None:
        if job is not self._job:  # told already
            return
        job.deleteLater()
        self._job = None
        if job.error is not None:
            self.problem.emit(Problem.of(job.error))
        elif not job.cancelled:
            for reason in told:
                if reason.code != "captions.written":
                    self.problem.emit(Problem.told(reason))
            self.done.emit(self._count, self._target)

    def _precious(self, read: Sequence[str] = ()) -> Precious:
        # Others are known by their ending. Thousands may have been dropped, and the dialog looks
        # at each of these whenever a letter is typed.
        doubtful = [root for root in self._session.roots if root.suffix.lower() not in EXTENSIONS]
        return precious(self._session.context.settings, doubtful, lambda: map(Path, read))

    def _paths(self, rows: Sequence[int], most: int | None) -> list[str]:
        pictures = self._session.results.pictures
        return [pictures.path(int(row)) for row in rows[:most]]

    def _preview(self, choice: ExportChoice, paths: Sequence[str]) -> Work:
        judged, table = self._judged(choice, paths), self._table(choice, paths)

        def previewing(cancel: Event) -> Iterator[list[list[str]]]:
            yield preview(judged(cancel), *table)

        return previewing

    def _judged(
        self, choice: ExportChoice, paths: Sequence[str]
    ) -> Callable[[Event], Iterator[Judged]]:
        """The pictures as they are exported; to be called on a job's thread."""
        key, context = self._key(), self._session.context
        results = self._session.results
        rule = OpinionRule(
            self._session.spec.label_set,
            choice.top_k,
            choice.min_score,
            names=results.pictures.rule,
            detail=results.pictures.detail,
            taught=results.pictures.naming.taught,
        )

        def judged(cancel: Event) -> Iterator[Judged]:
            return exporting.judged_of_library(
                paths, context.library, key, rule, reviewed=choice.reviewed, cancel=cancel
            )

        return judged

    def _key(self) -> ModelKey:
        key = self._session.key()
        if key is None:
            raise WeightsError("weights.none")
        return key

    def _table(self, choice: ExportChoice, paths: Sequence[str]) -> tuple[TableModel, TableOptions]:
        spec, context = self._session.spec, self._session.context
        pictures = self._session.results.pictures
        stored = context.store.find(spec)
        # The roots, not the pictures: the spelling must not depend on how many are exported.
        roots = self._session.roots or [Path(path) for path in paths]
        options = TableOptions(
            choice.layout,
            choice.top_k,
            None if choice.absolute else common_root(roots),
            bom=choice.bom,
            delimiter=";" if choice.comma else ",",
            decimal="," if choice.comma else ".",
            reviewed=choice.reviewed,
            kinds=any(beside.label_set == KINDS for beside in self._key().beside),
        )
        naming = context.naming(choice.language) if choice.language else pictures.naming
        model = TableModel(stored.name, stored.sha256, spec.label_set, naming, pictures.rule)
        return model, options
