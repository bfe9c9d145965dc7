"""What a picture costs on a Ray cluster beside ``igtagger tag``: CPU seconds, all processes.

``python -m tests.benchmarks.cluster [FEW MANY]``: both ways over so many pictures of 2 megapixels
that are made for it; the difference is the price of a picture, what is left that of the start.
Needs the extra ``cluster``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "cat.jpg"


def make(folder: Path, count: int) -> Path:
    """Pictures of 1600 x 1200, no two alike."""
    folder.mkdir()
    whole = Image.open(SAMPLE).convert("RGB").resize((1800, 1400))
    random = np.random.default_rng(count)
    for number in range(count):
        left, top = int(random.integers(0, 200)), int(random.integers(0, 200))
        part = whole.crop((left, top, left + 1600, top + 1200))
        part.save(folder / f"{number}.jpg", quality=85)
    return folder


def cpu_seconds(command: list[str], data: Path) -> float:
    """Of a command and of all processes that descend from it."""
    environment = {**os.environ, "IGTAGGER_DATA_DIR": str(data)}
    started = subprocess.Popen(
        [sys.executable, "-m", "igtagger", *command, "-q"],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    seen: dict[tuple[int, float], float] = {}
    top = psutil.Process(started.pid)
    while started.poll() is None:
        try:
            for each in (top, *top.children(recursive=True)):
                times = each.cpu_times()
                seen[each.pid, each.create_time()] = times.user + times.system
        except psutil.Error:
            pass
        time.sleep(0.05)
    if started.returncode:
        raise SystemExit(f"igtagger {command[0]} ended with {started.returncode}")
    return sum(seen.values())


def main() -> None:
    few, many = map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (100, 500)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        folders = {count: make(root / f"{count}", count) for count in (few, many)}
        spent: dict[tuple[str, int], float] = {}
        for count, folder in folders.items():
            for how in ("tag", "cluster-tag"):
                output = root / f"{how}-{count}"
                target = [str(output) + (".parquet" if how == "tag" else "")]
                more = ["--part-size", "100"] if how == "cluster-tag" else ["--no-features"]
                data = root / "data"
                spent[how, count] = cpu_seconds([how, str(folder), "-o", *target, *more], data)
                shutil.rmtree(data, ignore_errors=True)
    each = {
        how: (spent[how, many] - spent[how, few]) / (many - few) for how in ("tag", "cluster-tag")
    }
    for how, seconds in each.items():
        start = spent[how, few] - few * seconds
        print(f"{how}: {1000 * seconds:.1f} ms a picture, {start:.1f} s to begin with (CPU)")
    print(f"a picture on the cluster: {each['cluster-tag'] / each['tag']:.2f} times tag's")


if __name__ == "__main__":
    main()
