"""Colours that are told by numbers: the same picture in other spaces."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from tests.pictures.corpus.by_hand import (
    ADOBE,
    BT2020,
    D65,
    P3,
    SRGB,
    Floats,
    chunk,
    hlg,
    light,
    png,
    pq,
    srgb_curve,
    told,
    tool,
)
from tests.pictures.corpus.case import Case, colours, grey

_LEVELS = 3
_COARSE = 7
"""8 bits of a space so wide are no finer than this in sRGB's darkest levels, by the formulas."""


def _power(exponent: float) -> Callable[[Floats], Floats]:
    return lambda values: values ** (1 / exponent)


def _linear(values: Floats) -> Floats:
    return values


_SPACES: dict[str, tuple[Callable[[Floats], Floats], tuple[float, ...], int, int]] = {
    "linear": (_linear, SRGB, 1, 8),
    "power22": (_power(2.2), SRGB, 1, 4),
    "power28": (_power(2.8), SRGB, 1, 5),
    "p3": (srgb_curve, P3, 12, 13),
    "bt2020": (srgb_curve, BT2020, 9, 1),
    "pq": (pq, BT2020, 9, 16),
    "pq-srgb": (pq, SRGB, 1, 16),
    "hlg": (hlg, BT2020, 9, 18),
}
"""Curve, primaries, and both codes of ITU-T H.273."""


def _gamma(value: float) -> bytes:
    return chunk(b"gAMA", struct.pack(">I", round(value * 100_000)))


def _chromaticities(primaries: tuple[float, ...]) -> bytes:
    values = (round(value * 100_000) for value in (*D65, *primaries))
    return chunk(b"cHRM", struct.pack(">8I", *values))


def _cicp(primaries: int, transfer: int) -> bytes:
    return chunk(b"cICP", bytes([primaries, transfer, 0, 1]))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _png(name: str, values: NDArray[Any], before: bytes, bits: int = 8) -> Case:
    data = png(values, bits, 2, before=before)
    levels = _COARSE if bits == 8 and "bt2020" in name else _LEVELS
    return Case(f"png-rgb{bits}-{name}-hand.png", partial(_write, data=data), colours(), levels)


def _pngs() -> Iterator[Case]:
    for name, (curve, primaries, *codes) in _SPACES.items():
        for bits in (8, 16):
            if bits == 16 or name not in ("pq", "pq-srgb", "hlg"):
                yield _png(f"cicp-{name}", told(curve, primaries, bits), _cicp(*codes), bits)
    for bits in (8, 16):
        yield _png("gama-linear", told(_linear, bits=bits), _gamma(1), bits)
        yield _png("gama-18", told(_power(1.8), bits=bits), _gamma(1 / 1.8), bits)
        adobe = told(_power(2.2), ADOBE, bits)
        yield _png("chrm-adobe", adobe, _gamma(1 / 2.2) + _chromaticities(ADOBE), bits)
        p3 = told(_power(2.2), P3, bits)
        yield _png("chrm-p3", p3, _gamma(1 / 2.2) + _chromaticities(P3), bits)
        curved = told(srgb_curve, P3, bits)
        yield _png("chrm-alone-p3", curved, _chromaticities(P3), bits)
    plain = colours()
    usual = _gamma(0.45455) + _chromaticities(SRGB)
    yield _png("gama-usual", plain, usual)
    # The first of cICP, iCCP, sRGB, gAMA that is there counts.
    yield _png("srgb-before-gama", plain, chunk(b"sRGB", b"\0") + _gamma(1))
    yield _png("iccp-before-gama", plain, _srgb_profile() + _gamma(1))
    yield _png("cicp-before-iccp", told(srgb_curve, P3), _srgb_profile() + _cicp(12, 13))
    yield _png("cicp-before-srgb", told(srgb_curve, P3), chunk(b"sRGB", b"\0") + _cicp(12, 13))
    yield _png("cicp-of-srgb", plain, _cicp(1, 13) + _gamma(1))
    yield _png("cicp-unspecified", plain, _cicp(2, 2))
    for bits in (8, 16):
        unit = 1 << bits - 8
        narrow = np.round((16 + plain / 255 * 219) * unit).astype(np.uint16)
        yield _png("cicp-narrow", narrow, chunk(b"cICP", b"\1\x0d\0\0"), bits)
        video = told(pq, BT2020, bits) / ((1 << bits) - 1)
        narrow = np.round((16 + video * 219) * unit).astype(np.uint16)
        if bits == 16:
            yield _png("cicp-narrow-pq", narrow, chunk(b"cICP", b"\x09\x10\0\0"), bits)
    yield from _grey_pngs()


