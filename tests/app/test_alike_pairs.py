"""Pairs of alike pictures against comparing each with each, and the groups that come of them."""

from __future__ import annotations

from collections.abc import Generator
from itertools import combinations
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from igtagger.app.likeness.alike_pairs import Pairs, best_of_each
from igtagger.app.likeness.close_hashes import MOST_DISTANCE, close_pairs
from igtagger.app.likeness.content_columns import runs_of_several
from igtagger.app.likeness.feature_space import FeatureSpace, space_of
from igtagger.app.likeness.near_features import near_pairs
from igtagger.library.features import FeatureSet, FeaturesKey

T = TypeVar("T")
KEY = FeaturesKey("tiny", "0" * 64, "")


def result(search: Generator[object, None, T]) -> T:
    """What a search comes to."""
    while True:
        try:
            next(search)
        except StopIteration as end:
            value: T = end.value
            return value


def everything(first: NDArray[np.int32], second: NDArray[np.int32]) -> NDArray[np.bool_]:
    return np.ones(len(first), np.bool_)


def by_pair(pairs: Pairs) -> dict[tuple[int, int], float]:
    return {(int(a), int(b)): float(c) for a, b, c in zip(*pairs, strict=True)}


def by_hand(hashes: list[int]) -> dict[tuple[int, int], float]:
    apart = {
        (a, b): (hashes[a] ^ hashes[b]).bit_count() for a, b in combinations(range(len(hashes)), 2)
    }
    return {pair: -float(bits) for pair, bits in apart.items() if bits <= MOST_DISTANCE}


flips = st.lists(st.integers(0, 63), max_size=7)


@given(st.lists(st.tuples(st.integers(0, 2), flips), max_size=14))
def test_bands_find_all_pairs_that_comparing_each_with_each_finds(
    wishes: list[tuple[int, list[int]]],
) -> None:
    bases = (0, 0x0123456789ABCDEF, (1 << 64) - 1)
    hashes = [bases[base] ^ sum(1 << bit for bit in set(bits)) for base, bits in wishes]

    found = result(close_pairs(np.array(hashes, np.uint64), everything))

    assert by_pair(found) == by_hand(hashes)


def test_each_of_five_bits_may_be_any() -> None:
    chance = np.random.default_rng(0)
    for _ in range(300):
        bits = chance.choice(64, 5, replace=False)
        hashes = [12345, 12345 ^ sum(1 << int(bit) for bit in bits)]
        assert by_pair(result(close_pairs(np.array(hashes, np.uint64), everything))) == {(0, 1): -5}


def test_many_random_hashes_are_as_by_comparing_each_with_each() -> None:
    chance = np.random.default_rng(1)
    some = chance.integers(0, 1 << 64, 700, np.uint64)
    copies = some[:300] ^ (np.uint64(1) << chance.integers(0, 64, 300, np.uint64))
    hashes = chance.permutation(np.concatenate([some, copies, copies[:50]]))

    assert by_pair(result(close_pairs(hashes, everything))) == by_hand(hashes.tolist())


@pytest.mark.parametrize("count", [0, 1])
def test_none_and_one_have_no_pairs(count: int) -> None:
    found = result(close_pairs(np.zeros(count, np.uint64), everything))

    assert by_pair(found) == {}


def test_what_does_not_suit_is_no_pair_and_each_is_asked_about_once() -> None:
    hashes = np.array([7, 7, 6, 1 << 40], np.uint64)
    asked: list[tuple[int, int]] = []

    def not_the_second(first: NDArray[np.int32], second: NDArray[np.int32]) -> NDArray[np.bool_]:
        asked.extend(zip(first.tolist(), second.tolist(), strict=True))
        return (first != 1) & (second != 1)

    found = by_pair(result(close_pairs(hashes, not_the_second)))

    assert set(found) == {(0, 2), (0, 3), (2, 3)}
    assert sorted(asked) == sorted(combinations(range(4), 2))


def test_a_crowd_of_one_scene_is_one_group_and_few_pairs() -> None:
    chance = np.random.default_rng(2)
    frames = np.full(5000, 0x0F1E2D3C4B5A6978, np.uint64)
    frames ^= np.uint64(1) << chance.integers(0, 64, 5000, np.uint64)

    found = result(close_pairs(frames, everything))

    assert len(found.first) < 40 * len(frames)
    assert set(best_of_each(len(frames), found).tolist()) == {0}


def set_of(vectors: NDArray[np.float32]) -> FeatureSet:
    rows = np.arange(len(vectors))
    return FeatureSet(KEY, rows + 1, rows, vectors.astype(np.float16))


