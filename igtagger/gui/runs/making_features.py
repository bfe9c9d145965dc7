"""The one piece of work that makes features which are missing, whoever asks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from igtagger.app.picture_values import Listed
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.jobs.problems import Problem

_CLOSING_SECONDS = 5.0


class MakingStep(NamedTuple):
    """How far making is.

    Attributes:
        done: pictures that were looked at.
        total: of so many; 0 as long as that is not known.
        failed: those of them that cannot be read.
        listed: what became of the last one, where that is to be told.
    """

    done: int
    total: int
    failed: int
    listed: Listed | None = None


class MakingFeatures(QObject):
    """Makes them once at a time; what is made is kept, however it ends.

    Args:
        make: gives the work for these files and folders, None for all pictures of the library; it
            yields a :class:`MakingStep` each.
        is_free: whether no run is on, which makes features itself and wants the model for it.
        parent: the Qt owner.

    Attributes:
        step: how far it is; None before the first one.

    Signals:
        began: it is under way.
        stepped: ``step`` is another one.
        seen: what became of pictures, as a list of :class:`Listed`.
        ended: whether it came to its end; else it was stopped or failed.
        problem: a :class:`Problem`: why it failed, or why it does not begin.
    """

    began = Signal()
    stepped = Signal()
    seen = Signal(list)
    ended = Signal(bool)
    problem = Signal(object)

    def __init__(
        self,
        make: Callable[[tuple[Path, ...] | None], Work],
        is_free: Callable[[], bool] = lambda: True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._make, self._is_free = make, is_free
        self._job: Job | None = None
        self.step: MakingStep | None = None

    @property
    def running(self) -> bool:
        """Whether something is being made."""
        return self._job is not None

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end, and has not yet."""
        return self._job is not None and self._job.cancelled

    def start(self, roots: tuple[Path, ...] | None) -> None:
        """Make what is missing of these files and folders, of the whole library where it is None.

        Does nothing where something is being made.
        """
        if self._job is not None:
            return
        if not self._is_free():
            text = self.tr("Pictures are being tagged. Try it when that is done.")
            self.problem.emit(Problem(text))
            return
        self.step = None
        self._job = Job(self._make(roots), self)
        self._job.items.connect(self._take)
        self._job.ended.connect(self._end)
        self._job.start()
        self.began.emit()

    def stop(self) -> None:
        """Make no more, after what is in hand."""
        if self._job is not None and not self._job.cancelled:
            self._job.cancel()
            self.stepped.emit()

    def close(self) -> None:
        """End it as the window closes."""
        if self._job is not None:
            self._job.cancel()
            self._job.wait(_CLOSING_SECONDS)

    def _take(self, steps: list[MakingStep]) -> None:
        if listed := [step.listed for step in steps if step.listed is not None]:
            self.seen.emit(listed)
        self.step = steps[-1]
        self.stepped.emit()

    def _end(self, error: BaseException | None) -> None:
        job, self._job = self._job, None
        assert job is not None
        job.deleteLater()
        if error is not None:
            self.problem.emit(Problem.of(error))
        self.ended.emit(error is None and not job.cancelled)
