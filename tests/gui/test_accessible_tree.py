"""Every state of the window, as who does not see it has it; through the real ``main()``."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from igtagger.gui.main_window import MainWindow
from tests.gui.accessible_faults import faults
from tests.gui.accessible_states import STATES, Stage
from tests.gui.window import pictures, use


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = pictures(tmp_path / "few", "a.png", "b.png", "c.png")
    (made / "d.png").write_bytes(b"no picture at all")
    return made


@pytest.mark.parametrize("state", STATES)
def test_each_control_has_a_name_a_role_and_a_label_and_tab_comes_to_it(
    qtbot: QtBot, folder: Path, state: str
) -> None:
    def script(window: MainWindow) -> None:
        top = STATES[state](Stage(qtbot, window, folder)) or window
        QApplication.processEvents()
        found = faults(top)
        window.session.stop()
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible():
                other.close()
        assert not found, "\n".join(found)

    use(script)
