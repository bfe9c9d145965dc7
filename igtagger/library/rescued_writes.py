"""Out of a damaged library: what was written into files, so that it can still be taken back."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from igtagger.library.readable import rows
from igtagger.library.writes import WriteState

_COLUMNS = "run, image, picture, file, made, state, changed, digest, " + (
    "old_size, old_mtime_ns, old_fingerprint"
)
_STATES = frozenset(WriteState)


class ReadableWrites(NamedTuple):
    """What could be read, by numbers: runs, records as rows, and a record's tags by their place."""

    runs: dict[int, tuple[int, str]]
    records: dict[int, tuple[Any, ...]]
    tags: dict[int, dict[int, tuple[str, str]]]

    @property
    def to_take_back(self) -> int:
        """How many records are of what can be taken back."""
        return sum(row[5] != WriteState.MADE for row in self.records.values())

    @property
    def images(self) -> set[int]:
        """Numbers of the images that the records are of."""
        return {row[1] for row in self.records.values() if row[1] is not None}


def readable_writes(source: sqlite3.Connection) -> ReadableWrites:
    """Records that make sense, each with those of its tags that do.

    What was taken back already is not among them: there is nothing left to do about it.
    """
    runs = {
        row[0]: row[1:]
        for row in rows(source, "write_runs", "id, began, preset", "id")
        if [type(value) for value in row] == [int, int, str]
    }
    tags: defaultdict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    for row in rows(source, "written_tags", "write, position, field, tag", "write"):
        if [type(value) for value in row] == [int, int, str, str]:
            tags[row[0]][row[1]] = row[2:]
    records = {
        number: row
        for number, *row in rows(source, "writes", f"id, {_COLUMNS}", "id")
        if type(number) is int and _makes_sense(row) and _tells(row, number in tags)
    }
    return ReadableWrites(runs, {n: tuple(row) for n, row in records.items()}, tags)


def _makes_sense(row: list[Any]) -> bool:
    run, image, picture, file, made, state, changed, *in_hand = row
    return (
        all(type(value) is int for value in (run, made, state, changed))
        and (image is None or type(image) is int)
        and all(isinstance(path, bytes) and path for path in (picture, file))
        and state in _STATES
        and state != WriteState.GONE
        and _are_in_hand(*in_hand)
    )


def _tells(row: list[Any], tagged: bool) -> bool:
    """Whether it is of any use: by its tags, or as a file that we made by its digest."""
    return isinstance(row[7], bytes) if row[5] == WriteState.MADE else tagged


def _are_in_hand(digest: Any, size: Any, changed: Any, fingerprint: Any) -> bool:
    """Whether that can be of a change that is in hand, or is of none."""
    numbers, contents = (size, changed), (digest, fingerprint)
    return all(value is None or type(value) is int for value in numbers) and all(
        value is None or isinstance(value, bytes) for value in contents
    )


def put_in(connection: sqlite3.Connection, found: ReadableWrites, images: Collection[int]) -> None:
    """Write them into a new library, in a transaction of the caller's.

    Args:
        connection: the new library.
        found: what could be read.
        images: numbers of those that it has; records of others go by their picture's path.
    """
    began = {
        run: found.runs.get(run, (changed, ""))  # it can be taken back without its preset
        for run, *_, changed in (row[:7] for row in found.records.values())
    }
    connection.executemany(
        "INSERT INTO write_runs (id, began, preset) VALUES (?, ?, ?)",
        ((run, *told) for run, told in began.items()),
    )
    connection.executemany(
        f"INSERT INTO writes (id, {_COLUMNS}) VALUES ({','.join('?' * 12)})",  # noqa: S608
        (
            (number, run, image if image in images else None, *rest)
            for number, (run, image, *rest) in found.records.items()
        ),
    )
    connection.executemany(
        "INSERT INTO written_tags (write, position, field, tag) VALUES (?, ?, ?, ?)",
        (
            (number, position, *tag)
            for number in found.records
            for position, tag in sorted(found.tags.get(number, {}).items())
        ),
    )
