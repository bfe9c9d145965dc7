"""Pictures called by terms, in the parts of the window: shown, explained, decided, renamed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter, Listed, Order, TagKind
from igtagger.domain import LabelRef, Review
from igtagger.gui.look.wrapped import WrappedText
from igtagger.gui.main_window import MainWindow
from igtagger.gui.results.results_model import Column, ResultsModel
from igtagger.gui.tags.chips import Chip
from igtagger.gui.tags.details import Details
from igtagger.gui.tags.filter_bar import FilterBar
from igtagger.gui.tags.tag_list import TagList
from igtagger.labels.tree import term_ref
from igtagger.labels.vocabulary import Vocabulary
from igtagger.settings import Preferences, load_preferences, save_preferences
from tests.app.naming_things import (
    A_CAT,
    A_TABBY,
    ANIMAL,
    CAT,
    EGYPTIAN,
    EVERYDAY_RULE,
    FELINE,
    RETRIEVER,
    TABBY,
    VASE,
    everyday,
    label,
    listed,
    outcome,
)
from tests.gui.reviewing import Desk, opened, shown_details
from tests.gui.window import pictures, use, wait_idle

GERMAN = everyday(language="de")


@pytest.fixture
def model(qtbot: QtBot) -> ResultsModel:
    """A cat, a tabby, a retriever, a vase."""
    made = ResultsModel(EVERYDAY_RULE)
    made.add(listed(A_CAT, A_TABBY, {RETRIEVER: 0.5, 208: 0.25}, {VASE: 0.9375}))
    return made


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Picture 0 is a cat, 1 a tabby, 2 a retriever."""
    for desk in opened(qtbot, tmp_path):
        desk.model.use_model(EVERYDAY_RULE)
        said = (A_CAT, A_TABBY, {RETRIEVER: 0.5, 208: 0.25})
        for row, scores in enumerate(said):
            path = str(desk.path(row))
            desk.model.add([Listed(path, 1, outcome(path, scores))])
        yield desk


@pytest.fixture
def details(qtbot: QtBot, desk: Desk) -> Details:
    return shown_details(qtbot, desk)


def text(model: ResultsModel, row: int) -> str:
    return str(model.text(row, Column.LABELS))


def settle(desk: Desk, details: Details) -> None:
    desk.settle()
    details.refresh()


# Other rules, a part at a time


def test_other_rules_hold_soon_and_nothing_is_shown_by_the_old_ones(
    qtbot: QtBot, model: ResultsModel, qtmodeltester: ModelTester
) -> None:
    assert text(model, 0) == "cat 0.88"
    model.use_rule(GERMAN)
    assert text(model, 0) == ""
    assert model.text(0, Column.SCORE) == ""
    with qtbot.waitSignal(model.counts_changed):
        qtbot.waitUntil(lambda: text(model, 0) == "Katze 0.88")
    assert model.text(0, Column.SCORE) == "0.88"
    qtmodeltester.check(model)


def test_a_filter_and_an_order_hold_by_the_new_names(qtbot: QtBot, model: ResultsModel) -> None:
    model.set_filter(Filter(tag=CAT))
    model.set_order(Order.SCORE, descending=True)
    assert model.rows() == [1, 0]
    model.use_rule(everyday(Vocabulary(hidden=frozenset({"n02121808", "n02123045"}))))
    qtbot.waitUntil(lambda: model.rowCount() == 0)
    model.set_filter(Filter(tag=FELINE))
    assert model.rows() == [1, 0]


def test_the_window_does_not_stand_still_while_many_get_other_names(qtbot: QtBot) -> None:
    model = ResultsModel(EVERYDAY_RULE)
    count = 30_000
    model.add(
        Listed(path, 1, outcome(path, A_CAT))
        for path in (f"/{number}.jpg" for number in range(count))
    )
    clock, waits = QElapsedTimer(), list[int]()
    beat = QTimer()
    beat.timeout.connect(lambda: waits.append(clock.restart()))
    model.use_rule(GERMAN)
    clock.start()
    beat.start(0)
    qtbot.waitUntil(lambda: text(model, count - 1) == "Katze 0.88", timeout=60_000)
    beat.stop()
    assert len(waits) >= count / 1000  # between any two parts there is room for all else
    # What came meanwhile is called by the new rule.
    model.add([Listed("/new.jpg", 1, outcome("/new.jpg", A_CAT))])
    assert text(model, count) == "Katze 0.88"


