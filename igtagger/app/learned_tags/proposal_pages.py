"""Suggestions for one tag, a page of what fits on the screen at a time, and what was decided.

Nothing moves under the pointer: what is on the page stays where it is while it is decided about,
and the list that the decisions have made better begins with the next page. None is shown twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

Version = tuple[int, int]
"""Of a picture's file: see :meth:`igtagger.app.picture_table.Pictures.version`."""


class Proposal(NamedTuple):
    """A picture for which the tag is suggested.

    Attributes:
        path: of the picture.
        score: how sure that is, 0 to 1.
        is_sure: the tag would be said of it by itself.
        version: of its file.
    """

    path: str
    score: float
    is_sure: bool
    version: Version = (0, 0)


class ProposalPages:
    """The pages so far, and what comes next.

    Attributes:
        rows: what was on a page, and behind that what comes, the likeliest first.
        first: the place in them of the first picture of the page.
        size: how many pictures fit on a page, at least 1.
    """

    def __init__(self) -> None:
        self.rows: list[Proposal] = []
        self.first, self.size = 0, 1
        self._seen = 0  # so many of the rows were on a page: they stay as they are
        self._decided: dict[str, bool] = {}

    @property
    def page(self) -> list[Proposal]:
        """What is on the page."""
        return self.rows[self.first : self.first + self.size]

    @property
    def seen(self) -> int:
        """How many were on a page."""
        return self._seen

    @property
    def is_used_up(self) -> bool:
        """Whether all of the page is decided."""
        return all(row.path in self._decided for row in self.page)

    @property
    def has_next(self) -> bool:
        """Whether anything comes behind this page."""
        return self.first + self.size < len(self.rows)

    def verdict(self, path: str) -> bool | None:
        """Whether the tag is right there, as it was decided here; None where it was not."""
        return self._decided.get(path)

    def offer(self, ranked: Sequence[Proposal]) -> None:
        """There is a better list: it takes the place of what was on no page yet."""
        shown = {row.path for row in self.rows[: self._seen]}
        self.rows[self._seen :] = [row for row in ranked if row.path not in shown]
        self._show()

    def fit(self, size: int) -> None:
        """So many pictures fit on a page now; the first one stays."""
        self.size = max(1, size)
        self._show()

    def turn(self, by: int) -> bool:
        """Go on by so many pages, or back; whether there was anything to go to."""
        first = max(0, self.first + by * self.size)
        if first == self.first or first >= len(self.rows):
            return False
        self.first = first
        self._show()
        return True

    def decide(self, paths: Iterable[str], right: bool | None) -> None:
        """The tag is right there, or wrong, or nothing is said any more (None)."""
        for path in paths:
            if right is None:
                self._decided.pop(path, None)
            else:
                self._decided[path] = right

    def go_to(self, path: str) -> None:
        """Have the page on which a picture was shown; nothing where it was on none."""
        places = (n for n, row in enumerate(self.rows[: self._seen]) if row.path == path)
        place = next(places, None)
        if place is not None and not self.first <= place < self.first + self.size:
            self.first = place - place % self.size

    def _show(self) -> None:
        self._seen = max(self._seen, min(self.first + self.size, len(self.rows)))
