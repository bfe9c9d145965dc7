"""Colours of pictures are found by what programs call them."""

from __future__ import annotations

import pytest

from igtagger.labels.colour_labels import Colour, colour_of, is_meant


@pytest.mark.parametrize(
    ("label", "colour"),
    [("Red", "red"), ("ROT", "red"), ("grün", "green"), ("To Do", "purple"), ("Mine", None)],
)
def test_a_label_is_of_the_colour_that_a_program_calls_so(
    label: str, colour: Colour | None
) -> None:
    assert colour_of(label) == colour


@pytest.mark.parametrize(
    ("text", "label", "found"),
    [
        ("rot", "rot", True),
        ("red", "rot", True),
        ("rot", "red", False),
        ("blue", "rot", False),
        ("mine", "mine", True),
        ("red", "mine", False),
        ("red", "", False),
        ("", "", False),
    ],
)
def test_a_label_is_found_by_its_own_name_and_by_its_colours(
    text: str, label: str, found: bool
) -> None:
    assert is_meant(text, label) is found
