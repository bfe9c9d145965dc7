"""Puts the layers of a Photoshop file together, by psd-tools, where Photoshop did not."""

from __future__ import annotations

import logging

import numpy as np
from numpy.typing import NDArray

from igtagger.errors import UnreadableImage
from igtagger.pictures.exact_bytes import left
from igtagger.pictures.limits import BYTES_PER_PIXEL
from igtagger.pictures.raster import Request

_PIXELS_WORTH = 10
"""What a pixel takes while layers are put together, in floating point: measured at up to 150 bytes
with 8 to 32 bits, whatever the number of layers."""
_MOST_PIXELS = 300_000_000
"""Of the canvas, times the number of layers: psd-tools works on the whole canvas for each of them,
however small it is, and does some 15 million a second."""


def put_together(
    request: Request, size: tuple[int, int]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The layers of a file, over one another as Photoshop shows them, over nothing.

    Returns:
        The colours ``(height, width, channels)`` as the file has them, and how opaque they are
        ``(height, width)``, all 0 to 1.

    Raises:
        UnreadableImage: there are too many layers, or some of a kind that psd-tools cannot draw;
            the message says how to save the file so that no one has to.
    """
    logging.getLogger("psd_tools").setLevel(logging.CRITICAL)
    request.file.seek(0)
    pixels = size[0] * size[1]
    file_worth = 2 * left(request.file) // BYTES_PER_PIXEL  # psd-tools keeps all of it
    request.reserve(size, pixels * _PIXELS_WORTH + file_worth)
    try:
        return _composed(request, size)
    except MemoryError:
        raise
    except Exception as error:  # psd-tools raises anything on layers that it cannot draw
        raise UnreadableImage("picture.layers-only", path=request.path) from error


def _composed(
    request: Request, size: tuple[int, int]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    from psd_tools import PSDImage
    from psd_tools.composite import composite

    document = PSDImage.open(request.file)
    layers = sum(1 for layer in document.descendants() if layer.is_visible())
    if layers * size[0] * size[1] > _MOST_PIXELS:
        raise ValueError("too many layers")
    colours, _, opaque = composite(document)
    if colours.shape[:2] != size[::-1]:
        raise ValueError("other size than its header says")
    return colours, opaque[..., 0]
