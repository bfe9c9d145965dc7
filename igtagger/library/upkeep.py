"""What a person asks of the library as a whole: counts, less of it, a copy, whether it is well.

Functions over a connection; transactions are the caller's, which is the library.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np

from igtagger.library import facts, features, images, schema, writes
from igtagger.library.outcomes import PACKED
from igtagger.library.spans import EVERYTHING, Span
from igtagger.library.writes import THERE, WriteState

_HEAD_OF_SQLITE = b"SQLite format 3\0"
_JOURNAL_AT, _WITHOUT_WAL = slice(18, 20), b"\x01\x01"
_APPLICATION_AT = slice(68, 72)
"""Where SQLite's file format, section 1.3, has what tells a backup of ours from other files."""
_BACKUP_PAGES = 2000
"""So many are copied between two looks at whether to go on: 8 MB."""
_MOST_PROBLEMS = 20


class ModelCounts(NamedTuple):
    """What one model said: of so many pictures labels, of so many that they failed.

    ``model_id`` of a layer beside a model's first is the name of its label set, such as ``kinds``.
    """

    model_id: str
    weights_sha256: str
    preprocessing: str
    tagged: int
    failed: int


class Stats(NamedTuple):
    """What is in a library.

    Attributes:
        pictures: files that it knows.
        models: what each model said, the busiest first.
        reviewed: pictures that the person decided something about.
        confirmed: decisions that a label is right.
        rejected: that it is wrong.
        own_tags: different tags of the person's own.
        file_keywords: different keywords that others wrote into files.
        written: pictures whose tags were written into files, and not taken back.
    """

    pictures: int
    models: tuple[ModelCounts, ...]
    reviewed: int
    confirmed: int
    rejected: int
    own_tags: int
    file_keywords: int
    written: int


class Forgotten(NamedTuple):
    """How many pictures lost what models said of them, left altogether, lost what was decided."""

    outcomes: int = 0
    pictures: int = 0
    decided: int = 0

    def plus(self, other: Forgotten) -> Forgotten:
        """Both together."""
        return Forgotten(*(a + b for a, b in zip(self, other, strict=True)))


def stats(connection: sqlite3.Connection) -> Stats:
    """Count it all."""
    models = connection.execute(
        "SELECT model_id, weights_sha256, preprocessing, count(*) - count(error), count(error) "
        "FROM outcomes JOIN models ON models.id = outcomes.model GROUP BY models.id "
        "ORDER BY count(*) DESC, model_id, weights_sha256, preprocessing"
    )
    row = connection.execute(
        "SELECT (SELECT count(*) FROM images), (SELECT count(*) FROM "
        "(SELECT image FROM decisions UNION SELECT image FROM own_tags)), "
        "(SELECT count(*) FROM decisions WHERE confirmed), "
        "(SELECT count(*) FROM decisions WHERE NOT confirmed), "
        "(SELECT count(DISTINCT name) FROM own_tags), "
        "(SELECT count(DISTINCT word) FROM file_keywords)"
    ).fetchone()
    pictures, reviewed, confirmed, rejected, own_tags, words = row
    counted = tuple(ModelCounts(*model) for model in models)
    (everything,) = EVERYTHING
    written = count_written(connection, everything)
    return Stats(pictures, counted, reviewed, confirmed, rejected, own_tags, words, written)


def forget(connection: sqlite3.Connection, paths: Sequence[bytes], *, decisions: bool) -> Forgotten:
    """Let go of what models and files said, and of the files that nobody decided about.

    Args:
        connection: the library.
        paths: of the files.
        decisions: let go of what the person decided about them, too.
    """
    numbers = list(images.numbers(connection, paths).values())
    total = Forgotten()
    for start in range(0, len(numbers), images.MOST_VARIABLES):
        part = numbers[start : start + images.MOST_VARIABLES]
        total = total.plus(_forget(connection, part, decisions))
    facts.drop_unused_words(connection)
    return total


def _forget(connection: sqlite3.Connection, part: Sequence[int], decisions: bool) -> Forgotten:
    run, within = connection.execute, f"IN ({','.join('?' * len(part))})"
    (said,) = run(
        f"SELECT count(DISTINCT image) FROM outcomes WHERE image {within}",  # noqa: S608
        part,
    ).fetchone()
    run(f"DELETE FROM outcomes WHERE image {within}", part)  # noqa: S608
    facts.forget(connection, part)
    for image in part:
        features.forget(connection, image)
    decided = _decided_of(connection, part) if decisions else []
    for table in ("decisions", "own_tags") if decisions else ():
        run(f"DELETE FROM {table} WHERE image {within}", part)  # noqa: S608
    kept = set(_decided_of(connection, part))
    gone = [(image,) for image in part if image not in kept]
    writes.forget_made(connection, [image for (image,) in gone])
    connection.executemany("DELETE FROM images WHERE id = ?", gone)
    return Forgotten(said, len(gone), len(decided))


def _decided_of(connection: sqlite3.Connection, part: Sequence[int]) -> list[int]:
    """Those of some images, no more than a statement takes, that the person decided about."""
    within = f"IN ({','.join('?' * len(part))})"
    rows = connection.execute(
        f"SELECT image FROM decisions WHERE image {within} "  # noqa: S608
        f"UNION SELECT image FROM own_tags WHERE image {within}",
        (*part, *part),
    )
    return [image for (image,) in rows]


