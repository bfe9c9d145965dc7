"""Draw resources/samples: one picture of many kinds, which training does not see.

    python samples.py --work FOLDER

The two photographs are scikit-image's; see resources/samples/README.txt.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from random import Random

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import skimage
from browser import Browser
from common import Page
from ingredients import Ingredients
from kinds import choose
from PIL import Image

SAMPLES = Path(__file__).parents[2] / "resources/samples"
PHOTOGRAPHS = {"coffee.jpg": "coffee.png", "cat.jpg": "chelsea.png"}
DRAWN = {
    "chart.png": ("chart", 1), "diagram.png": ("diagram", 1), "map.png": ("map", 1), "spreadsheet.png": ("table", 1),
    "letter.png": ("text document", 1), "listing.png": ("source code", 1), "note.jpg": ("handwriting", 1),
    "phone.png": ("phone screenshot", 1), "qr-code.png": ("barcode", 1), "sprites.png": ("pixel art", 1),
    "bricks.jpg": ("texture", 1), "sunset-gradient.png": ("plain colour", 1),
}  # fmt: skip
"""File to kind and seed."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    work = parser.parse_args().work.resolve()
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for target, source in PHOTOGRAPHS.items():
        image = Image.open(Path(skimage.__file__).parent / "data" / source).convert("RGB")
        image.save(SAMPLES / target, quality=85, optimize=True)
    have, browser = Ingredients(work), Browser(work / "scratch")
    for target, (kind, seed) in DRAWN.items():
        rng = Random(f"sample {kind} {seed}")
        made = choose(rng, kind)(rng, have)
        image = browser.shoot(made) if isinstance(made, Page) else made.convert("RGB")
        image.thumbnail((1000, 1000))
        image.save(SAMPLES / target, quality=80, optimize=True)
    browser.close()


if __name__ == "__main__":
    main()
