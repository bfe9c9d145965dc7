"""Diagrams drawn as SVG: flow charts, networks of computers, schematics, sets, constructions, timing."""

from __future__ import annotations

import io
import itertools
import math
from random import Random

import cairosvg
from common import MONO, SANS, SERIF, chance, colour, css, number, paper, title
from ingredients import Ingredients, open_rgba, pick
from PIL import Image
from plots import Look, Pen


class Sheet(Pen):
    """Paper with what diagrams need beside lines and boxes: arrows, shadows, lettering inside."""

    def __init__(self, rng: Random, w: float, h: float, dark: float = 0.08) -> None:
        look = Look(rng)
        night = chance(rng, dark)
        look.ground = (
            css(colour(rng, (0, 0.4), (0.05, 0.2)))
            if night
            else "#ffffff"
            if chance(rng, 0.7)
            else css(paper(rng))
        )
        look.pen = (
            "#dddddd"
            if night
            else "#000000"
            if chance(rng, 0.6)
            else css(colour(rng, (0, 0.9), (0.1, 0.4)))
        )
        look.font = rng.choice(SANS if chance(rng, 0.75) else SERIF + MONO[:2])
        super().__init__(rng, w, h, look)
        self.letter = rng.uniform(10, 17)
        self.width = rng.choice((0.7, 1, 1, 1.5, 2, 3))
        plain = chance(rng, 0.3)
        self.fills = [
            look.ground
            if plain
            else css(colour(rng, (0.2, 0.9), (0.2, 0.35) if night else (0.65, 0.95)))
            for _ in range(4)
        ]
        self.shadow, self.round = chance(rng, 0.2), rng.choice((0, 0, 0, 4, 10))
        self.rect(0, 0, w, h, look.ground)

    def arrow(
        self, points: list[tuple[float, float]], stroke: str = "", head: bool = True, more: str = ""
    ) -> None:
        stroke = stroke or self.look.pen
        self.line(points, stroke, self.width, more=more)
        if head:
            (ax, ay), (bx, by) = points[-2], points[-1]
            a, r = math.atan2(by - ay, bx - ax), 5 + 3 * self.width
            ends = [(bx - r * math.cos(a + d), by - r * math.sin(a + d)) for d in (0.4, -0.4)]
            self.line(
                [ends[0], (bx, by), ends[1]],
                stroke,
                self.width,
                stroke if self.round < 4 else "none",
            )

    def box(
        self, x: float, y: float, w: float, h: float, text: str = "", fill: str = "", shape: int = 0
    ) -> None:
        fill = fill or self.rng.choice(self.fills)
        pen, how = self.look.pen, f'stroke-width="{self.width}"'
        if self.shadow:
            self.rect(x + 4, y + 4, w, h, "#000", more=f'fill-opacity="0.25" rx="{self.round}"')
        if shape == 1:
            self.path(
                f"M{x + w / 2},{y}L{x + w},{y + h / 2}L{x + w / 2},{y + h}L{x},{y + h / 2}Z",
                fill,
                pen,
                self.width,
            )
        elif shape == 2:
            self.rect(x, y, w, h, fill, pen, f'{how} rx="{h / 2}"')
        elif shape == 3:
            d = h * 0.35
            self.path(f"M{x + d},{y}h{w - d}l{-d},{h}h{d - w}Z", fill, pen, self.width)
        elif shape == 4:
            self.path(
                f"M{x},{y + h * 0.15}v{h * 0.7}a{w / 2},{h * 0.15} 0 0 0 {w},0v{-h * 0.7}a{w / 2},{h * 0.15} 0 0 0 {-w},0a{w / 2},{h * 0.15} 0 0 0 {w},0",
                fill,
                pen,
                self.width,
            )
        else:
            self.rect(x, y, w, h, fill, pen, f'{how} rx="{self.round}"')
        parts, size = text.split(), min(self.letter, h * 0.4, w / max(4, len(text)) * 1.7)
        if len(text) > 12 and h > 3 * size and len(parts) > 1:
            size = min(self.letter, w / max(4, len(text) / 2) * 1.5)
            self.text(
                x + w / 2, y + h / 2 - size * 0.2, " ".join(parts[: len(parts) // 2]), size=size
            )
            self.text(x + w / 2, y + h / 2 + size, " ".join(parts[len(parts) // 2 :]), size=size)
        elif text:
            self.text(x + w / 2, y + h / 2 + size * 0.35, text, size=size)

    def done(self) -> Image.Image:
        return self.image(self.rng.choice((1, 1, 1, 0.7, 1.5)))


def _size(rng: Random) -> tuple[int, int]:
    return rng.choice(
        (
            (640, 480),
            (500, 700),
            (800, 400),
            (600, 600),
            (900, 300),
            (300, 700),
            (400, 260),
            (1000, 700),
        )
    )


def flow(rng: Random, _have: Ingredients) -> Image.Image:
    """Start, steps, questions, end; colours by kind, some with shadows."""
    w, h = _size(rng)
    out = Sheet(rng, w, h)
    columns, rows = (
        max(1, round(w / rng.randint(150, 240))),
        max(2, round(h / rng.randint(70, 120))),
    )
    cw, ch = w / columns, h / rows
    bw, bh = cw * rng.uniform(0.55, 0.75), ch * rng.uniform(0.45, 0.65)
    turn = rng.uniform(0.7, 1)
    for c in range(columns):
        for r in range(rows):
            if c and not chance(rng, turn):
                continue
            x, y = (c + 0.5) * cw, (r + 0.5) * ch
            shape = 2 if r in (0, rows - 1) else rng.choice((0, 0, 0, 1, 1, 3, 4))
            if r < rows - 1:
                out.arrow([(x, y + bh / 2), (x, y + ch - bh / 2)])
            if c < columns - 1 and chance(rng, 0.4):
                end = (x + cw - bw / 2, y) if chance(rng, 0.7) else (x + cw, y + ch - bh / 2)
                out.arrow(
                    [(x + bw / 2, y), end] if end[1] == y else [(x + bw / 2, y), (end[0], y), end]
                )
                out.text(
                    x + bw / 2 + 12, y - 5, rng.choice(("yes", "no", "Y", "N", "else")), size=10
                )
            out.box(x - bw / 2, y - bh / 2, bw, bh, title(rng, 3)[:22], out.fills[shape % 4], shape)
    return out.done()


def _device(out: Sheet, x: float, y: float, s: float, kind: int) -> None:
    rng, pen = out.rng, out.look.pen
    fill = rng.choice(out.fills)
    if kind == 0:  # a screen on its foot
        out.rect(x - s / 2, y - s / 2, s, s * 0.65, fill, pen)
        out.rect(
            x - s * 0.42, y - s * 0.42, s * 0.84, s * 0.5, "#bcd8f0" if chance(rng, 0.5) else "#333"
        )
        out.path(
            f"M{x - s * 0.1},{y + s * 0.15}h{s * 0.2}l{s * 0.12},{s * 0.2}h{-s * 0.44}Z", fill, pen
        )
    elif kind == 1:  # a server
        out.rect(x - s * 0.28, y - s * 0.5, s * 0.56, s, fill, pen)
        for i in range(4):
            out.rect(x - s * 0.22, y - s * 0.42 + i * s * 0.14, s * 0.44, s * 0.09, "#fff", pen)
        out.dot(x + s * 0.15, y + s * 0.35, s * 0.05, "#3a3")
    elif kind == 2:  # a cloud
        out.path(
            f"M{x - s * 0.6},{y + s * 0.3}a{s * 0.25},{s * 0.25} 0 0 1 {s * 0.1},{-s * 0.45}a{s * 0.35},{s * 0.35} 0 0 1 {s * 0.65},{-s * 0.1}a{s * 0.28},{s * 0.28} 0 0 1 {s * 0.3},{s * 0.55}Z",
            fill,
            pen,
            1.2,
        )
    elif kind == 3:  # a router
        out.parts.append(
            f'<ellipse cx="{x}" cy="{y + s * 0.15}" rx="{s * 0.5}" ry="{s * 0.2}" fill="{fill}" stroke="{pen}"/><ellipse cx="{x}" cy="{y - s * 0.1}" rx="{s * 0.5}" ry="{s * 0.2}" fill="{fill}" stroke="{pen}"/>'
        )
        out.arrow([(x - s * 0.3, y - s * 0.1), (x + s * 0.3, y - s * 0.1)])
    elif kind == 4:  # a drum of data
        out.box(x - s * 0.4, y - s * 0.5, s * 0.8, s, "", fill, 4)
    elif kind == 5:  # a switch
        out.rect(x - s * 0.6, y - s * 0.2, s * 1.2, s * 0.4, fill, pen)
        for i in range(6):
            out.rect(x - s * 0.5 + i * s * 0.17, y, s * 0.1, s * 0.1, pen)
    elif kind == 6:  # a person
        out.dot(x, y - s * 0.3, s * 0.16, fill, pen)
        out.path(
            f"M{x},{y - s * 0.14}V{y + s * 0.2}L{x - s * 0.2},{y + s * 0.5}M{x},{y + s * 0.2}L{x + s * 0.2},{y + s * 0.5}M{x - s * 0.28},{y}H{x + s * 0.28}",
            "none",
            pen,
            1.5,
        )
    else:  # a wall
        for r in range(4):
            for c in range(2):
                out.rect(
                    x - s * 0.3 + c * s * 0.3 - (r % 2) * s * 0.1,
                    y - s * 0.4 + r * s * 0.2,
                    s * 0.3,
                    s * 0.2,
                    "#c86b4a",
                    "#fff",
                )


def topology(rng: Random, have: Ingredients) -> Image.Image:
    """Computers, servers, clouds joined by lines, with names and addresses below."""
    w, h = _size(rng)
    out = Sheet(rng, w, h, 0.03)
    s = min(w, h) * rng.uniform(0.09, 0.18)
    rows = rng.randint(2, 4)
    at: list[list[tuple[float, float]]] = []
    for r in range(rows):
        n = rng.randint(1, 5) if r else rng.choice((1, 1, 2))
        at.append([(w * (i + 0.5) / n, h * (r + 0.45) / rows) for i in range(n)])
    square = chance(rng, 0.3)
    for upper, lower in itertools.pairwise(at):
        for x, y in lower:
            ux, uy = rng.choice(upper)
            points = (
                [(ux, uy), (ux, (uy + y) / 2), (x, (uy + y) / 2), (x, y)]
                if square
                else [(ux, uy), (x, y)]
            )
            out.arrow(
                points, head=chance(rng, 0.2), more=rng.choice(("", "", 'stroke-dasharray="5,4"'))
            )
    if chance(rng, 0.3):
        out.rect(
            w * 0.04,
            h * 0.35,
            w * 0.6,
            h * 0.6,
            rng.choice(out.fills),
            out.look.pen,
            'fill-opacity="0.4" stroke-dasharray="6,4"',
        )
    pictures = []
    for r, row in enumerate(at):
        kind = rng.randrange(8)
        for x, y in row:
            if chance(rng, 0.15):
                pictures.append((pick(rng, have.small_icons), x, y))
            else:
                _device(
                    out,
                    x,
                    y,
                    s,
                    2
                    if r == 0 and chance(rng, 0.4)
                    else kind
                    if chance(rng, 0.7)
                    else rng.randrange(8),
                )
            name = (
                f"{rng.choice((10, 192, 172))}.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"
                if chance(rng, 0.3)
                else title(rng, 2)[:16]
            )
            out.text(x, y + s * 0.8, name, size=min(out.letter, s * 0.3))
    image = out.image()
    for file, x, y in pictures:
        icon = open_rgba(file, 64)
        if icon is not None:
            icon = icon.resize((max(8, round(s)),) * 2)
            image.paste(icon, (round(x - s / 2), round(y - s / 2)), icon)
    return image


def schematic(rng: Random, _have: Ingredients) -> Image.Image:
    """Parts of electronics with pins and values, thin wires at right angles, in an editor's colours."""
    w, h = rng.choice(((800, 560), (640, 480), (500, 400), (1000, 700), (400, 300)))
    out = Sheet(rng, w, h, 0.06)
    ground, wire, part, fill, letter = rng.choice((
        ("#ffffff", "#008400", "#840000", "#ffffc2", "#008484"), ("#f5f4ef", "#009600", "#840000", "#ffffc2", "#006464"),
        ("#ffffff", "#000000", "#000000", "#ffffff", "#000000"), ("#ffffff", "#0000ff", "#880000", "#ffffb0", "#000080"),
        ("#001023", "#00c000", "#c0a040", "#102030", "#c0c0c0"), ("#ffffff", "#000000", "#000000", "#ffffff", "#000000"),
        ("#fffff0", "#aa0000", "#000088", "#eeeeff", "#333333"),
    ))  # fmt: skip
    out.rect(0, 0, w, h, ground)
    out.width = rng.choice((0.8, 1, 1.4, 2))
    step = rng.choice((40, 50, 64, 80))
    size = step * 0.32
    if chance(rng, 0.25):
        for x in range(0, w, 10):
            for y in range(0, h, 10):
                out.rect(x, y, 1, 1, "#cccccc")
    if chance(rng, 0.3):
        out.rect(8, 8, w - 16, h - 16, "none", part)
        out.rect(w * 0.6, h - 60, w * 0.4 - 8, 52, ground, part)
        out.text(w * 0.62, h - 36, title(rng, 3), "start", 11, fill=letter)

    def name(x: float, y: float) -> None:
        out.text(
            x, y, f"{rng.choice('RCLQDUJ')}{rng.randint(1, 60)}", "start", step * 0.2, fill=letter
        )
        out.text(
            x,
            y + step * 0.24,
            rng.choice(("10k", "100n", "4.7u", "1N4148", "220", "BC547", "LED", "1M")),
            "start",
            step * 0.2,
            fill=letter,
        )

    def component(x: float, y: float, down: bool) -> None:
        kind = rng.randrange(7)
        turn = f'transform="rotate({90 if down else 0} {x} {y})"'
        s = size
        out.rect(x - s, y - s * 0.5, 2 * s, s, ground, more=turn)
        shapes = (
            f"M{x - s},{y - s * 0.4}h{2 * s}v{s * 0.8}h{-2 * s}Z",
            f"M{x - s},{y}"
            + "".join(
                f"l{s / 6},{s * 0.4 * (-1 if i % 2 else 1) * (0.5 if i in (0, 11) else 1)}"
                for i in range(12)
            ),
            f"M{x - s},{y}h{s * 0.85}M{x - s * 0.15},{y - s * 0.8}v{s * 1.6}M{x + s * 0.15},{y - s * 0.8}v{s * 1.6}M{x + s * 0.15},{y}h{s * 0.85}",
            f"M{x - s * 0.5},{y - s * 0.6}v{s * 1.2}l{s},{-s * 0.6}ZM{x + s * 0.5},{y - s * 0.6}v{s * 1.2}M{x - s},{y}h{s * 0.5}M{x + s},{y}h{-s * 0.5}",
            f"M{x - s},{y}" + f"a{s / 4},{s / 4} 0 0 1 {s / 2},0" * 4,
            f"M{x - s},{y}a{s},{s} 0 1 0 {2 * s},0a{s},{s} 0 1 0 {-2 * s},0",
            f"M{x - s},{y}h{s * 0.5}M{x - s * 0.5},{y - s}v{2 * s}M{x - s * 0.5},{y - s * 0.4}l{s},{-s * 0.5}M{x - s * 0.5},{y + s * 0.4}l{s},{s * 0.5}",
        )
        out.path(shapes[kind], fill if kind in (0, 3, 5) else "none", part, out.width * 1.3, turn)
        name(x + size * 1.2 if down else x - size * 0.5, y - size * (0.2 if down else 1.2))

    for _ in range(rng.randint(1, 3)):
        cx, cy = (
            rng.randint(2, max(3, w // step - 3)) * step,
            rng.randint(1, max(2, h // step - 4)) * step,
        )
        if chance(rng, 0.65):
            pins = rng.randint(3, 8)
            cw, ch = step * rng.uniform(1.2, 2.6), pins * step * 0.42
            out.rect(cx, cy, cw, ch, fill, part, f'stroke-width="{out.width * 1.5}"')
            out.text(cx + cw / 2, cy - 5, f"U{rng.randint(1, 9)}", size=step * 0.22, fill=letter)
            for i in range(pins):
                y = cy + ch * (i + 0.5) / pins
                for side, px, d in (("start", cx, -1), ("end", cx + cw, 1)):
                    end = px + d * step * rng.choice((0.5, 0.5, 1.5, 3))
                    out.line([(px, y), (px + d * step * 0.4, y)], part, out.width)
                    out.line([(px + d * step * 0.4, y), (end, y)], wire, out.width)
                    out.text(
                        px - d * 3,
                        y + 3,
                        rng.choice(("VCC", "GND", "PA0", "CLK", "D1", "OUT", "IN+", "RST")),
                        side,
                        step * 0.17,
                        fill=letter,
                    )
                    if chance(rng, 0.25):
                        out.line(
                            [(end, y), (end, y + step * rng.choice((-2, -1, 1, 2)))],
                            wire,
                            out.width,
                        )
        else:
            out.path(
                f"M{cx},{cy}v{step * 1.4}l{step * 1.3},{-step * 0.7}Z", fill, part, out.width * 1.4
            )
            for dy in (0.4, 1.0):
                out.line([(cx - step, cy + step * dy), (cx, cy + step * dy)], wire, out.width)
            out.line(
                [(cx + step * 1.3, cy + step * 0.7), (cx + step * 3, cy + step * 0.7)],
                wire,
                out.width,
            )
    for _ in range(rng.randint(3, 14)):
        x, y = rng.randint(1, w // step - 1) * step, rng.randint(1, h // step - 1) * step
        points = [(x, y)]
        for turn in range(rng.randint(1, 3)):
            d = rng.choice((-3, -2, 2, 3, 4)) * step
            bx, by = (
                (min(w - 15, max(15, x + d)), y)
                if (turn % 2 == 0)
                else (x, min(h - 15, max(15, y + d)))
            )
            points.append((bx, by))
            out.line([(x, y), (bx, by)], wire, out.width)
            if abs(bx - x) + abs(by - y) >= 2 * size and chance(rng, 0.75):
                component((x + bx) / 2, (y + by) / 2, bx == x)
            x, y = bx, by
        if chance(rng, 0.5):
            out.dot(*points[0], 2 + out.width, wire)
        if chance(rng, 0.5):
            out.path(
                f"M{x},{y}v8M{x - 9},{y + 8}h18M{x - 6},{y + 12}h12M{x - 3},{y + 16}h6",
                "none",
                part,
                out.width,
            )
    return out.image(rng.choice((1, 1, 1.5)))


def timing(rng: Random, _have: Ingredients) -> Image.Image:
    """Signals of a bus over time."""
    w, h = rng.choice(((800, 300), (640, 400), (900, 200), (500, 300)))
    out = Sheet(rng, w, h)
    rows, steps = rng.randint(3, 9), rng.randint(8, 24)
    side = w * 0.15
    for i in range(steps) if chance(rng, 0.5) else ():
        out.line(
            [(side + (w - side) * i / steps, 8), (side + (w - side) * i / steps, h - 8)],
            "#bbb",
            0.6,
            more='stroke-dasharray="3,3"',
        )
    for r in range(rows):
        top, low = h * (r + 0.25) / rows, h * (r + 0.8) / rows
        out.text(
            side - 8, low - 4, title(rng, 1)[:8].upper(), "end", min(out.letter, h / rows * 0.5)
        )
        step, kind = (w - side - 10) / steps, rng.randrange(3)
        if kind < 2:
            level, points = chance(rng, 0.5), []
            for i in range(steps):
                level = not level if kind == 0 or chance(rng, 0.3) else level
                y = top if level else low
                points += [(side + i * step + 2, y), (side + (i + 1) * step, y)]
            out.line(points, out.look.pen, out.width)
        else:
            i = 0
            while i < steps:
                n = min(rng.randint(2, 5), steps - i)
                x, e = side + i * step, side + (i + n) * step
                out.path(
                    f"M{x},{(top + low) / 2}L{x + 4},{top}H{e - 4}L{e},{(top + low) / 2}L{e - 4},{low}H{x + 4}Z",
                    rng.choice(out.fills),
                    out.look.pen,
                    out.width,
                )
                out.text((x + e) / 2, (top + low) / 2 + 4, title(rng, 1)[:6], size=10)
                i += n
    return out.done()


def mind_map(rng: Random, _have: Ingredients) -> Image.Image:
    """A thought in the middle, branches that bend out of it."""
    w, h = rng.choice(((800, 560), (700, 700), (1000, 600)))
    out = Sheet(rng, w, h)
    cx, cy, arms = w / 2, h / 2, rng.randint(3, 8)
    for i in range(arms):
        a = 2 * math.pi * i / arms + rng.gauss(0, 0.1)
        x, y = cx + w * 0.26 * math.cos(a), cy + h * 0.27 * math.sin(a)
        tint = out.look.palette[i % 8]
        out.path(f"M{cx},{cy}Q{cx},{y} {x},{y}", "none", tint, rng.choice((1.5, 3, 5)))
        for _ in range(rng.randint(0, 4)):
            b = a + rng.gauss(0, 0.4)
            ex, ey = cx + w * 0.42 * math.cos(b), cy + h * 0.43 * math.sin(b)
            out.path(f"M{x},{y}Q{(x + ex) / 2},{ey} {ex},{ey}", "none", tint, 1.3)
            out.text(ex, ey - 3, title(rng, 2)[:16], "start" if ex > cx else "end", 11)
        out.box(x - 45, y - 14, 90, 28, title(rng, 1)[:12], "", 2)
    out.box(cx - 70, cy - 28, 140, 56, title(rng, 2)[:16], "", 2)
    return out.done()


def sets(rng: Random, _have: Ingredients) -> Image.Image:
    """Circles that overlap, or rings in one another, with names."""
    w, h = rng.choice(((500, 400), (400, 400), (640, 480)))
    out = Sheet(rng, w, h)
    n, s = rng.randint(2, 4), min(w, h)
    ring = chance(rng, 0.25)
    for i in range(n):
        a = 2 * math.pi * i / n - math.pi / 2
        far = 0 if ring else s * rng.uniform(0.14, 0.2)
        x, y, r = (
            w / 2 + far * math.cos(a),
            h / 2 + far * math.sin(a),
            s * (0.45 - 0.11 * i if ring else 0.25),
        )
        out.dot(
            x,
            y,
            r,
            rng.choice(("none", out.look.palette[i], out.look.palette[i])),
            out.look.pen,
            f'fill-opacity="0.4" stroke-width="{out.width}"',
        )
        out.text(
            x + far * 0.7 * math.cos(a),
            (y - r + 18) if ring else y + far * 0.7 * math.sin(a),
            title(rng, 1)[:10],
        )
    return out.done()


def construction(rng: Random, _have: Ingredients) -> Image.Image:
    """A figure of geometry or mechanics: solids in projection, angles, circles, forces, measures."""
    w, h = rng.choice(((400, 400), (500, 350), (300, 300), (640, 480), (220, 180)))
    out = Sheet(rng, w, h, 0.03)
    s, pen = min(w, h), out.look.pen
    italic = f'font-style="italic" {rng.choice(("", "font-weight=" + chr(34) + "bold" + chr(34)))}'
    out.look.font = rng.choice(SERIF)

    def letter(x: float, y: float) -> None:
        out.text(x + 8, y - 6, rng.choice("ABCDEFPQRabcxyzhrαβγθφ"), size=s / 20, more=italic)

    kind = rng.randrange(6)
    if kind == 0:  # a prism or a pyramid with hidden edges
        n = rng.randint(3, 6)
        base = [
            (
                w / 2 + s * 0.33 * math.cos(2 * math.pi * (i + 0.3) / n),
                h * 0.75 + s * 0.11 * math.sin(2 * math.pi * (i + 0.3) / n),
            )
            for i in range(n)
        ]
        top = (
            [(w / 2, h * 0.12)] * n
            if chance(rng, 0.5)
            else [(x + s * 0.02, y - s * 0.5) for x, y in base]
        )
        for i in range(n):
            hidden = base[i][1] < h * 0.75
            dash = 'stroke-dasharray="4,4"' if hidden else ""
            out.line(
                [base[i], base[(i + 1) % n]],
                pen,
                out.width,
                rng.choice(("none", out.fills[0])) if i == 0 else "none",
                dash,
            )
            out.line([base[i], top[i]], pen, out.width, more=dash)
            out.line([top[i], top[(i + 1) % n]], pen, out.width)
            letter(*base[i])
    elif kind == 1:  # circles, chords, tangents
        x, y, r = w / 2, h / 2, s * 0.36
        out.dot(x, y, r, rng.choice(("none", out.fills[0])), pen, f'stroke-width="{out.width}"')
        points = [
            (x + r * math.cos(a), y + r * math.sin(a))
            for a in (rng.uniform(0, 6.3) for _ in range(rng.randint(3, 6)))
        ]
        for p in points:
            out.line(
                [p, rng.choice([*points, (x, y)])], rng.choice((pen, "#c00", "#00c")), out.width
            )
            out.dot(*p, 3, pen)
            letter(*p)
    elif kind == 2:  # axes with a curve and marks
        out.arrow([(w * 0.06, h * 0.8), (w * 0.95, h * 0.8)])
        out.arrow([(w * 0.2, h * 0.95), (w * 0.2, h * 0.05)])
        out.path(
            f"M{w * 0.08},{h * rng.random()}C{w * 0.4},{h * rng.random()} {w * 0.6},{h * rng.random()} {w * 0.92},{h * rng.random()}",
            "none",
            rng.choice((pen, "#c00", "#00c")),
            out.width * 1.5,
        )
        for _ in range(rng.randint(1, 4)):
            x, y = w * rng.uniform(0.3, 0.9), h * rng.uniform(0.2, 0.7)
            out.line([(x, h * 0.8), (x, y), (w * 0.2, y)], pen, 1, more='stroke-dasharray="4,4"')
            out.dot(x, y, 3, pen)
            letter(x, y)
    elif kind == 3:  # a body on a slope, with forces
        out.line(
            [(w * 0.08, h * 0.85), (w * 0.92, h * 0.85), (w * 0.92, h * 0.3), (w * 0.08, h * 0.85)],
            pen,
            out.width,
            out.fills[1],
        )
        out.parts.append(f'<g transform="rotate(-33 {w / 2} {h * 0.5})">')
        out.box(w * 0.45, h * 0.42, s * 0.2, s * 0.13)
        out.parts.append("</g>")
        for _ in range(3):
            a = rng.uniform(0, 6.3)
            end = (w / 2 + s * 0.28 * math.cos(a), h * 0.48 + s * 0.28 * math.sin(a))
            out.arrow([(w / 2, h * 0.48), end], rng.choice((pen, "#c00", "#00a")))
            letter(*end)
    elif kind == 4:  # triangles with squares, parallels, arcs of angles
        p = [
            (w * rng.uniform(0.1, 0.4), h * 0.8),
            (w * 0.88, h * rng.uniform(0.6, 0.85)),
            (w * rng.uniform(0.3, 0.7), h * 0.15),
        ]
        out.line([*p, p[0]], pen, out.width, rng.choice(("none", out.fills[0])))
        for i, (x, y) in enumerate(p):
            letter(x, y)
            bx, by = p[(i + 1) % 3]
            cx, cy = p[(i + 2) % 3]
            out.line(
                [(x, y), ((bx + cx) / 2, (by + cy) / 2)],
                rng.choice((pen, "#c00", "#090")),
                1,
                more=rng.choice(("", 'stroke-dasharray="4,4"')),
            )
            out.dot((bx + cx) / 2, (by + cy) / 2, 3, "#fff", pen)
            out.dot(x, y, s * 0.06, "none", pen, 'stroke-width="0.8"')
    else:  # a lattice of vectors or a spiral of squares
        n = rng.randint(4, 9)
        for i in range(n):
            for j in range(n):
                x, y, a = (
                    w * (i + 0.7) / n,
                    h * (j + 0.7) / n,
                    math.atan2(j - n / 2, i - n / 2) + rng.uniform(0, 0.2),
                )
                out.width = 1
                out.arrow(
                    [(x, y), (x + s / n * 0.6 * math.cos(a), y + s / n * 0.6 * math.sin(a))],
                    rng.choice((pen, pen, "#00c")),
                )
    if chance(rng, 0.3):
        out.text(w / 2, h - 8, number(rng), size=s / 22)
    return out.done()


def commutative(rng: Random, _have: Ingredients) -> Image.Image:
    """Letters on a grid with arrows between, as algebra draws them; little ink on white."""
    columns, rows = rng.randint(2, 5), rng.randint(1, 3)
    step = rng.choice((70, 100, 130))
    out = Sheet(rng, (columns + 0.4) * step, (rows + 0.4) * step, 0.02)
    out.look.font, out.width, size = rng.choice(SERIF), 1, step * 0.2
    for c in range(columns):
        for r in range(rows):
            x, y = (c + 0.7) * step, (r + 0.7) * step
            out.text(
                x,
                y + size * 0.35,
                rng.choice("ABCDEFGHXYZMN") + rng.choice(("", "′", "₁", "⊗B", "×Y", "(X)")),
                size=size,
                more='font-style="italic"',
            )
            gap = step * 0.27
            for dx, dy in ((1, 0), (0, 1), (1, 1)):
                if c + dx < columns and r + dy < rows and chance(rng, 0.85 if dx != dy else 0.25):
                    out.arrow(
                        [
                            (x + dx * gap, y + dy * gap),
                            (x + dx * (step - gap), y + dy * (step - gap)),
                        ],
                        more=rng.choice(("", "", 'stroke-dasharray="4,3"')),
                    )
                    out.text(
                        x + dx * step / 2 + dy * 10,
                        y + dy * step / 2 - dx * 6,
                        rng.choice("fghφψπιαβ"),
                        size=size * 0.7,
                        more='font-style="italic"',
                    )
    return out.done()


def feynman(rng: Random, _have: Ingredients) -> Image.Image:
    """Straight lines with arrows, wavy and curled ones, meeting in points."""
    w, h = rng.choice(((400, 260), (300, 300), (500, 300)))
    out = Sheet(rng, w, h, 0.02)
    out.look.font = rng.choice(SERIF)
    inner = [(w * (i + 1) / 3.2, h * rng.uniform(0.35, 0.65)) for i in range(2)]
    ends = [(w * 0.06, h * 0.1), (w * 0.06, h * 0.9), (w * 0.94, h * 0.1), (w * 0.94, h * 0.9)]

    def wave(a: tuple[float, float], b: tuple[float, float], curl: bool) -> None:
        n = 60
        long, angle = math.dist(a, b), math.atan2(b[1] - a[1], b[0] - a[0])
        points = []
        for i in range(n + 1):
            t = i / n
            along = t * long + (5 * math.cos(t * 50) if curl else 0)
            off = 6 * math.sin(t * 50)
            points.append(
                (
                    a[0] + along * math.cos(angle) - off * math.sin(angle),
                    a[1] + along * math.sin(angle) + off * math.cos(angle),
                )
            )
        out.line(points, out.look.pen, out.width)

    for i, end in enumerate(ends):
        a, b = (end, inner[0]) if i < 2 else (inner[1], end)
        if chance(rng, 0.3):
            wave(a, b, chance(rng, 0.5))
        else:
            out.line([a, b], out.look.pen, out.width)
            out.arrow([a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)])
        out.text(
            end[0] + 14,
            end[1] + 4,
            rng.choice(("e⁺", "e⁻", "γ", "μ", "q", "p", "ν", "g", "W")),
            size=16,
            more='font-style="italic"',
        )
    wave(*inner, chance(rng, 0.4))
    for x, y in inner:
        out.dot(x, y, 4, out.look.pen)
    return out.done()


def stack(rng: Random, _have: Ingredients) -> Image.Image:
    """Layers upon layers, each of blocks side by side; memory with addresses; fields of a header."""
    w, h = _size(rng)
    out = Sheet(rng, w, h)
    out.width = rng.choice((0.7, 1, 2))
    rows = rng.randint(3, 9)
    gap = rng.choice((0, 0, 3, 8))
    side = w * rng.choice((0.04, 0.04, 0.2))
    tint = [rng.choice(out.fills + out.look.palette[:3]) for _ in range(rows)]
    for r in range(rows):
        y, high = h * (r + 0.3) / (rows + 0.6), h / (rows + 0.6) - gap
        n = rng.choice((1, 1, 2, 3, 4, 8))
        cuts = (
            sorted([0, 1, *(rng.randint(1, 31) / 32 for _ in range(n - 1))])
            if chance(rng, 0.4)
            else [i / n for i in range(n + 1)]
        )
        for a, b in itertools.pairwise(cuts):
            out.box(
                side + (w - side - w * 0.04) * a,
                y,
                (w - side - w * 0.04) * (b - a) - gap,
                high,
                title(rng, 3)[:20] if b - a > 0.1 else "",
                tint[r] if chance(rng, 0.8) else "",
            )
        if side > w * 0.1:
            out.text(
                side - 6,
                y + 10,
                rng.choice((f"0x{rng.getrandbits(20):05x}", title(rng, 1)[:9])),
                "end",
                10,
            )
    for _ in range(rng.choice((0, 0, 1, 3))):
        x = w * rng.uniform(0.2, 0.9)
        out.arrow([(x, h * rng.random()), (x, h * rng.random())])
    return out.done()


def dialog_sketch(rng: Random, _have: Ingredients) -> Image.Image:
    """How the parts of a window or a page are laid out: boxes with names and measures, no program."""
    w, h = rng.choice(((500, 380), (640, 480), (360, 500)))
    out = Sheet(rng, w, h, 0.02)
    m, top = w * 0.08, h * 0.1
    out.box(m, top, w - 2 * m, h - 2 * top, "")
    y = top + 8
    while y < h - top - 50:
        n, high = rng.randint(1, 4), rng.uniform(30, 110)
        high = min(high, h - top - 10 - y)
        for i in range(n):
            out.box(
                m + 8 + (w - 2 * m - 16) * i / n,
                y,
                (w - 2 * m - 16) / n - 8,
                high,
                title(rng, 2)[:14],
            )
        y += high + 8
    for _ in range(rng.randint(0, 3)):
        y = h * rng.random()
        out.arrow([(m * 0.5, y), (w - m * 0.5, y)], "#c00")
        out.text(w / 2, y - 4, f"{rng.randint(4, 900)} px", size=11, fill="#c00")
    return out.done()


def call_outs(rng: Random, have: Ingredients) -> Image.Image:
    """A picture of a thing with lines to the names of its parts."""
    w, h = rng.choice(((640, 480), (500, 500), (700, 420)))
    out = Sheet(rng, w, h, 0.02)
    ends = []
    for i in range(rng.randint(3, 9)):
        left = i % 2 == 0
        y = h * (0.1 + 0.8 * rng.random())
        x = w * (0.17 if left else 0.83)
        ends.append([(x, y), (w * rng.uniform(0.34, 0.66), h * rng.uniform(0.25, 0.75))])
        out.text(
            x - 4 if left else x + 4,
            y + 4,
            title(rng, 2)[:12] if chance(rng, 0.7) else str(i + 1),
            "end" if left else "start",
            min(out.letter, 13),
        )
    image = out.image()
    thing = open_rgba(pick(rng, have.clipart if chance(rng, 0.6) else have.small_icons), 300)
    if thing is not None:
        thing = thing.resize((round(w * 0.46), round(h * 0.7)))
        if chance(rng, 0.5):
            thing = Image.merge("RGBA", (*(thing.convert("L"),) * 3, thing.getchannel("A")))
        image.paste(thing, (round(w * 0.27), round(h * 0.15)), thing)
    over = Sheet(rng, w, h, 0)
    over.parts.clear()
    for a, b in ends:
        over.arrow([a, b], out.look.pen if chance(rng, 0.7) else "#d00", chance(rng, 0.5))
        over.dot(*b, 3, "#d00")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}">{"".join(over.parts)}</svg>'
    lines = Image.open(io.BytesIO(cairosvg.svg2png(bytestring=svg.encode())))
    image.paste(lines, (0, 0), lines)
    return image


SKETCHES = (flow, flow, topology, topology, schematic, schematic, schematic, timing, mind_map, sets, construction, construction,
            construction, commutative, feynman, stack, stack, dialog_sketch, call_outs)  # fmt: skip
