"""Moving pictures to the trash: looked up and done on threads, with a question in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from igtagger.app.trashing import Doomed, ToTrash, Trashed, move_to_trash, with_sidecars
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.reason_words import words_of
from igtagger.gui.picture_files.trash_question import TrashQuestion

_MOST_TOLD = 20
_CLOSING_SECONDS = 5.0


class Trashing(QObject):
    """Asks, and moves; one thing at a time.

    Signals:
        gone: paths of pictures that are in the trash now, as a list of str; as they go.
        done: how many went, once all is over.
        problem: a :class:`Problem` for each that stays, or for all that do where they are many.

    Args:
        window: asks.
    """

    gone = Signal(list)
    done = Signal(int)
    problem = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._job: Job | None = None
        self._went, self._failed = 0, list[Trashed]()
        self.to_trash: ToTrash | None = None
        """Moves one file; the system's trash if None."""
        self.question: TrashQuestion | None = None

    @property
    def busy(self) -> bool:
        """Whether something is looked up, asked or moved."""
        return self._job is not None or self.question is not None

    def ask(self, paths: Sequence[str], note: str = "") -> None:
        """Ask whether these pictures are to go; what is agreed to is moved.

        Args:
            paths: of the pictures.
            note: what the question says of them.
        """
        if self.busy or not paths:
            return
        found: list[Doomed] = []

        def look(cancel: Event) -> Iterator[Doomed]:
            yield from with_sidecars(map(Path, paths), cancel)

        job = self._start(look)
        job.items.connect(found.extend)
        job.ended.connect(lambda error: self._looked(found, note, error))
        job.start()

    def close(self) -> None:
        """End what is under way, between two files."""
        if self._job is not None:
            self._job.cancel()
            self._job.finish(_CLOSING_SECONDS)

    def _start(self, work: Work) -> Job:
        self._job = Job(work, self)
        return self._job

    def _end(self) -> bool:
        """Whether it came to its end, and was not cancelled."""
        job, self._job = self._job, None
        if job is None:
            return False
        job.deleteLater()
        return not job.cancelled

    def _looked(self, doomed: Sequence[Doomed], note: str, error: BaseException | None) -> None:
        if not self._end():
            return
        if error is not None:
            self.problem.emit(Problem.of(error))
            return
        self.question = TrashQuestion(doomed, self._window, note)
        self.question.accepted.connect(lambda: self._move(doomed))
        self.question.finished.connect(self._answered)
        self.question.open()

    def _answered(self) -> None:
        self.question = None

    def _move(self, doomed: Sequence[Doomed]) -> None:
        self._went, self._failed = 0, []
        job = self._start(lambda cancel: move_to_trash(doomed, cancel, self.to_trash))
        job.items.connect(self._moved)
        job.ended.connect(self._over)
        job.start()

    def _moved(self, trashed: list[Trashed]) -> None:
        gone = [each for each in trashed if each.reason is None]
        self._went += len(gone)
        self._failed += [each for each in trashed if each.reason is not None or each.left]
        if gone:
            self.gone.emit([str(each.picture) for each in gone])

    def _over(self, error: BaseException | None) -> None:
        self._end()
        if error is not None:
            self.problem.emit(Problem.of(error))
        if self._failed:
            self._tell_failed()
        if self._went:
            self.done.emit(self._went)

    def _tell_failed(self) -> None:
        reasons = [
            why for each in self._failed for why in ((each.reason,) if each.reason else each.left)
        ]
        words = [words_of(why) for why in reasons]
        if len(words) == 1:
            self.problem.emit(Problem(words[0].text, words[0].hint))
            return
        lines = [str(each) for each in words[:_MOST_TOLD]]
        if (more := len(words) - _MOST_TOLD) > 0:
            lines.append(self.tr("and %n more", "", more))
        text = self.tr("%n file(s) could not be moved to the trash.", "", len(words))
        self.problem.emit(Problem(text, self.tr("The details name each."), "\n".join(lines)))
