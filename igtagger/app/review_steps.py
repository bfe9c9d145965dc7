"""A step of what the person decided: how it is kept in the library, and what undoes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from igtagger.domain import LabelRef, Review
from igtagger.library import reviews

if TYPE_CHECKING:
    from igtagger.library.facade import Library

_NOTHING = Review()

Edit = Callable[[int, Review], Review]
"""What becomes of the review of a row. Called on a thread."""
LabelEdit = Callable[[Review, frozenset[LabelRef]], Review]
"""The same for an edit that is about labels."""


@dataclass(slots=True)
class Step:
    """What was decided in one go.

    Attributes:
        before, after: reviews of those rows that changed.
        text: what it did, in words.
    """

    before: dict[int, Review] = field(default_factory=dict)
    after: dict[int, Review] = field(default_factory=dict)
    text: str = ""


def keep(
    library: Library, path_of: Callable[[int], str], before: Mapping[int, Review], edit: Edit
) -> Step:
    """Change, keep, and read back: a file that was moved may bring a review along.

    Raises:
        LibraryError: nothing was kept.
    """
    step = Step()
    wanted = {row: new for row, old in before.items() if (new := edit(row, old)) != old}
    if wanted:
        paths = {row: Path(path_of(row)) for row in wanted}
        library.save_reviews({paths[row]: review for row, review in wanted.items()})
        found = library.reviews(list(paths.values()))
        same: dict[Review, Review] = {}  # most are alike: steps that can be undone stay small
        for row, path in paths.items():
            now = found.pop(path, _NOTHING)
            _take(step, row, before[row], wanted[row], same.setdefault(now, now))
    return step


def _take(step: Step, row: int, old: Review, wanted: Review, now: Review) -> None:
    if now != wanted:  # what came along was there before, and stays when this is undone
        own = tuple(name for name in now.own if name not in wanted.own)
        rest = Review(now.confirmed - wanted.confirmed, now.rejected - wanted.rejected, own)
        old = reviews.merged(old, rest)
    step.before[row], step.after[row] = old, now


def judged(review: Review, refs: frozenset[LabelRef], *, right: bool | None) -> Review:
    """These labels are right, or wrong, or nothing is said of them any more (None)."""
    confirmed, rejected = review.confirmed - refs, review.rejected - refs
    if right is not None:
        confirmed, rejected = (
            (confirmed | refs, rejected) if right else (confirmed, rejected | refs)
        )
    return Review(confirmed, rejected, review.own)
