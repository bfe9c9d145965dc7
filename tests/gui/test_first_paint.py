"""Work that waits until a window has been drawn."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from igtagger.gui.look import first_paint
from igtagger.gui.look.first_paint import AfterFirstPaint


class Drawn(QWidget):
    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self.told = told

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        self.told.append("drawn")


def test_it_is_done_once_and_after_the_window_is_drawn(qtbot: QtBot) -> None:
    told: list[str] = []
    window = Drawn(told)
    qtbot.addWidget(window)
    AfterFirstPaint(window, lambda: told.append("done"))
    window.show()
    qtbot.waitUntil(lambda: "done" in told, timeout=20_000)
    assert told[0] == "drawn"
    window.update()
    qtbot.waitUntil(lambda: told[-1] == "drawn", timeout=20_000)
    assert told.count("done") == 1


def test_a_window_that_is_never_seen_does_not_hold_it_up(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_paint, "NEVER_SEEN_MILLISECONDS", 1)
    told: list[str] = []
    window = Drawn(told)
    qtbot.addWidget(window)
    AfterFirstPaint(window, lambda: told.append("done"))
    qtbot.waitUntil(lambda: told == ["done"], timeout=20_000)
