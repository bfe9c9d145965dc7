"""How a row of a list becomes a picture.

``how`` says it, beside the ending of the file's name:

nothing
    The file is the picture. Formats that igtagger does not read become PNG.
``crop=LEFT,TOP,RIGHT,BOTTOM``, ``times=N``
    A part of such a picture; each pixel enlarged to so many.
``side=N``
    An SVG, drawn with so many pixels on its longer side (:data:`SIDE` if not said), on white.
``page=N``
    A page of a PDF file, from 1.
``screen=``, ``phone=``, ``table=``, ``pre=``
    A page of HTML: see :mod:`kinds.pages`.
``listing=``
    Program text: see :mod:`kinds.listings`.
``note=N``
    A note in a font: see :mod:`kinds.notes`.
``land=N``
    A map of a shapefile: see :mod:`kinds.lands`.
``code=``
    A code: see :mod:`kinds.codes`.
``colours=A,B,...``
    One colour, or those that pass into one another from the left to the right; ``turn`` turns them
    by 90 or more degrees, ``tall`` is the height as a share of the width.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from PIL import Image, ImageColor
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from igtagger.pictures.formats import EXTENSIONS
from kinds.sources import Source

SIDE = 600
"""Pixels of an SVG's longer side."""
PAGE = 1100
"""Pixels of a PDF page's longer side."""
_GROUND = 480
"""Pixels of the width of a picture of colours alone."""
_VECTORS = (".svg", ".svgz")
_SHOWN = frozenset(("screen", "phone", "table", "pre"))

Shot = Callable[[Path, Mapping[str, str]], Image.Image | None]


def make(source: Source, file: Path, shot: Shot) -> Image.Image | Path | None:
    """The picture of a row: a file as it is, or an image; None where nothing can be made of it.

    Args:
        source: the row.
        file: where its file lies; not used for a code and for colours.
        shot: shows a page of HTML.

    Raises:
        OSError: the file is no picture, or is not there.
        ValueError: ``how`` does not fit the file.
        RuntimeError: the PDF file is damaged.
    """
    if not _SHOWN.isdisjoint(source.ways):
        return shot(file, source.ways)
    for way, maker in _MAKERS.items():
        if way in source.ways:
            return maker(source, file)
    if file.suffix in _VECTORS:
        return _vector(file, int(source.ways.get("side", SIDE)))
    return _picture(file, source.ways)


def _picture(file: Path, ways: Mapping[str, str]) -> Image.Image | Path:
    if not ways and file.suffix.lower() in EXTENSIONS:
        return file
    with Image.open(file) as opened:
        has_alpha = "A" in opened.getbands() or "transparency" in opened.info
        image = opened.convert("RGBA" if has_alpha else "RGB")
    if "crop" in ways:
        left, top, right, bottom = map(int, ways["crop"].split(","))
        image = image.crop((left, top, right, bottom))
    times = int(ways.get("times", 1))
    sides = (times * image.width, times * image.height)
    return image.resize(sides, Image.Resampling.NEAREST)


@cache
def _application() -> QGuiApplication:
    """Qt draws text in drawings only where there is one; it lives as long as the program."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    there = QGuiApplication.instance()
    return there if isinstance(there, QGuiApplication) else QGuiApplication([])


def _vector(file: Path, side: int) -> Image.Image | None:
    data = file.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    _application()
    drawing = QSvgRenderer(QByteArray(data))
    size = drawing.defaultSize()
    if not drawing.isValid() or size.isEmpty():
        return None
    size.scale(side, side, Qt.AspectRatioMode.KeepAspectRatio)
    canvas = QImage(size, QImage.Format.Format_RGB888)
    canvas.fill(Qt.GlobalColor.white)
    painter = QPainter(canvas)
    drawing.render(painter)
    painter.end()
    rows = bytes(canvas.constBits())
    sides = (canvas.width(), canvas.height())
    return Image.frombytes("RGB", sides, rows, "raw", "RGB", canvas.bytesPerLine())


def _listing(source: Source, file: Path) -> Image.Image:
    from kinds.listings import listing

    return listing(file, source.ways)


def _note(source: Source, file: Path) -> Image.Image:
    from kinds.notes import note

    return note(file, int(source.ways["note"]))


def _land(source: Source, file: Path) -> Image.Image:
    from kinds.lands import land

    return land(file, int(source.ways["land"]))


def _code(source: Source, _: Path) -> Image.Image:
    from kinds.codes import code

    return code(source.path, source.ways)


def _page(source: Source, file: Path) -> Image.Image:
    import pypdfium2

    data = file.read_bytes()
    document = pypdfium2.PdfDocument(gzip.decompress(data) if file.suffix == ".gz" else data)
    page = document[int(source.ways["page"]) - 1]
    image: Image.Image = page.render(scale=PAGE / max(page.get_size())).to_pil()
    return image.convert("RGB")


def _ground(source: Source, _: Path) -> Image.Image:
    ways = source.ways
    colours = [ImageColor.getrgb(colour) for colour in ways["colours"].split(",")]
    row = Image.new("RGB", (len(colours), 1))
    row.putdata(colours)
    sides = (_GROUND, round(_GROUND * float(ways.get("tall", 0.75))))
    box = (0.5, 0, len(colours) - 0.5, 1) if len(colours) > 1 else None
    whole = row.resize(sides, Image.Resampling.BILINEAR, box)
    return whole.rotate(int(ways.get("turn", 0)), expand=True)


_MAKERS: Mapping[str, Callable[[Source, Path], Image.Image]] = {
    "listing": _listing,
    "note": _note,
    "land": _land,
    "code": _code,
    "colours": _ground,
    "page": _page,
}
