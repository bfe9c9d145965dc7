"""What a dropped folder or file costs the whole window: walks, looks at files, questions."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from igtagger.__main__ import start
from igtagger.app import listing
from igtagger.app.picture_values import Which
from igtagger.domain import Review
from igtagger.gui import startup
from igtagger.gui.main_window import MainWindow
from igtagger.library.images import FileStamp
from igtagger.models.catalog import everyday
from tests.gui.window import LONG, FakeEngine, drop, pictures, use, wait_idle
from tests.looks import Looks


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "holiday", *(f"{number % 4}/{number}.png" for number in range(40)))


def fake(window: MainWindow) -> FakeEngine:
    engine = FakeEngine(everyday())
    window.context.loader = lambda *_: engine
    return engine


def counted(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Without the thumbnails of what is in sight: they look at files for themselves."""
    window.thumbnails.close()
    return Looks(monkeypatch)


def test_a_folder_is_walked_once_and_a_known_picture_looked_at_twice(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(window: MainWindow) -> None:
        fake(window)
        for known in (False, True):
            with monkeypatch.context() as patch:
                looks = counted(window, patch)
                drop(window, folder)
                wait_idle(qtbot, window)
            assert {path for path in looks.reads if path.startswith(str(folder))} == {
                str(folder), *(str(folder / str(number)) for number in range(4))
            }  # fmt: skip
            assert looks.reads.pop(str(folder)) == 1
            assert max(looks.reads.values()) == 2  # the walk, and all sidecars by one listing
            if known:
                each = {looks.stats[str(path)] for path in folder.rglob("*.png")}
                assert each == {2}  # for the list, and when its turn has come
            progress = window.session.progress
            assert (progress.done, progress.total) == (40, 40)
            assert progress.known == (40 if known else 0)
            window.clear()

    use(script)


@dataclass(frozen=True)
class Brought:
    """What is dropped, and the pictures that come of it."""

    roots: list[Path]
    pictures: list[Path]


def one_file(folder: Path) -> Brought:
    return Brought([folder / "0/0.png"], [folder / "0/0.png"])


def twenty_files(folder: Path) -> Brought:
    files = [folder / f"{number % 4}/{number}.png" for number in range(20)]
    return Brought(files, files)


def a_file_and_a_folder(folder: Path) -> Brought:
    return Brought([folder / "0/0.png", folder / "1"], [folder / "0/0.png", *folder.glob("1/*")])


def a_file_and_its_own_folder(folder: Path) -> Brought:
    return Brought([folder / "1", folder / "1/1.png"], list(folder.glob("1/*")))


def links_to_files(folder: Path) -> Brought:
    links = [folder / f"link {number}.png" for number in range(2)]
    for number, link in enumerate(links):
        link.symlink_to(folder / f"{number}/{number}.png")
    return Brought(links, links)


@pytest.mark.parametrize(
    "make",
    [one_file, twenty_files, a_file_and_a_folder, a_file_and_its_own_folder, links_to_files],
)
def test_a_known_picture_that_is_dropped_by_name_is_looked_at_twice(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Brought]
) -> None:
    """A look is a ``stat`` or ``lstat`` by that name. A link's is one, which the system follows."""
    brought = make(folder)

    def script(window: MainWindow) -> None:
        fake(window)
        drop(window, *brought.roots)
        wait_idle(qtbot, window)
        window.clear()
        with monkeypatch.context() as patch:
            looks = counted(window, patch)
            drop(window, *brought.roots)
            wait_idle(qtbot, window)
        progress = window.session.progress
        assert progress.known == progress.total == len(brought.pictures)
        # To tell file from folder, which serves the list too; and when its turn has come.
        assert {str(path): looks.stats[str(path)] for path in brought.pictures} == dict.fromkeys(
            map(str, brought.pictures), 2
        )
        targets = {str(path.resolve()) for path in brought.pictures if path.is_symlink()}
        assert not targets & looks.stats.keys()

    use(script)


@pytest.mark.parametrize("tag", [False, True])
def test_the_last_session_and_the_command_line_cost_known_files_one_look_more_than_a_drop(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch, tag: bool
) -> None:
    """The one more is whether they are there at all: before the window, or the list, is made."""
    file = folder / "0/0.png"

    def first(window: MainWindow) -> None:
        fake(window)
        drop(window, file)
        wait_idle(qtbot, window)

    def again(window: MainWindow) -> None:
        fake(window)
        window.thumbnails.close()
        qtbot.waitUntil(lambda: len(window.results.pictures) == 1, timeout=LONG)
        wait_idle(qtbot, window)
        assert window.session.progress.known == tag

    use(first)
    looks = Looks(monkeypatch)
    use(again, [file] if tag else [])
    assert looks.stats[str(file)] == 2 + tag


