"""Searches that are made by clicks."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from igtagger.labels.conditions import Both, Either, Negation, Text
from igtagger.labels.query import parse
from igtagger.labels.query_building import (
    Join,
    SearchTerm,
    asked_for,
    joined,
    sole,
    spelled,
    without,
)

DOG, CAT = SearchTerm("tag", "dog"), SearchTerm("tag", "cat")
NAMES = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() != "")


@given(NAMES)
@example("AND")
@example('say "hi"')
@example('"')
@example("score>0.5")
@example("a (b) c")
@example("tag:dog")
@example("\N{NO-BREAK SPACE}x")
def test_whatever_a_tag_is_called_a_search_finds_it(name: str) -> None:
    for field in ("tag", "own", "file", "below", "word"):
        term = SearchTerm(field, name)
        assert parse(str(term)) == term.condition
        assert parse(f"({term}) OR NOT {term}") == Either(
            (term.condition, Negation(term.condition))
        )


@given(NAMES, NAMES)
def test_what_is_joined_is_asked_for_and_taken_away_again(one: str, other: str) -> None:
    first, second = SearchTerm("own", one), SearchTerm("tag", other)
    query = joined(str(first), second)
    assert parse(query) == Both((first.condition, second.condition))
    assert joined(query, second) == str(first)
    assert joined(joined(query, second, Join.NOT), second, Join.NOT) == str(first)


@pytest.mark.parametrize(
    ("query", "how", "expected"),
    [
        ("", Join.AND, "tag:dog"),
        ("", Join.NOT, "NOT tag:dog"),
        ("", Join.OR, "tag:dog"),
        ("beach", Join.AND, "beach tag:dog"),
        ("beach", Join.OR, "beach OR tag:dog"),
        ("beach sun", Join.OR, "(beach sun) OR tag:dog"),
        ("beach OR sun", Join.OR, "beach OR sun OR tag:dog"),
        ("beach OR sun", Join.AND, "(beach OR sun) tag:dog"),
        ("(beach OR sun)", Join.NOT, "(beach OR sun) NOT tag:dog"),
        ("beach AND tag:Dog", Join.NOT, "beach NOT tag:dog"),
        ("NOT tag:dog", Join.AND, "tag:dog"),
        ("tag:dog OR sun", Join.OR, "tag:dog OR sun"),
    ],
)
def test_a_click_joins_a_tag(query: str, how: Join, expected: str) -> None:
    assert joined(query, DOG, how) == expected


def test_all_tags_can_be_taken_away_and_the_rest_stays() -> None:
    query = 'tag:dog (a OR tag:cat) AND NOT tag:"polar bear" score>0.5'
    assert without(query, lambda text: text.field == "tag") == "(a OR tag:cat) score>0.5"


def test_what_is_asked_for_and_excluded_is_found_wherever_it_stands() -> None:
    asked = asked_for("tag:dog NOT (tag:cat OR NOT own:done)")
    assert asked.wanted == {Text("tag", "dog"), Text("own", "done")}
    assert asked.excluded == {Text("tag", "cat")}


def test_the_sole_tag_of_a_search_is_known() -> None:
    assert sole("tag:Dog NOT tag:cat beach", "tag") == "dog"
    assert sole("tag:dog tag:cat", "tag") is None
    assert sole("tag:dog OR beach", "tag") is None
    assert spelled("dog") == "dog"
    assert str(CAT) == "tag:cat"
