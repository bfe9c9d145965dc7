"""From the start of the process to the open window: the frozen app beside the checkout.

    uv run --group test python tests/benchmarks/app_start.py dist/cpu/igtagger/igtagger

Both are fresh processes with a fresh data folder, in turn; the log tells when the window is open.
The first start after a build, which reads everything from the disk, is told apart.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

OPEN = "The window is open."
LONGEST_SECONDS = 120.0


def seconds(command: list[str]) -> tuple[float, float]:
    """Until the window is open: by the clock, and on the processor, which no neighbour adds to."""
    with tempfile.TemporaryDirectory() as folder:
        around = dict(os.environ, IGTAGGER_DATA_DIR=folder, IGTAGGER_CONFIG_DIR=folder)
        around.setdefault("QT_QPA_PLATFORM", "offscreen")
        log = Path(folder, "igtagger.log")
        began = time.monotonic()
        with subprocess.Popen(command, env=around, stderr=subprocess.DEVNULL) as process:
            while not (log.exists() and OPEN in log.read_text(encoding="utf-8")):
                if time.monotonic() - began > LONGEST_SECONDS or process.poll() is not None:
                    raise SystemExit(f"{command[0]} opened no window.")
                time.sleep(0.005)
            took = time.monotonic() - began
            used = psutil.Process(process.pid).cpu_times()
            process.kill()
    return took, used.user + used.system


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bundle", type=Path, help="the frozen program")
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    frozen, source = [str(given.bundle.resolve())], [sys.executable, "-m", "igtagger"]
    print("frozen, first: {:.2f} s".format(*seconds(frozen)))
    seconds(source)
    pairs = [(seconds(frozen), seconds(source)) for _ in range(given.runs)]
    medians = []
    for name, times in zip(("frozen", "source"), zip(*pairs, strict=True), strict=True):
        clock, processor = (statistics.median(column) for column in zip(*times, strict=True))
        best = min(clock for clock, _ in times)
        print(f"{name}: {clock:.2f} s (best {best:.2f}), {processor:.2f} s of the processor")
        medians.append(clock)
    print(f"ratio: {medians[0] / medians[1]:.2f}; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
