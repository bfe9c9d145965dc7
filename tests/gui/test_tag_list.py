"""The side list of tags."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter, TagKind
from igtagger.gui.tags.filter_bar import FilterBar
from igtagger.gui.tags.own_tag_field import Suggestion, suggestions
from igtagger.gui.tags.tag_list import TagList
from igtagger.gui.tags.tag_model import CountedTag, Mark, TagModel
from tests.gui.reviewing import Desk, opened, ref

LEFT = Qt.MouseButton.LeftButton
DOG = Suggestion(ref(0), "dog", "a friend", ("dog",))


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(qtbot, tmp_path)


@pytest.fixture
def tags(qtbot: QtBot, desk: Desk) -> TagList:
    made = TagList(desk.model)
    qtbot.addWidget(made)
    made.resize(220, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def listed(tags: TagList) -> list[tuple[str, int]]:
    return [(tag.name, tag.pictures) for tag in tags.tags]


def index_of(tags: TagList, name: str) -> QModelIndex:
    model = tags.view.model()
    return next(
        index
        for index in (model.index(row, 0) for row in range(model.rowCount()))
        if index.data() == name
    )


def click(desk: Desk, tags: TagList, name: str) -> None:
    place = tags.view.visualRect(index_of(tags, name)).center()
    desk.qtbot.mouseClick(tags.view.viewport(), LEFT, pos=place)


def test_the_tag_model_keeps_qts_rules_while_tags_come_go_and_change_places(
    qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    model = TagModel()
    qtmodeltester.check(model)
    a, b, c, d = (CountedTag(name, name, 1) for name in "abcd")
    model.set_tags([a, b, c])
    kept = QPersistentModelIndex(model.index(2))
    for tags in ([c, b, a], [c, a], [d, a, c], [c], [a, b, c, d]):
        model.set_tags(tags)
        assert list(model.tags) == tags
        assert kept.data() == "c"
    model.set_tags([])
    assert not kept.isValid()
    qtmodeltester.check(model)


def test_tags_are_counted_the_most_frequent_first(tags: TagList) -> None:
    assert listed(tags) == [("dog", 3), ("cat", 2), ("bird", 1), ("crane", 1)]


def test_it_follows_decisions_and_what_is_shown(desk: Desk, tags: TagList) -> None:
    desk.decide(desk.reviews.add_own, [0, 1, 2, 3], "Beach")
    desk.decide(desk.reviews.confirm, [2], ref(0))
    desk.decide(desk.reviews.reject, [2], ref(3))
    desk.qtbot.waitUntil(lambda: ("Beach", 4) in listed(tags))
    desk.qtbot.waitUntil(lambda: ("dog", 4) in listed(tags))
    assert "bird" not in dict(listed(tags))
    kinds = {tag.name: tag.kind for tag in tags.tags}
    assert kinds["Beach"] is TagKind.OWN
    assert kinds["dog"] is TagKind.CONFIRMED
    assert kinds["cat"] is TagKind.AUTOMATIC
    desk.model.set_detail(0)
    desk.qtbot.waitUntil(lambda: ("cat", 1) in listed(tags))
    desk.model.set_detail(50)
    desk.qtbot.waitUntil(lambda: ("cat", 2) in listed(tags))


def test_counts_follow_the_search_but_not_the_tag_that_is_chosen(desk: Desk, tags: TagList) -> None:
    desk.model.set_filter(Filter(text="dog score>0.55"))
    desk.qtbot.waitUntil(lambda: listed(tags) == [("cat", 2), ("dog", 2)])
    desk.model.set_filter(Filter(text="dog score>0.55", tag=ref(0)))
    desk.qtbot.waitSignal(desk.model.counts_changed).wait()
    assert listed(tags) == [("cat", 2), ("dog", 2)]
    desk.model.set_filter(Filter(text="state:failed"))
    desk.qtbot.waitUntil(lambda: listed(tags) == [])
    assert any("no tags" in label.text() for label in tags.findChildren(QLabel))
    desk.model.set_filter(Filter(tag=ref(0)))
    desk.qtbot.waitUntil(lambda: ("bird", 1) in listed(tags))


def test_a_click_filters_and_another_one_ends_it(desk: Desk, tags: TagList) -> None:
    with desk.qtbot.waitSignal(tags.tag_chosen) as chosen:
        click(desk, tags, "cat")
    assert chosen.args == [ref(1)]
    assert tags.active == ref(1)
    with desk.qtbot.waitSignal(tags.tag_chosen) as chosen:
        click(desk, tags, "cat")
    assert chosen.args == [None]


def test_keys_choose_a_tag_and_escape_ends_it(desk: Desk, tags: TagList) -> None:
    chosen: list[object] = []
    tags.tag_chosen.connect(chosen.append)
    tags.view.setCurrentIndex(index_of(tags, "dog"))
    desk.qtbot.keyClick(tags.view, Qt.Key.Key_Down)
    desk.qtbot.keyClick(tags.view, Qt.Key.Key_Return)
    desk.qtbot.keyClick(tags.view, Qt.Key.Key_Escape)
    assert chosen == [ref(1), None]


def test_a_filter_that_ended_elsewhere_is_no_longer_marked(desk: Desk, tags: TagList) -> None:
    click(desk, tags, "cat")
    with desk.qtbot.assertNotEmitted(tags.tag_chosen):
        tags.show_active(None)
    assert tags.active is None


def test_new_counts_leave_the_current_tag_current(desk: Desk, tags: TagList) -> None:
    tags.view.setCurrentIndex(index_of(tags, "bird"))
    desk.decide(desk.reviews.confirm, [0, 1, 3, 4, 5], ref(3))
    desk.qtbot.waitUntil(lambda: listed(tags)[0] == ("bird", 6))
    assert tags.view.currentIndex().data() == "bird"


def test_its_search_and_the_suggestions_know_every_form_of_a_letter(
    desk: Desk, tags: TagList
) -> None:
    desk.decide(desk.reviews.add_own, [0], "Straße nach München")
    desk.qtbot.waitUntil(lambda: ("Straße nach München", 1) in listed(tags))
    for typed in ("MÜNCH", "mu\N{COMBINING DIAERESIS}nch", "strasse"):
        tags.search.setText(typed)
        desk.qtbot.keyClick(tags.search, Qt.Key.Key_Return)
        assert tags.view.model().rowCount() == 1
        (found,) = suggestions(typed, ["Straße nach München", "Haus"], [DOG])
        assert found.name == "Straße nach München"


def test_its_own_search_narrows_the_list(desk: Desk, tags: TagList) -> None:
    desk.qtbot.keyClicks(tags.search, "CR")
    desk.qtbot.keyClick(tags.search, Qt.Key.Key_Return)
    assert [index_of(tags, "crane").data()] == ["crane"]
    assert tags.view.model().rowCount() == 1
    desk.qtbot.keyClicks(tags.search, "zzz")
    desk.qtbot.keyClick(tags.search, Qt.Key.Key_Return)
    assert not tags.view.isVisible()


def test_the_menu_decides_for_all_pictures_that_show_a_label(desk: Desk, tags: TagList) -> None:
    tags.confirm_requested.connect(
        lambda key: desk.reviews.confirm(desk.reviews.rows_showing(key), key)
    )
    menu = tags.menu_for(index_of(tags, "dog"))
    action = next(action for action in menu.actions() if "Confirm" in action.text())
    desk.decide(action.trigger)
    assert [row for row in range(6) if desk.stored(row)] == [0, 1, 3]


def test_own_tags_are_renamed_in_place_and_removed(desk: Desk, tags: TagList) -> None:
    tags.rename_requested.connect(lambda old, new: desk.reviews.rename_own(range(6), old, new))
    tags.remove_requested.connect(lambda name: desk.reviews.remove_own(range(6), name))
    desk.decide(desk.reviews.add_own, [0, 5], "Beach")
    desk.qtbot.waitUntil(lambda: "Beach" in dict(listed(tags)))
    index = index_of(tags, "Beach")
    assert index.flags() & Qt.ItemFlag.ItemIsEditable
    assert not index_of(tags, "dog").flags() & Qt.ItemFlag.ItemIsEditable
    tags.view.model().setData(index, "Strand")
    desk.settle()
    assert desk.stored(5).own == ("Strand",)
    desk.qtbot.waitUntil(lambda: "Strand" in dict(listed(tags)))
    menu = tags.menu_for(index_of(tags, "Strand"))
    action = next(action for action in menu.actions() if "Remove" in action.text())
    desk.decide(action.trigger)
    assert desk.number_stored() == 0


@pytest.fixture
def bar(desk: Desk, tags: TagList) -> FilterBar:
    """The search, joined with the list as in the window."""
    made = FilterBar(desk.model)
    made.filter_changed.connect(desk.model.set_filter)
    made.filter_changed.connect(tags.show_filter)
    tags.tag_chosen.connect(made.set_tag)
    tags.joined.connect(made.join)
    desk.qtbot.addWidget(made)
    return made


CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def marks(tags: TagList) -> dict[str, Mark]:
    return {tag.name: tag.mark for tag in tags.tags if tag.mark is not Mark.NONE}


def click_with(desk: Desk, tags: TagList, name: str, key: Qt.KeyboardModifier) -> None:
    place = tags.view.visualRect(index_of(tags, name)).center()
    desk.qtbot.mouseClick(tags.view.viewport(), LEFT, key, place)


def settled(desk: Desk) -> None:
    desk.qtbot.waitSignal(desk.model.counts_changed).wait()


def test_clicks_build_a_search_that_can_be_read_and_edited(
    desk: Desk, tags: TagList, bar: FilterBar
) -> None:
    click(desk, tags, "dog")
    assert desk.model.filter == Filter(tag=ref(0))
    click_with(desk, tags, "cat", CTRL)
    assert desk.model.filter.tag is None
    assert bar.search.text() == "tag:n02099601 tag:n02123045"
    assert desk.model.rows() == [0, 3]
    assert marks(tags) == {"dog": Mark.WANTED, "cat": Mark.WANTED}
    click_with(desk, tags, "dog", ALT)
    assert bar.search.text() == "tag:n02123045 NOT tag:n02099601"
    assert desk.model.rows() == []
    click_with(desk, tags, "cat", CTRL)
    assert bar.search.text() == "NOT tag:n02099601"
    assert desk.model.rows() == [2, 4, 5]
    bar.set_text("")
    assert marks(tags) == {}


def test_what_is_excluded_stays_in_the_list_to_be_taken_back(
    desk: Desk, tags: TagList, bar: FilterBar
) -> None:
    desk.decide(desk.reviews.add_own, [0, 2], 'say "hi" AND go')
    settled(desk)
    click_with(desk, tags, 'say "hi" AND go', ALT)
    assert bar.search.text() == 'NOT own:"say ""hi"" AND go"'
    settled(desk)
    assert listed(tags)[0] == ('say "hi" AND go', 0)
    assert marks(tags) == {'say "hi" AND go': Mark.EXCLUDED}
    assert desk.model.rows() == [1, 3, 4, 5]
    click_with(desk, tags, 'say "hi" AND go', ALT)
    assert desk.model.rowCount() == 6
    settled(desk)
    assert dict(listed(tags))['say "hi" AND go'] == 2


def test_a_click_alone_takes_the_place_of_what_was_joined(
    desk: Desk, tags: TagList, bar: FilterBar
) -> None:
    bar.set_text("name:jpg")
    click_with(desk, tags, "dog", CTRL)
    click_with(desk, tags, "bird", SHIFT)
    assert bar.search.text() == "(name:jpg tag:n02099601) OR tag:n01534433"
    assert desk.model.rows() == [0, 1, 2, 3]
    bar.set_text("name:jpg NOT tag:bird")
    click(desk, tags, "dog")
    assert desk.model.filter == Filter(text="name:jpg", tag=ref(0))


def test_keys_join_and_exclude_as_clicks_do(desk: Desk, tags: TagList, bar: FilterBar) -> None:
    tags.view.setCurrentIndex(index_of(tags, "bird"))
    desk.qtbot.keyClicks(tags.view, "+")
    assert desk.model.rows() == [2]
    desk.qtbot.keyClicks(tags.view, "-")
    assert desk.model.rows() == [0, 1, 3, 4, 5]
    desk.qtbot.keyClick(tags.view, Qt.Key.Key_Return, ALT)
    assert desk.model.rowCount() == 6
    texts = [action.text() for action in tags.menu_for(index_of(tags, "dog")).actions()]
    assert "Exclude from the search\tAlt+click" in texts
