"""One pass of an engine feeds several heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from igtagger.app.tagger import HeadedEngine, to_layers
from igtagger.engines.protocol import EngineInfo
from igtagger.models.catalog import everyday
from igtagger.models.heads import Head, Said


class Counting:
    """An engine that gives the mean of each channel, and counts how often it is asked."""

    spec = everyday()
    info = EngineInfo("cpu", "CPU", "fp32")
    batch_size = 4
    heads: Sequence[Head] = ()

    def __init__(self) -> None:
        self.asked = 0

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.asked += 1
        return pixels.mean(axis=(1, 2), dtype=np.float32)


def head(name: str, labels: int, scoring: str) -> Head:
    noise = np.random.default_rng(labels)
    weight = noise.standard_normal((labels, 3)).astype(np.float32) / 100
    return Head(name, weight, np.zeros(labels, np.float32), scoring)  # type: ignore[arg-type]


def test_two_heads_over_one_pass_give_what_each_gives_alone() -> None:
    engine = Counting()
    things, kinds = head("things", 10, "softmax"), head("kinds", 4, "sigmoid")
    pixels = np.random.default_rng(0).integers(0, 256, (5, 8, 8, 3), np.uint8)
    both = HeadedEngine(engine, (things, kinds)).layers(pixels)
    assert engine.asked == 1
    assert [said.scores.shape for said in both] == [(5, 10), (5, 4)]
    for said, alone in zip(both, (things, kinds), strict=True):
        for ours, its in zip(said, HeadedEngine(engine, (alone,)).layers(pixels)[0], strict=True):
            assert (ours == its).all()
    assert engine.asked == 3


def test_sizes_are_handed_to_the_heads_that_take_them() -> None:
    wide = Head("wide", np.array([[0, 0, 0, 1]], np.float32), np.zeros(1, "f4"), aspect=True)
    plain, pixels = head("things", 10, "softmax"), np.zeros((2, 8, 8, 3), np.uint8)
    both = HeadedEngine(Counting(), (plain, replace(wide, scoring="sigmoid")))
    _, shapes = both.layers(pixels, [(200, 100), (100, 200)])
    assert shapes.scores[:, 0].tolist() == pytest.approx([1 / (1 + np.exp(-n)) for n in (1, -1)])


def said(scores: NDArray[np.float32]) -> Said:
    """Of one picture."""
    return Said(scores[None], np.array([0.375], np.float32), np.array([2.5], np.float32))


def test_a_layer_has_what_is_not_below_the_floor_ranked_by_the_full_scores() -> None:
    floor = np.float32(0.0001)  # docs/architecture.md says so, and older libraries have it
    below = np.nextafter(floor, np.float32(0))
    # The last three are one number in half precision; the first of two equal ones comes first.
    scores = np.array([below, floor, 0.5, 0.25, 0.250001, 0.25], np.float32)
    (made,) = to_layers("things", said(scores))
    layer, bare, norm = made
    assert layer.label_set == "things"
    assert layer.indices == (2, 4, 3, 5, 1)
    assert layer.scores == (0.5, 0.25, 0.25, 0.25, float(np.float16(floor)))
    assert (bare, norm) == (0.375, 2.5)


def test_a_layer_may_be_empty() -> None:
    (made,) = to_layers("things", said(np.zeros(3, np.float32)))
    assert made.layer.indices == ()
