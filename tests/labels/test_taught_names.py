"""Taught tags are said by their own thresholds, unless the person said otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from igtagger.domain import Failed, LabelRef, Layer, Reason, Review, Tagged
from igtagger.labels.kinds import KINDS
from igtagger.labels.naming import Naming, is_called
from igtagger.labels.opinion import OpinionRule
from igtagger.labels.opinions import Tag
from igtagger.labels.taught_names import TAUGHT, TaughtName, TaughtNames, layer_name
from igtagger.labels.vocabulary import Vocabulary

SET = "five"
TAGS = TaughtNames(
    [
        TaughtName(0, "Minka", 0.5),
        TaughtName(1, "our boat", 0.25),
        TaughtName(3, "sketch", 0.25, automatic=False),
    ]
)
RULE = OpinionRule(SET, 1, 0.9, taught=TAGS)


def picture(*layers: Layer) -> Tagged:
    return Tagged(Path("/a.jpg"), 4, 3, (2,), (0.5,), layers)


def layer(model: str = "everyday", **scores: float) -> Layer:
    indices = tuple(int(name.removeprefix("t")) for name in scores)
    return Layer(layer_name(model), indices, tuple(scores.values()))


def taught(outcome: Tagged, review: Review = Review()) -> list[Tag]:  # noqa: B008
    return list(RULE.judge(outcome, review).opinion.taught)


def test_each_is_said_from_its_own_threshold_on_whatever_the_least_score_of_names() -> None:
    assert taught(picture(layer(t0=0.5, t1=0.25))) == [
        Tag("Minka", "taught", None, 0.5),
        Tag("our boat", "taught", None, 0.25),
    ]
    assert taught(picture(layer(t0=0.4998, t1=0.2498))) == []


def test_one_that_is_not_switched_to_automatic_is_not_said() -> None:
    assert taught(picture(layer(t3=0.99))) == []


def test_one_that_was_rejected_is_not_said_nor_one_that_is_the_persons_own_tag() -> None:
    both = picture(layer(t0=0.9, t1=0.9))
    assert [tag.key for tag in taught(both, Review(rejected=frozenset({LabelRef(TAUGHT, 0)})))] == [
        "our boat"
    ]
    review = Review(own=("MINKA",))
    assert [tag.key for tag in RULE.judge(both, review).opinion.tags] == ["MINKA", "our boat"]


def test_they_are_said_in_pictures_in_which_no_things_are_named() -> None:
    document = Layer(KINDS, (5,), (0.99,))
    judged = OpinionRule(SET, 5, taught=TAGS).judge(picture(document, layer(t0=0.9)))
    assert [tag.key for tag in judged.opinion.tags] == ["Minka"]


def test_the_layers_of_two_models_are_told_together_the_best_first() -> None:
    both = picture(layer(t0=0.6), layer("32x8d", t1=0.7))
    assert [tag.key for tag in taught(both)] == ["our boat", "Minka"]


def test_nothing_is_said_by_itself_of_what_failed() -> None:
    failed = Failed(Path("/a.jpg"), Reason("picture.empty", path="/a.jpg"))
    assert RULE.judge(failed).opinion.tags == ()


def test_what_stands_above_one_is_implied_as_above_an_own_tag() -> None:
    vocabulary = Vocabulary(under={"Minka": ("n02121808",)}, ancestors=True)
    naming = Naming(vocabulary, taught=TAGS)
    assert naming.above(LabelRef(TAUGHT, 0)) == naming.above("Minka") != ()


def test_its_label_is_called_as_the_own_tag_and_by_a_number_once_it_is_taught_no_more() -> None:
    naming = Naming(Vocabulary(synonyms={"kitty": "minka"}), taught=TAGS)
    assert naming.label_of(LabelRef(TAUGHT, 3)).name == "sketch"
    assert naming.label_of(LabelRef(TAUGHT, 9)).name == "taught 9"
    assert naming.words(LabelRef(TAUGHT, 0)) == naming.words("Minka")
    assert is_called(naming, LabelRef(TAUGHT, 1), "our boat")


@pytest.mark.parametrize("name", ["minka", "Minka", "MINKA"])
def test_one_is_found_by_its_name_whatever_its_case(name: str) -> None:
    found = TAGS.find(name)
    assert found is not None
    assert found.ref == LabelRef(TAUGHT, 0)
    assert TAGS.find("nobody") is None
