"""The dialog of all own tags: what it lists, what it foresees, what it changes and undoes."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from igtagger.app.learned_tags.taught_tags import TaughtTags
from igtagger.app.tag_manager import TagManager
from igtagger.domain import Review
from igtagger.gui.dialogs.tag_manager_dialog import TagManagerDialog
from igtagger.gui.main_window import MainWindow
from igtagger.gui.tags.chips import Chip
from igtagger.labels.tag_rules import TagEdit
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import load_tree
from igtagger.library.facade import Library
from igtagger.library.tag_changes import MOST_KEPT, TagPlan
from igtagger.library.writes import WriteState
from igtagger.models.catalog import everyday
from igtagger.settings import Settings
from tests.gui.reviewing import Desk, opened
from tests.gui.window import FakeEngine, drop, pictures, use, wait_idle

WAIT = 20_000


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Pictures 0 to 3 are listed with cat, x; Tom, cat; kitty; none. Two more are not."""
    for desk in opened(qtbot, tmp_path):
        own = [("cat", "x"), ("Tom", "cat"), ("kitty",)]
        for row, tags in enumerate(own):
            desk.decide(desk.reviews.add_own, [row], tags)
        others = {tmp_path / "far" / f"{n}.jpg": Review(own=("cat",)) for n in range(2)}
        desk.library.save_reviews(others)
        desk.reviews.writer.manager_of = manager_in(tmp_path)
        yield desk


def manager_in(folder: Path) -> Callable[[Library], TagManager]:
    names = TermNames(load_tree())
    taught = TaughtTags(folder / "taught")
    return lambda library: TagManager(library, folder / "vocabulary.toml", names, taught)


