"""Which layers a run makes, and what they are kept under."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from igtagger.app.layers import key_of, plan
from igtagger.domain import Reason
from igtagger.errors import WeightsError
from igtagger.models.catalog import EVERYDAY_ID, Catalog, ModelSpec, load_catalog
from igtagger.models.weights.store import StoredWeights, WeightsStore
from igtagger.settings import Settings


@pytest.fixture
def catalog() -> Catalog:
    return load_catalog(Settings.from_environment())


class Everywhere(WeightsStore):
    """Has the weights of all models but those that are named."""

    def __init__(self, folder: Path, *lacking: str) -> None:
        super().__init__(folder)
        self.lacking = lacking

    def find(self, spec: ModelSpec) -> StoredWeights:
        if spec.id in self.lacking:
            raise WeightsError("weights.none")
        return replace(super().find(self.everyday), name=spec.id)

    everyday: ModelSpec


@pytest.fixture
def store(tmp_path: Path, catalog: Catalog) -> Everywhere:
    store = Everywhere(tmp_path)
    store.everyday = catalog.find(EVERYDAY_ID)
    return store


def test_the_built_in_model_says_both_in_one_pass(catalog: Catalog, store: Everywhere) -> None:
    (only,) = plan(catalog.find("everyday"), catalog, store, kinds=True)
    assert [head.label_set for head in only.heads] == ["imagenet-1k", "kinds"]
    key = key_of((only,), exact=False)
    assert (key.model_id, key.label_set) == ("everyday", "imagenet-1k")
    (kinds,) = key.beside
    assert (kinds.model_id, kinds.label_set, kinds.labels) == ("kinds", "kinds", 18)


def test_kinds_stand_beside_a_larger_model_and_are_the_same_there(
    catalog: Catalog, store: Everywhere
) -> None:
    own = key_of(plan(catalog.find("everyday"), catalog, store, kinds=True), exact=True)
    large, beside = plan(catalog.find("32x8d"), catalog, store, kinds=True)
    assert (large.spec.alias, beside.spec.id) == ("32x8d", "everyday")
    assert [head.label_set for head in beside.heads] == ["kinds"]
    assert key_of((large, beside), exact=True).beside == own.beside
    assert key_of((large, beside), exact=False).beside != own.beside


@pytest.mark.parametrize("name", ["everyday", "32x8d"])
def test_kinds_can_be_left_out(catalog: Catalog, store: Everywhere, name: str) -> None:
    (only,) = plan(catalog.find(name), catalog, store, kinds=False)
    assert [head.label_set for head in only.heads] == ["imagenet-1k"]
    assert key_of((only,), exact=False).beside == ()


def test_other_layers_of_a_model_stay_where_kinds_are_left_out(
    catalog: Catalog, store: Everywhere
) -> None:
    everyday = catalog.find("everyday")
    birds = replace(everyday.heads[1], label_set="birds")
    spec = replace(everyday, heads=(*everyday.heads, birds))
    (only,) = plan(spec, catalog, store, kinds=False)
    assert [head.label_set for head in only.heads] == ["imagenet-1k", "birds"]


def test_a_run_goes_on_without_kinds_where_their_model_is_not_here(
    catalog: Catalog, store: Everywhere
) -> None:
    store.lacking = ("everyday",)
    told: list[Reason] = []
    (only,) = plan(catalog.find("32x8d"), catalog, store, kinds=True, tell=told.append)
    assert only.spec.alias == "32x8d"
    assert told
    with pytest.raises(WeightsError):
        plan(catalog.find("everyday"), catalog, store, kinds=True)


def test_the_key_of_a_head_tells_what_its_scores_depend_on(
    catalog: Catalog, store: Everywhere
) -> None:
    everyday = catalog.find("everyday")
    key = key_of(plan(everyday, catalog, store, kinds=True), exact=False)
    how = everyday.preprocessing.version(exact=False)
    head = everyday.heads[1]
    assert head.file is not None
    assert key.preprocessing == f"{how}-{everyday.heads[0].version}"
    assert head.file.sha256 in key.beside[0].preprocessing
    large = key_of(plan(catalog.find("32x8d"), catalog, store, kinds=False), exact=False)
    assert large.preprocessing == catalog.find("32x8d").preprocessing.version(exact=False)
