"""Milliseconds of a search in the window over 500,000 pictures.

    python -m tests.benchmarks.window_search [--pictures N] [--rounds N] [--json FILE]

Pictures are made up: folders and names as cameras give them, two names of each, kinds, own tags on
some, and facts of their files. The floor is the plain text filter that a search replaces: one loop
over whole folded paths, and the names by which tags are found. Typing waits for no more than the
figures say, after :data:`igtagger.gui.tags.search_field.SEARCH_MILLISECONDS`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np

from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Filter, Listed, Order
from igtagger.domain import FileFacts, LabelRef, Layer, Review, Tagged
from igtagger.labels.folding import folded
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.thresholds import EVERYDAY
from tests.benchmarks.ground import Figure

QUERIES = (
    "dog",
    "dog AND score>0.5 NOT own:done",
    "(cat OR beach) folder:2019 rating>=3",
    "animal date:2019-05 camera:canon",
    "file:beach date>=2015 width>=4000",
    "dog cat vehicle",
    "tag_counts",
)
_AT_ONCE = 5000


def made(count: int) -> Pictures:
    """So many pictures."""
    pictures = Pictures(NameRule(Naming(), "imagenet-1k", EVERYDAY))
    chance = np.random.default_rng(0)
    for first in range(0, count, _AT_ONCE):
        part = range(first, min(first + _AT_ONCE, count))
        labels = chance.integers(0, 990, len(part)).tolist()
        pictures.add(picture_of(number, label) for number, label in zip(part, labels, strict=True))
        pictures.facts.set({number: facts_of(number) for number in part})
    return pictures


def picture_of(number: int, label: int) -> Listed:
    """One of them, with two names."""
    path = f"/home/someone/Pictures/{2000 + number % 25}/{number % 400:03} trip/IMG_{number:06}.jpg"
    kinds = (Layer(KINDS, (number % 9,), (0.9,)),)
    indices, scores = (label, label + 5), (0.625, 0.25)
    outcome = Tagged(Path(path), 4000, 3000, indices, scores, kinds, bare=0.7, norm=12.0)
    review = Review(own=("done",)) if number % 10 == 0 else None
    return Listed(path, 1 + number, outcome, review)


def facts_of(number: int) -> FileFacts:
    """What its file says."""
    words = ("beach", "family", "holiday", f"place {number % 500}")
    taken = datetime.fromisoformat("2005-01-01") + timedelta(hours=number % 170_000)
    return FileFacts(words, number % 6, taken, f"Canon EOS {number % 40}")


def measure(count: int, rounds: int) -> Iterator[Figure]:
    """All figures: each search beside the plain text filter."""
    pictures = made(count)
    paths = [folded(pictures.path(row)) for row in range(count)]
    plain = min(plain_seconds(pictures, paths) for _ in range(rounds))
    yield Figure(f"plain text filter, {count} pictures", 1000 * plain, "ms")
    for query in QUERIES:
        seconds = min(_seconds(pictures, query) for _ in range(rounds))
        yield Figure(query, 1000 * seconds, "ms", seconds / plain, "x the plain text filter")


def plain_seconds(pictures: Pictures, paths: list[str]) -> float:
    """The floor: a plain text filter over folded paths, and over names."""
    began = perf_counter()
    keep = np.fromiter(("dog" in path for path in paths), np.bool_, len(paths))
    refs = [
        key
        for key in pictures.rule.candidates.keys
        if isinstance(key, LabelRef)
        and any(
            "dog" in word
            for each in (key, *pictures.naming.above(key))
            for word in pictures.naming.words(each)
        )
    ]
    keep |= pictures.names.called(slice(0, len(paths)), refs)
    np.flatnonzero(keep)
    return perf_counter() - began


def _seconds(pictures: Pictures, query: str) -> float:
    pictures.forget_searches()
    began = perf_counter()
    if query == "tag_counts":
        pictures.tag_counts()
    else:
        pictures.visible(Filter(text=query), Order.FOUND, descending=False)
    return perf_counter() - began


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--pictures", type=int, default=500_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    figures = []
    for figure in measure(chosen.pictures, chosen.rounds):
        figures.append(figure)
        print(figure, flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=1))


if __name__ == "__main__":
    main()