def clustered(count: int, channels: int, seed: int = 0) -> NDArray[np.float32]:
    """Features of scenes; each second one is near the one before it."""
    chance = np.random.default_rng(seed)
    scenes = chance.normal(size=(count // 20 + 1, channels))
    each = scenes[chance.integers(0, len(scenes), count)] + chance.normal(size=(count, channels))
    each[1::2] = each[: len(each[1::2]) * 2 : 2] + 0.3 * chance.normal(size=each[1::2].shape)
    return each.astype(np.float32)


def cosines(space: FeatureSpace) -> NDArray[np.float32]:
    units = space.units_at(np.arange(len(space.features)))
    found: NDArray[np.float32] = units @ units.T
    return found


def test_near_pairs_are_as_by_comparing_each_with_each() -> None:
    space = space_of(set_of(clustered(600, 32)))
    order = np.random.default_rng(3).permutation(600)

    found = by_pair(result(near_pairs(space, order, 0.85)))

    wanted = np.argwhere(np.triu(cosines(space)[np.ix_(order, order)] >= 0.85, 1))
    assert len(wanted) > 250
    assert set(found) == {(int(a), int(b)) for a, b in wanted}


def test_hardly_a_near_pair_is_missed_among_many() -> None:
    space = space_of(set_of(clustered(6000, 48)))

    found = by_pair(result(near_pairs(space, np.arange(6000), 0.85)))

    wanted = {(int(a), int(b)) for a, b in np.argwhere(np.triu(cosines(space) >= 0.85, 1))}
    assert set(found) <= wanted
    assert len(found) >= 0.99 * len(wanted)


def test_a_crowd_of_near_pictures_is_one_group_and_few_pairs() -> None:
    chance = np.random.default_rng(4)
    crowd = 5 + chance.normal(size=32) + 0.01 * chance.normal(size=(3000, 32))
    space = space_of(set_of(np.concatenate([crowd, clustered(3000, 32)]).astype(np.float32)))

    found = result(near_pairs(space, np.arange(6000), 0.85))

    best = best_of_each(6000, found)
    assert set(best[:3000].tolist()) == {0}
    assert len(found.first) < 60 * 6000


@given(st.lists(st.integers(0, 5), max_size=12).map(sorted))
def test_runs_of_several_are_those_of_equal_values(values: list[int]) -> None:
    whole = np.array(values, np.int64)

    found = runs_of_several(np.arange(len(values)), np.diff(whole) == 0)

    several = [value for value in sorted(set(values)) if values.count(value) > 1]
    assert [run.tolist() for run in found] == [
        [place for place, each in enumerate(values) if each == value] for value in several
    ]


def pairs(*given: tuple[int, int, float]) -> Pairs:
    table = np.array(given, np.float32).reshape(-1, 3)
    first, second = table[:, :2].astype(np.int32).T
    return Pairs(first, second, table[:, 2])


def test_who_is_alike_to_the_best_is_in_its_group() -> None:
    assert best_of_each(4, pairs((0, 1, 1), (0, 3, 1))).tolist() == [0, 0, 2, 0]


def test_groups_are_no_chains() -> None:
    chain = pairs((0, 1, 1), (1, 2, 1), (2, 3, 1))

    assert best_of_each(4, chain).tolist() == [0, 0, 2, 2]


def test_who_is_alike_to_two_goes_to_the_closer_and_of_equals_to_the_better() -> None:
    closer = pairs((0, 2, 0.8), (1, 2, 0.9))
    equal = pairs((1, 2, 0.8), (0, 2, 0.8))

    assert best_of_each(3, closer).tolist() == [0, 1, 1]
    assert best_of_each(3, equal).tolist() == [0, 1, 0]


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_each_is_alike_to_its_best_and_no_two_bests_are_alike(
    links: set[tuple[int, int]],
) -> None:
    links = {(a, b) for a, b in links if a < b}
    best = best_of_each(10, pairs(*((a, b, 1.0) for a, b in links))).tolist()

    for one, its in enumerate(best):
        assert one == its or (its, one) in links
        assert best[its] == its
    # What is alone is alike to no best: else it would have been taken.
    bests = {place for place in range(10) if best[place] == place}
    groups = {its for one, its in enumerate(best) if one != its}
    assert not any((a, b) in links for a in bests & groups for b in bests & groups)


def test_likeness_is_the_cosine_with_each() -> None:
    space = space_of(set_of(clustered(400, 32)))

    likeness = space.likeness(space.features.take([6])[0])

    assert np.argsort(-likeness)[:2].tolist() == [6, 7]
    assert np.allclose(likeness, cosines(space)[6], atol=1e-3)
    assert likeness.max() <= 1


def test_features_of_nothing_are_like_none() -> None:
    vectors = clustered(5, 32)
    vectors[2] = 0
    space = space_of(set_of(vectors))

    assert space.likeness(vectors[2]).tolist() == [0] * 5
    assert by_pair(result(near_pairs(space, np.arange(5), 0.85))).keys() == {(0, 1)}
