"""An own tag renamed on a fifth of a large library's pictures, and that undone.

    python -m tests.benchmarks.wide_tags [--pictures N]

Prints the seconds of each step, and how long the change goes without telling how far it is, which
is how long a person waits for it to stop.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from igtagger.library.facade import Library
from igtagger.library.tag_changes import TagPlan

T = TypeVar("T")


def _tags(count: int) -> Iterator[tuple[int, int, str]]:
    """Every second picture has one tag, every fifth "cat", and a tenth of those "Tom" too."""
    for number in range(1, count + 1):
        wanted = {"holiday": 2, "cat": 5, "Tom": 50}
        names = [name for name, each in wanted.items() if number % each == 0]
        for position, name in enumerate(names):
            yield number, position, name


def _fill(file: Path, count: int) -> None:
    paths = (b"/pictures/%03d/%06d.jpg" % (number // 500, number) for number in range(count))
    with closing(sqlite3.connect(file)) as connection:
        connection.executemany("INSERT INTO images (path) VALUES (?)", ((path,) for path in paths))
        connection.executemany("INSERT INTO own_tags VALUES (?, ?, ?)", _tags(count))
        connection.commit()


def _timed(what: str, work: Callable[[], T]) -> T:
    began = time.perf_counter()
    result = work()
    print(f"{what}: {time.perf_counter() - began:.2f} s")
    return result


def measure(folder: Path, count: int) -> None:
    """Print the figures for a library of ``count`` pictures in a folder."""
    file = folder / "library.sqlite3"
    Library.open(file, on_message=print).close()
    _fill(file, count)
    told: list[float] = []

    def going_on(done: int, total: int) -> None:
        told.append(time.perf_counter())

    plan = TagPlan("", frozenset({"cat"}), "Tom")
    with Library.open(file, on_message=print) as library:
        counts = _timed("foreseen", lambda: library.count_tags(plan.old, plan.new))
        print(f"{counts.pictures} pictures, {counts.several} of them with both")
        number = _timed("renamed", lambda: library.change_tags(plan, going_on))
        print(f"longest silence: {max(b - a for a, b in pairwise(told)):.3f} s")
        _timed("undone", lambda: library.move_tags(number, back=True, going_on=going_on))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=500_000)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), parser.parse_args().pictures)


if __name__ == "__main__":
    main()
