"""Raw files: the camera's preview where it is good enough, else the raw data developed."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures import decoding
from tests.pictures.made import SIZES, difference, photograph, write

pytest.importorskip("rawpy")


def _directory(entries: dict[int, tuple[int, bytes]], at: int) -> bytes:
    """One directory of a TIFF and its values, to be placed at offset ``at``."""
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 10: 8}
    behind = at + 2 + 12 * len(entries) + 4
    table, values = b"", b""
    for tag, (kind, value) in sorted(entries.items()):
        field = value.ljust(4, b"\0")
        if len(value) > 4:
            field = struct.pack("<I", behind + len(values))
            values += value + b"\0" * (len(value) % 2)
        table += struct.pack("<HHI", tag, kind, len(value) // sizes[kind]) + field
    return struct.pack("<H", len(entries)) + table + b"\0" * 4 + values


def short(*values: int) -> tuple[int, bytes]:
    return 3, struct.pack(f"<{len(values)}H", *values)


def long(*values: int) -> tuple[int, bytes]:
    return 4, struct.pack(f"<{len(values)}I", *values)


def dng(image: Image.Image, preview: bytes = b"", orientation: int = 1) -> bytes:
    """A DNG (Adobe's specification, 1.4) with a Bayer mosaic of ``image`` and maybe a preview."""
    pixels = (np.asarray(image) / 255.0) ** 2.2 * 65535
    mosaic = pixels[..., 1].copy()
    mosaic[0::2, 0::2] = pixels[0::2, 0::2, 0]
    mosaic[1::2, 1::2] = pixels[1::2, 1::2, 2]
    raw = mosaic.astype("<u2").tobytes()
    height, width = mosaic.shape
    at_raw, at_preview = 8, 8 + len(raw)
    at_second = at_preview + len(preview) + len(preview) % 2
    sensor = {
        254: long(0),
        256: long(width),
        257: long(height),
        258: short(16),
        259: short(1),
        262: short(32803),
        273: long(at_raw),
        277: short(1),
        278: long(height),
        279: long(len(raw)),
        33421: short(2, 2),
        33422: (1, bytes([0, 1, 1, 2])),
    }
    identity = struct.pack("<18i", *(n for v in (3, 0, 0, 0, 3, 0, 0, 0, 3) for n in (v, 4)))
    common = {
        271: (2, b"Maker\0"),
        272: (2, b"Camera\0"),
        274: short(orientation),
        50706: (1, bytes([1, 4, 0, 0])),
        50708: (2, b"Maker Camera\0"),
        50721: (10, identity),
        50728: (5, struct.pack("<6I", *(1, 1) * 3)),
        50778: short(21),
    }
    if preview:
        second = _directory(sensor, at_second)
        with Image.open(io.BytesIO(preview)) as opened:
            size = opened.size
        first = common | {
            254: long(1),
            256: long(size[0]),
            257: long(size[1]),
            258: short(8, 8, 8),
            259: short(7),
            262: short(6),
            273: long(at_preview),
            277: short(3),
            278: long(size[1]),
            279: long(len(preview)),
            330: long(at_second),
        }
    else:
        second, first = b"", common | sensor
    at_first = at_second + len(second)
    head = b"II*\0" + struct.pack("<I", at_first)
    body = head + raw + preview + b"\0" * (len(preview) % 2) + second
    return body + _directory(first, at_first)


def jpeg(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=95)
    return stream.getvalue()


def test_the_raw_data_is_developed_where_there_is_no_preview(tmp_path: Path):
    image = photograph(800, 600)
    decoded = decoding.load(write(tmp_path / "a.dng", dng(image)), SIZES)
    image.save(tmp_path / "a.png")
    assert (decoded.width, decoded.height) == (800, 600)
    # Colours depend on the developer: only the likeness is looked at.
    like = decoding.load(tmp_path / "a.png", SIZES).pixels
    assert np.corrcoef(decoded.pixels.ravel(), like.ravel())[0, 1] > 0.9


def test_a_large_preview_is_used(tmp_path: Path):
    preview = photograph(800, 600, 1)
    file = write(tmp_path / "a.dng", dng(photograph(1600, 1200), jpeg(preview)))
    preview.save(tmp_path / "a.png")
    decoded = decoding.load(file, SIZES)
    assert (decoded.width, decoded.height) == (1600, 1200)
    assert difference(decoded.pixels, decoding.load(tmp_path / "a.png", SIZES).pixels) < 3


def test_that_only_the_preview_was_seen_is_remarked_on(tmp_path: Path):
    preview = jpeg(photograph(800, 600, 1))
    file = write(tmp_path / "a.dng", dng(photograph(1600, 1200), preview, orientation=6))
    assert decoding.load(file, SIZES).remark == Reason("remark.preview", width=600, height=800)
    developed = write(tmp_path / "b.dng", dng(photograph(800, 600)))
    assert decoding.load(developed, SIZES).remark is None


def test_a_camera_that_is_not_known_is_seen_by_its_largest_preview(tmp_path: Path):
    large = photograph(640, 480, 1)
    data = b"II*\0" + b"\0" * 100 + jpeg(photograph(160, 120, 2)) + b"\0" * 100 + jpeg(large)
    decoded = decoding.load(write(tmp_path / "a.nef", data + b"\xff\xd8\xff\xdb" * 9), SIZES)
    large.save(tmp_path / "a.png")
    assert difference(decoded.pixels, decoding.load(tmp_path / "a.png", SIZES).pixels) < 3
    assert (decoded.width, decoded.height) == (640, 480)
    assert decoded.remark == Reason("remark.preview", width=640, height=480)


def test_a_raw_file_that_was_pruned_is_said_to_be_cut_off(tmp_path: Path):
    imagecodecs = pytest.importorskip("imagecodecs")
    values = imagecodecs.ljpeg_encode(np.full((64, 64), 9000, np.uint16))
    pruned = dng(Image.new("RGB", (64, 64)))[:8] + values.ljust(64 * 64 * 2, b"\0")
    pruned += dng(Image.new("RGB", (64, 64)))[len(pruned) :]
    changes = ((256, 4, 64, 4000), (257, 4, 64, 3000), (278, 4, 64, 3000), (259, 3, 1, 7))
    for tag, kind, before, after in changes:
        entry = struct.pack("<HHI", tag, kind, 1)
        assert entry + struct.pack("<I", before) in pruned
        pruned = pruned.replace(entry + struct.pack("<I", before), entry + struct.pack("<I", after))
    with pytest.raises(UnreadableImage, match="whose end is missing"):
        decoding.load(write(tmp_path / "a.dng", pruned), SIZES)


def test_a_small_preview_is_not_used(tmp_path: Path):
    file = write(tmp_path / "a.dng", dng(photograph(800, 600), jpeg(Image.new("RGB", (160, 120)))))
    assert decoding.load(file, SIZES).pixels.mean() > 30


@pytest.mark.parametrize("with_preview", [True, False])
def test_the_cameras_position_is_heeded(tmp_path: Path, with_preview: bool):
    lying = photograph(800, 600).transpose(Image.Transpose.ROTATE_90)
    upright = photograph(800, 600)
    preview = jpeg(lying) if with_preview else b""
    decoded = decoding.load(write(tmp_path / "a.dng", dng(lying, preview, orientation=6)), SIZES)
    upright.save(tmp_path / "a.png")
    like = decoding.load(tmp_path / "a.png", SIZES).pixels
    assert (decoded.width, decoded.height) == (800, 600)
    assert np.corrcoef(decoded.pixels.ravel(), like.ravel())[0, 1] > 0.9


def test_a_raw_picture_over_the_limit_is_refused(tmp_path: Path):
    file = write(tmp_path / "a.dng", dng(photograph(800, 600)))
    with pytest.raises(UnreadableImage, match="too large"):
        decoding.load(file, SIZES, max_pixels=400_000)


@pytest.mark.parametrize("data", [b"II*\0" + b"\xff" * 400, b"FUJIFILMCCD-RAW" + b"\0" * 400])
def test_a_damaged_raw_file_is_its_own_failure(tmp_path: Path, data: bytes):
    for name in ("a.dng", "a.raf", "a.nef"):
        with pytest.raises(UnreadableImage):
            decoding.load(write(tmp_path / name, data), SIZES)


def test_a_cut_raw_file_gives_pixels_or_a_reason(tmp_path: Path):
    whole = dng(photograph(400, 300), jpeg(photograph(320, 240)))
    for length in range(0, len(whole), len(whole) // 40):
        file = write(tmp_path / "a.dng", whole[:length])
        try:
            assert decoding.load(file, SIZES).pixels.shape == (224, 224, 3)
        except UnreadableImage as error:
            assert str(file) in error.message  # noqa: PT017  (either end is right)
