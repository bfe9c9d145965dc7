"""JPEG XL and WebP in every mode, with profiles and turns."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.pictures.corpus.by_hand import chunk, light, png, tool
from tests.pictures.corpus.case import TURNS_TO_STORE, Case, colours, grey
from tests.pictures.made import swapped_profile


def _stored(number: int) -> Image.Image:
    method = TURNS_TO_STORE.get(number)
    image = Image.fromarray(colours())
    return image if method is None else image.transpose(method)


def _exif(number: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = number
    return exif.tobytes()


def _swapped() -> Image.Image:
    return Image.fromarray(colours()[..., ::-1].copy())


# JPEG XL ------------------------------------------------------------------------------------


def _jxl(path: Path, values: NDArray[np.generic], **options: object) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    path.write_bytes(imagecodecs.jpegxl_encode(values, **options))


def _plugin(path: Path, values: NDArray[np.uint8], **options: object) -> None:
    pytest.importorskip("pillow_jxl")
    Image.fromarray(values).save(path, **options)


def _cjxl(path: Path, source: bytes, *options: str, ending: str = ".png") -> None:
    path.with_suffix(ending).write_bytes(source)
    tool(path, "cjxl", str(path.with_suffix(ending)), str(path), *options)


def _with_profile(path: Path, *options: str) -> None:
    pytest.importorskip("pillow_jxl")
    file = io.BytesIO()
    _swapped().save(file, "PNG", icc_profile=swapped_profile())
    _cjxl(path, file.getvalue(), *options)


def _jpeg(number: int) -> bytes:
    file = io.BytesIO()
    _stored(number).save(file, "JPEG", quality=98, subsampling=0, exif=_exif(number))
    return file.getvalue()


def _jpeg_by_imagecodecs(path: Path, number: int) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    path.write_bytes(imagecodecs.jpegxl_encode_jpeg(_jpeg(number), usecontainer=True))


def _turned_png(number: int) -> bytes:
    return png(np.asarray(_stored(number)), before=chunk(b"eXIf", _exif(number)[6:]))


def _jxls() -> Iterator[Case]:
    rgb, level = colours(), grey()
    opaque = np.full((64, 64), 255, np.uint8)
    for name, values, right in (
        ("rgb8", rgb, rgb),
        ("grey8", level, level),
        ("rgba8", np.dstack([rgb, opaque]), rgb),
        ("la8", np.dstack([level, opaque]), level),
    ):
        write = partial(_jxl, values=values, lossless=True)
        yield Case(f"jxl-{name}-imagecodecs.jxl", write, right)
        write = partial(_plugin, values=values, lossless=True)
        yield Case(f"jxl-{name}-pillow-jxl.jxl", write, right)
    apart = np.stack([level, 255 - level, opaque])
    write = partial(_jxl, values=apart, lossless=True, planar=True, photometric=1)
    yield Case("jxl-grey8-more-channels-imagecodecs.jxl", write, level)
    # imagecodecs writes of more than 8 bits that they are light.
    shining, glow = light(rgb), light(level)
    for bits in (10, 12, 16):
        for name, values, right in (("rgb", shining, rgb), ("grey", glow, level)):
            deep = np.round(values * ((1 << bits) - 1)).astype(np.uint16)
            write = partial(_jxl, values=deep, lossless=True, bitspersample=bits)
            tolerance = 1 if bits == 16 else 7
            yield Case(f"jxl-{name}{bits}-imagecodecs.jxl", write, right, tolerance)
    for kind in (np.float16, np.float32):
        write = partial(_jxl, values=shining.astype(kind), lossless=True)
        yield Case(f"jxl-rgb-{np.dtype(kind).name}-imagecodecs.jxl", write, rgb)
        write = partial(_jxl, values=glow.astype(kind), distance=0.1)
        yield Case(f"jxl-grey-{np.dtype(kind).name}-lossy-imagecodecs.jxl", write, level, 12, 3)
    wide = png(rgb.astype(np.uint16) * 257, 16, 2)
    yield Case("jxl-rgb16-cjxl.jxl", partial(_cjxl_of, source=wide), rgb)
    deep = png(level.astype(np.uint16) * 257, 16, 0)
    yield Case("jxl-grey16-cjxl.jxl", partial(_cjxl_of, source=deep), level)
    yield Case("jxl-profile-cjxl.jxl", partial(_with_profile_of, distance="0"), rgb, 8, 3)
    yield Case("jxl-profile-lossy-cjxl.jxl", partial(_with_profile_of, distance="0.1"), rgb, 40, 6)
    for number in range(1, 9):
        source = _turned_png(number)
        yield Case(f"jxl-turned{number}-cjxl.jxl", partial(_cjxl_of, source=source), rgb)
        write = partial(_jpeg_by_imagecodecs, number=number)
        yield Case(f"jxl-of-jpeg{number}-imagecodecs.jxl", write, rgb, 6)


def _cjxl_of(path: Path, source: bytes) -> None:
    _cjxl(path, source, "-d", "0")


def _with_profile_of(path: Path, distance: str) -> None:
    _with_profile(path, "-d", distance)


# WebP ---------------------------------------------------------------------------------------


def _webp(path: Path, image: Image.Image, **options: object) -> None:
    image.save(path, **options)


def _webp_by_imagecodecs(path: Path, values: NDArray[np.uint8], lossless: bool) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    path.write_bytes(imagecodecs.webp_encode(values, 100, lossless=lossless))


def _webp_by_imagemagick(path: Path) -> None:
    source = path.with_suffix(".png")
    Image.fromarray(colours()).save(source)
    tool(path, "convert", str(source), "-define", "webp:lossless=true", str(path))


def _webps() -> Iterator[Case]:
    rgb = colours()
    image = Image.fromarray(rgb)
    opaque = np.dstack([rgb, np.full((64, 64), 255, np.uint8)])
    half = np.dstack([rgb, np.full((64, 64), 128, np.uint8)])
    pale = np.round(255 - (255.0 - rgb) * 128 / 255).astype(np.uint8)
    for lossless in (False, True):
        name, tolerance, mean = ("lossless", 1, 1) if lossless else ("lossy", 120, 8)
        options = {"lossless": lossless, "quality": 100}
        write = partial(_webp, image=image, **options)
        yield Case(f"webp-{name}-pillow.webp", write, rgb, tolerance, mean)
        write = partial(_webp, image=Image.fromarray(half), **options)
        yield Case(f"webp-half-{name}-pillow.webp", write, pale, tolerance, mean)
        for kind, values in (("rgb", rgb), ("rgba", opaque)):
            write = partial(_webp_by_imagecodecs, values=values, lossless=lossless)
            yield Case(f"webp-{kind}-{name}-imagecodecs.webp", write, rgb, tolerance, mean)
        write = partial(_webp, image=_swapped(), icc_profile=swapped_profile(), **options)
        yield Case(f"webp-profile-{name}-pillow.webp", write, rgb, max(8, tolerance), max(3, mean))
    yield Case("webp-lossless-imagemagick.webp", _webp_by_imagemagick, rgb)
    for number in range(1, 9):
        write = partial(_webp, image=_stored(number), lossless=True, exif=_exif(number))
        yield Case(f"webp-turned{number}-pillow.webp", write, rgb)


JXL_AND_WEBP_CASES = (*_jxls(), *_webps())
