"""Heads fitted in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from igtagger.app.learning.head_fitting import find_temperature, fit_ridge, likely_range, softmax


def clouds(each: list[int], channels: int, apart: float) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(0)
    labels = np.repeat(np.arange(len(each)), each)
    middles = chance.normal(size=(len(each), channels)) * apart
    points = middles[labels] + chance.normal(size=(len(labels), channels))
    return points.astype(np.float32), labels.astype(np.intp)


@pytest.mark.parametrize("channels", [4, 300])  # fewer and more than there are pictures
def test_what_a_left_out_picture_gets_is_what_a_fit_without_it_gives(
    channels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("igtagger.app.learning.head_fitting.STRENGTHS", (0.1,))
    points, labels = clouds([20, 20, 20], channels, 1.0)
    whole = fit_ridge(points, labels, 3)
    kept = np.arange(len(labels)) != 7
    # Every class counts the same, so that one picture less changes the weights of all: near.
    without = fit_ridge(points[kept], labels[kept], 3).logits(points[7:8])[0]
    assert whole.left_out[7] == pytest.approx(without, abs=0.05)
    assert np.abs(whole.logits(points[7:8])[0] - without).max() > 0.02


def test_a_class_of_few_pictures_counts_as_much_as_one_of_many() -> None:
    points, labels = clouds([400, 8], 6, 1.2)
    fitted = fit_ridge(points, labels, 2)
    right = fitted.logits(points).argmax(axis=1) == labels
    assert right[labels == 1].mean() >= 0.85


def test_the_temperature_makes_scores_true() -> None:
    chance = np.random.default_rng(1)
    logits = chance.normal(size=(4000, 3)).astype(np.float32)
    draws = [chance.choice(3, p=row / row.sum()) for row in softmax(logits).astype(float)]
    found = find_temperature(logits * 4, np.array(draws, np.intp))
    assert found == pytest.approx(4, rel=0.1)


def test_a_few_that_are_all_right_do_not_make_scores_certain() -> None:
    logits = np.eye(3, dtype=np.float32)[[0, 1, 2, 0]]
    labels = np.array([0, 1, 2, 0], np.intp)
    scores = softmax(logits / find_temperature(logits, labels)).max(axis=1)
    assert (scores < 0.95).all()


def test_of_few_pictures_little_is_certain() -> None:
    low, high = likely_range(9, 10)
    assert low == pytest.approx(0.596, abs=0.01)
    assert high == pytest.approx(0.982, abs=0.01)
    assert likely_range(10, 10)[1] == 1
