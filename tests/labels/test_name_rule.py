"""How the pictures of one model are named, with what a person decided, for one and for many."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igtagger.domain import LabelRef, Layer, Review, Tagged
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.opinions import NO_REVIEW, Tag
from igtagger.labels.sets import load_labels
from igtagger.labels.thresholds import ANY, EVERYDAY, USUAL
from igtagger.labels.tree import load_tree, term_ref
from igtagger.labels.vocabulary import NO_RULES, Vocabulary
from tests.labels.name_oracle import Oracle, Said, kept_of, pictures

IMAGENET = "imagenet-1k"
TREE = load_tree()
TEMPERATURE = 1.5


def ids_of(*names: str) -> frozenset[str]:
    return frozenset(term.id for name in names for term in TREE.find(name) if term.natural)


DOG, CAT, ANIMAL, CAR = (next(iter(ids_of(name))) for name in ("dog", "cat", "animal", "car"))
RULES = {
    "none": NO_RULES,
    "hidden": Vocabulary(hidden=ids_of("cat", "tabby cat", "horse", "poodle", "animal")),
    "never": Vocabulary(never=ids_of("dog", "clothing", "Granny Smith")),
    "floors": Vocabulary(floors={CAT: 0.9, ANIMAL: 0.3, CAR: 1.0}),
    "joined": Vocabulary(joined={"pets": (DOG, CAT), "wheels": tuple(ids_of("car", "bus"))}),
    "renamed": Vocabulary(renamed={DOG: "animal", CAR: "auto", CAT: "feline"}),
    "under": Vocabulary(
        under={DOG: ("my things",), CAR: ("my things",), "Rex": (DOG,)}, ancestors=True
    ),
}


@cache
def rule_of(rules: str, thresholds: object = EVERYDAY) -> NameRule:
    of_model = {EVERYDAY: EVERYDAY, USUAL: USUAL, ANY: ANY}[thresholds]  # type: ignore[index]
    return NameRule(Naming(RULES[rules]), IMAGENET, of_model, TEMPERATURE)


@cache
def oracle_of(rules: str) -> Oracle:
    return Oracle(rule_of(rules).naming.tree, IMAGENET, RULES[rules].never)


def label(name: str, label_set: str = IMAGENET) -> LabelRef:
    return next(
        LabelRef(label_set, each.index) for each in load_labels(label_set) if each.name == name
    )


def tagged(said: Said) -> Tagged:
    return Tagged(
        *(Path("/a.jpg"), 1, 1, said.indices, said.scores), bare=said.bare, norm=said.norm
    )


def picture(scores: dict[str, float]) -> Tagged:
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    indices = tuple(label(name).index for name, _ in ranked)
    return Tagged(
        *(Path("/a.jpg"), 1, 1, indices, tuple(score for _, score in ranked)), bare=ranked[0][1]
    )


def layer_of(outcome: Tagged) -> Layer:
    return Layer(IMAGENET, outcome.indices, outcome.scores)


PLAIN = NameRule(Naming(), IMAGENET, EVERYDAY)
"""Without temperature, so that scores are bare."""


def names_of(
    outcome: Tagged, review: Review = NO_REVIEW, detail: float = 50, rule: NameRule = PLAIN
) -> list[str]:
    found = rule.names([outcome], [review], detail=detail, most=5)[0]
    return [rule.naming.label_of(ref).name for ref, _ in found]


# What a person may have decided

ELSEWHERE = [
    LabelRef(KINDS, 0),
    LabelRef("instagram", 3),
    LabelRef("tree", 0),
    LabelRef(IMAGENET, -1),
    LabelRef(IMAGENET, 4000),
    term_ref("n99999999"),
]


@st.composite
def reviews(draw: st.DrawFn, said: Said, rules: str) -> Review:
    """Decisions about labels of the picture and terms above them, and some about others."""
    near = [LabelRef(IMAGENET, index) for index in said.indices]
    near += [above for ref in near[:10] for above in rule_of(rules).naming.above(ref)]
    refs = st.sampled_from([*near, *near, *ELSEWHERE, term_ref(DOG), LabelRef(IMAGENET, 7)])
    rejected = draw(st.frozensets(refs, max_size=3))
    confirmed = draw(st.frozensets(refs, max_size=3)) - rejected
    return Review(confirmed, rejected, tuple(draw(st.sampled_from([(), ("Rex",), ("a", "b")]))))


@st.composite
def reviewed(draw: st.DrawFn, most: int = 4) -> tuple[str, list[Said], list[Review]]:
    rules = draw(st.sampled_from(sorted(RULES)))
    said = draw(st.lists(pictures(1000), max_size=most))
    return rules, said, [draw(reviews(each, rules)) for each in said]


WISHES = st.fixed_dictionaries(
    {
        "detail": st.integers(0, 100) | st.floats(0, 100),
        "most": st.integers(0, 6),
        "min_score": st.sampled_from([0.0, 0.25, 0.5 + 1e-9]),
    }
)


@given(reviewed(), st.sampled_from([EVERYDAY, USUAL]), WISHES)
@settings(max_examples=200)
def test_pictures_have_the_names_that_the_plain_rule_gives(
    case: tuple[str, list[Said], list[Review]], thresholds: object, wish: dict[str, float]
) -> None:
    rules, said, reviews_ = case
    rule, oracle = rule_of(rules, thresholds), oracle_of(rules)
    found = rule.names([tagged(each) for each in said], reviews_, **wish)  # type: ignore[arg-type]
    for each, review, of_each in zip(said, reviews_, found, strict=True):
        terms = [rule.naming.term(ref) for ref in review.rejected]
        out = {index for term in terms if term for index in oracle.labels_below(term.id)}
        expected = oracle.names(
            oracle.candidates(each, TEMPERATURE, out),
            thresholds,  # type: ignore[arg-type]
            each.norm,
            floors=RULES[rules].floors,
            **wish,  # type: ignore[arg-type]
        )
        assert of_each == [(oracle.ref(id_), score) for id_, score in expected]


@given(reviewed(), st.integers(0, 100))
def test_what_was_rejected_is_never_said_nor_what_is_below_nor_what_is_hidden(
    case: tuple[str, list[Said], list[Review]], detail: int
) -> None:
    rules, said, reviews_ = case
    naming, vocabulary = rule_of(rules).naming, RULES[rules]
    found = rule_of(rules).names([tagged(each) for each in said], reviews_, detail=detail, most=9)
    for review, of_each in zip(reviews_, found, strict=True):
        rejected = {below for ref in review.rejected for below in naming.labels(ref, IMAGENET)}
        for ref, score in of_each:
            term = naming.term(ref)
            assert term is not None
            assert term.natural
            assert term.id not in vocabulary.hidden | vocabulary.never
            assert ref not in review.rejected
            labels = set(naming.labels(ref, IMAGENET).tolist())
            assert labels - rejected
            assert labels - set(np.flatnonzero(rule_of(rules).candidates.out).tolist())
            assert score >= vocabulary.floors.get(term.id, 0)


@given(reviewed(1), st.integers(0, 100))
def test_the_score_of_a_name_is_the_sum_of_its_parts(
    case: tuple[str, list[Said], list[Review]], detail: int
) -> None:
    rules, said, reviews_ = case
    rule = rule_of(rules)
    for each, review in zip(said, reviews_, strict=True):
        layer = layer_of(tagged(each))
        found = rule.names([tagged(each)], [review], detail=detail, most=9)[0]
        for ref, score in found:
            parts = rule.parts(ref, layer, review)
            whole = rule.score(ref, layer, review)
            assert whole == min(1.0, sum(part for _, part in parts))
            assert score == pytest.approx(whole, abs=1e-3)


@given(st.lists(pictures(1000), min_size=2, max_size=6), st.data(), WISHES)
def test_many_pictures_are_named_as_each_alone(
    said: list[Said], data: st.DataObject, wish: dict[str, float]
) -> None:
    rule, outcomes = rule_of("none"), [tagged(each) for each in said]
    reviews_ = [data.draw(reviews(each, "none")) for each in said]
    together = rule.names(outcomes, reviews_, **wish)  # type: ignore[arg-type]
    for outcome, review, of_each in zip(outcomes, reviews_, together, strict=True):
        assert rule.names([outcome], [review], **wish) == [of_each]  # type: ignore[arg-type]


def test_what_a_model_said_is_not_altered_by_a_decision() -> None:
    kept = kept_of([Said((3, 5), (0.5, 0.25), 0.5)] * 2)
    rejected = Review(rejected=frozenset({LabelRef(IMAGENET, 3)}))
    one, other = PLAIN.find(kept, [None, rejected]), PLAIN.find(kept)
    assert not kept.out.any()
    assert one.places[0].tolist() == other.places[1].tolist() != one.places[1].tolist()


# As people see it

CATS = {"Egyptian cat": 0.5, "tiger cat": 0.13, "tabby": 0.1, "lynx": 0.05, "wardrobe": 0.05}


def test_who_rejects_a_label_takes_its_mass_out() -> None:
    assert names_of(picture(CATS)) == ["cat"]
    review = Review(rejected=frozenset({label("Egyptian cat")}))
    assert names_of(picture(CATS), review) == ["mammal"]
    assert names_of(picture(CATS), review, detail=100)[0] == "cat"


def test_who_rejects_a_term_reads_of_nothing_below_it() -> None:
    cat = term_ref(CAT)
    found = names_of(picture({**CATS, "tabby": 0.9}), Review(rejected=frozenset({cat})), 100)
    assert found[0] == "lynx"
    assert not {"cat", "tabby cat"} & set(found)


def test_a_decision_about_a_label_holds_for_each_set_that_has_it() -> None:
    """It hangs in the tree once, whichever label set speaks of it."""
    rule = NameRule(PLAIN.naming, KINDS, ANY)
    kind = label("map", KINDS)
    outcome = Tagged(Path("/a.jpg"), 1, 1, (kind.index, 0), (0.9, 0.1))
    review = Review(rejected=frozenset({label("tabby"), kind}))
    found = rule.names([outcome], [review], detail=50, most=3)
    assert [ref for ref, _ in found[0]] == [LabelRef(KINDS, 0)]


def test_a_hidden_breed_is_a_dog_also_where_the_finest_name_is_wanted() -> None:
    rule = NameRule(Naming(Vocabulary(hidden=ids_of("toy poodle"))), IMAGENET, EVERYDAY)
    outcome = picture({"toy poodle": 0.7, "tennis ball": 0.2})
    assert names_of(outcome, detail=100) == ["toy poodle", "tennis ball"]
    assert names_of(outcome, detail=100, rule=rule)[0] in {"dog", "poodle"}
    assert "tennis ball" in names_of(outcome, detail=100, rule=rule)


def opinion_of(outcome: Tagged, review: Review, rule: NameRule = PLAIN, **wish: float):  # type: ignore[no-untyped-def]
    names = rule.names([outcome], [review], **{"detail": 50, "most": 5, **wish})[0]  # type: ignore[arg-type]
    return rule.opinion(names, layer_of(outcome), review)


def test_what_is_confirmed_settles_what_stands_above() -> None:
    outcome = picture({"golden retriever": 0.4, "Labrador retriever": 0.4})
    assert names_of(outcome) == ["retriever"]
    above = PLAIN.names([outcome], [NO_REVIEW], detail=50, most=1)[0][0][0]
    golden = label("golden retriever")
    opinion = opinion_of(outcome, Review(confirmed=frozenset({golden})))
    assert above in PLAIN.naming.above(golden)
    assert opinion.ranked == ()
    assert opinion.added == (Tag(golden, "confirmed", None, 0.4),)


def test_a_name_above_that_is_confirmed_itself_stays() -> None:
    outcome, golden = picture({"golden retriever": 0.4}), label("golden retriever")
    dog = term_ref(DOG)
    opinion = opinion_of(outcome, Review(confirmed=frozenset({golden, dog})))
    assert {tag.key for tag in opinion.tags} == {golden, dog}


@given(reviewed(1), st.integers(0, 100), st.integers(0, 5))
def test_nothing_stands_above_another_tag_unless_the_person_said_so(
    case: tuple[str, list[Said], list[Review]], detail: int, most: int
) -> None:
    rules, said, reviews_ = case
    rule = rule_of(rules)
    for each, review in zip(said, reviews_, strict=True):
        opinion = opinion_of(tagged(each), review, rule, detail=detail, most=most)
        above = {ref for one in review.confirmed for ref in rule.naming.above(one)}
        automatic = [tag.key for tag in opinion.ranked if tag.origin == "automatic"]
        assert not above & set(automatic)
        keys = [tag.key for tag in opinion.tags]
        assert len(keys) == len(set(keys))
        assert not set(keys) & review.rejected
        assert [tag.rank for tag in opinion.ranked] == list(range(1, len(opinion.ranked) + 1))
        assert len(opinion.ranked) <= most
        of_things = {ref for ref in review.confirmed if ref.label_set != KINDS}
        assert of_things | set(review.own) <= set(keys)
        assert bool(opinion.implied) <= rule.naming.vocabulary.ancestors


def test_confirmed_names_come_best_first_then_those_without_a_score_then_own_tags() -> None:
    outcome = picture({"tabby": 0.5, "tench": 0.25, "goldfish": 0.125})
    mop, kind = label("swab"), label("map", KINDS)
    confirmed = frozenset({label("goldfish"), label("tench"), mop, kind})
    opinion = opinion_of(outcome, Review(confirmed, own=("mine", "here")), most=0)
    assert opinion.ranked == ()
    assert opinion.added == (
        Tag(label("tench"), "confirmed", None, 0.25),
        Tag(label("goldfish"), "confirmed", None, 0.125),
        Tag(mop, "confirmed"),
        Tag("mine", "own"),
        Tag("here", "own"),
    )


def test_what_stands_above_is_said_too_where_the_person_wants_it() -> None:
    naming = Naming(Vocabulary(ancestors=True, under={"Rex": (DOG,)}))
    rule = NameRule(naming, IMAGENET, EVERYDAY)
    review = Review(rejected=frozenset({term_ref(ANIMAL)}), own=("Rex",))
    opinion = rule.opinion([(label("tabby"), 0.9)], None, review)
    assert opinion.ranked == (Tag(label("tabby"), "automatic", 1, 0.9),)
    implied = [tag.key for tag in opinion.implied]
    assert all(tag.origin == "implied" for tag in opinion.implied)
    assert implied == [
        ref
        for ref in dict.fromkeys([*naming.above(label("tabby")), *naming.above("rex")])
        if ref != term_ref(ANIMAL)
    ]
    assert PLAIN.opinion([(label("tabby"), 0.9)], None, NO_REVIEW).implied == ()


def test_a_name_tells_what_it_was_summed_from() -> None:
    layer = layer_of(picture(CATS))
    cat = term_ref(CAT)
    names = [PLAIN.naming.label_of(ref).name for ref, _ in PLAIN.parts(cat, layer)]
    assert names == ["Egyptian cat", "tiger cat", "tabby cat"]
    assert PLAIN.score(cat, layer) == pytest.approx(0.73)
    assert PLAIN.score(cat, None) is None
    assert PLAIN.score(term_ref(DOG), layer) is None
    assert PLAIN.parts(label("lynx"), layer) == [(label("lynx"), 0.05)]


def test_what_was_rejected_is_no_part_of_a_name_but_of_itself() -> None:
    layer, egyptian, cat = layer_of(picture(CATS)), label("Egyptian cat"), term_ref(CAT)
    review = Review(rejected=frozenset({egyptian}))
    assert egyptian not in dict(PLAIN.parts(cat, layer, review))
    assert PLAIN.score(cat, layer, review) == pytest.approx(0.23)
    assert PLAIN.score(egyptian, layer, review) == 0.5
    all_of_it = Review(rejected=frozenset({cat}))
    assert PLAIN.score(cat, layer, all_of_it) == pytest.approx(0.73)


def test_what_is_never_said_is_no_part_of_a_name() -> None:
    never = frozenset({"n02124075"})
    rule = NameRule(Naming(Vocabulary(never=never)), IMAGENET, EVERYDAY)
    assert rule.score(term_ref(CAT), layer_of(picture(CATS))) == pytest.approx(0.23)


def test_a_picture_whose_every_label_was_rejected_has_no_name() -> None:
    outcome = picture(CATS)
    review = Review(rejected=frozenset(label(name) for name in CATS))
    assert names_of(outcome, review, detail=100) == []
    assert names_of(replace(outcome, indices=(), scores=()), detail=100) == []