def bring(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.context.loader = lambda *_: FakeEngine(everyday())
    drop(window, folder)
    wait_idle(qtbot, window)


def show(qtbot: QtBot, desk: Desk, tag: str = "") -> TagManagerDialog:
    dialog = TagManagerDialog(desk.reviews, desk.model, ["dog", "animal"], tag)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    qtbot.waitUntil(lambda: bool(dialog.tree.tags), timeout=WAIT)
    return dialog


def rows(dialog: TagManagerDialog) -> dict[str, tuple[str, str]]:
    """What is to be seen: by names with those above, the counts."""
    found: dict[str, tuple[str, str]] = {}

    def add(item: QTreeWidgetItem | None, way: str) -> None:
        assert item is not None
        if not item.isHidden():
            found[way + item.text(0)] = item.text(1), item.text(2)
            for row in range(item.childCount()):
                add(item.child(row), f"{way}{item.text(0)}/")

    for row in range(dialog.tree.topLevelItemCount()):
        add(dialog.tree.topLevelItem(row), "")
    return found


def ask(qtbot: QtBot, dialog: TagManagerDialog, button: str, text: str, expected: str) -> None:
    """Ask for a change, and wait until it is told what that would come to."""
    qtbot.waitUntil(getattr(dialog, button).isEnabled, timeout=WAIT)
    getattr(dialog, button).click()
    if text:
        dialog.form.field.setText(text)
    qtbot.waitUntil(lambda: expected in dialog.form.preview.text(), timeout=WAIT)


def do(qtbot: QtBot, dialog: TagManagerDialog, act: Callable[[], object], expected: str) -> None:
    act()
    qtbot.waitUntil(lambda: expected in dialog.told.text(), timeout=WAIT)
    qtbot.waitUntil(dialog.form.isHidden, timeout=WAIT)


def wait_for(qtbot: QtBot, dialog: TagManagerDialog, name: str, counts: tuple[str, str]) -> None:
    qtbot.waitUntil(lambda: rows(dialog).get(name) == counts, timeout=WAIT)


def test_all_tags_of_the_library_are_listed_with_both_counts(qtbot: QtBot, desk: Desk) -> None:
    dialog = show(qtbot, desk, "cat")
    assert rows(dialog) == {
        "cat": ("4", "2"), "kitty": ("1", "1"), "Tom": ("1", "1"), "x": ("1", "1"),
    }  # fmt: skip
    assert [tag.name for tag in dialog.tree.chosen()] == ["cat"]
    dialog.tree.search("KIT")
    assert rows(dialog).keys() == {"kitty"}


def test_a_rename_tells_what_it_comes_to_is_made_and_undone_after_the_dialog(
    qtbot: QtBot, desk: Desk
) -> None:
    dialog = show(qtbot, desk, "cat")
    ask(qtbot, dialog, "rename", "Tom", "Changes 4 picture")
    assert "is a tag already" in dialog.form.preview.text()
    assert "One of them" in dialog.form.preview.text()
    do(qtbot, dialog, lambda: qtbot.keyClick(dialog.form.field, Qt.Key.Key_Return), "Done")
    wait_for(qtbot, dialog, "Tom", ("4", "2"))
    assert [tag.name for tag in dialog.tree.chosen()] == ["Tom"]
    assert [desk.review(row).own for row in range(3)] == [("Tom", "x"), ("Tom",), ("kitty",)]
    assert desk.stored(1).own == ("Tom",)
    dialog.accept()
    desk.decide(desk.reviews.undo)
    assert [desk.review(row).own for row in range(2)] == [("cat", "x"), ("Tom", "cat")]
    assert desk.stored(1).own == ("Tom", "cat")
    desk.decide(desk.reviews.redo)
    assert desk.review(1).own == ("Tom",)
    assert desk.problems == []


def test_a_change_of_all_pictures_is_undone_in_its_turn(qtbot: QtBot, desk: Desk) -> None:
    desk.decide(desk.reviews.change_everywhere, TagEdit("delete", ("cat",)))
    desk.decide(desk.reviews.add_own, [0], "new")
    assert desk.review(0).own == ("x", "new")
    undo = desk.reviews.undo_action(desk.reviews)
    assert undo.text().startswith("Undo: Add “new” to 1 picture")
    desk.decide(desk.reviews.undo)
    assert undo.text().startswith("Undo: Delete “cat” from 4 picture")
    desk.decide(desk.reviews.undo)
    assert desk.review(0).own == ("cat", "x")
    assert desk.stored(0).own == ("cat", "x")


def test_it_can_be_undone_after_the_list_was_cleared(qtbot: QtBot, desk: Desk) -> None:
    desk.decide(desk.reviews.change_everywhere, TagEdit("delete", ("cat",)))
    desk.model.clear()
    desk.decide(desk.reviews.undo)
    assert desk.stored(0).own == ("cat", "x")


def test_several_tags_become_one(qtbot: QtBot, desk: Desk) -> None:
    dialog = show(qtbot, desk)
    dialog.tree.choose(["cat", "kitty"])
    assert not dialog.rename.isEnabled()
    dialog.merge.click()
    dialog.form.keep_words.setChecked(True)
    dialog.form.field.setText("pet")
    qtbot.waitUntil(lambda: "Changes 5" in dialog.form.preview.text(), timeout=WAIT)
    do(qtbot, dialog, dialog.form.do.click, "Merge")
    wait_for(qtbot, dialog, "pet", ("5", "3"))
    assert dialog.tree.chosen()[0].words == ["cat", "kitty"]
    do(qtbot, dialog, dialog.undo.click, "Undone")
    wait_for(qtbot, dialog, "kitty", ("1", "1"))
    assert not dialog.undo.isEnabled()  # what was added in the window is undone there


def test_a_tag_is_deleted_by_key_and_brought_back(qtbot: QtBot, desk: Desk) -> None:
    dialog = show(qtbot, desk, "cat")
    dialog.tree.setFocus()
    qtbot.keyClick(dialog.tree, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "Changes 4" in dialog.form.preview.text(), timeout=WAIT)
    do(qtbot, dialog, dialog.form.do.click, "Delete")
    qtbot.waitUntil(lambda: "cat" not in rows(dialog), timeout=WAIT)
    qtbot.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, dialog, "cat", ("4", "2"))


