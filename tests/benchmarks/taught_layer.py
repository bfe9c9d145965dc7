"""Seconds until all pictures of a library have the layer of taught tags anew.

    python -m tests.benchmarks.taught_layer [--pictures N] [--taught N] [--json FILE]

The library is a real one, with outcomes of a hundred labels each and made features of 1280 numbers.
First the layer is new; then one tag was taught better, so that it takes the place of the old one.
The floor is the product of the features with the tags' weights alone.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from threading import Event
from time import perf_counter

import numpy as np

from igtagger.app.learned_tags.taught_layers import renew
from igtagger.domain import Tagged
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.models.taught import TaughtTag
from tests.benchmarks.ground import Figure

CHANNELS = 1280
KEY = FeaturesKey("everyday", "ab", "how")
_AT_ONCE = 2000


def filled(library: Library, count: int) -> None:
    """So many pictures with outcomes and features."""
    random = np.random.default_rng(0)
    scores = tuple(np.linspace(0.5, 0.001, 100).astype(np.float16).astype(float).tolist())
    for first in range(0, count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count))
        made = np.abs(random.normal(size=(len(numbers), CHANNELS))).astype(np.float16)
        entries = [
            Entry(
                Tagged(Path(f"/{number // 100}/{number}.jpg"), 4, 3, tuple(range(100)), scores),
                FileStamp(number, 1, 1),
                str(number).encode(),
                features=((KEY, vector),),
            )
            for number, vector in zip(numbers, made, strict=True)
        ]
        library.save(ModelKey(*KEY, label_set="imagenet-1k"), entries)


def tags(count: int) -> list[TaughtTag]:
    """So many, said by themselves."""
    random = np.random.default_rng(1)
    weights = random.normal(size=(count, CHANNELS)).astype(np.float32)
    return [
        TaughtTag(index, f"tag {index}", KEY.model_id, KEY.weights_sha256, weight, -1, 0.5, True, 5)
        for index, weight in enumerate(weights)
    ]


def measure(count: int, taught: int, folder: Path) -> Iterator[Figure]:
    """All figures."""
    file = folder / "library.sqlite3"
    with Library.open(file, on_message=lambda reason: None) as library:
        filled(library, count)
        some = tags(taught)
        features = library.features(KEY)
        assert features is not None
        weights = np.stack([tag.weight for tag in some]).T.copy()
        began = perf_counter()
        features.products(weights)
        floor = perf_counter() - began
        yield Figure(f"product alone, {count} pictures, {taught} tags", 1000 * floor, "ms")
        better = [replace(some[0], bias=-2.0), *some[1:]]
        for what, those, told in (
            ("layer made for the first time", some, False),
            ("layer anew, one tag is another", better, False),
            ("nothing is lacking", better, False),
            ("nothing is lacking, scores are told", better, True),
        ):
            began = perf_counter()
            for _ in renew(library, those, Event(), tell_scores=told):
                pass
            seconds = perf_counter() - began
            yield Figure(what, 1000 * seconds, "ms", seconds / floor, "x the product")


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--pictures", type=int, default=100_000)
    options.add_argument("--taught", type=int, default=20)
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for figure in measure(chosen.pictures, chosen.taught, Path(folder)):
            figures.append(figure)
            print(figure, flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=1))


if __name__ == "__main__":
    main()
