"""The tags of several pictures as one list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from igtagger.app.learned_tags.taught_columns import TaughtColumns
from igtagger.app.name_columns import NameColumns
from igtagger.app.picture_values import Rows, TagKey
from igtagger.domain import Label, LabelRef, Review
from igtagger.labels.kinds import KINDS
from igtagger.labels.taught_names import TAUGHT


@dataclass(frozen=True, slots=True)
class SharedTag:
    """A tag of several pictures at once.

    ``pictures`` is how many show it, ``confirmed`` and ``rejected`` in how many it is that (an own
    tag counts as confirmed), and ``score`` the mean over those that are called so; None where none
    is.
    """

    name: str
    key: TagKey
    pictures: int
    confirmed: int
    rejected: int
    score: float | None = None
    definition: str = ""


def shared_tags(
    names: NameColumns,
    rows: Rows,
    reviews: Mapping[int, Review],
    label_of: Callable[[LabelRef], Label],
    taught: TaughtColumns,
) -> list[SharedTag]:
    """What several pictures show, most pictures first; what was rejected too.

    Of a taught tag there are two: the label, which is confirmed where it is an own tag as well, and
    the own tag.

    Args:
        names: of all pictures.
        rows: those that are asked for.
        reviews: what the person decided about them, by row, where anything.
        label_of: the label or term of whichever set.
        taught: own tags that are said by themselves.
    """
    called: dict[TagKey, tuple[int, float | None]] = {
        key: (count, mean)
        for counts in (names.counts(rows), taught.counts(rows))
        for key, count, mean in counts
    }
    confirmed, rejected, both = Counter[TagKey](), Counter[TagKey](), Counter[TagKey]()
    beside = {KINDS} - {names.rule.label_set}
    for row, review in reviews.items():
        right = set(names.rule.tagged_by(review))
        confirmed.update([*review.own, *right, *(tag.ref for tag in taught.right(row, review))])
        rejected.update(
            ref
            for ref in review.rejected
            if ref.label_set not in beside
            and (ref.label_set != TAUGHT or taught.names.name(ref) is not None)
        )
        both.update(ref for ref, _ in names.names(row) if ref in right)
    found = []
    for key in dict.fromkeys([*called, *confirmed, *rejected]):
        count, mean = called.get(key, (0, None))
        label = Label(0, key) if isinstance(key, str) else label_of(key)
        numbers = count + confirmed[key] - both[key], confirmed[key], rejected[key]
        found.append(SharedTag(label.name, key, *numbers, mean, label.definition))
    return sorted(found, key=lambda tag: (-tag.pictures, -(tag.score or 0), tag.name))
