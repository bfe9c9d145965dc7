"""Line drawings, illustrations and icons."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import numpy as np
from common import FAR, HAND, SANS, Colour, chance, colour, font, ink, noise, paper, scanned, title
from ingredients import Ingredients, open_rgba, pick, rasterise
from PIL import Image, ImageDraw, ImageFilter, ImageOps
from scipy import ndimage


def _over(image: Image.Image, ground: Colour, pad: float = 0.0) -> Image.Image:
    border = round(max(image.size) * pad)
    out = Image.new("RGBA", (image.width + 2 * border, image.height + 2 * border), (*ground, 255))
    out.alpha_composite(image.convert("RGBA"), (border, border))
    return out.convert("RGB")


def _is_lines(image: Image.Image) -> bool:
    """Mostly bare paper, hardly any colour, thin strokes."""
    flat = np.asarray(_over(image, (255, 255, 255)), np.int16)
    grey = flat.mean(-1)
    dark = grey < 128
    coloured = (flat.max(-1) - flat.min(-1) > 30).mean()
    thick = ndimage.binary_erosion(dark, iterations=max(2, min(grey.shape) // 60)).mean()
    return bool(0.01 < dark.mean() < 0.35 and coloured < 0.02 and thick < 0.03
                and ((grey > 40) & (grey < 215)).mean() < 0.12)  # fmt: skip


@cache
def _sort_of(file: Path) -> str:
    """Whether a drawing is in lines, in areas, or neither; kept, as drawing it takes time."""
    image = rasterise(file, 240)
    if image is None:
        return ""
    if _is_lines(image):
        return "lines"
    return "areas" if (np.asarray(image)[..., 3] > 100).mean() > 0.12 else ""


def _clip(rng: Random, have: Ingredients, side: int, lines: bool) -> Image.Image | None:
    """A drawing in lines or in areas; none that is only a ring of hair-lines."""
    for _ in range(60):
        file = pick(rng, have.clipart)
        if _sort_of(file) == ("lines" if lines else "areas"):
            image = rasterise(file, side)
            if image is not None:
                return image
    return None


# Line drawing


def line_drawing(rng: Random, have: Ingredients) -> Image.Image:
    """A picture of something in lines alone."""
    makers = (_real_lines, _real_lines, _real_lines, _outlined_art, _outlined_art,
              _outlined_art, _sketched_photo, _scribbled, _emoji_outline, _hatched, _colouring_page,
              _colouring_page, _technical)  # fmt: skip
    image = rng.choice(makers)(rng, have)
    if chance(rng, 0.3):
        image = scanned(image, rng)
    if chance(rng, 0.08):
        image = ImageOps.invert(image)
    return image


def _stroked(lines: np.ndarray, rng: Random) -> Image.Image:
    """Ink where ``lines`` (0 to 1) is 1, on paper."""
    ground, pen = np.array(paper(rng), np.float32), np.array(ink(rng), np.float32)
    share = np.clip(lines, 0, 1)[..., None]
    return Image.fromarray((ground * (1 - share) + pen * share).astype(np.uint8))


def _real_lines(rng: Random, have: Ingredients) -> Image.Image:
    image = _clip(rng, have, rng.choice((300, 500, 800)), lines=True)
    if image is None:
        return _scribbled(rng, have)
    return _over(image, paper(rng), rng.choice((0.02, 0.05, 0.1, 0.25)))


def _edges_of_flat(image: Image.Image, rng: Random) -> np.ndarray:
    """Outlines between areas of one colour, of even width: a colouring page."""
    flat = image.convert("RGB").quantize(rng.choice((5, 8, 12)), dither=0)
    values = np.asarray(flat, np.int16)
    values = ndimage.median_filter(values, 5)
    edge = np.zeros(values.shape, bool)
    edge[:, 1:] |= values[:, 1:] != values[:, :-1]
    edge[1:] |= values[1:] != values[:-1]
    width = rng.choice((1, 2, 2, 3, 4))
    edge = ndimage.binary_dilation(edge, iterations=width) if width > 1 else edge
    return ndimage.gaussian_filter(edge.astype(np.float32), 0.7) * 1.4


def _outlined_art(rng: Random, have: Ingredients) -> Image.Image:
    image = _clip(rng, have, rng.choice((400, 600, 900)), lines=False)
    if image is None:
        return _scribbled(rng, have)
    return _stroked(_edges_of_flat(_over(image, (255, 255, 255), 0.08), rng), rng)


def _sketched_photo(rng: Random, have: Ingredients) -> Image.Image:
    """Pencil or ink after a photograph: a difference of Gaussians, cut off softly (XDoG)."""
    photo = open_rgba(pick(rng, have.photos), 500)
    if photo is None:
        return _scribbled(rng, have)
    photo.thumbnail((700, 700))
    grey = np.asarray(_over(photo, (255, 255, 255)).convert("L"), np.float32) / 255
    grey = ndimage.gaussian_filter(grey, rng.uniform(0.5, 2))
    sigma = rng.uniform(0.8, 2)
    sharp = ndimage.gaussian_filter(grey, sigma) - 0.98 * ndimage.gaussian_filter(grey, sigma * 1.6)
    lines = 1 - np.where(sharp > 0.0, 1, 1 + np.tanh(rng.uniform(40, 200) * sharp))
    if chance(rng, 0.4):  # hatching in the shadows
        h, w = grey.shape
        y, x = np.mgrid[0:h, 0:w]
        period = rng.randint(4, 8)
        hatch = ((x + y) % period < 1.3) & (grey < 0.35)
        hatch |= ((x - y) % period < 1.3) & (grey < 0.18)
        lines = np.maximum(lines, hatch * 0.9)
    return _stroked(lines, rng)


def _wobbly(rng: Random, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A smooth closed curve through points, by cutting corners."""
    for _ in range(3):
        cut = []
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            cut += [(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by),
                    (0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)]  # fmt: skip
        points = cut
    return points


