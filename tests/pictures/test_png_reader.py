"""PNG: what is cut off, what is packed by Xcode, and what must not be let in."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures import decoding
from igtagger.pictures.readers.png_chunks import read_chunks
from tests.pictures.corpus.by_hand import SIGNATURE, chunk, png
from tests.pictures.corpus.case import colours, grey
from tests.pictures.made import SIZES, photograph, write


def refusal(path: Path, **options: int) -> UnreadableImage:
    with pytest.raises(UnreadableImage) as caught:
        decoding.load(path, SIZES, **options)
    return caught.value


def _cut(part: float, *, interlaced: bool = False, bits: int = 8) -> bytes:
    """A photograph whose pixels end after ``part`` of them, packed as they lie."""
    values = np.asarray(photograph(64, 64)).astype(np.uint16) * (257 if bits == 16 else 1)
    whole = png(values, bits, interlaced=interlaced)
    start = whole.index(b"IDAT") - 4
    raw = zlib.decompress(whole[start + 8 : -16])
    packed = zlib.compress(raw, 0)
    return (
        whole[:start] + struct.pack(">I", len(packed)) + b"IDAT" + packed[: int(len(packed) * part)]
    )


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("bits", [8, 16])
def test_a_picture_of_which_a_little_is_missing_is_read_with_a_remark(
    tmp_path: Path, interlaced: bool, bits: int
) -> None:
    file = write(tmp_path / "a.png", _cut(0.97, interlaced=interlaced, bits=bits))
    decoded = decoding.load(file, SIZES)
    assert decoded.remark is not None
    assert decoded.remark.code == "remark.partial"
    assert dict(decoded.remark.facts)["percent"] in (3, 4)
    seen = np.asarray(decoding.open_upright(file), np.int16)[:58]
    right = np.asarray(photograph(64, 64), np.int16)[:58]
    assert interlaced or np.abs(seen - right).max() <= 1


@pytest.mark.parametrize("part", [0.9, 0.6, 0.01])
def test_a_picture_of_which_more_is_missing_is_cut_off(tmp_path: Path, part: float) -> None:
    error = refusal(write(tmp_path / "a.png", _cut(part)))
    assert error.reason.code == "picture.cut-off"
    assert error.lasting


def test_a_picture_that_lacks_but_its_end_has_no_remark(tmp_path: Path) -> None:
    file = write(tmp_path / "a.png", _cut(1))
    assert decoding.load(file, SIZES).remark is None


def test_a_picture_packed_by_xcode_is_named_for_what_it_is(tmp_path: Path) -> None:
    whole = png(colours())
    apples = SIGNATURE + chunk(b"CgBI", b"\x50\0\x20\2") + whole[len(SIGNATURE) :]
    error = refusal(write(tmp_path / "a.png", apples))
    assert error.reason.code == "picture.unsupported"
    assert dict(error.reason.facts)["kind"] == Reason("kind.cgbi")
    assert "damaged" not in error.message


@pytest.mark.parametrize("kind", [b"IHDR", b"PLTE"])
def test_what_the_picture_needs_must_have_its_checksum(tmp_path: Path, kind: bytes) -> None:
    palette = chunk(b"PLTE", bytes(range(9)))
    whole = bytearray(png(np.zeros((8, 8), np.uint8), 8, 3, before=palette))
    at = whole.index(kind)
    length = int.from_bytes(whole[at - 4 : at], "big")
    whole[at + 4 + length] ^= 1
    assert refusal(write(tmp_path / "a.png", bytes(whole))).reason.code == "picture.damaged-as"


def test_a_palette_that_is_missing_is_damage(tmp_path: Path) -> None:
    data = png(np.zeros((8, 8), np.uint8), 8, 3)
    assert refusal(write(tmp_path / "a.png", data)).reason.code == "picture.damaged"


def test_pixels_beyond_the_limit_are_refused_by_the_header(tmp_path: Path) -> None:
    file = write(tmp_path / "a.png", png(np.zeros((100, 90), np.uint8), 8, 0))
    assert decoding.load(file, SIZES, max_pixels=9000).width == 90
    assert refusal(file, max_pixels=8999).reason.code == "picture.too-large"


def test_16_bits_count_twice_against_the_limit(tmp_path: Path) -> None:
    file = write(tmp_path / "a.png", png(np.zeros((100, 90), np.uint16), 16, 0))
    assert decoding.load(file, SIZES, max_pixels=18_000).width == 90
    assert refusal(file, max_pixels=17_999).reason.code == "picture.too-large"


def test_side_chunks_cost_no_memory(tmp_path: Path) -> None:
    bombs = chunk(b"iCCP", b"k\0\0" + zlib.compress(b"\0" * 200_000_000)) + chunk(
        b"zTXt", b"XML:com.adobe.xmp\0\0" + zlib.compress(b"\0" * 200_000_000)
    )
    chunks = read_chunks(io.BytesIO(png(colours(), before=bombs)))
    assert chunks.profile is None
    assert not chunks.texts


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_turn_is_told_by_exif_or_text_before_and_behind_the_pixels(
    tmp_path: Path, place: str
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    raw = exif.tobytes()[6:]
    text = f"\nexif\n{len(raw) + 6:8d}\n{(b'Exif' + bytes(2) + raw).hex()}\n"
    xmp = b'<x xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>'
    for number, side in enumerate(
        (
            chunk(b"eXIf", raw),
            chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(text.encode())),
            chunk(b"tEXt", b"Raw profile type exif\0" + text.encode()),
            chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp),
            chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(xmp)),
        )
    ):
        data = png(np.zeros((20, 10), np.uint8), 8, 0, **{place: side})
        decoded = decoding.load(write(tmp_path / f"{number}.png", data), SIZES)
        assert (decoded.width, decoded.height) == (20, 10)


def test_good_files_are_as_pillow_has_them_to_the_bit(tmp_path: Path) -> None:
    image = photograph(333, 222)
    modes = ("RGB", "L", "P", "1")
    for number, mode in enumerate(modes):
        file = tmp_path / f"{number}.png"
        image.convert(mode).save(file)
        seen = np.asarray(decoding.open_upright(file))
        with PngImagePlugin.PngImageFile(file) as plain:
            assert np.array_equal(seen, np.asarray(plain.convert("RGB")))


def test_a_million_chunks_are_walked_in_little_time(tmp_path: Path) -> None:
    whole = png(grey(), 8, 0)
    file = write(tmp_path / "a.png", whole[:33] + chunk(b"teSt", b"") * 1_100_000 + whole[33:])
    assert refusal(file).lasting
