"""From a file to pixels: decoded upright in sRGB, bounded in memory, resized and cropped.

Whatever is in a file, the only error that leaves this module is :class:`UnreadableImage`. All of it
may be called from several threads at once.
"""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import IO

import numpy as np
import psutil
from numpy.typing import NDArray
from PIL import ExifTags, Image, JpegImagePlugin

from igtagger.errors import UnreadableImage
from igtagger.pictures import formats, raw
from igtagger.pictures.colours import to_rgb
from igtagger.pictures.refusals import explain, open_regular, too_large
from igtagger.pictures.want_of_memory import (
    Need,
    is_free,
    never_for_want_of_memory,
    no_memory,
    one_large,
)
from igtagger.preprocessing import Interpolation, Preprocessing

MEMORY_SHARE = 0.5
"""Of the computer's memory: what all decoders together may take at most."""
BYTES_PER_PIXEL = 16
"""Of memory while a picture is decoded: its own four, the decoder's, and those of two copies as it
is turned and its colours converted."""
LARGE_PIXELS = 25_000_000
"""Pictures with more pixels to decode than this are decoded one at a time."""
LONGEST_ASPECT = 16
"""A longer side is cropped to this many times the shorter one before the resize, unless the whole
picture is wanted with its aspect. The centre crop needs only the middle; a picture of 1 x 20000
would be blown up to gigabytes first."""
_HEAD_BYTES = 64
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
        pixels: ``uint8`` RGB, shape ``(size, size, 3)``, 0 to 255, not normalised.
        width: pixels of the whole upright picture.
        height: likewise.
    """

    pixels: NDArray[np.uint8]
    width: int
    height: int


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
        max_pixels: more to decode is refused; None takes :func:`default_max_pixels` of one.

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
            pairs = [(how, uprights[_least(how, exact=exact)]) for how in preprocessings]
            return [Decoded(_square_of(each, how), *each.reported) for how, each in pairs]

    return never_for_want_of_memory(path, decode)


def _least(how: Preprocessing, *, exact: bool) -> int | None:
    """How many pixels the shorter side must have that a square is made of; None for all.

    Rounded, so that models of about one size are served by one decoding.
    """
    return None if exact else 2 * how.resize_to // _STEP * _STEP or 2 * how.resize_to


def open_upright(
    path: Path, *, max_pixels: int | None = None, draft_to: int | None = None
) -> Image.Image:
    """Decode ``path`` to an upright RGB picture in sRGB, transparent parts over white.

    Args:
        path: the file.
        max_pixels: more to decode is refused; None takes :func:`default_max_pixels` of one.
        draft_to: the picture may come smaller than it is, as long as its shorter side has this
            many pixels (or is whole); None always gives it whole, except that of a camera's raw
            file it gives the preview.

    Raises:
        UnreadableImage: as for :func:`load`.
    """

    def decode(need: Need) -> Image.Image:
        with _only_unreadable(path):
            return _decode(path, draft_to, max_pixels, need).image

    return never_for_want_of_memory(path, decode)


def default_max_pixels(workers: int) -> int:
    """How many pixels a picture may have at most, so that this computer's memory is enough.

    Decoding takes up to :data:`BYTES_PER_PIXEL` bytes a pixel, and all decoders together may take
    :data:`MEMORY_SHARE` of the memory. Pictures over :data:`LARGE_PIXELS` are decoded one at a
    time, so the others need room for no more than that each. With 8 GiB and four workers: 193
    million pixels. A JPEG that is decoded at a fraction of its size counts with what is decoded.

    Args:
        workers: how many pictures are decoded at once.
    """
    budget = int(_memory() * MEMORY_SHARE) // BYTES_PER_PIXEL
    return max(budget - (workers - 1) * LARGE_PIXELS, budget // workers)


@cache
def _memory() -> int:
    return psutil.virtual_memory().total


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
    """

    image: Image.Image
    size: tuple[int, int]
    box: tuple[float, float, float, float]
    reported: tuple[int, int]


def _decode(path: Path, least: int | None, max_pixels: int | None, need: Need) -> _Upright:
    """The picture, its shorter side no shorter than ``least``; whole where that is None."""
    limit = max_pixels or default_max_pixels(1)
    _prepare_pillow()
    with open_regular(path) as file:
        kind = formats.sniff(file.read(_HEAD_BYTES))
        file.seek(0)
        if path.suffix.lower() in formats.RAW_EXTENSIONS and kind in ("", "TIFF"):
            found = raw.read(path, file, least, limit, need)
            upright = _turn_upright(found.image, found.image.size, 1, found.orientation, least)
            return replace(upright, reported=(found.width, found.height))
        image = _identify(path, file, kind, limit, need)
        size = image.size
        scale = _draft(image, least)
        need.pixels = _cost(image, size)
        with _room(path, size, need.pixels, limit):
            image.load()
            if scale == 1:
                size = image.size  # some formats know it only now
            return _turn_upright(image, size, scale, _orientation(image), least)


