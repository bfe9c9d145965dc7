"""Heads of taught tags, on made features: clusters far apart, as pictures of one thing are."""

from __future__ import annotations

import numpy as np
import pytest

from igtagger.models.heads import rooted, rooted_products
from igtagger.models.platt import USUAL, Middle, fit_sigmoid
from igtagger.models.tag_head import LEAST_EXAMPLES, TagHead, fit_tag
from igtagger.models.taught import TaughtTag, taught_head

CHANNELS = 64


def pictures(count: int, seed: int, *, of: int | None = None, strength: float = 5.0) -> np.ndarray:
    """Features as behind ReLU: those ``of`` a thing are strong in channels of its own."""
    numbers = np.random.default_rng(seed)
    features = np.maximum(numbers.standard_normal((count, CHANNELS)) - 1, 0).astype(np.float32)
    if of is not None:
        features[:, 4 * of : 4 * of + 4] += strength
    return features


def scores(head: TagHead, features: np.ndarray) -> np.ndarray:
    logits = rooted(features) @ head.weight + head.bias
    return 1 / (1 + np.exp(-logits))


@pytest.mark.parametrize("count", [1, 2, 4, 5, 30])
def test_what_is_alike_comes_first_however_few_examples_there_are(count: int) -> None:
    others = np.concatenate([pictures(300, 1), pictures(20, 2, of=3)])
    head = fit_tag(pictures(count, 3, of=3), pictures(0, 0), others)
    order = np.argsort(-scores(head, others))
    assert set(order[:20]) == set(range(300, 320))


def test_examples_that_would_have_been_found_themselves_make_it_surer() -> None:
    others = np.concatenate([pictures(300, 1), pictures(20, 2, of=3)])
    few, many = (fit_tag(pictures(n, 3, of=3), pictures(0, 0), others) for n in (2, 30))
    hidden = others[300:]
    assert scores(many, hidden).mean() > scores(few, hidden).mean() + 0.2


def test_a_head_says_of_whole_pictures_what_was_fitted() -> None:
    others = pictures(100, 1)
    found = fit_tag(pictures(6, 3, of=3), pictures(2, 4, of=5), others)
    tag = TaughtTag(2, "Tom", "m", "0", found.weight, found.bias, found.threshold)
    said = taught_head([tag]).scores(others)
    assert said[:, 2] == pytest.approx(scores(found, others), abs=1e-5)
    assert not said[:, :2].any()


def test_a_rejected_kind_falls_behind() -> None:
    both = pictures(40, 5, of=3)
    both[20:, 40:44] += 5  # half of them have something else, too
    others = np.concatenate([pictures(300, 1), both])
    examples, refused = pictures(3, 6, of=3), others[320:326]
    others = np.delete(others, np.s_[320:326], axis=0)
    before = scores(fit_tag(examples, pictures(0, 0), others), others)
    after = scores(fit_tag(examples, refused, others), others)
    assert after[320:].max() < before[320:].min() / 2
    assert after[300:320].min() > 5 * after[320:].max()


def test_it_is_known_what_to_expect_from_five_examples_on() -> None:
    others = np.concatenate([pictures(300, 1), pictures(20, 2, of=3)])
    for count in (1, LEAST_EXAMPLES - 1):
        head = fit_tag(pictures(count, 3, of=3), pictures(0, 0), others)
        assert (head.threshold, head.expected) == (0.5, None)
    head = fit_tag(pictures(LEAST_EXAMPLES, 3, of=3), pictures(0, 0), others)
    assert head.expected is not None
    said = scores(head, others) >= head.threshold
    right = np.arange(320) >= 300
    assert said[right].mean() > 0.8
    assert (said & right).sum() / said.sum() > 0.8


def test_examples_in_a_library_of_nothing_else_can_be_taught() -> None:
    head = fit_tag(pictures(5, 3, of=3), pictures(0, 0), pictures(0, 0))
    assert np.isfinite(head.weight).all()
    assert np.isfinite(head.bias)


def test_a_few_pictures_that_are_all_alike_make_no_step_of_a_sigmoid() -> None:
    alike = np.repeat(pictures(1, 1), 3, axis=0)
    for others in (alike, alike + np.float32(1e-6) * pictures(3, 2)):
        head = fit_tag(pictures(5, 3, of=3), pictures(0, 0), others)
        assert np.abs(head.weight).max() < 1000
        assert abs(head.bias) < 1000


def test_pictures_without_any_features_break_nothing() -> None:
    head = fit_tag(np.zeros((5, CHANNELS), np.float32), pictures(0, 0), pictures(50, 1))
    assert np.isfinite(head.weight).all()
    assert np.isfinite([head.bias, head.threshold]).all()


def test_what_nobody_decided_about_leaves_the_sigmoid_as_it_usually_is() -> None:
    others = np.random.default_rng(1).standard_normal(500)
    found = fit_sigmoid(np.zeros(0), np.zeros(0), others)
    assert found == pytest.approx(USUAL, abs=1e-3)


