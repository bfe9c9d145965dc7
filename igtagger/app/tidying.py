"""Less in the library: folders to be forgotten, pictures that are gone; and copies of it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from igtagger import private
from igtagger.errors import Cancelled, LibraryError
from igtagger.export.destinations import Destination
from igtagger.files import refusal, replace, sync
from igtagger.leftovers import temporary_beside
from igtagger.library.upkeep import Forgotten
from igtagger.pictures import archives
from igtagger.regular_files import refuse_special

if TYPE_CHECKING:
    from igtagger.library.facade import Library
    from igtagger.library.spans import Span

_CHUNK = 500


def forget_within(
    library: Library, spans: tuple[Span, ...], cancel: Event, *, decisions: bool
) -> Iterator[Forgotten]:
    """Forget what was said of the files within stretches of paths, some hundreds at a time.

    Args:
        library: whose.
        spans: the stretches.
        cancel: ends it, with Cancelled; what was forgotten is forgotten.
        decisions: what the person decided, too.

    Yields:
        All that was forgotten until then.
    """
    total = Forgotten()
    for chunk in _chunks(library.paths(spans), cancel):
        total = total.plus(library.forget(chunk, decisions=decisions))
        yield total


@dataclass(slots=True)
class Pruned:
    """What became of pictures that are gone.

    Attributes:
        seen: pictures looked for so far.
        forgotten: those that are gone, and of which nothing is kept any more.
        decided: those that are gone, and that the person decided about: they stay.
        away: those whose folder is gone or empty: they stay, as their drive may be away.
        freed: bytes of features that no picture has any more; in the end alone.
    """

    seen: int = 0
    forgotten: int = 0
    decided: int = 0
    away: int = 0
    freed: int = 0


def prune(
    library: Library, cancel: Event, *, with_folders: bool, dry_run: bool
) -> Iterator[Pruned]:
    """Forget pictures that are gone from the disk and that nobody decided about, with features.

    Args:
        library: whose.
        cancel: ends it, with Cancelled.
        with_folders: those, too, whose folder is gone or empty, as that of a drive is that is away.
        dry_run: only count.

    Yields:
        The same counts, as far as they have come.
    """
    pruned, disk = Pruned(), _Disk()
    would_go: list[Path] = []
    for chunk in _chunks(library.paths(), cancel):
        gone = [path for path in chunk if not archives.exists(path)]
        there = [path for path in gone if with_folders or disk.has(path.parent)]
        reviews = library.reviews(there)
        undecided = [path for path in there if path not in reviews]
        if dry_run:
            would_go += undecided
        else:
            library.forget(undecided)
        pruned.seen += len(chunk)
        pruned.away += len(gone) - len(there)
        pruned.decided += len(reviews)
        pruned.forgotten += len(undecided)
        yield pruned
    pruned.freed = library.unused_features(would_go)
    if not dry_run:
        library.compact_features()
    yield pruned


class _Disk:
    """Whether folders are there, of which many files ask one after the other."""

    def __init__(self) -> None:
        self._last: tuple[Path, bool] | None = None

    def has(self, folder: Path) -> bool:
        """Whether there is anything in it: where a drive was attached an empty folder may stay."""
        if self._last is None or self._last[0] != folder:
            self._last = folder, _holds_anything(folder)
        return self._last[1]


def _holds_anything(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is not None
    except OSError:
        return False


def _chunks(paths: Iterator[Path], cancel: Event) -> Iterator[list[Path]]:
    while chunk := list(itertools.islice(paths, _CHUNK)):
        if cancel.is_set():
            raise Cancelled
        yield chunk


def back_up(library: Library, target: Destination) -> None:
    """Copy the library to a file, which stays as it was unless all of it goes well.

    Nobody else may read the copy, as it is with the library.

    Args:
        library: it may be in use.
        target: where to; a copy that is there is replaced, and nothing else.

    Raises:
        ExportError: nothing may be written there.
        LibraryError: what is there is no copy of a library, or the copying failed.
        Cancelled: see :meth:`igtagger.library.facade.Library.copy_to`.
    """
    real = Path(os.path.realpath(target.path))
    new = temporary_beside(real)
    try:
        _refuse_others(target)
        private.make_new_file(new)
        try:
            library.copy_to(new)
            sync(new)
            _refuse_others(target)  # it may have come to be there meanwhile
            replace(new, real)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise refusal(target.path, error) from error


def _refuse_others(target: Destination) -> None:
    refuse_special(target.path)  # a device would be replaced by the copy
    if target.is_other_kind():
        raise LibraryError("library.copy-other", target=target.path)
