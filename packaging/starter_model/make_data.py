"""Draw the training pictures and keep them as small squares in one array.

Each is drawn at a size that it would have in a person's folder, worn, saved as PNG or JPEG, and
read by the program's own decoder, so that what is learnt is what will be seen.

    python make_data.py --work FOLDER [--scale 1.0] [--workers 2] [--sheets]
"""

from __future__ import annotations

import argparse
import faulthandler
import multiprocessing
import os
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from random import Random

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import gathered
import numpy as np
import shown
from browser import Browser
from common import Page, chance, on_table, scanned, worn
from ingredients import Ingredients, open_rgba, pick
from kinds import KINDS, PAGES, PAPER, choose
from labels import MIRRORED, REAL
from PIL import Image, ImageOps

from igtagger.pictures import decoding
from igtagger.preprocessing import Preprocessing

SIDE = 240
"""Pixels of the squares that are kept: a little more than the model takes, for crops."""
SEED = 3
EACH = 1050
"""Drawn pictures of each kind at scale 1, but for those of COUNTS."""
COUNTS = {"photograph": 1800, "illustration": 1500, "plain colour": 500, "barcode": 900, "odd": 900}
LONGEST = 1100
"""Pixels of the longer side of what is drawn: more would cost time and change nothing."""
SECONDS_EACH = 30
KEPT = Preprocessing(size=SIDE, crop_fraction=1.0, fit="stretch")


def shots(kind: str) -> int:
    """How many pictures are made of one drawing: parts of it, worn in other ways."""
    return 4 if kind in PAGES else 2


def plan(scale: float) -> list[tuple[str, int]]:
    """Every drawing: its kind, and its number within the kind."""
    counts = {kind: COUNTS.get(kind, EACH) * scale for kind in (*KINDS, "odd")}
    return [(kind, i) for kind, count in counts.items() for i in range(round(count / shots(kind)))]


@dataclass(frozen=True, slots=True)
class Job:
    """One drawing, or one real picture, and where its squares go.

    ``number`` is the drawing's within its kind; ``REAL`` for a real picture.
    """

    kind: str
    number: int
    count: int
    at: int
    picture: gathered.Gathered | None = None


def all_jobs(work: Path, scale: float) -> list[Job]:
    """Drawings of all kinds mixed, then the real pictures of the training part."""
    drawings = plan(scale)
    Random(SEED).shuffle(drawings)
    jobs, at = [], 0
    for kind, number in drawings:
        jobs.append(Job(kind, number, shots(kind), at))
        at += shots(kind)
    for picture, count in shown.plan(work, scale):
        jobs.append(Job(picture.kind, REAL, count, at, picture))
        at += count
    return jobs


class Worker:
    """One process's share: a browser, the ingredients, a scratch file in memory."""

    def __init__(self, work: Path) -> None:
        self.have = Ingredients(work)
        self.browser = Browser(work / "scratch")
        memory = Path("/dev/shm")
        self.file = (memory if memory.is_dir() else work) / f"starter-{os.getpid()}"

    def draw(self, kind: str, number: int) -> list[np.ndarray]:
        """Squares of one drawing, each ``uint8 (SIDE, SIDE, 3)``."""
        for attempt in range(20):
            rng = Random(f"{SEED} {kind} {number} {attempt}")
            signal.alarm(SECONDS_EACH)
            try:
                drawn, is_page = self._picture(rng, kind)
                return [
                    self._square(rng, self._taken(rng, kind, drawn, is_page, shot > 0))
                    for shot in range(shots(kind))
                ]
            except Exception:  # noqa: BLE001  (another attempt draws another picture)
                if attempt > 2:
                    traceback.print_exc()
            finally:
                signal.alarm(0)
        raise RuntimeError(f"{kind} {number} cannot be drawn")

    def show(self, picture: gathered.Gathered, count: int) -> list[np.ndarray]:
        """Squares of one real picture."""
        image, squares = shown.opened(picture, LONGEST), []
        for number in range(count):
            rng = Random(f"{SEED} {picture.source} {number}")
            one = shown.shown(rng, picture.kind, image, number > 0)
            if picture.kind in PAPER and number > 0 and chance(rng, 0.35):
                one = scanned(one, rng)
            squares.append(self._square(rng, worn(one, rng) if number > 0 else one))
        return squares

    def _picture(self, rng: Random, kind: str) -> tuple[Image.Image, bool]:
        made = choose(rng, kind)(rng, self.have)
        is_page = isinstance(made, Page)
        image = self.browser.shoot(made) if isinstance(made, Page) else made.convert("RGB")
        image.thumbnail((LONGEST, LONGEST), Image.Resampling.BILINEAR)
        return image, is_page

    def _taken(
        self, rng: Random, kind: str, image: Image.Image, is_page: bool, again: bool
    ) -> Image.Image:
        """The drawing as a person comes by it: a part, a scan, worn."""
        if kind in PAPER and chance(rng, 0.35):
            image = scanned(image, rng)
            ground = open_rgba(pick(rng, self.have.surfaces), 600) if chance(rng, 0.3) else None
            image = on_table(image, rng, ground) if ground is not None else image
        if is_page and chance(rng, 0.7 if again else 0.1):
            image = _part(rng, image, 0.9 if kind == "phone screenshot" else 0.5)
        elif kind not in ("icon", "barcode", "pixel art") and chance(rng, 0.6 if again else 0.1):
            image = _part(rng, image, 0.7)
        if again and kind in MIRRORED and chance(rng, 0.5):
            image = ImageOps.mirror(image)
        return image if kind == "pixel art" and chance(rng, 0.6) else worn(image, rng)

    def _square(self, rng: Random, image: Image.Image) -> np.ndarray:
        if chance(rng, 0.5):
            image.save(self.file, "JPEG", quality=rng.randint(60, 95))
        else:
            image.save(self.file, "PNG", compress_level=1)
        return decoding.load(self.file, KEPT).pixels


