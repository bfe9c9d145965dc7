"""The pictures of the window where they are called by terms: found, decided, counted, explained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from igtagger.app.name_columns import MOST_NAMES
from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Filter, Listed, Order, ShownTag, TagKey, TagKind, Which
from igtagger.domain import LabelRef, Review, Tagged
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_rule import NameRule
from igtagger.labels.thresholds import ANY
from igtagger.labels.vocabulary import Vocabulary
from tests.app.naming_things import (
    A_CAT,
    A_TABBY,
    ANIMAL,
    CAT,
    DOG,
    EGYPTIAN,
    EVERYDAY_RULE,
    FELINE,
    RETRIEVER,
    TABBY,
    TIGER_CAT,
    VASE,
    everyday,
    label,
    listed,
    outcome,
)

A_RETRIEVER = {RETRIEVER: 0.5, 208: 0.25}
GERMAN = everyday(language="de")


def pictures(*scores: dict[int, float], rule: NameRule = EVERYDAY_RULE) -> Pictures:
    made = Pictures(rule)
    made.add(listed(*scores))
    return made


def four(rule: NameRule = EVERYDAY_RULE) -> Pictures:
    """A cat, a tabby, a retriever, a vase."""
    return pictures(A_CAT, A_TABBY, A_RETRIEVER, {VASE: 0.9375}, rule=rule)


def rows(made: Pictures, **wanted: object) -> list[int]:
    found = made.visible(Filter(**wanted), Order.FOUND, descending=False)  # type: ignore[arg-type]
    return [int(row) for row in found]


def names(made: Pictures, row: int = 0) -> list[str]:
    return [tag.name for tag in made.tags(row)]


def ranked(made: Pictures, row: int = 0) -> dict[str, ShownTag]:
    return {tag.name: tag for tag in made.ranked(row)}


def work_out(made: Pictures) -> int:
    """As the window's timer does; how many parts it took."""
    parts = 0
    while len(made.name_some()):
        parts += 1
    return parts


def test_pictures_are_called_as_people_would_say() -> None:
    made = four()
    assert [names(made, row) for row in range(4)] == [
        ["cat"],
        ["tabby cat"],
        ["retriever"],
        ["vase"],
    ]
    (tag,) = made.tags(0)
    assert (tag.key, tag.kind, tag.score) == (CAT, TagKind.AUTOMATIC, 0.875)
    assert "Felis" in tag.definition
    assert made.best_score(0) == 0.875


# Finding


def test_a_tag_finds_what_is_called_so_and_what_stands_below_it() -> None:
    made = four()
    assert rows(made, tag=ANIMAL) == [0, 1, 2]
    assert rows(made, tag=FELINE) == [0, 1]
    assert rows(made, tag=CAT) == [0, 1]
    assert rows(made, tag=label(TABBY)) == [1]
    assert rows(made, tag=DOG) == [2]


def test_a_tag_finds_what_the_person_confirmed_below_it() -> None:
    made = four()
    made.set_review(3, Review(frozenset({label(TABBY)})))
    assert rows(made, tag=CAT) == rows(made, tag=FELINE) == [0, 1, 3]
    made.set_review(3, Review(frozenset({DOG})))
    assert rows(made, tag=ANIMAL) == [0, 1, 2, 3]
    assert rows(made, tag=CAT) == [0, 1]


@pytest.mark.parametrize("text", ["animal", "ANIM", "Tier"])
def test_a_search_finds_what_stands_below_a_word_in_both_languages(text: str) -> None:
    made = four(GERMAN)
    assert rows(made, text=text) == [0, 1, 2]
    assert names(made) == ["Katze"]


def test_a_word_of_another_language_is_not_searched_for() -> None:
    assert rows(four(), text="Katze") == []
    assert rows(four(GERMAN), text="cat") == rows(four(GERMAN), text="kAtZe") == [0, 1]


def test_an_own_tag_is_found_by_what_the_person_placed_it_under() -> None:
    rule = everyday(Vocabulary(under={"Minka": ("n02121808",)}))
    made = four(rule)
    made.set_review(3, Review(own=("minka",)))
    assert rows(made, tag=CAT) == rows(made, text="feline") == [0, 1, 3]


# Deciding


