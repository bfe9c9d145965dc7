"""The window says of a picture what the command line and tables say of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from igtagger.app.name_columns import MOST_NAMES
from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Filter, Listed, Order, ShownTag, TagKind
from igtagger.domain import LabelRef, Layer, Review, Tagged
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_rule import NameRule
from igtagger.labels.opinion import OpinionRule
from igtagger.labels.opinions import Tag
from igtagger.labels.taught_names import TAUGHT, TaughtName, TaughtNames, layer_name
from igtagger.labels.thresholds import ANY, USUAL
from igtagger.labels.vocabulary import Vocabulary
from tests.app.naming_things import (
    ANIMAL,
    CAT,
    DOG,
    EGYPTIAN,
    EVERYDAY_RULE,
    FELINE,
    RETRIEVER,
    SET,
    TABBY,
    TIGER_CAT,
    VASE,
    everyday,
    label,
)

OWN_RULES = Vocabulary(
    renamed={"n02084071": "doggy"},
    hidden=frozenset({"n02120997"}),
    never=frozenset({"n02123045"}),
    floors={"n02121808": 0.3},
    under={"Minka": ("n02121808",)},
    ancestors=True,
)
TAUGHT_TAGS = TaughtNames(
    [
        TaughtName(0, "Minka", 0.5),
        TaughtName(2, "dog", 0.3),
        TaughtName(3, "Boot", 0.0),
        TaughtName(5, "sketch", 0.3, automatic=False),
    ]
)
RULES = {
    "everyday": EVERYDAY_RULE,
    "own": everyday(OWN_RULES, "de", TAUGHT_TAGS),
    "taught": everyday(taught=TAUGHT_TAGS),
    "usual": NameRule(EVERYDAY_RULE.naming, SET, USUAL, 1.3),
    "kinds": NameRule(EVERYDAY_RULE.naming, KINDS, ANY),
}
REFS = [
    *(label(index) for index in (TABBY, TIGER_CAT, EGYPTIAN, RETRIEVER, VASE)),
    *(CAT, DOG, FELINE, ANIMAL),
    *(LabelRef(KINDS, index) for index in (0, 5)),
    LabelRef("five", 1),
    LabelRef("terms", 99),
]
TAUGHT_REFS = [LabelRef(TAUGHT, index) for index in (0, 2, 5, 9)]
INDICES = [*range(281, 287), *range(205, 210), VASE, 817, 985, 9, 13, 134, 150, 660, 968]


@st.composite
def taught_layers(draw: st.DrawFn) -> Layer:
    """What a model may say of the tags that were taught on it; the second knows others."""
    model, indices = draw(st.sampled_from([("everyday", (0, 2, 5)), ("32x8d", (3, 7))]))
    scores = draw(
        st.dictionaries(st.sampled_from(indices), st.sampled_from([0.0625, 0.2998, 0.3, 0.75]))
    )
    halves = {index: float(np.float16(score)) for index, score in scores.items()}
    ranked = sorted(halves, key=lambda index: -halves[index])
    return Layer(layer_name(model), tuple(ranked), tuple(halves[index] for index in ranked))


@st.composite
def said(draw: st.DrawFn, label_set: str) -> Tagged:
    """What a model may say of a picture, as the library gives it back."""
    choice = st.sampled_from(INDICES) if label_set == SET else st.integers(0, 17)
    indices = draw(st.lists(choice, max_size=8, unique=True))
    shares = draw(st.lists(st.floats(0.01, 1), min_size=len(indices), max_size=len(indices)))
    whole = sum(shares) / draw(st.floats(0.5, 1)) if shares else 1
    scores = sorted(np.array([share / whole for share in shares]).astype(np.float16).tolist())[::-1]
    bare = draw(st.none() | st.floats(0.0625, 1, width=32)) if indices else None
    norm = draw(st.none() | st.floats(4, 20, width=32))
    beside = draw(st.sampled_from([(), (0,), (5,)])) if label_set == SET else ()
    layers = tuple(Layer(KINDS, (kind,), (0.875,)) for kind in beside)
    layers += tuple(
        draw(st.lists(taught_layers(), max_size=2, unique_by=lambda each: each.label_set))
    )
    return Tagged(Path("/a.jpg"), 4, 3, tuple(indices), tuple(scores), layers, bare=bare, norm=norm)


@st.composite
def reviews(draw: st.DrawFn) -> Review:
    refs = st.frozensets(st.sampled_from(REFS), max_size=3)
    confirmed = draw(refs)
    rejected = draw(refs) | draw(st.frozensets(st.sampled_from(TAUGHT_REFS), max_size=2))
    own = draw(st.sampled_from([(), ("minka",), ("Minka",), ("Beach", "dog")]))
    return Review(confirmed, rejected - confirmed, own)


def drawn(tag: Tag) -> tuple[object, TagKind, float | None]:
    kind = TagKind.AUTOMATIC if tag.origin == "implied" else TagKind(tag.origin)
    return tag.key, kind, tag.score


def shown(tag: ShownTag) -> tuple[object, TagKind, float | None]:
    return tag.key, tag.kind, tag.score


@pytest.mark.parametrize("name", RULES)
@given(data=st.data(), review=reviews(), detail=st.integers(0, 100))
def test_both_say_the_same(name: str, data: st.DataObject, review: Review, detail: int) -> None:
    rule = RULES[name]
    outcome = data.draw(said(rule.label_set))
    made = Pictures(rule)
    made.set_detail(detail)
    made.add([Listed("/a.jpg", 1, outcome, review)])
    taught = rule.naming.taught
    opinions = OpinionRule(rule.label_set, MOST_NAMES, names=rule, detail=detail, taught=taught)
    judged = opinions.judge(outcome, review)
    tags = judged.opinion.tags
    assert sorted(map(repr, map(shown, made.tags(0)))) == sorted(map(repr, map(drawn, tags)))
    for kinds, origins in (
        ((TagKind.AUTOMATIC,), ("automatic", "implied")),
        ((TagKind.TAUGHT,), ("taught",)),
    ):
        keys = [tag.key for tag in made.tags(0) if tag.kind in kinds]
        assert keys == [tag.key for tag in tags if tag.origin in origins]
    kind = made.kind(0)
    if rule.label_set != KINDS:
        assert (kind.key if kind else None) == (judged.kind.key if judged.kind else None)


@given(
    outcomes=st.lists(said(SET), min_size=1, max_size=4),
    decided=st.lists(reviews(), min_size=4, max_size=4),
    details=st.lists(st.integers(0, 100), min_size=2, max_size=2),
    name=st.sampled_from(["everyday", "own", "usual", "taught"]),
)
@example([Tagged(Path("/a.jpg"), 4, 3, (), ())], [Review()] * 4, [0, 100], "own")
def test_it_does_not_matter_in_which_order_things_came(
    outcomes: list[Tagged], decided: list[Review], details: list[int], name: str
) -> None:
    """Reviews before outcomes or after them, other detail and other rules meanwhile."""
    paths = [f"/{number}.jpg" for number in range(len(outcomes))]
    before = TaughtNames(
        replace(tag, name="else", threshold=0.1) for tag in TAUGHT_TAGS.automatic.values()
    )
    at_once, in_turn = Pictures(RULES[name]), Pictures(everyday(taught=before))
    at_once.set_detail(details[1])
    at_once.add(
        Listed(path, 1, outcome, review)
        for path, outcome, review in zip(paths, outcomes, decided, strict=False)
    )
    in_turn.add(Listed(path, 1, outcome) for path, outcome in zip(paths, outcomes, strict=True))
    in_turn.set_reviews({row: Review(own=("gone",)) for row in range(len(paths))})
    in_turn.set_detail(details[0])
    in_turn.use_rule(RULES[name])
    in_turn.name_some(1)
    in_turn.set_reviews({row: decided[row] for row in range(len(paths))})
    in_turn.set_detail(details[1])
    while len(in_turn.name_some(1)):
        pass
    for row in range(len(paths)):
        assert in_turn.tags(row) == at_once.tags(row)
        assert in_turn.ranked(row) == at_once.ranked(row)
    assert in_turn.tag_counts() == at_once.tag_counts()
    for key, count in at_once.tag_counts():
        assert len(at_once.visible(Filter(tag=key), Order.FOUND, descending=False)) == count


@given(
    outcomes=st.lists(said(SET), min_size=4, max_size=4),
    decided=st.lists(reviews(), min_size=4, max_size=4),
    rows=st.lists(st.integers(0, 3), unique=True),
    name=st.sampled_from(["everyday", "own", "usual", "taught"]),
)
def test_tags_of_some_pictures_are_counted_as_if_there_were_no_others(
    outcomes: list[Tagged], decided: list[Review], rows: list[int], name: str
) -> None:
    listed = [
        Listed(f"/{number}.jpg", 1, outcome, review)
        for number, (outcome, review) in enumerate(zip(outcomes, decided, strict=True))
    ]
    every, some = Pictures(RULES[name]), Pictures(RULES[name])
    every.add(listed)
    some.add(listed[row] for row in rows)
    chosen = np.array(rows, np.intp)
    assert dict(every.tag_counts(chosen)) == dict(some.tag_counts())
    assert every.confirmed_counts(chosen) == some.confirmed_counts()


@given(
    outcomes=st.lists(said(SET), min_size=4, max_size=4),
    decided=st.lists(reviews(), min_size=4, max_size=4),
    name=st.sampled_from(["everyday", "own", "usual"]),
    text=st.sampled_from(["", "state:reviewed", "NOT cat"]),
    least=st.sampled_from([0.0, 0.1, 0.3, 0.6]),
)
def test_a_tag_counts_as_many_pictures_as_it_shows_by_its_score(
    outcomes: list[Tagged], decided: list[Review], name: str, text: str, least: float
) -> None:
    made = Pictures(RULES[name])
    made.add(
        Listed(f"/{number}.jpg", 1, outcome, review)
        for number, (outcome, review) in enumerate(zip(outcomes, decided, strict=True))
    )

    def shown(tag: LabelRef | str | None, score: float) -> list[int]:
        wanted = Filter(text=text, tag=tag, min_score=score)
        found: list[int] = made.visible(wanted, Order.FOUND, descending=False).tolist()
        return found

    rows = np.array(shown(None, 0), np.intp)
    counted = dict(made.tag_counts(rows, least))
    for key, _ in made.tag_counts(rows):
        assert len(shown(key, least)) == counted.get(key, 0)
    for row in range(len(outcomes)):
        for tag in made.tags(row):
            if tag.kind is TagKind.AUTOMATIC and tag.score is not None:
                assert made.score(row, tag.key) == tag.score
