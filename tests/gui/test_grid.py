"""The grid: geometry, keys, mouse, and that nothing depends on how many pictures there are."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.results.selection import selected_places
from igtagger.gui.views.cells import GAP, Cells
from igtagger.gui.views.grid import GridView
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.gui.views.tiles import MAX_EDGE, MIN_EDGE
from tests.gui.listing import (
    PaintedParts,
    empty_model,
    failed,
    model_of,
    photograph,
    tagged,
    waiting,
)

KEYS = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def thumbnails(tmp_path: Path, qtbot: QtBot) -> Iterator[Thumbnails]:
    made = Thumbnails(tmp_path / "thumbnails")
    yield made
    made.close()


def shown_grid(
    qtbot: QtBot, thumbnails: Thumbnails, model: ResultsModel, width: int = 900
) -> GridView:
    grid = GridView(thumbnails)
    grid.set_edge(176)
    grid.setModel(model)
    qtbot.addWidget(grid)
    grid.resize(width, 700)
    with qtbot.waitExposed(grid):
        grid.show()
    grid.activateWindow()
    grid.setFocus()
    return grid


def places(grid: GridView) -> list[int]:
    return [int(place) for place in selected_places(grid.selectionModel())]


def press(grid: GridView, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> int:
    QTest.keyClick(grid, key, modifiers)
    return grid.currentIndex().row()


def click(grid: GridView, place: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    point = grid.visualRect(grid.model().index(place, 0)).center()
    QTest.mouseClick(grid.viewport(), LEFT, modifiers, point)


def drag(grid: GridView, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    view = grid.viewport()
    QTest.mousePress(view, LEFT, modifiers, start)
    for part in (0.5, 1.0):
        at = QPointF(start + (end - start) * part)
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            at,
            view.mapToGlobal(at),
            Qt.MouseButton.NoButton,
            LEFT,
            modifiers,
        )
        QApplication.sendEvent(view, move)
    QTest.mouseRelease(view, LEFT, modifiers, end)


# Cells


def test_cells_fill_the_width_and_leave_no_gap_between_columns() -> None:
    cells = Cells(count=10, width=503, least_width=100, height=120)
    assert (cells.columns, cells.rows, cells.content_height) == (5, 2, 240)
    edges = [(cells.cell(place).left(), cells.cell(place).right()) for place in range(5)]
    assert edges[0][0] == 0
    assert edges[-1][1] == 502
    assert all(a[1] + 1 == b[0] for a, b in itertools.pairwise(edges))


def test_a_narrow_view_has_one_column() -> None:
    assert Cells(count=3, width=10, least_width=100, height=50).columns == 1


def test_every_tile_is_found_at_its_middle_and_not_in_the_gaps() -> None:
    cells = Cells(count=500_000, width=1234, least_width=190, height=270)
    for place in (0, 5, 6, 499_999):
        middle = cells.tile(place).center()
        assert cells.at(middle.x(), middle.y()) == place
        corner = cells.cell(place).topLeft()
        assert cells.at(corner.x() + GAP - 1, corner.y() + GAP - 1) == -1
    assert cells.at(50, cells.content_height + 100) == -1
    assert cells.nearest(50, cells.content_height + 10**6) == 499_998


@pytest.mark.parametrize(
    "area",
    [QRect(0, 0, 503, 10), QRect(150, 100, 1, 1), QRect(90, 110, 300, 300), QRect(-50, -50, 9, 9)],
)
def test_touched_tiles_are_those_that_intersect(area: QRect) -> None:
    cells = Cells(count=13, width=503, least_width=100, height=120)
    wanted = [place for place in range(13) if cells.tile(place).intersects(area)]
    found = [place for first, last in cells.touched(area) for place in range(first, last + 1)]
    assert found == wanted


def test_a_full_width_of_rows_is_one_stretch() -> None:
    cells = Cells(count=100_000, width=500, least_width=100, height=100)
    assert list(cells.touched(QRect(0, 0, 500, 10**7))) == [(0, 99_999)]


# Keys


def test_arrows_move_by_pictures_and_rows(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(22))
    columns = grid.cells.columns
    assert press(grid, KEYS.Key_Home) == 0
    assert press(grid, KEYS.Key_Right) == 1
    assert press(grid, KEYS.Key_Down) == 1 + columns
    assert press(grid, KEYS.Key_Up) == 1
    assert press(grid, KEYS.Key_Up) == 1
    assert press(grid, KEYS.Key_Left) == 0
    assert press(grid, KEYS.Key_Left) == 0
    assert press(grid, KEYS.Key_End) == 21
    assert press(grid, KEYS.Key_Down) == 21
    assert press(grid, KEYS.Key_Up) == 21 - columns
    assert places(grid) == [21 - columns]


def test_down_from_the_row_before_a_short_last_one_ends_at_the_last(
    qtbot: QtBot, thumbnails: Thumbnails
) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(9))
    columns = grid.cells.columns
    assert columns == 4
    grid.setCurrentIndex(grid.model().index(7, 0))
    assert press(grid, KEYS.Key_Down) == 8


def test_pages_are_as_high_as_the_view(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(500))
    page = (grid.viewport().height() // grid.cells.height) * grid.cells.columns
    press(grid, KEYS.Key_Home)
    assert press(grid, KEYS.Key_PageDown) == page
    assert press(grid, KEYS.Key_PageUp) == 0


def test_shift_selects_in_reading_order(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(50))
    columns = grid.cells.columns
    press(grid, KEYS.Key_Home)
    press(grid, KEYS.Key_Right)
    press(grid, KEYS.Key_Down, SHIFT)
    assert places(grid) == list(range(1, columns + 2))
    press(grid, KEYS.Key_Up, SHIFT)
    assert places(grid) == [1]
    press(grid, KEYS.Key_End, SHIFT)
    assert places(grid) == list(range(1, 50))


def test_everything_is_one_range(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(100_000))
    press(grid, KEYS.Key_A, CTRL)
    assert len(places(grid)) == 100_000
    assert grid.selectionModel().selection().count() == 1


def test_letters_are_kept_for_judging(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    model = empty_model()
    model.add(waiting("/z/apple.jpg", "/z/Banana.jpg", "/z/bear.jpg"))
    grid = shown_grid(qtbot, thumbnails, model)
    grid.setCurrentIndex(model.index(0, 0))
    QTest.keyClicks(grid, "be")
    assert grid.currentIndex().row() == 0


def test_no_key_does_harm_in_an_empty_grid(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    grid = shown_grid(qtbot, thumbnails, empty_model())
    for key in (KEYS.Key_Home, KEYS.Key_End, KEYS.Key_Down, KEYS.Key_PageDown, KEYS.Key_Return):
        assert press(grid, key) == -1
    press(grid, KEYS.Key_A, CTRL)
    drag(grid, QPoint(5, 5), QPoint(300, 300))
    assert places(grid) == []


# Mouse


def test_clicks_select_as_everywhere(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(50))
    click(grid, 1)
    assert places(grid) == [1]
    click(grid, 3, CTRL)
    assert places(grid) == [1, 3]
    click(grid, 3, CTRL)
    assert places(grid) == [1]
    click(grid, 1)
    click(grid, 6, SHIFT)
    assert places(grid) == [1, 2, 3, 4, 5, 6]


def test_a_click_beside_all_pictures_selects_none(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(2))
    click(grid, 1)
    QTest.mouseClick(grid.viewport(), LEFT, NONE, QPoint(600, 600))
    assert places(grid) == []


def test_a_double_click_opens(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(5))
    point = grid.visualRect(grid.model().index(2, 0)).center()
    click(grid, 2)
    with qtbot.waitSignal(grid.doubleClicked) as opened:
        QTest.mouseDClick(grid.viewport(), LEFT, NONE, point)
    assert opened.args[0].row() == 2


def test_a_rubber_band_selects_what_it_touches(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(10))  # 4, 4 and 2
    beside = grid.visualRect(grid.model().index(9, 0)).topRight() + QPoint(40, 20)
    inside = grid.visualRect(grid.model().index(5, 0)).center()
    drag(grid, beside, inside)
    assert places(grid) == [5, 6, 9]
    click(grid, 0)
    drag(grid, beside, beside - QPoint(60, 0), CTRL)
    assert places(grid) == [0, 9]
    drag(grid, beside, beside - QPoint(60, 0), CTRL)
    assert places(grid) == [0]
    drag(grid, beside, inside, SHIFT)
    assert places(grid) == [0, 5, 6, 9]


def test_ctrl_and_wheel_change_the_size(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(10))
    before, at = grid.edge, QPointF(100, 100)
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        CTRL,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    with qtbot.waitSignal(grid.edge_changed) as changed:
        QApplication.sendEvent(grid.viewport(), event)
    assert changed.args == [grid.edge]
    assert grid.edge > before


# Scrolling


def test_what_is_far_away_can_be_scrolled_to(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(100_000))
    hints = QAbstractItemView.ScrollHint
    for place in (99_999, 50_000, 0):
        for hint in (hints.EnsureVisible, hints.PositionAtCenter, hints.PositionAtTop):
            index = grid.model().index(place, 0)
            grid.scrollTo(index, hint)
            rect = grid.visualRect(index)
            assert grid.viewport().rect().contains(rect)
            assert grid.indexAt(rect.center()) == index


def test_only_what_is_seen_is_drawn(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(100_000))
    assert len(grid.visible_places()) < 30
    grid.verticalScrollBar().setValue(10**6)
    first = grid.visible_places()[0]
    assert first // grid.cells.columns == 10**6 // grid.cells.height


def test_scrolling_paints_only_what_comes_into_view(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    thumbnails.close()  # none that comes in is to be painted
    grid = shown_grid(qtbot, thumbnails, model_of(5000))
    grid.setStyleSheet("QAbstractItemView { border: 1px solid red; }")  # as the theme has
    QApplication.processEvents()
    grid.verticalScrollBar().setValue(80)
    QApplication.processEvents()
    parts = PaintedParts(grid.viewport())
    grid.verticalScrollBar().setValue(160)
    qtbot.waitUntil(lambda: bool(parts.rects))
    assert [rect.height() for rect in parts.rects] == [80]


def test_a_change_of_width_keeps_the_pictures_at_the_top(
    qtbot: QtBot, thumbnails: Thumbnails
) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(5000))
    grid.scrollTo(grid.model().index(2000, 0), QAbstractItemView.ScrollHint.PositionAtTop)
    assert 2000 in grid.visible_places()[: grid.cells.columns]
    for width in (400, 1200, 260, 900):
        grid.resize(width, 700)
        assert 2000 in grid.visible_places()[: grid.cells.columns]
    assert grid.visible_places()[0] == 2000


def test_the_size_stays_within_its_bounds_and_keeps_the_current_picture_in_sight(
    qtbot: QtBot, thumbnails: Thumbnails
) -> None:
    grid = shown_grid(qtbot, thumbnails, model_of(5000))
    index = grid.model().index(2001, 0)
    grid.setCurrentIndex(index)
    for edge in (1, 200, 9999):
        grid.set_edge(edge)
        assert grid.viewport().rect().intersects(grid.visualRect(index))
    assert grid.edge == MAX_EDGE
    grid.set_edge(0)
    assert grid.edge == MIN_EDGE


def test_pictures_that_come_in_and_go_are_laid_out(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    model = model_of(10)
    grid = shown_grid(qtbot, thumbnails, model)
    model.add(waiting(*(f"/q/{number}.jpg" for number in range(500))))
    qtbot.waitUntil(lambda: grid.cells.count == 510)
    assert grid.verticalScrollBar().maximum() > 0
    model.set_filter(Filter(text="IMG_1"))
    qtbot.waitUntil(lambda: grid.cells.count == 1)
    assert grid.verticalScrollBar().maximum() == 0
    model.clear()
    qtbot.waitUntil(lambda: grid.cells.count == 0)


# Drawing


def painted(grid: GridView, place: int) -> QImage:
    return grid.viewport().grab(grid.visualRect(grid.model().index(place, 0))).toImage()


def test_every_state_looks_different(qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path) -> None:
    file = photograph(tmp_path / "a.jpg")
    bad = tmp_path / "b.jpg"
    bad.write_bytes(b"no picture")
    model = empty_model()
    model.add([tagged(str(file), {0: 0.5}), failed(str(bad)), *waiting(str(tmp_path / "c.jpg"))])
    grid = shown_grid(qtbot, thumbnails, model)
    qtbot.waitUntil(
        lambda: (
            thumbnails.peek(str(file)) is not None
            and thumbnails.failure(str(bad), (0, 0)) is not None
        )
    )
    plain = [painted(grid, place) for place in range(3)]
    assert plain[0] != plain[1]
    assert plain[1] != plain[2]
    flags = QItemSelectionModel.SelectionFlag
    grid.selectionModel().select(model.index(0, 0), flags.Select | flags.Rows)
    assert painted(grid, 0) != plain[0]
    grid.selectionModel().setCurrentIndex(model.index(2, 0), flags.NoUpdate)
    assert painted(grid, 2) != plain[2]


def test_it_has_a_name_for_screen_readers(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    assert shown_grid(qtbot, thumbnails, model_of(1)).accessibleName()
