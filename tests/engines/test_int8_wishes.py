"""int8 where it cannot be, and what it changes where nothing is computed. NNCF is not needed."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
import torch

from igtagger.engines import openvino_engine, quantising, torch_engine
from igtagger.engines.loading import load_engine
from igtagger.engines.protocol import EngineOptions
from igtagger.engines.quiet_openvino import ov
from igtagger.errors import EngineError
from igtagger.models.weights.store import StoredWeights
from tests.making import random_state, tiny_spec
from tests.models.stores import NEVER


@pytest.fixture
def stored(tmp_path: Path) -> StoredWeights:
    from safetensors.torch import save_file

    file = tmp_path / "tiny.safetensors"
    save_file(random_state(tiny_spec()), file)
    size = file.stat().st_size
    return StoredWeights("tiny", file, "safetensors", "0" * 64, size, "", True, "tiny", True)


def refusal(stored: StoredWeights, options: EngineOptions) -> str:
    with pytest.raises(EngineError) as caught:
        load_engine(tiny_spec(), stored, options, pytest.fail, Event())
    return caught.value.reason.code


def test_without_the_extra_the_command_that_installs_it_is_told(
    stored: StoredWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantising, "_PACKAGE", "no-such-distribution")
    with pytest.raises(EngineError, match=r'pip install "igtagger\[int8\]"'):
        load_engine(tiny_spec(), stored, EngineOptions("cpu", "int8"), pytest.fail, NEVER)
    assert not list(stored.path.parent.glob("*.lock"))


def test_without_pictures_how_to_set_it_up_is_told(
    stored: StoredWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantising, "_PACKAGE", "numpy")  # is installed everywhere
    assert refusal(stored, EngineOptions("cpu", "int8")) == "engine.int8-unset"


def test_torch_and_graphics_cards_are_refused(stored: StoredWeights) -> None:
    options = EngineOptions("cpu", "int8", engine="torch")
    assert refusal(stored, options) == "engine.int8-elsewhere"
    devices = torch_engine.Devices(("one",), False, True, None)
    for refused in (
        lambda: torch_engine.choose_precision("int8", torch.device("cuda"), devices),
        lambda: openvino_engine.choose_precision("int8", "GPU.0", ov.Core()),
    ):
        with pytest.raises(EngineError, match="int8 is for CPUs"):
            refused()


def test_nothing_chooses_it_unasked() -> None:
    assert openvino_engine.choose_precision("auto", "CPU", ov.Core()) in ("fp32", "bf16")


def test_its_outcomes_are_kept_apart_and_all_others_together() -> None:
    assert EngineOptions(precision="int8").key_mark == "-int8"
    marks = {EngineOptions(precision=each).key_mark for each in ("auto", "fp32", "bf16", "fp16")}
    assert marks == {""}


def test_where_pictures_come_from_makes_no_other_wish() -> None:
    wish = EngineOptions(precision="int8")
    assert wish == EngineOptions(precision="int8", calibration=lambda how, most, cancel: None)
