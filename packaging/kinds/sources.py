"""The lists of pictures: which file of which package, and of which kind a person says it is.

Each part has a list of its own, ``training.csv`` and ``development.csv``, with the columns

kind
    a label of ``resources/labels``.
package
    of Debian 12, npm or PyPI: see :mod:`kinds.packages`. None for a code, which an encoder makes.
path
    of the file in the package; of a code its text.
how
    how the file becomes a picture, as ``name=value`` with spaces between; empty for a picture as it
    is. :mod:`kinds.pictures` says which there are.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
LABELS = HERE.parents[1] / "resources/labels/kinds.csv"
PARTS = ("training", "development")
"""The training part is learned. The development part may be looked at and measured at any time, and
everything is chosen on it. They share no package."""


@cache
def kind_names() -> tuple[str, ...]:
    """The kinds in the order of the head's outputs."""
    rows = csv.DictReader(LABELS.read_text(encoding="utf-8").splitlines())
    return tuple(row["name"] for row in rows)


@dataclass(frozen=True, slots=True)
class Source:
    """One row of a list: where a picture comes from, and what it is."""

    kind: str
    package: str
    path: str
    how: str = ""

    @property
    def name(self) -> str:
        """Names the picture's file: the same for the same row, another for any other."""
        text = f"{self.package}\n{self.path}\n{self.how}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def ways(self) -> Mapping[str, str]:
        """``how`` by name."""
        return dict(word.split("=", 1) for word in self.how.split())


def read(file: Path) -> list[Source]:
    """The pictures of a list, in its order.

    Raises:
        ValueError: a row's kind is no label, or a row comes twice.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        found = [Source(**row) for row in csv.DictReader(lines)]
    if strangers := {source.kind for source in found} - set(kind_names()):
        raise ValueError(f"{file.name}: no kind of picture: {', '.join(sorted(strangers))}")
    if len({source.name for source in found}) < len(found):
        raise ValueError(f"{file.name}: a picture comes twice")
    return found


def read_parts(folder: Path = HERE) -> dict[str, list[Source]]:
    """The list of each part.

    Raises:
        ValueError: see :func:`read`; or two parts share a package.
    """
    parts = {part: read(folder / f"{part}.csv") for part in PARTS}
    training, development = ({s.package for s in found} - {""} for found in parts.values())
    if both := training & development:
        raise ValueError(f"in training and in development: {', '.join(sorted(both))}")
    return parts
