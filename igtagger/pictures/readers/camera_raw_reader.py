"""Raw files of cameras, through the extra ``igtagger[raw]``.

The preview that the camera put into the file is used where it is large enough: it is what the
photographer saw, and costs a hundredth of developing the raw data. Where the raw data cannot be
developed (a camera that LibRaw does not know, or a file whose end is missing), a smaller one will
do. A picture that was seen so has a remark.
"""

from __future__ import annotations

import io
import mmap
import os
import re
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from PIL import ExifTags, Image, JpegImagePlugin

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures import formats
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.refusals import missing_package

PREVIEW_SHORT_SIDE = 512
"""A preview with a shorter side of fewer pixels is too coarse: the raw data is developed."""
LEAST_SHORT_SIDE = 120
"""A preview with fewer is not used even where nothing else can be had."""
LEAST_BITS = 0.25
"""Of a file for each pixel of its sensor: what has fewer was cut off or pruned, and LibRaw may
develop it as if it were dark. The densest that cameras write have some 2."""
_EXIF_OF_FLIP = {3: 3, 5: 8, 6: 6}
"""LibRaw's way to say how the camera was held, as EXIF's orientation."""
_JPEG = re.compile(rb"\xff\xd8\xff[\xdb\xe0\xe1\xee\xc0\xc4]")
_MOST_PREVIEWS = 64


class _Preview(NamedTuple):
    """A preview, maybe decoded at a fraction of its ``size``."""

    image: Image.Image
    size: tuple[int, int]


def read(request: Request) -> Raster:
    """The preview, or the raw data developed at half its size.

    The preview's shorter side must have :attr:`Request.least` pixels, or where that is None
    :data:`PREVIEW_SHORT_SIDE`.

    Raises:
        UnreadableImage: rawpy is not installed; the picture has more pixels than the limit; it is
            cut off, damaged or of an unknown camera and has no preview either.
        Exception: whatever else LibRaw raises on damaged files.
    """
    try:
        import rawpy
    except ImportError as error:
        raise missing_package(request.path, formats.RAW) from error
    try:
        with rawpy.imread(request.file) as developer:
            return _of_libraw(rawpy, developer, request)
    except rawpy.LibRawError as error:
        if (found := _largest_jpeg(request.file, request.least)) is not None:
            return _seen(found, None, _own_orientation(found.image) or 1)
        raise _refusal(rawpy, request, error) from error


def _of_libraw(rawpy: Any, developer: Any, request: Request) -> Raster:
    sizes = developer.sizes
    flip = _EXIF_OF_FLIP.get(sizes.flip, 1)
    upright = sizes.width, sizes.height
    if flip in (6, 8):
        upright = upright[::-1]
    pixels = request.need.pixels = sizes.raw_width * sizes.raw_height
    preview = _preview(rawpy, developer, request.least or PREVIEW_SHORT_SIDE)
    if preview is not None:
        return _seen(preview, upright, _own_orientation(preview.image) or flip)
    if os.fstat(request.file.fileno()).st_size * 8 < LEAST_BITS * pixels:
        raise rawpy.LibRawIOError("its end is missing")
    request.reserve(upright, pixels)
    developed = Image.fromarray(
        developer.postprocess(half_size=True, use_camera_wb=True, output_bps=8)
    )
    return Raster(developed, developed.size, reported=upright)


def _seen(preview: _Preview, reported: tuple[int, int] | None, orientation: int) -> Raster:
    """A picture by its preview; ``reported`` is the upright size of the whole, where known."""
    size = preview.size[::-1] if orientation > 4 else preview.size
    return Raster(
        preview.image,
        preview.image.size,
        orientation=orientation,
        reported=reported or size,
        remark=Reason("remark.preview", width=size[0], height=size[1]),
    )


def _own_orientation(image: Image.Image) -> int | None:
    """EXIF's number in a preview; None where it says nothing sound."""
    try:
        own = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001  (damaged metadata raises anything; the picture is still good)
        return None
    return own if isinstance(own, int) and 1 <= own <= 8 else None


def _preview(rawpy: Any, developer: Any, least: int) -> _Preview | None:
    try:
        thumbnail = developer.extract_thumb()
    except rawpy.LibRawError:
        return None
    if thumbnail.format != rawpy.ThumbFormat.JPEG:
        image = Image.fromarray(thumbnail.data)
        return _Preview(image, image.size) if min(image.size) >= least else None
    return _loaded(io.BytesIO(thumbnail.data), least, least)


def _loaded(jpeg: IO[bytes], least: int, wanted: int | None) -> _Preview | None:
    """A preview whose shorter side has ``least`` pixels; None where it is smaller, or damaged.

    It may come smaller, as long as its shorter side has ``wanted``.
    """
    try:
        image = JpegImagePlugin.JpegImageFile(jpeg)
        size = image.size
        if min(size) < least:
            return None
        if wanted:
            image.draft(None, (wanted, wanted))
        image.load()
    except (OSError, SyntaxError, ValueError):
        return None  # the raw data may be good
    return _Preview(image, size)


def _largest_jpeg(file: IO[bytes], wanted: int | None) -> _Preview | None:
    """The largest whole JPEG that lies in the file; None where there is none worth looking at."""
    file.seek(0)
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found = sorted(_sizes(data), reverse=True)
        loaded = (_loaded(io.BytesIO(data[start:]), LEAST_SHORT_SIDE, wanted) for _, start in found)
        return next((preview for preview in loaded if preview is not None), None)


def _sizes(data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Pixels of the shorter side, and place, of what may be the first JPEGs in ``data``."""
    for count, match in enumerate(_JPEG.finditer(data)):
        if count == _MOST_PREVIEWS:
            return
        start = match.start()
        try:
            image = JpegImagePlugin.JpegImageFile(io.BytesIO(data[start : start + 256 * 1024]))
        except (OSError, SyntaxError, ValueError):
            continue  # raw data that looks like a beginning, or a JPEG without a loss: the raw data
        yield min(image.size), start


def _refusal(rawpy: Any, request: Request, error: Exception) -> UnreadableImage:
    if isinstance(error, rawpy.LibRawFileUnsupportedError):
        return UnreadableImage("picture.raw-unknown", path=request.path)
    if isinstance(error, rawpy.LibRawIOError):
        return UnreadableImage("picture.raw-cut-off", path=request.path)
    detail = error.args[0] if error.args else ""
    text = detail.decode("ascii", "replace") if isinstance(detail, bytes) else str(detail or error)
    return UnreadableImage("picture.damaged", path=request.path, detail=text)
