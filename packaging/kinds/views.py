"""What a head sees of a picture while it learns: all of it, and parts, as people come by them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import NamedTuple

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
VIEWS = 2
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


class Views(NamedTuple):
    """``n`` views of one picture.

    Attributes:
        squares: as the body takes them, RGB, shape ``(n, 260, 260, 3)``, 0 to 255.
        sizes: width and height of what each shows, in pixels of the picture.
    """

    squares: NDArray[np.uint8]
    sizes: list[tuple[int, int]]


def views(source: Source, file: Path, count: int) -> Views:
    """The whole picture as the program sees it, and ``count - 1`` others, by chances of its own."""
    rng, whole = Random(source.name), decoding.load(file, PREPROCESSING)
    squares, sizes = [whole.pixels], [(whole.width, whole.height)]
    if count > 1:
        upright = decoding.open_upright(file, draft_to=2 * PREPROCESSING.size)
        for _ in range(count - 1):
            square, (width, height) = _other(rng, source.kind, upright)
            squares.append(square)
            sizes.append((round(width * whole.width), round(height * whole.height)))
    return Views(np.stack(squares), sizes)


def _other(
    rng: Random, kind: str, image: Image.Image
) -> tuple[NDArray[np.uint8], tuple[float, float]]:
    """A view, and what it shows of the picture's width and height, each 0 to 1."""
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
    shown = (box[2] - box[0]) / image.width, (box[3] - box[1]) / image.height
    return np.asarray(_worn(rng, view)), shown


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
