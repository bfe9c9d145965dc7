"""What can be said of pictures, in columns, against the plain walk over the tree."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from igtagger.domain import LabelRef
from igtagger.labels import candidates as module
from igtagger.labels.candidates import PARTS, WIDTH, Candidates, Found
from igtagger.labels.kinds import KINDS
from igtagger.labels.sets import load_labels
from igtagger.labels.tree import Term, Tree, load_tree, term_id
from igtagger.labels.vocabulary import NO_RULES, Vocabulary, apply
from tests.labels.name_oracle import TWELVE, Candidate, Oracle, Said, kept_of, pictures, trees

IMAGENET = "imagenet-1k"
TREE = load_tree()
TEMPERATURES = st.sampled_from([1.0, 1.5, 0.7])


def index(name: str) -> int:
    return next(label.index for label in load_labels(IMAGENET) if label.name == name)


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
    "under": Vocabulary(under={DOG: ("my things",), CAR: ("my things",), "Rex": (DOG,)}),
}


@cache
def real(rules: str) -> tuple[Candidates, Oracle]:
    vocabulary = RULES[rules]
    tree = apply(TREE, vocabulary)
    oracle = Oracle(tree, IMAGENET, vocabulary.never)
    return Candidates(tree, IMAGENET, vocabulary.never), oracle


def listed(candidates: Candidates, found: Found, row: int = 0) -> list[Candidate]:
    """What was found of a picture, as the oracle says it."""
    count = int((found.masses[row] > 0).sum())
    assert not found.masses[row, count:].any()
    return [
        Candidate(
            candidates.ids[found.places[row, column]],
            int(found.masses[row, column]),
            int(found.tops[row, column]),
            float(found.scores[row, column]),
        )
        for column in range(count)
    ]


def check(
    candidates: Candidates,
    oracle: Oracle,
    said: list[Said],
    rejected: list[Collection[int]],
    temperature: float,
) -> None:
    found = candidates.find(kept_of(said, rejected), temperature)
    for row, (each, gone) in enumerate(zip(said, rejected, strict=True)):
        assert listed(candidates, found, row) == oracle.candidates(each, temperature, gone)


@given(st.data(), st.sampled_from(sorted(RULES)), TEMPERATURES)
@settings(max_examples=150)
def test_real_pictures_have_the_candidates_that_walking_the_tree_gives(
    data: st.DataObject, rules: str, temperature: float
) -> None:
    said = data.draw(st.lists(pictures(1000), max_size=4))
    rejected = [
        data.draw(st.frozensets(st.sampled_from(each.indices or (0,)), max_size=4)) for each in said
    ]
    check(*real(rules), said, list(rejected), temperature)


@given(trees(), st.lists(pictures(12, 12), max_size=4), st.data(), TEMPERATURES)
@settings(max_examples=300)
def test_any_tree_gives_the_candidates_that_walking_it_gives(
    tree: Tree, said: list[Said], data: st.DataObject, temperature: float
) -> None:
    ids = [*tree.terms, "gone", f"{TWELVE}:label-0"]
    never = data.draw(st.frozensets(st.sampled_from(ids), max_size=2))
    oracle = Oracle(tree, TWELVE, never)
    candidates = Candidates(tree, TWELVE, never)
    assert list(candidates.ids) == oracle.order
    assert [oracle.ref(id_) for id_ in oracle.order] == list(candidates.keys)
    rejected: list[Collection[int]] = [
        data.draw(st.frozensets(st.integers(0, 11), max_size=4)) for _ in said
    ]
    check(candidates, oracle, said, rejected, temperature)


@given(trees())
def test_overlaps_and_breadths_are_those_of_the_tree(tree: Tree) -> None:
    oracle, candidates = Oracle(tree, TWELVE), Candidates(tree, TWELVE)
    for place, id_ in enumerate(candidates.ids):
        assert candidates.breadth[place] == oracle.breadth[id_]
        assert set(np.flatnonzero(candidates.below[place])) == oracle.below[id_]
        for other, other_id in enumerate(candidates.ids):
            common = bool(oracle.below[id_] & oracle.below[other_id])
            assert candidates.overlap[place, other] == common


def test_labels_that_hang_in_no_tree_are_said_themselves() -> None:
    candidates = Candidates(TREE, TWELVE)
    assert candidates.keys == tuple(LabelRef(TWELVE, number) for number in range(12))
    found = candidates.find(kept_of([Said((3, 5), (0.75, 0.25), 0.75)]))
    assert [each.id for each in listed(candidates, found)] == ["twelve:label-3", "twelve:label-5"]


def test_a_label_that_is_called_nothing_gives_way_to_the_next_one() -> None:
    tree = Tree([Term(f"{TWELVE}:label-0", "nobody types it", natural=False)])
    candidates = Candidates(tree, TWELVE)
    found = candidates.find(kept_of([Said((0, 1), (0.9, 0.01), 0.9)]))
    assert [each.id for each in listed(candidates, found)] == ["twelve:label-1"]


def test_sums_beyond_one_are_one() -> None:
    """Scores are rounded, and each part is; with sigmoids sums are anything."""
    candidates, oracle = real("none")
    said = [
        Said((index("tabby"), index("tiger cat")), (1.0, 0.001), 1.0),
        Said(tuple(range(151, 269)), (1.0,) * 118, 1.0),
    ]
    check(candidates, oracle, said, [(), ()], 1.0)
    masses = candidates.find(kept_of(said)).masses
    assert masses[0, :3].tolist() == [PARTS] * 3


def test_a_picture_has_the_name_of_its_best_label_however_little_it_is_sure_of_it() -> None:
    candidates, oracle = real("none")
    for name, called in (("tabby", "tabby cat"), ("sorrel", "horse")):
        said = Said((index(name), index("swab")), (0.001, 0.0005), 0.0)
        found = listed(candidates, candidates.find(kept_of([said])))
        assert [(TREE.terms[each.id].name, each.mass) for each in found] == [(called, 1)]
        assert found == oracle.candidates(said)


def test_what_the_best_label_is_called_comes_before_labels_that_are_hardly_there() -> None:
    """No more than one kind of lobster has a name; the other is called lobster."""
    candidates, _ = real("none")
    said = Said((index("American lobster"), index("king crab")), (0.8, 0.1), 0.8)
    found = listed(candidates, candidates.find(kept_of([said])))
    assert [TREE.terms[each.id].name for each in found[:2]] == ["lobster", "king crab"]


def test_of_more_candidates_than_are_looked_at_the_best_label_and_the_heaviest_stay() -> None:
    terms = [Term(f"x-{n}", f"x-{n}", parents=(f"x-{n - 1}",) if n else ()) for n in range(60)]
    terms += [Term(f"{TWELVE}:label-{n}", f"label {n}", parents=("x-59",)) for n in range(12)]
    tree = Tree(terms)
    candidates, oracle = Candidates(tree, TWELVE), Oracle(tree, TWELVE)
    said = [Said((4, 7), (0.25, 0.125), 0.25), Said((), ()), Said((1,), (0.75,), 0.75)]
    check(candidates, oracle, said, [(), (), ()], 1.0)
    found = candidates.find(kept_of(said))
    assert (found.masses > 0).sum(axis=1).tolist() == [WIDTH, 0, WIDTH]
    assert [candidates.ids[place] for place in found.places[[0, 2], 0]] == [
        "twelve:label-4",
        "twelve:label-1",
    ]


def test_of_pictures_without_labels_nothing_can_be_said() -> None:
    candidates, _ = real("none")
    assert candidates.find(kept_of([])).masses.shape == (0, WIDTH)
    empty = Said((), ())
    assert not candidates.find(kept_of([empty, empty])).masses.any()
    rejected = candidates.find(kept_of([Said((3,), (1.0,))], [(3,)]))
    assert not rejected.masses.any()


@given(st.lists(pictures(1000, 12), min_size=1, max_size=9), st.integers(1, 4))
@settings(max_examples=60)
def test_many_pictures_are_as_one_after_the_other_wherever_they_are_parted(
    said: list[Said], at_once: int
) -> None:
    candidates, _ = real("none")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_AT_ONCE", at_once)
        together = candidates.find(kept_of(said), 1.5)
    for row, each in enumerate(said):
        alone = candidates.find(kept_of([each]), 1.5)
        for column, same in zip(together, alone, strict=True):
            assert np.array_equal(column[[row]], same)


def test_thousands_of_pictures_are_as_one() -> None:
    candidates, _ = real("none")
    one = Said((index("tabby"), index("tiger cat"), index("lynx")), (0.5, 0.3, 0.1), 0.6)
    many = candidates.find(kept_of([one] * (module._AT_ONCE + 1)))
    for column in many:
        assert (column == column[0]).all()


def test_a_sum_counts_each_label_once_by_however_many_ways_it_hangs_there() -> None:
    terms = [Term("top", "top"), Term("a", "a", parents=("top",)), Term("b", "b", parents=("top",))]
    tree = Tree([*terms, Term(f"{TWELVE}:label-0", "label", parents=("a", "b"))])
    candidates = Candidates(tree, TWELVE)
    found = listed(candidates, candidates.find(kept_of([Said((0,), (0.5,), 0.5)])))
    assert {each.id: each.mass for each in found} == dict.fromkeys(
        ["twelve:label-0", "a", "b", "top"], round(PARTS * 0.5)
    )


# What a model said


@pytest.mark.parametrize("temperature", [1.0, 1.6, 0.8])
def test_bare_scores_are_had_back_from_those_with_temperature(temperature: float) -> None:
    logits = np.array([9.0, 8.5, 7.0, 3.0, 1.0, 0.0])
    bare = np.exp(logits) / np.exp(logits).sum()
    scores = np.exp(logits / temperature) / np.exp(logits / temperature).sum()
    said = Said(tuple(range(6)), tuple(scores.tolist()), float(bare[0]))
    parts = kept_of([said]).parts(temperature, 6)
    assert parts.tolist() == np.rint(PARTS * bare).tolist()
    unknown = kept_of([Said(said.indices, said.scores)]).parts(temperature, 6)
    assert np.abs(unknown - parts).max() <= 1


@given(st.lists(st.integers(0, 0x3C00), max_size=30), st.none() | st.floats(0, 1), TEMPERATURES)
@example([0, 0x3C00], 1.0, 1.5)
@example([1, 0x3C00, 0], None, 1.5)
def test_any_row_of_a_library_gives_masses_up_to_one(
    bits: list[int], bare: float | None, temperature: float
) -> None:
    """Whatever the order of scores, also nothing but zeros, and labels that stand twice."""
    scores = tuple(np.array(bits, np.uint16).view(np.float16).astype(float).tolist())
    said = Said(tuple(number % 7 for number in range(len(bits))), scores, bare)
    kept = kept_of([said, Said((), (), bare)])
    parts = kept.parts(temperature, 1000)
    assert ((parts >= 0) & (parts <= PARTS)).all()
    found = real("none")[0].find(kept, temperature)
    assert (found.masses <= found.tops).all()
    assert (found.scores <= 1).all()


def test_kinds_of_picture_have_terms_above_them() -> None:
    candidates = Candidates(TREE, KINDS)
    oracle = Oracle(TREE, KINDS)
    assert list(candidates.ids) == oracle.order
    own = [term_id(KINDS, label) for label in load_labels(KINDS)]
    assert all(candidates.breadth[candidates.ids.index(id_)] == 1 for id_ in own)
    assert len(candidates.ids) > len(own)


def test_the_room_for_candidates_is_taken_over_from_others() -> None:
    candidates, _ = real("none")
    found = candidates.find(kept_of([Said((n,), (0.5,), 0.5) for n in (1, 2)]))
    room = Found.empty(3)
    room.put(np.array([2, 0]), found)
    assert listed(candidates, room.of(np.array([2]))) == listed(candidates, found)
    assert not room.masses[1].any()
