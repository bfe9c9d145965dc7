"""``igtagger review``: what the person decided, as a table."""

from __future__ import annotations

import csv
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from igtagger.app.context import Context
from igtagger.cli import console, file_lists, options, outputs
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.domain import Reason, Review
from igtagger.export.spelling import cell

if TYPE_CHECKING:
    from igtagger.app.decision_table import Read, Taken
    from igtagger.library.facade import Library

EPILOG = """\b
Examples:
  igtagger review export -o decisions.csv
  igtagger review import decisions.csv --dry-run

\b
The columns are path, decision (confirmed, rejected or own), set, id and name.
A row of your own needs path, decision and name alone, and names may be in your
language: "holiday/1.jpg,confirmed,dog" under "path,decision,name".
"""
_CHUNK = 500
_MOST_LINES_TOLD = 20


@click.group("review", epilog=EPILOG, short_help="Take what you decided elsewhere, and back.")
def command() -> None:
    """What you decided about pictures, and your own tags, as CSV."""


@command.command("export", epilog="Example: igtagger review export holiday -o decisions.csv")
@click.argument("folders", nargs=-1, type=file_lists.TO_READ, metavar="[FOLDER]...")
@click.option(
    "-o",
    "--output",
    type=options.ANY_PATH,
    metavar="FILE",
    help="The table to write; '-' is standard output, which is the default.",
)
@options.force
@options.names
def export_(folders: tuple[Path, ...], output: Path | None, force: bool, names: str) -> None:
    """Write what you decided to a table: about all pictures, or those in FOLDERs and below."""
    from igtagger.app.decision_table import COLUMNS, is_own, rows_of
    from igtagger.app.names import find_language
    from igtagger.library.spans import EVERYTHING, spans_of

    context = Context.from_environment()
    code = find_language(context.settings, names) if names else ""
    naming = context.naming(code, console.tell)
    spans = spans_of(folders) if folders else EVERYTHING

    def rows(library: Library) -> Iterator[list[str]]:
        yield list(COLUMNS)
        for path, review in _decided(library, library.decided(spans)):
            yield from rows_of(path, review, naming)

    with _opened(context) as library:
        if output is None or str(output) == "-":
            source = rows(library)
            while chunk := list(itertools.islice(source, _CHUNK)):
                console.out_csv(chunk)
            return
        target = outputs.destination(output, is_own, context.settings, folders, force=force)
        with target.open() as stream:
            cells = (map(cell, row) for row in rows(library))
            csv.writer(stream, lineterminator="\n").writerows(cells)


@command.command("import", epilog="Example: igtagger review import decisions.csv")
@click.argument("file", type=options.ANY_PATH)
@click.option(
    "--replace",
    "replacing",
    is_flag=True,
    help="Pictures in the table have what it says alone: what you decided otherwise is lost.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@options.quiet
def import_(file: Path, replacing: bool, dry_run: bool, quiet: bool) -> int:
    """Take over what was decided, from a table as 'igtagger review export' writes it.

    Nothing that you decided is lost: where the table says the contrary, yours stays, unless
    --replace. Lines that make no sense are told with their numbers, and left out.
    """
    from igtagger.app.decision_table import Taken, joined, read, replaced
    from igtagger.labels.name_languages import names_in, own_language
    from igtagger.labels.term_names import TermNames
    from igtagger.labels.tree import load_tree

    context = Context.from_environment()
    typed = names_in(own_language(), context.settings.names_dir)
    taught = context.naming(tell=console.tell).taught
    table, taken = read(file, TermNames(load_tree(), typed), taught), Taken()
    with _opened(context) as library:
        _take(library, table, replaced if replacing else joined, taken, dry_run=dry_run)
    _tell_problems(table)
    if not quiet:
        _report(table, taken, dry_run=dry_run)
    return SOME_FAILED if table.problems else OK


def _take(
    library: Library,
    table: Read,
    change: Callable[[Review, Review, Taken], Review],
    taken: Taken,
    *,
    dry_run: bool,
) -> None:
    paths = iter(table.reviews)
    while chunk := list(itertools.islice(paths, _CHUNK)):
        before = library.reviews(chunk)
        after = {
            path: change(before.get(path, Review()), table.reviews[path], taken) for path in chunk
        }
        if not dry_run:
            library.save_reviews(
                {path: after[path] for path in chunk if after[path] != before.get(path)}
            )


def _decided(library: Library, paths: Iterator[Path]) -> Iterator[tuple[Path, Review]]:
    while chunk := list(itertools.islice(paths, _CHUNK)):
        found = library.reviews(chunk)
        yield from ((path, found[path]) for path in chunk if path in found)


@contextmanager
def _opened(context: Context) -> Iterator[Library]:
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait

    file = context.settings.library_file
    with (
        cancel_on_interrupt() as cancel,
        Library.open(file, on_message=console.tell, waiting=LockWait(cancel)) as library,
    ):
        yield library


def _tell_problems(table: Read) -> None:
    for line, reason in table.problems[:_MOST_LINES_TOLD]:
        console.tell(Reason("decisions.line", line=line, detail=reason))
    if (more := len(table.problems) - _MOST_LINES_TOLD) > 0:
        console.say(f"{more} more lines were left out.")


def _report(table: Read, taken: Taken, *, dry_run: bool) -> None:
    verb = "would be added" if dry_run else "added"
    console.say(
        f"{taken.decisions} decisions and {taken.own} tags of your own {verb}, to "
        f"{taken.pictures} of {len(table.reviews)} pictures."
    )
    if taken.contrary:
        console.say(f"{taken.contrary} left out, as you decided otherwise (--replace takes them).")
    if gone := sum(not os.path.lexists(path) for path in table.reviews):
        console.say(f"{gone} of the pictures are not on the disk.")
