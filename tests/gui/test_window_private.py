"""What the window keeps is its owner's alone: looked at on the disk, after a real run."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from igtagger.gui import start_failure
from igtagger.gui.main_window import MainWindow
from igtagger.settings import Settings, log_file, preferences_file
from tests.gui.window import LONG, pictures, use

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has access lists instead"),
    pytest.mark.unprepared,  # they make the data folder themselves
]


@pytest.fixture
def _no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def readable(*folders: Path) -> dict[str, str]:
    """All that others may have a part of, with its permissions."""
    found = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    modes = {str(path): stat.S_IMODE(path.lstat().st_mode) for path in found}
    return {path: oct(mode) for path, mode in modes.items() if mode & 0o077}


def paste_and_tag(qtbot: QtBot, tmp_path: Path) -> None:
    """Tag a picture and one that is pasted, in the window."""
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    mime = QMimeData()
    mime.setImageData(image)

    def script(window: MainWindow) -> None:
        qtbot.waitUntil(lambda: window.results.rowCount() == 1, timeout=LONG)
        window.intake.take(mime)
        qtbot.waitUntil(lambda: window.results.rowCount() == 2, timeout=LONG)
        window.prefer(window.preferences)

    assert use(script, [pictures(tmp_path / "pictures", "a.png")]) == 0


@pytest.mark.usefixtures("_no_umask")
def test_all_that_the_window_keeps_is_private(qtbot: QtBot, tmp_path: Path) -> None:
    paste_and_tag(qtbot, tmp_path)
    data, config = Settings.from_environment().data_dir, preferences_file().parent
    names = {path.name for path in data.iterdir()}
    assert names >= {"library.sqlite3", "igtagger.log", "pasted", "window.lock"}
    assert {path.name for path in config.iterdir()} >= {"preferences.json", "window.ini"}
    assert readable(data, config) == {}


@pytest.mark.usefixtures("_no_umask")
def test_what_an_earlier_window_left_is_private_after_the_next(
    qtbot: QtBot, tmp_path: Path
) -> None:
    data, config = Settings.from_environment().data_dir, preferences_file().parent
    paste_and_tag(qtbot, tmp_path)
    for path in (data, config, *data.rglob("*"), *config.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert use(lambda window: None) == 0
    assert readable(data, config) == {}


@pytest.mark.usefixtures("_no_umask")
def test_what_is_left_of_a_start_that_failed_is_private() -> None:
    start_failure.record(RuntimeError("no display"))
    assert readable(log_file().parent) == {}
    assert "no display" in log_file().read_text(encoding="utf-8")
