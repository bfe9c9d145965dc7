"""Reads whatever Pillow and its plug-ins read, where no reader of our own does better."""

from __future__ import annotations

from PIL import ExifTags, Image, JpegImagePlugin

from igtagger.pictures import formats
from igtagger.pictures.raster import Raster, Request


def read(request: Request) -> Raster:
    """The first frame, whatever format Pillow finds in the file."""
    return from_pillow(
        request, Image.open(request.file, formats=formats.pillow_formats(request.path))
    )


def read_jpeg(request: Request) -> Raster:
    """A JPEG, at a fraction of its size where that is enough."""
    # Not through Image.open: it would read the list of further pictures that some cameras
    # append (MPO), of which we need none, and fail where that list is damaged.
    image = JpegImagePlugin.JpegImageFile(request.file)
    size = image.size
    scale = _draft(image, request.least)
    request.reserve(size, _cost(image, size))
    image.load()
    return Raster(image, size, scale, orientation_of(image))


def from_pillow(request: Request, image: Image.Image) -> Raster:
    """An image that Pillow has opened and not loaded yet."""
    request.reserve(image.size)
    image.load()
    return Raster(image, image.size, orientation=orientation_of(image))  # some learn it only now


def orientation_of(image: Image.Image) -> int:
    """EXIF's number, 1 to 8; 1 where there is none or it cannot be read."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001  (damaged metadata raises anything; the picture is still good)
        return 1


def _draft(image: JpegImagePlugin.JpegImageFile, least: int | None) -> int:
    """Let a JPEG be decoded at 1 / 2, 1 / 4 or 1 / 8 of its size; the divisor."""
    if least is None:
        return 1
    width = image.width
    drafted = image.draft(None, (least, least))
    return round(width / drafted[1][2]) if drafted else 1


def _cost(image: Image.Image, size: tuple[int, int]) -> int:
    """How many pixels' worth of memory decoding takes."""
    # A progressive JPEG is kept whole as coefficients, of some half of the size of its pixels.
    progressive = size[0] * size[1] // 2 if image.info.get("progressive") else 0
    return image.width * image.height + progressive
