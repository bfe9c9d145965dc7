"""Reads TIFF: by tifffile and imagecodecs, or Pillow where that reads it right and as fast.

docs/decisions/0007 tells what was compared.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from PIL import Image, TiffImagePlugin

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures import colour_numbers
from igtagger.pictures.colour_numbers import ColourNumbers
from igtagger.pictures.limits import BYTES_PER_PIXEL, LARGE_PIXELS
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers import (
    pillow_reader,
    tiff_colours,
    tiff_pages,
    tiff_subsampled,
    tiff_values,
)
from igtagger.pictures.readers.tiff_pages import Directory

_ORIENTATION, _WHITE_POINT, _PRIMARIES, _ICC_PROFILE = 274, 318, 319, 34675
_D65 = (0.3127, 0.3290)
_COMPLEX = (5, 6)
_OLD_JPEG = 6
_BY_LIBTIFF = (_OLD_JPEG, 32809, 32908, 32909, 34676, 34677)
"""Old JPEG, ThunderScan, PixarFilm, PixarLog and SGI's two: compressions that libtiff alone has. It
makes colours of 8 bits of them."""
_JPEG_XR = (22610, 22611, 34934)
"""imagecodecs has a decoder, but where they are damaged it takes the whole program down."""
_BY_PILLOW = {
    (tiff_colours.WHITE_IS_ZERO, (1,)),
    (tiff_colours.WHITE_IS_ZERO, (8,)),
    (tiff_colours.BLACK_IS_ZERO, (1,)),
    (tiff_colours.BLACK_IS_ZERO, (8,)),
    (tiff_colours.RGB, (8, 8, 8)),
    (tiff_colours.RGB, (8, 8, 8, 8)),
    (tiff_colours.RGB, (16, 16, 16)),
    (tiff_colours.PALETTE, (8,)),
    (tiff_colours.INKS, (8, 8, 8, 8)),
}
"""Colours and bits of the everyday pictures, of which Pillow makes the same."""
_COMPRESSIONS_OF_PILLOW = (1, 2, 3, 4, 5, 7, 8, 32773, 32946, 50000)
_DEFLATE, _ZSTANDARD = (8, 32946), 50000
_MOST_WORK = 8
"""So many times the pixels that there is memory for are averaged; more would take minutes."""
_LEAST_SHOWN = 0.99
"""Of a sparse file: with less than that a person is told."""


_Decode = Callable[[Request, Any, Directory], Raster]


def read(request: Request) -> Raster:
    """The largest page that is neither a smaller copy of another nor a mask.

    Raises:
        UnreadableImage: it is whole, but of a kind that nothing here reads; or it is too large.
        Exception: whatever a decoder raises on damaged files.
    """
    try:
        found = tiff_pages.directories(request.file)
    except SyntaxError:
        return pillow_reader.read(request)
    whole = tiff_pages.main_picture(found)
    shown = whole
    if request.least is not None and whole.pixels > LARGE_PIXELS:
        shown = tiff_pages.smaller_copy(found, whole, request.least)
    tiff_values.refuse_large_values(shown)
    try:
        page = tiff_values.open_page(request.file, shown)
    except Exception:  # noqa: BLE001  (odd directories raise anything; the other may make sense of it)
        return pillow_reader.read(request)
    raster = _read_page(request, page, shown)
    if shown is whole:
        return raster
    sides = whole.width, whole.height
    sideways = _orientation(page) in (5, 6, 7, 8)
    return replace(raster, reported=sides[::-1] if sideways else sides)


def _read_page(request: Request, page: Any, shown: Directory) -> Raster:
    if (factor := _factor(request, page)) > 1:
        return _averaged(request, page, factor)
    if not _is_for_pillow(page, shown):
        return _by_imagecodecs(request, page, shown)
    first: _Decode = _by_pillow
    second: _Decode = _by_imagecodecs
    if page.compression in _DEFLATE and page.bitspersample in (8, 16):
        # The same pixels in less time; but Pillow knows more of what odd writers do.
        first, second = second, first
    elif page.compression != _ZSTANDARD:  # without which Pillow can be built
        raster = _by_pillow(request, page, shown)
        if not _is_dark(page, raster.image):
            return raster
        del raster
        return _by_imagecodecs(request, page, shown)
    try:
        return first(request, page, shown)
    except UnreadableImage:
        raise
    except Exception:  # noqa: BLE001  (decoders raise anything; the other has its own say)
        return second(request, page, shown)


def _by_imagecodecs(request: Request, page: Any, shown: Directory) -> Raster:
    _refuse_unknown(request, page, shown)
    image, lacking = _read(request, page, shown)
    remark = None
    if lacking > 1 - _LEAST_SHOWN:
        remark = Reason("remark.partial", percent=round(100 * lacking))
    _add_profile(image, page)
    return Raster(image, image.size, 1, _orientation(page), remark=remark)


def _factor(request: Request, page: Any) -> int:
    """How many pixels each way to average as they come, of what is too large as a whole; else 1."""
    sides = page.imagewidth, page.imagelength
    too_large = sides[0] * sides[1] > request.limit
    if request.least is None or not too_large or not _is_averaged(page):
        return 1
    if sides[0] * sides[1] > _MOST_WORK * request.limit:
        return 1
    return tiff_values.averaged_to_one(page, min(sides) // request.least)


def _is_averaged(page: Any) -> bool:
    """Whether the mean of its numbers is the mean of its colours."""
    kind = int(page.photometric)
    samples = tiff_colours.samples_needed(page) if tiff_colours.is_known(page) else 0
    is_jpeg = page.compression in tiff_values.JPEG_COMPRESSIONS
    return (
        page.dtype == np.uint8
        and page.bitspersample == 8
        and page.compression not in (*_BY_LIBTIFF, *_JPEG_XR)
        and (kind in (0, 1, 2, 5) or (kind == tiff_colours.YCBCR and is_jpeg))
        and samples == tiff_colours.colour_samples(page)
    )


def _averaged(request: Request, page: Any, factor: int) -> Raster:
    size, samples = (page.imagewidth, page.imagelength), tiff_colours.samples_needed(page)
    taken = tiff_values.bytes_taken_averaged(page, samples, factor)
    request.reserve(size, taken // BYTES_PER_PIXEL + 1)
    values = tiff_values.read_averaged(request.file, page, samples, factor)
    image = tiff_colours.image_of(page, values)
    _add_profile(image, page)
    return Raster(image, size, factor, _orientation(page))


def _add_profile(image: Image.Image, page: Any) -> None:
    """The file's own, or one of the primaries and the white that it tells of (TIFF 6.0, 20)."""
    profile = page.tags.valueof(_ICC_PROFILE)
    if isinstance(profile, bytes):
        image.info["icc_profile"] = profile
    elif page.photometric == tiff_colours.RGB and image.mode in ("RGB", "RGBA"):
        colour_numbers.told_by(image, _told_colours(page))


