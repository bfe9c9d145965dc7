"""The window's long work, as generators that know nothing of Qt. Each runs on a job's thread."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from igtagger.domain import Failed, Outcome, Progress
from igtagger.errors import Cancelled
from igtagger.gui.results.values import Listed

if TYPE_CHECKING:
    from igtagger.export.tables import TableModel, TableOptions
    from igtagger.inference.scan import ScanCounts
    from igtagger.tagging.library import Library, ModelKey
    from igtagger.tagging.pipeline import Run

_CHUNK = 256


def list_pictures(
    roots: Sequence[Path],
    library: Library,
    key: ModelKey | None,
    counts: ScanCounts,
    cancel: Event,
    *,
    recursive: bool,
) -> Iterator[Listed]:
    """The pictures of files and folders, with what the library knows of them already.

    Args:
        roots: files and folders.
        library: asked for outcomes and reviews.
        key: whose outcomes; None where the model has no weights here, so that there are none.
        counts: filled while it runs.
        cancel: ends it.
        recursive: look into folders within folders.
    """
    from igtagger.inference import scan

    found = scan.find_images(roots, recursive=recursive, counts=counts, cancel=cancel)
    yield from look_up(found, library, key, cancel)


def look_up(
    paths: Iterable[Path], library: Library, key: ModelKey | None, cancel: Event
) -> Iterator[Listed]:
    """What the library knows of pictures."""
    from igtagger.tagging.library import FileStamp

    source = iter(paths)
    while not cancel.is_set() and (chunk := list(itertools.islice(source, _CHUNK))):
        stamped = [(path, FileStamp.of(path)) for path in chunk]
        outcomes = library.known(key, stamped) if key is not None else {}
        reviews = library.reviews(chunk)
        for path, stamp in stamped:
            yield Listed(
                os.fspath(path),
                stamp.mtime_ns if stamp is not None else 0,
                outcomes.get(path),
                reviews.get(path),
            )


def run_model(run: Run, library: Library) -> Iterator[Listed]:
    """A run's outcomes as the window takes them in."""
    known = 0
    for outcome in run.outcomes():
        mtime_ns, review = 0, None
        with suppress(OSError, ValueError):
            mtime_ns = outcome.path.stat().st_mtime_ns
        if run.tally.known != known:
            # Perhaps a moved file, which only a run knows again: its decisions came along.
            known = run.tally.known
            review = library.reviews([outcome.path]).get(outcome.path)
        yield Listed(os.fspath(outcome.path), mtime_ns, outcome, review)


def outcomes_of(
    paths: Sequence[str], library: Library, key: ModelKey, cancel: Event
) -> Iterator[Outcome]:
    """All that the library keeps of pictures, in their order; a row for each, known or not."""
    for start in range(0, len(paths), _CHUNK):
        if cancel.is_set():
            raise Cancelled
        chunk = [Path(path) for path in paths[start : start + _CHUNK]]
        stored = library.stored(key, chunk)
        for path in chunk:
            yield stored.get(path) or Failed(path, f"{path} has not been tagged yet.")


def export_table(
    outcomes: Iterator[Outcome], total: int, target: Path, model: TableModel, options: TableOptions
) -> Iterator[Progress]:
    """Write outcomes to ``target``, which stays as it was unless all of it goes well."""
    from igtagger.export.tables import open_table

    with open_table(target, model, options) as table:
        for done, outcome in enumerate(outcomes, 1):
            table.write(outcome)
            if done % _CHUNK == 0:
                yield Progress(done, total)
    yield Progress(total, total)
