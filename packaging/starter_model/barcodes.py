"""Bar codes and two-dimensional codes, bare, on labels and on things."""

from __future__ import annotations

import io
import string
from random import Random

import barcode
import qrcode
from barcode.writer import ImageWriter
from common import MONO, SANS, chance, colour, font, number, on_table, paper, title, words
from ingredients import Ingredients, open_rgba, pick
from PIL import Image, ImageDraw


def code(rng: Random, have: Ingredients) -> Image.Image:
    """A picture of one code, seldom of several."""
    image = _one(rng)
    if chance(rng, 0.25):
        image = _label(rng, image)
    elif chance(rng, 0.15):
        image = _several(rng, image)
    if chance(rng, 0.25):
        photo = open_rgba(pick(rng, rng.choice((have.surfaces, have.photos))), 500)
        if photo is not None:
            image = on_table(image, rng, photo)
    elif chance(rng, 0.2):
        image = image.rotate(rng.choice((90, 180, 270, rng.uniform(-12, 12))), 2, expand=True,
                             fillcolor=(255, 255, 255))  # fmt: skip
    return image.convert("RGB")


def _one(rng: Random) -> Image.Image:
    kind = rng.randrange(8)
    if kind < 3:
        image = _qr(rng)
    elif kind < 6:
        image = _bars(rng)
    elif kind == 6:
        image = _matrix(rng)
    else:
        image = _stacked(rng)
    if chance(rng, 0.25):
        dark, light = colour(rng, (0, 1), (0.05, 0.4)), colour(rng, (0, 0.7), (0.75, 1))
        mask = image.convert("L")
        image = Image.composite(
            Image.new("RGB", image.size, light), Image.new("RGB", image.size, dark), mask
        )
    border = round(min(image.size) * rng.choice((0, 0, 0.05, 0.1, 0.3, 0.6)))
    fill = image.getpixel((0, 0)) if border and chance(rng, 0.5) else paper(rng)
    out = Image.new("RGB", (image.width + 2 * border, image.height + 2 * border), fill)
    out.paste(image, (border, border))
    return out


def _qr(rng: Random) -> Image.Image:
    made = qrcode.QRCode(
        version=None, box_size=rng.randint(3, 12), border=rng.randint(0, 5),
        error_correction=rng.choice((0, 1, 2, 3)),
    )  # fmt: skip
    made.add_data("".join(rng.choices(string.printable[:90], k=rng.choice((8, 20, 60, 150, 400)))))
    image = made.make_image().convert("RGB")
    if chance(rng, 0.1):  # a logo in the middle
        side = image.width // 5
        at = (image.width - side) // 2
        ImageDraw.Draw(image).rectangle((at, at, at + side, at + side), colour(rng))
    return image


_LINEAR = ("code128", "code39", "ean13", "ean8", "upca", "isbn13", "itf", "gs1_128", "nw-7")


def _bars(rng: Random) -> Image.Image:
    name = rng.choice(_LINEAR)
    digits = "".join(rng.choices(string.digits, k=12))
    text = {"ean13": digits, "ean8": digits[:7], "upca": digits[:11], "isbn13": "978" + digits[:9],
            "itf": digits[: rng.choice((6, 10, 12))], "nw-7": f"A{digits}B"}.get(name)  # fmt: skip
    if text is None:
        text = "".join(rng.choices(string.ascii_uppercase + string.digits, k=rng.randint(4, 18)))
    options = {
        "module_width": rng.uniform(0.2, 0.5),
        "module_height": rng.uniform(4, 25),
        "font_size": rng.randint(5, 12),
        "text_distance": rng.uniform(2, 5),
        "write_text": chance(rng, 0.7),
        "quiet_zone": rng.uniform(1, 8),
        "dpi": rng.choice((150, 200, 300)),
    }
    stream = io.BytesIO()
    barcode.get(name, text, writer=ImageWriter()).write(stream, options)
    return Image.open(stream).convert("RGB")


def _matrix(rng: Random) -> Image.Image:
    """The look of Data Matrix and Aztec: a finder and random modules."""
    count = rng.choice((10, 12, 16, 20, 24, 32, 44))
    cell = rng.randint(4, 14)
    image = Image.new("1", (count + 2, count + 2), 1)
    draw = ImageDraw.Draw(image)
    for y in range(count):
        for x in range(count):
            if chance(rng, 0.5):
                draw.point((x + 1, y + 1), 0)
    if chance(rng, 0.5):
        draw.line((1, 1, 1, count), 0)
        draw.line((1, count, count, count), 0)
        draw.point([(x, 1) for x in range(2, count + 1, 2)], 1)
        draw.point([(count, y) for y in range(1, count + 1, 2)], 1)
    else:
        middle = count // 2
        for ring in range(5, -1, -1):
            box = (middle - ring, middle - ring, middle + ring, middle + ring)
            draw.rectangle(box, ring % 2)
    return image.resize((image.width * cell, image.height * cell), 0).convert("RGB")


def _stacked(rng: Random) -> Image.Image:
    """The look of PDF417, and of postal codes: rows of bars, or bars of several heights."""
    if chance(rng, 0.4):
        count, step, high = rng.randint(30, 70), rng.randint(3, 6), rng.randint(24, 60)
        image = Image.new("RGB", (count * step + 2 * step, high + 10), "white")
        draw = ImageDraw.Draw(image)
        for i in range(count):
            up, down = rng.choice(((0, 1), (0, 0.66), (0.33, 1), (0.33, 0.66)))
            x = (i + 1) * step
            draw.rectangle((x, 5 + up * high, x + step // 2, 5 + down * high), "black")
        return image
    modules, rows = rng.randint(60, 160), rng.randint(4, 30)
    cell, high = rng.randint(1, 4), rng.randint(3, 12)
    image = Image.new("1", (modules, rows), 1)
    draw = ImageDraw.Draw(image)
    for y in range(rows):
        x = 0
        while x < modules:
            run = rng.randint(1, 4)
            draw.line((x, y, x + run - 1, y), 0)
            x += run + rng.randint(1, 4)
    for x in (*range(6), *range(modules - 6, modules)):
        draw.line((x, 0, x, rows), x % 2)
    return image.resize((modules * cell, rows * high), 0).convert("RGB")


def _label(rng: Random, image: Image.Image) -> Image.Image:
    """A parcel's or a product's label around the code."""
    pad = round(image.width * rng.uniform(0.05, 0.25))
    high = round(image.height * rng.uniform(0.2, 0.6))
    out = Image.new("RGB", (image.width + 2 * pad, image.height + pad + 2 * high), paper(rng))
    draw = ImageDraw.Draw(out)
    out.paste(image, (pad, high))
    size = max(10, high // rng.randint(2, 4))
    face = font(rng, rng.choice((SANS, MONO)), size)
    for line in range(2):
        draw.text(
            (pad, pad // 4 + line * size * 1.2), rng.choice((title, words))(rng, 4), "black", face
        )
    draw.text((pad, image.height + high + 4), f"{title(rng)} {number(rng)}", "black", face)
    if chance(rng, 0.5):
        draw.rectangle((2, 2, out.width - 3, out.height - 3), outline="black", width=2)
    return out


def _several(rng: Random, image: Image.Image) -> Image.Image:
    out = Image.new("RGB", (image.width * 2, image.height * 2), "white")
    for i in range(4):
        other = image if chance(rng, 0.3) else _one(rng)
        other.thumbnail(image.size)
        out.paste(other, (i % 2 * image.width, i // 2 * image.height))
    return out
