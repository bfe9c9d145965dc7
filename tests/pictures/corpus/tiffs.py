"""TIFF in every depth, arrangement and compression, written by tifffile and imagecodecs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from tests.pictures.corpus.case import Case, colours, grey

Array = NDArray[Any]


def _levels(picture: NDArray[np.uint8], bits: int) -> Array:
    """A picture's levels as unsigned integers of so many bits, white the greatest."""
    kind = np.uint8 if bits <= 8 else np.uint16 if bits <= 16 else np.uint32
    if bits == 64:
        return picture.astype(np.uint64) * np.uint64((2**64 - 1) // 255)
    return np.round(picture.astype(np.float64) / 255 * (2**bits - 1)).astype(kind)


def _shown(levels: Array, bits: int) -> NDArray[np.uint8]:
    """What is to be seen of these levels."""
    return np.round(levels.astype(np.float64) / (2**bits - 1) * 255).astype(np.uint8)


def _write(path: Path, make: Callable[[], Array], **options: Any) -> None:
    tifffile.imwrite(path, make(), **options)


def _case(name: str, right: Array, make: Callable[[], Array], **options: Any) -> Case:
    tolerances = {
        key: options.pop(key) for key in ("tolerance", "mean_tolerance") if key in options
    }
    whole = f"tiff-{name}-tifffile.tif"
    return Case(whole, partial(_write, make=make, metadata=None, **options), right, **tolerances)


def _planes(picture: Array) -> Array:
    return np.moveaxis(picture, -1, 0)


def _depths() -> Iterator[Case]:
    """Unsigned integers, grey both ways round and RGB in both arrangements, in both byte orders."""
    for bits in (1, 2, 4, 6, 8, 10, 12, 14, 16, 24, 32, 64):
        light, tint = _levels(grey(), bits), _levels(colours(), bits)
        shown, seen = _shown(light, bits), _shown(tint, bits)
        packed = {} if bits in (8, 16, 32, 64) else {"bitspersample": bits}
        for order, mark in (("<", "le"), (">", "be")):
            if packed and order == ">":
                continue  # tifffile packs wrong numbers so: they are written by hand
            how = {"byteorder": order, **packed}
            yield _case(f"grey{bits}-{mark}", shown, lambda light=light: light, **how)
            yield _case(
                f"white-is-0-{bits}-{mark}",
                shown,
                lambda light=light, bits=bits: np.asarray(2**bits - 1, light.dtype) - light,
                photometric="miniswhite",
                **how,
            )
            yield _case(f"rgb{bits}-{mark}", seen, lambda tint=tint: tint, photometric="rgb", **how)
            yield _case(
                f"rgb{bits}-planar-{mark}",
                seen,
                lambda tint=tint: _planes(tint),
                photometric="rgb",
                planarconfig="separate",
                **how,
            )


def _signed(picture: Array, bits: int) -> Array:
    """The whole range of signed integers, black the least."""
    shift = np.array(2 ** (bits - 1)).astype(np.uint64)
    return (_levels(picture, bits).astype(np.uint64) - shift).astype(f"i{bits // 8}")


def _kinds_of_numbers() -> Iterator[Case]:
    for bits in (8, 16, 32, 64):
        yield _case(f"grey-signed{bits}", grey(), lambda bits=bits: _signed(grey(), bits))
    yield _case("rgb-signed16", colours(), lambda: _signed(colours(), 16), photometric="rgb")
    for bits in (16, 32, 64):
        kind = np.dtype(f"f{bits // 8}")
        for order, mark in (("<", "le"), (">", "be")):
            how: dict[str, Any] = {"byteorder": order}
            light = grey() / 255
            tint = colours() / 255
            yield _case(
                f"grey-float{bits}-{mark}", grey(), lambda v=light, k=kind: v.astype(k), **how
            )
            yield _case(
                f"white-is-0-float{bits}-{mark}",
                grey(),
                lambda v=light, k=kind: (1 - v).astype(k),
                photometric="miniswhite",
                **how,
            )
            yield _case(
                f"rgb-float{bits}-{mark}",
                colours(),
                lambda t=tint, k=kind: t.astype(k),
                photometric="rgb",
                **how,
            )
            yield _case(
                f"rgb-float{bits}-planar-{mark}",
                colours(),
                lambda t=tint, k=kind: _planes(t).astype(k),
                photometric="rgb",
                planarconfig="separate",
                **how,
            )


def _ranges() -> Iterator[Case]:
    """Numbers that fill a part of their type's range."""
    for bits in (10, 12, 14):
        for photometric in ("minisblack", "miniswhite"):
            levels = _levels(grey(), bits)
            written = levels if photometric == "minisblack" else 65535 - levels
            yield _case(
                f"{photometric}-{bits}-in-16",
                grey(),
                lambda w=written: w,
                photometric=photometric,
            )
    for bits in (8, 10, 12, 16):
        yield _case(
            f"grey-{bits}-in-32", grey(), lambda b=bits: _levels(grey(), b).astype(np.uint32)
        )
    for bits in (10, 12):
        yield _case(
            f"rgb-{bits}-in-16",
            colours(),
            lambda b=bits: _levels(colours(), b).astype(np.uint16),
            photometric="rgb",
        )
    yield _case(  # 3,000 levels are told to be white
        "grey16-max-sample-value",
        grey(),
        lambda: np.round(grey() / 255 * 3000).astype(np.uint16),
        extratags=[(281, "H", 1, 3000, True)],
    )
    yield _case(
        "rgb16-max-sample-value",
        colours(),
        lambda: np.round(colours() / 255 * 30000).astype(np.uint16),
        photometric="rgb",
        extratags=[(281, "H", 3, (30000, 30000, 30000), True)],
    )
    # A dark picture that was 8 bits before.
    yield _case("grey16-dark", grey() // 8, lambda: (grey() // 8).astype(np.uint16) * 257)
    height = (grey().astype(np.float32) - 8) / 225  # from nothing to the summit
    yield _case(
        "elevation-float32-nodata",
        np.round(height * 255).astype(np.uint8),
        _elevation,
        extratags=[(42113, "s", 0, "-9999", True)],
    )
    yield _case(
        "elevation-int16",
        np.round(height * 255).astype(np.uint8),
        lambda: np.round(height * 4000 - 100).astype(np.int16),
    )


def _elevation() -> Array:
    height = ((grey().astype(np.float32) - 8) / 225 * 3000 + 200).astype(np.float32)
    height[8:16, 8:24] = -9999  # unknown, and black as is the lowest
    return height


_LOSSLESS: dict[str, dict[str, Any]] = {
    "none": {},
    "lzw": {"compression": "lzw"},
    "deflate": {"compression": "adobe_deflate"},
    "packbits": {"compression": "packbits"},
    "zstd": {"compression": "zstd"},
    "lzma": {"compression": "lzma"},
    "lerc": {"compression": "lerc"},
}
_PICTURES_WITHIN: dict[str, dict[str, Any]] = {
    "webp": {"compression": "webp", "compressionargs": {"lossless": True}},
    "jpeg2000": {"compression": "jpeg2000"},
    "jpegxl": {"compression": "jpegxl", "compressionargs": {"lossless": True}},
    "png": {"compression": "png"},
}


def _compressions() -> Iterator[Case]:
    arrangements: dict[str, dict[str, Any]] = {
        "strips": {"rowsperstrip": 7},
        "tiles": {"tile": (48, 32)},
    }
    for name, how in _LOSSLESS.items():
        for arrangement, pieces in arrangements.items():
            for bits in (8, 16):
                plain = {**how, **pieces, "photometric": "rgb"}
                levels = _levels(colours(), bits)
                yield _case(
                    f"rgb{bits}-{name}-{arrangement}", colours(), lambda v=levels: v, **plain
                )
                yield _case(
                    f"rgb{bits}-planar-{name}-{arrangement}",
                    colours(),
                    lambda v=levels: _planes(v),
                    planarconfig="separate",
                    **plain,
                )
    for name, how in _PICTURES_WITHIN.items():
        for arrangement, pieces in arrangements.items():
            plain = {**how, **pieces, "photometric": "rgb"}
            yield _case(f"rgb8-{name}-{arrangement}", colours(), colours, **plain)
    for arrangement, pieces in (("strips", {"rowsperstrip": 16}), ("tiles", {"tile": (32, 32)})):
        for photometric in ("rgb", "ycbcr"):
            yield _case(
                f"{photometric}8-jpeg-{arrangement}",
                colours(),
                colours if photometric == "rgb" else _ycbcr,
                photometric=photometric,
                compression="jpeg",
                compressionargs={"level": 98},
                tolerance=90,
                mean_tolerance=3,
                **pieces,
            )
    yield _case(
        "grey8-jpeg", grey(), grey, compression="jpeg", compressionargs={"level": 98}, tolerance=20
    )


def _ycbcr() -> Array:
    return np.asarray(Image.fromarray(colours()).convert("YCbCr"))


def _predictors() -> Iterator[Case]:
    for bits in (8, 16, 32):
        for order, mark in (("<", "le"), (">", "be")):
            for planar in (False, True):
                levels = _levels(colours(), bits)
                yield _case(
                    f"rgb{bits}-predictor2{'-planar' * planar}-{mark}",
                    colours(),
                    lambda v=levels, p=planar: _planes(v) if p else v,
                    photometric="rgb",
                    planarconfig="separate" if planar else "contig",
                    compression="lzw",
                    predictor=2,
                    byteorder=order,
                )
    for bits in (16, 32, 64):
        for order, mark in (("<", "le"), (">", "be")):
            yield _case(
                f"rgb-float{bits}-predictor3-{mark}",
                colours(),
                lambda bits=bits: (colours() / 255).astype(f"f{bits // 8}"),
                photometric="rgb",
                compression="adobe_deflate",
                predictor=3,
                byteorder=order,
            )


def _palettes() -> Iterator[Case]:
    table = [(40, 90, 200), (230, 40, 20), (20, 180, 60), (0, 0, 0)]
    numbers = np.zeros((64, 64), np.uint8)
    numbers[8:24, 8:24], numbers[40:56, 30:60] = 1, 2
    for bits in (8, 16):
        used = numbers.clip(max=2**bits - 1)
        right = np.array(table, np.uint8)[used]
        for width, factor in ((8, 1), (16, 257)):  # of the numbers in the table
            colormap = np.zeros((3, 2**bits), np.uint16)
            colormap[:, : min(4, 2**bits)] = np.array(table).T[:, : 2**bits] * factor
            yield _case(
                f"palette{bits}-table{width}",
                right,
                lambda u=used, b=bits: u.astype(np.uint16 if b == 16 else np.uint8),
                photometric="palette",
                colormap=colormap,
            )


def _extra_samples() -> Iterator[Case]:
    """Alpha in its kinds, and samples that are none."""
    alpha = np.full((64, 64, 1), 255, np.uint8)
    alpha[:, 48:] = 51
    shown = np.round(alpha / 255 * colours() + (255.0 - alpha)).astype(np.uint8)
    shown_grey = np.round(alpha[..., 0] / 255 * grey() + (255.0 - alpha[..., 0]))
    for bits in (8, 16):
        white = 2**bits - 1
        wide = _levels(alpha, bits)
        multiplied = np.round(_levels(colours(), bits) * (wide / white)).astype(wide.dtype)
        for planar in (False, True):
            how: dict[str, Any] = {"planarconfig": "separate" if planar else "contig"}
            mark = f"{bits}{'-planar' * planar}"

            def joined(first: Array, *rest: Array, planar: bool = planar) -> Callable[[], Array]:
                whole = np.concatenate([first, *rest], axis=-1)
                return lambda: _planes(whole) if planar else whole

            colour, light = _levels(colours(), bits), _levels(grey(), bits)[..., None]
            rgb: dict[str, Any] = {"photometric": "rgb", **how}
            lone: dict[str, Any] = {"photometric": "minisblack", **how}
            yield _case(
                f"rgba{mark}", shown, joined(colour, wide), extrasamples=["unassalpha"], **rgb
            )
            yield _case(
                f"rgba-multiplied{mark}",
                shown,
                joined(multiplied, wide),
                extrasamples=["assocalpha"],
                tolerance=2,
                **rgb,
            )
            yield _case(
                f"rgb-and-mask{mark}",
                colours(),
                joined(colour, wide),
                extrasamples=["unspecified"],
                **rgb,
            )
            yield _case(
                f"rgb-and-4{mark}",
                colours(),
                joined(colour, wide, wide, wide, wide),
                extrasamples=["unspecified"] * 4,
                **rgb,
            )
            yield _case(
                f"grey-alpha{mark}",
                shown_grey.astype(np.uint8),
                joined(light, wide),
                extrasamples=["unassalpha"],
                **lone,
            )
            yield _case(
                f"grey-alpha{mark}-lzw",
                shown_grey.astype(np.uint8),
                joined(light, wide),
                extrasamples=["unassalpha"],
                compression="lzw",
                **lone,
            )
            yield _case(
                f"grey-and-mask{mark}",
                grey(),
                joined(light, wide),
                extrasamples=["unspecified"],
                **lone,
            )
            yield _case(
                f"bands7{mark}",
                colours(),
                joined(colour, wide, wide, wide, wide),
                extrasamples=["unspecified"] * 6,
                **lone,
            )


def _inks() -> Iterator[Case]:
    inks = np.concatenate([255 - colours(), np.zeros((64, 64, 1), np.uint8)], axis=-1)
    more = np.full((64, 64, 1), 255, np.uint8)
    for bits in (8, 16):
        for planar in (False, True):
            how = {
                "photometric": "separated",
                "planarconfig": "separate" if planar else "contig",
            }
            mark = f"{bits}{'-planar' * planar}"
            for name, extra in (("", []), ("-alpha", ["unassalpha"]), ("-spot", ["unspecified"])):
                whole = np.concatenate([inks, more], axis=-1) if extra else inks
                levels = _levels(whole, bits)
                yield _case(
                    f"cmyk{mark}{name}",
                    colours(),
                    lambda v=levels, p=planar: _planes(v) if p else v,
                    extrasamples=extra,
                    tolerance=2,
                    **how,
                )
    yield _case(
        "cmyk-float32",
        colours(),
        lambda: (inks / 255).astype(np.float32),
        photometric="separated",
        tolerance=2,
    )


def _pages_case(name: str, right: Array, write: Callable[[tifffile.TiffWriter], None]) -> Case:
    def save(path: Path) -> None:
        with tifffile.TiffWriter(path) as writer:
            write(writer)

    return Case(f"tiff-{name}-tifffile.tif", save, right)


def _preview_first(writer: tifffile.TiffWriter) -> None:
    writer.write(colours()[::4, ::4], photometric="rgb", subfiletype=1, metadata=None)
    writer.write(colours(), photometric="rgb", subfiletype=0, metadata=None)


def _large_second(writer: tifffile.TiffWriter) -> None:
    writer.write(colours()[::2, ::2], photometric="rgb", metadata=None)
    writer.write(colours(), photometric="rgb", metadata=None)
    writer.write(255 - colours(), photometric="rgb", metadata=None)


def _pyramid(writer: tifffile.TiffWriter) -> None:
    tiles = {"tile": (32, 32), "photometric": "rgb", "metadata": None}
    writer.write(colours(), subifds=2, **tiles)
    writer.write(colours()[::2, ::2], subfiletype=1, **tiles)
    writer.write(colours()[::4, ::4], subfiletype=1, **tiles)


def _preview_above(writer: tifffile.TiffWriter) -> None:
    writer.write(colours()[::4, ::4], photometric="rgb", subfiletype=1, subifds=1, metadata=None)
    writer.write(colours(), photometric="rgb", subfiletype=0, metadata=None)


def _imagej(path: Path) -> None:
    stack = np.stack([_levels(grey(), 16)] * 6).reshape(3, 2, 64, 64)
    tifffile.imwrite(path, stack, imagej=True, metadata={"axes": "ZCYX"})


def _ome(path: Path) -> None:
    stack = np.stack([_levels(grey(), 16)] * 3)
    tifffile.imwrite(path, stack, ome=True, metadata={"axes": "ZYX"})


def _volume(path: Path) -> None:
    stack = np.stack([grey()] * 16)
    tifffile.imwrite(path, stack, volumetric=True, tile=(16, 32, 32), metadata=None)


def _pages() -> Iterator[Case]:
    yield _pages_case("preview-first", colours(), _preview_first)
    yield _pages_case("large-page-second", colours(), _large_second)
    yield _pages_case("pyramid", colours(), _pyramid)
    yield _pages_case("preview-above", colours(), _preview_above)
    yield Case("tiff-imagej-stack-tifffile.tif", _imagej, grey())
    yield Case("tiff-ome-stack-tifffile.tif", _ome, grey())
    yield Case("tiff-volume-tifffile.tif", _volume, grey())


def _containers() -> Iterator[Case]:
    for bits in (8, 16):
        for order, mark in (("<", "le"), (">", "be")):
            for compression in ("none", "deflate"):
                yield _case(
                    f"big-rgb{bits}-{compression}-{mark}",
                    colours(),
                    lambda bits=bits: _levels(colours(), bits),
                    photometric="rgb",
                    bigtiff=True,
                    byteorder=order,
                    **_LOSSLESS[compression],
                )
    yield _case(
        "turned", colours(), lambda: np.rot90(colours()), photometric="rgb",
        extratags=[(274, "H", 1, 6, True)],
    )  # fmt: skip
    yield _case(
        "rgb16-turned", colours(), lambda: np.rot90(_levels(colours(), 16)), photometric="rgb",
        extratags=[(274, "H", 1, 6, True)],
    )  # fmt: skip


TIFF_CASES: tuple[Case, ...] = (
    *_depths(),
    *_kinds_of_numbers(),
    *_ranges(),
    *_compressions(),
    *_predictors(),
    *_palettes(),
    *_extra_samples(),
    *_inks(),
    *_pages(),
    *_containers(),
)
