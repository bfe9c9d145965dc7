"""From a file to pixels: decoded upright in sRGB, bounded in memory, resized and cropped.

Whatever is in a file, the only error that leaves this module is :class:`UnreadableImage`. All of it
may be called from several threads at once.
"""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures.colours import to_rgb
from igtagger.pictures.difference_hash import difference_hash
from igtagger.pictures.limits import default_max_pixels
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers.choosing import HEAD_BYTES, reader_for
from igtagger.pictures.refusals import explain, open_regular
from igtagger.pictures.want_of_memory import Need, never_for_want_of_memory
from igtagger.preprocessing import Interpolation, Preprocessing

LONGEST_ASPECT = 16
"""A longer side is cropped to this many times the shorter one before the resize, unless the whole
picture is wanted with its aspect. The centre crop needs only the middle; a picture of 1 x 20000
would be blown up to gigabytes first."""
_STEP = 64
"""Twice the target is rounded down to a multiple of this many pixels, so that 256 and 260 are
alike."""
_FILTERS: dict[Interpolation, Image.Resampling] = {
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """A picture as a model takes it.

    Attributes:
        pixels: ``uint8`` RGB, shape ``(size, size, 3)``, 0 to 255, not normalised; not to be
            written to.
        width: pixels of the whole upright picture.
        height: likewise.
        remark: what a person should know of it although it was read; None where there is nothing.
        difference_hash: of the whole picture, whatever of it the square has: see
            :mod:`igtagger.pictures.difference_hash`.
    """

    pixels: NDArray[np.uint8]
    width: int
    height: int
    remark: Reason | None
    difference_hash: int


def load(
    path: Path,
    preprocessing: Preprocessing,
    *,
    exact: bool = False,
    max_pixels: int | None = None,
) -> Decoded:
    """Decode ``path`` upright and make the model's square of it, as ``preprocessing`` says.

    Args:
        path: the file.
        preprocessing: the model's.
        exact: every pixel goes into the resize, and the result is that of timm's transform for
            evaluation, to the bit (of torchvision's ``Resize`` and ``CenterCrop``, where nothing is
            padded), up to an aspect of 1 to :data:`LONGEST_ASPECT`; of any aspect where it is
            padded, though never less than a pixel wide.
            Otherwise JPEGs are decoded at a fraction of their size, and large pictures averaged
            down, to no less than about twice the target first: several times as fast, and on
            average less than one level of 255 away.
        max_pixels: more to decode is refused; None takes
            :func:`igtagger.pictures.limits.default_max_pixels` of one.

    Raises:
        UnreadableImage: missing, no picture, damaged, too large: the message says which.
    """
    return load_each(path, [preprocessing], exact=exact, max_pixels=max_pixels)[0]


def load_each(
    path: Path,
    preprocessings: Sequence[Preprocessing],
    *,
    exact: bool = False,
    max_pixels: int | None = None,
) -> list[Decoded]:
    """As :func:`load` for several models, each as it would be alone.

    The file is decoded once for all that want it decoded alike: decoding takes the time.
    """

    def decode(need: Need) -> list[Decoded]:
        with _only_unreadable(path):
            uprights: dict[int | None, _Upright] = {}
            for least in (_least(how, exact=exact) for how in preprocessings):
                if least not in uprights:
                    uprights[least] = _decode(path, least, max_pixels, need)
            mark = _hash_of(uprights)
            pairs = [(how, uprights[_least(how, exact=exact)]) for how in preprocessings]
            return [
                Decoded(_square_of(each, how), *each.reported, each.remark, mark)
                for how, each in pairs
            ]

    return never_for_want_of_memory(path, decode)


def load_pixels(pixels: NDArray[np.uint8], preprocessing: Preprocessing) -> Decoded:
    """As :func:`load`, of a picture that is in no file: ``uint8`` RGB, ``(height, width, 3)``."""
    image = Image.fromarray(pixels)
    upright = _Upright(image, image.size, (0, 0, *image.size), image.size, None)
    mark = difference_hash(image)
    return Decoded(_square_of(upright, preprocessing), *image.size, None, mark)


def _hash_of(uprights: Mapping[int | None, _Upright]) -> int:
    """Of the smallest that was decoded: it says as much as any, and takes least time."""
    smallest = min(uprights.values(), key=lambda each: each.image.width * each.image.height)
    return difference_hash(smallest.image, smallest.box)


def _least(how: Preprocessing, *, exact: bool) -> int | None:
    """How many pixels the shorter side must have that a square is made of; None for all.

    Rounded, so that models of about one size are served by one decoding.
    """
    return None if exact else 2 * how.resize_to // _STEP * _STEP or 2 * how.resize_to


def open_upright(
    path: Path, *, max_pixels: int | None = None, draft_to: int | None = None
) -> Image.Image:
    """Decode ``path`` to an upright RGB picture in sRGB, with nothing transparent any more.

    Args:
        path: the file.
        max_pixels: more to decode is refused; None takes
            :func:`igtagger.pictures.limits.default_max_pixels` of one.
        draft_to: the picture may come smaller than it is, as long as its shorter side has this
            many pixels (or is whole); None always gives it whole, except that of a camera's raw
            file it gives the preview.

    Raises:
        UnreadableImage: as for :func:`load`.
    """
    return open_sized(path, max_pixels=max_pixels, draft_to=draft_to)[0]


def open_sized(
    path: Path, *, max_pixels: int | None = None, draft_to: int | None = None
) -> tuple[Image.Image, tuple[int, int]]:
    """As :func:`open_upright`, with width and height of the picture that was maybe made smaller.

    Of a camera's raw file these are the preview's: no more pixels than that are shown of it.
    """

    def decode(need: Need) -> tuple[Image.Image, tuple[int, int]]:
        with _only_unreadable(path):
            upright = _decode(path, draft_to, max_pixels, need)
            return upright.image, upright.size

    return never_for_want_of_memory(path, decode)


@dataclass(frozen=True, slots=True)
class _Upright:
    """A picture on its way from the file to the resize.

    Attributes:
        image: upright, RGB, sRGB; maybe smaller than the picture.
        size: width and height of the whole picture.
        box: where in ``image`` the picture lies, left, top, right, bottom. A picture of 4001
            pixels that is decoded at a quarter lies in 1000.25 pixels of 1001; without regard to
            that it would be shrunk a little too much, which was seen to cost 1.5 levels.
        reported: the size to report. That of a camera's raw picture is not its preview's.
        remark: as of :class:`Decoded`.
    """

    image: Image.Image
    size: tuple[int, int]
    box: tuple[float, float, float, float]
    reported: tuple[int, int]
    remark: Reason | None


def _decode(path: Path, least: int | None, max_pixels: int | None, need: Need) -> _Upright:
    """The picture, its shorter side no shorter than ``least``; whole where that is None."""
    limit = max_pixels or default_max_pixels(1)
    _prepare_pillow()
    with open_regular(path) as file:
        read = reader_for(path, file.read(HEAD_BYTES))
        file.seek(0)
        request = Request(path, file, least, limit, need)
        with request.held:
            return _turn_upright(read(request), least)


def _turn_upright(raster: Raster, least: int | None) -> _Upright:
    """Convert and turn what a reader gave."""
    image, size = raster.image, raster.size
    factor = max(1, min(image.size) // least) if least else 1
    rgb = to_rgb(image, factor)
    whole = raster.scale * factor
    # What the decoder added by rounding up, on each side: left, top, right, bottom.
    shift = raster.shift / factor
    right, bottom = (have - side / whole for have, side in zip(rgb.size, size, strict=True))
    added = (shift, shift, max(0.0, right - shift), max(0.0, bottom - shift))
    if raster.orientation in _TURNS:
        method, (left, top, right, bottom) = _TURNS[raster.orientation]
        rgb = rgb.transpose(method)
        added = (added[left], added[top], added[right], added[bottom])
        size = size[::-1] if raster.orientation in _SIDEWAYS else size
    box = (added[0], added[1], rgb.width - added[2], rgb.height - added[3])
    return _Upright(rgb, size, box, raster.reported or size, raster.remark)


_TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT, (2, 1, 0, 3)),
    3: (Image.Transpose.ROTATE_180, (2, 3, 0, 1)),
    4: (Image.Transpose.FLIP_TOP_BOTTOM, (0, 3, 2, 1)),
    5: (Image.Transpose.TRANSPOSE, (1, 0, 3, 2)),
    6: (Image.Transpose.ROTATE_270, (3, 0, 1, 2)),
    7: (Image.Transpose.TRANSVERSE, (3, 2, 1, 0)),
    8: (Image.Transpose.ROTATE_90, (1, 2, 3, 0)),
}
"""What undoes each orientation of EXIF but 1, and which side (left, top, right, bottom: 0 to 3)
becomes the left, the top, the right and the bottom by it."""
_SIDEWAYS = (5, 6, 7, 8)


