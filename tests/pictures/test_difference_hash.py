"""Hashes of what pictures look like, against a plain rule, and on pictures that were changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from igtagger.pictures.decoding import load, load_each, load_pixels
from igtagger.pictures.difference_hash import difference_hash, distances, tells_apart
from igtagger.preprocessing import Preprocessing
from tests.pictures.made import SIZES, photographs

WHOLE = replace(SIZES, fit="stretch")


def by_hand(cells: NDArray[np.uint8]) -> int:
    """Of 8 rows of 9 greys."""
    bits = "".join(
        str(int(row[place] < row[place + 1])) for row in cells.tolist() for place in range(8)
    )
    return int(bits, 2)


def distance(one: int, other: int) -> int:
    return (one ^ other).bit_count()


def hash_of(path: Path, how: Preprocessing = SIZES) -> int:
    return load(path, how).difference_hash


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("seed", range(5))
def test_of_a_picture_of_nine_by_eight_it_is_the_plain_rule(seed: int) -> None:
    cells = np.random.default_rng(seed).integers(0, 256, (8, 9), np.uint8)

    assert difference_hash(Image.fromarray(cells).convert("RGB")) == by_hand(cells)


def test_colours_count_as_bright_as_they_are_seen() -> None:
    columns = np.zeros((80, 9, 10, 3), np.uint8)
    columns[:, ::2, :, 1] = 100
    columns[:, 1::2, :, 2] = 255

    green_and_blue = Image.fromarray(columns.reshape(80, 90, 3))
    assert difference_hash(green_and_blue) == int("01010101" * 8, 2)


def test_it_is_the_same_number_everywhere() -> None:
    rows, columns = np.mgrid[0:480, 0:640]
    waves = 128 + 90 * np.sin(rows / 41) * np.cos(columns / 57 + rows / 90)
    picture = Image.fromarray(np.stack([waves, 255 - waves, waves / 2], -1).astype(np.uint8))

    assert f"{difference_hash(picture):016x}" == "ce8c63e73131189c"


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("which", range(5))
def test_every_model_gives_the_same_whatever_its_square_has_of_the_picture(
    which: int, exact: bool, tmp_path: Path
) -> None:
    wide = photographs()[which].resize((1900, 800))
    path = saved(wide, tmp_path / "wide.jpg", quality=90)
    padded = replace(WHOLE, fit="pad")

    found = load_each(path, [SIZES, WHOLE, padded], exact=exact)

    assert len({each.difference_hash for each in found}) == 1
    assert hash_of(path, WHOLE) == hash_of(path, SIZES)


@pytest.mark.parametrize("which", range(5))
def test_another_size_and_compression_move_few_bits(which: int, tmp_path: Path) -> None:
    picture = photographs()[which]
    before = hash_of(saved(picture, tmp_path / "whole.png"))
    half = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)
    small = picture.resize((200, 200 * picture.height // picture.width))

    assert distance(before, hash_of(saved(half, tmp_path / "half.jpg", quality=40))) <= 5
    assert distance(before, hash_of(saved(small, tmp_path / "small.webp", quality=60))) <= 5
    assert distance(before, hash_of(saved(picture.convert("L"), tmp_path / "grey.png"))) <= 5


def test_different_pictures_are_far_apart(tmp_path: Path) -> None:
    found = [difference_hash(picture) for picture in photographs()]

    apart = [distance(a, b) for place, a in enumerate(found) for b in found[:place]]
    assert min(apart) >= 12


@pytest.mark.parametrize("orientation", range(1, 9))
def test_how_a_file_is_turned_does_not_count(orientation: int, tmp_path: Path) -> None:
    picture = photographs()[1].crop((0, 0, 448, 288))
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = picture.transpose(back[orientation]) if orientation > 1 else picture
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = saved(stored, tmp_path / "turned.png", exif=exif)

    assert hash_of(turned) == hash_of(saved(picture, tmp_path / "upright.png"))


def test_an_animation_is_its_first_frame(tmp_path: Path) -> None:
    first, second = (photographs()[which].resize((320, 240)) for which in (0, 2))
    frames = saved(first, tmp_path / "a.webp", save_all=True, append_images=[second], lossless=True)

    assert hash_of(frames) == hash_of(saved(first, tmp_path / "first.png"))


def test_a_pasted_picture_is_as_its_file(tmp_path: Path) -> None:
    picture = photographs()[0]
    path = saved(picture, tmp_path / "a.png")
    decoded, pasted = load(path, SIZES, exact=True), load_pixels(np.asarray(picture), SIZES)

    assert pasted.difference_hash == decoded.difference_hash
    assert np.array_equal(pasted.pixels, decoded.pixels)
    assert (pasted.width, pasted.height) == picture.size


def test_flat_and_evenly_shaded_pictures_tell_nothing() -> None:
    ramp = np.tile(np.linspace(0, 255, 900).astype(np.uint8), (300, 1))
    plain = [
        Image.new("RGB", (300, 200), "white"),
        Image.fromarray(ramp).convert("RGB"),
        Image.fromarray(np.ascontiguousarray(ramp[:, ::-1])).convert("RGB"),
        Image.fromarray(np.ascontiguousarray(ramp.T)).convert("RGB"),
    ]
    hashes = [difference_hash(picture) for picture in (*plain, *photographs())]

    assert tells_apart(np.array(hashes, np.uint64)).tolist() == [False] * 4 + [True] * 5


def test_distances_are_counted_in_bits() -> None:
    others = np.array([0, 1, (1 << 64) - 1, 1 << 63], np.uint64)

    assert distances(0, others).tolist() == [0, 1, 64, 1]
    assert distances((1 << 64) - 1, others).tolist() == [64, 63, 0, 63]


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (8, 7), (3, 20_000)])
def test_there_is_one_of_every_shape(size: tuple[int, int], tmp_path: Path) -> None:
    path = saved(photographs()[0].resize(size), tmp_path / "odd.png")

    assert 0 <= hash_of(path) < 1 << 64
