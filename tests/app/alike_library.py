"""A library of real pictures whose features are made up: what duplicates and likeness go by."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from igtagger.app.likeness.duplicates import DuplicateSearch, Group, Member
from igtagger.domain import Failed, Tagged
from igtagger.errors import UnreadableImage
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.pictures.decoding import load
from igtagger.pictures.fingerprint import fingerprint
from tests.pictures.made import SIZES

KEY = ModelKey("tiny", "0" * 64, "1")
FEATURES = FeaturesKey("tiny", "0" * 64, "1")
CHANNELS = 16


def vector(seed: int, noise: float = 0.0, other: int = 0) -> NDArray[np.float32]:
    """Features of a scene; with some noise of another picture of it."""
    scene = np.random.default_rng(seed).normal(size=CHANNELS)
    scene /= np.linalg.norm(scene)
    extra = np.random.default_rng(1000 + other).normal(size=CHANNELS)
    return (10 * scene + noise * extra).astype(np.float32)


def open_library(folder: Path) -> Library:
    return Library.open(folder / "library.sqlite3", on_message=lambda reason: None)


def entry_of(path: Path, features: NDArray[np.float32] | None = None) -> Entry:
    """As a run keeps it."""
    stamp = FileStamp.of(path)
    assert stamp
    made = () if features is None else ((FEATURES, features),)
    try:
        decoded = load(path, SIZES)
    except UnreadableImage as error:
        return Entry(Failed(path, error.reason), stamp, fingerprint(path, stamp.size))
    tagged = Tagged(path, decoded.width, decoded.height, (0,), (0.5,))
    mark = fingerprint(path, stamp.size)
    return Entry(tagged, stamp, mark, features=made, difference_hash=decoded.difference_hash)


def keep(library: Library, *paths: Path, features: NDArray[np.float32] | None = None) -> None:
    library.save(KEY, [entry_of(path, features) for path in paths])


def fill(library: Library, folder: Path, count: int) -> None:
    """Pictures that are like none: there must be some, so that what all have in common is known."""
    library.save(
        KEY,
        [
            Entry(
                Tagged(folder / f"filler-{number}.jpg", 640, 480, (0,), (0.5,)),
                FileStamp(number + 1, 1, 1),
                number.to_bytes(16, "big"),
                features=((FEATURES, vector(5000 + number)),),
            )
            for number in range(count)
        ],
    )


def found(library: Library, **options: object) -> list[Group]:
    search = DuplicateSearch(library, FEATURES, cancel=Event(), **options)  # type: ignore[arg-type]
    return [each for each in search.search() if isinstance(each, Group)]


def told(groups: list[Group]) -> list[list[tuple[str, str]]]:
    """Names, and how they are like the best."""

    def kind(member: Member) -> str:
        return member.likeness.word if member.likeness else "best"

    return [[(each.path.name, kind(each)) for each in group.members] for group in groups]


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **options)  # type: ignore[arg-type]
    return path
