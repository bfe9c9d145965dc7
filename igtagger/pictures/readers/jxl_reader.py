"""JPEG XL, by imagecodecs, which gives every frame; its profiles by pillow-jxl-plugin.

A JPEG that was packed anew is unpacked and decoded as the JPEG that it was.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, JpegImagePlugin

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures import colour_numbers, frames
from igtagger.pictures.levels import to_eight_bits
from igtagger.pictures.limits import BYTES_PER_PIXEL
from igtagger.pictures.orientation import orientation_of
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers import jxl_header
from igtagger.pictures.readers.jxl_header import JxlHeader
from igtagger.pictures.want_of_memory import is_free, no_memory

_SLOWNESS = 5
"""A frame without loss takes a core 25 to 40 ms a megapixel, and so many times GIF's or WebP's."""


def read(request: Request) -> Raster:
    """The picture; of an animation the frame that is meant (:mod:`igtagger.pictures.frames`).

    By the standard the header tells how it is turned, and the decoder turns it: EXIF has no say.

    Raises:
        UnreadableImage: no header, too many pixels, or colours of printers.
        Exception: whatever a decoder raises on what is damaged.
    """
    header = jxl_header.read_header(request.file)
    if header is None:
        raise UnreadableImage("picture.no-header", path=request.path)
    size = header.width, header.height
    request.reserve(size, size[0] * size[1] * _cost(header))
    # The decoder may end the program where memory is short.
    if not is_free(request.need.pixels * BYTES_PER_PIXEL):
        raise no_memory(request.path, request.need)
    if header.has_black:
        kind = Reason("kind.jxl-cmyk")
        raise UnreadableImage("picture.unsupported", path=request.path, kind=kind)
    packed_anew = jxl_header.has_jpeg(request.file)
    request.file.seek(0)
    data = request.file.read()
    if packed_anew and (jpeg := _as_it_was(data)):
        jpeg.load()
        return Raster(jpeg, jpeg.size, orientation=orientation_of(jpeg))
    image = _decode(data, header)
    remark = None
    if header.has_profile and not header.is_lossy:
        profile = _profile(data)
        if profile:
            image.info["icc_profile"] = profile
        else:
            remark = Reason("remark.no-profile")
    return Raster(image, image.size, remark=remark)


def _cost(header: JxlHeader) -> int:
    """How many pixels' worth a pixel takes: 9, 25 and 64 bytes were measured."""
    return 1 if header.bits <= 8 else 2 if header.bits <= 16 else 4


def _as_it_was(data: bytes) -> Image.Image | None:
    import imagecodecs

    try:
        jpeg = imagecodecs.jpegxl_decode_jpeg(data, numthreads=1)
        return JpegImagePlugin.JpegImageFile(io.BytesIO(jpeg))
    except Exception:  # noqa: BLE001  (its pixels can be had all the same)
        return None


def _profile(data: bytes) -> bytes | None:
    """The ICC profile; None where what reads it is not installed, or fails."""
    try:
        from pillow_jxl import Decoder

        return bytes(Decoder(num_threads=-1)(data)[3]) or None
    except Exception:  # noqa: BLE001  (the pixels are good without it)
        return None


def _decode(data: bytes, header: JxlHeader) -> Image.Image:
    import imagecodecs

    if not header.is_animated:
        return _picture(imagecodecs.jpegxl_decode(data), header)
    first = _picture(imagecodecs.jpegxl_decode(data, index=0), header)
    if frames.shows_something(first):
        return first
    for number in range(1, frames.looked_at(first.size, _SLOWNESS)):
        try:
            frame = _picture(imagecodecs.jpegxl_decode(data, index=number), header)
        except Exception:  # noqa: BLE001  (there are no more, or the rest is damaged)
            break
        if frames.shows_something(frame):
            return frame
    return first


def _picture(values: NDArray[Any], header: JxlHeader) -> Image.Image:
    if header.is_grey and header.others and values.ndim == 3:
        values = values[0]  # such pictures come with their channels apart
    channels = values.shape[2] if values.ndim == 3 else 1
    values = values.reshape(*values.shape[:2], channels)
    has_alpha = channels in (2, 4)
    colours, alpha = (values[..., :-1], values[..., -1]) if has_alpha else (values, None)
    if alpha is not None and header.is_premultiplied:
        colours = _divided(colours, alpha, header)
    image = _colours(colours[..., 0] if colours.shape[2] == 1 else colours, header)
    if alpha is not None:
        image.putalpha(Image.fromarray(_levels(alpha, header)))
    return image


def _divided(colours: NDArray[Any], alpha: NDArray[Any], header: JxlHeader) -> NDArray[Any]:
    """The colours as they were before they were multiplied by ``alpha``."""
    white = 1.0 if header.is_float else float((1 << header.bits) - 1)
    part = np.maximum(alpha.astype(np.float32), white / 65535) / white
    return np.clip(colours / part[..., None], 0, white).astype(colours.dtype)


def _colours(values: NDArray[Any], header: JxlHeader) -> Image.Image:
    if header.numbers is None:
        return Image.fromarray(_levels(values, header))
    if values.dtype == np.uint8:
        return colour_numbers.told_by(Image.fromarray(values), header.numbers)
    white = (1 << min(header.bits, 16)) - 1
    if header.is_float:
        white = 65535
        light = np.nan_to_num(values.astype(np.float32)).clip(0, 1)
        values = (light * white + 0.5).astype(np.uint16)
    return Image.fromarray(colour_numbers.to_srgb(values, header.numbers, white))


def _levels(values: NDArray[Any], header: JxlHeader) -> NDArray[np.uint8]:
    return to_eight_bits(values, white=1 if header.is_float else (1 << header.bits) - 1)
