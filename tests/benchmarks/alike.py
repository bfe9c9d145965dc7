"""Seconds and memory of finding similar pictures and duplicates among 500,000.

    python -m tests.benchmarks.alike [--pictures N] [--channels N] [--only STAGE...] [--json FILE]

No pictures are needed: a library is filled with made rows, features and hashes. Features are those
of scenes, 20 pictures of each on average, so that unlike ones are about as unlike as real ones. One
picture in ten has a close hash, and mostly near features, to those of the one before it: which
share of these pairs is found is told.

The floor of a query is one plain product with the same file. Memory is what the process has for
itself at most (RssAnon, looked at every few milliseconds), above what it had before. The mapped
file, of which the system keeps in memory as much as it likes, is not in it. Linux alone tells it.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time
from typing import Self

import numpy as np
from numpy.typing import NDArray

from igtagger.app.likeness.alike_pairs import Pairs, PairSearch
from igtagger.app.likeness.close_hashes import close_pairs
from igtagger.app.likeness.duplicates import DuplicateSearch, Group
from igtagger.app.likeness.feature_space import space_of, units
from igtagger.app.likeness.joining_copies import Likeness
from igtagger.app.likeness.near_features import NEAR, near_pairs
from igtagger.app.likeness.similar import Query, SimilarPictures
from igtagger.library.facade import Library
from igtagger.library.features import FeatureSet, FeaturesKey
from tests.benchmarks.ground import Figure

KEY = FeaturesKey("made", "0" * 64, "1")
NEAR_NOISE = 0.35
"""Of a near picture, beside 1 of the one that it is near to: a cosine of 0.94."""
FIRST = Path("/pictures/000/000000.jpg")
_AT_ONCE = 5000
_EVERY_SECONDS = 0.005
_SECOND = 10
"""One in so many pictures is like the one before it."""


class Watched:
    """The most memory that a piece of work has for itself, its seconds, and those of all cores."""

    def __init__(self) -> None:
        self.most, self.seconds, self.of_cores = 0, 0.0, 0.0

    def __enter__(self) -> Self:
        self._over, self._before = Event(), own_bytes()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()
        self._began, self._used = perf_counter(), process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds, self.of_cores = perf_counter() - self._began, process_time() - self._used
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_EVERY_SECONDS):
            self.most = max(self.most, own_bytes() - self._before)


def own_bytes() -> int:
    """Memory of this process that no file is in; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return 1024 * int(status.split("RssAnon:")[1].split()[0])


def make_hashes(count: int, seed: int = 0) -> NDArray[np.uint64]:
    """Random ones; each tenth is one to five bits from the one before it."""
    chance = np.random.default_rng(seed)
    hashes = chance.integers(0, 1 << 64, count, np.uint64)
    places = np.arange(_SECOND - 1, count, _SECOND)
    moved = np.zeros(len(places), np.uint64)
    for _ in range(5):
        moved ^= np.uint64(1) << chance.integers(0, 64, len(places), np.uint64)
    hashes[places] = hashes[places - 1] ^ moved
    return hashes


