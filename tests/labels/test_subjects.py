"""What a folder of pictures is named for, and which names are right for what it shows."""

from __future__ import annotations

import pytest

from igtagger.domain import LabelRef
from igtagger.labels.naming import Naming
from igtagger.labels.subjects import Subject, Subjects
from igtagger.labels.tree import load_tree, term_ref
from igtagger.labels.vocabulary import Vocabulary

SET = "imagenet-1k"
TREE = load_tree()
SUBJECTS = Subjects(Naming(), SET)
CAT, DOG, ANIMAL, CARNIVORE = "n02121808", "n02084071", "n00015388", "n02075296"


def only(name: str, subjects: Subjects = SUBJECTS) -> Subject:
    (found,) = subjects.find(name)
    return found


def named(*names: str) -> list[LabelRef]:
    return [only(name).key for name in names]


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("tabby", 281),
        ("Tabby cat", 281),  # as the tree has it
        ("n02123045", 281),
        ("281", 281),
        ("EGYPTIAN_CAT", 285),
        ("tiger-cat", 282),
        (" tiger  cat ", 282),
    ],
)
def test_a_label_is_found_by_all_its_names_and_ids(name: str, index: int) -> None:
    found = only(name)
    assert (found.key, found.index, found.below) == (LabelRef(SET, index), index, {index})


@pytest.mark.parametrize("name", ["cat", "n02121808"])
def test_a_term_is_found_though_it_is_no_label(name: str) -> None:
    found = only(name)
    assert (found.id, found.key, found.index) == (CAT, term_ref(CAT), None)
    assert {281, 282, 285} <= found.below


def test_what_nobody_types_is_found_where_nothing_else_is_called_so() -> None:
    assert only("carnivore").id == CARNIVORE
    assert only("cat").id == CAT, "WordNet's felines are no cats here"


def test_names_of_the_language_count_beside_the_english_ones() -> None:
    subjects = Subjects(Naming(names={CAT: "Katze"}), SET)
    assert only("katze", subjects) == only("cat", subjects) == only("cat")


def test_the_persons_own_names_and_terms_count() -> None:
    rules = Vocabulary(renamed={CAT: "moggy"}, under={"Minka": ("moggy",)})
    subjects = Subjects(Naming(rules), SET)
    assert only("moggy", subjects).id == CAT
    minka = only("Minka", subjects)
    assert (minka.index, minka.below) == (None, set())
    assert all(subjects.is_right(key, minka) for key in named("cat", "animal"))
    assert not subjects.is_right(only("tabby").key, minka)


@pytest.mark.parametrize("name", ["holiday", "", "map", "text document", "n99999999", "1000", "-1"])
def test_what_this_model_cannot_name_is_not_found(name: str) -> None:
    assert SUBJECTS.find(name) == ()


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("cardigan", {"n02963159", "n02113186"}),
        ("amphibian", {"n01627424", "n02704792"}),
    ],
)
def test_a_name_of_several_things_means_each(name: str, ids: set[str]) -> None:
    assert {found.id for found in SUBJECTS.find(name)} == ids


def test_a_name_of_a_label_and_a_term_above_it_means_the_label_and_both_are_right() -> None:
    mask = only("mask")
    assert (mask.id, mask.index) == ("n03724870", 643)
    assert "x-mask" in mask.right
    assert SUBJECTS.is_right(only("ski mask").key, mask)


@pytest.mark.parametrize(("name", "near"), [("animl", "animal"), ("tabbi", "tabby"), ("qqq", "")])
def test_what_was_perhaps_meant_is_guessed(name: str, near: str) -> None:
    assert SUBJECTS.near(name) == near


def test_a_name_is_right_that_is_the_thing_or_stands_above_or_below_it() -> None:
    dog = only("dog")
    assert all(SUBJECTS.is_right(key, dog) for key in named("dog", "animal", "beagle"))
    assert not any(SUBJECTS.is_right(key, dog) for key in named("cat", "tabby", "car"))


def test_of_a_label_what_stands_above_is_right_and_its_siblings_are_wrong() -> None:
    tabby = only("tabby")
    assert all(SUBJECTS.is_right(key, tabby) for key in named("tabby", "cat", "animal"))
    assert not any(SUBJECTS.is_right(key, tabby) for key in named("tiger cat", "dog"))


def test_a_name_is_the_more_specific_the_fewer_labels_lie_at_or_below_it() -> None:
    tabby, cat, animal = (SUBJECTS.bits(key) for key in named("tabby", "cat", "animal"))
    assert tabby == pytest.approx(9.966, abs=0.001)
    assert cat == pytest.approx(9.966 - 2.322, abs=0.001), "five cats"
    assert 0 < animal < 1.5
    assert SUBJECTS.bits(LabelRef("kinds", 0)) == 0


def test_any_label_set_is_measured() -> None:
    kinds = Subjects(Naming(), "kinds")
    assert only("map", kinds).index is not None
    assert len(only("screenshot", kinds).below) == 3
    assert kinds.find("dog") == ()


def test_all_names_of_labels_that_are_shown_are_found() -> None:
    for term in TREE.terms.values():
        if term.natural and TREE.labels(term.id, SET):
            found = {each.id for each in SUBJECTS.find(term.name)}
            meant = {each for each in found if term.id in only(each).right}
            assert meant, term
