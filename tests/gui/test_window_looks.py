"""What a dropped folder costs the whole window: walks, looks at files, questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Which
from igtagger.domain import Review
from igtagger.gui.main_window import MainWindow
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


WORK = ("job", "walk", "decode", "count", "MainThread")
"""Not the threads that make thumbnails of what is in sight."""


def test_a_dropped_folder_is_walked_once_and_a_known_picture_looked_at_twice(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(window: MainWindow) -> None:
        fake(window)
        for known in (False, True):
            with monkeypatch.context() as patch:
                looks = Looks(patch, *WORK)
                drop(window, folder)
                wait_idle(qtbot, window)
            assert {path for path in looks.reads if path.startswith(str(folder))} == {
                str(folder), *(str(folder / str(number)) for number in range(4))
            }  # fmt: skip
            assert set(looks.reads.values()) == {1}
            if known:
                each = {looks.stats[str(path)] for path in folder.rglob("*.png")}
                assert each == {2}  # for the list, and when its turn has come
            progress = window.session.progress
            assert (progress.done, progress.total) == (40, 40)
            assert progress.known == (40 if known else 0)
            window.clear()

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
