"""Both engines normalise with the mean and the deviation of the model, not with ImageNet's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from igtagger.preprocessing import Preprocessing
from tests.engines.calibrated import calibrated_state, made_pictures
from tests.engines.test_openvino_engine import load, save
from tests.making import tiny_spec

IMAGENET = Preprocessing(size=64)
UNEVEN = replace(IMAGENET, mean=(0.1, 0.4, 0.7), std=(0.9, 0.5, 0.2))
HALVES = replace(IMAGENET, mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5))


@pytest.mark.parametrize("how", [UNEVEN, HALVES], ids=["uneven", "halves"])
def test_the_engines_agree_on_other_means_and_deviations_and_not_with_imagenets(
    tmp_path: Path, how: Preprocessing
) -> None:
    spec, pixels = replace(tiny_spec(), preprocessing=how), made_pictures(8, 64, seed=2)
    state = calibrated_state(spec, made_pictures(64, 64, seed=1))
    stored = save(spec, state, tmp_path / "tiny.safetensors")
    by_torch, by_openvino = (load(spec, stored, e).predict(pixels) for e in ("torch", "openvino"))
    assert np.abs(by_torch - by_openvino).max() < 1e-4
    otherwise = load(replace(spec, preprocessing=IMAGENET), stored, "torch").predict(pixels)
    assert np.abs(by_torch - otherwise).max() > 1e-2
