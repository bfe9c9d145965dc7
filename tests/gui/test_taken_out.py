"""Pictures that are taken out of the list of the window count nowhere, and come back."""

from __future__ import annotations

from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Filter, Listed, Order, Which
from igtagger.domain import Review
from tests.gui.listing import ref, rule_of, tagged


def made() -> Pictures:
    pictures = Pictures(rule_of())
    pictures.add(
        [
            tagged("/a/0.jpg", {0: 0.9, 1: 0.6}),
            tagged("/a/1.jpg", {0: 0.8}),
            tagged("/a/b/2.jpg", {1: 0.7}),
            Listed("/c/3.jpg"),
        ]
    )
    pictures.set_reviews({1: Review(own=("done",)), 2: Review(frozenset({ref(1)}))})
    return pictures


def seen(pictures: Pictures, text: str = "") -> list[int]:
    return pictures.visible(Filter(text=text), Order.FOUND, descending=False).tolist()


def test_they_are_shown_and_counted_nowhere() -> None:
    pictures = made()
    assert pictures.number_found("tag:cat") == 2
    pictures.take_out([1, 2])
    assert (pictures.listed, len(pictures)) == (2, 4)
    assert seen(pictures) == pictures.listed_rows().tolist() == [0, 3]
    assert seen(pictures, "NOT name:zzz") == [0, 3]
    assert dict(pictures.tag_counts()) == {ref(0): 1, ref(1): 1}
    assert pictures.confirmed_counts() == {}
    assert pictures.folder_counts() == {"/a": 1, "/c": 1}
    assert pictures.showing(ref(0)) == [0]
    assert pictures.state_counts() == {
        Which.ALL: 2,
        Which.TAGGED: 1,
        Which.FAILED: 0,
        Which.WAITING: 1,
        Which.REVIEWED: 0,
        Which.NOT_REVIEWED: 2,
        Which.GONE: 0,
    }
    assert pictures.number_found("tag:cat") == 1
    assert not pictures.is_listed("/a/1.jpg")


def test_what_is_said_of_them_is_kept_and_they_come_back() -> None:
    pictures = made()
    pictures.take_out([1])
    pictures.add([tagged("/a/1.jpg", {1: 0.5})])
    assert seen(pictures) == [0, 2, 3]
    assert pictures.bring_back("/a/1.jpg")
    assert not pictures.bring_back("/a/1.jpg")
    assert not pictures.bring_back("/nowhere")
    assert seen(pictures, "tag:dog") == [0, 1, 2]
    assert pictures.review(1).own == ("done",)


def test_a_search_is_looked_for_anew_when_it_may_find_something_else() -> None:
    pictures = made()
    assert seen(pictures, "own:done") == [1]
    pictures.set_review(3, Review(own=("Done",)))
    assert seen(pictures, "own:done") == [1, 3]
    pictures.add([Listed("/d/done.jpg")])
    assert seen(pictures, "name:done") == [4]
    pictures.add([Listed("/e/done.jpg")])
    assert seen(pictures, "name:done") == [4, 5]


def test_the_only_tag_of_a_search_is_the_one_whose_score_counts() -> None:
    pictures = made()
    assert pictures.scored_tag(Filter(text="tag:n02099601 name:0")) == ref(1)
    assert pictures.scored_tag(Filter(text="tag:dog tag:cat")) is None
    assert pictures.scored_tag(Filter(text="tag:dog", tag=ref(0))) == ref(0)
    wanted = Filter(text="tag:n02099601", min_score=0.65)
    assert pictures.visible(wanted, Order.FOUND, descending=False).tolist() == [2]
