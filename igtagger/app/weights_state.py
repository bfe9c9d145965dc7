"""What the window shows of a model's weights: values without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from igtagger.domain import Reason


class Place(Enum):
    """Where the weights of a model are."""

    BUILT_IN = "built in"
    IN_PACKAGE = "in an installed package"
    NOT_INSTALLED = "not installed"  # the package that they are in
    ON_DISK = "on disk"
    PARTIAL = "partial"
    DAMAGED = "damaged"
    ABSENT = "absent"


class Verb(Enum):
    """What is being done with the weights of a model."""

    DOWNLOAD = "download"
    DISCARD = "discard"  # the part of a download that was cancelled
    VERIFY = "verify"
    IMPORT = "import"
    REMOVE = "remove"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Activity:
    """How far a verb has come.

    ``done`` and ``total`` are bytes, ``total`` None while unknown. Speed and the time left are
    None while they cannot be told. ``message`` is the store's own, such as ``doing.checking``.
    ``ending`` tells that it was asked to end and is about to.
    """

    verb: Verb
    done: int = 0
    total: int | None = None
    message: Reason | None = None
    bytes_per_second: float | None = None
    seconds_left: float | None = None
    ending: bool = False


@dataclass(frozen=True, slots=True)
class ModelState:
    """What the window shows of one model's weights.

    Attributes:
        place: where they are.
        size: bytes of the published file.
        partial_bytes: of a download that has not ended yet.
        package: what to install where they are in a package, such as ``name==1.0``; else empty.
        other_name: how weights that are not the published file are named; else empty.
        sha256: of the weights that are there; else empty.
        licence_needed: whether the licence must still be accepted before a download.
        paused: whether the person paused the download.
        checked: whether a verification since the start of the program found them unchanged.
        activity: what is being done with them.
    """

    place: Place
    size: int
    partial_bytes: int = 0
    package: str = ""
    other_name: str = ""
    sha256: str = ""
    licence_needed: bool = False
    paused: bool = False
    checked: bool = False
    activity: Activity | None = None

    @property
    def usable(self) -> bool:
        """Whether the model can run."""
        return self.place in (Place.BUILT_IN, Place.IN_PACKAGE, Place.ON_DISK)

    @property
    def percent(self) -> int:
        """How much of the download is there, 0 to 100; 100 only when all of it is."""
        done = self.partial_bytes
        if self.activity is not None and self.activity.verb is Verb.DOWNLOAD:
            done = self.activity.done
        return min(100, 100 * done // self.size) if self.size else 0
