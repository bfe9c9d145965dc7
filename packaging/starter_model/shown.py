"""Real pictures of the training part, shown whole and in parts, worn and on other grounds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import gathered
from common import adjust, chance, colour
from labels import MIRRORED
from PIL import Image, ImageOps

EACH = 1400
"""Squares of each kind, as near as whole numbers of squares for each picture allow."""
MOST = 8
"""Squares that one picture gives at most."""
_WHOLE = frozenset({"icon", "barcode", "plain colour"})
"""Kinds of which a part is not always of the kind."""
_LEAST = 64
"""Pixels of the shorter side below which no part is cut out."""


def plan(work: Path, scale: float) -> list[tuple[gathered.Gathered, int]]:
    """Every picture of the training part, and how many squares it gives."""
    pictures = [g for g in gathered.read(work) if g.part == gathered.TRAINING_PART]
    counts = Counter(g.kind for g in pictures)
    each = {k: min(MOST, max(1, round(EACH * scale / n))) for k, n in counts.items()}
    return [(g, each[g.kind]) for g in pictures]


def opened(picture: gathered.Gathered, longest: int) -> Image.Image:
    """The picture, no longer than that; with its transparency, if it has one."""
    image = Image.open(picture.file)
    image.draft("RGB", (longest, longest))
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    image = image.convert("RGBA" if has_alpha else "RGB")
    image.thumbnail((longest, longest), Image.Resampling.BILINEAR)
    return image


def shown(rng: Random, kind: str, image: Image.Image, again: bool) -> Image.Image:
    """What a person may come by of it: all of it or a part, in these or other colours."""
    image = _on_ground(rng, image)
    if again and kind not in _WHOLE and min(image.size) > _LEAST and chance(rng, 0.75):
        w, h = (round(side * rng.uniform(0.5, 1)) for side in image.size)
        x, y = rng.randint(0, image.width - w), rng.randint(0, image.height - h)
        image = image.crop((x, y, x + w, y + h))
    if again and kind in MIRRORED and chance(rng, 0.5):
        image = ImageOps.mirror(image)
    if again and kind == "texture" and chance(rng, 0.5):
        image = image.transpose(rng.choice(list(Image.Transpose)))
    if kind == "pixel art" and max(image.size) < 160 and chance(rng, 0.5):
        times = rng.randint(2, max(2, 400 // max(image.size)))
        image = image.resize((image.width * times, image.height * times), Image.Resampling.NEAREST)
    return adjust(image, rng, 0.2) if chance(rng, 0.15) else image


def _on_ground(rng: Random, image: Image.Image) -> Image.Image:
    """Transparent parts over white, as the program shows them, or over another colour."""
    if image.mode != "RGBA":
        return image
    ground = (255, 255, 255) if chance(rng, 0.6) else colour(rng, (0, 0.8), (0.05, 0.98))
    out = Image.new("RGBA", image.size, ground)
    out.alpha_composite(image)
    return out.convert("RGB")
