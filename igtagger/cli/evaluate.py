"""``igtagger evaluate``: how often a model is right on pictures of which it is known."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from igtagger.cli import console, file_lists, options
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.domain import Reason
from igtagger.errors import UsageError, detail_of
from igtagger.messages import english

if TYPE_CHECKING:
    from collections.abc import Sequence

    from igtagger.app.evaluation import Evaluation, Miss, NameFigures
    from igtagger.app.learning.report import RunRecorder
    from igtagger.cli.run_command import RunCommand
    from igtagger.domain import Outcome
    from igtagger.export.destinations import Destination
    from igtagger.labels.naming import Naming
    from igtagger.labels.subjects import Subject, Subjects
    from igtagger.models.catalog import ModelSpec

EPILOG = """\b
Examples:
  igtagger evaluate imagenet/val -m 32x8d
  igtagger evaluate my-pictures --detail 75 --wrong wrong.csv
  igtagger evaluate my-pictures --report report.html

\b
Each folder in FOLDER is named for what the pictures in it show: a label
("tabby"), a term above labels ("cat", also as --names has it: "Katze"), a
WordNet id ("n02123045") or an index ("281"). A name that means several things
must be given by id. Patterns are seen from each of these folders.

\b
A name is right if it is what the folder is named for, or stands above or below
it: of "dog" both "animal" and "beagle" are. NAMED is the share of pictures with
a name, RIGHT that of the right ones among those, and RIGHT LABELS the same where
the folder is named for a label. BITS tells how specific right names are: log2 of
all labels divided by those at or below the name; a label has 10, an animal 1.3.
top-1 and top-5 are of folders named for labels. For those named for terms,
below is the share of pictures whose best label lies below the term.
"""

_WRONG = (
    *("path", "class", "verdict", "name", "name_score", "why"),
    *("rank", "label_1", "score_1", "error"),
)


@click.command(epilog=EPILOG, short_help="Measure a model on folders of known classes.")
@click.argument("folder", type=options.ANY_PATH)
@options.model
@click.option(
    "--wrong",
    type=options.ANY_PATH,
    metavar="FILE",
    help="Where to list what was not named rightly; FOLDER-wrong.csv here if not given.",
)
@options.report
@options.force
@options.detail
@options.names
@click.option(
    "--kinds/--no-kinds",
    default=True,
    show_default=True,
    help="Name things in photographs and the like only, as 'igtagger tag' does.",
)
@file_lists.patterns
@options.engine
@options.features
@options.quiet
def command(
    folder: Path, wrong: Path | None, report: Path | None, force: bool, **given: Any
) -> int:
    """Measure a model, and the names it leads to, on a folder of class folders.

    Top-1 and top-5 are printed beside the published figures; then, for each detail, how many
    pictures have a name, how many of these are right, and how specific they are. The pictures that
    were not named rightly at --detail, or whose best label is wrong, are listed in a CSV file.
    """
    from igtagger.app.evaluation import Evaluation
    from igtagger.app.learning.report import RunRecorder
    from igtagger.app.names import name_rule
    from igtagger.cli.run_command import RunCommand
    from igtagger.export.csv_table import is_own
    from igtagger.export.report_page.page_of_report import is_report
    from igtagger.labels.opinion import OpinionRule
    from igtagger.labels.subjects import Subjects

    folder = folder.absolute()
    job = RunCommand.prepare((folder,), given)
    naming = job.naming(given["names"])
    subjects = Subjects(naming, job.spec.label_set)
    shown = find_classes(folder, subjects, naming)
    job.paths = tuple(folder / name for name in shown)
    target = wrong or Path(f"{folder.name}-wrong.csv")
    destination = job.destination(target, is_own, force=force)
    page = job.destination(report, is_report, force=force) if report else None
    names = name_rule(job.spec, naming)
    evaluation = Evaluation(
        lambda path: shown[path.relative_to(folder).parts[0]],
        subjects,
        OpinionRule(job.spec.label_set, 1, names=names, detail=given["detail"]),
    )
    recorder = RunRecorder(job.spec.id, job.spec.label_set, list(shown.values()), naming)

    def take(outcome: Outcome) -> None:
        evaluation.take(outcome)
        if page is not None:
            recorder.take(outcome, evaluation.subject_of(outcome.path))

    # The model alone: what the person decided about its answers is not its merit.
    run = job.drain(lambda run, _: run.outcomes(), take, quiet=given["quiet"])
    evaluation.finish()
    if not evaluation.seen:
        raise UsageError("usage.no-pictures", folder=folder)
    _write_wrong(destination, evaluation.misses, folder, naming)
    _report(job.spec, evaluation, len(shown))
    console.say(f"{len(evaluation.misses)} of {evaluation.seen} are listed in {target}.")
    if page is not None:
        _write_report(page, recorder, job)
        console.say(f"The report is {report}.")
    return SOME_FAILED if run.tally.failed else OK


def find_classes(folder: Path, subjects: Subjects, naming: Naming) -> dict[str, Subject]:
    """What each class folder is named for.

    Raises:
        UsageError: no class folders, or names that mean nothing here or several things.
    """
    try:
        names = sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name[0] != ".")
    except OSError as error:
        detail = detail_of(error)
        raise UsageError("usage.folder-unreadable", folder=folder, detail=detail) from error
    if not names:
        raise UsageError("usage.no-class-folders", folder=folder)
    matches = {name: subjects.find(name) for name in names}
    if foreign := [name for name, found in matches.items() if not found]:
        first, others, near = folder / foreign[0], len(foreign) - 1, subjects.near(foreign[0])
        perhaps = Reason("usage.perhaps", name=near) if near else ""
        if others:
            raise UsageError("usage.no-classes", folder=first, others=others, perhaps=perhaps)
        raise UsageError("usage.no-class", folder=first, perhaps=perhaps)
    for name, found in matches.items():
        if len(found) > 1:
            things = ", ".join(f"{naming.label_of(each.key).name} ({each.id})" for each in found)
            raise UsageError("usage.two-classes", name=name, things=things)
    return {name: found[0] for name, found in matches.items()}


def _write_wrong(
    destination: Destination, misses: Sequence[Miss], folder: Path, naming: Naming
) -> None:
    with destination.open() as stream:
        table = csv.writer(stream)
        table.writerow(_WRONG)
        table.writerows(_wrong_row(miss, folder, naming) for miss in misses)


def _write_report(page: Destination, recorder: RunRecorder, job: RunCommand) -> None:
    from igtagger.app.learning.report import near_pictures, write_report
    from igtagger.library.facade import Library

    key = job.passes[0].features_key(exact=job.run_options.exact, mark=job.engine_options.key_mark)
    file = job.context.settings.library_file
    with Library.open(file, on_message=console.tell) as library:
        record = recorder.record(lambda pictures: near_pictures(library, key, pictures))
    write_report(record, page)


def _wrong_row(miss: Miss, folder: Path, naming: Naming) -> list[object]:
    from igtagger.export.paths import spell
    from igtagger.export.spelling import cell

    best, name = miss.best, miss.name
    return [
        spell(miss.path, folder),
        cell(naming.label_of(miss.subject.key).name),
        miss.verdict,
        cell(naming.label_of(name.key).name) if name else "",
        f"{name.score:.4f}" if name else "",
        cell(_why(miss, naming)),
        miss.rank or "",
        cell(naming.label_of(best.key).name) if best else "",
        f"{best.score:.4f}" if best else "",
        cell(str(english(miss.reason))) if miss.reason else "",
    ]


def _why(miss: Miss, naming: Naming) -> str:
    """What the name is the sum of; of a picture of another kind, which."""
    from igtagger.app.evaluation import MOST_PARTS

    told = [f"{naming.label_of(key).name} {score:.2f}" for key, score in miss.parts]
    return " + ".join(told[:MOST_PARTS] + ["..."] * (len(told) > MOST_PARTS))


def _report(spec: ModelSpec, evaluation: Evaluation, classes: int) -> None:
    console.out(f"{spec.id} on {evaluation.seen} pictures of {classes} classes")
    labels, terms = evaluation.labels, evaluation.terms
    of = f"   of the {labels.seen} in folders of labels" if terms.seen else ""
    for name, hits, published in (
        ("top-1", labels.top1, spec.top1),
        ("top-5", labels.top5, spec.top5),
    ):
        if labels.seen:
            beside = f"   published: {published:.2f} % (ImageNet-1k, 50,000)" if published else ""
            console.out(f"{name}  {100 * hits / labels.seen:6.2f} %{of}{beside}")
    if terms.seen:
        share = f"{100 * terms.top1 / terms.seen:6.2f} %"
        console.out(f"below  {share}   of the {terms.seen} in folders of terms")
    if evaluation.failed:
        console.out(f"{evaluation.failed} could not be read and count as wrong.")
    if evaluation.of_other_kinds:
        console.out(f"Of kinds in which nothing is named: {evaluation.of_other_kinds}.")
    console.out()
    console.print_columns(
        ("DETAIL", "NAMED", "RIGHT", "RIGHT LABELS", "BITS"),
        [
            _names_row(detail, figures, evaluation.names_of_labels[detail])
            for detail, figures in evaluation.names.items()
        ],
    )


def _names_row(detail: float, figures: NameFigures, of_labels: NameFigures) -> tuple[str, ...]:
    return (
        f"{detail:g}",
        _share(figures.named, figures.seen),
        _share(figures.right, figures.named),
        _share(of_labels.right, of_labels.named),
        f"{figures.bits / figures.right:.2f}" if figures.right else "-",
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "-"
