"""Notes in fonts that are made of people's hands.

No package holds more than a few pictures of real handwriting.
"""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

from kinds.sources import LABELS

_WORDS = LABELS.parent / "imagenet-1k.csv"
_SHEETS = ((800, 1000), (900, 600), (600, 400), (700, 700), (1000, 300), (420, 600))
_PAPERS = (
    *(("white", "#111111"), ("#fdf6e3", "#1d2c66"), ("#eef3fb", "#222233"), ("#fff7a8", "#333333")),
    *(("#f4efe6", "#402a1a"), ("#1e2b24", "#e8efe6"), ("white", "#0b3ea8"), ("white", "#8a1c1c")),
)
"""Colours of paper and ink."""


def note(font: Path, seed: int) -> Image.Image:
    """A letter or a list on a sheet, lined or not, by chances that ``seed`` starts."""
    rng = Random(seed)
    width, height = rng.choice(_SHEETS)
    paper, ink = rng.choice(_PAPERS)
    sheet = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(sheet)
    face = ImageFont.truetype(str(font), rng.choice((24, 30, 38, 50, 68)))
    step = round(face.size * rng.choice((1.3, 1.5, 1.8)))
    _rule(draw, rng, sheet.size, step)
    left = rng.choice((30, 72))
    lines = _list(rng) if rng.random() < 0.3 else _letter(rng, face, width - left - 40)
    for line, y in zip(lines, range(26, height - step, step), strict=False):
        draw.text((left + rng.randrange(8), y + rng.randrange(4)), line, ink, face)
    if rng.random() < 0.4:
        around = rng.choice(("#6b5a48", "#dddddd", "#33363b", "#ffffff"))
        sheet = sheet.rotate(rng.uniform(-5, 5), Image.Resampling.BICUBIC, fillcolor=around)
    return sheet


def _rule(draw: ImageDraw.ImageDraw, rng: Random, size: tuple[int, int], step: int) -> None:
    """Lines, squares or nothing on the paper."""
    width, height = size
    ruling = rng.random()
    if ruling < 0.3:
        for y in range(26 + step, height, step):
            draw.line((0, y, width, y), "#b8c6dd")
        draw.line((60, 0, 60, height), "#e0a0a0", 2)
    elif ruling < 0.45:
        for at in range(0, max(width, height), 24):
            draw.line((at, 0, at, height), "#d5dfe8")
            draw.line((0, at, width, at), "#d5dfe8")


def _rows(rng: Random, count: int) -> list[dict[str, str]]:
    return rng.sample(list(csv.DictReader(_WORDS.read_text("utf-8").splitlines())), count)


def _list(rng: Random) -> list[str]:
    mark = rng.choice("-*+")
    return [f"{mark} {row['name'].split(',')[0]}" for row in _rows(rng, 40)]


def _letter(rng: Random, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    words = " ".join(row["definition"] for row in _rows(rng, 60)).split()
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if face.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
