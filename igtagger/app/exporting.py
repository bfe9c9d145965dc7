"""What is known of pictures goes into a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from igtagger.domain import Failed, Outcome, Progress, Reason
from igtagger.errors import Cancelled

if TYPE_CHECKING:
    from igtagger.export.tables import TableModel, TableOptions
    from igtagger.library.facade import Library
    from igtagger.library.outcomes import ModelKey

_CHUNK = 256


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
            yield stored.get(path) or Failed(path, Reason("picture.not-tagged-yet", path=path))


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
