"""TIFF as written by Pillow with libtiff, by ImageMagick, and by libvips."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.pictures.corpus.case import Case, colours, grey

BLACK = np.where(grey() > 99, 255, 0).astype(np.uint8)


def _pillow(path: Path, mode: str, source: Any, options: dict[str, Any]) -> None:
    Image.fromarray(source).convert(mode).save(path, **options)


def _by_pillow() -> Iterator[Case]:
    for compression in (
        "raw", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits", "jpeg", "lzma", "zstd",
    ):  # fmt: skip
        loss = 90 if compression == "jpeg" else 2
        options: dict[str, Any] = {"compression": compression}
        if compression == "jpeg":
            options["quality"] = 98
        modes = (("RGB", colours()), ("L", grey()), ("CMYK", colours()), ("RGBA", colours()))
        for mode, source in modes:
            if compression == "jpeg" and mode == "RGBA":
                continue
            name = f"tiff-{mode.lower()}8-{compression}-pillow.tif"
            yield Case(
                name, partial(_pillow, mode=mode, source=source, options=options), source, loss, 3
            )
    for compression in ("raw", "group3", "group4", "tiff_ccitt", "packbits", "tiff_lzw"):
        write = partial(_pillow, mode="1", source=BLACK, options={"compression": compression})
        yield Case(f"tiff-1-{compression}-pillow.tif", write, BLACK)
    for mode in ("P", "LAB"):
        name = f"tiff-{mode.lower()}8-pillow.tif"
        yield Case(name, partial(_save_other, mode=mode), colours(), 10, 3)
    for mode, kind in (("I;16", np.uint16), ("I;16B", np.dtype(">u2")), ("I", np.int32)):
        levels = grey().astype(kind) * 257
        name = f"tiff-{mode.replace(';', '')}-pillow.tif"
        yield Case(name, partial(_save_array, levels=levels, mode=mode), grey())


def _save_other(path: Path, mode: str) -> None:
    image = Image.fromarray(colours())
    if mode == "LAB":
        from PIL import ImageCms

        transform = ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
        )
        ImageCms.applyTransform(image, transform).save(path)  # type: ignore[union-attr]
    else:
        image.quantize(16).save(path)


def _save_array(path: Path, levels: Any, mode: str) -> None:
    Image.frombytes(mode, levels.shape[::-1], levels.tobytes()).save(path)


@cache
def _convert() -> str | None:
    """ImageMagick's program; Windows has another of that name."""
    program = shutil.which("convert")
    if program is None or sys.platform == "win32":
        return None
    told = subprocess.run([program, "-version"], capture_output=True, check=False)
    return program if b"ImageMagick" in told.stdout else None


def _magick(path: Path, source: Any, options: str) -> None:
    program = _convert()
    if program is None:
        pytest.skip("needs ImageMagick's convert")
    picture = path.with_suffix(".ppm")
    Image.fromarray(source).save(picture)
    subprocess.run([program, str(picture), *options.split(), str(path)], check=True, timeout=60)
    picture.unlink()


def _by_magick() -> Iterator[Case]:
    kinds: dict[str, tuple[Any, str, float]] = {}
    for depth in (8, 16):
        for name, right, more in (
            ("rgb", colours(), ""),
            ("grey", grey(), "-colorspace Gray"),
            ("rgb-planar", colours(), "-interlace Plane"),
            ("rgb-be", colours(), "-endian MSB"),
            ("cmyk", colours(), "-colorspace CMYK"),
            ("cmyk-planar", colours(), "-colorspace CMYK -interlace Plane"),
            ("rgba", colours(), "-alpha set"),
            ("rgba-planar", colours(), "-alpha set -interlace Plane"),
            ("grey-alpha", grey(), "-colorspace Gray -alpha set"),
            ("tiles", colours(), "-define tiff:tile-geometry=32x32"),
            ("fill-order", colours(), "-define tiff:fill-order=lsb"),
            ("palette", colours(), "-type Palette"),
        ):
            kinds[f"{name}{depth}"] = right, f"-depth {depth} {more}", 2
        for compression in ("None", "LZW", "Zip", "RLE", "LZMA"):
            options = f"-depth {depth} -compress {compression}"
            kinds[f"rgb{depth}-{compression}"] = colours(), options, 1
            planar = f"{options} -interlace Plane"
            kinds[f"rgb{depth}-planar-{compression}"] = colours(), planar, 1
    for depth in (1, 2, 4, 6, 10, 12, 14, 24, 32):
        steps = 2 ** min(depth, 16) - 1
        source = BLACK if depth == 1 else grey()
        options = f"-colorspace Gray -depth {depth}"
        kinds[f"grey{depth}"] = source, options, 510 / steps + 1
    for depth in (12, 32):
        kinds[f"rgb{depth}"] = colours(), f"-depth {depth}", 1
    kinds["fax3"] = BLACK, "-monochrome -compress Fax", 0
    kinds["fax4"] = BLACK, "-monochrome -compress Group4", 0
    backwards = "-define tiff:fill-order=lsb"
    kinds["fax3-fill-order"] = BLACK, f"-monochrome -compress Fax {backwards}", 0
    kinds["fax4-fill-order"] = BLACK, f"-monochrome -compress Group4 {backwards}", 0
    kinds["lab8"] = colours(), "-colorspace Lab -depth 8", 40
    kinds["lab16"] = colours(), "-colorspace Lab -depth 16", 40
    for name, (right, options, loss) in kinds.items():
        write = partial(_magick, source=right, options=options)
        yield Case(f"tiff-{name}-magick.tif", write, right, loss, max(1, loss))
    for mode in ("jpeg", "jpeg-planar"):
        more = " -interlace Plane" if mode != "jpeg" else ""
        write = partial(_magick, source=colours(), options=f"-compress JPEG -quality 98{more}")
        yield Case(f"tiff-rgb8-{mode}-magick.tif", write, colours(), 90, 3)


def _vips(path: Path, source: Any, cast: str, options: dict[str, Any]) -> None:
    pyvips = pytest.importorskip("pyvips")
    image = pyvips.Image.new_from_array(np.ascontiguousarray(source))
    if cast == "ushort":
        image = (image * 257).cast("ushort")
        image = image.copy(interpretation="rgb16" if image.bands > 1 else "grey16")
    elif cast == "float":
        image = (image / 255).cast("float")
    image.tiffsave(str(path), **options)


def _by_vips() -> Iterator[Case]:
    ways: dict[str, dict[str, Any]] = {
        "none": {},
        "lzw": {"compression": "lzw", "predictor": "horizontal"},
        "deflate-tiles": {
            "compression": "deflate", "tile": True, "tile_width": 32, "tile_height": 32,
        },
        "pyramid": {"tile": True, "tile_width": 16, "tile_height": 16, "pyramid": True},
        "subifds": {
            "tile": True, "tile_width": 16, "tile_height": 16, "pyramid": True, "subifd": True,
        },
        "big": {"bigtiff": True},
    }  # fmt: skip
    for way, options in ways.items():
        for cast in ("uchar", "ushort", "float"):
            for name, source in (("rgb", colours()), ("grey", grey())):
                write = partial(_vips, source=source, cast=cast, options=options)
                yield Case(f"tiff-{name}-{cast}-{way}-vips.tif", write, source)


TIFF_BY_OTHERS_CASES: tuple[Case, ...] = (*_by_pillow(), *_by_magick(), *_by_vips())
