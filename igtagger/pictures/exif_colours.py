"""Colours that a camera tells by EXIF alone, without a profile."""

from __future__ import annotations

import contextlib
from functools import cache

from PIL import ExifTags, Image

from igtagger.pictures import colour_numbers
from igtagger.pictures.colour_numbers import ColourNumbers

_MARK = b"R03"
"""Of DCF's optional colour space, which is Adobe RGB (DCF 2.0, JEITA CP-3461)."""
_INDEX = 1
"""The tag in EXIF's directory of interoperability that has it."""
_WHITE = (0.3127, 0.3290)
_PRIMARIES = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
_POWER = 563 / 256


def told_by_exif(image: Image.Image) -> Image.Image:
    """``image``, with the profile of Adobe RGB where its EXIF says so and it has no other.

    Args:
        image: loaded; with EXIF's bytes in ``info["exif"]``, where it has any.
    """
    data = image.info.get("exif")
    if not isinstance(data, bytes) or _MARK not in data or image.info.get("icc_profile"):
        return image
    if image.mode == "RGB" and _says_so(image):
        return colour_numbers.told_by(image, adobe_rgb())
    return image


@cache
def adobe_rgb() -> ColourNumbers:
    """Adobe RGB (1998), 4.3.1.1 and 4.3.1.2."""
    return ColourNumbers((*_WHITE, *_PRIMARIES), power=_POWER)


def _says_so(image: Image.Image) -> bool:
    index: object = None
    with contextlib.suppress(Exception):  # damaged metadata raises anything
        index = image.getexif().get_ifd(ExifTags.IFD.Interop).get(_INDEX)
    text = index.encode("ascii", "replace") if isinstance(index, str) else index
    return isinstance(text, bytes) and text.rstrip(b"\0") == _MARK
