"""Maps: invented land drawn from above in the manners of atlases, street plans and charts."""

from __future__ import annotations

from random import Random

import numpy as np
from common import SANS, SERIF, Colour, chance, colour, font, mix, noise, number, title
from ingredients import Ingredients, pick, rasterise
from PIL import Image, ImageDraw, ImageFilter
from scipy import ndimage
from scipy.spatial import Voronoi, cKDTree


def draw_map(rng: Random, have: Ingredients) -> Image.Image:
    """Borders, coasts, roads or heights."""
    makers = (
        _political,
        _political,
        _political,
        _streets,
        _streets,
        _relief,
        _relief,
        _outline,
        _choropleth,
        _atlas,
        _atlas,
        _atlas,
        _outline,
        _weather,
        _satellite,
        _chart_of_the_sea,
        _old,
        _old,
        _pieces,
        _pieces,
    )
    return rng.choice(makers)(rng, have)


def _size(rng: Random) -> tuple[int, int]:
    return rng.choice(((600, 600), (700, 500), (500, 700), (900, 600), (800, 800), (400, 300)))


def _shape(rng: Random, have: Ingredients, side: int) -> Image.Image | None:
    """A real country or province, as one area."""
    for _ in range(5):
        piece = rasterise(pick(rng, have.provinces), side)
        if piece is not None and piece.height < 3 * side:
            return piece
    return None


def _real_land(rng: Random, have: Ingredients, w: int, h: int) -> np.ndarray | None:
    """Heights of one or more real countries, which lie in the sea."""
    mask = np.zeros((h, w), bool)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        piece = _shape(rng, have, round(min(w, h) * rng.uniform(0.5, 1.3)))
        if piece is None:
            continue
        canvas = Image.new("L", (w, h))
        x = round((w - piece.width) * rng.uniform(0.2, 0.8))
        y = round((h - piece.height) * rng.uniform(0.2, 0.8))
        canvas.paste(255, (x, y), piece.getchannel("A"))
        mask |= np.asarray(canvas) > 128
    if not 0.05 < mask.mean() < 0.97:
        return None
    rough = noise(rng, h, w, 6, 3)
    inside = np.minimum(ndimage.distance_transform_edt(mask) / (min(w, h) * 0.25), 1)
    outside = np.minimum(ndimage.distance_transform_edt(~mask) / (min(w, h) * 0.4), 1)
    return np.where(mask, (0.1 + inside) * rough + 1e-3, -outside * (0.3 + 0.5 * rough) - 1e-3)


def _land(rng: Random, w: int, h: int, have: Ingredients) -> np.ndarray:
    """Heights above the sea level, negative in the sea."""
    real = _real_land(rng, have, w, h) if chance(rng, 0.6) else None
    if real is not None:
        return real
    octaves, start = rng.randint(5, 8), rng.choice((1, 2, 3))
    heights = noise(rng, h, w, min(octaves, 7), start)
    if chance(rng, 0.5):  # an island
        y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
        heights = heights - 0.5 * np.hypot(x, y) ** 2 + 0.1
    return heights - np.quantile(heights, rng.uniform(0.1, 0.65))


def _provinces(rng: Random, w: int, h: int, count: int) -> np.ndarray:
    """Each pixel's country, with wavy borders."""
    numbers = np.random.default_rng(rng.getrandbits(32))
    points = numbers.random((count, 2)) * (w, h)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    strength = min(w, h) / rng.uniform(6, 20)
    x = x + (noise(rng, h, w, 6, 4) - 0.5) * strength * 2
    y = y + (noise(rng, h, w, 6, 4) - 0.5) * strength * 2
    return cKDTree(points).query(np.stack([x.ravel(), y.ravel()], 1))[1].reshape(h, w)


def _edges(values: np.ndarray, width: int) -> np.ndarray:
    edge = np.zeros(values.shape, bool)
    edge[:, 1:] |= values[:, 1:] != values[:, :-1]
    edge[1:] |= values[1:] != values[:-1]
    return ndimage.binary_dilation(edge, iterations=width - 1) if width > 1 else edge


def _sea_colour(rng: Random) -> Colour:
    if chance(rng, 0.25):
        return (255, 255, 255) if chance(rng, 0.6) else colour(rng, (0, 0.2), (0.7, 0.95))
    return colour(rng, (0.3, 0.9), (0.55, 0.92), hue=0.56)


