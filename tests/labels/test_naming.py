"""How things are called: by the person's rules, in their language, whatever is asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from igtagger.domain import LabelRef
from igtagger.labels.kinds import KINDS
from igtagger.labels.naming import Naming
from igtagger.labels.sets import label_of, load_labels
from igtagger.labels.tree import TERMS, load_tree, term_id, term_ref
from igtagger.labels.vocabulary import Vocabulary, own_term_id
from tests.labels.name_oracle import TWELVE

IMAGENET = "imagenet-1k"
TREE = load_tree()
DOG, CAT, CAR = (term_ref(TREE.find(name)[0].id) for name in ("dog", "cat", "car"))
PLAIN = Naming()


def label(name: str, label_set: str = IMAGENET) -> LabelRef:
    return next(
        LabelRef(label_set, each.index) for each in load_labels(label_set) if each.name == name
    )


def called(naming: Naming, *refs: LabelRef) -> list[str]:
    return [naming.label_of(ref).name for ref in refs]


def id_of(ref: LabelRef) -> str:
    term = PLAIN.term(ref)
    assert term is not None
    return term.id


# Names


def test_labels_and_terms_are_called_as_the_tree_has_them() -> None:
    assert called(PLAIN, DOG, label("tabby"), label("ice bear"), label("text document", KINDS)) == [
        *("dog", "tabby cat", "polar bear", "text document")
    ]
    of_dog, of_bear = PLAIN.label_of(DOG), PLAIN.label_of(label("ice bear"))
    assert (of_dog.index, of_dog.wnid) == (DOG.index, "n02084071")
    assert of_dog.definition == TREE.terms["n02084071"].definition != ""
    assert of_bear.wnid == "n02134084"
    assert of_bear.definition == label_of(label("ice bear")).definition


def test_a_term_of_ours_has_no_wordnet_id() -> None:
    assert PLAIN.label_of(term_ref("x-drawing")).wnid == ""
    assert PLAIN.label_of(label("map", KINDS)).wnid == ""


def test_names_are_in_the_persons_language_unless_they_gave_one() -> None:
    names = {id_of(DOG): "Hund", id_of(CAT): "Katze"}
    naming = Naming(Vocabulary(renamed={id_of(CAT): "Mieze"}), names)
    assert called(naming, DOG, CAT, CAR) == ["Hund", "Mieze", "car"]


def test_things_are_found_by_what_they_are_called_here_and_in_english() -> None:
    names = {id_of(DOG): "Hund", id_of(label("tabby")): "Tigerkatze"}
    naming = Naming(Vocabulary(renamed={id_of(DOG): "Wauwau"}), names)
    assert naming.words(DOG) == ("wauwau", "dog", "hund")
    assert naming.words(label("tabby")) == ("tabby", "tigerkatze", "tabby cat")
    assert PLAIN.words(DOG) == ("dog",)
    assert naming.words(DOG) is naming.words(DOG)


# What stands above


def test_what_people_say_stands_above_a_label_a_term_or_an_own_tag() -> None:
    above = PLAIN.above(label("tabby"))
    assert called(PLAIN, *above) == ["cat", "feline", "mammal", "animal"]
    assert PLAIN.above(CAT) == above[1:]
    assert PLAIN.above("my cat") == ()
    naming = Naming(Vocabulary(under={"My Cat": (id_of(CAT), "family")}))
    mine = naming.above("my cat")
    assert mine == naming.above("MY  CAT")
    assert called(naming, *mine) == ["family", "cat", "feline", "mammal", "animal"]


def test_what_stands_above_and_is_a_label_is_told_as_one() -> None:
    tabby = label("tabby")
    naming = Naming(Vocabulary(under={"Mimi": (id_of(tabby),)}))
    assert naming.above("mimi")[0] == tabby


def test_nothing_stands_above_itself_and_each_thing_once() -> None:
    for place, ref in enumerate(PLAIN.candidates(IMAGENET).keys):
        above = PLAIN.above(ref)
        assert ref not in above, place
        assert len(above) == len(set(above))


def test_each_candidate_is_told_as_what_stands_above_others_is() -> None:
    """Else a name that a person settled would be said beside what settles it."""
    for label_set in (IMAGENET, KINDS):
        keys = PLAIN.candidates(label_set).keys
        assert {other for ref in keys for other in PLAIN.above(ref)} <= set(keys)


# Labels below


def test_the_labels_of_a_term_are_those_at_or_below_it() -> None:
    cats = [label_of(LabelRef(IMAGENET, index)).name for index in PLAIN.labels(CAT, IMAGENET)]
    assert "tabby" in cats
    assert "lion" not in cats
    assert PLAIN.labels(label("tabby"), IMAGENET).tolist() == [label("tabby").index]
    assert PLAIN.labels(CAT, KINDS).tolist() == []
    assert PLAIN.labels(label("map", KINDS), IMAGENET).tolist() == []
    assert PLAIN.labels(LabelRef(TWELVE, 3), TWELVE).tolist() == [3]
    assert PLAIN.labels(LabelRef(TWELVE, 12), TWELVE).tolist() == []


# Whatever a library says

NUMBERS = st.integers() | st.sampled_from([-1, 0, 999, 1000, 2**31, 2**63 - 1, -(2**63), 10**30])
SETS = st.sampled_from([IMAGENET, KINDS, TWELVE, TERMS, "tree", "names", "", "../kinds", "gone"])
GONE = {
    "a term": term_ref("n99999999"),
    "an own term": term_ref(own_term_id("never made")),
    "a set": LabelRef("instagram", 4),
    "a file that is no set": LabelRef("tree", 0),
    "another file": LabelRef("../labels/kinds", 0),
    "before the first": LabelRef(IMAGENET, -1),
    "behind the last": LabelRef(IMAGENET, 1000),
}


@given(SETS | st.text(max_size=20), NUMBERS)
@example("tree", 0)
@example("tree", -1)
def test_no_reference_whatever_it_is_does_harm(label_set: str, number: int) -> None:
    ref = LabelRef(label_set, number)
    found = PLAIN.label_of(ref)
    assert found.index == number
    assert found.name
    term = PLAIN.term(ref)
    assert term is None or term.id in TREE.terms
    assert all(PLAIN.words(ref)) or label_set == ""
    assert isinstance(PLAIN.above(ref), tuple)
    for of in (IMAGENET, KINDS):
        labels = PLAIN.labels(ref, of)
        assert labels.dtype == np.intp
        assert ((labels >= 0) & (labels < len(load_labels(of)))).all()


@pytest.mark.parametrize("what", GONE)
def test_what_is_no_longer_there_is_called_by_its_number(what: str) -> None:
    ref = GONE[what]
    assert PLAIN.label_of(ref).name == f"{ref.label_set} {ref.index}"
    assert PLAIN.term(ref) is None
    assert PLAIN.above(ref) == ()
    assert PLAIN.labels(ref, IMAGENET).tolist() == []


@given(st.text(max_size=30))
def test_no_own_tag_whatever_it_is_does_harm(tag: str) -> None:
    assert PLAIN.above(tag) == ()


# Many threads


def test_threads_that_ask_at_once_get_the_same() -> None:
    naming = Naming()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: naming.candidates(IMAGENET), range(8)))
        above = list(pool.map(lambda _: naming.above(label("tabby")), range(8)))
        words = list(pool.map(lambda _: naming.words(DOG), range(8)))
    assert all(each is found[0] for each in found)
    assert set(above) == {PLAIN.above(label("tabby"))}
    assert set(words) == {PLAIN.words(DOG)}


def test_what_a_person_never_wants_to_read_of_is_out_of_the_candidates() -> None:
    candidates = Naming(Vocabulary(never=frozenset({id_of(DOG), "gone"}))).candidates(IMAGENET)
    assert set(np.flatnonzero(candidates.out)) == set(PLAIN.labels(DOG, IMAGENET))
    assert not PLAIN.candidates(IMAGENET).out.any()


def test_a_label_that_hangs_in_no_tree_can_be_out_too() -> None:
    id_ = term_id(TWELVE, load_labels(TWELVE)[3])
    candidates = Naming(Vocabulary(never=frozenset({id_}))).candidates(TWELVE)
    assert np.flatnonzero(candidates.out).tolist() == [3]
