"""Lay the pictures of a folder beside two other readers, and print what differs.

    uv run --group test --with pyvips --with pyvips-binary python -m tests.benchmarks.beside FOLDER

The others are libvips and ImageMagick (``magick`` or ``convert`` on the PATH). One that is not
there is left out. Every file counts whatever its name is. Pictures are compared upright, in sRGB,
over white, shrunk to 64 x 64. A reader may be wrong as well as this one: what differs is to be
looked at.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from igtagger.errors import UnreadableImage
from igtagger.pictures.decoding import open_upright

SIDE = 64
Seen = NDArray[np.int16]
Refused = str


def ours(file: Path) -> Seen | Refused:
    """As igtagger sees it, whole."""
    try:
        picture = open_upright(file)
    except UnreadableImage as error:
        return error.message.removeprefix(f"{file} ")
    small = picture.resize((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(small, np.int16)


def libvips() -> Callable[[Path], Seen | Refused]:
    """As libvips sees it."""
    import pyvips

    def read(file: Path) -> Seen | Refused:
        try:
            image = pyvips.Image.new_from_file(str(file), access="sequential").autorot()
            if image.get_typeof("icc-profile-data"):
                image = image.icc_transform("srgb")
            image = image.colourspace("srgb")
            if image.hasalpha():
                image = image.flatten(background=[255, 255, 255])
            image = image[:3] if image.bands > 3 else image
            small = image.thumbnail_image(SIDE, height=SIDE, size="force").cast("uchar")
            pixels = np.asarray(small.numpy(), np.int16).reshape(SIDE, SIDE, -1)
        except (pyvips.Error, ValueError) as error:
            return str(error).strip().splitlines()[0]
        return np.ascontiguousarray(np.broadcast_to(pixels[..., :3], (SIDE, SIDE, 3)))

    return read


def imagemagick(program: str) -> Callable[[Path], Seen | Refused]:
    """As ImageMagick sees it."""
    how = ["-auto-orient", "-background", "white", "-alpha", "remove", "-alpha", "off"]
    how += ["-colorspace", "sRGB", "-filter", "box", "-resize", f"{SIDE}x{SIDE}!", "-depth", "8"]

    def read(file: Path) -> Seen | Refused:
        command = [program, f"{file}[0]", *how, "rgb:-"]
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        except subprocess.TimeoutExpired:
            return "no answer within a minute"
        if len(done.stdout) < SIDE * SIDE * 3:
            said = done.stderr.decode(errors="replace").strip()
            return said.splitlines()[0] if said else "nothing"
        flat = np.frombuffer(done.stdout[: SIDE * SIDE * 3], np.uint8)
        return flat.reshape(SIDE, SIDE, 3).astype(np.int16)

    return read


def others() -> dict[str, Callable[[Path], Seen | Refused]]:
    """Those that are there."""
    found: dict[str, Callable[[Path], Seen | Refused]] = {}
    try:
        found["libvips"] = libvips()
    except (ImportError, OSError) as error:
        print(f"libvips is left out: {error}")
    program = shutil.which("magick") or shutil.which("convert")
    if program:
        found["ImageMagick"] = imagemagick(program)
    else:
        print("ImageMagick is left out: neither magick nor convert is on the PATH")
    return found


def distance(one: Seen, other: Seen) -> float:
    """Mean of absolute differences, in levels of 255."""
    return float(np.abs(one - other).mean())


def lines_of(
    file: Path, readers: dict[str, Callable[[Path], Seen | Refused]], tolerance: float
) -> tuple[str, list[str]]:
    """How it came out (a word to count), and what is to be printed."""
    mine = ours(file)
    seen = {name: read(file) for name, read in readers.items()}
    whole = {name: one for name, one in seen.items() if not isinstance(one, str)}
    if isinstance(mine, str):
        if not whole:
            return "refused by all", []
        return "refused here alone", [f"{mine} (read by {', '.join(whole)})"]
    if not whole:
        return "read here alone", []
    far = {name: distance(mine, one) for name, one in whole.items()}
    if all(each <= tolerance for each in far.values()):
        return "equal", []
    told = [f"{each:.1f} from {name}" for name, each in far.items()]
    if len(whole) == 2:
        told.append(f"{distance(*whole.values()):.1f} between those two")
    near = any(each <= tolerance for each in far.values())
    return "equal to one of them" if near else "differs", [", ".join(told)]


def files_in(folder: Path) -> Iterator[Path]:
    """All files below it, in order."""
    yield from sorted(file for file in folder.rglob("*") if file.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tolerance", type=float, default=4, help="mean levels of 255 (4)")
    options = parser.parse_args()
    readers = others()
    counts: Counter[str] = Counter()
    for file in files_in(options.folder):
        how, told = lines_of(file, readers, options.tolerance)
        counts[how] += 1
        for line in told:
            print(f"{how}: {file.relative_to(options.folder)}: {line}", flush=True)
    print(", ".join(f"{count} {how}" for how, count in counts.most_common()) or "no file")


if __name__ == "__main__":
    main()
