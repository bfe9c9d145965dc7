"""The directions by which a model tells its labels apart, from its file of weights."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray

from igtagger.app.context import Context
from igtagger.app.layers import plan
from igtagger.app.learned_tags.label_directions import label_directions
from igtagger.engines.protocol import EngineOptions
from igtagger.library.features import FeaturesKey


@pytest.fixture
def context() -> Context:
    return Context.from_environment()


def key_of(context: Context) -> FeaturesKey:
    passes = plan(context.find("everyday"), context.catalog, context.store, kinds=False)
    return passes[0].features_key(exact=False)


def directions_of(context: Context, key: FeaturesKey) -> NDArray[np.float32] | None:
    return label_directions(context.find, context.store, key)


def test_they_are_the_rows_of_the_first_head_less_their_mean(context: Context) -> None:
    options = EngineOptions(device="cpu")
    engine = context.managers.chosen.load(context.find("everyday"), options, Event())
    found = directions_of(context, key_of(context))
    assert found is not None
    weight = engine.heads[0].weight
    np.testing.assert_allclose(found, weight - weight.mean(axis=0), atol=1e-6)


def test_they_are_done_without_where_the_weights_are_others_gone_or_damaged(
    context: Context,
) -> None:
    key = key_of(context)
    context.managers.chosen.load(context.find("everyday"), EngineOptions(device="cpu"), Event())
    assert directions_of(context, key) is not None
    assert directions_of(context, key._replace(weights_sha256="0" * 64)) is None
    assert directions_of(context, key._replace(model_id="gone")) is None
    file = context.store.find(context.find("everyday")).path
    file.write_bytes(file.read_bytes()[:1000])
    assert directions_of(context, key) is None
