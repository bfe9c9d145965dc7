"""Models in int8, made by NNCF itself. Skipped where the extra igtagger[int8] is not installed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import save_file

from igtagger.__main__ import main
from igtagger.domain import Reason
from igtagger.engines import quantising
from igtagger.engines.loading import load_engine
from igtagger.engines.protocol import Engine, EngineOptions
from igtagger.errors import Cancelled, EngineError
from igtagger.models.catalog import ModelSpec
from igtagger.models.families.resnext import ResNeXt
from igtagger.models.weights.store import StoredWeights
from igtagger.preprocessing import Preprocessing
from igtagger.settings import Settings
from tests.engines.calibrated import agreement, calibrated_state, made_pictures
from tests.making import model_of

pytestmark = pytest.mark.skipif(
    find_spec("nncf") is None, reason="the extra igtagger[int8] is not installed"
)
SIZE = 64
PIXELS = made_pictures(200, SIZE, seed=5)
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def spec() -> ModelSpec:
    family = ResNeXt((1, 1, 1, 1), groups=8, width_per_group=8, expansion=1)
    return replace(
        model_of(family, labels=100, name="small"), preprocessing=Preprocessing(size=SIZE)
    )


@pytest.fixture(scope="module")
def weights(spec: ModelSpec, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("weights") / "small.safetensors"
    state = calibrated_state(spec, made_pictures(64, SIZE, seed=1))
    save_file({name: value.clone().contiguous() for name, value in state.items()}, file)
    return file


@pytest.fixture
def stored(spec: ModelSpec, weights: Path, tmp_path: Path) -> StoredWeights:
    folder = tmp_path / "all weights"
    size = weights.stat().st_size
    return StoredWeights(
        "small", weights, "safetensors", "ab" * 32, size, "", True, "small", True, folder=folder
    )


def first(how: Preprocessing, most: int, cancel: Event) -> NDArray[np.uint8]:
    """Forty pictures to calibrate with."""
    assert (how.size, most) == (SIZE, quantising.PICTURES)
    return PIXELS[:40]


def never(how: Preprocessing, most: int, cancel: Event) -> NDArray[np.uint8]:
    raise AssertionError("what is kept needs no pictures")


def load(
    spec: ModelSpec,
    stored: StoredWeights,
    calibration: Callable[[Preprocessing, int, Event], NDArray[np.uint8]] = first,
    told: Callable[[Reason], None] = lambda reason: None,
    cancel: Event | None = None,
) -> Engine:
    options = EngineOptions("cpu", "int8", calibration=calibration)
    return load_engine(spec, stored, options, told, cancel or Event())


def test_it_is_made_once_told_kept_and_found_again_also_where_nncf_is_gone(
    spec: ModelSpec, stored: StoredWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Reason] = []
    engine = load(spec, stored, told=told.append)
    assert engine.info.precision == "int8"
    assert told == [Reason("engine.calibrating", model="small", count=40)]
    exact = load_engine(spec, stored, EngineOptions("cpu", "fp32"), pytest.fail, Event())
    expected, found = (each.predict(PIXELS[40:]) for each in (exact, engine))
    assert found.dtype == np.float32
    same, _, labels = agreement(*(exact.heads[0].scores(each) for each in (expected, found)))
    assert labels > 20, "the pictures must differ to the network, or agreement says nothing"
    assert same >= 0.85
    assert stored.folder is not None
    names = {file.name for file in stored.folder.iterdir()}
    assert names == {"small.int8", "small.lock"}
    assert (stored.folder / "small.int8").stat().st_size < stored.size / 2
    monkeypatch.setattr(quantising, "_PACKAGE", "no-such-distribution")
    again = load(spec, stored, never, pytest.fail)
    assert (again.predict(PIXELS[40:]) == found).all()
    assert "nncf" not in sys.modules, "it belongs into a process of its own"


def test_other_weights_and_damage_make_it_anew(spec: ModelSpec, stored: StoredWeights) -> None:
    told: list[Reason] = []
    load(spec, stored, told=told.append)
    load(spec, replace(stored, sha256="cd" * 32), told=told.append)
    assert stored.folder is not None
    file = stored.folder / "small.int8"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    load(spec, replace(stored, sha256="cd" * 32), told=told.append)
    assert len(told) == 3


def test_a_stop_ends_it_at_once_and_leaves_nothing(spec: ModelSpec, stored: StoredWeights) -> None:
    cancel = Event()
    with pytest.raises(Cancelled):
        load(spec, stored, told=lambda reason: cancel.set(), cancel=cancel)
    assert stored.folder is not None
    assert {file.name for file in stored.folder.iterdir()} == {"small.lock"}


def test_what_a_killed_run_left_is_cleared(spec: ModelSpec, stored: StoredWeights) -> None:
    assert stored.folder is not None
    stored.folder.mkdir()
    for name in (".small.1-0123abcd.tmp", ".small.int8.1-0123abcd.tmp"):
        (stored.folder / name).write_bytes(b"half")
    load(spec, stored)
    assert {file.name for file in stored.folder.iterdir()} == {"small.int8", "small.lock"}


@pytest.mark.parametrize("count", [0, 1, quantising.LEAST - 1])
def test_too_few_pictures_are_refused(spec: ModelSpec, stored: StoredWeights, count: int) -> None:
    with pytest.raises(EngineError, match=f"at least {quantising.LEAST} pictures") as caught:
        load(spec, stored, lambda how, most, cancel: PIXELS[:count])
    assert caught.value.reason.code == "engine.int8-few"


def test_what_goes_wrong_in_its_process_is_told(spec: ModelSpec, stored: StoredWeights) -> None:
    wrong = PIXELS[:40, :32]  # pictures of another size: the graph takes none of them
    with pytest.raises(EngineError, match=r"could not be set up in int8: .*shape"):
        load(spec, stored, lambda how, most, cancel: wrong)
    assert stored.folder is not None
    assert {file.name for file in stored.folder.iterdir()} == {"small.lock"}


def test_the_command_line_sets_up_int8_keeps_its_outcomes_apart_and_removes_it(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, home = tmp_path / "holiday", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    for name in ("HOME", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for number, picture in enumerate(made_pictures(quantising.LEAST, 300, seed=9)):
        Image.fromarray(picture).save(folder / f"{number}.png")
    (folder / "broken.png").write_bytes(b"no picture")
    tag = ["tag", str(folder), "-o", str(tmp_path / "tags.csv"), "--force"]
    assert main([*tag, "--precision", "int8"]) == 3
    out, said = capsys.readouterr()
    assert out == ""
    assert f"with {quantising.LEAST} of these pictures" in said
    assert "openvino, int8" in said
    assert list(home.iterdir()) == [], "NNCF reports to its maker, and keeps who it is for that"
    assert main([*tag, "--precision", "int8"]) == 3
    assert "33 of them known already" in capsys.readouterr().err
    assert main(tag) == 3
    assert "known already" not in capsys.readouterr().err
    assert list(Settings.from_environment().weights_dir.glob("*.int8"))
    assert main(["models", "remove", "everyday"]) == 0
    assert not list(Settings.from_environment().weights_dir.glob("*.int8"))
