"""``igtagger write --exiftool`` as a person calls it, where there is an ExifTool 13 or newer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.export.xmp.exiftool import ExifTool
from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.xmp_fields import SUBJECT
from tests.cli.test_write import IMMICH, contents, folder, refuse_to_decode, tagged, unwrite, write

Capture = pytest.CaptureFixture[str]
__all__ = ["folder", "tagged"]
FOUND = ExifTool.find()
needed = pytest.mark.skipif(FOUND is None, reason="there is no ExifTool 13 on the PATH")


def subjects(file: Path) -> tuple[str, ...]:
    assert FOUND is not None
    data = file.read_bytes()
    container = FOUND.container_of(data)
    assert container is not None
    packet = container.packet_in(data)
    return Packet.parse(packet).tags.get(SUBJECT, ()) if packet else ()


def pixels(folder: Path) -> dict[str, bytes]:
    from pillow_heif import open_heif

    with Image.open(folder / "d.tif") as tiff:
        return {"d.tif": tiff.tobytes(), "e.heic": bytes(open_heif(folder / "e.heic").data or b"")}


@needed
def test_tags_come_into_further_files_and_out_again(
    tagged: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    before, looks = contents(tagged), pixels(tagged)
    write(tagged, "--exiftool")
    assert "5 pictures: 5 written into, 0 written beside" in capsys.readouterr().err
    for name in ("d.tif", "e.heic"):
        assert "animal" in subjects(tagged / name)
    assert pixels(tagged) == looks
    unwrite()
    assert "5 files: 5 taken back in pictures" in capsys.readouterr().err
    for name in ("d.tif", "e.heic"):
        assert subjects(tagged / name) == ()
    assert pixels(tagged) == looks
    assert set(contents(tagged)) == set(before)
    refuse_to_decode(monkeypatch)
    assert main(["tag", str(tagged), "-o", str(tagged.parent / "tags.csv")]) == 0
    assert "5 of them known already" in capsys.readouterr().err


@needed
def test_without_it_they_cannot_be_taken_back_and_stay_recorded(
    tagged: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    write(tagged, "--exiftool")
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tagged))
        unwrite(code=3)
    assert "still has its keywords" in capsys.readouterr().err
    unwrite()
    assert subjects(tagged / "e.heic") == ()


@pytest.mark.skipif(FOUND is not None, reason="there is one")
def test_without_one_that_is_new_enough_it_is_a_usage_error(tagged: Path, capsys: Capture) -> None:
    assert main(["write", str(tagged), "--yes", *IMMICH, "--exiftool"]) == 2
    assert "There is no ExifTool of version 13 or newer" in capsys.readouterr().err
