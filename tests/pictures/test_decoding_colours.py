"""Every mode, profile and orientation ends as the same upright picture in sRGB."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from igtagger.errors import UnreadableImage
from igtagger.pictures import decoding
from tests.pictures.corpus.case import TURNS_TO_STORE
from tests.pictures.made import (
    SIZES,
    blue_ink_profile,
    difference,
    linear_grey_profile,
    nonsense_profiles,
    photograph,
    swapped_profile,
    write,
)

SQUARE = photograph(256, 256)
MIDDLE = np.asarray(SQUARE)[16:240, 16:240]
GREY = np.asarray(SQUARE.convert("L"))


def pixels(path: Path, *, exact: bool = True) -> NDArray[np.uint8]:
    return decoding.load(path, SIZES, exact=exact).pixels


def centre(path: Path, *, exact: bool = True) -> tuple[int, ...]:
    """The colour in the middle of a plain picture."""
    found = pixels(path, exact=exact)
    assert found.min(axis=(0, 1)).tolist() == found.max(axis=(0, 1)).tolist()
    return tuple(int(value) for value in found[112, 112])


def save(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)
    return path


@pytest.mark.parametrize(
    ("name", "options", "tolerance"),
    [
        ("a.png", {}, 0),
        ("a.tif", {"compression": "tiff_lzw"}, 0),
        ("b.tif", {"compression": "jpeg", "quality": 95}, 2),
        ("a.bmp", {}, 0),
        ("a.ppm", {}, 0),
        ("a.tga", {}, 0),
        ("a.pcx", {}, 0),
        ("a.ico", {"sizes": [(256, 256)]}, 0),
        ("a.webp", {"lossless": True}, 0),
        ("b.webp", {"quality": 95}, 3),
        ("a.jp2", {}, 0),
        ("a.jpg", {"quality": 95, "subsampling": 0}, 2),
        ("a.jpeg", {"quality": 95, "progressive": True, "subsampling": 0}, 2),
        ("a.avif", {"quality": 95}, 3),
        ("a.heic", {"quality": 95}, 3),
        ("a.gif", {}, 8),
        ("a.mpo", {"quality": 95, "subsampling": 0}, 2),
    ],
)
@pytest.mark.parametrize("exact", [True, False])
def test_every_container_gives_the_same_pixels(
    tmp_path: Path, name: str, options: dict[str, object], tolerance: float, exact: bool
):
    decoding.load(save(tmp_path / "first.png", SQUARE), SIZES)  # registers what is not Pillow's own
    file = save(tmp_path / name, SQUARE, **options)
    assert difference(pixels(file, exact=exact), MIDDLE) <= tolerance


def test_jpeg_xl_gives_the_same_pixels(tmp_path: Path):
    pytest.importorskip("pillow_jxl")
    decoding.load(save(tmp_path / "first.png", SQUARE), SIZES)
    file = save(tmp_path / "a.jxl", SQUARE, lossless=True)
    assert np.array_equal(pixels(file), MIDDLE)


@pytest.mark.parametrize("size", [(8, 8), (256, 256), (300, 200), (517, 1033), (1920, 1080)])
@pytest.mark.parametrize("boxes", [True, False])
def test_a_jpeg_xl_is_refused_by_the_size_in_its_header(tmp_path: Path, size, boxes: bool):
    pytest.importorskip("pillow_jxl")
    decoding.load(save(tmp_path / "first.png", SQUARE), SIZES)
    exif = Image.Exif()
    exif[0x010E] = "x" * 30_000
    file = save(tmp_path / "a.jxl", photograph(*size), use_container=boxes, exif=exif.tobytes())
    whole = size[0] * size[1]
    assert decoding.load(file, SIZES, max_pixels=whole).width == size[0]
    with pytest.raises(UnreadableImage, match=f"{size[0]} x {size[1]} pixels"):
        decoding.load(file, SIZES, max_pixels=whole - 1)


def test_a_picture_with_the_wrong_extension_is_read_all_the_same(tmp_path: Path):
    png = save(tmp_path / "a.png", SQUARE).read_bytes()
    for name in ("a.jpg", "a.nef", "a.heic", "a.tga", "a.txt", "none"):
        assert np.array_equal(pixels(write(tmp_path / name, png)), MIDDLE)


@pytest.mark.parametrize("number", range(1, 9))
@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("a.jpg", (1203, 1103)),  # decoded at a half, and both sides rounded up
        ("a.png", (1203, 1103)),
        ("a.tif", (1203, 1103)),
        ("a.webp", (303, 201)),
        ("a.heic", (303, 201)),
        ("a.avif", (303, 201)),
    ],
)
def test_every_orientation_is_set_upright(tmp_path: Path, name: str, size, number: int):
    decoding.load(save(tmp_path / "first.png", SQUARE), SIZES)
    upright = photograph(*size)
    exif = Image.Exif()
    exif[0x0112] = number
    stored = upright.transpose(TURNS_TO_STORE[number]) if number in TURNS_TO_STORE else upright
    options = {"quality": 95} if name != "a.tif" else {}
    file = save(tmp_path / name, stored, exif=exif.tobytes(), **options)
    expected = pixels(save(tmp_path / "upright.bmp", upright))
    for exact in (True, False):
        decoded = decoding.load(file, SIZES, exact=exact)
        assert (decoded.width, decoded.height) == size
        assert difference(decoded.pixels, expected) < 2.5


def test_a_jpeg_within_a_jpeg_xl_is_set_upright(tmp_path: Path):
    pytest.importorskip("pillow_jxl")
    decoding.load(save(tmp_path / "first.png", SQUARE), SIZES)
    exif = Image.Exif()
    exif[0x0112] = 6
    jpeg = save(tmp_path / "a.jpg", photograph(300, 200), exif=exif)
    with Image.open(jpeg) as image:
        image.save(tmp_path / "a.jxl", lossless_jpeg=True)
    assert np.array_equal(pixels(tmp_path / "a.jxl"), pixels(jpeg))


def test_an_orientation_that_only_xmp_states_is_heeded(tmp_path: Path):
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        b'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>'
    )
    file = save(tmp_path / "a.jpg", photograph(900, 600), xmp=xmp)
    assert decoding.load(file, SIZES).height == 900


def test_damaged_metadata_does_not_cost_the_picture(tmp_path: Path):
    for number, exif in enumerate((b"Exif\0\0nonsense", b"Exif\0\0II*\0\xff\xff\xff\x7f", b"\0")):
        file = save(tmp_path / f"{number}.jpg", SQUARE, exif=exif, quality=95, subsampling=0)
        assert difference(pixels(file), MIDDLE) < 2


def test_a_further_picture_of_a_camera_is_left_alone_even_where_it_is_missing(tmp_path: Path):
    other = Image.new("RGB", (256, 256), "red")
    file = save(
        tmp_path / "a.jpg", SQUARE, format="MPO", save_all=True, append_images=[other], quality=95
    )
    data = file.read_bytes()
    assert difference(pixels(file), MIDDLE) < 3
    cut = data[: data.index(b"\xff\xd9") + 2]
    assert difference(pixels(write(tmp_path / "b.jpg", cut)), MIDDLE) < 3
    at = data.index(b"MPF\0") + 4
    broken = data[:at] + b"\xff" * 60 + data[at + 60 :]
    assert difference(pixels(write(tmp_path / "c.jpg", broken)), MIDDLE) < 3


@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.webp", "a.tif", "a.avif"])
def test_the_first_frame_counts(tmp_path: Path, name: str):
    first, second = (Image.new("RGB", (300, 300), colour) for colour in ("#c86432", "blue"))
    file = save(tmp_path / name, first, save_all=True, append_images=[second, first])
    assert np.abs(pixels(file).astype(int) - (0xC8, 0x64, 0x32)).max() <= 2


# Colours ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp", "a.heic", "a.avif"])
@pytest.mark.parametrize("exact", [True, False])
def test_an_embedded_profile_is_applied(tmp_path: Path, name: str, exact: bool):
    decoding.load(save(tmp_path / "first.png", SQUARE), SIZES)
    side = 1300 if name in ("a.jpg", "a.png") else 300
    plain = photograph(side, side)
    swapped = Image.merge("RGB", plain.split()[::-1])
    options = {} if name == "a.tif" else {"quality": 95}
    file = save(tmp_path / name, swapped, icc_profile=swapped_profile(), **options)
    expected = pixels(save(tmp_path / "plain.bmp", plain))
    assert difference(pixels(file, exact=exact), expected) < 4


def test_a_profile_on_a_palette_is_applied(tmp_path: Path):
    image = Image.new("RGB", (300, 300), (200, 100, 50)).quantize()
    file = save(tmp_path / "a.png", image, icc_profile=swapped_profile())
    assert np.abs(np.array(centre(file)) - (50, 100, 200)).max() <= 5


def test_an_srgb_profile_changes_nothing(tmp_path: Path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = save(tmp_path / "a.png", SQUARE, icc_profile=profile)
    assert np.array_equal(pixels(file), MIDDLE)


@pytest.mark.parametrize(
    "profile",
    [
        *(b"nonsense", b"", swapped_profile()[:200], linear_grey_profile(), b"\0" * 5000),
        *nonsense_profiles(),
    ],
)
def test_a_profile_that_is_broken_or_for_other_colours_is_ignored(tmp_path: Path, profile: bytes):
    file = save(tmp_path / "a.png", SQUARE, icc_profile=profile)
    assert np.array_equal(pixels(file), MIDDLE)


def test_a_grey_profile_is_applied(tmp_path: Path):
    image = Image.new("L", (300, 300), 55)
    assert centre(save(tmp_path / "a.png", image)) == (55, 55, 55)
    file = save(tmp_path / "b.png", image, icc_profile=linear_grey_profile())
    # The sRGB curve (IEC 61966-2-1): 55 / 255 of the light.
    level = round(255 * (1.055 * (55 / 255) ** (1 / 2.4) - 0.055))
    assert np.abs(np.array(centre(file)) - level).max() <= 1


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
@pytest.mark.parametrize("exact", [True, False])
def test_cmyk_is_not_inverted(tmp_path: Path, name: str, exact: bool):
    options = {"quality": 95, "subsampling": 0} if name == "a.jpg" else {}
    file = save(tmp_path / name, photograph(1300, 1300).convert("CMYK"), **options)
    expected = pixels(save(tmp_path / "plain.bmp", photograph(1300, 1300)))
    assert difference(pixels(file, exact=exact), expected) < 3


def test_adobes_ycck_is_understood(tmp_path: Path):
    ink = ImageOps.invert(SQUARE).convert("YCbCr")
    key = Image.new("L", SQUARE.size, 255)
    # Pillow stores the values inverted, and says in Adobe's marker that they are CMYK (0). The
    # same file that says 2 holds them as luminance and chroma.
    stored = ImageOps.invert(Image.merge("RGB", ink.split()))
    planes = (*stored.split(), ImageOps.invert(key))
    file = save(tmp_path / "a.jpg", Image.merge("CMYK", planes), quality=95)
    data = bytearray(file.read_bytes())
    data[data.index(b"Adobe") + 11] = 2
    assert Image.open(io.BytesIO(data)).mode == "CMYK"
    assert difference(pixels(write(tmp_path / "b.jpg", bytes(data))), MIDDLE) < 4


def test_a_printers_profile_is_used_for_cmyk(tmp_path: Path):
    cyan = Image.new("CMYK", (300, 300), (255, 0, 0, 0))
    red, _, blue = centre(save(tmp_path / "a.tif", cyan))
    assert (red, blue) == (0, 255)
    file = save(tmp_path / "b.tif", cyan, icc_profile=blue_ink_profile())
    _, green, blue = centre(file)
    assert green < 80
    assert blue > 200
    white = save(tmp_path / "c.tif", Image.new("CMYK", (300, 300)), icc_profile=blue_ink_profile())
    assert min(centre(white)) >= 250


def test_lab_is_converted(tmp_path: Path):
    lab = ImageCms.applyTransform(
        SQUARE,
        ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
        ),
    )
    assert difference(pixels(save(tmp_path / "a.tif", lab)), MIDDLE) < 3


@pytest.mark.parametrize("name", ["a.tif", "a.png", "a.jp2"])
def test_grey_of_16_bits_is_scaled_not_clipped(tmp_path: Path, name: str):
    file = save(tmp_path / name, Image.fromarray(GREY.astype(np.uint16) * 257))
    assert np.array_equal(pixels(file)[..., 0], GREY[16:240, 16:240])


def test_grey_of_16_bits_in_either_byte_order(tmp_path: Path):
    big = Image.fromarray((GREY.astype(">u2") * 257).astype(">u2"))
    assert np.array_equal(pixels(save(tmp_path / "a.tif", big))[..., 1], GREY[16:240, 16:240])
    data = b"P5 256 256 65535\n" + (GREY.astype(">u2") * 257).astype(">u2").tobytes()
    found = pixels(write(tmp_path / "a.pgm", data))
    assert np.array_equal(found[..., 1], GREY[16:240, 16:240])


def test_colour_of_16_bits(tmp_path: Path):
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = (np.asarray(SQUARE).astype(">u2") * 257).astype(">u2").reshape(256, -1)
    body = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", 256, 256, 16, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    data += chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")
    assert difference(pixels(write(tmp_path / "a.png", data)), MIDDLE) <= 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.int32([0, 128, 255]), [0, 128, 255]),
        (np.int32([0, 128 * 257, 65535]), [0, 128, 255]),
        (np.int32([-1000, 0, 1000]), [0, 128, 255]),
        (np.int32([0, 1 << 29, 1 << 30]), [0, 128, 255]),
        (np.int32([7, 7, 7]), [7, 7, 7]),
        (np.float32([0, 0.5, 1]), [0, 128, 255]),
        (np.float32([0, 128, 255]), [0, 128, 255]),
        (np.float32([-5, 0, 5]), [0, 128, 255]),
        (np.float32([np.nan, 0, np.inf]), [0, 0, 255]),
        (np.float32([np.nan, np.nan, np.nan]), [0, 0, 0]),
        (np.float32([3e38, -3e38, 0]), [255, 0, 128]),
    ],
)
def test_grey_of_32_bits_is_scaled_by_its_values(tmp_path: Path, values, expected: list[int]):
    rows = np.repeat(np.repeat(values[:, None], 100, axis=0), 300, axis=1)
    found = pixels(save(tmp_path / "a.tif", Image.fromarray(rows)))
    assert [int(found[y, 100, 0]) for y in (20, 112, 200)] == expected


# Transparency -------------------------------------------------------------------------------


def _half_transparent() -> Image.Image:
    return Image.new("RGBA", (300, 300), (200, 0, 0, 128))


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tif", "a.heic", "a.avif", "a.tga", "a.ico"])
def test_transparent_parts_are_white(tmp_path: Path, name: str, exact: bool):
    decoding.load(save(tmp_path / "first.png", SQUARE), SIZES)
    clear = save(tmp_path / name, Image.new("RGBA", (256, 256), (0, 0, 0, 0)))
    assert min(centre(clear, exact=exact)) >= 253


def test_half_transparent_is_mixed_with_white(tmp_path: Path):
    for name in ("a.png", "a.tif"):
        red, green, blue = centre(save(tmp_path / name, _half_transparent()))
        assert (red, green, blue) == (227, 127, 127)
    grey = centre(save(tmp_path / "b.png", _half_transparent().convert("LA")))
    assert grey == (157, 157, 157)


def test_a_transparent_edge_is_no_darker_when_averaged(tmp_path: Path):
    values = np.zeros((1200, 1200, 4), np.uint8)
    values[::2] = (255, 255, 255, 255)
    file = save(tmp_path / "a.png", Image.fromarray(values))
    assert pixels(file, exact=False).min() >= 254


def test_a_palette_with_transparency(tmp_path: Path):
    indexed = Image.fromarray(np.tile(np.repeat([0, 1], 150).astype(np.uint8), (300, 1)), "L")
    indexed = indexed.convert("P")
    indexed.putpalette([10, 20, 30, 200, 100, 50])
    by_index = save(tmp_path / "a.png", indexed, transparency=0)
    by_bytes = save(tmp_path / "b.png", indexed, transparency=bytes([0, 255]))
    by_gif = save(tmp_path / "a.gif", indexed, transparency=0)
    for file in (by_index, by_bytes, by_gif):
        found = pixels(file)
        assert found[112, 10].tolist() == [255, 255, 255]
        assert found[112, 210].tolist() == [200, 100, 50]


def test_a_transparent_colour_key(tmp_path: Path):
    values = np.zeros((300, 300, 3), np.uint8)
    values[:, 150:] = (200, 100, 50)
    file = save(tmp_path / "a.png", Image.fromarray(values), transparency=(0, 0, 0))
    found = pixels(file)
    assert found[112, 10].tolist() == [255, 255, 255]
    assert found[112, 210].tolist() == [200, 100, 50]


def test_black_and_white_of_one_bit(tmp_path: Path):
    values = np.zeros((300, 300), bool)
    values[:, 150:] = True
    for name in ("a.png", "a.tif", "a.bmp", "a.pbm"):
        found = pixels(save(tmp_path / name, Image.fromarray(values)))
        assert found[112, 10].tolist() == [0, 0, 0]
        assert found[112, 210].tolist() == [255, 255, 255]


def test_a_text_chunk_that_swells_is_passed_over(tmp_path: Path):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x" * 60_000_000, zip=True)
    file = save(tmp_path / "a.png", SQUARE, pnginfo=info)
    assert file.stat().st_size < 300_000
    assert np.array_equal(pixels(file), MIDDLE)
