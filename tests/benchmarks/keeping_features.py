"""What it costs a run to keep features, and to know that they are kept.

    python -m tests.benchmarks.keeping_features [--pictures N] [--known N] [--rounds N]

Tags N pictures of 2 megapixels with the built-in model, with and without keeping features, by
turns, each into a library of its own; then looks up as many known pictures as asked for in a
library that has features of all of them, by a run that wants them and by one that does not.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from threading import Event

import numpy as np
from PIL import Image

from igtagger.app.context import Context
from igtagger.app.layers import Managers, key_of, plan
from igtagger.app.run import Run, RunOptions
from igtagger.domain import Tagged
from igtagger.engines.loading import ModelManager
from igtagger.engines.protocol import EngineOptions
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry
from igtagger.models.catalog import everyday

SIDES = 1632, 1224
LOOKUP_CHUNK = 256


def make_pictures(folder: Path, count: int) -> None:
    noise = np.random.default_rng(0)
    for number in range(count):
        coarse = noise.integers(0, 256, (SIDES[1] // 24, SIDES[0] // 24, 3), np.uint8)
        picture = Image.fromarray(coarse).resize(SIDES, Image.Resampling.BICUBIC)
        picture.save(folder / f"IMG_{number:05}.jpg", quality=90)


def tag(pictures: Path, folder: Path, managers: Managers, *, features: bool) -> tuple[float, float]:
    """Seconds of a run, and of the processor."""
    context = Context.from_environment()
    folder.mkdir()
    with Library.open(folder / "library.sqlite3", on_message=print) as library:
        run = Run(
            (pictures,),
            plan(everyday(), context.catalog, context.store, kinds=True, features=features),
            managers=managers,
            engine_options=EngineOptions(),
            library=library,
            options=RunOptions(),
            cancel=Event(),
        )
        began, busy = time.perf_counter(), time.process_time()
        count = sum(isinstance(each, Tagged) for each in run.outcomes())
        assert count == run.tally.total
        return time.perf_counter() - began, time.process_time() - busy


def measure_runs(folder: Path, count: int, rounds: int) -> None:
    pictures = folder / "pictures"
    pictures.mkdir()
    make_pictures(pictures, count)
    store = Context.from_environment().store
    managers = Managers(ModelManager(store), ModelManager(store))
    tag(pictures, folder / "warm", managers, features=True)
    ratios = []
    for number in range(rounds):
        took = {}
        for features in (True, False) if number % 2 else (False, True):
            place = folder / f"{number}-{features}"
            took[features] = tag(pictures, place, managers, features=features)
        ratios.append(took[True][1] / took[False][1])
        print(
            f"{count} pictures: {took[True][0]:.2f} s with features, {took[False][0]:.2f} s "
            f"without; of the processor {took[True][1]:.2f} s and {took[False][1]:.2f} s"
        )
    spread = f"from {min(ratios):.3f} to {max(ratios):.3f}"
    print(f"processor, with to without: {statistics.median(ratios):.3f} ({spread})")


def measure_known(folder: Path, count: int) -> None:
    """A library with features of small vectors, looked up as a run does."""
    context = Context.from_environment()
    keys = {
        wanted: key_of(
            plan(everyday(), context.catalog, context.store, kinds=True, features=wanted),
            exact=False,
        )
        for wanted in (False, True)
    }
    (under,) = keys[True].features
    seen = [(Path(f"/p/{n // 1000}/IMG_{n}.jpg"), FileStamp(n, n, n)) for n in range(count)]
    vector, labels = np.ones(8, np.float32), tuple(range(40))
    with Library.open(folder / "known.sqlite3", on_message=print) as library:
        for start in range(0, count, 5000):
            entries = [
                Entry(
                    Tagged(path, 1, 1, labels, (0.02,) * 40),
                    stamp,
                    str(path).encode(),
                    features=((under, vector),),
                    difference_hash=1,
                )
                for path, stamp in seen[start : start + 5000]
            ]
            library.save(keys[True], entries)
        took: dict[bool, list[float]] = {False: [], True: []}
        for wanted in (False, True) * 3:
            began = time.perf_counter()
            for start in range(0, count, LOOKUP_CHUNK):
                for outcome in library.known(keys[wanted], seen[start : start + LOOKUP_CHUNK]):
                    assert isinstance(outcome, Tagged)
                    assert not outcome.lacking
            took[wanted].append(time.perf_counter() - began)
    told = {wanted: min(each) / count * 1e6 for wanted, each in took.items()}
    print(
        f"{count} known pictures: {told[True]:.1f} us each where features are wanted, "
        f"{told[False]:.1f} us where not"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--known", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure_known(Path(folder), given.known)
        measure_runs(Path(folder), given.pictures, given.rounds)


if __name__ == "__main__":
    main()