def count_decided(connection: sqlite3.Connection, span: Span) -> int:
    """Of how many files within a stretch of paths the person decided something."""
    (number,) = connection.execute(
        "SELECT count(*) FROM (SELECT image FROM decisions UNION SELECT image FROM own_tags) "
        "JOIN images ON images.id = image WHERE path >= ? AND (? IS NULL OR path < ?)",
        (span.low, span.high, span.high),
    ).fetchone()
    return int(number)


def count_written(connection: sqlite3.Connection, span: Span) -> int:
    """Of how many pictures within a stretch of paths tags were written, and not taken back."""
    (number,) = connection.execute(
        "SELECT count(DISTINCT coalesce(path, picture)) FROM writes "
        "LEFT JOIN images ON images.id = image WHERE state IN (?, ?, ?) "
        "AND coalesce(path, picture) >= ? AND (? IS NULL OR coalesce(path, picture) < ?)",
        (*THERE, span.low, span.high, span.high),
    ).fetchone()
    return int(number)


def vacuum(connection: sqlite3.Connection) -> None:
    """Give back to the disk what is no longer used; outside of any transaction."""
    # What is copied does not have to fit into memory.
    connection.execute("PRAGMA cache_spill = ON")
    try:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.execute("PRAGMA cache_spill = OFF")


def copy_to(
    connection: sqlite3.Connection, file: Path, going_on: Callable[[int, int, int], object]
) -> None:
    """Copy the library as it is at one moment to an empty file, and look whether it arrived.

    Args:
        connection: the library.
        file: a file; nobody else may have it open.
        going_on: called now and then with numbers; raises what the copying is to end with.

    Raises:
        sqlite3.Error: it could not be written, or is not what was written.
    """
    with closing(sqlite3.connect(file, isolation_level=None)) as target:
        connection.backup(target, pages=_BACKUP_PAGES, progress=going_on)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        if (found := target.execute("PRAGMA quick_check(1)").fetchall()) != [("ok",)]:
            raise sqlite3.DatabaseError(str(found))


def is_backup(head: bytes) -> bool:
    """Whether a file that begins so is a copy of a library.

    A library in use is none: it has a write-ahead log, and a copy has not.
    """
    return (
        head.startswith(_HEAD_OF_SQLITE)
        and head[_JOURNAL_AT] == _WITHOUT_WAL
        and head[_APPLICATION_AT] == schema.APPLICATION_ID.to_bytes(4, "big")
    )


def damage(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the file, in its words; the first of it where it is much.

    Raises:
        sqlite3.DatabaseError: so much is wrong that it cannot go on, or it was interrupted.
    """
    rows = connection.execute(f"PRAGMA integrity_check({_MOST_PROBLEMS})").fetchall()
    found = [line for (text,) in rows for line in str(text).splitlines() if line != "ok"]
    if not found:  # else the tables cannot be relied on
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        found = [f"row {row} of {table} belongs to none of {of}" for table, row, of, _ in orphans]
    return found[:_MOST_PROBLEMS]


_NONSENSE = {
    "images": "typeof(path) <> 'blob' OR typeof(difference_hash) NOT IN ('null', 'integer')",
    "outcomes": (
        "(error IS NULL AND (typeof(labels) <> 'blob' OR length(labels) % 4)) "
        "OR typeof(error) NOT IN ('null', 'text')"
    ),
    "decisions": "typeof(label_set) <> 'text' OR typeof(label) <> 'integer' OR label < 0",
    "own_tags": "typeof(name) <> 'text' OR name = ''",
    "tag_changes": (
        "typeof(edit) <> 'text' OR typeof(old_rules) NOT IN ('null', 'text') "
        "OR typeof(new_rules) NOT IN ('null', 'text')"
    ),
    "changed_tags": "NOT (json_valid(before) AND json_valid(after))",
    "file_facts": (
        "typeof(beside) <> 'blob' OR typeof(camera) <> 'text' "
        "OR typeof(size) <> 'integer' OR typeof(mtime_ns) <> 'integer'"
    ),
    "file_words": "typeof(word) <> 'text' OR word = ''",
    "writes": (
        "typeof(picture) <> 'blob' OR typeof(file) <> 'blob' OR typeof(state) <> 'integer' "
        f"OR state NOT IN ({','.join(str(int(state)) for state in WriteState)})"
    ),
    "written_tags": "typeof(field) <> 'text' OR typeof(tag) <> 'text'",
    **features.NONSENSE,
}
"""What no igtagger writes, by tables."""


def nonsense(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows make no sense, by tables that have any: they count as not known."""
    found = {
        table: connection.execute(f"SELECT count(*) FROM {table} WHERE {wrong}").fetchone()[0]  # noqa: S608
        for table, wrong in _NONSENSE.items()
    }
    found["outcomes"] += sum(not _are_labels(labels) for labels in _labels(connection))
    return {table: count for table, count in found.items() if count}


def _labels(connection: sqlite3.Connection) -> Iterator[bytes]:
    rows = connection.execute(
        "SELECT labels FROM outcomes "
        "WHERE error IS NULL AND typeof(labels) = 'blob' AND length(labels) % 4 = 0"
    )
    return (labels for (labels,) in rows)


def _are_labels(labels: bytes) -> bool:
    """Whether packed scores are scores: from 0 to 1, none of them no number."""
    scores = np.frombuffer(labels, PACKED)["score"]
    return bool(np.all((scores >= 0) & (scores <= 1)))
