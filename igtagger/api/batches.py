"""Pictures in batches, the next of which is decoded while the model works on one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from igtagger.engines.devices import available_cores

T = TypeVar("T")
R = TypeVar("R")


def batches(items: Iterable[T], decode: Callable[[T], R], size: int) -> Iterator[list[R]]:
    """What ``decode`` makes of each item, in their order, at most ``size`` at once.

    It is called on threads, as many as there are cores, and at most one batch ahead. What it raises
    comes out where its batch would have come.
    """
    given = iter(items)
    with ThreadPoolExecutor(available_cores()) as threads:
        ahead = threads.map(decode, list(islice(given, size)))
        while batch := list(ahead):
            ahead = threads.map(decode, list(islice(given, size)))
            yield batch
