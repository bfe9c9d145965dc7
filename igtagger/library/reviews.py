"""What the person decided, in the library's tables ``decisions`` and ``own_tags``.

Functions over a connection; transactions are the caller's, which is the library. Images are named
by their number.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from igtagger.domain import LabelRef, Review
from igtagger.library.spans import Span


def read(connection: sqlite3.Connection, images: Sequence[int]) -> dict[int, Review]:
    """The reviews of those images that have one; rows that make no sense are passed over.

    Args:
        connection: the library.
        images: numbers, no more than a statement takes variables.
    """
    confirmed: defaultdict[int, set[LabelRef]] = defaultdict(set)
    rejected: defaultdict[int, set[LabelRef]] = defaultdict(set)
    own: defaultdict[int, list[str]] = defaultdict(list)
    marks = ",".join("?" * len(images))
    query = f"SELECT image, label_set, label, confirmed FROM decisions WHERE image IN ({marks})"  # noqa: S608
    for image, label_set, label, is_confirmed in connection.execute(query, images):
        if isinstance(label_set, str) and isinstance(label, int):
            (confirmed if is_confirmed else rejected)[image].add(LabelRef(label_set, label))
    query = f"SELECT image, name FROM own_tags WHERE image IN ({marks}) ORDER BY image, position"  # noqa: S608
    for image, name in connection.execute(query, images):
        if isinstance(name, str):
            own[image].append(name)
    return {
        image: Review(frozenset(confirmed[image]), frozenset(rejected[image]), tuple(own[image]))
        for image in {*confirmed, *rejected, *own}
    }


def page(connection: sqlite3.Connection, span: Span, most: int) -> list[tuple[int, bytes]]:
    """The first images with a review within a stretch of paths: their numbers and paths."""
    rows = connection.execute(
        "SELECT id, path FROM images WHERE path >= ? AND (? IS NULL OR path < ?) AND "
        "(EXISTS (SELECT 1 FROM decisions WHERE image = images.id) "
        "OR EXISTS (SELECT 1 FROM own_tags WHERE image = images.id)) ORDER BY path LIMIT ?",
        (span.low, span.high, span.high, most),
    )
    return rows.fetchall()


def replace(connection: sqlite3.Connection, reviews: Mapping[int, Review]) -> None:
    """Make these the reviews of these images, whatever they were before."""
    images = [(image,) for image in reviews]
    connection.executemany("DELETE FROM decisions WHERE image = ?", images)
    connection.executemany("DELETE FROM own_tags WHERE image = ?", images)
    connection.executemany(
        "INSERT INTO decisions (image, label_set, label, confirmed) VALUES (?, ?, ?, ?)",
        _decisions(reviews),
    )
    connection.executemany(
        "INSERT INTO own_tags (image, position, name) VALUES (?, ?, CAST(? AS TEXT))",
        (
            (image, position, name.encode("utf-8", "surrogatepass"))
            for image, review in reviews.items()
            for position, name in enumerate(review.own)
        ),
    )


def _decisions(reviews: Mapping[int, Review]) -> Iterable[tuple[int, str, int, bool]]:
    for image, review in reviews.items():
        for labels, confirmed in ((review.confirmed, True), (review.rejected, False)):
            for label in labels:
                yield image, label.label_set, label.index, confirmed


def merged(first: Review, second: Review) -> Review:
    """Both; where they contradict each other, ``first``."""
    return Review(
        first.confirmed | (second.confirmed - first.rejected),
        first.rejected | (second.rejected - first.confirmed),
        (*first.own, *(name for name in second.own if name not in first.own)),
    )


def own_tags(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The names of all own tags and how many images have each; the most used first."""
    rows = connection.execute(
        "SELECT name, count(*) FROM own_tags GROUP BY name ORDER BY count(*) DESC, name"
    )
    return [(name, count) for name, count in rows if isinstance(name, str)]
