"""Runs over real folders with a real library; the engine alone is a stand-in that is quick."""

from __future__ import annotations

import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from igtagger.app import file_facts, run
from igtagger.app.layer_maker import LayerMaker
from igtagger.app.layers import Managers, Pass
from igtagger.app.run import Run, RunOptions
from igtagger.domain import NO_FACTS, Failed, FileFacts, Outcome, Review, Tagged
from igtagger.engines.loading import ModelManager
from igtagger.engines.protocol import Engine, EngineInfo, EngineOptions
from igtagger.errors import FolderGone, WeightsError
from igtagger.export.xmp import png_xmp
from igtagger.export.xmp.xmp_fields import RDF
from igtagger.labels.file_keywords import FoundFacts
from igtagger.library.facade import Library
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.models.catalog import ModelSpec, everyday
from igtagger.models.heads import Head
from igtagger.models.weights.store import StoredWeights, WeightsStore
from igtagger.pictures import decoding
from igtagger.pictures.fingerprint import fingerprint
from tests.heads import features_of, plain_heads
from tests.looks import Looks

SPEC = everyday()


class Brightness:
    """An engine whose best label follows from the picture's mean red value, so that a result that
    went to another picture's file is seen."""

    spec: ModelSpec = SPEC
    heads = plain_heads(SPEC)
    info = EngineInfo("cpu", "CPU", "fp32", "not asked for")

    def __init__(self, batch_size: int = 4) -> None:
        self.batch_size = batch_size
        self.sizes: list[int] = []
        self.before: Callable[[], None] = lambda: None
        self.seconds_each = 0.0
        self.log: Path | None = None

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.before()
        if self.seconds_each:
            Event().wait(self.seconds_each * len(pixels))
        self.sizes.append(len(pixels))
        if self.log is not None:
            with self.log.open("a") as log:
                log.writelines(f"{round(picture[..., 0].mean())}\n" for picture in pixels)
        scores = np.full((len(pixels), SPEC.labels_count), 1e-5, np.float32)
        for row, picture in zip(scores, pixels, strict=True):
            best = expected_label(int(picture[..., 0].mean().round()))
            row[best], row[(best + 1) % SPEC.labels_count] = 0.75, 0.2
        return features_of(scores)


def expected_label(red: int) -> int:
    return red % SPEC.labels_count


class World:
    """A folder of pictures, a library, an engine; each :meth:`run` is one pass."""

    def __init__(self, folder: Path) -> None:
        self.pictures = folder / "pictures"
        self.pictures.mkdir(exist_ok=True)
        self.library_file = folder / "data" / "library.sqlite3"
        self.engine = Brightness()
        self.loads = 0
        self.cancel = Event()

    def add(self, name: str, red: int = 0) -> Path:
        file = self.pictures / name
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (20, 10), (red, 0, 0)).save(file)
        return file

    def load(self, *_: object) -> Engine:
        self.loads += 1
        return self.engine

    def start(
        self,
        library: Library,
        *roots: Path,
        manager: ModelManager | None = None,
        workers: int = 2,
        **options: bool,
    ) -> Run:
        manager = manager or ModelManager(WeightsStore(self.library_file.parent), loader=self.load)
        return Run(
            roots or (self.pictures,),
            (Pass(SPEC, SPEC.weights.sha256, SPEC.heads[:1]),),
            managers=Managers(manager, manager),
            engine_options=EngineOptions(),
            library=library,
            options=RunOptions(workers=workers, **options),
            cancel=self.cancel,
        )

    def run(self, *roots: Path, **options: bool) -> list[Outcome]:
        self.engine.sizes.clear()
        with Library.open(self.library_file, on_message=pytest.fail) as library:
            self.last = self.start(library, *roots, **options)
            return list(self.last.outcomes())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def until(happened: Callable[[], bool]) -> bool:
    """Whether it happens within ten seconds."""
    end = time.monotonic() + 10
    while not happened() and time.monotonic() < end:
        Event().wait(0.005)
    return happened()


def ours() -> list[str]:
    """The threads of runs."""
    every = [thread.name for thread in threading.enumerate()]
    return [name for name in every if name.startswith(("decode", "count"))]


def names(outcomes: list[Outcome]) -> list[str]:
    return [outcome.path.name for outcome in outcomes]


def best(outcome: Outcome) -> int:
    assert isinstance(outcome, Tagged), outcome
    return outcome.indices[0]


def test_every_file_has_its_own_outcome_in_the_order_of_files(world: World) -> None:
    for number in range(23):
        world.add(f"{number:02}.png", red=number * 7)
    outcomes = world.run()
    assert names(outcomes) == [f"{number:02}.png" for number in range(23)]
    assert [best(outcome) for outcome in outcomes] == [expected_label(n * 7) for n in range(23)]
    assert world.last.finished
    assert world.last.tally.done == world.last.tally.tagged == 23


