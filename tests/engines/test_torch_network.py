"""A torch module from a blueprint: it takes no memory empty, and no second copy when filled."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import pytest
import torch
from safetensors.torch import save_file

from igtagger.engines import torch_network
from igtagger.errors import Cancelled, WeightsError
from igtagger.models.catalog import INSTAGRAM_MODELS, ModelSpec
from tests.making import WIDTH_8, random_state, save_legacy, tiny_spec


def load(spec: ModelSpec, file: Path, cancel: Event | None = None) -> torch.nn.Module:
    return torch_network.load(
        spec,
        file,
        dtype=torch.float32,
        device=torch.device("cpu"),
        cancel=cancel or Event(),
    )


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Weights of the tiny model, ready to be loaded."""
    save_file(random_state(tiny_spec()), tmp_path / "a.safetensors")
    return tmp_path / "a.safetensors"


def test_building_takes_no_memory() -> None:
    network = torch_network.build(INSTAGRAM_MODELS[-1].family.blueprint())
    assert all(parameter.is_meta for parameter in network.parameters())


def test_features_are_as_many_as_the_blueprint_says() -> None:
    for spec in (*INSTAGRAM_MODELS, tiny_spec()):
        blueprint = spec.family.blueprint()
        features = torch_network.build(blueprint)(torch.empty(2, 3, 64, 64, device="meta"))
        assert features.shape == (2, blueprint.features)


def test_weights_of_half_precision_load(tmp_path: Path) -> None:
    state = {
        name: values.half() if values.is_floating_point() else values
        for name, values in random_state(tiny_spec()).items()
    }
    save_file(state, tmp_path / "half.safetensors")
    module = load(tiny_spec(), tmp_path / "half.safetensors")
    with torch.inference_mode():
        assert module(torch.zeros(1, 3, 64, 64)).isfinite().all()


def test_a_file_that_was_damaged_after_its_first_load_is_said_so(tmp_path: Path) -> None:
    file = tmp_path / "a.safetensors"
    file.write_bytes(b"damaged")
    with pytest.raises(WeightsError, match="could not be read") as caught:
        load(tiny_spec(), file)
    assert "igtagger models verify tiny" in caught.value.hint


def test_loading_can_be_cancelled(saved: Path) -> None:
    cancel = Event()
    cancel.set()
    with pytest.raises(Cancelled):
        load(tiny_spec(), saved, cancel)


@pytest.mark.skipif(
    not hasattr(psutil.Process, "memory_maps"), reason="this system does not tell what is mapped"
)
def test_loading_maps_the_file(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mapped: list[bool] = []
    fold = torch_network._fold

    def look_and_fold(*args: Any) -> None:
        maps = psutil.Process().memory_maps()
        mapped.append(any(Path(part.path) == saved for part in maps))
        fold(*args)

    monkeypatch.setattr(torch_network, "_fold", look_and_fold)
    load(tiny_spec(), saved)
    assert mapped
    assert all(mapped)
    assert not any(Path(part.path) == saved for part in psutil.Process().memory_maps())


CONVERT_LOAD_AND_TELL_PEAK = """
import sys, threading, torch
from pathlib import Path
from igtagger.engines import torch_network
from igtagger.models.weights import conversion
from igtagger.models.catalog import INSTAGRAM_MODELS
from tests.memory import peak_bytes
source, target, spec = Path(sys.argv[1]), Path(sys.argv[2]), INSTAGRAM_MODELS[0]
before = peak_bytes()
conversion.convert(spec, source, target)
converted = peak_bytes()
module = torch_network.load(spec, target, dtype=torch.float32, device=torch.device("cpu"),
                            cancel=threading.Event())
print(before, converted, peak_bytes())
"""


def test_loading_never_holds_the_weights_twice(tmp_path: Path) -> None:
    source = save_legacy(random_state(WIDTH_8), tmp_path / "weights.pth")
    command = [sys.executable, "-c", CONVERT_LOAD_AND_TELL_PEAK]
    done = subprocess.run(
        [*command, str(source), str(tmp_path / "a.safetensors")],
        check=True,
        capture_output=True,
        text=True,
    )
    before, converted, loaded = map(int, done.stdout.split())
    size = source.stat().st_size
    assert converted - before <= 1.25 * size
    assert loaded - before <= 1.25 * size
