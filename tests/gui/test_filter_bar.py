"""Finding pictures: what the bar asks for, and what it tells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter, Order, Which
from igtagger.gui.tags.chips import Chip
from igtagger.gui.tags.filter_bar import FilterBar
from tests.gui.reviewing import Desk, opened, ref


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(qtbot, tmp_path)


@pytest.fixture
def bar(qtbot: QtBot, desk: Desk) -> FilterBar:
    made = FilterBar(desk.model)
    made.filter_changed.connect(desk.model.set_filter)
    made.order_changed.connect(
        lambda order, descending: desk.model.set_order(order, descending=descending)
    )
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(bar: FilterBar) -> list[str]:
    return [bar.states.itemText(place) for place in range(bar.states.count())]


def test_typing_is_looked_for_once_a_moment_after_the_last_letter(
    desk: Desk, bar: FilterBar
) -> None:
    asked: list[Filter] = []
    bar.filter_changed.connect(asked.append)
    with desk.qtbot.waitSignal(bar.filter_changed):
        desk.qtbot.keyClicks(bar.search, "bird")
    assert asked == [Filter(text="bird")]
    assert desk.model.rows() == [2]
    assert any("1 of 6" in label.text() for label in bar.findChildren(QLabel))


def test_enter_looks_at_once_and_goes_on_to_the_pictures(desk: Desk, bar: FilterBar) -> None:
    desk.qtbot.keyClicks(bar.search, "bird")
    with desk.qtbot.waitSignal(bar.left):
        desk.qtbot.keyClick(bar.search, Qt.Key.Key_Return)
    assert desk.model.filter.text == "bird"


def test_escape_empties_the_search(desk: Desk, bar: FilterBar) -> None:
    desk.qtbot.keyClicks(bar.search, "bird")
    desk.qtbot.keyClick(bar.search, Qt.Key.Key_Return)
    desk.qtbot.keyClick(bar.search, Qt.Key.Key_Escape)
    assert desk.model.filter == Filter()


def test_states_show_their_counts_and_filter(desk: Desk, bar: FilterBar) -> None:
    desk.decide(desk.reviews.confirm, [0, 1], ref(0))
    desk.qtbot.waitUntil(lambda: "Reviewed  2" in texts(bar))
    assert texts(bar) == [
        "All  6",
        "Tagged  4",
        "Failed  1",
        "Waiting  1",
        "Reviewed  2",
        "Not reviewed  4",
        "Gone  0",
    ]
    for which, rows in ((Which.FAILED, [4]), (Which.WAITING, [5]), (Which.REVIEWED, [0, 1])):
        bar.states.setCurrentIndex(bar.states.findData(which))
        assert desk.model.rows() == rows


def test_a_minimum_score_is_asked_for(desk: Desk, bar: FilterBar) -> None:
    bar.min_score.setValue(0.7)
    assert desk.model.rows() == [2, 3]
    bar.min_score.setValue(0)
    assert desk.model.rowCount() == 6


def test_an_order_and_its_direction_are_chosen(desk: Desk, bar: FilterBar) -> None:
    bar.orders.setCurrentIndex(bar.orders.findData(Order.SCORE))
    bar.direction.click()
    assert desk.model.rows()[:4] == [2, 3, 0, 1]
    assert "Descending" in bar.direction.accessibleName()


def test_an_order_that_was_set_elsewhere_is_only_shown(desk: Desk, bar: FilterBar) -> None:
    with desk.qtbot.assertNotEmitted(bar.order_changed):
        bar.show_order(Order.NAME, descending=True)
    assert bar.orders.currentText() == "Name"
    assert bar.direction.isChecked()


def test_a_tag_is_shown_as_a_chip_that_ends_the_filter(desk: Desk, bar: FilterBar) -> None:
    bar.set_tag(ref(1))
    assert desk.model.rows() == [0, 3]
    chip = bar.findChildren(Chip)[0]
    assert chip.text() == "cat"
    desk.qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert desk.model.rowCount() == 6
    assert desk.model.filter == Filter()


def test_reset_shows_all_pictures_again(desk: Desk, bar: FilterBar) -> None:
    assert not bar.reset_button.isVisible()
    bar.set_tag(ref(1))
    bar.min_score.setValue(0.5)
    desk.qtbot.keyClicks(bar.search, "3")
    desk.qtbot.keyClick(bar.search, Qt.Key.Key_Return)
    bar.states.setCurrentIndex(1)
    desk.qtbot.mouseClick(bar.reset_button, Qt.MouseButton.LeftButton)
    assert desk.model.filter == Filter()
    assert bar.search.text() == ""
    assert bar.states.currentIndex() == 0
    assert not bar.reset_button.isVisible()


def test_an_own_filter_text_with_other_marks_harms_nothing(desk: Desk, bar: FilterBar) -> None:
    desk.decide(desk.reviews.add_own, [3], "a {strange} & 100% %n tag")
    bar.set_tag("a {strange} & 100% %n tag")
    assert desk.model.rows() == [3]


def test_the_window_can_send_the_focus_to_the_search(desk: Desk, bar: FilterBar) -> None:
    bar.search.set_text("old")
    bar.activateWindow()
    bar.focus_search()
    assert bar.search.selectedText() == "old"


def test_the_search_has_a_row_of_its_own_where_there_is_little_room(
    desk: Desk, bar: FilterBar
) -> None:
    for width in (580, 900, 580):
        bar.resize(width, bar.height())
        desk.qtbot.wait(1)
        alone = bar.search.geometry().bottom() < bar.states.geometry().top()
        assert alone is (width < 600)
        assert bar.search.width() > 250
