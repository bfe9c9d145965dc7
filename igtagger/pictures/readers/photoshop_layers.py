"""Puts the layers of a Photoshop file together, by psd-tools, where Photoshop did not."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from numpy.typing import NDArray

from igtagger.errors import UnreadableImage
from igtagger.pictures.limits import BYTES_PER_PIXEL
from igtagger.pictures.raster import Request
from igtagger.pictures.readers.exact_bytes import left

_PIXELS_WORTH = 10
"""What a pixel takes while layers are put together, in floating point: measured at up to 150 bytes
with 8 to 32 bits, whatever the number of layers."""
_MOST_PIXELS = 300_000_000
"""Of all layers: psd-tools does some 15 million a second."""
_PLAIN = ("pixel", "type", "smartobject", "group")
"""Kinds of layers that are there as pixels."""


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
    from psd_tools.constants import ColorMode

    document = PSDImage.open(request.file)
    if (layers := _plain_layers(document)) is not None:
        channels = 1 if document.color_mode == ColorMode.GRAYSCALE else 3
        return _over_one_another(layers, size, channels)
    count = sum(1 for layer in document.descendants() if layer.is_visible())
    _refuse_too_many(count * size[0] * size[1])
    colours, _, opaque = composite(document)
    if colours.shape[:2] != size[::-1]:
        raise ValueError("other size than its header says")
    return colours, opaque[..., 0]


def _refuse_too_many(pixels: int) -> None:
    if pixels > _MOST_PIXELS:
        raise ValueError("too many pixels in its layers")


def _plain_layers(group: Any) -> list[Any] | None:
    """What is to be seen of a document, from below; None where more belongs to it than pixels.

    Then psd-tools puts all of it together, for which it takes the whole canvas for each layer,
    however small that is: 300 layers of 20 x 20 on 3000 x 2000 took it two minutes.
    """
    from psd_tools.constants import BlendMode, ColorMode

    if getattr(group, "color_mode", ColorMode.RGB) not in (ColorMode.RGB, ColorMode.GRAYSCALE):
        return None
    found: list[Any] = []
    for layer in (each for each in group if each.visible):
        through = layer.is_group() and layer.blend_mode == BlendMode.PASS_THROUGH
        if not (_is_plain(layer) and (layer.opacity == 255 or not through)):
            return None
        inner = _plain_layers(layer) if through else [layer]
        if inner is None:
            return None
        found += inner
    return found


def _is_plain(layer: Any) -> bool:
    """Whether it can be had for itself, and laid over what is below by its mode and its opacity."""
    from psd_tools.composite.blend import BLEND_FUNC
    from psd_tools.constants import BlendMode

    return (
        layer.kind in _PLAIN
        and not (layer.is_group() and layer.has_mask())
        and not layer.has_effects()
        and not layer.has_vector_mask()
        and not layer.clipping
        and not layer.has_clip_layers()
        and layer.blend_mode in (*BLEND_FUNC, BlendMode.PASS_THROUGH)
    )


def _over_one_another(
    layers: list[Any], size: tuple[int, int], channels: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Each over those below it, where it is (ISO 32000-1, 11.3.6)."""
    from psd_tools.composite import composite
    from psd_tools.composite.blend import BLEND_FUNC

    boxes = [_within(layer.bbox, size) for layer in layers]
    counts = [len(list(layer.descendants())) if layer.is_group() else 1 for layer in layers]
    areas = ((right - west) * (south - top) for west, top, right, south in boxes)
    _refuse_too_many(sum(count * area for count, area in zip(counts, areas, strict=True)))
    colours = np.ones((size[1], size[0], channels), np.float32)
    opaque = np.zeros((size[1], size[0], 1), np.float32)
    for layer, box in zip(layers, boxes, strict=True):
        place = np.s_[box[1] : box[3], box[0] : box[2]]
        below, below_opaque = colours[place], opaque[place]
        if not below.size:
            continue
        own, _, own_opaque = composite(layer, viewport=box)
        if layer.is_group():  # what is in it was put together, without heeding its own
            own_opaque = own_opaque * (layer.opacity / 255)
        both = own_opaque + below_opaque - own_opaque * below_opaque
        part = own_opaque / np.where(both > 0, both, 1)
        blended = BLEND_FUNC[layer.blend_mode](below, own)
        mixed = (1 - below_opaque) * own + below_opaque * blended
        colours[place] = (1 - part) * below + part * mixed
        opaque[place] = both
    return colours, opaque[..., 0]


def _within(box: tuple[int, int, int, int], size: tuple[int, int]) -> tuple[int, int, int, int]:
    west, top = max(0, box[0]), max(0, box[1])
    return west, top, max(west, min(size[0], box[2])), max(top, min(size[1], box[3]))