def _told_colours(page: Any) -> ColourNumbers | None:
    primaries = _ratios(page.tags.valueof(_PRIMARIES), 6)
    if primaries is None:
        return None
    white = _ratios(page.tags.valueof(_WHITE_POINT), 2) or _D65
    return colour_numbers.of_gamma(1 / 2.2, (*white, *primaries))  # the default of the standard


def _ratios(told: object, count: int) -> tuple[float, ...] | None:
    """Fractions, each of two numbers; None where there are others, or too few."""
    if not isinstance(told, tuple) or len(told) != 2 * count:
        return None
    pairs = zip(told[::2], told[1::2], strict=True)
    try:
        return tuple(above / below for above, below in pairs)
    except (ZeroDivisionError, TypeError):
        return None


def _orientation(page: Any) -> int:
    told = page.tags.valueof(_ORIENTATION, 1)
    return told if isinstance(told, int) else 1


def _is_for_pillow(page: Any, shown: Directory) -> bool:
    bits = page.bitspersample
    every = bits if isinstance(bits, tuple) else (bits,) * page.samplesperpixel
    photometric, compression = int(page.photometric), int(page.compression)
    if shown.page != 0 or page.fillorder != 1 or page.imagedepth > 1:
        return False
    if sum(shown.sizes.values()) > tiff_pages.MOST_VALUE_BYTES:
        return False  # Pillow reads all of them: layers of Photoshop, say
    if compression == _OLD_JPEG:
        return True
    if page.parent.is_bigtiff and page.parent.byteorder == ">":
        return False
    if photometric == tiff_colours.YCBCR:
        return compression == 7 and page.planarconfig == 1 and every == (8, 8, 8)
    return (
        (photometric, every) in _BY_PILLOW
        and compression in _COMPRESSIONS_OF_PILLOW
        and (compression != _ZSTANDARD or page.bitspersample == 8)
        and page.sampleformat == 1
        and _is_plain(page)
        and (photometric != tiff_colours.PALETTE or tiff_colours.is_table_wide(page))
        and (page.bitspersample == 8 or tiff_colours.is_range_untold(page))
    )


