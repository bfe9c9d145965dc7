"""Numbers of any depth to eight bits: which of them is white."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from igtagger.pictures.levels import black_and_white, to_eight_bits

WHITES: tuple[tuple[str, Any, tuple[float, float]], ...] = (
    ("16 bits, all in use", np.uint16([0, 60000]), (0, 65535)),
    ("14 bits in 16", np.uint16([3, 16000]), (0, 16383)),
    ("12 bits in 16", np.uint16([3, 4000]), (0, 4095)),
    ("10 bits in 16", np.uint16([3, 1000]), (0, 1023)),
    ("8 bits in 16", np.uint16([3, 200]), (0, 255)),
    ("8 bits widened to 16, dark", np.uint16([257, 40 * 257]), (0, 65535)),
    ("15 bits with a sign", np.int16([0, 30000]), (0, 32767)),
    ("7 bits with a sign", np.int8([0, 100]), (0, 127)),
    ("12 bits in 32", np.uint32([3, 4000]), (0, 4095)),
    ("32 bits, all in use", np.uint32([0, 4_000_000_000]), (0, 2**32 - 1)),
    ("a few counts in 32", np.uint32([70_000, 170_000]), (70_000, 170_000)),
    ("the whole of 16 with a sign", np.int16([-32768, 30000]), (-32768, 32767)),
    ("heights", np.int16([-100, 4000]), (-100, 4000)),
    ("64 bits, all in use", np.uint64([0, 2**64 - 5]), (0, 2**64 - 1)),
    ("shares", np.float32([0, 0.3]), (0, 1)),
    ("shares with a few lights", np.float32([0.5] * 19 + [7]), (0, 1)),
    ("shares that were sharpened", np.float32([-0.02, 0.9]), (0, 1)),
    ("8 bits as floating point", np.float64([0, 200]), (0, 255)),
    ("16 bits as floating point", np.float64([100, 60000]), (0, 65535)),
    ("heights as floating point", np.float32([-10, 300]), (-10, 300)),
    ("nothing known", np.float32([np.nan, np.nan]), (0, 1)),
    ("nothing at all", np.uint16([]), (0, 1)),
)


@pytest.mark.parametrize(
    ("values", "expected"), [each[1:] for each in WHITES], ids=[each[0] for each in WHITES]
)
def test_black_and_white_are_found(values: Any, expected: tuple[float, float]) -> None:
    assert black_and_white(values) == pytest.approx(expected)


@pytest.mark.parametrize("kind", ["u2", ">u2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"])
def test_what_a_file_tells_is_white(kind: str) -> None:
    values = np.array([[0, 500, 1000, 2000]], kind)
    assert to_eight_bits(values, white=1000).tolist() == [[0, 128, 255, 255]]


def test_8_bits_are_left_alone() -> None:
    values = np.arange(256, dtype=np.uint8)
    assert to_eight_bits(values) is values


def test_one_bit_is_black_or_white() -> None:
    assert to_eight_bits(np.array([False, True])).tolist() == [0, 255]


def test_every_level_of_16_bits_becomes_the_nearest_of_8() -> None:
    values = np.arange(65536, dtype=np.uint16)
    assert np.array_equal(to_eight_bits(values), np.rint(values / 257))


def test_more_numbers_than_are_converted_at_once_keep_their_places() -> None:
    values = np.arange(3 * 1000 * 400, dtype=np.uint32).reshape(1000, 400, 3) * np.uint32(3000)
    whole = to_eight_bits(values)
    assert whole.shape == values.shape
    assert np.array_equal(whole, np.floor(values * (255 / (2**32 - 1)) + 0.5))


def test_what_is_no_number_is_black_and_infinity_white() -> None:
    assert to_eight_bits(np.float32([np.nan, -np.inf, np.inf, 1])).tolist() == [0, 0, 255, 255]
