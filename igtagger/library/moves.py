"""Files that were moved or renamed: what is known of them follows, found by their content.

Functions over a connection; transactions are the caller's, which is the library. A *content* is a
fingerprint and a size in bytes.
"""

from __future__ import annotations

import os
import sqlite3
import unicodedata
from dataclasses import dataclass

from igtagger.domain import Review, Tagged
from igtagger.library import reviews
from igtagger.library.images import FileStamp
from igtagger.pictures import archives

_MOST_COPIES = 64
"""How many files of one content are looked at to find the one that was moved."""

Content = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class Recognised:
    """What is known of a file by its content.

    ``outcome`` is the model's that was asked for, None where it said nothing; ``moved`` whether
    all that is known of a file that is gone followed to this one, the person's decisions too.
    """

    outcome: Tagged | None = None
    moved: bool = False


def copies(connection: sqlite3.Connection, content: Content) -> dict[bytes, int | None]:
    """Paths of the files of one content, with the time of change at which they had it."""
    rows = connection.execute(
        "SELECT path, mtime_ns FROM images WHERE fingerprint = ? AND size = ? LIMIT ?",
        (*content, _MOST_COPIES),
    )
    return {path: changed for path, changed in rows.fetchall() if isinstance(path, bytes)}


def follow(
    connection: sqlite3.Connection, new: bytes, stamp: FileStamp, fingerprint: bytes
) -> int | None:
    """Let the image of this content whose file is gone follow to ``new``; its number.

    None where there is none, or ``new`` had this content before: it is a copy then. What the
    person decided about another picture that was at ``new`` is merged into it.
    """
    run, content = connection.execute, (fingerprint, stamp.size)
    rows = run(
        "SELECT path, id FROM images WHERE fingerprint = ? AND size = ? LIMIT ?",
        (*content, _MOST_COPIES),
    ).fetchall()
    gone = [image for old, image in rows if isinstance(old, bytes) and is_gone(old, new)]
    row = run("SELECT id, fingerprint, size FROM images WHERE path = ?", (new,)).fetchone()
    if not gone or (row is not None and row[1:] == content):
        return None
    decided = reviews.read(connection, gone)
    image = next(iter(decided), gone[0])
    if row is not None:
        replaced = int(row[0])
        of_replaced = reviews.read(connection, [replaced]).get(replaced, Review())
        both = reviews.merged(decided.get(image, Review()), of_replaced)
        reviews.replace(connection, {image: both, replaced: Review()})
        # What was written into the picture that was there went with it.
        run("DELETE FROM writes WHERE image = ?", (replaced,))
        run("DELETE FROM images WHERE id = ?", (replaced,))
    run(
        "UPDATE images SET path = ?, mtime_ns = ?, ctime_ns = ? WHERE id = ?",
        (new, stamp.mtime_ns, stamp.ctime_ns, image),
    )
    # Reasons for failing name the file, by its old name.
    run("DELETE FROM outcomes WHERE image = ? AND error IS NOT NULL", (image,))
    return int(image)


def is_gone(old: bytes, new: bytes) -> bool:
    """Whether a file that is at ``new`` is no longer at ``old``.

    Where upper and lower case are one, a file is still found under a name that it lost.
    """
    if not archives.exists(old):
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