def test_what_is_kept_are_labels_from_the_best_down_to_the_floor(world: World) -> None:
    world.add("a.png", red=3)
    (outcome,) = world.run()
    assert isinstance(outcome, Tagged)
    assert outcome.indices == (3, 4)
    assert outcome.scores == (0.75, float(np.float16(0.2)))
    assert (outcome.width, outcome.height) == (20, 10)


def test_damaged_files_fail_one_by_one_and_shift_nothing(world: World) -> None:
    for number in range(12):
        world.add(f"{number:02}.png", red=number)
    for number in (0, 3, 4, 11):
        (world.pictures / f"{number:02}.png").write_bytes(b"\x89PNG not really")
    missing = world.pictures / "missing.png"
    outcomes = world.run(world.pictures, missing)
    assert [isinstance(outcome, Failed) for outcome in outcomes] == [
        number in (0, 3, 4, 11, 12) for number in range(13)
    ]
    for number, outcome in enumerate(outcomes[:12]):
        if isinstance(outcome, Tagged):
            assert best(outcome) == number
    assert all(
        "png" in str(dict(o.reason.facts)["path"]) for o in outcomes if isinstance(o, Failed)
    )
    assert (world.last.tally.tagged, world.last.tally.failed) == (8, 5)


def test_a_second_run_knows_all_and_loads_no_model(world: World) -> None:
    for number in range(9):
        world.add(f"{number}.png", red=number)
    (world.pictures / "broken.png").write_bytes(b"x")
    first = world.run()
    assert world.run() == first
    assert world.loads == 1
    assert world.last.tally.known == 10


def test_changed_files_are_tagged_anew_and_no_others(world: World) -> None:
    for number in range(5):
        world.add(f"{number}.png", red=number)
    world.run()
    changed = world.add("2.png", red=9)
    os.utime(changed, ns=(1, 1))
    os.utime(world.pictures / "4.png", ns=(2, 2))
    outcomes = world.run()
    assert [best(outcome) for outcome in outcomes] == [0, 1, 9, 3, 4]
    assert world.engine.sizes == [1, 1]
    world.run()
    assert world.last.tally.known == 5


def test_a_moved_file_is_known_again(world: World) -> None:
    file = world.add("here.png", red=5)
    world.run()
    file.rename(world.pictures / "there.png")
    (outcome,) = world.run()
    assert outcome.path.name == "there.png"
    assert best(outcome) == 5
    assert world.engine.sizes == []


def test_fresh_tags_all_anew(world: World) -> None:
    for number in range(3):
        world.add(f"{number}.png", red=number)
    first = world.run()
    assert world.run(fresh=True) == first
    assert sum(world.engine.sizes) == 3
    assert world.last.tally.known == 0


def test_retrying_the_failed_leaves_the_tagged_alone(world: World) -> None:
    world.add("good.png", red=1)
    bad = world.pictures / "bad.png"
    good_bytes = world.add("other.png", red=2).read_bytes()
    bad.write_bytes(good_bytes[:40])
    assert isinstance(world.run()[0], Failed)
    stamp = bad.stat()
    world.run()
    assert world.last.tally.known == 3
    # The same size and time, but another content: only asking for it finds out.
    bad.write_bytes(good_bytes[:39] + b"?")
    os.utime(bad, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    world.run(retry_failed=True)
    assert world.last.tally.known == 2
    assert world.engine.sizes == []


needs_change_time = pytest.mark.skipif(
    os.name != "posix", reason="needs the time of change of inodes"
)


def replace_content(file: Path, red: int) -> None:
    """Another picture of the same size in bytes and with the same time of change."""
    before = file.stat()
    Image.new("RGB", (20, 10), (red, 0, 0)).save(file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = file.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)


@needs_change_time
def test_a_content_that_changed_behind_an_equal_size_and_time_is_tagged_anew(world: World) -> None:
    changed, other = world.add("a.bmp", red=1), world.add("b.bmp", red=2)
    world.run()
    replace_content(changed, red=7)
    first, second = world.run()
    assert (first.path, best(first)) == (changed, 7)
    assert (second.path, best(second)) == (other, 2)
    assert world.last.tally.known == 1
    world.engine.sizes.clear()
    world.run()
    assert world.last.tally.known == 2


def chmod(file: Path) -> None:
    file.chmod(0o600)


def link(file: Path) -> None:
    os.link(file, file.parent.parent / "a link")


def rename_and_back(file: Path) -> None:
    file.rename(file.parent.parent / "elsewhere").rename(file)


def restore(file: Path) -> None:
    """As from a backup: another inode, the same times."""
    before, content = file.stat(), file.read_bytes()
    file.unlink()
    file.write_bytes(content)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@needs_change_time
@pytest.mark.parametrize("touch", [chmod, link, rename_and_back, restore])
def test_what_changes_the_inode_alone_costs_one_look_at_the_content_and_no_model(
    world: World, monkeypatch: pytest.MonkeyPatch, touch: Callable[[Path], None]
) -> None:
    file = world.add("a.png", red=3)
    world.run()
    world.engine.sizes.clear()
    before = file.stat().st_ctime_ns
    touch(file)
    assert file.stat().st_ctime_ns != before
    marks: list[Path] = []

    def counted(path: Path, size: int) -> bytes | None:
        marks.append(path)
        return fingerprint(path, size)

    monkeypatch.setattr(run, "fingerprint", counted)
    for _ in range(2):  # the second time it is known as it is now
        assert best(world.run()[0]) == 3
        assert world.last.tally.known == 1
    assert marks == [file]
    assert world.engine.sizes == []


@needs_change_time
def test_an_inode_that_changes_while_it_is_read_leaves_its_outcome_known(world: World) -> None:
    file = world.add("a.png", red=3)
    world.engine.before = lambda: file.chmod(0o640 if file.stat().st_mode & 0o040 == 0 else 0o600)
    world.run()
    world.engine.sizes.clear()
    assert best(world.run()[0]) == 3
    assert world.last.tally.known == 1
    assert world.engine.sizes == []


@pytest.mark.skipif(
    sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0),
    reason="needs a file that its own user may not read",
)
def test_what_may_pass_is_tried_again_by_the_next_run(world: World) -> None:
    file = world.add("a.png", red=1)
    file.chmod(0)
    assert isinstance(world.run()[0], Failed)
    file.chmod(0o600)
    assert best(world.run()[0]) == 1


