"""What a search means, and where it makes no sense."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from igtagger.errors import UsageError
from igtagger.labels.conditions import Both, Condition, Date, Either, Negation, Number, Text
from igtagger.labels.query import Typed, parse, typed_last

DOG, CAT, BEACH = (Text("word", word) for word in ("dog", "cat", "beach"))


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("", Both(())),
        ("  ", Both(())),
        ("dog", DOG),
        (" Dog ", DOG),
        ('"polar  bear"', Text("word", "polar  bear")),
        ("dog cat", Both((DOG, CAT))),
        ("dog AND cat beach", Both((DOG, CAT, BEACH))),
        ("dog OR cat", Either((DOG, CAT))),
        ("dog OR cat AND beach", Either((DOG, Both((CAT, BEACH))))),
        ("(dog OR cat) beach", Both((Either((DOG, CAT)), BEACH))),
        ("dog NOT cat", Both((DOG, Negation(CAT)))),
        ("NOT NOT dog", Negation(Negation(DOG))),
        ("NOT (dog cat)", Negation(Both((DOG, CAT)))),
        ('"AND" not', Both((Text("word", "and"), Text("word", "not")))),
        ("score>0.5", Number("score", ">", 0.5)),
        ("score <= .25 dog", Both((Number("score", "<=", 0.25), DOG))),
        ("scoreboard", Text("word", "scoreboard")),
        ('own:"two words"', Text("own", "two words")),
        ("OWN:Straße", Text("own", "strasse")),
        ("folder:2019(dog)", Both((Text("folder", "2019"), DOG))),
        ("state:failed", Text("state", "failed")),
        (r"c:\pictures", Text("word", r"c:\pictures")),
        ('dog"cat"', Both((DOG, CAT))),
        ("score=1 score:0,5", Both((Number("score", "=", 1), Number("score", "=", 0.5)))),
        ("SCORE>0.5", Number("score", ">", 0.5)),
        ("rating>=3", Number("rating", ">=", 3)),
        ("rating:-1", Number("rating", "=", -1)),
        (
            "width>=4000 height < 500",
            Both((Number("width", ">=", 4000), Number("height", "<", 500))),
        ),
        ("megapixels>12.5", Number("megapixels", ">", 12.5)),
        ("focal:4,5", Number("focal", "=", 4.5)),
        ("iso >= 1600", Number("iso", ">=", 1600)),
        ("colour:Red", Text("colour", "red")),
        ("date:2024", Date("=", "2024")),
        ("date:2024-05", Date("=", "2024-05")),
        ("date<=2024-02-29(dog)", Both((Date("<=", "2024-02-29"), DOG))),
        ("dates", Text("word", "dates")),
        ("date 2024", Both((Text("word", "date"), Text("word", "2024")))),
        ('file:"Sea side" camera:Canon', Both((Text("file", "sea side"), Text("camera", "canon")))),
        ("ext:.JPG ext:tar.gz", Both((Text("ext", "jpg"), Text("ext", "tar.gz")))),
        ("a->b", Text("word", "a->b")),
        (
            "dog AND score>0.5 NOT own:done",
            Both((DOG, Number("score", ">", 0.5), Negation(Text("own", "done")))),
        ),
    ],
)
def test_a_search_means(query: str, meant: Condition) -> None:
    assert parse(query) == meant


@pytest.mark.parametrize(
    ("query", "place", "why"),
    [
        ("dog AND", 8, "search.lacking"),
        ("AND dog", 1, "search.lacking"),
        ("dog OR OR cat", 8, "search.lacking"),
        ("()", 2, "search.lacking"),
        ("dog NOT", 8, "search.lacking"),
        ("dog (cat", 5, "search.open"),
        ("dog) cat", 4, "search.close"),
        ('dog "polar bear', 5, "search.quote"),
        ("colours:red", 1, "search.field"),
        ("score>2", 1, "search.number"),
        ("dog  score>", 6, "search.number"),
        ("score>high", 1, "search.number"),
        ("state:lost", 1, "search.state"),
        ("dog size>2MB", 5, "search.field"),
        ("ext:.", 1, "search.lacking"),
        ("rating>6", 1, "search.rating"),
        ("rating>=2.5", 1, "search.rating"),
        ("rating>-2", 1, "search.rating"),
        ("width>wide", 1, "search.pixels"),
        ("date:", 1, "search.date"),
        ("date:24", 1, "search.date"),
        ("date:2024-5", 1, "search.date"),
        ("dog date>2024-13", 5, "search.date"),
        ("date>2023-02-29", 1, "search.date"),
        ("date:2024-05-17-01", 1, "search.date"),
        ("date:20240517", 1, "search.date"),
        ("own: dog", 1, "search.lacking"),
        ('""', 1, "search.lacking"),
        ("(" * 1000, 51, "search.deep"),
        ("NOT " * 1000 + "dog", 201, "search.deep"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_place(query: str, place: int, why: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(query)
    facts = dict(refused.value.reason.facts)
    assert facts["place"] == place
    assert facts["detail"].code == why  # type: ignore[union-attr]


@given(st.text(alphabet='ab ()"<>=.:01ANDORT\n\\\0é', max_size=30))
@example('score>own:"')
def test_whatever_is_typed_means_something_or_is_refused(query: str) -> None:
    try:
        parse(query)
    except UsageError as error:
        place = int(str(dict(error.reason.facts)["place"]))
    else:
        place = 1
    assert 1 <= place <= len(query) + 1


@given(
    st.recursive(
        st.sampled_from([DOG, CAT, Number("score", ">", 0.5), Text("own", "two words")]),
        lambda inner: st.one_of(
            inner.map(Negation),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Both(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Either(tuple(parts))),
        ),
        max_leaves=8,
    )
)
def test_what_is_written_out_is_read_back(condition: Condition) -> None:
    assert parse(written(condition)) == condition


def written(condition: Condition) -> str:
    match condition:
        case Text(field, text):
            return f'"{text}"' if field == "word" else f'{field}:"{text}"'
        case Number(measure, sign, number):
            return f"{measure}{sign}{number}"
        case Date(sign, date):
            return f"date{sign}{date}"
        case Negation(part):
            return f"NOT ({written(part)})"
        case Both(parts):
            return " AND ".join(f"({written(part)})" for part in parts)
        case Either(parts):
            return " OR ".join(f"({written(part)})" for part in parts)


@pytest.mark.parametrize(
    ("query", "typed"),
    [
        ("", Typed(0, "", "")),
        ("do", Typed(0, "", "do")),
        ("dog ", Typed(4, "", "")),
        ("dog AND (ca", Typed(9, "", "ca")),
        ("(", Typed(1, "", "")),
        ("NOT Own:do", Typed(4, "own", "do")),
        ("own:", Typed(0, "own", "")),
        ('a own:"two w', Typed(2, "own", "two w")),
        ('own:"two ', Typed(0, "own", "two ")),
        ('own:"two"', None),
        ('own:"two" ', Typed(10, "", "")),
        ("(dog)", None),
        ("(dog) ", Typed(6, "", "")),
        ("score>", None),
        ("date:20", Typed(0, "date", "20")),
        ("size>", None),
    ],
)
def test_the_word_that_is_being_typed_is_found(query: str, typed: Typed | None) -> None:
    assert typed_last(query) == typed


@given(st.text(alphabet='ab ()"<>=.:01ANDORT\n\\\0é', max_size=30))
def test_whatever_is_typed_has_a_last_word_within_it(query: str) -> None:
    typed = typed_last(query)
    assert typed is None or 0 <= typed.place <= len(query)
