"""Print by which names a model calls real pictures, and how many are right, in Markdown.

    uv run --group kinds packaging/quality/measure_names.py --work FOLDER [--wrong FILE] [LIST]

fetches the pictures of a list of names, ``names_development.csv`` if none is said, and runs the
program's own decoding, engine, kinds and rule of names over them, in a library of its own that is
thrown away. Thresholds were chosen on the lists there are; docs/names.md tells how each stood
before. Whoever changes anything after having measured on a list has to gather another to report on.

A name is *right* if it is one of the things that a person saw, or stands above one of them in the
tree: of the classes and terms of a row, and of all that is above each. What is narrower than
anything they wrote down is wrong. A term in a list means the natural term of that name; where there
is none, the label that is called so in its set; else whatever has the name.

The first name is judged; further ones are counted apart. *Bits* tell how specific right first names
are: log2(all labels / labels at or below the name), their mean. Intervals hold 95 % of 2000 draws
of as many packages, with replacement. In *half of each* pictures with a class and those without
weigh the same, however many there are.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from igtagger.app.context import Context
from igtagger.app.layers import Managers, plan
from igtagger.app.names import name_rule
from igtagger.app.run import Run, RunOptions
from igtagger.domain import LabelRef, Outcome
from igtagger.engines.loading import ModelManager
from igtagger.engines.protocol import EngineOptions
from igtagger.labels.folding import folded
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.opinion import OpinionRule
from igtagger.labels.opinions import NO_REVIEW
from igtagger.labels.sets import load_labels
from igtagger.labels.subjects import Subjects
from igtagger.labels.thresholds import USUAL_DETAIL
from igtagger.labels.tree import Tree, term_id
from igtagger.library.facade import Library
from igtagger.models.catalog import EVERYDAY_ID, ModelSpec
from quality.figures import table
from quality.gather import Named, gather, read_names

HERE = Path(__file__).parent
DEVELOPMENT = HERE / "names_development.csv"
DETAILS = (0, 25, 50, 75, 100)
MOST = 5
"""Names of a picture, as the program says them."""
CONTENTS = "imagenet-1k"
"""The set whose labels the classes of the lists are."""
_DRAWS = 2000

Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture: what a person saw and what the model says.

    Attributes:
        row: of the list.
        true: ids of the terms whose names are right.
        outcome: of the program.
    """

    row: Named
    true: frozenset[str]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a picture.

    Attributes:
        names: with their scores, the first one first.
        right: whether each is.
        bits: of the first one; 0 where there is none.
    """

    names: tuple[tuple[LabelRef, float], ...]
    right: tuple[bool, ...]
    bits: float


class Meanings:
    """What the names in lists mean.

    Attributes:
        unknown: names that nothing in the tree has, and how often they came.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree, self.unknown = tree, Counter[str]()
        labels = load_labels(CONTENTS)
        self._classes = [term_id(CONTENTS, label) for label in labels]
        self._labels: dict[str, list[str]] = {}
        for label, id_ in zip(labels, self._classes, strict=True):
            self._labels.setdefault(folded(label.name), []).append(id_)

    def true(self, row: Named) -> frozenset[str]:
        """Ids of all terms whose names are right for a row."""
        ids = {self._classes[index] for index in row.classes}
        for name in row.terms:
            ids.update(self._ids(name))
        return frozenset(ids | {term.id for id_ in ids for term in self._tree.ancestors(id_)})

    def _ids(self, name: str) -> Iterable[str]:
        found = self._tree.find(name)
        natural = [term.id for term in found if term.natural]
        ids = natural or self._labels.get(folded(name)) or [term.id for term in found]
        if not ids:
            self.unknown[name] += 1
        return ids


def outcomes_of(
    spec: ModelSpec, files: Iterable[Path], options: EngineOptions
) -> dict[Path, Outcome]:
    """What a run of the program makes of files.

    Raises:
        IgTaggerError: the model cannot be loaded.
    """
    context = Context.from_environment()
    managers = Managers(ModelManager(context.store), ModelManager(context.store))
    with (
        tempfile.TemporaryDirectory() as folder,
        Library.open(Path(folder) / "library.sqlite", on_message=print) as library,
    ):
        run = Run(
            tuple(files),
            plan(spec, context.catalog, context.store, kinds=True),
            managers=managers,
            engine_options=options,
            library=library,
            options=RunOptions(),
            cancel=Event(),
        )
        return {outcome.path: outcome for outcome in run.outcomes()}


def see(
    file: Path, work: Path, spec: ModelSpec, options: EngineOptions, meanings: Meanings
) -> list[Seen]:
    """The pictures of a list that can be had."""
    rows = {row.picture: row for row in read_names(file)}
    found = gather(rows, work)
    outcomes = outcomes_of(spec, found.values(), options)
    return [Seen(rows[one], meanings.true(rows[one]), outcomes[at]) for one, at in found.items()]


def judge(
    seen: Sequence[Seen], rule: NameRule, subjects: Subjects, detail: float, most: int = MOST
) -> list[Said]:
    """What is said of pictures, by kind and name, as the program does it."""
    opinions = OpinionRule(rule.label_set, most, names=rule, detail=detail)
    judged = opinions.judge_all([(each.outcome, NO_REVIEW) for each in seen])
    return [
        _said([(tag.key, tag.score or 0.0) for tag in one.opinion.ranked], each, rule, subjects)
        for each, one in zip(seen, judged, strict=True)
    ]


def _said(
    names: Iterable[tuple[LabelRef | str, float]], seen: Seen, rule: NameRule, subjects: Subjects
) -> Said:
    kept = tuple((key, score) for key, score in names if isinstance(key, LabelRef))
    terms = [rule.naming.term(key) for key, _ in kept]
    right = tuple(term is not None and term.id in seen.true for term in terms)
    return Said(kept, right, subjects.bits(kept[0][0]) if kept else 0.0)


