"""What was written into files, in the tables ``write_runs``, ``writes`` and ``written_tags``.

A change is recorded before it is made, with a digest of what the file will be, and settled after
it. What is still unsettled when nobody is writing was cut short; the file itself then tells by its
digest whether the change came to be.

Functions over a connection; transactions are the caller's, which is the library.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple

from igtagger.labels.file_keywords import WrittenTag
from igtagger.library import images
from igtagger.library.images import FileStamp


class WriteState(IntEnum):
    """Where a record stands."""

    INTENDED = 0
    """About to be written."""
    WRITTEN = 1
    GOING = 2
    """About to be taken back."""
    GONE = 3
    """Taken back."""
    MADE = 4
    """A whole file of tags beside a picture: it is written anew, and never taken back. Its digest
    tells whether a file is still as we made it."""


UNSETTLED = (WriteState.INTENDED, WriteState.GOING)
"""A change is in hand, or was when the program was ended."""
_MADE = "made"
"""In place of a preset."""
THERE = (WriteState.WRITTEN, *UNSETTLED)
"""It may be in the file."""


class FileContent(NamedTuple):
    """Of a picture's own file: its stamp, and its fingerprint at that."""

    stamp: FileStamp
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Intention:
    """What is about to be written.

    Attributes:
        picture: whose tags they are.
        file: that picture, or its sidecar.
        made: whether the packet or the sidecar was not there before.
        tags: exactly those that are added: the name of a field and a tag.
        digest: of the file as it will be; any that is compared with its like.
        before: of the file as it is, where it is the picture itself.
    """

    picture: Path
    file: Path
    made: bool
    tags: tuple[tuple[str, str], ...]
    digest: bytes
    before: FileContent | None = None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What was written into one file.

    Attributes:
        number: of the record.
        preset: by which it was written.
        picture: where it is now, as far as that is known.
        written_as: where it was then.
        written_to: the file that was written: the picture, or its sidecar.
        made: as of :class:`Intention`.
        state: where the record stands.
        tags: as of :class:`Intention`.
        digest: what the file is to be; None where no change is in hand.
    """

    number: int
    preset: str
    picture: Path
    written_as: Path
    written_to: Path
    made: bool
    state: WriteState
    tags: tuple[tuple[str, str], ...]
    digest: bytes | None

    @property
    def file(self) -> Path:
        """Where that file is now: a sidecar goes along with its picture."""
        if self.written_to == self.written_as:
            return self.picture
        if self.picture == self.written_as:
            return self.written_to
        whole = self.written_to.name.startswith(self.written_as.name)
        old, new = (self.written_as, self.picture) if whole else _stems(self)
        return self.picture.with_name(new.name + self.written_to.name[len(old.name) :])


def _stems(record: FileRecord) -> tuple[Path, Path]:
    return record.written_as.with_suffix(""), record.picture.with_suffix("")


@dataclass(frozen=True, slots=True)
class WriteRun:
    """One pass of writing.

    Attributes:
        number: from 1.
        began: seconds since 1970.
        preset: by which it wrote.
        files: pictures into which or beside which it wrote.
        taken_back: those of them of which all was taken back.
    """

    number: int
    began: int
    preset: str
    files: int
    taken_back: int


def begin(connection: sqlite3.Connection, preset: str) -> int:
    """A new run; its number."""
    cursor = connection.execute(
        "INSERT INTO write_runs (began, preset) VALUES (?, ?)", (int(time.time()), preset)
    )
    return int(cursor.lastrowid or 0)


def intend(connection: sqlite3.Connection, run: int, intention: Intention) -> int:
    """Record what is about to be written; its number."""
    picture = os.fsencode(intention.picture)
    cursor = connection.execute(
        "INSERT INTO writes (run, image, picture, file, made, state, changed) "
        "VALUES (?, (SELECT id FROM images WHERE path = ?), ?, ?, ?, ?, ?)",
        (
            *(run, picture, picture, os.fsencode(intention.file)),
            *(intention.made, WriteState.INTENDED, int(time.time())),
        ),
    )
    number = int(cursor.lastrowid or 0)
    connection.executemany(
        "INSERT INTO written_tags (write, position, field, tag) VALUES (?, ?, ?, ?)",
        ((number, position, *tag) for position, tag in enumerate(intention.tags)),
    )
    _take_in_hand(connection, number, WriteState.INTENDED, intention.digest, intention.before)
    return number


def intend_taking_back(
    connection: sqlite3.Connection, number: int, digest: bytes, before: FileContent | None
) -> None:
    """Record that what is written is about to be taken back."""
    _take_in_hand(connection, number, WriteState.GOING, digest, before)


def _take_in_hand(
    connection: sqlite3.Connection,
    number: int,
    state: WriteState,
    digest: bytes,
    before: FileContent | None,
) -> None:
    old: tuple[object, ...] = (None, None, None)
    if before is not None:
        old = (before.stamp.size, before.stamp.mtime_ns, before.fingerprint)
    connection.execute(
        "UPDATE writes SET state = ?, digest = ?, old_size = ?, old_mtime_ns = ?, "
        "old_fingerprint = ? WHERE id = ?",
        (state, digest, *old, number),
    )


def settle(connection: sqlite3.Connection, number: int, after: FileContent | None) -> None:
    """The change in hand was made.

    A picture that was known as it was before is known as it is now: what was said of it holds, as
    nothing but its tags is another. Who takes back what made a packet leaves that to the others.

    Args:
        connection: the library.
        number: of the record.
        after: of the picture's own file, where that was changed.
    """
    run = connection.execute
    row = run(
        "SELECT image, picture, file, made, state, old_size, old_mtime_ns, old_fingerprint "
        "FROM writes WHERE id = ?",
        (number,),
    ).fetchone()
    if row is None:
        return
    image, picture, file, made, state, *old = row
    if after is not None and old[0] is not None:
        stamp = after.stamp
        run(
            "UPDATE images SET size = ?, mtime_ns = ?, ctime_ns = ?, fingerprint = ? "
            "WHERE id = ? AND size = ? AND mtime_ns = ? AND fingerprint = ?",
            (*stamp, after.fingerprint, image, *old),
        )
        # So does what others said in it: our own tags are no part of that.
        run(
            "UPDATE file_facts SET size = ?, mtime_ns = ?, ctime_ns = ? "
            "WHERE image = ? AND size = ? AND mtime_ns = ?",
            (*stamp, image, *old[:2]),
        )
    new = WriteState.GONE if state in (WriteState.GOING, WriteState.GONE) else WriteState.WRITTEN
    _release(connection, number, new)
    if made and new == WriteState.GONE:
        run(
            "UPDATE writes SET made = 1 WHERE id = (SELECT min(id) FROM writes "
            "WHERE picture = ? AND file = ? AND image IS ? AND state = ?)",
            (picture, file, image, WriteState.WRITTEN),
        )


def has_made(connection: sqlite3.Connection, picture: Path, digest: bytes) -> bool:
    """Whether a whole file of that digest was made beside a picture."""
    row = connection.execute(
        "SELECT 1 FROM writes JOIN images ON images.id = image "
        "WHERE path = ? AND state = ? AND digest = ?",
        (os.fsencode(picture), WriteState.MADE, digest),
    ).fetchone()
    return row is not None


def keep_made(
    connection: sqlite3.Connection, picture: Path, file: Path, digest: bytes, old: bytes | None
) -> None:
    """Record which whole file is about to be made beside a picture.

    Args:
        connection: the library.
        picture: one that it knows; of others nothing is kept.
        file: that is made.
        digest: of it.
        old: of the file that is there: as long as it is, it is known as well, if it was ours.
    """
    path, beside = os.fsencode(picture), os.fsencode(file)
    (image,) = connection.execute("SELECT max(id) FROM images WHERE path = ?", (path,)).fetchone()
    if image is None:
        return
    connection.execute(
        "DELETE FROM writes WHERE image = ? AND file = ? AND state = ? AND digest IS NOT ?",
        (image, beside, WriteState.MADE, old),
    )
    connection.execute(
        "INSERT INTO writes (run, image, picture, file, made, state, changed, digest) "
        "VALUES (?, ?, ?, ?, 1, ?, ?, ?)",
        (_run_of_made(connection), image, path, beside, WriteState.MADE, int(time.time()), digest),
    )


def _run_of_made(connection: sqlite3.Connection) -> int:
    """All whole files are of one run, which is listed nowhere."""
    row = connection.execute("SELECT min(id) FROM write_runs WHERE preset = ?", (_MADE,)).fetchone()
    return int(row[0]) if row[0] is not None else begin(connection, _MADE)


def forget_made(connection: sqlite3.Connection, images: Sequence[int]) -> None:
    """Of these images, no more than a statement takes."""
    marks = ",".join("?" * len(images))
    connection.execute(
        f"DELETE FROM writes WHERE image IN ({marks}) AND state = ?",  # noqa: S608
        (*images, WriteState.MADE),
    )


def give_up(connection: sqlite3.Connection, number: int) -> None:
    """The change in hand was not made: what was to be written is forgotten, what is there stays."""
    connection.execute(
        "DELETE FROM writes WHERE id = ? AND state = ?", (number, WriteState.INTENDED)
    )
    connection.execute(
        "UPDATE writes SET state = ?, digest = NULL WHERE id = ? AND state = ?",
        (WriteState.WRITTEN, number, WriteState.GOING),
    )


def mark_gone(connection: sqlite3.Connection, number: int) -> None:
    """Nothing of it is there any more."""
    _release(connection, number, WriteState.GONE)


def _release(connection: sqlite3.Connection, number: int, state: WriteState) -> None:
    connection.execute(
        "UPDATE writes SET state = ?, changed = ?, digest = NULL, old_size = NULL, "
        "old_mtime_ns = NULL, old_fingerprint = NULL WHERE id = ?",
        (state, int(time.time()), number),
    )


# Reading


def runs(connection: sqlite3.Connection) -> list[WriteRun]:
    """Those that wrote anything, the oldest first."""
    rows = connection.execute(
        "SELECT write_runs.id, began, preset, count(DISTINCT picture), "
        "count(DISTINCT picture) - count(DISTINCT iif(state = ?, NULL, picture)) FROM write_runs "
        "JOIN writes ON run = write_runs.id WHERE state <> ? "
        "GROUP BY write_runs.id ORDER BY write_runs.id",
        (WriteState.GONE, WriteState.MADE),
    )
    return [
        WriteRun(number, began, str(preset), files, taken_back)
        for number, began, preset, files, taken_back in rows
    ]


def in_state(
    connection: sqlite3.Connection, states: Sequence[WriteState], run: int | None = None
) -> list[int]:
    """The numbers of records in one of these states.

    Those of a picture follow each other, the newest first, as they are to be taken back.

    Args:
        connection: the library.
        states: any of these.
        run: of this run alone.
    """
    marks = ",".join("?" * len(states))
    query = (
        "SELECT writes.id FROM writes LEFT JOIN images ON images.id = image "  # noqa: S608
        f"WHERE state IN ({marks}) AND (? IS NULL OR run = ?) "
        "ORDER BY coalesce(path, picture), writes.id DESC"
    )
    return [int(row[0]) for row in connection.execute(query, (*states, run, run))]


def read(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[FileRecord]:
    """The records of these numbers that are there, in their order.

    Args:
        connection: the library.
        numbers: no more than a statement takes variables.
    """
    marks = ",".join("?" * len(numbers))
    tags: dict[int, list[tuple[str, str]]] = {number: [] for number in numbers}
    query = f"SELECT write, field, tag FROM written_tags WHERE write IN ({marks}) ORDER BY position"  # noqa: S608
    for number, field, tag in connection.execute(query, numbers):
        tags[number].append((str(field), str(tag)))
    query = (
        "SELECT writes.id, preset, coalesce(path, picture), picture, file, made, state, digest "  # noqa: S608
        "FROM writes JOIN write_runs ON write_runs.id = run LEFT JOIN images ON images.id = image "
        f"WHERE writes.id IN ({marks})"
    )
    found = {row[0]: row for row in connection.execute(query, numbers)}
    return list(_records(found, tags))


def tags_of(
    connection: sqlite3.Connection, files: Mapping[int, Collection[bytes]]
) -> dict[int, set[WrittenTag]]:
    """What was added to files of some images, or is about to be, and was not taken back.

    Args:
        connection: the library.
        files: of each image, by its number, the paths of files that are looked at. Those that were
            written for another image, which shares a sidecar, are among them.
    """
    owners: defaultdict[int, set[int]] = defaultdict(set)
    of_file: defaultdict[bytes, list[int]] = defaultdict(list)
    for image, paths in files.items():
        for path in paths:
            of_file[path].append(image)
    for part in images.parts(list(of_file)):
        marks = ",".join("?" * len(part))
        query = f"SELECT id, file FROM writes WHERE file IN ({marks}) AND state <> ?"  # noqa: S608
        for number, file in connection.execute(query, (*part, WriteState.GONE)):
            owners[number].update(of_file[file])
    for numbers in _few(list(files)):
        marks = ",".join("?" * len(numbers))
        query = f"SELECT id, image FROM writes WHERE image IN ({marks}) AND state <> ?"  # noqa: S608
        for number, image in connection.execute(query, (*numbers, WriteState.GONE)):
            owners[number].add(image)  # moved since it was written
    found: defaultdict[int, set[WrittenTag]] = defaultdict(set)
    for numbers in _few(list(owners)):
        for record in read(connection, numbers):
            for image in owners[record.number]:
                found[image] |= {WrittenTag(record.file.name, *tag) for tag in record.tags}
    return found


def _few(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Few enough at a time for the variables of a statement."""
    most = images.MOST_VARIABLES
    return (numbers[start : start + most] for start in range(0, len(numbers), most))


def _records(
    found: dict[int, tuple[Any, ...]], tags: dict[int, list[tuple[str, str]]]
) -> Iterator[FileRecord]:
    for number, each in tags.items():
        if number in found:
            _, preset, *paths, made, state, digest = found[number]
            if not all(isinstance(path, bytes) for path in paths):
                continue  # no igtagger wrote that
            now, then, file = (Path(os.fsdecode(path)) for path in paths)
            yield FileRecord(
                number,
                str(preset),
                now,
                then,
                file,
                bool(made),
                WriteState(state),
                tuple(each),
                digest,
            )
