"""Reads JPEG 2000, whose boxes say what its components are.

Pillow or imagecodecs give the components, as if there were no boxes. Both use OpenJPEG. Pillow can
give less than the whole, several times as fast; imagecodecs takes components of other sizes, or
more than four. See ``docs/decisions``.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, Jpeg2KImagePlugin

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures.limits import BYTES_PER_PIXEL
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers import jpeg2000_boxes
from igtagger.pictures.readers.jpeg2000_boxes import Component, Jpeg2000Header
from igtagger.pictures.readers.jpeg2000_colours import Numbers, is_plain, to_image


def read(request: Request) -> Raster:
    """The picture, at a fraction of its size where that is enough.

    Raises:
        UnreadableImage: its channels are of sizes that no decoder here can bring together.
    """
    header = jpeg2000_boxes.parse(request.file)
    alike = all((each.across, each.down) == (1, 1) for each in header.components)
    by_pillow = alike and len(header.components) <= 4
    power = _halvings(header, request.least) if by_pillow and not header.palette else 0
    _reserve(request, header, power, 1 if by_pillow else 2)
    request.file.seek(header.start)
    codestream = request.file.read(header.length)
    if by_pillow:
        try:
            image, power = _by_pillow(request, codestream, header, power)
        except OSError as error:
            image, power = _after_pillow(request, codestream, header, error), 0
    else:
        image = _whole(request, codestream, header)
    if header.profile:
        image.info["icc_profile"] = header.profile
    return Raster(image, header.size, 1 << power, shift=(1 - 1 / (1 << power)) / 2)


def _whole(request: Request, codestream: bytes, header: Jpeg2000Header) -> Image.Image:
    image = to_image(header, *_by_imagecodecs(request, codestream, header))
    if image.size != header.size:
        image = image.resize(header.size, Image.Resampling.NEAREST)
    return image


def _after_pillow(
    request: Request, codestream: bytes, header: Jpeg2000Header, error: OSError
) -> Image.Image:
    """What Pillow could not decode, which takes one tile after the other.

    Some files have the parts of their tiles in turns, and count them wrongly.

    Raises:
        OSError: ``error``, where it is damaged in earnest.
    """
    _reserve(request, header, 0, 2)
    try:
        return _whole(request, codestream, header)
    except (RuntimeError, UnreadableImage):
        raise error from None


_MARGIN = 1.5
"""A wavelet's half is sharper than an average of pixels: measured 1.0 levels of 255 away from the
whole picture at the least size, and 0.6 with this."""


def _halvings(header: Jpeg2000Header, least: int | None) -> int:
    """How often the picture may be halved."""
    if least is None:
        return 0
    width, height = header.size
    for power in range(header.halvings, 0, -1):
        part = 1 << power
        # Pillow rounds to the nearest where the codestream rounds up; only where they agree.
        agree = all((side + part // 2) // part == -(-side // part) for side in (width, height))
        if agree and min(width, height) // part >= _MARGIN * least:
            return power
    return 0


_TILE, _TILE_COMPONENT = 8500, 1050
"""Bytes that OpenJPEG takes for each tile, and for each component of each, before it decodes any:
measured with tiles of one pixel."""


def _reserve(request: Request, header: Jpeg2000Header, power: int, worth: int) -> None:
    """``worth``: how much more than Pillow the decoder takes for a pixel."""
    pixels = (header.size[0] >> power) * (header.size[1] >> power)
    planes = max(3, len(header.components))
    besides = header.length + header.tiles * (_TILE + len(header.components) * _TILE_COMPONENT)
    request.reserve(header.size, worth * pixels * planes // 3 + besides // BYTES_PER_PIXEL)


def _by_pillow(
    request: Request, codestream: bytes, header: Jpeg2000Header, power: int
) -> tuple[Image.Image, int]:
    # The codestream alone: given the boxes too, Pillow heeds some of them and others not.
    image = Jpeg2KImagePlugin.Jpeg2KImageFile(io.BytesIO(codestream))
    if power:
        image.reduce = power
    try:
        image.load()
    except OSError:
        if not power:
            raise
        _reserve(request, header, 0, 1)  # a tile may have fewer halvings than the header says
        return _by_pillow(request, codestream, header, 0)
    image.reduce = 0  # else Pillow gives this number where its method of that name is meant
    if is_plain(header):
        return image, power
    numbers = [_numbers(band, header) for band in enumerate(image.split())]
    return to_image(header, numbers, header.space), power


def _numbers(band: tuple[int, Image.Image], header: Jpeg2000Header) -> Numbers:
    """What the codestream has, of what Pillow shifted up to 8 or 16 bits, or down to 8."""
    index, image = band
    depth = 16 if image.mode == "I;16" else 8
    bits = min(header.components[index].bits, depth)
    return Numbers(np.asarray(image) >> (depth - bits), bits)


def _by_imagecodecs(
    request: Request, codestream: bytes, header: Jpeg2000Header
) -> tuple[list[Numbers], int | None]:
    """What the components hold, and of which colours they are."""
    import imagecodecs

    first = header.components[0]
    rates = {(each.across, each.down) for each in header.components}
    kinds = {(each.bits, each.signed) for each in header.components}
    # Luminance, and colours at half of its rate: imagecodecs makes RGB of such three.
    as_rgb = [(each.across, each.down) for each in header.components] in _SUBSAMPLED
    if len(kinds) > 1 or (len(rates) > 1 and not as_rgb):
        raise UnreadableImage(
            "picture.unsupported", path=request.path, kind=Reason("kind.jp2-channels")
        )
    if rates != {(1, 1)} and not as_rgb:
        codestream = jpeg2000_boxes.at_full_rate(codestream, header)
    decoded = imagecodecs.jpeg2k_decode(codestream)
    decoded = decoded.reshape(*decoded.shape[:2], -1)
    planes = [_unsigned(decoded[..., at], first) for at in range(decoded.shape[2])]
    return planes, _SRGB if as_rgb else header.space


_SUBSAMPLED = ([(1, 1), (2, 1), (2, 1)], [(1, 1), (2, 2), (2, 2)])
_SRGB = 16


def _unsigned(plane: NDArray[Any], component: Component) -> Numbers:
    if plane.dtype.kind == "i":
        plane = (plane.astype(np.int32) + (1 << (component.bits - 1))).astype(np.uint32)
    return Numbers(plane, component.bits)
