"""The gathered pictures, and which of them may be looked at while the model is being made."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

DEVELOPMENT = (
    "asymptote-doc", "dia-common", "digikam-data", "elementary-xfce-icon-theme", "gimp-help-en", "gnome-user-docs",
    "hugin-data", "inkscape-tutorials", "kate5-data", "mate-icon-theme", "okular", "python-pandas-doc",
    "python3.11-doc", "qtdeclarative5-doc-html", "tuxpaint-stamps-default", "wireshark-doc", "wmaker-common",
    "made by qrencode", "made by dmtxwrite", "the font Delphine", "the font SteveHand", "gnuplot-doc",
)  # fmt: skip
"""Sources whose pictures fit the temperature and were looked at; those of the others are reported."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """One picture of the evaluation set."""

    file: Path
    kind: str
    source: str

    @property
    def reported(self) -> bool:
        """Whether it counts in the report."""
        return not self.source.startswith(DEVELOPMENT)


def read(work: Path) -> list[Gathered]:
    """All of ``work/evaluation``, in the order of its list."""
    folder = work / "evaluation"
    with (folder / "sources.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Gathered(folder / r["file"], r["kind"], r["source"]) for r in rows]
