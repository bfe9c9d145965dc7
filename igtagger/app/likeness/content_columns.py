"""What is kept of the content of many files, in columns: 74 bytes a picture."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from igtagger.app.likeness.alike_pairs import Steps
from igtagger.library.contents import Content
from igtagger.library.facade import Library
from igtagger.library.spans import Span


@dataclass(frozen=True, slots=True, eq=False)
class ContentColumns:
    """Files, of which a better copy comes first.

    The better copy has more pixels; with as many, more bytes, as it is less compressed; with as
    many of these, too, it is older; and comes first by its path.

    Attributes:
        numbers: of the files in the library, ``int64 (n,)``.
        places: of each among all, by path.
        sizes: in bytes.
        changed: when, in nanoseconds since 1970.
        widths: in pixels; 0 of what is no picture.
        heights: likewise.
        marks: fingerprints, ``uint64 (n, 2)``.
        marked: which have one.
        hashes: difference hashes, ``uint64 (n,)``.
        hashed: which have one.
    """

    numbers: NDArray[np.int64]
    places: NDArray[np.int64]
    sizes: NDArray[np.int64]
    changed: NDArray[np.int64]
    widths: NDArray[np.int64]
    heights: NDArray[np.int64]
    marks: NDArray[np.uint64]
    marked: NDArray[np.bool_]
    hashes: NDArray[np.uint64]
    hashed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def are_pictures(self) -> NDArray[np.bool_]:
        """Which could be read as pictures."""
        return self.widths > 0

    def same_shape(
        self, first: NDArray[np.integer], second: NDArray[np.integer]
    ) -> NDArray[np.bool_]:
        """Whether pairs have the same ratio of width and height, but for rounding to pixels."""
        wide = self.widths[first] * self.heights[second]
        high = self.heights[first] * self.widths[second]
        sides = (self.widths[first], self.heights[first], self.widths[second], self.heights[second])
        least = np.maximum(np.minimum.reduce(sides), 1)
        found: NDArray[np.bool_] = np.abs(wide - high) <= np.maximum(wide, high) * (
            _SHAPES_APART + 1 / least
        )
        return found


_SHAPES_APART = 0.005
"""By so much of itself may a ratio differ, beyond one pixel. Different charts of one program that
had close hashes differed by 0.014."""


def read_columns(library: Library, spans: Sequence[Span]) -> Generator[Steps, None, ContentColumns]:
    """Read what is kept of the files within some stretches of paths."""
    total, parts = library.count(spans), list[ContentColumns]()
    done = 0
    for page in library.contents(spans):
        parts.append(_columns(page, done))
        done += len(page)
        yield done, max(done, total)
    return _in_order(_joined(parts or [_columns([], 0)]))


def _columns(page: Sequence[Content], first: int) -> ContentColumns:
    def whole(values: Iterable[int]) -> NDArray[np.int64]:
        return np.fromiter(values, np.int64, len(page))

    marks = b"".join(each.fingerprint or bytes(16) for each in page)
    hashes = (each.difference_hash or 0 for each in page)
    return ContentColumns(
        whole(each.number for each in page),
        np.arange(first, first + len(page)),
        whole(each.size for each in page),
        whole(each.mtime_ns for each in page),
        whole(each.width for each in page),
        whole(each.height for each in page),
        np.frombuffer(marks, np.uint64).reshape(-1, 2),
        np.fromiter((each.fingerprint is not None for each in page), np.bool_, len(page)),
        np.fromiter(hashes, np.uint64, len(page)),
        np.fromiter((each.difference_hash is not None for each in page), np.bool_, len(page)),
    )


def _joined(parts: Sequence[ContentColumns]) -> ContentColumns:
    names = [field.name for field in fields(ContentColumns)]
    return ContentColumns(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in names)
    )


def _in_order(columns: ContentColumns) -> ContentColumns:
    pixels = columns.widths * columns.heights
    order = np.lexsort((columns.places, columns.changed, -columns.sizes, -pixels))
    names = [field.name for field in fields(ContentColumns)]
    return ContentColumns(*(getattr(columns, name)[order] for name in names))


def equal_marks(columns: ContentColumns) -> list[NDArray[np.int64]]:
    """Those of several files that share size and fingerprint, the better copies first."""
    known = np.flatnonzero(columns.marked)
    high, low = columns.marks[known, 0], columns.marks[known, 1]
    order = known[np.lexsort((columns.sizes[known], low, high))]
    same = np.all(columns.marks[order[1:]] == columns.marks[order[:-1]], axis=1)
    same &= columns.sizes[order[1:]] == columns.sizes[order[:-1]]
    return runs_of_several(order, same)


def runs_of_several(order: NDArray[np.int64], same: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Cut an order into runs, and leave out those of one.

    Args:
        order: what is cut.
        same: of each but the first, whether it belongs to the one before it.
    """
    if not len(order):
        return []
    follows, is_followed = np.append(False, same), np.append(same, False)
    kept = follows | is_followed
    begins = np.flatnonzero(~follows[kept])
    return np.split(order[kept], begins[1:]) if len(begins) else []


def paths_at(library: Library, columns: ContentColumns, places: Sequence[int]) -> dict[int, Path]:
    """The paths of the files at some places, without those that were forgotten meanwhile."""
    numbers = columns.numbers[np.asarray(places, np.int64)].tolist()
    paths = library.image_paths(numbers)
    found = zip(places, numbers, strict=True)
    return {place: paths[number] for place, number in found if number in paths}
