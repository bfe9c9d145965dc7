"""Label sets: which index means what."""

from __future__ import annotations

import csv
from functools import cache

from igtagger import resources
from igtagger.domain import Label, LabelRef


@cache
def load_labels(label_set: str) -> tuple[Label, ...]:
    """The labels of a set such as ``imagenet-1k``, in the order of the model's outputs."""
    file = resources.path("labels", f"{label_set}.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    labels = tuple(
        Label(int(row["index"]), row["name"], row["wnid"], row["definition"]) for row in rows
    )
    if [label.index for label in labels] != list(range(len(labels))):
        raise ValueError(f"{file} is not in the order of its indices")
    return labels


def label_of(reference: LabelRef) -> Label:
    """The label of whichever set.

    One of a set that is no longer there is called by its number: what the person said of it stays.
    """
    try:
        return load_labels(reference.label_set)[reference.index]
    except (OSError, IndexError):
        return Label(reference.index, f"{reference.label_set} {reference.index}")
