"""What the window filters by, as a search."""

from __future__ import annotations

import pytest

from igtagger.app.filter_query import (
    query_of,
    term_of,
    with_folder_alone,
    with_tag_alone,
    with_term,
)
from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Filter, Order, Which
from igtagger.domain import LabelRef, Review
from igtagger.labels.kinds import KINDS
from igtagger.labels.query_building import Join, SearchTerm
from tests.gui.listing import LABEL_SET, naming_of, ref, rule_of, tagged

CRANES = {134: "crane", 517: "crane"}


def made() -> Pictures:
    pictures = Pictures(rule_of())
    pictures.add([tagged("/a/0.jpg", {0: 0.9, 1: 0.6}), tagged("/b/1.jpg", {1: 0.8})])
    pictures.set_review(1, Review(own=('say "hi" AND go',)))
    return pictures


def found(pictures: Pictures, wanted: Filter) -> list[int]:
    return pictures.visible(wanted, Order.FOUND, descending=False).tolist()


def test_a_tag_is_found_by_its_name_and_where_others_share_that_by_its_id() -> None:
    pictures = Pictures(rule_of(naming_of(CRANES)))
    assert term_of(pictures, LabelRef(LABEL_SET, 134)) == SearchTerm("tag", "n02012849")
    assert term_of(pictures, LabelRef(LABEL_SET, 207)) == SearchTerm("tag", "golden retriever")
    assert term_of(pictures, "Rex") == SearchTerm("own", "Rex")


def test_the_tag_that_was_chosen_becomes_a_part_of_the_search() -> None:
    pictures = made()
    first = Filter(text="name:jpg", tag=ref(0))
    both = with_term(pictures, first, term_of(pictures, ref(1)))
    assert both.tag is None
    assert found(pictures, both) == [0]
    without = with_term(pictures, both, term_of(pictures, ref(0)), Join.NOT)
    assert found(pictures, without) == [1]
    assert found(pictures, with_tag_alone(without, ref(0))) == [0]
    assert with_tag_alone(without, None) == Filter(text="name:jpg")


def test_a_folder_takes_the_place_of_another() -> None:
    wanted = with_folder_alone(Filter(text="dog folder=/b"), '/a "b"')
    assert wanted.text == 'dog folder="/a ""b"""'
    assert with_folder_alone(wanted, None).text == "dog"


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(tag=ref(1)),
        Filter(tag='say "hi" AND go'),
        Filter(text="name:0 OR name:1", tag=ref(0)),
        Filter(which=Which.REVIEWED),
        Filter(which=Which.NOT_REVIEWED),
        Filter(min_score=0.85),
        Filter(text="name:0 OR name:1", which=Which.WAITING),
    ],
)
def test_all_of_a_filter_is_found_by_one_search(wanted: Filter) -> None:
    pictures = made()
    query = query_of(pictures, wanted)
    assert found(pictures, Filter(text=query)) == found(pictures, wanted)


def test_a_kind_is_called_by_its_name() -> None:
    pictures = made()
    name = pictures.name_of(LabelRef(KINDS, 5))
    assert query_of(pictures, Filter(kind=5)) == f'kind:"{name}"'
    assert query_of(pictures, Filter()) == ""