def test_rejections_of_high_scores_make_it_less_sure() -> None:
    others = np.random.default_rng(1).standard_normal(500)
    high = np.full(10, 5.0)
    less = fit_sigmoid(high, np.zeros(10), others)
    more = fit_sigmoid(high, np.ones(10), others)
    assert less.of(high)[0] < USUAL.of(high)[0] < more.of(high)[0]
    assert less.slope > 0


def test_a_middle_is_undone_exactly() -> None:
    values = np.random.default_rng(4).standard_normal(50) * 3 + 7
    middle = Middle.of(values)
    there = USUAL.of(middle.measured(values))
    assert middle.undone(USUAL).of(values) == pytest.approx(there)


def test_roots_have_their_sign_and_a_length_of_one() -> None:
    found = rooted(np.array([[4, -9, 0], [0, 0, 0]], np.float32))
    assert found[0] == pytest.approx([2 / 13**0.5, -3 / 13**0.5, 0])
    assert not found[1].any()


def test_products_of_roots_are_the_same_made_fast_whatever_the_signs() -> None:
    positive = pictures(700, 1)
    positive[300] = 0
    weight = np.random.default_rng(2).standard_normal(CHANNELS).astype(np.float32)
    for features in (positive, positive - np.float32(0.5)):
        expected = rooted(features) @ weight
        assert rooted_products(features.copy(), weight) == pytest.approx(expected, abs=1e-5)


def found_of(head: TagHead, others: np.ndarray, count: int) -> float:
    """The average precision of the last ``count`` pictures."""
    truth = np.arange(len(others)) >= len(others) - count
    ranked = truth[np.argsort(-scores(head, others), kind="stable")]
    return float((np.cumsum(ranked)[ranked] / (np.flatnonzero(ranked) + 1)).mean())


def test_one_example_is_helped_by_what_is_most_like_it_among_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gained = []
    for seed in range(10):
        others = np.concatenate([pictures(300, seed), pictures(20, seed + 50, of=3, strength=0.7)])
        example = pictures(1, seed + 100, of=3, strength=0.7)
        helped = found_of(fit_tag(example, pictures(0, 0), others), others, 20)
        with monkeypatch.context() as alone:
            alone.setattr("igtagger.models.tag_head._MANY", 10_000)
            gained.append(helped - found_of(fit_tag(example, pictures(0, 0), others), others, 20))
    assert np.mean(gained) > 0.02


def test_in_a_small_folder_of_classes_no_other_picture_is_taken_for_an_example(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others, example = pictures(20, 1), pictures(1, 3, of=3)
    small = fit_tag(example, pictures(0, 0), others)
    monkeypatch.setattr("igtagger.models.tag_head._LIKELY_SHARE", 1.0)
    assert np.array_equal(small.weight, fit_tag(example, pictures(0, 0), others).weight)


def test_few_examples_are_told_apart_by_what_the_models_own_labels_are_told_by() -> None:
    gained = []
    directions = np.zeros((4, CHANNELS), np.float32)
    directions[:, 12:16] = np.eye(4)  # by these of all channels its labels differ
    for seed in range(20):
        others = np.concatenate([pictures(300, seed), pictures(20, seed + 50, of=3, strength=0.7)])
        example = pictures(1, seed + 100, of=3, strength=0.7)
        with_them = found_of(fit_tag(example, pictures(0, 0), others, directions), others, 20)
        gained.append(with_them - found_of(fit_tag(example, pictures(0, 0), others), others, 20))
    assert np.mean(gained) > 0.02


@pytest.mark.parametrize("count", [1, 4])
def test_the_head_takes_features_alone_whatever_directions_it_was_found_by(count: int) -> None:
    others, shown = pictures(150, 1), pictures(count, 3, of=3)
    directions = np.random.default_rng(0).standard_normal((7, CHANNELS)).astype(np.float32)
    head = fit_tag(shown, pictures(0, 0), others, directions)
    assert head.weight.shape == (CHANNELS,)
    # Turned about, they span the same space and say the same.
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((7, 7)))[0].astype(np.float32)
    turned = fit_tag(shown, pictures(0, 0), others, turn @ directions)
    assert turned.weight == pytest.approx(head.weight, abs=1e-3)
    assert scores(turned, others) == pytest.approx(scores(head, others), abs=1e-3)


def test_directions_count_where_examples_are_few_and_tell_something() -> None:
    others, none = pictures(150, 1), pictures(0, 0)
    directions = np.random.default_rng(0).standard_normal((7, CHANNELS)).astype(np.float32)
    for shown, given in (
        (pictures(LEAST_EXAMPLES, 3, of=3), directions),
        (pictures(1, 3, of=3), np.zeros((7, CHANNELS), np.float32)),
    ):
        head, plain = fit_tag(shown, none, others, given), fit_tag(shown, none, others)
        assert head.weight == pytest.approx(plain.weight, abs=1e-4)
