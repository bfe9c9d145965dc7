"""A step of what the person decided: how it is kept in the library, and what undoes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from igtagger.domain import LabelRef, Review
from igtagger.labels import own_tags
from igtagger.labels.kinds import before_confirming
from igtagger.labels.tag_rules import TagEdit
from igtagger.labels.taught_names import NONE_TAUGHT, TaughtNames
from igtagger.library import reviews

if TYPE_CHECKING:
    from igtagger.library.facade import Library

Edit = Callable[[int, Review], Review]
"""What becomes of the review of a row. Called on a thread."""
LabelEdit = Callable[[Review, frozenset[LabelRef]], Review]
"""The same for an edit that is about labels."""
PathEdit = Callable[[str, Review], Review]
"""What becomes of the review of the picture at a path. Called on a thread."""


@dataclass(slots=True)
class Step:
    """What was decided in one go.

    Attributes:
        before, after: reviews of those rows that changed.
        text: what it did, in words.
    """

    before: dict[int, Review]
    after: dict[int, Review]
    text: str = ""


@dataclass(slots=True)
class PathStep:
    """What was decided in one go about pictures of the library, listed or not.

    Attributes:
        before, after: reviews of those pictures that changed, by path.
        text: what it did, in words.
    """

    before: dict[str, Review]
    after: dict[str, Review]
    text: str = ""


@dataclass(slots=True)
class WideStep:
    """A change of own tags on all pictures of the library, listed or not.

    Attributes:
        edit: what was changed.
        number: by which the library undoes it.
        text: what it did, in words.
    """

    edit: TagEdit
    number: int
    text: str = ""


def keep(
    library: Library, path_of: Callable[[int], str], before: Mapping[int, Review], edit: Edit
) -> Step:
    """Change and keep.

    What a file that was moved brings along was there before, and stays when this is undone.

    Raises:
        LibraryError: nothing was kept.
    """
    same: dict[Review, Review] = {}  # most are alike: steps that can be undone stay small
    edited = {row: edit(row, old) for row, old in before.items()}
    after = {row: same.setdefault(new, new) for row, new in edited.items() if new != before[row]}
    step = Step({row: before[row] for row in after}, after)
    if after:
        rows = {Path(path_of(row)): row for row in after}
        came = library.save_reviews({path: after[row] for path, row in rows.items()})
        for path, review in came.items():
            for side in (step.before, step.after):
                side[rows[path]] = reviews.merged(side[rows[path]], review)
    return step


def keep_of_paths(library: Library, paths: Iterable[str], edit: PathEdit) -> PathStep:
    """As :func:`keep`, of pictures as the library knows them.

    Raises:
        LibraryError: nothing was kept.
    """
    wanted = list(dict.fromkeys(paths))
    known = library.reviews([Path(path) for path in wanted])
    before = {place: known.get(Path(path), Review()) for place, path in enumerate(wanted)}
    step = keep(library, wanted.__getitem__, before, lambda place, old: edit(wanted[place], old))

    def of_paths(side: Mapping[int, Review]) -> dict[str, Review]:
        return {wanted[place]: review for place, review in side.items()}

    return PathStep(of_paths(step.before), of_paths(step.after))


def suggested(review: Review, name: str, refs: frozenset[LabelRef], *, right: bool) -> Review:
    """What a tag that is being taught was suggested for: it has the tag, or it never will.

    Args:
        review: as it was.
        name: the own tag.
        refs: its label, where it has one.
        right: whether the suggestion was.
    """
    own = own_tags.added(review.own, [name]) if right else own_tags.removed(review.own, name)
    rejected = review.rejected - refs if right else review.rejected | refs
    return Review(review.confirmed - refs, rejected, own)


def judged(
    review: Review,
    refs: frozenset[LabelRef],
    *,
    right: bool | None,
    taught: TaughtNames = NONE_TAUGHT,
) -> Review:
    """These labels are right, or wrong, or nothing is said of them any more (None).

    A taught tag that is right is an own tag of the picture; else it is none, whoever said so.
    """
    of_taught = {ref: name for ref in refs if (name := taught.name(ref)) is not None}
    labels = refs - of_taught.keys()
    review = before_confirming(review, labels) if right else review
    own = own_tags.added(review.own, of_taught.values() if right else ())
    for name in of_taught.values() if not right else ():
        own = own_tags.removed(own, name)
    return Review(
        review.confirmed | labels if right is True else review.confirmed - refs,
        review.rejected | refs if right is False else review.rejected - refs,
        own,
    )


def with_own(review: Review, own: tuple[str, ...], taught: TaughtNames) -> Review:
    """Other own tags; one that is there now is rejected no more."""
    tags = (taught.find(name) for name in own)
    there = {tag.ref for tag in tags if tag is not None}
    return replace(review, own=own, rejected=review.rejected - there)
