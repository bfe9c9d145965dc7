"""Pictures in folders of classes, and which of them are held out to see what was learned."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import Progress, Reason
from igtagger.engines.devices import available_cores
from igtagger.engines.protocol import Engine
from igtagger.errors import Cancelled, UnreadableImage, UsageError, detail_of
from igtagger.labels.own_labels import spell_labels
from igtagger.pictures import decoding, limits
from igtagger.pictures.scan import find_images

FEW = 10
"""Pictures of a class below which a warning is due."""
UNEVEN = 10
"""So many times as many pictures of one class as of another are too uneven."""
NEAR = 0.9
"""From which cosine of their features, less the mean of all, two pictures are nearly the same."""
HELD_OUT = 0.2
_LEAST_FOR_HOLDING_OUT = 5
_ROWS = 512


@dataclass(frozen=True, slots=True)
class Example:
    """A picture of which it is known what it shows.

    Attributes:
        path: of the file.
        label: the index of its class.
        shelf: the folder below that of the class in which it lies; empty where in that itself.
    """

    path: Path
    label: int
    shelf: str


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """The pictures of all classes.

    Attributes:
        folder: as it was given.
        classes: their names, in the order of labels.
        examples: in the order of classes and paths.
    """

    folder: Path
    classes: tuple[str, ...]
    examples: tuple[Example, ...]

    @property
    def labels(self) -> NDArray[np.intp]:
        """``(n,)``, of the examples."""
        return np.array([each.label for each in self.examples], np.intp)

    def counts(self) -> NDArray[np.intp]:
        """``(classes,)``, how many pictures of each there are."""
        return np.bincount(self.labels, minlength=len(self.classes))

    def only(self, wanted: Sequence[bool] | NDArray[np.bool_]) -> TrainingSet:
        """The same with some of the examples."""
        kept = (each for each, is_one in zip(self.examples, wanted, strict=True) if is_one)
        return replace(self, examples=tuple(kept))

    def warnings(self) -> Iterator[Reason]:
        """What is wrong with the numbers of pictures, before any training."""
        counts = self.counts()
        few = [name for name, n in zip(self.classes, counts, strict=True) if n < FEW]
        if few:
            names = ", ".join(few[:5]) + (", ..." if len(few) > 5 else "")
            yield Reason("training.few", count=len(few), names=names, least=FEW)
        most, least = int(counts.argmax()), int(counts.argmin())
        if counts[most] >= UNEVEN * counts[least]:
            yield Reason(
                "training.uneven",
                most=self.classes[most],
                count=int(counts[most]),
                least=self.classes[least],
                other=int(counts[least]),
            )

    def check(self) -> None:
        """Refuse what nothing can be learned from.

        Raises:
            UsageError: fewer than two classes, or one without a picture that can be read.
        """
        if len(self.classes) < 2:
            raise UsageError("training.one-class", folder=self.folder)
        for name, count in zip(self.classes, self.counts(), strict=True):
            if not count:
                raise UsageError("training.empty-class", folder=self.folder / name)


def find_training_set(folder: Path) -> TrainingSet:
    """The pictures in the folders of ``folder``, each of which is named for what they show.

    Raises:
        UsageError: there are no such folders, fewer than two, one has no picture, or they cannot
            all be the names of labels.
    """
    try:
        names = sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name[0] != ".")
    except OSError as error:
        detail = detail_of(error)
        raise UsageError("usage.folder-unreadable", folder=folder, detail=detail) from error
    if not names:
        raise UsageError("usage.no-class-folders", folder=folder)
    try:
        spell_labels(names)
    except ValueError as error:
        raise UsageError("training.names", folder=folder, detail=detail_of(error)) from error
    examples = [
        Example(path, label, _shelf(path.relative_to(folder)))
        for label, name in enumerate(names)
        for path in sorted(find_images((folder / name,)))
    ]
    found = TrainingSet(folder, tuple(names), tuple(examples))
    found.check()
    return found


def _shelf(inner: Path) -> str:
    return inner.parent.as_posix() if len(inner.parts) > 2 else ""


@dataclass(slots=True)
class Seen:
    """Features of some pictures, as far as they have come.

    Attributes:
        vectors: ``float32 (channels,)`` of each that could be read, by its place.
        failed: why others could not, by their places.
    """

    vectors: dict[int, NDArray[np.float32]]
    failed: dict[int, Reason]


def look(
    engine: Engine, paths: Sequence[Path], seen: Seen, cancel: Event, *, workers: int | None = None
) -> Iterator[Progress]:
    """Bring pictures that are not ``seen`` through a model's body, as a run does; it is filled.

    Yields:
        How many pictures are done.

    Raises:
        EngineError: not even one picture fits the memory.
        Cancelled: ``cancel`` was set.
    """
    threads = workers or available_cores()
    most, how = limits.default_max_pixels(threads), engine.spec.preprocessing

    def read(path: Path) -> NDArray[np.uint8] | Reason:
        try:
            return decoding.load(path, how, exact=False, max_pixels=most).pixels
        except UnreadableImage as error:
            return error.reason

    with ThreadPoolExecutor(threads, thread_name_prefix="decode") as pool:
        ahead = [place for place in range(len(paths)) if place not in seen.vectors]
        while ahead:
            if cancel.is_set():
                raise Cancelled
            part, ahead = ahead[: engine.batch_size], ahead[engine.batch_size :]
            good: dict[int, NDArray[np.uint8]] = {}
            pixels = pool.map(read, [paths[place] for place in part])
            for place, read_so in zip(part, pixels, strict=True):
                if isinstance(read_so, Reason):
                    seen.failed[place] = read_so
                else:
                    good[place] = read_so
            if good:
                made = engine.predict(np.stack(list(good.values())))
                seen.vectors.update(zip(good, made, strict=True))
            yield Progress(len(paths) - len(ahead), len(paths), Reason("training.looking"))


# What is held out


def hold_out(found: TrainingSet, features: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which pictures are held out: about a fifth of each class, none like one that is learned from.

    Pictures of one folder below a class, and those that are nearly the same, go together to one
    side or the other: split by chance, what was learned by heart would look like what was
    understood. The same pictures are always split in the same way.

    Args:
        found: the pictures.
        features: ``float32 (n, channels)`` of them.

    Returns:
        ``bool (n,)``.
    """
    groups = _groups(found, features)
    counts = found.counts()
    wanted = np.floor(HELD_OUT * counts + 0.5).astype(int)
    wanted[counts < _LEAST_FOR_HOLDING_OUT] = 0
    parts = [np.bincount(found.labels[group], minlength=len(counts)) for group in groups]
    held, chosen = np.zeros_like(counts), set[int]()
    for number, part in enumerate(parts):
        if (held + part <= wanted).all():
            chosen.add(number)
            held += part
    for label in np.flatnonzero((held == 0) & (wanted > 0)):
        fitting = [n for n, part in enumerate(parts) if part[label] and n not in chosen]
        smallest = min(fitting, key=lambda n: int(parts[n].sum()), default=None)
        if smallest is not None and (held + parts[smallest] <= counts // 2).all():
            chosen.add(smallest)
            held += parts[smallest]
    out = np.zeros(len(found.examples), np.bool_)
    for number in chosen:
        out[groups[number]] = True
    return out


def _groups(found: TrainingSet, features: NDArray[np.float32]) -> list[list[int]]:
    """Places of pictures that stay together, group by group, in an order that is as by chance."""
    root = list(range(len(found.examples)))

    def top(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for one, other in (*_same_shelf(found), *near_pairs(features)):
        root[top(one)] = top(other)
    groups: dict[int, list[int]] = {}
    for place in range(len(found.examples)):
        groups.setdefault(top(place), []).append(place)
    names = [each.path.relative_to(found.folder).as_posix() for each in found.examples]
    return sorted(groups.values(), key=lambda group: _digest(names[group[0]]))


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()


def _same_shelf(found: TrainingSet) -> Iterator[tuple[int, int]]:
    """Neighbours in a folder below a class, unless all pictures of the class lie in it."""
    shelves = Counter(each.label for each in {replace(e, path=Path()) for e in found.examples})
    first: dict[tuple[int, str], int] = {}
    for place, each in enumerate(found.examples):
        if each.shelf and shelves[each.label] > 1:
            yield place, first.setdefault((each.label, each.shelf), place)


def near_pairs(features: NDArray[np.float32], least: float = NEAR) -> Iterator[tuple[int, int]]:
    """Places of pictures that are nearly the same, each pair once, the smaller place first.

    Args:
        features: ``float32 (n, channels)``.
        least: see :data:`NEAR`.
    """
    unit = unit_vectors(features)
    for start in range(0, len(unit), _ROWS):
        cosines = unit[start : start + _ROWS] @ unit[start:].T
        for row, column in np.argwhere(cosines >= least):
            if row < column:
                yield start + int(row), start + int(column)


def unit_vectors(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Features less the mean of all, each of length 1, ``float32 (n, channels)``."""
    centred = features - features.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    found: NDArray[np.float32] = (centred / np.maximum(lengths, 1e-12)).astype(np.float32)
    return found


def familiarity(features: NDArray[np.float32], held_out: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How much each picture is like the most similar one that was learned from, itself apart.

    Args:
        features: ``float32 (n, channels)``.
        held_out: ``bool (n,)``.

    Returns:
        ``float32 (n,)``, cosines: 1 for the same picture, about 0 for one that is like none.
    """
    unit, places = unit_vectors(features), np.flatnonzero(~held_out)
    found = np.empty(len(unit), np.float32)
    for start in range(0, len(unit), _ROWS):
        rows = np.arange(start, min(start + _ROWS, len(unit)))
        cosines = unit[rows] @ unit[places].T
        cosines[rows[:, None] == places[None, :]] = -1
        found[rows] = cosines.max(axis=1)
    return found
