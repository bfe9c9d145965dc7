"""Photographs, cropped, turned, recoloured and worn; and pictures that fit no kind."""

from __future__ import annotations

import io
from random import Random

import numpy as np
from common import MONO, SANS, SERIF, adjust, chance, colour, font, noise, title
from ingredients import Ingredients, open_rgba, pick
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps


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
    if chance(rng, 0.45):
        image = rng.choice((_close, _close, _grey, _grey, _sepia, _night, _flash, _wide, _wide,
                            _fisheye, _hdr, _poor, _poor, _printed, _framed, _framed, _small,
                            _small, _small, _shallow, _hazy))(rng, image)  # fmt: skip
    return image


def _close(rng: Random, image: Image.Image) -> Image.Image:
    """A tenth of it, blown up: a detail, soft at its edges."""
    detail = _crop(rng, image, 0.2)
    share = rng.uniform(0.3, 0.7)
    w, h = round(detail.width * share), round(detail.height * share)
    x, y = rng.randint(0, detail.width - w), rng.randint(0, detail.height - h)
    detail = detail.crop((x, y, x + w, y + h))
    if np.asarray(detail.convert("L")).std() < 14:
        return image
    factor = rng.uniform(500, 1000) / max(detail.size)
    return detail.resize((round(w * factor) or 1, round(h * factor) or 1), 3)


def _grey(rng: Random, image: Image.Image) -> Image.Image:
    """Black and white, with grain or not."""
    pixels = np.asarray(image.convert("L"), np.float32)
    pixels = (pixels - 128) * rng.uniform(0.8, 1.7) + 128 + rng.uniform(-20, 20)
    if chance(rng, 0.6):
        grain = np.random.default_rng(rng.getrandbits(32)).normal(
            0, rng.uniform(3, 18), pixels.shape
        )
        pixels = pixels + grain
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).convert("RGB")


def _sepia(rng: Random, image: Image.Image) -> Image.Image:
    """An old print: brown, pale, spotted, with a border now and then."""
    grey = ImageOps.autocontrast(_grey(rng, image).convert("L"))
    dark, light = (
        colour(rng, (0.2, 0.6), (0.05, 0.25), 0.07),
        colour(rng, (0.2, 0.6), (0.75, 0.95), 0.11),
    )
    out = ImageOps.colorize(grey, dark, light)
    if chance(rng, 0.5):
        h, w = out.height, out.width
        spots = noise(rng, h, w, 5, 3)[..., None]
        out = Image.fromarray(
            np.clip(np.asarray(out) * (0.75 + 0.45 * spots), 0, 255).astype(np.uint8)
        )
    return _framed(rng, out) if chance(rng, 0.5) else out


def _night(rng: Random, image: Image.Image) -> Image.Image:
    """Dark and noisy, with lights out of focus."""
    pixels = np.asarray(image, np.float32) / 255
    pixels = (
        pixels ** rng.uniform(1.3, 2.4) * np.array((0.8, 0.85, 1.1)) * rng.uniform(0.5, 1) * 255
    )
    numbers = np.random.default_rng(rng.getrandbits(32))
    pixels = pixels + numbers.normal(0, rng.uniform(2, 12), pixels.shape)
    out = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    if chance(rng, 0.5):
        lights = Image.new("RGB", out.size)
        draw = ImageDraw.Draw(lights)
        for _ in range(rng.randint(4, 40)):
            x, y = rng.uniform(0, out.width), rng.uniform(0, out.height)
            r = max(out.size) * rng.uniform(0.004, 0.04)
            draw.ellipse(
                (x - r, y - r, x + r, y + r),
                colour(rng, (0.5, 1), (0.3, 0.7), rng.choice((0.1, 0.1, 0.6, 0.0))),
            )
        lights = lights.filter(ImageFilter.GaussianBlur(rng.uniform(1, 6)))
        out = ImageChops.screen(out, lights)
    return out


def _flash(rng: Random, image: Image.Image) -> Image.Image:
    """Bright in the middle, dark all around, hard."""
    y, x = np.mgrid[-1 : 1 : image.height * 1j, -1 : 1 : image.width * 1j]
    shade = 1.5 - rng.uniform(0.7, 1.3) * np.hypot(x - rng.gauss(0, 0.2), y - rng.gauss(0, 0.2))
    lit = np.asarray(image, np.float32) * np.clip(shade, 0.1, 1.6)[..., None]
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))


def _wide(rng: Random, image: Image.Image) -> Image.Image:
    """A panorama: very wide, or very tall."""
    ratio = rng.uniform(2.2, 6)
    if chance(rng, 0.2):
        w = round(image.height / ratio)
        x = rng.randint(0, max(0, image.width - w))
        return image.crop((x, 0, min(image.width, x + w), image.height))
    h = max(24, round(image.width / ratio))
    y = rng.randint(0, max(0, image.height - h))
    return image.crop((0, y, image.width, min(image.height, y + h)))


