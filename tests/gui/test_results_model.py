"""The pictures as a table model."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter, Order, State, Which
from igtagger.domain import Reason
from igtagger.gui.results.results_model import Column, ResultsModel, Role
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_rule import NameRule
from igtagger.labels.thresholds import ANY, EVERYDAY
from tests.gui.listing import empty_model, failed, model_of, reviewed, rule_of, tagged, waiting


def shown_names(model: ResultsModel) -> list[str]:
    return [model.index(place, 0).data() for place in range(model.rowCount())]


def test_it_keeps_the_promises_of_models(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = empty_model()
    qtmodeltester.check(model)
    model.add([tagged("/a/1.jpg", {0: 0.6}), failed("/a/2.jpg"), *waiting("/a/3.jpg")])
    model.set_order(Order.NAME, descending=True)
    model.set_filter(Filter(which=Which.TAGGED))
    model.add(waiting("/a/4.jpg"))
    model.set_filter(Filter())
    model.set_detail(0)
    model.set_reviews({0: reviewed(confirmed=(0,))})
    qtmodeltester.check(model)
    model.use_rule(rule_of(thresholds=EVERYDAY))
    qtbot.waitUntil(lambda: model.pictures.name_some().size == 0)
    model.use_model(NameRule(model.pictures.naming, KINDS, ANY))
    model.clear()
    qtmodeltester.check(model)


def test_new_pictures_are_appended_without_a_reset(qtbot: QtBot) -> None:
    model = model_of(3)
    resets, inserted = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.rowsInserted.connect(lambda _, first, last: inserted.append((first, last)))
    model.add(waiting("/p/a.jpg", "/p/b.jpg"))
    assert inserted == [(3, 4)]
    assert resets == []


def test_counts_follow_files_that_go_or_move(qtbot: QtBot) -> None:
    model = model_of(3)
    model.add(waiting("/p/a.jpg"))
    qtbot.waitSignal(model.counts_changed).wait()
    with qtbot.waitSignal(model.counts_changed):
        model.follow(gone=["/p/a.jpg"])
    with qtbot.waitSignal(model.counts_changed):
        model.follow(renamed=[("/p/a.jpg", "/q/a.jpg")])
    with qtbot.assertNotEmitted(model.counts_changed, wait=200):
        model.follow(gone=["/never/seen.jpg"])


def test_pictures_that_come_into_a_filtered_view_appear_soon(qtbot: QtBot) -> None:
    model = model_of(3)
    model.set_filter(Filter(which=Which.WAITING))
    assert model.rowCount() == 0
    with qtbot.waitSignal(model.counts_changed):
        model.add(waiting("/p/a.jpg"))
    assert shown_names(model) == ["a.jpg"]


def test_outcomes_paint_their_rows_only(qtbot: QtBot) -> None:
    model = model_of(10)
    changed = []
    model.dataChanged.connect(lambda a, b: changed.append((a.row(), b.row(), b.column())))
    model.add([tagged("/p/IMG_4.jpg", {1: 0.8})])
    assert changed == [(4, 4, len(Column) - 1)]


def test_each_column_has_its_text(qtbot: QtBot) -> None:
    model = empty_model()
    model.add([tagged("/a/b/1.jpg", {0: 0.625, 1: 0.25}, 10**18), failed("/a/b/2.jpg")])
    model.add(waiting("/a/b/3.jpg"))
    first = [model.index(0, column).data() for column in Column]
    assert first[:6] == ["1.jpg", "", "cat 0.63, dog 0.25", "0.63", "tagged", "400 × 300"]
    assert first[Column.DATE]
    assert first[Column.FOLDER] == "/a/b"
    second = [model.index(1, column).data() for column in Column]
    assert second == ["2.jpg", "", "/a/b/2.jpg is empty.", "", "failed", "", "", "/a/b", "", ""]
    assert model.index(2, Column.STATE).data() == "waiting"
    model.set_reviews({2: reviewed(own=("mine",))})
    assert model.index(2, Column.STATE).data() == "reviewed"


def test_each_role_is_the_same_in_every_column(qtbot: QtBot) -> None:
    model = empty_model()
    model.add([tagged("/a/1.jpg", {0: 0.5}, 123_456_789_000), failed("/a/2.jpg")])
    for column in Column:
        index = model.index(1, column)
        assert index.data(Role.ROW) == 1
        assert index.data(Role.PATH) == "/a/2.jpg"
        assert index.data(Role.STATE) == State.FAILED
        assert index.data(Role.TAGS) == []
        assert index.data(Role.ERROR) == Reason("picture.empty", path="/a/2.jpg")
        assert index.data(Role.REVIEWED) is False
        assert index.data(Qt.ItemDataRole.ToolTipRole) == "/a/2.jpg is empty."
    assert model.index(0, 0).data(Role.VERSION) == (123_456_789_000, 0)
    assert [tag.name for tag in model.index(0, 0).data(Role.TAGS)] == ["cat"]


def test_headers_have_titles(qtbot: QtBot) -> None:
    model = empty_model()
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in Column]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    assert model.headerData(99, Qt.Orientation.Horizontal) is None


def test_a_click_on_a_header_sorts_where_that_can_be_done(qtbot: QtBot) -> None:
    model = model_of(12)
    orders = []
    model.order_changed.connect(lambda: orders.append(model.order))
    model.sort(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert shown_names(model)[:3] == ["IMG_11.jpg", "IMG_10.jpg", "IMG_9.jpg"]
    model.sort(Column.FOLDER)
    assert model.order is Order.NAME
    model.sort(-1)
    assert shown_names(model)[0] == "IMG_0.jpg"
    assert orders == [Order.NAME, Order.NAME, Order.FOUND]


def test_places_follow_filter_and_order(qtbot: QtBot) -> None:
    model = model_of(10)
    model.set_filter(Filter(text="IMG_"))
    model.set_order(Order.DATE, descending=True)
    assert model.place_of(0) == 9
    assert model.row_at(0) == 9
    assert model.places_of(np.array([0, 5, 9])).tolist() == [0, 4, 9]
    model.set_filter(Filter(text="IMG_3"))
    assert model.place_of(3) == 0
    assert model.place_of(4) is None
    assert model.place_of(1000) is None
    assert model.places_of(np.array([3, 4])).tolist() == [0]


def test_a_picture_that_was_just_reviewed_does_not_vanish(qtbot: QtBot) -> None:
    model = model_of(3)
    model.set_filter(Filter(which=Which.NOT_REVIEWED))
    with qtbot.waitSignal(model.counts_changed):
        model.set_reviews({1: reviewed(confirmed=(1,))})
    assert model.rowCount() == 3


def test_less_detail_filters_anew(qtbot: QtBot) -> None:
    model = empty_model()
    model.add([tagged("/a/1.jpg", {0: 0.6, 1: 0.3}), tagged("/a/2.jpg", {1: 0.9})])
    model.set_filter(Filter(text="dog"))
    assert model.rowCount() == 2
    model.set_detail(0)
    assert shown_names(model) == ["2.jpg"]


def test_clearing_leaves_nothing_behind(qtbot: QtBot) -> None:
    model = model_of(5)
    model.clear()
    assert model.rowCount() == 0
    assert len(model.pictures) == 0
    model.add(waiting("/q/1.jpg"))
    assert shown_names(model) == ["1.jpg"]
    assert model.index(0, 0).data(Role.PATH) == "/q/1.jpg"


@pytest.mark.parametrize("count", [20_000])
def test_many_pictures_are_taken_in_filtered_and_sorted(qtbot: QtBot, count: int) -> None:
    model = model_of(count)
    assert model.rowCount() == count
    assert model.rowCount(model.index(0, 0)) == 0
    model.set_order(Order.SCORE, descending=True)
    scores = [model.pictures.best_score(row) for row in model.rows()]
    assert scores == sorted(scores, reverse=True)
    model.set_filter(Filter(text="IMG_1999"))
    assert model.rowCount() == 11
    model.set_filter(Filter())
    assert model.rowCount(QModelIndex()) == count
