"""What the person decided about one tag, of all pictures at once: what teaching learns from.

Functions over a connection; transactions are the caller's, which is the library.
"""

from __future__ import annotations

import sqlite3

from igtagger.domain import LabelRef
from igtagger.labels.own_tags import same_tag
from igtagger.library.tag_changes import spellings


def having(connection: sqlite3.Connection, tag: str) -> list[int]:
    """The numbers of the pictures that have an own tag, however it is spelled, rising."""
    found = set[int]()
    for name in spellings(connection, {same_tag(tag)}):
        rows = connection.execute("SELECT image FROM own_tags WHERE name = ?", (name,))
        found.update(image for (image,) in rows)
    return sorted(found)


def rejecting(connection: sqlite3.Connection, label: LabelRef) -> list[int]:
    """The numbers of the pictures for which a label was rejected, rising."""
    rows = connection.execute(
        "SELECT image FROM decisions WHERE label_set = ? AND label = ? AND NOT confirmed "
        "ORDER BY image",
        (label.label_set, label.index),
    )
    return [image for (image,) in rows]


def next_label(connection: sqlite3.Connection, label_set: str) -> int:
    """The first index of a set that is above all about which anything was decided."""
    (greatest,) = connection.execute(
        "SELECT max(label) FROM decisions WHERE label_set = ? AND typeof(label) = 'integer'",
        (label_set,),
    ).fetchone()
    return 0 if greatest is None else int(greatest) + 1
