"""Pictures that are not called so are found by what is in them, and few files are opened for it."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from igtagger.errors import UnreadableImage
from igtagger.pictures import decoding, elsewhere, formats, refusals, unnamed
from igtagger.pictures.scan import ScanCounts, find_images
from tests.pictures.jpeg_parts import encoded
from tests.pictures.made import SIZES

JPEG = encoded(Image.new("RGB", (8, 8), "red"))
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")


def found(folder: Path, counts: ScanCounts | None = None) -> list[str]:
    return [path.name for path in find_images([folder], counts=counts)]


@pytest.mark.parametrize(
    "name",
    ["noext", "a.j", "a.jp", "a.pn", "a.h", "photo.2021", "a.jpg_orig", "a.dat"],
)
def test_a_file_that_begins_as_a_picture_is_taken(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(JPEG)
    assert found(tmp_path) == [name]
    assert decoding.load(tmp_path / name, SIZES).width == 8


@POSIX
@pytest.mark.parametrize(
    "name", ["IMG_1.", "a.jpg:large", "a.jpg?w=300", "a.jpg~", "a.jpeg (1)", "a.png@2x"]
)
def test_so_is_one_whose_ending_was_added_to(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(JPEG)
    assert found(tmp_path) == [name]


@pytest.mark.parametrize("name", ["noext", "a.unknown", "a.jp"])
@pytest.mark.parametrize(
    "data", [b"", b"plain text", b"\xff\xd8", b"BM in a text", b"\0\0\1\0 no icon", b"%PDF-1.7"]
)
def test_one_that_does_not_is_passed_over(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    counts = ScanCounts()
    assert found(tmp_path, counts) == []
    assert (counts.looked, counts.skipped_extension) == (1, 1)


@pytest.mark.parametrize(
    "name", ["a.txt", "a.xmp", "a.py", "a.mp4", "a.json", "a.part", "a.MD", "a.jpg_original"]
)
def test_what_is_clearly_of_another_kind_is_not_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(JPEG)
    counts = ScanCounts()
    assert found(tmp_path, counts) == []
    assert (counts.looked, counts.skipped_extension) == (0, 1)


def test_pictures_by_their_ending_are_not_opened(tmp_path: Path) -> None:
    for ending in formats.EXTENSIONS:
        (tmp_path / f"a{ending}").touch()
    counts = ScanCounts()
    assert len(found(tmp_path, counts)) == len(formats.EXTENSIONS)
    assert counts.looked == 0


def test_no_ending_of_a_picture_is_taken_for_another_kind() -> None:
    assert not {".insp", ".jp", ".jpg_large"} & (unnamed._OF_OTHER_KINDS - formats.EXTENSIONS)


@pytest.mark.parametrize(
    "ending", ["pjpeg", "pjp", "jfif", "insp", "jps", "jpg_large", "thm", "jls"]
)
def test_endings_that_jpegs_have(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"a.{ending}").write_bytes(JPEG)
    assert found(tmp_path) == [f"a.{ending}"]
    assert decoding.load(tmp_path / f"a.{ending}", SIZES).width == 8


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "TIFF", "BMP", "PPM", "ICO", "JPEG2000"])
def test_every_kind_with_a_signature_is_known_without_a_name(tmp_path: Path, kind: str) -> None:
    Image.new("RGB", (20, 20), "red").save(tmp_path / "noext", kind)
    assert found(tmp_path) == ["noext"]
    assert decoding.load(tmp_path / "noext", SIZES).width == (16 if kind == "ICO" else 20)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "noext").write_bytes(JPEG)
    (tmp_path / "noext").chmod(0)
    assert found(tmp_path) == []


def test_icloud_s_placeholder_is_a_picture_that_is_not_here(tmp_path: Path) -> None:
    for name in (".IMG_1.JPG.icloud", ".notes.txt.icloud", "a.icloud", ".jpg.icloud"):
        (tmp_path / name).write_bytes(b"bplist00")
    counts = ScanCounts()
    assert found(tmp_path, counts) == ["IMG_1.JPG"]
    assert (counts.found, counts.skipped_hidden, counts.skipped_extension) == (1, 2, 1)
    for name in ("IMG_1.JPG", ".IMG_1.JPG.icloud"):
        with pytest.raises(UnreadableImage, match="is not on this computer") as caught:
            decoding.load(tmp_path / name, SIZES)
        assert not caught.value.lasting
        assert caught.value.reason.code == "picture.elsewhere"


def test_a_placeholder_beside_its_picture_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / ".a.jpg.icloud").write_bytes(b"bplist00")
    (tmp_path / "a.jpg").write_bytes(JPEG)
    assert found(tmp_path) == ["a.jpg"]
    assert decoding.load(tmp_path / "a.jpg", SIZES).width == 8


@pytest.mark.parametrize(
    ("flags", "away"),
    [
        ({"st_flags": 0x40000000}, True),
        ({"st_flags": 0x40}, False),
        ({"st_file_attributes": 0x400000 | 0x20}, True),
        ({"st_file_attributes": 0x1000}, True),
        ({"st_file_attributes": 0x20}, False),
        ({}, False),
    ],
)
def test_systems_tell_of_files_whose_content_is_elsewhere(
    flags: dict[str, int], away: bool
) -> None:
    assert elsewhere.is_elsewhere(SimpleNamespace(**flags)) is away


def test_a_file_whose_content_is_elsewhere_is_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jpg").write_bytes(JPEG)
    (tmp_path / "noext").write_bytes(JPEG)
    monkeypatch.setattr(refusals, "is_elsewhere", lambda status: True)
    monkeypatch.setattr(unnamed, "is_elsewhere", lambda status: True)
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("opened"))
    assert found(tmp_path) == ["a.jpg"]
    with pytest.raises(UnreadableImage, match="is not on this computer"):
        decoding.load(tmp_path / "a.jpg", SIZES)
