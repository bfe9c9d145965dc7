"""Runs over real folders with a real library; the engine alone is a stand-in that is quick."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from igtagger.models.weights import WeightsStore
from igtagger.tagging.library import Library
from numpy.typing import NDArray
from PIL import Image

from igtagger.domain import Failed, Outcome, Tagged
from igtagger.errors import WeightsError
from igtagger.inference.engine import Engine, EngineInfo, EngineOptions, ModelManager
from igtagger.models.catalog import ModelSpec, starter
from igtagger.tagging.pipeline import Run, RunOptions

SPEC = starter()


class Brightness:
    """An engine whose best label follows from the picture's mean red value, so that a result that
    went to another picture's file is seen."""

    spec: ModelSpec = SPEC
    info = EngineInfo("cpu", "CPU", "fp32", "not asked for")

    def __init__(self, batch_size: int = 4) -> None:
        self.batch_size = batch_size
        self.sizes: list[int] = []
        self.before: Callable[[], None] = lambda: None

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.before()
        self.sizes.append(len(pixels))
        scores = np.full((len(pixels), SPEC.labels_count), 1e-5, np.float32)
        for row, picture in zip(scores, pixels, strict=True):
            best = expected_label(int(picture[..., 0].mean().round()))
            row[best], row[(best + 1) % SPEC.labels_count] = 0.75, 0.2
        return scores


def expected_label(red: int) -> int:
    return red % SPEC.labels_count


class World:
    """A folder of pictures, a library, an engine; each :meth:`run` is one pass."""

    def __init__(self, folder: Path) -> None:
        self.pictures = folder / "pictures"
        self.pictures.mkdir()
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

    def start(self, library: Library, *roots: Path, **options: bool) -> Run:
        manager = ModelManager(WeightsStore(self.library_file.parent), loader=self.load)
        return Run(
            roots or (self.pictures,),
            SPEC,
            SPEC.weights.sha256,
            manager=manager,
            engine_options=EngineOptions(),
            library=library,
            options=RunOptions(workers=2, **options),  # type: ignore[arg-type]
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
    assert all("png" in o.reason for o in outcomes if isinstance(o, Failed))
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
    outcomes = world.run()
    assert [best(outcome) for outcome in outcomes] == [0, 1, 9, 3, 4]
    assert world.engine.sizes == [1]


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
            if len(seen) == 5:  # one, then a batch of four
                world.cancel.set()
    assert not run.finished
    assert names(seen) == [f"{number:02}.png" for number in range(5)]
    world.cancel.clear()
    assert len(world.run()) == 40
    assert world.last.tally.known == 5


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
                assert outcome in list(other.outcomes(run.key, under=world.pictures))


def test_an_error_of_the_engine_ends_the_run_and_keeps_what_was_done(world: World) -> None:
    for number in range(8):
        world.add(f"{number}.png", red=number)

    def fail_later() -> None:
        if sum(world.engine.sizes) >= 5:
            raise WeightsError("The weights went away.")

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
    counted = Event()
    world.engine.before = lambda: counted.wait(timeout=0) and None
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        run = world.start(library)
        outcomes: Iterator[Outcome] = run.outcomes()
        next(outcomes)
        for _ in range(10_000):
            if run.tally.total is not None:
                break
            Event().wait(0.001)
        assert run.tally.total == 6
        assert len(list(outcomes)) == 5


def test_folders_within_folders_can_be_left_out(world: World) -> None:
    world.add("top.png")
    world.add("deep/inner.png")
    assert names(world.run(recursive=False)) == ["top.png"]
    assert sorted(names(world.run())) == ["inner.png", "top.png"]


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.tagging.test_pipeline import World
from igtagger.tagging.library import Library

folder, limit = Path(sys.argv[1]), int(sys.argv[2])
world = World.__new__(World)
world.pictures, world.library_file = folder / "pictures", folder / "data" / "library.sqlite3"
from tests.tagging.test_pipeline import Brightness
from threading import Event
world.engine, world.loads, world.cancel = Brightness(), 0, Event()
with Library.open(world.library_file, on_message=print) as library:
    for number, outcome in enumerate(world.start(library).outcomes(), 1):
        print(outcome.path.name, flush=True)
        if number == limit:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
"""


def test_a_run_killed_at_any_moment_goes_on_where_it_was(world: World, tmp_path: Path) -> None:
    for number in range(30):
        world.add(f"{number:02}.png", red=number)
    seen: list[str] = []
    for limit in (1, 7, 20):
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(tmp_path), str(limit)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode != 0
        seen = done.stdout.split()
        assert len(seen) == limit, done.stderr
    outcomes = world.run()
    assert [best(outcome) for outcome in outcomes] == [
        expected_label(number) for number in range(30)
    ]
    # All that was seen is known; at most the batch in hand was done twice.
    assert 20 <= world.last.tally.known <= 24
