"""Photoshop's files in every mode, depth and compression, and with what stands beside the colours.

By hand, by psd-tools and by ImageMagick.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from tests.pictures.corpus.case import SIDE, Case, colours, grey
from tests.pictures.corpus.imagemagick import by_convert
from tests.pictures.corpus.photoshop_by_hand import Plane, Psd, unmerged

_RGB = [np.ascontiguousarray(plane) for plane in colours().transpose(2, 0, 1)]
_FULL = np.full((SIDE, SIDE), 255, np.uint8)
_HALF = np.where(np.arange(SIDE) < SIDE // 2, _FULL, np.uint8(0))
_PART = np.full((SIDE, SIDE), 128, np.uint8)
_COMPRESSIONS = ("raw", "packbits", "zip", "zippredicted")


def _sixteen(planes: list[Plane]) -> list[Plane]:
    return [plane.astype(np.uint16) * 257 for plane in planes]


def _light(planes: list[Plane]) -> list[Plane]:
    """What 32 bits hold: sRGB's levels as light."""
    curved = [plane.astype(np.float64) / 255 for plane in planes]
    return [
        np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4).astype(np.float32)
        for c in curved
    ]


_DEPTHS: dict[int, Callable[[list[Plane]], list[Plane]]] = {
    8: lambda planes: planes,
    16: _sixteen,
    32: _light,
}


