"""The names of own tags and keywords of files, for completion; a thread asks the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from igtagger.gui.jobs.job import Job
from igtagger.gui.jobs.problems import Problem
from igtagger.labels.file_keywords import same_word

if TYPE_CHECKING:
    from igtagger.library.facade import Library


class OwnNames(QObject):
    """Answers at once with what is known so far; what is new arrives later.

    Args:
        library: asked on a thread, since it may have to be opened first or be held by others.
        parent: the Qt owner.

    Signals:
        changed: :meth:`names` or :meth:`file_words` gives others now.
        problem: a :class:`Problem`.
    """

    changed = Signal()
    problem = Signal(object)

    def __init__(self, library: Callable[[], Library], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._names: list[str] = []
        self._file_words: list[str] = []
        self._stale = True
        self._job: Job | None = None

    def names(self) -> list[str]:
        """All own tags of the library, the most used first; has them looked up if need be."""
        if self._stale and self._job is None:
            self._stale = False
            self._job = Job(self._asking, self)
            self._job.items.connect(self._take)
            self._job.ended.connect(self._ended)
            self._job.start()
        return self._names

    def file_words(self) -> list[str]:
        """The same of keywords that others wrote into files, without those that are own tags."""
        own = {same_word(name) for name in self.names()}
        return [word for word in self._file_words if same_word(word) not in own]

    def forget(self) -> None:
        """Something was decided: look them up when they are asked for next."""
        self._stale = True

    def _asking(self, _: Event) -> Iterator[tuple[list[str], list[str]]]:
        library = self._library()
        yield (
            [name for name, _ in library.own_tags()],
            [word for word, _ in library.file_keywords()],
        )

    def _take(self, found: list[tuple[list[str], list[str]]]) -> None:
        if found[-1] != (self._names, self._file_words):
            self._names, self._file_words = found[-1]
            self.changed.emit()

    def _ended(self, error: object) -> None:
        assert self._job is not None
        self._job.deleteLater()
        self._job = None
        if isinstance(error, BaseException):
            self._stale = True
            self.problem.emit(Problem.of(error))
