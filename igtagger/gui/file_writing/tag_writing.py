"""Tags into files and out of them again, from the dialogs to the end, on threads of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from igtagger.app.name_columns import MOST_NAMES
from igtagger.app.pace import RUN_SECONDS, Pace
from igtagger.app.picture_values import Listed
from igtagger.errors import IgTaggerError, WeightsError
from igtagger.gui.dialogs.export_choice import Scope
from igtagger.gui.file_writing import file_work
from igtagger.gui.file_writing.change_preview import HowMany
from igtagger.gui.file_writing.file_changes import ChangeKind, FileChange, Totals, reason_words
from igtagger.gui.file_writing.file_work import FileDone, RunBegun
from igtagger.gui.file_writing.writing_bar import WritingProgress
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.runs.session import Session
from igtagger.gui.views.thumbnails import Thumbnails, Version

if TYPE_CHECKING:
    from igtagger.app.writing_tags import Wishes
    from igtagger.export.xmp.exiftool import ExifTool
    from igtagger.export.xmp.marks import Mark
    from igtagger.export.xmp.writing import Manner
    from igtagger.gui.file_writing.taking_back_dialog import TakingBackDialog
    from igtagger.gui.file_writing.write_dialog import WriteChoice, WriteDialog
    from igtagger.library.writes import WriteRun

MOST_REASONS = 1000
"""Files whose reasons are told; of a hundred thousand nobody reads more."""
_CLOSING_SECONDS = 2.0
_GIVING_UP_SECONDS = 10.0
"""So long may what is in hand take when the window closes."""


@dataclass(frozen=True, slots=True)
class WritingReport:
    """What was done.

    Attributes:
        back: tags were taken back, not written.
        totals: of all files.
        run: by which what was written can be taken back; None where nothing was.
        stopped: before the end.
        marks: what was written are stars or a colour.
    """

    back: bool
    totals: Totals
    run: int | None = None
    stopped: bool = False
    marks: bool = False


@dataclass(slots=True)
class _Doing:
    """What is being done."""

    job: Job
    back: bool
    marks: bool = False
    total: int | None = None
    run: int | None = None
    totals: Totals = field(default_factory=Totals)
    refused: list[FileChange] = field(default_factory=list)
    pace: Pace = field(default_factory=lambda: Pace(RUN_SECONDS))


class TagWriting(QObject):
    """Asks which tags to write and which to take back, and does it; one thing at a time.

    Signals:
        done: a :class:`WritingReport`.
        problem: a :class:`Problem`.
        progress_changed: ``progress`` is another; at most 30 times a second.
    """

    done = Signal(object)
    problem = Signal(object)
    progress_changed = Signal()

    def __init__(
        self, session: Session, thumbnails: Thumbnails, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._thumbnails = session, thumbnails
        self._doing: _Doing | None = None
        self._dialog: QDialog | None = None
        self.last: WriteChoice | None = None
        """How was written last, since the window is open."""

    @property
    def busy(self) -> bool:
        """Whether files are being written."""
        return self._doing is not None

    @property
    def progress(self) -> WritingProgress | None:
        """How far that is; None while nothing is written."""
        doing = self._doing
        if doing is None:
            return None
        looked, left = doing.totals.looked_at, None
        if doing.total is not None:
            left = doing.pace.seconds_left(doing.total - looked)
        refused = doing.totals.files[ChangeKind.REFUSED]
        stopping = doing.job.cancelled
        return WritingProgress(doing.back, looked, doing.total, refused, left, stopping)

    # Asking

    def ask(self, selected: Sequence[int], window: QWidget) -> WriteDialog:
        """Open the dialog; what is accepted in it is written."""
        from igtagger.gui.file_writing.write_dialog import WriteChoice, WriteDialog

        results = self._session.results
        rows = {
            Scope.ALL: results.pictures.listed_rows().tolist(),
            Scope.FILTERED: results.rows(),
            Scope.SELECTED: selected,
        }
        counts = {scope: len(chosen) for scope, chosen in rows.items()}

        def paths(choice: WriteChoice) -> list[str]:
            return [results.pictures.path(int(row)) for row in rows[choice.scope]]

        begin = self.last or WriteChoice(floor=results.filter.min_score)
        dialog = WriteDialog(
            counts, lambda choice: self._preview(choice, paths(choice)), begin, window
        )
        dialog.accepted.connect(lambda: self.write(dialog.choice, paths(dialog.choice)))
        self._look_for_exiftool(dialog)
        self._open(dialog)
        return dialog

    def ask_back(self, window: QWidget) -> TakingBackDialog:
        """Open the list of what was written; what is accepted in it is taken back."""
        from igtagger.gui.file_writing.taking_back_dialog import TakingBackDialog

        context = self._session.context

        def list_runs() -> list[WriteRun]:
            return context.library.write_runs()

        def preview(run: int | None) -> Work:
            return file_work.back_preview(context, run)

        dialog = TakingBackDialog(list_runs, preview, window)
        dialog.accepted.connect(lambda: self.take_back(dialog.run))
        self._open(dialog)
        return dialog

    def _open(self, dialog: QDialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(self._close_dialog)
        dialog.open()

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

    def _look_for_exiftool(self, dialog: WriteDialog) -> None:
        def looking(cancel: Event) -> Iterator[ExifTool | None]:
            from igtagger.export.xmp.exiftool import ExifTool

            yield ExifTool.find()  # a program that is run

        def tell(found: list[ExifTool | None]) -> None:
            if dialog is self._dialog:
                dialog.show_exiftool(found[-1])

        job = Job(looking, self)
        job.items.connect(tell)
        job.ended.connect(job.deleteLater)
        job.start()

    def _preview(self, choice: WriteChoice, paths: Sequence[str]) -> Work:
        context, by_exiftool = self._session.context, choice.exiftool
        wishes, manner = self._wishes(choice), _manner(choice)
        return file_work.write_preview(context, paths, wishes, manner, by_exiftool=by_exiftool)

    def _wishes(self, choice: WriteChoice) -> Wishes:
        """As the window names things now."""
        from igtagger.app.writing_tags import Wishes
        from igtagger.labels.opinion import OpinionRule

        pictures, key = self._session.results.pictures, self._session.key()
        if key is None:
            raise WeightsError("weights.none")
        rule = OpinionRule(
            self._session.spec.label_set,
            MOST_NAMES,
            names=pictures.rule,
            detail=pictures.detail,
            taught=pictures.naming.taught,
        )
        return Wishes(key, rule, pictures.naming, choice.floor, choice.only_confirmed)

    # Doing

    def write(self, choice: WriteChoice, paths: Sequence[str]) -> None:
        """Write tags into ``paths``, or beside them."""
        self.last = choice
        try:
            wishes = self._wishes(choice)
        except IgTaggerError as error:
            self.problem.emit(Problem.of(error))
            return
        work = file_work.write_work(
            self._session.context,
            paths,
            wishes,
            _manner(choice),
            by_exiftool=choice.exiftool,
            carry=self._thumbnails.files.carry,
        )
        self._start(work, back=False, total=len(paths))

    def write_mark(self, mark: Mark, paths: Sequence[str], preset: str = "") -> None:
        """Give pictures stars or a colour, as was written last, or else for ``preset``."""
        from igtagger.gui.file_writing.write_dialog import WriteChoice

        self.last = self.last or WriteChoice(preset=preset)
        work = file_work.mark_work(
            self._session.context,
            paths,
            mark,
            _manner(self.last),
            by_exiftool=self.last.exiftool,
            carry=self._thumbnails.files.carry,
        )
        self._start(work, back=False, total=len(paths), marks=True)

    def take_back(self, run: int | None) -> None:
        """Take back what a run wrote, or all that was ever written."""
        work = file_work.back_work(self._session.context, run, self._thumbnails.files.carry)
        self._start(work, back=True)

    def stop(self) -> None:
        """End after the files in hand; what is written stays."""
        if self._doing is not None:
            self._doing.job.cancel()
            self.progress_changed.emit()

    def _start(
        self, work: Work, *, back: bool, total: int | None = None, marks: bool = False
    ) -> None:
        if self._doing is not None:
            busy = self.tr("Tags are being written into files already.")
            self.problem.emit(Problem(busy, self.tr("Try again when that is done.")))
            return
        job = Job(work, self)
        self._doing = _Doing(job, back, marks, total)
        job.items.connect(self._take)
        job.ended.connect(self._ended)
        job.start()
        self.progress_changed.emit()

    def _take(self, items: Sequence[FileDone | RunBegun | HowMany]) -> None:
        doing = self._doing
        assert doing is not None
        for item in items:
            if isinstance(item, RunBegun):
                doing.run = item.run
            elif isinstance(item, HowMany):
                doing.total = item.files
        files = [item for item in items if isinstance(item, FileDone)]
        for each in files:
            doing.totals.add(each.change)
            if each.change.kind is ChangeKind.REFUSED and len(doing.refused) < MOST_REASONS:
                doing.refused.append(each.change)
        doing.pace.add(doing.totals.looked_at)
        self._tell_window(files)
        self.progress_changed.emit()

    def _tell_window(self, files: Sequence[FileDone]) -> None:
        """What is listed looks as before, and is known as it is now."""
        results, listed = self._session.results, []
        versions: dict[str, Version] = {}
        for each in files:
            path, stamp = each.change.path, each.stamp
            if (stamp is None and each.facts is None) or not results.pictures.is_listed(path):
                continue
            mtime, ctime = (0, 0) if stamp is None else (stamp.mtime_ns, stamp.ctime_ns or 0)
            if stamp is not None:
                versions[path] = mtime, ctime
            listed.append(Listed(path, mtime, ctime_ns=ctime, facts=each.facts))
        if listed:
            self._thumbnails.carry(versions)
            results.add(listed)

    def _ended(self, error: BaseException | None) -> None:
        report, problem = self._conclude(error)
        if problem is not None:
            self.problem.emit(problem)
        self.done.emit(report)

    def _conclude(self, error: BaseException | None) -> tuple[WritingReport, Problem | None]:
        doing, self._doing = self._doing, None
        assert doing is not None
        doing.job.deleteLater()
        self.progress_changed.emit()
        run = doing.run if doing.totals.changed else None
        stopped = doing.job.cancelled and doing.totals.looked_at < (doing.total or 0)
        stopped |= error is not None
        report = WritingReport(doing.back, doing.totals, run, stopped, doing.marks)
        return report, Problem.of(error) if error is not None else self._complaint(doing)

    def _complaint(self, doing: _Doing) -> Problem | None:
        """Of the files that did not become what they should."""
        count = doing.totals.files[ChangeKind.REFUSED]
        if not count:
            return None
        if doing.back:
            words = self.tr("%n file(s) still have their tags.", "", count)
        elif doing.marks:
            words = self.tr("%n picture(s) got neither stars nor colour.", "", count)
        else:
            words = self.tr("%n picture(s) did not get their tags.", "", count)
        lines = [
            f"{change.path}: {reason_words(change.reason)}"
            for change in doing.refused
            if change.reason is not None
        ]
        if (more := count - len(lines)) > 0:
            lines.append(self.tr("… and {count} more").format(count=more))
        return Problem(words, self.tr("The details tell why of each."), "\n".join(lines))

    # The end

    def finish(self) -> Problem | None:
        """Let what is being written be done before this returns; for closing.

        Returns:
            What to tell where not all went well or, while ``busy``, it takes longer; else None.
        """
        doing = self._doing
        if doing is None:
            return None
        doing.job.ended.disconnect(self._ended)
        if not doing.job.finish(_CLOSING_SECONDS):
            doing.job.ended.connect(self._ended)
            words = self.tr("Tags are still being written into files; the window closes after it.")
            hint = self.tr("Close it again to stop; what is written stays, and can be taken back.")
            return Problem(words, hint)
        report, problem = self._conclude(doing.job.error)
        self.done.emit(report)
        return problem

    def close(self) -> None:
        """Stop after the files in hand, each of which is the old one or the new one."""
        if self._dialog is not None:
            self._dialog.reject()
        if self._doing is not None:
            self._doing.job.cancel()
            self._doing.job.wait(_GIVING_UP_SECONDS)


def _manner(choice: WriteChoice) -> Manner:
    from igtagger.export.xmp.presets import PRESETS
    from igtagger.export.xmp.writing import Manner

    return Manner(PRESETS[choice.preset], embed=not choice.beside, keep_time=choice.keep_time)
