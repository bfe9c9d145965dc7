"""Whether every picture of the listing has its row, and none a second one."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from igtagger.app.cluster.block_listing import Listing, names_of, part_of
from igtagger.app.cluster.places import OpenFolder, PlaceError
from igtagger.errors import Cancelled
from igtagger.export.spelling import escape

if TYPE_CHECKING:
    from pyarrow import parquet


_READERS = 16


@dataclass(slots=True)
class Checked:
    """What was found so far.

    Attributes:
        pictures: that have their row.
        failed: those of them that failed.
        lacking: blocks without a part.
        wrong: blocks whose part has not their pictures, each once and in order.
    """

    pictures: int = 0
    failed: int = 0
    lacking: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def lacking(listing: Listing, target: OpenFolder) -> list[str]:
    """The blocks of which there is no part yet."""
    there = target.names("")
    return [block for block in listing.blocks if part_of(block) not in there]


def check(listing: Listing, target: OpenFolder, cancel: Event) -> Iterator[Checked]:
    """Compare all parts with the listing, in order; some are read ahead.

    Yields:
        The same value, as far as it has come.

    Raises:
        PlaceError: a folder cannot be read.
        Cancelled: ``cancel`` was set.
    """
    found = Checked()
    ahead: deque[tuple[str, Future[_Part]]] = deque()
    rest = iter(listing.blocks)
    with ThreadPoolExecutor(_READERS, thread_name_prefix="check") as pool:
        try:
            while True:
                while len(ahead) < 2 * _READERS and (block := next(rest, "")):
                    ahead.append((block, pool.submit(_compared, block, target)))
                if not ahead:
                    return
                if cancel.is_set():
                    raise Cancelled
                block, future = ahead.popleft()
                _add(found, block, future.result())
                yield found
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


class _Part(NamedTuple):
    """What was found of a block's part; None for the counts of one that is wrong."""

    there: bool
    counts: tuple[int, int] | None = None


def _add(found: Checked, block: str, part: _Part) -> None:
    if not part.there:
        found.lacking.append(block)
    elif part.counts is None:
        found.wrong.append(block)
    else:
        found.pictures += part.counts[0]
        found.failed += part.counts[1]


def _compared(block: str, target: OpenFolder) -> _Part:
    """Runs on a thread of its own: what takes time is waiting for a store."""
    content = target.read(part_of(block))
    if content is None:
        return _Part(there=False)
    table = open_part(content, target).read(["path", "status"])
    names = [escape(name) for name in names_of(block, target)]
    if table.column("path").to_pylist() != names:
        return _Part(there=True)
    failed = sum(each == "failed" for each in table.column("status").to_pylist())
    return _Part(True, (len(names), failed))


def open_part(content: bytes, target: OpenFolder) -> parquet.ParquetFile:
    """A part that was read.

    Raises:
        PlaceError: it is damaged.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(io.BytesIO(content))
    except pa.ArrowException as error:
        raise PlaceError(
            "cluster.part", place=target.place.address, detail=" ".join(str(error).split())[:200]
        ) from error
