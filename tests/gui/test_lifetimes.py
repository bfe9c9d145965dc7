"""No object with a timer refers to itself: it would be collected on any thread, and kill Qt."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from igtagger.gui.views.picture_loader import PictureLoader
from igtagger.gui.views.thumbnails import Thumbnails
from tests.gui.listing import model_of, photograph


@pytest.fixture
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def used_thumbnails(qtbot: QtBot, folder: Path) -> QObject:
    made = Thumbnails(folder / "thumbnails")
    with qtbot.waitSignal(made.ready):
        made.pixmap(str(photograph(folder / "a.jpg")), (0, 0), 100)
    made.close()
    return made


def used_loader(qtbot: QtBot, folder: Path) -> QObject:
    made = PictureLoader()
    with qtbot.waitSignal(made.loaded):
        made.load(str(photograph(folder / "a.jpg")), 200)
    made.close()
    return made


def used_model(qtbot: QtBot, folder: Path) -> QObject:
    made = model_of(10)
    with qtbot.waitSignal(made.counts_changed):
        made.counts_later()
    return made


@pytest.mark.usefixtures("_no_collector")
@pytest.mark.parametrize("use", [used_thumbnails, used_loader, used_model])
def test_it_dies_at_once_on_the_thread_that_lets_go_of_it(
    qtbot: QtBot, tmp_path: Path, use: Callable[[QtBot, Path], QObject]
) -> None:
    alive = weakref.ref(use(qtbot, tmp_path))
    assert alive() is None
