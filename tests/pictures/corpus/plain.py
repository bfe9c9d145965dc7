"""The formats that Pillow both writes and reads."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from tests.pictures.corpus.case import Case, colours, grey


def _save(path: Path, mode: str, **options: Any) -> None:
    source = grey() if mode in ("L", "LA") else colours()
    Image.fromarray(source).convert(mode).save(path, **options)


def _case(name: str, mode: str = "RGB", tolerance: float = 1, **options: Any) -> Case:
    right = grey() if mode in ("L", "LA") else colours()
    return Case(name, partial(_save, mode=mode, **options), right, tolerance)


PLAIN_CASES = (
    _case("bmp-rgb8-pillow.bmp"),
    _case("bmp-grey8-pillow.bmp", "L"),
    _case("gif-palette-pillow.gif"),
    _case("ppm-rgb8-pillow.ppm"),
    _case("pgm-grey8-pillow.pgm", "L"),
    _case("tga-rgb8-pillow.tga"),
    _case("tga-rgba8-rle-pillow.tga", "RGBA", compression="tga_rle"),
    _case("pcx-rgb8-pillow.pcx"),
    _case("ico-rgba8-pillow.ico", "RGBA", sizes=[(64, 64)]),
    _case("webp-rgb8-lossless-pillow.webp", lossless=True),
    _case("webp-rgba8-lossless-pillow.webp", "RGBA", lossless=True),
)
