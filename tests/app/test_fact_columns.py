"""What files say of pictures, in columns."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from igtagger.app.fact_columns import UNRATED, FactColumns
from igtagger.domain import DEGREE, NO_FACTS, Exposure, FileFacts, Position
from igtagger.labels.folding import folded

TAKEN = datetime.fromisoformat("2024-05-17T09:30:01.000250")
BEACH = FileFacts(("Beach", "Spain|Cádiz"), 4, TAKEN, "Canon EOS R6")
FACTS = st.builds(
    FileFacts,
    st.lists(st.sampled_from(["Beach", "beach", "dog", "", "straße"]), max_size=4, unique=True).map(
        tuple
    ),
    st.none() | st.integers(-1, 5),
    st.none() | st.datetimes(),
    st.sampled_from(["", "Canon EOS R6", "NIKON D70"]),
    st.sampled_from(["", "EF 50mm"]),
    st.builds(Exposure, st.none() | st.just(0.004), st.none(), st.none() | st.integers(1, 3)),
    st.none() | st.builds(Position, st.integers(-9, 9), st.just(-180 * DEGREE)),
    st.sampled_from(["", "Bondi, Sydney"]),
    st.sampled_from(["", "Red"]),
)


def columns(*facts: FileFacts) -> FactColumns:
    made = FactColumns()
    made.grow(len(facts))
    made.set(dict(enumerate(facts)))
    return made


def test_of_what_nothing_is_known_has_no_facts() -> None:
    made = FactColumns()
    made.grow(2)
    assert made.facts(1) is NO_FACTS
    assert made.ratings.tolist() == [UNRATED, UNRATED]
    assert np.isnat(made.taken).all()
    assert not made.cameras.wanted(lambda _: True, 2).any()
    assert np.isnan(made.isos(2)).all()
    assert not made.with_keyword(lambda _: True, 2).any()


def test_keywords_and_cameras_are_asked_for_folded() -> None:
    made = columns(FileFacts(camera="NIKON D70"), BEACH, FileFacts(("beach", "sea")))
    assert made.with_keyword(lambda word: word == "beach", 3).tolist() == [False, True, True]
    assert made.with_keyword(lambda word: word == "beach", 2).tolist() == [False, True]
    assert made.cameras.wanted(lambda word: "nikon" in word, 3).tolist() == [True, False, False]
    assert made.keyword_counts() == {"Beach": 1, "Spain|Cádiz": 1, "beach": 1, "sea": 1}
    assert made.cameras.counts(slice(3)) == {"Canon EOS R6": 1, "NIKON D70": 1}


def test_each_keyword_is_asked_about_once() -> None:
    made = columns(*[BEACH] * 5)
    asked: list[str] = []
    made.with_keyword(lambda word: bool(asked.append(word)), 5)
    assert asked == ["beach", "spain|cádiz"]


def test_what_a_file_said_before_is_forgotten_and_takes_no_room_for_ever() -> None:
    made = columns(BEACH, BEACH)
    many = FileFacts(tuple(f"word {number}" for number in range(100)))
    for _ in range(100):
        made.set({0: many})
    made.set({0: FileFacts(("last",))})
    assert made.facts(0) == FileFacts(("last",))
    assert made.facts(1) == BEACH
    assert made.keyword_counts() == {"Beach": 1, "Spain|Cádiz": 1, "last": 1}
    assert len(made._held) < 6000


@given(st.lists(st.tuples(st.integers(0, 5), FACTS), max_size=20))
def test_what_was_set_last_is_what_is_found(told: list[tuple[int, FileFacts]]) -> None:
    made = FactColumns()
    made.grow(3)
    last: dict[int, FileFacts] = {}
    for row, facts in told:
        if row >= len(made.ratings):
            made.grow(6)
        made.set({row: facts})
        last[row] = facts
    count = len(made.ratings)
    for row in range(count):
        assert made.facts(row) == last.get(row, NO_FACTS)
    for word in ("beach", "strasse"):
        found = [word in map(folded, last.get(row, NO_FACTS).keywords) for row in range(count)]
        assert made.with_keyword(lambda each, word=word: each == word, count).tolist() == found
