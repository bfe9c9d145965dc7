"""What is exported, in which form and where to: what a person chose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from igtagger.export.rows import Layout


class Scope(StrEnum):
    """Which pictures are exported."""

    ALL = "all"
    FILTERED = "filtered"
    SELECTED = "selected"


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What the person chose.

    Attributes:
        scope: which pictures.
        format: the name of one of :data:`igtagger.export.registry.FORMATS`.
        layout: see :class:`igtagger.export.rows.TableOptions`.
        top_k: most names of a picture, from 1.
        language: the code of what names are in; empty for what the window shows.
        absolute: whole paths instead of those from the common folder.
        bom: with the mark by which Excel knows UTF-8, where the format has one.
        reviewed: own and confirmed tags are in, rejected names are not.
        target: the file, absolute; where each picture gets one, a folder to be shown.
        over_others: the person said that it may be replaced although it is no such table.
        comma: a decimal comma, and semicolons between cells, where the format has a choice.
        min_score: what is below is left out unless it is confirmed; 0 to 1.
    """

    scope: Scope
    format: str
    layout: Layout
    top_k: int
    language: str
    absolute: bool
    bom: bool
    reviewed: bool
    target: Path
    over_others: bool = False
    comma: bool = False
    min_score: float = 0.0
