"""The tags of several pictures as one list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import LabelRef

if TYPE_CHECKING:
    from igtagger.gui.results.pictures import Pictures
    from igtagger.gui.results.values import Rows, TagKey


@dataclass(frozen=True, slots=True)
class Together:
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


def together(
    pictures: Pictures, rows: Rows, mask: NDArray[np.bool_], extra: Mapping[TagKey, set[int]]
) -> list[Together]:
    """See :meth:`Pictures.aggregate`.

    Args:
        pictures: all of them.
        rows: those that are asked for.
        mask: which of their kept labels are shown.
        extra: rows by the tags that are not among their kept labels, of all pictures.
    """
    found = _of_model(pictures, rows, mask)
    chosen = set(rows.tolist())
    for key, having in extra.items():
        number = len(chosen & having) if having else 0
        if not number:
            continue
        known = found.get(key)
        if known is None:
            label = None if isinstance(key, str) else pictures.label_of(key)
            definition = label.definition if label is not None else ""
            known = Together(pictures.name_of(key), key, 0, 0, 0, None, definition)
        found[key] = replace(
            known, pictures=known.pictures + number, confirmed=known.confirmed + number
        )
    return sorted(found.values(), key=lambda tag: (-tag.pictures, -(tag.score or 0), tag.name))


def _of_model(pictures: Pictures, rows: Rows, mask: NDArray[np.bool_]) -> dict[TagKey, Together]:
    columns = pictures.columns(rows)
    labels = pictures.labels

    def count(which: NDArray[np.bool_]) -> list[int]:
        numbers = np.bincount(columns.indices[which], minlength=len(labels))
        return [int(number) for number in numbers]

    given = columns.scores > 0
    shown, confirmed, rejected = count(mask), count(columns.confirmed), count(columns.rejected)
    having = count(given)
    sums = np.bincount(columns.indices[given], columns.scores[given], minlength=len(labels))
    found: dict[TagKey, Together] = {}
    for index, label in enumerate(labels):
        if shown[index] or rejected[index]:
            ref = LabelRef(pictures.label_set, index)
            mean = float(sums[index]) / having[index] if having[index] else None
            found[ref] = Together(
                label.name,
                ref,
                shown[index],
                confirmed[index],
                rejected[index],
                mean,
                label.definition,
            )
    return found
