"""``igtagger import-results``: what a cluster made of pictures into the library."""

from __future__ import annotations

from pathlib import Path

import click

from igtagger.app.context import Context
from igtagger.cli import console, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK

EPILOG = """\b
Examples:
  igtagger import-results tags
  igtagger import-results s3://bucket/tags --root /mnt/pictures

\b
Pictures that are here as they were tagged are then known, as if they had been
tagged here: windows show them, searches find them, runs pass them by. Others
are kept under their paths.
"""


@click.command(
    "import-results", epilog=EPILOG, short_help="Take results of cluster-tag into the library."
)
@click.argument("results", metavar="FOLDER")
@click.option(
    "--root",
    type=options.ANY_PATH,
    metavar="FOLDER",
    help="Where the pictures lie here; where they were tagged, if that was on a disk.",
)
@options.quiet
def command(results: str, root: Path | None, quiet: bool) -> int:
    """Take what cluster-tag left in FOLDER into the library."""
    from igtagger.app.cluster.block_listing import read as read_listing
    from igtagger.app.cluster.places import PlaceError, RemoteFolder
    from igtagger.app.cluster.results_import import Imported, import_parts
    from igtagger.app.cluster.run_record import read
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait

    place = RemoteFolder.of(results)
    target = place.opened()
    record = read(target)
    if record is None:
        raise PlaceError("cluster.no-run", place=place.address)
    folder = root.absolute() if root is not None else RemoteFolder.of(record.source).local
    if folder is None:
        raise PlaceError("cluster.root", place=record.source)
    listing = read_listing(target)
    done = Imported()
    file = Context.from_environment().settings.library_file
    with (
        cancel_on_interrupt() as cancel,
        console.ProgressLine("Importing", quiet=quiet, unit="pictures") as line,
        Library.open(file, on_message=line.tell, waiting=LockWait(cancel)) as library,
    ):
        for done in import_parts(listing, target, record.key, folder, library, cancel):
            line.show(done.pictures, listing.pictures)
    if not quiet:
        console.say(
            f"{done.pictures} pictures taken over; "
            f"{done.here} of them are here as they were tagged."
        )
    return OK
