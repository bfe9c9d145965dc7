"""The words of the program as values. Standard library only; nothing here can fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

SCORE_FLOOR = 1e-4
"""Scores below this are not kept: no table or threshold reaches so low, and a thousand labels
a picture would be two hundred times the space."""


@dataclass(frozen=True, slots=True, init=False)
class Reason:
    """What is to be said, before it is put into words: ``Reason("picture.empty", path=path)``.

    Each face words it in its own language: see :mod:`igtagger.wordings`, which has all codes.

    Attributes:
        code: an entry of :data:`igtagger.wordings.WORDINGS`.
        facts: what the wording fills in, by name, sorted. Sizes are bytes, never text; paths are
            text, with what is not UTF-8 in them as lone surrogates. A fact may be a reason itself.
    """

    code: str
    facts: tuple[tuple[str, Fact], ...]

    def __init__(self, code: str, /, **facts: Fact | Path) -> None:
        plain = {
            name: str(fact) if isinstance(fact, Path) else fact for name, fact in facts.items()
        }
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "facts", tuple(sorted(plain.items(), key=itemgetter(0))))

    def but(self, **facts: Fact | Path) -> Reason:
        """The same with other facts in the place of some."""
        return Reason(self.code, **{**dict(self.facts), **facts})


Fact = str | int | float | Reason
"""What is said in a :class:`Reason`."""


@dataclass(frozen=True, slots=True)
class Label:
    """One class of a model. ``wnid`` is its WordNet 3.0 synset, such as ``n01440764``, or empty."""

    index: int
    name: str
    wnid: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one head says of an image: labels of its set, with their scores.

    ``indices`` and ``scores`` run in parallel from the highest score to the lowest and hold every
    label at or above :data:`SCORE_FLOOR`. Scores are rounded to half precision, as the library
    keeps them, so that a result reads the same on the day it was made and ever after.
    """

    label_set: str
    indices: tuple[int, ...]
    scores: tuple[float, ...]


LOOK = ""
"""What a picture looks like, among what is lacking: its difference hash, which no model makes."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """An image that went through a model.

    ``indices`` and ``scores`` are those of the layer of the model's first head: see
    :class:`Layer`. ``bare`` and ``norm`` are what that head says besides: see
    :class:`igtagger.models.heads.Said`; None where they were not kept. ``beside`` are the layers of
    other heads, such as what kind of picture it is; no two are of one label set. ``width`` and
    ``height`` are pixels of the upright picture.
    ``remark`` is what a person should know of it although it was read, such as that a part of the
    file is missing; None where there is nothing to say. ``lacking`` are the ids of models whose
    features of it were asked for and are not kept, and :data:`LOOK` where it is not kept what it
    looks like: the library says so of what it knows.
    """

    path: Path
    width: int
    height: int
    indices: tuple[int, ...]
    scores: tuple[float, ...]
    beside: tuple[Layer, ...] = ()
    remark: Reason | None = None
    bare: float | None = None
    norm: float | None = None
    lacking: tuple[str, ...] = field(default=(), compare=False)

    def layer(self, label_set: str) -> Layer | None:
        """The layer beside the first that is of that set; None where there is none."""
        return next((layer for layer in self.beside if layer.label_set == label_set), None)


@dataclass(frozen=True, slots=True)
class Failed:
    """An image that could not be tagged, and why."""

    path: Path
    reason: Reason


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
class Exposure:
    """How a camera was set; None for what is not said.

    Attributes:
        seconds: the shutter was open, above 0.
        aperture: the f-number, above 0.
        iso: the sensitivity, from 1.
        focal: the focal length in millimetres as it is, above 0; not what it would be in another
            format.
    """

    seconds: float | None = None
    aperture: float | None = None
    iso: int | None = None
    focal: float | None = None


NO_EXPOSURE = Exposure()


class Position(NamedTuple):
    """A place on the Earth in ten-millionths of a degree, which is a centimetre.

    Attributes:
        latitude: north of the equator, -90 to 90 degrees.
        longitude: east of Greenwich, -180 to 180 degrees.
    """

    latitude: int
    longitude: int


DEGREE = 10_000_000
"""In the units of :class:`Position`."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a picture's file, and a sidecar beside it, say of it by somebody else's word.

    Attributes:
        keywords: as they are written there, each level of a hierarchy one of its own, none twice;
            without what this program wrote there.
        rating: stars from 0 to 5, -1 for rejected; None where there are none.
        taken: when, by the camera's clock, without a time zone; None where it is not said.
        camera: maker and model; empty where they are not said.
        lens: likewise.
        exposure: how the camera was set.
        position: where; None where it is not said.
        place: what that is called, from the smallest part to the country: ``Sihlcity, Zürich,
            Switzerland``; empty where it is not said.
        label: what programs call the picture's colour, in whichever language: see
            :mod:`igtagger.labels.colour_labels`; empty where there is none.
    """

    keywords: tuple[str, ...] = ()
    rating: int | None = None
    taken: datetime | None = None
    camera: str = ""
    lens: str = ""
    exposure: Exposure = NO_EXPOSURE
    position: Position | None = None
    place: str = ""
    label: str = ""


NO_FACTS = FileFacts()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work has come, in its own unit. ``total`` is None while unknown.

    ``message`` tells what is being done, where there is more to tell than how far it is.
    """

    done: int
    total: int | None
    message: Reason | None = None
