"""``igtagger tag``: folders to tables."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from igtagger.cli import console, file_lists, options, table_options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.cli.run_command import RunCommand
from igtagger.domain import Failed
from igtagger.errors import UsageError
from igtagger.messages import english

if TYPE_CHECKING:
    from igtagger.app.run import Run
    from igtagger.export.tables import Sink
    from igtagger.labels.opinions import Judged
    from igtagger.library.facade import Library

_log = logging.getLogger(__name__)

EPILOG = """\b
Examples:
  igtagger tag holiday -o tags.csv
  igtagger tag holiday -o tags.csv --bom --decimal comma
  igtagger tag holiday --why
  igtagger tag holiday --format captions
  igtagger tag holiday -m 32x8d --detail 75 --names de --format jsonl
  igtagger tag holiday --dry-run
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
@table_options.for_table
@options.engine
@click.option("--no-recursive", is_flag=True, help="Leave out folders within folders.")
@file_lists.patterns
@options.features
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
@click.option(
    "--dry-run",
    is_flag=True,
    help="Say how many pictures would be tagged, are known and are skipped; write nothing.",
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
    if given["dry_run"]:
        return _say_what_would_be(job, given)
    rule, results = table_options.prepare_table(job, given)
    reviewed = not given["ignore_reviews"]

    def judged(run: Run, library: Library) -> Iterator[Judged]:
        from igtagger.app.exporting import judged_of_run

        return judged_of_run(run, library, rule, reviewed=reviewed)

    # Around the table too: it takes its name after the run, which Ctrl-C shall not prevent.
    with cancel_on_interrupt(), results as sink:
        bar = not table_options.writes_to_terminal(given)
        run = job.drain(judged, partial(_take, sink), quiet=given["quiet"], bar=bar)
    return SOME_FAILED if run.tally.failed or run.tally.scan.unreadable_folders else OK


def _take(sink: Sink, judged: Judged) -> None:
    sink.write(judged)
    if isinstance(judged.outcome, Failed):
        _log.info("Failed: %s", english(judged.outcome.reason, console.on_one_line))


def _say_what_would_be(job: RunCommand, given: dict[str, Any]) -> int:
    from igtagger.cli import dry_run

    table_options.check(job, given)
    dry_run.tell(job, quiet=given["quiet"])
    return OK
