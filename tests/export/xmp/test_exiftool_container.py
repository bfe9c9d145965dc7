"""ExifTool puts a packet into files into which we do not write by bytes ourselves."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from igtagger.export.xmp.exiftool import ExifTool
from igtagger.export.xmp.keywords import Keywords
from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.presets import PRESETS
from igtagger.export.xmp.rdf_tree import OddXmp
from igtagger.export.xmp.writing import KeywordWriter, Manner
from igtagger.export.xmp.xmp_fields import SUBJECT
from igtagger.messages import english
from tests.export.xmp.made_files import PROFILE, exif, jpeg, packet_with, picture, saved

CAT = Keywords(("Kätzchen 猫",), ("animal",), (("animal", "Kätzchen 猫"),))
FOUND = ExifTool.find()
needed = pytest.mark.skipif(FOUND is None, reason="there is no ExifTool 13 on the PATH")
# What it does with others is looked at whether or not one is there.
ABSENT = ExifTool(Path("/nowhere/exiftool"), 13.0)


def heic() -> bytes:
    from pillow_heif import from_pillow

    stream = io.BytesIO()
    from_pillow(picture()).save(stream, exif=exif())
    return stream.getvalue()


def tiff(pages: int = 1, **options: object) -> bytes:
    others = [picture(seed) for seed in range(1, pages)]
    return saved(picture(), "TIFF", save_all=True, append_images=others, **options)


KINDS = {
    "HEIC": heic,
    "AVIF": lambda: saved(picture(), "AVIF", exif=exif()),
    "TIFF": tiff,
    "TIFF with Exif": lambda: tiff(exif=exif(b""), icc_profile=PROFILE),
    "TIFF, packed": lambda: tiff(compression="tiff_lzw"),
}


@needed
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_keywords_are_put_in_and_taken_out_again(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "-rf ä.x"  # a name that would be an option
    old = KINDS[kind]()
    file.write_bytes(old)
    writer = KeywordWriter(Manner(PRESETS["immich"], exiftool=FOUND))
    added = writer.add(file, CAT)
    assert (added.how, added.reason) == ("embedded", None)
    assert FOUND is not None
    container = FOUND.container_of(file.read_bytes())
    assert container is not None
    packet = container.packet_in(file.read_bytes())
    assert packet is not None
    assert Packet.parse(packet).tags[SUBJECT] == ("Kätzchen 猫", "animal")
    assert container.proves(old, file.read_bytes())
    assert writer.add(file, CAT).how == "unchanged"
    assert writer.take_back(file, file, added.added, made=added.made).how == "embedded"
    assert container.packet_in(file.read_bytes()) is None
    assert [entry.name for entry in tmp_path.iterdir()] == [file.name]


@needed
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_another_picture_is_seen_and_a_damaged_one_not_written(kind: str) -> None:
    assert FOUND is not None
    data = KINDS[kind]()
    container = FOUND.container_of(data)
    assert container is not None
    other = container.with_packet(data, packet_with("a"))
    assert container.proves(data, other)
    middle = len(other) - 500
    assert not container.proves(data, other[:middle] + b"\x55\xaa" * 99 + other[middle + 198 :])
    assert not container.proves(data, b"")


@needed
def test_what_exiftool_refuses_gets_a_sidecar_and_its_words(tmp_path: Path) -> None:
    file = tmp_path / "a.tif"
    file.write_bytes(tiff(exif=exif()))
    old = file.read_bytes()
    written = KeywordWriter(Manner(PRESETS["immich"], exiftool=FOUND)).add(file, CAT)
    assert written.how == "sidecar"
    assert written.reason is not None
    assert "Maker notes could not be parsed" in english(written.reason).text
    assert file.read_bytes() == old


def test_other_files_are_left_to_sidecars() -> None:
    assert ABSENT.container_of(tiff(pages=2)) is None
    assert ABSENT.container_of(tiff()[:60]) is None
    assert ABSENT.container_of(b"II+\0" + bytes(60)) is None
    assert ABSENT.container_of(saved(picture(), "GIF")) is None
    assert ABSENT.container_of(jpeg()) is None
    assert ABSENT.container_of(tiff()) is not None


@pytest.mark.skipif(os.name != "posix", reason="a script of the shell")
@pytest.mark.parametrize(
    ("does", "found"),
    [("echo 12.57", False), ("echo 13.00", True), ("echo 13.58", True), ("echo what", False),
     ("exit 1", False)],
)  # fmt: skip
def test_only_a_new_enough_one_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, found: bool
) -> None:
    program = tmp_path / "exiftool"
    program.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert (ExifTool.find() is not None) is found


@pytest.mark.skipif(os.name != "posix", reason="a script of the shell")
@pytest.mark.parametrize("does", ["exit 3", "echo rubbish", "cat", "true"])
def test_one_that_does_not_do_what_it_should_changes_nothing(tmp_path: Path, does: str) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    program.chmod(0o755)
    file = tmp_path / "a.tif"
    old = tiff()
    file.write_bytes(old)
    manner = Manner(PRESETS["immich"], exiftool=ExifTool(program, 13.58))
    written = KeywordWriter(manner).add(file, CAT)
    assert written.how == "sidecar"
    assert written.reason is not None
    assert file.read_bytes() == old


def test_a_signed_file_is_left_alone() -> None:
    data = tiff() + b"jumb....jumdc2pa"
    container = ABSENT.container_of(data)
    assert container is not None
    with pytest.raises(OddXmp, match="C2PA"):
        container.with_packet(data, packet_with("a"))


def test_one_that_went_away_is_told_of() -> None:
    container = ABSENT.container_of(tiff())
    assert container is not None
    with pytest.raises(OddXmp, match="ExifTool"):
        container.packet_in(tiff())
