"""Which renderers draw which label."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import barcodes
import charts
import diagrams
import documents
import drawings
import handwriting
import listings
import maps
import papers
import phones
import photographs
import programs
import surfaces
import tables
import web
import widgets
from common import Page
from ingredients import Ingredients
from PIL import Image

Renderer = Callable[[Random, Ingredients], Image.Image | Page]

KINDS: dict[str, list[tuple[float, Renderer]]] = {
    "photograph": [(0.9, photographs.photograph), (0.1, photographs.cut_out)],
    "desktop screenshot": [(0.6, programs.desktop), (0.4, widgets.qt_window)],
    "phone screenshot": [(1, phones.phone)],
    "web page": [(0.4, papers.manual), (0.2, web.restyled), (0.4, web.web_page)],
    "source code": [
        (0.32, listings.editor),
        (0.22, listings.shown),
        (0.08, listings.on_paper),
        (0.26, listings.terminal),
        (0.12, documents.code),
    ],
    "text document": [(0.6, papers.real_document), (0.4, documents.document)],
    "handwriting": [(1, handwriting.handwriting)],
    "table": [
        (0.2, tables.printed),
        (0.15, tables.typeset),
        (0.25, tables.real),
        (0.25, tables.spreadsheet),
        (0.15, documents.table),
    ],
    "chart": [(1, charts.chart)],
    "diagram": [(1, diagrams.diagram)],
    "map": [(1, maps.draw_map)],
    "line drawing": [(1, drawings.line_drawing)],
    "illustration": [(1, drawings.illustration)],
    "icon": [(1, drawings.icon)],
    "pixel art": [(1, surfaces.pixel_art)],
    "texture": [(1, surfaces.texture)],
    "barcode": [(1, barcodes.code)],
    "plain colour": [(1, surfaces.plain)],
}
ODD: list[tuple[float, Renderer]] = [(1, photographs.odd)]
PAGES = frozenset(
    ("desktop screenshot", "phone screenshot", "web page", "source code", "text document", "table")
)
"""Kinds that the browser draws, which is slow: more than one picture is taken of each page."""
PAPER = frozenset({"text document", "table"})
"""Kinds that are also scanned and photographed lying on something."""


def choose(rng: Random, kind: str) -> Renderer:
    """One renderer of ``kind`` ("odd" for none), by its weight."""
    pairs = KINDS.get(kind, ODD)
    return rng.choices([r for _, r in pairs], [w for w, _ in pairs])[0]
