"""Memory against the number of files: a run over 100,000 small pictures.

    python -m tests.benchmarks.many_files [--files N] [--model] [--json FILE]

Everything is real but the network, which is left out so that this takes minutes and not an hour;
``--model`` puts it in. Prints resident memory after the first thousand files and its highest value
from there on, then the same for a second run, whose files are all known; then how long it takes to
keep a review of each of them, in one transaction, and to read them back.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event

import numpy as np
from PIL import Image

from igtagger.app.layers import Managers, Pass
from igtagger.app.run import Run, RunOptions
from igtagger.domain import LabelRef, Review
from igtagger.engines.loading import ModelManager
from igtagger.engines.protocol import Engine, EngineInfo, EngineOptions
from igtagger.library.facade import Library
from igtagger.models.catalog import everyday
from igtagger.models.weights.store import WeightsStore
from igtagger.pictures.scan import find_images
from tests.heads import features_of, plain_heads
from tests.memory import resident_bytes

WARM_UP = 1000


class NoNetwork:
    """An engine that answers at once, with as many labels kept as an unsure model gives."""

    spec = everyday()
    heads = plain_heads(spec)
    info = EngineInfo("cpu", "none", "fp32")
    batch_size = 8

    def predict(self, pixels: np.ndarray) -> np.ndarray:
        count = self.spec.labels_count
        return features_of(np.full((len(pixels), count), 1 / count, np.float32))


def make_pictures(folder: Path, count: int) -> None:
    noise = np.random.default_rng(0)
    for number in range(count):
        if number % 1000 == 0:
            (folder / f"{number // 1000:03}").mkdir()
        pixels = noise.integers(0, 256, (12, 16, 3), np.uint8)
        name = folder / f"{number // 1000:03}" / f"IMG_{number:06}.jpg"
        Image.fromarray(pixels).save(name, quality=50)


@dataclass(frozen=True)
class Measured:
    files: int
    seconds: float
    cpu_seconds: float  # all threads; says more than the clock beside busy neighbours
    first_bytes: int  # resident after the warm-up
    highest_bytes: int  # from there on
    library_bytes: int

    def __str__(self) -> str:
        return (
            f"{self.files} files, {self.files / self.seconds:.0f} files/s, "
            f"{self.files / self.cpu_seconds:.0f} per second of CPU; "
            f"after {WARM_UP}: {self.first_bytes / 1e6:.0f} MB, highest: "
            f"{self.highest_bytes / 1e6:.0f} MB, growth "
            f"{(self.highest_bytes - self.first_bytes) / 1e6:.1f} MB; "
            f"library {self.library_bytes / self.files:.0f} bytes a file"
        )


def run_once(pictures: Path, data: Path, *, with_model: bool) -> Measured:
    spec = everyday()

    def load(*_: object) -> Engine:
        return NoNetwork()

    manager = ModelManager(WeightsStore(data / "weights"), loader=None if with_model else load)
    first = highest = 0
    began, cpu_began = time.perf_counter(), time.process_time()
    with Library.open(data / "library.sqlite3", on_message=print) as library:
        run = Run(
            [pictures],
            (Pass(spec, spec.weights.sha256, spec.heads),),
            managers=Managers(manager, manager),
            engine_options=EngineOptions(),
            library=library,
            options=RunOptions(),
            cancel=Event(),
        )
        for number, _ in enumerate(run.outcomes(), 1):
            if number >= WARM_UP and number % 250 == 0:
                now = resident_bytes()
                first = first or now
                highest = max(highest, now)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu_began
    size = (data / "library.sqlite3").stat().st_size
    return Measured(run.tally.done, seconds, cpu, first, highest, size)


def review_all(pictures: Path, data: Path) -> tuple[float, float]:
    """Seconds to keep a review of each picture, and to read all of them."""
    review = Review(frozenset({LabelRef("kinds", 1)}), frozenset({LabelRef("kinds", 2)}), ("a",))
    files = list(find_images([pictures]))
    with Library.open(data / "library.sqlite3", on_message=print) as library:
        began = time.perf_counter()
        library.save_reviews(dict.fromkeys(files, review))
        saved = time.perf_counter()
        assert len(library.reviews(files)) == len(files)
        return saved - began, time.perf_counter() - saved


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--model", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    facts = {}
    with tempfile.TemporaryDirectory() as name:
        pictures, data = Path(name) / "pictures", Path(name) / "data"
        pictures.mkdir()
        make_pictures(pictures, given.files)
        for title in ("first run", "all known"):
            measured = run_once(pictures, data, with_model=given.model)
            facts[title] = asdict(measured)
            print(f"{title}: {measured}", flush=True)
        saving, reading = review_all(pictures, data)
        facts["reviews"] = {"saving_seconds": saving, "reading_seconds": reading}
        print(f"reviews of all: {saving:.1f} s to save, {reading:.1f} s to read")
    if given.json:
        given.json.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
