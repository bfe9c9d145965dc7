"""Whether the computer has time for what nobody waits for."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from threading import Event

import psutil

BUSY_SHARE = 0.5
"""Others may use less than this of all processors."""
LOOK_SECONDS = 5.0
"""So long they must have done so."""
PATIENCE_SECONDS = 300.0
"""A computer that is never idle is not waited for any longer."""


class Idleness:
    """What other programs use of the processors.

    From one question to the next: what was asked for first, a moment ago, is not known.
    """

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._before = self._look()

    def share_of_others(self) -> float:
        """What they used of all processors since this was asked last, 0 to 1."""
        now, before = self._look(), self._before
        self._before = now
        passed = now[0] - before[0]
        others = (now[1] - before[1]) - (now[2] - before[2])
        return min(1.0, max(0.0, others / passed)) if passed > 0 else 0.0

    def wait(
        self,
        cancel: Event,
        *,
        seconds: float = LOOK_SECONDS,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """Wait until others have left half of the processors free for ``seconds``.

        No longer than ``patience``, and not after ``cancel``.
        """
        self.share_of_others()
        late = time.monotonic() + patience
        while not cancel.wait(seconds) and time.monotonic() < late:
            if self.share_of_others() < BUSY_SHARE:
                return

    def _look(self) -> tuple[float, float, float]:
        """Seconds of all processors together: that passed, that were used, that we used."""
        times, own = psutil.cpu_times(), self._process.cpu_times()
        total = sum(times[:8])  # on Linux what guests use is part of the others
        idle = times.idle + getattr(times, "iowait", 0.0)
        return total, total - idle, own.user + own.system


def step_back() -> None:
    """Let every other program go first, from now on."""
    process = psutil.Process()
    with suppress(psutil.Error, OSError):
        if sys.platform == "win32":
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(10)
