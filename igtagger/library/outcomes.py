"""The SQLite file that remembers every outcome, and what the person decided.

Committed outcomes survive the end of the process at any moment (WAL). A power cut may cost the
outcomes of the last moments, never the file: ``synchronous`` is NORMAL, and what is lost is tagged
again. What a person decided cannot be made again, and is on the disk before a save returns.
"""

from __future__ import annotations

import os
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self

import numpy as np

from igtagger.domain import Failed, Outcome, Reason, Review, Tagged
from igtagger.library import opening, reasons, reviews, schema
from igtagger.pictures.fingerprint import fingerprint as fingerprint_of

_VARIABLES = 500  # of one statement; SQLite's older limit is 999
_PAGE = 1000
_MOST_COPIES = 64
"""How many files of one content are looked at to find the one that was moved."""
_LABEL = np.dtype([("index", "<u2"), ("score", "<f2")])


@dataclass(frozen=True, slots=True)
class ModelKey:
    """What an outcome was made with: results of two keys are never mixed."""

    model_id: str
    weights_sha256: str
    preprocessing: str


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file's size in bytes and time of change in nanoseconds: both equal, it is unchanged."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path) -> FileStamp | None:
        """The stamp of a file; None where there is none to be had."""
        try:
            status = os.stat(path)  # noqa: PTH116  (a tenth of a run over known files is here)
        except (OSError, ValueError):
            return None
        return cls(status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Entry:
    """An outcome to keep.

    Attributes:
        outcome: tagged or failed.
        stamp: of the file that it was made from; without, it is kept but never taken for known.
        fingerprint: of the same content; None where it could not be read.
        lasting: False for what failed for a reason that may pass; it is never taken for known.
    """

    outcome: Outcome
    stamp: FileStamp | None
    fingerprint: bytes | None
    lasting: bool = True


class Library:
    """One connection to the file. May be used by several threads; open it once for each process."""

    def __init__(
        self, connection: sqlite3.Connection, file: Path, waiting: opening.LockWait
    ) -> None:
        self._connection = connection
        self._file = file
        self._waiting = waiting
        self._lock = RLock()
        self._models: dict[ModelKey, int] = {}

    @classmethod
    def open(
        cls,
        file: Path,
        *,
        on_message: Callable[[Reason], None],
        steps: Sequence[schema.Step] = schema.STEPS,
        waiting: opening.LockWait | None = None,
    ) -> Library:
        """Open the library, making or migrating it if need be.

        A damaged or foreign file is set aside under another name, which ``on_message`` is told.
        ``waiting`` tells meanwhile, and from then on, whether another program holds it.

        Raises:
            LibraryError: made by a newer igtagger, or the folder cannot be written to.
        """
        waiting = waiting or opening.LockWait()
        return cls(opening.open_file(file, steps, on_message, waiting), file, waiting)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Outcomes

    def known(
        self, key: ModelKey, items: Sequence[tuple[Path, FileStamp | None]]
    ) -> dict[Path, Outcome]:
        """Outcomes of those files that have not changed since they were made."""
        asked = {os.fsencode(path): (path, stamp) for path, stamp in items if stamp is not None}
        found = {}
        for row in self._rows(key, list(asked)):
            path, stamp = asked[row[0]]
            if stamp is not None and row[8] == stamp.mtime_ns and row[7] == stamp.size and row[9]:
                found[path] = _outcome(path, row)
        return found

    def stored(self, key: ModelKey, paths: Iterable[Path]) -> dict[Path, Outcome]:
        """The last outcomes of those files that have one, whether they changed since or not."""
        asked = {os.fsencode(path): path for path in paths}
        return {asked[row[0]]: _outcome(asked[row[0]], row) for row in self._rows(key, list(asked))}

    def _rows(self, key: ModelKey, paths: Sequence[bytes]) -> Iterator[tuple[Any, ...]]:
        for part in _parts(paths):
            query = (
                "SELECT path, width, height, error, error_code, error_facts, labels, "  # noqa: S608
                "size, mtime_ns, lasting FROM images "
                "JOIN outcomes ON image = images.id AND model = ? "
                f"WHERE path IN ({','.join('?' * len(part))})"
            )
            with self._reading():
                rows = self._connection.execute(query, (self._model(key), *part)).fetchall()
            yield from rows

    def known_by_content(
        self, key: ModelKey, path: Path, stamp: FileStamp, fingerprint: bytes
    ) -> Tagged | None:
        """The outcome of another file of the same content.

        If nothing is there under that name any more, the file was moved: all that is known of it,
        and what the person decided about it, follows it, also where this ``key`` has no outcome.
        A file that changed under its own name since it was seen is not known by its content.
        """
        new, content = os.fsencode(path), (fingerprint, stamp.size)
        with self._reading():
            copies = self._copies(content)
            if not copies or (new in copies and self._mtime_of(new) != stamp.mtime_ns):
                return None
            if new not in copies and any(_is_gone(old, new) for old in copies):
                with self._writing():
                    self._follow(new, stamp, fingerprint)
            row = self._connection.execute(
                "SELECT path, width, height, error, error_code, error_facts, labels FROM images "
                "JOIN outcomes ON image = images.id AND model = ? AND lasting AND error IS NULL "
                "WHERE fingerprint = ? AND size = ? LIMIT 1",
                (self._model(key), *content),
            ).fetchone()
        if row is None:
            return None
        outcome = _outcome(path, row)
        assert isinstance(outcome, Tagged)
        return outcome

    def save(self, key: ModelKey, entries: Sequence[Entry]) -> None:
        """Keep outcomes, all of them or none.

        What failed for a reason that may pass does not take the place of an outcome that is known
        of the same content.

        Raises:
            LibraryError: the disk is full, or another process holds the library for too long.
        """
        with self._writing():
            model = self._model_made(key)
            self._connection.executemany(
                "INSERT INTO outcomes "
                "(image, model, error, error_code, error_facts, labels, lasting) "
                "VALUES (?, ?, CAST(? AS TEXT), ?, ?, ?, ?) "
                "ON CONFLICT (image, model) DO UPDATE SET error = excluded.error, "
                "error_code = excluded.error_code, error_facts = excluded.error_facts, "
                "labels = excluded.labels, lasting = excluded.lasting "
                "WHERE excluded.lasting OR NOT lasting",
                [(self._save_image(entry), model, *_columns(entry)) for entry in entries],
            )

    def _save_image(self, entry: Entry) -> int:
        path, stamp, outcome = os.fsencode(entry.outcome.path), entry.stamp, entry.outcome
        run = self._connection.execute
        before = run(
            "SELECT id, size, mtime_ns, fingerprint FROM images WHERE path = ?", (path,)
        ).fetchone()
        shape = (outcome.width, outcome.height) if isinstance(outcome, Tagged) else (None, None)
        if not entry.lasting and entry.fingerprint is None:
            stamp = None  # nobody has seen its content
        content = (stamp.size, stamp.mtime_ns, entry.fingerprint) if stamp else (None,) * 3
        if before is None:
            return self._add_image(path, *content, *shape)
        image = int(before[0])
        if stamp is None:
            # What is known of the file by other runs stays.
            run(
                "UPDATE images SET width = coalesce(width, ?), height = coalesce(height, ?) "
                "WHERE id = ?",
                (*shape, image),
            )
            return image
        if before[1:] != content or entry.fingerprint is None:
            # It has changed: what other models said of it is void.
            run("DELETE FROM outcomes WHERE image = ?", (image,))
        run(
            "UPDATE images SET size = ?, mtime_ns = ?, fingerprint = ?, "
            "width = coalesce(?, width), height = coalesce(?, height) WHERE id = ?",
            (*content, *shape, image),
        )
        return image

    def outcomes(self, key: ModelKey, under: Path | None = None) -> Iterator[Outcome]:
        """All outcomes, or those of a folder, in the order of their paths' bytes. Flat memory."""
        first, last = _span(under)
        while True:
            with self._reading():
                rows = self._connection.execute(
                    "SELECT path, width, height, error, error_code, error_facts, labels "
                    "FROM images JOIN outcomes ON image = images.id AND model = ? "
                    "WHERE path > ? AND path < ? ORDER BY path LIMIT ?",
                    (self._model(key), first, last, _PAGE),
                ).fetchall()
            for row in rows:
                yield _outcome(Path(os.fsdecode(row[0])), row)
            if len(rows) < _PAGE:
                return
            first = rows[-1][0]

    def counts(self, key: ModelKey) -> tuple[int, int]:
        """(tagged, failed)."""
        with self._reading():
            total, failed = self._connection.execute(
                "SELECT count(*), count(error) FROM outcomes WHERE model = ?", (self._model(key),)
            ).fetchone()
        return total - failed, failed

    # What the person decided

    def reviews(self, paths: Sequence[Path]) -> dict[Path, Review]:
        """The reviews of those files that have one."""
        asked = {os.fsencode(path): path for path in paths}
        found = {}
        for part in _parts(list(asked)):
            with self._reading(at_one_moment=True):
                images = self._numbers(part)
                read = reviews.read(self._connection, list(images.values()))
            found.update({asked[path]: read[n] for path, n in images.items() if n in read})
        return found

    def save_reviews(self, given: Mapping[Path, Review]) -> None:
        """Replace the whole review of each file, all of them or none; an empty one ends it.

        They are kept for files that no model has seen, and for files that are not there. A file
        that is new here and turns out to have been moved brings its review along: the two are
        merged.

        Raises:
            LibraryError: the disk is full, or another process holds the library for too long.
        """
        wanted = {os.fsencode(path): review for path, review in given.items()}
        with self._reading():
            images = self._all_numbers(wanted)
        new = {
            path: _content_of(Path(os.fsdecode(path)))
            for path, review in wanted.items()
            if review and path not in images
        }
        with self._writing(durably=True):
            images = self._all_numbers(wanted)  # again: other processes write too
            found = {images[path]: review for path, review in wanted.items() if path in images}
            for path, content in new.items():
                if path not in images:
                    image, brought = self._image_for_review(path, content)
                    found[image] = reviews.merged(wanted[path], found.get(image, brought))
            reviews.replace(self._connection, found)

    def own_tags(self) -> list[tuple[str, int]]:
        """The names of all tags of the person's own with their counts; the most used first."""
        with self._reading():
            return reviews.own_tags(self._connection)

    def _image_for_review(
        self, path: bytes, content: tuple[FileStamp | None, bytes | None]
    ) -> tuple[int, Review]:
        stamp, mark = content
        if stamp is None or mark is None:
            return self._add_image(path), Review()
        image = self._follow(path, stamp, mark)
        if image is None:
            return self._add_image(path, stamp.size, stamp.mtime_ns, mark), Review()
        return image, reviews.read(self._connection, [image]).get(image, Review())

    # Images

    def _add_image(self, *values: object) -> int:
        """A new row of path, size, time, fingerprint, width, height; its number."""
        six = (*values, *(None,) * (6 - len(values)))
        cursor = self._connection.execute(
            "INSERT INTO images (path, size, mtime_ns, fingerprint, width, height) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            six,
        )
        return int(cursor.lastrowid or 0)

    def _numbers(self, paths: Sequence[bytes]) -> dict[bytes, int]:
        marks = ",".join("?" * len(paths))
        rows = self._connection.execute(
            f"SELECT path, id FROM images WHERE path IN ({marks})",  # noqa: S608
            paths,
        )
        return dict(rows.fetchall())

    def _all_numbers(self, paths: Iterable[bytes]) -> dict[bytes, int]:
        found: dict[bytes, int] = {}
        for part in _parts(list(paths)):
            found.update(self._numbers(part))
        return found

    def _mtime_of(self, path: bytes) -> int | None:
        query = "SELECT mtime_ns FROM images WHERE path = ?"
        row = self._connection.execute(query, (path,)).fetchone()
        return None if row is None or row[0] is None else int(row[0])

    def _copies(self, content: tuple[bytes, int]) -> dict[bytes, int]:
        """Paths and numbers of the files of one content."""
        rows = self._connection.execute(
            "SELECT path, id FROM images WHERE fingerprint = ? AND size = ? LIMIT ?",
            (*content, _MOST_COPIES),
        )
        return dict(rows.fetchall())

    def _follow(self, new: bytes, stamp: FileStamp, fingerprint: bytes) -> int | None:
        """Let the image of this content whose file is gone follow to ``new``; its number.

        None where there is none, or ``new`` had this content before: it is a copy then. What the
        person decided about another picture that was at ``new`` is merged into it.
        """
        run, content = self._connection.execute, (fingerprint, stamp.size)
        gone = [image for old, image in self._copies(content).items() if _is_gone(old, new)]
        row = run("SELECT id, fingerprint, size FROM images WHERE path = ?", (new,)).fetchone()
        if not gone or (row is not None and row[1:] == content):
            return None
        decided = reviews.read(self._connection, gone)
        image = next(iter(decided), gone[0])
        if row is not None:
            replaced = int(row[0])
            of_replaced = reviews.read(self._connection, [replaced]).get(replaced, Review())
            both = reviews.merged(decided.get(image, Review()), of_replaced)
            reviews.replace(self._connection, {image: both, replaced: Review()})
            run("DELETE FROM images WHERE id = ?", (replaced,))
        run("UPDATE images SET path = ?, mtime_ns = ? WHERE id = ?", (new, stamp.mtime_ns, image))
        # Reasons for failing name the file, by its old name.
        run("DELETE FROM outcomes WHERE image = ? AND error IS NOT NULL", (image,))
        return image

    # Models and transactions

    def _model(self, key: ModelKey) -> int:
        """The number of a key; one that no outcome has where the key is new."""
        if key not in self._models:
            row = self._connection.execute(
                "SELECT id FROM models WHERE (model_id, weights_sha256, preprocessing) = (?, ?, ?)",
                (key.model_id, key.weights_sha256, key.preprocessing),
            ).fetchone()
            if row is None:
                return -1
            if self._connection.in_transaction:
                return int(row[0])  # it may yet be rolled back
            self._models[key] = int(row[0])
        return self._models[key]

    def _model_made(self, key: ModelKey) -> int:
        """The number of a key, given to it when it is first met. Inside a transaction."""
        if (number := self._model(key)) >= 0:
            return number
        cursor = self._connection.execute(
            "INSERT INTO models (model_id, weights_sha256, preprocessing) VALUES (?, ?, ?)",
            (key.model_id, key.weights_sha256, key.preprocessing),
        )
        return int(cursor.lastrowid or 0)

    @contextmanager
    def _reading(self, *, at_one_moment: bool = False) -> Iterator[None]:
        with self._lock, self._explaining():
            if not at_one_moment:
                yield
                return
            with self._transaction("BEGIN"):
                yield

    @contextmanager
    def _writing(self, *, durably: bool = False) -> Iterator[None]:
        """A transaction; ``durably``: on the disk at its end, a power cut notwithstanding."""
        with self._lock, self._explaining():
            if not durably:
                with self._transaction("BEGIN IMMEDIATE"):
                    yield
                return
            self._connection.execute("PRAGMA synchronous = FULL")
            try:
                with self._transaction("BEGIN IMMEDIATE"):
                    yield
            finally:
                self._connection.execute("PRAGMA synchronous = NORMAL")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with self._waiting.timed():
            self._connection.execute(begin)
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # SQLite itself rolls back when the disk is full
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # our own fault
        except sqlite3.DatabaseError as error:
            if opening.is_damage(error):
                opening.suspect(self._file)
            raise opening.cannot_use(self._file, error) from error


def pack(outcome: Tagged) -> bytes:
    """Labels as pairs of index (unsigned 16 bits) and score (half precision), little-endian."""
    packed = np.empty(len(outcome.indices), _LABEL)
    packed["index"], packed["score"] = outcome.indices, outcome.scores
    return packed.tobytes()


def _columns(entry: Entry) -> tuple[object, ...]:
    """Error, its code and facts, labels, lasting."""
    outcome, lasting = entry.outcome, entry.lasting and entry.stamp is not None
    if isinstance(outcome, Tagged):
        return None, None, None, pack(outcome), lasting
    return *reasons.columns_of(outcome.reason), None, lasting


def _outcome(path: Path, row: Sequence[Any]) -> Outcome:
    _, width, height, error, code, facts, labels = row[:7]
    if error is not None:
        return Failed(path, reasons.reason_of(path, error, code, facts))
    packed = np.frombuffer(labels, _LABEL)
    scores = packed["score"].astype(float).tolist()
    return Tagged(path, width, height, tuple(packed["index"].tolist()), tuple(scores))


def _parts(paths: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Few enough at a time for the variables of a statement."""
    return (paths[start : start + _VARIABLES] for start in range(0, len(paths), _VARIABLES))


def _span(under: Path | None) -> tuple[bytes, bytes]:
    """Between which two byte strings the paths of a folder lie."""
    if under is None:
        return b"", b"\xff" * 8
    prefix = os.fsencode(under).rstrip(os.fsencode(os.sep)) + os.fsencode(os.sep)
    return prefix, prefix[:-1] + bytes([prefix[-1] + 1])


def _content_of(path: Path) -> tuple[FileStamp | None, bytes | None]:
    stamp = FileStamp.of(path)
    return stamp, fingerprint_of(path, stamp.size) if stamp is not None else None


def _is_gone(old: bytes, new: bytes) -> bool:
    """Whether a file that is at ``new`` is no longer at ``old``.

    Where upper and lower case are one, a file is still found under a name that it lost.
    """
    if not os.path.lexists(old):
        return True
    if old == new or _folded(old) != _folded(new):
        return False
    try:
        return os.path.samefile(old, new)  # noqa: PTH121  (names are bytes)
    except OSError:
        return False


def _folded(path: bytes) -> str | bytes:
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", os.fsdecode(path)).casefold()
