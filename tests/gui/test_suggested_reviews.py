"""Decisions over pictures of the library, whether the window lists them or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from igtagger.domain import LabelRef, Review
from igtagger.gui.tags.review_history import StepKind
from tests.gui.reviewing import Desk, opened, ref

SUNSET = LabelRef("taught", 3)
UNLISTED = 9


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    for desk in opened(qtbot, tmp_path):
        desk.tagged(UNLISTED, {0: 0.5})  # the library knows it, the list does not
        yield desk


def judge(desk: Desk, *rows: int, right: bool) -> None:
    paths = [str(desk.path(row)) for row in rows]
    desk.reviews.judge_suggested(paths, "sunset", SUNSET, right=right)
    desk.settle()


def test_a_right_suggestion_is_an_own_tag_on_listed_and_unlisted_pictures(desk: Desk) -> None:
    judge(desk, 1, UNLISTED, right=True)
    assert desk.stored(1) == desk.stored(UNLISTED) == Review(own=("sunset",))
    assert desk.review(1).own == ("sunset",)  # shown, too
    assert "2" in desk.reviews.done[-1].text
    assert "sunset" in desk.reviews.done[-1].text


def test_a_wrong_one_is_rejected_and_takes_the_tag_away(desk: Desk) -> None:
    judge(desk, 1, right=True)
    judge(desk, 1, right=False)
    assert desk.stored(1) == Review(rejected=frozenset({SUNSET}))
    judge(desk, 1, right=True)
    assert desk.stored(1) == Review(own=("sunset",))


def test_each_is_one_step_that_is_undone_and_done_again(desk: Desk) -> None:
    told: list[StepKind] = []
    desk.reviews.kept_of_paths.connect(lambda _, kind: told.append(kind))
    desk.decide(desk.reviews.confirm, [1], ref(0))
    judge(desk, 1, UNLISTED, right=True)
    desk.decide(desk.reviews.undo)
    assert desk.stored(1) == desk.review(1) == Review(confirmed=frozenset({ref(0)}))
    assert not desk.stored(UNLISTED)
    desk.decide(desk.reviews.redo)
    assert desk.stored(UNLISTED).own == desk.review(1).own == ("sunset",)
    assert told == [StepKind.DONE, StepKind.UNDONE, StepKind.REDONE]


def test_undo_brings_back_what_the_library_had_of_a_picture_that_is_not_listed(desk: Desk) -> None:
    before = Review(own=("Sunset", "beach"))
    desk.library.save_reviews({desk.path(UNLISTED): before})
    judge(desk, UNLISTED, right=False)
    assert desk.stored(UNLISTED) == Review(rejected=frozenset({SUNSET}), own=("beach",))
    desk.decide(desk.reviews.undo)
    assert desk.stored(UNLISTED) == before


def test_what_is_so_already_is_no_step(desk: Desk) -> None:
    judge(desk, 1, right=True)
    judge(desk, 1, right=True)
    assert len(desk.reviews.done) == 1


def test_a_cleared_list_leaves_them_to_be_undone(desk: Desk) -> None:
    judge(desk, 1, right=True)
    desk.model.clear()
    desk.decide(desk.reviews.undo)
    assert not desk.stored(1)


def test_without_the_library_nothing_changes_and_it_is_said(desk: Desk) -> None:
    desk.broken = True
    judge(desk, 1, right=True)
    assert [problem.message for problem in desk.problems] == ["The library is not there."]
    assert not desk.review(1).own
    assert not desk.reviews.done
