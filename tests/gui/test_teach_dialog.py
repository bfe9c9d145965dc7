"""The page that teaches a tag: suggestions are confirmed and rejected, and get better by that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from igtagger.domain import LabelRef
from igtagger.errors import LibraryError
from igtagger.gui.tag_lessons.proposal_model import ProposalRole
from igtagger.gui.tag_lessons.teach_dialog import TeachDialog
from tests.gui.school import ALIKE, School, kept


@pytest.fixture
def school(qtbot: QtBot, tmp_path: Path) -> Iterator[School]:
    yield from kept(qtbot, tmp_path)


def shown(page: TeachDialog) -> list[str]:
    return [Path(row.path).name for row in page.pages.page]


def press(page: TeachDialog, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(page.view, key)


def verdicts(page: TeachDialog) -> list[bool | None]:
    return [page.pages.verdict(row.path) for row in page.pages.page]


def click_button(page: TeachDialog, place: int, *, right: bool) -> None:
    tile = page.view.visualRect(page.view.model().index(place, 0))
    corner = tile.bottomLeft() if right else tile.bottomRight()
    point = corner + (QPoint(18, -18) if right else QPoint(-18, -18))
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_what_is_like_the_examples_is_suggested_first_over_the_whole_library(
    school: School,
) -> None:
    school.tag("sunset", *school.sunsets[:2])
    page = school.opened()
    rest = {path.name for path in school.sunsets[2:]}
    assert set(shown(page)[: len(rest)]) == rest
    assert not len(school.model.pictures)  # none of them is listed
    scores = [row.score for row in page.pages.page]
    assert scores == sorted(scores, reverse=True)
    assert page.header.counts.text().startswith("2 example")


def test_a_key_confirms_and_goes_on_and_nothing_moves(school: School) -> None:
    school.tag("sunset", *school.sunsets[:2])
    page = school.opened()
    before = shown(page)
    press(page, Qt.Key.Key_P, Qt.Key.Key_Return)
    assert page.view.currentIndex().row() == 2
    school.settle(page)
    assert shown(page) == before
    assert verdicts(page)[:3] == [True, True, None]
    assert school.stored(school.folder / before[0]).own == ("sunset",)
    assert page.header.counts.text().startswith("4 example")


def test_a_key_rejects(school: School) -> None:
    school.tag("sunset", *school.sunsets[:2])
    page = school.opened()
    press(page, Qt.Key.Key_X)
    school.settle(page)
    assert page.lesson is not None
    rejected = school.stored(school.folder / shown(page)[0]).rejected
    assert rejected == {LabelRef("taught", page.lesson.ref.index)}
    assert "1 rejected" in page.header.counts.text()


def test_several_that_are_selected_are_decided_in_one_step(school: School) -> None:
    school.tag("sunset", *school.sunsets[:2])
    page = school.opened()
    QTest.keyClick(page.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    press(page, Qt.Key.Key_P)
    school.settle(page)
    assert verdicts(page)[:4] == [True, True, True, None]
    assert len(school.reviews.done) == 1
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    school.settle(page)
    assert verdicts(page)[:3] == [None, None, None]
    assert not school.stored(school.folder / shown(page)[0])


def test_tick_and_cross_decide_by_the_mouse_and_leave_the_selection(school: School) -> None:
    school.tag("sunset", *school.sunsets[:2])
    page = school.opened()
    click_button(page, 3, right=True)
    click_button(page, 4, right=False)
    school.settle(page)
    assert verdicts(page)[3:5] == [True, False]
    assert page.view.currentIndex().row() == 0


def test_a_page_that_is_decided_is_turned_and_the_next_one_is_better(school: School) -> None:
    school.tag("sunset", *school.sunsets[:1])
    page = school.opened()
    page.resize(360, 480)
    school.settle(page)
    size, seen = page.pages.size, shown(page)
    assert size < ALIKE - 1
    page.view.selectAll()
    press(page, Qt.Key.Key_P)
    school.settle(page)
    assert not set(shown(page)) & set(seen)
    assert page.pages.first == size
    assert page.view.currentIndex().row() == 0


def test_page_down_passes_over_and_page_up_comes_back(school: School) -> None:
    school.tag("sunset", *school.sunsets[:1])
    page = school.opened()
    page.resize(360, 480)
    school.settle(page)
    first = shown(page)
    press(page, Qt.Key.Key_PageDown)
    school.settle(page)
    assert not set(shown(page)) & set(first)
    press(page, Qt.Key.Key_PageUp)
    assert shown(page) == first


def test_undo_comes_back_to_the_picture_on_whichever_page_it_was(school: School) -> None:
    school.tag("sunset", *school.sunsets[:1])
    page = school.opened()
    page.resize(360, 480)
    school.settle(page)
    first = shown(page)
    press(page, Qt.Key.Key_Right, Qt.Key.Key_P, Qt.Key.Key_PageDown)
    school.settle(page)
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    school.settle(page)
    assert shown(page) == first
    assert page.view.currentIndex().row() == 1
    assert verdicts(page)[1] is None


def test_space_looks_at_a_picture_and_it_is_judged_there(school: School) -> None:
    school.tag("sunset", *school.sunsets[:2])
    page = school.opened()
    press(page, Qt.Key.Key_Space)
    assert page.middle.currentWidget() is page.large
    canvas = page.large.preview.focusProxy()
    assert canvas is not None
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_P)
    school.settle(page)
    assert verdicts(page)[:3] == [None, True, None]
    assert page.view.currentIndex().row() == 2
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert page.middle.currentWidget() is page.view
    assert page.isVisible()


def test_the_switch_waits_for_five_examples_and_says_so(school: School) -> None:
    school.tag("sunset", *school.sunsets[:4])
    page = school.opened()
    assert not page.header.switch.isEnabled()
    assert "1 more example" in page.header.why_not.text()
    press(page, Qt.Key.Key_P)
    school.settle(page)
    assert page.header.switch.isEnabled()
    assert not page.header.why_not.isVisible()


def test_switched_on_it_is_said_by_itself_and_that_is_kept(school: School, qtbot: QtBot) -> None:
    school.tag("sunset", *school.sunsets[:6])
    page = school.opened()
    with qtbot.waitSignal(page.switched, timeout=20_000):
        page.header.switch.click()
    school.settle(page)
    assert page.header.switch.isChecked()
    assert [tag.name for tag in school.store.tags() if tag.automatic] == ["sunset"]
    page.header.switch.click()
    school.settle(page)
    assert not [tag for tag in school.store.tags() if tag.automatic]


def test_it_tells_of_how_many_pictures_it_would_be_said(school: School) -> None:
    school.tag("sunset", *school.sunsets[:6])
    page = school.opened()
    assert page.lesson is not None
    assert 6 <= page.lesson.said <= ALIKE
    assert f"{page.lesson.said} of 60 pictures" in page.header.counts.text()
    indices = [page.view.model().index(place, 0) for place in range(len(shown(page)))]
    sure = [index.data(ProposalRole.SURE) for index in indices]
    lines = [index.data(ProposalRole.LINE) for index in indices]
    assert 0 < sum(sure) < len(sure)
    assert lines.index(True) == sum(sure)
    assert sum(lines) == 1


def test_without_examples_it_says_what_to_do(school: School) -> None:
    page = school.opened()
    assert page.middle.currentWidget() is page.message
    assert page.lesson is not None
    assert not page.header.switch.isEnabled()


def test_what_cannot_be_kept_is_not_shown_as_decided(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.tag("sunset", *school.sunsets[:2])
    page = school.opened()

    def refuse(*_: object) -> None:
        raise LibraryError("told", text="The disk is full.")

    monkeypatch.setattr(school.library, "save_reviews", refuse)
    press(page, Qt.Key.Key_P)
    school.settle(page)
    assert verdicts(page)[0] is None
    assert page.told.text() == "The disk is full."


def test_screen_readers_are_told_what_was_decided(school: School) -> None:
    school.tag("sunset", *school.sunsets[:2])
    page = school.opened()
    press(page, Qt.Key.Key_X)
    spoken = page.view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith(shown(page)[0])
    assert spoken.endswith("rejected")
