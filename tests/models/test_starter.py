"""The built-in model: the weights are those of the card, and the samples get their right labels."""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors import safe_open

from igtagger import resources
from igtagger.engines.protocol import EngineOptions
from igtagger.engines.torch_engine import TorchEngine
from igtagger.labels.sets import load_labels
from igtagger.models.catalog import starter
from igtagger.models.weights.store import WeightsStore
from igtagger.pictures import decoding
from tests.making import count_parameters

SAMPLES = {
    "coffee.jpg": "photograph",
    "cat.jpg": "photograph",
    "chart.png": "chart",
    "diagram.png": "diagram",
    "map.png": "map",
    "table.png": "table",
    "letter.png": "text document",
    "listing.png": "source code",
    "note.jpg": "handwriting",
    "phone.png": "phone screenshot",
    "qr-code.png": "barcode",
    "sprites.png": "pixel art",
    "texture.jpg": "texture",
    "gradient.png": "plain colour",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> TorchEngine:
    spec = starter()
    stored = WeightsStore(tmp_path_factory.mktemp("weights")).find(spec)
    options = EngineOptions(device="cpu", precision="fp32")
    return TorchEngine(spec, stored, options, pytest.fail, Event())


def scores_of(engine: TorchEngine, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return engine.heads[0].scores(engine.predict(pixels))


def weights() -> Path:
    return resources.path("models", "starter.safetensors")


def test_the_weights_are_those_of_the_card() -> None:
    spec, data = starter(), weights().read_bytes()

    assert hashlib.sha256(data).hexdigest() == spec.weights.sha256
    assert len(data) == spec.weights.size < 5_000_000


def test_the_card_counts_the_parameters() -> None:
    spec = starter()
    with safe_open(weights(), framework="np") as file:
        names = [name for name in file.keys() if "running_" not in name]  # noqa: SIM118
        held = sum(file.get_tensor(name).size for name in names)

    assert held == spec.parameters == count_parameters(spec)


def test_every_label_has_a_definition() -> None:
    labels = load_labels("kinds")

    assert len(labels) == starter().labels_count
    assert all(label.definition.endswith(".") for label in labels)


def test_every_sample_is_named_here_and_they_are_small() -> None:
    files = [f for f in resources.path("samples").iterdir() if f.suffix != ".txt"]

    assert {f.name for f in files} == set(SAMPLES)
    assert sum(f.stat().st_size for f in files) < 2_000_000


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_gets_its_label(engine: TorchEngine, name: str) -> None:
    picture = decoding.load(resources.path("samples", name), engine.spec.preprocessing)

    scores = scores_of(engine, picture.pixels[None])[0]

    best = load_labels("kinds")[int(scores.argmax())]
    assert best.name == SAMPLES[name]


def test_pictures_laid_over_one_another_get_a_flatter_ranking(engine: TorchEngine) -> None:
    side = engine.spec.preprocessing.size
    files = [resources.path("samples", name) for name in SAMPLES]
    plain = np.stack([decoding.load(file, engine.spec.preprocessing).pixels for file in files])
    laid_over = (plain // 2 + np.roll(plain, 5, axis=0) // 2).reshape(-1, side, side, 3)

    sure, unsure = (scores_of(engine, pixels).max(axis=1).mean() for pixels in (plain, laid_over))

    assert unsure < sure - 0.1
