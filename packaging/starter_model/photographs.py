"""Photographs, cropped, turned, recoloured and worn; and pictures that fit no kind."""

from __future__ import annotations

from random import Random

import numpy as np
from common import adjust, chance, colour, noise
from ingredients import Ingredients, open_rgba, pick
from PIL import Image, ImageDraw, ImageFilter, ImageOps


def _crop(rng: Random, image: Image.Image, least: float) -> Image.Image:
    share = rng.uniform(least, 1)
    ratio = rng.choice((1, 4 / 3, 3 / 2, 16 / 9, 3 / 4, 2 / 3))
    w = min(image.width * share, image.height * share * ratio)
    h = w / ratio
    x, y = rng.uniform(0, image.width - w), rng.uniform(0, image.height - h)
    return image.crop((round(x), round(y), round(x + w), round(y + h)))


def _photo(rng: Random, have: Ingredients, side: int = 1400) -> Image.Image:
    while True:
        image = open_rgba(pick(rng, have.photos), side)
        if image is not None:
            break
    image.thumbnail((side, side))
    if image.getextrema()[3][0] < 128:  # a landscape without its sky, or a thing cut out
        ground = _sky(rng, image.size) if chance(rng, 0.7) else _blurred(rng, have, image.size)
        ground.paste(image, (0, 0), image)
        return ground
    return image.convert("RGB")


def _sky(rng: Random, size: tuple[int, int]) -> Image.Image:
    w, h = size
    kind = rng.random()
    top, low = (
        colour(rng, (0.2, 0.8), (0.3, 0.7), hue=0.58),
        colour(rng, (0.1, 0.5), (0.7, 0.95), hue=0.57),
    )
    if kind < 0.25:
        top, low = (
            colour(rng, (0.2, 0.6), (0.2, 0.5), hue=0.65),
            colour(rng, (0.4, 0.9), (0.5, 0.8), hue=0.07),
        )
    elif kind < 0.4:
        return Image.new("RGB", size, (255, 255, 255))
    ramp = np.linspace(0, 1, h)[:, None, None]
    sky = np.array(top) * (1 - ramp) + np.array(low) * ramp + np.zeros((h, w, 1))
    clouds = np.clip(noise(rng, h, w, 6, 3) * 2 - rng.uniform(0.6, 1.4), 0, 1)[..., None]
    return Image.fromarray((sky * (1 - clouds) + 245 * clouds).astype(np.uint8))


def _blurred(rng: Random, have: Ingredients, size: tuple[int, int]) -> Image.Image:
    other = open_rgba(pick(rng, have.photos), 300)
    if other is None:
        return _sky(rng, size)
    return other.convert("RGB").resize(size).filter(ImageFilter.GaussianBlur(rng.uniform(6, 20)))


def photograph(rng: Random, have: Ingredients) -> Image.Image:
    """A picture taken by a camera."""
    image = _crop(rng, _photo(rng, have), 0.4)
    while np.asarray(image.convert("L").resize((64, 64))).std() < 14:  # nothing but sky
        image = _crop(rng, _photo(rng, have), 0.4)
    if chance(rng, 0.5):
        image = ImageOps.mirror(image)
    image = adjust(image, rng, 0.25)
    if chance(rng, 0.25):
        red, green, blue = (rng.uniform(0.75, 1.2) for _ in range(3))
        image = image.convert("RGB", (red, 0, 0, 0, 0, green, 0, 0, 0, 0, blue, 0))
    if chance(rng, 0.2):
        h, s, v = image.convert("HSV").split()
        shift = rng.randint(-40, 40)
        image = Image.merge("HSV", (h.point(lambda p: (p + shift) % 256), s, v)).convert("RGB")
    if chance(rng, 0.15):
        image = image.rotate(rng.uniform(-12, 12), 2)
        image = image.crop(
            (image.width * 0.12, image.height * 0.12, image.width * 0.88, image.height * 0.88)
        )
    if chance(rng, 0.2):
        image = _vignette(rng, image)
    if chance(rng, 0.12):
        image = _joined(rng, have, image)
    if chance(rng, 0.08):
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(1, 4)))
    return image


def _vignette(rng: Random, image: Image.Image) -> Image.Image:
    y, x = np.mgrid[-1 : 1 : image.height * 1j, -1 : 1 : image.width * 1j]
    shade = 1 - rng.uniform(0.2, 0.7) * np.clip(np.hypot(x, y) - 0.3, 0, 1)
    return Image.fromarray((np.asarray(image) * shade[..., None]).astype(np.uint8))


def _joined(rng: Random, have: Ingredients, image: Image.Image) -> Image.Image:
    """Something of another photograph before this one, out of focus or not."""
    other = _crop(rng, _photo(rng, have, 700), 0.3).resize(image.size)
    w, h = image.size
    mask = Image.fromarray(
        ((noise(rng, h, w, 3, 2) > rng.uniform(0.5, 0.7)) * 255).astype(np.uint8)
    )
    return Image.composite(other, image, mask.filter(ImageFilter.GaussianBlur(rng.uniform(1, 12))))


def cut_out(rng: Random, have: Ingredients) -> Image.Image:
    """A photographed thing on a plain ground, as shops show it. Still a photograph."""
    photo = _crop(rng, _photo(rng, have, 700), 0.5)
    w, h = photo.size
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    edge = rng.uniform(0.6, 0.9) + (noise(rng, h, w, 3, 3) - 0.5) * 0.5
    mask = Image.fromarray(((np.hypot(x, y) < edge) * 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(1)
    )
    ground = (255, 255, 255) if chance(rng, 0.7) else colour(rng, (0, 0.3), (0.8, 1))
    return Image.composite(photo, Image.new("RGB", (w, h), ground), mask)


# Pictures that fit no kind


def odd(rng: Random, have: Ingredients) -> Image.Image:
    """Noise, pictures through pictures, torn or smeared ones: nothing that has a name here."""
    kind = rng.randrange(4)
    w, h = 400, 400
    if kind == 0:
        numbers = np.random.default_rng(rng.getrandbits(32))
        rough = numbers.integers(
            0, 256, (h // (k := rng.choice((1, 2, 8, 40))), w // k, 3), np.uint8
        )
        return Image.fromarray(rough).resize((w, h), rng.choice((0, 2)))
    if kind == 1:
        bands = [noise(rng, h, w, 4, rng.choice((2, 6))) for _ in range(3)]
        return Image.fromarray((np.stack(bands, -1) * 255).astype(np.uint8))
    image = _photo(rng, have, 600).resize((w, h))
    if kind == 2:  # heavily smeared
        return (
            image.resize((w, 3)).resize((w, h), 2)
            if chance(rng, 0.5)
            else image.filter(ImageFilter.GaussianBlur(50))
        )
    out = Image.new("RGB", (w, h), colour(rng))  # shreds
    draw = ImageDraw.Draw(out)
    for _ in range(60):
        x, y, side = rng.randrange(w), rng.randrange(h), rng.randint(15, 90)
        if chance(rng, 0.4):
            draw.rectangle((x, y, x + side, y + side // 2), colour(rng))
        else:
            piece = image.crop((x // 2, y // 2, x // 2 + side, y // 2 + side))
            out.paste(piece.rotate(rng.uniform(0, 360)), (rng.randrange(w), rng.randrange(h)))
    return out
