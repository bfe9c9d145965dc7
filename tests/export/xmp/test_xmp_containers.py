"""A packet is put into a file, and nothing else in it changes by one byte."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from igtagger.export.xmp import jpeg_xmp, webp_xmp
from igtagger.export.xmp.containers import Container, container_of
from igtagger.export.xmp.rdf_tree import OddXmp
from tests.export.xmp.made_files import (
    FOREIGN,
    MADE,
    jpeg,
    jpeg_with,
    motion_photo,
    mpf,
    odd_webp,
    of_two,
    packet_with,
    picture,
    pixels,
    png,
    saved,
    second_of,
    segment,
    xmp_segment,
)

PACKET = packet_with("cat", "Kätzchen 猫")
KINDS = sorted(MADE)


@cache
def made(kind: str) -> bytes:
    return MADE[kind]()


def of(data: bytes) -> Container:
    container = container_of(data)
    assert container is not None
    return container


def refusal(data: bytes) -> str:
    """The code of why nothing is written into such a file."""
    with pytest.raises(OddXmp) as error:
        of(data).with_packet(data, PACKET)
    return error.value.reason.code


@pytest.mark.parametrize("kind", KINDS)
def test_a_packet_is_put_in_and_taken_out_of_every_container(kind: str) -> None:
    old = made(kind)
    container = of(old)
    new = container.with_packet(old, PACKET)
    assert container.packet_in(new) == PACKET
    assert container.proves(old, new)
    assert pixels(new) == pixels(old)
    there = container.packet_in(old)
    back = container.with_packet(new, there)
    assert container.packet_in(back) == there
    assert container.proves(old, back)
    if not kind.startswith("WebP"):  # which keeps the header that it needed
        assert back == old


@pytest.mark.parametrize("kind", KINDS)
def test_what_lies_beside_the_pixels_is_still_read_by_others(kind: str) -> None:
    old = made(kind)
    new = of(old).with_packet(old, PACKET)
    with Image.open(io.BytesIO(old)) as one, Image.open(io.BytesIO(new)) as other:
        one.load()
        other.load()
        assert other.info["xmp"].startswith(b"<?xpacket")
        for name in ("exif", "icc_profile", "comment", "duration", "loop", "dpi"):
            assert one.info.get(name) == other.info.get(name)


@pytest.mark.parametrize("kind", KINDS)
def test_one_changed_byte_anywhere_outside_the_packet_is_seen(kind: str) -> None:
    old = made(kind)
    container = of(old)
    new = container.with_packet(old, PACKET)
    start = new.index(PACKET)
    inside = range(start, start + len(PACKET) + len(PACKET) % 2)  # WebP's are even
    for at in range(0, len(new), 7):
        changed = new[:at] + bytes((new[at] ^ 0x10,)) + new[at + 1 :]
        told = at in inside or _is_of_the_packet(changed, container, new)
        assert container.proves(old, changed) is False or told, at


def _is_of_the_packet(changed: bytes, container: Container, new: bytes) -> bool:
    """Whether what changed is a part of what holds the packet, or tells its size."""
    try:
        return container.packet_in(changed) != container.packet_in(new)
    except OddXmp:
        return True


@pytest.mark.parametrize("kind", ["JPEG", "MPO, Intel", "PNG", "WebP", "WebP, animated"])
def test_a_byte_more_or_less_at_the_end_is_seen(kind: str) -> None:
    old = made(kind)
    container = of(old)
    new = container.with_packet(old, PACKET)
    assert not container.proves(old, new + b"\0")
    assert not container.proves(old, new[:-1])
    assert not container.proves(old, made("JPEG, grey"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_was_cut_off_is_refused_or_written_as_it_was(kind: str) -> None:
    old = made(kind)
    container = of(old)
    for end in {*range(12, len(old), max(1, len(old) // 150)), len(old) - 1}:
        cut = old[:end]
        try:
            new = container.with_packet(cut, PACKET)
        except OddXmp:
            continue
        assert kind == "Motion Photo"  # a video may be as long as it likes
        assert container.proves(cut, new)
        assert pixels(new)[0] == pixels(cut)[0] == pixels(old)[0]


@given(st.data())
def test_whatever_a_damaged_file_has_stays_in_it(data: st.DataObject) -> None:
    old = made(data.draw(st.sampled_from(KINDS)))
    changed = bytearray(old)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, min(len(changed) - 1, 900)))
        changed[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    container = container_of(bytes(changed))
    if container is None:
        return
    try:
        new = container.with_packet(bytes(changed), PACKET)
    except OddXmp:
        return
    assert container.packet_in(new) == PACKET
    assert container.proves(bytes(changed), new)


@given(st.binary(max_size=400), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"]))
def test_noise_behind_a_signature_is_refused(noise: bytes, start: bytes) -> None:
    data = start + (b"\0\0\0\0WEBP" if start == b"RIFF" else b"") + noise
    with pytest.raises(OddXmp):
        of(data).with_packet(data, PACKET)


# JPEG


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_second_picture_is_found_and_the_size_of_the_first_is_told_rightly(order: str) -> None:
    old = of_two(order)
    new = jpeg_xmp.with_packet(old, PACKET)
    assert len(new) > len(old)
    assert second_of(new) == second_of(old)
    assert second_of(jpeg_xmp.with_packet(new, None)) == second_of(old)
    with Image.open(io.BytesIO(new)) as image:
        assert (image.format, image.n_frames) == ("MPO", 2)
        image.seek(1)
        assert image.size == (24, 16)


def test_an_index_whose_size_is_wrong_afterwards_is_seen() -> None:
    old = of_two()
    new = jpeg_xmp.with_packet(old, PACKET)
    at = new.index(b"MPF\0") + 4 + 8 + 2 + 24 + 4 + 4
    assert not jpeg_xmp.proves(old, new[:at] + old[at : at + 1] + b"\0\0\0" + new[at + 4 :])


def test_the_packet_stands_before_the_index_and_behind_exif() -> None:
    new = jpeg_xmp.with_packet(of_two(), PACKET)
    assert new.index(b"Exif\0\0") < new.index(PACKET) < new.index(b"MPF\0")
    bare = saved(picture(), "JPEG")
    assert jpeg_xmp.with_packet(bare, PACKET).index(b"JFIF") < len(bare)


def test_a_video_behind_the_picture_is_kept_to_the_byte() -> None:
    old = motion_photo()
    new = jpeg_xmp.with_packet(old, packet_with(*(f"tag {number}" for number in range(300))))
    video = old[old.index(b"\0\0\0\x18ftypmp42") :]
    assert new.endswith(video)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: jpeg_with(xmp_segment(), xmp_segment()), "odd.two-packets"),
        (lambda: jpeg_with(segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0rest")),
         "odd.extended"),
        (lambda: jpeg_with(segment(0xEB, b"JP\0\1\0\0\0\1\0\0\0\x1ejumbjumdc2pa")), "odd.signed"),
        (lambda: jpeg_with(segment(0xE2, mpf("<", [9, 9], [0, 9])), xmp_segment()), "odd.order"),
        (lambda: jpeg_with(*[segment(0xE2, mpf("<", [9, 9], [0, 9]))] * 2), "odd.order"),
        (lambda: jpeg_with(segment(0xE2, b"MPF\0rubbish")), "odd.damaged"),
        (lambda: jpeg_with(segment(0xE2, mpf("<", [9], [0])[:-9])), "odd.damaged"),
        (lambda: jpeg() + saved(picture(2), "JPEG"), "odd.preview-behind"),
        (lambda: jpeg() + bytes(99) + saved(picture(2), "JPEG"), "odd.preview-behind"),
        (lambda: jpeg()[:-2], "odd.cut-off"),
        (lambda: jpeg()[:-700], "odd.cut-off"),
        (lambda: jpeg()[:30], "odd.damaged"),
        (lambda: b"\xff\xd8\xff" + bytes(99), "odd.damaged"),
        (lambda: b"\xff\xd8" + segment(0xF7, bytes(9)) + segment(0xDA, bytes(9)), "odd.no-place"),
    ],
)  # fmt: skip
def test_an_odd_jpeg_is_refused(make: object, code: str) -> None:
    assert callable(make)
    assert refusal(make()) == code


def test_a_packet_longer_than_a_segment_is_refused() -> None:
    data = jpeg()
    longest = b"x" * jpeg_xmp.MOST_PACKET
    assert jpeg_xmp.packet_in(jpeg_xmp.with_packet(data, longest)) == longest
    with pytest.raises(OddXmp, match="65502"):
        jpeg_xmp.with_packet(data, longest + b"x")


def test_fill_bytes_between_segments_are_kept() -> None:
    data = jpeg_with(b"\xff\xff\xff" + segment(0xFE, b"a comment"))
    new = jpeg_xmp.with_packet(data, PACKET)
    assert jpeg_xmp.proves(data, new)
    assert b"\xff\xff\xff\xff\xfe" in new


# PNG


def chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def png_with(*chunks: bytes) -> bytes:
    data = png()
    return data[:33] + b"".join(chunks) + data[33:]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: png_with(*[chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + FOREIGN)] * 2),
         "odd.two-packets"),
        (lambda: png_with(chunk(b"zTXt", b"Raw profile type xmp\0\0" + zlib.compress(b"a"))),
         "odd.not-understood"),
        (lambda: png_with(chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(FOREIGN))),
         "odd.not-understood"),
        (lambda: png_with(chunk(b"caBX", b"jumb")), "odd.signed"),
        (lambda: png_with(chunk(b"tEXt", b"a\0b")[:-1] + b"?"), "odd.damaged"),
        (lambda: png()[:-1], "odd.cut-off"),
        (lambda: png()[:8] + chunk(b"CgBI", bytes(4)) + png()[8:], "odd.damaged"),
    ],
)  # fmt: skip
def test_an_odd_png_is_refused(make: object, code: str) -> None:
    assert callable(make)
    assert refusal(make()) == code


def test_another_chunk_with_its_right_checksum_is_seen() -> None:
    old = png_with(chunk(b"tEXt", b"a\0b"))
    assert of(old).proves(old, of(old).with_packet(old, PACKET))
    for other in (png(), png_with(chunk(b"tEXt", b"a\0c")), png_with(chunk(b"tEXT", b"a\0b"))):
        assert not of(old).proves(old, of(old).with_packet(other, PACKET))


def test_the_chunk_of_a_png_is_not_compressed_and_has_its_checksum() -> None:
    data = png() + b"what somebody hid behind"
    new = of(data).with_packet(data, PACKET)
    assert chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PACKET) in new
    assert new.endswith(b"IEND\xaeB`\x82what somebody hid behind")


# WebP


@pytest.mark.parametrize(
    ("kind", "flags"),
    [
        ("WebP", 0x04),
        ("WebP, odd length", 0x04),
        ("WebP, lossless", 0x04),
        ("WebP, lossless with alpha", 0x14),
        ("WebP with alpha", 0x14),
        ("WebP, animated", 0x06),
        ("WebP with EXIF and profile", 0x2C),
    ],
)
def test_the_header_of_a_webp_tells_what_is_in_it(kind: str, flags: int) -> None:
    old = made(kind)
    new = webp_xmp.with_packet(old, PACKET)
    assert new[12:16] == b"VP8X"
    assert new[20] == flags
    assert int.from_bytes(new[4:8], "little") == len(new) - 8
    size = [1 + int.from_bytes(new[at : at + 3], "little") for at in (24, 27)]
    assert size == [48, 32]
    assert webp_xmp.with_packet(new, None)[20] == flags - 4


def test_a_header_that_tells_otherwise_afterwards_is_seen() -> None:
    old = made("WebP")
    new = webp_xmp.with_packet(old, PACKET)
    for at in (20, 21, 24, 27):
        value = new[at] ^ 0x02
        assert not webp_xmp.proves(old, new[:at] + bytes((value,)) + new[at + 1 :])


def test_a_chunk_of_odd_length_keeps_the_byte_behind_it() -> None:
    data = odd_webp()
    odd = PACKET + b" " * (1 - len(PACKET) % 2)
    new = webp_xmp.with_packet(data, odd)
    assert len(odd) % 2 == 1
    assert new.endswith(odd + b"\0")
    assert pixels(new) == pixels(data)


def riff(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_an_odd_webp_is_refused() -> None:
    data = made("WebP with XMP")
    extra = struct.pack("<4sI", b"XMP ", 2) + b"ab"
    assert refusal(riff(data[12:], extra)) == "odd.two-packets"
    assert refusal(riff(data[12:], struct.pack("<4sI", b"C2PA", 2) + b"ab")) == "odd.signed"
    simple = made("WebP")
    assert refusal(riff(simple[12:], extra)) == "odd.order"
    assert refusal(simple[:-1]) == "odd.cut-off"
    assert refusal(simple + b"\0\0") == "odd.damaged"
    assert refusal(riff(struct.pack("<4sI", b"VP8 ", 10) + bytes(10))) == "odd.damaged"
    assert refusal(riff(extra)) == "odd.damaged"


def test_other_files_are_none_of_these() -> None:
    assert container_of(saved(picture(), "TIFF")) is None
    assert container_of(saved(picture(), "GIF")) is None
    assert container_of(b"") is None