def test_a_term_is_confirmed_and_stays_whatever_is_said_later() -> None:
    made = four()
    made.set_review(0, Review(frozenset({CAT})))
    (tag,) = made.tags(0)
    assert (tag.name, tag.kind, tag.score) == ("cat", TagKind.CONFIRMED, 0.875)
    made.add(listed({VASE: 0.9375}))
    assert names(made) == ["cat", "vase"]
    assert made.tags(0)[0].score is None
    assert made.confirmed_counts() == {CAT: 1}
    assert rows(made, which=Which.REVIEWED) == [0]
    made.set_review(0, Review())
    assert names(made) == ["vase"]


def test_confirming_a_label_settles_what_stands_above_it() -> None:
    made = four()
    made.set_review(0, Review(frozenset({label(EGYPTIAN)})))
    assert [(tag.name, tag.kind) for tag in made.tags(0)] == [("Egyptian cat", TagKind.CONFIRMED)]
    assert made.showing(CAT) == []
    assert rows(made, tag=CAT) == [0, 1]


def test_rejecting_a_term_takes_all_that_is_below_it_away() -> None:
    made = four()
    made.set_review(0, Review(rejected=frozenset({CAT})))
    made.set_review(1, Review(rejected=frozenset({ANIMAL})))
    assert names(made, 0) == names(made, 1) == []
    assert rows(made, tag=ANIMAL) == [2]
    made.set_detail(100)
    assert "tabby cat" not in names(made, 0) + names(made, 1)
    made.set_detail(50)
    made.set_reviews({0: Review(), 1: Review()})
    assert rows(made, tag=ANIMAL) == [0, 1, 2]


def test_rejecting_a_label_takes_its_part_out_of_the_term_above_it() -> None:
    made = pictures({EGYPTIAN: 0.5, TIGER_CAT: 0.25, TABBY: 0.125})
    assert [(tag.name, tag.score) for tag in made.tags(0)] == [("cat", 0.875)]
    made.set_review(0, Review(rejected=frozenset({label(EGYPTIAN)})))
    assert [(tag.name, tag.score) for tag in made.tags(0)] == [("feline", 0.375)]
    assert made.rule.score(CAT, made.names.layer(0), made.review(0)) == 0.375
    cat = ranked(made)["Egyptian cat"]
    assert (cat.kind, cat.score) == (TagKind.REJECTED, 0.5)


def test_all_shown_is_what_pictures_are_called_themselves() -> None:
    made = four()
    shown = made.shown_labels([0, 1])
    assert (shown(0), shown(1)) == ({CAT}, {label(TABBY)})


def test_a_review_while_the_names_are_worked_out_anew_goes_by_the_new_rule() -> None:
    made = four()
    made.use_rule(GERMAN)
    made.set_review(0, Review(frozenset({ANIMAL})))
    assert names(made) == ["Tier", "Katze"]
    assert names(made, 1) == []


# Counting


def test_a_tag_counts_with_what_stands_below_it() -> None:
    made = four()
    made.add([Listed("/5.jpg", 1, outcome("/5.jpg", {EGYPTIAN: 0.25, TIGER_CAT: 0.125, 208: 0.5}))])
    assert names(made, 4) == ["mammal"]
    counts = {made.name_of(key): count for key, count in made.tag_counts()}
    assert counts == {"mammal": 4, "cat": 2, "tabby cat": 1, "retriever": 1, "vase": 1}


def test_counts_agree_with_what_a_filter_finds_whoever_said_it() -> None:
    made = four()
    made.set_reviews(
        {
            0: Review(frozenset({DOG}), own=("mine",)),
            2: Review(frozenset({ANIMAL}), frozenset({label(208)})),
            3: Review(frozenset({CAT, label(TABBY)}), own=("mine", "yours")),
        }
    )
    keys = {tag.key for row in range(4) for tag in made.tags(row)}
    counts = dict(made.tag_counts())
    assert counts.keys() == keys
    for key, count in counts.items():
        assert rows(made, tag=key) == sorted(row for row in range(4) if is_below(made, row, key)), (
            key
        )
        assert len(rows(made, tag=key)) == count


def is_below(made: Pictures, row: int, key: TagKey) -> bool:
    tags = [tag.key for tag in made.tags(row)]
    return any(key in (tag, *made.naming.above(tag)) for tag in tags)


