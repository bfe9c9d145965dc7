"""How fast work goes, how long it will take, and how fast each model was in earlier runs."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from igtagger import private
from igtagger.errors import IgTaggerError
from igtagger.files import write_whole
from igtagger.models.catalog import Catalog, ModelSpec
from igtagger.small_files import parse_json, read_small

RUN_SECONDS = 15.0
"""The speed of a run that is shown is that of the last so many seconds."""
DOWNLOAD_SECONDS = 5.0
"""That of bytes: steady enough to read, quick enough to follow the network."""
WORTH_KEEPING_SECONDS = 3.0
"""What was measured for a shorter time says more about loading than about speed."""
_WORTH_TELLING_SECONDS = 0.5
_SLOWEST, _FASTEST = 1e-6, 1e6


class Pace:
    """The mean speed of the last seconds of one steady stretch of work.

    Args:
        seconds: over how many of the last seconds; None: since the beginning.
        clock: tells the time, in seconds.
    """

    def __init__(
        self, seconds: float | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._clock = seconds, clock
        self._stretch: object = None
        self._points: deque[tuple[float, int]] = deque()

    def add(self, done: int, stretch: object = None) -> None:
        """Take note of how much is done, in any unit.

        Nothing is measured before the first is done: what comes before is loading. Less than
        before, or another ``stretch``, begins anew.
        """
        now, points = self._clock(), self._points
        if stretch != self._stretch or (points and done < points[-1][1]):
            points.clear()
        self._stretch = stretch
        if not done:
            return
        if self._seconds is None and len(points) > 1:
            points.pop()  # only the first and the last matter
        points.append((now, done))
        # Two stay in any case: a large model may take longer than that for a batch.
        while self._seconds is not None and len(points) > 2 and now - points[0][0] > self._seconds:
            points.popleft()

    def restart(self) -> None:
        """What comes now is another stretch: the work stood still."""
        self._points.clear()

    @property
    def per_second(self) -> float | None:
        """None while there is too little to go by, or while nothing moves."""
        return self._over(_WORTH_TELLING_SECONDS)

    @property
    def worth_keeping(self) -> float | None:
        """The same, for the next runs to expect; None where it was measured too short a time."""
        return self._over(WORTH_KEEPING_SECONDS)

    def seconds_left(self, rest: int, expected: float | None = None) -> float | None:
        """How long the rest will take at this speed, or at the expected one until there is one."""
        speed = self.per_second or expected
        return max(0, rest) / speed if speed else None

    def _over(self, least: float) -> float | None:
        if not self._points:
            return None
        (began, first), (now, last) = self._points[0], self._points[-1]
        if now - began < least or last == first:
            return None
        return (last - first) / (now - began)


class Speeds:
    """Pictures a second by model, in a JSON file.

    A file that cannot be read or written costs only what was measured: it is measured again.

    Args:
        file: where they are kept.
        catalog: of the models.
    """

    def __init__(self, file: Path, catalog: Catalog) -> None:
        self._file, self._catalog = file, catalog
        self._measured: dict[str, float] = {}
        with suppress(OSError, ValueError):
            kept = parse_json(read_small(file))
            self._measured = {
                name: float(value)
                for name, value in (kept.items() if isinstance(kept, dict) else ())
                if _can_be_a_speed(value)
            }

    def record(self, model_id: str, per_second: float) -> None:
        """Keep what a run made, decoding included."""
        self._measured[model_id] = per_second
        with suppress(OSError):
            private.make_folder(self._file.parent)
            content = json.dumps(self._measured, indent=2).encode()
            write_whole(self._file, content, durable=False)

    def expected(self, model_id: str) -> tuple[float, bool] | None:
        """Pictures a second, and whether they were measured with this very model.

        Otherwise they follow from another model of that family and with those labels by its
        arithmetic, which bounds large models. None where nothing of the kind was measured, and of a
        model that went while it ran.
        """
        if (known := self._measured.get(model_id)) is not None:
            return known, True
        try:
            spec = self._catalog.find(model_id)
        except IgTaggerError:
            return None
        for other in self._catalog:
            measured = self._measured.get(other.id)
            if measured is not None and _are_comparable(other, spec):
                return measured * other.flops / spec.flops, False
        return None


def _are_comparable(one: ModelSpec, other: ModelSpec) -> bool:
    return type(one.family) is type(other.family) and one.label_set == other.label_set


def _can_be_a_speed(value: object) -> bool:
    """Whether it is a number of pictures a second, such as some computer might make."""
    return type(value) in (int, float) and _SLOWEST <= value <= _FASTEST  # type: ignore[operator]
