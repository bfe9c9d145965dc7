"""Print how well own tags are learned from a few examples of real pictures, in Markdown.

    uv run --group kinds packaging/quality/measure_teaching.py --work FOLDER [LIST ...]

fetches the pictures of the lists of names, sends them through the program's own decoder and model,
and teaches the tags of ``taught_tags.csv`` with the program's own head. A picture shows a tag if
what a person wrote that it shows (the column ``shows`` of the lists, written by looking, before any
model was run) has one of the tag's words. Where it has none, but one of its terms is among those
that the tag has as doubtful, nobody knows whether the person would give it the tag: it is left out.

*One tag* is what "Find more like these" does: some examples, everything else unknown, and the rest
ranked. Average precision is its mean over tags and draws of examples. *New classes* is a folder of
classes: some examples of each, and the rest given to one of them, by a classifier as ``igtagger
train`` and ``Tagger.classifier`` make them, and by the taught tag that is surest; pictures that
show several are left out. *Deciding* begins with one example and decides about the ten likeliest
pictures, again and again. *By itself* is what an automatic tag comes to on pictures that it was not
taught by: of its threshold, the share that is right, and the share that is found. *Calibration*
compares scores of pictures that nobody decided about with how many of them show the tag.

How examples weigh, the penalty, and the usual sigmoid of scores were chosen on the first two lists;
``names.csv`` chose nothing.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from igtagger.app.context import Context
from igtagger.app.learned_tags.taught_files import channels_of
from igtagger.app.learning.head_fitting import fit_ridge
from igtagger.engines.protocol import EngineOptions
from igtagger.models.catalog import EVERYDAY_ID, ModelSpec
from igtagger.models.heads import rooted
from igtagger.models.tag_head import LEAST_EXAMPLES, TagHead, fit_tag
from igtagger.pictures import decoding
from quality.figures import table
from quality.gather import NAMES, Named, gather, read_names

HERE = Path(__file__).parent
TAGS = HERE / "taught_tags.csv"
EXAMPLES = (1, 3, 5, 10)
DRAWS = 5
LEAST_LEFT = 3
"""Pictures of a tag that are left to be found, at least."""
ROUND, ROUNDS = 10, 3
"""Suggestions that are decided about at a time, and how often."""
_BATCH = 16

Features = NDArray[np.float32]
Truth = NDArray[np.bool_]
Places = NDArray[np.int64] | Truth


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A tag, and which of the pictures have it.

    Attributes:
        name: of the tag.
        shown: of each picture, whether it does.
        known: of each picture, whether anybody knows.
        is_class: it excludes the others that are so, as classes in folders do.
    """

    name: str
    shown: Truth
    known: Truth
    is_class: bool


