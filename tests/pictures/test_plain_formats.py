"""Bitmaps, icons, Targa, PCX and Netpbm: refusals, bounds, and what has no right value."""

from __future__ import annotations

import struct
import tracemalloc
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from igtagger.errors import UnreadableImage
from igtagger.pictures import decoding, formats
from igtagger.pictures.readers import bitmap_runs, targa_reader
from tests.pictures.corpus import CASES
from tests.pictures.corpus.bitmap_cases import bmp, entries, indexed, info, packed, runs8
from tests.pictures.corpus.case import SIDE, Case, colours, grey
from tests.pictures.made import swapped_profile

ONE_OF_EACH = (
    "bmp-rgb24-hand.bmp",
    "bmp-palette4-40-64-hand.bmp",
    "bmp-fields565-40-hand.bmp",
    "bmp-runs8-64-hand.bmp",
    "bmp-array-hand.bmp",
    "ico-rgb24-hand.ico",
    "tga-rgb24-hand.tga",
    "tga-rgb24-over-rows-hand.tga",
    "tga-palette16-hand.tga",
    "pcx-rgb8-64-runs-hand.pcx",
    "pcx-palette2x1-64-raw-hand.pcx",
    "pnm-to-255-hand.ppm",
    "pnm-to-4095-hand.pgm",
    "pnm-text-to-255-hand.ppm",
    "pnm-rgb-255-hand.pam",
    "pnm-bits-hand.pbm",
)


def case(name: str) -> Case:
    return next(each for each in CASES if each.name == name)


def refusal(path: Path, **limits: int) -> UnreadableImage:
    with pytest.raises(UnreadableImage) as caught:
        decoding.open_upright(path, **limits)
    return caught.value


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_its_size_is_held_against_the_limit(tmp_path: Path, name: str):
    case(name).write(tmp_path / name)
    assert "too large" in refusal(tmp_path / name, max_pixels=SIDE * SIDE - 1).message


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_one_that_is_cut_off_says_so(tmp_path: Path, name: str):
    case(name).write(tmp_path / name)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) * 2 // 3])
    assert "is cut off" in refusal(tmp_path / name).message


@pytest.mark.parametrize(("bits", "compression"), [(24, 11), (24, 9), (5, 0), (1, 101)])
def test_a_bitmap_of_another_kind_is_named_for_what_it_is(
    tmp_path: Path, bits: int, compression: int
):
    told = (
        info(64, bits, compression=3)
        if compression == 101
        else info(40, bits, compression=compression)
    )
    (tmp_path / "a.bmp").write_bytes(bmp(told, b"", bytes(SIDE * SIDE * 4)))
    message = refusal(tmp_path / "a.bmp").message
    assert f"a BMP picture of {bits} bits and compression {compression}" in message
    assert "damaged" not in message


def test_a_bitmaps_profile_is_heeded(tmp_path: Path):
    rows = np.ascontiguousarray(colours()[::-1, :, ::-1]).tobytes()
    profile = swapped_profile()
    head = bytearray(info(124, 24))
    head[56:60] = b"DEBM"
    struct.pack_into("<II", head, 112, 124 + len(rows), len(profile))
    (tmp_path / "a.bmp").write_bytes(bmp(bytes(head), b"", rows + profile))
    levels = decoding.open_upright(tmp_path / "a.bmp").getpixel((2, 2))
    assert isinstance(levels, tuple)
    assert levels[::-1] == pytest.approx((40, 90, 200), abs=8)


def test_rows_that_runs_leave_empty_are_not_passed_over(tmp_path: Path):
    shades = np.array([(9, 9, 9), (200, 200, 200)], np.uint8)
    index = np.zeros((SIDE, SIDE), np.uint8)
    index[10:20] = 1
    runs = b"".join(b"\x40\1\0\0" if row[0] else b"\0\0" for row in index[::-1]) + b"\0\1"
    data = bmp(info(40, 8, compression=1), entries(shades, 4, 256), runs)
    (tmp_path / "a.bmp").write_bytes(data)
    assert np.array_equal(np.asarray(decoding.open_upright(tmp_path / "a.bmp")), shades[index])


