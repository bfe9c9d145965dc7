"""From Pillow's pictures to Qt's. May be called on any thread."""

from __future__ import annotations

from typing import cast

from PIL import Image
from PySide6.QtGui import QImage

_STRIP_ROWS = 256


def to_qimage(image: Image.Image) -> QImage:
    """``image``, which is RGB, as a QImage of ``Format_RGB32``, which Qt draws without converting.

    It goes over in strips: beside the two pictures no third copy is ever whole in memory.

    Raises:
        MemoryError: there is no room for it.
    """
    width, height = image.size
    made = QImage(width, height, QImage.Format.Format_RGB32)
    if made.isNull():
        raise MemoryError(f"no room for {width} x {height} pixels")
    pixels, stride = cast(memoryview, made.bits()), made.bytesPerLine()
    for top in range(0, height, _STRIP_ROWS):
        bottom = min(top + _STRIP_ROWS, height)
        strip = image.crop((0, top, width, bottom)).convert("RGBA")
        pixels[top * stride : bottom * stride] = strip.tobytes("raw", "BGRA")
    return made
