"""Copies, group by group: what is decided by keys, and what goes to the trash."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from igtagger.app.likeness.copy_decisions import CopyMark
from igtagger.app.likeness.duplicates import BEST_TAG, DUPLICATE_TAG
from igtagger.app.likeness.joining_copies import Likeness
from igtagger.domain import Review
from igtagger.errors import LibraryError
from igtagger.gui.alike.duplicates_dialog import DuplicatesDialog
from igtagger.gui.alike.group_view import GroupView
from igtagger.gui.runs.making_features import MakingFeatures
from igtagger.gui.views.thumbnails import Thumbnails
from tests.gui.copies import FakeSearch, group
from tests.gui.reviewing import Desk, opened
from tests.gui.window import LONG

BYTES, PICTURE, NEAR = Likeness.BYTES, Likeness.PICTURE, Likeness.NEAR
KEY = Qt.Key
Opening = Callable[..., DuplicatesDialog]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(qtbot, tmp_path)


@pytest.fixture
def search(desk: Desk, tmp_path: Path) -> FakeSearch:
    folder = tmp_path / "copies"
    return FakeSearch(desk.library, group(folder, "a", BYTES, PICTURE), group(folder, "b", NEAR))


@pytest.fixture
def opening(qtbot: QtBot, desk: Desk, search: FakeSearch, tmp_path: Path) -> Iterator[Opening]:
    window, thumbnails = QWidget(), Thumbnails(tmp_path / "thumbnails")
    making = MakingFeatures(search.make, parent=window)
    qtbot.addWidget(window)
    window.resize(1000, 700)
    made: list[DuplicatesDialog] = []

    def open_dialog(*, wait: bool = True) -> DuplicatesDialog:
        window.show()
        dialog = DuplicatesDialog(search.work(6), making, desk.reviews, thumbnails, 96, window)
        made.append(dialog)
        dialog.open()
        qtbot.waitExposed(dialog)
        if wait:
            qtbot.waitUntil(lambda: not dialog.finder.running, timeout=LONG)
        return dialog

    yield open_dialog
    for dialog in made:
        dialog.close_jobs()
    thumbnails.close()


def press(dialog: DuplicatesDialog, *keys: Qt.Key | str) -> None:
    for key in keys:
        if isinstance(key, str):
            QTest.keySequence(dialog.view, key)
        else:
            QTest.keyClick(dialog.view, key)


def marks(dialog: DuplicatesDialog) -> dict[str, CopyMark]:
    members = [member for shown in dialog.decisions.groups for member in shown.members]
    found = {each.path.stem: dialog.decisions.mark(str(each.path)) for each in members}
    return {name: mark for name, mark in found.items() if mark is not CopyMark.NONE}


def stored(desk: Desk, tmp_path: Path, name: str) -> Review:
    path = tmp_path / "copies" / f"{name}.jpg"
    return desk.library.reviews([path]).get(path, Review())


def current(dialog: DuplicatesDialog) -> str:
    chosen = dialog.view.current()
    assert chosen is not None
    return chosen[1].path.stem


def test_groups_are_shown_with_the_best_first_and_why(opening: Opening) -> None:
    dialog = opening()
    model = dialog.model
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("a0.jpg, best copy: largest, 400 × 300  ·  JPEG  ·  1.0 kB")
    assert "same file" in model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "nearly the same 0.98" in model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.index(1, 2).flags() == Qt.ItemFlag.NoItemFlags
    assert current(dialog) == "a0"


def test_thumbnails_that_come_after_it_was_closed_find_nobody_there(
    opening: Opening, qtbot: QtBot, tmp_path: Path
) -> None:
    late = Thumbnails(tmp_path / "late")
    view = GroupView(opening().model, late, 96)
    with qtbot.captureExceptions() as raised:
        view.deleteLater()
        qtbot.waitUntil(lambda: not isValid(view), timeout=LONG)
        late.ready.emit([])
    late.close()
    assert raised == []


def test_arrows_lead_within_a_group_and_from_one_to_the_next(opening: Opening) -> None:
    dialog = opening()
    press(dialog, KEY.Key_Right, KEY.Key_Right)
    assert current(dialog) == "a2"
    press(dialog, KEY.Key_Down)
    assert current(dialog) == "b1"
    press(dialog, KEY.Key_Up, KEY.Key_Left)
    assert current(dialog) == "a0"


def test_keys_decide_each_in_a_step_that_is_undone_with_what_it_was(
    opening: Opening, desk: Desk, tmp_path: Path
) -> None:
    dialog = opening()
    press(dialog, KEY.Key_K, KEY.Key_Right, KEY.Key_X)
    assert marks(dialog) == {"a0": CopyMark.BEST, "a1": CopyMark.UNWANTED}
    desk.settle()
    assert stored(desk, tmp_path, "a0").own == (BEST_TAG,)
    assert stored(desk, tmp_path, "a1").own == (DUPLICATE_TAG,)
    assert len(desk.reviews.done) == 2
    press(dialog, "Ctrl+Z")
    desk.settle()
    assert marks(dialog) == {"a0": CopyMark.BEST}
    assert not stored(desk, tmp_path, "a1")
    press(dialog, "Ctrl+Z", "Ctrl+Z")
    desk.settle()
    assert marks(dialog) == {}
    assert not desk.reviews.done


def test_the_same_key_takes_a_decision_back(opening: Opening, desk: Desk) -> None:
    dialog = opening()
    press(dialog, KEY.Key_X, KEY.Key_X)
    desk.settle()
    assert marks(dialog) == {}


def test_the_last_copy_of_a_group_stays_and_that_is_said(opening: Opening, desk: Desk) -> None:
    dialog = opening()
    press(dialog, KEY.Key_Down, KEY.Key_X, KEY.Key_Right, KEY.Key_X)
    assert marks(dialog) == {"b0": CopyMark.UNWANTED}
    assert "At least one copy stays" in dialog.note.text()
    desk.settle()
    assert len(desk.reviews.done) == 1


def test_one_key_decides_about_a_group_and_goes_on(opening: Opening, desk: Desk) -> None:
    dialog = opening()
    press(dialog, KEY.Key_Right, "Shift+K")
    desk.settle()
    assert marks(dialog) == {"a0": CopyMark.UNWANTED, "a1": CopyMark.BEST, "a2": CopyMark.UNWANTED}
    assert len(desk.reviews.done) == 1
    assert current(dialog) == "b0"


def test_the_best_of_all_is_kept_in_one_step_after_it_was_told_how_many(
    opening: Opening, desk: Desk, qtbot: QtBot
) -> None:
    dialog = opening()
    qtbot.waitUntil(lambda: dialog.sums.text().startswith("3 cop"), timeout=LONG)
    assert "3.0 kB" in dialog.sums.text()
    press(dialog, "Ctrl+B")
    desk.settle()
    unwanted = [name for name, mark in marks(dialog).items() if mark is CopyMark.UNWANTED]
    assert unwanted == ["a1", "a2", "b1"]
    assert not dialog.best_button.isEnabled()
    assert "3 cop" in dialog.note.text()
    press(dialog, "Ctrl+Z")
    desk.settle()
    assert marks(dialog) == {}
    assert dialog.best_button.isEnabled()


def test_what_cannot_be_kept_is_not_shown_as_decided(opening: Opening, desk: Desk) -> None:
    dialog = opening()
    desk.broken = True
    press(dialog, KEY.Key_X)
    assert marks(dialog) == {"a0": CopyMark.UNWANTED}
    desk.settle()
    assert marks(dialog) == {}


def test_what_is_not_wanted_goes_to_the_trash_after_a_question_with_count_and_bytes(
    opening: Opening, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opening()
    dialog.trashing.to_trash = lambda path: path.rename(tmp_path / path.name)
    press(dialog, "Ctrl+B", "Shift+Del")
    qtbot.waitUntil(lambda: dialog.trashing.question is not None, timeout=LONG)
    question = dialog.trashing.question
    assert question is not None
    assert "3 picture" in question.text()
    assert "3.0 kB" in question.informativeText()
    (yes,) = [
        button
        for button in question.buttons()
        if question.buttonRole(button) is QMessageBox.ButtonRole.AcceptRole
    ]
    with qtbot.waitSignal(dialog.trashing.done, timeout=LONG):
        yes.click()
    assert sorted(path.name for path in (tmp_path / "copies").iterdir()) == ["a0.jpg", "b0.jpg"]
    assert dialog.model.rowCount() == 0
    assert dialog.pane.isVisible()
    assert dialog.path.text() == ""
    assert dialog.focusWidget() is dialog.close_button
    desk.settle()


def test_a_group_of_which_no_other_copy_is_there_loses_none(
    opening: Opening, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opening()
    press(dialog, KEY.Key_Down, KEY.Key_X)
    desk.settle()
    (tmp_path / "copies" / "b1.jpg").unlink()
    press(dialog, "Shift+Del")
    qtbot.waitUntil(lambda: "at least one stays" in dialog.note.text(), timeout=LONG)
    assert dialog.trashing.question is None


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_what_goes_is_no_copy_of_it(
    opening: Opening, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    link = tmp_path / "copies" / "b1.jpg"
    link.unlink()
    link.symlink_to(link.with_name("b0.jpg"))
    dialog = opening()
    press(dialog, KEY.Key_Down, KEY.Key_X)
    desk.settle()
    press(dialog, "Shift+Del")
    qtbot.waitUntil(lambda: "at least one stays" in dialog.note.text(), timeout=LONG)
    press(dialog, KEY.Key_X, KEY.Key_Right, KEY.Key_X)  # the link may go
    desk.settle()
    press(dialog, "Shift+Del")
    qtbot.waitUntil(lambda: dialog.trashing.question is not None, timeout=LONG)
    question = dialog.trashing.question
    assert question is not None
    assert "b1.jpg" in question.informativeText()
    question.reject()


def test_what_was_decided_before_is_shown(opening: Opening, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "copies" / "a1.jpg"
    desk.library.save_reviews({path: Review(own=("sea", "Duplicate"))})
    dialog = opening()
    assert marks(dialog) == {"a1": CopyMark.UNWANTED}
    press(dialog, KEY.Key_Right, KEY.Key_X)
    desk.settle()
    assert stored(desk, tmp_path, "a1").own == ("sea",)


def test_kinds_are_switched_apart(opening: Opening, search: FakeSearch, qtbot: QtBot) -> None:
    dialog = opening()
    dialog.finder.kinds[PICTURE].setChecked(False)
    assert len(search.asked) == 1
    assert [len(shown.members) for shown in dialog.decisions.groups] == [2, 2]
    dialog.finder.kinds[NEAR].setChecked(False)
    qtbot.waitUntil(lambda: not dialog.finder.running, timeout=LONG)
    assert [wish.least for wish in search.asked] == [NEAR, BYTES]
    assert [len(shown.members) for shown in dialog.decisions.groups] == [2]


def test_a_search_is_stopped_and_what_it_found_stays(
    opening: Opening, search: FakeSearch, qtbot: QtBot
) -> None:
    search.held.clear()
    dialog = opening(wait=False)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=LONG)
    dialog.finder.stop_button.click()
    assert not dialog.finder.running
    assert "stopped before the end" in dialog.finder.told.text()
    assert dialog.model.rowCount() == 1
    search.held.set()


def test_without_any_copy_that_is_said(opening: Opening, search: FakeSearch) -> None:
    search.groups = ()
    dialog = opening()
    assert dialog.pane.isVisible()
    assert not dialog.best_button.isEnabled()
    assert not dialog.trash_button.isEnabled()


def test_a_search_that_fails_says_why(opening: Opening, search: FakeSearch) -> None:
    search.groups, search.error = (), LibraryError("told", text="The library is not there.")
    dialog = opening()
    assert dialog.pane.isVisible()
    assert dialog.pane.button.isVisible()


def test_what_pictures_lack_is_made_and_then_they_are_compared(
    opening: Opening, search: FakeSearch, qtbot: QtBot
) -> None:
    search.lacking = 4
    dialog = opening()
    assert dialog.lacking.isVisible()
    assert "4 picture" in dialog.lacking.words.text()
    dialog.lacking.button.click()
    qtbot.waitUntil(lambda: len(search.asked) == 2 and not dialog.finder.running, timeout=LONG)
    assert not dialog.lacking.isVisible()


def test_a_copy_is_looked_at_on_the_whole_window_and_arrows_compare(
    opening: Opening, desk: Desk
) -> None:
    dialog = opening()
    large = dialog.open_large()
    assert large is not None
    assert "a0.jpg" in large.told.text()
    QTest.keyClick(large.preview, KEY.Key_Right)
    assert "same file" in large.told.text()
    assert current(dialog) == "a1"
    QTest.keyClick(large.preview, KEY.Key_X)
    assert marks(dialog) == {"a1": CopyMark.UNWANTED}
    assert large.told.text().startswith("not wanted")
    QTest.keyClick(large.preview, KEY.Key_Space)
    assert not large.isVisible()
    desk.settle()


def test_it_may_be_closed_while_it_works(opening: Opening, search: FakeSearch) -> None:
    search.held.clear()
    dialog = opening(wait=False)
    dialog.reject()
    assert not dialog.finder.running
    search.held.set()
