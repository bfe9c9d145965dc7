"""What files say of pictures, in the tables ``file_facts``, ``file_words`` and ``file_keywords``.

It is read from a file once, and holds while the file and the sidecars beside it are as they were.

Functions over a connection; transactions are the caller's, which is the library.
"""

from __future__ import annotations

import math
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from igtagger.domain import DEGREE, Exposure, FileFacts, Position
from igtagger.labels.file_keywords import FoundFacts, facts_of
from igtagger.library import images, writes
from igtagger.library.images import FileStamp

_COLUMNS = (
    *("rating", "taken", "camera", "lens", "seconds", "aperture", "iso", "focal"),
    *("latitude", "longitude", "place", "label"),
)


class FactsStamp(NamedTuple):
    """What tells without reading whether a picture's file or its sidecars have changed.

    Attributes:
        picture: of its own file.
        beside: of its sidecars; any that is compared with its like, empty where there are none.
    """

    picture: FileStamp
    beside: bytes = b""

    def is_of(self, other: FactsStamp) -> bool:
        """Whether nothing has changed."""
        return self.picture.is_of(other.picture) and self.beside == other.beside


@dataclass(frozen=True, slots=True)
class FactsEntry:
    """What was found in files at ``stamp``, to be kept."""

    found: FoundFacts
    stamp: FactsStamp


@dataclass(frozen=True, slots=True)
class KeptFacts:
    """What is kept of a picture; it holds while its stamp does.

    Attributes:
        facts: as far as they were read.
        stamp: of the files then.
        is_whole: not so where an older igtagger read them, which knew fewer facts.
    """

    facts: FileFacts
    stamp: FactsStamp
    is_whole: bool = True


# Reading


def read(connection: sqlite3.Connection, paths: Sequence[bytes]) -> dict[bytes, KeptFacts]:
    """What is kept of those files of which anything is; rows that make no sense are passed over."""
    found: dict[bytes, KeptFacts] = {}
    for part in images.parts(paths):
        marks = ",".join("?" * len(part))
        rows = connection.execute(
            "SELECT image, path, file_facts.size, file_facts.mtime_ns, file_facts.ctime_ns, "  # noqa: S608
            f"beside, {', '.join(_COLUMNS)} FROM images JOIN file_facts ON image = images.id "
            f"WHERE path IN ({marks})",
            part,
        ).fetchall()
        words = _words(connection, [row[0] for row in rows])
        found.update((row[1], kept) for row in rows if (kept := _kept(row, words)) is not None)
    return found


def _words(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    marks = ",".join("?" * len(numbers))
    query = (
        "SELECT image, file_words.word FROM file_keywords "  # noqa: S608
        f"JOIN file_words ON id = file_keywords.word WHERE image IN ({marks}) "
        "ORDER BY image, position"
    )
    found: dict[int, list[str]] = {}
    for image, word in connection.execute(query, numbers):
        if isinstance(word, str):
            found.setdefault(image, []).append(word)
    return found


def _kept(row: Sequence[Any], words: Mapping[int, list[str]]) -> KeptFacts | None:
    image, _, size, changed, inode, beside, rating, taken, camera, lens, *shot = row
    *exposure, latitude, longitude, place, label = shot
    if not (isinstance(beside, bytes) and isinstance(camera, str)):
        return None
    stars = rating if type(rating) is int and -1 <= rating <= 5 else None
    facts = FileFacts(
        tuple(words.get(image, ())),
        stars,
        _moment(taken),
        camera,
        _text(lens),
        _exposure(exposure),
        _position(latitude, longitude),
        _text(place),
        _text(label),
    )
    stamp = FactsStamp(FileStamp(size, changed, inode), beside)
    return KeptFacts(facts, stamp, is_whole=lens is not None)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _exposure(values: Sequence[object]) -> Exposure:
    seconds, aperture, iso, focal = values
    return Exposure(
        _above_0(seconds),
        _above_0(aperture),
        iso if isinstance(iso, int) and iso > 0 else None,
        _above_0(focal),
    )


def _above_0(value: object) -> float | None:
    return value if isinstance(value, float) and 0 < value < math.inf else None


def _position(latitude: object, longitude: object) -> Position | None:
    if not (isinstance(latitude, int) and isinstance(longitude, int)):
        return None
    there = abs(latitude) <= 90 * DEGREE and abs(longitude) <= 180 * DEGREE
    return Position(latitude, longitude) if there else None


def _moment(text: object) -> datetime | None:
    if isinstance(text, str):
        with suppress(ValueError):
            return datetime.fromisoformat(text).replace(tzinfo=None)
    return None


def keywords(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """All keywords of files, and how many images have each; the most used first."""
    rows = connection.execute(
        "SELECT file_words.word, count(*) FROM file_keywords "
        "JOIN file_words ON id = file_keywords.word GROUP BY id ORDER BY count(*) DESC, 1"
    )
    return [(word, count) for word, count in rows if isinstance(word, str)]


# Writing


def save(
    connection: sqlite3.Connection, entries: Sequence[tuple[int, bytes, FactsEntry]]
) -> list[FileFacts]:
    """Keep what was found, without what this program wrote there.

    Args:
        connection: the library.
        entries: images' numbers and paths, with what was found.

    Returns:
        What they come to, in their order.
    """
    files = {image: _files(path, entry.found) for image, path, entry in entries}
    written = writes.tags_of(connection, files)
    facts = [facts_of(each.found, written.get(image, ())) for image, _, each in entries]
    rows = [
        (image, *each.stamp.picture, each.stamp.beside, *_columns(told))
        for (image, _, each), told in zip(entries, facts, strict=True)
    ]
    numbers = [(image,) for image, _, _ in entries]
    run = connection.executemany
    run("DELETE FROM file_facts WHERE image = ?", numbers)  # and its keywords with it
    names = ", ".join(("image, size, mtime_ns, ctime_ns, beside", *_COLUMNS))
    marks = ", ".join("?" * (5 + len(_COLUMNS)))
    run(f"INSERT INTO file_facts ({names}) VALUES ({marks})", rows)  # noqa: S608
    words = [
        (image, position, word)
        for (image, _, _), told in zip(entries, facts, strict=True)
        for position, word in enumerate(told.keywords)
    ]
    run("INSERT OR IGNORE INTO file_words (word) VALUES (?)", [(word,) for _, _, word in words])
    run("INSERT INTO file_keywords SELECT ?, ?, id FROM file_words WHERE word = ?", words)
    return facts


def _files(path: bytes, found: FoundFacts) -> set[bytes]:
    """Those in which there are keywords."""
    folder = os.path.dirname(path)  # noqa: PTH120  (names are bytes)
    names = {each.file for each in found.keywords}
    return {os.path.join(folder, os.fsencode(name)) for name in names}  # noqa: PTH118


def _columns(facts: FileFacts) -> tuple[object, ...]:
    taken = None if facts.taken is None else facts.taken.isoformat()
    shot, position = facts.exposure, facts.position or (None, None)
    exposure = (shot.seconds, shot.aperture, shot.iso, shot.focal)
    described = (facts.rating, taken, facts.camera, facts.lens)
    return (*described, *exposure, *position, facts.place, facts.label)


def forget(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Let go of what files said of those images; another run reads them again."""
    rows = ((number,) for number in numbers)
    connection.executemany("DELETE FROM file_facts WHERE image = ?", rows)


def drop_unused_words(connection: sqlite3.Connection) -> None:
    """Let go of words that no image has any more."""
    connection.execute(
        "DELETE FROM file_words WHERE NOT EXISTS "
        "(SELECT 1 FROM file_keywords WHERE file_keywords.word = id)"
    )
