"""``igtagger export``: what is kept of pictures to tables, without a run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from igtagger.cli import console, options, tag
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK
from igtagger.domain import Failed, Outcome

if TYPE_CHECKING:
    from threading import Event

    from igtagger.export.tables import Sink
    from igtagger.labels.opinion import OpinionRule
    from igtagger.labels.opinions import Judged
    from igtagger.library.facade import Library
    from igtagger.library.outcomes import ModelKey

EPILOG = """\b
Examples:
  igtagger export -o everything.csv
  igtagger export holiday -o tags.jsonl --detail 75 --names de
  igtagger export --missing only -o gone.csv

\b
Nothing is tagged, and no picture is read: the table has what one model said
when they were tagged last, with what you have decided since. A picture that
this model has not seen gets a row that says so.
"""

_OF_TAG = (
    *("model", "output", "force", "format_", "layout", "detail", "names", "labels", "why"),
    *("top_k", "min_score", "kinds", "precision", "exact", "ignore_reviews", "absolute", "quiet"),
)
"""The options of ``tag`` that are about the table, or about which of the kept outcomes it has."""
_OF_RUNS = {"device": "auto", "engine": "auto", "batch_size": None, "workers": None}
"""Those of a run, which there is none of."""


@click.command(
    epilog=EPILOG,
    short_help="Write what is kept of pictures to a table, without a run.",
    params=[option for option in tag.command.params if option.name in _OF_TAG],
)
@click.argument("folders", nargs=-1, type=options.ANY_PATH, metavar="[FOLDER]...")
@click.option(
    "--missing",
    type=click.Choice(["keep", "leave-out", "only"]),
    default="keep",
    show_default=True,
    help="Pictures that are no longer on the disk.",
)
def command(folders: tuple[Path, ...], missing: str, **given: Any) -> int:
    """Write what the library keeps of pictures to a table, without a run.

    Of all pictures, or of those in FOLDERs and below, by path. The table is the same as 'igtagger
    tag' makes. --precision int8 and --exact are for pictures that were tagged so.
    """
    from igtagger.app.layers import key_of
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait
    from igtagger.library.spans import EVERYTHING, spans_of

    job = tag.RunCommand.prepare(folders, {**given, **_OF_RUNS})
    rule, results = tag.prepare_table(job, given)
    key = key_of(job.passes, exact=given["exact"], mark=job.engine_options.key_mark)
    bar = not (given["quiet"] or tag.writes_to_terminal(given))
    with (
        cancel_on_interrupt() as cancel,
        console.ProgressLine("Exporting", quiet=not bar, unit="pictures") as line,
        Library.open(
            job.context.settings.library_file, on_message=line.tell, waiting=LockWait(cancel)
        ) as library,
        results as sink,
    ):
        spans = spans_of(folders) if folders else EVERYTHING
        kept = _Kept(library, key, rule, missing, reviewed=not given["ignore_reviews"])
        kept.write(kept.judged(library.paths(spans), cancel), sink, line, library.count(spans))
    if not given["quiet"]:
        console.say(kept.summary(job.spec.alias))
    return OK


@dataclass(slots=True)
class _Kept:
    """What is kept of pictures, on its way to a table; counts what there is to say of it.

    Attributes:
        library: where it is kept.
        key: of which model.
        rule: which names count.
        missing: what is done with pictures that are gone, as the option has it.
        reviewed: whether the person's decisions count.
        written: pictures in the table.
        unseen: those of them that the model has not seen.
        gone: pictures that are no longer on the disk, in the table or not.
    """

    library: Library
    key: ModelKey
    rule: OpinionRule
    missing: str
    reviewed: bool
    written: int = 0
    unseen: int = 0
    gone: int = 0

    def judged(self, paths: Iterable[Path], cancel: Event) -> Iterator[Judged]:
        """Those that belong in the table."""
        from igtagger.app.exporting import judged_of_library

        return judged_of_library(
            (path for path in paths if self._is_wanted(path)),
            self.library,
            self.key,
            self.rule,
            reviewed=self.reviewed,
            cancel=cancel,
        )

    def _is_wanted(self, path: Path) -> bool:
        gone = not os.path.lexists(path)
        self.gone += gone
        return self.missing == "keep" or gone == (self.missing == "only")

    def write(
        self, pictures: Iterator[Judged], sink: Sink, line: console.ProgressLine, total: int
    ) -> None:
        """Write them, and show how far it is."""
        for judged in pictures:
            sink.write(judged)
            self.written += 1
            self.unseen += _is_unseen(judged.outcome)
            line.show(self.written, total if self.missing == "keep" else None)

    def summary(self, model: str) -> str:
        """What there is to say at the end."""
        parts = [f"{self.written} {'picture' if self.written == 1 else 'pictures'} written"]
        if self.unseen:
            parts.append(f"{self.unseen} of them not tagged with {model} yet")
        if self.gone:
            left_out = " and left out" if self.missing == "leave-out" else ""
            parts.append(f"{self.gone} no longer on the disk{left_out}")
        return ", ".join(parts) + "."


def _is_unseen(outcome: Outcome) -> bool:
    return isinstance(outcome, Failed) and outcome.reason.code == "picture.not-tagged-yet"
