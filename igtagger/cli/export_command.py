"""``igtagger export``: what is kept of pictures to tables, without a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from igtagger.cli import console, file_lists, table_options, tag
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK
from igtagger.cli.run_command import RunCommand
from igtagger.domain import Failed, Outcome
from igtagger.pictures import archives

if TYPE_CHECKING:
    from threading import Event

    from igtagger.export.tables import Sink
    from igtagger.labels.opinion import OpinionRule
    from igtagger.labels.opinions import Judged
    from igtagger.library.facade import Library
    from igtagger.library.outcomes import ModelKey
    from igtagger.pictures.patterns import Selection

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
    *("bom", "delimiter", "decimal"),
)
"""The options of ``tag`` that are about the table, or about which of the kept outcomes it has."""
OF_RUNS = {"device": "auto", "engine": "auto", "batch_size": None, "workers": None}
"""Those of a run, which there is none of."""


@click.command(
    epilog=EPILOG,
    short_help="Write what is kept of pictures to a table, without a run.",
    params=[option for option in tag.command.params if option.name in _OF_TAG],
)
@click.argument("folders", nargs=-1, type=file_lists.TO_READ, metavar="[FOLDER]...")
@file_lists.patterns
@click.option("--search", metavar="QUERY", help="Of those that are found; see: igtagger search.")
@click.option(
    "--missing",
    type=click.Choice(["keep", "leave-out", "only"]),
    default="keep",
    show_default=True,
    help="Pictures that are no longer on the disk.",
)
def command(folders: tuple[Path, ...], search: str | None, missing: str, **given: Any) -> int:
    """Write what the library keeps of pictures to a table, without a run.

    Of all pictures, or of those in FOLDERs and below, by path. The table is the same as 'igtagger
    tag' makes. --precision int8 and --exact are for pictures that were tagged so.
    """
    from igtagger.app.layers import key_of
    from igtagger.app.searching import Search
    from igtagger.labels.query import parse
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait
    from igtagger.library.spans import EVERYTHING, spans_of

    job = RunCommand.prepare(folders, {**given, **OF_RUNS})
    rule, results = table_options.prepare_table(job, given)
    found = None if search is None else Search(parse(search), job.naming(given["names"]))
    key = key_of(job.passes, exact=given["exact"], mark=job.engine_options.key_mark)
    bar = not (given["quiet"] or table_options.writes_to_terminal(given))
    with (
        cancel_on_interrupt() as cancel,
        console.ProgressLine("Exporting", quiet=not bar, unit="pictures") as line,
        Library.open(
            job.context.settings.library_file, on_message=line.tell, waiting=LockWait(cancel)
        ) as library,
        results as sink,
    ):
        job.made.library = library
        spans = spans_of(folders) if folders else EVERYTHING
        wanted = _Wanted(folders, job.run_options.selection, missing)
        kept = _Kept(library, key, rule, wanted, reviewed=not given["ignore_reviews"])
        pictures = kept.judged(library.paths(spans), cancel)
        if found is not None:
            pictures = filter(found.admits, pictures)
        all_written = missing == "keep" and wanted.selection is None and found is None
        kept.write(pictures, sink, line, library.count(spans) if all_written else None)
    if not given["quiet"]:
        console.say(kept.summary(job.spec.alias))
    return OK


@dataclass(slots=True)
class _Wanted:
    """Which pictures belong in the table.

    Attributes:
        folders: as the person gave them; patterns are seen from these, or from the drive's root.
        selection: by patterns; None for all.
        missing: what is done with pictures that are gone, as the option has it.
        gone: pictures that are no longer on the disk, in the table or not.
    """

    folders: Sequence[Path]
    selection: Selection | None
    missing: str
    gone: int = 0

    def __post_init__(self) -> None:
        """Deepest first: of folders within each other that counts."""
        given = {folder.absolute() for folder in self.folders}
        self.folders = sorted(given, key=lambda folder: -len(folder.parts))

    def has(self, path: Path) -> bool:
        """Whether it does; counts those that are gone."""
        if self.selection is not None and not self.selection.reaches(self._place(path)):
            return False
        gone = not archives.exists(path)
        self.gone += gone
        return self.missing == "keep" or gone == (self.missing == "only")

    def _place(self, path: Path) -> str:
        for folder in self.folders:
            if path.is_relative_to(folder):
                return path.relative_to(folder).as_posix() if path != folder else path.name
        return path.relative_to(path.anchor).as_posix()


@dataclass(slots=True)
class _Kept:
    """What is kept of pictures, on its way to a table; counts what there is to say of it.

    Attributes:
        library: where it is kept.
        key: of which model.
        rule: which names count.
        wanted: which pictures do.
        reviewed: whether the person's decisions count.
        written: pictures in the table.
        unseen: those of them that the model has not seen.
    """

    library: Library
    key: ModelKey
    rule: OpinionRule
    wanted: _Wanted
    reviewed: bool
    written: int = 0
    unseen: int = 0

    def judged(self, paths: Iterable[Path], cancel: Event) -> Iterator[Judged]:
        """Those that belong in the table."""
        from igtagger.app.exporting import judged_of_library

        return judged_of_library(
            (path for path in paths if self.wanted.has(path)),
            self.library,
            self.key,
            self.rule,
            reviewed=self.reviewed,
            cancel=cancel,
        )

    def write(
        self, pictures: Iterator[Judged], sink: Sink, line: console.ProgressLine, total: int | None
    ) -> None:
        """Write them, and show how far it is."""
        for judged in pictures:
            sink.write(judged)
            self.written += 1
            self.unseen += _is_unseen(judged.outcome)
            line.show(self.written, total)

    def summary(self, model: str) -> str:
        """What there is to say at the end."""
        parts = [f"{self.written} {'picture' if self.written == 1 else 'pictures'} written"]
        if self.unseen:
            parts.append(f"{self.unseen} of them not tagged with {model} yet")
        if self.wanted.gone:
            left_out = " and left out" if self.wanted.missing == "leave-out" else ""
            parts.append(f"{self.wanted.gone} no longer on the disk{left_out}")
        return ", ".join(parts) + "."


def _is_unseen(outcome: Outcome) -> bool:
    return isinstance(outcome, Failed) and outcome.reason.code == "picture.not-tagged-yet"
