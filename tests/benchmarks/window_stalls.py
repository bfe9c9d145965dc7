"""How long the window stands still while a run is on, with 20,000 pictures in the list.

    uv run --group test python tests/benchmarks/window_stalls.py [--seconds 30] [--pictures 20000]

A timer wants to fire every 5 ms; what it is late by is the time for which the GUI thread was busy
or waited for the interpreter. Meanwhile the views are scrolled, pictures are selected and filters
are typed, as by an impatient person. The same is done before the run begins, for comparison. The
real built-in model runs; the pictures are links to a few dozen photograph-like JPEGs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

GOAL_MILLISECONDS = 100.0
BEAT_MILLISECONDS = 5
STEP_MILLISECONDS = 120
DIFFERENT = 40


def make_pictures(folder: Path, count: int) -> None:
    from PIL import Image

    noise = np.random.default_rng(0)
    for number in range(min(DIFFERENT, count)):
        coarse = noise.integers(0, 256, (24, 32, 3), np.uint8)
        image = Image.fromarray(coarse).resize((1600, 1200), Image.Resampling.BICUBIC)
        image.save(folder / f"{number}.jpg", quality=85)
    for number in range(DIFFERENT, count):
        os.link(folder / f"{number % DIFFERENT}.jpg", folder / f"{number}.jpg")


class Person:
    """Scrolls, selects, types; one thing at each step."""

    def __init__(self, window: object) -> None:
        from igtagger.app.picture_values import Filter
        from igtagger.gui.main_window import MainWindow

        assert isinstance(window, MainWindow)
        self._window, self._step = window, 0
        bar = window.workspace.grid.verticalScrollBar()
        self._deeds: list[Callable[[], object]] = [
            lambda: bar.setValue(bar.value() + 400),
            lambda: bar.setValue(bar.value() + 4000),
            lambda: window.workspace.step(7),
            lambda: bar.setValue(int(bar.maximum() * 0.6)),
            lambda: window.results.set_filter(Filter(text="12")),
            lambda: bar.setValue(bar.value() + 400),
            lambda: window.results.set_filter(Filter()),
            lambda: window.workspace.step(1),
            lambda: bar.setValue(0),
        ]

    def act(self) -> None:
        self._deeds[self._step % len(self._deeds)]()
        self._step += 1


def measure(window: object, seconds: float) -> np.ndarray:
    """By how many milliseconds each beat came late."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    late: list[float] = []
    loop, beat, steps = QEventLoop(), QTimer(), QTimer()
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(max(0.0, 1000 * (now - last) - BEAT_MILLISECONDS))
        last = now

    beat.setTimerType(Qt.TimerType.PreciseTimer)
    beat.timeout.connect(tick)
    steps.timeout.connect(Person(window).act)
    beat.start(BEAT_MILLISECONDS)
    steps.start(STEP_MILLISECONDS)
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()
    beat.stop()
    steps.stop()
    return np.array(late)


def describe(late: np.ndarray) -> dict[str, float]:
    return {
        "p50_ms": float(np.percentile(late, 50)),
        "p99_ms": float(np.percentile(late, 99)),
        "longest_ms": float(late.max()),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--pictures", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        for variable in ("IGTAGGER_DATA_DIR", "IGTAGGER_CONFIG_DIR"):
            os.environ[variable] = str(Path(name) / "data")
        folder = Path(name) / "pictures"
        folder.mkdir()
        make_pictures(folder, given.pictures)
        facts = _measure_window(folder, given.pictures, given.seconds)
    if given.json:
        print(json.dumps(facts))
    else:
        for state, figures in facts.items():
            print(state.ljust(10), "  ".join(f"{k} {v:8.1f}" for k, v in figures.items()))
    return 0 if facts["running"]["p99_ms"] < GOAL_MILLISECONDS else 1


def _measure_window(folder: Path, count: int, seconds: float) -> dict[str, dict[str, float]]:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from igtagger.gui.jobs.garbage import GarbageCollection
    from igtagger.gui.look import theme
    from igtagger.gui.main_window import MainWindow
    from igtagger.gui.runs.session import RunRequest, RunState
    from igtagger.settings import Preferences, Settings

    app = QApplication.instance() or QApplication(["benchmark"])
    assert isinstance(app, QApplication)
    theme.apply(app, theme.Theme.LIGHT)
    window = MainWindow(Settings.from_environment(), Preferences())
    collection = GarbageCollection(app)
    window.show()
    window.open_paths([folder], tag=False)
    while window.results.rowCount() < count or window.session.listing:
        QTest.qWait(50)
    idle = measure(window, seconds / 2)
    # Anew: links to the same content would be known again, and the model would not run.
    window.session.tag(RunRequest((folder,), fresh=True))
    while window.session.progress.done < 10:
        QTest.qWait(50)
    began, first = time.perf_counter(), window.session.progress.done
    running = measure(window, seconds)
    assert window.session.state is RunState.RUNNING, "the run ended before the measurement did"
    speed = (window.session.progress.done - first) / (time.perf_counter() - began)
    window.close()
    collection.close()
    return {"idle": describe(idle), "running": {**describe(running), "pictures_per_s": speed}}


if __name__ == "__main__":
    sys.exit(main())
