"""TIFF: what is refused and by which words, which page is read, and what it may cost."""

from __future__ import annotations

import struct
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures import decoding
from igtagger.pictures.readers import tiff_pages
from igtagger.preprocessing import Preprocessing
from tests.pictures.corpus.case import colours, grey
from tests.pictures.corpus.tiff_by_hand import Page, picture_tags, tiff
from tests.pictures.made import blue_ink_profile, photograph, swapped_profile, write

SIZES = Preprocessing()
PIXELS = 64 * 64


def _file(path: Path, *pages: Page, **how: Any) -> Path:
    return write(path, tiff(pages, **how))


def _page(
    data: bytes, bits: list[int], photometric: int, more: dict[int, Any] | None = None
) -> Page:
    return Page(picture_tags(64, 64, bits, photometric) | (more or {}), [data])


def _refusal(path: Path) -> UnreadableImage:
    with pytest.raises(UnreadableImage) as caught:
        decoding.load(path, SIZES)
    return caught.value


def _seen(path: Path) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.asarray(decoding.open_upright(path))


WHOLE_AND_UNKNOWN = {
    "complex": (_page(b"\0" * PIXELS * 8, [64], 1, {339: ("H", 6)}), "complex numbers"),
    "complex integers": (_page(b"\0" * PIXELS * 4, [32], 1, {339: ("H", 5)}), "complex numbers"),
    "48 bits": (_page(b"\0" * PIXELS * 6, [48], 1), "48 bits"),
    "128 bits": (_page(b"\0" * PIXELS * 16, [128], 1, {339: ("H", 3)}), "128 bits"),
    "unequal bits": (_page(b"\0" * PIXELS * 4, [8, 16, 8], 2), "8, 16, 8 bits"),
    "compression": (_page(b"\0" * PIXELS, [8], 1, {259: ("H", 34661)}), "compression"),
    **{
        f"JPEG XR {number}": (_page(b"\0" * PIXELS, [8], 1, {259: ("H", number)}), "JPEG XR")
        for number in (22610, 22611, 34934)
    },
    "colours": (_page(b"\0" * PIXELS, [8], 51177), "colours unknown here (51177)"),
    "sensor": (_page(b"\0" * PIXELS * 2, [16], 32803), "camera's raw data"),
}


@pytest.mark.parametrize("name", WHOLE_AND_UNKNOWN)
def test_what_is_whole_and_not_read_is_named_for_what_it_is(tmp_path: Path, name: str) -> None:
    page, words = WHOLE_AND_UNKNOWN[name]
    refusal = _refusal(_file(tmp_path / "a.tif", page))
    assert refusal.reason.code == "picture.unsupported"
    assert words in refusal.message
    assert "damaged" not in refusal.message
    assert "cut off" not in refusal.message


def test_jpeg_xr_in_a_tiff_is_not_decoded_where_it_is_too_large_either(tmp_path: Path) -> None:
    tags = picture_tags(2000, 2000, [8], 1) | {259: ("H", 34934)}
    file = _file(tmp_path / "a.tif", Page(tags, [b"\0" * 2000 * 2000]))
    with pytest.raises(UnreadableImage) as caught:
        decoding.load(file, SIZES, max_pixels=2_000_000)
    assert ("kind", Reason("kind.tiff-jpeg-xr")) in caught.value.reason.facts


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("compression", [None, "lzw", "adobe_deflate", "packbits", "zstd"])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_a_file_that_is_cut_off_is_refused(
    tmp_path: Path, bits: int, compression: str | None, planar: str
) -> None:
    file = tmp_path / "a.tif"
    picture = np.asarray(photograph(320, 256)).astype(f"u{bits // 8}")
    if planar == "separate":
        picture = np.moveaxis(picture, -1, 0)
    tifffile.imwrite(
        file, picture, photometric="rgb", planarconfig=planar, compression=compression,
        rowsperstrip=16, metadata=None,
    )  # fmt: skip
    data = file.read_bytes()
    for share in (0.6, 0.99):
        refusal = _refusal(write(file, data[: int(share * len(data))]))
        told = ("picture.cut-off", "picture.damaged", "picture.damaged-as")
        assert refusal.reason.code in (told[:1] if bits == 16 and planar == "separate" else told)


