"""Features that are missing: the bar that tells of them, and the one work that makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Listed
from igtagger.errors import LibraryError
from igtagger.gui.jobs.job import Work
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.runs.lacking_bar import LackingBar
from igtagger.gui.runs.making_features import MakingFeatures, MakingStep

LONG = 20_000


class Maker:
    """Makes nothing, of three pictures, as slowly as is wished."""

    def __init__(self) -> None:
        self.asked: list[tuple[Path, ...] | None] = []
        self.held, self.free = Event(), True
        self.held.set()
        self.error: Exception | None = None

    def make(self, roots: tuple[Path, ...] | None) -> Work:
        self.asked.append(roots)

        def work(cancel: Event) -> Iterator[MakingStep]:
            yield MakingStep(1, 3, 0, Listed("a.png"))
            while not self.held.wait(0.01):
                if cancel.is_set():
                    return
            if self.error is not None:
                raise self.error
            yield MakingStep(3, 3, 1)

        return work


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    QVBoxLayout(window)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def making(maker: Maker, window: QWidget) -> Iterator[MakingFeatures]:
    making = MakingFeatures(maker.make, lambda: maker.free, window)
    yield making
    making.close()


def bar_in(window: QWidget, making: MakingFeatures) -> LackingBar:
    bar = LackingBar(making, lambda: (Path("folder"),))
    layout = window.layout()
    assert layout is not None
    layout.addWidget(bar)
    return bar


def test_it_tells_how_many_and_makes_what_its_place_is_about(
    qtbot: QtBot, window: QWidget, making: MakingFeatures, maker: Maker
) -> None:
    bar = bar_in(window, making)
    assert bar.isHidden()
    bar.tell(1200)
    assert re.fullmatch(r"1200 picture.* cannot be compared yet\.", bar.words.text())
    assert not bar.bar.isVisible()
    with qtbot.waitSignals([bar.made, making.seen], timeout=LONG):
        bar.button.click()
    assert maker.asked == [(Path("folder"),)]
    assert bar.isHidden()


def test_what_lacks_something_right_after_it_was_made_is_not_offered_again(
    qtbot: QtBot, window: QWidget, making: MakingFeatures
) -> None:
    bar = bar_in(window, making)
    bar.tell(3)
    with qtbot.waitSignal(bar.made, timeout=LONG):
        bar.button.click()
    bar.tell(1)
    assert bar.isHidden()
    bar.tell(2)
    assert bar.isVisible()


def test_all_bars_show_the_one_work_and_any_of_them_stops_it(
    qtbot: QtBot, window: QWidget, making: MakingFeatures, maker: Maker
) -> None:
    maker.held.clear()
    first, second = bar_in(window, making), bar_in(window, making)
    first.tell(3)
    first.button.click()
    qtbot.waitUntil(lambda: second.words.text() == "Looking at pictures: 1 of 3", timeout=LONG)
    late = bar_in(window, making)
    qtbot.waitUntil(late.isVisible, timeout=LONG)
    assert late.words.text() == second.words.text()
    assert [bar.button.text() for bar in (first, second, late)] == ["Stop"] * 3
    second.start()
    assert len(maker.asked) == 1
    with qtbot.waitSignal(making.ended, timeout=LONG) as ended:
        second.button.click()
        assert not first.button.isEnabled()
    assert ended.args == [False]
    assert all(bar.isHidden() for bar in (first, second, late))
    first.tell(2)
    assert first.isVisible()
    assert first.button.isEnabled()


def test_who_asked_by_another_button_can_stop_it_at_once_and_gets_the_focus_back(
    qtbot: QtBot, window: QWidget, making: MakingFeatures, maker: Maker
) -> None:
    maker.held.clear()
    bar = bar_in(window, making)
    window.activateWindow()
    bar.start()
    assert bar.button.hasFocus()
    with qtbot.waitSignal(bar.focus_left, timeout=LONG):
        maker.held.set()


def test_what_goes_wrong_is_told_and_it_can_be_tried_again(
    qtbot: QtBot, window: QWidget, making: MakingFeatures, maker: Maker
) -> None:
    maker.error = LibraryError("told", text="The library is not there.")
    bar = bar_in(window, making)
    bar.tell(3)
    told: list[Problem] = []
    making.problem.connect(told.append)
    with qtbot.waitSignal(making.ended, timeout=LONG) as ended:
        bar.button.click()
    assert ended.args == [False]
    assert "not there" in told[0].message
    bar.tell(3)
    assert bar.isVisible()


def test_it_does_not_begin_while_pictures_are_tagged(
    window: QWidget, making: MakingFeatures, maker: Maker
) -> None:
    maker.free = False
    told: list[Problem] = []
    making.problem.connect(told.append)
    bar = bar_in(window, making)
    bar.tell(3)
    bar.button.click()
    assert not maker.asked
    assert not making.running
    assert "being tagged" in told[0].message
    assert bar.button.text() == "Make them comparable now"
