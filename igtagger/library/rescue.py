"""Out of a damaged library: what the person decided, as far as it can be read.

Outcomes are not carried over, since a run makes them again; decisions nobody can make again.
"""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from igtagger.domain import LabelRef, Review
from igtagger.library import reviews, schema

LONGEST_SECONDS = 30.0
_STEPS_BETWEEN = 10_000
"""Steps of SQLite's machine between two looks at the clock."""


def rescue(damaged: Path, connection: sqlite3.Connection) -> int:
    """Copy reviews from ``damaged``, which is not written to, into a new library.

    Reading ends after :data:`LONGEST_SECONDS`, with what was read until then.

    Returns:
        Of how many images.
    """
    # Immutable: SQLite neither locks it nor looks for a write-ahead log beside it.
    uri = f"{damaged.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as source:
            source.text_factory = lambda raw: raw.decode("utf-8", "replace")
            # What a damaged file makes SQLite do may have no end.
            deadline = time.monotonic() + LONGEST_SECONDS
            source.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS_BETWEEN)
            found = _readable_reviews(source)
            readable = found if _is_table(source, "images") else {}
            images = {image: row for image in readable if (row := _image(source, image))}
    except sqlite3.Error:
        return 0
    if not images:
        return 0
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.executemany(
            "INSERT OR IGNORE INTO images (id, path, size, mtime_ns, fingerprint) "
            "VALUES (?, ?, ?, ?, ?)",
            [(image, *row) for image, row in images.items()],
        )
        there = {image for (image,) in connection.execute("SELECT id FROM images")}
        kept = {image: review for image, review in found.items() if image in there}
        reviews.replace(connection, kept)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return len(kept)


def _readable_reviews(source: sqlite3.Connection) -> dict[int, Review]:
    labels: defaultdict[int, dict[LabelRef, bool]] = defaultdict(dict)
    own: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for row in _rows(source, "decisions", "image, label_set, label, confirmed"):
        if [type(value) for value in row] == [int, str, int, int]:
            image, label_set, label, confirmed = row
            name = schema.RENAMED_LABEL_SETS.get(label_set, label_set)
            labels[image][LabelRef(name, label)] = bool(confirmed)
    for row in _rows(source, "own_tags", "image, position, name"):
        if [type(value) for value in row] == [int, int, str]:
            image, position, name = row
            own[image][position] = name
    return {
        image: Review(
            frozenset(label for label, confirmed in labels[image].items() if confirmed),
            frozenset(label for label, confirmed in labels[image].items() if not confirmed),
            tuple(dict.fromkeys(name for _, name in sorted(own[image].items()))),
        )
        for image in {*labels, *own}
    }


def _rows(source: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
    """Rows as far as they can be read, from the beginning and, past the damage, from the end."""
    if not _is_table(source, table):
        return
    for order in ("", " DESC"):
        with suppress(sqlite3.DatabaseError):
            yield from source.execute(f"SELECT {columns} FROM {table} ORDER BY image{order}")  # noqa: S608
            return


def _is_table(source: sqlite3.Connection, name: str) -> bool:
    """Not so a view, which might have no end, and what other code than SQLite's would read."""
    query = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name = ?"
    return source.execute(query, (name,)).fetchone() is not None


def _image(source: sqlite3.Connection, image: int) -> tuple[Any, ...] | None:
    query = "SELECT path, size, mtime_ns, fingerprint FROM images WHERE id = ?"
    try:
        row = source.execute(query, (image,)).fetchone()
    except sqlite3.DatabaseError:
        return None
    if row is None or not isinstance(row[0], bytes) or not row[0]:
        return None
    path, size, changed, fingerprint = row
    known = type(size) is int and type(changed) is int and isinstance(fingerprint, bytes)
    return (path, size, changed, fingerprint) if known else (path, None, None, None)
