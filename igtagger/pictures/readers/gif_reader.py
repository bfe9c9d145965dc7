"""GIF: the frame that is meant, and nothing but it where it is smaller than the screen."""

from __future__ import annotations

from PIL import GifImagePlugin, Image, ImageDraw

from igtagger.pictures import frames
from igtagger.pictures.raster import Raster, Request


def read(request: Request) -> Raster:
    """The frame that is meant (:mod:`igtagger.pictures.frames`).

    What the first frame leaves free of the screen is transparent, as browsers have it; the header's
    colour for it is not.
    """

    def opened() -> Image.Image:
        request.file.seek(0)
        image = GifImagePlugin.GifImageFile(request.file)
        request.reserve(image.size)
        return image

    image = frames.load_meant(opened)
    size = image.size
    return Raster(_alone(image) if image.tell() == 0 else image, size)


def _alone(image: Image.Image) -> Image.Image:
    box = getattr(image, "dispose_extent", None)
    if box in (None, (0, 0, *image.size)):
        return image
    alone = image.convert("RGBA")
    inside = Image.new("L", image.size, 0)
    left, top, right, bottom = box
    ImageDraw.Draw(inside).rectangle((left, top, right - 1, bottom - 1), fill=255)
    alpha = Image.new("L", image.size, 0)
    alpha.paste(alone.getchannel("A"), mask=inside)
    alone.putalpha(alpha)
    return alone
