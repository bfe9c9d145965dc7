"""What others said in files, and what this program writes there: neither comes back as the other.

All of it by the commands as a person calls them, with real pictures and the real model.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.export.xmp import jpeg_xmp
from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.xmp_fields import LIGHTROOM, SUBJECT, TagLists
from igtagger.library.facade import Library

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    """A picture of a cat, in a folder of its own."""
    folder = tmp_path / "cats"
    folder.mkdir()
    shutil.copy(SAMPLES / "cat.jpg", folder / "a.jpg")
    return folder / "a.jpg"


def say(picture: Path, tags: TagLists) -> None:
    """Write keywords into a JPEG as another program does."""
    data = picture.read_bytes()
    old = jpeg_xmp.packet_in(data)
    packet = (Packet.new() if old is None else Packet.parse(old)).with_tags(tags)
    picture.write_bytes(jpeg_xmp.with_packet(data, packet.embedded()))
    later = picture.stat().st_mtime_ns + 10**9
    os.utime(picture, ns=(later, later))


def said(picture: Path) -> dict[str, list[str]]:
    """Keywords in files by a run, by the names of pictures."""
    target = picture.parent.parent / "tags.json"
    assert main(["tag", str(picture.parent), "-q", "--force", "-o", str(target)]) == 0
    return {each["path"]: each["file_keywords"] for each in json.loads(target.read_bytes())}


def write(picture: Path, preset: str = "digikam", *flags: str, code: int = 0) -> None:
    command = ["write", str(picture.parent), "--yes", "--no-sync", "--preset", preset, *flags]
    assert main(command) == code


def tags_in(picture: Path) -> TagLists:
    packet = jpeg_xmp.packet_in(picture.read_bytes())
    return {} if packet is None else Packet.parse(packet).tags


@pytest.mark.parametrize("flags", [(), ("--sidecars",)])
def test_what_was_written_never_comes_back_as_somebody_elses(
    cat: Path, capsys: Capture, flags: tuple[str, ...]
) -> None:
    say(cat, {SUBJECT: ("Holiday",)})
    assert said(cat) == {"a.jpg": ["Holiday"]}
    for _ in range(2):
        write(cat, "digikam", *flags)
        assert said(cat) == {"a.jpg": ["Holiday"]}
    later = cat.stat().st_mtime_ns + 10**9
    os.utime(cat, ns=(later, later))  # it is read anew
    assert said(cat) == {"a.jpg": ["Holiday"]}
    assert main(["unwrite", str(cat.parent)]) == 0
    assert said(cat) == {"a.jpg": ["Holiday"]}


def test_a_written_picture_is_not_read_again_and_what_others_add_later_is(
    cat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(cat, {SUBJECT: ("Holiday",)})
    said(cat)
    write(cat)
    with monkeypatch.context() as patched:
        patched.setattr("igtagger.app.file_facts.found_of", lambda *_: pytest.fail("read again"))
        assert said(cat) == {"a.jpg": ["Holiday"]}
    say(cat, {SUBJECT: ("Lake",), LIGHTROOM: ("Places|Lake",)})
    assert said(cat) == {"a.jpg": ["Holiday", "Lake", "Places"]}


def test_a_word_that_a_file_has_is_not_written_in_another_spelling(cat: Path) -> None:
    say(cat, {LIGHTROOM: ("Pets|CAT",)})
    said(cat)
    write(cat)
    words = [word.casefold() for word in tags_in(cat)[SUBJECT]]
    assert "animal" in words
    assert "cat" not in words


def test_a_sidecar_that_pictures_share_says_nothing_of_ours(cat: Path) -> None:
    raw = cat.with_name("a.dng")
    shutil.copy(SAMPLES / "cat.jpg", raw)  # what it is called decides where it is written
    said(cat)
    write(cat, "lightroom", "--sidecars", code=3)  # it reads none beside a JPEG
    assert cat.with_name("a.xmp").exists()
    assert said(cat) == {"a.jpg": [], "a.dng": []}
    assert said(cat) == {"a.jpg": [], "a.dng": []}


def test_the_library_tells_and_forgets_words_of_files(cat: Path, capsys: Capture) -> None:
    say(cat, {SUBJECT: ("Holiday", "Lake")})
    said(cat)
    capsys.readouterr()
    assert main(["library", "stats", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file_keywords"] == 2
    file = Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"
    with Library.open(file, on_message=pytest.fail) as library:
        assert library.file_keywords() == [("Holiday", 1), ("Lake", 1)]
    assert main(["library", "forget", str(cat.parent), "--yes"]) == 0
    assert main(["library", "vacuum"]) == 0
    with Library.open(file, on_message=pytest.fail) as library:
        assert library.file_keywords() == []
    assert b"Holiday" not in file.read_bytes()
