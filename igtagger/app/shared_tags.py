"""The tags of several pictures as one list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from igtagger.app.picture_values import Columns, Rows, TagKey
from igtagger.domain import Label, LabelRef


@dataclass(frozen=True, slots=True)
class SharedTag:
    """A tag of several pictures at once.

    ``pictures`` is how many show it, ``confirmed`` and ``rejected`` in how many it is that (an own
    tag counts as confirmed), and ``score`` the mean over those that the model gives it to; None
    where it gives it to none.
    """

    name: str
    key: TagKey
    pictures: int
    confirmed: int
    rejected: int
    score: float | None = None
    definition: str = ""


def shared_tags(
    columns: Columns,
    rows: Rows,
    mask: NDArray[np.bool_],
    extra: Mapping[TagKey, set[int]],
    *,
    labels: Sequence[Label],
    label_set: str,
    label_of: Callable[[LabelRef], Label],
) -> list[SharedTag]:
    """What several pictures show, most pictures first; labels that were rejected too.

    Args:
        columns: the kept labels of the pictures that are asked for.
        rows: their numbers.
        mask: which of their kept labels are shown.
        extra: rows by the tags that are not among their kept labels, of all pictures.
        labels: of the model at hand, by index.
        label_set: their set's name.
        label_of: the label of whichever set.
    """
    found = _of_model(columns, mask, labels, label_set)
    chosen = set(rows.tolist())
    for key, having in extra.items():
        number = len(chosen & having) if having else 0
        if not number:
            continue
        known = found.get(key)
        if known is None:
            label = Label(0, key) if isinstance(key, str) else label_of(key)
            known = SharedTag(label.name, key, 0, 0, 0, None, label.definition)
        found[key] = replace(
            known, pictures=known.pictures + number, confirmed=known.confirmed + number
        )
    return sorted(found.values(), key=lambda tag: (-tag.pictures, -(tag.score or 0), tag.name))


def _of_model(
    columns: Columns, mask: NDArray[np.bool_], labels: Sequence[Label], label_set: str
) -> dict[TagKey, SharedTag]:
    def count(which: NDArray[np.bool_]) -> list[int]:
        numbers = np.bincount(columns.indices[which], minlength=len(labels))
        return [int(number) for number in numbers]

    given = columns.scores > 0
    shown, confirmed, rejected = count(mask), count(columns.confirmed), count(columns.rejected)
    having = count(given)
    sums = np.bincount(columns.indices[given], columns.scores[given], minlength=len(labels))
    found: dict[TagKey, SharedTag] = {}
    for index, label in enumerate(labels):
        if shown[index] or rejected[index]:
            ref = LabelRef(label_set, index)
            mean = float(sums[index]) / having[index] if having[index] else None
            found[ref] = SharedTag(
                label.name,
                ref,
                shown[index],
                confirmed[index],
                rejected[index],
                mean,
                label.definition,
            )
    return found
