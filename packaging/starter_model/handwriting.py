"""Words written by hand: pen strokes of Hershey's script, made uneven, and handwriting fonts."""

from __future__ import annotations

import gzip
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

from common import HAND, chance, colour, font, ink, number, on_table, paper, scanned, words
from ingredients import Ingredients, open_rgba, pick
from PIL import Image, ImageDraw

Stroke = list[tuple[float, float]]


def handwriting(rng: Random, have: Ingredients) -> Image.Image:
    """A note, a page, a signature, a board, a few digits."""
    w, h = rng.choice(((900, 1200), (1200, 900), (1000, 700), (800, 400), (600, 600), (400, 300)))
    sheet, pen = _sheet(rng, w, h)
    write = _with_pen if chance(rng, 0.65) else _with_font
    write(rng, sheet, pen)
    if chance(rng, 0.5):
        sheet = scanned(sheet, rng)
    if chance(rng, 0.25):
        ground = open_rgba(pick(rng, rng.choice((have.surfaces, have.photos))), 600)
        if ground is not None:
            sheet = on_table(sheet, rng, ground)
    return sheet


def _sheet(rng: Random, w: int, h: int) -> tuple[Image.Image, tuple[int, int, int]]:
    if chance(rng, 0.1):  # a blackboard, or a dark screen
        return Image.new("RGB", (w, h), colour(rng, (0, 0.4), (0.05, 0.25))), colour(
            rng, (0, 0.3), (0.8, 1)
        )
    ground = paper(rng) if chance(rng, 0.85) else colour(rng, (0.3, 1), (0.75, 0.9))
    sheet = Image.new("RGB", (w, h), ground)
    draw = ImageDraw.Draw(sheet)
    ruled = colour(rng, (0.2, 0.8), (0.65, 0.85), hue=rng.choice((0.6, 0.6, 0.0)))
    step = rng.randint(18, 60)
    kind = rng.random()
    if kind < 0.35:
        for y in range(rng.randint(20, 100), h, step):
            draw.line((0, y, w, y), ruled, rng.choice((1, 1, 2)))
        if chance(rng, 0.5):
            draw.line((w // 8, 0, w // 8, h), (230, 120, 120), 2)
    elif kind < 0.5:
        for y in range(0, h, step):
            draw.line((0, y, w, y), ruled)
        for x in range(0, w, step):
            draw.line((x, 0, x, h), ruled)
    pen = ink(rng) if chance(rng, 0.5) else colour(rng, (0.5, 1), (0.15, 0.4), hue=0.63)
    return sheet, pen


@cache
def _hershey(name: str) -> dict[str, tuple[float, list[Stroke]]]:
    """Glyphs of one of the Hershey fonts: width and strokes, in units of about 1 / 21 line."""
    base = Path("/usr/share/hershey-fonts")
    file = next(p for p in (base / f"{name}.jhf", base / f"{name}.jhf.gz") if p.exists())
    text = (
        gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    ).decode()
    glyphs = {}
    for position, line in enumerate(_records(text)):
        left, right = ord(line[8]) - 82, ord(line[9]) - 82
        strokes: list[Stroke] = [[]]
        for i in range(10, len(line) - 1, 2):
            if line[i : i + 2] == " R":
                strokes.append([])
            else:
                strokes[-1].append((ord(line[i]) - 82 - left, ord(line[i + 1]) - 82))
        glyphs[chr(32 + position)] = (right - left, [s for s in strokes if len(s) > 1])
    return glyphs


def _records(text: str) -> list[str]:
    """The records of a file, whose long ones go on on the next lines."""
    records: list[str] = []
    for line in text.splitlines():
        if records and len(records[-1]) < 8 + 2 * int(records[-1][5:8]):
            records[-1] += line
        elif line.strip():
            records.append(line)
    return records


_PENS = ("scripts", "scriptc", "futural", "cursive", "rowmans")


def _pen_fonts() -> list[str]:
    base = Path("/usr/share/hershey-fonts")
    return [name for name in _PENS if list(base.glob(f"{name}.jhf*"))]


def _with_pen(rng: Random, sheet: Image.Image, pen: tuple[int, int, int]) -> None:
    """Stroke by stroke, each letter a little other than the last."""
    draw = ImageDraw.Draw(sheet)
    glyphs = _hershey(rng.choice(_pen_fonts()))
    w, h = sheet.size
    scale = rng.choice((0.8, 1, 1.3, 1.6, 2.2, 3.5, 6)) * min(w, h) / 700
    slant, wobble, width = (
        rng.uniform(-0.1, 0.6),
        rng.uniform(0.2, 1.1),
        max(1, round(scale * rng.uniform(0.8, 2.6))),
    )
    squeeze = rng.uniform(0.65, 1.1)
    only_digits = chance(rng, 0.15)
    line_step = 32 * scale * rng.uniform(0.8, 1.4)
    margin = w * rng.uniform(0.03, 0.15)
    y = line_step * rng.uniform(0.6, 2)
    last = h if chance(rng, 0.7) else h * rng.uniform(0.3, 0.9)
    rise = rng.gauss(0, 0.02)
    while y < last:
        x = margin + rng.gauss(0, 6)
        end = w * (0.97 if chance(rng, 0.7) else rng.uniform(0.3, 0.9))
        text = " ".join(number(rng) for _ in range(9)) if only_digits else words(rng, 14)
        drift = rng.gauss(0, 0.01) + rise
        for letter in text:
            advance, strokes = glyphs.get(letter, (10, []))
            advance *= scale * squeeze
            if x + advance > end and (letter == " " or x > w):
                break
            high = scale * rng.gauss(1, 0.06)
            for stroke in strokes:
                curve = _uneven(rng, stroke, wobble)
                points = [
                    (x + (px - py * slant) * scale * squeeze, y + py * high + (x - margin) * drift)
                    for px, py in curve
                ]
                draw.line(points, pen, max(1, width + rng.choice((-1, 0, 0, 0, 1))), joint="curve")
            x += advance * rng.gauss(1, 0.05)
        y += line_step * rng.gauss(1, 0.06)


def _uneven(rng: Random, stroke: Stroke, wobble: float) -> Stroke:
    """The stroke moved at its corners and rounded, as a hand does."""
    moved = [(x + rng.gauss(0, wobble), y + rng.gauss(0, wobble)) for x, y in stroke]
    for _ in range(2):
        if len(moved) < 3:
            break
        cut = [moved[0]]
        for (ax, ay), (bx, by) in pairwise(moved):
            cut += [(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by),
                    (0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)]  # fmt: skip
        moved = [*cut, moved[-1]]
    return moved


def _with_font(rng: Random, sheet: Image.Image, pen: tuple[int, int, int]) -> None:
    """Words in a handwriting font, each set by itself, a little up or down, turned, paler."""
    w, h = sheet.size
    size = round(min(w, h) * rng.choice((0.035, 0.05, 0.07, 0.1, 0.2)))
    face = font(rng, HAND, size)
    step = size * rng.uniform(1.1, 1.8)
    margin = w * rng.uniform(0.04, 0.15)
    y = margin
    last = h if chance(rng, 0.7) else h * rng.uniform(0.3, 0.8)
    drift = rng.gauss(0, 0.03)
    while y < last - size:
        x = margin
        end = w * (0.95 if chance(rng, 0.7) else rng.uniform(0.4, 0.9))
        for word in words(rng, 14).split():
            length = face.getlength(word + " ")
            if x + length > end:
                break
            piece = Image.new("L", (round(length) + size, round(size * 2)), 0)
            ImageDraw.Draw(piece).text((size // 2, size // 3), word, 255, face)
            piece = piece.rotate(rng.gauss(0, 2), 2)
            shade = tuple(int(min(255, max(0, c + rng.gauss(0, 12)))) for c in pen)
            at = (round(x - size // 2), round(y + rng.gauss(0, size * 0.05) + (x - margin) * drift))
            sheet.paste(shade, at, piece)
            x += length
        y += step * rng.gauss(1, 0.04)
