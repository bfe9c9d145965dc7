"""Maps of outlines in ESRI's shapefiles (white paper of July 1998).

Packages hold few pictures of maps, and most of those are of one atlas; but they hold outlines.
"""

from __future__ import annotations

import itertools
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw

_Ring = list[tuple[float, float]]
_POLYGONS, _LINES = frozenset((5, 15, 25)), frozenset((3, 13, 23))
_HEADER = 100
_SEAS = ("#ffffff", "#ffffff", "#cfe3ef", "#a8c8e0", "#16212c", "#f4efe0", "#3b6ea0")
_LANDS = (
    *(("#f3efe6",), ("#d8d8d8",), ("#e6d3a7",), ("#ffffff",), ("#4c8c4a",)),
    ("#8fb573", "#b7cf8b", "#d9dba0", "#c5b072", "#9a7d4e"),
    ("#fbb4ae", "#b3cde3", "#ccebc5", "#decbe4", "#fed9a6", "#ffffcc"),
    ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c"),
    ("#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026"),
    ("#e41a1c", "#377eb8", "#4daf4a", "#984ea3", "#ff7f00", "#ffff33"),
)


@dataclass(frozen=True, slots=True)
class _Shape:
    rings: list[_Ring]
    filled: bool


def land(file: Path, seed: int) -> Image.Image:
    """All of the outlines, or the surroundings of one, in a style that ``seed`` draws.

    Raises:
        ValueError: the file has no outlines.
    """
    rng = Random(seed)
    shapes = list(_shapes(file.read_bytes()))
    if not shapes:
        raise ValueError("no outlines")
    left, low, right, high = _bounds(shapes)
    if len(shapes) > 6 and rng.random() < 0.6:
        west, south, east, north = _bounds([rng.choice(shapes)])
        more = max(east - west, north - south, (right - left) / 200) * rng.choice(
            (0.1, 0.5, 1.5, 3)
        )
        left, right = max(left, west - more), min(right, east + more)
        low, high = max(low, south - more), min(high, north + more)
    degrees = abs(left) <= 181 and abs(right) <= 181 and abs(low) <= 91 and abs(high) <= 91
    squeeze = max(0.35, math.cos(math.radians((low + high) / 2))) if degrees else 1.0
    scale = 2 * rng.choice((400, 600, 800)) / max((right - left) * squeeze, high - low)
    size = (round((right - left) * squeeze * scale) + 1, round((high - low) * scale) + 1)

    def place(ring: _Ring) -> _Ring:
        return [((x - left) * squeeze * scale, (high - y) * scale) for x, y in ring]

    return _drawn([_Shape([place(r) for r in s.rings], s.filled) for s in shapes], size, rng)


def _drawn(shapes: list[_Shape], size: tuple[int, int], rng: Random) -> Image.Image:
    sea, lands, pen = rng.choice(_SEAS), rng.choice(_LANDS), rng.choice((2, 2, 3, 4))
    dark = sea in {"#16212c", "#3b6ea0"}
    border, filled = "#ffffff" if dark else "#202020", rng.random() < 0.7
    sheet = Image.new("RGB", size, sea)
    draw = ImageDraw.Draw(sheet)
    for shape in shapes:
        colour = rng.choice(lands)
        for ring in shape.rings:
            if filled and shape.filled and len(ring) > 2:
                draw.polygon(ring, colour)
            draw.line(ring, border, pen)
    if rng.random() < 0.3:
        step = size[0] / rng.randint(4, 9)
        for at in range(1, 12):
            draw.line((at * step, 0, at * step, size[1]), "#999999")
            draw.line((0, at * step, size[0], at * step), "#999999")
    return sheet.resize((max(1, size[0] // 2), max(1, size[1] // 2)), Image.Resampling.LANCZOS)


def _bounds(shapes: list[_Shape]) -> tuple[float, float, float, float]:
    points = [point for shape in shapes for ring in shape.rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _shapes(data: bytes) -> Iterator[_Shape]:
    """The polygons and lines of a shapefile: records of a length, a kind, parts and points."""
    at = _HEADER
    while at + 8 < len(data):
        length = 2 * struct.unpack(">i", data[at + 4 : at + 8])[0]
        record = data[at + 8 : at + 8 + length]
        at += 8 + length
        (kind,) = struct.unpack("<i", record[:4])
        if kind not in _POLYGONS | _LINES:
            continue
        parts, points = struct.unpack("<2i", record[36:44])
        starts = [*struct.unpack(f"<{parts}i", record[44 : 44 + 4 * parts]), points]
        first = 44 + 4 * parts
        flat = struct.unpack(f"<{2 * points}d", record[first : first + 16 * points])
        pairs = list(zip(flat[::2], flat[1::2], strict=True))
        yield _Shape([pairs[a:b] for a, b in itertools.pairwise(starts)], kind in _POLYGONS)
