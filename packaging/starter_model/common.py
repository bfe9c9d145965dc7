"""What all renderers share: colours, fonts, words, and how a picture wears out."""

from __future__ import annotations

import colorsys
import io
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageFont

SANS = ("DejaVu Sans", "Liberation Sans", "Noto Sans", "Lato", "Roboto", "Open Sans", "Cantarell",
        "FreeSans", "Carlito", "Comfortaa", "DejaVu Sans Condensed",
        "Liberation Sans Narrow")  # fmt: skip
SERIF = ("DejaVu Serif", "Liberation Serif", "Noto Serif", "EB Garamond", "Linux Libertine O",
         "FreeSerif", "Latin Modern Roman", "Roboto Slab")  # fmt: skip
MONO = ("DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono", "Inconsolata", "Fira Code",
        "Hack", "JetBrains Mono", "FreeMono", "Latin Modern Mono")  # fmt: skip
HAND = ("Breip", "FemkeKlaver", "Kristi", "Isabella", "Dancing Script", "Humor Sans",
        "Because We Learn", "Because We Create", "Because We Connect", "Klee One", "TomsonTalks", "Leckerli One")  # fmt: skip
FAR = ("WenQuanYi Zen Hei", "IPAGothic", "Noto Sans Arabic", "Noto Sans Devanagari",
       "Noto Sans Thai", "Noto Sans Hebrew")  # fmt: skip
EVALUATION_FONTS = (
    "dkg", "sjfonts", "SteveHand", "Delphine", "yusei", "ecolier", "Ecolier", "seto", "rufscript", "Rufscript",
    "Chilanka", "Kaushan", "Purisa", "Nanum", "UnPilgia", "UnPenheulim", "Aoyagi", "YOz", "Navilu",
    "kiloji", "Kiloji", "soseki", "Soseki", "Kouzan", "kouzan", "Joscelyn", "Gazis", "Havana", "Domestic", "Abogado",
    "Junkyard", "Quikhand", "aescrawl", "AEnigma", "handmeds", "fasthand", "freehand", "Fasthand", "Freehand", "ldco",
)  # fmt: skip
"""Fonts that the renderers must not touch: notes of the gathered parts are written in them."""

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Page:
    """A picture that the browser is to draw: HTML, and the window's size in CSS pixels."""

    html: str
    width: int
    height: int
    scale: float = 1.0


def chance(rng: Random, probability: float) -> bool:
    """True with ``probability``."""
    return rng.random() < probability


def colour(
    rng: Random,
    saturation: tuple[float, float] = (0, 1),
    lightness: tuple[float, float] = (0, 1),
    hue: float | None = None,
) -> Colour:
    """A random colour of that saturation and lightness."""
    h = rng.random() if hue is None else (hue + rng.gauss(0, 0.04)) % 1
    r, g, b = colorsys.hls_to_rgb(h, rng.uniform(*lightness), rng.uniform(*saturation))
    return round(r * 255), round(g * 255), round(b * 255)


def css(value: Colour) -> str:
    """The colour as in a style sheet."""
    return "#{:02x}{:02x}{:02x}".format(*value)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """``share`` of ``b``, the rest ``a``."""
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


def paper(rng: Random) -> Colour:
    """White, off-white, or old paper."""
    kind = rng.random()
    if kind < 0.55:
        return (255, 255, 255)
    if kind < 0.85:
        return colour(rng, (0, 0.3), (0.93, 0.99))
    return colour(rng, (0.1, 0.5), (0.75, 0.93), hue=0.11)


def ink(rng: Random) -> Colour:
    """Black or a dark colour."""
    return (0, 0, 0) if chance(rng, 0.5) else colour(rng, (0, 0.7), (0.05, 0.35))


