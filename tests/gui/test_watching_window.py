"""Folders kept in view, and the offer to go on, through the real ``main()``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from igtagger.app import idleness
from igtagger.app.picture_values import State, Which
from igtagger.app.watched_folders import WatchedFolders
from igtagger.app.watcher import WatchPace
from igtagger.gui.main_window import MainWindow
from igtagger.gui.runs.session import RunProgress, RunRequest, RunState
from igtagger.gui.watching import folders_in_view
from igtagger.gui.watching.folders_dialog import FoldersDialog
from igtagger.settings import Preferences, Settings, save_preferences
from tests.gui.window import LONG, FakeEngine, pictures, use, wait_idle

QUICK = WatchPace(still=0.05, empty=0.2, again=0.2, anyway=60, follow=0.2, presence=0.1, rest=0)


@pytest.fixture(autouse=True)
def _quick(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is an application, and others leave the computer alone."""
    monkeypatch.setattr(folders_in_view, "CONSIDER_MILLISECONDS", 50)
    monkeypatch.setattr(idleness, "BUSY_SHARE", 2.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "Holidays", "a.png", "b.png", "deep/c.png")


def use_fake_engine(window: MainWindow) -> FakeEngine:
    engine = FakeEngine(window.session.spec)
    window.context.loader = lambda *_: engine
    return engine


def row_of(window: MainWindow, path: Path) -> int:
    row = window.results.pictures.row_of(str(path))
    assert row is not None
    return row


def said(window: MainWindow) -> str:
    return window.order.news.line.text() if window.order.news.isVisible() else ""


