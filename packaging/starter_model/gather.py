"""Gather real pictures of each kind, to train and to measure the model on.

They lie in documentation, themes, games and wallpapers of Debian packages. Some kinds lie there as
something else and are turned into pictures by the programs that people use for it: pages of PDF
files, HTML pages in a browser, listings coloured by several programs, codes by their encoders.
``sources.tsv`` lists where each comes from.

    python gather.py --work FOLDER [--part training|development|reported]

The training part is shown in training. The development part may be looked at and measured at any
time; the reported part is measured once, at the end. With ``--part`` the others are left as they are.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))

import development_made
import development_rules
import gathered
import pypdfium2
import reported_made
import reported_rules
import training_art
import training_made
import training_rules
import training_screens
from ingredients import rasterise
from PIL import Image, ImageOps, ImageStat
from rules import Rule
from sources import INGREDIENTS, unpack_all

SEED = 11
KEPT_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
"""Files that are copied as they are; those of other formats are kept as PNG."""
ARCHIVES = {
    "abe-data": "usr/share/games/abe/images/images.tar",
    "trigger-rally-data": "usr/share/games/trigger-rally/data.zip",
}
"""Archives that lie in packages and hold their pictures."""


MODULES = {
    gathered.TRAINING_PART: [
        (training_rules, training_made),
        (training_screens, training_screens),
        (training_art, training_art),
    ],
    gathered.DEVELOPMENT_PART: [(development_rules, development_made)],
    gathered.REPORTED_PART: [(reported_rules, reported_made)],
}
"""Of each part: packages, rules and what was thrown out; and what programs make of packages."""


class Collection:
    """The folder of gathered pictures, by kind, and the list of where they come from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[tuple[str, str, str, str]] = []
        self.part = ""

    def keep_all_but(self, parts: tuple[str, ...]) -> None:
        """Keep what is listed of other parts, and remove everything else."""
        listed = (self.folder / "sources.tsv").exists()
        old = gathered.read_list(self.folder) if listed else []
        kept = [item for item in old if item.part not in parts]
        names = {item.file for item in kept}
        for file in [f for f in self.folder.rglob("*") if f.is_file() and f not in names]:
            file.unlink()
        for item in kept:
            name = item.file.relative_to(self.folder).as_posix()
            self.rows.append((name, item.kind, item.source, item.part))

    def add(self, kind: str, image: Image.Image | Path, source: str) -> None:
        """Keep one picture: a file as it is, an image as PNG."""
        digest = hashlib.sha256(source.encode()).hexdigest()[:10]
        place = self.folder / self.part / kind.replace(" ", "-")
        place.mkdir(parents=True, exist_ok=True)
        if isinstance(image, Path) and image.suffix.lower() not in KEPT_SUFFIXES:
            image = Image.open(image).convert(
                "RGBA" if "transparency" in Image.open(image).info else "RGB"
            )
        if isinstance(image, Path):
            target = place / f"{digest}{image.suffix.lower()}"
            shutil.copyfile(image, target)
        else:
            target = place / f"{digest}.png"
            image.save(target)
        self.rows.append((target.relative_to(self.folder).as_posix(), kind, source, self.part))

    def write_list(self) -> None:
        """``sources.tsv``: file, kind, source and part, sorted."""
        lines = ["\t".join(gathered.COLUMNS), *("\t".join(r) for r in sorted(self.rows))]
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


def _take(collection: Collection, packages: Path, rule: Rule, thrown_out: frozenset[str]) -> None:
    taken = 0
    for file in find(packages, rule):
        source = f"{rule.package}: {file.relative_to(packages / rule.package)}"
        image: Image.Image | Path | None = file
        if file.suffix in (".svg", ".svgz"):
            drawn = rasterise(file, rule.side)
            image = _on_white(drawn) if drawn is not None else None
        elif file.suffix in _DRAWN:
            image = _DRAWN[file.suffix](file)
        elif file.name.endswith((".pdf", ".pdf.gz", ".eps", ".eps.gz", ".ps", ".fig", ".fig.gz")):
            image = _typeset(file)
        elif min(Image.open(file).size) < rule.least:
            continue
        if rule.trim and isinstance(image, Path):
            image = ImageOps.crop(Image.open(image).convert("RGB"), rule.trim)
        if image is None or _is_blank(image):
            continue
        if source not in thrown_out:
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


