"""``igtagger unwrite``: out of files what ``igtagger write`` put there, and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from igtagger.app.context import Context
from igtagger.cli import console, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.errors import Cancelled, UsageError

if TYPE_CHECKING:
    from igtagger.library.facade import Library

EPILOG = """\b
Examples:
  igtagger unwrite --list
  igtagger unwrite --run 2 --dry-run
  igtagger unwrite holiday

\b
Tags that were in a file before, that you or other programs added since, and all
else in it stay. A picture that was moved is found where it was tagged again, or
if its new folder is given as PATH. What cannot be taken back now (a folder that
may not be written, a drive that is away) stays recorded for another time.
"""


@click.command(epilog=EPILOG, short_help="Take back what was written into pictures.")
@click.argument("paths", nargs=-1, type=options.ANY_PATH, metavar="[PATH]...")
@click.option("--run", type=click.IntRange(1), metavar="N", help="Only what run N wrote.")
@click.option("--dry-run", is_flag=True, help="Say of each file what would be taken away.")
@click.option("--list", "list_", is_flag=True, help="List the runs that wrote, and stop.")
@options.quiet
def command(paths: tuple[Path, ...], list_: bool, **given: Any) -> int:
    """Take away from pictures and sidecars exactly the tags that igtagger added.

    Of all pictures, or of those that are or lie in a PATH. A sidecar that igtagger made and that
    says nothing else goes, too.
    """
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait

    context = Context.from_environment()
    file = context.settings.library_file
    quiet = given["quiet"] or given["dry_run"] or list_
    with (
        cancel_on_interrupt() as cancel,
        console.ProgressLine("Taking tags back", quiet=quiet, unit="files") as line,
        Library.open(file, on_message=line.tell, waiting=LockWait(cancel)) as library,
    ):
        if list_:
            _list(library)
            return OK
        return _take_back(library, file, paths, given, line, cancel)


def _take_back(
    library: Library,
    file: Path,
    paths: Sequence[Path],
    given: dict[str, Any],
    line: console.ProgressLine,
    cancel: Event,
) -> int:
    from igtagger.app.taking_back import records_to_take_back, take_tags_back
    from igtagger.app.write_records import writing_alone
    from igtagger.cli.written_lines import Summary, Texts
    from igtagger.export.xmp.exiftool import ExifTool

    run, dry_run = given["run"], given["dry_run"]
    if run is not None and run not in (each.number for each in library.write_runs()):
        raise UsageError("usage.no-run", run=run)
    with nullcontext() if dry_run else writing_alone(library, file):
        if not dry_run:
            _find_moved(library, paths, cancel)
        numbers = records_to_take_back(library, paths, run)
        summary = Summary(line, Texts(**_TEXTS), dry_run)
        done = 0
        work = take_tags_back(
            numbers, library, exiftool=ExifTool.find(), dry_run=dry_run, cancel=cancel
        )
        try:
            for done, written in enumerate(work, 1):
                summary.take(written)
                line.show(done, len(numbers))
        finally:
            if not given["quiet"]:
                summary.say()
    if cancel.is_set() and done < len(numbers):
        raise Cancelled
    return SOME_FAILED if summary.refused else OK


_TEXTS = {
    "unit": "files",
    "embedded": "taken back in pictures",
    "sidecar": "taken back in sidecars",
    "unchanged": "with nothing left to take",
    "refused": "still with them (see above)",
    "attribute": "lost the tags that were added",
    "no_attribute": "had none of them left",
    "sign": "-",
}


def _find_moved(library: Library, paths: Sequence[Path], cancel: Event) -> None:
    """Pictures that were moved to these folders bring their records along."""
    from igtagger.pictures.scan import find_images

    for path in find_images([path.absolute() for path in paths], cancel=cancel):
        library.follow(path)


def _list(library: Library) -> None:
    rows = [
        (
            str(run.number),
            datetime.datetime.fromtimestamp(run.began).astimezone().strftime("%Y-%m-%d %H:%M"),
            run.preset,
            str(run.files),
            str(run.taken_back),
        )
        for run in library.write_runs()
    ]
    if rows:
        console.print_columns(("RUN", "DATE", "PRESET", "FILES", "TAKEN BACK"), rows)
    else:
        console.say("Nothing has been written into files.")
