"""How much of a list the window shows, measured in the real one on usual screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from igtagger.gui.jobs.problems import Problem
from igtagger.gui.main_window import MainWindow
from igtagger.models.catalog import everyday
from tests.gui.window import FakeEngine, pictures, use, wait_idle


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "holiday", *(f"{number}.png" for number in range(40)))


def tagged(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.context.loader = lambda *_: FakeEngine(everyday())
    window.open_paths([folder])
    wait_idle(qtbot, window)


def whole_pictures(window: MainWindow) -> int:
    """Tiles that can be seen from edge to edge."""
    grid = window.workspace.grid
    seen = grid.viewport().rect()
    places = (grid.visualRect(window.results.index(place, 0)) for place in grid.visible_places())
    return sum(seen.contains(tile) for tile in places)


def whole_labels(window: MainWindow) -> int:
    """Rows of labels for which there is room, from edge to edge."""
    view = window.workspace.details.view
    return view.viewport().height() // view.sizeHintForRow(0)


def test_fifteen_pictures_and_six_labels_are_seen_on_a_common_screen(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        window.resize(1400, 870)  # what a bar and a frame leave of 900
        tagged(qtbot, window, folder)
        window.workspace.step(1)
        qtbot.waitUntil(lambda: whole_pictures(window) >= 15)
        assert window.workspace.details.view.isVisible()
        assert whole_labels(window) >= 6

    use(script)


@pytest.mark.parametrize("size", [(1024, 660), (692, 410)])
def test_the_window_becomes_as_small_as_a_screen_and_pictures_keep_their_room(
    qtbot: QtBot, folder: Path, size: tuple[int, int]
) -> None:
    """The second is 1400 x 900 at scale 2."""

    def script(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        window.workspace.step(1)
        space = window.workspace
        window.resize(*size)
        assert (window.width(), window.height()) == size
        qtbot.waitUntil(lambda: space.views.height() >= size[1] * 0.4)
        inside = QRect(0, 0, *size)
        for part in (space.filters, space.views, window.status, window.workspace.sidebar):
            if part.isVisible():
                place = QRect(part.mapTo(window, part.rect().topLeft()), part.size())
                assert inside.contains(place), part
        assert space.views.width() >= size[0] * 0.4

    use(script)


def test_panels_give_way_in_a_small_window_and_come_back_in_a_large_one(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        do, space = window.actions_, window.workspace
        window.resize(1300, 800)
        qtbot.waitUntil(lambda: space.sidebar.isVisible() and space.preview.isVisible())
        window.resize(692, 410)
        qtbot.waitUntil(lambda: not space.sidebar.isVisible() and not space.preview.isVisible())
        do.tags.trigger()  # wanted all the same
        assert space.sidebar.isVisible()
        window.resize(700, 420)
        assert space.sidebar.isVisible()
        do.tags.trigger()
        window.resize(1300, 800)
        qtbot.waitUntil(space.preview.isVisible)
        assert not space.sidebar.isVisible()  # the person's own choice stays
        do.tags.trigger()

    use(script)


def test_what_gave_way_is_there_again_at_the_next_start(qtbot: QtBot, folder: Path) -> None:
    def small(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        window.resize(1300, 800)
        qtbot.waitUntil(window.workspace.sidebar.isVisible)
        window.resize(692, 410)
        qtbot.waitUntil(lambda: not window.actions_.tags.isChecked())

    def large(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        window.resize(1300, 800)
        qtbot.waitUntil(window.actions_.tags.isChecked)

    use(small)
    use(large)


def test_a_window_is_no_larger_than_its_screen_restored_or_not(qtbot: QtBot) -> None:
    def script(window: MainWindow) -> None:
        room = window.screen().availableGeometry()
        assert room.contains(window.geometry())
        window.resize(room.width() + 300, room.height() + 300)
        window.move(room.right() - 50, 0)

    use(script)

    def again(window: MainWindow) -> None:
        room = window.screen().availableGeometry()
        assert room.contains(window.geometry())

    use(again)


def test_what_is_looked_at_stays_in_its_place_when_bars_come(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        window.resize(1300, 800)
        tagged(qtbot, window, folder)
        space = window.workspace
        space.step(1)
        parts = (space.filters, space.views, space.preview, space.details.view)
        qtbot.waitUntil(space.details.view.isVisible)
        qtbot.wait(100)
        before = [part.mapTo(window, part.rect().topLeft()) for part in parts]
        window.done.tell("Done.")
        window.problems.add(Problem("Something is wrong."))
        space.filters.set_tag(window.results.pictures.tags(0)[0].key)
        qtbot.waitUntil(window.problems.isVisible)
        qtbot.wait(100)
        assert [part.mapTo(window, part.rect().topLeft()) for part in parts] == before

    use(script)
