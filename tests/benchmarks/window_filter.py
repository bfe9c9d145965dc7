"""Milliseconds that a filter costs the window over 100,000 pictures in 5,000 folders.

    python -m tests.benchmarks.window_filter [--pictures N] [--taught N] [--rounds N] [--json FILE]

The real side bar and the real bar of filters are there, without a display. For each filter it is
told how long the pictures take to be chosen, which a person waits for, and then how long the counts
take of tags, keywords, folders, kinds and states, which come up to half a second later. The first
figure of each is on its own; each count of a saved search is another step. The floor is one loop
over whole folded paths and the names by which tags are found, as in ``window_search``. With
``--taught`` so many own tags are said by themselves, each of one picture in twenty.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Filter, Listed, Which
from igtagger.domain import LabelRef
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.sidebar.bar import SideBar
from igtagger.gui.tags.filter_bar import FilterBar
from igtagger.labels.folding import folded
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.taught_names import TaughtName, TaughtNames
from igtagger.labels.thresholds import EVERYDAY
from tests.benchmarks import window_search
from tests.benchmarks.ground import Figure

FILTERS: Mapping[str, Filter] = {
    "none": Filter(),
    "a word": Filter(text="dog"),
    "two tags": Filter(text="tag:dog NOT tag:cat"),
    "a folder": Filter(text='folder="/home/someone/Pictures/2003"'),
    "a tag": Filter(tag=LabelRef("imagenet-1k", 207)),
    "a tag and its score": Filter(tag=LabelRef("imagenet-1k", 207), min_score=0.5),
    "a kind and a state": Filter(kind=3, which=Which.REVIEWED),
    "all at once": Filter(text="NOT own:done date>=2010", min_score=0.5, which=Which.TAGGED),
}
_AT_ONCE = 5000


def made(count: int, folders: int = 5000, taught: int = 0) -> ResultsModel:
    """So many pictures in so many folders, with so many taught tags."""
    names = TaughtNames(TaughtName(index, f"taught {index}", 0.5) for index in range(taught))
    results = ResultsModel(NameRule(Naming(taught=names), "imagenet-1k", EVERYDAY))
    for first in range(0, count, _AT_ONCE):
        part = range(first, min(first + _AT_ONCE, count))
        results.add(_picture(number, folders) for number in part)
        facts = {number: window_search.facts_of(number) for number in part}
        results.pictures.facts.set(facts)
    scores = np.random.default_rng(1).uniform(0, 1, (count, taught)) ** 4.32  # 5 % above 0.5
    every = np.arange(count)
    results.take_scores(every, range(taught), scores.astype(np.float16))
    return results


def _picture(number: int, folders: int) -> Listed:
    one = window_search.picture_of(number, number * 7919 % 990)
    trip = number % folders
    path = f"/home/someone/Pictures/{2000 + trip % 25}/{trip:04} trip/IMG_{number:06}.jpg"
    assert one.outcome is not None
    return Listed(path, one.mtime_ns, replace(one.outcome, path=Path(path)), one.review)


def measure(count: int, rounds: int, folder: Path, taught: int = 0) -> Iterator[Figure]:
    """All figures: the pictures and the counts of each filter beside the plain text filter."""
    results = made(count, taught=taught)
    filters = {**FILTERS, **({"a taught tag": Filter(tag="taught 0")} if taught else {})}
    bar = FilterBar(results)
    side = SideBar(results, folder / "searches.json", lambda: bar.query)
    for widget in (bar, side):
        widget.resize(700 if widget is bar else 220, 700)
        widget.show()
    results.counts_changed.emit()  # the tree of folders is made
    QApplication.processEvents()
    plain = min(_plain(results.pictures) for _ in range(rounds))
    yield Figure(f"plain text filter, {count} pictures", 1000 * plain, "ms")
    for name, wanted in filters.items():
        chosen, counted = zip(
            *(_seconds(results, side, wanted) for _ in range(rounds)), strict=True
        )
        for what, seconds in ((name, min(chosen)), (f"{name}: counts", min(counted))):
            yield Figure(what, 1000 * seconds, "ms", seconds / plain, "x the plain text filter")
    seconds = min(_tree_seconds(results, side) for _ in range(rounds))
    yield Figure("the tree of folders anew", 1000 * seconds, "ms", seconds / plain, "x the same")


def _plain(pictures: Pictures) -> float:
    paths = [folded(pictures.path(row)) for row in range(len(pictures))]
    return window_search.plain_seconds(pictures, paths)


def _seconds(results: ResultsModel, side: SideBar, wanted: Filter) -> tuple[float, float]:
    """To choose the pictures, and to count; nothing that another filter left may help."""
    results.set_filter(Filter(text="name:000001"))
    results.pictures.forget_searches()
    began = perf_counter()
    results.set_filter(wanted)
    side.show_filter(wanted)
    chosen = perf_counter()
    results.counts_changed.emit()
    return chosen - began, perf_counter() - chosen


def _tree_seconds(results: ResultsModel, side: SideBar) -> float:
    results.set_filter(Filter())
    side.folders.folders.forget()
    began = perf_counter()
    side.folders.refresh()
    return perf_counter() - began


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--pictures", type=int, default=100_000)
    options.add_argument("--taught", type=int, default=0)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    application = QApplication([])
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for figure in measure(chosen.pictures, chosen.rounds, Path(folder), chosen.taught):
            figures.append(figure)
            print(figure, flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=1))
    application.quit()


if __name__ == "__main__":
    main()
