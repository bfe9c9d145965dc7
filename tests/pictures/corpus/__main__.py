"""Write the corpus into a folder."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from tests.pictures.corpus import CASES

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        try:
            case.write(folder / case.name)
        except pytest.skip.Exception as reason:
            print(f"{case.name}: not written, {reason}")
