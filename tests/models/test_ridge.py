"""Ridge regression, against refits without each example in turn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.models.ridge import fit_ridge


def made(seed: int, count: int, channels: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    numbers = np.random.default_rng(seed)
    features = numbers.standard_normal((count, channels))
    targets = numbers.choice([-1.0, 1.0], count)
    return features, targets, numbers.uniform(0.01, 1, count)


@given(
    seed=st.integers(0, 1000),
    count=st.integers(3, 12),
    channels=st.integers(1, 12),
    penalty=st.floats(1e-3, 10),
)
def test_a_score_left_out_is_that_of_a_fit_to_all_others(
    seed: int, count: int, channels: int, penalty: float
) -> None:
    features, targets, counts = made(seed, count, channels)
    found = fit_ridge(features, targets, counts, penalty)
    for left in range(count):
        rest = np.arange(count) != left
        other = fit_ridge(features[rest], targets[rest], counts[rest], penalty)
        expected = features[left] @ other.weight + other.bias
        assert found.left_out[left] == pytest.approx(expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(("count", "channels"), [(40, 8), (8, 40), (12, 12)])
def test_no_other_weight_or_bias_is_better(count: int, channels: int) -> None:
    features, targets, counts = made(1, count, channels)

    def cost(weight: np.ndarray, bias: float) -> float:
        rest = features @ weight + bias - targets
        return float(counts @ rest**2 + 0.3 * weight @ weight)

    found = fit_ridge(features, targets, counts, 0.3)
    least = cost(found.weight, found.bias)
    numbers = np.random.default_rng(2)
    for _ in range(50):
        step = numbers.standard_normal(channels + 1) * 1e-3
        assert cost(found.weight + step[:-1], found.bias + step[-1]) > least


def test_features_are_left_as_they_were() -> None:
    features, targets, counts = made(3, 9, 4)
    before = features.copy()
    fit_ridge(features, targets, counts, 1.0)
    assert np.array_equal(features, before)
