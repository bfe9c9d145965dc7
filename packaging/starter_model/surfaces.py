"""Texture, plain colour and pixel art."""

from __future__ import annotations

from random import Random

import numpy as np
from common import chance, colour, noise
from ingredients import Ingredients, open_rgba, pick, rasterise
from PIL import Image, ImageDraw, ImageFilter
from scipy import ndimage


def _size(rng: Random) -> tuple[int, int]:
    short = rng.choice((64, 128, 256, 256, 512, 768, 1024))
    ratio = rng.choice((1, 1, 1, 4 / 3, 3 / 2, 16 / 9))
    long = round(short * ratio)
    return (long, short) if chance(rng, 0.7) else (short, long)


# Texture


def texture(rng: Random, have: Ingredients) -> Image.Image:
    """A surface or a pattern that goes on the same everywhere."""
    makers = (_tiled_surface, _tiled_surface, _tiled_surface, _noisy, _noisy, _woven, _pattern,
              _pattern, _motif, _cells, _bricks, _photo_patch, _fabric, _fabric, _paper,
              _geometric, _geometric)  # fmt: skip
    image = rng.choice(makers)(rng, have)
    if chance(rng, 0.15):
        image = image.rotate(rng.uniform(-45, 45), 2, expand=False)
        w, h = image.size
        image = image.crop((w * 0.2, h * 0.2, w * 0.8, h * 0.8))
    return image.convert("RGB")


def _tile(piece: Image.Image, size: tuple[int, int]) -> Image.Image:
    out = Image.new("RGB", size)
    for y in range(0, size[1], piece.height):
        for x in range(0, size[0], piece.width):
            out.paste(piece, (x, y))
    return out


def _tiled_surface(rng: Random, have: Ingredients) -> Image.Image:
    piece = open_rgba(pick(rng, have.surfaces), 512)
    if piece is None or np.asarray(piece.convert("L")).std() < 4:
        return _noisy(rng, have)
    piece = piece.convert("RGB")
    if chance(rng, 0.5):
        return piece
    size = _size(rng)
    side = max(16, round(min(size) / rng.uniform(1, 6)))
    return _tile(piece.resize((side, round(side * piece.height / piece.width) or 1), 1), size)


