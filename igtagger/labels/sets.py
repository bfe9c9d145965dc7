"""Label sets: which index means what.

Those of the program are files of it; those of models that people trained are made known by whoever
reads such a model.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

from igtagger import resources
from igtagger.domain import Label, LabelRef
from igtagger.errors import SettingsError
from igtagger.small_files import read_small

OWN_SETS = "own-"
"""How the names of label sets begin that are of models people trained: no set of the program's."""
_own: dict[str, tuple[Label, ...]] = {}


def make_known(label_set: str, labels: tuple[Label, ...]) -> None:
    """Tell of the labels of a set that is no file of the program's.

    Args:
        label_set: see :func:`igtagger.labels.own_labels.own_label_set`: always the same labels.
        labels: in the order of the model's outputs.
    """
    assert is_own(label_set)
    _own[label_set] = labels


def is_own(label_set: str) -> bool:
    """Whether a set is of a model that a person trained.

    Its labels do not hang in the tree of terms, and they may be of anything: things, but also
    kinds of documents.
    """
    return label_set.startswith(OWN_SETS)


def load_labels(label_set: str) -> tuple[Label, ...]:
    """The labels of a set such as ``imagenet-1k``, in the order of the model's outputs.

    Raises:
        OSError: there is no such set.
        SettingsError: its file is damaged.
    """
    own = _own.get(label_set)
    return _load(label_set) if own is None else own


@cache
def _load(label_set: str) -> tuple[Label, ...]:
    file = resources.path("labels", f"{label_set}.csv")
    content = read_small(file)
    try:
        labels = tuple(_labels_in(content.decode()))
    except (ValueError, TypeError, KeyError, csv.Error) as error:
        raise SettingsError("resources.damaged", file=file, detail=repr(error)[:200]) from error
    if [label.index for label in labels] != list(range(len(labels))):
        raise SettingsError("resources.damaged", file=file, detail="not in the order of indices")
    return labels


def _labels_in(text: str) -> Iterator[Label]:
    for row in csv.DictReader(io.StringIO(text, newline="")):
        names = row["name"], row["wnid"], row["definition"]
        if None in names:
            raise ValueError(f"a line is cut off: {row}")
        yield Label(int(row["index"]), *names)


def label_of(reference: LabelRef) -> Label:
    """The label of whichever set.

    One of a set that is no longer there is called by its number: what the person said of it stays.
    """
    label_set, index = reference.label_set, reference.index
    # What the library says may be anybody's: no other file is to be opened, no index from the end,
    # and a file that is no label set has none.
    if re.fullmatch(r"[a-z0-9-]{1,100}", label_set) and index >= 0:
        with suppress(OSError, IndexError, SettingsError):
            return load_labels(label_set)[index]
    return Label(index, f"{label_set} {index}")
