"""Both engines build of a blueprint what timm has under that name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from igtagger.engines.loading import load_engine
from igtagger.engines.protocol import EngineOptions
from igtagger.engines.torch_engine import normalise
from igtagger.models.catalog import ModelSpec
from igtagger.models.families.efficientnet_lite import LITE
from igtagger.models.weights import conversion
from igtagger.models.weights.store import StoredWeights
from igtagger.preprocessing import Preprocessing
from tests.engines.calibrated import calibrated_state, made_pictures
from tests.making import WIDTH_8, WIDTH_16, model_of, save_legacy, tiny_spec
from tests.references import reference

ENGINES = ("torch", "openvino")


def differences_from_timm(spec: ModelSpec, folder: Path, count: int = 2) -> dict[str, float]:
    """The largest difference of a logit by engine, relative to timm's largest, from the same file
    of random weights, written as those of 2019 are."""
    size = spec.preprocessing.size
    state = calibrated_state(spec, made_pictures(8, size, seed=1))
    legacy = save_legacy(state, folder / "weights.pth")
    stored = _convert(spec, legacy, folder / "weights.safetensors")
    pictures = made_pictures(count, size)
    expected = _logits_of_timm(spec, legacy, pictures)
    assert expected.std(axis=0).max() > 0.1, "the comparison would be of constants"
    found = {}
    for name in ENGINES:
        engine = load_engine(
            spec, stored, EngineOptions("cpu", "fp32", engine=name), pytest.fail, Event()
        )
        head = engine.heads[0]
        logits = engine.predict(pictures) @ head.weight.T + head.bias
        found[name] = float(np.abs(logits - expected).max() / np.abs(expected).max())
    return found


def _convert(spec: ModelSpec, source: Path, target: Path) -> StoredWeights:
    conversion.convert(spec, source, target)
    return StoredWeights(spec.id, target, "safetensors", "", 0, "", True, spec.id, True)


def _logits_of_timm(
    spec: ModelSpec, legacy: Path, pictures: NDArray[np.uint8]
) -> NDArray[np.float32]:
    theirs = reference(spec)
    theirs.load_state_dict(torch.load(legacy, weights_only=True), assign=True)
    inputs = normalise(pictures, spec.preprocessing, torch.device("cpu"))
    with torch.inference_mode():
        logits: NDArray[np.float32] = theirs(inputs).numpy()
    return logits


def test_resnext_gives_timms_logits(tmp_path: Path) -> None:
    assert max(differences_from_timm(tiny_spec(), tmp_path).values()) <= 1e-4


@pytest.mark.parametrize(("number", "size"), [(0, 224), (1, 240), (2, 260), (3, 280), (4, 300)])
def test_efficientnet_lite_gives_timms_logits(number: int, size: int, tmp_path: Path) -> None:
    how = Preprocessing(size=size, mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5))
    spec = replace(model_of(LITE[number], head="classifier"), preprocessing=how)
    assert max(differences_from_timm(spec, tmp_path).values()) <= 1e-4


@pytest.mark.parametrize("size", [63, 64, 65, 66])
def test_tensorflows_padding_is_timms_for_even_and_odd_sizes(size: int, tmp_path: Path) -> None:
    spec = replace(model_of(LITE[0], head="classifier"), preprocessing=Preprocessing(size=size))
    assert max(differences_from_timm(spec, tmp_path).values()) <= 1e-4


def test_32x8d_gives_timms_logits(tmp_path: Path) -> None:
    assert max(differences_from_timm(WIDTH_8, tmp_path).values()) <= 1e-4


@pytest.mark.slow
def test_32x16d_gives_timms_logits(tmp_path: Path) -> None:
    assert max(differences_from_timm(WIDTH_16, tmp_path).values()) <= 1e-4