def _photo_patch(rng: Random, have: Ingredients) -> Image.Image:
    """A tenth of a photograph, tiled by mirroring: seen close, most things are a texture."""
    photo = open_rgba(pick(rng, have.photos), 1200)
    if photo is None:
        return _noisy(rng, have)
    photo = photo.convert("RGB")
    side = max(32, min(photo.size) // rng.randint(6, 10))
    x, y = rng.randrange(photo.width - side), rng.randrange(photo.height - side)
    patch = photo.crop((x, y, x + side, y + side))
    if np.asarray(patch.convert("L")).std() < 18:
        return _noisy(rng, have)
    double = Image.new("RGB", (2 * side, 2 * side))
    for i, turned in enumerate((patch, patch.transpose(0), patch.transpose(1), patch.rotate(180))):
        double.paste(turned, (i % 2 * side, i // 2 * side))
    return _tile(double, (side * 4, side * 4))


def _colours(rng: Random, values: np.ndarray) -> Image.Image:
    """A map of 0 to 1 in a gradient of a few colours."""
    count = rng.randint(2, 5)
    hue = rng.random() if chance(rng, 0.7) else None
    stops = np.array([colour(rng, (0, 0.8), (0.05, 0.95), hue) for _ in range(count)], np.float32)
    at = np.clip(values, 0, 1) * (count - 1)
    low = np.minimum(at.astype(int), count - 2)
    share = (at - low)[..., None]
    return Image.fromarray((stops[low] * (1 - share) + stops[low + 1] * share).astype(np.uint8))


def _noisy(rng: Random, _have: Ingredients) -> Image.Image:
    w, h = _size(rng)
    base = noise(rng, h, w, rng.randint(3, 6), rng.choice((8, 12, 16, 24)))
    kind = rng.randrange(5)
    if kind == 0:  # wood: stretched
        base = np.asarray(Image.fromarray(base[:, : max(4, w // 12)]).resize((w, h), 3))
        base = (base * rng.randint(4, 14)) % 1
    elif kind == 1:  # marble
        base = 0.5 + 0.5 * np.sin(np.linspace(0, rng.uniform(20, 90), w) + 8 * base)
    elif kind == 2:  # veins
        base = np.abs(base * 2 - 1)
    elif kind == 3:  # sand
        base = base * 0.3 + 0.7 * np.random.default_rng(rng.getrandbits(32)).random((h, w))
    return _colours(rng, base.astype(np.float32))


def _woven(rng: Random, _have: Ingredients) -> Image.Image:
    w, h = _size(rng)
    period = rng.randint(4, max(5, min(w, h) // 8))
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    warp, weft = np.sin(x * 2 * np.pi / period), np.sin(y * 2 * np.pi / period)
    which = ((x // period + y // period) % 2).astype(bool)
    cloth = np.where(which, np.abs(warp), np.abs(weft))
    cloth = 0.7 * cloth + 0.3 * noise(rng, h, w, 4, 16)
    return _colours(rng, cloth)


def _pattern(rng: Random, _have: Ingredients) -> Image.Image:
    """Stripes, checks, dots, zigzags, waves."""
    w, h = _size(rng)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    angle = rng.choice((0, np.pi / 4, np.pi / 2, rng.uniform(0, np.pi)))
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    period = min(w, h) / rng.uniform(4, 24)
    a, b = u / period % 1, v / period % 1
    shapes = (
        a < rng.uniform(0.2, 0.7),
        (a < 0.5) ^ (b < 0.5),
        (a - 0.5) ** 2 + (b - 0.5) ** 2 < rng.uniform(0.03, 0.2),
        np.abs((v / period + 0.3 * np.abs(2 * a - 1)) % 1 - 0.5) < 0.2,
        np.sin(v / period * 6.28 + np.sin(u / period * 6.28)) > 0,
        (a < 0.1) | (b < 0.1),
        np.abs(a - 0.5) + np.abs(b - 0.5) < rng.uniform(0.2, 0.5),
        (a < 0.3).astype(int) + (b < 0.3),
    )
    chosen = rng.choice(shapes).astype(int)
    stops = np.array([colour(rng, (0, 0.9), (0.1, 0.95)) for _ in range(3)], np.uint8)
    image = Image.fromarray(stops[chosen])
    return image.filter(ImageFilter.GaussianBlur(0.7)) if chance(rng, 0.4) else image


def _motif(rng: Random, have: Ingredients) -> Image.Image:
    """A wallpaper of one small drawing again and again."""
    side = rng.randint(40, 110)
    piece = rasterise(pick(rng, rng.choice((have.clipart, have.icon_files))), side)
    if piece is None:
        return _pattern(rng, have)
    piece.thumbnail((side, side))
    size = (side * rng.randint(5, 9), side * rng.randint(5, 9))
    out = Image.new("RGB", size, colour(rng, (0, 0.6), (0.2, 1)))
    shift = side // 2 if chance(rng, 0.5) else 0
    step = round(side * rng.uniform(0.8, 1.4))
    for row, y in enumerate(range(0, size[1], step)):
        for x in range(-side, size[0], step):
            out.paste(piece, (x + shift * (row % 2), y), piece)
    return out


def _fabric(rng: Random, _have: Ingredients) -> Image.Image:
    """Tartan, denim, linen, knitting: threads of several colours."""
    w, h = _size(rng)
    numbers = np.random.default_rng(rng.getrandbits(32))
    y, x = np.mgrid[0:h, 0:w]
    stripes = []
    for side in (w, h):
        tones = [colour(rng, (0, 0.8), (0.1, 0.9)) for _ in range(rng.randint(1, 5))]
        row: list = []
        while len(row) < side:
            row += [rng.choice(tones)] * rng.randint(2, max(3, side // 10))
        stripes.append(np.array(row[:side], np.float32))
    step = rng.choice((1, 1, 2, 3))
    twill = ((x // step + y // step * rng.choice((1, 1, 2))) % 4 < 2)[..., None]
    cloth = np.where(twill, stripes[0][None], stripes[1][:, None])
    thread = numbers.normal(1, rng.uniform(0.02, 0.15), (h, w, 1))
    thread = thread * (0.85 + 0.3 * noise(rng, h, w, 4, 4)[..., None])
    return Image.fromarray(np.clip(cloth * thread, 0, 255).astype(np.uint8))


def _paper(rng: Random, _have: Ingredients) -> Image.Image:
    """Paper, plaster, leather, felt: one tone with a fine relief under a slanting light."""
    w, h = _size(rng)
    relief = noise(rng, h, w, 5, rng.choice((20, 40, 60)))
    relief = relief + 0.2 * np.random.default_rng(rng.getrandbits(32)).random((h, w))
    dy, dx = np.gradient(relief)
    light = np.clip(1 + (dx + dy) * rng.uniform(1, 6), 0.4, 1.6)[..., None]
    base = np.array(colour(rng, (0, 0.6), (0.15, 0.9)), np.float32)
    return Image.fromarray(np.clip(base * light, 0, 255).astype(np.uint8))


def _geometric(rng: Random, _have: Ingredients) -> Image.Image:
    """A wallpaper of rings, rosettes, stars and hatchings, mirrored in every cell."""
    side = rng.choice((24, 40, 64, 96, 128))
    cell = Image.new("RGB", (4 * side, 4 * side), colour(rng, (0, 0.7), (0.1, 0.95)))
    draw = ImageDraw.Draw(cell)
    inks = [colour(rng, (0, 0.9), (0.05, 0.95)) for _ in range(rng.randint(1, 4))]
    for _ in range(rng.randint(1, 6)):
        x, y = rng.choice((0, 2, 4)) * side, rng.choice((0, 2, 4)) * side
        r, fill = side * rng.uniform(0.4, 3), rng.choice(inks)
        kind = rng.randrange(5)
        if kind == 0:
            draw.ellipse(
                (x - r, y - r, x + r, y + r), None, fill, rng.randint(4, max(5, side // 4))
            )
        elif kind == 1:
            draw.ellipse((x - r, y - r, x + r, y + r), fill)
        elif kind == 2:
            points = rng.choice((3, 4, 6, 8))
            draw.regular_polygon((x, y, r), points, rng.choice((0, 45, 30)), fill)
        elif kind == 3:
            for i in range(0, 8 * side, max(6, side // 3)):
                draw.line((0, i, i, 0), fill, max(2, side // 16))
        else:
            draw.line((x, y, rng.choice((0, 4)) * side, rng.choice((0, 4)) * side), fill, side // 3)
    cell = cell.resize((side, side), Image.Resampling.BOX)
    double = Image.new("RGB", (2 * side, 2 * side))
    for i, turned in enumerate((cell, cell.transpose(0), cell.transpose(1), cell.rotate(180))):
        double.paste(turned, (i % 2 * side, i // 2 * side))
    repeat = rng.randint(3, 9) * 2 * side
    return _tile(double, (min(1200, repeat), min(1200, repeat)))


def _cells(rng: Random, _have: Ingredients) -> Image.Image:
    """Cells around random points: pebbles, scales, cracked ground."""
    from scipy.spatial import cKDTree

    w, h = _size(rng)
    count = rng.randint(60, 600)
    points = np.random.default_rng(rng.getrandbits(32)).random((count, 2)) * (w, h)
    y, x = np.mgrid[0:h, 0:w]
    distance, nearest = cKDTree(points).query(np.stack([x.ravel(), y.ravel()], 1), k=2)
    edge = ((distance[:, 1] - distance[:, 0]) / np.sqrt(w * h / count)).reshape(h, w)
    tone = (nearest[:, 0] * 0.61803 % 1).reshape(h, w)
    values = np.clip(edge * rng.uniform(1, 4), 0, 1) * (0.5 + 0.5 * tone)
    return _colours(rng, values)


def _bricks(rng: Random, _have: Ingredients) -> Image.Image:
    w, h = _size(rng)
    bh = max(6, h // rng.randint(4, 16))
    bw = round(bh * rng.uniform(1, 3.5))
    out = Image.new("RGB", (w, h), colour(rng, (0, 0.3), (0.2, 0.9)))
    draw = ImageDraw.Draw(out)
    hue = rng.random()
    gap = max(1, bh // rng.randint(6, 16))
    for row, y in enumerate(range(0, h, bh)):
        for x in range(-bw, w, bw):
            left = x + row % 2 * bw // 2
            fill = colour(rng, (0.2, 0.6), (0.35, 0.6), hue)
            draw.rectangle((left, y, left + bw - gap, y + bh - gap), fill)
    rough = noise(rng, h, w, 5, 24)[..., None] * 0.5 + 0.6
    return Image.fromarray(np.clip(np.asarray(out) * rough, 0, 255).astype(np.uint8))


# Plain colour


def plain(rng: Random, _have: Ingredients) -> Image.Image:
    """One colour, or a smooth gradient, and nothing else."""
    w, h = _size(rng)
    kind = rng.randrange(8)
    if kind < 2:
        return Image.new("RGB", (w, h), colour(rng))
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    angle = rng.choice((0, np.pi / 2, rng.uniform(0, 2 * np.pi)))
    ramp = x / w * np.cos(angle) + y / h * np.sin(angle)
    if kind == 5:
        ramp = np.hypot(x / w - rng.random(), y / h - rng.random())
    elif kind == 6:
        ramp = np.asarray(
            Image.fromarray(noise(rng, 32, 32, 1, rng.choice((1, 2)))).resize((w, h), 3)
        )
    elif kind == 7:
        ramp = np.arctan2(y / h - rng.random(), x / w - rng.random())
    ramp = (ramp - ramp.min()) / max(float(ramp.max() - ramp.min()), 1e-6)
    if chance(rng, 0.1):  # in bands
        steps = rng.randint(4, 24)
        ramp = np.floor(ramp * steps) / steps
    if chance(rng, 0.3):  # many colours, as of a colour bar
        stops = [colour(rng, (0.3, 1), (0.2, 0.9)) for _ in range(rng.randint(3, 8))]
        xs = np.linspace(0, 1, len(stops))
        bands = [np.interp(ramp, xs, [s[i] for s in stops]) for i in range(3)]
        image = Image.fromarray(np.stack(bands, -1).astype(np.uint8))
    else:
        image = _colours(rng, ramp)
    if chance(rng, 0.12):  # darker to the corners
        far = np.hypot(x / w - 0.5, y / h - 0.5)
        shade = 1 - rng.uniform(0.3, 1.1) * far**2
        pixels = np.asarray(image) * np.clip(shade, 0, 1)[..., None]
        image = Image.fromarray(pixels.astype(np.uint8))
    if chance(rng, 0.2):
        pixels = np.asarray(image, np.int16)
        grain = np.random.default_rng(rng.getrandbits(32)).integers(-3, 4, pixels.shape[:2])
        image = Image.fromarray(np.clip(pixels + grain[..., None], 0, 255).astype(np.uint8))
    return image


# Pixel art


def pixel_art(rng: Random, have: Ingredients) -> Image.Image:
    """Sprites, tiles and scenes placed pixel by pixel."""
    makers = (_sprite, _scene, _tile_scene, _from_art, _invader, _one_tile, _little_tile,
              _sheet, _unit, _game_piece, _game_piece, _game_piece, _game_sheet, _world_tile,
              _world_tile, _world_tile, _overworld, _isometric, _item, _item, _level)  # fmt: skip
    maker = rng.choice(makers)
    small = maker(rng, have)
    while np.asarray(small.convert("L")).std() < 4:  # nothing on it
        small = maker(rng, have)
    kind = rng.random()
    whole = maker in (_sheet, _unit, _game_sheet, _overworld, _level)
    if whole:
        kind = 1 if chance(rng, 0.75) else kind  # as it is in the game's folder
    if kind < 0.5:  # hard edges
        most = max(2, min(24, 900 // max(small.size)))
        factor = rng.randint(2, most)
        small = small.resize((small.width * factor, small.height * factor), 0)
        if max(small.size) > 1600:
            small.thumbnail((1600, 1600), 1)
    elif kind < 0.6:  # as a viewer blows it up
        factor = rng.uniform(1.5, 6) * (0.4 if whole else 1)
        small = small.convert("RGB").resize(
            (max(8, round(small.width * factor)), max(8, round(small.height * factor))),
            rng.choice((Image.Resampling.BILINEAR, Image.Resampling.BICUBIC)),
        )
        small.thumbnail((1600, 1600))
    return small.convert("RGB")


def _keyed(image: Image.Image) -> Image.Image:
    """Without the ground that old games part by a loud colour, where there is one."""
    pixels = np.array(image)
    corner = pixels[0, 0]
    if corner[3] > 0 and tuple(corner[:3]) in ((255, 0, 255), (0, 128, 0), (0, 0, 0), (0, 0, 80)):
        pixels[(pixels[..., :3] == corner[:3]).all(-1), 3] = 0
    return Image.fromarray(pixels)


def _game_rgba(rng: Random, have: Ingredients, largest: int) -> Image.Image:
    """Something of an old game's folder, no larger than ``largest``; a part of a sheet else."""
    for _ in range(40):
        image = open_rgba(pick(rng, have.game_art))
        if image is None or min(image.size) < 8:
            continue
        image = _keyed(image)
        if max(image.size) > largest:
            side = rng.choice((16, 32, 32, 48, 64))
            side = min(side, *image.size)
            x = rng.randrange(image.width // side) * side
            y = rng.randrange(image.height // side) * side
            image = image.crop((x, y, x + side, y + side))
        if not image.getbbox() or np.asarray(image)[..., 3].mean() < 20:
            continue
        if chance(rng, 0.3):
            image = image.crop(image.getbbox())
        if chance(rng, 0.4):
            image = image.transpose(0)
        if chance(rng, 0.5):  # in another palette
            bands = image.split()
            order = rng.choice(((0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)))
            image = Image.merge("RGBA", [*(bands[i] for i in order), bands[3]])
        return image
    return _sheet_tile(rng, have)


def _on(rng: Random, piece: Image.Image) -> Image.Image:
    ground = rng.choice(("white", "white", "white", "white", "black", colour(rng)))
    out = Image.new("RGBA", piece.size, ground)
    out.alpha_composite(piece)
    return out


def _game_piece(rng: Random, have: Ingredients) -> Image.Image:
    """A sprite of an old game, alone."""
    piece = _game_rgba(rng, have, 128) if chance(rng, 0.6) else _sheet_tile(rng, have)
    if chance(rng, 0.3):
        return _padded(rng, piece, rng.choice((16, 24, 32, 48, 64, 72)), rim=chance(rng, 0.2))
    return _on(rng, piece)


def _game_sheet(rng: Random, have: Ingredients) -> Image.Image:
    """A whole sheet of sprites or tiles, as it lies in the folder."""
    for _ in range(40):
        image = open_rgba(pick(rng, have.game_art if chance(rng, 0.5) else have.sprites))
        if image is None or max(image.size) < 160 or min(image.size) < 48:
            continue
        image = _keyed(image) if chance(rng, 0.6) else image
        w, h = min(image.width, rng.choice((256, 320, 512))), min(image.height, 512)
        x = rng.randrange((image.width - w) // 16 + 1) * 16
        y = rng.randrange((image.height - h) // 16 + 1) * 16
        return _on(rng, image.crop((x, y, x + w, y + h)))
    return _sheet(rng, have)


def _cobbles(rng: Random, side: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Which stone each pixel of a tile belongs to, and whether it is a joint; it tiles."""
    numbers = np.random.default_rng(rng.getrandbits(32))
    points = numbers.random((count, 2)) * side
    y, x = np.mgrid[0:side, 0:side]
    gap = np.abs(np.stack([x, y], -1)[..., None, :] - points)
    gap = np.minimum(gap, side - gap)
    far = np.hypot(gap[..., 0], gap[..., 1])
    order = np.sort(far, -1)
    return far.argmin(-1), order[..., 1] - order[..., 0] < 1.1


_EARTH = ((0.08, (0.3, 0.6), (0.25, 0.5)), (0.0, (0, 0.08), (0.35, 0.6)), (0.12, (0.3, 0.6), (0.55, 0.8)),
          (0.3, (0.3, 0.7), (0.25, 0.5)), (0.58, (0.4, 0.8), (0.35, 0.65)), (0.6, (0, 0.2), (0.75, 0.95)),
          (0.03, (0.4, 0.7), (0.3, 0.45)), (0.75, (0.2, 0.5), (0.2, 0.5)))  # fmt: skip
"""Soil, stone, sand, grass, water, snow, brick, dusk: hue, saturation, lightness."""


def _earth(rng: Random, count: int) -> np.ndarray:
    """Near shades of one ground, dark to light."""
    hue, saturation, light = rng.choice(_EARTH)
    base = np.array(colour(rng, saturation, light, hue), np.float32)
    spread = rng.uniform(0.08, 0.3)
    steps = np.linspace(1 - spread, 1 + spread, count)[:, None]
    return np.clip(base * steps, 0, 255).astype(np.uint8)


def _world_tile(rng: Random, _have: Ingredients) -> Image.Image:
    """One face of a block world: soil, ore, planks, logs, leaves, glass, cobbles, plants."""
    side = rng.choice((16, 16, 16, 16, 32))
    numbers = np.random.default_rng(rng.getrandbits(32))
    count = rng.randint(3, 6)
    shades = _earth(rng, count)
    y, x = np.mgrid[0:side, 0:side]
    rough = numbers.random((side, side))
    soft = noise(rng, side, side, 2, rng.choice((3, 4, 6)))
    kind = rng.randrange(12)
    value = rng.uniform(0.3, 1) * rough + 0.5 * soft
    holes = np.zeros((side, side), bool)
    if kind in (2, 3):  # planks, or a log's bark
        across = y if kind == 2 else x
        streak = np.repeat(numbers.random((side, 4)), side // 4, 1) + 0.25 * rough
        value = streak if kind == 2 else streak.T
        if kind == 2:
            value[across % (side // 4) == side // 4 - 1] = 0
            seam = (y // (side // 4)) * 5 % side
            value[x == seam] = 0
    elif kind == 4:  # a log's end
        ring = np.maximum(abs(x - side / 2 + 0.5), abs(y - side / 2 + 0.5))
        value = (ring % 2 < 1) * 0.5 + 0.3 * rough + 0.1
        value[ring > side / 2 - 1] = 0
    elif kind == 5:  # leaves
        holes = rough < rng.uniform(0.1, 0.4)
    elif kind == 6:  # glass, a grate, a frame
        edge = np.minimum(np.minimum(x, y), side - 1 - np.maximum(x, y))
        holes = (edge > 0) & (rough > 0.03)
        shine = (x + y == side * 2 // 3) | (x + y == side * 2 // 3 + 1)
        holes &= ~(shine & (x > 2) & (y > 2))
        if chance(rng, 0.5):
            holes &= (x % (side // 4) > 0) & (y % (side // 4) > 0)
    elif kind == 7:  # cobbles
        stone, joint = _cobbles(rng, side, rng.randint(7, 16))
        value = (stone * 0.618 % 1) * 0.7 + 0.3 * rough + 0.1
        value[joint] = 0
    elif kind == 8:  # bricks
        high, wide = side // 4, side // 2
        value = 0.4 + 0.5 * rough
        value[(y % high == high - 1) | ((x + y // high % 2 * (wide // 2)) % wide == 0)] = 0
    elif kind == 9:  # a bevelled block of metal or gem
        value = 0.5 + 0.15 * rough + 0.3 * (x + y < side * 0.8)
        value[(x == 0) | (y == 0)] = 1
        value[(x == side - 1) | (y == side - 1)] = 0
    pixels = shades[np.clip(value * count, 0, count - 1).astype(int)]
    if kind in (0, 1):  # ore in stone
        lumps = np.zeros((side, side), bool)
        for _ in range(rng.randint(4, 9)):
            a, b = rng.randrange(1, side - 3), rng.randrange(1, side - 3)
            lumps[b : b + rng.randint(1, 3), a : a + rng.randint(1, 3)] = True
        if kind == 0:
            gem = _shades(rng, 3)
            pixels[lumps] = gem[numbers.integers(0, 3, int(lumps.sum()))]
            below = np.roll(lumps, 1, 0) & ~lumps
            pixels[below] = (pixels[below] * 0.75).astype(np.uint8)
    elif kind == 10:  # grass on the side of soil
        depth = 2 + numbers.integers(0, max(2, side // 5), side)
        green = _earth(rng, count)
        over = y < depth[None]
        pixels[over] = green[numbers.integers(0, count, int(over.sum()))]
    elif kind == 11:  # stems and blossoms
        holes[:] = True
        for _ in range(rng.randint(1, 7)):
            a = rng.randrange(2, side - 2)
            for b in range(side - 1, rng.randrange(1, side - 4), -1):
                holes[b, a] = False
                a = min(side - 1, max(0, a + rng.choice((-1, 0, 0, 0, 1))))
            if chance(rng, 0.5):
                part = (abs(x - a) <= 1) & (abs(y - b) <= 1)
                holes[part] = False
                pixels[part] = colour(rng, (0.6, 1), (0.4, 0.8))
    pixels[holes] = 255 if chance(rng, 0.75) else 0
    return Image.fromarray(pixels)


_SHAPES = (
    "..XX...|..XX...|..XX...|..XX...|.XXXX..|..oo...|..oo...|..oo...",  # sword
    ".XXXXX.|XX.o.XX|X..o..X|...o...|...o...|...o...|...o...|...o...",  # pick
    "..XX..|.XXXX.|XXXXXX|XXXXXX|XXXXXX|.XXXX.|..XX..",  # gem
    "..oo..|..oo..|.X..X.|XXXXXX|XXXXXX|XXXXXX|XXXXXX|.XXXX.",  # flask
    ".XX.XX.|XXXXXXX|XXXXXXX|.XXXXX.|..XXX..|...X...",  # heart
    "..XXX..|.XXXXX.|XXoXoXX|XXXXXXX|.XXXXX.|.X.X.X.",  # skull
    "...oo..|..oo...|.XXXXX.|XXXXXXX|XXXXXXX|XXXXXXX|.XXXXX.|..X.X..",  # apple
    ".XXX.....|X...XXXXX|X...X.X.X|.XXX..X.X",  # key
    "..XXXX..|.XXXXXX.|XXXXXXXX|XXXXXXXX|..oooo..|..oooo..|..oooo..",  # mushroom
    "XXXXXXX|XoooooX|XXXoXXX|XXXoXXX|XoooooX|XXXXXXX",  # chest
    ".XX.XX.|XXXXXXX|X.XXX.X|..XXX..|..XXX..|..XXX..",  # shirt
    "..ooo..|..ooo..|.XXXXX.|X.XXX.X|X.XXX.X|..X.X..|..X.X..|.oo.oo.",  # man
)


def _item(rng: Random, _have: Ingredients) -> Image.Image:
    """A sword, a gem, a key, a flask: a thing that a hero carries, shaded and rimmed."""
    rows = rng.choice(_SHAPES).split("|")
    body = np.array([[".Xo".index(c) for c in row] for row in rows])
    scale = rng.choice((1, 2, 2, 3, 4))
    body = np.kron(body, np.ones((scale, scale), int))
    if scale > 1:  # rounded corners, ragged edges
        loose = noise(rng, *body.shape, 2, 6)
        solid = ndimage.gaussian_filter((body > 0).astype(float), scale * 0.45) + 0.15 * loose
        body = np.where(solid > 0.55, np.maximum(body, 1), 0)
    if chance(rng, 0.4):  # held aslant
        turned = Image.fromarray(body.astype(np.uint8)).rotate(
            rng.choice((45, -45)), 0, expand=True
        )
        body = np.asarray(turned)
    if chance(rng, 0.5):
        body = body[:, ::-1]
    body = np.pad(body, 1)
    h, w = body.shape
    count = rng.randint(3, 5)
    light = np.linspace(1, 0, w)[None] * 0.5 + np.linspace(1, 0, h)[:, None] * 0.5
    light = light + 0.25 * (noise(rng, h, w, 2, 4) - 0.5)
    step = np.clip(light * count, 0, count - 1).astype(int)
    first, second = _shades(rng, count), _shades(rng, count)
    pixels = np.where((body == 2)[..., None], second[step], first[step])
    out = np.dstack([pixels, (body > 0) * 255]).astype(np.uint8)
    side = max(h, w, rng.choice((16, 16, 24, 32)))
    return _padded(rng, Image.fromarray(out), side, rim=chance(rng, 0.6))


def _overworld(rng: Random, have: Ingredients) -> Image.Image:
    """A country seen from above, tile by tile: grass, water, sand, trees, paths."""
    cell = rng.choice((8, 16, 16, 32))
    columns, rows = rng.randint(8, 24), rng.randint(8, 18)
    ground = noise(rng, rows, columns, 3, 3)
    grounds = []
    for _ in range(rng.randint(2, 5)):
        tile = _world_tile(rng, have).resize((cell, cell), 0)
        grounds.append(tile)
    things = [_sheet_tile(rng, have).resize((cell, cell), 0) for _ in range(3)]
    things += [_game_rgba(rng, have, 48).resize((cell, cell), 0) for _ in range(2)]
    out = Image.new("RGBA", (columns * cell, rows * cell))
    for row in range(rows):
        for column in range(columns):
            at = int(np.clip(ground[row, column] * len(grounds), 0, len(grounds) - 1))
            out.paste(grounds[at], (column * cell, row * cell))
            if chance(rng, 0.12):
                out.alpha_composite(rng.choice(things), (column * cell, row * cell))
    return out


def _level(rng: Random, have: Ingredients) -> Image.Image:
    """A screen of a jumping game: a sky, ledges of blocks, heroes and foes, numbers above."""
    w, h = rng.choice(((160, 144), (256, 224), (256, 240), (320, 200), (320, 240)))
    cell = rng.choice((8, 16, 16))
    top, low = colour(rng, (0.2, 0.9), (0.05, 0.8)), colour(rng, (0.2, 0.9), (0.3, 0.9))
    bands = rng.choice((1, 4, 8))
    steps = (np.arange(h) * bands // h / max(1, bands - 1))[:, None, None] if bands > 1 else 0
    out = (np.array(top) * (1 - steps) + np.array(low) * steps) * np.ones((h, w, 1))
    image = Image.fromarray(out.astype(np.uint8)).convert("RGBA")
    blocks = [_world_tile(rng, have).resize((cell, cell), 0).convert("RGBA") for _ in range(3)]
    floor = h - cell * rng.randint(1, 4)
    level = 0
    for x in range(0, w, cell):
        if chance(rng, 0.15):
            level = rng.randint(0, 4)
        for y in range(floor - level * cell, h, cell):
            image.paste(blocks[0 if y == floor - level * cell else 1], (x, y))
    for _ in range(rng.randint(2, 9)):
        x, y = rng.randrange(0, w, cell), rng.randrange(cell * 2, max(cell * 3, floor), cell)
        for i in range(rng.randint(1, 7)):
            image.paste(blocks[2], (x + i * cell, y))
    for _ in range(rng.randint(2, 9)):
        piece = _game_rgba(rng, have, 48) if chance(rng, 0.7) else _sheet_tile(rng, have)
        x, y = rng.randrange(w - 8), rng.randrange(h // 4, h - 8)
        image.paste(piece, (x, y), piece)
    if chance(rng, 0.6):
        draw = ImageDraw.Draw(image)
        if chance(rng, 0.4):
            draw.rectangle((0, 0, w, 14), "black")
        draw.text((4, 2), f"{rng.choice(('SCORE', 'LIVES', 'LEVEL', '1UP'))} {rng.randrange(99999):05}",
                  "white")  # fmt: skip
    return image


def _isometric(rng: Random, have: Ingredients) -> Image.Image:
    """Ground seen aslant, in diamonds of 16 to 64 pixels, with blocks that stand on it."""
    half = rng.choice((8, 16, 16, 32))
    size = 1 if chance(rng, 0.4) else rng.randint(3, 8)
    high = rng.randint(0, half * 2)
    tiles = [np.asarray(_world_tile(rng, have).resize((32, 32), 0)) for _ in range(3)]
    w, h = 2 * half * size, half * size + high + half
    out = np.zeros((h, w, 4), np.uint8)
    ys, xs = np.mgrid[0 : half + high, 0 : 2 * half]
    for row in range(size):
        for column in range(size):
            up = high if size == 1 or chance(rng, 0.2) else rng.choice((0, 2))
            face = rng.choice(tiles)
            cx, cy = (column - row + size - 1) * half, (column + row) * half // 2 + high - up
            u = (xs / 2 + ys) / half - 0.5  # along the two edges of the diamond
            v = (ys - xs / 2) / half + 0.5
            roof = (u >= 0) & (u < 1) & (v >= 0) & (v < 1)
            lid = np.where(xs < half, half / 2 + xs / 2, half * 1.5 - xs / 2)
            wall = (ys >= lid) & (ys < lid + up) & ~roof
            part = out[cy : cy + half + high, cx : cx + 2 * half]
            roof, wall = roof[: part.shape[0]], wall[: part.shape[0]]
            a = np.clip(u * 32, 0, 31).astype(int)[: part.shape[0]]
            b = np.clip(v * 32, 0, 31).astype(int)[: part.shape[0]]
            part[roof, :3] = face[b, a][roof]
            side = face[(ys[: part.shape[0]] * 2) % 32, (xs[: part.shape[0]] * 2) % 32]
            dark = np.where(xs < half, 0.7, 0.5)[: part.shape[0], :, None]
            part[wall, :3] = (side * dark).astype(np.uint8)[wall]
            part[roof | wall, 3] = 255
    image = Image.fromarray(out)
    if size > 1:
        for _ in range(rng.randint(0, 4)):
            piece = _sheet_tile(rng, have)
            image.paste(piece, (rng.randrange(w), rng.randrange(h)), piece)
    return _on(rng, image)


def _sheet_tile(rng: Random, have: Ingredients) -> Image.Image:
    for _ in range(30):
        sheet = open_rgba(pick(rng, have.sprites))
        if sheet is None or min(sheet.size) < 32:
            continue
        x = rng.randrange(sheet.width // 32) * 32
        y = rng.randrange(sheet.height // 32) * 32
        tile = sheet.crop((x, y, x + 32, y + 32))
        if np.asarray(tile)[..., 3].mean() > 40:
            return tile
    return Image.new("RGBA", (32, 32), colour(rng))


def _one_tile(rng: Random, have: Ingredients) -> Image.Image:
    ground = Image.new("RGBA", (32, 32), (255, 255, 255, 255) if chance(rng, 0.7) else colour(rng))
    ground.alpha_composite(_sheet_tile(rng, have))
    return ground


def _tile_scene(rng: Random, have: Ingredients) -> Image.Image:
    columns, rows = rng.randint(3, 16), rng.randint(3, 12)
    floor = [_sheet_tile(rng, have) for _ in range(rng.randint(1, 3))]
    things = [_sheet_tile(rng, have) for _ in range(rng.randint(2, 8))]
    out = Image.new("RGBA", (columns * 32, rows * 32), colour(rng))
    for y in range(rows):
        for x in range(columns):
            out.alpha_composite(rng.choice(floor), (x * 32, y * 32))
            if chance(rng, 0.25):
                out.alpha_composite(rng.choice(things), (x * 32, y * 32))
    return out


def _palette(rng: Random, count: int) -> np.ndarray:
    return np.array([colour(rng, (0.2, 1), (0.05, 0.9)) for _ in range(count)], np.uint8)


def _sprite(rng: Random, _have: Ingredients) -> Image.Image:
    """A symmetric creature with an outline."""
    side = rng.choice((8, 12, 16, 16, 24, 32))
    half = noise(rng, side, side // 2, 3, 3)
    edge = np.linspace(0, 1, side // 2) * 0.6 + 0.1
    body = half * (0.4 + edge) + 0.3 * np.sin(np.linspace(0, np.pi, side))[:, None] > 0.55
    body = np.concatenate([body, body[:, ::-1]], 1)
    palette = _palette(rng, 4)
    tone = noise(rng, side, side // 2, 2, 4)
    tone = (np.concatenate([tone, tone[:, ::-1]], 1) * 3).astype(int)
    ground = np.array((255, 255, 255) if chance(rng, 0.5) else colour(rng), np.uint8)
    out = np.where(body[..., None], palette[tone], ground)
    grown = np.zeros_like(body)
    for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        grown |= np.roll(body, (dy, dx), (0, 1))
    out[grown & ~body] = (0, 0, 0)
    return Image.fromarray(out.astype(np.uint8))


def _invader(rng: Random, have: Ingredients) -> Image.Image:
    """Several sprites in rows, as on a sheet or in a shooter."""
    first = _sprite(rng, have)
    out = Image.new("RGB", (first.width * rng.randint(3, 7), first.height * rng.randint(2, 5)),
                    first.getpixel((0, 0)))  # fmt: skip
    for y in range(0, out.height, first.height):
        piece = first if chance(rng, 0.4) else _sprite(rng, have).resize(first.size, 0)
        for x in range(0, out.width, first.width):
            out.paste(piece, (x, y))
    return out


def _scene(rng: Random, have: Ingredients) -> Image.Image:
    """A platform game: sky, hills, blocks, some sprites, a line of numbers."""
    w, h = rng.choice(((160, 144), (256, 224), (320, 200), (128, 96), (96, 64)))
    palette = _palette(rng, 8)
    out = np.tile(palette[0], (h, w, 1))
    for layer in range(rng.randint(1, 3)):
        hill = noise(rng, 2, w, 3, 3)[0] * h * 0.4 + h * (0.15 + 0.15 * layer)
        hill = (hill // 4 * 4).astype(int)
        out[np.arange(h)[:, None] >= hill[None]] = palette[1 + layer]
    cell = rng.choice((8, 16))
    brick = (
        palette[rng.randint(4, 7)]
        * (0.7 + 0.3 * (np.indices((cell, cell)).sum(0) % 4 > 0))[..., None]
    )
    for x in range(0, w, cell):
        for y in range(h - cell * rng.choice((1, 2, 2, 3)), h, cell):
            part = out[y : y + cell, x : x + cell]
            part[:] = brick[: part.shape[0], : part.shape[1]]
    for _ in range(rng.randint(2, 8)):
        x, y = rng.randrange(0, w, cell), rng.randrange(0, h, cell)
        part = out[y : y + cell, x : x + cell * 3]
        part[:] = np.tile(brick, (1, 3, 1))[: part.shape[0], : part.shape[1]]
    image = Image.fromarray(out.astype(np.uint8))
    for _ in range(rng.randint(1, 5)):
        tile = _sheet_tile(rng, have) if chance(rng, 0.5) else _sprite(rng, have).convert("RGBA")
        image.paste(tile, (rng.randrange(w), rng.randrange(h)), tile)
    if chance(rng, 0.5):
        ImageDraw.Draw(image).text((4, 2), f"SCORE {rng.randrange(99999):05}", (255, 255, 255))
    return image


def _from_art(rng: Random, have: Ingredients) -> Image.Image:
    """A drawing taken down to few pixels and few colours."""
    art = rasterise(pick(rng, have.clipart), 256)
    if art is None:
        return _sprite(rng, have)
    ground = Image.new("RGBA", art.size, (*colour(rng, (0, 1), (0.3, 1)), 255))
    ground.alpha_composite(art)
    side = rng.choice((16, 24, 32, 48, 64))
    ground.thumbnail((side, side), 1)
    return ground.convert("RGB").quantize(rng.choice((4, 8, 16, 32)), dither=0).convert("RGB")


def _little_tile(rng: Random, have: Ingredients) -> Image.Image:
    """A block, a plant or a thing of 16 or 32 pixels: what games of blocks are made of."""
    side = rng.choice((16, 16, 16, 16, 32))
    if chance(rng, 0.3):
        way = rng.choice((Image.Resampling.NEAREST, Image.Resampling.BOX))
        piece = _sheet_tile(rng, have).resize((side, side), way)
        out = Image.new("RGBA", (side, side), "white" if chance(rng, 0.8) else colour(rng))
        out.alpha_composite(piece)
        return out
    return rng.choice((_block, _block, _block, _thing, _thing))(rng, side)


def _shades(rng: Random, count: int) -> np.ndarray:
    """One colour from dark to light, a little turned on the way."""
    hue, saturation = rng.random(), rng.uniform(0, 0.7)
    low, high = rng.uniform(0.1, 0.5), rng.uniform(0.4, 0.9)
    turn = rng.uniform(-0.08, 0.08)
    return np.array([colour(rng, (saturation, saturation), (tone, tone), (hue + turn * i) % 1)
                     for i, tone in enumerate(np.linspace(min(low, high), max(low, high), count))], np.uint8)  # fmt: skip


def _block(rng: Random, side: int) -> Image.Image:
    """A square of ground or wall, full of pixels of a few near colours."""
    numbers = np.random.default_rng(rng.getrandbits(32))
    count = rng.randint(3, 6)
    rough = noise(rng, side, side, rng.randint(1, 3), rng.choice((3, 5, 8)))
    rough = 0.5 * rough + 0.5 * numbers.random((side, side)) * rng.uniform(0.2, 1)
    kind = rng.randrange(6)
    y, x = np.mgrid[0:side, 0:side]
    if kind == 1:  # planks
        step = rng.choice((4, 4, 8))
        a = y if chance(rng, 0.6) else x
        rough = np.asarray(Image.fromarray(rough[:, :4].astype(np.float32)).resize((side, side)))
        rough = np.where(a % step == step - 1, 0, 0.3 + 0.7 * rough)
    elif kind == 2:  # bricks
        high, wide = rng.choice((4, 8)), rng.choice((8, 16))
        joint = (y % high == high - 1) | ((x + y // high % 2 * (wide // 2)) % wide == wide - 1)
        rough = np.where(joint, rng.choice((0, 0.95)), 0.3 + 0.6 * rough)
    elif kind == 3:  # a frame
        edge = np.minimum(np.minimum(x, y), side - 1 - np.maximum(x, y))
        rough = np.where(edge < rng.choice((1, 2)), rough * 0.3, 0.35 + 0.65 * rough)
    pixels = _shades(rng, count)[np.clip(rough * count, 0, count - 1).astype(int)]
    if kind == 4:  # lumps of something else in it
        spots = noise(rng, side, side, 2, 5) > rng.uniform(0.6, 0.75)
        pixels[spots] = _shades(rng, count)[numbers.integers(0, count, int(spots.sum()))]
    if kind == 5:  # another ground over it: grass, snow
        depth = rng.randint(2, side // 2) + numbers.integers(-1, 2, side)
        top = y < depth[None]
        pixels[top] = _shades(rng, count)[numbers.integers(0, count, int(top.sum()))]
    if chance(rng, 0.2):  # leaves, a grate: holes
        pixels[numbers.random((side, side)) < rng.uniform(0.1, 0.35)] = 255
    return Image.fromarray(pixels)


def _thing(rng: Random, side: int) -> Image.Image:
    """A tool, a bottle, a plant, an ingot on an empty ground."""
    small = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(small)
    for _ in range(rng.randint(1, 4)):
        a, b = rng.randrange(1, side - 2), rng.randrange(1, side - 2)
        c, d = rng.randrange(1, side - 2), rng.randrange(1, side - 2)
        kind = rng.randrange(4)
        if kind == 0:
            draw.line((a, side - 2, c, d), 255, rng.randint(1, 2))
        elif kind == 1:
            draw.line((1, side - 2, side - 3, 2), 255, rng.randint(1, 3))
        elif kind == 2:
            draw.ellipse((min(a, c), min(b, d), max(a, c), max(b, d)), 255)
        else:
            draw.polygon([(a, b), (c, d), (a, d)], 255)
    body = np.asarray(small) > 0
    if chance(rng, 0.4):
        body = body | body[:, ::-1]
    count = rng.randint(3, 5)
    tone = noise(rng, side, side, 2, 4) * 0.6 + 0.4 * np.linspace(1, 0, side)[None]
    pixels = np.full((side, side, 3), 255 if chance(rng, 0.85) else 0, np.uint8)
    inside = _shades(rng, count)[np.clip(tone * count, 0, count - 1).astype(int)]
    if chance(rng, 0.5):
        part = noise(rng, side, side, 1, 2) > 0.5
        inside[part] = _shades(rng, count)[np.clip(tone * count, 0, count - 1).astype(int)][part]
    pixels[body] = inside[body]
    if chance(rng, 0.6):
        grown = np.zeros_like(body)
        for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            grown |= np.roll(body, (dy, dx), (0, 1))
        pixels[grown & ~body] = _shades(rng, 4)[0] // 2
    return Image.fromarray(pixels)


def _sheet(rng: Random, have: Ingredients) -> Image.Image:
    """All the tiles of a game in rows: hundreds of little pictures, one beside the other."""
    cell = rng.choice((16, 16, 24, 32, 32))
    columns, rows = rng.randint(6, 32), rng.randint(5, 32)
    ground = rng.choice(("white", "white", "black", "black", colour(rng)))
    out = Image.new("RGBA", (columns * cell, rows * cell), ground)
    pieces = [_sheet_tile(rng, have).resize((cell, cell), 0) for _ in range(rng.randint(12, 40))]
    pieces += [(_block if chance(rng, 0.4) else _thing)(rng, cell).convert("RGBA")
               for _ in range(rng.randint(0, 25))]  # fmt: skip
    same = chance(rng, 0.4)  # a row of steps of one movement
    full = rng.uniform(0.6, 1)
    for row in range(rows):
        first = rng.choice(pieces)
        for column in range(columns):
            if not chance(rng, full):
                continue
            piece = first if same and chance(rng, 0.7) else rng.choice(pieces)
            out.alpha_composite(piece, (column * cell, row * cell))
    return out


def _unit(rng: Random, have: Ingredients) -> Image.Image:
    """A figure of some 70 pixels on an empty ground, shaded pixel by pixel, with a dark rim."""
    side = rng.choice((48, 64, 72, 72, 96))
    count, art = rng.choice((8, 12, 16, 24)), None
    source = rng.random()
    if source < 0.65:
        art = rasterise(pick(rng, have.clipart), 160)
    elif source < 0.85:
        return _padded(rng, _sheet_tile(rng, have), side)
    if art is None:
        return _padded(rng, _sprite(rng, have).convert("RGBA"), side)
    high = round(side * rng.uniform(0.5, 0.95))
    art.thumbnail((high, high), Image.Resampling.BOX)
    pixels = np.asarray(art)
    body = pixels[..., 3] > 110
    flat = art.convert("RGB").quantize(count, dither=0).convert("RGB")
    grain = np.random.default_rng(rng.getrandbits(32)).integers(-1, 2, body.shape) * 12
    values = np.clip(np.asarray(flat, np.int16) + grain[..., None], 0, 255)
    out = np.dstack([values, body * 255]).astype(np.uint8)
    return _padded(rng, Image.fromarray(out), side, rim=True)


def _padded(rng: Random, piece: Image.Image, side: int, rim: bool = False) -> Image.Image:
    """In the middle of a square of ``side``, white mostly, with a dark rim or not."""
    side = max(side, *piece.size)
    out = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    out.alpha_composite(piece, ((side - piece.width) // 2, (side - piece.height) // 2))
    pixels = np.array(out)
    if rim:
        body = pixels[..., 3] > 0
        grown = np.zeros_like(body)
        for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            grown |= np.roll(body, (dy, dx), (0, 1))
        pixels[grown & ~body] = (*rng.choice(((0, 0, 0), (30, 20, 20), (40, 30, 60))), 255)
    ground = rng.choice(("white", "white", "white", "black", colour(rng)))
    whole = Image.new("RGBA", (side, side), ground)
    whole.alpha_composite(Image.fromarray(pixels))
    return whole
