"""``igtagger similar``: pictures that look like one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from igtagger.cli import alike_tables, console, file_lists, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.cli.run_command import RunCommand
from igtagger.errors import LibraryError
from igtagger.export.paths import common_root, spell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from threading import Event

    from igtagger.app.likeness.similar import Alike, Query
    from igtagger.cli.alike_tables import RowTable
    from igtagger.library.facade import Library
    from igtagger.library.features import FeaturesKey

EPILOG = """\b
Examples:
  igtagger similar holiday/sunset.jpg
  igtagger similar sunset.jpg --within photos -n 50 -o alike.csv

\b
The picture may be any: it need not be among those that are known. Similarity is
1 for a picture itself, mostly above 0.9 for a copy that is cut a little, and
mostly below 0.5 for another picture.
"""

COLUMNS = ("similarity", "same", "path")


@click.command(epilog=EPILOG, short_help="Find pictures that look like one.")
@click.argument("picture", type=file_lists.TO_READ)
@click.option(
    "-n",
    "--number",
    type=click.IntRange(1, 100_000),
    default=20,
    show_default=True,
    help="How many pictures at most, besides the one itself.",
)
@click.option(
    "--within",
    type=file_lists.TO_READ,
    metavar="FOLDER",
    help="Only among pictures in FOLDER and below; new ones are looked at first.",
)
@options.model
@alike_tables.for_table
@options.engine
@options.quiet
def command(picture: Path, number: int, within: Path | None, **given: Any) -> int:
    """Find pictures that look like PICTURE, the most alike ones first.

    Among all pictures that the library has features of, or those in a folder. Where PICTURE itself
    is among them, or a copy of it that is equal in each byte, the table says so.
    """
    from igtagger.app.likeness.similar import SimilarPictures
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait
    from igtagger.library.spans import EVERYTHING, spans_of

    picture = picture.absolute()
    folders = () if within is None else (within,)
    job = RunCommand.prepare(folders, {**given, "features": True})
    table = alike_tables.prepare(job, COLUMNS, given)
    failed = False
    if within is not None:
        run = job.drain(lambda run, _: run.outcomes(), lambda outcome: None, quiet=given["quiet"])
        failed = bool(run.tally.failed or run.tally.scan.unreadable_folders)
    with (
        cancel_on_interrupt() as cancel,
        Library.open(
            job.context.settings.library_file, on_message=console.tell, waiting=LockWait(cancel)
        ) as library,
    ):
        mark = job.engine_options.key_mark
        key = job.passes[0].features_key(exact=given["exact"], mark=mark)
        similar, spans = SimilarPictures(library, key), spans_of(folders) or EVERYTHING
        if not similar.count:
            raise LibraryError("library.no-features", model=job.spec.alias)
        query = _query(job, library, key, picture, cancel, exact=given["exact"])
        found = similar.nearest(query, number + 1, within=spans if folders else None, cancel=cancel)
        lacking = similar.lacking(spans)
    _write(_without_too_many(found, number), table, None if given["absolute"] else within)
    if lacking and not given["quiet"]:
        console.say(f"{lacking} pictures have no features, and were not compared.")
    return SOME_FAILED if failed else OK


def _query(
    job: RunCommand,
    library: Library,
    key: FeaturesKey,
    picture: Path,
    cancel: Event,
    *,
    exact: bool,
) -> Query:
    """By what is kept of the picture, or else by the model."""
    from igtagger.app.likeness.similar import query_of_file, query_of_kept
    from igtagger.engines.loading import ModelManager

    if (query := query_of_kept(library, key, picture)) is not None:
        return query
    manager = ModelManager(job.context.store, on_message=console.tell)
    engine = manager.load(job.spec, job.engine_options, cancel)
    return query_of_file(picture, engine, exact=exact)


def _without_too_many(found: Sequence[Alike], number: int) -> Sequence[Alike]:
    """The picture itself does not count."""
    itself = any(each.same == "itself" for each in found)
    return found[: number + itself]


def _write(
    found: Sequence[Alike], table: AbstractContextManager[RowTable] | None, within: Path | None
) -> None:
    root = None if within is None else common_root([within])
    if table is None:
        for each in found:
            same = {"": "", "itself": " (itself)", "bytes": " (the same bytes)"}[each.same]
            console.out(f"{each.similarity:7.4f}  {spell(each.path, root)}{same}")
        return
    with table as write:
        for each in found:
            path = spell(each.path, root)
            write({"similarity": each.similarity, "same": each.same or None, "path": path})
