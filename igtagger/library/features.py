"""Features (embeddings) of pictures: float16 in one mapped file a model beside the library.

The library's tables say which row of which file is a picture's. A row is written, and is on the
disk, before the transaction that names it is committed: a process that ends in between leaves
bytes that no row names, and the next row is written over them. Rows are never changed; copies of a
picture share one.

A file has a name of its own, which only the library that made it knows. A copy of the library that
is put back does therefore not take other pictures' features for its own: files that were made anew
meanwhile have other names.

Functions over a connection; transactions are the caller's, which is the library.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from igtagger import private
from igtagger.files import size_of
from igtagger.library.images import parts
from igtagger.library.readable import is_table
from igtagger.library.spans import Span

_MOST_COPIES = 64
_MOST_THREADS = 4
"""More would wait for the memory."""
_AT_ONCE = 2048
"""Rows that are made float32 at once: 10 MB of 1280 channels, which stay in a core's cache."""
_GREATEST = float(np.finfo(np.float16).max)


class FeaturesKey(NamedTuple):
    """What features were made with; none of two keys are compared with each other.

    Attributes:
        model_id: the model.
        weights_sha256: which weights of it.
        preprocessing: how pictures were prepared, and in which precision where that matters.
    """

    model_id: str
    weights_sha256: str
    preprocessing: str


