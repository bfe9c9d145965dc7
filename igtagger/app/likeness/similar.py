"""Pictures that are like one: all that are kept are compared, exactly, without an index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from igtagger.app.likeness.feature_space import FeatureSpace, space_of
from igtagger.app.likeness.same_bytes import same_content
from igtagger.app.tagger import HeadedEngine
from igtagger.engines.protocol import Engine
from igtagger.errors import Cancelled
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.images import FileStamp
from igtagger.library.spans import EVERYTHING, Span
from igtagger.pictures.decoding import load, load_pixels
from igtagger.pictures.fingerprint import fingerprint

_AT_ONCE = 1000

Sameness = Literal["", "itself", "bytes"]


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A picture that others are compared with.

    Attributes:
        features: ``float32 (channels,)``.
        path: its file; None of one that was pasted.
        content: fingerprint and size in bytes of the file, where it could be read.
    """

    features: NDArray[np.float32]
    path: Path | None = None
    content: tuple[bytes, int] | None = None


class Alike(NamedTuple):
    """A picture that was found.

    Attributes:
        path: where it is.
        similarity: cosine of its features and those asked about, -1 to 1.
        same: ``itself`` of the picture that was asked about, ``bytes`` of a copy that is equal to
            it in each byte, else empty.
    """

    path: Path
    similarity: float
    same: Sameness


def query_of_kept(library: Library, key: FeaturesKey, path: Path) -> Query | None:
    """Of a picture of which features are kept; None where there are none of what it is now.

    Raises:
        LibraryError: they cannot be read.
    """
    found, stamp = library.features_of(key, [path]), FileStamp.of(path)
    if path not in found:
        return None
    for kept in library.contents_of(list(library.image_numbers([path]).values())).values():
        if stamp is not None and stamp[:2] != (kept.size, kept.mtime_ns):
            return None
    return Query(found[path], path, _content(path))


def query_of_file(path: Path, engine: Engine, *, exact: bool = False) -> Query:
    """Of any file.

    Raises:
        UnreadableImage: it is no picture that can be read.
        EngineError: the memory is too small.
    """
    pixels = load(path, engine.spec.preprocessing, exact=exact).pixels
    return Query(_features(pixels, engine), path, _content(path))


def query_of_pixels(pixels: NDArray[np.uint8], engine: Engine) -> Query:
    """Of a picture that is in no file.

    Args:
        pixels: RGB in sRGB, upright, shape ``(height, width, 3)``.
        engine: a loaded model.

    Raises:
        EngineError: the memory is too small.
    """
    square = load_pixels(pixels, engine.spec.preprocessing).pixels
    return Query(_features(square, engine))


def _features(square: NDArray[np.uint8], engine: Engine) -> NDArray[np.float32]:
    """Those that are kept of pictures."""
    (vector,) = HeadedEngine(engine, ()).layers_and_features(square[None])[1]
    return np.asarray(vector)


def _content(path: Path) -> tuple[bytes, int] | None:
    stamp = FileStamp.of(path)
    mark = fingerprint(path, stamp.size) if stamp is not None else None
    return (mark, stamp.size) if stamp is not None and mark is not None else None


class SimilarPictures:
    """Finds what is like a picture, among those that have features of one kind.

    What all queries need is worked out by the first, and again when features were added. One
    thread at a time.

    Args:
        library: where they are kept.
        key: which features.
    """

    def __init__(self, library: Library, key: FeaturesKey) -> None:
        self._library, self._key = library, key
        self._state: tuple[str, int, int] | None = None
        self._space: FeatureSpace | None = None

    @property
    def count(self) -> int:
        """How many pictures have features."""
        state = self._library.features_state(self._key)
        return 0 if state is None else state[2]

    def lacking(self, spans: Sequence[Span] = EVERYTHING) -> int:
        """How many pictures within some stretches of paths have no features."""
        paths, count = self._library.without_features(self._key, spans), 0
        while chunk := list(islice(paths, _AT_ONCE)):
            numbers = list(self._library.image_numbers(chunk).values())
            count += sum(each.width > 0 for each in self._library.contents_of(numbers).values())
        return count

    def nearest(
        self,
        query: Query,
        most: int = 50,
        *,
        within: Collection[Path] | Sequence[Span] | None = None,
        cancel: Event | None = None,
    ) -> list[Alike]:
        """The most alike ones, the most alike first; the picture itself is among them.

        Args:
            query: what is asked about.
            most: how many at most.
            within: only these pictures, or those within stretches of paths; None for all.
            cancel: set it, and Cancelled is raised.

        Raises:
            LibraryError: features cannot be read.
            Cancelled: see ``cancel``.
        """
        space = self._current(cancel)
        if space is None or most < 1:
            return []
        likeness = space.likeness(query.features)
        wanted = self._wanted(space, within)
        places = _greatest(likeness, wanted, most)
        numbers = space.features.images[places].tolist()
        paths = self._library.image_paths(numbers)
        found = [
            Alike(paths[number], float(similarity), "")
            for number, similarity in zip(numbers, likeness[places], strict=True)
            if number in paths
        ]
        return self._marked(found, query, cancel)

    def _current(self, cancel: Event | None) -> FeatureSpace | None:
        """All that is kept, as it is now."""

        def going_on() -> None:
            if cancel is not None and cancel.is_set():
                raise Cancelled

        state = self._library.features_state(self._key)
        if state != self._state:
            features = self._library.features(self._key)
            self._space = None if features is None else space_of(features, going_on)
            self._state = state
        return self._space

    def _wanted(
        self, space: FeatureSpace, within: Collection[Path] | Sequence[Span] | None
    ) -> NDArray[np.intp]:
        if within is None:
            return np.arange(len(space.features))
        paths = [each for each in within if isinstance(each, Path)]
        numbers = list(self._library.image_numbers(paths).values())
        spans = [each for each in within if isinstance(each, Span)]
        numbers += [each.number for page in self._library.contents(spans) for each in page]
        return np.flatnonzero(np.isin(space.features.images, np.array(numbers, np.int64)))

    def _marked(self, found: list[Alike], query: Query, cancel: Event | None) -> list[Alike]:
        """With what is the picture itself, or a copy of it."""
        itself = {each.path for each in found if each.path == query.path}
        copies = self._copies([each.path for each in found], query, cancel) - itself
        return [
            each._replace(same="itself" if each.path in itself else "bytes")
            if each.path in itself | copies
            else each
            for each in found
        ]

    def _copies(self, paths: list[Path], query: Query, cancel: Event | None) -> set[Path]:
        """Those that are equal to the query's file in each byte."""
        if query.path is None or query.content is None:
            return set()

        def going_on() -> None:
            if cancel is not None and cancel.is_set():
                raise Cancelled

        numbers = self._library.image_numbers(paths)
        kept = self._library.contents_of(list(numbers.values()))
        alike = [
            each.path
            for each in kept.values()
            if (each.fingerprint, each.size) == query.content and each.path != query.path
        ]
        same = same_content([query.path, *alike], going_on) if alike else []
        return {path for group in same if query.path in group for path in group}


def _greatest(
    likeness: NDArray[np.float32], wanted: NDArray[np.intp], most: int
) -> NDArray[np.intp]:
    """The places of the greatest among those wanted, the greatest first; equals by their place."""
    values = likeness[wanted]
    if len(values) > most:
        least = np.partition(values, len(values) - most)[len(values) - most]
        kept = np.flatnonzero(values >= least)
        wanted, values = wanted[kept], values[kept]
    return wanted[np.lexsort((wanted, -values))][:most]
