"""Raw files of cameras, through the extra ``igtagger[raw]``.

The preview that the camera put into the file is used where it is large enough: it is what the
photographer saw, and costs a hundredth of developing the raw data.
"""

from __future__ import annotations

import io
from typing import Any

from PIL import ExifTags, Image, JpegImagePlugin

from igtagger.pictures import formats
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.refusals import missing_package

PREVIEW_SHORT_SIDE = 512
"""A preview with a shorter side of fewer pixels is too coarse: the raw data is developed."""
_EXIF_OF_FLIP = {3: 3, 5: 8, 6: 6}
"""LibRaw's way to say how the camera was held, as EXIF's orientation."""


def read(request: Request) -> Raster:
    """The preview, or the raw data developed at half its size.

    The preview's shorter side must have :attr:`Request.least` pixels, or where that is None
    :data:`PREVIEW_SHORT_SIDE`.

    Raises:
        UnreadableImage: rawpy is not installed, or the picture has more pixels than the limit.
        Exception: whatever LibRaw raises on damaged files.
    """
    try:
        import rawpy
    except ImportError as error:
        raise missing_package(request.path, formats.RAW) from error
    with rawpy.imread(request.file) as developer:
        sizes = developer.sizes
        size = sizes.width, sizes.height
        request.need.pixels = sizes.raw_width * sizes.raw_height
        flip = _EXIF_OF_FLIP.get(sizes.flip, 1)
        width, height = size[::-1] if flip in (6, 8) else size
        preview = _preview(rawpy, developer, request.least or PREVIEW_SHORT_SIDE)
        if preview is not None:
            own = preview.getexif().get(ExifTags.Base.Orientation)
            orientation = own if isinstance(own, int) and 1 <= own <= 8 else flip
            return _raster(preview, (width, height), orientation)
        request.reserve((width, height), sizes.raw_width * sizes.raw_height)
        pixels = developer.postprocess(half_size=True, use_camera_wb=True, output_bps=8)
    return _raster(Image.fromarray(pixels), (width, height), 1)


def _raster(image: Image.Image, reported: tuple[int, int], orientation: int) -> Raster:
    return Raster(image, image.size, orientation=orientation, reported=reported)


def _preview(rawpy: Any, developer: Any, least: int) -> Image.Image | None:
    try:
        thumbnail = developer.extract_thumb()
    except rawpy.LibRawError:
        return None
    if thumbnail.format != rawpy.ThumbFormat.JPEG:
        image = Image.fromarray(thumbnail.data)
        return image if min(image.size) >= least else None
    try:
        image = JpegImagePlugin.JpegImageFile(io.BytesIO(thumbnail.data))
        if min(image.size) < least:
            return None
        image.draft(None, (least, least))
        image.load()
    except (OSError, SyntaxError, ValueError):
        return None  # a damaged preview; the raw data may be good
    return image
