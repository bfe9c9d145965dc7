"""``igtagger tag``: folders to tables."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from igtagger.app.context import Context
from igtagger.app.kept_made_files import KeptMadeFiles
from igtagger.cli import console, file_lists, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.errors import Cancelled, UsageError
from igtagger.export.registry import FORMATS, file_formats, guess_format, suits
from igtagger.export.rows import LAYOUTS
from igtagger.export.tables import TEXT_CHOICES, Writes
from igtagger.labels.thresholds import MOST_DETAIL

if TYPE_CHECKING:
    from igtagger.app.layers import Passes
    from igtagger.app.run import Run, RunOptions, Tally
    from igtagger.engines.protocol import Engine, EngineOptions
    from igtagger.export.destinations import Destination
    from igtagger.export.tables import ExportFormat, Sink
    from igtagger.labels.naming import Naming
    from igtagger.labels.opinion import OpinionRule
    from igtagger.labels.opinions import Judged
    from igtagger.library.facade import Library
    from igtagger.models.catalog import ModelSpec
    from igtagger.models.weights.store import StoredWeights
    from igtagger.pictures.path_lists import PathList
    from igtagger.pictures.scan import ScanCounts, Skipped

T = TypeVar("T")

MOST_FOLDERS_NAMED = 5
WORTH_SAYING_SECONDS = 20.0
_MORE_DETAIL = 75

EPILOG = """\b
Examples:
  igtagger tag holiday -o tags.csv
  igtagger tag holiday -o tags.csv --bom --decimal comma
  igtagger tag holiday --why
  igtagger tag holiday --format captions
  igtagger tag holiday -m 32x8d --detail 75 --names de --format jsonl
  igtagger tag holiday -o tags.csv --retry-failed
  igtagger tag holiday --exclude raw/ --exclude '*.tif' -o tags.csv
  find . -newer last -print0 | igtagger tag --files-from - -0 -o tags.csv

\b
Every file gets its row: its names, or the reason why it could not be read.
What was done is kept: the same command again goes on where it was stopped, and
takes up new and changed files only; without --fresh, which takes up all of
them. Hidden files, and files whose ending is not a picture's, are skipped and
counted; --list-skipped names them.

