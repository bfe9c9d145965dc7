"""How long teaching takes, on made features of the built-in model's size.

    uv run --group test python tests/benchmarks/teaching.py [--pictures 100000] [--channels 1280]
    OPENBLAS_NUM_THREADS=1 uv run --group test python tests/benchmarks/teaching.py --cpu

Ranking reads all features from their mapped file, as "Find more like these" does after every
decision. Its floor is one plain product of the same file with one column. Learning has that of one
product of the examples' matrix with itself, from which no fit in closed form gets away. On a
computer that is busy, --cpu counts the processor's seconds in place of the clock's.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from igtagger.app.learned_tags.teaching import SAMPLE, tag_scores
from igtagger.library.features import FeatureSet, FeaturesKey
from igtagger.models.tag_head import fit_tag
from igtagger.models.taught import TaughtTag

ROUNDS = 5
_AT_ONCE = 10_000


def made(file: Path, pictures: int, channels: int) -> FeatureSet:
    """Features as behind ReLU, in a file as the library has them."""
    numbers = np.random.default_rng(1)
    vectors = np.memmap(file, "<f2", "w+", shape=(pictures, channels))
    for start in range(0, pictures, _AT_ONCE):
        part = vectors[start : start + _AT_ONCE]
        part[:] = np.maximum(numbers.standard_normal(part.shape, np.float32) - 0.3, 0)
    vectors.flush()
    places = np.arange(pictures)
    kept = np.memmap(file, "<f2", "r", shape=(pictures, channels))
    return FeatureSet(FeaturesKey("made", "0", "made"), places, places, kept)


Clock = Callable[[], float]


def best(work: Callable[[], object], clock: Clock) -> float:
    """Seconds of the fastest of some rounds, which others of the computer disturbed least."""
    times = []
    for _ in range(ROUNDS):
        began = clock()
        work()
        times.append(clock() - began)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=100_000)
    parser.add_argument("--channels", type=int, default=1280)
    parser.add_argument("--cpu", action="store_true", help="count the processor's seconds")
    given = parser.parse_args()
    clock = time.process_time if given.cpu else time.perf_counter
    with tempfile.TemporaryDirectory() as folder:
        kept = made(Path(folder, "made.f16"), given.pictures, given.channels)
        weight = np.random.default_rng(2).standard_normal(given.channels).astype(np.float32)
        tag = TaughtTag(0, "made", "made", "0" * 8, weight, 0.0, 0.5, examples=1)
        plain = best(lambda: kept.products(weight[:, None]), clock)
        ranking = best(lambda: np.argsort(-tag_scores(kept, tag)), clock)
        show(f"{given.pictures:,} pictures ranked", ranking, plain)
        for examples in (1, 5, 100, 1000):
            learn(kept.take(np.arange(SAMPLE)), examples, clock)


def learn(matrix: NDArray[np.float32], examples: int, clock: Clock) -> None:
    """Teach by the first of some pictures, the others being unknown."""
    shown, others = matrix[:examples], matrix[examples:]
    wide = matrix.astype(np.float64)
    floor = best(lambda: wide.T @ wide, clock)
    taught = best(lambda: fit_tag(shown, shown[:0], others), clock)
    show(f"{len(matrix):,} x {matrix.shape[1]}, {examples} of them examples", taught, floor)


def show(what: str, seconds: float, floor: float) -> None:
    print(f"{what}: {seconds:.2f} s, {seconds / floor:.1f} times its floor of {floor:.2f} s")


if __name__ == "__main__":
    main()
