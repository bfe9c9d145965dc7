"""The gathered pictures, and which of them may be looked at while the model is being made."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

TRAINING_PART = "training"
DEVELOPMENT_PART = "development"
REPORTED_PART = "reported"
PARTS = (TRAINING_PART, DEVELOPMENT_PART, REPORTED_PART)
COLUMNS = ("file", "kind", "source", "part")


@dataclass(frozen=True, slots=True)
class Gathered:
    """One real picture.

    The training part is shown in training. The development part fits the temperature, and what the
    model gets wrong in it may be looked at. The reported part only counts in the end.
    """

    file: Path
    kind: str
    source: str
    part: str


def read(work: Path) -> list[Gathered]:
    """All of ``work/gathered``, in the order of its list."""
    return read_list(work / "gathered")


def read_list(folder: Path) -> list[Gathered]:
    """The pictures that the list in ``folder`` names."""
    with (folder / "sources.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Gathered(folder / r["file"], r["kind"], r["source"], r["part"]) for r in rows]
