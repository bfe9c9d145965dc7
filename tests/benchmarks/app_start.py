"""From the start of the process to the open window: the frozen app beside the checkout.

    uv run python tests/benchmarks/app_start.py dist/cpu/igtagger/igtagger

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

OPEN = "The window is open."
LONGEST_SECONDS = 120.0


def seconds(command: list[str]) -> float:
    """Until the window is open."""
    with tempfile.TemporaryDirectory() as folder:
        around = dict(os.environ, IGTAGGER_DATA_DIR=folder, IGTAGGER_CONFIG_DIR=folder)
        around.setdefault("QT_QPA_PLATFORM", "offscreen")
        log = Path(folder, "igtagger.log")
        began = time.monotonic()
        with subprocess.Popen(command, env=around) as process:
            while not (log.exists() and OPEN in log.read_text(encoding="utf-8")):
                if time.monotonic() - began > LONGEST_SECONDS or process.poll() is not None:
                    raise SystemExit(f"{command[0]} opened no window.")
                time.sleep(0.005)
            took = time.monotonic() - began
            process.kill()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bundle", type=Path, help="the frozen program")
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    frozen, source = [str(given.bundle.resolve())], [sys.executable, "-m", "igtagger"]
    print(f"frozen, first: {seconds(frozen):.2f} s")
    seconds(source)
    times = [(seconds(frozen), seconds(source)) for _ in range(given.runs)]
    medians = [statistics.median(column) for column in zip(*times, strict=True)]
    print(f"frozen: {medians[0]:.2f} s (best {min(t for t, _ in times):.2f})")
    print(f"source: {medians[1]:.2f} s (best {min(t for _, t in times):.2f})")
    print(f"ratio: {medians[0] / medians[1]:.2f}; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
