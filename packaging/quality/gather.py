"""The lists of pictures that measure, and their files: fetched from packages, never committed.

A list is a CSV file. Its first column says what a person who looked sees in the picture: a kind of
picture (``kinds*.csv``), or indices of ImageNet's classes, any of which is right (``contents.csv``;
none where no class fits). The others are

package
    see :mod:`kinds.packages`; or ``pypi:NAME`` without a version, which is installed with the
    developers' tools.
path
    of the file in the package.
how
    empty where the file is the picture; of a PDF ``page=N``, from 1, and where a part of the page
    is meant ``box=LEFT,TOP,RIGHT,BOTTOM`` as shares of its sides.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from kinds.packages import unpacked
from PIL import Image

from igtagger.pictures.formats import EXTENSIONS

PAGE = 1100
"""Pixels of the longer side of what is shown of a PDF page."""
PYPI = "pypi:"


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list.

    Attributes:
        label: the first column.
        package: see the module, as are the next.
        path: below the package's root.
        how: ``name=value`` with spaces between.
    """

    label: str
    package: str
    path: str
    how: str = ""

    @property
    def ways(self) -> Mapping[str, str]:
        """``how`` by name."""
        return dict(word.split("=", 1) for word in self.how.split())


def read(file: Path) -> list[Listed]:
    """The rows of a list, in its order.

    Raises:
        ValueError: a picture comes twice.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    found = [Listed(*row[: len(header[:4])]) for row in rows]
    if len({(one.package, one.path, one.how) for one in found}) < len(found):
        raise ValueError(f"{file.name}: a picture comes twice")
    return found


def gather(listed: Iterable[Listed], work: Path) -> dict[Listed, Path]:
    """Each row's picture, as a file that igtagger reads.

    What is not there is said and left out: now and then an update of a package moves a file.

    Args:
        listed: the rows.
        work: a folder outside the checkout, some 8 GB; what is there is not fetched again.

    Raises:
        subprocess.CalledProcessError: a package cannot be had.
    """
    found = {}
    for one in listed:
        file = _root(one.package, work) / one.path
        if file.is_file():
            found[one] = _picture(one, file, work)
        else:
            print(f"missing: {one.package}: {one.path}", flush=True)
    return found


def _root(package: str, work: Path) -> Path:
    if package.startswith(PYPI) and "==" not in package:
        distribution = metadata.distribution(package.removeprefix(PYPI))
        return Path(str(distribution.locate_file("")))
    return unpacked(package, work)


def _picture(one: Listed, file: Path, work: Path) -> Path:
    """The file itself; or what is made of it, which is kept."""
    if not one.how and file.suffix.lower() in EXTENSIONS:
        return file
    name = hashlib.sha256("\n".join((one.package, one.path, one.how)).encode()).hexdigest()
    made = work / "made" / f"{name[:16]}.png"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        image = _page(file, one.ways) if "page" in one.ways else _opened(file)
        image.save(made)
    return made


def _opened(file: Path) -> Image.Image:
    with Image.open(file) as opened:
        has_alpha = "A" in opened.getbands() or "transparency" in opened.info
        return opened.convert("RGBA" if has_alpha else "RGB")


def _page(file: Path, ways: Mapping[str, str]) -> Image.Image:
    import pypdfium2

    data = file.read_bytes()
    document = pypdfium2.PdfDocument(gzip.decompress(data) if file.suffix == ".gz" else data)
    page = document[int(ways["page"]) - 1]
    width, height = page.get_size()
    box = [float(share) for share in ways.get("box", "0,0,1,1").split(",")]
    sides = (width * (box[2] - box[0]), height * (box[3] - box[1]))
    image: Image.Image = page.render(scale=PAGE / max(sides)).to_pil().convert("RGB")
    return part_of(image, (box[0], box[1], box[2], box[3]))


def part_of(image: Image.Image, box: tuple[float, float, float, float]) -> Image.Image:
    """What lies between left, top, right and bottom, each a share of the image's sides."""
    left, top, right, bottom = box
    width, height = image.size
    edges = (left * width, top * height, right * width, bottom * height)
    return image.crop((round(edges[0]), round(edges[1]), round(edges[2]), round(edges[3])))
