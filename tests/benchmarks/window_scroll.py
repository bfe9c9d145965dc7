"""Time to paint a frame while scrolling through 100,000 pictures, beside a bare table of Qt's.

    python -m tests.benchmarks.window_scroll [--rows N] [--frames N] [--scale S]

Offscreen, with 60 real thumbnails in memory, five labels for each picture. A frame is one step of
the scroll bar with all painting that follows from it. "wheel" steps by a third of a tile, "page" by
one page, "jump" to anywhere. "running" is "wheel" while 30 outcomes come in with every frame.

"wall" is what a person waits for, "CPU" what the frame takes of the GUI thread; where other
programs keep the computer busy, only the second can be compared.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, thread_time

import numpy as np
from PIL import Image

FOLDER = Path("pictures")


def positions(kind: str, top: int, page: int, step: int, count: int) -> Iterator[int]:
    chance, value = random.Random(1), 0
    for _ in range(count):
        if kind == "jump":
            value = chance.randint(0, top)
        else:
            value = (value + (page if kind == "page" else step)) % top
        yield value


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--frames", type=int, default=300)
    options.add_argument("--scale", default="1")
    chosen = options.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = chosen.scale
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IGTAGGER_DATA_DIR"] = folder
        measure(Path(folder), chosen.rows, chosen.frames)


def measure(folder: Path, rows: int, frames: int) -> None:
    from PySide6.QtWidgets import QApplication, QTableView

    from igtagger.app.names import name_rule
    from igtagger.app.picture_table import Pictures
    from igtagger.app.picture_values import Listed
    from igtagger.domain import Tagged
    from igtagger.gui.look import theme
    from igtagger.gui.results.results_model import ResultsModel
    from igtagger.gui.views.grid import GridView
    from igtagger.gui.views.list_view import ListView
    from igtagger.gui.views.thumbnails import Thumbnails
    from igtagger.labels.naming import Naming
    from igtagger.models.catalog import everyday

    app = QApplication([])
    theme.apply(app, theme.Theme.LIGHT)
    model = ResultsModel(name_rule(everyday(), Naming()))
    chance = np.random.default_rng(0)

    def outcome(number: int) -> Listed:
        path = str(FOLDER / f"IMG_{number:06}.jpg")
        indices = tuple(chance.choice(1000, 5, replace=False).tolist())
        tagged = Tagged(Path(path), 4000, 3000, indices, (0.4, 0.2, 0.15, 0.1, 0.06))
        return Listed(path, 1_700_000_000_000_000_000, tagged)

    model.add(outcome(number) for number in range(rows))
    thumbnails = _in_memory(folder, Thumbnails, Pictures)
    bare = QTableView()
    bare.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    grid, table = GridView(thumbnails), ListView(thumbnails)
    views = {"bare QTableView": bare, "list": table, "grid": grid}
    results = {}
    for name, view in views.items():
        view.setModel(model)
        view.resize(1400, 900)
        view.show()
        app.processEvents()
        for kind in ("wheel", "page", "jump", "running"):
            bar, times = view.verticalScrollBar(), []
            page = view.viewport().height()
            for value in positions(kind, bar.maximum(), page, 80, frames):
                listed = [outcome(chance.integers(rows)) for _ in range(30)]
                begin = perf_counter(), thread_time()
                if kind == "running":
                    model.add(listed)
                bar.setValue(value)
                app.processEvents()
                times.append((perf_counter() - begin[0], thread_time() - begin[1]))
            results[name, kind] = times
        view.hide()
    _tell(results, rows)


def _in_memory(folder: Path, thumbnails: type, pictures: type) -> object:
    """Thumbnails that have all that is asked for: 60 pictures stand in for all."""
    from PySide6.QtGui import QPixmap

    from igtagger.gui.views.qimages import to_qimage

    noise = np.random.default_rng(0)
    made: dict[tuple[int, int], QPixmap] = {}

    class Ready(thumbnails):  # type: ignore[misc]
        def pixmap(self, path: str, mtime_ns: int, edge: int) -> QPixmap:
            key = hash(path) % 60, edge
            if key not in made:
                coarse = noise.integers(0, 256, (6, 8, 3), np.uint8)
                image = Image.fromarray(coarse).resize((edge, edge * 3 // 4))
                made[key] = QPixmap.fromImage(to_qimage(image))
            return made[key]

    return Ready(folder / "thumbnails")


def _tell(results: dict[tuple[str, str], list[tuple[float, float]]], rows: int) -> None:
    print(f"{rows:,} rows, milliseconds per frame")
    print(f"{'':<29}{'wall':>24}{'CPU':>16}")
    titles = ("p50", "p99", "most", "p50", "p99", "to bare")
    print(f"{'view':<18}{'scrolling':<11}", *(f"{title:>8}" for title in titles), sep="")
    for (name, kind), times in results.items():
        wall, cpu = (1000 * np.array(column) for column in zip(*times, strict=True))
        bare = 1000 * np.median([of_frame[1] for of_frame in results["bare QTableView", kind]])
        figures = (
            *np.percentile(wall, [50, 99, 100]),
            *np.percentile(cpu, [50, 99]),
            np.median(cpu) / bare,
        )
        print(f"{name:<18}{kind:<11}", *(f"{figure:8.2f}" for figure in figures), sep="")


if __name__ == "__main__":
    main()
