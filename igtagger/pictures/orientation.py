"""Which way up a picture was taken, as EXIF tells it."""

from __future__ import annotations

from PIL import ExifTags, Image


def orientation_of(image: Image.Image) -> int:
    """EXIF's number, 1 to 8; 1 where there is none or it cannot be read."""
    try:
        return _number(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001  (damaged metadata raises anything; the picture is still good)
        return 1


def _number(value: object) -> int:
    """Of a value of any type; the first of several. The standard has one short number.

    Some writers get the order of the bytes wrong, or put them in a longer number's other half.
    """
    if isinstance(value, bytes | tuple | list):
        value = value[0]
    number = int(value)  # type: ignore[call-overload]
    while number > 8 and not number & 0xFF:
        number >>= 8
    return number if 1 <= number <= 8 else 1
