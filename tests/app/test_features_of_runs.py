"""Runs keep what the models' bodies say of pictures, and know what of it is lacking."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from igtagger.app.layers import ExtraHead, Managers, Pass
from igtagger.app.run import Run, RunOptions
from igtagger.app.run_preview import RunPreview, preview
from igtagger.app.watcher import unknown_to
from igtagger.domain import Failed, Layer, Outcome, Tagged
from igtagger.engines.loading import ModelManager
from igtagger.engines.protocol import EngineInfo, EngineOptions
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.images import FileStamp
from igtagger.models.catalog import ModelSpec, everyday
from igtagger.models.heads import Head
from igtagger.models.weights.store import WeightsStore

CHANNELS = 6
NONE: tuple[ExtraHead, ...] = ()
THINGS = replace(everyday().heads[0], label_set="things")
MODEL = replace(everyday(), id="model", heads=(THINGS,))
BESIDE = replace(everyday(), id="beside")


class Colours:
    """An engine whose features are in proportion to the mean red value of a picture; behind them
    is what an earlier stage sees, which only its second head takes."""

    info = EngineInfo("cpu", "CPU", "fp32")
    batch_size = 4

    def __init__(self, spec: ModelSpec, factor: float) -> None:
        self.spec, self.factor, self.seen = spec, factor, 0
        self.heads = tuple(
            Head(head.label_set, np.ones((4, CHANNELS + place), np.float32), np.zeros(4, "f4"))
            for place, head in enumerate(spec.heads)
        )

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.seen += len(pixels)
        red = pixels[..., 0].mean(axis=(1, 2), dtype=np.float32)
        features = np.repeat(red[:, None] * np.float32(self.factor), CHANNELS + 1, axis=1)
        features[:, CHANNELS] = 77
        return features


class Pictures:
    """A folder of pictures, a library, two engines; each :meth:`run` is one pass."""

    def __init__(self, folder: Path) -> None:
        self.pictures, self.file = folder / "pictures", folder / "data" / "library.sqlite3"
        self.pictures.mkdir()
        self.model, self.beside = Colours(MODEL, 1), Colours(BESIDE, 0.5)
        self.keeps, self.is_beside, self.extra = True, False, NONE
        self.cancel = Event()

    def add(self, name: str, red: int) -> Path:
        file = self.pictures / name
        file.parent.mkdir(exist_ok=True)
        Image.new("RGB", (20, 10), (red, 0, 0)).save(file)
        return file

    @property
    def passes(self) -> tuple[Pass, ...]:
        first = Pass(MODEL, "a", MODEL.heads, extra=self.extra, keeps=self.keeps)
        second = Pass(BESIDE, "b", BESIDE.heads[1:], keeps=self.keeps)
        return (first, second) if self.is_beside else (first,)

    def start(self, library: Library, *roots: Path, **options: Any) -> Run:
        store = WeightsStore(self.file.parent)
        return Run(
            roots or (self.pictures,),
            self.passes,
            managers=Managers(
                ModelManager(store, loader=lambda *_: self.model),
                ModelManager(store, loader=lambda *_: self.beside),
            ),
            engine_options=EngineOptions(),
            library=library,
            options=RunOptions(workers=2, **options),
            cancel=self.cancel,
        )

    def run(self, *roots: Path, **options: Any) -> list[Outcome]:
        """As counted by :attr:`made`: how many pictures each engine has seen in this run."""
        before = self.model.seen, self.beside.seen
        with Library.open(self.file, on_message=pytest.fail) as library:
            self.last = self.start(library, *roots, **options)
            outcomes = list(self.last.outcomes())
        self.made = self.model.seen - before[0], self.beside.seen - before[1]
        return outcomes

    def kept(self, place: int = 0) -> dict[str, float]:
        """The first number of what is kept of each picture, by name."""
        with Library.open(self.file, on_message=pytest.fail) as library:
            key = self.key(place)
            found = library.features_of(key, list(library.paths()))
        assert all(
            set(each.tolist()) == {each[0]} and len(each) == CHANNELS for each in found.values()
        )
        return {path.name: float(each[0]) for path, each in found.items()}

    def key(self, place: int = 0) -> FeaturesKey:
        return self.passes[place].features_key(exact=False)


@pytest.fixture
def world(tmp_path: Path) -> Pictures:
    world = Pictures(tmp_path)
    for number in range(7):
        world.add(f"{number}.png", red=number)
    return world


def wanted(factor: float = 1, count: int = 7) -> dict[str, float]:
    return {f"{number}.png": number * factor for number in range(count)}


def test_each_picture_has_the_features_of_its_own_pixels(world: Pictures) -> None:
    world.run()
    assert world.kept() == wanted()
    with Library.open(world.file, on_message=pytest.fail) as library:
        assert len(library.difference_hashes()[0]) == 7
    assert world.run()
    assert world.made == (0, 0)
    assert world.last.tally.known == 7


def test_features_of_the_model_beside_are_kept_too_without_what_stages_before_see(
    world: Pictures,
) -> None:
    world.is_beside = True
    world.run()
    assert (world.kept(0), world.kept(1)) == (wanted(), wanted(0.5))


def test_a_known_picture_that_lacks_features_gets_them_and_keeps_its_outcome(
    world: Pictures,
) -> None:
    world.keeps = False
    before = world.run()
    assert world.kept() == {}
    world.keeps = True
    assert world.run() == before
    assert world.made == (7, 0)
    assert world.last.tally.known == 0
    assert world.kept() == wanted()
    world.run()
    assert world.made == (0, 0)


def test_only_the_model_whose_features_are_lacking_is_run(world: Pictures) -> None:
    world.run()
    world.is_beside, world.keeps = True, False
    before = world.run()
    assert world.made == (0, 7)
    world.keeps = True
    assert world.run() == before
    assert world.made == (0, 7)
    assert world.kept(1) == wanted(0.5)


def test_where_features_are_not_wanted_nothing_is_made_anew(world: Pictures) -> None:
    world.keeps = False
    world.run()
    world.run()
    assert world.made == (0, 0)


def test_a_picture_that_failed_lacks_nothing(world: Pictures) -> None:
    (world.pictures / "broken.png").write_bytes(b"x")
    assert sum(isinstance(each, Failed) for each in world.run()) == 1
    world.run()
    assert world.last.tally.known == 8


def test_a_dry_run_counts_what_lacks_features_as_to_be_done(world: Pictures) -> None:
    world.keeps = False
    world.run()
    world.keeps = True
    seen = RunPreview()
    with Library.open(world.file, on_message=pytest.fail) as library:
        key = world.start(library).key
        for _ in preview([world.pictures], key, library, RunOptions(), world.cancel, seen):
            pass
    assert (seen.new, seen.known) == (7, 0)


def test_who_keeps_a_folder_in_view_tags_what_lacks_features(world: Pictures) -> None:
    world.keeps = False
    world.run()
    names = [os.fspath(path) for path in sorted(world.pictures.iterdir())]
    with Library.open(world.file, on_message=pytest.fail) as library:
        assert unknown_to(library, world.start(library).key, names) == []
        world.keeps = True
        assert unknown_to(library, world.start(library).key, names) == names


def test_moved_and_copied_pictures_have_them_and_are_not_decoded(world: Pictures) -> None:
    world.run()
    (world.pictures / "folder").mkdir()
    os.rename(world.pictures / "3.png", world.pictures / "folder" / "moved.png")  # noqa: PTH104
    shutil.copy(world.pictures / "5.png", world.pictures / "copy.png")
    world.run()
    assert world.made == (0, 0)
    expected = {**wanted(), "moved.png": 3, "copy.png": 5}
    del expected["3.png"]
    assert world.kept() == expected
    world.run()
    assert world.last.tally.known == 8
    with Library.open(world.file, on_message=pytest.fail) as library:
        found = library.features(world.key())
    assert found is not None
    assert len(set(found.rows.tolist())) == 7  # the copy shares its row


def test_a_copy_has_all_features_of_what_it_is_a_copy_of(world: Pictures) -> None:
    world.run()
    world.is_beside, world.keeps = True, False
    world.run()
    world.keeps = True
    shutil.copy(world.pictures / "5.png", world.pictures / "copy.png")
    world.run(world.pictures / "copy.png")
    assert world.made == (0, 1)
    assert (world.kept(0)["copy.png"], world.kept(1)["copy.png"]) == (5, 2.5)


def test_a_picture_that_changes_loses_the_features_of_what_it_was(world: Pictures) -> None:
    world.run()
    world.add("2.png", red=200)
    world.run()
    assert world.made == (1, 0)
    assert world.kept() == {**wanted(), "2.png": 200}


def test_lost_features_are_made_again(world: Pictures) -> None:
    world.run()
    (file,) = world.file.parent.glob("*.f16")
    file.unlink()
    world.run()
    assert world.made == (7, 0)
    assert world.kept() == wanted()


def test_rows_that_no_igtagger_wrote_count_as_lacking(world: Pictures) -> None:
    world.run()
    with closing(sqlite3.connect(world.file)) as connection, connection:
        connection.execute("UPDATE features SET row = 99 WHERE image = 1")
        connection.execute("UPDATE features SET row = -1 WHERE image = 2")
        connection.execute("UPDATE features SET row = 'x' WHERE image = 3")
        connection.execute("UPDATE images SET difference_hash = NULL WHERE id = 4")
    world.run()
    assert world.made == (3, 0)  # what it looks like needs no model
    assert world.kept() == wanted()
    world.run()
    assert world.last.tally.known == 7


def test_features_are_told_as_they_are_before_they_are_rounded(world: Pictures) -> None:
    world.model.factor = 1.0001
    with Library.open(world.file, on_message=pytest.fail) as library:
        run = world.start(library, tells_features=True, fresh=True)
        told = {each.outcome.path.name: each.features for group in run.groups() for each in group}
    vector = told["6.png"]
    assert vector is not None
    assert vector[0] == np.float32(6) * np.float32(1.0001)
    assert vector.shape == (CHANNELS,)


# Heads that take kept features alone


def extra(version: str, factor: float) -> tuple[ExtraHead, ...]:
    """One that says its first label the surer the more red there is, and never its second."""
    weight = np.zeros((2, CHANNELS), np.float32)
    weight[0] = factor
    bias = np.array([0, -np.inf], np.float32)
    return (ExtraHead(Head("taught", weight, bias, "sigmoid"), version),)


def taught(outcomes: list[Outcome]) -> list[float | None]:
    layers = [each.layer("taught") for each in outcomes if isinstance(each, Tagged)]
    assert all(layer is None or layer.indices == (0,) for layer in layers)
    return [layer and layer.scores[0] for layer in layers]


def scores(factor: float) -> list[float]:
    return [float(np.float16(1 / (1 + np.exp(-n * CHANNELS * factor)))) for n in range(7)]


def test_a_new_head_is_made_of_kept_features_and_is_kept(world: Pictures) -> None:
    world.run()
    world.extra = extra("1", 0.01)
    for _ in range(2):
        outcomes = world.run()
        assert world.made == (0, 0)
        assert world.last.tally.known == 7
        assert taught(outcomes) == pytest.approx(scores(0.01), abs=1e-3)
    world.extra = extra("2", -0.02)
    assert taught(world.run()) == pytest.approx(scores(-0.02), abs=1e-3)
    assert world.made == (0, 0)


def test_new_pictures_get_it_in_the_same_pass(world: Pictures) -> None:
    world.extra = extra("1", 0.01)
    assert taught(world.run()) == pytest.approx(scores(0.01), abs=1e-3)
    assert world.made == (7, 0)
    world.run()
    assert (world.made, world.last.tally.known) == ((0, 0), 7)


def test_features_that_were_kept_once_will_do(world: Pictures) -> None:
    world.run()
    world.keeps, world.extra = False, extra("1", 0.01)
    assert taught(world.run()) == pytest.approx(scores(0.01), abs=1e-3)
    assert world.made == (0, 0)


def test_without_kept_features_it_is_made_of_the_picture(world: Pictures) -> None:
    world.keeps = False
    world.run()
    world.extra = extra("1", 0.01)
    assert taught(world.run()) == pytest.approx(scores(0.01), abs=1e-3)
    assert world.made == (7, 0)


def test_a_layer_of_a_picture_that_another_run_saw_change_is_not_kept(world: Pictures) -> None:
    world.extra = extra("1", 0.01)
    path = world.pictures / "1.png"
    world.run(path)
    world.extra = extra("2", 0.01)
    stamp = FileStamp.of(path)
    assert stamp is not None
    with Library.open(world.file, on_message=pytest.fail) as library:
        key = world.start(library).key
        layer = Layer("taught", (0,), (0.5,))
        library.save_layers(key, [(path, FileStamp(stamp.size + 1, stamp.mtime_ns), [layer])])
        (known,) = library.known(key, [(path, stamp)])
        assert isinstance(known, Tagged)
        assert known.layer("taught") is None
        library.save_layers(key, [(path, stamp, [layer])])
        (known,) = library.known(key, [(path, stamp)])
        assert isinstance(known, Tagged)
        assert known.layer("taught") == layer


def test_a_head_that_takes_the_aspect_is_told_that_of_each_whole_picture(world: Pictures) -> None:
    sizes = {"tall.png": (10, 40), "wide.png": (40, 10)}
    for name, size in sizes.items():
        Image.new("RGB", size).save(world.pictures / name)
    weight = np.zeros((1, CHANNELS + 1), np.float32)
    weight[0, CHANNELS] = 1  # width by height
    world.model.heads = (Head("things", weight, np.zeros(1, "f4"), "sigmoid", aspect=True),)
    said = {each.path.name: each for each in world.run() if isinstance(each, Tagged)}
    assert len(said) == 9
    aspects = {"0.png": 1, "tall.png": -2, "wide.png": 2}  # binary logarithms of them
    for name, aspect in aspects.items():
        assert said[name].scores[0] == pytest.approx(1 / (1 + np.exp(-aspect)), abs=1e-3)
