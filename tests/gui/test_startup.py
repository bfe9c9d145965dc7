"""The program from its start, seen from outside in a fresh process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.gui.window import pictures

# Tells what is loaded when the window was first painted, and again once a model is.
STARTED = """
import os, sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from igtagger.__main__ import main
from igtagger.gui.main_window import MainWindow

def tell(moment):
    engines = [name for name in ("torch", "torchvision", "openvino", "timm") if name in sys.modules]
    print(moment, *engines, flush=True)

class Watch(QObject):
    def eventFilter(self, watched, event):
        if isinstance(watched, MainWindow) and event.type() == QEvent.Type.Paint:
            app.removeEventFilter(self)
            tell("painted")
            self.startTimer(20)
        return False

    def timerEvent(self, event):
        if {"torch", "openvino"} & sys.modules.keys():
            tell("later")
            os._exit(0)

app = QApplication(["igtagger"])
watch = Watch()
app.installEventFilter(watch)
main(sys.argv[1:])
"""


SIZES = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from igtagger.__main__ import main
from igtagger.gui.main_window import MainWindow

def tell():
    (window,) = (one for one in app.topLevelWidgets() if isinstance(one, MainWindow))
    room, least = window.screen().availableSize(), window.minimumSizeHint()
    print(window.width(), room.width(), least.width(), window.height(), room.height(), flush=True)
    os._exit(0)

app = QApplication(["igtagger"])
QTimer.singleShot(0, tell)
main([])
"""


def test_the_window_is_no_larger_than_the_screen() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SIZES],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    width, room, least, height, room_down = map(int, done.stdout.split())
    assert width <= max(room, least) < 1240  # Qt's screen in memory is smaller than most
    assert height <= room_down


def test_the_window_opens_and_loads_its_model_without_torch(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "pictures", "a.png")
    hidden = "import sys; sys.modules['torch'] = sys.modules['torchvision'] = None\n"
    alone = STARTED.replace(
        '{"torch", "openvino"} & sys.modules.keys()', '"openvino" in sys.modules'
    )
    done = subprocess.run(
        [sys.executable, "-c", hidden + alone, folder],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert "openvino" in done.stdout.splitlines()[-1].split()
    assert not done.stderr


def test_the_window_is_on_screen_before_an_engine_is_imported(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "pictures", "a.png")
    done = subprocess.run(
        [sys.executable, "-c", STARTED, folder],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    painted, later = (line.split() for line in done.stdout.splitlines())
    assert painted == ["painted"]
    assert later[0] == "later"
    assert {"torch", "openvino"} & set(later)
