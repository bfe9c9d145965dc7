"""What the person's rules for names make of the tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.labels.tree import Term, Tree, load_tree
from igtagger.labels.vocabulary import NO_RULES, Vocabulary, apply, edges, own_term_id

TREE = Tree(
    [
        Term("thing", "thing", natural=False),
        Term("animal", "animal", parents=("thing",)),
        Term("pet", "domestic animal", natural=False, parents=("animal",)),
        Term("dog", "dog", parents=("pet",)),
        Term("cat", "cat", parents=("pet",)),
        Term("tabby", "tabby", parents=("cat",)),
        Term("auto", "automobile", parents=("thing",)),
        Term("cab", "cab", parents=("auto",)),
        Term("truck", "lorry", parents=("thing",)),
    ]
)


def above(tree: Tree, id_: str) -> set[str]:
    return {term.id for term in tree.ancestors(id_)}


def said(tree: Tree, id_: str) -> str:
    """The name that is said of what is surely ``id_``."""
    term = tree.terms[id_]
    return term.name if term.natural else tree.natural_ancestors(id_)[0].name


def test_without_rules_the_tree_is_the_same_one() -> None:
    assert apply(TREE, NO_RULES) is TREE
    assert apply(TREE, Vocabulary(never=frozenset({"dog"}), floors={"cat": 0.9})) is TREE


def test_a_renamed_term_has_the_name_and_stays_what_it_is() -> None:
    tree = apply(TREE, Vocabulary(renamed={"auto": "car"}))
    assert said(tree, "auto") == "car"
    assert [term.id for term in tree.find("CAR")] == ["auto"]
    assert above(tree, "cab") == {"auto", "thing"}


def test_who_names_what_nobody_types_has_it_said() -> None:
    tree = apply(
        TREE, Vocabulary(renamed={"pet": "pet", "tabby": "kitty"}, hidden=frozenset({"tabby"}))
    )
    assert [term.name for term in tree.natural_ancestors("dog")] == ["pet", "animal"]
    assert said(tree, "tabby") == "cat"


def test_a_term_that_gets_the_name_of_another_is_said_as_that_one() -> None:
    tree = apply(TREE, Vocabulary(renamed={"truck": "Automobile"}))
    assert said(tree, "truck") == "automobile"
    assert above(tree, "truck") == {"auto", "thing"}
    assert len(tree.find("automobile")) == 2


def test_names_may_be_swapped() -> None:
    tree = apply(TREE, Vocabulary(renamed={"dog": "cat", "cat": "dog"}))
    assert (said(tree, "dog"), said(tree, "cat")) == ("cat", "dog")
    assert above(tree, "dog") == {"pet", "animal", "thing"}


def test_two_that_get_one_new_name_are_one() -> None:
    tree = apply(TREE, Vocabulary(renamed={"auto": "car", "truck": "car", "cab": "car"}))
    assert [said(tree, id_) for id_ in ("auto", "truck", "cab")] == ["car"] * 3
    assert above(tree, "cab") == {"auto", "own:car", "thing"}
    assert tree.terms["own:car"].parents == ("thing",)


def test_a_hidden_term_is_not_said_and_what_stands_above_is() -> None:
    tree = apply(TREE, Vocabulary(hidden=frozenset({"tabby", "cat"})))
    assert said(tree, "tabby") == "animal"
    assert tree.terms["tabby"].parents == ("cat",)


def test_joined_terms_are_said_as_a_new_one_below_all_that_they_share() -> None:
    tree = apply(TREE, Vocabulary(joined={"pets of mine": ("dog", "cat")}))
    assert own_term_id("pets of mine") == "own:pets-of-mine"
    assert said(tree, "dog") == said(tree, "cat") == "pets of mine"
    assert said(tree, "tabby") == "tabby"
    assert tree.terms["own:pets-of-mine"].parents == ("pet",)


def test_what_is_narrower_than_a_joined_term_is_said_before_it() -> None:
    tree = apply(TREE, Vocabulary(joined={"pets": ("dog", "tabby")}))
    assert [term.name for term in tree.natural_ancestors("tabby")] == ["cat", "pets", "animal"]


def test_joined_terms_are_said_as_one_that_is_there() -> None:
    tree = apply(TREE, Vocabulary(joined={"Cat": ("dog", "cat")}))
    assert said(tree, "dog") == said(tree, "cat") == "cat"
    assert "own:cat" not in tree.terms


def test_joined_terms_can_be_joined_again() -> None:
    joined = {"pets": ("dog", "cat"), "what lives here": ("own:pets", "tabby")}
    tree = apply(TREE, Vocabulary(joined=joined))
    assert {said(tree, id_) for id_ in ("dog", "cat", "tabby")} == {"what lives here"}


def test_own_tags_and_parents_of_ones_own_hang_in_the_tree() -> None:
    under = {"Rex": ("dog", "family"), "dog": ("my pets",), "my pets": ("family",)}
    tree = apply(TREE, Vocabulary(under=under))
    assert above(tree, "own:rex") == {
        *("dog", "own:family", "own:my-pets", "pet", "animal", "thing")
    }
    assert tree.terms["own:rex"] == Term("own:rex", "Rex", parents=("dog", "own:family"))
    assert own_term_id("REX") == "own:rex"
    assert tree.terms["dog"].parents == ("pet", "own:my-pets")


def test_a_parent_can_be_hidden() -> None:
    tree = apply(TREE, Vocabulary(under={"dog": ("mine",)}, hidden=frozenset({"own:mine"})))
    assert not tree.terms["own:mine"].natural


def test_rules_that_go_round_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="cycle"):
        apply(TREE, Vocabulary(renamed={"cat": "tabby"}))
    with pytest.raises(ValueError, match="cycle"):
        apply(TREE, Vocabulary(under={"a": ("b",), "b": ("a",)}))


def test_each_edge_tells_the_rule_that_it_comes_from() -> None:
    rules = Vocabulary(renamed={"truck": "cab"}, under={"Rex": ("dog", "mine")})
    assert [tuple(edge) for edge in edges(TREE, rules)] == [
        ("truck", "cab", ("renamed", "truck", "cab")),
        ("own:rex", "dog", ("under", "Rex", "dog")),
        ("own:rex", "own:mine", ("under", "Rex", "mine")),
    ]


def test_terms_that_are_no_longer_there_are_passed_over() -> None:
    rules = Vocabulary(
        renamed={"gone": "x"}, hidden=frozenset({"gone"}), joined={"pets": ("gone", "dog")}
    )
    tree = apply(TREE, rules)
    assert tree.terms.keys() - TREE.terms.keys() == {"own:pets"}


REAL = load_tree()
NATURAL = [term.id for term in REAL.terms.values() if term.natural]


@given(st.data())
def test_hidden_and_joined_terms_are_never_natural_and_no_other_changes(
    data: st.DataObject,
) -> None:
    ids = data.draw(st.lists(st.sampled_from(NATURAL), min_size=4, max_size=12, unique=True))
    hidden, joined = frozenset(ids[:2]), tuple(ids[2:])
    tree = apply(REAL, Vocabulary(hidden=hidden, joined={"all of these": joined}))
    assert {id_ for id_, term in REAL.terms.items() if tree.terms[id_].natural != term.natural} == {
        *ids
    }
    mine = next(term for term in tree.terms.values() if term.name == "all of these")
    assert {*joined} <= {*tree.children(mine.id)}
    labels = {label for id_ in joined for label in REAL.labels(id_, "imagenet-1k")}
    assert {*tree.labels(mine.id, "imagenet-1k")} == labels
