"""JPEG 2000 beside those with a right value: fractions of the size, profiles, refusals, bounds."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest

from igtagger.errors import UnreadableImage
from igtagger.pictures import decoding
from igtagger.pictures.limits import BYTES_PER_PIXEL
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers import jpeg2000_reader
from igtagger.pictures.want_of_memory import Need
from tests.pictures.corpus.case import SHEET, colours, grey
from tests.pictures.corpus.jpeg2000_cases import box, jp2, stream
from tests.pictures.made import SIZES, difference, photograph, swapped_profile

RGB = [np.ascontiguousarray(plane) for plane in colours().transpose(2, 0, 1)]


def read(path: Path, least: int | None = None) -> Raster:
    with path.open("rb") as file:
        return jpeg2000_reader.read(Request(path, file, least, 10**8, Need()))


def refusal(path: Path, data: bytes, **limits: int) -> UnreadableImage:
    path.write_bytes(data)
    with pytest.raises(UnreadableImage) as caught:
        decoding.open_upright(path, **limits)
    return caught.value


@pytest.mark.parametrize("size", [(640, 512), (641, 511), (1001, 803)])
@pytest.mark.parametrize("options", [{}, {"tile_size": (256, 256)}, {"num_resolutions": 2}])
def test_less_than_the_whole_is_decoded_where_that_is_enough(
    tmp_path: Path, size: tuple[int, int], options: dict[str, object]
):
    path = tmp_path / "a.jp2"
    photograph(*size).save(path, **options)
    whole, part = read(path), read(path, 80)
    assert whole.scale == 1
    assert part.scale > 1
    assert part.size == size
    assert part.image.size == tuple(-(-side // part.scale) for side in size)
    assert min(part.image.size) >= 120


def test_the_fraction_lies_where_the_whole_does(tmp_path: Path):
    for which in range(3):
        photograph(2000, 1600, which).save(tmp_path / "a.jp2", quality_layers=[10])
        assert read(tmp_path / "a.jp2", 2 * SIZES.resize_to // 64 * 64).scale == 2
        exact = decoding.load(tmp_path / "a.jp2", SIZES, exact=True).pixels
        fast = decoding.load(tmp_path / "a.jp2", SIZES).pixels
        assert difference(exact, fast) < 1


def test_a_picture_that_is_small_enough_is_decoded_whole(tmp_path: Path):
    photograph(200, 160).save(tmp_path / "a.jp2")
    assert read(tmp_path / "a.jp2", 160).scale == 1


def test_a_picture_that_begins_elsewhere_is_decoded_whole(tmp_path: Path):
    image = photograph(1001, 803)
    image.save(tmp_path / "a.j2k", offset=(5, 3), tile_size=(256, 256), tile_offset=(5, 3))
    raster = read(tmp_path / "a.j2k", 80)
    assert raster.scale == 1
    assert np.array_equal(np.asarray(raster.image), np.asarray(image))


def test_a_tile_that_cannot_be_halved_costs_speed_alone(tmp_path: Path):
    """The header says 5 halvings, while the first tile says for itself that it has none."""
    data = io.BytesIO()
    photograph(256, 256).save(data, "JPEG2000", no_jp2=True, num_resolutions=1)
    plain = data.getvalue()
    at = plain.index(b"\xff\x52")
    length = 2 + int.from_bytes(plain[at + 2 : at + 4], "big")
    style = bytearray(plain[at : at + length])
    tile = plain.index(b"\xff\x90")
    inner = plain.index(b"\xff\x93", tile)
    size = int.from_bytes(plain[tile + 6 : tile + 10], "big") + length
    lied = bytearray(style)
    lied[9] = 5
    quantised = plain.index(b"\xff\x5c")
    steps = 2 + int.from_bytes(plain[quantised + 2 : quantised + 4], "big")
    own = plain[quantised : quantised + steps]
    more = b"\xff\x5c" + struct.pack(">H", 3 + 16) + own[4:5] + own[5:6] * 16
    body = plain[:at] + bytes(lied) + plain[at + length : quantised] + more
    body += plain[quantised + steps : tile + 6] + struct.pack(">I", size + steps if size else 0)
    body += plain[tile + 10 : inner] + bytes(style) + own + plain[inner:]
    (tmp_path / "a.j2k").write_bytes(body)
    part = read(tmp_path / "a.j2k", 64)
    assert part.scale == 1
    (tmp_path / "b.j2k").write_bytes(plain)
    assert np.array_equal(np.asarray(part.image), np.asarray(read(tmp_path / "b.j2k").image))


def test_a_profile_is_heeded(tmp_path: Path):
    colour = box(b"colr", b"\2\0\0" + swapped_profile())
    (tmp_path / "a.jp2").write_bytes(jp2(stream(RGB), 3, colour, space=None))
    levels = decoding.open_upright(tmp_path / "a.jp2").getpixel((2, 2))
    assert isinstance(levels, tuple)
    assert levels[::-1] == pytest.approx(SHEET, abs=8)


@pytest.mark.parametrize("rates", [[(1, 1), (1, 2), (1, 2)], [(1, 1), (1, 1), (1, 1), (2, 2)]])
def test_channels_that_cannot_be_brought_together_are_named_so(
    tmp_path: Path, rates: list[tuple[int, int]]
):
    planes = [np.ascontiguousarray(grey()[::down, ::across]) for across, down in rates]
    message = refusal(tmp_path / "a.jp2", jp2(stream(planes, rates=rates), len(rates))).message
    assert "a JPEG 2000 picture whose channels are not of one size" in message


def test_its_size_is_held_against_the_limit_before_its_pixels(tmp_path: Path):
    data = bytearray(stream(RGB))
    data[8:16] = struct.pack(">II", 2**31 - 1, 2**31 - 1)
    assert "too large" in refusal(tmp_path / "a.j2k", bytes(data)).message
    assert "too large" in refusal(tmp_path / "b.j2k", stream(RGB), max_pixels=4095).message


@pytest.mark.parametrize(("side", "tile"), [(250, 1), (1000, 8)])
def test_many_tiles_are_asked_for_too(tmp_path: Path, side: int, tile: int):
    """OpenJPEG takes ten kilobytes for each, however small it is."""
    path, need = tmp_path / "a.j2k", Need()
    photograph(side, side).save(path, tile_size=(tile, tile), num_resolutions=1)
    with path.open("rb") as file:
        jpeg2000_reader.read(Request(path, file, None, 10**8, need))
    assert need.pixels * BYTES_PER_PIXEL > (side / tile) ** 2 * 11_000
    assert "too large" in refusal(path, path.read_bytes(), max_pixels=5_000_000).message


def test_a_lie_about_tiles_costs_nothing(tmp_path: Path):
    data = bytearray(stream(RGB))
    data[8:16] = struct.pack(">II", 20_000, 2_000)
    data[24:32] = struct.pack(">II", 1, 1)
    assert "too large" in refusal(tmp_path / "a.j2k", bytes(data)).message
    data[24:32] = bytes(8)
    assert "JPEG 2000" in refusal(tmp_path / "b.j2k", bytes(data)).message


def test_one_that_is_cut_off_or_damaged_says_so(tmp_path: Path):
    data = jp2(stream(RGB), 3)
    for length in (20, 60, 120, 180, len(data) // 2):
        message = refusal(tmp_path / "a.jp2", data[:length]).message
        assert "cut off" in message or "damaged" in message