def _ferret_palette(file: Path) -> Image.Image | None:
    """Ferret's palette: places from 0 to 100 with red, green and blue in per cent."""
    lines = [line.split() for line in file.read_text(encoding="latin-1").splitlines()]
    try:
        stops = sorted(
            tuple(map(float, p[:4])) for p in lines if len(p) > 3 and p[0][0] not in "!RC"
        )
    except ValueError:
        return None
    if len(stops) < 2 or stops[-1][0] <= stops[0][0]:
        return None
    row = Image.new("RGB", (len(range(512)), 1))
    for x in range(512):
        at = stops[0][0] + (stops[-1][0] - stops[0][0]) * x / 511
        left = max((s for s in stops if s[0] <= at), default=stops[0])
        right = min((s for s in stops if s[0] >= at), default=stops[-1])
        share = (at - left[0]) / (right[0] - left[0]) if right[0] > left[0] else 0.0
        row.putpixel(
            (x, 0),
            tuple(
                round(2.55 * (a + (b - a) * share))
                for a, b in zip(left[1:], right[1:], strict=True)
            ),
        )
    return row.resize((512, 384))


_DRAWN: dict[str, Callable[[Path], Image.Image | None]] = {
    ".pat": _gimp_pattern, ".ggr": _gimp_gradient, ".spk": _ferret_palette,
}  # fmt: skip


def _typeset(file: Path) -> Image.Image | None:
    """A picture in PDF, PostScript or xfig's format, on white, of some 600 pixels."""
    data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    name = file.name.removesuffix(".gz")
    with tempfile.TemporaryDirectory() as scratch:
        source, page = Path(scratch) / f"source{Path(name).suffix}", Path(scratch) / "page.pdf"
        source.write_bytes(data)
        if source.suffix == ".fig":
            subprocess.run(
                ["fig2dev", "-L", "pdf", str(source), str(page)], check=False, capture_output=True
            )
        elif source.suffix == ".pdf":
            page = source
        else:
            crop = ["-dEPSCrop"] if source.suffix == ".eps" else []
            subprocess.run(["gs", "-q", "-dBATCH", "-dNOPAUSE", *crop, "-sDEVICE=pdfwrite", f"-sOutputFile={page}", str(source)],
                           check=False, capture_output=True, timeout=60)  # fmt: skip
        try:
            first = pypdfium2.PdfDocument(page.read_bytes())[0]
        except (OSError, pypdfium2.PdfiumError):
            return None
    return (
        first.render(scale=600 / max(first.get_width(), first.get_height())).to_pil().convert("RGB")
    )


def check_apart() -> None:
    """What measures the model must not have trained it.

    Raises:
        SystemExit: a package is in two parts, or gives ingredients and measures.
    """
    packages = {part: {p for rules, _ in MODULES[part] for p in rules.PACKAGES} for part in MODULES}
    packages[gathered.TRAINING_PART] |= set(INGREDIENTS)
    for one, other in itertools.combinations(packages, 2):
        if both := packages[one] & packages[other]:
            raise SystemExit(f"in the {one} and in the {other} part: {', '.join(sorted(both))}")


def gather(work: Path, parts: tuple[str, ...]) -> None:
    """Those parts, into ``work/gathered``; the others are left as they are."""
    check_apart()
    folder, packages = work / "gathered", work / "packages"
    collection = Collection(folder)
    collection.keep_all_but(parts)
    for part in parts:
        collection.part = part
        for rules, makers in MODULES[part]:
            unpack_all(rules.PACKAGES, work)
            for package, archive in ARCHIVES.items():
                target = packages / package / "archive"
                if package in rules.PACKAGES and not target.exists():
                    shutil.unpack_archive(packages / package / archive, target)
            for rule in rules.RULES:
                before = len(collection.rows)
                _take(collection, packages, rule, rules.THROWN_OUT)
                print(f"{rule.kind}: {len(collection.rows) - before} of {rule.package}", flush=True)
            for maker in makers.MAKERS:
                before = len(collection.rows)
                for kind, image, source in maker(work):
                    if source not in rules.THROWN_OUT:
                        collection.add(kind, image.convert("RGB"), source)
                print(f"{maker.__name__}: {len(collection.rows) - before}", flush=True)
    collection.write_list()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--part", choices=gathered.PARTS, help="only this part")
    options = parser.parse_args()
    gather(options.work.resolve(), (options.part,) if options.part else gathered.PARTS)


if __name__ == "__main__":
    main()