def make_vectors(count: int, channels: int, seed: int = 0) -> Iterator[NDArray[np.float16]]:
    """Features, some thousands at once; each tenth is near the one before it."""
    chance = np.random.default_rng(seed)
    scenes = chance.normal(size=(max(1, count // 20), channels)).astype(np.float32)
    for start in range(0, count, _AT_ONCE):
        rows = min(_AT_ONCE, count - start)
        noise = chance.standard_normal((rows, channels), np.float32)
        part = scenes[chance.integers(0, len(scenes), rows)] + noise
        seconds = np.arange(_SECOND - 1, rows, _SECOND)
        extra = chance.standard_normal((len(seconds), channels), np.float32)
        part[seconds] = part[seconds - 1] + NEAR_NOISE * 2**0.5 * extra
        yield np.maximum(part, -0.5).astype(np.float16)


def fill(folder: Path, count: int, channels: int) -> Path:
    """A library of so many pictures that are not there."""
    file = folder / "library.sqlite3"
    Library.open(file, on_message=print).close()
    name = "library.features-made.f16"
    with (folder / name).open("wb") as stream:
        for part in make_vectors(count, channels):
            stream.write(part.tobytes())
    hashes = make_hashes(count).view(np.int64).tolist()
    with closing(sqlite3.connect(file)) as connection:
        connection.executemany(
            "INSERT INTO images (id, path, size, mtime_ns, fingerprint, width, height, "
            "difference_hash) VALUES (?, ?, ?, ?, ?, 4000, 3000, ?)",
            (
                (
                    number + 1,
                    b"/pictures/%03d/%06d.jpg" % (number // 500, number),
                    count - number,  # the first of two that are alike is the better
                    number,
                    number.to_bytes(16, "little"),
                    hashed,
                )
                for number, hashed in enumerate(hashes)
            ),
        )
        connection.execute(
            "INSERT INTO feature_files VALUES (1, ?, ?, ?, ?, ?, ?)", (*KEY, channels, name, count)
        )
        connection.executemany(
            "INSERT INTO features (file, image, row) VALUES (1, ?, ?)",
            ((number + 1, number) for number in range(count)),
        )
        connection.commit()
    return file


def drained(search: PairSearch) -> Pairs:
    """What a search comes to."""
    while True:
        try:
            next(search)
        except StopIteration as end:
            pairs: Pairs = end.value
            return pairs


def share_found(pairs: Pairs, made: NDArray[np.intp]) -> float:
    """Of the pairs that were made, by the places of their second ones, in percent."""
    found = pairs.second[pairs.second - pairs.first == 1]
    return 100 * float(np.isin(made, found).mean())


def near_ones(features: FeatureSet) -> NDArray[np.intp]:
    """The places of those that were made near the one before them, and are."""
    places = np.arange(_SECOND - 1, len(features), _SECOND)
    parts = np.array_split(places, 1 + len(places) // _AT_ONCE)
    near = [
        np.einsum("ij,ij->i", units(features.take(part)), units(features.take(part - 1))) >= NEAR
        for part in parts
    ]
    return places[np.concatenate(near)]


def _figures(what: str, work: Watched) -> Iterator[Figure]:
    yield Figure(what, work.seconds, "s")
    yield Figure(f"{what}: of all cores", work.of_cores, "CPU s")
    yield Figure(f"{what}: memory", work.most / 1e6, "MB")


def measure_queries(library: Library, rounds: int = 5) -> Iterator[Figure]:
    """One query, the first and later ones, beside one product."""
    similar = SimilarPictures(library, KEY)
    query = Query(next(iter(library.features_of(KEY, [FIRST]).values())))
    with Watched() as first:
        similar.nearest(query)
    yield from _figures("first query", first)
    features = library.features(KEY)
    assert features is not None
    weights = query.features[:, None]
    floor = min(_seconds(lambda: features.products(weights)) for _ in range(rounds))
    yield Figure("one product with the file (the floor)", floor, "CPU s")
    seconds = min(_seconds(lambda: similar.nearest(query)) for _ in range(rounds))
    yield Figure("a later query", seconds, "CPU s", seconds / floor, "x the floor")


def _seconds(act: Callable[[], object]) -> float:
    began = process_time()
    act()
    return process_time() - began


def measure_hashes(library: Library) -> Iterator[Figure]:
    """Pairs by hashes."""
    hashes = library.difference_hashes()[1]
    with Watched() as work:
        found = drained(close_pairs(hashes, lambda first, second: np.ones(len(first), np.bool_)))
    yield from _figures("pairs of close hashes", work)
    made = np.arange(_SECOND - 1, len(hashes), _SECOND)
    yield Figure("pairs of close hashes: of those made", share_found(found, made), "%")


def measure_near(library: Library) -> Iterator[Figure]:
    """Pairs by features."""
    features = library.features(KEY)
    assert features is not None
    with Watched() as work:
        found = drained(near_pairs(space_of(features), np.arange(len(features)), NEAR))
    yield from _figures("pairs of near features", work)
    share = share_found(found, near_ones(features))
    yield Figure("pairs of near features: of those made", share, "%")


def measure_search(library: Library) -> Iterator[Figure]:
    """A whole search for copies in other sizes; none is told, as no file is there."""
    with Watched() as work:
        search = DuplicateSearch(library, KEY, least=Likeness.PICTURE, cancel=Event())
        groups = sum(isinstance(each, Group) for each in search.search())
    yield from _figures("a search without near ones", work)
    yield Figure("a search without near ones: told", groups, "")


STAGES = {
    "queries": measure_queries,
    "hashes": measure_hashes,
    "near": measure_near,
    "search": measure_search,
}


def _stage(file: Path, name: str) -> list[Figure]:
    """In a process of its own: what an earlier stage took would hide what this one takes."""
    with Library.open(file, on_message=print) as library:
        return list(STAGES[name](library))


def measure(
    folder: Path, count: int, channels: int, stages: Iterable[str] = tuple(STAGES)
) -> Iterator[Figure]:
    """The figures of some stages, of so many pictures."""
    file = fill(folder, count, channels)
    yield Figure("file of features", count * channels * 2 / 1e6, "MB")
    for name in stages:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            yield from process.submit(_stage, file, name).result()


def main() -> None:
    """See the module."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--pictures", type=int, default=500_000)
    options.add_argument("--channels", type=int, default=1280)
    options.add_argument("--only", nargs="+", choices=STAGES, default=list(STAGES))
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen, figures = options.parse_args(), []
    with tempfile.TemporaryDirectory() as folder:
        for figure in measure(Path(folder), chosen.pictures, chosen.channels, chosen.only):
            figures.append(figure)
            print(figure, flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=1))


if __name__ == "__main__":
    main()