def _over_white(plane: NDArray[np.uint8], alpha: int) -> NDArray[np.uint8]:
    return (255 - (255 - plane.astype(int)) * alpha // 255).astype(np.uint8)


def _case(
    name: str,
    planes: list[Plane],
    right: NDArray[np.uint8],
    tolerance: float = 1,
    **more: Any,
) -> Case:
    psd = Psd(planes, **more)
    ending = "psb" if psd.large else "psd"
    return Case(f"psd-{name}-hand.{ending}", psd.write, right, tolerance, tolerance)


def _of_compressions() -> list[Case]:
    return [
        _case(
            f"rgb{bits}-{compression}{'-large' * large}",
            _DEPTHS[bits](_RGB),
            colours(),
            compression=number,
            large=large,
        )
        for bits in _DEPTHS
        for number, compression in enumerate(_COMPRESSIONS)
        for large in (False, True)
    ]


def _of_modes() -> list[Case]:
    black = np.zeros((SIDE, SIDE), np.uint8)
    levels = [grey()]
    neutral = np.full((SIDE, SIDE), 128, np.uint8)
    l_star = np.where(grey() > 200, np.uint8(255), np.uint8(0))
    indices = np.unique(grey(), return_inverse=True)[1].reshape(SIDE, SIDE).astype(np.uint8)
    palette = np.zeros((256, 3), np.uint8)
    palette[:3] = [(230, 40, 20), (20, 180, 60), (40, 90, 200)]
    cases = [
        _case("bitmap", [np.packbits(grey() < 100, axis=1)], _threshold(), mode=0, bits=1),
        _case(
            "bitmap-raw",
            [np.packbits(grey() < 100, axis=1)],
            _threshold(),
            mode=0,
            bits=1,
            compression=0,
        ),
        _case("indexed", [indices], colours(), mode=2, palette=palette.T.tobytes()),
    ]
    for bits, deep in _DEPTHS.items():
        cases += [
            _case(f"grey{bits}", deep(levels), grey(), mode=1),
            _case(f"duotone{bits}", deep(levels), grey(), mode=8),
            _case(f"multichannel{bits}-1", deep(levels), grey(), mode=7),
            _case(f"multichannel{bits}-3", deep(_RGB), colours(), mode=7),
            _case(f"cmyk{bits}", deep([*_RGB, _FULL]), colours(), mode=4),
            _case(f"cmyk{bits}-black", deep([*_RGB, black]), np.zeros_like(colours()), mode=4),
        ]
    cases += [
        _case("lab8", [l_star, neutral, neutral], l_star, mode=9),
        _case("lab16", _sixteen([l_star, neutral, neutral]), l_star, mode=9, tolerance=2),
    ]
    return cases


def _threshold() -> NDArray[np.uint8]:
    return np.where(grey() < 100, np.uint8(0), np.uint8(255))


def _of_further_channels() -> list[Case]:
    """Selections, spot colours and transparency, with and without layers."""
    cases = []
    modes: list[tuple[str, int, list[Plane], NDArray[np.uint8]]] = [
        ("grey", 1, [grey()], grey()),
        ("rgb", 3, list(_RGB), colours()),
        ("cmyk", 4, [*_RGB, _FULL], colours()),
    ]
    for name, mode, planes, right in modes:
        for bits, deep in _DEPTHS.items():
            for compression in (0, 1):
                common = {"mode": mode, "compression": compression}
                label = f"{name}{bits}-{_COMPRESSIONS[compression]}"
                cases += [
                    _case(f"{label}-selection", deep([*planes, _HALF]), right, **common),
                    _case(
                        f"{label}-selection-layers",
                        deep([*planes, _HALF]),
                        right,
                        layers=1,
                        **common,
                    ),
                    _case(
                        f"{label}-transparency-and-selection",
                        [*deep([*planes, _FULL]), *deep([_HALF])],
                        right,
                        layers=-1,
                        **common,
                    ),
                ]
    return cases


def _of_transparency() -> list[Case]:
    laid = [_over_white(plane, 128) for plane in _RGB]
    pale = np.dstack(laid)
    hole = np.where(grey() > 200, np.uint8(0), np.uint8(255))
    holed = [np.where(hole == 0, np.uint8(255), plane) for plane in _RGB]
    return [
        _case("rgb8-part-transparent", [*laid, _PART], pale, layers=-1),
        _case(
            "rgb16-part-transparent",
            [*_sixteen(laid), *_sixteen([_PART])],
            pale,
            layers=-1,
        ),
        _case("rgb8-holes", [*holed, hole], np.dstack(holed), layers=-1),
        # Other programs than Photoshop do not lay the merged picture over white.
        _case("rgb8-part-transparent-not-laid", [*_RGB, _PART], pale, layers=-1, tolerance=1.5),
        _case(
            "cmyk8-part-transparent",
            [*laid, _FULL, _PART],
            pale,
            layers=-1,
            mode=4,
        ),
    ]


def _of_layers() -> list[Case]:
    cases = []
    for bits, deep in _DEPTHS.items():
        for name, mode, planes, right in (
            ("rgb", 3, list(_RGB), colours()),
            ("grey", 1, [grey()], grey()),
            ("cmyk", 4, [*_RGB, _FULL], colours()),
        ):
            if bits == 32 and name == "cmyk":
                continue
            layer = deep(planes)
            white = [np.full_like(plane, deep([_FULL])[0][0, 0]) for plane in layer]
            cases += [
                _case(
                    f"{name}{bits}-unmerged{'-large' * large}",
                    white,
                    right,
                    mode=mode,
                    layers=1,
                    resources=unmerged(),
                    layer=layer,
                    large=large,
                    tolerance=1.5,
                )
                for large in (False, True)
            ]
    return cases


def _by_psd_tools(path: Path, mode: str, compression: int) -> None:
    from psd_tools import PSDImage
    from psd_tools.constants import Compression

    source = grey() if mode == "L" else colours()
    image = Image.fromarray(source).convert(mode)
    if mode == "CMYK":  # it writes ink as Pillow has it; Photoshop has 255 where none is
        image = ImageChops.invert(image)
    PSDImage.frompil(image, compression=Compression(compression)).save(path)


def _of_psd_tools() -> list[Case]:
    return [
        Case(
            f"psd-{mode.lower()}8-{compression}-psdtools.psd",
            partial(_by_psd_tools, mode=mode, compression=number),
            grey() if mode == "L" else colours(),
        )
        for mode in ("L", "RGB", "CMYK")
        for number, compression in enumerate(_COMPRESSIONS)
    ]


def _of_imagemagick() -> list[Case]:
    return [
        Case("psd-rgb8-imagemagick.psd", by_convert(colours()), colours()),
        Case("psd-grey8-imagemagick.psd", by_convert(grey()), grey()),
        Case("psd-rgb16-imagemagick.psd", by_convert(colours(), "-depth", "16"), colours()),
        Case("psd-grey16-imagemagick.psd", by_convert(grey(), "-depth", "16"), grey()),
        Case(
            "psd-rgb8-rle-imagemagick.psd",
            by_convert(colours(), "-compress", "rle"),
            colours(),
        ),
        Case("psd-rgb8-large-imagemagick.psb", by_convert(colours()), colours()),
        Case(
            "psd-cmyk8-imagemagick.psd",
            by_convert(colours(), "-colorspace", "cmyk"),
            colours(),
            2,
        ),
        Case(
            "psd-lab8-imagemagick.psd",
            by_convert(colours(), "-colorspace", "lab"),
            colours(),
            4,
        ),
        Case(
            "psd-bitmap-imagemagick.psd",
            by_convert(_threshold(), "-type", "bilevel"),
            _threshold(),
        ),
        Case(
            "psd-palette-imagemagick.psd",
            by_convert(colours(), "-type", "palette"),
            colours(),
        ),
    ]


PHOTOSHOP_CASES = (
    *_of_compressions(),
    *_of_modes(),
    *_of_further_channels(),
    *_of_transparency(),
    *_of_layers(),
    *_of_psd_tools(),
    *_of_imagemagick(),
)