def _srgb_profile() -> bytes:
    import zlib

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return chunk(b"iCCP", b"k\0\0" + zlib.compress(profile))


def _grey_pngs() -> Iterator[Case]:
    for bits in (8, 16):
        values = np.round(light(grey()) * ((1 << bits) - 1)).astype(np.uint16)
        data = png(values, bits, 0, before=_gamma(1))
        # 8 bits of light tell little of what is dark: the square of 8 comes as 0 or 13.
        tolerance = 8 if bits == 8 else 1
        right = grey()
        name = f"png-grey{bits}-gama-linear-hand.png"
        yield Case(name, partial(_write, data=data), right, tolerance)
    values = np.round(light(colours()) * 255).astype(np.uint8)
    yield Case("png-palette-gama-linear-hand.png", partial(_indexed, values=values), colours(), 3)


def _indexed(path: Path, values: NDArray[np.uint8]) -> None:
    palette, indices = np.unique(values.reshape(-1, 3), axis=0, return_inverse=True)
    before = _gamma(1) + chunk(b"PLTE", palette.astype(np.uint8).tobytes())
    path.write_bytes(png(indices.reshape(64, 64), 8, 3, before=before))


# AVIF, HEIC, JPEG XL ------------------------------------------------------------------------


def _avif(
    path: Path, values: NDArray[Any], bits: int, primaries: int, transfer: int, alpha: bool
) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    values = values.astype(np.uint8 if bits == 8 else np.uint16)
    if alpha:
        full = np.full((64, 64, 1), (1 << bits) - 1, values.dtype)
        values = np.concatenate([values, full], axis=2)
    told_as = {"primaries": primaries, "transfer": transfer, "matrix": 0}
    options = {"bitspersample": bits, "pixelformat": "444", **told_as}
    path.write_bytes(imagecodecs.avif_encode(values, 100, **options))


def _avifenc(path: Path, values: NDArray[Any], codes: tuple[int, int]) -> None:
    source = path.with_suffix(".png")
    source.write_bytes(png(values, 8, 2))
    cicp = f"{codes[0]}/{codes[1]}/0"
    tool(path, "avifenc", "-l", "--cicp", cicp, "--ignore-icc", str(source), str(path))


def _heic(path: Path, values: NDArray[Any], codes: tuple[int, int], deep: bool) -> None:
    heif = pytest.importorskip("pillow_heif")
    mode = "RGB;16" if deep else "RGB"
    kind = np.uint16 if deep else np.uint8
    image = heif.from_bytes(mode, (64, 64), values.astype(kind).tobytes())
    found = io.BytesIO()
    image.save(
        found,
        quality=-1,
        chroma="444",
        matrix_coefficients=0,
        color_primaries=codes[0],
        transfer_characteristics=codes[1],
        full_range_flag=1,
    )
    data = bytearray(found.getvalue())
    at = data.index(b"nclx") + 4
    data[at : at + 4] = struct.pack(">HH", *codes)  # the writer knows but some of the codes
    path.write_bytes(data)


def _jxl(path: Path, name: str, space: str) -> None:
    source = path.with_suffix(".png")
    curve, primaries, *_ = _SPACES[name]
    source.write_bytes(png(told(curve, primaries, 16), 16, 2))
    tool(path, "cjxl", str(source), str(path), "-d", "0", "-x", f"color_space={space}")


def _others() -> Iterator[Case]:
    for name, (curve, primaries, *codes) in _SPACES.items():
        first, second = codes
        for bits in (8, 10, 12):
            if bits == 8 and name in ("pq", "pq-srgb", "hlg"):
                continue
            write = partial(
                _avif,
                values=told(curve, primaries, bits),
                bits=bits,
                primaries=first,
                transfer=second,
                alpha=bits == 12,
            )
            yield Case(
                f"avif-rgb{bits}-{name}-imagecodecs.avif",
                write,
                colours(),
                _COARSE if bits == 8 else 4,
            )
        deep = name in ("pq", "pq-srgb", "hlg")
        values = told(curve, primaries, 16 if deep else 8)
        write = partial(_heic, values=values, codes=(first, second), deep=deep)
        yield Case(f"heic-{name}-pillow-heif.heic", write, colours(), 6, 2)
        if not deep:
            write = partial(_avifenc, values=values, codes=(first, second))
            yield Case(f"avif-rgb8-{name}-avifenc.avif", write, colours(), _COARSE)
    for name, space in (
        ("linear", "RGB_D65_SRG_Rel_Lin"),
        ("p3", "RGB_D65_DCI_Rel_SRG"),
        ("pq", "RGB_D65_202_Rel_PeQ"),
        ("hlg", "RGB_D65_202_Rel_HLG"),
    ):
        yield Case(f"jxl-{name}-cjxl.jxl", partial(_jxl, name=name, space=space), colours(), 3)


