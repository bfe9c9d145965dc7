"""HEIF: HEIC and AVIF, told apart by what is in them, as brands do not tell for certain.

libavif, as Pillow and imagecodecs have it, gives the plain pixels: here they are cut and turned.
libheif does so itself.
"""

from __future__ import annotations

import io
import os
import sys
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import AvifImagePlugin, Image, JpegImagePlugin

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures import colour_numbers, formats, frames
from igtagger.pictures.colour_numbers import ColourNumbers
from igtagger.pictures.levels import to_eight_bits
from igtagger.pictures.orientation import orientation_of
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers import heif_boxes, heif_tables
from igtagger.pictures.readers.heif_boxes import Described
from igtagger.pictures.refusals import missing_package

_MOST_PARTS = 1000
"""Tiles of a picture; libheif takes no more, and libavif twenty seconds for sixty times as many."""
_MOST_OF_AVIF = 1 << 28
"""Pixels that libavif decodes; of more it says that the file is damaged."""
_UNREAD_CODECS = {"j2k1": "JPEG 2000", "vvc1": "VVC", "avc1": "AVC", "unci": "no compression"}


def read(request: Request) -> Raster:
    """The primary picture; of a sequence the frame that is meant.

    Raises:
        UnreadableImage: pillow-heif is not installed, a codec is unknown, or too many pixels.
        Exception: whatever a decoder raises on what is damaged.
    """
    described = heif_boxes.describe(request.file)
    _refuse_too_many_parts(request, described)
    if described.codec == "av01" or (not described.codec and _says_avif(request)):
        return _read_avif(request, described)
    if described.codec == "jpeg" and described.jpeg:
        return _read_jpeg(request, described)
    return _read_heic(request, described)


def _refuse_too_many_parts(request: Request, described: Described) -> None:
    if len(described.parts) > _MOST_PARTS:
        detail = Reason("work.parts", count=len(described.parts))
        raise UnreadableImage("picture.too-much-work", path=request.path, detail=detail)


def _says_avif(request: Request) -> bool:
    request.file.seek(0)
    return formats.sniff(request.file.read(64)) == "AVIF"


def _numbers(described: Described) -> ColourNumbers | None:
    if described.profile or described.codes is None:
        return None
    return colour_numbers.of_codes(*described.codes)


def _cut(image: Image.Image, described: Described) -> Image.Image:
    if described.crop is None or image.size != described.size:
        return image
    cut = image.crop(described.crop)
    cut.info = image.info
    return cut


# AVIF ---------------------------------------------------------------------------------------