def _fisheye(rng: Random, image: Image.Image) -> Image.Image:
    """Bulging, in a black circle or filling the picture; the other way round now and then."""
    side = 600
    pixels = np.asarray(image.resize((side, side)))
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    r = np.hypot(x, y)
    power = rng.uniform(0.5, 1.5)
    bent = r**power
    u = np.clip((x * bent + 1) / 2 * (side - 1), 0, side - 1).astype(int)
    v = np.clip((y * bent + 1) / 2 * (side - 1), 0, side - 1).astype(int)
    out = pixels[v, u]
    if chance(rng, 0.5):
        out[r > 1] = 0
    return Image.fromarray(out)


def _hdr(rng: Random, image: Image.Image) -> Image.Image:
    """Every shadow lifted, every edge haloed, loud colours."""
    image = ImageOps.autocontrast(image, cutoff=1)
    around = image.filter(ImageFilter.GaussianBlur(rng.uniform(8, 30)))
    a, b = np.asarray(image, np.float32), np.asarray(around, np.float32)
    out = np.clip(a + (a - b) * rng.uniform(0.5, 1.3), 0, 255).astype(np.uint8)
    return ImageEnhance.Color(Image.fromarray(out)).enhance(rng.uniform(1.2, 2.2))


def _poor(rng: Random, image: Image.Image) -> Image.Image:
    """From an old web page or telephone: few pixels and strong JPEG artefacts."""
    image = image.copy()
    image.thumbnail((side := rng.choice((120, 200, 320, 480)), side))
    for _ in range(rng.randint(1, 2)):
        kept = io.BytesIO()
        image.save(kept, "JPEG", quality=rng.randint(8, 40))
        image = Image.open(kept).convert("RGB")
    if chance(rng, 0.4):
        image = image.resize((image.width * 3, image.height * 3), rng.choice((0, 2, 3)))
    return image


def _printed(rng: Random, image: Image.Image) -> Image.Image:
    """Scanned from a newspaper or a book: a screen of dots on paper."""
    image = image.copy()
    image.thumbnail((700, 700))
    grey = np.asarray(ImageOps.autocontrast(image.convert("L")), np.float32) / 255
    h, w = grey.shape
    y, x = np.mgrid[0:h, 0:w]
    u, v = (x + y) / rng.uniform(1.6, 3), (x - y) / rng.uniform(1.6, 3)
    dots = (np.cos(u * 2.2) + np.cos(v * 2.2)) / 4 + 0.5
    share = np.clip((grey - dots * 0.8) * rng.uniform(2, 6) + 0.6, 0, 1)[..., None]
    light = np.array(colour(rng, (0, 0.3), (0.85, 0.98), 0.12))
    return Image.fromarray((light * share + 25 * (1 - share)).astype(np.uint8))


def _framed(rng: Random, image: Image.Image) -> Image.Image:
    """With a border, as a print or an instant picture; with a caption or a date."""
    edge = round(max(image.size) * rng.uniform(0.01, 0.08))
    ground = rng.choice(((255, 255, 255), (255, 255, 255), (0, 0, 0), (245, 240, 225)))
    foot = edge * 3 if chance(rng, 0.4) else edge
    out = Image.new("RGB", (image.width + 2 * edge, image.height + edge + foot), ground)
    out.paste(image, (edge, edge))
    draw = ImageDraw.Draw(out)
    size = max(10, round(max(image.size) * 0.03))
    if foot > edge and chance(rng, 0.7):
        pen = (255, 255, 255) if ground == (0, 0, 0) else (60, 60, 60)
        draw.text(
            (edge, image.height + edge * 1.5), title(rng, 4), pen, font(rng, SANS + SERIF, size)
        )
    elif chance(rng, 0.3):
        date = f"{rng.randint(1, 28):02}.{rng.randint(1, 12):02}.{rng.randint(1995, 2024)}"
        draw.text(
            (image.width * 0.7, image.height - edge), date, (255, 150, 40), font(rng, MONO, size)
        )
    return out


def _small(rng: Random, image: Image.Image) -> Image.Image:
    """A thumbnail."""
    image = image.copy()
    side = rng.choice((48, 64, 96, 128, 160, 200, 256))
    image.thumbnail((side, side))
    return image if min(image.size) > 23 else image.resize((64, 48))


def _shallow(rng: Random, image: Image.Image) -> Image.Image:
    """Sharp in one place, out of focus around."""
    y, x = np.mgrid[-1 : 1 : image.height * 1j, -1 : 1 : image.width * 1j]
    far = np.hypot((x - rng.gauss(0, 0.3)) * rng.uniform(0.3, 1.4), y - rng.gauss(0, 0.3))
    mask = Image.fromarray((np.clip(far * 2 - rng.uniform(0.4, 1), 0, 1) * 255).astype(np.uint8))
    soft = image.filter(ImageFilter.GaussianBlur(rng.uniform(4, 18)))
    return Image.composite(soft, image, mask)


def _hazy(rng: Random, image: Image.Image) -> Image.Image:
    """Fog, backlight, a faded print: little contrast."""
    return Image.blend(image, Image.new("RGB", image.size, colour(rng, (0, 0.4), (0.4, 0.95))),
                       rng.uniform(0.2, 0.6))  # fmt: skip


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
