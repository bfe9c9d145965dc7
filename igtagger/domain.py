"""The words of the program as values. Standard library only; nothing here can fail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SCORE_FLOOR = 1e-4
"""Scores below this are not kept: no table or threshold reaches so low, and a thousand labels
a picture would be two hundred times the space."""


@dataclass(frozen=True, slots=True)
class Label:
    """One class of a model. ``wnid`` is its WordNet 3.0 synset, such as ``n01440764``, or empty."""

    index: int
    name: str
    wnid: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Tagged:
    """An image that went through a model.

    ``indices`` and ``scores`` run in parallel from the highest score to the lowest and hold every
    label at or above :data:`SCORE_FLOOR`. Scores are rounded to half precision, as the library
    keeps them, so that a result reads the same on the day it was made and ever after. ``width``
    and ``height`` are pixels of the upright picture.
    """

    path: Path
    width: int
    height: int
    indices: tuple[int, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """An image that could not be tagged, and why, in a sentence."""

    path: Path
    reason: str


Outcome = Tagged | Failed


@dataclass(frozen=True, slots=True, order=True)
class LabelRef:
    """A label of whichever model: its set, such as ``imagenet-1k``, and its index there.

    The four Instagram models share one set, so that what a person said of a label holds for all.
    """

    label_set: str
    index: int


@dataclass(frozen=True, slots=True)
class Review:
    """What the person decided about one image; apart from what a model says of it.

    ``confirmed`` and ``rejected`` have no label in common. ``own`` are tags that the person typed,
    in the order in which they were added, each once.
    """

    confirmed: frozenset[LabelRef] = frozenset()
    rejected: frozenset[LabelRef] = frozenset()
    own: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.confirmed or self.rejected or self.own)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work has come, in its own unit. ``total`` is None while unknown."""

    done: int
    total: int | None
    message: str = ""
