"""The labels in the order of the model's outputs, and which of them survive a mirror."""

from __future__ import annotations

import csv
from pathlib import Path

_FILE = Path(__file__).parents[2] / "resources/labels/starter.csv"
KIND_NAMES = tuple(row["name"] for row in csv.DictReader(_FILE.read_text("utf-8").splitlines()))
MIRRORED = frozenset(
    ("photograph", "illustration", "line drawing", "map", "texture", "pixel art", "icon")
)

REAL = -1
"""Stands for the number of a drawing where the picture is a real one."""
