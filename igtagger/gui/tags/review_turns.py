"""What is decided is kept on a thread, one step after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, Signal

from igtagger.gui.jobs.job import Job
from igtagger.gui.jobs.problems import Problem

_CLOSING_SECONDS = 20.0


class ReviewTurns(QObject):
    """The steps that wait for their turn, and the one that is on its way to the library.

    Signals:
        ended: a step was kept and is shown, or it failed. Then comes the next.
        problem: a :class:`Problem`.
    """

    ended = Signal()
    problem = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns: deque[Callable[[], None]] = deque()
        self._job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether a step is still on its way to the library or to the views."""
        return self._job is not None

    def take(self, *turn: Callable[[], None]) -> None:
        """Begin a step when those before it have ended; it may call :meth:`run`, once."""
        self._turns.extend(turn)
        while self._turns and not self.busy:
            self._turns.popleft()()

    def forget(self) -> None:
        """What has not begun never does."""
        self._turns.clear()

    def run(
        self,
        work: Callable[[Event], Iterator[Any]],
        show: Callable[[list[Any]], None],
        over: Callable[[BaseException | None], None],
    ) -> None:
        """Do what is decided on a thread.

        Args:
            work: keeps it; as of a :class:`Job`.
            show: takes what that yields, in parts.
            over: called in the end, with the error that ended it.
        """

        def ended(error: BaseException | None) -> None:
            job.deleteLater()
            self._job = None
            over(error)
            if error is not None:
                self.problem.emit(Problem.of(error))
            self.ended.emit()
            self.take()

        job = self._job = Job(work, self)
        job.items.connect(show)
        job.ended.connect(ended)
        job.start()

    def stop(self) -> None:
        """Let the step that is on its way be none."""
        if self._job is not None:
            self._job.cancel()

    def finish(self) -> bool:
        """Have everything that was decided in the library before this returns: for closing.

        Returns:
            False where something could not be kept; ``problem`` has told why.
        """
        all_kept = True
        while (job := self._job) is not None:
            if not job.finish(_CLOSING_SECONDS):
                words = self.tr(
                    "Your last decisions are not kept yet: another program holds the library."
                )
                hint = self.tr("Let that program end, or close the window again to give them up.")
                self.problem.emit(Problem(words, hint))
                return False
            all_kept &= job.error is None
        return all_kept
