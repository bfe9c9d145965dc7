"""What a head sees of a picture while it learns: all of it, and parts, as people come by them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageOps

from igtagger.pictures import decoding
from igtagger.preprocessing import Preprocessing
from kinds.sources import Source

PREPROCESSING = Preprocessing(
    size=260,
    crop_fraction=1.0,
    fit="stretch",
    interpolation="bicubic",
    mean=(0.5, 0.5, 0.5),
    std=(0.5, 0.5, 0.5),
)
"""How the program makes the body's input of a picture: all of it, whatever its shape."""
VIEWS = 1
"""Raised whenever the same picture would give other views than before."""
_ONCE = frozenset(
    (
        *("desktop screenshot", "phone screenshot", "web page", "source code", "text document"),
        *("table", "chart", "diagram"),
    )
)
"""Kinds that are seen whole only: a part of a web page is a text document or a table, and on the
development part the head is right less often where it has learned from parts of them."""
MIRRORED = frozenset(
    ("photograph", "illustration", "line drawing", "map", "texture", "pixel art", "icon")
)
"""Kinds that are as likely the other way round. Letters are not."""
_WHOLE = frozenset(("icon", "barcode"))
"""Kinds of which a part is not always of the kind."""
_LEAST_SIDE = 64
"""Pixels of the shorter side below which no part is cut out."""


def counts(sources: Iterable[Source]) -> list[int]:
    """How many views of each picture the head learns from."""
    return [1 if source.kind in _ONCE else 2 for source in sources]


def whole(file: Path) -> NDArray[np.uint8]:
    """What the program sees of a picture: RGB, shape ``(260, 260, 3)``, 0 to 255."""
    return decoding.load(file, PREPROCESSING).pixels


def views(source: Source, file: Path, count: int) -> NDArray[np.uint8]:
    """The whole picture and ``count - 1`` other views, by chances of its own.

    Returns:
        RGB, shape ``(count, 260, 260, 3)``, 0 to 255.
    """
    rng = Random(source.name)
    upright = decoding.open_upright(file, draft_to=2 * PREPROCESSING.size) if count > 1 else None
    others = [_other(rng, source.kind, upright) for _ in range(count - 1) if upright is not None]
    return np.stack([whole(file), *others])


def _other(rng: Random, kind: str, image: Image.Image) -> NDArray[np.uint8]:
    box = (0.0, 0.0, float(image.width), float(image.height))
    if kind not in _WHOLE and min(image.size) >= _LEAST_SIDE and rng.random() < 0.8:
        width, height = (side * rng.uniform(0.5, 1) for side in image.size)
        left = rng.uniform(0, image.width - width)
        top = rng.uniform(0, image.height - height)
        box = (left, top, left + width, top + height)
    side = PREPROCESSING.size
    view = image.resize((side, side), Image.Resampling.BICUBIC, box)
    if kind in MIRRORED and rng.random() < 0.5:
        view = ImageOps.mirror(view)
    return np.asarray(_worn(rng, view))


def _worn(rng: Random, view: Image.Image) -> Image.Image:
    """Now and then in other colours, or after a strong JPEG."""
    if rng.random() < 0.25:
        for enhancer in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
            view = enhancer(view).enhance(max(0.2, rng.gauss(1, 0.2)))
    if rng.random() < 0.2:
        stream = io.BytesIO()
        view.save(stream, "JPEG", quality=rng.randint(30, 90))
        view = Image.open(stream).convert("RGB")
    return view
