"""What kind of picture several pictures are, taken together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import ShownTag, TagKind
from igtagger.domain import LabelRef
from igtagger.labels.kinds import KINDS


@dataclass(frozen=True, slots=True)
class SharedKind:
    """The kind of one or several pictures.

    Attributes:
        kind: None where they are of several, or of none. It is confirmed where it is on all that
            are of it, and has a score where there is one picture.
        counts: how many are of each kind, by name, most first.
        of: how many pictures there are; some may be of no known kind.
        ranked: what kinds the only picture may be of, from the best down; empty where there are
            more pictures.
        decided: whether the person said anything of the kind of any of them.
    """

    kind: ShownTag | None
    counts: tuple[tuple[str, int], ...]
    of: int
    ranked: tuple[ShownTag, ...]
    decided: bool


def shared_kind(pictures: Pictures, rows: Sequence[int]) -> SharedKind | None:
    """The kind of those pictures; None where nothing was said of it."""
    counts, decided = pictures.kind_counts(np.array(rows, np.intp)), decisions(pictures, rows)
    if pictures.label_set == KINDS or not (counts or decided):
        return None
    named = ((pictures.name_of(LabelRef(KINDS, index)), n) for index, n in counts.items())
    ordered = tuple(sorted(named, key=lambda pair: -pair[1]))
    if len(rows) == 1:
        ranked = tuple(pictures.kinds(rows[0]))
        return SharedKind(pictures.kind(rows[0]), ordered, 1, ranked, bool(decided))
    kind = _of_all(pictures, rows, *counts.items()) if len(counts) == 1 else None
    return SharedKind(kind, ordered, len(rows), (), bool(decided))


def decisions(pictures: Pictures, rows: Sequence[int]) -> set[LabelRef]:
    """The kinds that the person confirmed or rejected on any of those pictures."""
    reviews = pictures.reviews_among(rows)
    decided = (ref for review in reviews for ref in (*review.confirmed, *review.rejected))
    return {ref for ref in decided if ref.label_set == KINDS}


def _of_all(pictures: Pictures, rows: Sequence[int], only: tuple[int, int]) -> ShownTag:
    index, count = only
    ref = LabelRef(KINDS, index)
    label = pictures.label_of(ref)
    confirmed = sum(ref in review.confirmed for review in pictures.reviews_among(rows))
    kind = TagKind.CONFIRMED if confirmed == count else TagKind.AUTOMATIC
    return ShownTag(label.name, kind, ref, None, label.definition)