def test_what_stands_above_is_counted_where_it_is_said_too() -> None:
    made = four(everyday(Vocabulary(ancestors=True)))
    assert names(made) == ["cat", "feline", "mammal", "animal"]
    counts = {made.name_of(key): count for key, count in made.tag_counts()}
    assert (counts["animal"], counts["feline"], counts["cat"]) == (3, 2, 2)
    for key, count in made.tag_counts():
        assert len([row for row in range(4) if made.name_of(key) in names(made, row)]) == count
        assert len(rows(made, tag=key)) == count


def test_several_pictures_are_taken_together() -> None:
    made = four()
    made.set_reviews(
        {0: Review(frozenset({CAT})), 2: Review(rejected=frozenset({DOG}), own=("mine",))}
    )
    shared = {tag.name: tag for tag in made.aggregate(np.arange(4))}
    assert (shared["cat"].pictures, shared["cat"].confirmed, shared["cat"].score) == (1, 1, 0.875)
    assert (shared["dog"].pictures, shared["dog"].rejected, shared["dog"].score) == (0, 1, None)
    assert shared["mine"].confirmed == 1
    assert "retriever" not in shared


# Looking closer


def test_names_come_first_then_the_labels_from_the_best_down() -> None:
    made = four()
    assert list(ranked(made)) == [
        "cat",
        "Egyptian cat",
        "tiger cat",
        "tabby cat",
        "golden retriever",
    ]
    assert list(ranked(made, 1)) == ["tabby cat", "tiger cat"]


def test_a_term_tells_what_it_is_the_sum_of_and_a_label_nothing() -> None:
    made = four()
    cat = ranked(made)["cat"]
    assert cat.parts == (("Egyptian cat", 0.5), ("tiger cat", 0.25), ("tabby cat", 0.125))
    assert cat.score == sum(score for _, score in cat.parts)
    assert ranked(made)["Egyptian cat"].parts == ranked(made, 1)["tabby cat"].parts == ()


def test_what_was_rejected_is_in_no_sum_but_can_be_seen_and_taken_back() -> None:
    made = four()
    made.set_detail(75)
    made.set_review(0, Review(rejected=frozenset({label(TABBY), DOG})))
    found = ranked(made)
    assert found["cat"].parts == (("Egyptian cat", 0.5), ("tiger cat", 0.25))
    assert found["cat"].score == 0.75
    assert (found["tabby cat"].kind, found["tabby cat"].score) == (TagKind.REJECTED, 0.125)
    assert (found["dog"].kind, found["dog"].score) == (TagKind.REJECTED, 0.03125)
    assert found["dog"].parts == (("golden retriever", 0.03125),)


def test_a_confirmed_term_that_the_model_says_nothing_of_is_there_without_a_score() -> None:
    made = four()
    made.set_review(3, Review(frozenset({CAT}), frozenset({DOG})))
    found = ranked(made, 3)
    assert (found["cat"].kind, found["cat"].score) == (TagKind.CONFIRMED, None)
    assert (found["dog"].kind, found["dog"].score) == (TagKind.REJECTED, None)


# Other rules


def test_other_rules_hold_a_part_at_a_time_while_outcomes_come_in() -> None:
    made = pictures(*[A_CAT] * 1500)
    made.use_rule(GERMAN)
    assert names(made) == []
    assert made.best_score(0) == 0
    assert len(made.name_some(1000)) == 1000
    assert (names(made, 999), names(made, 1000)) == (["Katze"], [])
    made.add([Listed("/new.jpg", 1, outcome("/new.jpg", A_TABBY))])
    made.add([Listed("/1400.jpg", 1, outcome("/1400.jpg", A_RETRIEVER))])
    assert names(made, 1500) == [GERMAN.naming.label_of(label(TABBY)).name]
    assert names(made, 1400) == [made.name_of(key) for key in retriever_of(made)]
    assert work_out(made) == 1
    assert names(made, 1499) == ["Katze"]
    assert names(made, 1400) == [made.name_of(key) for key in retriever_of(made)]
    assert len(made.name_some()) == 0


def retriever_of(made: Pictures) -> list[LabelRef]:
    """The key by which a retriever is called."""
    return [made.naming.above(label(RETRIEVER))[0]]


