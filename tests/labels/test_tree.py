"""The tree above the labels: what comes with the program, and what any tree does."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from igtagger import resources
from igtagger.errors import SettingsError
from igtagger.labels.folding import folded
from igtagger.labels.kinds import KINDS
from igtagger.labels.sets import load_labels
from igtagger.labels.tree import LABEL_SETS, Term, Tree, load_tree, term_id
from tests.hostile import refusal_of
from tests.packaging.scripts import load

IMAGENET = "imagenet-1k"
WORDNET = Path("/usr/share/wordnet")
GOOD = resources.path("labels", "tree.csv").read_bytes()
TREE = load_tree()
LABELS = {
    term_id(label_set, label): (label_set, label)
    for label_set in LABEL_SETS
    for label in load_labels(label_set)
}
NATURAL = [term for term in TREE.terms.values() if term.natural]


def named(label_set: str, name: str) -> Term:
    """What the label of that name is in the tree."""
    term = next(
        TREE.term_of(label_set, label) for label in load_labels(label_set) if label.name == name
    )
    assert term is not None
    return term


def above(label_set: str, name: str) -> list[str]:
    return [term.name for term in TREE.natural_ancestors(named(label_set, name).id)]


# What comes with the program


def test_no_label_is_lost() -> None:
    for label_set in LABEL_SETS:
        for label in load_labels(label_set):
            assert TREE.term_of(label_set, label) is not None


def test_labels_are_leaves_and_nothing_else_is() -> None:
    assert {id_ for id_ in TREE.terms if not TREE.children(id_)} == LABELS.keys()


def test_every_term_is_above_a_label() -> None:
    counts = Counter(term.id for id_ in LABELS for term in TREE.ancestors(id_))
    assert counts.keys() == TREE.terms.keys() - LABELS.keys()
    assert all(counts[id_] > 1 for id_ in counts if not TREE.terms[id_].natural), (
        "what nobody types and joins nothing is of no use"
    )


def test_every_label_is_named_as_a_person_would_by_itself_or_by_what_is_above_it() -> None:
    for id_ in LABELS:
        assert TREE.terms[id_].natural or TREE.natural_ancestors(id_)


def test_all_natural_names_are_different() -> None:
    names = Counter(folded(term.name) for term in NATURAL)
    assert [name for name, count in names.items() if count > 1] == []


def test_no_term_says_what_the_only_natural_term_below_says() -> None:
    for label_set in LABEL_SETS:
        for term in TREE.sums(label_set).terms:
            below = [TREE.terms[child] for child in TREE.children(term.id)]
            only = [child for child in below if child.natural]
            if len(only) == len(below) == 1 and folded(only[0].name) == folded(term.name):
                assert TREE.labels(only[0].id, label_set) != TREE.labels(term.id, label_set)


def test_no_parent_is_above_another() -> None:
    for term in TREE.terms.values():
        further = {above.id for parent in term.parents for above in TREE.ancestors(parent)}
        assert further.isdisjoint(term.parents)


def test_terms_are_ordered_from_the_top() -> None:
    place = {id_: at for at, id_ in enumerate(TREE.terms)}
    for id_, term in TREE.terms.items():
        assert all(place[parent] < place[id_] for parent in term.parents)
        assert TREE.depth(id_) == max((TREE.depth(p) + 1 for p in term.parents), default=0)


def test_natural_names_can_be_typed_and_terms_are_defined() -> None:
    for term in NATURAL:
        assert term.name == " ".join(term.name.split())
        assert not re.search(r"[_;,:()]", term.name)
        assert term.id in LABELS or term.definition


def test_ids_say_where_a_term_comes_from() -> None:
    kinds = {term_id(KINDS, label) for label in load_labels(KINDS)}
    for id_ in TREE.terms.keys() - kinds:
        assert re.fullmatch(r"n\d{8}|x-[a-z-]+", id_)


@pytest.mark.parametrize("label_set", LABEL_SETS)
@pytest.mark.parametrize("natural", [True, False])
def test_the_matrix_says_what_the_tree_says(label_set: str, natural: bool) -> None:
    terms, below = TREE.sums(label_set, natural=natural)
    assert below.shape == (len(terms), len(load_labels(label_set)))
    assert not below.flags.writeable
    assert TREE.sums(label_set, natural=natural) is TREE.sums(label_set, natural=natural)
    for term, row in zip(terms, below, strict=True):
        assert tuple(np.flatnonzero(row)) == TREE.labels(term.id, label_set) != ()
    ids = {term.id for term in terms}
    for index, label in enumerate(load_labels(label_set)):
        ancestors = TREE.natural_ancestors if natural else TREE.ancestors
        expected = {term.id for term in ancestors(term_id(label_set, label))}
        assert {term.id for term, row in zip(terms, below, strict=True) if row[index]} == expected
        assert expected <= ids


EVERYTHING = TREE.sums(IMAGENET, natural=False)
PLACES = {term.id: place for place, term in enumerate(EVERYTHING.terms)}
WITHIN = [(PLACES[term.id], PLACES[parent]) for term in EVERYTHING.terms for parent in term.parents]
BELOW = [set(TREE.labels(term.id, IMAGENET)) for term in EVERYTHING.terms]
SCORES = st.dictionaries(st.integers(0, 999), st.floats(0, 1), max_size=40)


@given(SCORES)
def test_a_sum_is_that_of_its_labels_and_never_below_that_of_a_term_below(
    given_scores: dict[int, float],
) -> None:
    scores = np.zeros(1000)
    scores[list(given_scores)] = list(given_scores.values())
    sums = EVERYTHING.below @ scores
    expected = [
        sum(score for index, score in given_scores.items() if index in labels) for labels in BELOW
    ]
    assert sums == pytest.approx(expected)
    below, parents = np.array(WITHIN).T
    assert np.all(sums[parents] >= sums[below] - 1e-9)


# That it says what is so

PATHS = {
    "Egyptian cat": ["cat", "feline", "mammal", "animal"],
    "tabby": ["cat", "feline", "mammal", "animal"],
    "golden retriever": ["retriever", "dog", "canine", "mammal", "animal"],
    "sorrel": ["horse", "hoofed animal", "mammal", "animal"],
    "great grey owl": ["owl", "bird of prey", "bird", "animal"],
    "hen": ["chicken", "fowl", "bird", "animal"],
    "hermit crab": ["crab", "crustacean", "animal"],
    "giant panda": ["bear", "mammal", "animal"],
    "castle": ["building", "architecture", "structure"],
    "church": ["place of worship", "building", "architecture", "structure"],
    "suspension bridge": ["bridge", "architecture", "structure"],
    "grocery store": ["shop", "building", "architecture", "structure"],
    "television": ["electronics"],
    "remote control": ["electronics"],
    "cellular telephone": ["telephone", "electronics"],
    "notebook": ["laptop", "computer", "computer equipment", "machine", "electronics"],
    "monitor": ["computer equipment", "electronics"],
    "umbrella": ["fashion accessory"],
    "sunglass": ["sunglasses", "glasses", "fashion accessory"],
    "sports car": ["car", "motor vehicle", "vehicle"],
    "ambulance": ["emergency vehicle", "motor vehicle", "vehicle"],
    "steam locomotive": ["locomotive", "train", "rail vehicle", "vehicle"],
    "mountain bike": ["bicycle", "vehicle"],
    "wing": ["airplane", "aircraft", "vehicle"],
    "acoustic guitar": ["guitar", "string instrument", "musical instrument", "music equipment"],
    "grand piano": ["piano", "keyboard instrument", "musical instrument", "music equipment"],
    "espresso": ["coffee", "drink", "food and drink"],
    "pizza": ["fast food", "meal", "food", "food and drink"],
    "Granny Smith": ["apple", "fruit", "fruit or vegetable", "food", "food and drink"],
    "ice cream": ["dessert", "food", "food and drink"],
    "daisy": ["flower", "plant"],
    "agaric": ["mushroom"],
    "acorn": ["wild fruit", "plant"],
    "lakeside": ["landscape"],
    "seashore": ["coast", "landscape"],
    "volcano": ["mountain", "landscape"],
    "suit": ["clothing"],
    "running shoe": ["shoe", "footwear", "clothing"],
    "street sign": ["sign", "street furniture"],
    "syringe": ["medical equipment"],
    "hammer": ["hand tool", "tool"],
    "screw": ["hardware"],
    "rifle": ["gun", "weapon"],
    "teddy": ["toy"],
    "soccer ball": ["ball", "sports equipment"],
    "microwave": ["kitchen appliance", "home appliance"],
    "rocking chair": ["chair", "furniture", "home furnishings"],
    "comic book": ["book"],
    "ballplayer": ["person"],
}


@pytest.mark.parametrize(("name", "path"), PATHS.items())
def test_a_label_hangs_where_people_would_look(name: str, path: list[str]) -> None:
    assert above(IMAGENET, name) == path


@pytest.mark.parametrize(
    ("name", "is_one", "is_none"),
    [
        ("crane", "machine", "bird"),
        ("crane bird", "bird", "machine"),
        ("kite", "bird", "toy"),
        ("jaguar", "animal", "vehicle"),
        ("mouse", "computer equipment", "animal"),
        ("tank", "military vehicle", "container"),
        ("amphibian", "vehicle", "animal"),
        ("drumstick", "music equipment", "food"),
        ("jackfruit", "fruit", "animal"),
        ("seat belt", "car part", "clothing"),
        ("boxer", "dog", "clothing"),
        ("file", "furniture", "tool"),
        ("plane", "tool", "aircraft"),
        ("nail", "hardware", "animal"),
        ("racer", "vehicle", "animal"),
        ("notebook", "computer", "office supplies"),
        ("web site", "screenshot", "computer"),
        ("home theater", "electronics", "building"),
        ("moped", "vehicle", "container"),
        ("coyote", "canine", "wolf"),
        ("hyena", "mammal", "canine"),
        ("cougar", "feline", "cat"),
        ("lesser panda", "mammal", "bear"),
        ("American chameleon", "lizard", "chameleon"),
        ("ringlet", "butterfly", "fashion accessory"),
        ("mushroom", "mushroom", "vegetable"),
        ("pot", "container", "cookware"),
        ("screen", "electronics", "home furnishings"),
        ("totem pole", "structure", "architecture"),
        ("punching bag", "sports equipment", "ball"),
        ("menu", None, "food"),
        ("honeycomb", None, "structure"),
        ("radio", "electronics", "container"),
        ("cup", "drink", "sports equipment"),
    ],
)
def test_a_word_with_two_meanings_has_that_of_the_label(
    name: str, is_one: str | None, is_none: str
) -> None:
    names = above(IMAGENET, name)
    assert is_one is None or is_one in names
    assert is_none not in names


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ice bear", "polar bear"),
        ("cock", "rooster"),
        ("killer whale", "orca"),
        ("Cardigan", "Cardigan Welsh corgi"),
        ("cardigan", "cardigan"),
        ("pot", "flowerpot"),
        ("beacon", "lighthouse"),
        ("sax", "saxophone"),
        ("table lamp", "table lamp"),
    ],
)
def test_a_label_has_the_name_that_a_person_would_type(name: str, shown: str) -> None:
    term = named(IMAGENET, name)
    assert term.natural
    assert term.name == shown


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("photograph", []),
        ("phone screenshot", ["screenshot"]),
        ("text document", ["document"]),
        ("table", ["document"]),
        ("chart", ["chart or diagram"]),
        ("pixel art", ["drawing"]),
    ],
)
def test_kinds_of_picture_hang_in_the_same_tree(name: str, path: list[str]) -> None:
    assert above(KINDS, name) == path
    assert TREE.ancestors(named(KINDS, name).id)[-1].name == "picture"


# How it is made


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load("make_tree")


@pytest.fixture(scope="module")
def nouns(script: ModuleType) -> dict[str, Term]:
    if not (WORDNET / "data.noun").exists():
        pytest.skip(f"there is no WordNet in {WORDNET}: Debian's wordnet-base has it")
    terms: dict[str, Term] = script.wordnet_terms(WORDNET)
    return terms


def test_made_again_the_tree_is_the_same(script: ModuleType, nouns: dict[str, Term]) -> None:
    decisions = script.DECISIONS.read_text(encoding="utf-8")
    assert script.made(nouns, decisions) == GOOD.decode()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("n02121808,cat,1,cat,,,", "is not 'cat'"),
        ("n99999999,cat,1,cat,,,", "is not 'cat'"),
        ("n02121808,,1,cat,,,", "need a word"),
        ("n02121808,domestic cat,1,cat,pets,,", "cannot be under"),
        ("n02121808,domestic cat,1,cat,,dog,", "is not under"),
        ("x-unicorn,,1,unicorn,,,", "no label is under"),
        ("n02121808,domestic cat,1,tabby,,,", "stand twice"),
    ],
)
def test_a_decision_that_fits_nothing_is_refused(
    line: str, told: str, script: ModuleType, nouns: dict[str, Term]
) -> None:
    text = f"id,word,natural,name,parents,without,definition\n{line}\n"
    with pytest.raises(script.WrongDecision, match=told):
        script.made(nouns, text)


# Any tree

SMALL = Tree(
    [
        Term("tabby", "tabby", natural=False, parents=("cat", "pet")),
        Term("pet", "pet", parents=("animal",)),
        Term("cat", "cat", parents=("mammal",)),
        Term("mammal", "mammal", natural=False, parents=("animal",)),
        Term("lion", "lion", parents=("mammal",)),
        Term("animal", "Animal"),
    ]
)


def ids(terms: tuple[Term, ...]) -> list[str]:
    return [term.id for term in terms]


def test_ancestors_come_nearest_first_and_each_once() -> None:
    assert ids(SMALL.ancestors("tabby")) == ["cat", "pet", "mammal", "animal"]
    assert ids(SMALL.natural_ancestors("tabby")) == ["cat", "pet", "animal"]
    assert SMALL.ancestors("animal") == ()


def test_children_and_depth_are_told() -> None:
    assert sorted(SMALL.children("mammal")) == ["cat", "lion"]
    assert [SMALL.depth(id_) for id_ in ("animal", "pet", "cat", "tabby")] == [0, 1, 2, 3]


def test_terms_are_found_by_name_whatever_its_case() -> None:
    assert ids(SMALL.find("ANIMAL")) == ["animal"]
    assert SMALL.find("anim") == ()
    both = SMALL.with_(Term("x-cat", "Cat", natural=False), Term("y-cat", "CAT"))
    assert {*ids(both.find("cat"))[:2]} == {"cat", "y-cat"}
    assert ids(both.find("cat"))[2:] == ["x-cat"]


def test_a_tree_with_more_is_another_tree() -> None:
    mine = Term("own:minka", "Minka", parents=("cat",))
    more = SMALL.with_(mine, replace(SMALL.terms["lion"], parents=("cat",)))
    assert ids(more.ancestors("own:minka")) == ["cat", "mammal", "animal"]
    assert ids(more.natural_ancestors("lion")) == ["cat", "animal"]
    assert "own:minka" not in SMALL.terms
    assert ids(SMALL.natural_ancestors("lion")) == ["animal"]


def test_what_hangs_elsewhere_is_summed_there() -> None:
    castle = named(IMAGENET, "castle")
    toys = TREE.find("toy")[0].id
    moved = TREE.with_(replace(castle, parents=(*castle.parents, toys)))
    index = next(label.index for label in load_labels(IMAGENET) if label.wnid == castle.id)
    assert index in moved.labels(toys, IMAGENET)
    assert index not in TREE.labels(toys, IMAGENET)
    terms, below = moved.sums(IMAGENET)
    assert below[ids(terms).index(toys), index]


@pytest.mark.parametrize(
    "terms",
    [
        [Term("a", "a"), Term("a", "b")],
        [Term("a", "a", parents=("b",))],
        [Term("a", "a", parents=("b",)), Term("b", "b", parents=("a",))],
        [Term("a", "a", parents=("a",))],
    ],
)
def test_what_is_no_tree_is_refused(terms: list[Term]) -> None:
    with pytest.raises(ValueError, match=r"twice|nothing is known|cycle"):
        Tree(terms)
    with pytest.raises(ValueError, match=r"twice|nothing is known|cycle"):
        SMALL.with_(*terms)


def test_a_label_of_which_the_tree_knows_nothing_is_in_no_sum() -> None:
    terms, below = SMALL.sums(IMAGENET)
    assert terms == ()
    assert below.shape == (0, 1000)


# A damaged file

LINES = GOOD.splitlines(keepends=True)


def read(content: bytes, folder: Path) -> Exception | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "root", lambda: folder)
        (folder / "labels").mkdir()
        for label_set in LABEL_SETS:
            load_labels(label_set)  # from where it is
        (folder / "labels" / "tree.csv").write_bytes(content)
        return refusal_of(load_tree.__wrapped__, SettingsError)


@given(kept=st.binary(max_size=300) | st.tuples(st.integers(0, len(GOOD)), st.binary(max_size=3)))
@example(kept=(len(GOOD), b""))
@example(kept=(len(GOOD) - len(LINES[-1]), b""))
def test_any_tree_is_read_or_refused(
    kept: bytes | tuple[int, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = kept if isinstance(kept, bytes) else GOOD[: kept[0]] + kept[1]
    refused = read(content, tmp_path_factory.mktemp("resources"))
    assert refused is None or "tree.csv" in str(refused)
    assert (refused is None) or content != GOOD


@pytest.mark.parametrize("lost", [1, len(LINES) // 2, len(LINES) - 1])
def test_a_tree_that_lost_a_line_is_refused(lost: int, tmp_path: Path) -> None:
    refused = read(b"".join(LINES[:lost] + LINES[lost + 1 :]), tmp_path)
    assert refused is not None
    assert "tree.csv" in str(refused)


@pytest.mark.parametrize("line", ["n00000001,x,2,,", "n00000001,,1,,", "n00000001,x,1,n1,", "a,b"])
def test_a_line_that_is_no_term_is_refused(line: str, tmp_path: Path) -> None:
    assert read(GOOD + f"{line}\n".encode(), tmp_path) is not None
