"""Questions that take a while, such as those to the library: asked on a thread, answered here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from igtagger.errors import IgTaggerError
from igtagger.gui.jobs.job import Job
from igtagger.gui.jobs.problems import Problem


class _Question(NamedTuple):
    ask: Callable[[], Any]
    answer: Callable[[Any], None]
    refuse: Callable[[IgTaggerError], None]


class Asking(QObject):
    """One question about each subject at a time; of those that come meanwhile the newest waits.

    So a person may do as much in a second as they like, and what is asked for each time is asked
    as often as it can be answered.

    Args:
        parent: the Qt owner.

    Signals:
        problem: a :class:`Problem`: a question ended by a fault of ours.
        settled: nothing is being asked any more.
    """

    problem = Signal(object)
    settled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[str, Job] = {}
        self._waiting: dict[str, _Question] = {}
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether anything is being asked."""
        return bool(self._jobs)

    def ask(
        self,
        about: str,
        question: Callable[[], Any],
        answer: Callable[[Any], None],
        refuse: Callable[[IgTaggerError], None],
    ) -> None:
        """Ask on a thread.

        Args:
            about: the subject.
            question: called on a thread; what it returns is the answer.
            answer: given that, on this thread.
            refuse: given the error of the world's that it ended with.
        """
        if self._closed:
            return
        self._waiting[about] = _Question(question, answer, refuse)
        if about not in self._jobs:
            self._start(about)

    def close(self, seconds: float = 2.0) -> bool:
        """Ask and answer nothing any more; whether what is being asked ended in time."""
        self._closed = True
        self._waiting.clear()
        ended = [job.wait(seconds) for job in self._jobs.values()]
        return all(ended)

    def leave(self) -> None:
        """As :meth:`close`, without waiting: it goes by itself once nothing is being asked."""
        self._closed = True
        self._waiting.clear()
        if self._jobs:
            self.settled.connect(self.deleteLater)
        else:
            self.deleteLater()

    def _start(self, about: str) -> None:
        asked = self._waiting.pop(about)

        def work(_: Event) -> Iterator[Any]:
            yield asked.ask()

        def took(items: list[Any]) -> None:
            if not self._closed:
                asked.answer(items[-1])

        job = self._jobs[about] = Job(work, self)
        job.items.connect(took)
        job.ended.connect(lambda error: self._end(about, asked, error))
        job.start()

    def _end(self, about: str, asked: _Question, error: BaseException | None) -> None:
        self._jobs.pop(about).deleteLater()
        if error is not None and not self._closed:
            if isinstance(error, IgTaggerError):
                asked.refuse(error)
            else:
                self.problem.emit(Problem.of(error))
        if about in self._waiting:
            self._start(about)
        elif not self._jobs:
            self.settled.emit()
