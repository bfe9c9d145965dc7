"""Colours told by numbers: what they mean, and where there is nothing to do."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from igtagger.pictures import colour_numbers
from igtagger.pictures.colours import to_rgb
from tests.pictures.corpus.by_hand import ADOBE, BT2020, D65, P3, SRGB, hlg, light, pq

PQ, HLG = colour_numbers.of_codes(9, 16), colour_numbers.of_codes(9, 18)


def shown(numbers: colour_numbers.ColourNumbers | None, *values: float) -> list[int]:
    """What a pixel of these numbers, 0 to 1, is in sRGB."""
    assert numbers is not None
    pixel = np.round(np.array([[values]]) * 65535).astype(np.uint16)
    return [int(level) for level in colour_numbers.to_srgb(pixel, numbers, 65535).ravel()]


def test_pq_has_its_white_at_203_candelas() -> None:
    white = float(pq(np.array([1.0]))[0])
    assert white == pytest.approx(0.58, abs=0.001)  # ITU-R BT.2408, table 1
    assert shown(PQ, white, white, white) == [255, 255, 255]
    half = float(pq(light(np.array([128.0])))[0])
    assert shown(PQ, half, half, half) == [128, 128, 128]


def test_what_is_brighter_than_white_is_white() -> None:
    assert shown(PQ, 0.75, 0.75, 0.75) == [255, 255, 255]
    assert shown(PQ, 1, 1, 1) == [255, 255, 255]
    assert shown(PQ, 0, 0, 0) == [0, 0, 0]


def test_hlg_has_its_white_at_three_quarters() -> None:
    assert shown(HLG, 0.75, 0.75, 0.75) == [255, 255, 255]  # ITU-R BT.2408, table 1
    assert shown(HLG, 0.70, 0.70, 0.70)[0] < 250
    grey = float(hlg(np.full((1, 1, 3), light(np.array(90.0))))[0, 0, 0])
    assert shown(HLG, grey, grey, grey) == [90, 90, 90]


@pytest.mark.parametrize("transfer", [0, 1, 2, 3, 6, 7, 11, 12, 13, 14, 15, 99])
@pytest.mark.parametrize("primaries", [0, 1, 2, 3, 99])
def test_what_is_as_good_as_srgb_takes_no_work(primaries: int, transfer: int) -> None:
    assert colour_numbers.of_codes(primaries, transfer) is None
    image = Image.new("RGB", (8, 8))
    assert colour_numbers.told_by(image, None) is image


@pytest.mark.parametrize(
    ("gamma", "points"),
    [
        (None, None),
        (0.45455, None),
        (0.45455, (*D65, *SRGB)),
        (0.45455, (0.31271, 0.32902, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)),
        (None, (*D65, *SRGB)),
        (0.0, None),
        (1e-5, None),
        (42949.67295, None),
        (0.45455, (0,) * 8),
        (0.45455, (*D65, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3)),
        (0.45455, (0.9, 0.9, *SRGB)),
        (0.45455, (-21474.0, 21474.0, *SRGB)),
    ],
)
def test_the_usual_gamma_and_nonsense_take_no_work(gamma, points) -> None:
    assert colour_numbers.of_gamma(gamma, points) is None


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
@pytest.mark.parametrize(
    "numbers",
    [
        colour_numbers.of_gamma(1, None),
        colour_numbers.of_gamma(1 / 1.8, None),
        colour_numbers.of_gamma(1 / 2.2, (*D65, *ADOBE)),
        colour_numbers.of_gamma(1 / 2.2, (0.3457, 0.3585, *ADOBE)),  # another white
        colour_numbers.of_codes(12, 13),
        colour_numbers.of_codes(11, 5),
        colour_numbers.of_codes(6, 1),
        colour_numbers.of_codes(9, 14),
        colour_numbers.of_codes(1, 9),
    ],
)
def test_the_profile_says_what_the_formulas_say(
    mode: str, numbers: colour_numbers.ColourNumbers | None
) -> None:
    assert numbers is not None
    values = np.random.default_rng(3).integers(0, 256, (16, 16, 3)).astype(np.uint8)
    image = Image.fromarray(values).convert(mode)
    right = np.asarray(image.convert("RGB"))
    right = colour_numbers.to_srgb(right, numbers, 255).astype(int)
    seen = np.asarray(to_rgb(colour_numbers.told_by(image, numbers)))
    assert np.abs(seen - right).max() <= 2


@pytest.mark.parametrize("numbers", [PQ, HLG, colour_numbers.of_gamma(1, None)])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_transparency_stays_where_colours_are_converted(
    mode: str, numbers: colour_numbers.ColourNumbers
) -> None:
    image = Image.new("RGBA", (8, 8), (255, 255, 255, 255))
    image.putpixel((0, 0), (0, 0, 0, 255))
    image = image.convert(mode)
    if mode in ("1", "L", "P"):
        image.info["transparency"] = image.getpixel((0, 0))
    else:
        image.putpixel((0, 0), (0, 0) if mode == "LA" else (0, 0, 0, 0))
    seen = colour_numbers.told_by(image, numbers)
    full = seen.convert("RGBA")
    assert full.getpixel((0, 0))[3] == 0
    assert full.getpixel((4, 4))[3] == 255


def test_wide_colours_are_kept_within_srgb() -> None:
    numbers = colour_numbers.of_curve((*D65, *BT2020), 8)
    assert shown(numbers, 0, 1, 0) == [0, 255, 0]
    assert shown(numbers, 1, 1, 1) == [255, 255, 255]
    assert shown(colour_numbers.of_codes(12, 13), 1, 0, 0)[0] == 255
    assert (*D65, *P3) == colour_numbers._PRIMARIES[12]
