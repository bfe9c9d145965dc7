"""From the start of the process to the first paint, beside a bare window of PySide6.

    uv run --group test python tests/benchmarks/window_start.py

Both are fresh processes, in turn; medians and their ratio are printed. The bare window imports
QtWidgets and shows an empty QMainWindow. What was imported before the first paint is named, where
it should not have been. ``suite --only first-label`` measures the first label of a picture too.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import partial

WATCH = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType() and watched.isWindow():
            QTimer.singleShot(0, self.tell)
        return False
    def tell(self):
        print("painted", time.time(), "torch" in sys.modules, flush=True)
        import os
        os._exit(0)

app = QApplication(["benchmark"])
watch = Watch()
app.installEventFilter(watch)
"""
BARE = (
    WATCH
    + """
from PySide6.QtWidgets import QMainWindow
window = QMainWindow()
window.resize(1240, 800)
window.show()
app.exec()
"""
)
OURS = (
    WATCH
    + """
from igtagger.__main__ import main
main([])
"""
)
LABEL = """
import os, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from igtagger.__main__ import main
from igtagger.app.picture_values import State

def look():
    for window in QApplication.topLevelWidgets():
        if hasattr(window, "results"):
            pictures = window.results.pictures
            if len(pictures) and pictures.state(0) is State.TAGGED:
                print("labelled", time.time(), "torch" in sys.modules, flush=True)
                os._exit(0)

app = QApplication(["benchmark"])
timer = QTimer()
timer.timeout.connect(look)
timer.start(5)
main(sys.argv[1:])
"""
"""The window with the picture that is named to it, until that has its label."""


def seconds(code: str, *arguments: str, surroundings: Mapping[str, str]) -> float:
    """From the start of the process to what ``code`` tells of, in the environment that is given."""
    environment = {k: v for k, v in surroundings.items() if k != "PYTHONDONTWRITEBYTECODE"}
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    _, moment, torch = done.stdout.split()
    assert torch == "False", "torch was imported before that"
    return float(moment) - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        around = os.environ | {"IGTAGGER_DATA_DIR": folder, "IGTAGGER_CONFIG_DIR": folder}
        around.setdefault("QT_QPA_PLATFORM", "offscreen")
        both = partial(seconds, surroundings=around)
        pairs = [(both(OURS), both(BARE)) for _ in range(given.runs + 1)][1:]
    ours, bare = (statistics.median(values) for values in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    facts = {"igtagger_seconds": ours, "bare_seconds": bare, "ratio": ratio}
    if given.json:
        print(json.dumps(facts))
    else:
        print(
            f"igtagger's window  {ours:.2f} s\nbare window        {bare:.2f} s\nratio {ratio:.2f}"
        )


if __name__ == "__main__":
    main()
