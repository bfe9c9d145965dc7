"""What others wrote into files, as the window shows it: apart from own tags, and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter, Listed, TagKind
from igtagger.domain import FileFacts
from igtagger.gui.tags.chips import Chip, ChipText
from igtagger.gui.tags.details import Details
from igtagger.gui.tags.file_word_list import search_for
from igtagger.gui.tags.tag_list import TagList
from igtagger.labels.file_keywords import FoundFacts, FoundKeyword
from igtagger.labels.query import parse
from igtagger.library.facts import FactsEntry, FactsStamp
from igtagger.library.images import FileStamp
from tests.gui.reviewing import Desk, opened, shown_details

LEFT = Qt.MouseButton.LeftButton
TAKEN = datetime(2020, 5, 6, 7, 8, 9)  # noqa: DTZ001
LAKE = FileFacts(("Holiday", "Lake Como"), 4, TAKEN, "NIKON D750")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    for desk in opened(qtbot, tmp_path):
        say(desk, 0, LAKE)
        say(desk, 1, FileFacts(("Holiday",), -1))
        yield desk


def say(desk: Desk, row: int, facts: FileFacts) -> None:
    """As a run brings it."""
    desk.model.add([Listed(str(desk.path(row)), facts=facts)])


@pytest.fixture
def details(qtbot: QtBot, desk: Desk) -> Details:
    return shown_details(qtbot, desk)


@pytest.fixture
def tags(qtbot: QtBot, desk: Desk) -> TagList:
    made = TagList(desk.model)
    qtbot.addWidget(made)
    made.resize(220, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


def chips(details: Details) -> dict[str, Chip]:
    found = details.file_part.findChildren(Chip)
    return {chip.chip.name: chip for chip in found if not chip.isHidden()}


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def listed(tags: TagList) -> list[tuple[str, int]]:
    model = tags.file_words.view.model()
    rows = (model.index(row, 0) for row in range(model.rowCount()))
    return [
        (tag.name, tag.pictures) for tag in (row.data(Qt.ItemDataRole.UserRole + 1) for row in rows)
    ]


# Of what is selected


def test_what_a_file_says_stands_apart_from_own_tags(details: Details, desk: Desk) -> None:
    desk.decide(desk.reviews.add_own, [0], "mine")
    details.set_rows([0])
    assert [chip.name for chip in details.chips.texts()] == ["mine"]
    words = [(chip.name, chip.kind) for chip in details.file_part.chips.texts()]
    assert words == [("Holiday", TagKind.FILE), ("Lake Como", TagKind.FILE)]
    assert details.file_part.facts.text().startswith("★★★★☆  ·  ")
    assert details.file_part.facts.text().endswith("NIKON D750")
    assert "4 star" in details.file_part.facts.accessibleName()
    details.set_rows([1])
    assert details.file_part.facts.text() == "Rejected"


def test_where_files_say_nothing_there_is_no_such_part(details: Details) -> None:
    details.set_rows([2])
    assert not details.file_part.isVisible()
    details.set_rows([0])
    assert details.file_part.isVisible()


def test_of_several_it_is_told_in_how_many_files_a_keyword_is(details: Details) -> None:
    details.set_rows([0, 1, 2])
    told = [(chip.name, chip.having, chip.of) for chip in details.file_part.chips.texts()]
    assert told == [("Holiday", 2, 3), ("Lake Como", 1, 3)]
    assert details.file_part.facts.text() == ""


def test_a_keyword_of_a_file_cannot_be_removed_but_become_an_own_tag(
    details: Details, desk: Desk
) -> None:
    details.set_rows([0])
    chip = chips(details)["Lake Como"]
    chip.setFocus()
    desk.qtbot.keyClick(chip, Qt.Key.Key_Delete)
    desk.settle()
    assert desk.model.pictures.facts.facts(0) == LAKE
    menu = chip.menu()
    assert texts(menu) == ["Show pictures with this tag", "Add as own tag"]
    menu.actions()[-1].trigger()
    desk.settle()
    assert desk.stored(0).own == ("Lake Como",)


def test_a_click_on_a_keyword_searches_for_it(details: Details, desk: Desk) -> None:
    details.set_rows([0])
    with desk.qtbot.waitSignal(details.file_word_activated) as told:
        desk.qtbot.mouseClick(chips(details)["Lake Como"], LEFT)
    assert told.args == ['file:"Lake Como"']


def test_every_keyword_that_can_be_searched_for_is_a_search() -> None:
    for word in ("lake", "Lake Como", "AND", "a(b)", "x:y", "-", "ä ö", "5>3", "''", '5" disc'):
        wanted = search_for(word)
        parse(wanted)


# At the side


def test_keywords_of_files_are_listed_with_counts(tags: TagList, desk: Desk) -> None:
    assert listed(tags) == [("Holiday", 2), ("Lake Como", 1)]
    assert "Holiday" not in [tag.name for tag in tags.tags]
    say(desk, 2, FileFacts(("Lake Como", "Anna")))
    say(desk, 1, FileFacts())
    desk.qtbot.waitUntil(lambda: listed(tags) == [("Lake Como", 2), ("Anna", 1), ("Holiday", 1)])


def test_where_no_file_has_keywords_the_list_is_not_there(tags: TagList, desk: Desk) -> None:
    assert tags.file_words.isVisible()
    say(desk, 0, FileFacts())
    say(desk, 1, FileFacts())
    desk.qtbot.waitUntil(lambda: not tags.file_words.isVisible())


def test_a_click_in_the_list_searches_and_another_one_ends_it(tags: TagList, desk: Desk) -> None:
    view = tags.file_words.view
    place = view.visualRect(view.model().index(0, 0)).center()
    with desk.qtbot.waitSignal(tags.file_word_chosen) as told:
        desk.qtbot.mouseClick(view.viewport(), LEFT, pos=place)
    assert told.args == ["file:Holiday"]
    tags.file_words.show_search("file:Holiday")
    assert view.active == "Holiday"
    with desk.qtbot.waitSignal(tags.file_word_chosen) as told:
        desk.qtbot.mouseClick(view.viewport(), LEFT, pos=place)
    assert told.args == [""]
    tags.file_words.show_search("something else")
    assert view.active is None


def test_the_search_of_the_list_narrows_both_parts(tags: TagList) -> None:
    tags.search.set_text("como")
    tags.search.searched.emit("como")
    assert listed(tags) == [("Lake Como", 1)]
    tags.search.searched.emit("nothing is called that")
    assert not tags.file_words.isVisible()


def test_a_keyword_becomes_an_own_tag_of_all_that_have_it(tags: TagList, desk: Desk) -> None:
    menu = tags.file_words.menu_for(tags.file_words.view.model().index(0, 0))
    shown, *_, add = texts(menu)
    # Numbers are in words only where an earlier test has loaded the English texts.
    assert (shown, add.replace("picture(s)", "pictures")) == (
        "Show only these pictures",
        "Add as own tag to 2 pictures",
    )
    with desk.qtbot.waitSignal(tags.own_requested) as told:
        menu.actions()[-1].trigger()
    assert told.args == ["Holiday"]


def test_the_words_of_a_search_find_keywords_of_files(desk: Desk) -> None:
    for text, rows in (("como", {0}), ("HOLI", {0, 1}), ("file:como", set()), ("rating>3", {0})):
        desk.model.set_filter(Filter(text=text))
        assert set(desk.model.rows()) == rows, text


# While a person types


def test_keywords_of_files_are_suggested_behind_own_tags(details: Details, desk: Desk) -> None:
    stamp = FactsStamp(FileStamp(1, 1))
    tags = [FoundKeyword("0.jpg", "dc:subject", word, (word,)) for word in ("Lakeside", "lake")]
    desk.library.save_facts({desk.path(0): FactsEntry(FoundFacts(tuple(tags)), stamp)})
    desk.decide(desk.reviews.add_own, [2], "Lake")
    desk.expect_own("Lake")
    details.set_rows([0])

    def suggested() -> list[tuple[str, bool]]:
        details.field.clear()
        desk.qtbot.keyClicks(details.field, "lake")
        return [(each.name, each.from_file) for each in details.field.model.suggestions]

    desk.qtbot.waitUntil(lambda: suggested()[:2] == [("Lake", False), ("Lakeside", True)])
    assert [name for name, from_file in suggested() if from_file] == ["Lakeside"]


def test_a_chip_has_room_for_its_name_before_it_is_shown(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.setStyleSheet("* {font-size: 40px}")
    chip = Chip(ChipText("beach", "beach", TagKind.FILE), parent)
    width = chip.sizeHint().width()
    chip.ensurePolished()
    assert width > chip.fontMetrics().horizontalAdvance("beach")
