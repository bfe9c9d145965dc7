"""Showing a file in the system's file manager."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from igtagger.gui import reveal

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux's way")


class Opener(QObject):
    """Stands for the system's handler of addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.fixture
def opener() -> Iterator[Opener]:
    handler = Opener()
    QDesktopServices.setUrlHandler("file", handler, "open")
    yield handler
    QDesktopServices.unsetUrlHandler("file")


@LINUX
def test_without_a_file_manager_on_the_bus_the_folder_is_opened(
    qtbot: QtBot, opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reveal, "_ask_file_manager", lambda path: False)
    file = tmp_path / "a b, ü#1.jpg"
    file.touch()
    reveal.show_in_folder(file)
    assert opener.opened == [str(tmp_path)]


@LINUX
def _bus_runs() -> bool:
    """It may be there, and not start: where the system does not know this user, say."""
    if not shutil.which("dbus-run-session"):
        return False
    tried = subprocess.run(["dbus-run-session", "--", "true"], capture_output=True, check=False)
    return tried.returncode == 0


@pytest.mark.skipif(not _bus_runs(), reason="needs dbus-run-session, and a bus that it can start")
def test_a_bus_that_nobody_answers_on_leads_to_the_folder_too(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from PySide6.QtWidgets import QApplication
from PySide6.QtGui import QDesktopServices
from PySide6.QtCore import QTimer
from igtagger.gui import reveal
from tests.gui.test_reveal import Opener
app, handler = QApplication([]), Opener()
QDesktopServices.setUrlHandler("file", handler, "open")
reveal.show_in_folder(Path({str(tmp_path / "1.jpg")!r}))
assert reveal._waiting
timer = QTimer()
timer.timeout.connect(lambda: app.quit() if handler.opened else None)
timer.start(10)
QTimer.singleShot(20_000, app.quit)
app.exec()
assert handler.opened == [{str(tmp_path)!r}], handler.opened
assert not reveal._waiting
"""
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", code],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_explorer_gets_its_quotes_where_it_wants_them() -> None:
    path = PureWindowsPath(r"C:\My pictures\a, b.jpg")
    assert reveal.explorer_arguments(path) == r'/select,"C:\My pictures\a, b.jpg"'