def subjects_of(rows: Sequence[Named], file: Path = TAGS) -> list[Subject]:
    """What each of the tags is shown by."""
    found = []
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            words = re.compile(rf"\b({row['words']})\b", re.IGNORECASE)
            shown = np.array([bool(words.search(one.shows)) for one in rows])
            unsure = set(row["doubtful"].split("|"))
            doubtful = np.array([not unsure.isdisjoint(one.terms) for one in rows])
            found.append(Subject(row["tag"], shown, shown | ~doubtful, row["class"] == "1"))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Pictures as a model sees them.

    Attributes:
        features: of each, as the program keeps them, ``float32 (n, channels)``.
        directions: see :func:`igtagger.models.tag_head.fit_tag`.
    """

    features: Features
    directions: Features

    def taught(self, examples: Places, rejected: Places, others: Places) -> TagHead:
        """The head of a tag, of pictures by their places."""
        features = self.features
        groups = features[examples], features[rejected], features[others]
        return fit_tag(*groups, self.directions)


def see(spec: ModelSpec, files: Sequence[Path], options: EngineOptions) -> Seen:
    """What the model sees in each file.

    Raises:
        UnreadableImage: one cannot be decoded.
        IgTaggerError: the model cannot be loaded.
    """
    context, rows = Context.from_environment(), []
    engine = context.managers.chosen.load(spec, options, Event())
    with ThreadPoolExecutor() as pool:
        for start in range(0, len(files), _BATCH):
            batch = files[start : start + _BATCH]
            decoded = pool.map(lambda file: decoding.load(file, spec.preprocessing), batch)
            rows.append(engine.predict(np.stack([one.pixels for one in decoded])))
    kept = np.concatenate(rows)[:, : channels_of(spec)].astype(np.float16)
    weight = engine.heads[0].weight
    return Seen(kept.astype(np.float32), weight - weight.mean(axis=0))


def average_precision(scores: Features, truth: Truth) -> float:
    """The mean, over what is right, of the share that is right down to there."""
    ranked = truth[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(ranked)[ranked] / (np.flatnonzero(ranked) + 1)).mean())


def scores_of(head: TagHead, features: Features) -> Features:
    """0 to 1."""
    logits = rooted(features) @ head.weight + np.float32(head.bias)
    scores: Features = np.exp(-np.logaddexp(np.float32(0), -logits))
    return scores


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """One draw of examples: what was learned, and what it says of the pictures that were left."""

    head: TagHead
    scores: Features
    truth: Truth


def draws(seen: Seen, subject: Subject, count: int) -> Iterator[Taught]:
    """A tag taught by so many examples, several times; all else is unknown to it."""
    numbers = np.random.default_rng(1)
    none = np.empty(0, np.int64)
    for _ in range(DRAWS):
        examples = numbers.choice(np.flatnonzero(subject.shown), count, replace=False)
        rest = subject.known.copy()
        rest[examples] = False
        head = seen.taught(examples, none, rest)
        yield Taught(head, scores_of(head, seen.features[rest]), subject.shown[rest])


def one_tag(seen: Seen, subjects: Sequence[Subject]) -> tuple[str, str]:
    """A table of ranking and of what an automatic tag comes to, and one of calibration."""
    rows, told = [], []
    for count in EXAMPLES:
        fit = [each for each in subjects if each.shown.sum() >= count + LEAST_LEFT]
        found = [taught for each in fit for taught in draws(seen, each, count)]
        precision = np.mean([average_precision(each.scores, each.truth) for each in found])
        row = [f"{count}", f"{len(fit)}", f"{precision:.1%}"]
        rows.append((*row, *(_by_itself(found) if count >= LEAST_EXAMPLES else ("-", "-"))))
        told.append((f"{count}", *_calibration(found)))
    header = ("examples", "tags", "average precision", "by itself: right", "found")
    return table(header, rows), table(("examples", *map(_span, _SPANS)), told)


_SPANS = ((0.0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01))


def _span(span: tuple[float, float]) -> str:
    return f"{span[0]:g} to {min(span[1], 1):g}"


def _calibration(found: Sequence[Taught]) -> Iterator[str]:
    """How many of the pictures with scores of a span show the tag, of how many."""
    scores = np.concatenate([each.scores for each in found])
    truth = np.concatenate([each.truth for each in found])
    for low, high in _SPANS:
        within = (scores >= low) & (scores < high)
        yield f"{truth[within].mean():.2f} of {within.sum()}" if within.any() else "-"


def _by_itself(found: Sequence[Taught]) -> tuple[str, str]:
    said = [each.scores >= each.head.threshold for each in found]
    hits = sum(int((yes & each.truth).sum()) for yes, each in zip(said, found, strict=True))
    right = hits / max(sum(int(yes.sum()) for yes in said), 1)
    return f"{right:.1%}", f"{hits / sum(int(each.truth.sum()) for each in found):.1%}"


def deciding(seen: Seen, subjects: Sequence[Subject]) -> str:
    """What is found from one example on, by who decides about ten suggestions at a time."""
    found, at_once, all_of = np.zeros(ROUNDS), np.zeros(ROUNDS), 0
    for subject in subjects:
        if subject.shown.sum() < ROUND:
            continue
        numbers = np.random.default_rng(1)
        for _ in range(DRAWS):
            example = numbers.choice(np.flatnonzero(subject.shown))
            found += _found(seen, subject, int(example), learning=True)
            at_once += _found(seen, subject, int(example), learning=False)
            all_of += int(subject.shown.sum()) - 1
    rows = [
        (f"{ROUND * (place + 1)}", f"{found[place] / all_of:.1%}", f"{at_once[place] / all_of:.1%}")
        for place in range(ROUNDS)
    ]
    return table(("decisions", "found", "without learning from them"), rows)


def _found(seen: Seen, subject: Subject, example: int, *, learning: bool) -> NDArray[np.float64]:
    """How many pictures of a tag were among the suggestions after each round."""
    decided = np.zeros(len(seen.features), bool)
    decided[example] = True
    counts, scores = [], np.empty(0, np.float32)
    for place in range(ROUNDS):
        if learning or not place:
            yes, no = decided & subject.shown, decided & ~subject.shown
            head = seen.taught(yes, no, ~decided & subject.known)
            scores = scores_of(head, seen.features)
        ranked = np.argsort(np.where(decided | ~subject.known, 1, -scores), kind="stable")
        decided[ranked[:ROUND]] = True
        counts.append((decided & subject.shown).sum() - 1)
    return np.array(counts, np.float64)


def new_classes(seen: Seen, subjects: Sequence[Subject]) -> str:
    """How many pictures are given to the right one of the classes, by examples of each."""
    groups = {
        "subjects that exclude each other": [each for each in subjects if each.is_class],
        "all tags": subjects,
    }
    rows = []
    for title, classes in groups.items():
        alone = np.sum([each.shown for each in classes], axis=0) == 1  # a picture of one class only
        shown = [each.shown & alone for each in classes]
        fit = [each for each in shown if each.sum() >= 5 + LEAST_LEFT]
        for count in (1, 5):
            numbers = np.random.default_rng(1)
            shares = [_judged(seen, fit, count, numbers) for _ in range(DRAWS)]
            told = (f"{share:.1%}" for share in np.mean(shares, axis=0))
            rows.append((title, f"{len(fit)}", f"{count}", *told))
    header = ("of", "classes", "examples of each", "right: a classifier", "taught tags")
    return table(header, rows)


def _judged(
    seen: Seen, classes: Sequence[Truth], count: int, numbers: np.random.Generator
) -> tuple[float, float]:
    examples = [numbers.choice(np.flatnonzero(shown), count, replace=False) for shown in classes]
    rest = np.any(classes, axis=0)
    rest[np.concatenate(examples)] = False
    truth = np.argmax([shown[rest] for shown in classes], axis=0)
    ways = _by_classifier(seen, examples, rest), _by_tags(seen, examples, rest)
    right, also_right = (float((scores.argmax(axis=1) == truth).mean()) for scores in ways)
    return right, also_right


def _by_classifier(seen: Seen, examples: Sequence[Places], rest: Truth) -> Features:
    features, labels = rooted(seen.features), np.repeat(np.arange(len(examples)), len(examples[0]))
    head = fit_ridge(features[np.concatenate(examples)], labels, len(examples))
    return head.logits(features[rest])


def _by_tags(seen: Seen, examples: Sequence[Places], rest: Truth) -> Features:
    scores = []
    for place, own in enumerate(examples):
        others = np.concatenate([each for n, each in enumerate(examples) if n != place])
        head = seen.taught(own, others[:0], others)
        scores.append(scores_of(head, seen.features[rest]))
    return np.stack(scores, axis=1)


def report(spec: ModelSpec, lists: Sequence[Path], work: Path, options: EngineOptions) -> str:
    """All tables."""
    rows = [one for file in lists for one in read_names(file)]
    files = gather([one.picture for one in rows], work)
    there = [one for one in rows if one.picture in files]
    seen = see(spec, [files[one.picture] for one in there], options)
    subjects = subjects_of(there)
    ranked, calibrated = one_tag(seen, subjects)
    parts = [f"# {spec.id}, {len(there)} pictures", "## One tag", ranked]
    parts += ["## Calibration", calibrated, "## Deciding", deciding(seen, subjects)]
    parts += ["## New classes", new_classes(seen, subjects)]
    return "\n\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="a folder outside the checkout")
    parser.add_argument("--model", default=EVERYDAY_ID, help="id of the catalogue")
    parser.add_argument("lists", nargs="*", type=Path, default=sorted(HERE.glob(f"{NAMES}*.csv")))
    given = parser.parse_args()
    spec = Context.from_environment().find(given.model)
    print(report(spec, given.lists, given.work.resolve(), EngineOptions(device="cpu")))


if __name__ == "__main__":
    main()
