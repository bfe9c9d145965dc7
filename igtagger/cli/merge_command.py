"""``igtagger merge``: the tables of several parts become one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from igtagger.cli import console, file_lists, options, outputs
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK
from igtagger.errors import Cancelled, ExportError, UsageError
from igtagger.export.registry import by_ending
from igtagger.settings import Settings

if TYPE_CHECKING:
    from threading import Event

    from igtagger.export.merging import MergeCounts

EPILOG = """\b
Examples:
  igtagger tag holiday --shard 1/2 -o part-1.csv    on one computer,
  igtagger tag holiday --shard 2/2 -o part-2.csv    on another one, then
  igtagger merge part-1.csv part-2.csv --check holiday -o tags.csv

\b
All parts must have been made with the same options. The whole is the table that
one computer would have made. Nothing is written where a picture is in two of
them, or, with --check, in none.
"""


@click.command(epilog=EPILOG, short_help="Make one table of those of several parts.")
@click.argument("tables", nargs=-1, required=True, type=file_lists.TO_READ, metavar="TABLE...")
@click.option(
    "-o", "--output", type=options.ANY_PATH, required=True, metavar="FILE", help="The whole table."
)
@click.option(
    "--check",
    "folders",
    multiple=True,
    type=file_lists.TO_READ,
    metavar="FOLDER",
    help="The folder that was tagged: each of its pictures must have its row; may be given more "
    "than once.",
)
@click.option("--no-recursive", is_flag=True, help="Check no folders within folders.")
@file_lists.patterns
@options.force
@options.quiet
def command(tables: tuple[Path, ...], output: Path, folders: tuple[Path, ...], **given: Any) -> int:
    """Make one table of the TABLEs that 'igtagger tag --shard' made of parts of a folder.

    CSV, TSV, JSON, JSON Lines and Parquet; all TABLEs and FILE are of one format.
    """
    from igtagger.export.merging import merge

    form = by_ending(output)
    if form is None or any(by_ending(table) is not form for table in tables):
        raise UsageError("usage.merge-endings")
    target = outputs.destination(
        output, form.is_own, Settings.from_environment(), tables, force=given["force"]
    )
    with (
        cancel_on_interrupt() as cancel,
        console.ProgressLine("Merging", quiet=given["quiet"], unit="pictures") as line,
    ):

        def taken(count: int) -> None:
            if cancel.is_set():
                raise Cancelled
            line.show(count, None)

        number = merge(tables, target, taken, _check_of(folders, given, cancel))
    if not given["quiet"]:
        console.say(f"{number} {'picture' if number == 1 else 'pictures'} in {output}.")
    return OK


def _check_of(
    folders: tuple[Path, ...], given: dict[str, Any], cancel: Event
) -> Callable[[MergeCounts], None]:
    """What refuses a table in which pictures of those folders have no row."""
    from igtagger.export.paths import common_root, spell
    from igtagger.pictures.path_lists import absolute
    from igtagger.pictures.walks import names_in

    selection, root = file_lists.selection(given), common_root(folders)

    def check(counts: MergeCounts) -> None:
        names = names_in(
            absolute(folders),
            cancel,
            recursive=not given["no_recursive"],
            selection=selection,
        )
        first, number = "", 0
        for path in counts.lacking(spell(Path(name), root) for name in names):
            first, number = first or path, number + 1
        if cancel.is_set():
            raise Cancelled
        if number:
            raise ExportError("merge.lacking", count=number, picture=first)

    return check
