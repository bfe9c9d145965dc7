"""How much of a list the window shows, measured in the real one on usual screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

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
        qtbot.wait(0)
        assert whole_pictures(window) >= 15
        assert window.workspace.details.view.isVisible()
        assert whole_labels(window) >= 6

    use(script)


@pytest.mark.parametrize("size", [(1024, 660), (700, 450)])
def test_the_window_becomes_as_small_as_a_screen_and_pictures_keep_their_room(
    qtbot: QtBot, folder: Path, size: tuple[int, int]
) -> None:
    """The second is 1400 x 900 at scale 2."""

    def script(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        window.workspace.step(1)
        window.resize(*size)
        qtbot.wait(0)
        assert (window.width(), window.height()) == size
        inside = QRect(0, 0, *size)
        space = window.workspace
        for part in (space.filters, space.views, window.status, window.workspace.tags):
            if part.isVisible():
                place = QRect(part.mapTo(window, part.rect().topLeft()), part.size())
                assert inside.contains(place), part
        assert whole_pictures(window) >= 1
        assert space.views.width() >= size[0] * 0.4

    use(script)
