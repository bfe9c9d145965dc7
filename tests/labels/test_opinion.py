"""The one rule of what counts as said of a picture, for one and for many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.domain import Failed, LabelRef, Layer, Reason, Review, Tagged
from igtagger.labels.kinds import KINDS, NAMED_FROM, naming_kinds
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.opinion import OpinionRule, kind_of, names_things
from igtagger.labels.opinions import Opinion, Tag
from igtagger.labels.sets import load_labels
from igtagger.labels.thresholds import ANY, EVERYDAY

KEPT = 6
SET, OTHER = "five", "imagenet-1k"


def ref(index: int, label_set: str = SET) -> LabelRef:
    return LabelRef(label_set, index)


def said(opinion: Opinion) -> list[tuple[object, str, int | None, float | None]]:
    return [
        (tag.key.index if isinstance(tag.key, LabelRef) else tag.key, *tag[1:])
        for tag in opinion.tags
    ]


INDICES, SCORES = (3, 0, 2, 1), (0.5, 0.25, 0.125, 0.0625)


@pytest.mark.parametrize(
    ("rule", "indices"),
    [
        (OpinionRule(SET, 9), [3, 0, 2, 1]),
        (OpinionRule(SET, 2), [3, 0]),
        (OpinionRule(SET, 9, 0.125), [3, 0, 2]),
        (OpinionRule(SET, 0), []),
        (OpinionRule(SET, 9, 1.0), []),
    ],
)
def test_the_best_labels_at_or_above_the_least_score_count(
    rule: OpinionRule, indices: list[int]
) -> None:
    opinion = rule.apply(INDICES, SCORES)
    assert [tag.key for tag in opinion.ranked] == [ref(index) for index in indices]
    assert [tag.rank for tag in opinion.ranked] == list(range(1, len(indices) + 1))
    assert opinion.added == ()


def test_rejected_labels_are_out_and_those_behind_them_move_up() -> None:
    review = Review(rejected=frozenset({ref(3), ref(0, OTHER)}))
    assert said(OpinionRule(SET, 2).apply(INDICES, SCORES, review)) == [
        (0, "automatic", 1, 0.25),
        (2, "automatic", 2, 0.125),
    ]


def test_confirmed_labels_are_in_whatever_the_thresholds_and_the_label_set() -> None:
    confirmed = frozenset({ref(0), ref(1), ref(4), ref(7, OTHER), ref(2, "a set before")})
    opinion = OpinionRule(SET, 2, 0.2).apply(INDICES, SCORES, Review(confirmed=confirmed))
    assert opinion.ranked == (
        Tag(ref(3), "automatic", 1, 0.5),
        Tag(ref(0), "confirmed", 2, 0.25),
    )
    assert opinion.added == (
        Tag(ref(1), "confirmed", 4, 0.0625),
        Tag(ref(4), "confirmed"),
        Tag(ref(2, "a set before"), "confirmed"),
        Tag(ref(7, OTHER), "confirmed"),
    )


def test_own_tags_come_last_in_the_order_in_which_they_were_added() -> None:
    review = Review(confirmed=frozenset({ref(4)}), own=("my cat", "beach"))
    opinion = OpinionRule(SET, 1).apply(INDICES, SCORES, review)
    assert [tag.key for tag in opinion.tags] == [ref(3), ref(4), "my cat", "beach"]


def test_a_picture_that_failed_has_what_the_person_said_of_it() -> None:
    review = Review(frozenset({ref(1)}), frozenset({ref(2)}), ("to mend",))
    failed = Failed(Path("/a.jpg"), Reason("picture.empty", path="/a.jpg"))
    judged = OpinionRule(SET, 5).judge(failed, review)
    assert judged.outcome is failed
    assert said(judged.opinion) == [(1, "confirmed", None, None), ("to mend", "own", None, None)]


def test_a_picture_that_nobody_looked_at_has_the_models_labels_alone() -> None:
    tagged = Tagged(Path("/a.jpg"), 1, 1, INDICES, SCORES)
    judged = OpinionRule(SET, 1).judge(tagged)
    assert said(judged.opinion) == [(3, "automatic", 1, 0.5)]


# In which pictures things are named

PHOTOGRAPH = next(label.index for label in load_labels(KINDS) if label.name == "photograph")
DOCUMENT = next(label.index for label in load_labels(KINDS) if label.name == "text document")
IS_PHOTOGRAPH = LabelRef(KINDS, PHOTOGRAPH)
IS_DOCUMENT = LabelRef(KINDS, DOCUMENT)


def of_kind(photograph: float) -> Tagged:
    """A picture with that score for a photograph, the rest for a document."""
    both = sorted([(photograph, PHOTOGRAPH), (1 - photograph, DOCUMENT)], reverse=True)
    layer = Layer(KINDS, tuple(i for _, i in both), tuple(s for s, _ in both))
    return Tagged(Path("/a.jpg"), 1, 1, INDICES, SCORES, (layer,))


def judged_names(outcome: Tagged, review: Review) -> list[object]:
    opinion = OpinionRule(SET, 2).judge(outcome, review).opinion
    return [tag.key.index if isinstance(tag.key, LabelRef) else tag.key for tag in opinion.tags]


@pytest.mark.parametrize(
    ("photograph", "review", "names", "kind"),
    [
        (0.9, Review(), [3, 0], IS_PHOTOGRAPH),
        (NAMED_FROM["photograph"], Review(), [3, 0], IS_DOCUMENT),
        (NAMED_FROM["photograph"] - 0.001, Review(), [], IS_DOCUMENT),
        (0.01, Review(frozenset({ref(2)}), own=("mine",)), [2, "mine"], IS_DOCUMENT),
        (0.01, Review(frozenset({IS_PHOTOGRAPH})), [3, 0], IS_PHOTOGRAPH),
        (0.9, Review(frozenset({IS_DOCUMENT})), [], IS_DOCUMENT),
        (0.9, Review(rejected=frozenset({IS_PHOTOGRAPH})), [], IS_DOCUMENT),
    ],
)
def test_things_are_named_where_the_kind_or_the_person_says_so(
    photograph: float, review: Review, names: list[object], kind: LabelRef
) -> None:
    assert judged_names(of_kind(photograph), review) == names
    found = OpinionRule(SET, 2).judge(of_kind(photograph), review).kind
    assert found is not None
    assert found.key == kind
    assert found.origin == ("confirmed" if review.confirmed & {kind} else "automatic")


def test_where_no_kind_is_known_things_are_named() -> None:
    bare = Tagged(Path("/a.jpg"), 1, 1, INDICES, SCORES)
    assert judged_names(bare, Review()) == [3, 0]
    assert kind_of(None) is None
    assert names_things(None)
    assert not names_things(None, Review(frozenset({IS_DOCUMENT})))


def test_each_kind_in_which_things_are_named_is_one() -> None:
    assert len(naming_kinds()) == len(NAMED_FROM)


# One picture and many


@dataclass(frozen=True)
class Case:
    """A picture as a model and a person judged it."""

    indices: tuple[int, ...]
    scores: tuple[float, ...]
    review: Review
    photograph: float | None = None


HALVES = st.integers(1, 0x3C00).map(lambda bits: float(np.uint16(bits).view(np.float16)))
"""All scores that the library can keep, but 0."""
FEW = st.sampled_from([0.0, 0.0999755859375, 0.5, 1.0])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    count = draw(st.integers(0, KEPT))
    indices = draw(st.permutations(range(KEPT + 2)))[:count]
    scores = draw(st.lists(HALVES | FEW.filter(bool), min_size=count, max_size=count))
    references = st.builds(LabelRef, st.sampled_from([SET, OTHER]), st.integers(0, KEPT + 1))
    confirmed = draw(st.frozensets(references))
    rejected = draw(st.frozensets(references)) - confirmed
    own = tuple(draw(st.lists(st.sampled_from(["my cat", "beach"]), unique=True)))
    ordered = tuple(sorted(scores, reverse=True))
    return Case(
        tuple(indices),
        ordered,
        Review(confirmed, rejected, own),
        draw(st.none() | st.sampled_from([0.0, 0.09, 0.1, 0.9])),
    )


def outcome_of(case: Case) -> Tagged | Failed:
    """A picture without labels stands for one that failed."""
    if not case.indices:
        return Failed(Path("/a.jpg"), Reason("picture.empty", path="/a.jpg"))
    beside = of_kind(case.photograph).beside if case.photograph is not None else ()
    return Tagged(Path("/a.jpg"), 1, 1, case.indices, case.scores, beside)


NAMES = NameRule(Naming(), OTHER, EVERYDAY)
RULES = [OpinionRule(SET, 3), OpinionRule(SET, 9, 0.5 + 1e-9), OpinionRule(OTHER, 3, names=NAMES)]
RULES += [OpinionRule(OTHER, 9, 0.25, NAMES, detail) for detail in (0, 80, 100)]


@given(st.lists(cases(), max_size=5), st.sampled_from(RULES))
def test_the_rule_says_the_same_of_one_picture_and_of_many(
    pictures: list[Case], rule: OpinionRule
) -> None:
    both = [(outcome_of(case), case.review) for case in pictures]
    assert rule.judge_all(both) == [rule.judge(outcome, review) for outcome, review in both]


@given(cases(), st.sampled_from(RULES))
def test_where_things_are_not_named_nothing_is_but_what_the_person_said(
    case: Case, rule: OpinionRule
) -> None:
    outcome = outcome_of(case)
    opinion = rule.judge(outcome, case.review).opinion
    kinds = outcome.layer(KINDS) if isinstance(outcome, Tagged) else None
    named = isinstance(outcome, Tagged) and names_things(kinds, case.review)
    automatic = [tag for tag in opinion.tags if tag.origin == "automatic"]
    assert named or not automatic
    assert {*case.review.confirmed, *case.review.own} == {
        tag.key for tag in opinion.tags if tag.origin != "automatic"
    }


def test_pictures_are_named_by_the_rule_for_names() -> None:
    labels = {label.name: label.index for label in load_labels(OTHER)}
    indices = labels["Egyptian cat"], labels["tiger cat"], labels["tabby"]
    cat = Tagged(Path("/a.jpg"), 1, 1, indices, (0.5, 0.25, 0.125), bare=0.5)
    found = OpinionRule(OTHER, 5, names=NAMES).judge(cat).opinion
    assert [
        (NAMES.naming.label_of(tag.key).name, *tag[1:])
        for tag in found.tags
        if isinstance(tag.key, LabelRef)
    ] == [("cat", "automatic", 1, 0.875)]
    finest = OpinionRule(OTHER, 5, names=NAMES, detail=100).judge(cat).opinion
    assert finest.ranked[0].key == found.ranked[0].key
    assert OpinionRule(OTHER, 5, 0.9, NAMES).judge(cat).opinion.ranked == ()


def test_of_a_model_of_kinds_the_best_one_is_the_name_and_the_kind() -> None:
    rule = NameRule(NAMES.naming, KINDS, ANY)
    both = Tagged(Path("/a.jpg"), 1, 1, (DOCUMENT, PHOTOGRAPH), (0.75, 0.25), bare=0.75)
    judged = OpinionRule(KINDS, 1, names=rule).judge(both)
    assert [tag.key for tag in judged.opinion.ranked] == [IS_DOCUMENT]
    assert judged.kind == Tag(IS_DOCUMENT, "automatic", 1, 0.75)


@given(cases(), st.integers(0, KEPT + 3), st.floats(0, 1))
def test_what_is_in_is_told_once_and_never_what_was_rejected(
    case: Case, top_k: int, min_score: float
) -> None:
    opinion = OpinionRule(SET, top_k, min_score).apply(case.indices, case.scores, case.review)
    keys = [tag.key for tag in opinion.tags]
    assert len(keys) == len(set(keys))
    assert not set(keys) & case.review.rejected
    assert {*case.review.confirmed, *case.review.own} <= set(keys)
    assert len(opinion.ranked) <= top_k
    ranks = [tag.rank for tag in opinion.tags if tag.rank is not None]
    assert ranks == sorted(ranks)
