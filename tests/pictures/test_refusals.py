"""Whatever is in a file: pixels, or one sentence that says what is wrong."""

from __future__ import annotations

import os
import random
import socket
import sys
import threading
import warnings
from pathlib import Path

import pytest
from PIL import Image

from igtagger.errors import UnreadableImage
from igtagger.pictures import decoding, formats, limits
from igtagger.pictures.refusals import explain
from tests.pictures.made import SIZES, photograph, swapped_profile, write

POSIX = pytest.mark.skipif(os.name == "nt", reason="only POSIX systems have these files")


def refusal(path: Path) -> UnreadableImage:
    with pytest.raises(UnreadableImage) as caught:
        decoding.load(path, SIZES)
    assert str(path) in caught.value.message
    assert caught.value.message.endswith(".")
    return caught.value


def picture(path: Path, **options: object) -> bytes:
    decoding.load(write(path.with_name("first.ppm"), b"P5 1 1 255\n\0"), SIZES)
    photograph(320, 256).save(path, **options)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.jpg", b"", "is empty"),
        ("a.jpg", b"<!DOCTYPE html><html><body>404</body></html>", "looks like a web page"),
        ("a.jpg", b"\xef\xbb\xbf \n<HTML>", "looks like a web page"),
        ("a.jpg", b"%PDF-1.7 ...", "a PDF document"),
        ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "a PostScript document"),
        ("a.png", b"PK\x03\x04" + b"x" * 90, "a ZIP archive"),
        ("a.jpg", b"\0\0\0\x18ftypmp42" + b"x" * 90, "a video"),
        ("a.jpg", b"\0" * 5000, "nothing but zeros"),
        ("a.svg", b"<?xml version='1.0'?><svg width='9'/>", "an SVG drawing"),
        ("a.jpg", "Größe und Länge".encode(), "a text file"),
        ("a.jpg", b"version https://git-lfs.github.com/spec/v1\noid", "was not fetched"),
        ("a.jpg", bytes(range(128, 256)) * 9, "is not a picture that igtagger can read"),
        ("a.tga", bytes(range(128, 256)) * 9, "is not a picture that igtagger can read"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "is cut off"),
        ("a.jpg", b"\xff\xd8\xff\xc0" + b"\0" * 20, "begins as a JPEG picture"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0", "begins as a PNG picture"),
        ("a.gif", b"GIF89a\x01", "begins as a GIF picture"),
        ("a.wmf", b"\xd7\xcd\xc6\x9a" + b"\0" * 60, "is not a picture"),
    ],
)
def test_what_is_no_picture_is_named(tmp_path: Path, name: str, data: bytes, reason: str):
    assert reason in refusal(write(tmp_path / name, data)).message


def test_what_is_whole_and_not_read_is_not_called_damaged(tmp_path: Path):
    picture(tmp_path / "a.gif")
    message = explain(tmp_path / "a.gif", NotImplementedError("no such thing here")).message
    assert "is a GIF picture of a rare kind (no such thing here)" in message
    assert "damaged" not in message


def test_a_decoder_that_is_not_there_is_no_fault_of_the_file(tmp_path: Path):
    picture(tmp_path / "a.gif")
    error = explain(tmp_path / "a.gif", ImportError("No module named 'codec'"))
    assert "could not be read: No module named 'codec'" in error.message
    assert not error.lasting


