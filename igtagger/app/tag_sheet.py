"""Going through all pictures of which one tag is said, a page of what fits on the screen at a time.

Nothing is confirmed that was not on the screen as a picture: what could not be shown is left as it
is, whatever stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Verdicts(NamedTuple):
    """What will be said of a page.

    Attributes:
        right: rows on which the tag is confirmed.
        wrong: rows on which it is rejected: those that are marked.
        left: rows that stay as they are, as they were not seen.
    """

    right: list[int]
    wrong: list[int]
    left: list[int]


class TagSheet:
    """Pages of pictures, and what is marked on them.

    Args:
        rows: of the pictures, in the order in which they are gone through.

    Attributes:
        rows: likewise.
        first: the place in them of the first picture of the page.
        size: how many pictures fit on a page, at least 1.
    """

    def __init__(self, rows: Sequence[int]) -> None:
        self.rows, self.first, self.size = list(rows), 0, 1
        self._marked: set[int] = set()
        self._seen: set[int] = set()
        self._taken: list[int] = []
        """Where those pages began that were judged, the last one last."""

    @property
    def page(self) -> list[int]:
        """The rows of the page; none where all is gone through."""
        return self.rows[self.first : self.first + self.size]

    @property
    def can_undo(self) -> bool:
        """Whether any page was judged."""
        return bool(self._taken)

    def fit(self, size: int) -> None:
        """So many pictures fit on a page now; the first one stays."""
        self.size = max(1, size)

    def is_marked(self, row: int) -> bool:
        """Whether the tag is to be rejected there."""
        return row in self._marked

    def toggle(self, row: int) -> None:
        """Mark a picture, or take the mark away."""
        self._marked ^= {row}

    def show(self, row: int) -> bool:
        """A picture was drawn whole; whether that is news."""
        if row in self._seen:
            return False
        self._seen.add(row)
        return True

    def verdicts(self) -> Verdicts:
        """What will be said of the page, as it stands."""
        seen = [row for row in self.page if row in self._seen or row in self._marked]
        return Verdicts(
            [row for row in seen if row not in self._marked],
            [row for row in seen if row in self._marked],
            [row for row in self.page if row not in seen],
        )

    def take(self) -> Verdicts:
        """Have it said, and go on to the next page."""
        told = self.verdicts()
        if told.right or told.wrong:
            self._taken.append(self.first)
        self.first = min(self.first + self.size, len(self.rows))
        return told

    def take_back(self) -> None:
        """Go back to the page that was judged last; its marks are there still."""
        if self._taken:
            self.first = self._taken.pop()

    def turn(self, by: int) -> None:
        """Go on by so many pages, or back; never beyond the last one."""
        last = max(0, len(self.rows) - 1) // self.size * self.size
        self.first = min(max(0, self.first + by * self.size), max(last, 0))