def keep_in_view(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """Open it, tag it, keep it in view by the menu, and wait until it was looked at."""
    window.order.in_view.pace = QUICK
    window.open_paths([folder])
    wait_idle(qtbot, window)
    assert "Holidays" in window.actions_.keep.text()
    window.actions_.keep.trigger()
    assert window.order.in_view.folders == (folder,)
    wait_looked(qtbot, window, folder)


def wait_looked(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    qtbot.waitUntil(lambda: folder in window.order.in_view.looked, timeout=LONG)


def test_new_pictures_of_a_folder_in_view_are_listed_tagged_and_told_of(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        use_fake_engine(window)
        keep_in_view(qtbot, window, folder)
        pictures(folder, "new.png", "deep/newer.png")
        news = "2 new pictures in Holidays were tagged."
        qtbot.waitUntil(lambda: said(window) == news, timeout=LONG)
        assert window.results.pictures.state(row_of(window, folder / "new.png")) is State.TAGGED
        assert not window.order.news.verb_button.isVisible()  # they are in the list
        QTest.keyClick(window.order.news.no_button, Qt.Key.Key_Escape)
        assert said(window) == ""
        pictures(folder, "last.png")
        news = "1 new picture in Holidays was tagged."
        qtbot.waitUntil(lambda: said(window).startswith("1 new picture"), timeout=LONG)

    assert use(script) == 0


def test_what_is_new_in_a_folder_that_was_taken_out_of_the_list_stays_out(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        use_fake_engine(window)
        keep_in_view(qtbot, window, folder)
        table = window.results.pictures
        window.session.take_out(table.below(folder / "deep"), folder / "deep")
        pictures(folder, "new.png", "deep/newer.png")
        qtbot.waitUntil(lambda: said(window).startswith("2 new pictures"), timeout=LONG)
        assert table.is_listed(str(folder / "new.png"))
        assert not table.is_listed(str(folder / "deep" / "newer.png"))

    assert use(script) == 0


def test_a_file_that_moves_to_another_folder_moves_in_the_tree_too(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        use_fake_engine(window)
        keep_in_view(qtbot, window, folder)
        tree = window.workspace.sidebar.folders.folders
        (folder / "other").mkdir()
        (folder / "b.png").rename(folder / "other" / "b.png")
        qtbot.waitUntil(
            lambda: str(folder / "other") in {node.path for node in tree.tree.nodes}, timeout=LONG
        )

    assert use(script) == 0


def test_what_goes_and_what_is_renamed_is_followed_in_the_list(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        use_fake_engine(window)
        keep_in_view(qtbot, window, folder)
        gone, renamed = row_of(window, folder / "a.png"), row_of(window, folder / "b.png")
        window.reviews.add_own([renamed], ["mine"])
        qtbot.waitUntil(lambda: not window.reviews.busy, timeout=LONG)
        aside = folder.parent / "aside.png"
        shutil.move(folder / "a.png", aside)
        (folder / "b.png").rename(folder / "z.png")
        table = window.results.pictures
        qtbot.waitUntil(lambda: table.is_gone(gone), timeout=LONG)
        qtbot.waitUntil(lambda: table.path(renamed) == str(folder / "z.png"), timeout=LONG)
        assert table.state(gone) is State.TAGGED
        assert table.review(renamed).own == ("mine",)
        assert len(table) == 3
        shutil.move(aside, folder / "a.png")
        qtbot.waitUntil(lambda: not table.is_gone(gone), timeout=LONG)
        wait_idle(qtbot, window)
        assert said(window) == ""  # nothing of that is new

    assert use(script) == 0


def test_a_folder_that_is_not_open_is_watched_from_the_next_start_on_and_can_be_shown(
    qtbot: QtBot, folder: Path
) -> None:
    WatchedFolders(Settings.from_environment().watched_file, print).add(folder)

    def script(window: MainWindow) -> None:
        use_fake_engine(window)
        window.order.in_view.pace = QUICK
        qtbot.waitUntil(lambda: said(window).startswith("3 new pictures"), timeout=LONG)
        assert len(window.results.pictures) == 0
        assert window.pages.currentWidget() is window.start
        QTest.mouseClick(window.order.news.verb_button, Qt.MouseButton.LeftButton)
        wait_idle(qtbot, window)
        assert window.results.pictures.state_counts()[Which.TAGGED] == 3
        assert said(window) == ""
        assert not window.order.offer.bar.isVisible()

    assert use(script) == 0

    def again(window: MainWindow) -> None:
        engine = use_fake_engine(window)
        window.order.in_view.pace = QUICK
        wait_looked(qtbot, window, folder)
        wait_idle(qtbot, window)
        assert engine.seen == 0  # what is known is not new
        assert said(window) == ""

    assert use(again) == 0


def test_a_persons_own_run_goes_first_and_what_was_broken_off_is_taken_up(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    many = [f"{number}.png" for number in range(40)]
    other = pictures(tmp_path / "mine", "mine.png")

    def script(window: MainWindow) -> None:
        engine = use_fake_engine(window)
        engine.batch_size, engine.seconds = 1, 0.02
        keep_in_view(qtbot, window, folder)
        ended: list[bool] = []
        window.session.background_ended.connect(lambda *given: ended.append(given[2]))
        pictures(folder, *many)
        qtbot.waitUntil(lambda: window.session.state is RunState.RUNNING, timeout=LONG)
        assert window.actions_.tag.isEnabled()
        window.open_paths([other])
        mine = row_of_later(qtbot, window, other / "mine.png")
        table = window.results.pictures
        qtbot.waitUntil(lambda: table.state(mine) is State.TAGGED, timeout=LONG)
        qtbot.waitUntil(lambda: said(window).startswith("40 new pictures"), timeout=LONG)
        assert ended[-1] is False
        assert table.state_counts()[Which.TAGGED] == 44

    assert use(script) == 0


def row_of_later(qtbot: QtBot, window: MainWindow, path: Path) -> int:
    table = window.results.pictures
    qtbot.waitUntil(lambda: table.is_listed(str(path)), timeout=LONG)
    return row_of(window, path)


def test_what_went_before_its_turn_came_is_no_failure(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        use_fake_engine(window)
        ended: list[tuple[RunRequest, RunProgress, bool]] = []
        window.session.background_ended.connect(lambda *given: ended.append(given))
        paths = (folder / "a.png", folder / "went.png")
        window.session.tag(RunRequest(paths, background=True))
        qtbot.waitUntil(lambda: bool(ended), timeout=LONG)
        ((_, progress, left),) = ended
        assert (progress.done, progress.failed, left) == (1, 0, False)
        assert len(window.results.pictures) == 0  # nothing of it was in the list

    assert use(script) == 0


def test_a_busy_computer_and_a_folder_that_is_away_are_waited_for(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idleness, "BUSY_SHARE", -1.0)

    def script(window: MainWindow) -> None:
        use_fake_engine(window)
        keep_in_view(qtbot, window, folder)
        pictures(folder, "new.png")
        new = row_of_later(qtbot, window, folder / "new.png")
        window.order.in_view.consider()
        assert window.session.state is RunState.IDLE
        assert window.results.pictures.state(new) is State.WAITING
        monkeypatch.setattr(idleness, "BUSY_SHARE", 2.0)
        qtbot.waitUntil(lambda: said(window).startswith("1 new picture"), timeout=LONG)
        window.order.news.dismiss()
        aside = folder.with_name("unplugged")
        folder.rename(aside)
        qtbot.waitUntil(lambda: "is not there" in said(window), timeout=LONG)
        assert not window.results.pictures.is_gone(new)
        aside.rename(folder)
        qtbot.waitUntil(lambda: said(window) == "", timeout=LONG)

    assert use(script) == 0


def test_the_dialog_ticks_folders_which_holds_at_once(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        use_fake_engine(window)
        window.open_paths([folder])
        wait_idle(qtbot, window)
        window.actions_.folders.trigger()
        (dialog,) = window.findChildren(FoldersDialog)
        assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == [str(folder)]
        qtbot.waitUntil(dialog.list.hasFocus)
        QTest.keyClick(dialog.list, Qt.Key.Key_Space)
        assert window.order.in_view.folders == (folder,)
        assert window.actions_.keep.isChecked()
        dialog.keep(folder / "deep")
        assert window.order.in_view.folders == (folder, folder / "deep")
        dialog.list.setCurrentRow(0)
        QTest.keyClick(dialog.list, Qt.Key.Key_Space)
        assert window.order.in_view.folders == (folder / "deep",)
        dialog.reject()

    assert use(script) == 0
    assert WatchedFolders(Settings.from_environment().watched_file, print).folders == (
        folder / "deep",
    )


def test_a_damaged_list_is_told_of(qtbot: QtBot) -> None:
    Settings.from_environment().watched_file.write_text("{")

    def script(window: MainWindow) -> None:
        qtbot.waitUntil(window.problems.isVisible, timeout=LONG)
        assert window.order.in_view.folders == ()

    assert use(script) == 0


# Pictures that wait


def offered(window: MainWindow) -> str:
    bar = window.order.offer.bar
    return bar.line.text() if bar.isVisible() else ""


@pytest.fixture
def untagged(folder: Path) -> Path:
    """A folder that was open at the end of the last time, of which nothing is known."""
    save_preferences(Preferences(last_paths=(folder,)))
    return folder


def test_after_a_start_one_line_offers_to_go_on_and_a_no_holds(
    qtbot: QtBot, untagged: Path
) -> None:
    def script(window: MainWindow) -> None:
        engine = use_fake_engine(window)
        qtbot.waitUntil(lambda: offered(window) == "3 pictures wait for this model.", timeout=LONG)
        QTest.mouseClick(window.order.offer.bar.no_button, Qt.MouseButton.LeftButton)
        window.session.look_again()
        wait_idle(qtbot, window)
        window.results.counts_later()
        qtbot.wait(50)
        assert offered(window) == ""
        assert engine.seen == 0

    assert use(script) == 0


def test_the_line_tags_them_and_goes(qtbot: QtBot, untagged: Path) -> None:
    def script(window: MainWindow) -> None:
        use_fake_engine(window)
        qtbot.waitUntil(lambda: bool(offered(window)), timeout=LONG)
        QTest.mouseClick(window.order.offer.bar.verb_button, Qt.MouseButton.LeftButton)
        assert offered(window) == ""
        wait_idle(qtbot, window)
        assert window.results.pictures.state_counts()[Which.TAGGED] == 3
        assert offered(window) == ""

    assert use(script) == 0


def test_after_a_stop_it_is_offered_and_not_for_a_run_to_its_end(
    qtbot: QtBot, tmp_path: Path
) -> None:
    many = pictures(tmp_path / "many", *(f"{number}.png" for number in range(60)))

    def script(window: MainWindow) -> None:
        engine = use_fake_engine(window)
        engine.batch_size, engine.seconds = 1, 0.02
        window.open_paths([many])
        qtbot.waitUntil(lambda: window.session.progress.done > 0, timeout=LONG)
        window.actions_.stop.trigger()
        qtbot.waitUntil(lambda: "wait for this model" in offered(window), timeout=LONG)
        window.actions_.tag.trigger()
        wait_idle(qtbot, window)
        assert window.results.pictures.waiting() == 0
        assert offered(window) == ""

    assert use(script) == 0


def test_after_a_change_of_model_it_is_offered_once_for_each(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        use_fake_engine(window)
        window.open_paths([folder])
        wait_idle(qtbot, window)
        first, bar = window.session.spec, window.order.offer.bar
        other = next(spec for spec in window.context.catalog if spec.id != first.id)
        window.session.choose_model(other)
        wait_idle(qtbot, window)
        assert offered(window) == ""  # its weights are not here
        window.session.choose_model(first)
        wait_idle(qtbot, window)
        assert offered(window) == ""  # all is known of this one
        pictures(folder, "new.png")
        window.open_paths([folder], tag=False)
        wait_idle(qtbot, window)
        assert offered(window) == ""  # whoever adds without tagging knows
        window.session.choose_model(other)
        window.session.choose_model(first)
        qtbot.waitUntil(lambda: offered(window) == "1 picture waits for this model.", timeout=LONG)
        bar.dismiss()
        window.session.choose_model(other)
        window.session.choose_model(first)
        wait_idle(qtbot, window)
        assert offered(window) == ""

    assert use(script) == 0