def test_a_tag_stands_under_another_or_under_a_name(qtbot: QtBot, desk: Desk) -> None:
    dialog = show(qtbot, desk, "kitty")
    with qtbot.waitSignal(desk.reviews.rules_changed, timeout=WAIT):
        ask(qtbot, dialog, "place", "Tom", "No picture changes.")
        dialog.form.do.click()
    wait_for(qtbot, dialog, "Tom/kitty", ("1", "1"))
    dialog.tree.choose(["Tom"])
    ask(qtbot, dialog, "place", "dog", "No picture changes.")
    do(qtbot, dialog, dialog.form.do.click, "“dog”")
    wait_for(qtbot, dialog, "dog/Tom/kitty", ("1", "1"))
    dialog.tree.search("kitty")
    assert rows(dialog).keys() == {"dog", "dog/Tom", "dog/Tom/kitty"}
    dialog.tree.search("")
    ask(qtbot, dialog, "place", "kitty", "cannot stand under")
    assert not dialog.form.do.isEnabled()
    qtbot.keyClick(dialog.form.field, Qt.Key.Key_Escape)
    assert dialog.form.isHidden()
    assert dialog.isVisible()


def test_other_words_and_a_colour_come_and_go(qtbot: QtBot, desk: Desk) -> None:
    dialog = show(qtbot, desk, "Tom")
    ask(qtbot, dialog, "synonyms", "Tommy", "No picture changes.")
    do(qtbot, dialog, dialog.form.do.click, "“Tommy” mean “Tom”")
    qtbot.waitUntil(lambda: dialog.tree.tags[2].words == ["Tommy"], timeout=WAIT)
    dialog.tree.search("tommy")
    assert rows(dialog).keys() == {"Tom"}
    dialog.synonyms.click()
    (chip,) = (chip for chip in dialog.form.words.findChildren(Chip) if chip.isVisible())
    do(qtbot, dialog, lambda: qtbot.keyClick(chip, Qt.Key.Key_Delete), "not mean")
    menu = dialog.colour.menu()
    blue = next(each for each in menu.actions() if each.text() == "Blue")
    do(qtbot, dialog, blue.trigger, "colour of “Tom”")
    qtbot.waitUntil(lambda: dialog.tree.tags[2].colour == "blue", timeout=WAIT)


def test_what_cannot_be_is_told_before_anything_is_done(qtbot: QtBot, desk: Desk) -> None:
    dialog = show(qtbot, desk, "cat")
    ask(qtbot, dialog, "rename", "a, b", "a comma")
    assert not dialog.form.do.isEnabled()
    dialog.form.field.setText("cat")
    qtbot.waitUntil(lambda: dialog.form.preview.text() == "", timeout=WAIT)
    qtbot.keyClick(dialog.form.field, Qt.Key.Key_Return)
    assert desk.stored(0).own == ("cat", "x")


def test_a_damaged_file_of_rules_is_told(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "vocabulary.toml").write_text('[colour]\ncat = "red"\noops\n')
    dialog = show(qtbot, desk, "cat")
    ask(qtbot, dialog, "rename", "Felix", "line 3")
    (tmp_path / "vocabulary.toml").write_bytes(b"\xff")
    dialog.refresh()
    qtbot.waitUntil(lambda: "bytes that mean nothing" in dialog.told.text(), timeout=WAIT)
    assert (tmp_path / "vocabulary.toml").read_bytes() == b"\xff"


def test_a_library_that_cannot_be_used_is_told(qtbot: QtBot, desk: Desk) -> None:
    dialog = show(qtbot, desk, "cat")
    desk.broken = True
    dialog.form.wanted.emit(TagEdit("delete", ("cat",)))
    qtbot.waitUntil(lambda: "not there" in dialog.told.text(), timeout=WAIT)
    desk.settle()
    assert desk.stored(0).own == ("cat", "x")


