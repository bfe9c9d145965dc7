"""Reads whatever Pillow and its plug-ins read, where no reader of our own does better."""

from __future__ import annotations

from PIL import Image

from igtagger.pictures import formats
from igtagger.pictures.orientation import orientation_of
from igtagger.pictures.raster import Raster, Request


def read(request: Request) -> Raster:
    """The first frame, whatever format Pillow finds in the file."""
    return from_pillow(
        request, Image.open(request.file, formats=formats.pillow_formats(request.path))
    )


def from_pillow(request: Request, image: Image.Image) -> Raster:
    """An image that Pillow has opened and not loaded yet."""
    request.reserve(image.size)
    image.load()
    return Raster(image, image.size, orientation=orientation_of(image))  # some learn it only now
