"""What the window shows of a model's weights: values without Qt."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from igtagger.domain import Progress, Reason

SPEED_SECONDS = 5.0
"""Speed is the mean of this long: steady enough to read, quick enough to follow the network."""
_FIRST_SPEED_SECONDS = 0.5


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


class Speed:
    """Bytes a second over the last few seconds of one steady stretch of work."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._message: Reason | None = None
        self._points: deque[tuple[float, int]] = deque()

    def add(self, progress: Progress) -> None:
        """Take note. Another message, or fewer bytes, begins another stretch."""
        now = self._clock()
        if progress.message != self._message or (
            self._points and progress.done < self._points[-1][1]
        ):
            self._points.clear()
        self._message = progress.message
        self._points.append((now, progress.done))
        while now - self._points[0][0] > SPEED_SECONDS:
            self._points.popleft()

    @property
    def bytes_per_second(self) -> float | None:
        """None while there is too little to go by, or while nothing moves."""
        if not self._points:
            return None
        (began, first), (now, last) = self._points[0], self._points[-1]
        if now - began < _FIRST_SPEED_SECONDS or last == first:
            return None
        return (last - first) / (now - began)
