"""How long a key takes to show the next picture large, for photographs of 12 megapixels.

    uv run --group test python -m tests.benchmarks.loupe [--pictures N] [--size W H] [--json FILE]

The real window, offscreen where nothing else is said, with labels beside the picture. From the key
to the end of the painting that shows the picture at the size of the window; a thumbnail that stands
in for it does not count. "human" presses a key every 300 ms, "quick" every 100 ms. "held" is a key
that is held down and repeats every 33 ms: such a key waits until the next picture is there, so that
none is skipped, and what counts is how many are shown a second. "every pixel" is "human" at 100 %.
The floor is decoding one of the pictures to that size alone, on one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.ground import DIFFERENT, Figure, make_photographs

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject

    from igtagger.gui.main_window import MainWindow

GOAL_MILLISECONDS = 100.0
HUMAN, QUICK, HELD = 0.3, 0.1, 0.033
"""Seconds from one key to the next."""
_PATIENCE = 20.0


class Walk:
    """Somebody who goes through the pictures of a window, and looks at the clock.

    Args:
        window: with all pictures in its list.
    """

    def __init__(self, window: MainWindow) -> None:
        from PySide6.QtCore import QEvent, QObject
        from PySide6.QtTest import QTest

        class Watch(QObject):
            """Notes that the canvas is painted."""

            painted = False

            def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
                self.painted |= event.type() == QEvent.Type.Paint
                return False

        self._window, self._press = window, QTest.keyClick
        self._loupe = window.looking.loupe
        self._watch = Watch(window)
        self._loupe.canvas.installEventFilter(self._watch)

    def begin(self) -> tuple[int, int]:
        """Look at the first picture; the size of the view in pixels."""
        from PySide6.QtCore import Qt

        self._window.actions_.large.setChecked(False)
        self._window.workspace.step(-self._window.results.rowCount())
        self._window.actions_.large.setChecked(True)
        self._press(self._loupe.canvas, Qt.Key.Key_Home)
        self._until(self._is_sharp)
        self._rest(perf_counter() + 0.5)
        return self._loupe.canvas.width(), self._loupe.canvas.height()

    def zoom(self) -> None:
        """Show every pixel."""
        from PySide6.QtCore import Qt

        self._press(self._loupe.canvas, Qt.Key.Key_Z)
        self._until(self._is_sharp)
        self._rest(perf_counter() + 0.5)

    def go(self, pace: float) -> list[float]:
        """Milliseconds of each key, one every ``pace`` seconds or as soon as it was answered."""
        from PySide6.QtCore import Qt

        found = []
        for _ in range(self._window.results.rowCount() - 1):
            began = perf_counter()
            self._watch.painted = False
            self._press(self._loupe.canvas, Qt.Key.Key_Right)
            self._until(lambda: self._watch.painted and self._is_sharp())
            found.append(1000 * (perf_counter() - began))
            self._rest(began + pace)
        return found

    def hold(self) -> tuple[list[float], float]:
        """Hold the key down to the end: milliseconds of each picture, and pictures a second."""
        from PySide6.QtCore import Qt

        found: list[float] = []
        first = perf_counter()
        while self._window.workspace.rows()[0] + 1 < self._window.results.rowCount():
            began = perf_counter()
            if self._repeats():
                self._watch.painted = False
                self._press(self._loupe.canvas, Qt.Key.Key_Right)
                self._until(lambda: self._watch.painted and self._is_sharp())
                found.append(1000 * (perf_counter() - began))
            self._rest(began + HELD)
        return found, len(found) / (perf_counter() - first)

    def _repeats(self) -> bool:
        """Send what the system sends before a key that is held down; whether it is a shortcut."""
        from PySide6.QtCore import QEvent, Qt
        from PySide6.QtGui import QKeyEvent
        from PySide6.QtWidgets import QApplication

        none = Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Right, none, "", True)
        event.setAccepted(False)
        QApplication.sendEvent(self._loupe.canvas, event)
        return not event.isAccepted()

    def _is_sharp(self) -> bool:
        canvas, loaded = self._loupe.canvas, self._loupe._loaded
        needed = min(canvas.zoom, 1.0) * canvas.picture_size[0]
        return loaded is not None and loaded.width >= needed - 1

    def _until(self, reached: Callable[[], bool]) -> None:
        from PySide6.QtWidgets import QApplication

        latest = perf_counter() + _PATIENCE
        while not reached():
            QApplication.processEvents()
            if perf_counter() > latest:
                raise TimeoutError("the picture was never shown")

    def _rest(self, until: float) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        if (left := until - perf_counter()) > 0:
            loop = QEventLoop()
            QTimer.singleShot(round(1000 * left), loop.quit)
            loop.exec()


def made_window(folder: Path, size: tuple[int, int]) -> MainWindow:
    """A window that shows the pictures of a folder, with five labels each, and their thumbnails."""
    from PySide6.QtWidgets import QApplication

    from igtagger.app.picture_values import Listed
    from igtagger.domain import Tagged
    from igtagger.gui.main_window import MainWindow
    from igtagger.settings import Preferences, Settings

    window = MainWindow(Settings.from_environment(), Preferences())
    window.resize(*size)
    window.show()
    window.open_paths([folder], tag=False)
    latest = perf_counter() + _PATIENCE
    while window.session.listing and perf_counter() < latest:
        QApplication.processEvents()
    scores = (0.4, 0.2, 0.1, 0.05, 0.02)
    window.results.add(
        Listed(str(file), 1, Tagged(file, 4000, 3000, (5, 207, 281, 817, 883), scores))
        for file in sorted(folder.iterdir())
    )
    window.activateWindow()
    return window


def measure(folder: Path, size: tuple[int, int]) -> Iterator[Figure]:
    """All figures, of the pictures in a folder, in a window of that size."""
    walk = Walk(made_window(folder, size))
    floor = _floor(folder, walk.begin())
    yield Figure("decoding one picture to that size alone", floor, "ms")
    for name, pace in (("human", HUMAN), ("quick", QUICK)):
        walk.begin()
        yield from _told(f"{name}, a key every {1000 * pace:.0f} ms", walk.go(pace), floor)
    walk.begin()
    found, speed = walk.hold()
    yield from _told("held, from a key that goes on", found, floor)
    yield Figure("held, pictures shown", speed, "a second", speed * floor / 1000, "x one thread's")
    walk.begin()
    walk.zoom()
    yield from _told("every pixel, a key every 300 ms", walk.go(HUMAN), floor)


def _floor(folder: Path, room: tuple[int, int]) -> float:
    from igtagger.gui.views.picture_loader import read_fitting

    found = []
    for file in sorted(folder.iterdir())[:DIFFERENT]:
        began = perf_counter()
        read_fitting(str(file), room)
        found.append(1000 * (perf_counter() - began))
    return float(np.median(found))


def _told(what: str, found: list[float], floor: float) -> Iterator[Figure]:
    for name, share in (("median", 50), ("95 %", 95), ("99 %", 99)):
        value = float(np.percentile(found, share))
        yield Figure(f"{what}: {name}", value, "ms", value / floor, "x the floor")


def main() -> int:
    """Measure and tell; 1 where a picture took longer than the goal, but for one in a hundred."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--pictures", type=int, default=40)
    options.add_argument("--size", type=int, nargs=2, default=(1400, 900), metavar=("W", "H"))
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    figures = []
    with tempfile.TemporaryDirectory() as name:
        for variable in ("IGTAGGER_DATA_DIR", "IGTAGGER_CONFIG_DIR"):
            os.environ[variable] = str(Path(name) / "data")
        folder = make_photographs(Path(name) / "pictures", chosen.pictures)
        from PySide6.QtWidgets import QApplication

        application = QApplication(["igtagger"])
        for figure in measure(folder, tuple(chosen.size)):
            figures.append(figure)
            print(figure, flush=True)
        for window in application.topLevelWidgets():
            window.close()
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=1))
    late = [each for each in figures if "human" in each.what and each.value > GOAL_MILLISECONDS]
    return 1 if late else 0


if __name__ == "__main__":
    raise SystemExit(main())
