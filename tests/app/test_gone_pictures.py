"""Pictures whose files went, came back or were renamed: what is known of them is kept."""

from __future__ import annotations

from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Filter, Order, State, Which
from tests.gui.listing import rule_of, tagged, waiting


def three() -> Pictures:
    made = Pictures(rule_of())
    made.add([tagged("/a/b.jpg", {0: 0.9}), tagged("/a/c.jpg", {1: 0.9}), *waiting("/d/e.jpg")])
    return made


def shown(made: Pictures, **wanted: object) -> list[str]:
    rows = made.visible(Filter(**wanted), Order.NAME, descending=False)  # type: ignore[arg-type]
    return [made.path(int(row)) for row in rows]


def test_a_picture_that_is_gone_keeps_what_is_known_of_it() -> None:
    made = three()
    assert made.lose("/a/b.jpg") == 0
    assert made.lose("/never/seen.jpg") is None
    assert (made.is_gone(0), made.state(0)) == (True, State.TAGGED)
    assert made.tags(0)
    assert shown(made, which=Which.GONE) == ["/a/b.jpg"]
    assert made.state_counts()[Which.GONE] == 1


def test_it_is_there_again_when_it_is_seen_again() -> None:
    made = three()
    made.lose("/a/b.jpg")
    made.lose("/a/c.jpg")
    assert made.regain("/a/b.jpg") == 0
    assert made.regain("/a/b.jpg") is None
    made.add([tagged("/a/c.jpg", {1: 0.9}, 5)])
    assert shown(made, which=Which.GONE) == []


def test_what_is_gone_waits_for_no_model() -> None:
    made = three()
    assert made.waiting() == 1
    made.lose("/d/e.jpg")
    made.lose("/a/b.jpg")
    assert made.waiting() == 0


def test_what_was_taken_out_of_the_list_waits_for_no_model() -> None:
    made = three()
    made.add(waiting("/d/f.jpg"))
    made.take_out([2])
    assert made.waiting() == 1
    made.lose("/d/e.jpg")  # which was taken out: it is not counted off twice
    assert made.waiting() == 1
    made.bring_back("/d/e.jpg")
    made.regain("/d/e.jpg")
    assert made.waiting() == 2


def test_a_search_that_was_made_before_a_picture_was_renamed_finds_it_anew() -> None:
    made = three()
    assert shown(made, text="name:b.jpg") == ["/a/b.jpg"]
    assert made.number_found("folder:new") == 0
    made.rename("/a/b.jpg", "/new/zebra.jpg")
    assert shown(made, text="name:b.jpg") == []
    assert made.number_found("folder:new") == 1


def test_a_renamed_picture_keeps_its_place_and_is_found_by_its_new_name() -> None:
    made = three()
    assert shown(made) == ["/a/b.jpg", "/a/c.jpg", "/d/e.jpg"]
    assert made.rename("/a/b.jpg", "/new/zebra.jpg") == 0
    assert made.row_of("/new/zebra.jpg") == 0
    assert made.row_of("/a/b.jpg") is None
    assert shown(made) == ["/a/c.jpg", "/d/e.jpg", "/new/zebra.jpg"]
    assert shown(made, text="name:zebra") == shown(made, text="folder:new") == ["/new/zebra.jpg"]
    assert shown(made, text="name:b.jpg") == []
    assert made.folder_counts() == {"/a": 1, "/d": 1, "/new": 1}


def test_a_picture_renamed_onto_another_one_is_gone() -> None:
    made = three()
    assert made.rename("/a/b.jpg", "/a/c.jpg") == 0
    assert made.is_gone(0)
    assert made.row_of("/a/c.jpg") == 1
