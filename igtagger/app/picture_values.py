"""What the window says of pictures, as values: states, filters, orders, tags as they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import FileFacts, LabelRef, Outcome, Review

Rows = NDArray[np.intp]
TagKey = LabelRef | str
"""A label or term, or a tag that the person typed."""


class State(IntEnum):
    """What became of a picture so far."""

    WAITING = 0
    TAGGED = 1
    FAILED = 2


class TagKind(Enum):
    """Where a tag comes from."""

    AUTOMATIC = "automatic"
    CONFIRMED = "confirmed"
    OWN = "own"
    TAUGHT = "taught"
    """An own tag that is said by itself."""
    REJECTED = "rejected"
    FILE = "file"
    """A keyword that others wrote into the picture's file or a sidecar."""


class Order(Enum):
    """How pictures are sorted."""

    FOUND = "found"
    NAME = "name"
    DATE = "date"
    """Of the last change of the file."""
    TAKEN = "taken"
    """When it was taken, by the camera's clock; those of which it is not said come last."""
    SCORE = "score"
    DOUBT = "doubt"
    """The most doubtful first: see :mod:`igtagger.app.doubt`. What is reviewed comes last."""


class Which(Enum):
    """Which pictures are wanted, by what became of them."""

    ALL = "all"
    TAGGED = "tagged"
    FAILED = "failed"
    WAITING = "waiting"
    REVIEWED = "reviewed"
    NOT_REVIEWED = "not reviewed"
    GONE = "gone"
    """Their files are not there any more; what became of them is another question."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a picture must be like to be visible.

    Attributes:
        text: what it must be, in the language of :mod:`igtagger.labels.query`.
        tag: a tag that it must show, or one below that.
        min_score: of ``tag`` if that is a label or term, else of its first name, 0 to 1; 0 admits
            pictures without a name.
        which: see :class:`Which`.
        kind: the index of the kind that it must be of.
    """

    text: str = ""
    tag: TagKey | None = None
    min_score: float = 0.0
    which: Which = Which.ALL
    kind: int | None = None


@dataclass(frozen=True, slots=True)
class ShownTag:
    """A tag as it is drawn.

    ``score`` is None for own tags by the person's word and for what models say nothing of.
    ``parts`` are the labels that a term is the sum of, with their scores, best first. ``colour`` is
    one of the vocabulary's, of an own tag that has one.
    """

    name: str
    kind: TagKind
    key: TagKey
    score: float | None = None
    definition: str = ""
    parts: tuple[tuple[str, float], ...] = ()
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A picture as the scan finds it, with what the library knows of it.

    ``mtime_ns`` is its time of change in nanoseconds since 1970, ``ctime_ns`` that of its inode; 0
    where that cannot be had. ``facts`` are what its files say; None where that is not known.
    """

    path: str
    mtime_ns: int = 0
    outcome: Outcome | None = None
    review: Review | None = None
    ctime_ns: int = 0
    facts: FileFacts | None = None
