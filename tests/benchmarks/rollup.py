"""Seconds and memory of naming 100,000 pictures from what a model said of them.

    python -m tests.benchmarks.rollup [--pictures N] [--rounds N] [--json FILE]

No pictures are needed: logits are drawn, some labels of each far above the others, and their scores
kept as the library keeps them, 80 of a picture. "find" works out what may be said of each, as when
the person's rules for names change or a run brings results; "choose" picks names among that, as on
each move of the slider. "alone" is the same for one picture at a time.

The floor of "find" is one sum of the kept scores by the terms above the labels, from the same
bytes: they are spread over all labels, and multiplied by the matrix of what is below which term.
That of "choose" is one look at each number that is kept of candidates.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

import numpy as np

from igtagger.labels.candidates import Found, Kept
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.sets import load_labels
from igtagger.labels.thresholds import EVERYDAY, USUAL_DETAIL
from igtagger.library.outcomes import PACKED
from tests.benchmarks.ground import Figure

LABELS_KEPT = 80
MOST_NAMES = 5
TEMPERATURE = 1.5
ALONE = 300
"""Pictures that are named one at a time."""
_AT_ONCE = 2000


def make_said(count: int, seed: int = 0) -> tuple[bytes, np.ndarray]:
    """What the library keeps of so many pictures, all labels behind each other; bare scores."""
    chance, labels = np.random.default_rng(seed), len(load_labels("imagenet-1k"))
    packed = np.zeros((count, LABELS_KEPT), PACKED)
    bare = np.zeros(count)
    for first in range(0, count, _AT_ONCE):
        part = slice(first, min(first + _AT_ONCE, count))
        logits = chance.normal(0, 1.6, (part.stop - first, labels))
        rows = np.arange(len(logits))[:, None]
        seen = chance.integers(0, labels, (len(logits), 1)) + chance.integers(
            0, 6, (len(logits), 4)
        )
        logits[rows, seen % labels] += chance.gamma(3, 2.2, (len(logits), 4))
        order = np.argsort(-logits, axis=1)[:, :LABELS_KEPT]
        packed["index"][part] = order
        packed["score"][part] = np.take_along_axis(_softmax(logits / TEMPERATURE), order, axis=1)
        bare[part] = _softmax(logits).max(axis=1)
    return packed.tobytes(), bare


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return shares


def unpack(said: bytes, bare: np.ndarray) -> Kept:
    """The same as the rule wants it."""
    packed = np.frombuffer(said, PACKED)
    counts = np.full(len(bare), LABELS_KEPT, np.intp)
    indices, scores = packed["index"].astype(np.intp), packed["score"].astype(np.float64)
    return Kept(counts, indices, scores, np.zeros(len(packed), np.bool_), bare)


def floor_of_finding(rule: NameRule, said: bytes, count: int) -> None:
    """Sum the scores by terms, in pieces of pictures."""
    packed = np.frombuffer(said, PACKED).reshape(count, LABELS_KEPT)
    below = rule.candidates.below[rule.candidates.below.sum(axis=1) > 1].astype(np.float32).T
    labels = len(below)
    for first in range(0, count, _AT_ONCE):
        part = packed[first : first + _AT_ONCE]
        scores = np.zeros((len(part), labels), np.float32)
        np.put_along_axis(scores, part["index"].astype(np.intp), part["score"], axis=1)
        np.matmul(scores, below)


def floor_of_choosing(found: Found) -> None:
    """Look at each number once."""
    for column in found:
        (column > 1).any(axis=1)


def best_of(rounds: int, act: Callable[[], object]) -> float:
    """Seconds of the quickest of some times."""
    found = []
    for _ in range(rounds):
        began = perf_counter()
        act()
        found.append(perf_counter() - began)
    return min(found)


def measure(count: int, rounds: int) -> Iterator[Figure]:
    """All figures, of so many pictures."""
    began = perf_counter()
    rule = NameRule(Naming(), "imagenet-1k", EVERYDAY, TEMPERATURE)
    yield Figure("making the rule", perf_counter() - began, "s")
    said, bare = make_said(count)
    norms = np.full(count, EVERYDAY.norm)
    found = rule.find(unpack(said, bare))

    def choose() -> object:
        return rule.choose(found, norms, detail=USUAL_DETAIL, most=MOST_NAMES)

    finding = seconds = best_of(rounds, lambda: rule.find(unpack(said, bare)))
    floor = best_of(rounds, lambda: floor_of_finding(rule, said, count))
    yield Figure(f"find, {count} pictures", seconds, "s", seconds / floor, "x the floor")
    seconds = best_of(rounds, choose)
    floor = best_of(rounds, lambda: floor_of_choosing(found))
    yield Figure(f"choose, {count} pictures", seconds, "s", seconds / floor, "x the floor")
    yield from _alone(rule, said, bare, (finding + seconds) / count)
    candidates = np.count_nonzero(found.masses) / count
    yield Figure("candidates of a picture", candidates, "")
    each = sum(column.nbytes for column in found) / count
    kept = LABELS_KEPT * PACKED.itemsize
    yield Figure("memory of what may be said", each, "bytes", each / kept, "x what is kept packed")


def _alone(rule: NameRule, said: bytes, bare: np.ndarray, together: float) -> Iterator[Figure]:
    size, count = LABELS_KEPT * PACKED.itemsize, min(ALONE, len(bare))

    def name(number: int) -> None:
        kept = unpack(said[number * size : (number + 1) * size], bare[number : number + 1])
        norms = np.array([EVERYDAY.norm])
        rule.choose(rule.find(kept), norms, detail=USUAL_DETAIL, most=MOST_NAMES)

    began = perf_counter()
    for number in range(count):
        name(number)
    each = (perf_counter() - began) / count
    yield Figure("alone, a picture", 1000 * each, "ms", each / together, "x one of many")


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--pictures", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=3)
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
