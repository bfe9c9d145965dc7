"""From the numbers of a TIFF to a picture in eight bits, by what its directory says of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from igtagger.pictures.levels import to_eight_bits

WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, MASK, INKS, YCBCR = range(7)
CIELAB, ICCLAB, ITULAB = 8, 9, 10
_SAMPLES = {
    WHITE_IS_ZERO: 1,
    BLACK_IS_ZERO: 1,
    RGB: 3,
    PALETTE: 1,
    MASK: 1,
    INKS: 4,
    YCBCR: 3,
    CIELAB: 3,
    ICCLAB: 3,
    ITULAB: 3,
}
_UNSPECIFIED, _ASSOCIATED = 0, 1
WHITE_OF_CAMERAS = 4095
"""Colours of 16 bits that are no greater are of 12 or 10."""

Values = NDArray[Any]
Bytes = NDArray[np.uint8]


def is_known(page: Any) -> bool:
    """Whether its colours are of a kind that :func:`image_of` makes a picture of."""
    return int(page.photometric) in _SAMPLES


def colour_samples(page: Any) -> int:
    """How many of a pixel's samples are colours; the others are alpha, or what nobody knows."""
    kind, samples = int(page.photometric), int(page.samplesperpixel)
    if kind in (WHITE_IS_ZERO, BLACK_IS_ZERO):
        # Several bands that nothing is said of: the first three are taken for red, green and blue.
        others = samples - sum(extra != _UNSPECIFIED for extra in page.extrasamples)
        return 3 if others >= 3 else 1
    return min(_SAMPLES[kind], samples)


def samples_needed(page: Any) -> int:
    """How many of a pixel's samples, from the first on, are colours or alpha."""
    alpha = _alpha(page)
    return colour_samples(page) if alpha is None else alpha + 1


def _alpha(page: Any) -> int | None:
    """Which sample tells how opaque a pixel is."""
    colours, extras = colour_samples(page), [int(each) for each in page.extrasamples]
    if not extras and page.samplesperpixel == colours + 1 and int(page.photometric) == RGB:
        return colours  # many writers forget to say so
    first = int(page.samplesperpixel) - len(extras)
    kinds = enumerate(extras, max(first, 0))
    return next((at for at, kind in kinds if kind != _UNSPECIFIED and at >= colours), None)


def image_of(page: Any, values: Values) -> Image.Image:
    """A picture of one of Pillow's modes.

    Args:
        page: of tifffile.
        values: ``(height, width, samples)``, as :func:`samples_needed` counts them.
    """
    kind, alpha = int(page.photometric), _alpha(page)
    samples = colour_samples(page)
    colours = values[..., :samples]
    opaque = None if alpha is None else _shares(page, values[..., alpha])
    multiplied = alpha is not None and _ASSOCIATED in page.extrasamples
    if kind in (CIELAB, ICCLAB, ITULAB):
        lab = np.concatenate(
            [_lab(kind, colours[at : at + 64]) for at in range(0, len(colours), 64)]
        )
        image = Image.frombuffer("LAB", _size(lab), lab, "raw", "LAB", 0, 1)
    elif kind == PALETTE:
        image = _through_table(page, colours[..., 0], opaque)
    elif kind == INKS:
        image = _of_inks(_levels(page, colours), opaque)
    else:
        image = _of_light(_light(page, colours), opaque, multiplied=multiplied)
    return image


def _size(values: Values) -> tuple[int, int]:
    return values.shape[1], values.shape[0]


def white_of(page: Any, values: Values) -> float | None:
    """What the file says is white; None where the numbers themselves have to tell.

    That is how many bits are packed, or the greatest value (MaxSampleValue), if none exceeds it:
    some writers put the greatest of 8 bits there whatever the picture has.
    """
    bits = page.bitspersample
    if isinstance(bits, int) and bits not in (8, 16, 32, 64) and values.dtype.kind == "u":
        return float(2**bits - 1)
    told = page.tags.valueof(341 if values.dtype.kind == "f" else 281)
    greatest = max(told, default=0) if isinstance(told, tuple) else told
    if values.dtype.itemsize > 1 and isinstance(greatest, int | float) and greatest > 0:
        highest = float(values.max(initial=0))
        if highest <= greatest < _whole(values.dtype):
            return float(greatest)
    if values.dtype == np.uint16 and values.shape[-1] > 1:
        # Dark colours are met in earnest, so it takes more to believe that white is elsewhere.
        return None if values.max(initial=0) <= WHITE_OF_CAMERAS else 65535.0
    return None


def _whole(kind: np.dtype[Any]) -> float:
    return float(np.iinfo(kind).max) if kind.kind in "ui" else np.inf


def _levels(page: Any, values: Values) -> Bytes:
    known = values
    nodata = page.tags.valueof(42113)
    if nodata is not None and values.dtype.itemsize > 1:
        known = _without(values, page.nodata)
    return to_eight_bits(known, white=white_of(page, known))


def _without(values: Values, nodata: float) -> Values:
    """What is not known becomes the lowest, so that it does not spread the range."""
    unknown = values == nodata
    if not unknown.any() or unknown.all():
        return values
    return np.where(unknown, np.min(values, where=~unknown, initial=values.max()), values)


