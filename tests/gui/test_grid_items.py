"""The grid for those who hear it: a list with one item a picture."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from igtagger.domain import Review
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.views.grid import GridView
from igtagger.gui.views.thumbnails import Thumbnails
from tests.gui.accessible import Told, events, name_of, told
from tests.gui.listing import model_of

Event, Role = QAccessible.Event, QAccessible.Role


def grid_of(qtbot: QtBot, model: ResultsModel) -> GridView:
    thumbnails = Thumbnails()
    view = GridView(thumbnails)
    thumbnails.setParent(view)
    view.setModel(model)
    view.resize(700, 500)
    qtbot.addWidget(view, before_close_func=lambda _: thumbnails.close())
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    view.setFocus()
    return view


def test_each_picture_is_an_item_with_name_state_and_labels(qtbot: QtBot) -> None:
    model = model_of(6)
    grid = grid_of(qtbot, model)
    item = told(grid)
    assert (item.role(), name_of(item), item.childCount()) == (Role.List, "Pictures", 6)
    first = item.child(0)
    assert first.role() == Role.ListItem
    assert name_of(first) == "IMG_0.jpg: tagged, cat 0.90"
    model.set_reviews({0: Review(own=("holiday",))})
    assert name_of(first) == "IMG_0.jpg: reviewed, holiday, cat 0.90"


def test_an_item_lies_where_its_tile_does_and_is_found_there(qtbot: QtBot) -> None:
    grid = grid_of(qtbot, model_of(6))
    tile = grid.visualRect(grid.model().index(1, 0))
    rect = told(grid).child(1).rect()
    assert rect.topLeft() == grid.viewport().mapToGlobal(tile.topLeft())
    assert rect.size() == tile.size()
    found = told(grid).childAt(rect.center().x(), rect.center().y())
    assert name_of(found) == name_of(told(grid).child(1))


def test_arrow_keys_move_the_focus_of_the_screen_reader(qtbot: QtBot) -> None:
    grid = grid_of(qtbot, model_of(6))
    grid.setCurrentIndex(grid.model().index(0, 0))
    with events(grid) as heard:
        QTest.keyClick(grid, Qt.Key.Key_Right)
    assert Told(Event.Focus, 1) in heard
    assert Told(Event.SelectionAdd, 1) in heard
    assert Told(Event.SelectionRemove, 0) in heard
    state = told(grid).child(1).state()
    assert state.focused
    assert state.selected
    assert not told(grid).child(0).state().selected
    assert name_of(told(grid).focusChild()) == name_of(told(grid).child(1))


def test_who_comes_to_the_grid_hears_of_the_current_picture(qtbot: QtBot) -> None:
    grid = grid_of(qtbot, model_of(6))
    grid.setCurrentIndex(grid.model().index(2, 0))
    grid.clearFocus()
    with events(grid) as heard:
        grid.setFocus()
    assert heard[-1] == Told(Event.Focus, 2)


def test_of_many_pictures_selected_at_once_one_thing_is_told(qtbot: QtBot) -> None:
    grid = grid_of(qtbot, model_of(60))
    with events(grid) as heard:
        grid.selectAll()
    assert [each.what for each in heard].count(Event.SelectionWithin) == 1
    assert Event.SelectionAdd not in [each.what for each in heard]


@pytest.mark.parametrize("count", [100_000])
def test_a_hundred_thousand_pictures_have_items_as_they_are_asked_for(
    qtbot: QtBot, count: int
) -> None:
    grid = grid_of(qtbot, model_of(count))
    start = time.perf_counter()
    item = told(grid)
    assert item.childCount() == count
    assert name_of(item.child(count - 1)).startswith(f"IMG_{count - 1}.jpg")
    QTest.keyClick(grid, Qt.Key.Key_End)
    assert grid.currentIndex().row() == count - 1
    assert time.perf_counter() - start < 0.5
