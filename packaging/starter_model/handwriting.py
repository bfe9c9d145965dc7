"""Words written by hand: pen strokes of Hershey's script, made uneven, and handwriting fonts."""

from __future__ import annotations

import gzip
import math
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
from common import (
    HAND,
    SANS,
    chance,
    colour,
    font,
    ink,
    noise,
    number,
    on_table,
    paper,
    scanned,
    title,
    words,
)
from ingredients import Ingredients, open_rgba, pick
from PIL import Image, ImageDraw, ImageFilter, ImageOps

Stroke = list[tuple[float, float]]


def handwriting(rng: Random, have: Ingredients) -> Image.Image:
    """A note, a page, a signature, a board, a form, sums, digits as scanners cut them out."""
    makers = (_note, _digits, _one_sign, _few_words, _board, _old_letter, _form, _sums)
    return rng.choices(makers, (0.38, 0.16, 0.06, 0.12, 0.08, 0.06, 0.07, 0.07))[0](rng, have)


def _note(rng: Random, have: Ingredients) -> Image.Image:
    w, h = rng.choice(((900, 1200), (1200, 900), (1000, 700), (800, 400), (600, 600), (400, 300)))
    sheet, pen = _sheet(rng, w, h)
    write = rng.choices((_page_by_hand, _with_pen, _with_font), (0.4, 0.25, 0.35))[0]
    write(rng, sheet, pen)
    return _taken(rng, have, sheet)


def _taken(rng: Random, have: Ingredients, sheet: Image.Image) -> Image.Image:
    """The sheet as it is, scanned, or photographed on a table."""
    if chance(rng, 0.5):
        sheet = scanned(sheet, rng)
    if chance(rng, 0.25):
        ground = open_rgba(pick(rng, rng.choice((have.surfaces, have.photos))), 600)
        if ground is not None:
            sheet = on_table(sheet, rng, ground)
    return sheet


def _page_by_hand(rng: Random, sheet: Image.Image, pen: tuple[int, int, int]) -> None:
    """Lines of words, a list or paragraphs, all by one hand."""
    w, h = sheet.size
    mask, hand = Image.new("L", (2 * w, 2 * h), 0), Hand(rng)
    scale = rng.choice((1.3, 1.7, 2.2, 3, 5)) * min(w, h) / 700 + 0.4
    width = max(2.0, scale * rng.uniform(0.7, 1.8))
    margin, right = w * rng.uniform(0.06, 0.3), 2 * w * rng.uniform(0.75, 0.97)
    listed, y = chance(rng, 0.25), scale * rng.uniform(20, 60)
    last = 2 * h * (1 if chance(rng, 0.7) else rng.uniform(0.3, 0.9))
    while y < last:
        x = margin + rng.gauss(0, 10)
        if listed:
            x = hand.write(mask, x, y, rng.choice(("- ", "* ", "+ ")), scale, width)
        for word in words(rng, rng.randint(1, 4) if listed else 14).split():
            if x + hand.width_of(word, scale) > right:
                break
            x = hand.write(mask, x, y, word, scale, width) + 11 * scale * hand.squeeze
        y += 31 * scale * hand.tall * rng.gauss(1, 0.05) * (1.8 if chance(rng, 0.06) else 1)
    _put(rng, sheet, mask, pen)


