"""Kinds of picture, and in which of them things are named.

In a picture of text or of a screen a model that knows things sees things all the same: it was
never shown that there may be none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache

from igtagger.domain import LabelRef, Review
from igtagger.labels.sets import is_own, load_labels

KINDS = "kinds"
"""The label set."""

NAMED_FROM: Mapping[str, float] = {"photograph": 0.1}
"""The kinds in which things are named, each with the least score that it must have, 0 to 1."""


@cache
def naming_kinds() -> Mapping[int, float]:
    """:data:`NAMED_FROM` by the indices of the label set.

    Raises:
        OSError: the label set is not there.
        SettingsError: its file is damaged.
    """
    return {
        label.index: NAMED_FROM[label.name]
        for label in load_labels(KINDS)
        if label.name in NAMED_FROM
    }


def in_any_kind(label_set: str) -> bool:
    """Whether labels of that set are said of pictures of every kind.

    So are kinds themselves, and classes of a person's own: they know what they asked for.
    """
    return label_set == KINDS or is_own(label_set)


def before_confirming(review: Review, refs: Collection[LabelRef]) -> Review:
    """What stays of ``review`` where these labels are confirmed: a picture is of one kind."""
    if not any(ref.label_set == KINDS for ref in refs):
        return review
    others = frozenset(ref for ref in review.confirmed if ref.label_set == KINDS)
    return replace(review, confirmed=review.confirmed - others)
