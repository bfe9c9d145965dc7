"""What the person decided about the window's pictures, by row, and the rows of each of its tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from igtagger.app.picture_values import Rows, TagKey
from igtagger.app.tag_counts import among
from igtagger.domain import Review
from igtagger.labels.name_rule import NameRule
from igtagger.labels.opinions import NO_REVIEW


class ReviewColumns:
    """Reviews of pictures by their rows.

    Attributes:
        by_row: the reviews that are not empty.
        tagged_by: rows by the tags that are there by the person's word.
    """

    def __init__(self) -> None:
        self.by_row: dict[int, Review] = {}
        self.tagged_by: defaultdict[TagKey, set[int]] = defaultdict(set)

    def of(self, row: int) -> Review:
        """What the person decided about a picture; an empty review where nothing."""
        return self.by_row.get(row, NO_REVIEW)

    def among(self, rows: Sequence[int]) -> list[Review]:
        """What the person decided about those pictures, where anything."""
        return [self.by_row[row] for row in self.by_row.keys() & rows]

    def put(self, row: int, review: Review, rule: NameRule) -> None:
        """Take over what the person decided about a picture.

        Args:
            row: of the picture.
            review: the whole of it.
            rule: which confirmed labels are tags, the same as when others were put.
        """
        for key in _keys(self.by_row.pop(row, NO_REVIEW), rule):
            self.tagged_by[key].discard(row)
        if review:
            self.by_row[row] = review
        for key in _keys(review, rule):
            self.tagged_by[key].add(row)

    def use_rule(self, rule: NameRule) -> None:
        """Another model was chosen: other labels count."""
        self.tagged_by.clear()
        for row, review in self.by_row.items():
            for key in _keys(review, rule):
                self.tagged_by[key].add(row)

    def tagged_among(self, rows: Rows | None, count: int) -> Mapping[TagKey, set[int]]:
        """``tagged_by`` of some rows alone, by their places among these; of all where None.

        Args:
            rows: those rows.
            count: how many there are in all.
        """
        return self.tagged_by if rows is None else among(self.tagged_by, rows, count)


def _keys(review: Review, rule: NameRule) -> Iterator[TagKey]:
    """The tags that a review says are right."""
    yield from review.own
    yield from rule.tagged_by(review)
