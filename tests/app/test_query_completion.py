"""What a search that is being typed may go on with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Listed
from igtagger.app.query_completion import Completion, Completions
from igtagger.domain import FileFacts, Layer, Review
from igtagger.labels.conditions import Text
from igtagger.labels.kinds import KINDS
from igtagger.labels.query import parse
from tests.app.naming_things import A_CAT, A_TABBY, EVERYDAY_RULE, outcome

OWN = ("two words", "Beach", 'say "hi"', "AND", "a:b")


def pictures() -> Pictures:
    made = Pictures(EVERYDAY_RULE)
    kinds = Layer(KINDS, (0,), (0.875,))
    made.add(
        [
            Listed("/x/Summer 2019/a.jpg", 1, outcome("/a", A_CAT, kinds), Review(own=OWN)),
            Listed("/x/Summer 2019/b.jpg", 1, outcome("/b", A_TABBY, kinds), Review(own=OWN[:1])),
            Listed("/y/Summer 2019/c.jpg", 1),
            Listed("/y/c.jpg", 1),
        ]
    )
    made.facts.set(
        {0: FileFacts(("beach", "cathedral"), camera="Canon EOS R6", lens="EF 50mm", label="Rot")}
    )
    return made


def texts(query: str, cursor: int | None = None, *, asked: bool = False) -> list[str]:
    cursor = len(query) if cursor is None else cursor
    found = Completions(pictures).of(query, cursor, asked=asked)
    return [choice.text for choice in found.choices]


def test_names_in_use_come_before_others_that_may_be_said() -> None:
    found = Completions(pictures).of("dog ca", 6)
    assert found.place == 4
    assert found.choices[0] == Completion("cat", "cat", "", 2)
    assert "file:cathedral" in [choice.text for choice in found.choices[:3]]
    assert '"cairn terrier"' in [choice.text for choice in found.choices]
    assert len(found.choices) == 12


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bea", "own:Beach"),
        ("bea", "file:beach"),
        ("own:", 'own:"two words"'),
        ('own:"two w', 'own:"two words"'),
        ("own:and", 'own:"AND"'),
        ("own:a", 'own:"a:b"'),
        ("file:B", "file:beach"),
        ("lens:5", 'lens:"EF 50mm"'),
        ("colour:", "colour:Rot"),
        ("fo", "focal>"),
        ("camera:r6", 'camera:"Canon EOS R6"'),
        ("kind:", "kind:photograph"),
        ("phot", "kind:photograph"),
        ("state:un", "state:unreviewed"),
        ("folder:su", 'folder:"Summer 2019"'),
        ("fold", "folder:"),
        ("sco", "score>"),
        ("feline", "feline"),
    ],
)
def test_what_is_typed_is_completed(query: str, expected: str) -> None:
    assert expected in texts(query)


def test_folders_of_one_name_are_counted_together() -> None:
    (choice,) = Completions(pictures).of("folder:su", 9).choices
    assert choice.pictures == 3


def test_a_quotation_mark_is_offered_as_it_is_searched_for() -> None:
    assert [text for text in texts("own:s") if "hi" in text] == ['own:"say ""hi"""']


@pytest.mark.parametrize("query", ["", "dog ", '"cat"', "score>", "date:", "nothing:", "(cat)"])
def test_nothing_is_offered_where_nothing_is_typed_of_it(query: str) -> None:
    assert texts(query) == []


def test_who_asks_sees_what_can_be_asked_for() -> None:
    assert {"folder:", "own:", "file:", "score>", "date>"} <= {*texts("dog ", asked=True)}


def test_only_the_end_of_a_word_is_completed() -> None:
    assert texts("ca dog", 2)
    assert texts("(ca)", 3)
    assert texts("cat", 2) == []


def test_it_is_looked_up_again_only_after_something_changed() -> None:
    made = pictures()
    completions = Completions(lambda: made)
    assert len(completions.of("own:", 4).choices) == 5
    made.set_review(3, Review(own=("later",)))
    assert len(completions.of("own:", 4).choices) == 5
    completions.forget()
    assert len(completions.of("own:", 4).choices) == 6


@given(st.text(alphabet='ab c"():<>AND', min_size=1, max_size=8))
def test_each_own_tag_that_is_offered_is_searched_for_as_it_is(name: str) -> None:
    made = Pictures(EVERYDAY_RULE)
    made.add([Listed("/a.jpg", 1, None, Review(own=(name,)))])
    for choice in Completions(lambda: made).of("own:", 4).choices:
        if name.strip():
            assert parse(choice.text) == Text("own", name.lower())
