"""Typing a search in the window: what is offered, what is looked for, what is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter
from igtagger.domain import FileFacts
from igtagger.gui.look.plain_text import LinkLabel
from igtagger.gui.tags.filter_bar import FilterBar
from igtagger.gui.tags.query_field import CHOICE_ROLE, QueryField
from igtagger.gui.tags.query_help import QueryHelp
from igtagger.labels.query import parse
from tests.gui.reviewing import Desk, opened

Key = Qt.Key
MOMENT = datetime.fromisoformat("2024-05-17")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Paths are searched, too: this one does not hold what the test is called."""
    yield from opened(qtbot, tmp_path_factory.mktemp("x"))


@pytest.fixture
def bar(qtbot: QtBot, desk: Desk) -> FilterBar:
    made = FilterBar(desk.model)
    made.filter_changed.connect(desk.model.set_filter)
    qtbot.addWidget(made)
    made.resize(700, 100)
    made.show()
    qtbot.waitExposed(made)
    made.search.setFocus()
    return made


def type_in(desk: Desk, bar: FilterBar, text: str) -> None:
    desk.qtbot.keyClicks(bar.search, text)


def offered(field: QueryField) -> list[str]:
    return [field.model.index(row, 0).data() for row in range(field.model.rowCount())]


def enter(desk: Desk, bar: FilterBar) -> None:
    desk.qtbot.keyClick(bar.search, Key.Key_Return)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("dog", [0, 1, 3]),
        ("dog NOT cat", [1]),
        ("cat OR bird", [0, 2, 3]),
        ("score>0.55 (dog OR bird)", [0, 2, 3]),
        ("state:failed", [4]),
        ("file:beach rating>=3", [1]),
        ("date:2024-05 OR name:5", [1, 5]),
    ],
)
def test_pictures_are_found_by_a_whole_language(
    desk: Desk, bar: FilterBar, query: str, rows: list[int]
) -> None:
    desk.model.pictures.facts.set({1: FileFacts(("Beach",), 4, MOMENT), 2: FileFacts(("beach",))})
    type_in(desk, bar, query)
    enter(desk, bar)
    assert desk.model.rows() == rows


def test_a_wrong_search_is_told_at_the_field_and_the_pictures_stay(
    desk: Desk, bar: FilterBar
) -> None:
    type_in(desk, bar, "bird")
    enter(desk, bar)
    with desk.qtbot.waitSignal(bar.search.mistaken):
        type_in(desk, bar, " AND (cat")
    assert bar.mistake.isVisible()
    assert bar.mistake.text() == "At character 10: this parenthesis is not closed."
    assert bar.search.accessibleDescription() == bar.mistake.text()
    assert desk.model.rows() == [2]
    type_in(desk, bar, ")")
    desk.qtbot.waitUntil(lambda: desk.model.filter == Filter(text="bird AND (cat)"))
    assert not bar.mistake.isVisible()
    assert bar.search.accessibleDescription() == ""


def test_who_is_still_typing_is_not_told_of_mistakes(desk: Desk, bar: FilterBar) -> None:
    with desk.qtbot.assertNotEmitted(bar.search.mistaken):
        for letter in "score>":
            type_in(desk, bar, letter)
            desk.qtbot.wait(1)


def test_enter_tells_a_mistake_at_once_and_stays_in_the_field(desk: Desk, bar: FilterBar) -> None:
    type_in(desk, bar, "score>high")
    with desk.qtbot.assertNotEmitted(bar.left):
        enter(desk, bar)
    assert bar.mistake.text() == "At character 1: 'high' is no number from 0 to 1."
    assert desk.model.rowCount() == 6


def test_escape_ends_a_mistake(desk: Desk, bar: FilterBar) -> None:
    type_in(desk, bar, "own:")
    enter(desk, bar)
    desk.qtbot.keyClick(bar.search, Key.Key_Escape)
    assert (bar.search.text(), bar.mistake.isVisible()) == ("", False)


def test_reset_ends_a_mistake(desk: Desk, bar: FilterBar) -> None:
    type_in(desk, bar, "score>x")
    enter(desk, bar)
    bar.reset()
    assert (bar.search.text(), bar.mistake.isVisible()) == ("", False)


def test_names_are_offered_while_typing_and_enter_takes_what_is_typed(
    desk: Desk, bar: FilterBar
) -> None:
    type_in(desk, bar, "bi")
    assert bar.search.popup.isVisible()
    assert offered(bar.search)[0] == "bird"
    with desk.qtbot.waitSignal(bar.left):
        desk.qtbot.keyClick(bar.search.popup, Key.Key_Return)
    assert not bar.search.popup.isVisible()
    assert desk.model.filter == Filter(text="bi")


def test_what_is_chosen_by_key_goes_into_the_search(desk: Desk, bar: FilterBar) -> None:
    type_in(desk, bar, "NOT bi")
    desk.qtbot.keyClick(bar.search.popup, Key.Key_Down)
    with desk.qtbot.assertNotEmitted(bar.left):
        desk.qtbot.keyClick(bar.search.popup, Key.Key_Return)
    assert bar.search.text() == "NOT bird "
    assert bar.search.hasFocus()
    desk.qtbot.waitUntil(lambda: desk.model.filter == Filter(text="NOT bird"))


