"""What pictures are called, in columns."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest

from igtagger.app.name_columns import MOST_NAMES, NONE, NameColumns
from igtagger.domain import LabelRef, Review
from igtagger.labels.name_rule import NameRule
from igtagger.labels.vocabulary import Vocabulary
from tests.app.naming_things import (
    A_CAT,
    A_TABBY,
    CAT,
    EGYPTIAN,
    EVERYDAY_RULE,
    FELINE,
    RETRIEVER,
    SIAMESE,
    TABBY,
    TIGER_CAT,
    VASE,
    everyday,
    label,
    outcome,
)


def columns(*pictures: dict[int, float], rule: NameRule = EVERYDAY_RULE) -> NameColumns:
    made = NameColumns(rule)
    made.grow(len(pictures))
    for row, scores in enumerate(pictures):
        made.set(row, outcome(f"/{row}.jpg", scores))
    work_out(made)
    return made


def work_out(
    made: NameColumns, reviews: dict[int, Review] | None = None, unnamed: int | None = None
) -> None:
    rows = np.arange(len(made.places))
    made.find(rows, reviews or {})
    made.choose(rows, rows != unnamed, reviews or {})


def names(made: NameColumns, row: int = 0) -> list[LabelRef]:
    return [ref for ref, _ in made.names(row)]


def test_a_picture_is_called_by_what_the_model_is_sure_of() -> None:
    made = columns(A_CAT, A_TABBY, {})
    assert made.names(0) == [(CAT, 0.875)]
    assert names(made, 1) == [label(TABBY)]
    assert names(made, 2) == []
    assert (made.places[2] == NONE).all()
    assert (made.scores[2] == 0).all()


def test_what_the_model_said_is_given_back_as_it_was() -> None:
    layer = columns(A_CAT).layer(0)
    assert dict(zip(layer.indices, layer.scores, strict=True)) == A_CAT
    assert layer.label_set == EVERYDAY_RULE.label_set


def test_another_outcome_takes_the_place_of_the_first_and_a_failure_of_both() -> None:
    made = columns(A_CAT)
    made.set(0, outcome("/0.jpg", {VASE: 0.9375}))
    work_out(made)
    assert names(made) == [label(VASE)]
    made.set(0, None)
    work_out(made)
    assert names(made) == []
    assert made.layer(0).indices == ()


def test_things_are_named_where_they_are_to_be_and_nowhere_else() -> None:
    made = columns(A_CAT, A_CAT)
    work_out(made, unnamed=1)
    assert names(made, 0) == [CAT]
    assert names(made, 1) == []


def test_what_was_rejected_counts_for_nothing_nor_does_what_is_below() -> None:
    made = columns(A_CAT, A_CAT, A_TABBY)
    rejected = [label(EGYPTIAN)], [CAT], [label(TABBY)]
    work_out(made, {row: Review(rejected=frozenset(refs)) for row, refs in enumerate(rejected)})
    assert CAT not in names(made, 1)
    assert made.names(0) == [(FELINE, 0.375)]  # what is left is too little for a cat
    made.detail = 75
    made.choose(np.array([0]), np.array([True]), {})
    assert made.names(0) == [(CAT, 0.375)]
    made.detail = 50
    assert label(TABBY) not in names(made, 2)
    work_out(made)
    assert names(made, 0) == names(made, 1) == [CAT]


def test_what_stands_above_a_confirmed_label_is_said_no_more_and_the_next_moves_up() -> None:
    cat_and_vase = {EGYPTIAN: 0.25, TIGER_CAT: 0.25, VASE: 0.375}
    made = columns(cat_and_vase, cat_and_vase)
    first = names(made)
    assert first[0] == CAT
    assert len(first) == 2
    work_out(made, {0: Review(frozenset({label(SIAMESE)}))})
    assert names(made, 0) == first[1:]
    assert made.scores[0, 0] > 0
    assert (made.scores[0, 1:] == 0).all()
    assert names(made, 1) == first
    work_out(made, {0: Review(frozenset({label(SIAMESE), CAT}))})
    assert names(made, 0) == first  # the person says both


def test_more_detail_never_makes_a_name_less_specific() -> None:
    made, rows = columns(A_CAT, {RETRIEVER: 0.5, 208: 0.25}), np.arange(2)
    breadth = made.rule.candidates.breadth
    before = np.full(2, 10_000)
    for detail in (0, 25, 50, 75, 100):
        made.detail = detail
        made.choose(rows, rows >= 0, {})
        named = made.places[:, 0] != NONE
        now = np.where(named, breadth[np.where(named, made.places[:, 0], 0)], before)
        assert (now <= before).all()
        before = now


def test_no_picture_has_a_name_by_another_rule_before_it_is_found_anew() -> None:
    made = columns(A_CAT, A_TABBY)
    hidden = everyday(Vocabulary(hidden=frozenset({"n02121808", "n02123045"})))
    made.use_rule(hidden)
    assert names(made, 0) == names(made, 1) == []
    assert (made.scores == 0).all()
    work_out(made)
    assert CAT not in names(made, 0)
    assert names(made, 0) == names(made, 1) == [FELINE]


def test_never_said_is_never_said() -> None:
    made = columns(A_CAT, rule=everyday(Vocabulary(never=frozenset({"n02121808"}))))
    assert not {CAT, FELINE} & set(names(made))


def test_rows_are_added_without_losing_anything() -> None:
    made = columns(A_CAT)
    made.grow(5)
    made.set(4, outcome("/4.jpg", A_TABBY))
    rows = np.array([4])
    made.find(rows, {})
    made.choose(rows, rows > 0, {})
    made.choose(np.array([0]), np.array([True]), {})
    assert [names(made, row) for row in range(5)] == [[CAT], [], [], [], [label(TABBY)]]
    assert made.layer(3).indices == ()


def test_names_are_counted_and_found() -> None:
    made = columns(A_CAT, A_TABBY, A_CAT, {})
    assert [*made.counts(slice(0, 4))] == [(label(TABBY), 1, 0.9375), (CAT, 2, 0.875)]
    assert [*made.counts(np.array([0, 3]))] == [(CAT, 1, 0.875)]
    assert [*made.counts(np.array([3]))] == []
    assert made.called(slice(0, 4), [CAT]).tolist() == [True, False, True, False]
    assert made.called(np.array([1, 2]), [CAT, label(TABBY)]).tolist() == [True, True]
    assert made.called(slice(0, 4), [LabelRef("five", 3)]).tolist() == [False] * 4


def test_a_picture_of_many_things_has_the_most_names_and_no_more() -> None:
    things = dict.fromkeys((VASE, 9, 462, 817, 985, 281, 980), 0.125)
    made = columns(things)
    made.detail = 100
    made.choose(np.array([0]), np.array([True]), {})
    assert len(names(made)) == MOST_NAMES == len(set(names(made)))


@pytest.mark.parametrize("count", [100_000])
def test_a_hundred_thousand_pictures_are_named_and_get_other_detail_soon(count: int) -> None:
    chance = np.random.default_rng(0)
    kinds = [A_CAT, A_TABBY, {RETRIEVER: 0.5, 208: 0.25}, {VASE: 0.5, 9: 0.25, 462: 0.125}]
    said = [outcome("/1.jpg", kind) for kind in kinds]
    made = NameColumns(EVERYDAY_RULE)
    made.grow(count)
    for row, which in enumerate(chance.integers(0, 4, count)):
        made.set(row, said[which])
    began = perf_counter()
    work_out(made)
    found = perf_counter()
    made.detail = 75
    made.choose(np.arange(count), np.ones(count, np.bool_), {})
    chosen = perf_counter()
    assert sum(number for _, number, _ in made.counts(slice(0, count))) >= count
    assert found - began < 10  # 1.2 s, where nothing else is running
    assert chosen - found < 2  # 0.06 s