def test_another_detail_while_other_rules_are_worked_out_goes_by_the_new_ones() -> None:
    """Places of the old rule's candidates mean others by the new one's."""
    made = pictures(*[A_CAT] * 1500)
    hidden = everyday(Vocabulary(hidden=frozenset({"n02121808", "n02123045", "n02084071"})))
    made.use_rule(hidden)
    made.name_some(1000)
    made.set_detail(75)
    assert names(made, 1400) == []
    assert FELINE in {tag.key for tag in made.tags(0)}
    work_out(made)
    assert {tuple(names(made, row)) for row in range(1500)} == {tuple(names(made, 0))}


def test_rules_that_change_twice_are_worked_out_once_more_from_the_start() -> None:
    made = pictures(*[A_CAT] * 1500)
    made.use_rule(GERMAN)
    made.name_some(1000)
    made.use_rule(EVERYDAY_RULE)
    work_out(made)
    assert {tuple(names(made, row)) for row in range(1500)} == {("cat",)}


def test_decisions_outlive_other_rules_and_a_term_that_is_gone_is_called_by_its_number() -> None:
    made = four()
    gone = LabelRef("terms", 99)
    made.set_review(0, Review(frozenset({CAT, gone})))
    made.use_rule(everyday(Vocabulary(renamed={"n02121808": "kitty"})))
    work_out(made)
    assert set(names(made)) == {"kitty", "terms 99"}
    assert rows(made, tag=gone) == rows(made, text="terms 99") == [0]
    assert rows(made, text="kitt") == [0, 1]


def test_kinds_are_tags_where_they_are_all_that_the_model_says() -> None:
    document, map_ = LabelRef(KINDS, 5), LabelRef(KINDS, 10)
    made = Pictures(NameRule(EVERYDAY_RULE.naming, KINDS, ANY))
    made.add([Listed("/0.png", 1, Tagged(Path("/0.png"), 4, 3, (5, 10), (0.875, 0.0625)))])
    made.set_review(0, Review(frozenset({map_})))
    assert [tag.key for tag in made.tags(0)] == [map_, document]
    assert dict(made.tag_counts()) == {map_: 1, document: 1}
    assert made.confirmed_counts() == {map_: 1}
    assert rows(made, tag=map_) == [0]
    assert {tag.key for tag in made.aggregate(np.array([0])) if tag.confirmed} == {map_}
    made.use_model(EVERYDAY_RULE)
    assert made.tags(0) == made.tag_counts() == []
    made.use_model(NameRule(EVERYDAY_RULE.naming, KINDS, ANY))
    assert made.confirmed_counts() == {map_: 1}


def test_no_picture_has_more_names_than_fit() -> None:
    made = pictures(dict.fromkeys((VASE, 9, 462, 817, 985, 281, 980), 0.125))
    made.set_detail(100)
    assert len(names(made)) == MOST_NAMES


def test_with_a_tag_its_own_score_decides_what_is_shown_and_in_which_order() -> None:
    """The first name of a picture may be another one, and more sure."""
    made = Pictures(EVERYDAY_RULE)
    made.add(listed({RETRIEVER: 0.625, VASE: 0.25}, {VASE: 0.5, RETRIEVER: 0.375}, {VASE: 0.9375}))
    made.set_detail(100)

    def shown(order: Order, **wanted: object) -> list[int]:
        rows = made.visible(Filter(**wanted), order, descending=True)  # type: ignore[arg-type]
        return [int(row) for row in rows]

    assert shown(Order.SCORE, tag=label(VASE))[0] == 2
    assert [made.score(row, label(VASE)) for row in (0, 1, 2)] == [0.25, 0.5, 0.9375]
    assert made.score(0, None) == 0.625
    assert 0 not in shown(Order.FOUND, tag=label(VASE), min_score=0.3)
    assert shown(Order.FOUND, tag=label(VASE), min_score=0.6) == [2]
    assert dict(made.tag_counts(None, 0.6))[label(VASE)] == 1
    one_name = Pictures(EVERYDAY_RULE)
    one_name.add(listed({VASE: 0.5}, {VASE: 0.9375}))
    one_name.set_detail(100)
    assert dict(one_name.tag_counts(None, 0.4))[label(VASE)] == 2
    assert dict(one_name.tag_counts(None, 0.6))[label(VASE)] == 1
    made.set_review(2, Review(rejected=frozenset({label(VASE)})))
    assert shown(Order.FOUND, tag=label(VASE), min_score=0.6) == []