def test_cancelling_ends_after_the_batch_in_hand_and_keeps_it(world: World) -> None:
    for number in range(40):
        world.add(f"{number:02}.png", red=number)
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        run = world.start(library)
        seen = []
        for outcome in run.outcomes():
            seen.append(outcome)
            if len(seen) == 5:
                batches = len(world.engine.sizes)
                world.cancel.set()
        assert len(world.engine.sizes) <= batches + 1  # on another thread one may have begun
    assert not run.finished
    assert names(seen) == sorted(set(names(seen)))
    assert run.tally.done == len(seen)
    world.cancel.clear()
    assert len(world.run()) == 40
    assert world.last.tally.known == len(seen)  # what was said and what was kept agree


def test_cancelling_while_the_model_loads_is_a_normal_end(world: World) -> None:
    world.add("a.png")

    def load(*_: object) -> Engine:
        from igtagger.errors import Cancelled

        world.cancel.set()
        raise Cancelled

    world.load = load  # type: ignore[method-assign]
    assert world.run() == []
    assert not world.last.finished


def test_an_outcome_is_in_the_library_before_it_is_seen(world: World) -> None:
    for number in range(6):
        world.add(f"{number}.png", red=number)
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        run = world.start(library)
        for outcome in run.outcomes():
            with Library.open(world.library_file, on_message=pytest.fail) as other:
                assert outcome in other.stored(run.key, [outcome.path]).values()


def test_an_error_of_the_engine_ends_the_run_and_keeps_what_was_done(world: World) -> None:
    for number in range(8):
        world.add(f"{number}.png", red=number)

    def fail_later() -> None:
        if sum(world.engine.sizes) >= 5:
            raise WeightsError("weights.none")

    world.engine.before = fail_later
    with pytest.raises(WeightsError):
        world.run()
    world.engine.before = lambda: None
    world.run()
    assert world.last.tally.known == 5


def test_a_failing_picture_does_not_make_batches_smaller(world: World) -> None:
    for number in range(21):
        world.add(f"{number:02}.png", red=number)
    for number in (2, 7, 9, 13):
        (world.pictures / f"{number:02}.png").write_bytes(b"")
    world.run()
    assert world.engine.sizes == [1, 4, 4, 4, 4]


def test_the_total_is_counted_while_the_run_goes_on(world: World) -> None:
    for number in range(6):
        world.add(f"{number}.png")
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        run = world.start(library)
        outcomes = run.outcomes()
        next(outcomes)
        assert until(lambda: run.tally.total == 6)
        assert len(list(outcomes)) == 5


def test_the_total_of_a_run_that_has_ended_is_what_it_did(world: World) -> None:
    for number in range(3):
        world.add(f"{number}.png")
    assert world.run()
    assert world.last.tally.total == world.last.tally.done == 3


def test_a_run_that_is_given_up_leaves_no_thread_behind(world: World) -> None:
    for number in range(30):
        world.add(f"{number}.png")
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        outcomes = world.start(library).outcomes()
        next(outcomes)
        assert isinstance(outcomes, Generator)
        outcomes.close()
        assert until(lambda: not ours())


def test_folders_within_folders_can_be_left_out(world: World) -> None:
    world.add("top.png")
    world.add("deep/inner.png")
    assert names(world.run(recursive=False)) == ["top.png"]
    assert sorted(names(world.run())) == ["inner.png", "top.png"]


# Layers

KINDS_MODEL = replace(SPEC, id="kinds-model")


