"""``igtagger evaluate``: how often a model is right on pictures whose class is known."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from igtagger.cli import console, options
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.domain import Failed, Label, Outcome, Tagged
from igtagger.errors import UsageError
from igtagger.messages import english

if TYPE_CHECKING:
    from collections.abc import Sequence

    from igtagger.export.destinations import Destination
    from igtagger.models.catalog import ModelSpec

EPILOG = """\b
Examples:
  igtagger evaluate imagenet/val -m 32x8d
  igtagger evaluate my-pictures --wrong wrong.csv

\b
Each folder in FOLDER is named for the class of the pictures in it: by label
("tabby"), WordNet id ("n02123045") or index ("281"). A label that two classes
share must be given by WordNet id or index.
"""


@click.command(epilog=EPILOG, short_help="Measure a model on folders of known classes.")
@click.argument("folder", type=options.ANY_PATH)
@options.model
@click.option(
    "--wrong",
    type=options.ANY_PATH,
    metavar="FILE",
    help="Where to list what was named wrongly; FOLDER-wrong.csv here if not given.",
)
@options.force
@options.engine
@options.quiet
def command(folder: Path, wrong: Path | None, force: bool, **given: Any) -> int:
    """Measure top-1 and top-5 on a folder of class folders.

    They are printed beside the published figures, and the pictures that were named wrongly are
    listed in a CSV file.
    """
    from igtagger.cli.tag import RunCommand
    from igtagger.export.csv_table import is_own
    from igtagger.labels.sets import load_labels

    folder = folder.absolute()
    job = RunCommand.prepare((folder,), given)
    labels = load_labels(job.spec.label_set)
    classes = find_classes(folder, labels)
    job.paths = tuple(folder / name for name in classes)
    target = wrong or Path(f"{folder.name}-wrong.csv")
    destination = job.destination(target, is_own, force=force)
    score = Score(folder, classes)
    # The model alone: what the person decided about its answers is not its merit.
    run = job.drain(lambda run, _: run.outcomes(), score.take, quiet=given["quiet"])
    if not score.seen:
        raise UsageError("usage.no-pictures", folder=folder)
    _write_wrong(destination, score, labels)
    _report(job.spec, score)
    console.say(f"{len(score.wrong)} of {score.seen} are listed in {target}.")
    return SOME_FAILED if run.tally.failed else OK


def find_classes(folder: Path, labels: Sequence[Label]) -> dict[str, int]:
    """Index of the label that each class folder is named for.

    Raises:
        UsageError: no class folders, or names that are no class or more than one.
    """
    try:
        names = sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name[0] != ".")
    except OSError as error:
        detail = error.strerror or str(error)
        raise UsageError("usage.folder-unreadable", folder=folder, detail=detail) from error
    if not names:
        raise UsageError("usage.no-class-folders", folder=folder)
    known: dict[str, set[int]] = {}
    for label in labels:
        for name in (label.name, label.wnid, str(label.index)):
            if name:
                known.setdefault(_plain(name), set()).add(label.index)
    matches = {name: known.get(_plain(name), set()) for name in names}
    if foreign := [name for name, found in matches.items() if not found]:
        first, others = folder / foreign[0], len(foreign) - 1
        if others:
            raise UsageError("usage.no-classes", folder=first, others=others)
        raise UsageError("usage.no-class", folder=first)
    if double := [name for name, found in matches.items() if len(found) > 1]:
        indices = ", ".join(str(index) for index in sorted(matches[double[0]]))
        raise UsageError("usage.two-classes", name=double[0], indices=indices)
    return {name: found.pop() for name, found in matches.items()}


def _plain(name: str) -> str:
    return name.casefold().replace("_", " ").replace("-", " ").strip()


@dataclass(slots=True)
class Score:
    """What came out so far. Pictures that could not be read count as wrong, and are counted."""

    folder: Path
    classes: dict[str, int]
    seen: int = 0
    top1: int = 0
    top5: int = 0
    failed: int = 0
    wrong: list[tuple[Outcome, int]] = field(default_factory=list)

    def take(self, outcome: Outcome) -> None:
        """Count one outcome."""
        index = self.classes[outcome.path.relative_to(self.folder).parts[0]]
        self.seen += 1
        if isinstance(outcome, Failed):
            self.failed += 1
        right = isinstance(outcome, Tagged) and outcome.indices[:1] == (index,)
        self.top1 += right
        self.top5 += isinstance(outcome, Tagged) and index in outcome.indices[:5]
        if not right:
            self.wrong.append((outcome, index))


def _write_wrong(destination: Destination, score: Score, labels: Sequence[Label]) -> None:
    from igtagger.export.paths import spell
    from igtagger.export.spelling import cell

    with destination.open() as stream:
        table = csv.writer(stream)
        table.writerow(["path", "class", "rank", "label_1", "score_1", "error"])
        for outcome, index in score.wrong:
            row: list[object] = [spell(outcome.path, score.folder), cell(labels[index].name)]
            if isinstance(outcome, Failed):
                row += ["", "", "", cell(str(english(outcome.reason)))]
            elif outcome.indices:
                rank = outcome.indices.index(index) + 1 if index in outcome.indices else ""
                best = labels[outcome.indices[0]].name
                row += [rank, cell(best), f"{outcome.scores[0]:.4f}", ""]
            table.writerow(row)


def _report(spec: ModelSpec, score: Score) -> None:
    console.out(f"{spec.id} on {score.seen} pictures of {len(score.classes)} classes")
    for name, hits, published in (
        ("top-1", score.top1, spec.top1),
        ("top-5", score.top5, spec.top5),
    ):
        beside = f"   published: {published:.2f} % (ImageNet-1k, 50,000)" if published else ""
        console.out(f"{name}  {100 * hits / score.seen:6.2f} %{beside}")
    if score.failed:
        console.out(f"{score.failed} could not be read and count as wrong.")
