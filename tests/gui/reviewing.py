"""A list of pictures with a real library, for the tests of what people decide."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Listed
from igtagger.domain import Failed, LabelRef, Outcome, Reason, Review, Tagged
from igtagger.errors import LibraryError
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.tags.details import Details
from igtagger.gui.tags.review_history import Reviews
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from tests.gui.listing import LABEL_SET, naming_of, rule_of

TEN = (207, 281, 517, 13, 134, 660, 985, 105, 291, 980)
NAMES = ("dog", "cat", "crane", "bird", "crane", "house", "tree", "sea lion", "lioness", "cloud")
"""What those labels are called here; tests go by their places."""
NAMING = naming_of(dict(zip(TEN, NAMES, strict=True)))
KEY = ModelKey("tiny", "0" * 64, "plain")


def ref(place: int) -> LabelRef:
    return LabelRef(LABEL_SET, TEN[place])


class Desk:
    """Pictures 0 to 3 are tagged, 4 failed, 5 waits."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder, self.file = qtbot, folder, folder / "library.sqlite"
        self.library = Library.open(self.file, on_message=pytest.fail)
        self.broken = False
        self.model = ResultsModel(rule_of(NAMING))
        self.reviews = Reviews(self.model, self._ask)
        self.problems: list[Problem] = []
        self.reviews.problem.connect(self.problems.append)
        self.model.add(
            [
                self.tagged(0, {0: 0.6, 1: 0.3, 5: 0.04}),
                self.tagged(1, {0: 0.5, 2: 0.2}),
                self.tagged(2, {3: 0.9}),
                self.tagged(3, {1: 0.8, 0: 0.1}),
                self._kept(Failed(self.path(4), Reason("picture.empty", path=self.path(4)))),
                Listed(str(self.path(5)), 1),
            ]
        )

    def _ask(self) -> Library:
        if self.broken:
            raise LibraryError("told", text="The library is not there.")
        return self.library

    def path(self, row: int) -> Path:
        return self.folder / f"{row}.jpg"

    def tagged(self, row: int, scores: dict[int, float]) -> Listed:
        indices = tuple(TEN[place] for place in scores)
        outcome = Tagged(self.path(row), 40, 30, indices, tuple(scores.values()))
        return self._kept(outcome)

    def _kept(self, outcome: Outcome) -> Listed:
        self.library.save(KEY, [Entry(outcome, FileStamp(1, 1), b"0" * 16)])
        return Listed(str(outcome.path), 1, outcome)

    def review(self, row: int) -> Review:
        return self.model.pictures.review(row)

    def stored(self, row: int) -> Review:
        """What another program would find in the file."""
        with Library.open(self.file, on_message=pytest.fail) as library:
            return library.reviews([self.path(row)]).get(self.path(row), Review())

    def number_stored(self) -> int:
        with closing(sqlite3.connect(self.file)) as connection:
            decisions, own = (
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("decisions", "own_tags")
            )
        return int(decisions) + int(own)

    def decide(self, verb: Callable[..., None], *args: object) -> None:
        """Do something and wait until it is in the library and shown."""
        verb(*args)
        self.settle()

    def expect_own(self, *names: str) -> None:
        """Wait until these are the own tags that are suggested."""
        wanted = list(names)
        self.qtbot.waitUntil(lambda: self.reviews.own.names() == wanted, timeout=20_000)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.reviews.busy, timeout=20_000)


def opened(qtbot: QtBot, folder: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, folder)
    yield desk
    desk.reviews.finish()
    desk.library.close()
    # Here and now: left to the garbage collector, they might be deleted on a job's thread.
    for thing in (desk.reviews, desk.model):
        shiboken6.delete(thing)


def shown_details(qtbot: QtBot, desk: Desk) -> Details:
    """The panel at the right of the window, for what is selected."""
    made = Details(desk.model, desk.reviews)
    qtbot.addWidget(made)
    made.resize(340, 640)
    made.show()
    qtbot.waitExposed(made)
    return made
