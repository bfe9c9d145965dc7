"""JPEGs, by Pillow, imagecodecs, ImageMagick and jpegtran, and put together by hand."""

from __future__ import annotations

import struct
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import which
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from tests.pictures import jpeg_parts as by_hand
from tests.pictures.corpus.case import Case, colours, grey
from tests.pictures.jpeg_parts import encoded, exif, first, segment

_EXACT: dict[str, float] = {"tolerance": 4, "mean_tolerance": 1.5}
_HALVED: dict[str, float] = {"tolerance": 255, "mean_tolerance": 12}
"""Of colours at half their size or less, whose edges are soft."""


def _write(path: Path, make: Callable[[], bytes]) -> None:
    path.write_bytes(make())


def _case(name: str, make: Callable[[], bytes], shows: str = "RGB", **how: float) -> Case:
    right = grey() if shows == "L" else colours()
    return Case(name, partial(_write, make=make), right, **(how or _EXACT))


def _saved(mode: str = "RGB", **options: Any) -> bytes:
    source = Image.fromarray(grey() if mode == "L" else colours()).convert(mode)
    return encoded(source, quality=100, subsampling=options.pop("subsampling", 0), **options)


def _pillow(name: str, mode: str = "RGB", how: dict[str, float] = _EXACT, **options: Any) -> Case:
    return _case(f"jpeg-{name}-pillow.jpg", partial(_saved, mode, **options), mode, **how)


def _coded(shown: NDArray[np.uint8], white: int, **options: Any) -> bytes:
    imagecodecs = pytest.importorskip("imagecodecs")
    if white > 255:
        shown = (shown.astype(np.float64) * white / 255).round().astype(np.uint16)
    if options.pop("ls", False):
        return bytes(imagecodecs.jpegls_encode(shown, **options))
    return bytes(imagecodecs.jpeg8_encode(shown, level=100, **options))


def _codecs(
    name: str, mode: str = "RGB", how: dict[str, float] = _EXACT, white: int = 255, **options: Any
) -> Case:
    shown = grey() if mode == "L" else colours()
    return _case(
        f"jpeg-{name}-imagecodecs.jpg", partial(_coded, shown, white, **options), mode, **how
    )


def _converted(*options: str) -> bytes:
    if which("convert") is None:
        pytest.skip("ImageMagick is not installed")
    command = ["convert", "-size", "64x64", "-depth", "8", "rgb:-", *options, "jpg:-"]
    done = subprocess.run(command, input=colours().tobytes(), capture_output=True, check=True)
    return done.stdout


def _magick(name: str, how: dict[str, float], *options: str) -> Case:
    make = partial(_converted, "-quality", "100", *options)
    return _case(f"jpeg-{name}-imagemagick.jpg", make, **how)


def _recoded(*options: str) -> bytes:
    if which("jpegtran") is None:
        pytest.skip("jpegtran is not installed")
    done = subprocess.run(["jpegtran", *options], input=_saved(), capture_output=True, check=True)
    return done.stdout


def _tran(name: str, *options: str) -> Case:
    return _case(f"jpeg-{name}-jpegtran.jpg", partial(_recoded, *options), **_EXACT)


def _planes_apart() -> bytes:
    with tempfile.NamedTemporaryFile("w", delete=False) as script:
        script.write("0;\n1;\n2;\n")
    try:
        return _recoded("-scans", script.name)
    finally:
        Path(script.name).unlink()


def _odd(name: str, make: Callable[[bytes], bytes]) -> Case:
    return _case(f"jpeg-{name}-by-hand.jpg", lambda: make(_saved()))


def _turned(name: str, part: bytes) -> Case:
    stored = Image.fromarray(np.ascontiguousarray(np.rot90(colours())))
    return _case(
        f"jpeg-turned-{name}-by-hand.jpg",
        lambda: first(encoded(stored, quality=100, subsampling=0), part),
    )


def _height_told_later(data: bytes) -> bytes:
    at = data.index(b"\xff\xc0") + 5
    height = data[at : at + 2]
    return data[:at] + b"\0\0" + data[at + 2 : -2] + b"\xff\xdc\0\4" + height + b"\xff\xd9"


def _srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _without(marker: int, data: bytes) -> bytes:
    return by_hand.joined(
        [each for each in by_hand.parts(data) if by_hand.marker_of(each) != marker]
    )


def _motion_photo(data: bytes) -> bytes:
    return data + struct.pack(">I", 24) + b"ftypmp42" + b"\0" * 4000 + b"\xff\xd8\xff\xd9"


def _two_in_one(data: bytes) -> bytes:
    """As multi-picture files and gain maps are: the second one behind the first."""
    return data + encoded(Image.new("L", (32, 32), 77))


