"""What is known of a folder: its pictures, with what the library keeps of them."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from igtagger.app.picture_values import Listed

if TYPE_CHECKING:
    from igtagger.app.run import Run
    from igtagger.library.facade import Library
    from igtagger.library.outcomes import ModelKey
    from igtagger.pictures.scan import ScanCounts

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
    from igtagger.pictures import scan

    found = scan.find_images(roots, recursive=recursive, counts=counts, cancel=cancel)
    yield from look_up(found, library, key, cancel)


def look_up(
    paths: Iterable[Path], library: Library, key: ModelKey | None, cancel: Event
) -> Iterator[Listed]:
    """What the library knows of pictures."""
    from igtagger.library.images import FileStamp

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
