"""Folders of classes for trainings: shapes on noise, which a network that knows things can tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

CLASSES = ("discs", "squares", "stripes")


def make_classes(
    folder: Path, each: int, classes: tuple[str, ...] = CLASSES, *, seed: int = 0, side: int = 96
) -> Path:
    """``each`` pictures of each class in ``folder``; the same ones for the same numbers."""
    chance = np.random.default_rng(seed)
    for name in classes:
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(each):
            picture(name, chance, side).save(folder / name / f"{number:03}.jpg")
    return folder


def picture(name: str, chance: np.random.Generator, side: int = 96) -> Image.Image:
    noise = chance.random((side, side, 3)) * 60 + chance.random(3) * 150
    image = Image.fromarray(noise.astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(int(chance.integers(3, 6))):
        colour = (int(chance.integers(0, 256)), int(chance.integers(0, 256)), 200)
        x, y, size = (int(value) for value in chance.integers(side // 8, side // 2, 3))
        if name == "stripes":
            for start in range(x % 9, side, 9):
                draw.line((0, start, side, start), fill=colour, width=3)
        elif name == "squares":
            draw.rectangle((x, y, x + size, y + size), fill=colour)
        else:
            draw.ellipse((x, y, x + size, y + size), fill=colour)
    return image