\b
What you decided in the window counts here too: rejected names are left out,
confirmed ones are always in, and your own tags are added.
"""


@click.command(epilog=EPILOG, short_help="Tag pictures and folders; results to a table.")
@file_lists.paths
@options.model
@click.option(
    "-o",
    "--output",
    type=options.ANY_PATH,
    metavar="FILE",
    help="The table to write; '-' is standard output, which is the default.",
)
@options.force
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    help="By the file's ending if not given; text on a terminal.",
)
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    help="One row a picture, with its tags in one cell (simple, which CSV is if not given) or with "
    "all facts (wide, as JSON is); or one row a name (long).",
)
@options.for_text
@options.detail
@options.names
@click.option(
    "--labels",
    is_flag=True,
    help="The labels as the model ranks them, in place of names at the right level.",
)
@click.option(
    "--why",
    is_flag=True,
    help="On the terminal, tell of which labels each name is the sum. JSON always does.",
)
@click.option(
    "--top-k",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help="Most names of a picture; with --labels, most labels.",
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out what has a lower score; that of a name is the sum of its labels' scores.",
)
@click.option(
    "--kinds/--no-kinds",
    default=True,
    show_default=True,
    help="Say what kind of picture each one is, and name things in photographs and the like only.",
)
@options.engine
@click.option("--no-recursive", is_flag=True, help="Leave out folders within folders.")
@file_lists.patterns
@click.option("--fresh", is_flag=True, help="Tag all pictures anew, known ones too.")
@click.option("--retry-failed", is_flag=True, help="Try known failures anew.")
@click.option(
    "--ignore-reviews",
    is_flag=True,
    help="Only what the model says: without your decisions, own tags, and their columns.",
)
@click.option(
    "--list-skipped",
    is_flag=True,
    help="Name on standard error what is skipped in folders, each with its reason.",
)
@click.option("--absolute", is_flag=True, help="Whole paths in the table.")
@options.quiet
def command(**given: Any) -> int:
    """Tag pictures and folders.

    One table comes out, with a row for every picture: what it shows, said no finer than the model
    is sure ("cat" rather than one of six breeds), with scores from 0 to 1.
    """
    if given["fresh"] and given["retry_failed"]:
        raise UsageError("usage.fresh-and-retry")
    job = RunCommand.prepare(file_lists.all_paths(given), given)
    rule, results = prepare_table(job, given)
    reviewed = not given["ignore_reviews"]

    def judged(run: Run, library: Library) -> Iterator[Judged]:
        from igtagger.app.exporting import judged_of_run

        return judged_of_run(run, library, rule, reviewed=reviewed)

    # Around the table too: it takes its name after the run, which Ctrl-C shall not prevent.
    with cancel_on_interrupt(), results as sink:
        bar = not writes_to_terminal(given)
        run = job.drain(judged, sink.write, quiet=given["quiet"], bar=bar)
    return SOME_FAILED if run.tally.failed or run.tally.scan.unreadable_folders else OK


def prepare_table(
    job: RunCommand, given: dict[str, Any]
) -> tuple[OpinionRule, AbstractContextManager[Sink]]:
    """Which names count, and the table for them, which is yet to be opened.

    Refused here, before any work, is what may not be written or makes no sense.
    """
    output = _output(given)
    form = _chosen_format(output, given)
    target = job.target(output, form, force=given["force"])
    naming = job.naming(given["names"])
    rule = rule_of(job, naming, given)
    return rule, _open_results(job, form, target, naming, rule, given)


def rule_of(job: RunCommand, naming: Naming, given: dict[str, Any]) -> OpinionRule:
    """Which names count, by the options."""
    from igtagger.app.names import name_rule
    from igtagger.labels.opinion import OpinionRule

    return OpinionRule(
        job.spec.label_set,
        given["top_k"],
        given["min_score"],
        None if given["labels"] else name_rule(job.spec, naming),
        given["detail"],
    )


def _output(given: dict[str, Any]) -> Path | None:
    """The file of the table; None for standard output."""
    output: Path | None = given["output"]
    return None if output is not None and str(output) == "-" else output


def writes_to_terminal(given: dict[str, Any]) -> bool:
    """Whether the table itself shows on a terminal how far it is: a bar would run through it."""
    name = given["format_"]
    beside = name is not None and FORMATS[name].writes is Writes.BESIDE_PICTURES
    return not beside and _is_terminal(_output(given))


def _is_terminal(output: Path | None) -> bool:
    return output is None and sys.stdout.isatty()


def _chosen_format(output: Path | None, given: dict[str, Any]) -> ExportFormat:
    if given["format_"] is not None:
        form: ExportFormat | None = FORMATS[given["format_"]]
    else:
        form = FORMATS["text"] if _is_terminal(output) else guess_format(output)
    if form is None:
        assert output is not None
        endings = ", ".join(ending for each in FORMATS.values() for ending in each.endings)
        raise UsageError("usage.ending", file=output, endings=endings)
    _refuse_contradictions(form, output, given)
    return form


def _refuse_contradictions(form: ExportFormat, output: Path | None, given: dict[str, Any]) -> None:
    if given["why"] and not form.why:
        able = ", ".join(each.name for each in FORMATS.values() if each.why)
        raise UsageError("usage.why", format=form.name.upper(), formats=able)
    if given["output"] is not None and form.writes is Writes.BESIDE_PICTURES:
        raise UsageError("usage.beside", format=form.name)
    if output is None and form.writes is Writes.BINARY_FILE:
        raise UsageError("usage.needs-file", format=form.name, name=f"tags{form.endings[0]}")
    for choice in TEXT_CHOICES:
        if given[choice] and choice not in form.understands:
            able = ", ".join(e.name for e in FORMATS.values() if choice in e.understands)
            raise UsageError(
                "usage.no-choice", option=f"--{choice}", format=form.name.upper(), formats=able
            )
    if output is not None and form.writes is Writes.TERMINAL:
        *others, last = (each.name for each in file_formats())
        raise UsageError("usage.text-to-file", formats=", ".join(others), format=last)
    if output is not None and not suits(form, output):
        if form.fixed_name:
            raise UsageError("usage.fixed-name", format=form.name, name=form.file_name)
        endings = ", ".join(form.endings or [Path(form.file_name).suffix])
        raise UsageError("usage.unsuited", file=output, format=form.name.upper(), endings=endings)


def _open_results(
    job: RunCommand,
    form: ExportFormat,
    target: Destination | None,
    naming: Naming,
    rule: OpinionRule,
    given: dict[str, Any],
) -> AbstractContextManager[Sink]:
    from igtagger.export.paths import common_root
    from igtagger.export.rows import TableModel, TableOptions, untold

    root = None if given["absolute"] else common_root(job.paths)
    return form.open(
        target,
        TableModel(job.stored.name, job.stored.sha256, job.spec.label_set, naming, rule.names),
        TableOptions(
            given["layout"] or form.layout,
            given["top_k"],
            root,
            bom=given["bom"],
            reviewed=not given["ignore_reviews"],
            kinds=given["kinds"],
            why=given["why"],
            nothing=_nothing(given),
            tell=untold if given["quiet"] else console.tell,
            made=job.made,
            **_separators(given),
        ),
    )


def _separators(given: dict[str, Any]) -> dict[str, Any]:
    """Between cells, and before decimals; where that is a comma, cells are parted by semicolons."""
    decimal = options.DECIMALS[given["decimal"] or "point"]
    delimiter = given["delimiter"] or ("semicolon" if decimal == "," else "comma")
    return {"delimiter": options.DELIMITERS[delimiter], "decimal": decimal}


def _nothing(given: dict[str, Any]) -> str:
    """What is said on the terminal of a picture without a name."""
    if given["labels"]:
        return "no label is left (--min-score, or rejected)"
    finer = (detail for detail in (_MORE_DETAIL, MOST_DETAIL) if detail > given["detail"])
    says_more = f" (--detail {detail} says more)" if (detail := next(finer, None)) else ""
    return f"nothing sure enough to name{says_more}"


@dataclass(slots=True)
class RunCommand:
    """A run as the work of a command: prepared, followed, summed up."""

    context: Context
    spec: ModelSpec
    stored: StoredWeights
    passes: Passes
    paths: tuple[Path, ...] | PathList
    engine_options: EngineOptions
    run_options: RunOptions
    list_skipped: bool
    made: KeptMadeFiles = field(default_factory=KeptMadeFiles)

    @classmethod
    def prepare(cls, paths: tuple[Path, ...] | PathList, given: dict[str, Any]) -> RunCommand:
        """Refuse here, before any work, what can be refused: no such model, no weights."""
        from igtagger.app.layers import plan
        from igtagger.app.run import RunOptions
        from igtagger.engines.protocol import EngineOptions

        context = Context.from_environment()
        spec = context.find(given["model"])
        run_options = RunOptions(
            recursive=not given.get("no_recursive", False),
            exact=given["exact"],
            workers=given["workers"],
            fresh=given.get("fresh", False),
            retry_failed=given.get("retry_failed", False),
            selection=file_lists.selection(given),
        )
        engine_options = EngineOptions(
            given["device"], given["precision"], given["batch_size"], given["engine"]
        )
        stored = context.store.find(spec)
        list_skipped = given.get("list_skipped", False)
        hear = (lambda reason: None) if given["quiet"] else console.tell
        kinds = given.get("kinds", False)
        passes = plan(spec, context.catalog, context.store, kinds=kinds, tell=hear)
        return cls(context, spec, stored, passes, paths, engine_options, run_options, list_skipped)

    def naming(self, language: str) -> Naming:
        """What things are called in a language; English if empty. Raises UsageError: no names."""
        from igtagger.app.names import find_language

        code = find_language(self.context.settings, language) if language else ""
        return self.context.naming(code, console.tell)

    def target(self, output: Path | None, form: ExportFormat, *, force: bool) -> Destination | None:
        """Where a table of that format goes; None for standard output."""
        if form.writes is Writes.BESIDE_PICTURES:
            from igtagger.cli.outputs import beside_pictures

            return beside_pictures(self.context.settings, self.paths, force=force)
        return None if output is None else self.destination(output, form.is_own, force=force)

    def destination(
        self, output: Path, is_own: Callable[[bytes], bool], *, force: bool
    ) -> Destination:
        """Where the command's file goes; see :func:`igtagger.cli.outputs.destination`."""
        from igtagger.cli import outputs

        return outputs.destination(
            output,
            is_own,
            self.context.settings,
            self.paths,
            recursive=self.run_options.recursive,
            force=force,
        )

    def drain(
        self,
        source: Callable[[Run, Library], Iterator[T]],
        take: Callable[[T], None],
        *,
        quiet: bool,
        bar: bool = True,
    ) -> Run:
        """Run to the end, giving to ``take`` what ``source`` makes of each outcome.

        Args:
            source: see there.
            take: likewise.
            quiet: say nothing but errors and what was asked for.
            bar: tell meanwhile how far it is, unless ``quiet``.

        Raises:
            Cancelled: Ctrl-C; what was done is in the library, and how to go on has been said.
        """
        from igtagger.app.layers import Managers
        from igtagger.app.run import Run
        from igtagger.engines.loading import ModelManager
        from igtagger.library.facade import Library
        from igtagger.library.opening import LockWait

        file = self.context.settings.library_file
        with (
            cancel_on_interrupt() as cancel,
            console.ProgressLine(self._title, quiet=quiet or not bar, unit="pictures") as line,
            Library.open(file, on_message=line.tell, waiting=LockWait(cancel)) as library,
        ):
            self.made.library = library
            managers = Managers(
                *(ModelManager(self.context.store, on_message=line.tell) for _ in range(2))
            )
            run = Run(
                self.paths,
                self.passes,
                managers=managers,
                engine_options=self.engine_options,
                library=library,
                options=self.run_options,
                cancel=cancel,
            )
            if self.list_skipped:
                run.tally.scan.tell = partial(_name_skipped, line)
            began, taken, told = time.monotonic(), 0, False
            try:
                for each in source(run, library):
                    take(each)
                    taken += 1
                    _show(line, run.tally)
                    told = told or self._tell_how_long(line, run.tally, quiet=quiet or not bar)
            except (KeyboardInterrupt, Cancelled):
                cancel.set()
            finished = run.finished or self._are_all(taken, run.tally.total)
        if (speed := line.pace.worth_keeping) is not None:
            self.context.speeds.record(self.spec.id, speed)
        if not finished:
            self._say_how_to_go_on(run)
            raise Cancelled
        warn_of_folders(run.tally.scan)
        if not quiet:
            _sum_up(run, managers.chosen.engine, time.monotonic() - began)
        return run

    def _tell_how_long(self, line: console.ProgressLine, tally: Tally, *, quiet: bool) -> bool:
        """Say how long the run will take by earlier ones; whether the time for that has come."""
        if tally.total is None or tally.done == tally.known:
            return False
        expected = self.context.speeds.expected(self.spec.id)
        seconds = (tally.total - tally.done) / expected[0] if expected else 0.0
        if seconds >= WORTH_SAYING_SECONDS and not quiet:
            time_ = console.read_time(seconds)
            line.message(f"{tally.total} pictures take about {time_} on this computer.")
        return True

    def _are_all(self, taken: int, total: int | None) -> bool:
        """Whether a stop came so late that every file had its outcome."""
        if not taken or (total is not None and taken < total):
            return False
        from igtagger.pictures.scan import find_images

        recursive, selection = self.run_options.recursive, self.run_options.selection
        files = find_images(self.paths, recursive=recursive, selection=selection)
        try:  # no further than to the first one that is lacking: a stop is not to take long
            return sum(1 for _ in islice(files, taken + 1)) <= taken
        except KeyboardInterrupt:  # it takes too long
            return False

    @property
    def _title(self) -> str:
        return f"Tagging with {self.spec.alias}"

    def _say_how_to_go_on(self, run: Run) -> None:
        of = f" of {run.tally.total}" if run.tally.total else ""
        console.say(
            f"Stopped after {run.tally.done}{of} pictures, which are kept. {self._how_to_go_on}"
        )

    @property
    def _how_to_go_on(self) -> str:
        if not self.run_options.fresh:
            return "The same command goes on from there."
        # With it, nothing is known. Nor does anything tell those of this run from earlier ones.
        return (
            "To go on, give the same command without --fresh: "
            "what has been tagged, now or earlier, is then known."
        )