# JPEG, TIFF, BMP -----------------------------------------------------------------------------


def _jpeg(path: Path, values: NDArray[Any], index: str, model: str = "") -> None:
    """As a camera writes it: no profile, but EXIF's directory of interoperability."""
    exif = Image.Exif()
    exif[0x0110] = model
    exif[0x8769] = {0xA001: 0xFFFF, 0xA005: {1: index}}
    image = Image.fromarray(values.astype(np.uint8))
    image.save(path, quality=100, subsampling="4:4:4", exif=exif)


def _tiff(path: Path, values: NDArray[Any], primaries: tuple[float, ...], **options: Any) -> None:
    tifffile = pytest.importorskip("tifffile")
    white, points = (
        tuple(part for value in told_as for part in (round(value * 10_000), 10_000))
        for told_as in (D65, primaries)
    )
    tags = [(318, 5, 2, white, True), (319, 5, 6, points, True)]
    tifffile.imwrite(path, values, photometric="rgb", extratags=tags, **options)


def _bitmap(path: Path, values: NDArray[Any], primaries: tuple[float, ...], power: float) -> None:
    """With a header of version 4 that tells of the colours (LCS_CALIBRATED_RGB)."""
    points = zip(primaries[::2], primaries[1::2], strict=True)
    ends = [round(part * (1 << 30)) for x, y in points for part in (x, y, 1 - x - y)]
    header = struct.pack("<IiiHHIIiiII", 108, 64, -64, 1, 24, 0, 64 * 192, 0, 0, 0, 0)
    header += bytes(20) + struct.pack("<9i3I", *ends, *[round(power * 65536)] * 3)
    start = struct.pack("<2sIII", b"BM", 14 + 108 + 64 * 192, 0, 14 + 108)
    path.write_bytes(start + header + values.astype(np.uint8)[..., ::-1].tobytes())


def _older_formats() -> Iterator[Case]:
    adobe = told(_power(563 / 256), ADOBE)
    yield Case("jpeg-exif-adobe.jpg", partial(_jpeg, values=adobe, index="R03"), colours(), 5)
    plain = partial(_jpeg, values=colours(), index="R98")
    yield Case("jpeg-exif-srgb.jpg", plain, colours(), 4)
    called = partial(_jpeg, values=colours(), index="R98", model="R03")
    yield Case("jpeg-exif-srgb-of-a-camera-r03.jpg", called, colours(), 4)
    for bits in (8, 16):
        values = told(_power(2.2), ADOBE, bits).astype(np.uint8 if bits == 8 else np.uint16)
        for how, options in (("", {}), ("-deflate", {"compression": "deflate"})):
            write = partial(_tiff, values=values, primaries=ADOBE, **options)
            yield Case(f"tiff-rgb{bits}-primaries{how}-tifffile.tif", write, colours(), 4)
    usual = partial(_tiff, values=colours(), primaries=SRGB)
    yield Case("tiff-rgb8-primaries-of-srgb-tifffile.tif", usual, colours(), 0)
    for name, primaries, power in (("adobe", ADOBE, 2.2), ("light", SRGB, 1.0)):
        write = partial(
            _bitmap, values=told(_power(power), primaries), primaries=primaries, power=power
        )
        yield Case(f"bmp-v4-{name}-hand.bmp", write, colours(), 4)
    for name, power in (("power", 2.2), ("gamma", 1 / 2.2)):  # writers disagree on which it is
        write = partial(_bitmap, values=colours(), primaries=SRGB, power=power)
        yield Case(f"bmp-v4-srgb-{name}-hand.bmp", write, colours(), 0)


def _jpeg_like(path: Path) -> None:
    """Pillow's AVIF of sRGB, where there is nothing to do."""
    Image.fromarray(colours()).save(path, quality=100, subsampling="4:4:4")


TOLD_CASES = (
    *_pngs(),
    *_others(),
    *_older_formats(),
    Case("avif-rgb8-srgb-pillow.avif", _jpeg_like, colours(), 4, 2),
)