Made = tuple[FeaturesKey, NDArray[np.floating]]
"""Features of one picture, ``(channels,)``."""


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSet:
    """All features that are kept under one key.

    Attributes:
        key: what they were made with.
        images: the numbers of the pictures in the library, ``int64 (n,)``.
        rows: where each one's features are, ``int64 (n,)``, never falling; copies share a row.
        vectors: the file, mapped, read-only: ``float16 (rows, channels)``.
    """

    key: FeaturesKey
    images: NDArray[np.int64]
    rows: NDArray[np.int64]
    vectors: NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.images)

    @property
    def channels(self) -> int:
        """How many numbers a picture has."""
        return int(self.vectors.shape[1])

    def blocks(self) -> Iterator[tuple[slice, NDArray[np.float32]]]:
        """All of them, some thousands at a time: their places, and ``float32 (m, channels)``.

        What is given is written over by the next one.
        """
        block = self._room()
        for start in range(0, len(self), _AT_ONCE):
            yield self._block(start, block)

    def work_through(self, work: Callable[[slice, NDArray[np.float32]], None]) -> None:
        """Hand all blocks to ``work``, as :meth:`blocks` gives them, on some threads at once.

        What it raises ends it.
        """
        rooms = [self._room() for _ in range(max(1, min(_MOST_THREADS, os.cpu_count() or 1)))]

        def go(place: int) -> None:
            for start in range(place * _AT_ONCE, len(self), len(rooms) * _AT_ONCE):
                work(*self._block(start, rooms[place]))

        with ThreadPoolExecutor(len(rooms), thread_name_prefix="features") as pool:
            list(pool.map(go, range(len(rooms))))

    def _room(self) -> NDArray[np.float32]:
        return np.empty((min(_AT_ONCE, len(self)), self.channels), np.float32)

    def _block(self, start: int, room: NDArray[np.float32]) -> tuple[slice, NDArray[np.float32]]:
        rows = self.rows[start : start + _AT_ONCE]
        part = room[: len(rows)]
        first, last = int(rows[0]), int(rows[-1])
        # Read where it lies, as long as no row is left out: to pick rows costs a copy more.
        whole = last - first + 1 == len(rows) and bool(np.all(np.diff(rows) == 1))
        np.copyto(part, self.vectors[first : last + 1] if whole else self.vectors[rows])
        return slice(start, start + len(rows)), part

    def products(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of each picture's features with each column of ``weights``.

        Args:
            weights: ``float32 (channels, k)``.

        Returns:
            ``float32 (n, k)``, in the order of :attr:`images`.
        """
        found = np.empty((len(self), weights.shape[1]), np.float32)

        def work(places: slice, block: NDArray[np.float32]) -> None:
            np.matmul(block, weights, out=found[places])

        self.work_through(work)
        return found

    def take(self, places: Sequence[int] | NDArray[np.integer]) -> NDArray[np.float32]:
        """Features of the pictures at some places, ``float32 (m, channels)``."""
        return self.vectors[self.rows[np.asarray(places, np.int64)]].astype(np.float32)


class _File(NamedTuple):
    """A row of the table ``feature_files``."""

    number: int
    name: str
    channels: int
    rows: int

    def bytes(self) -> int:
        return self.rows * self.channels * 2


_IS_ROW = "typeof(row) = 'integer' AND row >= 0"
_SANE = (
    "typeof(name) = 'text' AND name GLOB '*.features-*.f16' AND name NOT GLOB '*[^-A-Za-z0-9._]*' "
    "AND typeof(channels) = 'integer' AND channels BETWEEN 1 AND 65536 "
    "AND typeof(rows) = 'integer' AND rows >= 0"
)
"""What a file of ours is: names go into paths, and numbers into sizes."""
NONSENSE = {
    "feature_files": f"NOT ({_SANE})",
    "features": (
        f"NOT ({_IS_ROW}) "  # noqa: S608
        "OR row >= coalesce((SELECT rows FROM feature_files WHERE id = features.file), 0)"
    ),
}
"""What no igtagger writes, by tables: such rows count as none."""
_FILE = "FROM feature_files WHERE (model_id, weights_sha256, preprocessing) = (?, ?, ?)"
IS_KEPT = (
    f"(SELECT {_IS_ROW} AND row < (SELECT rows {_FILE}) FROM features "  # noqa: S608
    f"WHERE file = (SELECT id {_FILE}) AND image = images.id)"
)
"""A column of a query for images: whether there are features of each under a key, whose values are
given twice."""
_COLUMNS = f"SELECT id, name, channels, rows FROM feature_files WHERE {_SANE}"  # noqa: S608
_OF_KEY = f"{_COLUMNS} AND (model_id, weights_sha256, preprocessing) = (?, ?, ?)"


def prefix(library: Path) -> str:
    """What the names of all files of features of a library begin with."""
    return f"{library.stem}.features-"


def _new_name(library: Path) -> str:
    return f"{prefix(library)}{secrets.token_hex(8)}.f16"


def _file_of(connection: sqlite3.Connection, key: FeaturesKey) -> _File | None:
    row = connection.execute(_OF_KEY, key).fetchone()
    return _File(*row) if row is not None else None


def save(connection: sqlite3.Connection, library: Path, made: Sequence[tuple[int, Made]]) -> None:
    """Keep features of pictures, by their numbers, in place of those that are kept of them.

    Raises:
        OSError: they cannot be written; the transaction must be given up then.
    """
    by_key: dict[FeaturesKey, list[tuple[int, NDArray[np.floating]]]] = {}
    for image, (key, vector) in made:
        by_key.setdefault(key, []).append((image, vector))
    for key, items in by_key.items():
        _append(connection, library, key, items)


def _append(
    connection: sqlite3.Connection,
    library: Path,
    key: FeaturesKey,
    items: Sequence[tuple[int, NDArray[np.floating]]],
) -> None:
    vectors = np.stack([vector for _, vector in items]).astype(np.float32)
    packed = np.clip(np.nan_to_num(vectors), -_GREATEST, _GREATEST).astype("<f2")
    file = _file_of(connection, key)
    path = library.with_name(file.name) if file else None
    if file and path and (file.channels != packed.shape[1] or size_of(path) < file.bytes()):
        _drop(connection, file.number)  # what is left of it is no features of this model
        file = None
    if file is None:
        # A row that makes no sense may be in the way.
        in_the_way = connection.execute(f"SELECT id {_FILE}", key).fetchall()
        drop(connection, [number for (number,) in in_the_way])
        file = _begin(connection, library, key, packed.shape[1])
    with library.with_name(file.name).open("r+b") as stream:
        stream.seek(file.bytes())
        stream.write(packed.tobytes())
        stream.flush()
        os.fsync(stream.fileno())
    connection.executemany(
        "INSERT OR REPLACE INTO features (file, image, row) VALUES (?, ?, ?)",
        [(file.number, image, file.rows + place) for place, (image, _) in enumerate(items)],
    )
    rows = file.rows + len(items)
    connection.execute("UPDATE feature_files SET rows = ? WHERE id = ?", (rows, file.number))


def _begin(connection: sqlite3.Connection, library: Path, key: FeaturesKey, channels: int) -> _File:
    name = _new_name(library)
    private.make_new_file(library.with_name(name))
    cursor = connection.execute(
        "INSERT INTO feature_files (model_id, weights_sha256, preprocessing, channels, name, rows) "
        "VALUES (?, ?, ?, ?, ?, 0)",
        (*key, channels, name),
    )
    return _File(int(cursor.lastrowid or 0), name, channels, 0)


def _drop(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("DELETE FROM features WHERE file = ?", (number,))
    connection.execute("DELETE FROM feature_files WHERE id = ?", (number,))


def share(connection: sqlite3.Connection, image: int, content: tuple[bytes, int]) -> None:
    """Let a picture have the features, and the hash, of others of the same content.

    Args:
        connection: the library.
        image: the picture's number.
        content: fingerprint and size in bytes.
    """
    # Of very many copies some are asked: in a folder of one picture all others are.
    copies = "SELECT id FROM images WHERE fingerprint = ? AND size = ? AND id <> ? LIMIT ?"
    asked = (*content, image, _MOST_COPIES)
    connection.execute(
        "INSERT OR IGNORE INTO features (file, image, row) "  # noqa: S608
        f"SELECT file, ?, min(row) FROM features WHERE image IN ({copies}) GROUP BY file",
        (image, *asked),
    )
    connection.execute(
        "UPDATE images SET difference_hash = (SELECT difference_hash FROM images AS other "  # noqa: S608
        f"WHERE id IN ({copies}) AND difference_hash IS NOT NULL LIMIT 1) "
        "WHERE id = ? AND difference_hash IS NULL",
        (*asked, image),
    )


def keep_hash(connection: sqlite3.Connection, image: int, difference_hash: int) -> None:
    """What a picture looks like, 64 bits, not signed."""
    kept = difference_hash - (1 << 64) if difference_hash >> 63 else difference_hash
    connection.execute("UPDATE images SET difference_hash = ? WHERE id = ?", (kept, image))


def forget(connection: sqlite3.Connection, image: int) -> None:
    """The picture's content is another: what was kept of it is of another picture."""
    connection.execute("DELETE FROM features WHERE image = ?", (image,))
    connection.execute("UPDATE images SET difference_hash = NULL WHERE id = ?", (image,))


def lost(connection: sqlite3.Connection, library: Path) -> list[int]:
    """The numbers of those files that are gone, shorter than what is kept in them, or no files."""
    if not is_table(connection, "feature_files"):
        return []  # a library that was opened as an earlier version does
    there = {
        file.number
        for file in (_File(*row) for row in connection.execute(_COLUMNS))
        if size_of(library.with_name(file.name)) >= file.bytes()
    }
    rows = connection.execute("SELECT id FROM feature_files")
    return [number for (number,) in rows if number not in there]


def drop(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Those files are no more: their pictures have no features."""
    for number in numbers:
        _drop(connection, number)


def keys(connection: sqlite3.Connection) -> dict[FeaturesKey, int]:
    """Under which keys there are features, and of how many pictures."""
    rows = connection.execute(
        "SELECT model_id, weights_sha256, preprocessing, "
        "(SELECT count(*) FROM features WHERE file = feature_files.id) FROM feature_files"
    )
    return {FeaturesKey(*row[:3]): int(row[3]) for row in rows}


def state(connection: sqlite3.Connection, key: FeaturesKey) -> tuple[str, int, int] | None:
    """The file of a key, its rows, and how many pictures have some of them; None without any."""
    file = _file_of(connection, key)
    if file is None:
        return None
    (count,) = connection.execute(
        "SELECT count(*) FROM features WHERE file = ?", (file.number,)
    ).fetchone()
    return file.name, file.rows, int(count)


class FeaturesSize(NamedTuple):
    """What is kept under one key.

    Attributes:
        key: the key.
        pictures: how many have features.
        bytes: of the file.
        unused: of those, bytes that no picture has any more: what compacting gives back.
    """

    key: FeaturesKey
    pictures: int
    bytes: int
    unused: int


def sizes(connection: sqlite3.Connection) -> list[FeaturesSize]:
    """What is kept under each key, that of most pictures first."""
    rows = connection.execute(
        "SELECT model_id, weights_sha256, preprocessing, count(image), channels, rows, "  # noqa: S608
        "count(DISTINCT row) "
        f"FROM feature_files LEFT JOIN features ON file = id AND {_IS_ROW} AND row < rows "
        f"WHERE {_SANE} GROUP BY id "
        "ORDER BY count(image) DESC, model_id, weights_sha256, preprocessing"
    )
    return [
        FeaturesSize(FeaturesKey(*key), pictures, rows * size, (rows - used) * size)
        for *key, pictures, channels, rows, used in rows
        for size in (2 * channels,)
    ]


def unused(connection: sqlite3.Connection, gone: Container[int] = ()) -> int:
    """Bytes of the files that no picture has, or would have if those were gone."""
    total = 0
    for file in [_File(*row) for row in connection.execute(_COLUMNS).fetchall()]:
        rows = connection.execute(
            f"SELECT row, image FROM features WHERE file = ? AND {_IS_ROW} AND row < ?",  # noqa: S608
            (file.number, file.rows),
        )
        used = {row for row, image in rows if image not in gone}
        total += (file.rows - len(used)) * file.channels * 2
    return total


def page_without(
    connection: sqlite3.Connection, key: FeaturesKey, span: Span, most: int
) -> list[tuple[int, bytes]]:
    """The first pictures within a stretch of paths that have none under a key, by path."""
    rows = connection.execute(
        "SELECT id, path FROM images WHERE path >= ? AND (? IS NULL OR path < ?) "  # noqa: S608
        f"AND NOT coalesce({IS_KEPT}, 0) ORDER BY path LIMIT ?",
        (span.low, span.high, span.high, *key, *key, most),
    )
    return rows.fetchall()


def read(connection: sqlite3.Connection, library: Path, key: FeaturesKey) -> FeatureSet | None:
    """All features of a key; None where there are none.

    Raises:
        FileNotFoundError: the file went meanwhile: another process has written it anew.
    """
    file = _file_of(connection, key)
    if file is None or not file.rows:
        return None
    rows = connection.execute(
        f"SELECT image, row FROM features WHERE file = ? AND {_IS_ROW} AND row < ? "  # noqa: S608
        "ORDER BY row, image",
        (file.number, file.rows),
    ).fetchall()
    if not rows or (vectors := _mapped(library.with_name(file.name), file)) is None:
        return None
    both = np.array(rows, np.int64)
    return FeatureSet(key, both[:, 0].copy(), both[:, 1].copy(), vectors)


def of_images(
    connection: sqlite3.Connection, library: Path, key: FeaturesKey, numbers: Sequence[int]
) -> dict[int, NDArray[np.float32]]:
    """Features of those pictures, by their numbers, that have some.

    Raises:
        FileNotFoundError: see :func:`read`.
    """
    file = _file_of(connection, key)
    if file is None or not file.rows:
        return {}
    found: dict[int, int] = {}
    for part in parts(numbers):
        marks = ",".join("?" * len(part))
        query = (
            f"SELECT image, row FROM features WHERE file = ? AND {_IS_ROW} "  # noqa: S608
            f"AND image IN ({marks})"
        )
        found.update(connection.execute(query, (file.number, *part)).fetchall())
    if not found or (vectors := _mapped(library.with_name(file.name), file)) is None:
        return {}
    there = {image: row for image, row in found.items() if row < file.rows}
    return {image: vectors[row].astype(np.float32) for image, row in there.items()}


def _mapped(path: Path, file: _File) -> NDArray[np.float16] | None:
    if path.stat().st_size < file.bytes():
        return None
    return np.memmap(path, "<f2", "r", shape=(file.rows, file.channels))


def hashes(connection: sqlite3.Connection) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """The pictures that have a difference hash, by their numbers, and the hashes."""
    rows = connection.execute(
        "SELECT id, difference_hash FROM images "
        "WHERE typeof(difference_hash) = 'integer' ORDER BY id"
    ).fetchall()
    both = np.array(rows, np.int64).reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy().view(np.uint64)


def compact(connection: sqlite3.Connection, library: Path) -> list[Path]:
    """Leave out of all files the rows that no picture has.

    Returns:
        The files that are of no use once the transaction is committed.

    Raises:
        OSError: there is no room for them; the transaction must be given up then.
    """
    old = []
    for file in [_File(*row) for row in connection.execute(_COLUMNS).fetchall()]:
        connection.execute(
            f"DELETE FROM features WHERE file = ? AND NOT ({_IS_ROW} AND row < ?)",  # noqa: S608
            (file.number, file.rows),
        )
        rows = connection.execute(
            "SELECT DISTINCT row FROM features WHERE file = ? ORDER BY row", (file.number,)
        ).fetchall()
        used = np.array(rows, np.int64).reshape(-1)
        if len(used) == file.rows:
            continue
        path = library.with_name(file.name)
        old.append(path)
        if not len(used):
            _drop(connection, file.number)
            continue
        _write_anew(connection, library, file, used)
    return old


def _write_anew(
    connection: sqlite3.Connection, library: Path, file: _File, used: NDArray[np.int64]
) -> None:
    vectors = _mapped(library.with_name(file.name), file)
    if vectors is None:
        _drop(connection, file.number)
        return
    name = _new_name(library)
    new = library.with_name(name)
    private.make_new_file(new)
    try:
        with new.open("r+b") as stream:
            for start in range(0, len(used), _AT_ONCE):
                stream.write(vectors[used[start : start + _AT_ONCE]].tobytes())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError:
        new.unlink(missing_ok=True)
        raise
    moved: Mapping[int, int] = {int(row): place for place, row in enumerate(used)}
    kept = connection.execute(
        "SELECT image, row FROM features WHERE file = ?", (file.number,)
    ).fetchall()
    connection.executemany(
        "UPDATE features SET row = ? WHERE file = ? AND image = ?",
        [(moved[row], file.number, image) for image, row in kept],
    )
    connection.execute(
        "UPDATE feature_files SET name = ?, rows = ? WHERE id = ?", (name, len(used), file.number)
    )


def remove_unknown(connection: sqlite3.Connection, library: Path) -> None:
    """Delete files of features that this library does not name, as a kill may leave some."""
    names = {name for (name,) in connection.execute("SELECT name FROM feature_files")}
    for path in library.parent.glob(f"{prefix(library)}*.f16"):
        if path.name not in names:
            with suppress(OSError):  # on Windows while somebody reads it: another time then
                path.unlink()
