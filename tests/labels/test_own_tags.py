"""How own tags are spelled."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from igtagger.labels import own_tags


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("  beach ", ["beach"]),
        ("summer   holidays", ["summer holidays"]),
        ("a, b,,c ,", ["a", "b", "c"]),
        ("one\ntwo\r\nthree\u2028four", ["one", "two", "three", "four"]),
        ("Beach, beach, BEACH", ["Beach"]),
        ("tab\there", ["tab here"]),
        ("be\x00l\x1bl\x7f", ["bell"]),
        ("\N{WOMAN}\u200d\N{PERSONAL COMPUTER}", ["\N{WOMAN}\u200d\N{PERSONAL COMPUTER}"]),
        ("cafe\u0301", ["caf\u00e9"]),
        ("\ud800lone", ["lone"]),
        (" \n , ", []),
        ("x" * 1000, ["x" * own_tags.LONGEST]),
    ],
)
def test_what_is_typed_becomes_clean_tags(typed: str, meant: list[str]) -> None:
    assert own_tags.parse(typed) == meant


@given(st.text())
@example("a \b b")  # what is dropped may stand between two spaces
def test_what_is_clean_stays_as_it_is(typed: str) -> None:
    once = own_tags.parse(typed)
    assert own_tags.parse(",".join(once)) == once


def test_a_tag_is_not_added_twice_in_another_case() -> None:
    assert own_tags.added(("Beach",), ["beach", "sea"]) == ("Beach", "sea")


def test_removing_does_not_look_at_the_case() -> None:
    assert own_tags.removed(("Beach", "sea"), "BEACH") == ("sea",)


def test_a_new_name_takes_the_old_ones_place() -> None:
    assert own_tags.renamed(("a", "b", "c"), "b", "B") == ("a", "B", "c")
    assert own_tags.renamed(("a", "b", "c"), "c", "A") == ("a", "b")
    assert own_tags.renamed(("a", "b"), "z", "a") == ("a", "b")


@pytest.mark.parametrize(
    ("own", "old", "new", "after"),
    [
        (("a", "cat", "b"), ("cat",), "Tom", ("a", "Tom", "b")),
        (("a", "Tom", "cat"), ("cat",), "Tom", ("a", "Tom")),  # had both
        (("cat", "a", "TOM"), ("cat",), "Tom", ("Tom", "a")),
        (("a", "Cat"), ("cat",), "cat", ("a", "cat")),  # its case alone
        (("e\u0301t\u00e9", "a"), ("\u00e9t\u00e9",), "summer", ("summer", "a")),
        (("kitty", "x", "cat"), ("cat", "kitty"), "Tom", ("Tom", "x")),
        (("kitty", "x", "cat"), ("cat", "kitty"), None, ("x",)),
        (("Tom", "x"), ("cat",), "tom", ("Tom", "x")),  # nothing of it is meant
    ],
)
def test_a_tag_takes_the_place_of_others_once(
    own: tuple[str, ...], old: tuple[str, ...], new: str | None, after: tuple[str, ...]
) -> None:
    assert own_tags.replaced(own, old, new) == after


def test_one_tag_in_two_forms_of_its_letters_is_one() -> None:
    whole, apart = "Caf\u00e9", "cafe\u0301"
    assert own_tags.has([whole], apart)
    assert own_tags.distinct([whole, apart]) == [whole]
    assert own_tags.added([whole], [apart]) == (whole,)
    assert own_tags.removed([whole, "sea"], apart) == ("sea",)
