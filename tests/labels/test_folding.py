"""What a person searches for is found, however it is written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.labels.folding import folded, nearness

FORMS = ("NFC", "NFD", "NFKC", "NFKD")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("typed", ["müller", "MÜLLER", "Mu\N{COMBINING DIAERESIS}ller"])
def test_a_name_is_found_in_any_form(form: str, typed: str) -> None:
    name = unicodedata.normalize(form, "/home/Müller.jpg")  # type: ignore[arg-type]
    assert folded(typed) in folded(name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("strasse", "Straße"),
        ("STRASSE", "STRAẞE"),
        ("ffi", "e\N{LATIN SMALL LIGATURE FFI}cient"),
        ("abc", "\N{FULLWIDTH LATIN CAPITAL LETTER A}BC"),
        ("2", "m\N{SUPERSCRIPT TWO}"),
        ("한글", unicodedata.normalize("NFD", "한글")),
        ("σ", "ς"),
        ("\udcff", "caf\udcff.jpg"),
    ],
)
def test_letters_are_found_by_their_like(typed: str, name: str) -> None:
    assert folded(typed) in folded(name)


def test_other_letters_are_others() -> None:
    assert folded("Muller") not in folded("Müller")


@given(st.text())
def test_all_forms_of_a_text_are_one(text: str) -> None:
    assert {folded(unicodedata.normalize(form, text)) for form in FORMS} == {folded(text)}  # type: ignore[arg-type]
    assert folded(folded(text)) == folded(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_takes_no_other_way(text: str) -> None:
    assert folded(text) == text.casefold()


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("catfish", 0),
        ("cat cat-cat", 0),
        ("tabby cat", 1),
        ("tabby-cat", 1),
        ("bobcat", 2),
        ("bobcat cat", 1),
        ("dog", None),
    ],
)
def test_a_word_is_the_nearer_the_earlier_what_is_typed_begins_one_of_its_parts(
    word: str, near: int | None
) -> None:
    assert nearness("cat", word) == near