def test_runs_that_go_over_the_edges_are_cut(tmp_path: Path):
    data = bmp(
        info(40, 8, compression=1, size=(61, 60)),
        entries(np.array([(0, 0, 0), (255, 255, 255)], np.uint8), 4, 256),
        runs8((grey()[::-1] > 100).astype(np.uint8)),
    )
    (tmp_path / "a.bmp").write_bytes(data)
    right = np.where(grey() > 100, 255, 0)[-60:, :61]
    assert np.array_equal(np.asarray(decoding.open_upright(tmp_path / "a.bmp"))[..., 0], right)


@pytest.mark.parametrize(
    ("name", "module"),
    [("bmp-runs8-64-hand.bmp", bitmap_runs), ("tga-rgb24-over-rows-hand.tga", targa_reader)],
)
def test_more_runs_than_can_be_undone_in_some_seconds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: ModuleType
):
    path = tmp_path / name
    case(name).write(path)
    monkeypatch.setattr(module, "MOST_RUNS", 10)
    assert refusal(path).reason.code == "picture.too-much-work"


def test_rows_of_a_bitmap_of_runs_take_no_more_memory_than_their_pixels():
    tracemalloc.start()
    try:
        rows = bitmap_runs.unpack(b"\0\1", (1, 1_000_000), 1)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows.shape == (1_000_000, 1, 1)
    assert most < 2_000_000


def test_of_a_narrow_picture_each_row_counts(tmp_path: Path):
    data = bmp(info(40, 8, compression=1, size=(1, 1000)), bytes(1024), b"\0\1")
    (tmp_path / "a.bmp").write_bytes(data)
    assert refusal(tmp_path / "a.bmp", max_pixels=1500).reason.code == "picture.too-large"


def test_pixels_that_are_told_to_begin_in_the_header_begin_behind_it(tmp_path: Path):
    shades = np.array([(0, 0, 0), (255, 255, 255)], np.uint8)
    light = (grey() > 100).astype(np.uint8)
    data = bytearray(bmp(info(40, 1), entries(shades), packed(light[::-1], 1)))
    data[10:14] = bytes(4)
    (tmp_path / "a.bmp").write_bytes(data)
    assert np.array_equal(
        np.asarray(decoding.open_upright(tmp_path / "a.bmp"))[..., 0], light * 255
    )


@pytest.mark.parametrize("ending", ["bmp", "dib"])
def test_what_is_no_bitmap_at_all_is_not_taken_for_one_without_a_mark(tmp_path: Path, ending: str):
    path = tmp_path / f"a.{ending}"
    for data in (b"a letter to someone\n" * 20, b"\x28\0\0\0" + b"\0" * 60, b"\x0c\0\0\0"):
        path.write_bytes(data)
        with pytest.raises(UnreadableImage) as caught:
            decoding.open_upright(path)
        assert "BMP" not in caught.value.message


def test_a_bitmap_without_a_mark_is_one_by_its_name_alone(tmp_path: Path):
    path = tmp_path / "a.jpg"
    path.write_bytes(bmp(info(40, 24), b"", bytes(SIDE * SIDE * 3))[14:])
    with pytest.raises(UnreadableImage):
        decoding.open_upright(path)


def test_a_palette_that_is_cut_off_is_not_passed_over(tmp_path: Path):
    shades, index = indexed()
    data = bmp(info(40, 8, colours_told=len(shades)), entries(shades), packed(index, 8))
    path = tmp_path / "a.bmp"
    path.write_bytes(data[:10] + struct.pack("<I", 54) + data[14:-1])
    with pytest.raises(UnreadableImage) as caught:
        decoding.open_upright(path)
    assert "cut off" in caught.value.message


def test_what_begins_like_netpbm_is_told_by_more_than_two_letters():
    assert formats.is_portable_map(b"P6\n64 64 255\n", ".jpg")
    assert formats.is_portable_map(b"P6 # " + b"x" * 100, ".ppm")
    assert not formats.is_portable_map(b"P6 # " + b"x" * 100, ".jpg")
    assert not formats.is_portable_map(b"P6 is a model of phone", ".txt")


def test_all_endings_are_taken():
    assert {".psb", ".pam", ".pfm", ".cur"} <= formats.EXTENSIONS
