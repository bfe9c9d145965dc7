"""What it costs to keep a folder in view at rest, and how soon new pictures are noticed.

    python -m tests.benchmarks.watching [--files N] [--seconds S] [--json FILE]

Real files in folders of a hundred, told by the system and looked at again and again. Prints what
share of one core is used while nothing happens, without the first look; the memory that watching
takes; and how long new files take until they are noticed, the two seconds included for which they
must stand still.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Event, Timer

import psutil

from igtagger.app.watcher import Hints, Notice, Noticed, SystemHints, Watcher, WatchPace
from tests.memory import resident_bytes

NEW_FILES = 1000


@dataclass(frozen=True)
class Measured:
    way: str
    files: int
    first_look_cpu_seconds: float
    rest_share: float  # of one core
    memory_bytes: int
    noticed_seconds: float  # after the last of NEW_FILES was written
    noticed_cpu_seconds: float

    def __str__(self) -> str:
        return (
            f"{self.way}: {self.files} files, first look {self.first_look_cpu_seconds:.2f} s of "
            f"CPU, at rest {100 * self.rest_share:.2f} % of a core, "
            f"{self.memory_bytes / 1e6:.1f} MB; {NEW_FILES} new files noticed after "
            f"{self.noticed_seconds:.1f} s, {self.noticed_cpu_seconds:.2f} s of CPU"
        )


def make_files(folder: Path, count: int) -> None:
    for number in range(count):
        place = folder / f"{number // 100:05}"
        if number % 100 == 0:
            place.mkdir(parents=True)
        (place / f"IMG_{number:06}.jpg").write_bytes(b"\xff\xd8 not looked into")


def no_hints(folders: Sequence[Path], recursive: bool) -> Hints:
    raise OSError("OS file watch limit reached")


def arrived(notices: Iterator[Notice], count: int) -> None:
    while count > 0:
        notice = next(notices)
        count -= len(notice.arrived) if isinstance(notice, Noticed) else 0


def cpu_seconds() -> float:
    times = psutil.Process().cpu_times()
    return float(times.user + times.system)


def measure(folder: Path, files: int, seconds: float, *, told: bool) -> Measured:
    before, began = resident_bytes(), cpu_seconds()
    rest = Event()
    hints: Callable[[Sequence[Path], bool], Hints] = SystemHints if told else no_hints
    with closing(Watcher([folder], hints=hints).notices(rest)) as notices:
        arrived(notices, files)
        first = cpu_seconds() - began
        memory = resident_bytes() - before
        began, clock = cpu_seconds(), time.monotonic()
        timer = Timer(seconds, rest.set)
        timer.start()
        for _ in notices:
            pass
        share = (cpu_seconds() - began) / (time.monotonic() - clock)
    noticed, busy = new_files(folder, files, hints)
    return Measured(
        "told by the system" if told else "looked at again", files, first, share, memory,
        noticed, busy,
    )  # fmt: skip


def new_files(
    folder: Path, files: int, hints: Callable[[Sequence[Path], bool], Hints]
) -> tuple[float, float]:
    """How long they take to be noticed; where nothing tells, with a look every ten seconds."""
    pace = replace(WatchPace(), again=10.0)
    with closing(Watcher([folder], hints=hints, pace=pace).notices(Event())) as notices:
        arrived(notices, files)
        make_files(folder / "new", NEW_FILES)
        written, clock = cpu_seconds(), time.monotonic()
        arrived(notices, NEW_FILES)
        return time.monotonic() - clock, cpu_seconds() - written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = []
    for told in (True, False):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            make_files(folder, given.files)
            found.append(measure(folder, given.files, given.seconds, told=told))
        print(found[-1])
    if given.json:
        given.json.write_text(json.dumps([asdict(each) for each in found], indent=2))


if __name__ == "__main__":
    main()
