"""How many pictures at once a GPU is best at, found by measuring."""

from __future__ import annotations

FIRST_BATCH = 16
MOST_AT_ONCE = 256
WORTHWHILE = 1.05
"""Twice the pictures at once must bring so many times the pictures a second."""
LONGEST_SECONDS = 0.25
"""No batch is tried that should take longer: stopping waits for the batch in hand. It is a quarter
of what the pipeline allows for one, as its callers wait for each other while this measures."""
RUNS_EACH = 3
"""Runs of each size: the first makes plans and takes memory, the best of the others counts."""
MOST_SHORT = 16
"""After so many batches that were not full nobody seems to have more pictures at once."""


class BatchSearch:
    """Doubles the batch while that brings more pictures a second; tell it of every run.

    Not for several threads at once.
    """

    def __init__(self) -> None:
        self.size = FIRST_BATCH
        """Pictures to run at once now."""
        self.found = False
        """Whether ``size`` is final."""
        self._runs: list[float] = []
        self._rate = 0.0  # pictures a second, of half the size
        self._short = 0

    def took(self, count: int, seconds: float, *, has_room: bool) -> None:
        """A run of ``count`` pictures took ``seconds``.

        Args:
            count: pictures that ran at once.
            seconds: from pixels to scores, with nothing else on the GPU.
            has_room: whether twice as many fit the memory.
        """
        if self.found:
            return
        if count < self.size:
            self._short += 1
            self.found = self._short >= MOST_SHORT
            return
        self._runs.append(seconds)
        if len(self._runs) < RUNS_EACH:
            return
        best = min(self._runs[1:])
        rate = count / best
        if rate < WORTHWHILE * self._rate:
            self.size //= 2
            self.found = True
        elif 2 * best > LONGEST_SECONDS or 2 * self.size > MOST_AT_ONCE or not has_room:
            self.found = True
        else:
            self.size *= 2
            self._rate, self._runs = rate, []