def _shares(page: Any, alpha: Values) -> Bytes:
    """How opaque each pixel is."""
    if alpha.dtype.kind == "f":
        return to_eight_bits(alpha, white=1.0 if alpha.max(initial=0) <= 1 else None)
    bits = page.bitspersample
    told = isinstance(bits, int) and bits not in (8, 16, 32, 64)
    return to_eight_bits(alpha, white=float(2**bits - 1) if told else _whole(alpha.dtype))


def _light(page: Any, values: Values) -> Bytes:
    """Grey ``(height, width, 1)`` or RGB ``(height, width, 3)``."""
    if int(page.photometric) != WHITE_IS_ZERO:
        return _levels(page, values)
    if values.dtype.kind in "ui" and white_of(page, values) is None and _is_full(values):
        return _levels(page, ~values)
    return 255 - _levels(page, values)


def _is_full(values: Values) -> bool:
    """Whether the type's own greatest value is black, and not what is the greatest here."""
    return values.dtype.itemsize > 1 and int(values.max()) > np.iinfo(values.dtype).max // 2


def is_table_wide(page: Any) -> bool:
    """Whether the table of colours has numbers of 16 bits, as it should.

    Raises:
        ValueError: there is none.
    """
    return int(_table(page).max()) > 255


def is_range_untold(page: Any) -> bool:
    """Whether the file says nothing of which numbers are in use."""
    return not {281, 341, 42113} & set(page.tags.keys())


def _table(page: Any) -> Values:
    table = np.asarray(page.colormap if page.colormap is not None else (), np.uint16)
    if table.ndim != 2 or len(table) != 3 or not table.size:
        raise ValueError("its table of colours is missing")
    return table


def _through_table(page: Any, numbers: Values, opaque: Bytes | None) -> Image.Image:
    # Some writers fill the table with numbers of 8 bits where 16 are asked for.
    table = to_eight_bits(_table(page), white=65535.0 if is_table_wide(page) else 255.0)
    if numbers.dtype.itemsize == 1 and opaque is None:
        image = Image.fromarray(numbers.astype(np.uint8, copy=False))
        image.putpalette(table.T.tobytes())
        return image
    wide = numbers.astype(np.intp, copy=False)
    return _of_light(np.take(table.T, wide, axis=0, mode="clip"), opaque, multiplied=False)


def _of_light(colours: Bytes, opaque: Bytes | None, *, multiplied: bool) -> Image.Image:
    if opaque is None:
        return Image.fromarray(colours[..., 0] if colours.shape[-1] == 1 else colours)
    mode = "LA" if colours.shape[-1] == 1 else "RGBA"
    whole = np.concatenate([colours, opaque[..., None]], axis=-1)
    if not multiplied:
        return Image.fromarray(whole)
    stored = mode[:-1] + "a"
    return Image.frombuffer(stored, _size(whole), whole, "raw", stored, 0, 1).convert(mode)


def _of_inks(inks: Bytes, opaque: Bytes | None) -> Image.Image:
    height, width, count = inks.shape
    if count < 4:  # cyan, magenta, yellow; or black alone
        lacking = np.zeros((height, width, 4 - count), np.uint8)
        inks = np.concatenate([lacking, inks] if count == 1 else [inks, lacking], axis=-1)
    if opaque is not None and opaque.any():  # over white paper there is less of each
        inks = (inks * (opaque[..., None] / np.float32(255)) + np.float32(0.5)).astype(np.uint8)
    return Image.frombuffer(
        "CMYK", (width, height), np.ascontiguousarray(inks), "raw", "CMYK", 0, 1
    )


def _lab(kind: int, values: Values) -> Bytes:
    """CIE L*a*b* as TIFF has it in 8 bits: L from 0 to 255, a and b with a sign.

    TIFF 6.0, section 23; TIFF Technical Note 4 (ICCLab); RFC 2301 (ITULab, its usual range).
    """
    if values.shape[-1] < 3:
        lacking = np.zeros((*values.shape[:2], 3 - values.shape[-1]), values.dtype)
        values = np.concatenate([values, lacking], axis=-1)
    full = np.nan_to_num(values.astype(np.float32))
    lightness, colour = full[..., :1], full[..., 1:]
    if values.dtype.kind == "f":
        lightness = lightness * 2.55
    elif kind == ITULAB:
        wide = np.float32(257 if values.dtype.itemsize > 1 else 1)
        lightness = lightness / wide
        scale = np.array([170 / 255, 200 / 255], np.float32)
        colour = (colour / wide - np.array([128, 96], np.float32)) * scale
    elif kind == ICCLAB:
        wide = np.float32(256 if values.dtype.itemsize > 1 else 1)
        lightness, colour = lightness / wide, colour / wide - 128
    else:
        bits = 8 * values.dtype.itemsize
        unsigned = lightness % np.float32(2**bits)
        lightness = unsigned / np.float32((2**bits - 1) / 255)
        colour = (colour + np.float32(2 ** (bits - 1))) % np.float32(2**bits)
        colour = (colour - np.float32(2 ** (bits - 1))) / np.float32(2 ** (bits - 8))
    lightness = np.clip(np.rint(lightness), 0, 255).astype(np.uint8)
    colour = np.clip(np.rint(colour), -128, 127).astype(np.int8).view(np.uint8)
    return np.concatenate([lightness, colour], axis=-1)