def _is_plain(page: Any) -> bool:
    """Whether Pillow takes its samples and planes for what they are."""
    if page.samplesperpixel == 1:
        return True
    if page.planarconfig == 2:
        return page.bitspersample == 8 and not page.extrasamples
    return len(page.extrasamples) <= 1


def _by_pillow(request: Request, page: Any, _: Directory) -> Raster:
    # Where strips are missing Pillow leaves the rows black, and says nothing.
    if page.compression != _OLD_JPEG:
        grid = tiff_values.Grid.of(page)
        tiff_values.refuse_missing_pieces(page, grid, page.samplesperpixel)
    request.file.seek(0)
    raster = pillow_reader.from_pillow(request, TiffImagePlugin.TiffImageFile(request.file))
    _add_profile(raster.image, page)
    return raster


def _is_dark(page: Any, image: Image.Image) -> bool:
    """Whether colours of 16 bits may be of 10 or 12: Pillow takes the upper eight of them."""
    most = tiff_colours.WHITE_OF_CAMERAS >> 8
    bands: Any = image.getextrema() if page.bitspersample == 16 else ()
    return bool(bands) and all(high <= most for _, high in bands)


def _refuse_unknown(request: Request, page: Any, shown: Directory) -> None:
    """Name what is whole and cannot be read.

    Raises:
        UnreadableImage: as ``picture.unsupported``.
    """
    import tifffile

    compression = int(page.compression)
    kind: Reason | None = None
    if shown.photometric in tiff_pages.SENSOR_COLOURS:
        kind = Reason("kind.tiff-sensor")
    elif compression in _BY_LIBTIFF and shown.page is not None:
        return
    elif compression in _JPEG_XR:
        kind = Reason("kind.tiff-jpeg-xr")
    elif compression != 1 and not _is_decoded(tifffile.TIFF.DECOMPRESSORS, compression):
        kind = Reason("kind.tiff-compression", number=compression)
    elif not tiff_colours.is_known(page):
        kind = Reason("kind.tiff-colours", number=int(page.photometric))
    elif page.sampleformat in _COMPLEX:
        kind = Reason("kind.tiff-complex")
    elif page.dtype is None:
        bits = page.bitspersample
        told = bits if isinstance(bits, tuple) else (bits,)
        kind = Reason("kind.tiff-bits", bits=", ".join(str(each) for each in told[:8]))
    if kind is not None:
        raise UnreadableImage("picture.unsupported", path=request.path, kind=kind)


def _is_decoded(decompressors: Any, compression: int) -> bool:
    try:
        return decompressors[compression] is not None
    except KeyError:
        return False


def _read(request: Request, page: Any, shown: Directory) -> tuple[Image.Image, float]:
    """The picture, and which share of it the file does not have."""
    size = page.imagewidth, page.imagelength
    if page.compression in _BY_LIBTIFF:
        request.reserve(size, 2 * size[0] * size[1])
        return _by_libtiff(request, shown), 0.0
    is_jpeg = page.compression in tiff_values.JPEG_COMPRESSIONS
    if page.photometric == tiff_colours.YCBCR and not is_jpeg:
        request.reserve(size, 2 * size[0] * size[1])
        return Image.fromarray(tiff_subsampled.read_rgb(request.file, page)), 0.0
    samples = tiff_colours.samples_needed(page)
    taken = tiff_values.bytes_taken(page, samples)
    request.reserve(size, max(size[0] * size[1], taken // BYTES_PER_PIXEL))
    values, lacking = tiff_values.read_values(request.file, page, samples)
    return tiff_colours.image_of(page, values), lacking


def _by_libtiff(request: Request, shown: Directory) -> Image.Image:
    import imagecodecs

    with mmap.mmap(request.file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        rgba = imagecodecs.tiff_decode(data, index=shown.page, asrgb=True)
    return Image.fromarray(np.ascontiguousarray(rgba)).convert("RGBA")
