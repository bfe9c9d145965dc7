"""Changes of the person's own tags on all pictures at once, and the record that undoes them.

A change is one transaction: whenever the program is ended, all pictures have the old tags or all
have the new ones. For each picture the record has its own tags before and after, so that whoever
had two tags that became one has both again. Records are left out where a damaged library is
rescued: tags are, and what cannot be undone any more is no loss of them.

Functions over a connection; transactions are the caller's, which is the library.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from igtagger.labels.own_tags import moved, replaced, same_tag
from igtagger.library.images import MOST_VARIABLES
from igtagger.library.writes import THERE

MOST_KEPT = 20
"""Changes that can be undone. One over 100,000 pictures takes about 10 MB."""

GoingOn = Callable[[int, int], object]
"""Called now and then with the pictures done, and all; raises what the change is to end with."""


class TagPlan(NamedTuple):
    """A change.

    Attributes:
        edit: what it is, as its maker writes it down.
        old: the tags that go, as :func:`~igtagger.labels.own_tags.same_tag` has them.
        new: what takes their place; None where they just go.
        old_rules, new_rules: the text of the person's rules before and after; None for both where
            it stays as it is.
    """

    edit: str
    old: frozenset[str] = frozenset()
    new: str | None = None
    old_rules: str | None = None
    new_rules: str | None = None


class TagRecord(NamedTuple):
    """A change that was made.

    Attributes:
        number: by which it is undone.
        edit, old_rules, new_rules: as of :class:`TagPlan`.
        undone: whether it is taken back.
        settled: whether what lies outside the library has been written accordingly.
        began: when it was made, in seconds since 1970.
    """

    number: int
    edit: str
    old_rules: str | None
    new_rules: str | None
    undone: bool
    settled: bool
    began: int


class TagCounts(NamedTuple):
    """What a change would come to.

    Attributes:
        pictures: how many have any of the tags that go.
        several: how many of them have several of those that become one.
        written: into or beside how many pictures this program wrote one of the tags that go.
    """

    pictures: int
    several: int
    written: int


def spellings(connection: sqlite3.Connection, tags: Collection[str]) -> list[str]:
    """The names in use that are one of ``tags``, as :func:`same_tag` has them."""
    rows = connection.execute("SELECT DISTINCT name FROM own_tags")
    return [name for (name,) in rows if isinstance(name, str) and same_tag(name) in tags]


def count(connection: sqlite3.Connection, old: Collection[str], new: str | None) -> TagCounts:
    """What a change would come to: see :class:`TagPlan`."""
    gone = set(spellings(connection, old))
    both = {*gone, *(spellings(connection, {same_tag(new)}) if new is not None else ())}
    numbers: dict[int, int] = {}
    for image, name in _having(connection, sorted(both)):
        # Whether it has one that goes, in the lowest bit; how many there are, in those above.
        numbers[image] = (numbers.get(image, 0) + 2) | (name in gone)
    having = [number >> 1 for number in numbers.values() if number & 1]
    several = sum(number > 1 for number in having) if new is not None else 0
    return TagCounts(len(having), several, _written(connection, old))


def _having(connection: sqlite3.Connection, names: Sequence[str]) -> Iterator[tuple[int, str]]:
    for name in names:
        rows = connection.execute("SELECT image FROM own_tags WHERE name = ?", (name,))
        for (image,) in rows:
            yield image, name


def _written(connection: sqlite3.Connection, old: Collection[str]) -> int:
    """Of how many pictures files still have one of these, as a word or at the end of a way."""
    rows = connection.execute("SELECT DISTINCT tag FROM written_tags")
    tags = [tag for (tag,) in rows if isinstance(tag, str) and not _last(tag).isdisjoint(old)]
    pictures = set[int | bytes]()
    for at in range(0, len(tags), MOST_VARIABLES):
        part = tags[at : at + MOST_VARIABLES]
        within = f"state IN (?, ?, ?) AND tag IN ({','.join('?' * len(part))})"
        query = (
            "SELECT DISTINCT coalesce(image, picture) FROM writes "  # noqa: S608
            f"JOIN written_tags ON write = writes.id WHERE {within}"
        )
        pictures.update(picture for (picture,) in connection.execute(query, (*THERE, *part)))
    return len(pictures)


def _last(tag: str) -> set[str]:
    """A keyword as it was written, and what it ends with where it has levels."""
    return {same_tag(tag), *(same_tag(tag.rpartition(mark)[2]) for mark in "|/")}


def begin(connection: sqlite3.Connection, plan: TagPlan) -> int:
    """A new record, which takes the place of the oldest one where there are many; its number."""
    cursor = connection.execute(
        "INSERT INTO tag_changes (began, edit, old_rules, new_rules, undone, settled) "
        "VALUES (?, ?, ?, ?, 0, 0)",
        (int(time.time()), plan.edit, plan.old_rules, plan.new_rules),
    )
    connection.execute(
        "DELETE FROM tag_changes WHERE id NOT IN "
        "(SELECT id FROM tag_changes ORDER BY id DESC LIMIT ?)",
        (MOST_KEPT,),
    )
    return int(cursor.lastrowid or 0)


def make(connection: sqlite3.Connection, number: int, plan: TagPlan, going_on: GoingOn) -> int:
    """Make a change whose record has begun; how many pictures have other tags by it."""
    having = _having(connection, spellings(connection, plan.old))
    images = sorted({image for image, _ in having})
    made = 0
    for part in _parts(images):
        going_on(made, len(images))
        before = _own(connection, part)
        after = {image: replaced(own, plan.old, plan.new) for image, own in before.items()}
        connection.executemany(
            "INSERT INTO changed_tags VALUES (?, ?, ?, ?)",
            [
                (number, image, json.dumps(before[image]), json.dumps(own))
                for image, own in after.items()
            ],
        )
        _put(connection, after)
        made += len(part)
    going_on(made, len(images))
    return made


def move(connection: sqlite3.Connection, number: int, *, back: bool, going_on: GoingOn) -> int:
    """Undo a change, or make it again; how many pictures have other tags by it.

    What others did to a picture meanwhile stays.
    """
    rows = connection.execute("SELECT image FROM changed_tags WHERE change = ?", (number,))
    images = [image for (image,) in rows.fetchall()]
    made = 0
    for part in _parts(images):
        going_on(made, len(images))
        now, after = _own(connection, part), {}
        for image, first, last in _recorded(connection, number, part):
            one, other = (last, first) if back else (first, last)
            after[image] = moved(now.get(image, ()), one, other)
        _put(connection, after)
        made += len(part)
    going_on(made, len(images))
    connection.execute(
        "UPDATE tag_changes SET undone = ?, settled = 0 WHERE id = ?", (back, number)
    )
    return made


def records(connection: sqlite3.Connection) -> list[TagRecord]:
    """The changes that are kept, the oldest first."""
    rows = connection.execute(
        "SELECT id, edit, old_rules, new_rules, undone, settled, began FROM tag_changes "
        "WHERE typeof(edit) = 'text' ORDER BY id"
    )
    return [
        TagRecord(number, edit, old, new, bool(undone), bool(settled), began)
        for number, edit, old, new, undone, settled, began in rows
    ]


def paths(connection: sqlite3.Connection, number: int) -> list[bytes]:
    """Of the pictures that a change is about."""
    rows = connection.execute(
        "SELECT path FROM changed_tags JOIN images ON images.id = image WHERE change = ?", (number,)
    )
    return [path for (path,) in rows if isinstance(path, bytes)]


def settle(connection: sqlite3.Connection, number: int) -> None:
    """The file of rules is as the record says."""
    connection.execute("UPDATE tag_changes SET settled = 1 WHERE id = ?", (number,))


def _parts(images: Sequence[int]) -> Iterator[Sequence[int]]:
    return (images[at : at + MOST_VARIABLES] for at in range(0, len(images), MOST_VARIABLES))


def _own(connection: sqlite3.Connection, images: Sequence[int]) -> dict[int, tuple[str, ...]]:
    marks = ",".join("?" * len(images))
    query = f"SELECT image, name FROM own_tags WHERE image IN ({marks}) ORDER BY image, position"  # noqa: S608
    own: dict[int, list[str]] = {}
    for image, name in connection.execute(query, images):
        if isinstance(name, str):
            own.setdefault(image, []).append(name)
    return {image: tuple(names) for image, names in own.items()}


def _recorded(
    connection: sqlite3.Connection, number: int, images: Sequence[int]
) -> Iterator[tuple[int, list[str], list[str]]]:
    """The image, and its tags before and after; what makes no sense is passed over."""
    within = f"change = ? AND image IN ({','.join('?' * len(images))})"
    query = f"SELECT image, before, after FROM changed_tags WHERE {within}"  # noqa: S608
    for image, *kept in connection.execute(query, (number, *images)):
        before, after = map(_names_in, kept)
        if before is not None and after is not None:
            yield image, before, after


def _names_in(kept: object) -> list[str] | None:
    try:
        names = json.loads(kept) if isinstance(kept, str) else None
    except ValueError:
        return None
    is_right = isinstance(names, list) and all(isinstance(name, str) for name in names)
    return names if is_right else None


def _put(connection: sqlite3.Connection, own: dict[int, tuple[str, ...]]) -> None:
    connection.executemany("DELETE FROM own_tags WHERE image = ?", [(image,) for image in own])
    connection.executemany(
        "INSERT INTO own_tags (image, position, name) VALUES (?, ?, ?)",
        [
            (image, position, name)
            for image, names in own.items()
            for position, name in enumerate(names)
        ],
    )
