"""``igtagger library``: what is kept, less of it, and whether it is well."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from igtagger.cli import console, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import CANNOT_RUN, OK
from igtagger.errors import Cancelled, UsageError
from igtagger.files import size_of
from igtagger.messages import format_bytes
from igtagger.settings import Settings, keep_private

if TYPE_CHECKING:
    from threading import Event

    from igtagger.library.facade import Library
    from igtagger.library.features import FeaturesSize
    from igtagger.library.spans import Span
    from igtagger.library.upkeep import Stats

EPILOG = """\b
Examples:
  igtagger library stats
  igtagger library forget old-holiday
  igtagger library prune --dry-run
  igtagger library backup /mnt/backup/igtagger.sqlite3
"""


@click.group("library", epilog=EPILOG, short_help="See, tidy, copy and check what is kept.")
def command() -> None:
    """What igtagger remembers: what models said, what you decided, what was written into files."""


class _Opened(NamedTuple):
    file: Path
    settings: Settings
    library: Library
    cancel: Event


@contextmanager
def _opened() -> Iterator[_Opened]:
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait

    settings = Settings.from_environment()
    keep_private(settings)
    file = settings.library_file
    with (
        cancel_on_interrupt() as cancel,
        Library.open(file, on_message=console.tell, waiting=LockWait(cancel)) as library,
    ):
        yield _Opened(file, settings, library, cancel)


def _bytes_of(file: Path) -> int:
    """The library with what SQLite keeps beside it."""
    return sum(size_of(file.with_name(file.name + end)) for end in ("", "-wal", "-shm"))


def _pictures(count: int) -> str:
    return f"{count} {'picture' if count == 1 else 'pictures'}"


@command.command(epilog="Example: igtagger library stats --json")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def stats(as_json: bool) -> None:
    """Tell how many pictures are known, what models said of them, and what you decided."""
    with _opened() as opened:
        found, kept = opened.library.stats(), opened.library.feature_sizes()
    size = _bytes_of(opened.file)  # when it is closed: what SQLite needs meanwhile does not count
    if as_json:
        models = [model._asdict() for model in found.models]
        file = {"file": str(opened.file), "bytes": size}
        features = [{**each.key._asdict(), **_sizes(each)} for each in kept]
        told = {"models": models, "features": features}
        console.out_json({**file, **found._asdict(), **told})
    else:
        _show_stats(found, opened.file, size)
        _show_features(kept)


def _sizes(kept: FeaturesSize) -> dict[str, int]:
    return {"pictures": kept.pictures, "bytes": kept.bytes, "unused": kept.unused}


def _show_features(kept: list[FeaturesSize]) -> None:
    for each in kept:
        text = f"Features of {_pictures(each.pictures)} by {each.key.model_id}"
        console.out(f"{text}: {format_bytes(each.bytes)} beside it.")
    if unused := sum(each.unused for each in kept):
        prune = "'igtagger library prune' gives them back"
        console.out(f"Of these, no picture has {format_bytes(unused)} any more; {prune}.")


def _show_stats(found: Stats, file: Path, size: int) -> None:
    console.out(f"{file}: {format_bytes(size)}")
    console.out(f"{_pictures(found.pictures)}; you decided about {found.reviewed}:")
    decided = f"{found.confirmed} names confirmed, {found.rejected} rejected"
    console.out(f"{decided}, {found.own_tags} different tags of your own.")
    console.out(f"{found.file_keywords} different keywords that were in files already.")
    if found.written:
        written = f"Of {_pictures(found.written)} tags were written into files"
        console.out(f"{written}; 'igtagger unwrite' takes them back.")
    if found.models:
        console.out()
        console.print_columns(
            ("MODEL", "TAGGED", "FAILED", "WEIGHTS", "PREPARED AS"),
            [
                (name, str(tagged), str(failed), sha256[:12], prepared)
                for name, sha256, prepared, tagged, failed in found.models
            ],
        )


@command.command(epilog="Example: igtagger library forget old-holiday")
@click.argument("folders", nargs=-1, required=True, type=options.ANY_PATH, metavar="FOLDER...")
@click.option("--decisions", is_flag=True, help="What you decided about them, too.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@options.quiet
def forget(folders: tuple[Path, ...], decisions: bool, yes: bool, quiet: bool) -> None:
    """Forget what models said of the pictures in FOLDERs and below. No picture is touched.

    The next run tags them anew. What you decided about them stays, unless --decisions.
    """
    from igtagger.app.tidying import forget_within
    from igtagger.library.spans import spans_of
    from igtagger.library.upkeep import Forgotten

    spans, total = spans_of(folders), Forgotten()
    with _opened() as opened:
        if decisions and not yes:
            _ask_about_decisions(opened.library, spans)
        count, written = opened.library.count(spans), opened.library.count_written(spans)
        with console.ProgressLine("Forgetting", quiet=quiet, unit="pictures") as line:
            work = forget_within(opened.library, spans, opened.cancel, decisions=decisions)
            for total in work:
                line.show(total.pictures, count)
    if quiet:
        return
    console.say(f"Forgot what models said of {_pictures(total.outcomes)}.")
    if total.decided:
        console.say(f"Forgot what you decided about {_pictures(total.decided)}.")
    if count > total.pictures:
        console.say(f"What you decided about {_pictures(count - total.pictures)} stays.")
    if written:
        console.say(f"'igtagger unwrite' can still take tags out of {_pictures(written)}.")


def _ask_about_decisions(library: Library, spans: tuple[Span, ...]) -> None:
    count = library.count_decided(spans)
    if not count:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("library.ask-decisions")
    question = f"Forget what you decided about {_pictures(count)}? It cannot be made again."
    if not click.confirm(question, err=True):
        raise Cancelled


@command.command(epilog="Example: igtagger library prune --dry-run")
@click.option(
    "--with-folders",
    is_flag=True,
    help="Also where the folder is gone or empty, as it is while a drive is not attached.",
)
@click.option("--dry-run", is_flag=True, help="Only count them.")
@options.quiet
def prune(with_folders: bool, dry_run: bool, quiet: bool) -> None:
    """Forget pictures that are gone from the disk, and that you have decided nothing about.

    Features that no picture has any more are given back to the disk, too.
    Pictures whose whole folder is gone or empty stay: their drive may not be attached.
    """
    from igtagger.app.tidying import Pruned
    from igtagger.app.tidying import prune as pruning

    last = Pruned()
    with _opened() as opened, console.ProgressLine("Looking", quiet=quiet, unit="pictures") as line:
        total = opened.library.count()
        work = pruning(opened.library, opened.cancel, with_folders=with_folders, dry_run=dry_run)
        for last in work:
            line.show(last.seen, total)
    if quiet:
        return
    verb = "would be forgotten" if dry_run else "forgotten"
    console.say(f"{_pictures(last.forgotten)} {verb} of {last.seen} that are known.")
    if last.decided:
        console.say(f"{_pictures(last.decided)} you decided about stay, though they are gone.")
    if last.freed:
        verb = "would be" if dry_run else "were"
        console.say(f"{format_bytes(last.freed)} of features {verb} given back to the disk.")
    if last.away:
        console.say(
            f"{_pictures(last.away)} stay whose folder is gone or empty: a drive may be away. "
            "--with-folders forgets them as well."
        )


@command.command(epilog="Example: igtagger library vacuum")
@options.quiet
def vacuum(quiet: bool) -> None:
    """Give the space of what was forgotten back to the disk. Needs as much again meanwhile."""
    with _opened() as opened:
        before = _bytes_of(opened.file)
        opened.library.vacuum()
        after = _bytes_of(opened.file)
    if not quiet:
        console.say(f"{format_bytes(before)} before, {format_bytes(after)} now.")


@command.command(epilog="Example: igtagger library backup /mnt/backup/igtagger.sqlite3")
@click.argument("file", type=options.ANY_PATH)
@options.quiet
def backup(file: Path, quiet: bool) -> None:
    """Copy the library to FILE, also while it is in use.

    A copy that was made so before is replaced; nothing else is. To go back to a copy, close
    igtagger and put it in the library's place: 'igtagger library stats' tells where that is.
    """
    from igtagger.app.own_places import precious
    from igtagger.app.tidying import back_up
    from igtagger.export.destinations import Destination
    from igtagger.library.upkeep import is_backup

    with _opened() as opened:
        back_up(opened.library, Destination(file, is_backup, precious(opened.settings, ())))
    if not quiet:
        console.say(f"The library was copied to {file}, {format_bytes(size_of(file))}.")


@command.command(epilog="Example: igtagger library check")
def check() -> int:
    """Look at every page of the library, and whether what is in it makes sense."""
    with _opened() as opened:
        damage = opened.library.damage()
        nonsense = {} if damage else opened.library.nonsense()
        lost = opened.library.lost_features
    for problem in damage:
        console.out(problem)
    for table, count in nonsense.items():
        rows = "row makes" if count == 1 else "rows make"
        console.out(f"{table}: {count} {rows} no sense, as if not known")
    if lost:
        files = "A file of features was" if lost == 1 else f"{lost} files of features were"
        console.out(f"{files} gone or cut off; the next runs make them again")
    if damage:
        console.say(
            f"{opened.file} is damaged. The next command sets it aside, begins a new one, and "
            "carries over what you decided, and what was written into files, as far as it can be "
            "read."
        )
    elif not (nonsense or lost):
        console.say(f"{opened.file} is well.")
    return CANNOT_RUN if damage or nonsense or lost else OK
