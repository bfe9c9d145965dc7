"""Whether every picture of the listing has its row, and none a second one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from igtagger.app.cluster.block_listing import Listing, names_of, part_of
from igtagger.app.cluster.places import OpenFolder, PlaceError
from igtagger.errors import Cancelled
from igtagger.export.spelling import escape

if TYPE_CHECKING:
    from pyarrow import parquet


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
    """Compare all parts with the listing, one after the other.

    Yields:
        The same value, as far as it has come.

    Raises:
        PlaceError: a folder cannot be read.
        Cancelled: ``cancel`` was set.
    """
    found = Checked()
    for block in listing.blocks:
        if cancel.is_set():
            raise Cancelled
        content = target.read(part_of(block))
        if content is None:
            found.lacking.append(block)
        else:
            _compare(block, content, target, found)
        yield found


def _compare(block: str, content: bytes, target: OpenFolder, found: Checked) -> None:
    file = open_part(content, target)
    table = file.read(["path", "status"])
    names = [escape(name) for name in names_of(block, target)]
    if table.column("path").to_pylist() != names:
        found.wrong.append(block)
        return
    found.pictures += len(names)
    found.failed += sum(each == "failed" for each in table.column("status").to_pylist())


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