@pytest.mark.parametrize("bits", [8, 16])
def test_a_file_without_some_of_its_strips_is_refused(tmp_path: Path, bits: int) -> None:
    strips = [b"\xff" * 64 * (bits // 8) * 16] * 2
    page = Page(picture_tags(64, 64, [bits], 1) | {278: ("I", 16)}, strips)
    assert _refusal(_file(tmp_path / "a.tif", page)).reason.code == "picture.cut-off"


def test_strips_that_a_sparse_file_leaves_out_are_remarked_on(tmp_path: Path) -> None:
    strips = [b"\xff" * 64 * 2 * 16, b"", b"", b"\xff" * 64 * 2 * 16]
    page = Page(picture_tags(64, 64, [16], 1) | {278: ("I", 16)}, strips)
    decoded = decoding.load(_file(tmp_path / "a.tif", page), SIZES)
    assert decoded.remark is not None
    assert decoded.remark.code == "remark.partial"
    assert dict(decoded.remark.facts) == {"percent": 50}


def test_a_file_of_nothing_but_left_out_strips_is_refused(tmp_path: Path) -> None:
    page = Page(picture_tags(64, 64, [16], 1) | {278: ("I", 16)}, [b""] * 4)
    assert _refusal(_file(tmp_path / "a.tif", page)).reason.code == "picture.cut-off"


def test_an_address_beyond_any_file_is_damage(tmp_path: Path) -> None:
    data = bytearray(tiff([_page(colours().tobytes(), [8] * 3, 2)], big=True))
    data[8:16] = b"\xff" * 8
    refusal = _refusal(write(tmp_path / "a.tif", bytes(data)))
    assert refusal.reason.code in ("picture.damaged", "picture.damaged-as")
    assert refusal.lasting


def test_a_whole_picture_bears_no_remark(tmp_path: Path) -> None:
    page = _page(grey().astype("<u2").tobytes(), [16], 1)
    assert decoding.load(_file(tmp_path / "a.tif", page), SIZES).remark is None


# Pages


def test_directories_that_lead_back_to_themselves_are_read_once(tmp_path: Path) -> None:
    data = bytearray(tiff([_page(colours().tobytes(), [8] * 3, 2)] * 3))
    with write(tmp_path / "a.tif", bytes(data)).open("rb") as file:
        first, _, last = tiff_pages.directories(file)
    end = last.offset + 2 + 12 * struct.unpack_from("<H", data, last.offset)[0]
    struct.pack_into("<I", data, end, first.offset)
    assert np.array_equal(_seen(write(tmp_path / "b.tif", bytes(data))), colours())


def test_thousands_of_pages_cost_next_to_nothing(tmp_path: Path) -> None:
    page = _page(grey().astype("<u2").tobytes(), [16], 1)
    one = Page(page.tags, page.segments)
    file = _file(tmp_path / "a.tif", *[one] * 3000)
    began = time.process_time()
    decoding.load(file, SIZES)
    assert time.process_time() - began < 2


def test_a_stack_of_equal_pages_shows_its_first(tmp_path: Path) -> None:
    dark = _page((grey() // 2).tobytes(), [8], 1)
    file = _file(tmp_path / "a.tif", _page(grey().tobytes(), [8], 1), dark, dark)
    assert np.array_equal(_seen(file)[..., 0], grey())


def test_of_a_large_picture_a_smaller_copy_does_where_that_is_enough(tmp_path: Path) -> None:
    file = tmp_path / "a.tif"
    tiles: dict[str, Any] = {"tile": (512, 512), "photometric": "rgb", "metadata": None}
    large = np.zeros((5300, 5300, 3), np.uint8)
    large[:] = 40
    with tifffile.TiffWriter(file) as writer:
        writer.write(large, subifds=1, compression="adobe_deflate", **tiles)
        writer.write(np.full((663, 663, 3), 200, np.uint8), subfiletype=1, **tiles)
    fast = decoding.load(file, SIZES)
    exact = decoding.load(file, SIZES, exact=True)
    assert (fast.width, fast.height) == (exact.width, exact.height) == (5300, 5300)
    assert fast.pixels.mean() == 200
    assert exact.pixels.mean() == 40
    # What may be decoded counts, and not what need not.
    assert decoding.load(file, SIZES, max_pixels=2_000_000).pixels.mean() == 200


@pytest.mark.parametrize("turn", [1, 6])
def test_a_smaller_copy_that_comes_first_reports_the_size_of_the_whole(
    tmp_path: Path, turn: int
) -> None:
    file = tmp_path / "a.tif"
    how: dict[str, Any] = {"photometric": "rgb", "metadata": None}
    how["extratags"] = [(274, "H", 1, turn, True)]
    with tifffile.TiffWriter(file) as writer:
        writer.write(np.full((650, 700, 3), 200, np.uint8), subfiletype=1, **how)
        writer.write(np.zeros((5200, 5600, 3), np.uint8), compression="adobe_deflate", **how)
    found = decoding.load(file, SIZES)
    assert (found.width, found.height) == ((5600, 5200) if turn == 1 else (5200, 5600))
    assert found.pixels.mean() == 200


def test_layers_of_photoshop_beside_the_picture_are_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.tif"
    data = bytearray(tiff([_page(colours().tobytes(), [8] * 3, 2, {37724: ("U", b"x" * 64)})]))
    with write(file, bytes(data)).open("rb") as opened:
        at = tiff_pages.directories(opened)[0].offset
    for entry in range(at + 2, len(data) - 11, 12):
        if struct.unpack_from("<H", data, entry)[0] == 37724:
            struct.pack_into("<I", data, entry + 4, 1_500_000_000)
            break
    write(file, bytes(data))
    with file.open("r+b") as opened:
        opened.truncate(2_000_000_000)  # sparse
    began = time.process_time()
    assert np.array_equal(_seen(file), colours())
    assert time.process_time() - began < 0.5


def test_a_preview_of_another_shape_is_no_smaller_copy(tmp_path: Path) -> None:
    found = [
        tiff_pages.Directory(8, 0, 8000, 6000, 2, reduced=False, mask=False, sizes={}),
        tiff_pages.Directory(9, 1, 1000, 1000, 2, reduced=True, mask=False, sizes={}),
        tiff_pages.Directory(10, 2, 1000, 750, 2, reduced=True, mask=False, sizes={}),
        tiff_pages.Directory(11, 3, 500, 375, 2, reduced=True, mask=False, sizes={}),
    ]
    assert tiff_pages.smaller_copy(found, found[0], 512) is found[2]
    assert tiff_pages.smaller_copy(found[:2], found[0], 512) is found[0]


# What a file may cost


def test_what_takes_more_memory_than_there_is_room_for_is_refused(tmp_path: Path) -> None:
    tags = picture_tags(30000, 30000, [64], 1) | {339: ("H", 3)}
    refusal = _refusal(_file(tmp_path / "a.tif", Page(tags, [b"\0" * 64])))
    assert refusal.reason.code == "picture.too-large"


ARRANGEMENTS: dict[str, dict[str, Any]] = {
    "tiles": {"tile": (128, 192)},
    "strips": {"rowsperstrip": 7},
    "one strip a row": {"rowsperstrip": 1},
}


@pytest.mark.parametrize("pieces", ARRANGEMENTS.values(), ids=ARRANGEMENTS)
@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("turn", [1, 6])
def test_what_is_too_large_as_a_whole_is_averaged_as_it_comes(
    tmp_path: Path, pieces: dict[str, Any], planar: str, mode: str, turn: int
) -> None:
    file = tmp_path / "a.tif"
    levels = np.asarray(photograph(2309, 2101).convert(mode))
    if levels.ndim == 3 and planar == "separate":
        levels = np.moveaxis(levels, -1, 0)
    tifffile.imwrite(
        file, levels, photometric={"L": "minisblack", "RGB": "rgb", "CMYK": "separated"}[mode],
        planarconfig=planar if levels.ndim == 3 else None, compression="lzw", metadata=None,
        extratags=[(274, "H", 1, turn, True)], **pieces,
    )  # fmt: skip
    whole = decoding.load(file, SIZES)
    part = decoding.load(file, SIZES, max_pixels=2_000_000)
    assert (part.width, part.height) == (whole.width, whole.height)
    assert np.abs(part.pixels.astype(np.int16) - whole.pixels).mean() < 0.5
    with pytest.raises(UnreadableImage, match="too large"):
        decoding.load(file, SIZES, exact=True, max_pixels=2_000_000)
    with pytest.raises(UnreadableImage, match="too large"):
        decoding.load(file, SIZES, max_pixels=500_000)


def test_numbers_of_64_bits_count_more_than_those_of_8(tmp_path: Path) -> None:
    file = tmp_path / "a.tif"
    picture = np.zeros((400, 400, 3), np.float64)
    tifffile.imwrite(file, picture, photometric="rgb", metadata=None)
    decoding.load(file, SIZES, max_pixels=8 * 400 * 400)
    with pytest.raises(UnreadableImage, match="too large"):
        decoding.load(file, SIZES, max_pixels=400 * 400 + 1)


def test_a_small_picture_in_huge_tiles_is_refused_before_it_takes_memory(tmp_path: Path) -> None:
    tags = picture_tags(64, 64, [16], 1) | {322: ("I", 1 << 30), 323: ("I", 1 << 20)}
    del tags[278]
    refusal = _refusal(_file(tmp_path / "a.tif", Page(tags, [b"\0" * 64], tiled=True)))
    assert refusal.reason.code in ("picture.too-large", "picture.needs-memory")


def test_values_of_gigabytes_are_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "a.tif"
    data = bytearray(tiff([_page(colours().tobytes(), [8] * 3, 2, {273: ("I", 8)})]))
    with write(file, bytes(data)).open("rb") as opened:
        at = tiff_pages.directories(opened)[0].offset
    for entry in range(at + 2, len(data) - 11, 12):
        if struct.unpack_from("<H", data, entry)[0] == 273:  # StripOffsets
            struct.pack_into("<I", data, entry + 4, 400_000_000)
            break
    write(file, bytes(data))
    with file.open("r+b") as opened:
        opened.truncate(2_000_000_000)  # sparse
    began = time.process_time()
    assert "bytes" in _refusal(file).message
    assert time.process_time() - began < 1


def test_pieces_by_the_million_are_refused(tmp_path: Path) -> None:
    tags = picture_tags(1 << 15, 1 << 15, [16], 1) | {322: ("I", 16), 323: ("I", 16)}
    del tags[278]
    file = _file(tmp_path / "a.tif", Page(tags, [b"\0" * 512] * 16, tiled=True))
    began = time.process_time()
    assert _refusal(file).lasting
    assert time.process_time() - began < 1


# Colours


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("alpha", [None, 255, 0])
def test_inks_of_16_bits_go_through_their_profile(
    tmp_path: Path, planar: str, alpha: int | None
) -> None:
    """Where nothing is opaque, that is no word on the colours."""
    file = tmp_path / "a.tif"
    inks = np.zeros((64, 64, 4 if alpha is None else 5), np.uint16)
    inks[..., 0] = 65535
    inks[..., 4:] = (alpha or 0) * 257
    tifffile.imwrite(
        file, np.moveaxis(inks, -1, 0) if planar == "separate" else inks,
        photometric="separated", planarconfig=planar, iccprofile=blue_ink_profile(),
        extrasamples=[] if alpha is None else ["unassalpha"], metadata=None,
    )  # fmt: skip
    red, _, blue = _seen(file)[32, 32]
    assert blue > 150
    assert red < 100


def test_a_profile_is_heeded_in_ycbcr_without_compression(tmp_path: Path) -> None:
    levels = np.asarray(Image.fromarray(colours()).convert("YCbCr"))
    tags = {530: ("H", [1, 1]), 34675: ("U", swapped_profile())}
    file = _file(tmp_path / "a.tif", _page(levels.tobytes(), [8] * 3, 6, tags))
    assert np.abs(_seen(file)[..., ::-1].astype(np.int16) - colours()).mean() < 12


def test_a_webp_within_a_tiff_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.tif"
    tifffile.imwrite(file, colours(), photometric="rgb", compression="webp", metadata=None)
    difference = np.abs(_seen(file).astype(np.int16) - colours())
    assert difference.mean() < 3


def test_a_stack_is_as_large_as_one_slice_of_it(tmp_path: Path) -> None:
    file = tmp_path / "a.tif"
    tifffile.imwrite(
        file, np.stack([grey()] * 32), volumetric=True, tile=(16, 32, 32), metadata=None
    )
    assert decoding.load(file, SIZES).width == 64


def test_the_turn_of_a_picture_is_heeded_by_either_decoder(tmp_path: Path) -> None:
    for bits in (8, 16):
        picture = np.asarray(Image.fromarray(colours()).resize((64, 32))).astype(f"u{bits // 8}")
        file = tmp_path / f"{bits}.tif"
        tifffile.imwrite(
            file, picture << (bits - 8), photometric="rgb", planarconfig="contig", metadata=None,
            extratags=[(274, "H", 1, 6, True)],
        )  # fmt: skip
        assert (decoding.load(file, SIZES).width, decoding.load(file, SIZES).height) == (32, 64)