def test_tab_takes_what_is_chosen_and_else_goes_on(desk: Desk, bar: FilterBar) -> None:
    type_in(desk, bar, "bi")
    desk.qtbot.keyClick(bar.search.popup, Key.Key_Down)
    desk.qtbot.keyClick(bar.search.popup, Key.Key_Tab)
    assert bar.search.text() == "bird "
    assert bar.search.hasFocus()
    type_in(desk, bar, "ca")
    desk.qtbot.keyClick(bar.search.popup, Key.Key_Tab)
    assert bar.search.text() == "bird ca"
    assert not bar.search.popup.isVisible()
    assert not bar.search.hasFocus()


def test_what_is_clicked_goes_into_the_search(desk: Desk, bar: FilterBar) -> None:
    desk.decide(desk.reviews.add_own, [0], "two words")
    desk.qtbot.waitUntil(lambda: bool(desk.model.pictures.review(0)))
    bar.search._completions.forget()
    type_in(desk, bar, "own:tw")
    popup = bar.search.popup
    place = popup.visualRect(bar.search.model.index(0, 0)).center()
    desk.qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert bar.search.text() == 'own:"two words" '


def test_what_is_chosen_in_the_middle_leaves_the_rest(desk: Desk, bar: FilterBar) -> None:
    bar.search.set_text("(b) score>0.5")
    bar.search.setCursorPosition(2)
    type_in(desk, bar, "i")
    desk.qtbot.keyClick(bar.search.popup, Key.Key_Down)
    desk.qtbot.keyClick(bar.search.popup, Key.Key_Return)
    assert bar.search.text() == "(bird) score>0.5"
    assert bar.search.cursorPosition() == 5


def test_a_field_that_is_chosen_shows_its_values_at_once(desk: Desk, bar: FilterBar) -> None:
    type_in(desk, bar, "stat")
    assert offered(bar.search)[0] == "state:"
    desk.qtbot.keyClick(bar.search.popup, Key.Key_Down)
    desk.qtbot.keyClick(bar.search.popup, Key.Key_Return)
    assert bar.search.text() == "state:"
    assert "unreviewed" in offered(bar.search)
    assert bar.search.popup.isVisible()


def test_escape_closes_what_is_offered_and_leaves_what_is_typed(desk: Desk, bar: FilterBar) -> None:
    type_in(desk, bar, "bi")
    desk.qtbot.keyClick(bar.search.popup, Key.Key_Escape)
    assert not bar.search.popup.isVisible()
    assert bar.search.text() == "bi"


def test_down_goes_on_to_the_pictures_where_nothing_is_offered(desk: Desk, bar: FilterBar) -> None:
    with desk.qtbot.waitSignal(bar.left):
        desk.qtbot.keyClick(bar.search, Key.Key_Down)


def test_control_and_space_show_all_that_can_be_asked_for(desk: Desk, bar: FilterBar) -> None:
    desk.qtbot.keyClick(bar.search, Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert {"folder:", "score>", "date>"} <= {*offered(bar.search)}
    for row in range(bar.search.model.rowCount()):
        index = bar.search.model.index(row, 0)
        told = index.data(Qt.ItemDataRole.AccessibleTextRole)
        assert told.startswith(index.data(CHOICE_ROLE).text)
        assert len(told) > len(index.data()) + 2


def test_every_state_says_what_it_is(desk: Desk, bar: FilterBar) -> None:
    type_in(desk, bar, "state:")
    rows = range(bar.search.model.rowCount())
    told = [bar.search.model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in rows]
    assert "waiting, not tagged yet" in told


def test_new_own_tags_are_offered_once_they_are_counted(desk: Desk, bar: FilterBar) -> None:
    type_in(desk, bar, "own:")
    assert offered(bar.search) == []
    desk.decide(desk.reviews.add_own, [0], "Holiday")
    with desk.qtbot.waitSignal(desk.model.counts_changed):
        pass
    desk.qtbot.keyClick(bar.search, Key.Key_Backspace)
    type_in(desk, bar, ":")
    assert offered(bar.search) == ["Holiday"]


def test_the_help_shows_searches_and_where_there_is_more(desk: Desk, bar: FilterBar) -> None:
    desk.qtbot.mouseClick(bar.help_button, Qt.MouseButton.LeftButton)
    (card,) = bar.findChildren(QueryHelp)
    assert card.isVisible()
    examples = [label.text() for label in card.findChildren(QLabel)][::2]
    assert len(examples) > 10
    for example in examples[:-1]:
        parse(example)
    (link,) = card.findChildren(LinkLabel)
    assert "docs/picture-library.md#searching" in link.text()
    desk.qtbot.keyClick(card, Key.Key_Escape)
    assert not card.isVisible()