def _names(rng: Random, draw: ImageDraw.ImageDraw, w: int, h: int, count: int) -> None:
    families = rng.choice((SANS, SERIF))
    for _ in range(count):
        face = font(rng, families, round(h * rng.choice((0.018, 0.022, 0.03, 0.05))))
        pen = rng.choice(((0, 0, 0), (0, 0, 0), (60, 60, 60), (30, 60, 140), (120, 40, 30)))
        text = title(rng, 1)
        if chance(rng, 0.2):
            text = " ".join(text.upper())
        x, y = rng.uniform(0, w * 0.9), rng.uniform(0, h * 0.95)
        if chance(rng, 0.5):
            draw.ellipse((x - 9, y + 4, x - 4, y + 9), pen)
        halo = {"stroke_width": 2, "stroke_fill": (255, 255, 255)} if chance(rng, 0.3) else {}
        draw.text((x, y), text, pen, face, **halo)


def _furniture(rng: Random, image: Image.Image) -> Image.Image:
    """A grid of degrees, a legend, a scale, a frame, each now and then."""
    draw = ImageDraw.Draw(image)
    w, h = image.size
    if chance(rng, 0.25):
        step, pen = w // rng.randint(4, 10), colour(rng, (0, 0.5), (0.4, 0.8))
        for x in range(step, w, step):
            draw.line((x, 0, x, h), pen)
        for y in range(step, h, step):
            draw.line((0, y, w, y), pen)
    if chance(rng, 0.2):
        face = font(rng, SANS, h // 40)
        x, y = w * 0.03, h * 0.7
        draw.rectangle((x, y, x + w * 0.22, h * 0.97), "white", "black")
        for i in range(5):
            at = y + 8 + i * h * 0.05
            draw.rectangle((x + 8, at, x + 24, at + 12), colour(rng))
            draw.text((x + 32, at), f"{title(rng, 1)} {number(rng)}"[:18], "black", face)
    if chance(rng, 0.2):
        for i in range(4):
            left = w * 0.6 + i * w * 0.06
            draw.rectangle(
                (left, h * 0.95, left + w * 0.06, h * 0.96), ("black", "white")[i % 2], "black"
            )
    if chance(rng, 0.2):
        draw.rectangle((0, 0, w - 1, h - 1), outline="black", width=rng.randint(2, 8))
    return image


def _rivers(rng: Random, draw: ImageDraw.ImageDraw, w: int, h: int, pen: Colour) -> None:
    for _ in range(rng.randint(0, 8)):
        x, y, angle = rng.uniform(0, w), rng.uniform(0, h), rng.uniform(0, 6.3)
        points = [(x, y)]
        for _ in range(rng.randint(20, 90)):
            angle += rng.gauss(0, 0.35)
            x, y = x + 6 * np.cos(angle), y + 6 * np.sin(angle)
            points.append((x, y))
        draw.line(points, pen, rng.choice((1, 1, 2, 3)))


def _political(rng: Random, have: Ingredients) -> Image.Image:
    w, h = _size(rng)
    land = _land(rng, w, h, have) > 0
    if chance(rng, 0.15):
        land[:] = True
    areas = _provinces(rng, w, h, rng.choice((4, 8, 15, 30, 60)))
    style = rng.random()
    count = int(areas.max()) + 1
    if style < 0.55:
        saturation = rng.choice(((0.2, 0.6), (0.5, 1)))
        fills = [colour(rng, saturation, (0.6, 0.9)) for _ in range(count)]
    elif style < 0.8:  # one country, its neighbours in grey or sand
        other = rng.choice(((220, 220, 220), (240, 235, 220), (200, 215, 190), (255, 255, 255)))
        fills = [other] * count
        for i in range(rng.randint(1, max(1, count // 3))):
            fills[i] = colour(rng, (0.3, 1), (0.4, 0.85))
    else:
        fills = [rng.choice(((255, 255, 255), (250, 245, 225), (225, 235, 205)))] * count
    pixels = np.array(fills, np.uint8)[areas]
    pixels[~land] = _sea_colour(rng)
    borders = _edges(areas, rng.choice((1, 1, 2, 3))) & land
    pixels[borders] = colour(rng, (0, 0.4), (0, 0.6))
    pixels[_edges(land, rng.choice((1, 1, 2)))] = colour(rng, (0, 0.8), (0, 0.5))
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    _rivers(rng, draw, w, h, (90, 140, 210))
    if chance(rng, 0.65):
        _names(rng, draw, w, h, rng.randint(3, 50))
    return _furniture(rng, image)


def _atlas(rng: Random, have: Ingredients) -> Image.Image:
    """Provinces of one country in few strong colours, or blank; mostly without any name."""
    w, h = _size(rng)
    land = _land(rng, w, h, have) > 0
    areas = _provinces(rng, w, h, rng.choice((5, 8, 12, 20, 35)))
    count = int(areas.max()) + 1
    own = np.ones(count, bool)
    if chance(rng, 0.6):  # the others are neighbours
        own = np.random.default_rng(rng.getrandbits(32)).random(count) < rng.uniform(0.3, 0.8)
    kind = rng.random()
    palette = [colour(rng, (0.5, 1), (0.3, 0.8)) for _ in range(rng.choice((3, 5, 8, count)))]
    if kind < 0.25:
        palette = [(255, 255, 255)]
    elif kind < 0.4:
        palette = [colour(rng, (0.1, 0.7), (0.6, 0.95))]
    other = rng.choice(
        (
            (200, 200, 200),
            (255, 255, 255),
            (245, 240, 200),
            (225, 225, 225),
            colour(rng, (0, 0.5), (0.6, 0.9)),
        )
    )
    fills = np.array([rng.choice(palette) if mine else other for mine in own], np.uint8)
    pixels = fills[areas]
    pixels[~land] = _sea_colour(rng) if chance(rng, 0.6) else (255, 255, 255)
    borders = _edges(areas, rng.choice((1, 1, 2, 3))) & land
    if chance(rng, 0.4):
        borders &= own[areas] | _edges(own[areas], 1)
    pen = (0, 0, 0) if chance(rng, 0.6) else colour(rng, (0, 0.5), (0.1, 0.6))
    pixels[borders] = pen
    if chance(rng, 0.85):
        pixels[_edges(land, rng.choice((1, 1, 2)))] = pen
    image = Image.fromarray(pixels)
    if chance(rng, 0.3):
        draw = ImageDraw.Draw(image)
        _rivers(rng, draw, w, h, (70, 120, 210))
        _names(rng, draw, w, h, rng.randint(2, 25))
    return _furniture(rng, image) if chance(rng, 0.4) else image


def _outline(rng: Random, have: Ingredients) -> Image.Image:
    """Coasts and borders as lines; one or two colours."""
    w, h = _size(rng)
    land = _land(rng, w, h, have) > 0
    areas = _provinces(rng, w, h, rng.choice((3, 10, 25, 50)))
    pixels = np.full((h, w, 3), 255, np.uint8)
    if chance(rng, 0.6):
        pixels[land] = colour(rng, (0, 0.5), (0.7, 0.97))
    if chance(rng, 0.4):
        pixels[~land] = colour(rng, (0, 0.5), (0.75, 0.97))
    pen = colour(rng, (0, 0.3), (0, 0.45))
    pixels[_edges(land, rng.choice((1, 2)))] = pen
    pixels[_edges(areas, 1) & land] = pen
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    if chance(rng, 0.5):
        _rivers(rng, draw, w, h, (80, 120, 200))
    if chance(rng, 0.5):
        _names(rng, draw, w, h, rng.randint(3, 30))
    return _furniture(rng, image)


def _choropleth(rng: Random, have: Ingredients) -> Image.Image:
    """Areas shaded by a number, with or without their coast."""
    w, h = _size(rng)
    land = _land(rng, w, h, have) > 0
    areas = _provinces(rng, w, h, rng.randint(20, 120))
    low, high = colour(rng, (0.2, 1), (0.85, 0.97)), colour(rng, (0.5, 1), (0.1, 0.4))
    fills = np.array([mix(low, high, rng.random()) for _ in range(int(areas.max()) + 1)], np.uint8)
    pixels = fills[areas]
    pixels[~land] = (255, 255, 255) if chance(rng, 0.7) else _sea_colour(rng)
    pixels[_edges(areas, 1) & land] = rng.choice(((255, 255, 255), (90, 90, 90), (0, 0, 0)))
    return _furniture(rng, Image.fromarray(pixels))


def _relief(rng: Random, have: Ingredients) -> Image.Image:
    """Heights in colours, with shade or contour lines."""
    w, h = _size(rng)
    heights = _land(rng, w, h, have)
    top = max(float(heights.max()), 1e-3)
    style = rng.random()
    if style < 0.5:
        stops = np.array(
            [(110, 170, 100), (200, 210, 130), (210, 170, 100), (150, 100, 70), (250, 250, 250)],
            np.float32,
        )
    elif style < 0.75:
        stops = np.array([colour(rng, (0.1, 0.5), (0.8, 0.95)) for _ in range(5)], np.float32)
    else:
        stops = np.array(
            [mix((245, 240, 225), (215, 225, 195), i / 4) for i in range(5)], np.float32
        )
    at = np.clip(heights / top, 0, 0.999) * 4
    low = at.astype(int)
    pixels = stops[low] + (stops[low + 1] - stops[low]) * (at - low)[..., None]
    if chance(rng, 0.6):
        dy, dx = np.gradient(heights)
        shade = np.clip(1 + (dx + dy) * rng.uniform(10, 40), 0.5, 1.3)
        pixels = pixels * shade[..., None]
    sea = np.array(_sea_colour(rng), np.float32)
    depth = np.clip(-heights / max(float(-heights.min()), 1e-3), 0, 1)[..., None]
    pixels = np.where((heights < 0)[..., None], sea * (1 - 0.3 * depth), pixels)
    pixels = np.clip(pixels, 0, 255).astype(np.uint8)
    if chance(rng, 0.5):
        bands = np.floor(np.clip(heights, 0, None) / top * rng.randint(5, 20))
        pixels[_edges(bands, 1)] = rng.choice(((150, 110, 70), (120, 120, 120)))
    pixels[_edges(heights > 0, 1)] = (40, 70, 130)
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    _rivers(rng, draw, w, h, (80, 130, 210))
    if chance(rng, 0.4):
        for _ in range(rng.randint(2, 6)):
            _rivers(rng, draw, w, h, rng.choice(((200, 60, 40), (230, 160, 40), (90, 90, 90))))
    if chance(rng, 0.7):
        _names(rng, draw, w, h, rng.randint(4, 40))
    return _furniture(rng, image)


def _streets(rng: Random, _have: Ingredients) -> Image.Image:
    """A plan of a town: blocks, streets of several ranks, water, parks, names."""
    w, h = _size(rng)
    w, h = 2 * w, 2 * h
    dark = chance(rng, 0.1)
    ground = (
        (38, 44, 54)
        if dark
        else rng.choice(((242, 239, 233), (250, 248, 240), (235, 235, 235), (255, 255, 255)))
    )
    image = Image.new("RGB", (w, h), ground)
    draw = ImageDraw.Draw(image)
    numbers = np.random.default_rng(rng.getrandbits(32))
    grid = chance(rng, 0.4)
    count = rng.choice((60, 140, 300))
    if grid:
        side = int(np.sqrt(count))
        base = (
            np.stack(np.meshgrid(np.arange(-2, side + 2), np.arange(-2, side + 2)), -1).reshape(
                -1, 2
            )
            / side
        )
        turn = rng.uniform(0, 1.5)
        base = (base - 0.5) @ np.array(
            [[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]
        ) * 1.6 + 0.5
        points = (base + numbers.normal(0, 0.006, base.shape)) * (w, h)
    else:
        points = (numbers.random((count, 2)) * 1.4 - 0.2) * (w, h)
    cells = Voronoi(points)
    park, water = (200, 225, 170), (170, 205, 225)
    build = mix(ground, (190, 175, 160), 0.5)
    if dark:
        park, water, build = (40, 70, 50), (30, 50, 90), (55, 62, 74)
    for region in cells.regions:
        if not region or -1 in region:
            continue
        corners = cells.vertices[region]
        kind = rng.random()
        fill = park if kind < 0.1 else water if kind < 0.13 else build if kind < 0.5 else None
        if fill:
            draw.polygon([tuple(p) for p in corners], fill)
    if chance(rng, 0.5):
        x, angle = rng.uniform(0.2, 0.8) * w, rng.gauss(1.57, 0.4)
        bend = noise(rng, 2, 60, 2, 2)[0] * h * 0.4
        river = [(x + np.cos(angle) * i / 40 * h + bend[i], i / 50 * h) for i in range(60)]
        draw.line(river, water, round(w * rng.uniform(0.02, 0.09)), joint="curve")
    small, casing = (
        (255, 255, 255) if not dark else (80, 88, 100),
        mix(ground, (120, 120, 120), 0.5),
    )
    width = max(2, round(min(w, h) / np.sqrt(count) * rng.uniform(0.08, 0.25)))
    lines = [cells.vertices[r] for r in cells.ridge_vertices if -1 not in r]
    for spread, fill in ((2, casing), (0, small)):
        for a, b in lines:
            draw.line((*a, *b), fill, width + spread)
    for _ in range(rng.randint(1, 6)):
        fill = rng.choice(((250, 210, 120), (240, 160, 110), (230, 110, 120), (255, 240, 150)))
        x, y, angle = rng.uniform(0, w), rng.uniform(0, h), rng.uniform(0, 6.3)
        path = [(x - 2000 * np.cos(angle), y - 2000 * np.sin(angle))]
        for _ in range(40):
            angle += rng.gauss(0, 0.06)
            path.append((path[-1][0] + 110 * np.cos(angle), path[-1][1] + 110 * np.sin(angle)))
        draw.line(path, casing, width * 2 + 4, joint="curve")
        draw.line(path, fill, width * 2, joint="curve")
    if chance(rng, 0.8):
        _names(rng, draw, w, h, rng.randint(6, 50))
    if chance(rng, 0.3):
        for _ in range(rng.randint(1, 12)):
            x, y, r = rng.uniform(0, w), rng.uniform(0, h), h / 50
            draw.ellipse((x - r, y - r, x + r, y + r), colour(rng, (0.6, 1), (0.4, 0.6)))
    image = image.resize((w // 2, h // 2), Image.Resampling.BOX)
    return image.filter(ImageFilter.SMOOTH) if chance(rng, 0.1) else _furniture(rng, image)


def _pieces(rng: Random, have: Ingredients) -> Image.Image:
    """Real provinces side by side, each in its colour, or one alone: a puzzle, a quiz."""
    w, h = _size(rng)
    out = Image.new("RGB", (w, h), _sea_colour(rng))
    count = rng.choice((1, 1, 2, 4, 8, 12))
    flat = colour(rng, (0.1, 0.9), (0.4, 0.9)) if chance(rng, 0.4) else None
    pen = rng.choice(((0, 0, 0), (255, 255, 255), (80, 80, 80)))
    width = rng.choice((1, 2, 3))
    for _ in range(count):
        piece = _shape(
            rng, have, round(min(w, h) * (0.85 if count == 1 else rng.uniform(0.25, 0.6)))
        )
        if piece is None:
            continue
        piece.thumbnail((round(w * 0.95), round(h * 0.95)))
        body = np.pad(np.asarray(piece)[..., 3] > 128, 4)
        fill = flat or colour(rng, (0.2, 1), (0.4, 0.9))
        rgba = np.zeros((*body.shape, 4), np.uint8)
        if count == 1 or chance(rng, 0.5):  # parted into smaller ones
            areas = _provinces(rng, body.shape[1], body.shape[0], rng.choice((3, 8, 20, 40)))
            fills = [
                fill if flat else colour(rng, (0.2, 1), (0.4, 0.9))
                for _ in range(int(areas.max()) + 1)
            ]
            rgba[..., :3] = np.array(fills, np.uint8)[areas]
            rgba[_edges(areas, width), :3] = pen
        else:
            rgba[..., :3] = fill
        rgba[..., 3] = body * 255
        rim = _edges(body, width + 1)
        rgba[rim] = (*pen, 255)
        part = Image.fromarray(rgba)
        x, y = (w - part.width) // 2, (h - part.height) // 2
        if count > 1:
            x += round(rng.gauss(0, w * 0.25))
            y += round(rng.gauss(0, h * 0.25))
        out.paste(part, (x, y), part)
    if chance(rng, 0.4):
        _names(rng, ImageDraw.Draw(out), w, h, rng.randint(1, 15))
    return _furniture(rng, out) if chance(rng, 0.3) else out


def _weather(rng: Random, have: Ingredients) -> Image.Image:
    """Isobars or temperatures over coasts; highs and lows, fronts, suns and clouds."""
    w, h = _size(rng)
    land = _land(rng, w, h, have) > 0
    field = noise(rng, h, w, 2, 2)
    if chance(rng, 0.5):  # in colours
        at = np.clip((field - field.min()) / max(float(np.ptp(field)), 1e-6), 0, 1)
        wheel = np.array([(90, 60, 200), (60, 140, 230), (90, 210, 190), (170, 220, 90), (250, 220, 80),
                          (245, 140, 50), (210, 50, 50)], np.float32)  # fmt: skip
        at = np.floor(at * 14) / 14 * 5.99 if chance(rng, 0.6) else at * 5.99
        low = at.astype(int)
        pixels = wheel[low] + (wheel[low + 1] - wheel[low]) * (at - low)[..., None]
    else:
        pixels = np.full((h, w, 3), 255, np.float32)
        pixels[land] = colour(rng, (0.1, 0.6), (0.6, 0.95), rng.choice((0.1, 0.3)))
        pixels[~land] = _sea_colour(rng)
    image = pixels.astype(np.uint8)
    lines = _edges(np.floor(field * rng.randint(12, 40)), rng.choice((1, 2)))
    image[lines] = rng.choice(((0, 0, 0), (90, 90, 90), (200, 60, 40), (255, 255, 255)))
    image[_edges(land, rng.choice((1, 2)))] = rng.choice(((0, 0, 0), (60, 60, 60)))
    out = Image.fromarray(image)
    draw = ImageDraw.Draw(out)
    for _ in range(rng.randint(0, 5)):  # fronts
        x, y, angle = rng.uniform(0, w), rng.uniform(0, h), rng.uniform(0, 6.3)
        pen, points = rng.choice(((220, 30, 30), (30, 60, 220))), []
        for i in range(30):
            angle += 0.06
            x, y = x + 9 * np.cos(angle), y + 9 * np.sin(angle)
            points.append((x, y))
            if i % 4 == 2:
                draw.pieslice(
                    (x - 7, y - 7, x + 7, y + 7), np.degrees(angle) - 180, np.degrees(angle), pen
                )
        draw.line(points, pen, 3)
    big = font(rng, SANS, h // 14)
    for _ in range(rng.randint(2, 18)):
        text = rng.choice(
            (
                "H",
                "L",
                "T",
                str(rng.randint(-15, 38)),
                f"{rng.randint(-9, 35)}°",
                str(rng.randint(980, 1040)),
            )
        )
        draw.text(
            (rng.uniform(0, w), rng.uniform(0, h)),
            text,
            rng.choice(("black", "blue", "red", "white")),
            big if len(text) < 3 else font(rng, SANS, h // 30),
        )
    return _furniture(rng, out)


def _satellite(rng: Random, have: Ingredients) -> Image.Image:
    """Land as seen from above, green and brown, with names and borders over it."""
    w, h = _size(rng)
    heights = _land(rng, w, h, have)
    dry = noise(rng, h, w, 5, 2)[..., None]
    grain = noise(rng, h, w, 6, 24)[..., None]
    green, brown = np.array((50, 80, 40)), np.array((165, 140, 100))
    pixels = green * (1 - dry) + brown * dry
    dy, dx = np.gradient(heights)
    pixels = pixels * (0.6 + 0.7 * grain) * np.clip(1 + (dx + dy) * 25, 0.5, 1.4)[..., None]
    depth = np.clip(-heights, 0, 1)[..., None]
    pixels = np.where((heights < 0)[..., None], np.array((25, 60, 95)) * (1.15 - depth), pixels)
    out = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(out)
    if chance(rng, 0.7):
        areas = _provinces(rng, w, h, rng.choice((3, 6, 12)))
        array = np.array(out)
        array[_edges(areas, rng.choice((1, 2))) & (heights > 0)] = rng.choice(
            ((255, 255, 255), (255, 230, 80))
        )
        out = Image.fromarray(array)
        draw = ImageDraw.Draw(out)
    for _ in range(rng.randint(0, 4)):
        _rivers(rng, draw, w, h, rng.choice(((250, 220, 120), (255, 255, 255), (60, 90, 130))))
    face = font(rng, SANS, max(10, h // 36))
    for _ in range(rng.randint(3, 30)):
        draw.text(
            (rng.uniform(0, w), rng.uniform(0, h)),
            title(rng, 1),
            "white",
            face,
            stroke_width=1,
            stroke_fill="black",
        )
    return _furniture(rng, out)


def _chart_of_the_sea(rng: Random, have: Ingredients) -> Image.Image:
    """Soundings in the sea, buff land, lines of depth, a rose."""
    w, h = _size(rng)
    heights = _land(rng, w, h, have)
    pixels = np.full((h, w, 3), 255, np.uint8)
    pixels[heights > -0.12] = (205, 228, 240)
    pixels[heights > -0.04] = (165, 208, 230)
    pixels[heights > 0] = rng.choice(((245, 225, 165), (240, 215, 150), (225, 215, 190)))
    pixels[_edges(np.floor(heights * rng.randint(10, 30)), 1) & (heights < 0)] = (120, 160, 190)
    pixels[_edges(heights > 0, 2)] = (60, 50, 40)
    out = Image.fromarray(pixels)
    draw = ImageDraw.Draw(out)
    face = font(rng, SANS + SERIF, max(8, h // 60))
    for _ in range(rng.randint(60, 260)):
        x, y = rng.randrange(w), rng.randrange(h)
        if heights[y, x] < 0:
            draw.text((x, y), str(max(1, round(-heights[y, x] * 150))), (50, 50, 60), face)
    x, y, r = rng.uniform(0.2, 0.8) * w, rng.uniform(0.2, 0.8) * h, min(w, h) * 0.12
    for radius in (r, r * 0.8):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(180, 60, 140))
    for i in range(32):
        a, long = i * np.pi / 16, r if i % 4 else r * 1.2
        draw.line(
            (
                x + r * 0.8 * np.cos(a),
                y + r * 0.8 * np.sin(a),
                x + long * np.cos(a),
                y + long * np.sin(a),
            ),
            (180, 60, 140),
        )
    _names(rng, draw, w, h, rng.randint(3, 20))
    return _furniture(rng, out)


def _old(rng: Random, have: Ingredients) -> Image.Image:
    """Ink on old paper, or of a land that never was: hills and woods as little signs."""
    w, h = _size(rng)
    heights = _land(rng, w, h, have)
    land = heights > 0
    sheet = np.array(colour(rng, (0.2, 0.6), (0.7, 0.9), 0.11), np.float32)
    pixels = np.ones((h, w, 3)) * sheet * (0.8 + 0.35 * noise(rng, h, w, 6, 3))[..., None]
    if chance(rng, 0.5):  # washed colours
        areas = _provinces(rng, w, h, rng.choice((4, 10, 20)))
        fills = np.array(
            [colour(rng, (0.2, 0.7), (0.5, 0.8)) for _ in range(int(areas.max()) + 1)], np.float32
        )
        wash = np.where(land[..., None], fills[areas], sheet)
        pixels = pixels * 0.6 + wash * 0.4
        pixels[_edges(areas, 1) & land] *= 0.5
    if chance(rng, 0.5):
        pixels[~land] = pixels[~land] * 0.7 + np.array((90, 130, 140)) * 0.3
    for i in range(rng.choice((0, 3, 5))):  # lines along the coast
        far = ndimage.distance_transform_edt(~land)
        pixels[(far > 4 + i * 5) & (far < 5.2 + i * 5)] *= 0.65
    pixels[_edges(land, 2)] = (60, 40, 25)
    out = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(out)
    pen = (70, 45, 30)
    signs = []
    for _ in range(rng.randint(2, 9)):
        cx, cy, kind = rng.uniform(0, w), rng.uniform(0, h), rng.choice("mmtt")
        signs += [
            (cy + rng.gauss(0, 25), cx + rng.gauss(0, 50), kind) for _ in range(rng.randint(4, 25))
        ]
    for y, x, kind in sorted(signs):
        if not (0 <= x < w and 0 <= y < h and land[int(y), int(x)]):
            continue
        r = min(w, h) * rng.uniform(0.012, 0.03)
        if kind == "m":
            draw.polygon([(x - r, y), (x, y - r * 1.5), (x + r, y)], (225, 205, 165), pen)
            draw.line((x, y - r * 1.5, x + r * 0.3, y), pen)
        else:
            draw.line((x, y, x, y - r * 0.5), pen, 2)
            draw.ellipse((x - r * 0.4, y - r * 1.3, x + r * 0.4, y - r * 0.4), (120, 140, 80), pen)
    _rivers(rng, draw, w, h, (70, 90, 110))
    face = font(rng, SERIF, h // rng.choice((24, 30, 40)))
    for _ in range(rng.randint(3, 22)):
        draw.text(
            (rng.uniform(0, w * 0.9), rng.uniform(0, h * 0.95)), title(rng, 1), (50, 30, 20), face
        )
    if chance(rng, 0.5):
        for i in range(2):
            draw.rectangle(
                (4 + 8 * i, 4 + 8 * i, w - 5 - 8 * i, h - 5 - 8 * i), outline=pen, width=2
            )
    return out