def _read_avif(request: Request, described: Described) -> Raster:
    size = described.size or (0, 0)
    numbers = _numbers(described)
    deep = described.bits > 8
    if described.pixels > _MOST_OF_AVIF:
        kind = Reason("kind.large-avif", millions=_MOST_OF_AVIF // 1_000_000)
        raise UnreadableImage("picture.unsupported", path=request.path, kind=kind)
    request.reserve(size, described.pixels * (2 if deep and numbers else 1))
    if described.has_double_tables:
        request.file.seek(0)
        mended = io.BytesIO(heif_tables.with_single_tables(request.file.read()))
        request = replace(request, file=mended)
    image = None
    if not described.is_sequence and (numbers or not deep):
        image = _plain_avif(request, described, numbers)
    if image is None:
        return _pillows_avif(request, described, numbers)
    if described.profile:
        image.info["icc_profile"] = described.profile
    image = _cut(image, described)
    return Raster(image, image.size, orientation=described.orientation)


def _plain_avif(
    request: Request, described: Described, numbers: ColourNumbers | None
) -> Image.Image | None:
    """By the faster decoder, which gives all bits; None where it cannot."""
    import imagecodecs

    request.file.seek(0)
    try:
        values = imagecodecs.avif_decode(request.file.read(), numthreads=_threads())
    except Exception:  # noqa: BLE001  (Pillow has its say, and gives the reason)
        return None
    if values.ndim == 4 or values.shape[:2] != (described.size or (0, 0))[::-1]:
        return None
    if values.dtype == np.uint8:
        return colour_numbers.told_by(Image.fromarray(values), numbers)
    return _from_deep(values, (1 << described.bits) - 1, numbers)


def _threads() -> int:
    """As many as Pillow would take."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _from_deep(values: NDArray[Any], white: int, numbers: ColourNumbers | None) -> Image.Image:
    """A picture of numbers from 0 to ``white``, grey or RGB, maybe with alpha."""
    channels = 1 if values.ndim == 2 else values.shape[2]
    values = values.reshape(*values.shape[:2], channels)
    colours = values[..., : channels - 1 if channels in (2, 4) else channels]
    colours = colours[..., 0] if colours.shape[2] == 1 else colours
    if numbers is None:
        levels = to_eight_bits(colours, white=white)
    else:
        levels = colour_numbers.to_srgb(colours, numbers, white)
    image = Image.fromarray(levels)
    if channels in (2, 4):
        image.putalpha(Image.fromarray(to_eight_bits(values[..., -1], white=white)))
    return image


def _pillows_avif(request: Request, described: Described, numbers: ColourNumbers | None) -> Raster:
    def opened() -> Image.Image:
        request.file.seek(0)
        image = AvifImagePlugin.AvifImageFile(request.file)
        request.reserve(image.size, image.width * image.height * 3 // 2)
        return image

    image = frames.load_meant(opened) if described.is_sequence else opened()
    image.load()
    orientation = orientation_of(image)
    if "icc_profile" not in image.info:
        image = colour_numbers.told_by(image, numbers)
    image = _cut(image, described)
    return Raster(image, image.size, orientation=orientation)


# HEIC ---------------------------------------------------------------------------------------


def _read_heic(request: Request, described: Described) -> Raster:
    if not formats.is_installed(formats.HEIF):
        raise missing_package(request.path, formats.HEIF)
    if described.codec in _UNREAD_CODECS:
        kind = Reason("kind.heif-codec", codec=_UNREAD_CODECS[described.codec])
        raise UnreadableImage("picture.unsupported", path=request.path, kind=kind)
    first = _opened_heic(request)
    request.reserve(first.size, max(described.pixels, first.width * first.height))
    numbers = _numbers_of_heic(first)
    if numbers and first.info.get("bit_depth", 8) > 8:
        request.reserve(first.size, max(described.pixels, first.width * first.height) * 2)
        image = _deep_heic(request, numbers)
        return Raster(image, image.size)
    if described.is_sequence:
        image = frames.load_meant(partial(_opened_heic, request))
    else:
        image = first
        image.load()
    orientation = orientation_of(image)
    return Raster(colour_numbers.told_by(image, numbers), image.size, orientation=orientation)


def _opened_heic(request: Request) -> Image.Image:
    # Not through Image.open, which knows but some of the brands that a file may begin with.
    from pillow_heif import HeifImageFile

    request.file.seek(0)
    image: Image.Image = HeifImageFile(request.file)
    return image


def _numbers_of_heic(image: Image.Image) -> ColourNumbers | None:
    nclx = image.info.get("nclx_profile")
    if not nclx or image.info.get("icc_profile"):
        return None
    return colour_numbers.of_codes(nclx["color_primaries"], nclx["transfer_characteristics"])


def _deep_heic(request: Request, numbers: ColourNumbers) -> Image.Image:
    import pillow_heif

    request.file.seek(0)
    found = pillow_heif.open_heif(request.file, convert_hdr_to_8bit=False)
    primary = found[found.primary_index]
    return _from_deep(np.asarray(primary), 65535 if primary.mode.endswith("16") else 255, numbers)


# JPEG within HEIF ---------------------------------------------------------------------------


def _read_jpeg(request: Request, described: Described) -> Raster:
    pieces = []
    for start, length in described.jpeg:
        request.file.seek(start)
        pieces.append(request.file.read(length))
    image: Image.Image = JpegImagePlugin.JpegImageFile(io.BytesIO(b"".join(pieces)))
    request.reserve(image.size)
    image.load()
    image = _cut(image, described)
    return Raster(image, image.size, orientation=described.orientation)
