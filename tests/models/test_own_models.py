"""Folders of models that people trained or brought: may be anybody's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.app.learning.own_model_writing import NewModel, making, write_model
from igtagger.errors import BadValueError, SettingsError, UsageError, WeightsError
from igtagger.labels.own_labels import spell_labels
from igtagger.labels.sets import load_labels
from igtagger.models.catalog import everyday, load_catalog
from igtagger.models.heads import read_heads
from igtagger.models.own_models import (
    OwnCard,
    check_name,
    id_for,
    is_id,
    load_models,
    network_spec,
    parse_card,
    spell_card,
)
from igtagger.models.weights import conversion
from igtagger.models.weights.mapped import MappedWeights
from igtagger.models.weights.store import WeightsStore
from igtagger.settings import Settings

NAMES = ("robin", "wren", "tit")
CHANNELS = 1280


def new(**others: Any) -> NewModel:
    labels = spell_labels(NAMES)
    facts = {"began with": "Everyday"}
    given = dict[str, Any](
        *(),
        name="My birds",
        kind="head",
        like="everyday",
        base_sha256=everyday().weights.sha256,
        licence="Apache-2.0",
        training=facts,
        labels=labels,
        classes=len(NAMES),
    )
    return NewModel(**given | others)


def head_tensors() -> dict[str, np.ndarray]:
    chance = np.random.default_rng(0)
    weight = chance.normal(size=(len(NAMES), CHANNELS)).astype(np.float32)
    return {"head.weight": weight, "head.bias": np.zeros(len(NAMES), np.float32)}


def network_tensors() -> dict[str, np.ndarray]:
    shapes = network_spec(load_catalog(Settings(Path())).find("everyday-small"), "own-x", 3)
    return {
        name: np.ones(shape, np.int64 if name.endswith("tracked") else np.float32)
        for name, shape in shapes.tensors().items()
    }


@pytest.fixture
def models(tmp_path: Path) -> Path:
    settings = Settings(tmp_path)
    with making(settings.models_dir, "birds"):
        write_model(settings.models_dir, "birds", new(), head_tensors())
    return settings.models_dir


def change(models: Path, **others: Any) -> None:
    file = models / "birds" / "model.json"
    card = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(card | others), encoding="utf-8")


def refusal(models: Path) -> str:
    catalog = load_models(Settings(models.parent))
    assert "birds" not in [spec.id for spec in catalog]
    assert "everyday" in [spec.id for spec in catalog]
    with pytest.raises(SettingsError) as caught:
        catalog.find("birds")
    return str(caught.value)


def test_a_model_is_in_the_catalogue_with_its_labels(models: Path) -> None:
    spec = load_models(Settings(models.parent)).find("birds")
    assert spec.title == "My birds"
    assert spec.base is not None
    assert [label.name for label in load_labels(spec.label_set)] == list(NAMES)
    assert [head.label_set for head in spec.heads[1:]] == ["kinds"]  # in the same pass
    assert spec.tensors() == everyday().tensors()
    assert spec.folder == models / "birds"


def test_nobody_else_may_look_into_it(models: Path) -> None:
    for path in (models, models / "birds", *(models / "birds").iterdir()):
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "others",
    [
        {"format": 3},
        {"format": True},
        {"rooted": 1},
        {"rooted": None},
        {"more": "than is known"},
        {"kind": "everything"},
        {"like": "no such model"},
        {"like": 5},
        {"base_sha256": ""},
        {"base_sha256": "g" * 64},
        {"size": -1},
        {"size": True},
        {"sha256": "short"},
        {"labels": 4},
        {"labels_sha256": "0" * 64},
        {"licence": "own"},
        {"licence": "CC-BY-NC-4.0"},
        {"licence": "none"},
        {"training": []},
        {"training": {"on": 5}},
        {"training": {str(n): "" for n in range(100)}},
        {"name": "two\nlines"},
        {"name": "\ud800"},
        {"name": " "},
        {"name": "n" * 2000},
    ],
)
def test_a_card_that_makes_no_sense_is_refused(models: Path, others: dict[str, Any]) -> None:
    change(models, **others)
    assert str(models / "birds") in refusal(models)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"format": 1, "format": 1}', b"[" * 100_000, b"\xff" * 300_000]
)
def test_a_file_that_is_no_card_is_refused(models: Path, content: bytes) -> None:
    (models / "birds" / "model.json").write_bytes(content)
    assert refusal(models)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_card_or_refused(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  as any of them
        parse_card(content)


def test_a_card_is_read_as_it_was_spelt() -> None:
    card = OwnCard(
        *("Größe", "head", "everyday", "0" * 64, 1, "1" * 64, 1, "2" * 64, True, "own", {"a": "b"})
    )
    assert asdict(parse_card(spell_card(card))) == asdict(card)


def test_a_model_that_was_made_before_heads_took_roots_is_read_as_it_was(models: Path) -> None:
    file = models / "birds" / "model.json"
    card = json.loads(file.read_text(encoding="utf-8")) | {"format": 1}
    del card["rooted"]
    file.write_text(json.dumps(card), encoding="utf-8")
    spec = load_models(Settings(models.parent)).find("birds")
    assert not spec.heads[0].root
    assert "roots" not in spec.heads[0].version
    change(models, format=2, rooted=True)
    spec = load_models(Settings(models.parent)).find("birds")
    assert spec.heads[0].root
    assert "roots" in spec.heads[0].version  # what was said without them is not known with them


def test_a_link_to_a_folder_elsewhere_is_refused(models: Path, tmp_path: Path) -> None:
    (models / "birds").rename(tmp_path / "elsewhere")
    (models / "birds").symlink_to(tmp_path / "elsewhere")
    assert "link" in refusal(models)


def test_a_folder_with_the_name_of_a_model_of_igtaggers_is_not_that_model(models: Path) -> None:
    (models / "birds").rename(models / "32x8d")
    catalog = load_models(Settings(models.parent))
    assert "32x8d" in catalog.damaged
    assert [spec.alias for spec in catalog].count("32x8d") == 1


def test_other_things_in_the_folder_of_models_are_passed_over(models: Path) -> None:
    (models / "Birds").mkdir()
    (models / "birds.new").mkdir()
    (models / "a file").touch()
    catalog = load_models(Settings(models.parent))
    assert not catalog.damaged
    assert catalog.find("birds")


def forge(models: Path, tensors: dict[str, np.ndarray], **others: Any) -> None:
    """A folder whose card agrees with a file of other tensors."""
    with making(models, "birds"):
        write_model(models, "birds", new(**others), tensors)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda tensors: tensors | {"head.bias": np.zeros(4, np.float32)},
        lambda tensors: tensors | {"more": np.zeros(4, np.float32)},
        lambda tensors: {"head.weight": tensors["head.weight"]},
        lambda tensors: tensors | {"head.bias": np.array([0, np.nan, 0], np.float32)},
        lambda tensors: tensors | {"head.weight": np.zeros((3, 7), np.float32)},
    ],
)
def test_a_head_that_does_not_fit_is_refused_when_it_is_loaded(
    models: Path, wrong: Callable[[dict[str, np.ndarray]], dict[str, np.ndarray]]
) -> None:
    forge(models, wrong(head_tensors()))
    spec = load_models(Settings(models.parent)).find("birds")
    weights = MappedWeights(
        conversion.prepare(WeightsStore(models.parent), spec.base, Event()).path
    )  # type: ignore[arg-type]
    with pytest.raises(WeightsError, match="not the file that its model was made with"):
        read_heads(spec, weights)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda tensors: tensors | {"classifier.bias": np.zeros(4, np.float32)},
        lambda tensors: tensors | {"more": np.zeros(4, np.float32)},
        lambda tensors: tensors | {"bn1.bias": np.full(32, np.inf, np.float32)},
        lambda tensors: tensors | {"bn1.running_var": np.full(32, -1, np.float32)},
        lambda tensors: {name: each for name, each in tensors.items() if name != "bn1.bias"},
    ],
)
def test_a_network_that_does_not_fit_is_refused_when_it_is_loaded(
    models: Path, wrong: Callable[[dict[str, np.ndarray]], dict[str, np.ndarray]]
) -> None:
    forge(models, wrong(network_tensors()), kind="network", like="everyday-small", base_sha256="")
    spec = load_models(Settings(models.parent)).find("birds")
    with pytest.raises(WeightsError):
        conversion.prepare(WeightsStore(models.parent), spec, Event())


def test_a_network_is_looked_at_each_time_it_is_loaded(models: Path) -> None:
    forge(models, network_tensors(), kind="network", like="everyday-small", base_sha256="")
    spec, store = load_models(Settings(models.parent)).find("birds"), WeightsStore(models.parent)
    stored = conversion.prepare(store, spec, Event())
    assert stored.checked
    content = bytearray(stored.path.read_bytes())
    content[-1] ^= 1
    stored.path.write_bytes(content)
    with pytest.raises(WeightsError, match="not the file"):
        conversion.prepare(store, spec, Event())
    stored.path.write_bytes(content[:-1])
    with pytest.raises(WeightsError, match="not the file"):
        store.find(spec)


def test_what_was_tuned_from_instagrams_weights_stays_under_their_licence(models: Path) -> None:
    small = network_spec(load_catalog(Settings(Path())).find("32x8d"), "own-x", 3)
    assert small.licence.name == "CC-BY-NC-4.0"
    others = {"kind": "network", "like": "ig_resnext101_32x8d", "base_sha256": "0" * 64}
    change(models, **others)
    assert "licence" in refusal(models)
    change(models, **others, licence="CC-BY-NC-4.0")
    assert load_models(Settings(models.parent)).find("birds").licence.name == "CC-BY-NC-4.0"


def test_a_model_that_replaces_one_takes_its_place_whole(models: Path) -> None:
    forge(models, head_tensors(), name="Other birds")
    assert load_models(Settings(models.parent)).find("birds").title == "Other birds"
    left = {path.name for path in models.iterdir()}
    assert left == {"birds", "birds.lock"}


def test_one_that_is_not_what_was_expected_leaves_what_was_there(models: Path) -> None:
    with (
        making(models, "birds"),
        pytest.raises(WeightsError, match="not what its card tells"),
    ):
        write_model(models, "birds", new(name="Evil"), head_tensors(), expected="0" * 64)
    assert load_models(Settings(models.parent)).find("birds").title == "My birds"
    assert {path.name for path in models.iterdir()} == {"birds", "birds.lock"}


def test_two_trainings_of_one_name_do_not_meet(models: Path) -> None:
    with (
        making(models, "birds"),
        pytest.raises(UsageError, match="Another igtagger"),
        making(models, "birds"),
    ):
        pass


@pytest.mark.parametrize(
    ("name", "model_id"),
    [("My birds", "my-birds"), ("Vögel & Co.", "vogel-co"), ("a" * 90, "a" * 60)],
)
def test_ids_are_made_of_names(name: str, model_id: str) -> None:
    assert id_for(name) == model_id


@given(st.text(min_size=1))
def test_whatever_a_model_is_called_its_id_can_be_a_folder(name: str) -> None:
    try:
        model_id = check_name(name, load_catalog(Settings(Path())))
    except UsageError:
        return
    assert is_id(model_id)


def test_the_hash_of_labels_is_that_of_the_file(models: Path) -> None:
    card = json.loads((models / "birds" / "model.json").read_text(encoding="utf-8"))
    labels = (models / "birds" / "labels.csv").read_bytes()
    assert card["labels_sha256"] == hashlib.sha256(labels).hexdigest()
    with pytest.raises(BadValueError):
        parse_card(b"{}")