def test_a_cut_off_picture_says_so(tmp_path: Path):
    data = picture(tmp_path / "a.jpg")
    assert "is cut off" in refusal(write(tmp_path / "b.jpg", data[: len(data) // 2])).message
    for name in ("c.png", "c.bmp", "c.tif", "c.ppm", "c.heic", "c.avif", "c.webp", "c.jp2"):
        data = picture(tmp_path / name)
        text = refusal(write(tmp_path / f"cut-{name}", data[: len(data) // 2])).message
        assert "cut off" in text or "damaged" in text


def test_a_missing_file_may_come_back(tmp_path: Path):
    error = refusal(tmp_path / "gone.jpg")
    assert "is not there" in error.message
    assert not error.lasting
    assert "is not there" in refusal(write(tmp_path / "a.jpg", b"x") / "below.jpg").message


def test_a_folder_is_no_picture(tmp_path: Path):
    assert "is not a file but a folder" in refusal(tmp_path).message


@POSIX
def test_a_pipe_is_refused_at_once(tmp_path: Path):
    os.mkfifo(tmp_path / "a.jpg")
    assert "is not a file but a pipe" in refusal(tmp_path / "a.jpg").message


@POSIX
def test_devices_and_sockets_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert "is not a file but a device" in refusal(Path("/dev/zero")).message
    monkeypatch.chdir(tmp_path)  # a socket's name must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("a.jpg")
        assert "is not a file but a socket" in refusal(Path("a.jpg")).message


@POSIX
def test_links_are_followed_and_broken_ones_are_named(tmp_path: Path):
    picture(tmp_path / "a.png")
    (tmp_path / "link.jpg").symlink_to("a.png")
    (tmp_path / "broken.jpg").symlink_to("gone.png")
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    assert decoding.load(tmp_path / "link.jpg", SIZES).width == 320
    assert "a link to a file that is not there" in refusal(tmp_path / "broken.jpg").message
    assert "leads back to itself" in refusal(tmp_path / "loop.jpg").message


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read all")
def test_a_file_without_permission_may_be_read_later(tmp_path: Path):
    picture(tmp_path / "a.jpg")
    (tmp_path / "a.jpg").chmod(0)
    error = refusal(tmp_path / "a.jpg")
    assert "permission denied" in error.message
    assert not error.lasting


def test_names_that_cannot_be_are_refused(tmp_path: Path):
    assert not refusal(tmp_path / ("x" * 5000 + ".jpg")).message.startswith("x")
    with pytest.raises(UnreadableImage):
        decoding.load(tmp_path / "a\0b.jpg", SIZES)


@pytest.mark.parametrize("error", [MemoryError(), RecursionError("deep"), KeyError("x")])
def test_whatever_a_decoder_raises_is_the_files_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
):
    picture(tmp_path / "a.png")

    def fail(self: Image.Image) -> None:
        raise error

    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", fail)
    assert refusal(tmp_path / "a.png").lasting is not isinstance(error, MemoryError)


def test_the_persons_interrupt_is_not_taken_for_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    picture(tmp_path / "a.png")

    def interrupt(self: Image.Image) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", interrupt)
    with pytest.raises(KeyboardInterrupt):
        decoding.load(tmp_path / "a.png", SIZES)


@pytest.mark.parametrize(
    ("module", "name", "head", "package"),
    [
        ("rawpy", "a.nef", b"II*\0" + b"\0" * 60, "igtagger[raw]"),
        ("rawpy", "a.cr3", b"\0\0\0\x18ftypcrx " + b"\0" * 60, "igtagger[raw]"),
        ("pillow_heif", "a.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 60, "pillow-heif"),
    ],
)
def test_a_missing_plug_in_is_named_with_how_to_get_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    name: str,
    head: bytes,
    package: str,
):
    opened = dict(Image.OPEN)
    monkeypatch.setitem(sys.modules, module, None)  # to import it raises ImportError
    if formats.HEIF.package == package:
        opened.pop("HEIF", None)
    monkeypatch.setattr(Image, "OPEN", opened)
    formats._registered.cache_clear()
    try:
        error = refusal(write(tmp_path / name, head))
    finally:
        formats._registered.cache_clear()
    assert "is not installed" in error.message
    assert package in error.hint
    assert not error.lasting


def test_pictures_in_pictures_do_not_escape_the_limit(tmp_path: Path):
    decoding.load(write(tmp_path / "a.pgm", b"P5 1 1 255\n\0"), SIZES)
    limit = limits.default_max_pixels(1)
    side = int((2.2 * limit) ** 0.5)
    png = tmp_path / "large.png"
    Image.new("1", (8, 8)).save(png)
    data = bytearray(png.read_bytes())
    data[16:24] = side.to_bytes(4, "big") * 2
    entry = bytes([0, 0, 0, 0, 1, 0, 32, 0]) + len(data).to_bytes(4, "little")
    icon = b"\0\0\1\0\1\0" + entry + (22).to_bytes(4, "little") + bytes(data)
    refusal(write(tmp_path / "a.ico", icon))


SAMPLES = [
    ("a.jpg", {}),
    ("b.jpg", {"progressive": True, "exif": b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01"}),
    ("c.jpg", {"icc_profile": swapped_profile()}),
    ("a.png", {"icc_profile": swapped_profile()}),
    ("a.gif", {}),
    ("a.webp", {}),
    ("a.tif", {"compression": "tiff_lzw"}),
    ("b.tif", {"compression": "jpeg"}),
    ("c.tif", {}),
    ("a.bmp", {}),
    ("a.heic", {}),
    ("a.avif", {}),
    ("a.jp2", {}),
    ("a.ppm", {}),
    ("a.tga", {"compression": "tga_rle"}),
    ("a.pcx", {}),
    ("a.ico", {}),
    ("a.jxl", {}),
]


@pytest.mark.parametrize(("name", "options"), SAMPLES)
def test_damage_anywhere_gives_pixels_or_a_reason(
    tmp_path: Path, name: str, options: dict[str, object], capfd: pytest.CaptureFixture[str]
):
    if name.endswith("jxl"):
        pytest.importorskip("pillow_jxl")
    decoding.load(write(tmp_path / "first.ppm", b"P5 1 1 255\n\0"), SIZES)
    photograph(64, 48).save(tmp_path / name, **options)
    good = (tmp_path / name).read_bytes()
    rng = random.Random(name)
    damaged = tmp_path / f"damaged{Path(name).suffix}"
    for number in range(200):
        data = bytearray(good)
        # Half of the damage goes where the headers are.
        reach = min(len(data), 400) if number % 2 else len(data)
        if number % 5 == 0:
            del data[rng.randrange(reach) :]
        else:
            for _ in range(rng.choice((1, 1, 3, 20))):
                data[rng.randrange(reach)] = rng.choice((0, 255, 127, 128, rng.randrange(256)))
        damaged.write_bytes(bytes(data))
        try:
            decoded = decoding.load(damaged, SIZES, exact=bool(number % 3), max_pixels=4_000_000)
        except UnreadableImage as error:
            assert str(damaged) in error.message  # noqa: PT017  (either end is right)
        else:
            assert decoded.pixels.shape == (224, 224, 3)
    written = capfd.readouterr()
    assert not written.out
    # libtiff, and a panic in Rust, write lines that cannot be kept back.
    if not name.endswith(("jxl", "tif")):
        assert not written.err


def test_pillows_warnings_stay_off_the_screen(tmp_path: Path):
    data = bytearray(picture(tmp_path / "a.tif"))
    photograph(64, 48).save(tmp_path / "a.jpg", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\x7f\x12\x01")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        decoding.load(tmp_path / "a.jpg", SIZES)
        decoding.load(write(tmp_path / "b.tif", bytes(data)), SIZES)
    assert not [str(entry.message) for entry in caught]


def test_files_are_closed_and_never_written(tmp_path: Path):
    data = picture(tmp_path / "a.jpg")
    (tmp_path / "a.jpg").chmod(0o444)
    before = (tmp_path / "a.jpg").stat()
    broken = write(tmp_path / "b.jpg", data[:300])
    for _ in range(3):
        decoding.load(tmp_path / "a.jpg", SIZES)
        refusal(broken)
    after = (tmp_path / "a.jpg").stat()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    broken.unlink()  # on Windows not possible while it is open


def test_threads_that_meet_damage_do_not_disturb_others(tmp_path: Path):
    data = picture(tmp_path / "a.jpg")
    write(tmp_path / "b.jpg", data[: len(data) // 2])
    expected = decoding.load(tmp_path / "a.jpg", SIZES).pixels.tobytes()
    wrong: list[str] = []

    def work(name: str) -> None:
        for _ in range(20):
            try:
                found = decoding.load(tmp_path / name, SIZES).pixels.tobytes()
            except UnreadableImage:
                found = b""
            if found != (expected if name == "a.jpg" else b""):
                wrong.append(name)

    threads = [threading.Thread(target=work, args=(n,)) for n in ("a.jpg", "b.jpg") * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
