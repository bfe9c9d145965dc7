"""Reads JPEG: its pixels decide, not its end mark.

What is whole is read whether it ends as it should or not. What lacks a little
(:data:`LITTLE`) is read with a remark, what lacks more fails. More than 8 bits and JPEG-LS, which
Pillow does not know, are read by imagecodecs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures.exif_colours import told_by_exif
from igtagger.pictures.levels import to_eight_bits
from igtagger.pictures.limits import LARGE_PIXELS
from igtagger.pictures.orientation import orientation_of
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers.jpeg_feed import NOISE, FedJpeg, Feed, share_alike
from igtagger.pictures.readers.jpeg_markers import (
    END_MARK,
    SOF_JPEG_LS,
    SOF_LOSSLESS_ARITHMETIC,
    JpegHeader,
    Scan,
    data_end,
    read_header,
    scans,
)
from igtagger.pictures.readers.jpeg_scans import Begun, refuse_too_much_work

LITTLE = 0.1
"""A picture of which no more than this share lacks is read; with more it is called cut off."""
_NOTHING = 0.001  # less than anybody sees, and not spoken of
_BY_PILLOW = frozenset((0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA))
_BY_CODECS = frozenset((0xC0, 0xC1, 0xC2, 0xC3, SOF_JPEG_LS))
_MOST_COST = 3  # of pixels' worth: numbers of 16 bits, and of 32 on their way to 8


def read_jpeg(request: Request) -> Raster:
    """A JPEG, at a fraction of its size where that is enough."""
    header = read_header(request.path, request.file)
    if len(header.components) not in (1, 3, 4):
        raise _unsupported(request, "kind.jpeg-planes", count=len(header.components))
    if header.kind in _BY_PILLOW and header.precision == 8:
        return (_read_scans if header.has_many_scans else _read_rows)(request, header)
    if header.kind in _BY_CODECS:
        return _read_by_codecs(request, header)
    arithmetic = header.kind == SOF_LOSSLESS_ARITHMETIC
    raise _unsupported(request, "kind.jpeg-arithmetic" if arithmetic else "kind.jpeg-hierarchical")


def refuse_jpeg_xr(request: Request) -> Raster:
    """A JPEG XR: the one decoder that there is ends the program on damaged files."""
    raise _unsupported(request, "kind.jpeg-xr")


def _unsupported(request: Request, code: str, **facts: int) -> UnreadableImage:
    return UnreadableImage("picture.unsupported", path=request.path, kind=Reason(code, **facts))


def _read_rows(request: Request, header: JpegHeader) -> Raster:
    """A picture whose rows come one after the other."""
    feed = Feed(header, request.file)
    try:
        raster, end = _load(request, header, feed), feed.foreign_mark()
    except OSError:
        if (end := feed.foreign_mark()) is None:
            raise
        # Another picture begins amid this one, as in what was recovered from a disk.
        raster = _load(request, header, Feed(header, request.file, end))
    if (zeros := feed.missing()) > LITTLE:
        detail = Reason("lacking.zeros", percent=round(100 * zeros))
        raise UnreadableImage("picture.damaged", path=request.path, detail=detail)
    if end is None and not feed.ran_out and not header.is_arithmetic:
        return _judged(request, raster, zeros + feed.unread())
    end = feed.end if end is None else end
    there = _share_there(request, header, end, request.least)
    return _judged(request, raster, zeros + 1 - there)


def _read_scans(request: Request, header: JpegHeader) -> Raster:
    """A picture that becomes finer by each scan, or whose planes come one after the other."""
    passes: list[Scan] = []
    end = scans(header, request.file, data_end(request.file), passes)
    refuse_too_much_work(request.path, header, passes)
    request.file.seek(end)
    is_ended = request.file.read(2) == END_MARK
    raster = _load(request, header, Feed(header, request.file, end))
    if is_ended and Begun(header, passes).is_complete:
        return raster
    return _judged_by_scans(request, header, raster, passes, end, is_ended=is_ended)


def _judged_by_scans(
    request: Request,
    header: JpegHeader,
    raster: Raster,
    passes: Sequence[Scan],
    end: int,
    *,
    is_ended: bool,
) -> Raster:
    least = request.least if header.size[0] * header.size[1] > LARGE_PIXELS else None
    there = _share_there(request, header, end, least)  # at its full size, where details count
    begun, before = Begun(header, passes), Begun(header, passes[:-1])
    if there == 1 and (is_ended or begun.is_complete):
        return raster  # some are written without their finest bits
    if before.shows_something or (begun.shows_something and there == 1):
        return replace(raster, remark=Reason("remark.unsharp"))
    if begun.shows_something:
        return _judged(request, raster, 1 - there)
    raise UnreadableImage("picture.cut-off", path=request.path, detail=Reason("lacking.details"))


def _load(request: Request, header: JpegHeader, feed: Feed) -> Raster:
    image = FedJpeg(header, feed)
    scale = image.scaled_to(request.least)
    request.reserve(header.size, _cost(header, image))
    image.load()
    if not (header.exif or header.xmp):
        return Raster(image, header.size, scale)
    return Raster(told_by_exif(image), header.size, scale, orientation_of(image))


def _cost(header: JpegHeader, image: Image.Image) -> int:
    """How many pixels' worth of memory decoding takes."""
    # What comes in several scans is kept whole as coefficients, of some half of its pixels' size.
    whole = header.size[0] * header.size[1] // 2 if header.has_many_scans else 0
    return image.width * image.height + whole


