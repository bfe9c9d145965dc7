"""What a run would do, found out without a model, and without a trace."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from igtagger.app.run import LOOKUP_CHUNK, RunOptions
from igtagger.domain import Failed, Outcome
from igtagger.errors import Cancelled
from igtagger.library.images import FileStamp
from igtagger.pictures.path_lists import PathList, absolute
from igtagger.pictures.scan import ScanCounts
from igtagger.pictures.walks import Walk

if TYPE_CHECKING:
    from igtagger.library.facade import Library
    from igtagger.library.outcomes import ModelKey


@dataclass(slots=True)
class RunPreview:
    """How many pictures a run would do what with.

    Attributes:
        new: to be decoded, and tagged where that is possible. Those of them that a run knows by
            their content, since they were moved, cost no more than reading.
        known: tagged before, and not again.
        known_failed: failed before, and not tried again.
        scan: what was skipped.
    """

    new: int = 0
    known: int = 0
    known_failed: int = 0
    scan: ScanCounts = field(default_factory=ScanCounts)

    @property
    def found(self) -> int:
        """All pictures."""
        return self.new + self.known + self.known_failed


def preview(
    roots: Sequence[Path] | PathList,
    key: ModelKey,
    library: Library | None,
    options: RunOptions,
    cancel: Event,
    into: RunPreview,
) -> Generator[RunPreview, None, None]:
    """Count what a run over ``roots`` would do.

    Args:
        roots: files and folders.
        key: what the run's outcomes would be kept under.
        library: what is known; None where nothing is. Nothing is written to it.
        options: of the run.
        cancel: ends it.
        into: is counted into, and yielded every few hundred pictures.

    Raises:
        Cancelled: the person stopped it.
    """
    walk = Walk(absolute(roots), recursive=options.recursive, selection=options.selection)
    walk.counts.tell, into.scan = into.scan.tell, walk.counts
    names = walk.names(cancel)
    while chunk := list(islice(names, LOOKUP_CHUNK)):
        stamped = [(Path(name), FileStamp.of(name)) for name in chunk]
        known: Sequence[Outcome | None] = [None] * len(chunk)
        if library is not None and not options.fresh:
            known = library.known_at_a_look(key, stamped)
        for outcome in known:
            _count(into, outcome, key, options)
        yield into
    if cancel.is_set():
        raise Cancelled


def _count(into: RunPreview, outcome: Outcome | None, key: ModelKey, options: RunOptions) -> None:
    if isinstance(outcome, Failed):
        into.new += options.retry_failed
        into.known_failed += not options.retry_failed
    elif outcome is not None and key.is_whole(outcome):
        into.known += 1
    else:
        into.new += 1
