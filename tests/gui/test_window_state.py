"""The window's layout, from one start to the next, whatever is in its file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings
from pytestqt.qtbot import QtBot

from igtagger.gui.main_window import MainWindow
from igtagger.settings import preferences_file
from tests.gui.window import use
from tests.hostile import KINDS, no_hang, put


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    with no_hang(120):
        yield


def state_file() -> Path:
    return preferences_file().with_name("window.ini")


def kept() -> QSettings:
    return QSettings(str(state_file()), QSettings.Format.IniFormat)


def start_narrow(found: list[int]) -> int:
    """Start, note how many pixels a tile has, and leave another number behind, which is given."""
    left: list[int] = []

    def script(window: MainWindow) -> None:
        slider = window.workspace.size_slider
        found.append(slider.value())
        slider.setValue(slider.minimum() + 7)
        left.append(slider.value())

    assert use(script) == 0
    return left[0]


def test_what_was_left_is_there_again(qtbot: QtBot) -> None:
    found: list[int] = []
    left = start_narrow(found)
    start_narrow(found)
    assert found[0] != left
    assert found[1] == left


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_layout_costs_the_layout_alone(kind: str, qtbot: QtBot) -> None:
    put(kind, state_file())
    found: list[int] = []
    left = start_narrow(found)
    assert found != [left]
    made_anew = kind != "a folder"  # which may hold what somebody wants to keep
    assert (str(kept().value("edge")) == str(left)) == made_anew


@pytest.mark.skipif(os.name == "nt", reason="a pipe has no name in a folder there")
def test_a_pipe_in_the_place_of_its_lock_is_not_waited_for(qtbot: QtBot) -> None:
    put("a pipe", state_file().with_name("window.ini.lock"))
    start_narrow([])
    assert kept().value("sum")


@pytest.mark.parametrize("edge", ["9" * 5000, "-1", "99999999999", "²", "", "1.5"])
def test_a_size_that_is_none_is_the_usual_one(edge: str, qtbot: QtBot) -> None:
    found: list[int] = []
    start_narrow(found)
    settings = kept()
    settings.setValue("edge", edge)
    settings.sync()
    start_narrow(found)
    assert found[0] == found[1]


def test_a_state_with_other_bits_is_not_given_to_qt(qtbot: QtBot) -> None:
    """Some of them make Qt read beyond the end of its memory."""
    start_narrow([])
    settings = kept()
    state = bytearray(settings.value("table").data())
    state[-1] ^= 1
    settings.setValue("table", QByteArray(bytes(state)))
    settings.setValue("columns", "not bytes")
    settings.sync()
    start_narrow([])
    assert kept().value("table") != QByteArray(bytes(state))