@cache
def font_files() -> dict[str, list[str]]:
    """Family to files, of all that training may use."""
    lines = subprocess.run(
        ["fc-list", "--format", "%{family[0]}\t%{file}\n"],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    files: dict[str, list[str]] = {}
    for line in sorted(lines):
        family, _, file = line.partition("\t")
        if not any(word in file or word in family for word in EVALUATION_FONTS):
            files.setdefault(family, []).append(file)
    return files


def font(rng: Random, families: Sequence[str], size: int) -> ImageFont.FreeTypeFont:
    """A font of one of ``families``, for Pillow."""
    known = [name for name in families if name in font_files()] or ["DejaVu Sans"]
    file = rng.choice(font_files()[rng.choice(known)])
    return ImageFont.truetype(file, max(6, size))


@cache
def _vocabulary() -> list[str]:
    import pydoc_data.topics

    words = " ".join(pydoc_data.topics.topics.values()).replace("`", "").replace("*", "").split()
    return [word for word in words if word.isascii()]


_SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "jel",
    "kim",
    "lor",
    "mun",
    "na",
    "pe",
    "qui",
    "ras",
    "sit",
    "tur",
    "ve",
    "wo",
    "xan",
    "yu",
    "zel",
]


def words(rng: Random, count: int) -> str:
    """Running text of ``count`` words: English prose, or an invented language."""
    if chance(rng, 0.6):
        start = rng.randrange(len(_vocabulary()) - count)
        text = " ".join(_vocabulary()[start : start + count])
        return text[0].upper() + text[1:]
    made = ["".join(rng.choices(_SYLLABLES, k=rng.choice((1, 2, 2, 3)))) for _ in range(count)]
    for i in range(0, count, rng.randint(6, 15)):
        made[i] = made[i].capitalize()
        if i:
            made[i - 1] += "."
    return " ".join(made)


def title(rng: Random, most: int = 4) -> str:
    """A few words in capitals or title case."""
    text = words(rng, rng.randint(1, most)).strip(".,:;()\"'")
    return rng.choice((str.title, str.capitalize, str.upper, str))(text)


def number(rng: Random) -> str:
    """A number as tables and labels show them."""
    forms = (
        lambda: str(rng.randint(0, 99)),
        lambda: f"{rng.randint(100, 99999):,}",
        lambda: f"{rng.uniform(0, 1000):.2f}",
        lambda: f"{rng.uniform(-10, 10):.3f}",
        lambda: f"{rng.randint(0, 100)}%",
        lambda: f"${rng.uniform(1, 5000):,.2f}",
        lambda: f"{rng.randint(1990, 2030)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        lambda: f"{rng.randint(0, 23)}:{rng.randint(0, 59):02}",
    )
    return rng.choice(forms)()


@cache
def _code_files() -> list[Path]:
    import os
    import sysconfig

    roots = [Path(sysconfig.get_paths()[name]) for name in ("stdlib", "purelib")]
    endings = (".py", ".h", ".js", ".css", ".pyx", ".hpp", ".cmake", ".toml", ".ts", ".rst", ".xml")
    found = []
    for root in roots:
        for folder, _, names in os.walk(root):
            found += [Path(folder, n) for n in sorted(names)[:12] if n.endswith(endings)]
            if len(found) > 9000:
                break
    return sorted(found)


def source_text(rng: Random, lines: int) -> tuple[str, str]:
    """Some lines of program text that lie on this computer, and the file's name."""
    for _ in range(50):
        file = rng.choice(_code_files())
        if file.stat().st_size > 400_000:
            continue
        text = file.read_text(encoding="utf-8", errors="ignore").splitlines()
        if len(text) >= 8 and max(map(len, text)) < 400:
            start = rng.randrange(max(1, len(text) - lines))
            return "\n".join(text[start : start + lines]), file.name
    return "print('hello')\n" * lines, "hello.py"


def noise(rng: Random, height: int, width: int, octaves: int = 5, start: int = 2) -> np.ndarray:
    """Smooth noise of several octaves, 0 to 1, shape ``(height, width)``."""
    numbers = np.random.default_rng(rng.getrandbits(32))
    total = np.zeros((height, width), np.float32)
    persistence = rng.uniform(0.35, 0.7)
    for octave in range(octaves):
        cells = start * 2**octave + 1
        small = Image.fromarray(numbers.random((cells, cells), np.float32))
        total += persistence**octave * np.asarray(small.resize((width, height), 3))
    total -= total.min()
    return total / max(total.max(), 1e-6)


