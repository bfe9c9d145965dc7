"""Writes reviews to the library on a thread, one set after the other, and then shows them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from igtagger.app.picture_table import Pictures
from igtagger.domain import Review
from igtagger.errors import IgTaggerError
from igtagger.gui.jobs.job import Job
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.results.results_model import ResultsModel
from igtagger.library import reviews

if TYPE_CHECKING:
    from igtagger.library.facade import Library

_AT_ONCE = 1000
"""So many pictures are shown anew in one go: about 10 ms."""
_CLOSING_SECONDS = 20.0

ByRow = Mapping[int, Review]
Edit = Callable[[int, Review], Review]
"""What becomes of the review of a row. Called on a thread."""
_NOTHING = Review()


@dataclass
class Write:
    """A change of reviews on its way to the library.

    Attributes:
        reviews: what is to be changed, as it is now.
        edit: how.
        done: called with this, when it is in the library and not yet shown.
        failed: called when nothing was kept.
        before, after: of those rows that changed, once it is in the library.
        own: by how many pictures more or less each own tag is used then.
    """

    reviews: ByRow
    edit: Edit
    done: Callable[[Write], None]
    failed: Callable[[], None] = lambda: None
    before: dict[int, Review] = field(default_factory=dict)
    after: dict[int, Review] = field(default_factory=dict)
    own: Counter[str] = field(default_factory=Counter)
    pictures: Pictures | None = None
    error: BaseException | None = None
    kept: bool = False
    job: Job | None = None

    def run(self, library: Library, path_of: Callable[[int], str]) -> None:
        """Change, keep, and read back: a file that was moved may bring a review along."""
        wanted = {}
        for row, old in self.reviews.items():
            new = self.edit(row, old)
            if new != old:
                wanted[row] = new
        if wanted:
            paths = {row: Path(path_of(row)) for row in wanted}
            library.save_reviews({paths[row]: review for row, review in wanted.items()})
            found = library.reviews(list(paths.values()))
            same: dict[Review, Review] = {}  # most are alike: steps that can be undone stay small
            for row, path in paths.items():
                review = found.pop(path, _NOTHING)
                self._take(row, wanted[row], same.setdefault(review, review))
        self.kept = True

    def _take(self, row: int, wanted: Review, found: Review) -> None:
        old = self.reviews[row]
        if found.own != old.own:
            self.own.update(found.own)
            self.own.subtract(old.own)
        if found != wanted:  # what came along was there before, and stays when this is undone
            old = reviews.merged(old, _without(found, wanted))
        self.before[row], self.after[row] = old, found


def _without(review: Review, other: Review) -> Review:
    return Review(
        review.confirmed - other.confirmed,
        review.rejected - other.rejected,
        tuple(name for name in review.own if name not in other.own),
    )


class ReviewWriter(QObject):
    """One write at a time; what comes meanwhile waits for its turn.

    Signals:
        changed: rows whose reviews are now in the library and in the model.
        busy_changed: whether reviews are on their way.
        problem: a :class:`Problem`; the write changed nothing.
    """

    changed = Signal(list)
    busy_changed = Signal(bool)
    problem = Signal(object)

    def __init__(
        self, model: ResultsModel, library: Callable[[], Library], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._library = model, library
        self._turns: deque[Callable[[], None]] = deque()
        self._write: Write | None = None
        self._failed = False  # since the last finish()
        self._showing: deque[dict[int, Review]] = deque()

    @property
    def busy(self) -> bool:
        """Whether reviews are on their way to the library or to the views."""
        return self._write is not None or bool(self._showing)

    def take_turn(self, turn: Callable[[], None]) -> None:
        """Call ``turn`` when what was asked for before is done; at once where nothing was."""
        self._turns.append(turn)
        self._next()

    def take_next_turns(self, *turns: Callable[[], None]) -> None:
        """Call them before all others, and not before this returns to the event loop."""
        self._turns.extendleft(reversed(turns))
        QTimer.singleShot(0, self, self._next)

    def forget(self) -> None:
        """The list was cleared: rows mean nothing any more. What is being written is kept."""
        self._turns.clear()
        self._showing.clear()

    def finish(self) -> bool:
        """Have everything in the library before this returns; for closing.

        Returns:
            False where something could not be kept; ``problem`` has told why.
        """
        self._failed = False
        while self.busy or self._turns:
            write = self._write
            if write is not None and write.job is not None:
                if not write.job.wait(_CLOSING_SECONDS):
                    self._tell_of_waiting()
                    return False
                self._written(write, None)
            while self._showing:
                self._show_part()
            self._next()
        return not self._failed

    def _tell_of_waiting(self) -> None:
        words = self.tr("Your last decisions are not kept yet: another program holds the library.")
        hint = self.tr("Let that program end, or close the window again to give them up.")
        self.problem.emit(Problem(words, hint))

    def _next(self) -> None:
        while self._turns and not self.busy:
            self._turns.popleft()()

    def start(self, write: Write) -> None:
        """Begin to write; only while not busy."""
        pictures = write.pictures = self._model.pictures
        try:
            library = self._library()
        except IgTaggerError as error:
            self._fail(write, error)
            return

        def work(_: Event) -> Iterator[None]:
            try:
                write.run(library, pictures.path)
            except IgTaggerError as error:
                write.error = error
            yield

        self._write = write
        write.job = Job(work, self)
        write.job.ended.connect(lambda error: self._written(write, error))
        self.busy_changed.emit(True)
        write.job.start()

    def _written(self, write: Write, error: BaseException | None) -> None:
        if write is not self._write or write.job is None:
            return
        write.job.deleteLater()
        self._write = None
        if not write.kept:
            self._fail(write, write.error or error)
        elif write.after and self._model.pictures is write.pictures:
            self._show(write)
        if not self.busy:
            self._rest()

    def _fail(self, write: Write, error: BaseException | None) -> None:
        write.failed()
        self._failed = True
        if error is not None:
            self.problem.emit(Problem.of(error))

    def _show(self, write: Write) -> None:
        write.done(write)
        rows = list(write.after)
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            self._showing.append({row: write.after[row] for row in part})
        self._show_part()

    def _show_part(self) -> None:
        if not self._showing:
            return
        part = self._showing.popleft()
        self._model.set_reviews(part)
        self.changed.emit(list(part))
        if self._showing:
            QTimer.singleShot(0, self, self._show_next)

    def _show_next(self) -> None:
        self._show_part()
        if not self.busy:
            self._rest()

    def _rest(self) -> None:
        self.busy_changed.emit(False)
        self._next()
