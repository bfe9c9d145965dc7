"""Features that are lacking are made when they are first needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from igtagger.app.featuring import FeaturingProgress, make_missing
from igtagger.app.layers import Managers
from igtagger.app.run import RunOptions
from igtagger.engines.loading import ModelManager
from igtagger.engines.protocol import EngineOptions
from igtagger.library.facade import Library
from igtagger.models.weights.store import WeightsStore
from tests.app.test_features_of_runs import Pictures, wanted


@pytest.fixture
def world(tmp_path: Path) -> Pictures:
    """Seven pictures that were tagged when features were not kept."""
    world = Pictures(tmp_path)
    for number in range(7):
        world.add(f"{number}.png", red=number)
    world.keeps = False
    world.run()
    world.keeps = True
    return world


def make(world: Pictures, *paths: Path) -> list[FeaturingProgress]:
    store = WeightsStore(world.file.parent)
    managers = Managers(*(ModelManager(store, loader=lambda *_: world.model) for _ in range(2)))
    before = world.model.seen
    with Library.open(world.file, on_message=pytest.fail) as library:
        told = list(
            make_missing(
                library,
                world.passes,
                managers=managers,
                engine_options=EngineOptions(),
                options=RunOptions(workers=2),
                cancel=world.cancel,
                paths=paths or None,
            )
        )
    world.made = world.model.seen - before, 0
    return told


def test_the_whole_library_gets_what_it_lacks_with_progress(world: Pictures) -> None:
    world.run(world.pictures / "3.png")
    told = make(world)
    assert world.made == (6, 0)
    assert told[-1] == (6, 6, 0)
    assert [each.done for each in told] == sorted(each.done for each in told)
    assert world.kept() == wanted()
    assert make(world) == []


def test_pictures_that_are_gone_or_damaged_hold_nothing_up(world: Pictures) -> None:
    (world.pictures / "2.png").unlink()
    (world.pictures / "5.png").write_bytes(b"x")
    assert make(world)[-1] == (6, 6, 1)
    assert sorted(world.kept()) == ["0.png", "1.png", "3.png", "4.png", "6.png"]
    make(world)
    assert world.made == (0, 0)


def test_only_what_is_asked_for_is_made_whether_it_is_known_or_not(world: Pictures) -> None:
    new = world.add("new.png", red=50)
    make(world, world.pictures / "1.png", new)
    assert world.kept() == {"1.png": 1, "new.png": 50}


def test_it_can_be_stopped(world: Pictures) -> None:
    world.cancel.set()
    assert make(world) == []
    assert world.made == (0, 0)
