"""A search finds in the window what it finds on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from igtagger.app.name_columns import MOST_NAMES
from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Filter, Listed, Order
from igtagger.app.searching import Search
from igtagger.domain import (
    NO_FACTS,
    Exposure,
    Failed,
    FileFacts,
    Layer,
    Outcome,
    Reason,
    Review,
    Tagged,
)
from igtagger.labels.opinion import OpinionRule
from igtagger.labels.query import parse
from igtagger.labels.taught_names import layer_name
from tests.app.naming_things import CAT, EVERYDAY_RULE, SET, TABBY, label
from tests.app.test_window_and_tables import RULES, reviews, said

PATHS = [
    "/a.jpg",
    "/2019/Beach/IMG_1.JPG",
    "/2019/beach/dog.jpeg",
    "/Müller/cat.tar.gz",
    "/mu\N{COMBINING DIAERESIS}ller/\N{FULLWIDTH SOLIDUS}x/ß.png",
    "/x/\N{COMBINING ACUTE ACCENT}e.jpg",
    "/x\N{FULLWIDTH SOLIDUS}/.jpg",
]
TAKEN = datetime.fromisoformat("2024-05-17T23:59:59.999999")
MOMENTS = [
    TAKEN,
    *map(datetime.fromisoformat, ("2024-05-01", "2024-06-01", "1969-12-31T23:59:59", "0001-01-01")),
]
FACTS = st.just(NO_FACTS) | st.builds(
    FileFacts,
    st.sampled_from([(), ("Beach",), ("dog", "Straße"), ("beach", "Beach")]),
    st.none() | st.integers(-1, 5),
    st.none() | st.sampled_from(MOMENTS) | st.datetimes(),
    st.sampled_from(["", "Canon EOS R6", "NIKON D70"]),
    st.sampled_from(["", "EF 50mm", "NIKKOR 50mm"]),
    st.builds(
        Exposure,
        iso=st.none() | st.sampled_from([100, 1600]),
        focal=st.none() | st.sampled_from([4.27, 50.0]),
    ),
    place=st.sampled_from(["", "Bondi, Sydney", "Zürich, Schweiz"]),
    label=st.sampled_from(["", "Red", "Rot", "Grün", "My label"]),
)
WORDS = [
    *("cat", "animal", "Katze", "doggy", "feline", "vase", "minka", "beach", "a", "photo", "map"),
    *("dog", "boot", "oo", "sketch"),
    *(
        "img",
        "/2019/beach/",
        "h/i",
        "Müller",
        "mu\N{COMBINING DIAERESIS}ll",
        "STRASSE",
        "jpg",
        "x//",
    ),
]
NEW = ["50mm", "sydney", "ZÜRICH", "red", "green", "grün", "my label"]
TEXTS = st.one_of(
    st.builds('"{}"'.format, st.sampled_from(WORDS)),
    st.builds(
        '{}:"{}"'.format,
        st.sampled_from(
            [
                "tag",
                "folder",
                "name",
                "ext",
                "kind",
                "own",
                "file",
                "camera",
                "lens",
                "place",
                "colour",
            ]
        ),
        st.sampled_from(
            [*WORDS, "png", "gz", "tar.gz", "dog", "canon", "nikon d70", "/", "2019", *NEW]
        ),
    ),
    st.builds(
        'folder="{}"'.format,
        st.sampled_from(["/", "/2019", "/2019/beach", "/2019/BEACH/", "/201", "/müller", "2019"]),
    ),
    st.builds(
        "state:{}".format,
        st.sampled_from(["tagged", "failed", "waiting", "reviewed", "unreviewed"]),
    ),
)
SIGNS = st.sampled_from([":", "=", ">", "<", ">=", "<="])
COMPARISONS = st.one_of(
    st.builds("score{}{}".format, SIGNS, st.sampled_from(["0", "1", ".3", "0.5", "0.5001", "0.1"])),
    st.builds("rating{}{}".format, SIGNS, st.integers(-1, 5)),
    st.builds("iso{}{}".format, SIGNS, st.sampled_from(["99", "100", "1600.5"])),
    st.builds("focal{}{}".format, SIGNS, st.sampled_from(["4.27", "4,3", "50"])),
    st.builds("width{}{}".format, SIGNS, st.integers(3, 5)),
    st.builds("height{}{}".format, SIGNS, st.integers(2, 4)),
    st.builds("megapixels{}{}".format, SIGNS, st.sampled_from(["0.000012", "0", "1"])),
    st.builds(
        "date{}{}".format,
        SIGNS,
        st.sampled_from(["2024", "2024-05", "2024-05-17", "1969-12-31", "1970", "0001", "9999-12"]),
    ),
)
QUERIES = st.recursive(
    TEXTS | COMPARISONS,
    lambda inner: st.one_of(
        inner.map("NOT {}".format),
        st.builds("({} {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
    ),
    max_leaves=4,
)


@dataclass(frozen=True)
class Known:
    """What is kept of a picture."""

    outcome: Outcome | None
    review: Review
    facts: FileFacts


@st.composite
def known(draw: st.DrawFn) -> Known:
    broken = Failed(Path("/a"), Reason("picture.empty", path="/a"))
    outcome = draw(st.none() | st.just(broken) | said(SET) | said(SET))
    return Known(outcome, draw(reviews()), draw(FACTS))


def at(outcome: Outcome, path: str) -> Outcome:
    if isinstance(outcome, Failed):
        return Failed(Path(path), outcome.reason)
    return Tagged(
        *(Path(path), outcome.width, outcome.height, outcome.indices, outcome.scores),
        outcome.beside,
        bare=outcome.bare,
        norm=outcome.norm,
    )


def in_window(name: str, pictures: list[Known], query: str) -> list[bool]:
    made = Pictures(RULES[name])
    made.add(
        Listed(path, 1, each.outcome and at(each.outcome, path), each.review)
        for path, each in zip(PATHS, pictures, strict=False)
    )
    made.facts.set({row: each.facts for row, each in enumerate(pictures)})
    found = made.visible(Filter(text=query), Order.FOUND, descending=False).tolist()
    return [row in found for row in range(len(pictures))]


def on_command_line(name: str, pictures: list[Known], query: str) -> list[bool]:
    taught = RULES[name].naming.taught
    rule = OpinionRule(SET, MOST_NAMES, names=RULES[name], taught=taught)
    search = Search(parse(query), RULES[name].naming)
    found = []
    for path, each in zip(PATHS, pictures, strict=False):
        unknown = Failed(Path(path), Reason("picture.not-tagged-yet", path=path))
        outcome = at(each.outcome, path) if each.outcome is not None else unknown
        judged = rule.judge(outcome, each.review)._replace(facts=each.facts)
        found.append(search.admits(judged))
    return found


A_CAT = Known(Tagged(Path("/a"), 4, 3, (TABBY,), (0.3000488,), bare=0.5), Review(), NO_FACTS)
CONFIRMED = Review(frozenset({label(TABBY)}))
A_BOAT = Known(
    Tagged(Path("/a"), 4, 3, (), (), (Layer(layer_name("32x8d"), (3,), (0.75,)),)),
    Review(),
    NO_FACTS,
)


@pytest.mark.parametrize("name", ["everyday", "own", "usual", "taught"])
@given(pictures=st.lists(known(), min_size=len(PATHS), max_size=len(PATHS)), query=QUERIES)
@example([A_CAT], "score>0.3")
@example([Known(A_CAT.outcome, CONFIRMED, NO_FACTS)], "score>0.1")
@example([Known(A_CAT.outcome, Review(frozenset({CAT})), NO_FACTS)], "score>0.1 cat")
@example([A_BOAT], "tag:boot")
@example([A_BOAT], "oo")
@example([A_BOAT], "own:boot")
@example([Known(None, Review(), NO_FACTS)] * len(PATHS), '"/x/"')
@example([Known(None, Review(), NO_FACTS)] * len(PATHS), 'folder:"/"')
@example([Known(None, Review(), NO_FACTS)] * len(PATHS), '"//a"')
def test_both_find_the_same(name: str, pictures: list[Known], query: str) -> None:
    assert in_window(name, pictures, query) == on_command_line(name, pictures, query)


def test_each_term_is_looked_at_once_however_many_pictures_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = Pictures(EVERYDAY_RULE)
    made.add(Listed(f"/{number}.jpg", 1, A_CAT.outcome) for number in range(3000))
    naming, asked = type(EVERYDAY_RULE.naming), list[object]()
    words = naming.words
    monkeypatch.setattr(naming, "words", lambda self, ref: asked.append(ref) or words(self, ref))
    assert len(made.visible(Filter(text="feline"), Order.FOUND, descending=False)) == 3000
    assert len(asked) == len(set(asked))
