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
from igtagger.engines.protocol import Engine, EngineOptions
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
        engine = _engine(spec, stored, name)
        head = engine.heads[0]
        logits = engine.predict(pictures) @ head.weight.T + head.bias
        found[name] = float(np.abs(logits - expected).max() / np.abs(expected).max())
    return found


def _engine(spec: ModelSpec, stored: StoredWeights, name: str) -> Engine:
    options = EngineOptions("cpu", "fp32", engine=name)
    return load_engine(spec, stored, options, pytest.fail, Event())


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


def test_taps_give_mean_and_greatest_value_of_what_timms_stages_give(tmp_path: Path) -> None:
    family = replace(LITE[2], tapped=True)
    spec = replace(
        model_of(family, head="classifier", features=1280), preprocessing=Preprocessing(size=100)
    )
    assert family.blueprint().features == 1280 + 2 * (16 + 24 + 48 + 88 + 120 + 208 + 352)
    state = calibrated_state(spec, made_pictures(8, 100, seed=1))
    legacy = save_legacy(state, tmp_path / "weights.pth")
    stored = _convert(spec, legacy, tmp_path / "weights.safetensors")
    pictures = made_pictures(3, 100)
    expected = _stages_of_timm(spec, legacy, pictures)
    for name in ENGINES:
        features = _engine(spec, stored, name).predict(pictures)
        for place, (found, theirs) in enumerate(zip(_parted(features), expected, strict=True)):
            assert np.abs(found - theirs).max() <= 1e-4 * np.abs(theirs).max(), (name, place)


def _parted(features: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """The last step's means, the means of each stage, the greatest values of each stage."""
    stages = (16, 24, 48, 88, 120, 208, 352)
    return np.split(features, np.cumsum([1280, *stages, *stages])[:-1], axis=1)


def _stages_of_timm(
    spec: ModelSpec, legacy: Path, pictures: NDArray[np.uint8]
) -> list[NDArray[np.float32]]:
    """The same in the same order, of timm's network."""
    theirs = reference(spec)
    theirs.load_state_dict(torch.load(legacy, weights_only=True), assign=True)
    given: list[torch.Tensor] = []
    for stage in theirs.blocks:
        stage.register_forward_hook(lambda part, inputs, outputs: given.append(outputs.clone()))
    with torch.inference_mode():
        last = theirs.forward_features(
            normalise(pictures, spec.preprocessing, torch.device("cpu"))
        ).mean((2, 3))
    means = [stage.mean((2, 3)) for stage in given]
    return [part.numpy() for part in (last, *means, *(stage.amax((2, 3)) for stage in given))]


@pytest.mark.parametrize("size", [63, 64, 65, 66])
def test_tensorflows_padding_is_timms_for_even_and_odd_sizes(size: int, tmp_path: Path) -> None:
    spec = replace(model_of(LITE[0], head="classifier"), preprocessing=Preprocessing(size=size))
    assert max(differences_from_timm(spec, tmp_path).values()) <= 1e-4


def test_32x8d_gives_timms_logits(tmp_path: Path) -> None:
    assert max(differences_from_timm(WIDTH_8, tmp_path).values()) <= 1e-4


@pytest.mark.slow
def test_32x16d_gives_timms_logits(tmp_path: Path) -> None:
    assert max(differences_from_timm(WIDTH_16, tmp_path).values()) <= 1e-4
