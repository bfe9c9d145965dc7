"""Reads Photoshop's files (PSD, PSB): the merged picture, or the layers put together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures.levels import to_eight_bits
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers import photoshop_file, photoshop_layers, photoshop_planes
from igtagger.pictures.readers.photoshop_file import PhotoshopFile
from igtagger.pictures.readers.sheets import Plane, laid_over, merged

BITMAP, GREY, INDEXED, RGB, CMYK, MULTICHANNEL, DUOTONE, LAB = 0, 1, 2, 3, 4, 7, 8, 9
_COLOURS = {BITMAP: 1, GREY: 1, INDEXED: 1, RGB: 3, CMYK: 4, DUOTONE: 1, LAB: 3}
"""How many channels are colours; of multichannel's up to four."""
_BITS = {
    BITMAP: (1, 8),
    INDEXED: (8,),
    **dict.fromkeys((GREY, RGB, CMYK, MULTICHANNEL, DUOTONE, LAB), (8, 16, 32)),
}
_WITHOUT_LAYERS = (BITMAP, INDEXED, MULTICHANNEL)


def read(request: Request) -> Raster:
    """The picture as Photoshop shows it, in 8 bits.

    Raises:
        UnreadableImage: of a kind that Photoshop does not write today, or its layers cannot be
            put together.
    """
    laid_out = photoshop_file.lay_out(request.file)
    if laid_out.bits not in _BITS.get(laid_out.mode, ()):
        raise UnreadableImage(
            "picture.unsupported",
            path=request.path,
            kind=Reason("kind.psd", bits=laid_out.bits, mode=laid_out.mode),
        )
    count = _COLOURS.get(laid_out.mode, min(laid_out.channels, 4))
    if laid_out.channels < count:
        raise SyntaxError("too few channels for its colours")
    if laid_out.is_merged or laid_out.mode in _WITHOUT_LAYERS:
        colours, alpha = _merged(request, laid_out, count)
    else:
        colours, alpha = _together(request, laid_out, count)
    image = _image(laid_out, colours, alpha)
    profile = laid_out.resources.get(photoshop_file.ICC_PROFILE)
    if profile and laid_out.bits != 32:
        image.info["icc_profile"] = profile
    return Raster(image, laid_out.size)


def _merged(
    request: Request, laid_out: PhotoshopFile, count: int
) -> tuple[list[Plane], Plane | None]:
    """Colours as Photoshop stored them, and how opaque they are."""
    pixels = laid_out.size[0] * laid_out.size[1]
    request.reserve(laid_out.size, pixels * (4 + laid_out.bits // 8) // 5)
    has_alpha = laid_out.layers < 0 and laid_out.channels > count
    found = photoshop_planes.planes(request.file, laid_out, count + has_alpha)
    shown = [_shown(plane, laid_out, colour=at < count) for at, plane in enumerate(found)]
    return (shown[:-1], shown[-1]) if has_alpha else (shown, None)


def _together(
    request: Request, laid_out: PhotoshopFile, count: int
) -> tuple[list[Plane], Plane | None]:
    composed, opaque = photoshop_layers.put_together(request, laid_out.size)
    if composed.shape[2] < count:
        raise SyntaxError("too few channels for its colours")
    colours = [_shown(composed[..., at], laid_out) for at in range(count)]
    return colours, to_eight_bits(opaque, white=1)


def _shown(plane: NDArray[Any], laid_out: PhotoshopFile, *, colour: bool = True) -> Plane:
    """One channel in 8 bits."""
    if laid_out.bits == 1 and plane.dtype == np.uint8:
        return np.unpackbits(plane, axis=1, count=laid_out.size[0]) - np.uint8(1)  # 1 is black
    if laid_out.bits == 32 and colour:
        return _of_light(plane)
    return to_eight_bits(plane, white=_WHITE[plane.dtype.itemsize])


_WHITE = {1: 255, 2: 65535, 4: 1}


def _of_light(plane: NDArray[Any]) -> Plane:
    """Floating point is light itself; by sRGB's curve (IEC 61966-2-1) to its levels."""
    light = np.nan_to_num(plane.astype(np.float32), nan=0, posinf=1, neginf=0).clip(0, 1)
    curved = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return to_eight_bits(curved, white=1)


def _image(laid_out: PhotoshopFile, colours: list[Plane], alpha: Plane | None) -> Image.Image:
    if laid_out.mode == INDEXED:
        return _indexed(laid_out, colours[0])
    if alpha is not None and laid_out.is_merged and _is_over_white(colours, alpha, laid_out.mode):
        colours, alpha = _from_white(colours, alpha, laid_out.mode)
    if laid_out.mode == LAB:
        return merged(laid_over(colours, alpha, (255, 128, 128)), "LAB")
    if laid_out.mode == MULTICHANNEL and len(colours) == 2:
        colours = [*colours, np.full_like(colours[0], 255)]  # plates of cyan and magenta
    if len(colours) == 4:  # Photoshop has 255 where no ink is
        return merged([255 - plane for plane in laid_over(colours, alpha, [255] * 4)], "CMYK")
    return merged([*colours, alpha] if alpha is not None else colours)


def _is_over_white(colours: list[Plane], alpha: Plane, mode: int) -> bool:
    """Whether colours were stored as they are over white, as Photoshop does.

    Other programs store them as they are; some of theirs are darker than any can be over white.
    """
    darkest = 253 - np.minimum(alpha, 253)  # two levels are for rounding
    lights = colours[:1] if mode == LAB else colours
    return not any((plane < darkest).any() for plane in lights)


def _from_white(colours: list[Plane], alpha: Plane, mode: int) -> tuple[list[Plane], Plane | None]:
    """As they are to be shown: over white, but where all is nearly white the white is undone.

    What is drawn in white on nothing could not be seen otherwise.
    """
    if mode == LAB or any(int(plane.min()) < _NEARLY_WHITE for plane in colours):
        return colours, None
    return [_without_white(plane, alpha) for plane in colours], alpha


_NEARLY_WHITE = 200


def _without_white(plane: Plane, alpha: Plane) -> Plane:
    own = 255 - (255 - plane.astype(np.float32)) * 255 / np.maximum(alpha, 1) + 0.5
    return own.clip(0, 255).astype(np.uint8)


def _indexed(laid_out: PhotoshopFile, plane: Plane) -> Image.Image:
    image = Image.fromarray(plane)
    if len(laid_out.palette) == 768:
        image.putpalette(np.frombuffer(laid_out.palette, np.uint8).reshape(3, 256).T.tobytes())
    clear = laid_out.resources.get(photoshop_file.TRANSPARENT_INDEX, b"")
    if len(clear) == 2 and int.from_bytes(clear, "big") < 256:
        image.info["transparency"] = int.from_bytes(clear, "big")
    return image