def parts_of(seen: Sequence[Seen]) -> dict[str, NDArray[np.bool_]]:
    """Which pictures are of each part that is told apart."""
    known = np.array([bool(each.row.classes) for each in seen])
    people = np.array([each.row.of_people for each in seen])
    return {"all": known | True, "with a class": known, "without": ~known, "people": people}


def counts_of(said: Sequence[Said]) -> Counts:
    """``(pictures, 6)``: 1, named, right, bits if right, further names, right ones of these."""
    return np.array(
        [
            (
                1,
                bool(each.names),
                each.right[:1] == (True,),
                each.bits * (each.right[:1] == (True,)),
                len(each.right[1:]),
                sum(each.right[1:]),
            )
            for each in said
        ],
        np.float64,
    ).reshape(len(said), 6)


def report(file: Path, seen: Sequence[Seen], rule: NameRule, subjects: Subjects) -> str:
    """The table of all details and parts."""
    packages = [each.row.picture.package for each in seen]
    parts = parts_of(seen)
    totals = ", ".join(f"{int(which.sum())} {part}" for part, which in parts.items())
    rows: list[tuple[object, ...]] = []
    for detail in DETAILS:
        counts = counts_of(judge(seen, rule, subjects, detail))
        rows += ((detail, *cells) for cells in _rows(counts, parts, packages))
    header = ("detail", "pictures", "named", "right of these", "bits", "further names", "right")
    intro = f"## {file.name}: {len(seen)} pictures of {len(set(packages))} packages ({totals})"
    return f"{intro}\n\n{table(header, rows)}"


def _rows(
    counts: Counts, parts: Mapping[str, NDArray[np.bool_]], packages: Sequence[str]
) -> list[tuple[object, ...]]:
    """A row for each part, and one in which those with and without a class weigh the same."""
    drawn = _drawn(packages)
    sums: dict[str, Counts] = {}
    for part, which in parts.items():
        sums[part] = drawn @ (counts * which[:, None])
    with np.errstate(invalid="ignore", divide="ignore"):
        halves = [sums[part] / sums[part][:, :1] for part in ("with a class", "without")]
    sums["half of each"] = halves[0] + halves[1]
    return [_row(part, each) for part, each in sums.items()]


def _drawn(packages: Sequence[str]) -> Counts:
    """``(1 + draws, pictures)``: how often each picture counts; once in the first row."""
    _, place, sizes = np.unique(packages, return_inverse=True, return_counts=True)
    dice = np.random.default_rng(0)
    draws = dice.multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), _DRAWS)
    return np.concatenate([np.ones((1, len(place))), draws[:, place]])


def _row(part: str, sums: Counts) -> tuple[object, ...]:
    count, named, right, bits, further, further_right = sums.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return (
            part,
            _interval(named / count),
            _interval(right / named),
            _number(bits[0] / right[0], "{:.2f}"),
            _number(further[0] / count[0], "{:.2f} each"),
            _number(100 * further_right[0] / further[0], "{:.1f} %"),
        )


def _interval(shares: Counts) -> str:
    if np.isnan(shares[0]):
        return "-"
    low, high = np.nanpercentile(100 * shares[1:], (2.5, 97.5))
    return f"{100 * shares[0]:.1f} % ({low:.1f} to {high:.1f})"


def _number(value: float, form: str) -> str:
    return "-" if np.isnan(value) else form.format(value)


def write_wrong(
    file: Path, seen: Sequence[Seen], rule: NameRule, subjects: Subjects, detail: float
) -> int:
    """List what is named wrongly at a detail, as CSV; how many pictures that are."""
    said = judge(seen, rule, subjects, detail)
    wrong = [(each, one) for each, one in zip(seen, said, strict=True) if one.right[:1] == (False,)]
    with file.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerow(("package", "path", "how", "classes", "shows", "name", "score"))
        for each, one in wrong:
            picture, (key, score) = each.row.picture, one.names[0]
            shown = (picture.package, picture.path, picture.how, picture.label, each.row.shows)
            lines.writerow((*shown, rule.naming.label_of(key).name, f"{score:.3f}"))
    return len(wrong)


def parsed(description: str) -> argparse.ArgumentParser:
    """The options that say on which pictures and with which model."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True, help="a folder outside the checkout")
    parser.add_argument("--model", default=EVERYDAY_ID, help="id of the catalogue")
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("list", nargs="?", type=Path, default=DEVELOPMENT)
    return parser


def main() -> None:
    parser = parsed(__doc__ or "")
    parser.add_argument("--wrong", type=Path, help="CSV of what is named wrongly")
    parser.add_argument("--detail", type=float, default=USUAL_DETAIL, help="for --wrong")
    given = parser.parse_args()
    spec = Context.from_environment().find(given.model)
    options = EngineOptions(device=given.device, precision=given.precision)
    naming = Naming()
    rule, meanings = name_rule(spec, naming), Meanings(naming.tree)
    subjects = Subjects(naming, rule.label_set)
    seen = see(given.list, given.work.resolve(), spec, options, meanings)
    print(f"# {spec.id}, {options.precision}\n\n{report(given.list, seen, rule, subjects)}")
    if unknown := meanings.unknown:
        names = ", ".join(f"{name} {count}" for name, count in unknown.most_common())
        print(f"\nSkipped, since the tree lacks them: {names}")
    if given.wrong is not None:
        count = write_wrong(given.wrong, seen, rule, subjects, given.detail)
        print(f"\n{count} pictures are named wrongly at detail {given.detail:g}: {given.wrong}")


if __name__ == "__main__":
    main()
