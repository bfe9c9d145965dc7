"""Files a second that get their keywords, beside ExifTool's.

``uv run --group test python -m tests.benchmarks.xmp_writing [--pictures 200]``. JPEGs of 2
megapixels and about 2 MB; without waiting for the disk, and with it; on one thread, and on two.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
from PIL import Image

from igtagger.export.xmp.keywords import Keywords
from igtagger.export.xmp.presets import PRESETS
from igtagger.export.xmp.writing import KeywordWriter, Manner
from tests.benchmarks.ground import Figure

WORDS = Keywords(
    ("Egyptian cat", "Kätzchen 猫"),
    ("cat", "mammal", "animal"),
    (("animal", "mammal", "cat", "Egyptian cat"), ("Kätzchen 猫",)),
)
GOAL = 100


def make_pictures(folder: Path, count: int) -> list[Path]:
    """Files of one content, about 2 MB each."""
    noise = np.random.default_rng(1).integers(0, 256, (1224, 1632, 3), np.uint8)
    folder.mkdir()
    files = [folder / f"{number:04}.jpg" for number in range(count)]
    Image.fromarray(noise).save(files[0], quality=92)
    for file in files[1:]:
        shutil.copyfile(files[0], file)
    return files


def measure_ours(files: list[Path], threads: int, *, durable: bool) -> float:
    writer = KeywordWriter(Manner(PRESETS["immich"], durable=durable))
    start = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        written = [*pool.map(lambda file: writer.add(file, WORDS), files)]
    seconds = time.perf_counter() - start
    assert {each.how for each in written} == {"embedded"}
    return len(files) / seconds


def measure_sidecars(files: list[Path]) -> float:
    writer = KeywordWriter(Manner(PRESETS["immich"], embed=False, durable=False))
    start = time.perf_counter()
    for file in files:
        assert writer.add(file, WORDS).how == "sidecar"
    return len(files) / (time.perf_counter() - start)


def measure_exiftool(files: list[Path]) -> float:
    """One process that stays open, as fast as it gets."""
    wishes = [f"-XMP-dc:Subject+={name}" for name in (*WORDS.names, *WORDS.above)]
    lines = []
    for file in files:
        lines += [*wishes, "-overwrite_original", "-P", "-m", str(file), "-execute"]
    text = "\n".join([*lines, "-stay_open", "False", ""]).encode()
    start = time.perf_counter()
    command = ["exiftool", "-stay_open", "True", "-@", "-"]
    subprocess.run(command, input=text, capture_output=True, check=True)
    return len(files) / (time.perf_counter() - start)


def measure(count: int) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as name:
        for number, (threads, durable) in enumerate(((1, False), (2, False), (2, True))):
            files = make_pictures(Path(name, str(number)), count)
            size = files[0].stat().st_size / 1e6
            what = f"{size:.1f} MB JPEG, {threads} thread(s), {'with' if durable else 'no'} fsync"
            figures.append(rate(what, measure_ours(files, threads, durable=durable)))
            shutil.rmtree(files[0].parent)
        files = make_pictures(Path(name, "sidecars"), count)
        figures.append(rate("new sidecars beside them", measure_sidecars(files)))
        shutil.rmtree(files[0].parent)
        if shutil.which("exiftool"):
            files = make_pictures(Path(name, "exiftool"), max(10, count // 5))
            figures.append(rate("ExifTool -stay_open, dc:subject alone", measure_exiftool(files)))
    return figures


def rate(what: str, files: float) -> Figure:
    return Figure(what, files, "files/s", files / GOAL, "of the goal of 100")


def main() -> None:
    with suppress(AttributeError):
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=200)
    print(f"load {os.getloadavg() if hasattr(os, 'getloadavg') else '?'}")
    for figure in measure(parser.parse_args().pictures):
        print(figure)


if __name__ == "__main__":
    main()
