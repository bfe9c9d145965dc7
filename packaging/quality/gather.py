"""The lists of pictures that measure, and their files: fetched from packages, never committed.

    uv run --group kinds packaging/quality/gather.py --work FOLDER [LIST ...]

fetches what the lists name, those of names if none is said, and tells how many pictures are there.

A list is a CSV file. ``kinds*.csv`` and ``contents.csv`` say in their first column what a person
who looked sees in the picture: a kind of picture, or indices of ImageNet's classes, any of which is
right (none where no class fits). The others are

package
    of Debian 12; ``npm:NAME@VERSION``, ``sdist:NAME==VERSION`` or ``wheel:NAME==VERSION``; or
    ``pypi:NAME``, which is installed with the developers' tools.
path
    of the file in the package.
how
    empty where the file is the picture; of a PDF ``page=N``, from 1, and where a part of the page
    is meant ``box=LEFT,TOP,RIGHT,BOTTOM`` as shares of its sides.

``names*.csv`` measure by which names a picture is called. They have the same columns, then

classes
    indices of ImageNet's classes that are shown, any of which is right; none where none is.
terms
    every name that is true of something visible, with ``|`` between: of labels, of terms above
    them, and those of the classes.
shows
    what a person would type.
people
    1 where people are what the picture is of, else 0.

``names_development.csv`` has the pictures of ``contents.csv``; ``names_before.csv`` was reported
before, and ``names.csv`` last. No two share a package: see docs/names.md.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

from kinds.packages import unpacked

from igtagger.pictures.formats import EXTENSIONS

PAGE = 1100
"""Pixels of the longer side of what is shown of a PDF page."""
PYPI = "pypi:"
NAMES = "names"
"""Lists whose name begins so say by which names pictures are called."""


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
    _refuse_twins(found, file.name)
    return found


def _refuse_twins(found: Sequence[Listed], file: str) -> None:
    if len({(one.package, one.path, one.how) for one in found}) < len(found):
        raise ValueError(f"{file}: a picture comes twice")


@dataclass(frozen=True, slots=True)
class Named:
    """One row of a list of names.

    Attributes:
        picture: the picture; its label has the indices of the classes.
        terms: the names that are true.
        shows: what a person would type.
        of_people: people are what it is of.
    """

    picture: Listed
    terms: frozenset[str]
    shows: str
    of_people: bool

    @property
    def classes(self) -> frozenset[int]:
        """Indices of ImageNet's classes; any is right, and without one none is."""
        return frozenset(map(int, self.picture.label.split()))


def read_names(file: Path) -> list[Named]:
    """The rows of a list of names, in its order.

    Raises:
        ValueError: a picture comes twice, or what is said of people is neither 0 nor 1.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        found = [_named(row, file.name) for row in csv.DictReader(lines)]
    _refuse_twins([one.picture for one in found], file.name)
    return found


def _named(row: Mapping[str, str], file: str) -> Named:
    if row["people"] not in ("0", "1"):
        raise ValueError(f"{file}: {row['path']}: people is {row['people']!r}, not 0 or 1")
    picture = Listed(row["classes"], row["package"], row["path"], row["how"])
    terms = frozenset(row["terms"].split("|")) - {""}
    return Named(picture, terms, row["shows"], row["people"] == "1")


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
    if package.startswith(PYPI):
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


def main() -> None:
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="a folder outside the checkout")
    parser.add_argument("lists", nargs="*", type=Path, default=sorted(here.glob(f"{NAMES}*.csv")))
    given = parser.parse_args()
    for file in given.lists:
        if file.name.startswith(NAMES):
            listed = [one.picture for one in read_names(file)]
        else:
            listed = read(file)
        found = gather(listed, given.work.resolve())
        packages = {one.package for one in found}
        print(f"{file.name}: {len(found)} of {len(listed)} pictures, {len(packages)} packages")


if __name__ == "__main__":
    main()
