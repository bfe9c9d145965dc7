"""Features of pictures that the library keeps, for a training."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from igtagger.app.context import Context
from igtagger.app.layers import key_of
from igtagger.app.learning.features_at_hand import features_at_hand
from igtagger.domain import Tagged
from igtagger.engines.protocol import EngineOptions
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry
from tests.training_pictures import make_classes

OPTIONS = EngineOptions()


@pytest.fixture
def context() -> Iterator[Context]:
    context = Context.from_environment()
    yield context
    context.close()


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    return sorted(make_classes(tmp_path / "pictures", 2).rglob("*.jpg"))


def keep(context: Context, paths: list[Path], channels: int = 1280) -> None:
    """As a run with the built-in model does; features are the number of the picture."""
    passes = context.passes(context.find("everyday"), kinds=False)
    features = passes[0].features_key(exact=False)
    entries = [
        Entry(
            Tagged(path, 4, 3, (1,), (0.5,)),
            FileStamp.of(path),
            None,
            features=((features, np.full(channels, number, np.float32)),),
        )
        for number, path in enumerate(paths)
    ]
    context.library.save(key_of(passes, exact=False), entries)


def look(context: Context, paths: list[Path], options: EngineOptions = OPTIONS) -> dict[Path, int]:
    spec = context.find("everyday")
    found = features_at_hand(context, spec, paths, options, Event())
    assert all(vector.shape == (1280,) for vector in found.values())
    return {path: int(vector[0]) for path, vector in found.items()}


def test_without_a_library_there_are_none_and_none_is_made(
    context: Context, paths: list[Path]
) -> None:
    assert look(context, paths) == {}
    assert not context.settings.library_file.exists()


def test_what_is_kept_is_found(context: Context, paths: list[Path]) -> None:
    keep(context, paths[:4])
    assert look(context, paths) == {path: number for number, path in enumerate(paths[:4])}


def test_what_has_changed_since_is_not(context: Context, paths: list[Path]) -> None:
    keep(context, paths)
    paths[2].write_bytes(paths[2].read_bytes() + b"more")
    os.utime(paths[3], (1, 1))
    assert set(look(context, paths)) == set(paths) - {paths[2], paths[3]}


def test_features_of_int8_are_others(context: Context, paths: list[Path]) -> None:
    keep(context, paths)
    assert look(context, paths, EngineOptions(precision="int8")) == {}


def test_too_few_channels_are_no_features_of_this_model(
    context: Context, paths: list[Path]
) -> None:
    keep(context, paths, channels=64)
    assert look(context, paths) == {}