_PROFILE_PART = b"ICC_PROFILE\0"
_ODD = {
    "jfif-of-no-length": lambda data: first(_without(0xE0, data), segment(0xE0, b"JFIF\0")),
    "adobe-of-no-length": lambda data: first(data, segment(0xEE, b"Adobe")),
    "profile-of-no-length": lambda data: first(data, segment(0xE2, _PROFILE_PART)),
    "profile-lacks-a-part": lambda data: first(data, segment(0xE2, _PROFILE_PART + b"\1\2abc")),
    "photoshop-cut": lambda data: first(data, segment(0xED, b"Photoshop 3.0\x008BIM\4\4\0")),
    "exif-of-no-length": lambda data: first(data, segment(0xE1, b"Exif\0\0")),
    "segments-of-no-length": lambda data: first(data, *(b"\xff\xe5\0\2", b"\xff\xe6\0\0")),
    "bytes-ahead": lambda data: first(data, b"\0" * 4),
    "fill-bytes": lambda data: first(data, b"\xff" * 40),
    "comments": lambda data: first(data, *[segment(0xFE, b"hello")] * 300),
    "thumbnail-with-end-mark": lambda data: first(data, segment(0xE1, b"\xff\xd8\xff\xd9")),
    "no-end-mark": lambda data: data[:-2],
    "rubbish-for-an-end-mark": lambda data: data[:-2] + b"rubbish" * 40,
    "zeros-for-an-end-mark": lambda data: data[:-2] + b"\0" * 5000,
    "zeros-behind": lambda data: data + b"\0" * 5000,
    "height-told-later": _height_told_later,
    "motion-photo": _motion_photo,
    "multi-picture": _two_in_one,
}

JPEG_CASES = (
    _pillow("rgb-444"),
    _pillow("rgb-422", how=_HALVED, subsampling=1),
    _pillow("rgb-420", how=_HALVED, subsampling=2),
    _pillow("rgb-progressive", progressive=True),
    _pillow("rgb-optimised", optimize=True),
    _pillow("rgb-restarts", restart_marker_blocks=3),
    _pillow("rgb-untransformed", keep_rgb=True),
    _pillow("grey", "L"),
    _pillow("grey-progressive", "L", progressive=True),
    _pillow("cmyk", "CMYK"),
    _pillow("cmyk-progressive", "CMYK", progressive=True),
    _pillow("rgb-profile", icc_profile=_srgb_profile()),
    _case("jpeg-cmyk-no-marker-by-hand.jpg", lambda: _without(0xEE, _saved("CMYK"))),
    _codecs("rgb-440", how=_HALVED, subsampling="440"),
    _codecs("rgb-411", how=_HALVED, subsampling="411"),
    _codecs("rgb-12-bits", white=4095, bitspersample=12, subsampling="444"),
    _codecs("grey-12-bits", "L", white=4095, bitspersample=12),
    _codecs("rgb-lossless", lossless=True),
    _codecs("grey-lossless", "L", lossless=True),
    _codecs("rgb-lossless-16-bits", white=65535, lossless=True, bitspersample=16),
    _codecs("rgb-ls", ls=True),
    _codecs("grey-ls", "L", ls=True),
    _codecs("grey-ls-16-bits", "L", white=65535, ls=True),
    _magick("rgb-444", _EXACT, "-sampling-factor", "1x1"),
    _magick("rgb-410", _HALVED, "-sampling-factor", "4x2"),
    _magick("rgb-441", _HALVED, "-sampling-factor", "1x4"),
    _magick("rgb-odd-factors", _HALVED, "-sampling-factor", "3x1"),
    _magick("rgb-progressive", _EXACT, "-sampling-factor", "1x1", "-interlace", "JPEG"),
    _magick("cmyk", _EXACT, "-sampling-factor", "1x1", "-colorspace", "CMYK"),
    _tran("rgb-arithmetic", "-arithmetic"),
    _tran("rgb-arithmetic-progressive", "-arithmetic", "-progressive"),
    _case("jpeg-rgb-planes-apart-jpegtran.jpg", _planes_apart),
    *(_odd(name, make) for name, make in _ODD.items()),
    _turned("byte", exif(1, 1, b"\6\0\0\0")),
    _turned("short", exif(3, 1, b"\6\0\0\0")),
    _turned("short-big-endian", exif(3, 1, b"\0\6\0\0", ">")),
    _turned("long", exif(4, 1, b"\6\0\0\0")),
    _turned("two-shorts", exif(3, 2, b"\6\0\6\0")),
    _turned("bytes-swapped", exif(3, 1, b"\0\6\0\0")),
)
