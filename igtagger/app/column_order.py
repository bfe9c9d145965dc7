"""The window's pictures in an order, by what is known of them in columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from igtagger.app.doubt import by_doubt, certainties
from igtagger.app.fact_columns import FactColumns
from igtagger.app.learned_tags.taught_columns import TaughtColumns
from igtagger.app.name_columns import NameColumns
from igtagger.app.path_columns import PathColumns
from igtagger.app.picture_values import Order, Rows, State, TagKey
from igtagger.domain import LabelRef


@dataclass(frozen=True, slots=True)
class ColumnOrder:
    """Pictures in columns, to be sorted. Columns may be longer than there are pictures.

    Attributes:
        count: of pictures.
        paths: theirs.
        names: what they are called.
        taught: own tags that are said by themselves.
        facts: what their files say.
        mtimes: when their files were changed, nanoseconds since 1970.
        states: what became of them, as :class:`State` has it.
        named: whether things are named in each of them.
        reviewed: tells about which of them the person decided anything.
    """

    count: int
    paths: PathColumns
    names: NameColumns
    taught: TaughtColumns
    facts: FactColumns
    mtimes: NDArray[np.int64]
    states: NDArray[np.uint8]
    named: NDArray[np.bool_]
    reviewed: Callable[[], NDArray[np.bool_]]

    def rows(self, order: Order, tag: TagKey | None, least: float, *, descending: bool) -> Rows:
        """All rows in an order.

        Args:
            order: which.
            tag: by whose score, where that counts; None for each one's first name.
            least: the score from which the person has names said, where doubt counts.
            descending: the other way round.
        """
        if order is Order.DOUBT:
            return self._by_doubt(tag, least, descending=descending)
        if order is Order.TAKEN:
            return self._by_moment(descending=descending)
        rows = self._rising(order, tag)
        return rows[::-1] if descending else rows

    def scores(self, tag: TagKey | None) -> NDArray[np.float16]:
        """Of a label or term in each picture, else of each one's first name."""
        if isinstance(tag, LabelRef):
            return self.names.scores_of(tag, slice(0, self.count))
        return self.names.scores[: self.count, 0]

    def any_scores(self, tag: TagKey | None) -> NDArray[np.float16]:
        """The same, and also those of a taught tag."""
        taught = self.taught.scores(tag)
        return self.scores(tag) if taught is None else taught[: self.count]

    def _rising(self, order: Order, tag: TagKey | None) -> Rows:
        if order is Order.DATE:
            return np.argsort(self.mtimes[: self.count], kind="stable")
        if order is Order.SCORE:
            return np.argsort(self.any_scores(tag), kind="stable")
        if order is Order.NAME:
            return self.paths.by_name()
        return np.arange(self.count)

    def _by_moment(self, *, descending: bool) -> Rows:
        """Those of which it is not said come last either way."""
        taken = self.facts.taken[: self.count]
        unsaid = np.isnat(taken)
        rows = np.argsort(taken, kind="stable")  # which has them last, as no moment is not one
        said = rows[: len(rows) - np.count_nonzero(unsaid)]
        return np.concatenate([said[::-1], rows[len(said) :]]) if descending else rows

    def _by_doubt(self, tag: TagKey | None, least: float, *, descending: bool) -> Rows:
        """What is to be judged, then what is reviewed, then what has no names."""
        rows = slice(0, self.count)
        scores, seconds = self.any_scores(tag), None
        if not isinstance(tag, LabelRef) and self.taught.scores(tag) is None:
            # What is not sure enough to be said may be the most doubtful.
            firsts, seconds = self.names.firsts[rows].T
            scores = np.where(scores > 0, scores, firsts)
        groups = np.where(self.reviewed(), np.uint8(1), np.uint8(0))
        groups[(self.states[rows] != State.TAGGED) | ~self.named[rows]] = 2
        certain = certainties(scores, seconds, least)
        return by_doubt(certain, groups, descending=descending)