def test_pictures_that_are_tagged_or_cleared_meanwhile_do_no_harm(
    qtbot: QtBot, model: ResultsModel
) -> None:
    model.use_rule(GERMAN)
    model.clear()
    model.add(listed(A_CAT))
    assert text(model, 0) == "Katze 0.88"
    model.use_rule(EVERYDAY_RULE)
    model.use_model(GERMAN)
    with qtbot.waitSignal(model.counts_changed):
        model.add(listed(A_CAT))
    assert text(model, 0) == "Katze 0.88"


def test_less_detail_is_live_in_the_list(model: ResultsModel) -> None:
    model.set_detail(75)
    assert text(model, 2).startswith("golden retriever")
    model.set_detail(0)
    assert text(model, 2) == ""
    assert model.text(2, Column.SCORE) == ""


# The details


def test_a_term_stands_first_and_its_labels_below_it_say_what_it_is_the_sum_of(
    details: Details,
) -> None:
    details.set_rows([0])
    labels = details.view.ranked.labels
    assert [(label.name, label.shown) for label in labels] == [
        ("cat", True),
        ("Egyptian cat", False),
        ("tiger cat", False),
        ("tabby cat", False),
        ("golden retriever", False),
    ]
    spoken = details.view.ranked.index(0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert spoken.splitlines()[-1] == "= Egyptian cat 0.50 + tiger cat 0.25 + tabby cat 0.13"


def test_a_term_is_confirmed_shown_as_a_chip_and_taken_back(desk: Desk, details: Details) -> None:
    details.set_rows([0])
    details.view.setCurrentIndex(details.view.ranked.index(0))
    desk.qtbot.keyClick(details.view, Qt.Key.Key_Space)
    settle(desk, details)
    assert desk.stored(0) == Review(frozenset({CAT}))
    assert [(chip.name, chip.kind) for chip in details.chips.texts()] == [
        ("cat", TagKind.CONFIRMED)
    ]
    details.chips.removed.emit(CAT)
    settle(desk, details)
    assert desk.stored(0) == Review()


def test_a_label_below_a_term_is_confirmed_and_the_term_is_said_no_more(
    desk: Desk, details: Details
) -> None:
    details.set_rows([0])
    details.view.setCurrentIndex(details.view.ranked.index(1))
    desk.qtbot.keyClick(details.view, Qt.Key.Key_Space)
    settle(desk, details)
    assert desk.stored(0) == Review(frozenset({label(EGYPTIAN)}))
    shown = [one.name for one in details.view.ranked.labels if one.shown]
    assert shown == ["Egyptian cat"]
    assert not details.confirm_all.isEnabled()


def test_a_rejected_term_stays_in_the_list_to_be_taken_back(desk: Desk, details: Details) -> None:
    details.set_rows([0])
    details.view.setCurrentIndex(details.view.ranked.index(0))
    desk.qtbot.keyClick(details.view, Qt.Key.Key_Delete)
    settle(desk, details)
    assert desk.stored(0) == Review(rejected=frozenset({CAT}))
    (place,) = (n for n, one in enumerate(details.view.ranked.labels) if one.ref == CAT)
    assert details.view.ranked.labels[place].rejected == 1
    assert not any(one.shown for one in details.view.ranked.labels if one.name != "mammal")
    details.view.setCurrentIndex(details.view.ranked.index(place))
    desk.qtbot.keyClick(details.view, Qt.Key.Key_Delete)
    settle(desk, details)
    assert desk.stored(0) == Review()
    assert details.view.ranked.labels[0].shown


def test_all_shown_names_of_several_pictures_are_confirmed(desk: Desk, details: Details) -> None:
    details.set_rows([0, 1])
    desk.qtbot.mouseClick(details.confirm_all, Qt.MouseButton.LeftButton)
    settle(desk, details)
    assert [desk.stored(row).confirmed for row in (0, 1)] == [{CAT}, {label(TABBY)}]


def test_where_nothing_is_sure_the_slider_is_told_of(desk: Desk, details: Details) -> None:
    desk.model.set_detail(0)
    details.set_rows([2, 2])
    assert details.view.ranked.labels == []
    assert "More detail" in details.message.findChild(WrappedText).toPlainText()
    desk.model.set_detail(50)
    desk.qtbot.waitUntil(lambda: bool(details.view.ranked.labels))


# Picking


@pytest.mark.parametrize("typed", ["animal", "Tier", "TIE"])
def test_a_term_is_picked_by_its_english_and_by_its_shown_name(
    desk: Desk, details: Details, typed: str
) -> None:
    desk.model.use_rule(GERMAN)
    details.set_rows([2])
    details.activateWindow()
    details.field.setFocus()
    desk.qtbot.keyClicks(details.field, typed)
    found = details.field.model.suggestions
    (place,) = (place for place, one in enumerate(found) if one.key == ANIMAL)
    assert found[place].name == "Tier"
    for _ in range(place + 1):
        desk.qtbot.keyClick(details.field.popup, Qt.Key.Key_Down)
    desk.qtbot.keyClick(details.field.popup, Qt.Key.Key_Return)
    settle(desk, details)
    assert desk.stored(2) == Review(frozenset({ANIMAL}))
    assert "Tier" in [chip.name for chip in details.chips.texts()]


def test_nothing_is_suggested_twice_though_it_is_a_term_above_things_and_kinds(
    desk: Desk, details: Details
) -> None:
    desk.decide(desk.reviews.confirm, [0], LabelRef("kinds", 0))
    desk.qtbot.keyClicks(details.field, "screenshot")
    keys = [one.key for one in details.field.model.suggestions]
    assert len(keys) == len(set(keys)) > 1


def test_a_term_of_our_own_is_kept_like_those_of_wordnet(desk: Desk, details: Details) -> None:
    """It has a number of its own, which is greater."""
    cup = term_ref("x-cup")
    details.set_rows([2])
    desk.decide(desk.reviews.confirm, [2], cup)
    details.refresh()
    assert desk.stored(2) == Review(frozenset({cup}))
    assert [(chip.name, chip.key) for chip in details.chips.texts()] == [("cup", cup)]


# Filters and the list at the side


def test_the_tag_that_is_filtered_by_is_called_as_it_is_now(
    qtbot: QtBot, model: ResultsModel
) -> None:
    bar = FilterBar(model)
    bar.filter_changed.connect(model.set_filter)
    qtbot.addWidget(bar)
    bar.set_tag(ANIMAL)
    assert model.rows() == [0, 1, 2]
    assert [chip.text() for chip in bar.findChildren(Chip)] == ["animal"]
    model.use_rule(GERMAN)
    qtbot.waitUntil(lambda: [chip.text() for chip in bar.findChildren(Chip)] == ["Tier"])
    assert model.rows() == [0, 1, 2]


def test_the_list_at_the_side_follows_other_names_and_decides_for_the_very_tag(
    qtbot: QtBot, desk: Desk
) -> None:
    tags = TagList(desk.model)
    qtbot.addWidget(tags)
    desk.decide(desk.reviews.confirm, [5], ANIMAL)
    desk.model.use_rule(GERMAN)
    qtbot.waitUntil(lambda: "Tier" in [tag.name for tag in tags.tags])
    counts = {tag.name: tag.pictures for tag in tags.tags}
    assert (counts["Tier"], counts["Katze"]) == (4, 2)
    desk.decide(desk.reviews.reject, desk.reviews.rows_showing(ANIMAL), ANIMAL)
    assert [bool(desk.stored(row)) for row in range(6)] == [False] * 5 + [True]
    assert text(desk.model, 0) == "Katze 0.88"


# The whole window


def test_detail_is_live_in_the_window_and_kept_for_the_next_start(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = pictures(tmp_path / "in", "a.png")

    def first(window: MainWindow) -> None:
        assert window.workspace.detail.slider.value() == 50
        window.open_paths([folder], tag=False)
        wait_idle(qtbot, window)
        window.results.use_model(EVERYDAY_RULE)
        path = str(folder / "a.png")
        window.results.add([Listed(path, 1, outcome(path, {RETRIEVER: 0.5, 208: 0.25}))])
        assert text(window.results, 0) == "retriever 0.75"
        window.workspace.detail.slider.setFocus()
        for _ in range(3):
            qtbot.keyClick(window.workspace.detail.slider, Qt.Key.Key_PageUp)
        assert text(window.results, 0).startswith("golden retriever")

    def second(window: MainWindow) -> None:
        assert window.workspace.detail.slider.value() == 80
        assert window.results.pictures.detail == 80

    assert use(first) == 0
    assert load_preferences().detail == 80
    assert use(second) == 0


@pytest.mark.parametrize(
    ("window", "names", "cat"), [("de", "", "Katze"), ("en", "", "cat"), ("en", "fr", "chat")]
)
def test_names_are_in_the_windows_language_unless_another_is_chosen(
    qtbot: QtBot, window: str, names: str, cat: str
) -> None:
    save_preferences(replace(Preferences(), language=window, names_language=names))

    def script(window: MainWindow) -> None:
        assert window.results.pictures.name_of(CAT) == cat

    assert use(script) == 0