class Hand:
    """One person's way to write: slant, width, how even, how hard the pen is pressed."""

    def __init__(self, rng: Random, joined: bool | None = None) -> None:
        self.rng = rng
        joined = chance(rng, 0.5) if joined is None else joined
        known = [
            n
            for n in (
                ("scripts", "scriptc", "cursive")
                if joined
                else ("futural", "rowmans", "futural", "scripts")
            )
            if n in _pen_fonts()
        ]
        self.glyphs = _hershey(rng.choice(known or _pen_fonts()))
        self.slant, self.squeeze = rng.uniform(-0.15, 0.6), rng.uniform(0.55, 1.05)
        self.wobble, self.bend = rng.uniform(0.2, 1.3), rng.uniform(0.0, 0.12)
        self.pressure, self.swing = rng.uniform(0, 0.6), rng.uniform(0, 2)
        self.tall = rng.uniform(0.8, 1.3)

    def width_of(self, text: str, scale: float) -> float:
        return sum(self.glyphs.get(c, (10, []))[0] for c in text) * scale * self.squeeze

    def write(
        self, mask: Image.Image, x: float, y: float, text: str, scale: float, width: float
    ) -> float:
        """Put ``text`` on ``mask`` with its middle line at ``y``; where the pen ends."""
        rng, draw = self.rng, ImageDraw.Draw(mask)
        phase, climb = rng.uniform(0, 6), rng.gauss(0, 0.015)
        for i, letter in enumerate(text):
            advance, strokes = self.glyphs.get(letter, (10, []))
            high = scale * self.tall * rng.gauss(1, 0.07)
            wide = scale * self.squeeze * rng.gauss(1, 0.07)
            base = y + math.sin(phase + i * 0.6) * self.swing * scale + rng.gauss(0, 0.5) * scale
            lean = self.slant + rng.gauss(0, 0.05)
            turn, shear = rng.gauss(0, self.bend), rng.gauss(0, self.bend)
            for stroke in strokes:
                points = []
                for px, py in _uneven(rng, stroke, self.wobble):
                    qx, qy = px + py * turn * 0.7 - py * lean, py + (px - advance / 2) * shear
                    points.append((x + qx * wide, base + qy * high + qx * wide * climb))
                ink_line(rng, draw, points, width, self.pressure)
            x += advance * wide * rng.gauss(1, 0.05)
        return x


def ink_line(
    rng: Random, draw: ImageDraw.ImageDraw, points: Stroke, width: float, pressure: float
) -> None:
    """A line that swells and thins: down strokes are broad where the pen is pressed."""
    swell = rng.uniform(0, 6)
    for i, ((ax, ay), (bx, by)) in enumerate(pairwise(points)):
        long = math.hypot(bx - ax, by - ay) or 1
        down = (by - ay) / long
        w = width * (1 + pressure * (0.7 * down + 0.3 * math.sin(swell + i * 0.5)))
        w = max(1.0, w)
        draw.line((ax, ay, bx, by), 255, round(w))
        if w > 2.5:
            draw.ellipse((bx - w / 2, by - w / 2, bx + w / 2, by + w / 2), 255)


def _put(
    rng: Random,
    sheet: Image.Image,
    mask: Image.Image,
    pen: tuple[int, int, int],
    chalk: bool = False,
) -> None:
    """Lay the ink of ``mask`` (twice the size) on ``sheet``, paler here and there."""
    mask = mask.resize(sheet.size, Image.Resampling.BOX)
    if chalk or chance(rng, 0.3):
        grain = noise(rng, sheet.height, sheet.width, rng.choice((2, 5)), 60 if chalk else 6)
        strength = 0.9 if chalk else rng.uniform(0.2, 0.5)
        mask = Image.fromarray((np.asarray(mask) * (1 - strength * grain)).astype(np.uint8))
    sheet.paste(pen, (0, 0), mask)


