"""The built-in model: its contents come in a package, its kinds by a head that travels along."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import numpy as np
import pytest
from safetensors import safe_open

from igtagger import resources
from igtagger.engines.loading import load_engine
from igtagger.engines.protocol import Engine, EngineOptions
from igtagger.labels.sets import load_labels
from igtagger.models.catalog import KINDS, everyday
from igtagger.models.weights import conversion
from igtagger.models.weights.store import WeightsStore
from igtagger.pictures import decoding
from tests.making import sha256

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
    "screenshot.png": "desktop screenshot",
    "qr-code.png": "barcode",
    "sprites.png": "pixel art",
    "texture.jpg": "texture",
    "gradient.png": "plain colour",
}
CONTENTS = {"coffee.jpg": "espresso", "cat.jpg": "Egyptian cat"}


@pytest.fixture(scope="module", params=["torch", "openvino"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    store = WeightsStore(tmp_path_factory.mktemp("weights"))
    stored = conversion.prepare(store, everyday(), Event())
    options = EngineOptions(device="cpu", precision="fp32", engine=request.param)
    return load_engine(everyday(), stored, options, pytest.fail, Event())


def best(engine: Engine, name: str, label_set: str) -> str:
    picture = decoding.load(resources.path("samples", name), engine.spec.preprocessing)
    (head,) = (head for head in engine.heads if head.label_set == label_set)
    sizes = [(picture.width, picture.height)]
    scores = head.scores(engine.predict(np.stack([picture.pixels])), sizes)[0]
    return load_labels(label_set)[int(scores.argmax())].name


@pytest.mark.parametrize("name", CONTENTS)
def test_what_is_in_a_photograph_is_named(engine: Engine, name: str) -> None:
    assert best(engine, name, "imagenet-1k") == CONTENTS[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_gets_its_kind(engine: Engine, name: str) -> None:
    assert best(engine, name, KINDS) == SAMPLES[name]


def test_both_heads_are_fed_by_one_pass(engine: Engine) -> None:
    picture = decoding.load(resources.path("samples", "cat.jpg"), engine.spec.preprocessing)
    features = engine.predict(np.stack([picture.pixels]))
    assert features.shape == (1, 2992)
    assert [head.inputs for head in engine.heads] == [1280, engine.spec.head(KINDS).features]
    shapes = [head.scores(features, [(4, 3)]).shape for head in engine.heads]
    assert shapes == [(1, 1000), (1, 18)]


def kinds_file() -> Path:
    return resources.path("models", "kinds.safetensors")


def test_the_head_of_kinds_is_that_of_the_card() -> None:
    source = everyday().head(KINDS).file
    assert sha256(kinds_file()) == source.sha256
    assert kinds_file().stat().st_size == source.size < 5_000_000


def test_the_head_of_kinds_holds_what_the_card_says_and_finite_numbers() -> None:
    head = everyday().head(KINDS)
    with safe_open(kinds_file(), framework="np") as file:
        held = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    assert {name: values.shape for name, values in held.items()} == head.tensors(2992)
    assert all(np.isfinite(values).all() for values in held.values())


def test_every_kind_has_a_definition() -> None:
    labels = load_labels(KINDS)
    assert len(labels) == everyday().head(KINDS).labels
    assert all(label.definition.endswith(".") for label in labels)


def test_every_sample_is_named_here_and_they_are_small() -> None:
    files = [f for f in resources.path("samples").iterdir() if f.suffix != ".txt"]
    assert {f.name for f in files} == set(SAMPLES)
    assert sum(f.stat().st_size for f in files) < 2_000_000
