"""What is known of pictures, as the window takes it in: of a folder, and of what a run does.

One walk over a folder serves both: see :class:`igtagger.pictures.walks.SharedWalk`.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from igtagger.app.picture_values import Listed
from igtagger.domain import FileFacts, Outcome, Review

if TYPE_CHECKING:
    from igtagger.app.run import Run
    from igtagger.library.facade import Library
    from igtagger.library.images import FileStamp
    from igtagger.library.outcomes import ModelKey

_CHUNK = 256
_READERS = 4


def look_up(
    names: Iterable[str],
    library: Library,
    key: ModelKey | None,
    cancel: Event,
    take_look: Callable[[str], os.stat_result | None] = lambda _: None,
) -> Iterator[Listed]:
    """What the library knows of pictures already.

    Args:
        names: their paths.
        library: asked for outcomes and reviews.
        key: whose outcomes; None where the model has no weights here, so that there are none.
        cancel: ends it.
        take_look: gives what was seen of a file already, so that it is not looked at again; None
            for those that were not. A run never takes it: it has to know whether a file changed.
    """
    source = iter(names)
    partial: list[tuple[Path, FileStamp]] = []
    while not cancel.is_set() and (chunk := list(itertools.islice(source, _CHUNK))):
        stamped = [(Path(name), _stamp(name, take_look(name))) for name in chunk]
        known = library.known_at_a_look(key, stamped) if key is not None else [None] * len(chunk)
        reviews = library.reviews([path for path, _ in stamped])
        kept = library.kept_facts([path for path, _ in stamped])
        for name, (path, stamp), outcome, facts in zip(chunk, stamped, known, kept, strict=True):
            # Sidecars are not looked at here: a run does that.
            holds = facts is not None and facts.stamp.picture.is_of(stamp)
            said = facts.facts if facts is not None and holds else None
            if stamp is not None and facts is not None and holds and not facts.is_whole:
                partial.append((path, stamp))
            yield _listed(name, stamp, outcome, reviews.get(path), said)
    yield from _read_again(partial, library, cancel)


def _read_again(
    partial: Sequence[tuple[Path, FileStamp]], library: Library, cancel: Event
) -> Iterator[Listed]:
    """Files that an older igtagger read, which knew fewer facts: once, when all is listed."""
    from igtagger.app.file_facts import FactsLookup

    lookup = FactsLookup(library, _READERS)
    for start in range(0, len(partial), _CHUNK):
        if cancel.is_set():
            return
        chunk = partial[start : start + _CHUNK]
        for (path, stamp), said in zip(chunk, lookup.look(chunk, [True] * len(chunk)), strict=True):
            if isinstance(said, FileFacts):
                yield _listed(os.fspath(path), stamp, None, None, said)


def _stamp(name: str, look: os.stat_result | None) -> FileStamp | None:
    from igtagger.library.images import FileStamp

    return FileStamp.of(name) if look is None else FileStamp.seen(look)


def run_model(run: Run, library: Library, is_listed: Callable[[str], bool]) -> Iterator[Listed]:
    """A run's outcomes.

    Reviews come along for files that were moved, which a run alone knows again, and for those that
    are new to the list. For others they must not: the person may have decided since.

    Args:
        run: not begun.
        library: asked for reviews.
        is_listed: whether a path is in the list by now.
    """
    for group in run.groups():
        wanted = [
            settled.outcome.path
            for settled in group
            if settled.moved or not is_listed(os.fspath(settled.outcome.path))
        ]
        reviews = library.reviews(wanted) if wanted else {}
        for settled in group:
            run.tally.add(settled)
            path = settled.outcome.path
            name, review = os.fspath(path), reviews.get(path)
            if review is not None and not settled.moved and is_listed(name):
                review = None
            yield _listed(name, settled.stamp, settled.outcome, review, settled.facts)


def _listed(
    name: str,
    stamp: FileStamp | None,
    outcome: Outcome | None,
    review: Review | None,
    facts: FileFacts | None,
) -> Listed:
    if stamp is None:
        return Listed(name, 0, outcome, review, facts=facts)
    return Listed(name, stamp.mtime_ns, outcome, review, stamp.ctime_ns or 0, facts)
