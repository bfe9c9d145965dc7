"""``igtagger duplicates``: pictures that are there more than once, as a table of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from igtagger.cli import alike_tables, console, file_lists, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.cli.run_command import RunCommand
from igtagger.errors import Cancelled
from igtagger.export.paths import common_root, spell
from igtagger.messages import format_bytes

if TYPE_CHECKING:
    from threading import Event

    from igtagger.app.likeness.duplicates import DuplicateProgress, DuplicateSearch, Group, Member
    from igtagger.cli.alike_tables import Facts, RowTable
    from igtagger.library.facade import Library

EPILOG = """\b
Examples:
  igtagger duplicates holiday -o duplicates.csv
  igtagger duplicates photos --likeness bytes
  igtagger duplicates photos --likeness picture --mark

\b
Three kinds of likeness make groups, the strongest first: "bytes", files that are
equal in each byte; "picture", the same picture in another size or compression;
"near", pictures that look alike, such as those of a series. The first of a group
is its best copy: the one with the most pixels, then the least compressed, then
the oldest. A picture that is alike to another member alone is in another group.

\b
No file is ever deleted or moved. --mark gives the best copies the own tag "best
copy" and all others "duplicate": look at them in the window, and move there to
the trash what is to go.
"""

COLUMNS = (
    *("group", "likeness", "path", "width", "height", "bytes", "modified"),
    *("distance", "similarity", "best"),
)
_TITLES = {
    "reading": "Reading the library",
    "comparing": "Comparing files",
    "hashes": "Looking for copies",
    "near": "Looking for near pictures",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@click.command(epilog=EPILOG, short_help="Find pictures that are there more than once.")
@click.argument("folders", nargs=-1, required=True, type=file_lists.TO_READ, metavar="FOLDER...")
@options.model
@alike_tables.for_table
@click.option(
    "--likeness",
    type=click.Choice(["bytes", "picture", "near"]),
    default="near",
    show_default=True,
    help="The weakest kind of likeness that makes a group.",
)
@click.option(
    "--similarity",
    type=click.FloatRange(0.5, 1),
    help="From which similarity pictures are near; 0.9 if not given.",
)
@click.option(
    "--mark",
    "marking",
    is_flag=True,
    help='Give best copies the own tag "best copy", and the others "duplicate".',
)
@options.engine
@options.quiet
def command(folders: tuple[Path, ...], marking: bool, **given: Any) -> int:
    """Find pictures in FOLDERs, and below, that are there more than once.

    Pictures that are new are looked at first, as 'igtagger tag' does. The table has groups of
    alike pictures, the best copy of each group first.
    """
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait

    job = RunCommand.prepare(folders, {**given, "features": True})
    table = alike_tables.prepare(job, COLUMNS, given)
    run = job.drain(lambda run, _: run.outcomes(), lambda outcome: None, quiet=given["quiet"])
    told = _Told(None if given["absolute"] else common_root(folders))
    with (
        cancel_on_interrupt() as cancel,
        Library.open(
            job.context.settings.library_file, on_message=console.tell, waiting=LockWait(cancel)
        ) as library,
    ):
        search = _search(job, library, given, cancel)
        if table is None:
            _write(search, told.print, library, cancel, given, marking=marking)
        else:
            with table as write:
                told.write = write
                _write(search, told.tabulate, library, cancel, given, marking=marking)
    if not given["quiet"]:
        told.sum_up(search)
    return SOME_FAILED if run.tally.failed or run.tally.scan.unreadable_folders else OK


def _search(
    job: RunCommand, library: Library, given: dict[str, Any], cancel: Event
) -> DuplicateSearch:
    from igtagger.app.likeness.duplicates import DuplicateSearch
    from igtagger.app.likeness.joining_copies import Likeness
    from igtagger.app.likeness.near_features import NEAR
    from igtagger.library.spans import spans_of

    mark, near = job.engine_options.key_mark, given["similarity"]
    return DuplicateSearch(
        library,
        job.passes[0].features_key(exact=given["exact"], mark=mark),
        spans=spans_of(job.paths),
        least=Likeness[given["likeness"].upper()],
        near=NEAR if near is None else near,
        cancel=cancel,
    )


def _write(
    search: DuplicateSearch,
    take: Callable[[Group], None],
    library: Library,
    cancel: Event,
    given: dict[str, Any],
    *,
    marking: bool,
) -> None:
    """Give the groups to ``take``, and mark their pictures where that is wanted.

    Raises:
        Cancelled: Ctrl-C.
    """
    from igtagger.app.likeness.duplicates import mark

    def groups() -> Iterator[Group]:
        for group in _followed(search, quiet=given["quiet"]):
            take(group)
            yield group

    if marking:
        mark(library, groups())
    else:
        for _ in groups():
            pass
    if cancel.is_set():
        raise Cancelled


def _followed(search: DuplicateSearch, *, quiet: bool) -> Iterator[Group]:
    """The groups; meanwhile how far each stage of the search is is shown."""
    from igtagger.app.likeness.duplicates import Group

    for stage, steps in groupby(search.search(), key=_stage_of):
        if stage is None:
            yield from (each for each in steps if isinstance(each, Group))
            continue
        with console.ProgressLine(_TITLES[stage], quiet=quiet, unit="steps") as line:
            for each in steps:
                if not isinstance(each, Group):
                    line.show(each.done, each.total)


def _stage_of(each: DuplicateProgress | Group) -> str | None:
    return getattr(each, "stage", None)


@dataclass(slots=True)
class _Told:
    """Groups on their way to a person or a table, counted.

    Attributes:
        root: from where paths are told.
        write: takes a row of the table.
        groups: how many.
        copies: pictures in them that are not the best.
        bytes: of these.
    """

    root: Path | None
    write: RowTable = lambda facts: None
    groups: int = 0
    copies: int = 0
    bytes: int = 0

    def tabulate(self, group: Group) -> None:
        """Its rows."""
        self._count(group)
        for member in group.members:
            self.write(_facts(self.groups, member, self.root))

    def print(self, group: Group) -> None:
        """Its lines on the terminal."""
        self._count(group)
        console.out(f"Group {self.groups}")
        for member in group.members:
            likeness = member.likeness.word if member.likeness else "best"
            shape = f"{member.width} x {member.height}" if member.width else "no picture"
            size = format_bytes(member.size)
            console.out(f"  {likeness:8}{shape:>14}{size:>10}  {spell(member.path, self.root)}")

    def _count(self, group: Group) -> None:
        self.groups += 1
        self.copies += len(group.members) - 1
        self.bytes += sum(member.size for member in group.members[1:])

    def sum_up(self, search: DuplicateSearch) -> None:
        """What there is to say at the end."""
        if not self.groups:
            console.say(f"No two of {search.pictures} pictures are alike.")
        else:
            groups = "1 group" if self.groups == 1 else f"{self.groups} groups"
            console.say(
                f"{groups} among {search.pictures} pictures. Beside the best copies there are "
                f"{self.copies} pictures in them, of {format_bytes(self.bytes)}."
            )
        if search.without_features:
            console.say(f"{search.without_features} pictures have no features to be near by.")


def _facts(group: int, member: Member, root: Path | None) -> Facts:
    modified = _EPOCH + timedelta(microseconds=member.modified_ns // 1000)
    return {
        "group": group,
        "likeness": member.likeness.word if member.likeness else None,
        "path": spell(member.path, root),
        "width": member.width or None,
        "height": member.height or None,
        "bytes": member.size,
        "modified": modified.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "distance": member.distance,
        "similarity": member.similarity,
        "best": member.likeness is None,
    }
