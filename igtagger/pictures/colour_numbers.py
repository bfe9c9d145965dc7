"""Colours that a file tells by numbers, where it has no profile: into sRGB.

The numbers are those of ITU-T H.273 (PNG's ``cICP``, HEIF's and AVIF's ``nclx``, JPEG XL's own), or
a power and chromaticities (PNG's ``gAMA`` and ``cHRM``, BMP's header). What they say is the light
on the screen, 1 for white. Of what is brighter than white (HDR) the white is put where ITU-R
BT.2408 puts that of paper, at 203 cd/m2, and all above it is cut off there.

RGB of 8 bits without HDR gets a profile made of the numbers, which is fast to apply; all else goes
through :func:`to_srgb`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Chromaticities = tuple[float, float, float, float, float, float, float, float]
"""x and y of white, red, green and blue (CIE 1931)."""

WHITE_NITS = 203.0
"""Of HDR's reference white, in cd/m2 (ITU-R BT.2408)."""
_HLG_NITS = 1000.0
"""Of the screen that HLG is shown on, for which its system gamma is 1.2 (ITU-R BT.2100)."""
_BAND_VALUES = 1 << 20
"""So many values are converted at a time: the work is done in floating point."""

_D65 = (0.3127, 0.3290)
_C = (0.310, 0.316)
SRGB_CHROMATICITIES: Chromaticities = (*_D65, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
# fmt: off
_PRIMARIES: dict[int, Chromaticities] = {
    1: SRGB_CHROMATICITIES,
    4: (*_C, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08),
    5: (*_D65, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06),
    6: (*_D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    7: (*_D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    8: (*_C, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049),
    9: (*_D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    10: (1 / 3, 1 / 3, 1, 0, 0, 1, 0, 0),
    11: (0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    12: (*_D65, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    22: (*_D65, 0.630, 0.340, 0.295, 0.605, 0.155, 0.077),
}
"""ITU-T H.273, table 2. What is not here is taken for sRGB's."""
# fmt: on
_LIKE_SRGB, _LINEAR, _PQ, _SMPTE_428, _HLG = 13, 8, 16, 17, 18
_POWERS = {4: 2.2, 5: 2.8}
"""Codes of ITU-T H.273, table 3. Those neither here nor in ``_LIGHT`` are curves of cameras
(BT.709 and its like), whose pictures screens show as sRGB, or unknown."""
_NEAR = 0.005
"""Chromaticities that differ by no more are the same: files round them."""
_SCREENS_POWER, _NEAR_POWER = 2.2, 0.05
"""``gAMA`` of 45455 is how sRGB was written before there was a chunk that says so."""
_POWERS_BELIEVED = (0.2, 5.0)


@dataclass(frozen=True)
class ColourNumbers:
    """What the numbers in a file mean.

    Attributes:
        chromaticities: of white and of the primaries.
        transfer: code of ITU-T H.273, table 3.
        power: the light is the number to this power; None where ``transfer`` tells.
        is_narrow: black is at 16 of 255 and white at 235, as in video.
    """

    chromaticities: Chromaticities
    transfer: int = _LIKE_SRGB
    power: float | None = None
    is_narrow: bool = False

    @property
    def is_hdr(self) -> bool:
        """Whether there is light beyond white, which a profile cannot say."""
        return self.power is None and self.transfer in (_PQ, _HLG, _SMPTE_428)

    def profile(self) -> bytes:
        """An ICC profile of RGB that says the same; not of HDR."""
        return _profile(self)

    def light(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Light, 0 to 1 for white, of numbers from 0 to 1; for HLG that of the scene."""
        if self.is_narrow:
            values = ((values * 255 - 16) / 219).clip(0, 1)
        power = self.power or _POWERS.get(self.transfer)
        if power is not None:
            return np.asarray(values**power)
        return _LIGHT.get(self.transfer, _srgb)(values)

    @cached_property
    def to_srgb_light(self) -> NDArray[np.float64] | None:
        """What turns light of these primaries to that of sRGB's, ``(3, 3)``; None for nothing."""
        if self.chromaticities == SRGB_CHROMATICITIES:
            return None
        own, srgb = _to_xyz(self.chromaticities), _to_xyz(SRGB_CHROMATICITIES)
        adapted = _bradford(_white(self.chromaticities), _white(SRGB_CHROMATICITIES))
        return np.asarray(np.linalg.inv(srgb) @ adapted @ own)


def of_codes(primaries: int, transfer: int, *, narrow: bool = False) -> ColourNumbers | None:
    """The colours of codes of ITU-T H.273; None where they are sRGB's, or as good as that.

    Args:
        primaries: code of table 2.
        transfer: code of table 3.
        narrow: the decoded numbers are of the range that video has.
    """
    return of_curve(_PRIMARIES.get(primaries, SRGB_CHROMATICITIES), transfer, narrow=narrow)


def of_curve(
    chromaticities: tuple[float, ...], transfer: int, *, narrow: bool = False
) -> ColourNumbers | None:
    """The colours of chromaticities and a curve; None where they are sRGB's, or as good as that.

    Args:
        chromaticities: x and y of white, red, green and blue. What cannot be is taken for sRGB's.
        transfer: code of ITU-T H.273.
        narrow: as of :func:`of_codes`.
    """
    own = _believed(chromaticities)
    curve = transfer if transfer in (*_POWERS, *_LIGHT) else _LIKE_SRGB
    if (own, curve, narrow) == (SRGB_CHROMATICITIES, _LIKE_SRGB, False):
        return None
    return ColourNumbers(own, curve, is_narrow=narrow)


def of_gamma(gamma: float | None, chromaticities: tuple[float, ...] | None) -> ColourNumbers | None:
    """The colours of a power and chromaticities; None where they are sRGB's, or as good as that.

    Args:
        gamma: of the file: numbers are light to this power (0.45455); None where it is not told.
        chromaticities: None where they are not told. What cannot be is taken for not told.
    """
    own = _believed(chromaticities) if chromaticities else SRGB_CHROMATICITIES
    power = 1 / gamma if gamma else 0.0
    if not _POWERS_BELIEVED[0] <= power <= _POWERS_BELIEVED[1]:
        return of_curve(own, _LIKE_SRGB)
    if own == SRGB_CHROMATICITIES and abs(power - _SCREENS_POWER) < _NEAR_POWER:
        return None
    return ColourNumbers(own, power=power)


def told_by(image: Image.Image, numbers: ColourNumbers | None) -> Image.Image:
    """``image``, which has no profile, with its colours as ``numbers`` tell them.

    Args:
        image: loaded; of 8 bits, of one bit or with a palette.
        numbers: None leaves it as it is.

    Returns:
        It in sRGB, or with a profile in its ``info``.
    """
    if numbers is None:
        return image
    if image.mode in ("1", "P", "PA"):
        mode = "L" if image.mode == "1" else "RGB"
        alpha = "A" if image.has_transparency_data else ""
        image = image.convert("RGBA" if mode == "RGB" and alpha else mode + alpha)
    if image.mode in ("RGB", "RGBA", "RGBX") and not numbers.is_hdr:
        image.info["icc_profile"] = numbers.profile()
        return image
    return _converted(image, numbers)


def _converted(image: Image.Image, numbers: ColourNumbers) -> Image.Image:
    if image.mode not in ("L", "LA", "RGB", "RGBA"):
        return image
    bands = image.mode.removesuffix("A")
    levels = np.asarray(image.convert(bands) if bands != image.mode else image)
    converted = Image.fromarray(to_srgb(levels, numbers, 255))
    if bands != image.mode:
        converted.putalpha(image.getchannel("A"))
    if "transparency" in image.info:
        converted.putalpha(image.convert(bands + "A").getchannel("A"))
    return converted


def to_srgb(values: NDArray[Any], numbers: ColourNumbers, white: int) -> NDArray[np.uint8]:
    """Numbers of a picture as sRGB of 8 bits.

    Args:
        values: unsigned integers, ``(height, width)`` of grey or ``(height, width, 3)`` of RGB.
        numbers: what they mean.
        white: the number that is the end of the range: 255, 1023, 65535.

    Returns:
        Of the same shape.
    """
    table = numbers.light(np.arange(white + 1) / white).astype(np.float32)
    result = np.empty(values.shape, np.uint8)
    rows = max(1, _BAND_VALUES // max(1, values[0].size))
    for start in range(0, len(values), rows):
        band = np.minimum(values[start : start + rows], white)
        light = _shown(table[band], numbers)
        np.clip(light, 0, 1, out=light)
        result[start : start + rows] = _encoding()[(light * 65535 + 0.5).astype(np.uint16)]
    return result


def _shown(light: NDArray[np.float32], numbers: ColourNumbers) -> NDArray[np.float32]:
    """Light of sRGB's primaries on the screen."""
    if numbers.transfer == _HLG and numbers.power is None:
        weights = _to_xyz(numbers.chromaticities)[1].astype(np.float32)
        luminance = light @ weights if light.ndim == 3 else light
        scale = luminance**0.2 * np.float32(_HLG_NITS / WHITE_NITS)
        light = light * (scale[..., None] if light.ndim == 3 else scale)
    matrix = numbers.to_srgb_light
    if light.ndim == 2 or matrix is None:
        return light
    return np.asarray(light @ matrix.T.astype(np.float32))


@lru_cache(maxsize=1)
def _encoding() -> NDArray[np.uint8]:
    """Numbers of sRGB (IEC 61966-2-1) for 65536 steps of light."""
    light = np.arange(65536) / 65535
    encoded = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.round(encoded * 255), np.uint8)


def _srgb(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """IEC 61966-2-1."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _pq(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """SMPTE ST 2084, whose end is at 10,000 cd/m2."""
    m1, m2 = 2610 / 16384, 2523 / 4096 * 128
    c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
    root = values ** (1 / m2)
    light = (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1)
    return np.asarray(light * (10_000 / WHITE_NITS))


def _hlg(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """ITU-R BT.2100, the inverse of HLG's OETF: light of the scene, 0 to 1."""
    a = 0.17883277
    b, c = 1 - 4 * a, 0.5 - a * np.log(4 * a)
    return np.where(values <= 0.5, values**2 / 3, (np.exp((values - c) / a) + b) / 12)


def _smpte_428(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cinema's, whose white is a little below the end."""
    return np.asarray(values**2.6 * (52.37 / 48))


def _logarithm(values: NDArray[np.float64], decades: float) -> NDArray[np.float64]:
    return np.where(values > 0, 10 ** ((values - 1) * decades), 0.0)


_LIGHT: dict[int, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    _LINEAR: lambda values: values,
    9: partial(_logarithm, decades=2.0),
    10: partial(_logarithm, decades=2.5),
    _PQ: _pq,
    _SMPTE_428: _smpte_428,
    _HLG: _hlg,
}
"""By code of ITU-T H.273, table 3; see there for the others."""


def _to_xyz(chromaticities: tuple[float, ...]) -> NDArray[np.float64]:
    """What turns light of primaries to CIE XYZ in which white has Y = 1, ``(3, 3)``."""
    x, y = np.array(chromaticities[2::2]), np.array(chromaticities[3::2])
    primaries = np.stack([x, y, 1 - x - y])
    return np.asarray(primaries * np.linalg.solve(primaries, _white(chromaticities)))


def _white(chromaticities: tuple[float, ...]) -> NDArray[np.float64]:
    x, y = chromaticities[:2]
    return np.array([x / y, 1, (1 - x - y) / y])


def _bradford(source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """What makes ``target`` of the white ``source``, as ICC profiles do it."""
    cones = np.array(
        [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
    )
    scale = np.diag((cones @ target) / (cones @ source))
    return np.asarray(np.linalg.inv(cones) @ scale @ cones)


def _believed(chromaticities: tuple[float, ...]) -> Chromaticities:
    """``chromaticities``, or sRGB's where they are as good as those, or none that can be."""
    near = (
        abs(one - other) <= _NEAR
        for one, other in zip(chromaticities, SRGB_CHROMATICITIES, strict=True)
    )
    if all(near) or not _are_sound(chromaticities):
        return SRGB_CHROMATICITIES
    return cast("Chromaticities", chromaticities)


def _are_sound(chromaticities: tuple[float, ...]) -> bool:
    """Whether there is a white, and a triangle of primaries in which it lies."""
    if chromaticities[1] < _NEAR or not all(-1 <= value <= 2 for value in chromaticities):
        return False
    try:
        weights = _to_xyz(chromaticities).sum(axis=0)
    except np.linalg.LinAlgError:
        return False
    return bool(np.isfinite(weights).all() and (weights > 1e-6).all())


@lru_cache(maxsize=16)
def _profile(numbers: ColourNumbers) -> bytes:
    import imagecodecs

    white_x, white_y, *primaries = numbers.chromaticities
    light = numbers.light(np.linspace(0, 1, 4096)).clip(0, 1)
    triples = ((*primaries[at : at + 2], 1.0) for at in (0, 2, 4))
    return bytes(
        imagecodecs.cms_profile(
            "rgb",
            whitepoint=(white_x, white_y, 1.0),
            primaries=tuple(value for triple in triples for value in triple),
            transferfunction=np.asarray(np.round(light * 65535), np.uint16),
        )
    )