def test_the_command_looks_once_whether_the_files_it_is_given_are_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Path] = []
    monkeypatch.setattr(sys, "argv", ["igtagger", str(folder / "0/0.png"), str(folder / "1")])
    monkeypatch.setattr(startup, "run", lambda paths: given.extend(paths) or 0)
    looks = Looks(monkeypatch)
    with pytest.raises(SystemExit) as ended:
        start()
    assert ended.value.code == 0
    assert given == [folder / "0/0.png", folder / "1"]
    assert [looks.stats[str(path)] for path in given] == [1, 1]


class Rewriting:
    """Writes another picture over a file as soon as it has been looked at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
        self.done = False
        self._file, self._stat = file, os.stat
        monkeypatch.setattr(os, "stat", self.stat)

    def stat(self, path: Any, **named: Any) -> os.stat_result:
        seen = self._stat(path, **named)
        if path in (self._file, str(self._file)) and not self.done:
            self.done = True
            Image.new("RGB", (32, 16), "red").save(self._file)
        return seen


def test_a_file_that_changes_after_it_was_looked_at_is_tagged_anew(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "0/0.png"

    def script(window: MainWindow) -> None:
        engine = fake(window)
        drop(window, file)
        wait_idle(qtbot, window)
        window.clear()
        with monkeypatch.context() as patch:
            rewriting = Rewriting(patch, file)
            drop(window, file)
            wait_idle(qtbot, window)
        assert rewriting.done
        assert (engine.seen, window.session.progress.known) == (2, 0)
        assert window.results.pictures.size(0) == (32, 16)
        drop(window, file)
        wait_idle(qtbot, window)
        assert (engine.seen, window.session.progress.known) == (2, 1)

    use(script)


def test_the_windows_own_thread_looks_at_nothing_that_is_dropped(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(window: MainWindow) -> None:
        fake(window)
        looks = Looks(monkeypatch, "MainThread")
        drop(window, folder / "0/0.png", folder / "1", folder / "2")
        wait_idle(qtbot, window)
        assert {path for path in looks.stats if path.startswith(str(folder))} == set()
        assert window.preferences.recent_folders == (folder / "2", folder / "1")

    use(script)


def test_a_dropped_folder_is_a_recent_one_before_it_is_listed_to_its_end(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_CHUNK", 1)
    last, go_on = str(folder / "3/39.png"), Event()
    look = FileStamp.of

    def held(path: str | Path) -> FileStamp | None:
        if os.fspath(path) == last:
            go_on.wait(LONG / 1000)
        return look(path)

    monkeypatch.setattr(FileStamp, "of", held)

    def script(window: MainWindow) -> None:
        fake(window)
        window.session.add([folder], tag=False)
        try:
            qtbot.waitUntil(lambda: window.preferences.recent_folders == (folder,), timeout=LONG)
            assert window.session.listing
        finally:
            go_on.set()
        wait_idle(qtbot, window)

    use(script)


def test_a_folder_without_a_picture_is_no_recent_one(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    def script(window: MainWindow) -> None:
        fake(window)
        drop(window, empty)
        wait_idle(qtbot, window)
        assert window.preferences.recent_folders == ()
        drop(window, folder / "1")
        wait_idle(qtbot, window)
        assert window.preferences.recent_folders == (folder / "1",)

    use(script)


def test_pictures_that_are_new_when_a_run_begins_are_found_and_listed(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        fake(window)
        window.session.add([folder], tag=False)
        wait_idle(qtbot, window)
        pictures(folder / "later", "new.png")
        decided = pictures(folder / "later", "decided.png") / "decided.png"
        window.context.library.save_reviews({decided: Review(own=("mine",))})
        window.actions_.tag.trigger()
        wait_idle(qtbot, window)
        assert window.results.pictures.state_counts()[Which.TAGGED] == 42
        row = window.results.pictures.row_of(str(decided))
        assert row is not None
        assert window.results.pictures.review(row).own == ("mine",)
        assert window.session.progress.total == 42

    use(script)


def test_a_folder_that_waited_for_its_turn_is_looked_through_anew(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    second = pictures(tmp_path / "second", "a.png")

    def script(window: MainWindow) -> None:
        fake(window)
        drop(window, folder)
        window.actions_.pause.trigger()
        drop(window, second)
        qtbot.waitUntil(lambda: not window.session.listing, timeout=LONG)
        pictures(second, "b.png")
        window.actions_.pause.trigger()
        wait_idle(qtbot, window)
        assert window.results.pictures.state_counts()[Which.TAGGED] == 42

    use(script)