def _show(line: console.ProgressLine, tally: Tally) -> None:
    note = f"{tally.failed} failed" if tally.failed else ""
    line.show(tally.done, tally.total, note, tally.done - tally.known)


def _sum_up(run: Run, engine: Engine | None, seconds: float) -> None:
    tally = run.tally
    new = tally.done - tally.known
    parts = [f"{tally.tagged} tagged"]
    if tally.failed:
        parts.append(f"{tally.failed} failed (the table says why)")
    if tally.remarked:
        parts.append(f"{tally.remarked} with a remark (the table says which)")
    if tally.known:
        parts.append(f"{tally.known} of them known already")
    console.say(", ".join(parts) + f"; {console.read_time(seconds)}.")
    if engine is not None and new:
        console.say(f"{engine.info}, batch {engine.batch_size}: {new / seconds:.1f} pictures/s.")
    if not tally.done:
        console.say(_describe_nothing(tally.scan))
    elif text := _describe_skipped(tally.scan):
        console.say(f"Skipped: {text}.")


def _describe_skipped(counts: ScanCounts) -> str:
    numbers = {
        "not pictures by their ending": counts.skipped_extension,
        "hidden": counts.skipped_hidden,
        "excluded": counts.skipped_excluded,
        "neither file nor folder": counts.skipped_special,
        "folders met twice": counts.loops,
    }
    return ", ".join(f"{number} {what}" for what, number in numbers.items() if number)


def _describe_nothing(counts: ScanCounts) -> str:
    """Why there was no picture to tag. Folders that could not be read have been told of."""
    endings = counts.skipped_extension
    files = "1 file is not a picture by its ending"
    if endings > 1:
        files = f"{endings} files are not pictures by their ending"
    others = _describe_skipped(replace(counts, skipped_extension=0))
    parts = [*([files] if endings else []), *([f"{others} skipped"] if others else [])]
    if not parts and not counts.unreadable_folders:
        parts = ["there is no file"]
    return f"There was no picture to tag{': ' if parts else ''}{'; '.join(parts)}."


def _name_skipped(line: console.ProgressLine, path: str, why: Skipped) -> None:
    line.message(f"Skipped: {console.on_one_line(path)}: {why.value}.")


def warn_of_folders(counts: ScanCounts) -> None:
    """Name the folders that could not be read."""
    for folder, reason in counts.unreadable_folders[:MOST_FOLDERS_NAMED]:
        console.say(f"The folder {folder} could not be read: {reason}.")
    if (more := len(counts.unreadable_folders) - MOST_FOLDERS_NAMED) > 0:
        console.say(f"Nor could {more} other folders.")