def _scribbled(rng: Random, _have: Ingredients) -> Image.Image:
    """Figures of loose curves: faces, flowers, houses, beasts of no kind."""
    side = rng.choice((400, 600, 800))
    out = Image.new("RGB", (side, side), paper(rng))
    draw = ImageDraw.Draw(out)
    pen, width = ink(rng), rng.randint(1, 6)
    for _ in range(rng.randint(3, 14)):
        cx, cy = rng.uniform(0.2, 0.8) * side, rng.uniform(0.2, 0.8) * side
        radius = side * rng.choice((0.03, 0.06, 0.1, 0.2, 0.35))
        count = rng.randint(3, 12)
        spread = rng.uniform(0.1, 0.6)
        points = []
        for i in range(count):
            angle = 2 * np.pi * i / count
            r = radius * (1 + rng.uniform(-spread, spread))
            points.append((cx + r * np.cos(angle), cy + r * np.sin(angle) * rng.uniform(0.6, 1)))
        curve = _wobbly(rng, points)
        closed = [*curve, curve[0]] if chance(rng, 0.7) else curve[: len(curve) * 2 // 3]
        draw.line(closed, pen, width, joint="curve")
    for _ in range(rng.randint(0, 30)):
        x, y = rng.uniform(0, side), rng.uniform(0, side)
        draw.line((x, y, x + rng.gauss(0, 40), y + rng.gauss(0, 40)), pen, max(1, width - 1))
    return out


def _emoji_outline(rng: Random, have: Ingredients) -> Image.Image:
    icon = open_rgba(pick(rng, have.icon_files), 256)
    if icon is None:
        return _scribbled(rng, have)
    icon = icon.resize((500, 500), 2)
    return _stroked(_edges_of_flat(_over(icon, (255, 255, 255), 0.1), rng), rng)


def _hatched(rng: Random, have: Ingredients) -> Image.Image:
    """An engraving: lines that swell with the darkness of a photograph."""
    photo = open_rgba(pick(rng, have.photos), 400)
    if photo is None:
        return _scribbled(rng, have)
    photo = ImageOps.autocontrast(_over(photo, (255, 255, 255)).convert("L"))
    photo.thumbnail((600, 600))
    grey = ndimage.gaussian_filter(np.asarray(photo, np.float32) / 255, 1.5)
    h, w = grey.shape
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    angle = rng.uniform(0, np.pi)
    bend = noise(rng, h, w, 2, 2) * rng.uniform(0, 40)
    wave = np.abs(((x * np.cos(angle) + y * np.sin(angle) + bend) / rng.uniform(4, 9)) % 1 * 2 - 1)
    return _stroked(np.clip((1 - grey * 1.15 - wave) * 6, 0, 1), rng)


def _colouring_page(rng: Random, have: Ingredients) -> Image.Image:
    """A scene or a creature in thick outlines, to be filled with crayons."""
    flat = rng.choice((_flat_scene, _cartoon))(rng, have)
    flat.thumbnail((700, 700))
    return _stroked(_edges_of_flat(flat, rng), rng)


def _technical(rng: Random, _have: Ingredients) -> Image.Image:
    """A part of a machine in outline: bodies in sight and hidden, axes, hatching, holes."""
    w, h = rng.choice(((700, 500), (600, 600), (900, 600)))
    out = Image.new("RGB", (2 * w, 2 * h), paper(rng))
    draw, pen, width = ImageDraw.Draw(out), ink(rng), rng.choice((3, 4, 6))
    cx, cy = float(w), float(h)
    x = -0.7 * w
    while x < 0.7 * w:  # a shaft, step by step
        wide, tall = w * rng.uniform(0.06, 0.3), h * rng.uniform(0.1, 0.6)
        draw.rectangle((cx + x, cy - tall, cx + x + wide, cy + tall), None, pen, width)
        kind = rng.randrange(4)
        if kind == 0:
            for a in np.arange(-tall, tall, 14):
                draw.line((cx + x, cy + a, cx + x + wide, cy + min(tall, a + 10)), pen, 1)
        elif kind == 1:
            for _ in range(rng.randint(1, 3)):
                r = min(wide, tall) * rng.uniform(0.1, 0.45)
                y = rng.uniform(-0.6, 0.6) * tall
                draw.ellipse((cx + x + wide / 2 - r, cy + y - r, cx + x + wide / 2 + r, cy + y + r),
                             None, pen, width)  # fmt: skip
        elif kind == 2:
            draw.arc((cx + x, cy - tall, cx + x + wide, cy + tall), 90, 270, pen, width)
        x += wide
    for a in np.arange(0.1 * w, 1.9 * w, 40):
        draw.line((a, cy, a + 24, cy), pen, 2)
    return out.resize((w, h), Image.Resampling.BOX)


# Illustration


def illustration(rng: Random, have: Ingredients) -> Image.Image:
    """A drawn or painted picture in areas of colour."""
    makers = (_clip_alone, _clip_alone, _clip_alone, _sticker, _sticker, _clip_scene, _painted,
              _painted, _painted, _painted, _posterised, _abstract, _comic, _brushed, _brushed,
              _smooth_areas, _facets, _far_hills, _far_hills, _portrait, _flat_scene, _flat_scene,
              _flat_scene, _cartoon, _cartoon, _vista, _vista, _vista)  # fmt: skip
    return rng.choice(makers)(rng, have)


def _sticker(rng: Random, have: Ingredients) -> Image.Image:
    """A drawn thing with soft light and shade, alone on white, with a rim or a shadow."""
    image = _clip(rng, have, rng.choice((200, 300, 450)), lines=False)
    if image is None:
        return _clip_alone(rng, have)
    pixels = np.asarray(image, np.float32)
    body = pixels[..., 3] > 100
    round_ = ndimage.gaussian_filter(body.astype(np.float32), max(image.size) / 25)
    dy, dx = np.gradient(round_)
    light = 1 - (dx + dy) * rng.uniform(4, 16) + 0.15 * (noise(rng, *body.shape, 4, 5) - 0.5)
    shaded = np.clip(pixels[..., :3] * light[..., None], 0, 255)
    piece = Image.fromarray(np.dstack([shaded, pixels[..., 3]]).astype(np.uint8))
    edge = round(max(image.size) * 0.08)
    out = Image.new("RGBA", (image.width + 2 * edge, image.height + 2 * edge), "white")
    if chance(rng, 0.25):
        out.paste(colour(rng, (0, 0.9), (0.3, 1)), (0, 0, *out.size))
    alpha = Image.new("L", out.size)
    alpha.paste(piece.getchannel("A"), (edge, edge))
    if chance(rng, 0.4):
        shadow = alpha.filter(ImageFilter.GaussianBlur(edge / 2))
        out.paste((90, 90, 100), (edge // 3, edge // 3), shadow)
    if chance(rng, 0.3):
        rim = alpha.filter(ImageFilter.GaussianBlur(edge / 5)).point(lambda p: 255 if p > 20 else 0)
        out.paste(rng.choice(("white", "black")), (0, 0), rim)
    out.alpha_composite(piece, (edge, edge))
    return out.convert("RGB")


def _tree(rng: Random, draw: ImageDraw.ImageDraw, x: float, y: float, r: float, tone: Colour,
          light: Colour) -> None:  # fmt: skip
    kind = rng.randrange(4)
    draw.rectangle((x - r * 0.08, y - r * 0.7, x + r * 0.08, y), (90, 60, 45))
    if kind == 0:
        for step in range(3):
            top, wide = y - r * (0.5 + 0.4 * step), r * (0.5 - 0.12 * step)
            draw.polygon([(x - wide, top), (x, top - r * 0.7), (x + wide, top)], tone)
            draw.polygon([(x, top), (x, top - r * 0.7), (x + wide, top)], light)
    elif kind == 1:
        draw.ellipse((x - r * 0.4, y - r * 1.5, x + r * 0.4, y - r * 0.4), tone)
        draw.pieslice((x - r * 0.4, y - r * 1.5, x + r * 0.4, y - r * 0.4), -90, 90, light)
    elif kind == 2:
        for _ in range(6):
            a, b = x + rng.gauss(0, r * 0.2), y - r + rng.gauss(0, r * 0.2)
            q = r * rng.uniform(0.2, 0.4)
            draw.ellipse((a - q, b - q, a + q, b + q), rng.choice((tone, light)))
    else:  # a palm
        for turn in range(-3, 4):
            draw.line(
                (x, y - r * 0.7, x + turn * r * 0.25, y - r * (1 - 0.08 * turn**2)),
                tone,
                max(2, round(r * 0.09)),
            )


def _flat_scene(rng: Random, _have: Ingredients) -> Image.Image:
    """A landscape or a town in flat colours: skies in bands, hills, trees, houses, water."""
    w, h = rng.choice(((1000, 562), (960, 600), (800, 800), (600, 900), (1000, 400)))
    out = Image.new("RGB", (w, h))
    draw = ImageDraw.Draw(out)
    hue = rng.random()
    night = chance(rng, 0.25)
    high = colour(rng, (0.2, 0.9), (0.1, 0.3) if night else (0.4, 0.85), hue)
    low = colour(
        rng, (0.2, 0.9), (0.2, 0.5) if night else (0.7, 0.97), hue + rng.choice((0, 0.1, 0.45))
    )
    bands = rng.choice((5, 8, 200, 200))
    for i in range(bands):
        tone = tuple(round(a + (b - a) * i / bands) for a, b in zip(high, low, strict=True))
        draw.rectangle((0, h * i / bands, w, h * (i + 1) / bands), tone)
    if night:
        for _ in range(rng.randint(20, 200)):
            x, y = rng.uniform(0, w), rng.uniform(0, h * 0.7)
            draw.ellipse((x, y, x + 2, y + 2), "white")
    x, y, r = (
        rng.uniform(0.1, 0.9) * w,
        rng.uniform(0.1, 0.45) * h,
        min(w, h) * rng.uniform(0.05, 0.2),
    )
    disc = (245, 240, 220) if night else colour(rng, (0.6, 1), (0.7, 0.95), 0.12)
    for ring in range(rng.choice((0, 0, 3)), -1, -1):
        q = r * (1 + 0.3 * ring)
        share = 1 / (1 + ring)
        tone = tuple(round(a * (1 - share) + b * share) for a, b in zip(low, disc, strict=True))
        draw.ellipse((x - q, y - q, x + q, y + q), tone)
    if chance(rng, 0.6):
        for _ in range(rng.randint(1, 7)):  # clouds with a flat foot
            x, y, r = rng.uniform(0, w), rng.uniform(0.05, 0.4) * h, h * rng.uniform(0.02, 0.06)
            fluff = (255, 255, 255) if chance(rng, 0.6) else low
            for i in range(rng.randint(2, 5)):
                q = r * rng.uniform(0.7, 1.4)
                draw.ellipse((x + i * r - q, y - q, x + i * r + q, y + q), fluff)
            draw.rounded_rectangle((x - r, y, x + 5 * r, y + r), r, fluff)
    layers = rng.randint(2, 6)
    base = colour(rng, (0.2, 0.8), (0.15, 0.5), rng.choice((0.3, 0.35, 0.6, hue, rng.random())))
    for layer in range(layers):
        share = (layer + 1) / layers
        tone = tuple(round(a + (b - a) * share) for a, b in zip(low, base, strict=True))
        light = tuple(min(255, round(c * 1.2 + 8)) for c in tone)
        foot = h * (0.45 + 0.45 * share)
        kind = rng.random()
        if kind < 0.3:  # mountains with a lit side and snow
            for _ in range(rng.randint(2, 6)):
                x, tall, wide = (
                    rng.uniform(0, w),
                    h * rng.uniform(0.15, 0.45),
                    w * rng.uniform(0.1, 0.3),
                )
                draw.polygon([(x - wide, foot), (x, foot - tall), (x + wide, foot)], tone)
                draw.polygon([(x, foot - tall), (x + wide, foot), (x + wide * 0.2, foot)], light)
                if chance(rng, 0.5):
                    draw.polygon([(x - wide * 0.25, foot - tall * 0.75), (x, foot - tall),
                                  (x + wide * 0.25, foot - tall * 0.75), (x, foot - tall * 0.65)], "white")  # fmt: skip
            draw.rectangle((0, foot - 1, w, h), tone)
            continue
        if kind < 0.45:  # a town
            x = 0.0
            while x < w:
                wide, tall = w * rng.uniform(0.03, 0.09), h * rng.uniform(0.05, 0.35)
                draw.rectangle((x, foot - tall, x + wide, h), tone)
                for a in np.arange(x + 6, x + wide - 6, 12):
                    for b in np.arange(foot - tall + 8, foot, 16):
                        if chance(rng, 0.5):
                            draw.rectangle(
                                (a, b, a + 5, b + 7), (250, 220, 130) if night else light
                            )
                x += wide + rng.choice((0, 0, 4))
            continue
        line = foot - noise(rng, 2, w, 2, 2)[0] * h * rng.uniform(0.05, 0.3)
        points = [
            (0, h),
            *((a, float(line[a])) for a in range(0, w, 4)),
            (w - 1, float(line[-1])),
            (w, h),
        ]
        draw.polygon(points, tone)
        for _ in range(rng.choice((0, 3, 12, 30))):
            a = rng.randrange(w)
            _tree(
                rng, draw, a, float(line[a]) + 4, h * rng.uniform(0.05, 0.14) * share, light, tone
            )
        for _ in range(rng.choice((0, 0, 1, 3))):  # houses
            a, q = rng.randrange(w), h * rng.uniform(0.04, 0.09)
            b = float(line[a]) + q * 0.3
            draw.rectangle((a - q, b - q, a + q, b), colour(rng, (0.1, 0.7), (0.6, 0.95)))
            draw.polygon(
                [(a - q * 1.2, b - q), (a, b - q * 2), (a + q * 1.2, b - q)],
                colour(rng, (0.4, 0.9), (0.2, 0.5), 0.02),
            )
            draw.rectangle((a - q * 0.2, b - q * 0.6, a + q * 0.2, b), (90, 60, 50))
    if chance(rng, 0.3):  # water that mirrors
        level = round(h * rng.uniform(0.6, 0.85))
        mirror = ImageOps.flip(out.crop((0, max(0, 2 * level - h), w, level))).resize(
            (w, h - level)
        )
        out.paste(Image.blend(mirror, Image.new("RGB", mirror.size, high), 0.35), (0, level))
        draw = ImageDraw.Draw(out)
        for _ in range(rng.randint(0, 20)):
            x, y, r = rng.uniform(0, w), rng.uniform(level, h), rng.uniform(10, 90)
            draw.line((x, y, x + r, y), low, 2)
    return out


def _cartoon(rng: Random, have: Ingredients) -> Image.Image:
    """A creature with a face, outlined, before a plain ground or a scene."""
    side = rng.choice((400, 600, 700))
    if chance(rng, 0.4):
        big = _flat_scene(rng, have).resize((2 * side, 2 * side))
    else:
        ground = (255, 255, 255) if chance(rng, 0.6) else colour(rng, (0, 0.9), (0.4, 0.95))
        big = Image.new("RGB", (2 * side, 2 * side), ground)
    draw = ImageDraw.Draw(big)
    skin = colour(rng, (0.3, 1), (0.4, 0.8))
    dark = tuple(round(c * 0.75) for c in skin)
    dress = colour(rng, (0.3, 1), (0.3, 0.8))
    pen = rng.choice(((0, 0, 0), (60, 30, 20), dark))
    width = rng.choice((0, 6, 10, 14))
    cx, cy, r = (
        side * rng.uniform(0.8, 1.2),
        side * rng.uniform(0.6, 0.9),
        side * rng.uniform(0.3, 0.55),
    )

    def blob(x: float, y: float, a: float, b: float, fill: Colour, line: int = width) -> None:
        draw.ellipse((x - a, y - b, x + a, y + b), fill, pen if line else None, line)

    for way in (-1, 1):  # legs, arms, ears
        blob(cx + way * r * 0.4, cy + r * 2.3, r * 0.25, r * 0.5, rng.choice((skin, dress)))
        blob(cx + way * r * 0.9, cy + r * rng.uniform(1.0, 1.7), r * 0.25, r * 0.45, skin)
    ear = rng.randrange(4)
    for way in (-1, 1):
        if ear == 0:
            blob(cx + way * r * 0.75, cy - r * 0.8, r * 0.35, r * 0.35, skin)
        elif ear == 1:
            blob(cx + way * r * 0.4, cy - r * 1.3, r * 0.2, r * 0.7, skin)
        elif ear == 2:
            tip = [
                (cx + way * r * 0.9, cy - r * 0.2),
                (cx + way * r * 0.85, cy - r * 1.3),
                (cx + way * r * 0.2, cy - r * 0.9),
            ]
            draw.polygon(tip, skin, pen)
    blob(cx, cy + r * 1.5, r * rng.uniform(0.6, 0.95), r * 0.9, dress)
    blob(cx, cy + r * 1.6, r * 0.4, r * 0.6, tuple(min(255, c + 40) for c in dress), 0)
    blob(cx, cy, r * rng.uniform(0.9, 1.2), r, skin)
    draw.chord((cx - r * 0.8, cy - r * 0.85, cx + r * 0.8, cy + r * 0.9), 20, 160, dark)
    look = rng.uniform(-0.06, 0.06) * r
    size = rng.uniform(0.15, 0.3)
    for way in (-1, 1):
        blob(
            cx + way * r * 0.4,
            cy - r * 0.15,
            r * size,
            r * size * 1.2,
            (255, 255, 255),
            max(0, width - 4),
        )
        blob(
            cx + way * r * 0.4 + look,
            cy - r * 0.12,
            r * size * 0.5,
            r * size * 0.6,
            (20, 20, 40),
            0,
        )
        blob(
            cx + way * r * 0.4 + look + r * 0.04,
            cy - r * 0.2,
            r * size * 0.15,
            r * size * 0.15,
            (255, 255, 255),
            0,
        )
    draw.arc((cx - r * 0.4, cy, cx + r * 0.4, cy + r * 0.6), 10, 170, pen, max(4, width))
    blob(cx, cy + r * 0.15, r * 0.12, r * 0.09, rng.choice((pen, (240, 150, 40), dark)), 0)
    return big.resize((side, side), Image.Resampling.BOX)


def _vista(rng: Random, _have: Ingredients) -> Image.Image:
    """A digital painting of a landscape: soft skies, lit ridges, dabs of leaves; no photograph."""
    w, h = rng.choice(((900, 506), (840, 560), (700, 700), (560, 800)))
    hue = rng.random()
    top = np.array(colour(rng, (0.2, 0.8), (0.15, 0.7), hue), np.float32)
    low = np.array(
        colour(rng, (0.2, 0.9), (0.55, 0.95), hue + rng.choice((0.05, 0.4, 0.5))), np.float32
    )
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    share = np.clip(y / h * rng.uniform(1.2, 2), 0, 1)[..., None]
    pixels = top * (1 - share) + low * share
    sx, sy = rng.uniform(0.2, 0.8) * w, rng.uniform(0.15, 0.5) * h
    glow = np.exp(-np.hypot(x - sx, y - sy) / (min(w, h) * rng.uniform(0.15, 0.5)))[..., None]
    pixels = pixels + glow * np.array((255, 235, 190)) * rng.uniform(0.3, 0.9)
    wide = np.asarray(Image.fromarray(noise(rng, h // 2, w // 6, 4, 3)).resize((w, h), 3))
    cloud = np.clip(wide * 2.4 - rng.uniform(0.9, 1.5), 0, 1)[..., None]
    pixels = pixels * (1 - cloud * 0.8) + cloud * 0.8 * np.array(
        colour(rng, (0, 0.6), (0.6, 0.97), hue)
    )
    near = np.array(colour(rng, (0.2, 0.7), (0.08, 0.3)), np.float32)
    layers = rng.randint(2, 5)
    for layer in range(layers):
        part = (layer + 1) / layers
        sharp = rng.choice((2, 3, 5))
        line = h * (0.3 + 0.55 * part) - (noise(rng, 2, w, sharp, 3)[0] - 0.3) * h * rng.uniform(
            0.2, 0.6
        ) * (1.2 - part)
        below = y > line[None]
        rough = noise(rng, h, w, 5, rng.choice((4, 8)))
        dy, dx = np.gradient(ndimage.gaussian_filter(rough, 1.5))
        lit = np.clip(0.9 + (dx * np.sign(sx - w / 2) - dy) * rng.uniform(10, 30), 0.4, 1.9)[
            ..., None
        ]
        tone = low * (1 - part) + near * part
        land = tone * lit + glow * 60 * (1 - part)
        mist = np.clip((y - line[None]) / (h * 0.3), 0, 1)[..., None] * (1 - part)
        pixels = np.where(below[..., None], land * (1 - mist) + low * mist, pixels)
    out = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(out)
    for _ in range(rng.choice((0, 0, 3, 8))):  # trees in dabs
        a, b, r = rng.uniform(0, w), h * rng.uniform(0.75, 1), h * rng.uniform(0.08, 0.3)
        draw.line((a, b, a + rng.gauss(0, 6), b - r), (40, 30, 25), max(3, round(r / 12)))
        leaf = colour(rng, (0.2, 0.8), (0.15, 0.5))
        for _ in range(160):
            u, v, q = a + rng.gauss(0, r * 0.35), b - r + rng.gauss(0, r * 0.3), rng.uniform(2, 7)
            shade = rng.uniform(0.6, 1.5) + (b - r - v) / r * 0.5
            draw.ellipse(
                (u - q, v - q, u + q, v + q), tuple(int(min(255, max(0, c * shade))) for c in leaf)
            )
    if chance(rng, 0.3):
        for _ in range(rng.randint(3, 20)):  # birds
            a, b, q = rng.uniform(0, w), rng.uniform(0, h * 0.5), rng.uniform(4, 12)
            draw.line([(a - q, b - q / 2), (a, b), (a + q, b - q / 2)], (30, 30, 40), 2)
    if chance(rng, 0.6):  # the strokes of a broad brush
        out = out.filter(ImageFilter.ModeFilter(rng.choice((5, 7, 9))))
    if chance(rng, 0.3):
        weave = noise(rng, h, w, 2, 120)[..., None] * 30 - 15
        out = Image.fromarray(np.clip(np.asarray(out) + weave, 0, 255).astype(np.uint8))
    return out


def _clip_alone(rng: Random, have: Ingredients) -> Image.Image:
    image = _clip(rng, have, rng.choice((200, 400, 800)), lines=False)
    if image is None:
        return _abstract(rng, have)
    ground = (255, 255, 255) if chance(rng, 0.7) else colour(rng, (0, 0.8), (0.4, 1))
    return _over(image, ground, rng.choice((0, 0.03, 0.1)))


def _clip_scene(rng: Random, have: Ingredients) -> Image.Image:
    w, h = rng.choice(((800, 600), (900, 500), (600, 600), (500, 700)))
    top, bottom = colour(rng, (0.2, 0.8), (0.5, 0.9)), colour(rng, (0.2, 0.8), (0.3, 0.8))
    ramp = np.linspace(0, 1, h)[:, None, None]
    sky = np.broadcast_to(np.array(top) * (1 - ramp) + np.array(bottom) * ramp, (h, w, 3))
    out = Image.fromarray(sky.astype(np.uint8)).convert("RGBA")
    draw = ImageDraw.Draw(out)
    for layer in range(rng.randint(0, 4)):
        hill = noise(rng, 2, w, 3, 2)[0] * h * 0.3 + h * (0.4 + 0.13 * layer)
        points = [(0, h), *((x, float(hill[x])) for x in range(0, w, 6)), (w, h)]
        draw.polygon(points, (*colour(rng, (0.2, 0.8), (0.2, 0.7)), 255))
    for _ in range(rng.randint(1, 5)):
        piece = _clip(rng, have, rng.randint(100, 450), lines=False)
        if piece is not None:
            out.paste(piece, (rng.randint(-50, w - 100), rng.randint(0, h - 100)), piece)
    return out.convert("RGB")


def _painted(rng: Random, have: Ingredients) -> Image.Image:
    image = open_rgba(pick(rng, have.paintings), 900)
    if image is None:
        return _clip_scene(rng, have)
    flat = _over(image, (255, 255, 255))
    if chance(rng, 0.5):
        share = rng.uniform(0.4, 0.9)
        w, h = round(flat.width * share), round(flat.height * share)
        x, y = rng.randint(0, flat.width - w), rng.randint(0, flat.height - h)
        flat = flat.crop((x, y, x + w, y + h))
    return flat


def _posterised(rng: Random, have: Ingredients) -> Image.Image:
    """A photograph painted over: few colours in soft-edged areas, with or without outlines."""
    photo = open_rgba(pick(rng, have.photos), 500)
    if photo is None:
        return _clip_scene(rng, have)
    photo = _over(photo, (255, 255, 255))
    photo.thumbnail((600, 600))
    for _ in range(rng.randint(1, 3)):
        photo = photo.filter(ImageFilter.ModeFilter(rng.choice((7, 9, 11))))
    flat = photo.quantize(rng.randint(6, 20), dither=0).convert("RGB")
    flat = flat.filter(ImageFilter.ModeFilter(7))
    if chance(rng, 0.5):
        edge = _edges_of_flat(flat, rng)[..., None]
        flat = Image.fromarray((np.asarray(flat) * (1 - np.clip(edge, 0, 0.9))).astype(np.uint8))
    if chance(rng, 0.5):  # brush strokes
        pixels = np.asarray(flat, np.float32)
        rough = noise(rng, *pixels.shape[:2], 3, 30)[..., None]
        flat = Image.fromarray(np.clip(pixels * (0.85 + 0.3 * rough), 0, 255).astype(np.uint8))
    return flat


def _abstract(rng: Random, _have: Ingredients) -> Image.Image:
    """A wallpaper of large flat or shaded shapes."""
    w, h = rng.choice(((960, 600), (1000, 562), (700, 700)))
    hue = rng.random() if chance(rng, 0.6) else None
    out = Image.new("RGB", (w, h), colour(rng, (0.3, 1), (0.2, 0.9), hue))
    for _ in range(rng.randint(3, 14)):
        shape = Image.new("L", (w, h), 0)
        draw = ImageDraw.Draw(shape)
        kind = rng.randrange(3)
        x, y, r = rng.uniform(0, w), rng.uniform(0, h), rng.uniform(60, 420)
        if kind == 0:
            draw.ellipse((x - r, y - r, x + r, y + r), 255)
        elif kind == 1:
            points = [(x + rng.gauss(0, r), y + rng.gauss(0, r)) for _ in range(rng.randint(3, 7))]
            draw.polygon(_wobbly(rng, points) if chance(rng, 0.6) else points, 255)
        else:
            curve = noise(rng, 2, w, 2, 2)[0] * h + rng.uniform(-0.3, 0.6) * h
            draw.polygon([(0, h), *((i, float(curve[i])) for i in range(0, w, 5)), (w, h)], 255)
        fade = np.linspace(rng.uniform(0, 1), 1, w)[None] * np.ones((h, 1))
        mask = Image.fromarray((np.asarray(shape) * fade).astype(np.uint8))
        out.paste(colour(rng, (0.3, 1), (0.2, 0.9), hue), (0, 0), mask)
    return out


def _comic(rng: Random, have: Ingredients) -> Image.Image:
    """Panels with figures and speech bubbles."""
    columns, rows = rng.randint(1, 3), rng.randint(1, 3)
    out = Image.new("RGB", (300 * columns + 20, 260 * rows + 20), "white")
    draw = ImageDraw.Draw(out)
    for row in range(rows):
        for column in range(columns):
            x, y = 20 + column * 300, 20 + row * 260
            draw.rectangle((x, y, x + 280, y + 240), colour(rng, (0, 0.7), (0.6, 1)), "black", 3)
            figure = _clip(rng, have, rng.randint(120, 200), lines=False)
            if figure is not None:
                figure.thumbnail((220, 170))
                out.paste(figure, (x + rng.randint(5, 60), y + 235 - figure.height), figure)
            if chance(rng, 0.7):
                draw.ellipse((x + 80, y + 10, x + 270, y + 70), "white", "black", 2)
                draw.text((x + 105, y + 28), title(rng, 3), "black", font(rng, HAND, 18))
    return out


def _subject(rng: Random, have: Ingredients) -> Image.Image:
    """A photograph or an invented landscape, to be painted after."""
    photo = open_rgba(pick(rng, have.photos), 700) if chance(rng, 0.65) else None
    if photo is None:
        return _far_hills(rng, have)
    flat = _over(photo, colour(rng, (0.1, 0.6), (0.5, 0.9)))
    share = rng.uniform(0.45, 1)
    w, h = round(flat.width * share), round(flat.height * share)
    x, y = rng.randint(0, flat.width - w), rng.randint(0, flat.height - h)
    flat = flat.crop((x, y, x + w, y + h))
    flat.thumbnail((720, 720))
    return flat


def _toned(rng: Random, image: Image.Image) -> Image.Image:
    """In a painter's palette: towards one colour in the shadows and another in the lights."""
    pixels = np.asarray(image, np.float32) / 255
    light = pixels.mean(-1, keepdims=True)
    dark, bright = (
        np.array(colour(rng, (0.1, 0.8), span)) / 255 for span in ((0.02, 0.3), (0.7, 0.97))
    )
    toned = dark * (1 - light) + bright * light
    share = rng.uniform(0, 0.6)
    pixels = pixels * (1 - share) + toned * share
    pixels = (pixels - 0.5) * rng.uniform(0.8, 1.3) + 0.5
    return Image.fromarray((np.clip(pixels, 0, 1) * 255).astype(np.uint8))


def _brushed(rng: Random, have: Ingredients) -> Image.Image:
    """Painted stroke by stroke, large ones first, along the edges of what is painted."""
    image = _toned(rng, _subject(rng, have))
    pixels = np.asarray(image, np.float32)
    h, w = pixels.shape[:2]
    grey = ndimage.gaussian_filter(pixels.mean(-1), 3)
    dy, dx = np.gradient(grey)
    turn = rng.choice((np.pi / 2, np.pi / 2, 0)) + rng.gauss(0, 0.2)
    angles = np.arctan2(dy, dx) + turn
    detail = ndimage.gaussian_filter(np.hypot(dx, dy), 4)
    out = image.filter(ImageFilter.GaussianBlur(rng.uniform(5, 14)))
    draw = ImageDraw.Draw(out)
    numbers = np.random.default_rng(rng.getrandbits(32))
    coarse = rng.uniform(0.6, 1.6)
    for broad, count, bar in ((16, 900, 0.0), (9, 2200, 0.3), (5, 4200, 0.6), (3, 3000, 0.85)):
        width = max(2, broad * coarse)
        limit = np.quantile(detail, bar)
        loose = rng.uniform(4, 14)
        for x, y in numbers.random((count, 2)) * (w - 1, h - 1):
            i, j = int(y), int(x)
            if detail[i, j] < limit:
                continue
            tone = np.clip(pixels[i, j] + numbers.normal(0, loose), 0, 255)
            reach = width * numbers.uniform(0.8, 2.6)
            u, v = np.cos(angles[i, j]) * reach, np.sin(angles[i, j]) * reach
            draw.line((x - u, y - v, x + u, y + v), tuple(int(c) for c in tone), round(width))
    return out.filter(ImageFilter.SMOOTH) if chance(rng, 0.7) else out


def _smooth_areas(rng: Random, have: Ingredients) -> Image.Image:
    """Soft areas with clear borders, as of gouache: each point is as its evenest quarter."""
    image = _toned(rng, _subject(rng, have))
    pixels = np.asarray(image, np.float32)
    for _ in range(rng.randint(1, 3)):
        side = rng.choice((5, 7, 9))
        mean = ndimage.uniform_filter(pixels, (side, side, 1))
        spread = ndimage.uniform_filter(pixels**2, (side, side, 1)) - mean**2
        spread = spread.sum(-1)
        best, least = mean, np.full(spread.shape, np.inf)
        for oy in (-side // 2, side // 2):
            for ox in (-side // 2, side // 2):
                here = np.roll(spread, (oy, ox), (0, 1))
                better = here < least
                best = np.where(better[..., None], np.roll(mean, (oy, ox), (0, 1)), best)
                least = np.where(better, here, least)
        pixels = best
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _facets(rng: Random, have: Ingredients) -> Image.Image:
    """Triangles, each of one colour: of a subject, or of a gradient alone."""
    from scipy.spatial import Delaunay

    w, h = rng.choice(((960, 600), (800, 800), (1000, 562)))
    if chance(rng, 0.4):
        source = _subject(rng, have).resize((w, h))
    else:
        source = _abstract(rng, have).resize((w, h)).filter(ImageFilter.GaussianBlur(60))
    numbers = np.random.default_rng(rng.getrandbits(32))
    corners = np.array([(0, 0), (w, 0), (0, h), (w, h)], float)
    points = numbers.random((rng.choice((30, 120, 500)), 2)) * (w * 1.2, h * 1.2) - (
        w * 0.1,
        h * 0.1,
    )
    points = np.concatenate([points, corners * 1.4 - np.array((w, h)) * 0.2])
    out = Image.new("RGB", (w, h))
    draw = ImageDraw.Draw(out)
    loose = rng.uniform(2, 22)
    for triangle in points[Delaunay(points).simplices]:
        x, y = np.clip(triangle.mean(0), 0, (w - 1, h - 1)).astype(int)
        tone = np.array(source.getpixel((int(x), int(y)))) + numbers.normal(0, loose)
        draw.polygon([tuple(p) for p in triangle], tuple(int(c) for c in np.clip(tone, 0, 255)))
    return out


def _far_hills(rng: Random, _have: Ingredients) -> Image.Image:
    """A landscape in layers that pale with the distance; a sun, trees, water, stars."""
    w, h = rng.choice(((960, 600), (1000, 562), (700, 700), (600, 800)))
    hue = rng.random()
    sky, near = (
        colour(rng, (0.2, 0.9), (0.5, 0.95), hue),
        colour(rng, (0.2, 0.9), (0.05, 0.35), hue + rng.choice((0, 0, 0.1, 0.5))),
    )
    low = colour(rng, (0.2, 0.9), (0.5, 0.95))
    ramp = np.linspace(0, 1, h)[:, None, None] ** rng.uniform(0.5, 1.5)
    pixels = np.broadcast_to(np.array(sky) * (1 - ramp) + np.array(low) * ramp, (h, w, 3)).astype(
        np.float32
    )
    if chance(rng, 0.6):
        clouds = np.clip(noise(rng, h, w, 5, 3) * 2 - rng.uniform(0.7, 1.3), 0, 1)[..., None]
        pixels = pixels * (1 - 0.7 * clouds) + 0.7 * clouds * np.array(
            colour(rng, (0, 0.6), (0.6, 1))
        )
    image = Image.fromarray(pixels.astype(np.uint8))
    draw = ImageDraw.Draw(image)
    if chance(rng, 0.5):
        x, y, r = rng.uniform(0.1, 0.9) * w, rng.uniform(0.1, 0.5) * h, rng.uniform(20, 110)
        draw.ellipse((x - r, y - r, x + r, y + r), colour(rng, (0, 0.9), (0.75, 1)))
    layers, sharp = rng.randint(2, 7), rng.choice((3, 4, 6))
    shaded = chance(rng, 0.5)
    for layer in range(layers):
        share = (layer + 1) / layers
        tone = tuple(round(a + (b - a) * share) for a, b in zip(low, near, strict=True))
        line = h * (0.3 + 0.6 * share * rng.uniform(0.8, 1.1)) - noise(rng, 2, w, sharp, 3)[
            0
        ] * h * rng.uniform(0.1, 0.35)
        points = [(0, h), *((x, float(line[x])) for x in range(0, w, 3)), (w, h)]
        if shaded:  # painted over with rough light and dark
            mask = Image.new("L", (w, h), 0)
            ImageDraw.Draw(mask).polygon(points, 255)
            rough = (noise(rng, h, w, 5, 8)[..., None] * 0.7 + 0.6) * np.array(tone)
            image.paste(Image.fromarray(np.clip(rough, 0, 255).astype(np.uint8)), (0, 0), mask)
        else:
            draw.polygon(points, tone)
        if chance(rng, 0.4):
            for _ in range(rng.randint(5, 60)):
                x = rng.randrange(w)
                y, tall = float(line[x]), h * rng.uniform(0.02, 0.12) * share
                draw.polygon([(x - tall / 4, y + 4), (x, y - tall), (x + tall / 4, y + 4)], tone)
    return image


def _portrait(rng: Random, have: Ingredients) -> Image.Image:
    """A painted figure without a background."""
    image = (_brushed if chance(rng, 0.6) else _smooth_areas)(rng, have)
    w, h = image.size
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    wave = (noise(rng, h, w, 4, 3) - 0.5) * rng.uniform(0.3, 1.1)
    figure = np.hypot(x * 1.3, np.minimum(y + 0.1, 0.35 * (y + 0.1))) + wave < 0.7
    if chance(rng, 0.4):
        shape = _clip(rng, have, 400, lines=False)
        if shape is not None:
            figure = np.asarray(shape.resize((w, h)))[..., 3] > 128
    mask = Image.fromarray((figure * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1))
    ground = (255, 255, 255) if chance(rng, 0.75) else colour(rng, (0, 0.5), (0.02, 0.9))
    return Image.composite(image, Image.new("RGB", image.size, ground), mask)


# Icon


def icon(rng: Random, have: Ingredients) -> Image.Image:
    """A small sign or an emoji, alone on an empty ground."""
    makers = (_theme_icon, _theme_icon, _theme_icon, _emoji, _emoji, _glyph, _glyph, _app_tile,
              _made_icon)  # fmt: skip
    image = rng.choice(makers)(rng, have)
    kind = rng.random()
    if kind < 0.55:
        ground: Colour = (255, 255, 255)
    elif kind < 0.75:
        ground = colour(rng, (0, 0.2), (0.0, 0.3))
    else:
        ground = colour(rng, (0, 0.8), (0.1, 1))
    return _over(image, ground, rng.choice((0, 0, 0.02, 0.1, 0.3)))


def _theme_icon(rng: Random, have: Ingredients) -> Image.Image:
    side = rng.choice((16, 22, 24, 32, 48, 64, 128, 256, 256, 512))
    image = open_rgba(pick(rng, have.icon_files), side)
    return image if image is not None else _made_icon(rng, have)


_EMOJI = [chr(c) for a, b in ((0x1F600, 0x1F64F), (0x1F300, 0x1F5FF), (0x1F680, 0x1F6C5),
                              (0x1F900, 0x1F9FF)) for c in range(a, b)]  # fmt: skip


def _emoji(rng: Random, have: Ingredients) -> Image.Image:
    """A colour emoji: the font holds pictures of 109 pixels."""
    face = font(rng, ("Noto Color Emoji",), 109)
    image = Image.new("RGBA", (136, 128), (0, 0, 0, 0))
    ImageDraw.Draw(image).text((0, 0), rng.choice(_EMOJI), font=face, embedded_color=True)
    if not image.getbbox():
        return _theme_icon(rng, have)
    side = rng.choice((32, 64, 128, 256, 512))
    return image.crop(image.getbbox()).resize((side, side), 1)


def _glyph(rng: Random, have: Ingredients) -> Image.Image:
    """A sign of an icon font, in one colour."""
    family = rng.choice(("Font Awesome 5 Free", "FontAwesome", "Material Design Icons", "Symbola"))
    face = font(rng, (family,), 200)
    start, end = {"Material Design Icons": (0xF101, 0xF8FF), "Symbola": (0x2600, 0x27BF)}.get(
        family, (0xF000, 0xF2E0)
    )
    image = Image.new("RGBA", (260, 260), (0, 0, 0, 0))
    fill = (0, 0, 0) if chance(rng, 0.4) else colour(rng, (0, 1), (0.1, 0.7))
    ImageDraw.Draw(image).text((20, 20), chr(rng.randint(start, end)), (*fill, 255), face)
    box = image.getbbox()
    if not box or box[2] - box[0] < 40:
        return _theme_icon(rng, have)
    return image.crop(box)


def _app_tile(rng: Random, have: Ingredients) -> Image.Image:
    """A rounded square with a sign in it."""
    side = rng.choice((64, 128, 256, 512))
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    radius = side * rng.choice((0, 0.15, 0.25, 0.5))
    draw.rounded_rectangle(
        (0, 0, side - 1, side - 1), radius, (*colour(rng, (0.2, 1), (0.2, 0.8)), 255)
    )
    if chance(rng, 0.3):
        face = font(rng, SANS + FAR, round(side * 0.6))
        draw.text((side / 2, side / 2), rng.choice("ABCDEFGHKMNPRSTWXZ?!#&"), "white", face, "mm")
        return image
    sign = rng.choice((_glyph, _made_icon))(rng, have).resize((side * 3 // 5, side * 3 // 5))
    image.alpha_composite(sign, (side // 5, side // 5))
    return image


def _made_icon(rng: Random, _have: Ingredients) -> Image.Image:
    """A few simple shapes."""
    image = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    outline = chance(rng, 0.4)
    for _ in range(rng.randint(1, 4)):
        a, b = sorted(rng.sample(range(10, 246), 2))
        c, d = sorted(rng.sample(range(10, 246), 2))
        fill = (*colour(rng, (0, 1), (0.1, 0.8)), 255)
        width = rng.randint(8, 20)
        shape = rng.randrange(4)
        how = {"outline": fill, "width": width} if outline else {"fill": fill}
        if shape == 0:
            draw.ellipse((a, c, b, d), **how)
        elif shape == 1:
            draw.rounded_rectangle((a, c, b, d), min(b - a, d - c) // 3, **how)
        elif shape == 2:
            draw.polygon([(a, d), ((a + b) // 2, c), (b, d)], fill=fill)
        else:
            draw.line((a, c, b, d), fill, width)
    return image
