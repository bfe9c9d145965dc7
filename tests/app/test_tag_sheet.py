"""Going through one tag, page by page."""

from __future__ import annotations

from igtagger.app.tag_sheet import TagSheet, Verdicts


def sheet(pictures: int = 5, size: int = 2) -> TagSheet:
    made = TagSheet(range(10, 10 + pictures))
    made.fit(size)
    return made


def shown(made: TagSheet) -> TagSheet:
    for row in made.page:
        made.show(row)
    return made


def test_what_is_marked_is_wrong_and_the_rest_of_the_page_is_right() -> None:
    made = shown(sheet())
    made.toggle(11)
    assert made.verdicts() == Verdicts([10], [11], [])
    made.toggle(11)
    assert made.verdicts() == Verdicts([10, 11], [], [])


def test_nothing_is_confirmed_that_was_not_on_the_screen() -> None:
    made = sheet()
    assert made.show(10)
    assert not made.show(10)
    assert made.take() == Verdicts([10], [], [11])
    assert made.verdicts() == Verdicts([], [], [12, 13])


def test_each_page_is_taken_once_and_can_be_taken_back_with_its_marks() -> None:
    made = shown(sheet())
    made.toggle(10)
    made.take()
    assert made.page == [12, 13]
    assert made.can_undo
    made.take_back()
    assert made.page == [10, 11]
    assert made.verdicts() == Verdicts([11], [10], [])
    assert not made.can_undo


def test_behind_the_last_page_there_is_none() -> None:
    made = sheet(3)
    for _ in range(3):
        shown(made).take()
    assert made.page == []
    made.take_back()
    assert made.page == [12]


def test_pages_are_turned_without_a_verdict_and_never_beyond_the_ends() -> None:
    made = sheet()
    made.turn(-1)
    assert made.page == [10, 11]
    for _ in range(9):
        made.turn(1)
    assert made.page == [14]
    assert not made.can_undo


def test_another_size_keeps_the_first_picture() -> None:
    made = shown(sheet())
    made.take()
    made.fit(3)
    assert made.page == [12, 13, 14]
