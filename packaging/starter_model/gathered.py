"""The gathered pictures, and which of them may be looked at while the model is being made."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

DEVELOPMENT_PART = "development"
REPORTED_PART = "reported"
PARTS = (DEVELOPMENT_PART, REPORTED_PART)
COLUMNS = ("file", "kind", "source", "part")


@dataclass(frozen=True, slots=True)
class Gathered:
    """One picture of the evaluation set.

    The development part fits the temperature, and what the model gets wrong in it may be looked
    at. The reported part is of other packages (``sources.REPORTED``), and only counts in the end.
    """

    file: Path
    kind: str
    source: str
    part: str

    @property
    def reported(self) -> bool:
        """Whether it counts in the report."""
        return self.part == REPORTED_PART


def read(work: Path) -> list[Gathered]:
    """All of ``work/evaluation``, in the order of its list."""
    return read_list(work / "evaluation")


def read_list(folder: Path) -> list[Gathered]:
    """The pictures that the list in ``folder`` names; a list without parts is all development."""
    with (folder / "sources.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Gathered(folder / r["file"], r["kind"], r["source"], r.get("part") or DEVELOPMENT_PART)
            for r in rows
        ]
