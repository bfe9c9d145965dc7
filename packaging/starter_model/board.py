"""The sheet that diagrams are drawn on: boxes, arrows, lettering."""

from __future__ import annotations

import math
from random import Random

from common import HAND, MONO, SANS, SERIF, Colour, chance, colour, font, paper
from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]


class Board:
    """Paper of twice the size with what all diagrams draw."""

    def __init__(self, rng: Random, w: int, h: int) -> None:
        self.rng, self.w, self.h = rng, 2 * w, 2 * h
        self.dark = chance(rng, 0.08)
        ground = colour(rng, (0, 0.3), (0.05, 0.2)) if self.dark else paper(rng)
        self.image = Image.new("RGB", (self.w, self.h), ground)
        self.draw = ImageDraw.Draw(self.image)
        self.pen: Colour = (
            (225, 225, 225)
            if self.dark
            else (0, 0, 0)
            if chance(rng, 0.6)
            else colour(rng, (0, 0.8), (0.1, 0.4))
        )
        self.width = rng.randint(2, 6)
        self.families = rng.choice((SANS, SANS, SANS, SERIF, MONO, HAND))
        plain = chance(rng, 0.35)
        self.fills = [ground if plain else colour(rng, (0.1, 0.9), (0.6, 0.95)) for _ in range(4)]
        if self.dark:
            self.fills = [colour(rng, (0, 0.6), (0.15, 0.4)) for _ in range(4)]

    def face(self, size: float) -> ImageFont.FreeTypeFont:
        return font(self.rng, self.families, round(size))

    def line(self, *points: Point, arrow: bool = False, dashed: bool = False) -> None:
        if dashed:
            (ax, ay), (bx, by) = points[0], points[-1]
            count = max(1, int(math.hypot(bx - ax, by - ay) / 24))
            for i in range(count):
                s, e = i / count, (i + 0.55) / count
                self.draw.line(
                    (
                        ax + (bx - ax) * s,
                        ay + (by - ay) * s,
                        ax + (bx - ax) * e,
                        ay + (by - ay) * e,
                    ),
                    self.pen,
                    self.width,
                )
        else:
            self.draw.line(points, self.pen, self.width, joint="curve")
        if arrow:
            (ax, ay), (bx, by) = points[-2], points[-1]
            angle, size = math.atan2(by - ay, bx - ax), 8 + 4 * self.width
            head = [
                (bx, by),
                *(
                    (bx - size * math.cos(angle + d), by - size * math.sin(angle + d))
                    for d in (0.4, -0.4)
                ),
            ]
            self.draw.polygon(head, self.pen)

    def box(
        self, x: float, y: float, w: float, h: float, text: str, shape: int | None = None
    ) -> None:
        shape = self.rng.randrange(6) if shape is None else shape
        fill, how = self.rng.choice(self.fills), {"outline": self.pen, "width": self.width}
        area = (x, y, x + w, y + h)
        if shape <= 1:
            self.draw.rectangle(area, fill, **how)
        elif shape == 2:
            self.draw.rounded_rectangle(area, h / 4, fill, **how)
        elif shape == 3:
            self.draw.ellipse(area, fill, **how)
        else:
            skew = w / 6
            points = [(x + w / 2, y - h / 6), (x + w, y + h / 2), (x + w / 2, y + h * 7 / 6), (x, y + h / 2)] if shape == 4 else [
                (x + skew, y), (x + w, y), (x + w - skew, y + h), (x, y + h)]  # fmt: skip
            self.draw.polygon(points, fill, self.pen, self.width)
        size = min(h * 0.4, w / max(4, len(text)) * 1.7)
        self.draw.text((x + w / 2, y + h / 2), text, self.pen, self.face(size), "mm")

    def done(self) -> Image.Image:
        return self.image.resize((self.w // 2, self.h // 2), Image.Resampling.BOX)


def new_board(rng: Random) -> Board:
    return Board(
        rng, *rng.choice(((700, 500), (600, 600), (500, 700), (900, 500), (400, 300), (800, 800)))
    )
