"""How much of a JPEG is there decides, and not its end mark."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures import decoding
from igtagger.pictures.readers import jpeg_feed, jpeg_markers, jpeg_reader, jpeg_scans
from tests.pictures import jpeg_parts
from tests.pictures.jpeg_parts import END_MARK, encoded, first, segment
from tests.pictures.made import SIZES, photograph

KINDS: dict[str, dict[str, object]] = {
    "444": {"subsampling": 0},
    "422": {"subsampling": 1},
    "420": {"subsampling": 2},
    "restarts": {"restart_marker_rows": 1},
    "optimised": {"optimize": True},
}


@cache
def base(width: int = 320, height: int = 240, kind: str = "420") -> bytes:
    return encoded(photograph(width, height), quality=90, **KINDS[kind])


@cache
def progressive(width: int = 320, height: int = 240) -> bytes:
    return encoded(photograph(width, height), quality=90, progressive=True)


def remark_of(folder: Path, data: bytes, *, exact: bool = False) -> Reason | None:
    (folder / "a.jpg").write_bytes(data)
    return decoding.load(folder / "a.jpg", SIZES, exact=exact).remark


def refused(folder: Path, data: bytes) -> str:
    with pytest.raises(UnreadableImage) as caught:
        remark_of(folder, data)
    assert caught.value.lasting
    return caught.value.message


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(320, 240), (640, 700), (33, 17), (8, 8), (1, 1)])
@pytest.mark.parametrize(
    "damaged",
    [
        lambda data: data,
        lambda data: data[:-1],
        lambda data: data[:-2],
        lambda data: data[:-2] + b"\0" * 600,
        lambda data: data[:-2] + b"rubbish, and more of it",
        lambda data: data + b"\0" * 600,
        lambda data: data + data,
    ],
    ids=["whole", "half-a-mark", "no-mark", "zeros", "rubbish", "zeros-behind", "another-behind"],
)
def test_a_picture_whose_pixels_are_there_is_whole(
    tmp_path: Path, damaged: Callable[[bytes], bytes], size: tuple[int, int], kind: str, exact: bool
) -> None:
    assert remark_of(tmp_path, damaged(base(*size, kind)), exact=exact) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", [b"", END_MARK, b"\0" * 4000, b"\xff\xd8\xff\xe0\0\4ab"])
def test_what_lacks_more_than_a_little_is_cut_off_however_it_ends(
    tmp_path: Path, ending: bytes, kind: str
) -> None:
    data = base(kind=kind)
    for share in (0.3, 0.5, 0.6, 0.8):
        message = refused(tmp_path, data[: int(len(data) * share)] + ending)
        assert "is cut off: its end is missing (some " in message


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", [b"", END_MARK, b"\0" * 4000])
def test_what_lacks_a_little_is_read_and_remarked_on(
    tmp_path: Path, ending: bytes, kind: str
) -> None:
    data = base(640, 700, kind)
    remark = remark_of(tmp_path, data[: len(data) * 95 // 100] + ending)
    assert remark is not None
    assert remark.code == "remark.partial"
    assert 1 <= int(str(dict(remark.facts)["percent"])) <= 10


def test_how_much_lacks_is_told_to_the_unit_that_is_coded_together(tmp_path: Path) -> None:
    """Of a picture of 100 blocks in which each block takes as much, so many lack as were cut."""
    noise = np.random.default_rng(5).integers(0, 256, (80, 80), np.uint8)
    data = encoded(Image.fromarray(noise), quality=95)
    (*_, scan) = jpeg_parts.parts(data)
    begins = len(data) - 2 - len(scan) + 10
    for percent in (4, 8):
        cut = data[: begins + (len(data) - 2 - begins) * (100 - percent) // 100]
        remark = remark_of(tmp_path, cut, exact=True)
        assert remark in [Reason("remark.partial", percent=percent + more) for more in (0, 1)]


def test_a_gap_in_the_middle_counts_as_what_lacks(tmp_path: Path) -> None:
    data = base(640, 700)
    hole, at = len(data) // 3, len(data) // 2
    assert "cut off" in refused(tmp_path, data[:at] + data[at + hole :])


@pytest.mark.parametrize("kind", ["420", "444", "restarts"])
@pytest.mark.parametrize("size", [(320, 240), (1600, 1200)])
def test_zeros_in_the_middle_count_as_what_lacks(
    tmp_path: Path, size: tuple[int, int], kind: str
) -> None:
    data = base(*size, kind)
    hole, at = len(data) // 3, len(data) // 2
    message = refused(tmp_path, data[:at] + b"\0" * hole + data[at + hole :])
    assert "is damaged and cannot be decoded (some 3" in message
    assert "of its data are nothing but zeros" in message
    hole = len(data) // 30
    remark = remark_of(tmp_path, data[:at] + b"\0" * hole + data[at + hole :])
    assert remark is not None
    assert remark.code == "remark.partial"


def test_zeros_of_a_blank_picture_are_its_own(tmp_path: Path) -> None:
    blank = encoded(Image.new("L", (4000, 3000), 255), optimize=True)
    assert b"\0" * 5000 in blank
    assert remark_of(tmp_path, blank) is None


@pytest.mark.parametrize(
    "rubbish", [b"<p>text</p>", random.Random(0).randbytes(3000)], ids=["text", "noise"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_much_rubbish_behind_a_whole_picture_without_end_mark_costs_nothing(
    tmp_path: Path, kind: str, rubbish: bytes
) -> None:
    for size in ((320, 240), (1600, 1200)):
        data = base(*size, kind)[:-2] + rubbish * (300_000 // len(rubbish))
        assert remark_of(tmp_path, data) is None


def test_another_mark_amid_the_data_ends_them(tmp_path: Path) -> None:
    data = base()
    at = len(data) // 2
    assert "cut off" in refused(tmp_path, data[:at] + segment(0xE1, b"hello") + data[at:])


def test_a_progressive_picture_that_is_cut_amid_its_finest_bits_is_less_sharp(
    tmp_path: Path,
) -> None:
    data = progressive()
    assert remark_of(tmp_path, data[:-2]) is None
    for share in (0.6, 0.8, 0.97):
        remark = remark_of(tmp_path, data[: int(len(data) * share)])
        assert remark == Reason("remark.unsharp")
    *some, _ = jpeg_parts.parts(data)
    assert remark_of(tmp_path, jpeg_parts.joined(some)) is None  # written so, and whole
    assert remark_of(tmp_path, jpeg_parts.joined(some)[:-2]) == Reason("remark.unsharp")


def test_a_progressive_picture_of_which_there_is_but_a_blur_is_cut_off(tmp_path: Path) -> None:
    data = progressive()
    some = list(jpeg_parts.parts(data))
    scans = [at for at, part in enumerate(some) if jpeg_parts.marker_of(part) == 0xDA]
    blur = jpeg_parts.joined(some[: scans[0] + 1])[:-2]
    for cut in (blur, blur[:-200], blur + END_MARK[:1]):
        assert "no more than a blurred form" in refused(tmp_path, cut)
    assert "no more than a blurred form" in refused(tmp_path, blur[:-200] + END_MARK)


def test_a_progressive_picture_that_is_cut_amid_its_tables_is_not_called_damaged(
    tmp_path: Path,
) -> None:
    data = progressive(33, 40)
    for end in range(data.index(b"\xff\xda") + 14, len(data)):
        try:
            remark_of(tmp_path, data[:end])
        except UnreadableImage as refusal:
            assert refusal.reason.code == "picture.cut-off"  # noqa: PT017


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(1, 1), (33, 17), (320, 240), (1600, 1200)])
def test_what_is_whole_is_decoded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], kind: str
) -> None:
    made: list[jpeg_feed.Feed] = []

    class Counted(jpeg_feed.Feed):
        def __init__(self, *given: Any, **more: Any) -> None:
            made.append(self)
            super().__init__(*given, **more)

    monkeypatch.setattr(jpeg_reader, "Feed", Counted)
    for ending in (END_MARK, b"", b"\xff"):
        assert remark_of(tmp_path, base(*size, kind)[:-2] + ending) is None
    assert len(made) == 3


@pytest.mark.parametrize("kind", [*KINDS, "progressive"])
def test_whatever_is_cut_is_read_remarked_on_or_refused(tmp_path: Path, kind: str) -> None:
    data = progressive(33, 40) if kind == "progressive" else base(33, 40, kind)
    for end in range(2, len(data), 7):
        for ending in (b"", END_MARK):
            try:
                remark_of(tmp_path, data[:end] + ending)
            except UnreadableImage as refusal:
                said = refusal.message
                assert "cut off" in said or "damaged" in said


ODD_BODIES = (
    *(b"", b"\0", b"JFIF", b"JFIF\0", b"JFIF\0\1", b"JFXX\0", b"Adobe", b"Adobe\0", b"MPF\0"),
    *(b"Exif", b"Exif\0\0", b"Exif\0\0MM", b"Exif\0\0II*\0\xff\xff\xff\xff", b"FPXR\0"),
    *(b"ICC_PROFILE\0", b"ICC_PROFILE\0\1", b"ICC_PROFILE\0\1\1", b"ICC_PROFILE\0\0\0abc"),
    *(b"Photoshop 3.0\0", b"Photoshop 3.0\x008BIM", b"Photoshop 3.0\x008BIM\3\xed\0\0\0\0\0\2ab"),
    *(b"http://ns.adobe.com/xap/1.0/\0", b'http://ns.adobe.com/xap/1.0/\0<a tiff:Orientation="9'),
    *(b"MPF\0MM\0*\0\0\0\x08\0\5", b"\xff\xd8\xff\xd9", b"\xff" * 50),
)


@pytest.mark.parametrize("marker", [*range(0xE0, 0xF0), 0xFE])
def test_no_segment_of_an_application_costs_the_picture(tmp_path: Path, marker: int) -> None:
    data, path = base(33, 17), tmp_path / "a.jpg"
    path.write_bytes(data)
    right = decoding.load(path, SIZES).pixels
    odd = [segment(marker, body) for body in ODD_BODIES]
    odd += [bytes((0xFF, marker)) + length for length in (b"\0\0", b"\0\1", b"\0\2")]
    for part in odd:
        path.write_bytes(first(data, part))
        assert (decoding.load(path, SIZES).pixels == right).all(), part


@pytest.mark.parametrize(
    "junk", [b"\0" * 4, b"\r\n", b"x" * 70_000, b"\xff" * 40, b"\xff\0\xff\0", b"\xff\1\xff\xd0"]
)
def test_nor_do_bytes_between_segments(tmp_path: Path, junk: bytes) -> None:
    data = base(33, 17)
    (tmp_path / "a.jpg").write_bytes(data)
    right = decoding.load(tmp_path / "a.jpg", SIZES).pixels
    at = 2
    for part in jpeg_parts.parts(data):
        (tmp_path / "a.jpg").write_bytes(data[:at] + junk + data[at:])
        assert (decoding.load(tmp_path / "a.jpg", SIZES).pixels == right).all()
        at += len(part)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (0xC5, "a hierarchical JPEG picture"),
        (0xCE, "a hierarchical JPEG picture"),
        (0xCB, "a JPEG picture without losses, in arithmetic coding"),
    ],
)
def test_what_is_not_read_is_named_and_not_called_damaged(
    tmp_path: Path, kind: int, said: str
) -> None:
    data = base().replace(b"\xff\xc0", bytes((0xFF, kind)), 1)
    assert refused(tmp_path, data).endswith(f"is {said}; igtagger does not read such pictures.")


def test_a_picture_of_five_colours_is_named(tmp_path: Path) -> None:
    frame = segment(0xC0, b"\x08\0\x08\0\x08\5" + b"".join(bytes((n, 0x11, 0)) for n in range(5)))
    scan = segment(0xDA, b"\1\0\0\0\x3f\0")
    assert "a JPEG picture of 5 colours" in refused(
        tmp_path, b"\xff\xd8" + frame + scan + b"\0" * 9
    )


def test_jpeg_xr_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jxr").write_bytes(b"II\xbc\1\x20\0\0\0" + b"\0" * 60)
    with pytest.raises(UnreadableImage, match="is a JPEG XR picture; igtagger does not read"):
        decoding.load(tmp_path / "a.jxr", SIZES)


def test_a_hierarchical_picture_is_told_by_its_first_frame(tmp_path: Path) -> None:
    (frame,) = (part for part in jpeg_parts.parts(base()) if jpeg_parts.marker_of(part) == 0xC0)
    data = first(base(), segment(0xDE, frame[4:]))
    assert "a hierarchical JPEG picture" in refused(tmp_path, data)


def many_scans(side: int, count: int) -> bytes:
    """A blank picture with one scan so many times over: each is a pass over all of it."""
    some = list(jpeg_parts.parts(encoded(Image.new("L", (side, side), 200), progressive=True)))
    return jpeg_parts.joined([*some, *[some[-1]] * count])


def test_what_would_take_minutes_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    data = many_scans(8000, 600)
    assert len(data) < 400_000
    assert refused(tmp_path, data).endswith(
        "would take too long to decode: it consists of 606 scans of 8000 x 8000 pixels."
    )


def test_a_picture_of_more_scans_than_usual_is_read(tmp_path: Path) -> None:
    assert remark_of(tmp_path, many_scans(800, 600)) is None


def test_work_is_counted_by_the_blocks_of_each_scan_and_the_scans(tmp_path: Path) -> None:
    def header_of(width: int, height: int) -> jpeg_markers.JpegHeader:
        luma, *colours = (
            jpeg_markers.JpegComponent(n, 1 + (n == 1), 1 + (n == 1)) for n in (1, 2, 3)
        )
        return jpeg_markers.JpegHeader(0xC2, 8, (width, height), (luma, *colours))

    header = header_of(161, 80)
    assert header.blocks(frozenset((1,))) == 21 * 10
    assert header.blocks(frozenset((2,))) == 11 * 5
    assert header.blocks(frozenset((1, 2, 3))) == 210 + 2 * 55
    large = header_of(10_000, 10_000)
    fine = jpeg_markers.Scan(frozenset((1,)), 1, 63, True, 0)
    jpeg_scans.refuse_too_much_work(tmp_path, large, [fine] * 191)
    with pytest.raises(UnreadableImage):
        jpeg_scans.refuse_too_much_work(tmp_path, large, [fine] * 193)
    with pytest.raises(UnreadableImage):
        jpeg_scans.refuse_too_much_work(tmp_path, header_of(8, 8), [fine] * 300_000)


def test_a_header_of_very_many_segments_is_no_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jpeg_markers, "MOST_SEGMENTS", 100)
    assert "begins as a JPEG" in refused(tmp_path, first(base(), *[segment(0xFE, b"")] * 101))


@pytest.mark.parametrize("value", [0, 9, 255])
def test_an_orientation_that_is_none_turns_nothing(tmp_path: Path, value: int) -> None:
    data = first(base(), jpeg_parts.exif(3, 1, bytes((value, 0, 0, 0))))
    (tmp_path / "a.jpg").write_bytes(data)
    assert decoding.load(tmp_path / "a.jpg", SIZES).width == 320


def test_a_profile_in_parts_is_put_together_in_their_order(tmp_path: Path) -> None:
    swapped = [segment(0xE2, b"ICC_PROFILE\0" + bytes((n, 2)) + b"%d" % n) for n in (2, 1)]
    (tmp_path / "a.jpg").write_bytes(first(base(), *swapped))
    with (tmp_path / "a.jpg").open("rb") as file:
        assert jpeg_markers.read_header(tmp_path, file).profile == b"12"