def _digits(rng: Random, have: Ingredients) -> Image.Image:
    """Digits or letters in cells of some 20 pixels, as sets for learning to read have them; or one cell of it."""
    cell = rng.choice((16, 20, 20, 28, 28, 32, 45))
    columns, rows = rng.choice(
        (
            (1, 1),
            (1, 1),
            (2, 1),
            (5, 5),
            (10, 10),
            (20, 12),
            (8, 3),
            (16, 4),
            (10, 2),
            (25, 25),
            (6, 9),
        )
    )
    signs = rng.choice(
        (
            "0123456789",
            "0123456789",
            "0123456789",
            "abcdefghijklmnopqrstuvwxyz",
            "ABCDEFGHKLMNPRSTUXYZ",
        )
    )
    fine = 4 if columns * rows < 150 else 3
    sheet = Image.new("L", (columns * cell, rows * cell), 0)
    ordered = chance(rng, 0.4)
    hand = Hand(rng, False)
    broad = rng.uniform(0.06, 0.14)
    for r in range(rows):
        for c in range(columns):
            if chance(rng, 0.25):
                hand = Hand(rng, False)
            sign = signs[r * len(signs) // rows % len(signs)] if ordered else rng.choice(signs)
            mask = Image.new("L", (cell * fine, cell * fine), 0)
            scale = cell * fine / 32 * rng.uniform(0.75, 1.05)
            left = (cell * fine - hand.width_of(sign, scale)) / 2
            hand.write(
                mask,
                left,
                cell * fine / 2,
                sign,
                scale,
                max(2.0, cell * fine * broad * rng.uniform(0.7, 1.3)),
            )
            mask = mask.resize((cell, cell), Image.Resampling.BOX)
            sheet.paste(mask, (c * cell, r * cell))
    if chance(rng, 0.3):
        sheet = sheet.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.9)))
    if chance(rng, 0.2):
        sheet = sheet.point(lambda v: 255 if v > 100 else 0)
    levels = rng.choice((256, 256, 17))
    image = sheet if levels == 256 else sheet.point(lambda v: v // 16 * 16)
    if chance(rng, 0.45):
        image = ImageOps.invert(image)
    image = image.convert("RGB")
    if chance(rng, 0.25):
        image = ImageOps.colorize(
            image.convert("L"), colour(rng, (0, 0.8), (0, 0.3)), colour(rng, (0, 0.6), (0.85, 1))
        )
    if columns > 1 and chance(rng, 0.2):
        draw = ImageDraw.Draw(image)
        for c in range(1, columns):
            draw.line((c * cell, 0, c * cell, image.height), (128, 128, 128))
        for r in range(1, rows):
            draw.line((0, r * cell, image.width, r * cell), (128, 128, 128))
    aim = rng.choice((100, 200, 400, 600))
    times = max(1, round(aim / max(image.size)))
    return image.resize((image.width * times, image.height * times), rng.choice((0, 0, 2, 3)))


def _one_sign(rng: Random, have: Ingredients) -> Image.Image:
    """One large letter, digit or sign, by a brush or a broad pen."""
    side = rng.choice((100, 200, 300))
    sheet, pen = _sheet(rng, side, side)
    mask = Image.new("L", (2 * side, 2 * side), 0)
    hand, sign = Hand(rng), rng.choice("0123456789ABCDEFGHabdefghkqry&?!")
    scale = side / 20
    hand.write(
        mask,
        side - hand.width_of(sign, scale) / 2,
        side,
        sign,
        scale,
        side * rng.uniform(0.03, 0.16),
    )
    _put(rng, sheet, mask, pen)
    return scanned(sheet, rng) if chance(rng, 0.4) else sheet


def _few_words(rng: Random, have: Ingredients) -> Image.Image:
    """A word, a name, a signature with its flourish, a line cut out of a page."""
    w, h = rng.choice(((600, 200), (400, 150), (800, 160), (500, 300), (300, 100), (1000, 250)))
    sheet, pen = (
        _sheet(rng, w, h) if chance(rng, 0.4) else (Image.new("RGB", (w, h), paper(rng)), ink(rng))
    )
    mask = Image.new("L", (2 * w, 2 * h), 0)
    hand = Hand(rng, True if chance(rng, 0.7) else None)
    text = words(rng, rng.choice((1, 1, 2, 2, 3, 5)))
    scale = min(2 * h / 36, 1.8 * w / max(1, hand.width_of(text, 1))) * rng.uniform(0.7, 1)
    width = max(2.0, scale * rng.uniform(0.8, 3))
    x = hand.write(mask, w * rng.uniform(0.05, 0.2), h, text, scale, width)
    if chance(rng, 0.35):
        flourish = [
            (
                x * t + w * 0.1 * (1 - t),
                h * (1.25 + 0.2 * math.sin(t * rng.uniform(3, 9)) - 0.1 * t),
            )
            for t in (i / 30 for i in range(31))
        ]
        ink_line(rng, ImageDraw.Draw(mask), flourish[:: rng.choice((1, -1))], width, hand.pressure)
    _put(rng, sheet, mask, pen)
    return scanned(sheet, rng) if chance(rng, 0.4) else sheet


def _board(rng: Random, have: Ingredients) -> Image.Image:
    """A whiteboard with coloured pens, or a blackboard with chalk: words, boxes, arrows, ticks."""
    w, h = rng.choice(((1000, 700), (1200, 700), (700, 500)))
    chalk = chance(rng, 0.45)
    ground = (
        colour(rng, (0.05, 0.4), (0.1, 0.28), hue=rng.choice((0.4, 0.45, 0.6)))
        if chalk
        else colour(rng, (0, 0.1), (0.82, 0.96))
    )
    shade = noise(rng, h, w, 5)[..., None]
    sheet = Image.fromarray(
        np.clip(np.array(ground) + (shade - 0.5) * rng.uniform(5, 45), 0, 255).astype(np.uint8)
    )
    pens = (
        [(240, 240, 235), (250, 230, 140), (240, 180, 190)]
        if chalk
        else [(20, 20, 30), (20, 50, 170), (190, 20, 30), (0, 120, 60)]
    )
    hand = Hand(rng, False)
    for _ in range(rng.randint(4, 14)):
        mask = Image.new("L", (2 * w, 2 * h), 0)
        scale, x, y = (
            rng.uniform(1.5, 4.5),
            rng.uniform(0.02, 0.7) * 2 * w,
            rng.uniform(0.06, 0.94) * 2 * h,
        )
        text = words(rng, rng.randint(1, 4)) if chance(rng, 0.7) else _equation(rng)
        end = hand.write(mask, x, y, text, scale, scale * 1.6)
        draw = ImageDraw.Draw(mask)
        if chance(rng, 0.3):
            corners = [
                (x - 30, y - 30 * scale / 2),
                (end + 20, y - 30 * scale / 2),
                (end + 20, y + 30 * scale / 2),
                (x - 30, y + 30 * scale / 2),
                (x - 30, y - 30 * scale / 2),
            ]
            ink_line(
                rng,
                draw,
                [(a + rng.gauss(0, 6), b + rng.gauss(0, 6)) for a, b in corners],
                scale * 1.6,
                0,
            )
        elif chance(rng, 0.4):
            ink_line(
                rng,
                draw,
                [(x, y + 16 * scale), (end, y + 16 * scale + rng.gauss(0, 8))],
                scale * 1.6,
                0,
            )
        _put(rng, sheet, mask, rng.choice(pens), chalk)
    return sheet


def _equation(rng: Random) -> str:
    a, b = rng.choice("abxyznk"), rng.choice("xyt")
    n, m = rng.randint(2, 99), rng.randint(2, 99)
    return rng.choice((f"{n} + {m} = {n + m}", f"{a} = {n}{b} - {m}", f"{n} x {m} = {n * m}", f"f({b}) = {a}{b} + {n}", f"{a}/{b} = {n}/{m}",
                       f"{a}({b} + {n}) = 0", f"{n * m} : {m} = {n}", f"{a} > {b} + {n}", f"|{a} - {b}| < {n}"))  # fmt: skip


def _sums(rng: Random, have: Ingredients) -> Image.Image:
    """Homework: sums and equations below one another, some struck out."""
    w, h = rng.choice(((700, 900), (600, 500), (900, 600)))
    sheet, pen = _sheet(rng, w, h)
    mask = Image.new("L", (2 * w, 2 * h), 0)
    hand, scale = Hand(rng, False), rng.uniform(1.4, 3.5)
    columns = rng.randint(1, 3)
    y = 50 * scale / 2
    while y < 2 * h:
        for c in range(columns):
            x = (c + 0.08) * 2 * w / columns + rng.gauss(0, 20)
            end = hand.write(mask, x, y, _equation(rng), scale, scale * rng.uniform(0.8, 1.6))
            if chance(rng, 0.07):
                ink_line(rng, ImageDraw.Draw(mask), [(x, y + 9), (end, y - 9)], scale, 0)
            if chance(rng, 0.1):
                ink_line(
                    rng,
                    ImageDraw.Draw(mask),
                    [(x, y + 20 * scale), (end, y + 20 * scale)],
                    scale,
                    0,
                )
        y += scale * rng.uniform(32, 50)
    _put(rng, sheet, mask, pen)
    return _taken(rng, have, sheet)


def _old_letter(rng: Random, have: Ingredients) -> Image.Image:
    """Brown ink, slanted and joined, on paper gone yellow and stained."""
    w, h = rng.choice(((800, 1000), (900, 650), (700, 700)))
    base = np.array(colour(rng, (0.25, 0.5), (0.68, 0.86), hue=0.11))
    stains = noise(rng, h, w, 6)[..., None]
    sheet = Image.fromarray(
        np.clip(base + (stains - 0.6) * rng.uniform(20, 80), 0, 255).astype(np.uint8)
    )
    mask = Image.new("L", (2 * w, 2 * h), 0)
    hand = Hand(rng, True)
    hand.slant, hand.pressure, hand.squeeze = (
        rng.uniform(0.35, 0.8),
        rng.uniform(0.4, 0.8),
        rng.uniform(0.5, 0.8),
    )
    scale = rng.uniform(1.1, 2)
    y = rng.uniform(60, 260)
    while y < 2 * h - 60:
        x = w * rng.uniform(0.1, 0.16)
        for word in words(rng, 16).split():
            if x + hand.width_of(word, scale) > 1.88 * w:
                break
            x = hand.write(mask, x, y, word, scale, scale * 1.3) + 12 * scale * hand.squeeze
        y += 30 * scale * rng.gauss(1, 0.03)
    _put(rng, sheet, mask, colour(rng, (0.3, 0.7), (0.1, 0.28), hue=rng.choice((0.07, 0.07, 0.65))))
    return sheet


def _form(rng: Random, have: Ingredients) -> Image.Image:
    """A printed form whose fields are filled in by a pen."""
    w, h = rng.choice(((800, 1000), (900, 600), (700, 500)))
    sheet = Image.new("RGB", (w, h), paper(rng))
    draw, face = ImageDraw.Draw(sheet), font(rng, SANS, rng.randint(12, 20))
    mask = Image.new("L", (2 * w, 2 * h), 0)
    hand, printed = Hand(rng), rng.choice(((0, 0, 0), (60, 60, 60), (30, 60, 140)))
    step, columns = rng.randint(48, 90), rng.choice((1, 2))
    draw.text((w * 0.06, step * 0.3), title(rng, 4), printed, font(rng, SANS, 28))
    boxed = chance(rng, 0.5)
    for y in range(int(step * 1.4), h - step, step):
        for c in range(columns):
            x, wide = w * (0.05 + 0.93 * c / columns), w * 0.9 / columns
            draw.text((x, y), title(rng, 2), printed, face)
            start = x + wide * 0.35
            if boxed:
                draw.rectangle(
                    (start, y - step * 0.25, x + wide * 0.96, y + step * 0.5), outline=printed
                )
            else:
                draw.line((start, y + step * 0.4, x + wide * 0.96, y + step * 0.4), printed)
            text = number(rng) if chance(rng, 0.3) else words(rng, rng.randint(1, 3))
            scale = min(step / 16, 2 * wide * 0.55 / max(1, hand.width_of(text, 1)))
            hand.write(
                mask, 2 * start + 12, 2 * (y + step * 0.12), text, scale, max(2.0, scale * 1.5)
            )
    _put(
        rng,
        sheet,
        mask,
        colour(rng, (0.4, 1), (0.15, 0.4), hue=0.63) if chance(rng, 0.6) else ink(rng),
    )
    return _taken(rng, have, sheet)


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