def _square_of(upright: _Upright, how: Preprocessing) -> NDArray[np.uint8]:
    """What torchvision's ``Resize`` and ``CenterCrop`` do, and timm where the rest is filled."""
    image, target = upright.image, _resized(upright.size, how)
    box = upright.box if how.fit == "pad" else _shortened(upright.box)
    if image.size != target or box != (0, 0, *target):
        image = image.resize(target, _FILTERS[how.interpolation], box=box)
    if target == (how.size, how.size):
        return np.asarray(image)
    square = Image.new("RGB", (how.size, how.size), how.fill_colour)
    square.paste(image, (_offset(target[0], how.size), _offset(target[1], how.size)))
    return np.asarray(square)


def _offset(length: int, side: int) -> int:
    """Where a length begins in a side that has the same centre; below 0 where it is cut off.

    Of an odd number of pixels that are left over, the second end has the one more.
    """
    return (side - length) // 2 if length < side else -round((length - side) / 2.0)


def _resized(size: tuple[int, int], how: Preprocessing) -> tuple[int, int]:
    """The sides before the crop. Roundings are those of torchvision and timm."""
    (width, height), side = size, how.resize_to
    if how.fit == "stretch":
        return side, side
    if how.fit == "pad":
        ratio = max(width, height) / side
        return max(1, round(width / ratio)), max(1, round(height / ratio))
    if width <= height:
        return side, min(int(side * height / width), LONGEST_ASPECT * side)
    return min(int(side * width / height), LONGEST_ASPECT * side), side


