"""The window keeps features of what it tags, unless the person does not want that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from igtagger.gui.main_window import MainWindow
from igtagger.settings import Preferences, save_preferences
from tests.gui.window import pictures, use, wait_idle


def test_it_does_as_the_settings_say_from_the_next_run_on(qtbot: QtBot, tmp_path: Path) -> None:
    folder = pictures(tmp_path / "p", "a.png", "b.png")
    kept: list[list[int]] = []
    known: list[int] = []

    def script(window: MainWindow) -> None:
        wait_idle(qtbot, window)
        for wanted in (False, True, False):
            window.prefer(replace(window.preferences, keep_features=wanted))
            window.session.add([folder], tag=True)
            wait_idle(qtbot, window)
            sizes = window.context.library.feature_sizes()
            kept.append([each.pictures for each in sizes])
            known.append(window.session.progress.known)

    save_preferences(Preferences(keep_features=False))
    assert use(script) == 0
    assert kept == [[], [2], [2]]
    assert known[1:] == [0, 2]  # what lacks features is made anew
