"""Which pictures of different classes or parts look nearly the same."""

from __future__ import annotations

import numpy as np
import pytest

from igtagger.app.learning import across_groups
from igtagger.app.learning.across_groups import near_features, near_hashes
from igtagger.models.evaluations.record import NearPair


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    features = np.random.default_rng(2).normal(size=(50, 8)).astype(np.float32)
    groups = [n % 2 for n in range(50)]
    pairs = near_features(features, groups, least=0.5)
    monkeypatch.setattr(across_groups, "_BLOCK", 7)
    again = near_features(features, groups, least=0.5)
    assert [pair[:2] for pair in again] == [pair[:2] for pair in pairs]
    assert len(pairs) > 10


def test_pairs_that_look_nearly_the_same_are_told_across_groups_alone() -> None:
    features = np.array([[3, 0], [3, 0.1], [-3, 0], [3, 0], [-3, -0.1]], np.float32)
    found = near_features(features, ["train", "held out", "held out", "train", "held out"])
    assert [pair[:2] for pair in found] == [(0, 1), (1, 3)]
    assert found[0].likeness == pytest.approx(1, abs=1e-3)
    alone = near_features(features, list("abcde"), most=1)
    assert alone == [NearPair(0, 3, pytest.approx(1))]


def test_hashes_find_what_differs_in_five_bits_at_most() -> None:
    base = 0x0F0F_1234_5678_9ABC
    hashes = np.array([base, base ^ 0b11111, base ^ 0b111111, base ^ (1 << 63)], np.uint64)
    found = near_hashes(hashes, ["cat", "dog", "dog", "cat"])
    assert [pair[:2] for pair in found] == [(0, 1)]
    assert found[0].likeness == pytest.approx(59 / 64)
