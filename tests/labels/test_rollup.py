"""Which candidates name pictures: against the rule for one picture, and what always holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igtagger.labels.candidates import Candidates
from igtagger.labels.kinds import KINDS
from igtagger.labels.rollup import RollUp, at_least
from igtagger.labels.sets import load_labels
from igtagger.labels.thresholds import ANY, DETAILS, EVERYDAY, USUAL, ByDetail, Thresholds
from igtagger.labels.tree import Tree, load_tree
from tests.labels.name_oracle import TWELVE, Oracle, Said, kept_of, pictures, trees

IMAGENET = "imagenet-1k"
MOST = 40
"""More names than any picture has."""


@cache
def real(label_set: str = IMAGENET) -> tuple[Candidates, Oracle]:
    return Candidates(load_tree(), label_set), Oracle(load_tree(), label_set)


def norms_of(said: list[Said]) -> np.ndarray:
    return np.array([np.nan if each.norm is None else each.norm for each in said])


def columns(
    candidates: Candidates,
    rule: Thresholds,
    said: list[Said],
    floors: Mapping[str, float] | None = None,
    **wish: float,
) -> list[list[int]]:
    """The columns that are chosen of each picture."""
    found = candidates.find(kept_of(said))
    roll_up = RollUp(candidates, rule, floors or {})
    wish = {"detail": 50, "most": MOST, **wish}
    chosen = roll_up.choose(found, norms_of(said), **wish)  # type: ignore[arg-type]
    return [[column for column in row if column >= 0] for row in chosen.tolist()]


def names(
    candidates: Candidates,
    rule: Thresholds,
    said: list[Said],
    floors: Mapping[str, float] | None = None,
    **wish: float,
) -> list[list[tuple[str, float]]]:
    found = candidates.find(kept_of(said))
    return [
        [(candidates.ids[found.places[row, at]], float(found.scores[row, at])) for at in chosen]
        for row, chosen in enumerate(columns(candidates, rule, said, floors, **wish))
    ]


# Whatever is wished for

LOGITS = st.floats(-6, 6) | st.sampled_from([-100.0, 0.0, 1.0])
SHARES = st.floats(0, 1) | st.sampled_from([0.0, 0.5, 1.0])


def falling(values: st.SearchStrategy[float]) -> st.SearchStrategy[ByDetail]:
    several = st.lists(values, min_size=len(DETAILS), max_size=len(DETAILS))
    return several.map(lambda each: tuple(sorted(each, reverse=True)))  # type: ignore[arg-type, return-value]


def thresholds(ids: list[str]) -> st.SearchStrategy[Thresholds]:
    own = st.builds(
        Thresholds,
        label=falling(LOGITS),
        broad=LOGITS,
        by_breadth=st.floats(0, 1),
        least=LOGITS,
        by_term=st.dictionaries(st.sampled_from(ids), st.floats(-2, 2), max_size=4)
        if ids
        else st.just({}),
        sure=LOGITS,
        less=falling(st.floats(-2, 2)).map(lambda each: each[::-1]),
        share=falling(SHARES),
        least_mass=falling(SHARES),
        norm=st.floats(0, 20),
        by_norm=st.floats(-0.5, 0.5),
        further=SHARES,
        least_further=SHARES,
    )
    return own | st.sampled_from([EVERYDAY, USUAL, ANY])


NORMAL_IDS = ["n02084071", "n02121808", "n00015388", "n03051540"]
DETAIL = st.integers(0, 100) | st.floats(0, 100)
NEAR = st.sampled_from([0.0, 0.0999755859375, 0.5, 1.0]).flatmap(
    lambda score: st.sampled_from([score, min(1.0, score + 1e-9), max(0.0, score - 1e-9)])
)
SCORES = st.floats(0, 1) | NEAR
FLOORS = st.dictionaries(st.sampled_from(NORMAL_IDS), SCORES, max_size=3)


@given(
    st.lists(pictures(1000), max_size=4),
    thresholds(NORMAL_IDS),
    FLOORS,
    DETAIL,
    st.integers(0, 6),
    SCORES,
)
@settings(max_examples=200)
def test_real_pictures_have_the_names_that_the_rule_gives_for_one(
    said: list[Said],
    rule: Thresholds,
    floors: dict[str, float],
    detail: float,
    most: int,
    min_score: float,
) -> None:
    candidates, oracle = real()
    wish = {"detail": detail, "most": most, "min_score": min_score}
    found = names(candidates, rule, said, floors, **wish)
    for each, of_each in zip(said, found, strict=True):
        may_be = oracle.candidates(each)
        assert of_each == oracle.names(may_be, rule, each.norm, floors=floors, **wish)


@given(trees(), st.lists(pictures(12, 12), max_size=4), st.data(), DETAIL, st.integers(0, 6))
@settings(max_examples=200)
def test_in_any_tree_pictures_have_the_names_that_the_rule_gives_for_one(
    tree: Tree, said: list[Said], data: st.DataObject, detail: float, most: int
) -> None:
    candidates, oracle = Candidates(tree, TWELVE), Oracle(tree, TWELVE)
    rule = data.draw(thresholds([*tree.terms]))
    found = names(candidates, rule, said, detail=detail, most=most)
    for each, of_each in zip(said, found, strict=True):
        assert of_each == oracle.names(
            oracle.candidates(each), rule, each.norm, detail=detail, most=most
        )


# What always holds


@st.composite
def asked_less_and_more(
    draw: st.DrawFn,
) -> list[tuple[Thresholds, dict[str, float], dict[str, float]]]:
    """Two times what is asked of names, in all ways; of the second no less than of the first."""
    rule = draw(thresholds(NORMAL_IDS))
    floors, more = draw(FLOORS), draw(FLOORS)
    details, scores = (sorted(draw(st.tuples(each, each))) for each in (DETAIL, SCORES))
    stricter = replace(
        rule,
        label=tuple(logit + draw(st.sampled_from([0, 0.5])) for logit in rule.label),  # type: ignore[arg-type]
        broad=rule.broad + draw(st.sampled_from([0, 0.5])),
        share=tuple(max(share, draw(st.sampled_from([0, 0.9]))) for share in rule.share),  # type: ignore[arg-type]
        further=max(rule.further, draw(st.sampled_from([0, 1]))),
    )
    higher = {id_: max(floors.get(id_, 0), more.get(id_, 0)) for id_ in {*floors, *more}}
    return [
        (rule, floors, {"detail": details[1], "min_score": scores[0]}),
        (stricter, higher, {"detail": details[0], "min_score": scores[1]}),
    ]


def check_less_and_more(
    candidates: Candidates,
    said: list[Said],
    both: list[tuple[Thresholds, dict[str, float], dict[str, float]]],
) -> None:
    less, more = (columns(candidates, rule, said, floors, **wish) for rule, floors, wish in both)
    found = candidates.find(kept_of(said))
    for row, (finer, safer) in enumerate(zip(less, more, strict=True)):
        assert bool(finer) >= bool(safer)
        if safer:
            assert finer[0] <= safer[0]
        for column in safer[1:]:
            place = found.places[row, column]
            in_its_place = [
                other
                for number, other in enumerate(finer)
                if candidates.overlap[found.places[row, other], place]
                and (number == 0 or other <= column)
            ]
            assert in_its_place


@given(st.lists(pictures(1000), min_size=1, max_size=4), asked_less_and_more())
@settings(max_examples=200)
def test_who_asks_more_of_names_never_gets_a_more_specific_first_one(
    said: list[Said],
    both: list[tuple[Thresholds, dict[str, float], dict[str, float]]],
) -> None:
    check_less_and_more(real()[0], said, both)


@given(trees(), st.lists(pictures(12, 12), min_size=1, max_size=4), asked_less_and_more())
@settings(max_examples=200)
def test_in_any_tree_who_asks_more_never_gets_a_more_specific_first_name(
    tree: Tree,
    said: list[Said],
    both: list[tuple[Thresholds, dict[str, float], dict[str, float]]],
) -> None:
    check_less_and_more(Candidates(tree, TWELVE), said, both)


@given(st.lists(pictures(1000), min_size=1, max_size=9))
@settings(max_examples=30)
@pytest.mark.parametrize("rule", [EVERYDAY, USUAL, ANY], ids=["everyday", "usual", "any"])
def test_at_each_step_of_the_slider_the_first_name_stays_or_gets_finer(
    rule: Thresholds, said: list[Said]
) -> None:
    roll_up, found = RollUp(real()[0], rule), real()[0].find(kept_of(said))
    before = np.full(len(said), 10_000)
    for detail in range(101):
        first = roll_up.choose(found, norms_of(said), detail=detail, most=1)[:, 0]
        first = np.where(first < 0, 10_000, first)
        assert (first <= before).all()
        before = first


@given(
    st.lists(pictures(1000), max_size=4), thresholds(NORMAL_IDS), DETAIL, st.integers(0, 6), SCORES
)
def test_names_share_no_label_and_are_no_more_and_no_less_sure_than_wished(
    said: list[Said], rule: Thresholds, detail: float, most: int, min_score: float
) -> None:
    candidates, oracle = real()
    wish = {"detail": detail, "most": most, "min_score": min_score}
    for of_each in names(candidates, rule, said, **wish):
        assert len(of_each) <= most
        assert all(score >= min_score for _, score in of_each)
        labels = [label for id_, _ in of_each for label in oracle.below[id_]]
        assert len(labels) == len(set(labels))


@given(st.lists(pictures(1000), max_size=4), thresholds(NORMAL_IDS))
def test_the_finest_detail_names_each_picture_that_has_any_label(
    said: list[Said], rule: Thresholds
) -> None:
    found = names(real()[0], rule, said, detail=100, most=1)
    assert [bool(of_each) for of_each in found] == [bool(each.indices) for each in said]


@given(st.lists(pictures(18, 18), max_size=4), DETAIL, st.integers(1, 5))
def test_of_kinds_the_best_one_is_said_first_whatever_the_detail(
    said: list[Said], detail: float, most: int
) -> None:
    candidates, oracle = real(KINDS)
    for each, of_each in zip(
        said, names(candidates, ANY, said, detail=detail, most=most), strict=True
    ):
        if each.indices:
            best = oracle.below[of_each[0][0]]
            score = dict(zip(each.indices, each.scores, strict=True))
            assert len(best) == 1
            assert score[next(iter(best))] == each.scores[0]
        else:
            assert of_each == []


# As people see it


def label(name: str) -> int:
    return next(each.index for each in load_labels(IMAGENET) if each.name == name)


def said_of(scores: dict[str, float], detail: float = 50, rule: Thresholds = EVERYDAY) -> list[str]:
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    said = Said(
        tuple(label(name) for name, _ in ranked),
        tuple(score for _, score in ranked),
        ranked[0][1],
        rule.norm,
    )
    found = names(real()[0], rule, [said], detail=detail)[0]
    return [load_tree().terms[id_].name for id_, _ in found]


CATS = {"Egyptian cat": 0.5, "tiger cat": 0.13, "tabby": 0.1, "lynx": 0.05}
LION_OR_DOG = {"lion": 0.5, "Norwegian elkhound": 0.3, "gorilla": 0.08}


@pytest.mark.parametrize(
    ("scores", "detail", "expected"),
    [
        (CATS, 50, ["cat"]),
        (CATS, 0, ["feline"]),
        ({**CATS, "tabby": 0.9}, 50, ["tabby cat"]),
        ({"lion": 0.5, "Norwegian elkhound": 0.3, "gorilla": 0.08}, 50, ["mammal"]),
        (
            {"lion": 0.5, "Norwegian elkhound": 0.3, "gorilla": 0.08},
            100,
            ["lion", "Norwegian elkhound"],
        ),
        ({"swab": 0.12, "lion": 0.12, "rule": 0.1}, 50, []),
    ],
)
def test_the_most_specific_name_that_is_sure_is_said(
    scores: dict[str, float], detail: float, expected: list[str]
) -> None:
    assert said_of(scores, detail) == expected


def test_the_norm_of_features_makes_it_ask_for_more_or_less() -> None:
    said = [Said((label("tabby"),), (0.78,), 0.78, norm) for norm in (9.0, 11.5, 14.0, None)]
    assert [len(row) for row in columns(real()[0], EVERYDAY, said)] == [1, 1, 1, 1]
    first = [each[0][0] for each in names(real()[0], EVERYDAY, said)]
    assert first == ["n02123045", "n02123045", first[2], "n02123045"]
    assert first[2] != "n02123045"


@pytest.mark.parametrize("norm", [1e308, -1e308, np.inf, -np.inf, 0.0])
@pytest.mark.parametrize("rule", [EVERYDAY, USUAL, ANY])
def test_no_norm_whatever_it_is_does_harm(norm: float, rule: Thresholds) -> None:
    said = [Said((label("tabby"),), (0.99,), 0.99, norm)]
    for detail in (0, 60, 100):
        assert len(columns(real()[0], rule, said, detail=detail)) == 1


def test_nothing_is_said_where_there_is_no_picture_or_no_room() -> None:
    candidates, _ = real()
    assert columns(candidates, EVERYDAY, []) == []
    assert columns(candidates, EVERYDAY, [Said((1,), (1.0,), 1.0)], most=0) == [[]]


@given(SCORES)
def test_floors_are_never_lowered_by_half_precision(floor: float) -> None:
    half = at_least(np.array([floor]))
    assert half.dtype == np.float16
    assert half[0].astype(float) >= floor
    below = np.nextafter(half, np.float16(-1))
    assert below[0].astype(float) < floor or floor == 0