class Kinds(Brightness):
    """A model beside the chosen one: the kind of a picture is its red value."""

    heads = (Head("kinds", np.eye(18, dtype=np.float32), np.zeros(18, np.float32), "sigmoid"),)

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.sizes.append(len(pixels))
        scores = np.full((len(pixels), 18), 1e-5, np.float32)
        for row, picture in zip(scores, pixels, strict=True):
            row[int(picture[..., 0].mean().round()) % 18] = 0.75
        return features_of(scores)


class TwoModels(World):
    """What the person chose, and kinds beside it where they are wanted."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.chosen = replace(SPEC, heads=(replace(SPEC.heads[0], label_set="things"),))
        self.kinds = Kinds()
        self.is_wanted = True

    def start(self, library: Library, *roots: Path, **options: Any) -> Run:
        store = WeightsStore(self.library_file.parent)
        beside = ModelManager(store, loader=lambda *_: self.kinds)
        passes = (Pass(self.chosen, "a", self.chosen.heads),)
        if self.is_wanted:
            passes += (Pass(KINDS_MODEL, "b", KINDS_MODEL.heads[1:]),)
        return Run(
            roots or (self.pictures,),
            passes,
            managers=Managers(ModelManager(store, loader=self.load), beside),
            engine_options=EngineOptions(),
            library=library,
            options=RunOptions(workers=2, **options),
            cancel=self.cancel,
        )


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TwoModels:
    world = TwoModels(tmp_path)
    things = replace(plain_heads(SPEC)[0], label_set="things")
    monkeypatch.setattr(world.engine, "heads", (things,), raising=False)
    for number in range(9):
        world.add(f"{number}.png", red=number)
    return world


def kinds_of(outcomes: list[Outcome]) -> list[int | None]:
    layers = [each.layer("kinds") for each in outcomes if isinstance(each, Tagged)]
    return [layer and layer.indices[0] for layer in layers]


def test_a_model_beside_the_chosen_one_adds_its_layer(two: TwoModels) -> None:
    outcomes = two.run()
    assert [best(outcome) for outcome in outcomes] == [expected_label(n) for n in range(9)]
    assert kinds_of(outcomes) == list(range(9))
    assert sum(two.kinds.sizes) == sum(two.engine.sizes) == 9
    assert two.run() == outcomes
    assert two.last.tally.known == 9
    assert sum(two.kinds.sizes) == 9


def test_int8_is_for_the_chosen_model_alone(two: TwoModels) -> None:
    asked = {}

    def load(spec: ModelSpec, _: object, options: EngineOptions, *rest: object) -> Engine:
        asked[spec.id] = options.precision
        return two.kinds if spec is KINDS_MODEL else two.engine

    store = WeightsStore(two.library_file.parent)
    managers = Managers(ModelManager(store, loader=load), ModelManager(store, loader=load))
    passes = (
        Pass(two.chosen, "a", two.chosen.heads),
        Pass(KINDS_MODEL, "b", KINDS_MODEL.heads[1:]),
    )
    maker = LayerMaker(
        passes, managers, EngineOptions(precision="int8"), exact=False, max_pixels=1000
    )
    maker.prepare([maker.pixels(two.pictures / "0.png", None)], Event())
    assert asked == {two.chosen.id: "int8", KINDS_MODEL.id: "auto"}


def test_only_the_layer_that_is_lacking_is_made(two: TwoModels) -> None:
    two.is_wanted = False
    bare = two.run()
    assert kinds_of(bare) == [None] * 9
    two.is_wanted = True
    two.add("new.png", red=9)
    outcomes = two.run()
    assert sum(two.engine.sizes) == 1
    assert sum(two.kinds.sizes) == 10
    assert kinds_of(outcomes) == list(range(10))
    assert [best(outcome) for outcome in outcomes] == [expected_label(n) for n in range(10)]
    two.is_wanted = False
    assert two.run()[:9] == bare
    assert two.last.tally.known == 10


def test_a_copy_of_a_picture_of_which_a_layer_is_lacking_gets_it(two: TwoModels) -> None:
    two.is_wanted = False
    two.run()
    two.is_wanted = True
    shutil.copy(two.pictures / "5.png", two.pictures / "5 copy.png")
    outcomes = {each.path.name: each for each in two.run()}
    assert two.engine.sizes == []
    assert kinds_of([outcomes["5.png"], outcomes["5 copy.png"]]) == [5, 5]


def test_fresh_makes_all_layers_anew(two: TwoModels) -> None:
    outcomes = two.run()
    assert two.run(fresh=True) == outcomes
    assert sum(two.engine.sizes) == 9
    assert sum(two.kinds.sizes) == 18


# Order, and what waits for what


class Decoder:
    """Stands before the real one: pictures in ``held`` wait until they are let go, and ``before``
    is called with each path."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.held: dict[str, Event] = {}
        self.before: Callable[[Path], None] = lambda path: None
        self._load = decoding.load_each
        monkeypatch.setattr(decoding, "load_each", self.load)

    def load(self, path: Path, *arguments: Any, **named: Any) -> list[decoding.Decoded]:
        self.before(path)
        if path.name in self.held:
            assert self.held[path.name].wait(10)
        return self._load(path, *arguments, **named)


