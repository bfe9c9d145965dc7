"""``igtagger train``: a model of one's own from folders of classes."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from igtagger.app.context import Context
from igtagger.cli import console, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.errors import Cancelled, UsageError
from igtagger.models.catalog import EVERYDAY_ID
from igtagger.models.own_models import EVALUATION

if TYPE_CHECKING:
    from collections.abc import Generator

    from igtagger.app.learning.trained_values import TrainingWish
    from igtagger.app.learning.training import Trained
    from igtagger.app.learning.training_set import TrainingSet
    from igtagger.domain import Progress, Reason
    from igtagger.export.destinations import Destination

EPILOG = """\b
Examples:
  igtagger train birds --name "my birds"
  igtagger train birds --name "my birds" --base 32x8d --fine-tune
  igtagger train birds --name "my birds" --report birds.html
  igtagger tag holiday -m my-birds

\b
Each folder in FOLDER is a class, named for what the pictures in it show. About
a fifth of the pictures is held out to see how often the model is right: those
of one folder within a class, and those that are nearly the same, go together.

\b
Without --fine-tune the features of a model get a new head: seconds to minutes
on any computer, and it needs no torch. --fine-tune trains the whole network,
which wants a GPU. Stopped or killed, the same command goes on at the last epoch.
"""


@click.command(epilog=EPILOG, short_help="Train a model of your own on folders of classes.")
@click.argument("folder", type=options.ANY_PATH)
@click.option("--name", required=True, metavar="NAME", help="What to call it, such as 'my birds'.")
@click.option(
    "--base",
    default=EVERYDAY_ID,
    show_default=True,
    metavar="MODEL",
    shell_complete=options.complete_models,
    help="The model that it is made from; see: igtagger models list.",
)
@click.option("--fine-tune", is_flag=True, help="Train the whole network of the base; needs torch.")
@click.option(
    "--from-scratch",
    is_flag=True,
    help="Train a network like the base's from random numbers; needs torch and many pictures.",
)
@click.option(
    "--recipe",
    type=click.Choice(["card", "modern"]),
    default="card",
    show_default=True,
    help="Of --from-scratch: as the Instagram models were trained, or with AdamW.",
)
@click.option(
    "--epochs",
    type=click.IntRange(1, 10_000),
    help="Passes over all pictures at most; it ends earlier where it learns no more.",
)
@click.option(
    "--no-flips",
    is_flag=True,
    help="Never learn from pictures turned left to right: for text, maps, and what has sides.",
)
@click.option("--anyway", is_flag=True, help="Train also where it takes very long, as on a CPU.")
@click.option("--replace", is_flag=True, help="Replace a model of your own of that name.")
@options.report
@options.force
@options.engine
@options.quiet
def command(folder: Path, report: Path | None, force: bool, **given: Any) -> int:
    """Train a model on FOLDER, which has one folder of pictures for each class.

    The model is like any other then: it is in 'igtagger models list' and in the window, and tags
    with 'igtagger tag -m'.
    """
    from igtagger.app.learning.training import train
    from igtagger.app.learning.training_set import find_training_set

    wish = _wish(context := Context.from_environment(), given)
    found = find_training_set(folder.absolute())
    page = _page(report, context, folder, force=force) if report else None
    quiet = given["quiet"]
    if not quiet:
        _tell_of(found)
    shown = _Shown(quiet=quiet)
    try:
        with cancel_on_interrupt() as cancel, shown.stack:
            trained = shown.follow(train(context, found, wish, shown.tell, cancel))
    except Cancelled:
        if wish.how != "head":
            console.say("Stopped. The same command goes on after the last epoch that was finished.")
        raise
    _report(trained, wish, quiet=quiet)
    if page is not None:
        _write_page(page, context.settings.models_dir / trained.model_id / EVALUATION, quiet=quiet)
    return SOME_FAILED if trained.failed else OK


def _page(report: Path, context: Context, folder: Path, *, force: bool) -> Destination:
    """Where the report goes; refused before any work where nothing may be written there."""
    from igtagger.cli import outputs
    from igtagger.export.report_page.page_of_report import is_report

    return outputs.destination(report, is_report, context.settings, [folder], force=force)


def _write_page(page: Destination, evaluation: Path, *, quiet: bool) -> None:
    from igtagger.app.learning.report import write_report
    from igtagger.models.evaluations.record import load_record

    write_report(load_record(evaluation), page)
    if not quiet:
        console.say(f"The report is {page.path}.")


class _Shown:
    """How far a training is: one line for pictures that are looked at, another for its steps."""

    def __init__(self, *, quiet: bool) -> None:
        self.stack = ExitStack()
        self._quiet, self._doing = quiet, ""
        self._line: console.ProgressLine | None = None

    def tell(self, reason: Reason) -> None:
        """A line that stays."""
        if not self._quiet:
            (self._line or console).tell(reason)

    def follow(self, work: Generator[Progress, None, Trained]) -> Trained:
        """Drain ``work``, and show it."""
        while True:
            try:
                self._show(next(work))
            except StopIteration as end:
                trained: Trained = end.value
                return trained

    def _show(self, done: Progress) -> None:
        assert done.message is not None
        note = str(console.words(done.message))
        if done.message.code != self._doing:
            self._doing = done.message.code
            self.stack.close()
            title, unit = "Training", "steps"
            if self._doing == "training.looking":
                title, unit = note.capitalize(), "pictures"
            line = console.ProgressLine(title, quiet=self._quiet, unit=unit)
            self._line = self.stack.enter_context(line)
        assert self._line is not None
        self._line.show(done.done, done.total, "" if self._doing == "training.looking" else note)


def _wish(context: Context, given: dict[str, Any]) -> TrainingWish:
    from igtagger.app.learning.trained_values import TrainingWish
    from igtagger.engines.protocol import EngineOptions

    if given["fine_tune"] and given["from_scratch"]:
        raise UsageError("training.two-ways")
    how: Literal["head", "fine-tune", "from-scratch"] = "head"
    if given["fine_tune"]:
        how = "fine-tune"
    elif given["from_scratch"]:
        how = "from-scratch"
    return TrainingWish(
        name=given["name"],
        base=context.find(given["base"]),
        how=how,
        replace=given["replace"],
        engine_options=EngineOptions(
            given["device"], given["precision"], given["batch_size"], given["engine"]
        ),
        workers=given["workers"],
        recipe=given["recipe"],
        epochs=given["epochs"],
        flips=not given["no_flips"],
        anyway=given["anyway"],
    )


def _tell_of(found: TrainingSet) -> None:
    console.say(f"{len(found.examples)} pictures of {len(found.classes)} classes.")
    for reason in found.warnings():
        console.tell(reason)


def _report(trained: Trained, wish: TrainingWish, *, quiet: bool) -> None:
    if quiet:
        return
    for path, reason in trained.failed.items():
        console.tell(reason.but(path=path))
    if (likely := trained.range) is None:
        console.say("Nothing was held out, so nobody knows how often it is right.")
    else:
        share = 100 * trained.right / trained.held_out
        console.say(
            f"Right on {share:.1f} % of {trained.held_out} pictures that it had not seen "
            f"({100 * likely[0]:.0f} to {100 * likely[1]:.0f} % with 95 % certainty)."
        )
    console.say(f"{wish.name.strip()} is ready: igtagger tag FOLDER -m {trained.model_id}")
