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

import common
import skimage
from browser import Browser
from common import Page
from ingredients import Ingredients
from kinds import choose
from PIL import Image
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "resources/samples"
PHOTOGRAPHS = {"coffee.jpg": "coffee.png", "cat.jpg": "chelsea.png"}
DRAWN = {
    "chart.png": ("chart", 1), "diagram.png": ("diagram", 7), "map.png": ("map", 4), "table.png": ("table", 1),
    "letter.png": ("text document", 1), "note.jpg": ("handwriting", 9),
    "phone.png": ("phone screenshot", 4), "qr-code.png": ("barcode", 6), "sprites.png": ("pixel art", 15),
    "texture.jpg": ("texture", 10), "gradient.png": ("plain colour", 3),
}  # fmt: skip
"""File to kind and seed."""


def _listing() -> Page:
    """Some lines of igtagger itself."""
    text = "\n".join((ROOT / "igtagger/errors.py").read_text(encoding="utf-8").splitlines()[:38])
    made = HtmlFormatter(style="friendly")
    style = f"{made.get_style_defs('.highlight')} pre {{ font: 14px/1.4 'DejaVu Sans Mono' }}"
    return Page(
        f"<!doctype html><style>{style}</style>{highlight(text, PythonLexer(), made)}", 900, 700
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    work = parser.parse_args().work.resolve()
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for target, source in PHOTOGRAPHS.items():
        image = Image.open(Path(skimage.__file__).parent / "data" / source).convert("RGB")
        image.save(SAMPLES / target, quality=85, optimize=True)
    own = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    common._vocabulary = lambda: [w for w in own.split() if w.isalpha()]
    have, browser = Ingredients(work), Browser(work / "scratch")
    for target, (kind, seed) in DRAWN.items():
        rng = Random(f"sample {kind} {seed}")
        made = choose(rng, kind)(rng, have)
        image = browser.shoot(made) if isinstance(made, Page) else made.convert("RGB")
        image.thumbnail((1000, 1000))
        image.save(SAMPLES / target, quality=80, optimize=True)
    browser.shoot(_listing()).save(SAMPLES / "listing.png", optimize=True)
    browser.close()


if __name__ == "__main__":
    main()
