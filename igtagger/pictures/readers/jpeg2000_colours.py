"""What the numbers of a JPEG 2000's components are: channels, colours, transparency.

Colour spaces by ISO 15444-1, I.5.3.3, and 15444-2, M.11.7.3.1.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from igtagger.pictures.levels import to_eight_bits
from igtagger.pictures.readers.jpeg2000_boxes import Jpeg2000Header
from igtagger.pictures.readers.sheets import Plane, laid_over, merged

BLACK_IS_ONE, BLACK_IS_ZERO, GREY, SRGB, LAB = 0, 15, 17, 16, 14
CMY, CMYK, YCCK = 11, 12, 13
YCC_709, YCC, YCC_601, SYCC, E_SYCC = 1, 3, 4, 18, 24
_COUNTS = {BLACK_IS_ONE: 1, BLACK_IS_ZERO: 1, GREY: 1, CMYK: 4, YCCK: 4}
"""How many channels are colours; else three."""
_PROFILES = {b"GRAY": 1, b"CMYK": 4, b"RGB ": 3, b"Lab ": 3}
_OPACITY, _MULTIPLIED = 1, 2


@dataclass(frozen=True, slots=True)
class Numbers:
    """One plane as the codestream has it, from 0: values of so many bits."""

    values: NDArray[Any]
    bits: int

    def levels(self) -> Plane:
        """In 8 bits."""
        return to_eight_bits(self.values, white=(1 << self.bits) - 1)


def is_plain(header: Jpeg2000Header) -> bool:
    """Whether the components are grey or RGB in their order, with alpha at most, of 8 bits or more.

    Then they are what Pillow makes of them.
    """
    count = len(header.components)
    colours = count - 1 + count % 2
    ordered = [
        (at, _OPACITY if at == colours else 0, 0 if at == colours else at + 1)
        for at in range(count)
    ]
    return (
        not header.palette
        and min(each.bits for each in header.components) >= 8
        and (not header.definitions or sorted(header.definitions) == ordered)
        and header.space in (None, GREY if colours == 1 else SRGB)
        and _colour_count(header, header.space, count) == colours
    )


def to_image(header: Jpeg2000Header, components: list[Numbers], space: int | None) -> Image.Image:
    """An image of any of Pillow's modes.

    Args:
        header: of the file.
        components: all of them, of one size.
        space: the number of their colours.

    Raises:
        SyntaxError: there are fewer channels than the colours have.
    """
    channels = [each.levels() for each in _channels(header, components)]
    if space is not None and _colour_count(header, space, len(channels)) != _COUNTS.get(space, 3):
        space = None
    colours, alpha, multiplied = _assigned(header, channels, space)
    if alpha is not None and multiplied:
        colours = [np.minimum(plane, alpha) + (255 - alpha) for plane in colours]
        alpha = None
    return _image(header, colours, alpha, space)


def _channels(header: Jpeg2000Header, components: list[Numbers]) -> list[Numbers]:
    """The components, each through the palette's column that is meant for it."""
    if not header.palette:
        return components
    mapping = header.mapping or tuple((0, column) for column in range(len(header.palette)))
    channels = []
    for part, at in mapping:
        component = components[part]
        if at >= 0:
            column = header.palette[at]
            last = min(len(column.values), 1 << component.bits) - 1
            indices = np.minimum(component.values, last)
            component = Numbers(column.values[indices], column.bits)
        channels.append(component)
    return channels


def _colour_count(header: Jpeg2000Header, space: int | None, channels: int) -> int:
    """How many channels are colours: as many as the space has, where there are so many."""
    usual = 3 if channels >= 3 else 1
    if space is not None:
        told = _COUNTS.get(space, 3)
    else:
        told = _PROFILES.get(header.profile[16:20], usual) if header.profile else usual
    return told if told <= channels else usual


def _assigned(
    header: Jpeg2000Header, channels: list[Plane], space: int | None
) -> tuple[list[Plane], Plane | None, bool]:
    """The colours in their order, how opaque they are, and whether they were multiplied by that."""
    count = _colour_count(header, space, len(channels))
    known = [each for each in header.definitions if each[0] < len(channels)]
    ordered = sorted((colour, at) for at, kind, colour in known if kind == 0)
    if len(ordered) >= count:
        opaque = [(at, kind) for at, kind, _ in known if kind in (_OPACITY, _MULTIPLIED)]
        alpha, kind = (channels[opaque[0][0]], opaque[0][1]) if opaque else (None, 0)
        return [channels[at] for _, at in ordered[:count]], alpha, kind == _MULTIPLIED
    if len(channels) < count:
        raise SyntaxError("too few channels for its colours")
    # Where nothing is said of it, one channel more than the colours is taken for transparency.
    alpha = channels[count] if len(channels) == count + 1 and not known else None
    return channels[:count], alpha, False


def _image(
    header: Jpeg2000Header, colours: list[Plane], alpha: Plane | None, space: int | None
) -> Image.Image:
    if space == LAB:
        return merged(laid_over(_lab(header, colours), alpha, (255, 128, 128)), "LAB")
    if space == YCCK:
        colours = [*(255 - plane for plane in _from_ycc(colours[:3])), colours[3]]
    if len(colours) == 4:
        return merged(laid_over(colours, alpha, (0, 0, 0, 0)), "CMYK")
    if space in (YCC, SYCC, E_SYCC):
        colours = _from_ycc(colours)
    elif space in _NARROW:
        colours = _from_narrow(colours, *_NARROW[space])
    elif space in (BLACK_IS_ONE, CMY):
        colours = [255 - plane for plane in colours]
    return merged([*colours, alpha] if alpha is not None else colours)


def _from_ycc(colours: list[Plane]) -> list[Plane]:
    rgb = merged(colours, "YCbCr").convert("RGB")
    return [np.asarray(band) for band in rgb.split()]


_NARROW = {YCC_709: (0.2126, 0.0722), YCC_601: (0.299, 0.114)}
"""Luminance from 16 to 235: what red and blue give of it (ITU-R BT.709 and BT.601)."""


def _from_narrow(colours: list[Plane], of_red: float, of_blue: float) -> list[Plane]:
    light, blue, red = (plane.astype(np.float32) for plane in colours)
    light = (light - 16) * (255 / 219)
    red = light + (red - 128) * (255 / 112) * (1 - of_red)
    blue = light + (blue - 128) * (255 / 112) * (1 - of_blue)
    green = (light - of_red * red - of_blue * blue) / (1 - of_red - of_blue)
    return [(plane + 0.5).clip(0, 255).astype(np.uint8) for plane in (red, green, blue)]


def _lab(header: Jpeg2000Header, colours: list[Plane]) -> list[Plane]:
    """As Pillow has it: lightness 0 to 255, the others from -128, which is 0."""
    bits = header.components[0].bits
    top = (1 << bits) - 1
    ranges: tuple[int, ...] = (
        100,
        0,
        170,
        1 << (bits - 1),
        200,
        (1 << (bits - 2)) + (1 << (bits - 3)),
    )
    if len(header.space_range) >= 24:
        ranges = struct.unpack_from(">6I", header.space_range)
    lightness, green_red, blue_yellow = (
        (plane.astype(np.float32) / 255 - offset / top) * spread
        for plane, spread, offset in zip(colours, ranges[::2], ranges[1::2], strict=True)
    )
    planes = (lightness * 2.55, green_red + 128, blue_yellow + 128)
    return [(plane + 0.5).clip(0, 255).astype(np.uint8) for plane in planes]
