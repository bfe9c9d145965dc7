"""What is said of a picture becomes names and the ways that lead to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.domain import LabelRef, Review
from igtagger.export.xmp.keywords import MOST_PATHS, Keywords, keywords_of
from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.presets import PRESETS
from igtagger.export.xmp.xmp_fields import DIGIKAM, FIELDS, LIGHTROOM, MICROSOFT, SUBJECT
from igtagger.labels.naming import Naming
from igtagger.labels.opinions import Opinion, Origin, Tag
from igtagger.labels.sets import load_labels
from igtagger.labels.tree import Term, Tree, load_tree, term_ref

SET = "imagenet-1k"
NAMING = Naming()


def index_of(name: str) -> int:
    return next(label.index for label in load_labels(SET) if label.name == name)


def tag(name: str, origin: Origin = "automatic", score: float | None = 0.9) -> Tag:
    return Tag(LabelRef(SET, index_of(name)), origin, 1, score)


def of(*ranked: Tag, added: tuple[Tag, ...] = (), **options: object) -> Keywords:
    return keywords_of(Opinion(ranked, added), NAMING, **options)  # type: ignore[arg-type]


def test_a_name_comes_with_what_stands_above_it() -> None:
    cat = of(tag("Egyptian cat"))
    assert cat.names == ("Egyptian cat",)
    assert cat.above[0] == "cat"
    assert "animal" in cat.above
    assert len(cat.paths) == 1
    assert cat.paths[0][0] == "animal"
    assert cat.paths[0][-2:] == ("cat", "Egyptian cat")


def test_what_stands_above_two_names_is_said_once() -> None:
    both = of(tag("Egyptian cat"), tag("tabby"))
    assert both.names == ("Egyptian cat", "tabby cat")
    assert both.above.count("cat") == 1
    assert [path[-1] for path in both.paths] == ["Egyptian cat", "tabby cat"]


def test_own_tags_have_a_way_of_one_level() -> None:
    own = of(added=(Tag("Holiday 2026", "own"), Tag("holiday 2026", "own")))
    assert own.names == ("Holiday 2026",)
    assert own.above == ()
    assert ("Holiday 2026",) in own.paths


def test_only_sure_names_are_taken_but_confirmed_ones_always() -> None:
    tags = tag("Egyptian cat", score=0.4), tag("tabby", "confirmed", 0.1), tag("banana", score=0.8)
    own = Tag("mine", "own")
    assert of(*tags, added=(own,), floor=0.5).names == ("tabby cat", "banana", "mine")
    assert of(*tags, added=(own,), only_confirmed=True).names == ("tabby cat", "mine")
    implied = Opinion((), (), (Tag(term_ref("n02121808"), "implied"),))
    assert keywords_of(implied, NAMING) == Keywords()


def test_taught_tags_are_taken_by_their_own_thresholds_unless_only_what_is_confirmed_is() -> None:
    taught = Opinion(taught=(Tag("our boat", "taught", None, 0.3),))
    assert keywords_of(taught, NAMING, floor=0.5).names == ("our boat",)
    assert keywords_of(taught, NAMING, only_confirmed=True) == Keywords()


def test_what_was_rejected_does_not_come_back_from_above() -> None:
    (feline,) = (ref for ref in NAMING.above(tag("Egyptian cat").key)
                 if NAMING.label_of(ref).name == "cat")  # fmt: skip
    review = Review(rejected=frozenset({feline}))
    found = of(tag("Egyptian cat"), review=review)
    assert "cat" not in found.above
    assert all("cat" not in path for path in found.paths)


def test_two_parents_give_two_ways_and_many_no_more_than_a_few() -> None:
    names = [f"parent {number}" for number in range(9)]
    parents = [Term(f"x-p{number}", name) for number, name in enumerate(names)]
    below = Term("n02124075", "Egyptian cat", parents=tuple(parent.id for parent in parents[:2]))
    plain = load_tree()
    two = Naming(tree=plain.with_(*parents, below))
    found = keywords_of(Opinion((tag("Egyptian cat"),)), two)
    assert {path[0] for path in found.paths} == {"parent 0", "parent 1"}
    every = Term("n02124075", "Egyptian cat", parents=tuple(parent.id for parent in parents))
    many = Naming(tree=plain.with_(*parents, every))
    assert len(keywords_of(Opinion((tag("Egyptian cat"),)), many).paths) == MOST_PATHS


def test_a_tree_of_a_million_ways_takes_no_time() -> None:
    terms = [Term("x-0a", "0 a"), Term("x-0b", "0 b")]
    for level in range(1, 30):
        above = (f"x-{level - 1}a", f"x-{level - 1}b")
        terms += [Term(f"x-{level}{side}", f"{level} {side}", parents=above) for side in "ab"]
    terms.append(Term("n02124075", "Egyptian cat", parents=above))
    others = [term for term in load_tree().terms.values() if term.id != "n02124075"]
    naming = Naming(tree=Tree([*others, *terms]))
    assert len(keywords_of(Opinion((tag("Egyptian cat"),)), naming).paths) == MOST_PATHS


def test_every_label_has_ways_that_end_in_its_name_and_no_level_twice() -> None:
    for label in load_labels(SET):
        found = of(Tag(LabelRef(SET, label.index), "automatic", 1, 0.9))
        assert len(found.names) == 1
        assert 1 <= len(found.paths) <= MOST_PATHS
        assert not set(found.names) & set(found.above)
        for path in found.paths:
            assert path[-1] == found.names[0]
            assert len(set(path)) == len(path)


@given(st.lists(st.text(max_size=20), max_size=5))
def test_whatever_a_tag_is_called_it_can_be_written(names: list[str]) -> None:
    own = of(added=tuple(Tag(name, "own") for name in names))
    for preset in PRESETS.values():
        wished = preset.wished(own, {})
        packet = Packet.parse(Packet.new().with_tags(wished).embedded())
        assert packet.lacking(wished) == {}


# Presets

CAT = Keywords(("cat", "a/b|c"), ("animal",), (("animal", "cat"), ("a/b|c",)))


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_preset_wishes_for_what_its_program_reads(name: str) -> None:
    wished = PRESETS[name].wished(CAT, {})
    assert wished[SUBJECT] == ("cat", "a/b|c", "animal")
    assert (LIGHTROOM in wished) == (name in ("lightroom", "darktable", "digikam", "immich"))
    assert (DIGIKAM in wished) == (name in ("digikam", "immich"))
    if LIGHTROOM in wished:
        assert wished[LIGHTROOM] == ("animal|cat", "a/b-c")
    if DIGIKAM in wished:
        assert wished[DIGIKAM] == ("animal/cat", "a-b|c")


def test_what_is_kept_in_step_is_not_made() -> None:
    assert MICROSOFT not in PRESETS["digikam"].wished(CAT, {})
    there = dict.fromkeys(FIELDS, ("a",))
    assert set(PRESETS["digikam"].wished(CAT, there)) == set(FIELDS)


def test_a_flat_word_that_is_a_level_already_gets_no_twin() -> None:
    there = {SUBJECT: ("Animal", "mine", "blue"), LIGHTROOM: ("colour|Blue",)}
    wished = PRESETS["darktable"].wished(CAT, there)
    assert wished[LIGHTROOM] == ("animal|cat", "a/b-c", "mine")