def test_a_change_that_is_stopped_is_none(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = Library.change_tags

    def slow(library: Library, plan: object, going_on: Callable[[int, int], object]) -> int:
        def waits(done: int, total: int) -> None:
            limit = time.monotonic() + 20
            while time.monotonic() < limit and done == 0:
                going_on(done, total)
            going_on(done, total)

        return change(library, plan, waits)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "change_tags", slow)
    dialog = show(qtbot, desk, "cat")
    dialog.form.wanted.emit(TagEdit("delete", ("cat",)))
    qtbot.waitUntil(lambda: dialog.progress.maximum() > 0, timeout=WAIT)
    assert dialog.stop.isVisible()
    do(qtbot, dialog, dialog.stop.click, "Nothing was changed")
    assert desk.stored(0).own == ("cat", "x")
    assert desk.problems == []


def test_what_another_program_changed_is_shown_when_the_person_comes_back(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    desk.decide(desk.reviews.writer.look_for_others)
    with Library.open(desk.file, on_message=lambda reason: pytest.fail(reason.code)) as other:
        manager = manager_in(tmp_path)(other)
        made = manager.make(TagEdit("rename", ("cat",), "Felix"), lambda done, total: None)
        assert desk.review(0).own == ("cat", "x")
        desk.decide(desk.reviews.writer.look_for_others)
        assert [desk.review(row).own for row in range(2)] == [("Felix", "x"), ("Tom", "Felix")]
        desk.decide(desk.reviews.add_own, [0], "new")
        assert desk.stored(0).own == ("Felix", "x", "new")  # what it had is not written back
        manager.move(made.number, lambda done, total: None, back=True)
        desk.decide(desk.reviews.writer.look_for_others)
        assert desk.review(0).own == ("x", "new", "cat")
        rules = TagEdit("colour", ("x",), "red")
        manager.make(rules, lambda done, total: None)
        with qtbot.waitSignal(desk.reviews.rules_changed, timeout=WAIT):
            desk.reviews.writer.look_for_others()
    desk.settle()
    assert desk.problems == []


def test_files_that_still_hold_the_old_tag_are_told_and_can_be_mended(
    qtbot: QtBot, desk: Desk
) -> None:
    with closing(sqlite3.connect(desk.file)) as connection:
        connection.execute("INSERT INTO write_runs VALUES (1, 0, 'x')")
        connection.execute(
            "INSERT INTO writes (id, run, image, picture, file, made, state, changed) "
            "VALUES (1, 1, 1, ?, ?, 0, ?, 0)",
            (b"/0.jpg", b"/0.jpg", int(WriteState.WRITTEN)),
        )
        connection.execute("INSERT INTO written_tags VALUES (1, 0, 'dc:subject', 'cat')")
        connection.commit()
    dialog = show(qtbot, desk, "cat")
    assert dialog.take_back.isHidden()
    ask(qtbot, dialog, "rename", "Felix", "hold the old tag")
    do(qtbot, dialog, dialog.form.do.click, "still hold the old tag")
    for button, wish in (
        (dialog.take_back, dialog.taking_back_wanted),
        (dialog.write, dialog.writing_wanted),
    ):
        assert button.isVisible()
        with qtbot.waitSignal(wish, timeout=WAIT):
            button.click()
    wait_for(qtbot, dialog, "Felix", ("4", "2"))
    qtbot.waitUntil(dialog.undo.isEnabled, timeout=WAIT)
    do(qtbot, dialog, dialog.undo.click, "Undone")
    assert dialog.take_back.isHidden()


def test_names_that_a_search_takes_for_one_are_both_listed(qtbot: QtBot, desk: Desk) -> None:
    desk.decide(desk.reviews.add_own, [3], ["m²", "m2"])
    dialog = show(qtbot, desk)
    assert {"m²", "m2"} <= rows(dialog).keys()


def test_a_change_that_the_library_keeps_no_more_does_not_bar_the_way(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.decide(desk.reviews.change_everywhere, TagEdit("delete", ("cat",)))
    for number in range(MOST_KEPT):
        plan = TagPlan("", frozenset({f"none{number}"}), None)
        desk.library.change_tags(plan, lambda done, total: None)
    desk.decide(desk.reviews.undo)
    assert ["no longer kept" in problem.message for problem in desk.problems] == [True]
    desk.decide(desk.reviews.undo)
    assert desk.review(2).own == ()  # the step before it


def test_enter_on_a_tag_asks_for_its_new_name(qtbot: QtBot, desk: Desk) -> None:
    dialog = show(qtbot, desk, "cat")
    dialog.tree.setFocus()
    qtbot.keyClick(dialog.tree, Qt.Key.Key_Return)
    assert dialog.form.isVisible()
    assert dialog.focusWidget() is dialog.form.field


def test_closed_while_it_looks_nothing_comes_late(qtbot: QtBot, desk: Desk) -> None:
    dialog = show(qtbot, desk)
    dialog.refresh()
    dialog.reject()
    qtbot.wait(200)
    assert desk.problems == []


def test_what_is_typed_as_another_word_becomes_the_tag(qtbot: QtBot, tmp_path: Path) -> None:
    folder = pictures(tmp_path / "holiday", "a.png", "b.png")
    rules = Settings.from_environment().vocabulary_file
    rules.parent.mkdir(parents=True, exist_ok=True)
    rules.write_text('[synonym]\nTom = ["Tommy"]\n')

    def script(window: MainWindow) -> None:
        bring(qtbot, window, folder)
        window.reviews.add_own([0], "TOMMY, other")
        wait_idle(qtbot, window)
        assert window.results.pictures.review(0).own == ("Tom", "other")
        window.workspace.filters.search.setText("own:tommy")
        qtbot.waitUntil(lambda: window.results.rowCount() == 1, timeout=WAIT)

    assert use(script) == 0


def test_in_the_window_a_tag_is_renamed_placed_and_coloured_and_all_of_it_undone(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = pictures(tmp_path / "holiday", "a.png", "b.png", "c.png")

    def script(window: MainWindow) -> None:
        bring(qtbot, window, folder)
        window.reviews.add_own([0, 1], "cat")
        window.reviews.add_own([2], "Tom")
        wait_idle(qtbot, window)
        action: QAction = window.actions_.own_tags
        assert action.isEnabled()
        dialog = window.tag_managing.open("cat")
        wait_for(qtbot, dialog, "cat", ("2", "2"))
        ask(qtbot, dialog, "rename", "Felix", "Changes 2")
        do(qtbot, dialog, dialog.form.do.click, "Rename")
        wait_for(qtbot, dialog, "Felix", ("2", "2"))
        blue = next(each for each in dialog.colour.menu().actions() if each.text() == "Blue")
        do(qtbot, dialog, blue.trigger, "colour")
        ask(qtbot, dialog, "place", "animal", "No picture")
        do(qtbot, dialog, dialog.form.do.click, "“animal”")
        wait_for(qtbot, dialog, "animal/Felix", ("2", "2"))
        dialog.close_button.click()
        shown = window.results.pictures
        qtbot.waitUntil(lambda: shown.tags(0)[0].colour == "blue", timeout=WAIT)
        window.workspace.filters.search.setText("animal own:felix")
        qtbot.waitUntil(lambda: window.results.rowCount() == 2, timeout=WAIT)
        window.workspace.filters.search.setText("")
        for _ in range(3):
            window.actions_.undo.trigger()
            wait_idle(qtbot, window)
        assert shown.review(0).own == ("cat",)
        assert shown.naming.colour("Felix") == ""
        assert window.actions_.undo.text() == "Undo: Add “Tom” to 1 picture"

    assert use(script) == 0
