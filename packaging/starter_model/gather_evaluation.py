"""Gather real pictures of each kind, to measure the model on; none comes from the renderers.

They lie in documentation, themes, games and wallpapers of Debian packages, none of which is used
for training. Some kinds lie there as something else and are turned into pictures by the programs
that people use for it: pages of PDF files, HTML pages in a browser, listings coloured by
``highlight`` and ``source-highlight``, codes by ``zint`` and its like. ``sources.tsv`` lists where
each comes from.

    python gather_evaluation.py --work FOLDER
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))

import evaluation_made as made
from evaluation_rules import RULES, Rule
from ingredients import rasterise
from PIL import Image, ImageStat
from sources import EVALUATION, unpack_all

SEED = 11
LEAST_SIDE = 40
"""Pictures with a shorter side than this, icons and pixel art aside, are scraps of a manual."""


class Collection:
    """The folder of gathered pictures, by kind, and the list of where they come from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[tuple[str, str, str]] = []

    def add(self, kind: str, image: Image.Image | Path, source: str) -> None:
        """Keep one picture: a file as it is, an image as PNG."""
        digest = hashlib.sha256(source.encode()).hexdigest()[:10]
        place = self.folder / kind.replace(" ", "-")
        place.mkdir(parents=True, exist_ok=True)
        if isinstance(image, Path):
            target = place / f"{digest}{image.suffix.lower()}"
            shutil.copyfile(image, target)
        else:
            target = place / f"{digest}.png"
            image.save(target)
        self.rows.append((f"{place.name}/{target.name}", kind, source))

    def write_list(self) -> None:
        """``sources.tsv``: file, kind, source, sorted."""
        lines = ["\t".join(("file", "kind", "source")), *("\t".join(r) for r in sorted(self.rows))]
        (self.folder / "sources.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def find(packages: Path, rule: Rule) -> list[Path]:
    """The files of a rule, one of each name and content, at most its limit, mixed."""
    wanted = re.compile(rule.pattern)
    unwanted = re.compile(rule.but) if rule.but else None
    names: dict[bytes, Path] = {}
    for file in sorted((packages / rule.package).rglob("*")):
        path = str(file.relative_to(packages / rule.package))
        if not wanted.search(path) or (unwanted and unwanted.search(path)) or not file.is_file():
            continue
        names.setdefault(hashlib.sha256(file.read_bytes()).digest(), file)
    files = list(names.values())
    Random(f"{SEED} {rule}").shuffle(files)
    return files


def _take(collection: Collection, packages: Path, rule: Rule) -> None:
    taken = 0
    for file in find(packages, rule):
        source = f"{rule.package}: {file.relative_to(packages / rule.package)}"
        image: Image.Image | Path | None = file
        if file.suffix in (".svg", ".svgz"):
            drawn = rasterise(file, rule.side)
            image = _on_white(drawn) if drawn is not None else None
        elif file.suffix == ".pat":
            image = _gimp_pattern(file)
        elif file.suffix == ".ggr":
            image = _gimp_gradient(file)
        elif min(Image.open(file).size) < rule.least:
            continue
        if image is None or _is_blank(image):
            continue
        collection.add(rule.kind, image, source)
        taken += 1
        if taken == rule.limit:
            return


def _is_blank(image: Image.Image | Path) -> bool:
    """Hardly anything to be seen: no picture of a kind."""
    shown = Image.open(image).convert("RGBA") if isinstance(image, Path) else image.convert("RGBA")
    return ImageStat.Stat(_on_white(shown).convert("L").resize((64, 64))).stddev[0] < 2.5


def _on_white(image: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image)
    return ground.convert("RGB")


def _gimp_pattern(file: Path) -> Image.Image | None:
    """GIMP's pattern file: a header of big-endian words, a name, raw pixels; tiled to 256."""
    data = file.read_bytes()
    header, _, width, height, depth = struct.unpack(">5I", data[:20])
    mode = {1: "L", 3: "RGB", 4: "RGBA"}.get(depth)
    if mode is None:
        return None
    tile = Image.frombytes(mode, (width, height), data[header : header + width * height * depth])
    out = Image.new("RGB", (max(256, width), max(256, height)))
    for y in range(0, out.height, height):
        for x in range(0, out.width, width):
            out.paste(tile.convert("RGB"), (x, y))
    return out


def _gimp_gradient(file: Path) -> Image.Image | None:
    """GIMP's gradient file: segments of left, middle, right and two RGBA colours."""
    lines = file.read_text(encoding="utf-8").splitlines()
    segments = [[float(v) for v in line.split()[:11]] for line in lines if len(line.split()) >= 13]
    out = Image.new("RGB", (512, 384))
    for x in range(512):
        at = x / 511
        for left, _, right, *rest in segments:
            if left <= at <= right:
                share = (at - left) / max(right - left, 1e-6)
                start, end = rest[:4], rest[4:8]
                value = tuple(
                    round(255 * (s + (e - s) * share))
                    for s, e in zip(start[:3], end[:3], strict=True)
                )
                out.paste(value, (x, 0, x + 1, 384))
                break
    return out if segments and len(out.resize((64, 1)).getcolors() or range(99)) > 8 else None


def gather(work: Path) -> None:
    """Everything, into ``work/evaluation``."""
    unpack_all(EVALUATION, work)
    folder = work / "evaluation"
    shutil.rmtree(folder, ignore_errors=True)
    collection = Collection(folder)
    packages = work / "packages"
    for rule in RULES:
        before = len(collection.rows)
        _take(collection, packages, rule)
        print(f"{rule.kind}: {len(collection.rows) - before} of {rule.package}")
    makers: tuple[Callable[[Path, Random], Iterator[tuple[str, Image.Image, str]]], ...] = (
        made.pdf_pages, made.browser_shots, made.listings, made.codes, made.handwriting, made.phone_pages,
    )  # fmt: skip
    for maker in makers:
        before = len(collection.rows)
        for kind, image, source in maker(work, Random(SEED)):
            collection.add(kind, image.convert("RGB"), source)
        print(f"{maker.__name__}: {len(collection.rows) - before}")
    collection.write_list()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    gather(parser.parse_args().work.resolve())


if __name__ == "__main__":
    main()
