"""WebP: stills by the simple decoder, which takes half of the memory, animations by Pillow."""

from __future__ import annotations

import struct
from typing import IO

from PIL import Image, WebPImagePlugin

from igtagger.pictures import formats, frames
from igtagger.pictures.orientation import orientation_of
from igtagger.pictures.raster import Raster, Request

_ANIMATED = 0x02
_MOST_SIDE_BYTES = 16 * 1024 * 1024
"""Of a profile or EXIF; what is longer is passed over."""
_MOST_CHUNKS = 1000


def read(request: Request) -> Raster:
    """The picture; of an animation the frame that is meant (:mod:`igtagger.pictures.frames`)."""
    chunks = _side_chunks(request.file)
    size = formats.webp_size(request.file) or (0, 0)
    if int.from_bytes(chunks.get(b"VP8X", b"")[:1]) & _ANIMATED:
        return _animated(request, size)
    request.reserve(size)
    image = _still(request)
    if image is None:
        return _animated(request, size)
    if profile := chunks.get(b"ICCP"):
        image.info["icc_profile"] = profile
    if exif := chunks.get(b"EXIF"):
        image.info["exif"] = exif
    if xmp := chunks.get(b"XMP "):
        image.info["xmp"] = xmp
    return Raster(image, image.size, orientation=orientation_of(image))


def _still(request: Request) -> Image.Image | None:
    """None where the simple decoder cannot: Pillow has its say, and gives the reason."""
    import imagecodecs

    request.file.seek(0)
    try:
        pixels = imagecodecs.webp_decode(request.file.read(), index=None)
    except imagecodecs.WebpError:
        return None
    return Image.fromarray(pixels)


def _animated(request: Request, size: tuple[int, int]) -> Raster:
    # Its decoder keeps two whole pictures beside the one that it gives: 21 bytes a pixel.
    request.reserve(size, size[0] * size[1] * 3 // 2)

    def opened() -> Image.Image:
        request.file.seek(0)
        return WebPImagePlugin.WebPImageFile(request.file)

    image = frames.load_meant(opened)
    return Raster(image, image.size, orientation=orientation_of(image))


def _side_chunks(file: IO[bytes]) -> dict[bytes, bytes]:
    """The chunks beside the pixels by their kind, the first of each (RFC 9649, 2.3)."""
    found: dict[bytes, bytes] = {}
    at = 12
    for _ in range(_MOST_CHUNKS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            break
        kind, length = struct.unpack("<4sI", head)
        wanted = kind in (b"VP8X", b"ICCP", b"EXIF", b"XMP ") and kind not in found
        if wanted and length <= _MOST_SIDE_BYTES:
            found[kind] = file.read(length)
        at += 8 + length + (length & 1)
    return found
