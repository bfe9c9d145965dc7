"""Reads whatever Pillow and its plug-ins read, where no reader of our own does better."""

from __future__ import annotations

from PIL import Image

from igtagger.errors import UnreadableImage
from igtagger.pictures import formats
from igtagger.pictures.limits import BYTES_PER_PIXEL
from igtagger.pictures.orientation import orientation_of
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.want_of_memory import is_free, no_memory


def read(request: Request) -> Raster:
    """The first frame, whatever format Pillow finds in the file."""
    return from_pillow(
        request, Image.open(request.file, formats=formats.pillow_formats(request.path))
    )


def read_webp(request: Request) -> Raster:
    """A WebP picture: its decoder takes the memory of a whole picture as it opens."""
    if (size := formats.webp_size(request.file)) is not None:
        request.reserve(size)
    return read(request)


def read_jxl(request: Request) -> Raster:
    """A JPEG XL: its decoder decodes on opening, and may end the program where memory is short."""
    if not formats.is_installed(formats.JXL):
        return read(request)
    size = formats.jxl_size(request.file)
    if size is None:
        raise UnreadableImage("picture.no-header", path=request.path)
    request.reserve(size)
    if not is_free(request.need.pixels * BYTES_PER_PIXEL):
        raise no_memory(request.path, request.need)
    return read(request)


def from_pillow(request: Request, image: Image.Image) -> Raster:
    """An image that Pillow has opened and not loaded yet."""
    request.reserve(image.size)
    image.load()
    return Raster(image, image.size, orientation=orientation_of(image))  # some learn it only now