def _part(rng: Random, image: Image.Image, least: float) -> Image.Image:
    """What a person cuts out: a window of the page rather than all of it."""
    w, h = (round(side * rng.uniform(least, 1)) for side in image.size)
    x, y = rng.randint(0, image.width - w), rng.randint(0, image.height - h)
    return image.crop((x, y, x + w, y + h))


def _work(
    number: int,
    workers: int,
    work: Path,
    jobs: list[Job],
    names: list[str],
) -> None:
    faulthandler.enable()
    signal.signal(signal.SIGALRM, _late)
    worker = Worker(work)
    squares = np.lib.format.open_memmap(work / "squares.npy", "r+")
    labels = np.lib.format.open_memmap(work / "labels.npy", "r+")
    began = time.time()
    for place in range(number, len(jobs), workers):
        job = jobs[place]
        if labels[job.at] >= 0:
            continue
        if job.picture is None:
            made = worker.draw(job.kind, job.number)
        else:
            made = worker.show(job.picture, job.count)
        for shot, square in enumerate(made):
            squares[job.at + shot] = square
            labels[job.at + shot] = names.index(job.kind)
        if place // workers % 300 == 0:
            print(f"{place} of {len(jobs)}, {time.time() - began:.0f} s", flush=True)
    worker.browser.close()
    worker.file.unlink(missing_ok=True)


def _late(*_: object) -> None:
    raise TimeoutError("drawing took too long")


def make(work: Path, scale: float, workers: int, only: list[str]) -> None:
    """Draw all of it, or the kinds in ``only``, going on where an earlier run was stopped."""
    Ingredients(work).prepare()
    (work / "scratch").mkdir(exist_ok=True)
    names, jobs = [*KINDS, "odd"], all_jobs(work, scale)
    total = jobs[-1].at + jobs[-1].count
    file = work / "squares.npy"
    if not file.exists() or len(np.load(file, mmap_mode="r")) != total:
        np.lib.format.open_memmap(file, "w+", np.uint8, (total, SIDE, SIDE, 3))
        np.save(work / "labels.npy", np.full(total, -1, np.int8))
    numbers = np.repeat([job.number for job in jobs], [job.count for job in jobs])
    np.save(work / "numbers.npy", numbers.astype(np.int32))
    jobs = [job for job in jobs if not only or job.kind in only]
    context = multiprocessing.get_context("spawn")
    runs = [
        context.Process(target=_work, args=(i, workers, work, jobs, names)) for i in range(workers)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    if any(run.exitcode for run in runs):
        raise SystemExit("a worker failed")


def sheets(work: Path) -> None:
    """One picture of many for each kind, to be looked at."""
    squares, labels = np.load(work / "squares.npy", mmap_mode="r"), np.load(work / "labels.npy")
    for index, kind in enumerate([*KINDS, "odd"]):
        chosen = np.flatnonzero(labels == index)[:60]
        out = Image.new("RGB", (12 * 122, 5 * 122), "#888")
        for place, at in enumerate(chosen):
            small = Image.fromarray(squares[at]).resize((120, 120), 2)
            out.paste(small, (place % 12 * 122, place // 12 * 122))
        out.save(work / f"sheet-{kind.replace(' ', '-')}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--only", nargs="*", default=[], help="kinds to draw; the rest can follow")
    parser.add_argument("--sheets", action="store_true")
    options = parser.parse_args()
    make(options.work.resolve(), options.scale, options.workers, options.only)
    if options.sheets:
        sheets(options.work)


if __name__ == "__main__":
    main()
