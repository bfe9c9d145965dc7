"""HEIF and JPEG XL: what is refused, by what name, and before anything is decoded."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures import decoding, formats
from igtagger.pictures.readers import heif_boxes, jxl_header
from tests.pictures.corpus.by_hand import box
from tests.pictures.corpus.case import colours
from tests.pictures.corpus.heifs import grid_of, item_of
from tests.pictures.made import SIZES, photograph, write


def refusal(path: Path, **options: int) -> UnreadableImage:
    with pytest.raises(UnreadableImage) as caught:
        decoding.load(path, SIZES, **options)
    return caught.value


# HEIF ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["j2k1", "vvc1", "avc1"])
def test_a_heif_of_another_codec_is_named_for_what_it_is(tmp_path: Path, codec: str) -> None:
    error = refusal(write(tmp_path / "a.heif", item_of(codec.encode(), b"\0" * 100)))
    assert error.reason.code == "picture.unsupported"
    kind = dict(error.reason.facts)["kind"]
    assert isinstance(kind, Reason)
    assert kind.code == "kind.heif-codec"


@pytest.mark.parametrize("head", [b"heic", b"mif1", b"avif"])
def test_brands_are_read_to_the_end_of_their_box(head: bytes) -> None:
    ftyp = box(b"ftyp", b"1234\0\0\0\0" + b"5678" * 30 + head)
    assert formats.sniff(ftyp) == ("AVIF" if head == b"avif" else "HEIC")
    behind = box(b"ftyp", b"1234\0\0\0\0" + b"5678") + head
    assert not formats.sniff(behind)
    assert formats.describe_other(behind) == "kind.video"


def test_a_video_stays_a_video() -> None:
    assert not formats.sniff(box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41"))


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_a_heif_is_refused_by_the_size_in_its_boxes(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"a.{kind}"
    decoding.load(write(tmp_path / "a.pgm", b"P5 1 1 255\n\0"), SIZES)
    photograph(100, 90).save(file)
    assert decoding.load(file, SIZES, max_pixels=9000).width == 100
    assert refusal(file, max_pixels=8999).reason.code == "picture.too-large"


@pytest.mark.parametrize("brand", [b"avif", b"heic"])
def test_a_heif_of_very_many_tiles_is_refused_before_they_are_decoded(
    tmp_path: Path, brand: bytes
) -> None:
    tiles = [b""] * 1001
    error = refusal(write(tmp_path / "a.heif", grid_of(1001, tiles, 64, brand=brand)))
    assert error.reason == Reason(
        "picture.too-much-work", path=tmp_path / "a.heif", detail=Reason("work.parts", count=1001)
    )


def test_tiles_count_though_the_whole_be_called_small(tmp_path: Path) -> None:
    data = grid_of(2, [b"1", b"2"], 4096, told=(64, 64))
    assert heif_boxes.describe(io.BytesIO(data)).pixels == 2 * 4096**2
    error = refusal(write(tmp_path / "a.avif", data), max_pixels=30_000_000)
    assert error.reason.code == "picture.too-large"


def test_an_avif_of_more_pixels_than_its_decoder_takes_is_not_called_damaged(
    tmp_path: Path,
) -> None:
    error = refusal(write(tmp_path / "a.avif", grid_of(5, [b""] * 25, 4096)))
    assert dict(error.reason.facts)["kind"] == Reason("kind.large-avif", millions=268)


def test_boxes_that_are_damaged_are_passed_over() -> None:
    data = item_of(b"jpeg", b"\0" * 100)
    rng = np.random.default_rng(5)
    for _ in range(3000):
        changed = bytearray(data)
        for place in rng.integers(0, len(data), rng.integers(1, 6)):
            changed[place] = rng.integers(0, 256)
        heif_boxes.describe(io.BytesIO(changed[: rng.integers(1, len(data))]))


# JPEG XL ------------------------------------------------------------------------------------


class _Writer:
    """Numbers of some bits each, the lowest first."""

    def __init__(self) -> None:
        self.bits = ""

    def put(self, value: int, count: int) -> _Writer:
        self.bits += format(value, f"0{count}b")[::-1]
        return self

    def bytes(self) -> bytes:
        bits = self.bits + "0" * (-len(self.bits) % 8)
        return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))


def _in_ink() -> bytes:
    """The header of 64 x 64 in CMYK: ISO/IEC 18181-1, annex D."""
    out = _Writer().put(0x0AFF, 16)
    out.put(1, 1).put(7, 5).put(1, 3)  # 64 high, as wide
    out.put(0, 1).put(0, 1)  # not all as usual; no further fields
    out.put(0, 1).put(0, 2).put(1, 1)  # 8 bits; small buffers
    out.put(1, 2)  # one more channel
    out.put(0, 1).put(2, 2).put(2, 4)  # black: 2 + 2
    out.put(0, 1).put(0, 2).put(0, 2).put(0, 2)  # 8 bits, whole size, no name
    out.put(0, 1)  # not XYB
    out.put(0, 1).put(1, 1).put(0, 2)  # a profile, RGB
    return out.bytes() + b"\0" * 60


def test_a_jpeg_xl_of_printers_colours_is_named_for_what_it_is(tmp_path: Path) -> None:
    header = jxl_header.read_header(io.BytesIO(_in_ink()))
    assert header is not None
    assert (header.width, header.height, header.has_black) == (64, 64, True)
    error = refusal(write(tmp_path / "a.jxl", _in_ink()))
    assert error.reason.code == "picture.unsupported"
    assert dict(error.reason.facts)["kind"] == Reason("kind.jxl-cmyk")


def test_a_jpeg_xl_needs_no_further_package(tmp_path: Path) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    file = write(tmp_path / "a.jxl", imagecodecs.jpegxl_encode(colours(), lossless=True))
    program = (
        "import sys; sys.modules['pillow_jxl'] = None; from pathlib import Path; "
        "from igtagger.pictures import decoding; "
        "print(decoding.open_upright(Path(sys.argv[1])).getpixel((2, 2)))"
    )
    command = [sys.executable, "-c", program, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout == "(40, 90, 200)\n"


def test_a_jpeg_xl_without_its_profile_is_remarked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    file = write(tmp_path / "a.jxl", imagecodecs.jpegxl_encode(colours(), lossless=True))
    header = jxl_header.read_header(io.BytesIO(file.read_bytes()))
    assert header is not None
    header.has_profile = True
    monkeypatch.setattr(jxl_header, "read_header", lambda _: header)
    monkeypatch.setitem(sys.modules, "pillow_jxl", None)  # to import it raises ImportError
    decoded = decoding.load(file, SIZES)
    assert decoded.remark == Reason("remark.no-profile")


@pytest.mark.parametrize("head", [b"", b"\xff\x0a", b"\xff\x0a\x41"])
def test_a_jpeg_xl_without_a_header_is_cut_off(tmp_path: Path, head: bytes) -> None:
    boxes = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    error = refusal(write(tmp_path / "a.jxl", boxes + (box(b"jxlc", head) if head else b"")))
    assert error.reason.code == "picture.no-header"


def test_a_long_animation_is_not_decoded_whole(tmp_path: Path) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    blank = np.zeros((150, 64, 64, 3), np.uint8)
    blank[-1] = colours()
    file = write(tmp_path / "a.jxl", imagecodecs.jpegxl_encode(blank, lossless=True))
    assert np.asarray(decoding.open_upright(file)).max() == 0


def test_of_a_long_animation_of_large_frames_a_second_of_work_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    blank = np.zeros((40, 1000, 1000, 3), np.uint8)
    file = write(tmp_path / "a.jxl", imagecodecs.jpegxl_encode(blank, lossless=True, effort=1))
    decode, decoded = imagecodecs.jpegxl_decode, []

    def counted(data: bytes, index: int) -> NDArray[np.uint8]:
        decoded.append(index)
        return np.asarray(decode(data, index=index))

    monkeypatch.setattr(imagecodecs, "jpegxl_decode", counted)
    assert np.asarray(decoding.open_upright(file)).max() == 0
    assert decoded == list(range(20))


def test_what_is_read_goes_through_no_terminal(tmp_path: Path) -> None:
    """Decoders in C have a way of writing past Python."""
    decoding.load(write(tmp_path / "a.pgm", b"P5 1 1 255\n\0"), SIZES)
    folder = tmp_path / "damaged"
    folder.mkdir()
    imagecodecs = pytest.importorskip("imagecodecs")
    photograph(64, 48).save(tmp_path / "a.webp")
    photograph(64, 48).save(tmp_path / "a.avif")
    photograph(64, 48).save(tmp_path / "a.heic")
    photograph(64, 48).save(tmp_path / "a.png")
    write(tmp_path / "a.jxl", imagecodecs.jpegxl_encode(np.asarray(photograph(64, 48))))
    for source in tmp_path.glob("a.*"):
        data = bytearray(source.read_bytes())
        write(folder / f"cut{source.suffix}", bytes(data[: len(data) * 2 // 3]))
        data[len(data) // 2 : len(data) // 2 + 40] = b"\xff" * 40
        write(folder / f"hit{source.suffix}", bytes(data))
    program = (
        "import sys; from pathlib import Path; from igtagger.pictures import decoding\n"
        "for path in sorted(Path(sys.argv[1]).iterdir()):\n"
        "    try: decoding.open_upright(path)\n"
        "    except decoding.UnreadableImage: pass\n"
    )
    command = [sys.executable, "-c", program, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_clean_aperture_without_a_denominator_is_ignored() -> None:
    assert heif_boxes._crop(struct.pack(">8i", 1, 0, 1, 1, 0, 1, 0, 1), (10, 10)) is None


def test_frames_of_a_gif_count_with_its_screen(tmp_path: Path) -> None:
    file = tmp_path / "a.gif"
    Image.new("P", (100, 90)).save(file)
    assert refusal(file, max_pixels=8999).reason.code == "picture.too-large"


def test_a_frame_of_a_gif_that_reaches_beyond_the_screen_is_not_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "a.gif"
    frames = [Image.new("RGB", (64, 64), "black"), Image.fromarray(colours())]
    frames[0].save(file, save_all=True, append_images=frames[1:], disposal=2)
    data = bytearray(file.read_bytes())
    second = data.rindex(b",\0\0\0\0\x40\0\x40\0")
    data[second + 1 : second + 5] = b"\xc8\0\xc8\0"  # at 200, 200
    decoded = decoding.load(write(file, bytes(data)), SIZES, max_pixels=5000)
    assert (decoded.width, decoded.height) == (64, 64)
    assert decoded.pixels.max() == 0