def _shortened(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The middle of ``box`` where it is longer than :data:`LONGEST_ASPECT` allows."""
    left, top, right, bottom = box
    longest = LONGEST_ASPECT * min(right - left, bottom - top)
    across, down = (max(0.0, length - longest) / 2 for length in (right - left, bottom - top))
    return left + across, top + down, right - across, bottom - down


@contextlib.contextmanager
def _only_unreadable(path: Path) -> Iterator[None]:
    try:
        yield
    except UnreadableImage:
        raise
    except Exception as error:
        # Decoders raise anything at all on damaged files: ValueError, KeyError, struct.error, ...
        raise explain(path, error) from error
    except BaseException as error:
        # A panic of a decoder written in Rust; its class is not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise explain(path, RuntimeError(str(error))) from error


_LOGGERS = [logging.getLogger(name) for name in ("PIL", "imagecodecs")]
_NOISY = r"(PIL|pillow_heif|pillow_jxl|rawpy|tifffile|imagecodecs|psd_tools)\b"


def _prepare_pillow() -> None:
    """Set Pillow's own limit, and keep its warnings and log lines off the person's screen.

    The limit catches pictures within pictures, as in ICO files; Pillow refuses at twice the
    number. What it warns of (odd metadata, a suspicious size) says nothing that an outcome does not
    say. ``warnings.catch_warnings`` must not be used around threads; a standing filter may.
    """
    for logger in _LOGGERS:
        if logger.level != logging.CRITICAL:
            logger.setLevel(logging.CRITICAL)
    Image.MAX_IMAGE_PIXELS = default_max_pixels(1) // 2
    first = warnings.filters[0] if warnings.filters else None
    if first is None or getattr(first[3], "pattern", first[3]) != _NOISY:
        warnings.filterwarnings("ignore", module=_NOISY)
