"""The list, what it copies, and the selection that it shares with the grid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter, Order
from igtagger.gui.results.clipboard import Copying
from igtagger.gui.results.results_model import Column, Index, ResultsModel
from igtagger.gui.results.selection import KeptSelection, selected_places, selected_rows
from igtagger.gui.views.grid import GridView
from igtagger.gui.views.list_view import ListView
from igtagger.gui.views.thumbnails import Thumbnails
from tests.gui.listing import (
    PaintedParts,
    empty_model,
    failed,
    model_of,
    reviewed,
    rule_of,
    tagged,
    waiting,
)

FLAGS = QItemSelectionModel.SelectionFlag


@pytest.fixture
def thumbnails(tmp_path: Path, qtbot: QtBot) -> Iterator[Thumbnails]:
    made = Thumbnails(tmp_path / "thumbnails")
    yield made
    made.close()


def shown_list(qtbot: QtBot, thumbnails: Thumbnails, model: ResultsModel) -> ListView:
    view = ListView(thumbnails)
    view.setModel(model)
    qtbot.addWidget(view)
    view.resize(1200, 600)
    with qtbot.waitExposed(view):
        view.show()
    return view


def click_header(view: ListView, column: Column) -> None:
    header = view.horizontalHeader()
    point = header.viewport().rect().center()
    point.setX(header.sectionViewportPosition(column) + 10)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=point)


class CountingModel(ResultsModel):
    """Tells how often it was asked for an index."""

    asked = 0

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        self.asked += 1
        return super().index(row, column, parent)


def test_painting_does_not_depend_on_how_many_are_selected(
    qtbot: QtBot, thumbnails: Thumbnails
) -> None:
    model = CountingModel(rule_of())
    model.add(waiting(*(f"/p/{number}.jpg" for number in range(20_000))))
    view = shown_list(qtbot, thumbnails, model)
    view.selectAll()
    model.asked = 0
    view.grab()
    assert 0 < model.asked < 3000


def test_scrolling_paints_only_what_comes_into_view(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    thumbnails.close()  # none that comes in is to be painted
    view = shown_list(qtbot, thumbnails, model_of(5000))
    view.setStyleSheet("QAbstractItemView { border: 1px solid red; }")  # as the theme has
    QApplication.processEvents()
    view.verticalScrollBar().setValue(80)
    QApplication.processEvents()
    parts = PaintedParts(view.viewport())
    view.verticalScrollBar().setValue(160)
    qtbot.waitUntil(lambda: bool(parts.rects))
    assert [rect.height() for rect in parts.rects] == [80]


def test_a_click_on_a_header_sorts_and_the_arrow_tells(
    qtbot: QtBot, thumbnails: Thumbnails
) -> None:
    model = model_of(20)
    view = shown_list(qtbot, thumbnails, model)
    assert model.order is Order.FOUND
    click_header(view, Column.NAME)
    assert (model.order, model.descending) == (Order.NAME, False)
    click_header(view, Column.NAME)
    assert (model.order, model.descending) == (Order.NAME, True)
    header = view.horizontalHeader()
    click_header(view, Column.FOLDER)
    assert model.order is Order.NAME
    assert header.sortIndicatorSection() == Column.NAME
    model.set_order(Order.DATE)
    assert header.sortIndicatorSection() == Column.DATE
    model.set_order(Order.FOUND)
    assert header.sortIndicatorSection() not in list(Column)


def test_showing_a_model_leaves_its_order(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    model = model_of(5)
    model.set_order(Order.SCORE, descending=True)
    view = shown_list(qtbot, thumbnails, model)
    assert (model.order, model.descending) == (Order.SCORE, True)
    assert view.horizontalHeader().sortIndicatorSection() == Column.SCORE


def test_columns_come_back_as_they_were_left(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    model = model_of(5)
    view = shown_list(qtbot, thumbnails, model)
    view.setColumnWidth(Column.NAME, 333)
    view.horizontalHeader().moveSection(Column.DATE, 1)
    view.setColumnHidden(Column.STATE, True)
    model.set_order(Order.NAME)
    state = view.save_state()
    model.set_order(Order.SCORE)
    other = ListView(thumbnails)
    qtbot.addWidget(other)
    other.setModel(model)
    assert other.restore_state(state)
    other.resize(1200, 600)
    with qtbot.waitExposed(other):
        other.show()
    assert other.columnWidth(Column.NAME) == 333
    assert other.horizontalHeader().logicalIndex(1) == Column.DATE
    assert other.isColumnHidden(Column.STATE)
    assert model.order is Order.SCORE
    other.reset_columns()
    assert other.horizontalHeader().logicalIndex(1) == Column.KIND
    assert not other.isColumnHidden(Column.STATE)
    assert not other.restore_state(b"nonsense")


def test_the_menu_hides_all_columns_but_the_name(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    view = shown_list(qtbot, thumbnails, model_of(2))
    actions = {action.text(): action for action in view.columns_menu(view).actions()}
    assert "Name" not in actions
    actions["Pixels"].trigger()
    assert view.isColumnHidden(Column.DIMENSIONS)
    actions["Reset columns"].trigger()
    assert not view.isColumnHidden(Column.DIMENSIONS)


def test_tab_leaves(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    view = shown_list(qtbot, thumbnails, model_of(5))
    assert not view.tabKeyNavigation()


def test_ctrl_c_copies_the_visible_columns_of_the_selected_rows(
    qtbot: QtBot, thumbnails: Thumbnails
) -> None:
    model = empty_model()
    model.add([tagged("/a/1.jpg", {0: 0.5, 1: 0.25}), failed("/a/2.jpg"), *waiting("/a/3.jpg")])
    view = shown_list(qtbot, thumbnails, model)
    hidden = {*Column} - {Column.NAME, Column.LABELS, Column.FOLDER}
    for column in hidden:
        view.setColumnHidden(column, True)
    view.horizontalHeader().moveSection(0, 2)
    for place in (0, 1):
        view.selectionModel().select(model.index(place, 0), FLAGS.Select | FLAGS.Rows)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == (
        "Labels\tName\tFolder\ncat 0.50, dog 0.25\t1.jpg\t/a\n/a/2.jpg is empty.\t2.jpg\t/a"
    )


def test_names_with_tabs_and_line_ends_stay_in_their_cell(qtbot: QtBot) -> None:
    model = empty_model()
    model.add(waiting("/a/x\ty\nz.jpg", "/a/byte\udcff.jpg"))
    Copying(model).copy_rows(np.array([0, 1]), [Column.NAME])
    assert QGuiApplication.clipboard().text() == "Name\nx y z.jpg\nbyte?.jpg"


def test_labels_are_copied_as_they_are_shown(qtbot: QtBot) -> None:
    model = empty_model()
    model.add([tagged("/a/1.jpg", {0: 0.5, 1: 0.25}), tagged("/a/2.jpg", {2: 0.9})])
    model.set_detail(0)
    model.set_reviews({1: reviewed(own=("mine",))})
    copying = Copying(model)
    copying.copy_labels(np.array([0, 1]))
    assert QGuiApplication.clipboard().text() == "cat\nmine, car"
    model.set_detail(50)
    copying.copy_labels(np.array([0]))
    assert QGuiApplication.clipboard().text() == "cat, dog"


def test_a_large_copy_lets_the_window_draw_in_between(qtbot: QtBot) -> None:
    model = model_of(20_000)
    copying = Copying(model)
    done = []
    copying.done.connect(done.append)
    with qtbot.waitSignal(copying.done, timeout=30_000):
        copying.copy_rows(np.arange(20_000))
        assert done == []
    assert done == [20_000]
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 20_001
    assert lines[-1].startswith("IMG_19999.jpg\t")


def test_a_copy_survives_that_all_pictures_are_taken_out(qtbot: QtBot) -> None:
    model = model_of(20_000)
    copying = Copying(model)
    with qtbot.waitSignal(copying.done, timeout=30_000):
        copying.copy_labels(np.arange(20_000))
        model.clear()


# The shared selection


@pytest.fixture
def shared(qtbot: QtBot, thumbnails: Thumbnails) -> tuple[ResultsModel, GridView, ListView]:
    model = model_of(2000)
    table = shown_list(qtbot, thumbnails, model)
    grid = GridView(thumbnails)
    qtbot.addWidget(grid)
    grid.setModel(model)
    grid.setSelectionModel(table.selectionModel())
    grid.resize(800, 600)
    with qtbot.waitExposed(grid):
        grid.show()
    KeptSelection(model, table.selectionModel(), [grid, table], table)
    return model, grid, table


Shared = tuple[ResultsModel, GridView, ListView]


def test_both_views_show_one_selection(shared: Shared) -> None:
    _model, grid, table = shared
    grid.selectAll()
    assert len(table.selectionModel().selectedRows()) == 2000
    table.clearSelection()
    assert not grid.selectionModel().hasSelection()
    table.selectRow(7)
    assert grid.currentIndex().row() == 7


def test_the_selection_follows_the_pictures_through_sorting(shared: Shared) -> None:
    model, _grid, table = shared
    selection = table.selectionModel()
    rows = [3, 4, 5, 700, 1999]
    for row in rows:
        selection.select(model.index(row, 0), FLAGS.Select | FLAGS.Rows)
    selection.setCurrentIndex(model.index(700, 0), FLAGS.NoUpdate)
    for order, descending in (
        (Order.SCORE, True),
        (Order.DATE, True),
        (Order.NAME, False),
        (Order.FOUND, False),
    ):
        model.set_order(order, descending=descending)
        assert sorted(selected_rows(model, selection).tolist()) == rows
        assert model.row_at(selection.currentIndex().row()) == 700
    assert selection.selection().count() == 3


def test_all_stay_selected_in_one_range(shared: Shared) -> None:
    model, _, table = shared
    table.selectAll()
    model.set_order(Order.SCORE)
    assert table.selectionModel().selection().count() == 1
    assert len(selected_places(table.selectionModel())) == 2000
    assert table.selectionModel().isRowSelected(1000)


def test_what_the_filter_hides_is_no_longer_selected(shared: Shared) -> None:
    model, _, table = shared
    selection = table.selectionModel()
    for row in (5, 700):
        selection.select(model.index(row, 0), FLAGS.Select | FLAGS.Rows)
    selection.setCurrentIndex(model.index(5, 0), FLAGS.NoUpdate)
    model.set_filter(Filter(text="IMG_7"))
    assert selected_rows(model, selection).tolist() == [700]
    assert not selection.currentIndex().isValid()
    model.set_filter(Filter())
    assert selected_rows(model, selection).tolist() == [700]


def test_a_view_that_was_scrolled_elsewhere_stays_there(shared: Shared) -> None:
    model, grid, table = shared
    table.selectRow(0)
    grid.verticalScrollBar().setValue(5000)
    model.set_order(Order.DATE)
    model.set_order(Order.DATE, descending=True)
    assert grid.verticalScrollBar().value() == 5000
    assert grid.hasAutoScroll()


def test_a_view_that_shows_the_current_picture_keeps_it_in_sight(shared: Shared) -> None:
    model, grid, table = shared
    table.selectRow(0)
    model.set_order(Order.DATE, descending=True)
    index = table.currentIndex()
    assert index.row() == 1999
    assert grid.viewport().rect().intersects(grid.visualRect(index))
