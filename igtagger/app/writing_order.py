"""Files that are written on a few threads, and told of in the order in which they were given."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import TypeVar

from igtagger.errors import Cancelled
from igtagger.export.xmp.writing import Written

WORKERS = 4
"""Threads that write: more than cores, as they wait for the disk."""

T = TypeVar("T")


def stem_of(path: Path) -> tuple[Path, str]:
    """Pictures that are called alike may share a sidecar: they are written one after the other."""
    return path.parent, path.stem


def together(items: Iterable[T], place: Callable[[T], object]) -> Iterator[list[T]]:
    """Those of one place that follow each other."""
    for _, group in itertools.groupby(items, place):
        yield list(group)


def in_order(
    groups: Iterator[list[T]], work: Callable[[list[T]], Iterator[Written]], cancel: Event
) -> Iterator[Written]:
    """Do ``work`` on a few threads, not far ahead; what becomes of it, in order."""

    def done(group: list[T]) -> list[Written]:
        return list(work(group))

    ahead: deque[Future[list[Written]]] = deque()
    stopped = False
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="write") as pool:
        try:
            for group in groups:
                if cancel.is_set():
                    stopped = True
                    break
                ahead.append(pool.submit(done, group))
                if len(ahead) > 2 * WORKERS:
                    yield from ahead.popleft().result()
            while ahead:
                first = ahead.popleft()
                if cancel.is_set() and first.cancel():
                    stopped = True
                else:
                    yield from first.result()
        finally:
            for each in ahead:
                each.cancel()
    if stopped:
        raise Cancelled