def _turn_upright(
    image: Image.Image, size: tuple[int, int], scale: int, orientation: int, least: int | None
) -> _Upright:
    """Convert and turn ``image``, which was decoded at 1 / ``scale`` of ``size``."""
    factor = max(1, min(image.size) // least) if least else 1
    rgb = to_rgb(image, factor)
    whole = scale * factor
    # What the decoder added by rounding up, on each side: left, top, right, bottom.
    added = (0.0, 0.0, rgb.width - size[0] / whole, rgb.height - size[1] / whole)
    if orientation in _TURNS:
        method, (left, top, right, bottom) = _TURNS[orientation]
        rgb = rgb.transpose(method)
        added = (added[left], added[top], added[right], added[bottom])
        size = size[::-1] if orientation in _SIDEWAYS else size
    box = (added[0], added[1], rgb.width - added[2], rgb.height - added[3])
    return _Upright(rgb, size, box, size)


@contextlib.contextmanager
def _room(path: Path, size: tuple[int, int], cost: int, limit: int) -> Iterator[None]:
    """Refuse what takes more than ``limit`` pixels of memory; wait for other large pictures."""
    if cost > limit:
        raise too_large(path, size, limit)
    with one_large if cost > LARGE_PIXELS else contextlib.nullcontext():
        yield


def _identify(path: Path, file: IO[bytes], kind: str, limit: int, need: Need) -> Image.Image:
    if kind == formats.JPEG.name:
        # Not through Image.open: it would read the list of further pictures that some cameras
        # append (MPO), of which we need none, and fail where that list is damaged.
        return JpegImagePlugin.JpegImageFile(file)
    allowed = formats.pillow_formats(path)
    if kind == "WebP" and (size := formats.webp_size(file)) is not None:
        need.pixels = size[0] * size[1]
        with _room(path, size, need.pixels, limit):
            return Image.open(file, formats=allowed)
    if kind != formats.JXL.name or not formats.is_installed(formats.JXL):
        return Image.open(file, formats=allowed)
    size = formats.jxl_size(file)
    if size is None:
        raise UnreadableImage("picture.no-header", path=path)
    need.pixels = size[0] * size[1]
    with _room(path, size, need.pixels, limit):
        # Its decoder decodes on opening, and may end the whole program where memory is short.
        if not is_free(need.pixels * BYTES_PER_PIXEL):
            raise no_memory(path, need)
        return Image.open(file, formats=allowed)


def _draft(image: Image.Image, least: int | None) -> int:
    """Let a JPEG be decoded at 1 / 2, 1 / 4 or 1 / 8 of its size; the divisor."""
    if not isinstance(image, JpegImagePlugin.JpegImageFile) or least is None:
        return 1
    width = image.width
    drafted = image.draft(None, (least, least))
    return round(width / drafted[1][2]) if drafted else 1


def _cost(image: Image.Image, size: tuple[int, int]) -> int:
    """How many pixels' worth of memory decoding takes."""
    # A progressive JPEG is kept whole as coefficients, of some half of the size of its pixels.
    progressive = size[0] * size[1] // 2 if image.info.get("progressive") else 0
    return image.width * image.height + progressive


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


def _orientation(image: Image.Image) -> int:
    """EXIF's number, 1 to 8; 1 where there is none or it cannot be read."""
    if image.format == "JXL" and not getattr(image, "jpeg", False):
        return 1  # the decoder has turned it; by the standard EXIF has no say
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001  (damaged metadata raises anything; the picture is still good)
        return 1


def _square_of(upright: _Upright, how: Preprocessing) -> NDArray[np.uint8]:
    """What torchvision's ``Resize`` and ``CenterCrop`` do, and timm where the rest is filled."""
    image, target = upright.image, _resized(upright.size, how)
    box = upright.box if how.fit == "pad" else _shortened(upright.box)
    if image.size != target or box != (0, 0, *target):
        image = image.resize(target, _FILTERS[how.interpolation], box=box)
    square = Image.new("RGB", (how.size, how.size), how.fill_colour)
    square.paste(image, (_offset(target[0], how.size), _offset(target[1], how.size)))
    return np.array(square)


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


_NOISY = r"(PIL|pillow_heif|pillow_jxl|rawpy)\b"


def _prepare_pillow() -> None:
    """Set Pillow's own limit, and keep its warnings and log lines off the person's screen.

    The limit catches pictures within pictures, as in ICO files; Pillow refuses at twice the
    number. What it warns of (odd metadata, a suspicious size) says nothing that an outcome does not
    say. ``warnings.catch_warnings`` must not be used around threads; a standing filter may.
    """
    logging.getLogger("PIL").setLevel(logging.CRITICAL)
    Image.MAX_IMAGE_PIXELS = default_max_pixels(1) // 2
    first = warnings.filters[0] if warnings.filters else None
    if first is None or getattr(first[3], "pattern", first[3]) != _NOISY:
        warnings.filterwarnings("ignore", module=_NOISY)
