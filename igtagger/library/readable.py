"""Rows of a damaged file, as far as they can be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from typing import Any


def rows(
    source: sqlite3.Connection, table: str, columns: str, order: str
) -> Iterator[tuple[Any, ...]]:
    """Rows from the beginning and, past the damage, from the end; some may come twice.

    Args:
        source: the damaged file.
        table: of it; where that is none, there are no rows.
        columns: as SQL has them.
        order: the column by which the table itself is in order.
    """
    if not is_table(source, table):
        return
    for direction in ("", " DESC"):
        with suppress(sqlite3.DatabaseError):
            yield from source.execute(
                f"SELECT {columns} FROM {table} ORDER BY {order}{direction}"  # noqa: S608
            )
            return


def is_table(source: sqlite3.Connection, name: str) -> bool:
    """Not so a view, which might have no end, and what other code than SQLite's would read."""
    query = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name = ?"
    return source.execute(query, (name,)).fetchone() is not None