def _share_there(request: Request, header: JpegHeader, end: int, least: int | None) -> float:
    """How much of a picture stands in its file before ``end``, 0 to 1.

    libjpeg fills up what lacks, so that with noise behind ``end`` it comes out otherwise.
    """
    seen = []
    for noise in (False, True):
        image = FedJpeg(header, Feed(header, request.file, end, noise=noise))
        scale = image.scaled_to(least)
        image.load()
        seen.append(np.asarray(image))
    return share_alike(seen[0], seen[1], (header.unit[0] // scale, header.unit[1] // scale))


def _judged(request: Request, raster: Raster, lacking: float) -> Raster:
    if lacking <= _NOTHING:
        return raster
    percent = max(1, round(100 * lacking))
    if lacking > LITTLE:
        detail = Reason("lacking.percent", percent=percent)
        raise UnreadableImage("picture.cut-off", path=request.path, detail=detail)
    return replace(raster, remark=Reason("remark.partial", percent=percent))


def _read_by_codecs(request: Request, header: JpegHeader) -> Raster:
    width, height = header.size
    request.reserve(header.size, width * height * _MOST_COST)
    end = data_end(request.file)
    if header.has_many_scans and header.kind != SOF_JPEG_LS:
        passes: list[Scan] = []
        scans(header, request.file, end, passes)
        refuse_too_much_work(request.path, header, passes)
    request.file.seek(0)
    data = request.file.read(end)
    values = _decode(header, data)
    image = _image_of(header, values)
    raster = Raster(image, header.size, orientation=orientation_of(image))
    if header.kind == SOF_JPEG_LS or data.endswith(END_MARK):
        return raster
    return _judged(request, raster, 1 - share_alike(values, _decode(header, data + NOISE), (8, 8)))


def _decode(header: JpegHeader, data: bytes) -> NDArray[Any]:
    import imagecodecs

    decode = imagecodecs.jpegls_decode if header.kind == SOF_JPEG_LS else imagecodecs.jpeg8_decode
    return np.asarray(decode(data + END_MARK))


def _image_of(header: JpegHeader, values: NDArray[Any]) -> Image.Image:
    eight = to_eight_bits(values, white=2**header.precision - 1)
    if eight.ndim == 3 and eight.shape[2] == 4:
        image = Image.fromarray(255 - eight, "CMYK")
    else:
        image = Image.fromarray(np.ascontiguousarray(eight))
    image.info.update(header.info)
    return image