@pytest.fixture
def decoder(monkeypatch: pytest.MonkeyPatch) -> Decoder:
    return Decoder(monkeypatch)


def test_known_outcomes_come_before_the_model_is_loaded(world: World) -> None:
    for number in range(9):
        world.add(f"{number}.png", red=number)
    world.run()
    world.add("a new one.png")
    world.add("z new one.png")
    (world.pictures / "a new one.png").rename(world.pictures / "8b.png")
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        outcomes = world.start(library).outcomes()
        assert names([next(outcomes) for _ in range(9)]) == [f"{n}.png" for n in (*range(8), "8")]
        assert world.loads == 1
        assert names(list(outcomes)) == ["8b.png", "z new one.png"]


def test_pictures_behind_a_slow_one_are_kept_meanwhile_and_seen_in_their_order(
    world: World, decoder: Decoder
) -> None:
    for number in range(20):
        world.add(f"{number:02}.png", red=number)
    let_go = decoder.held["00.png"] = Event()

    def finish_the_slow_one() -> None:
        if sum(world.engine.sizes) >= 9:
            let_go.set()

    world.engine.before = finish_the_slow_one
    outcomes = world.run()
    assert [best(outcome) for outcome in outcomes] == [expected_label(n) for n in range(20)]


def test_how_far_others_go_on_behind_a_slow_one_is_bounded(
    world: World, decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "LOOKUP_CHUNK", 10)
    for number in range(100):
        world.add(f"{number:03}.png", red=number % 20)
    decoded: list[str] = []
    meanwhile = 0

    def hold_the_first(path: Path) -> None:
        nonlocal meanwhile
        decoded.append(path.name)
        if path.name == "000.png":
            while len(decoded) == 1 or len(decoded) > meanwhile:  # until the others stand still
                meanwhile = len(decoded)
                Event().wait(0.5)

    decoder.before = hold_the_first
    assert len(world.run()) == 100
    assert 10 < meanwhile <= 2 * 10 + 2 * (2 * 4 + 2 * 2)


def test_a_slow_model_is_given_fewer_pictures_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH_SECONDS", 0.1)
    world.engine = Brightness(batch_size=64)
    for number in range(40):
        world.add(f"{number:02}.png", red=number)
    world.engine.seconds_each = 0.03
    world.run()
    assert max(world.engine.sizes) <= 3


def test_an_engine_that_is_loaded_already_begins_with_one_picture_too(world: World) -> None:
    for number in range(20):
        world.add(f"{number:02}.png", red=number)
    manager = ModelManager(WeightsStore(world.library_file.parent), loader=world.load)
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        for _ in range(2):
            run = world.start(library, manager=manager, fresh=True)
            assert len(list(run.outcomes())) == 20
    assert world.engine.sizes == [1, 4, 4, 4, 4, 3] * 2
    assert world.loads == 1


def test_the_next_batch_waits_in_the_engine_while_one_is_committed(world: World) -> None:
    for number in range(9):  # the first picture alone tells how long one takes
        world.add(f"{number}.png", red=number)
    both = Barrier(2)
    world.engine.before = lambda: both.wait(10) if world.engine.sizes else None
    assert [best(outcome) for outcome in world.run()] == list(range(9))
    assert sorted(world.engine.sizes) == [1, 4, 4]


@pytest.mark.parametrize(("seconds", "fewest", "most"), [(0.0, 5, 11), (60.0, 2, 4)])
def test_what_comes_fast_is_committed_together_and_the_first_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch, seconds: float, fewest: int, most: int
) -> None:
    monkeypatch.setattr(run, "COMMIT_SECONDS", seconds)
    for number in range(40):  # batches of 1, 4, 4, ...
        world.add(f"{number:02}.png", red=number)
    world.engine.seconds_each = 0.005
    saved: list[int] = []
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        save = library.save

        def count(key: ModelKey, entries: Sequence[Entry]) -> list[FileFacts]:
            saved.append(len(entries))
            return save(key, entries)

        monkeypatch.setattr(library, "save", count)
        assert [best(outcome) for outcome in world.start(library).outcomes()] == list(range(40))
    assert saved[0] == 1
    assert sum(saved) == 40
    assert fewest <= len(saved) <= most


def test_what_was_done_is_kept_where_a_batch_fails_before_it_is_due(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "COMMIT_SECONDS", 60.0)
    for number in range(13):
        world.add(f"{number:02}.png", red=number)

    def fail_later() -> None:
        if sum(world.engine.sizes) >= 9:
            raise WeightsError("weights.none")

    world.engine.before = fail_later
    with pytest.raises(WeightsError):
        world.run()
    world.engine.before = lambda: None
    world.run()
    assert world.last.tally.known == 9


