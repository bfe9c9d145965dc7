"""Own tags that are said of the window's pictures by themselves, in columns.

What counts is what :meth:`igtagger.labels.taught_names.TaughtNames.said_of` says of one picture. It
is worked out when scores or decisions come, so that a filter has no more to do than to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from igtagger.app.name_columns import longer
from igtagger.app.picture_values import Rows, TagKey
from igtagger.domain import LabelRef, Review, Tagged
from igtagger.labels.opinions import Tag
from igtagger.labels.own_tags import has, same_tag
from igtagger.labels.taught_names import NONE_TAUGHT, TaughtName, TaughtNames, scores_in

Mask = NDArray[np.bool_]
"""``bool (rows,)``"""


class TaughtColumns:
    """Taught tags of pictures, by their rows.

    Args:
        names: the tags.

    Attributes:
        names: as given.
    """

    def __init__(self, names: TaughtNames = NONE_TAUGHT) -> None:
        self._take(names)
        self._scores = np.zeros((len(self._tags), 0), np.float16)
        self._said = np.zeros((len(self._tags), 0), np.bool_)

    def _take(self, names: TaughtNames) -> None:
        self.names = names
        self._tags = sorted(names.automatic.values())
        self._columns = {tag.index: column for column, tag in enumerate(self._tags)}
        self._thresholds = np.array([tag.threshold for tag in self._tags], np.float64)[:, None]

    def use_names(self, names: TaughtNames, reviews: Mapping[int, Review]) -> None:
        """Other tags, or other names and thresholds of these; scores of those that stay are kept.

        Args:
            names: the tags.
            reviews: what the person decided, by row.
        """
        before, scores = self._columns, self._scores
        self._take(names)
        self._scores = np.zeros((len(self._tags), scores.shape[1]), np.float16)
        for index in before.keys() & self._columns.keys():
            self._scores[self._columns[index]] = scores[before[index]]
        self._said = np.zeros(self._scores.shape, np.bool_)
        self.judge(np.arange(scores.shape[1]), reviews)

    def grow(self, length: int) -> None:
        """Make room for more rows."""
        self._scores = longer(self._scores.T, length).T
        self._said = longer(self._said.T, length).T

    def set(self, row: int, outcome: Tagged | None) -> None:
        """Take over what models say of a picture; nothing where it failed."""
        if not self._tags:
            return
        self._scores[:, row] = 0
        for index, score in scores_in(outcome).items() if outcome is not None else ():
            if index in self._columns:
                self._scores[self._columns[index], row] = score

    def put(self, rows: Rows, indices: Sequence[int], scores: NDArray[np.float16]) -> None:
        """Take over what a model says of pictures. :meth:`judge` tells what follows from it.

        Args:
            rows: of pictures.
            indices: of the tags that were taught on that model.
            scores: theirs, ``(rows, indices)``, 0 where a picture has none.
        """
        for place, index in enumerate(indices):
            if index in self._columns:
                self._scores[self._columns[index], rows] = scores[:, place]

    def judge(self, rows: Rows, reviews: Mapping[int, Review]) -> None:
        """Work out what is said of pictures.

        Args:
            rows: of pictures.
            reviews: what the person decided, by row.
        """
        if not self._tags:
            return
        scores = self._scores[:, rows]
        # As double: half precision would round the threshold.
        self._said[:, rows] = (scores > 0) & (scores >= self._thresholds)
        for row in reviews.keys() & set(rows.tolist()):
            for tag in self._decided(reviews[row]):
                self._said[self._columns[tag.index], row] = False

    def _decided(self, review: Review) -> Iterator[TaughtName]:
        """The tags of which the person said themselves whether a picture has them."""
        own = set(map(same_tag, review.own))
        return (
            tag for tag in self._tags if tag.ref in review.rejected or same_tag(tag.name) in own
        )

    def tags(self, row: int) -> list[Tag]:
        """What is said of a picture by itself, the best first."""
        said = np.flatnonzero(self._said[:, row]).tolist()
        found = [(self._tags[column], float(self._scores[column, row])) for column in said]
        found.sort(key=lambda each: (-each[1], each[0].index))
        return [Tag(tag.name, "taught", None, score) for tag, score in found]

    def refs(self, row: int) -> frozenset[LabelRef]:
        """The labels of what is said of a picture by itself."""
        columns = np.flatnonzero(self._said[:, row]).tolist()
        return frozenset(self._tags[column].ref for column in columns)

    def right(self, row: int, review: Review) -> list[TaughtName]:
        """What would be said of a picture by itself if it were not its own tag already."""
        if not review.own:
            return []
        scores = self._scores[:, row].astype(np.float64)
        there = (scores > 0) & (scores >= self._thresholds[:, 0])
        tags = (self._tags[column] for column in np.flatnonzero(there).tolist())
        return [tag for tag in tags if has(review.own, tag.name)]

    def score(self, row: int, ref: LabelRef) -> float | None:
        """Of a tag in a picture; None where it has none."""
        column = self._columns.get(ref.index)
        return (float(self._scores[column, row]) or None) if column is not None else None

    def _column_of(self, key: TagKey | None) -> int | None:
        if isinstance(key, str):
            tag = self.names.find(key)
            return self._columns.get(tag.index) if tag is not None and tag.name == key else None
        return self._columns.get(key.index) if key and self.names.name(key) is not None else None

    def said(self, key: TagKey) -> Mask | None:
        """Of which pictures a tag is said by itself; None where it never is. Not to be changed."""
        column = self._column_of(key)
        return None if column is None else self._said[column]

    def scores(self, key: TagKey | None) -> NDArray[np.float16] | None:
        """Of a tag in all pictures, 0 where it has none; None where it is never said by itself."""
        column = self._column_of(key)
        return None if column is None else self._scores[column]

    def masks(self, rows: slice | Rows) -> dict[str, Mask]:
        """Of which of those pictures each tag is said by itself that is of any."""
        masks = ((tag.name, said[rows]) for tag, said in zip(self._tags, self._said, strict=True))
        return {name: mask for name, mask in masks if mask.any()}

    def counts(self, rows: Rows) -> Iterator[tuple[LabelRef, int, float]]:
        """Of how many of those pictures each tag is said by itself, and its mean score there."""
        for tag, said, scores in zip(self._tags, self._said, self._scores, strict=True):
            there = said[rows]
            if count := int(np.count_nonzero(there)):
                yield tag.ref, count, float(scores[rows][there].astype(np.float64).mean())
