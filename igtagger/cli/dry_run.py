"""``igtagger tag --dry-run``: what a run would do, and with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from igtagger.cli import console
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.run_command import (
    describe_nothing,
    describe_skipped,
    warn_of_folders,
)

if TYPE_CHECKING:
    from igtagger.app.run_preview import RunPreview
    from igtagger.cli.run_command import RunCommand
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait


def tell(job: RunCommand, *, quiet: bool) -> None:
    """Print how many pictures would be tagged, are known and are skipped, and what would do it.

    Nothing is written, nor made: a library that is not there stays so.

    Raises:
        EngineError: the device or precision cannot be used.
        Cancelled: Ctrl-C.
    """
    from igtagger.app.layers import key_of
    from igtagger.app.run_preview import RunPreview, preview
    from igtagger.engines.loading import foresee
    from igtagger.library.opening import LockWait

    runs_on, seen = foresee(job.engine_options), RunPreview()
    key = key_of(job.passes, exact=job.run_options.exact, mark=job.engine_options.key_mark)
    with (
        cancel_on_interrupt() as cancel,
        console.ProgressLine("Looking", quiet=quiet, unit="pictures") as line,
    ):
        seen.scan.tell = job.hears_of_skipped(line)
        library = _library(job, line, LockWait(cancel))
        try:
            for _ in preview(job.paths, key, library, job.run_options, cancel, seen):
                line.show(seen.found, None)
        finally:
            if library is not None:
                library.close()
    warn_of_folders(seen.scan)
    for said in _lines(job, seen, runs_on):
        console.out(said)


def _library(job: RunCommand, line: console.ProgressLine, waiting: LockWait) -> Library | None:
    from igtagger.library.facade import Library

    file = job.context.settings.library_file
    return Library.open(file, on_message=line.tell, waiting=waiting) if file.exists() else None


def _lines(job: RunCommand, seen: RunPreview, runs_on: str) -> list[str]:
    lines = [
        f"Would be tagged: {seen.new}",
        f"Known already: {seen.known}",
        f"Failed before, and not tried again without --retry-failed: {seen.known_failed}",
        f"Skipped: {describe_skipped(seen.scan) or 'nothing'}",
        f"Model: {job.stored.name}",
        f"Runs on: {runs_on}",
    ]
    return lines if seen.found else [describe_nothing(seen.scan), *lines]
