"""The program's icon in the forms that systems ask for, from its one drawing."""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image

SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def make(drawing: Path, folder: Path) -> None:
    """Write ``igtagger.ico``, ``.icns``, ``.png`` and ``icons/SIZExSIZE.png`` into ``folder``."""
    pictures = {size: _draw(drawing, size) for size in (*SIZES, 1024)}
    (folder / "icons").mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        pictures[size].save(folder / "icons" / f"{size}x{size}.png")
    pictures[256].save(folder / "igtagger.png")
    small = [pictures[size] for size in SIZES if size < 256]
    pictures[256].save(
        folder / "igtagger.ico",
        append_images=small,
        sizes=[p.size for p in [*small, pictures[256]]],
    )
    pictures[1024].save(folder / "igtagger.icns", append_images=list(pictures.values()))


def _draw(drawing: Path, size: int) -> Image.Image:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    _ = QGuiApplication.instance() or QGuiApplication([])
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return Image.open(io.BytesIO(buffer.data().data())).convert("RGBA")