def test_nobody_looks_for_the_weights_before_each_batch(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        world.add(f"{number:02}.png", red=number)
    looks, find = 0, WeightsStore.find

    def count(store: WeightsStore, spec: ModelSpec) -> StoredWeights:
        nonlocal looks
        looks += 1
        return find(store, spec)

    monkeypatch.setattr(WeightsStore, "find", count)
    seen: list[int] = []
    world.engine.before = lambda: seen.append(looks)
    world.run()
    assert len(seen) > 2
    assert seen[0] == seen[-1] > 0


def test_pictures_that_are_slow_to_decode_are_kept_before_a_batch_is_full(
    world: World, decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "GATHER_SECONDS", 0.0)
    world.engine = Brightness(batch_size=64)
    for number in range(6):
        world.add(f"{number}.png", red=number)
    for number in range(1, 6):
        decoder.held[f"{number}.png"] = Event()
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        for number, outcome in enumerate(world.start(library).outcomes(), 1):
            assert best(outcome) == number - 1
            if number < 6:
                decoder.held[f"{number}.png"].set()


def test_a_bug_on_a_decoders_thread_is_not_swallowed(world: World, decoder: Decoder) -> None:
    def fail(path: Path) -> None:
        raise ZeroDivisionError(path.name)

    world.add("a.png")
    decoder.before = fail
    with pytest.raises(ZeroDivisionError):
        world.run()


# Files that are not as one would wish


def test_a_file_that_changes_while_it_is_read_is_tagged_and_looked_at_again(
    world: World, decoder: Decoder
) -> None:
    file = world.add("a.png", red=1)
    old = file.read_bytes()

    def edit(path: Path) -> None:
        world.add("a.png", red=2)
        os.utime(path, ns=(1, 1))

    decoder.before = edit
    assert best(world.run()[0]) == 2
    decoder.before = lambda path: None
    assert best(world.run()[0]) == 2
    assert world.last.tally.known == 0
    assert best(world.run()[0]) == 2
    assert world.last.tally.known == 1
    # Nor is the new content's outcome given to a file of the old content.
    (world.pictures / "b.png").write_bytes(old)
    assert [best(outcome) for outcome in world.run()] == [2, 1]


def test_a_file_that_disappears_during_the_run_fails_and_the_rest_goes_on(
    world: World, decoder: Decoder
) -> None:
    for number in range(6):
        world.add(f"{number}.png", red=number)
    decoder.before = lambda path: path.unlink() if path.name == "3.png" else None
    outcomes = world.run()
    assert [isinstance(outcome, Failed) for outcome in outcomes] == [n == 3 for n in range(6)]
    world.add("3.png", red=3)
    decoder.before = lambda path: None
    assert best(world.run()[3]) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are always text")
@pytest.mark.parametrize("named", [False, True])
def test_a_folder_that_goes_ends_the_run_and_says_nothing_of_its_pictures(
    world: World, decoder: Decoder, named: bool
) -> None:
    files = [world.add(f"{number:02}.png", red=number) for number in range(40)]
    roots, away = files if named else [world.pictures], world.pictures.with_name("away")
    decoder.before = lambda path: _rename_at(path, "20.png", away)
    seen: list[Outcome] = []
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        begun = world.start(library, *roots)
        with pytest.raises(FolderGone) as raised:
            seen.extend(begun.outcomes())
        assert not begun.finished
    assert raised.value.folder == world.pictures
    assert 0 < len(seen) < 40
    assert all(isinstance(outcome, Tagged) for outcome in seen)
    away.rename(world.pictures)
    decoder.before = lambda path: None
    found = [best(outcome) for outcome in world.run(*roots)]
    assert found == [expected_label(number) for number in range(40)]
    assert world.last.tally.known >= len(seen)
    assert world.last.tally.failed == 0


def _rename_at(path: Path, name: str, away: Path) -> None:
    if path.name == name and not away.exists():
        path.parent.rename(away)


def test_an_empty_folder_in_the_place_of_a_drive_is_no_folder(
    world: World, decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        world.add(f"{number}.png", red=number)

    def unmount(path: Path) -> None:
        if path.name == "3.png":
            monkeypatch.setattr(run, "_disk_of", lambda folder: 4711)
            path.unlink()

    decoder.before = unmount
    with pytest.raises(FolderGone):
        world.run()


def test_a_named_file_in_a_folder_that_never_was_fails_alone(world: World) -> None:
    there = world.add("a.png", red=5)
    missing, tagged = world.run(world.pictures / "none" / "b.png", there)
    assert isinstance(missing, Failed)
    assert best(tagged) == 5


def test_names_that_are_not_utf8_are_tagged_or_fail_with_a_reason(world: World) -> None:
    world.add(os.fsdecode(b"caf\xe9.png"), red=7)
    (world.pictures / os.fsdecode(b"z\xff.png")).write_bytes(b"broken")
    first = world.run()
    assert best(first[0]) == 7
    assert isinstance(first[1], Failed)
    assert world.run() == first
    assert world.last.tally.known == 2


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_loops_of_links_are_counted_and_links_to_files_are_files(world: World) -> None:
    world.add("deep/a.png", red=1)
    (world.pictures / "deep" / "back").symlink_to(world.pictures)
    (world.pictures / "link.png").symlink_to(world.pictures / "deep" / "a.png")
    (world.pictures / "nowhere.png").symlink_to(world.pictures / "missing")
    (world.pictures / "round.png").symlink_to(world.pictures / "round.png")
    outcomes = world.run()
    assert names(outcomes) == ["link.png", "nowhere.png", "round.png", "a.png"]
    assert [isinstance(o, Failed) for o in outcomes] == [False, True, True, False]
    assert world.last.tally.scan.loops == 1


def test_what_is_skipped_is_counted(world: World) -> None:
    world.add("a.png")
    world.add(".hidden.png")
    (world.pictures / "notes.txt").write_text("no picture")
    assert names(world.run()) == ["a.png"]
    counts = world.last.tally.scan
    assert (counts.found, counts.skipped_extension, counts.skipped_hidden) == (1, 1, 1)


def test_a_file_given_twice_has_one_outcome(world: World) -> None:
    file = world.add("deep/a.png")
    assert names(world.run(world.pictures, file, file.parent, file)) == ["a.png"]


# What the person decided


@pytest.mark.parametrize("fresh", [False, True])
def test_decisions_follow_a_moved_folder(world: World, fresh: bool) -> None:
    for number in range(4):
        world.add(f"before/{number}.png", red=number)
    review = Review(own=("mine",))
    world.run()
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        library.save_reviews({world.pictures / "before" / "2.png": review})
    (world.pictures / "before").rename(world.pictures / "after")
    world.run(fresh=fresh)
    assert world.last.tally.known == (0 if fresh else 4)
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        paths = [world.pictures / "after" / f"{number}.png" for number in range(4)]
        assert library.reviews(paths) == {paths[2]: review}


def test_decisions_follow_a_moved_file_that_another_model_had_tagged(world: World) -> None:
    file = world.add("before.png")
    world.run()
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        library.save_reviews({file: Review(own=("mine",))})
    after = file.rename(world.pictures / "after.png")
    world.run(exact=True)
    assert world.last.tally.known == 0
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        assert library.reviews([after]) == {after: Review(own=("mine",))}
    world.run()
    assert world.last.tally.known == 1


# What it costs


@pytest.mark.parametrize("how", ["in a folder", "by name"])
def test_a_known_picture_is_looked_at_twice_at_most_and_its_folder_read_thrice(
    world: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    files = [world.add(f"{number % 3}/{number}.png", red=number) for number in range(30)]
    roots = files if how == "by name" else [world.pictures]
    world.run(*roots)
    monkeypatch.setattr(run, "COUNT_AFTER_SECONDS", 0.0)
    looks = Looks(monkeypatch)
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        started = world.start(library, *roots)
        outcomes = started.outcomes()
        next(outcomes)
        assert until(lambda: started.tally.total == 30)
        assert len(list(outcomes)) == 29
    assert started.tally.known == 30
    assert max(looks.stats[str(file)] for file in files) == (1 if how == "in a folder" else 2)
    if how == "in a folder":  # for the total and for sidecars, too
        assert {looks.reads[str(folder)] for folder in world.pictures.iterdir()} == {3}


# What files say


def with_xmp(file: Path, words: str, stars: int = 3, label: str = "") -> None:
    """Write keywords into a PNG as another program does: its time of change is another then."""
    text = (
        f'<rdf:RDF xmlns:rdf="{RDF}"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="{stars}" xmp:Label="{label}">'
        f"<dc:subject><rdf:Bag>"
        f"{''.join(f'<rdf:li>{word}</rdf:li>' for word in words.split())}"
        "</rdf:Bag></dc:subject></rdf:Description></rdf:RDF>"
    )
    if file.suffix.lower() == ".xmp":
        file.write_text(text, encoding="utf-8")
    else:
        file.write_bytes(png_xmp.with_packet(file.read_bytes(), text.encode()))
        later = file.stat().st_mtime_ns + 10**9
        os.utime(file, ns=(later, later))


def said(world: World, **options: bool) -> dict[str, FileFacts]:
    """What files say by a run, which must be what the library keeps; by their names."""
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        groups = world.start(library, **options).groups()
        found = {each.outcome.path: each.facts for group in groups for each in group}
        assert library.facts(list(found)) == found
    return {path.name: facts for path, facts in found.items()}


def test_what_files_and_sidecars_say_comes_with_their_outcomes(world: World) -> None:
    with_xmp(world.add("a.png", red=1), "cat Dog")
    with_xmp(world.add("b.png", red=2).with_name("b.png.xmp"), "lake", stars=-1)
    with_xmp(world.add("c.png", red=3).with_name("C.XMP"), "sea")
    world.add("d.png", red=4)
    expected = {
        "a.png": FileFacts(("cat", "Dog"), 3),
        "b.png": FileFacts(("lake",), -1),
        "c.png": FileFacts(("sea",), 3),
        "d.png": NO_FACTS,
    }
    assert said(world) == expected
    assert said(world) == expected


def test_what_files_say_is_read_once_and_again_when_they_change(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    found_of = file_facts.found_of

    def counted(picture: Path, sidecars: Sequence[str]) -> FoundFacts | None:
        reads.append(picture.name)
        return found_of(picture, sidecars)

    monkeypatch.setattr(file_facts, "found_of", counted)
    first, second = world.add("a.png", red=1), world.add("b.png", red=2)
    for _ in range(2):
        said(world)
        assert sorted(reads) == ["a.png", "b.png"]
    with_xmp(first, "cat")
    assert said(world)["a.png"].keywords == ("cat",)
    sidecar = second.with_suffix(".xmp")
    with_xmp(sidecar, "dog")
    assert said(world)["b.png"].keywords == ("dog",)
    sidecar.unlink()
    assert said(world)["b.png"] == NO_FACTS
    assert reads[2:] == ["a.png", "b.png", "b.png"]


def test_what_known_pictures_say_is_read_where_it_is_lacking(world: World) -> None:
    with_xmp(world.add("a.png", red=1), "cat")
    said(world)
    with closing(sqlite3.connect(world.library_file)) as connection, connection:
        connection.execute("DELETE FROM file_keywords")
        connection.execute("DELETE FROM file_facts")
    world.loads = 0
    assert said(world)["a.png"].keywords == ("cat",)
    assert world.loads == 0


def test_a_picture_that_was_moved_brings_what_its_file_says_along(world: World) -> None:
    file = world.add("a.png", red=1)
    with_xmp(file, "cat")
    said(world)
    file.rename(file.with_name("z.png"))
    assert said(world) == {"z.png": FileFacts(("cat",), 3)}


# Many files, and the end at any moment


def held() -> int:
    """Bytes that are traced, without the interpreter's table of interned strings, which pathlib
    fills, and which doubles by megabytes at moments of its own."""
    others = tracemalloc.Filter(inclusive=False, filename_pattern=pathlib.__file__)
    return sum(trace.size for trace in tracemalloc.take_snapshot().filter_traces([others]).traces)


@pytest.mark.parametrize("pass_", ["new", "known"])
def test_memory_does_not_grow_with_the_number_of_files(
    world: World, monkeypatch: pytest.MonkeyPatch, pass_: str
) -> None:
    monkeypatch.setattr(run, "LOOKUP_CHUNK", 32)
    source = world.add("first.png", red=1).read_bytes()
    for number in range(1500):
        folder = world.pictures / f"{number // 100:02}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.png").write_bytes(source)
    if pass_ == "known":
        world.run()
    most = 0
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        for number, _ in enumerate(world.start(library).outcomes()):
            if number == 500:
                tracemalloc.start()
            elif number > 500 and number % 50 == 0:
                most = max(most, held())
    tracemalloc.stop()
    assert number == 1500
    assert most < 300_000  # a thousand outcomes would be a million


KILLED = """
import sys
from pathlib import Path
from tests.app.test_run import World
from igtagger.export.xmp import png_xmp
from igtagger.export.xmp.xmp_fields import RDF
from igtagger.labels.file_keywords import FoundFacts
from igtagger.library.facade import Library

world = World(Path(sys.argv[1]))
world.engine.log = Path(sys.argv[1]) / "log.txt"
with Library.open(world.library_file, on_message=sys.exit) as library:
    for outcome in world.start(library).outcomes():
        print(outcome.path.name, flush=True)
"""


def start_process(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE, text=True
    )


def test_a_run_killed_at_any_moment_goes_on_where_it_was(world: World, tmp_path: Path) -> None:
    for number in range(60):
        world.add(f"{number:02}.png", red=number)
    seen: set[str] = set()
    kills = (1, 14, 33)
    for kill_after in kills:
        with start_process(tmp_path) as process:
            assert process.stdout is not None
            seen |= {process.stdout.readline().strip() for _ in range(kill_after)}
            process.kill()
            seen |= set(process.stdout.read().splitlines())
    world.engine.log = tmp_path / "log.txt"
    outcomes = world.run()
    assert [best(outcome) for outcome in outcomes] == [expected_label(n) for n in range(60)]
    assert world.last.tally.known >= len(seen)  # nothing that was seen is lost
    predicted = sorted(int(line) for line in world.engine.log.read_text().split())
    assert set(predicted) == set(range(60))
    # Again for each kill: the batch that was not kept yet, and the one that the engine had in hand.
    assert len(predicted) <= 60 + 8 * len(kills)


def test_two_processes_on_one_folder_both_come_to_the_same_end(
    world: World, tmp_path: Path
) -> None:
    for number in range(40):
        world.add(f"{number:02}.png", red=number)
    processes = [start_process(tmp_path) for _ in range(2)]
    said = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert said == [[f"{number:02}.png" for number in range(40)]] * 2
    outcomes = world.run()
    assert world.last.tally.known == 40
    assert [best(outcome) for outcome in outcomes] == [expected_label(n) for n in range(40)]
