"""Make the built-in model from nothing: draw, gather, train, calibrate, measure.

    python build.py --work FOLDER [--scale 1.0] [--rounds N]

Each step goes on where an earlier run was stopped.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="a folder outside the checkout")
    parser.add_argument("--scale", default="1.0", help="of the number of pictures to draw")
    parser.add_argument("--rounds", default="80", help="of 8,192 pictures each")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    work = ("--work", str(options.work.resolve()))
    steps = (
        ("gather.py", *work),
        ("make_data.py", *work, "--scale", options.scale),
        ("train.py", *work, "--rounds", options.rounds),
        ("finish.py", *work),
        ("evaluate.py", *work),
    )
    environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE", "PYTHONPATH": str(HERE.parents[1])}
    for step in steps:
        began = time.time()
        subprocess.run(
            [sys.executable, str(HERE / step[0]), *step[1:]], check=True, env=environment
        )
        print(f"{step[0]}: {(time.time() - began) / 60:.1f} minutes", flush=True)


if __name__ == "__main__":
    main()