def to_jpeg(image: Image.Image, quality: int) -> Image.Image:
    """The picture after a JPEG of that quality."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return Image.open(stream).convert("RGB")


def adjust(image: Image.Image, rng: Random, strength: float) -> Image.Image:
    """Other brightness, contrast and saturation; now and then grey."""
    for enhancer in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        if chance(rng, 0.7):
            image = enhancer(image).enhance(max(0.1, rng.gauss(1, strength)))
    return image.convert("L").convert("RGB") if chance(rng, 0.06) else image


def worn(image: Image.Image, rng: Random) -> Image.Image:
    """What happens to any picture on its way: shrunk, blurred, noisy, compressed, cut."""
    image = image.convert("RGB")
    if chance(rng, 0.2) and min(image.size) > 300:
        share = rng.uniform(0.4, 0.9)
        size = (round(image.width * share), round(image.height * share))
        image = image.resize(size, rng.choice((0, 1, 2, 3)))
    if chance(rng, 0.08):
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.5)))
    if chance(rng, 0.06):
        image = grainy(image, rng, rng.uniform(2, 12))
    if chance(rng, 0.5):
        image = to_jpeg(image, rng.randint(25, 96))
    return image


def grainy(image: Image.Image, rng: Random, sigma: float) -> Image.Image:
    """The picture with noise of a sensor's kind."""
    numbers = np.random.default_rng(rng.getrandbits(32))
    pixels = np.asarray(image.convert("RGB"), np.float32)
    shape = (*pixels.shape[:2], 1 if chance(rng, 0.5) else 3)
    pixels = pixels + numbers.normal(0, sigma, shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def scanned(image: Image.Image, rng: Random) -> Image.Image:
    """A sheet as a scanner or a phone's camera gives it."""
    image = image.convert("RGB")
    if chance(rng, 0.4):
        image = image.convert("L").convert("RGB")
    if chance(rng, 0.7):
        fill = rng.choice((paper(rng), (255, 255, 255), (20, 20, 20), (120, 120, 120)))
        image = image.rotate(rng.gauss(0, 1.5), 3, fillcolor=fill)
    if chance(rng, 0.35):
        shade = noise(rng, image.height // 8 + 2, image.width // 8 + 2, 2)
        mask = Image.fromarray((255 * (0.6 + 0.4 * shade)).astype(np.uint8)).resize(image.size, 2)
        dark = ImageEnhance.Brightness(image).enhance(rng.uniform(0.4, 0.8))
        image = Image.composite(image, dark, mask)
    if chance(rng, 0.3):
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.6)))
    if chance(rng, 0.4):
        image = grainy(image, rng, rng.uniform(2, 14))
    if chance(rng, 0.15):
        level = rng.randint(110, 190)
        image = image.convert("L").point(lambda v: 255 if v > level else 0).convert("RGB")
    return image


def on_table(image: Image.Image, rng: Random, ground: Image.Image) -> Image.Image:
    """A sheet photographed lying on something, a little from the side."""
    width, height = image.size
    wide, high = round(width * 1.15), round(height * 1.15)
    ground = ground.convert("RGB").resize((wide, high))

    def near(x: float, y: float) -> tuple[float, float]:
        return x + rng.uniform(-0.07, 0.07) * width, y + rng.uniform(-0.07, 0.07) * height

    left, top = (wide - width) / 2, (high - height) / 2
    corners = [near(left, top), near(left + width, top), near(left + width, top + height),
               near(left, top + height)]  # fmt: skip
    flat = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    numbers = np.linalg.solve(np.array(rows), np.array(values))
    sheet = image.convert("RGBA").transform((wide, high), 2, tuple(numbers), 2)
    ground.paste(sheet, (0, 0), sheet)
    return ground
