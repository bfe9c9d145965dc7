"""Out of a damaged library: what the person decided, and what was written into files.

Outcomes are not carried over, since a run makes them again; the others nobody can make again.
"""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from igtagger.domain import LabelRef, Review
from igtagger.library import reviews, schema
from igtagger.library.readable import is_table, rows
from igtagger.library.rescued_writes import put_in, readable_writes

LONGEST_SECONDS = 30.0
_STEPS_BETWEEN = 10_000
"""Steps of SQLite's machine between two looks at the clock."""


class Rescued(NamedTuple):
    """Of how many images reviews were carried over, and of how many files what was written."""

    reviewed: int = 0
    written: int = 0


def rescue(damaged: Path, connection: sqlite3.Connection) -> Rescued:
    """Copy what can be read of ``damaged``, which is not written to, into a new library.

    Reading ends after :data:`LONGEST_SECONDS`, with what was read until then.
    """
    # Immutable: SQLite neither locks it nor looks for a write-ahead log beside it.
    uri = f"{damaged.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as source:
            source.text_factory = lambda raw: raw.decode("utf-8", "replace")
            # What a damaged file makes SQLite do may have no end.
            deadline = time.monotonic() + LONGEST_SECONDS
            source.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS_BETWEEN)
            found, written = _readable_reviews(source), readable_writes(source)
            wanted = {*found, *written.images} if is_table(source, "images") else set()
            images = {image: row for image in wanted if (row := _image(source, image))}
    except sqlite3.Error:
        return Rescued()
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
        put_in(connection, written, there)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return Rescued(len(kept), written.to_take_back)


def _readable_reviews(source: sqlite3.Connection) -> dict[int, Review]:
    labels: defaultdict[int, dict[LabelRef, bool]] = defaultdict(dict)
    own: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for row in rows(source, "decisions", "image, label_set, label, confirmed", "image"):
        if [type(value) for value in row] == [int, str, int, int]:
            image, label_set, label, confirmed = row
            name = schema.RENAMED_LABEL_SETS.get(label_set, label_set)
            labels[image][LabelRef(name, label)] = bool(confirmed)
    for row in rows(source, "own_tags", "image, position, name", "image"):
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
