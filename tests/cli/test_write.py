"""``igtagger write`` and ``unwrite`` as a person calls them: real pictures, the real model."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import NoReturn

import pytest
from filelock import FileLock
from PIL import Image

from igtagger.__main__ import main
from igtagger.cli import console
from igtagger.domain import Review
from igtagger.export.xmp import writing
from igtagger.export.xmp.containers import container_of
from igtagger.export.xmp.keywords import Keywords
from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.presets import PRESETS
from igtagger.export.xmp.safe_replacing import Source
from igtagger.export.xmp.writing import KeywordWriter, Manner, Written
from igtagger.export.xmp.xmp_fields import SUBJECT, TagLists
from igtagger.library.facade import Library
from igtagger.pictures import decoding
from igtagger.pictures.walks import CountedWalk
from tests.export.xmp.made_files import exif

Capture = pytest.CaptureFixture[str]
SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
EMBEDDED = ("a.jpg", "b.png", "c.webp")
BESIDE = ("d.tif", "e.heic")
IMMICH = ("--preset", "immich", "--no-sync")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A cat in five kinds of file."""
    folder = tmp_path / "cats"
    folder.mkdir()
    shutil.copy(SAMPLES / "cat.jpg", folder / "a.jpg")
    import pillow_heif

    with Image.open(SAMPLES / "cat.jpg") as cat:
        for name in ("b.png", "d.tif"):
            cat.save(folder / name)
        # One without anything beside its pixels gets a longer header, which stays.
        cat.save(folder / "c.webp", exif=exif())
        pillow_heif.from_pillow(cat).save(folder / "e.heic")
    return folder


@pytest.fixture
def tagged(folder: Path, capsys: Capture) -> Path:
    tag(folder)
    capsys.readouterr()
    return folder


def tag(folder: Path, *flags: str) -> None:
    assert main(["tag", str(folder), "-q", "-o", str(folder.parent / "tags.csv"), *flags]) == 0


def write(folder: Path, *flags: str, code: int = 0) -> None:
    assert main(["write", str(folder), "--yes", *IMMICH, *flags]) == code


def unwrite(*flags: str | Path, code: int = 0) -> None:
    assert main(["unwrite", *map(str, flags)]) == code


def data_file() -> Path:
    return Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"


def contents(folder: Path) -> dict[str, str]:
    """All files in it, with their times."""
    return {
        file.name: f"{hashlib.sha256(file.read_bytes()).hexdigest()} {file.stat().st_mtime_ns}"
        for file in folder.iterdir()
        if file.is_file()
    }


def tags_in(file: Path) -> TagLists:
    data = file.read_bytes()
    container = container_of(data)
    packet = data if container is None else container.packet_in(data)
    return Packet.parse(packet).tags if packet else {}


def review(reviews: Mapping[Path, Review]) -> None:
    with Library.open(data_file(), on_message=pytest.fail) as library:
        library.save_reviews(reviews)


def refuse_to_decode(monkeypatch: pytest.MonkeyPatch) -> None:
    def load_each(*_: object, **__: object) -> None:
        pytest.fail("a picture was decoded")

    monkeypatch.setattr(decoding, "load_each", load_each)


def test_tags_come_into_pictures_or_beside_them(tagged: Path, capsys: Capture) -> None:
    write(tagged)
    for name in EMBEDDED:
        assert "cat" in " ".join(tags_in(tagged / name)[SUBJECT])
        assert "animal" in tags_in(tagged / name)[SUBJECT]
        assert not (tagged / f"{name}.xmp").exists()
    for name in BESIDE:
        assert "animal" in tags_in(tagged / f"{name}.xmp")[SUBJECT]
    assert (
        "5 pictures: 3 written into, 2 written beside, in sidecars; 0:" in capsys.readouterr().err
    )


def test_a_written_picture_is_known_and_not_decoded_again(
    tagged: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    table = (tagged.parent / "tags.csv").read_bytes()
    write(tagged)
    capsys.readouterr()
    refuse_to_decode(monkeypatch)
    assert main(["tag", str(tagged), "-o", str(tagged.parent / "tags.csv")]) == 0
    assert "5 tagged, 5 of them known already" in capsys.readouterr().err
    assert (tagged.parent / "tags.csv").read_bytes() == table


def test_a_dry_run_says_all_and_changes_no_byte(tagged: Path, capsys: Capture) -> None:
    before, library = contents(tagged), data_file().read_bytes()
    assert main(["write", str(tagged), *IMMICH, "--dry-run"]) == 0
    out, err = capsys.readouterr()
    assert f"{tagged / 'a.jpg'}: embedded\n  + dc:subject: " in out
    assert f"{tagged / 'e.heic'}: sidecar e.heic.xmp (igtagger does not write into files of " in out
    assert err.startswith("Nothing was written. Of 5 pictures would be: 3 written into")
    assert contents(tagged) == before
    assert data_file().read_bytes() == library


def test_taken_back_files_are_as_they_were_to_the_byte(tagged: Path, capsys: Capture) -> None:
    before = contents(tagged)
    write(tagged)
    assert contents(tagged) != before
    unwrite()
    assert contents(tagged) == before
    assert "3 taken back in pictures, 2 taken back in sidecars" in capsys.readouterr().err
    unwrite()
    assert "0 files: 0 taken back in pictures, 0 taken back in sidecars;" in capsys.readouterr().err


def test_a_picture_of_which_tags_were_taken_back_is_known_too(
    tagged: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    write(tagged)
    unwrite()
    capsys.readouterr()
    refuse_to_decode(monkeypatch)
    assert main(["tag", str(tagged), "-o", str(tagged.parent / "tags.csv")]) == 0
    assert "5 of them known already" in capsys.readouterr().err


def test_written_twice_nothing_is_added_the_second_time(tagged: Path, capsys: Capture) -> None:
    write(tagged)
    before = contents(tagged)
    capsys.readouterr()
    write(tagged)
    assert contents(tagged) == before
    assert "0 written into, 0 written beside, in sidecars, 5 with nothing to add" in (
        capsys.readouterr().err
    )


def test_what_another_program_added_since_stays(tagged: Path) -> None:
    write(tagged)
    other = KeywordWriter(Manner(PRESETS["gnome"], durable=False))
    assert other.add(tagged / "a.jpg", Keywords(("Grandma",))).how == "embedded"
    immich = KeywordWriter(Manner(PRESETS["immich"], durable=False))
    assert immich.add(tagged / "e.heic", Keywords(("Grandma",))).how == "sidecar"
    unwrite()
    assert tags_in(tagged / "a.jpg") == {SUBJECT: ("Grandma",)}
    assert tags_in(tagged / "e.heic.xmp")[SUBJECT] == ("Grandma",)
    assert tags_in(tagged / "b.png") == {}


def test_a_tag_that_was_there_before_is_not_taken_away(tagged: Path) -> None:
    KeywordWriter(Manner(PRESETS["gnome"])).add(tagged / "a.jpg", Keywords(("animal",)))
    tag(tagged)
    before = contents(tagged)
    write(tagged)
    unwrite()
    assert contents(tagged) == before
    assert tags_in(tagged / "a.jpg") == {SUBJECT: ("animal",)}


def test_one_run_alone_is_taken_back(tagged: Path, capsys: Capture) -> None:
    before = contents(tagged)
    write(tagged)
    review({tagged / "a.jpg": Review(own=("Grandma",))})
    write(tagged)
    capsys.readouterr()
    unwrite("--list")
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [(row[0], *row[3:]) for row in rows[1:]] == [
        ("1", "immich", "5", "0"),
        ("2", "immich", "1", "0"),
    ]
    unwrite("--run", "1")
    assert tags_in(tagged / "a.jpg")[SUBJECT] == ("Grandma",)
    unwrite("--run", "2")
    assert contents(tagged) == before
    unwrite("--run", "3", code=2)


def test_only_what_was_confirmed_or_typed_is_written_if_that_is_wished(tagged: Path) -> None:
    review({tagged / "a.jpg": Review(own=("Grandma",))})
    write(tagged, "--confirmed-only")
    assert tags_in(tagged / "a.jpg")[SUBJECT] == ("Grandma",)
    assert tags_in(tagged / "b.png") == {}


def test_a_picture_is_not_written_before_it_is_tagged(folder: Path, capsys: Capture) -> None:
    before = contents(folder)
    write(folder, code=3)
    assert contents(folder) == before
    assert f"{folder / 'a.jpg'} has not been tagged yet." in capsys.readouterr().err


def test_patterns_choose_the_files(tagged: Path) -> None:
    write(tagged, "--exclude", "*.png")
    assert tags_in(tagged / "b.png") == {}
    assert tags_in(tagged / "a.jpg") != {}


def test_what_is_forgotten_can_still_be_taken_back(tagged: Path) -> None:
    before = contents(tagged)
    write(tagged)
    assert main(["library", "forget", str(tagged), "--yes"]) == 0
    unwrite()
    assert contents(tagged) == before


def test_a_file_that_is_not_there_is_told_of(tagged: Path, capsys: Capture) -> None:
    write(tagged / "none.jpg", code=3)
    assert "none.jpg is not there, or no longer." in capsys.readouterr().err


def test_another_picture_under_the_same_name_does_not_get_the_tags(
    tagged: Path, capsys: Capture
) -> None:
    Image.new("RGB", (64, 48), "blue").save(tagged / "b.png")
    write(tagged, code=3)
    assert tags_in(tagged / "b.png") == {}
    assert f"{tagged / 'b.png'} has changed since it was tagged." in capsys.readouterr().err


def test_without_a_terminal_pictures_are_written_only_if_that_is_said(
    tagged: Path, capsys: Capture
) -> None:
    before = contents(tagged)
    assert main(["write", str(tagged), *IMMICH]) == 2
    assert "--yes" in capsys.readouterr().err
    assert contents(tagged) == before
    assert main(["write", str(tagged), *IMMICH, "--sidecars"]) == 0
    assert {name: contents(tagged)[name] for name in before} == before
    assert "animal" in tags_in(tagged / "a.jpg.xmp")[SUBJECT]


def test_what_a_preset_does_not_read_is_refused_with_the_reason(
    tagged: Path, capsys: Capture
) -> None:
    assert main(["write", str(tagged), "--preset", "gnome", "--dry-run"]) == 3
    assert "GNOME reads no sidecar beside it" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind here")
def test_a_read_only_folder_is_one_refusal_a_picture_and_nothing_is_recorded(
    tagged: Path, capsys: Capture
) -> None:
    tagged.chmod(0o555)
    try:
        write(tagged, code=3)
    finally:
        tagged.chmod(0o755)
    assert "nothing may be written into its folder" in capsys.readouterr().err
    unwrite("--list")
    assert "Nothing has been written into files." in capsys.readouterr().err


def test_what_cannot_be_taken_back_now_is_another_time(tagged: Path, capsys: Capture) -> None:
    before = contents(tagged)
    write(tagged)
    second = tagged.parent / "second.jpg"
    second.hardlink_to(tagged / "a.jpg")
    unwrite(code=3)
    assert "still has its keywords: it has a second name" in capsys.readouterr().err
    second.unlink()
    unwrite()
    assert "1 taken back in pictures" in capsys.readouterr().err
    assert {**contents(tagged), "a.jpg": before["a.jpg"]} == before
    assert tags_in(tagged / "a.jpg") == {}


def test_a_kill_with_a_drive_that_is_away_afterwards_loses_no_record(tagged: Path) -> None:
    code = """
import os, sys
from igtagger.library.facade import Library
from igtagger.__main__ import main
Library.settle = lambda *given: os._exit(9)
main(sys.argv[1:])
"""
    before = contents(tagged)
    given = ["write", str(tagged / "b.png"), "--yes", *IMMICH]
    assert subprocess.run([sys.executable, "-c", code, *given], check=False).returncode == 9
    away = tagged.rename(tagged.with_name("away"))
    unwrite(code=3)
    away.rename(tagged)
    unwrite()
    assert contents(tagged) == before


def test_moved_pictures_are_taken_back_where_they_are(tagged: Path, capsys: Capture) -> None:
    before = contents(tagged)
    write(tagged)
    moved = tagged.rename(tagged.with_name("moved"))
    unwrite(code=3)
    assert "is not there, or no longer" in capsys.readouterr().err
    unwrite(moved)
    assert contents(moved) == before


def test_pictures_that_were_moved_and_tagged_again_are_found(tagged: Path) -> None:
    before = contents(tagged)
    write(tagged)
    moved = tagged.rename(tagged.with_name("moved"))
    tag(moved)
    unwrite()
    assert contents(moved) == before


def test_a_picture_in_the_place_of_another_keeps_what_that_one_had_got(tagged: Path) -> None:
    review({tagged / "a.jpg": Review(own=("Grandma",))})
    write(tagged)
    other = KeywordWriter(Manner(PRESETS["gnome"], durable=False))
    other.add(tagged / "b.png", Keywords(("Grandma",)))
    tag(tagged)
    (tagged / "b.png").replace(tagged / "a.jpg")
    tag(tagged)
    unwrite()
    assert tags_in(tagged / "a.jpg") == {SUBJECT: ("Grandma",)}


def test_a_record_outlives_the_row_of_its_picture(tagged: Path) -> None:
    before = contents(tagged)
    write(tagged)
    with closing(sqlite3.connect(data_file())) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM images")
        connection.commit()
    unwrite()
    assert contents(tagged) == before


@pytest.mark.parametrize("place", ["announced", "begun", "replaced"])
def test_a_run_that_is_killed_can_be_taken_back(tagged: Path, place: str) -> None:
    before = contents(tagged)
    code = f"""
import os, sys
from igtagger.export.xmp import writing
from igtagger.leftovers import temporary_beside
from igtagger.__main__ import main
real = writing.replace_content
def kill(source, content, **how):
    if {place == "begun"}:
        temporary_beside(source.path).touch()
    elif source.path.name != "b.png":
        return real(source, content, **how)
    elif {place == "replaced"}:
        real(source, content, **how)
    os._exit(9)
writing.replace_content = kill
main(sys.argv[1:])
"""
    given = ["write", str(tagged), "--yes", *IMMICH]
    assert subprocess.run([sys.executable, "-c", code, *given], check=False).returncode == 9
    unwrite()
    assert contents(tagged) == before


def test_a_picture_written_at_a_kill_is_known_again(tagged: Path, capsys: Capture) -> None:
    code = """
import os, sys
from igtagger.library.facade import Library
from igtagger.__main__ import main
Library.settle = lambda *given: os._exit(9)
main(sys.argv[1:])
"""
    given = ["write", str(tagged / "b.png"), "--yes", *IMMICH]
    assert subprocess.run([sys.executable, "-c", code, *given], check=False).returncode == 9
    write(tagged)
    capsys.readouterr()
    assert main(["tag", str(tagged), "-o", str(tagged.parent / "tags.csv")]) == 0
    assert "5 of them known already" in capsys.readouterr().err


def test_what_was_written_before_the_disk_failed_is_recorded(
    tagged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, real = contents(tagged), writing.replace_content

    def failing(source: Source, content: bytes, *, keep_time: bool, durable: bool) -> NoReturn:
        real(source, content, keep_time=keep_time, durable=durable)
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "replace_content", failing)
        write(tagged, code=3)
    assert contents(tagged) != before
    unwrite()
    assert contents(tagged) == before


def test_ctrl_c_ends_it_and_what_was_written_is_taken_back(
    tagged: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for number in range(60):
        shutil.copy(tagged / "a.jpg", tagged / f"{number}.jpg")
    tag(tagged)
    before, real = contents(tagged), KeywordWriter.add

    def interrupted(self: KeywordWriter, path: Path, keywords: Keywords) -> Written:
        if path.name == "20.jpg":
            signal.raise_signal(signal.SIGINT)
        return real(self, path, keywords)

    with monkeypatch.context() as patch:
        patch.setattr(KeywordWriter, "add", interrupted)
        write(tagged, code=130)
    said = capsys.readouterr().err
    assert "written into" in said
    assert "Stopped." in said
    written = {name for name, content in contents(tagged).items() if content != before.get(name)}
    assert 0 < len(written) < 60
    unwrite()
    assert contents(tagged) == before


def test_one_program_writes_at_a_time(tagged: Path, capsys: Capture) -> None:
    before = contents(tagged)
    with FileLock(f"{data_file()}.writing.lock"):
        write(tagged, code=1)
    assert "Another igtagger is writing tags" in capsys.readouterr().err
    assert contents(tagged) == before


def test_what_was_intended_only_is_not_taken_from_who_added_it_later(tagged: Path) -> None:
    code = """
import os, sys
from igtagger.export.xmp import writing
from igtagger.__main__ import main
writing.replace_content = lambda *given, **how: os._exit(9)
main(sys.argv[1:])
"""
    given = ["write", str(tagged / "b.png"), "--yes", *IMMICH]
    assert subprocess.run([sys.executable, "-c", code, *given], check=False).returncode == 9
    KeywordWriter(Manner(PRESETS["gnome"])).add(tagged / "b.png", Keywords(("animal",)))
    unwrite()
    assert tags_in(tagged / "b.png") == {SUBJECT: ("animal",)}


def test_a_dry_run_of_taking_back_changes_no_byte(tagged: Path, capsys: Capture) -> None:
    write(tagged)
    before, library = contents(tagged), data_file().read_bytes()
    capsys.readouterr()
    unwrite("--dry-run")
    out, err = capsys.readouterr()
    assert f"{tagged / 'a.jpg'}: embedded\n  - dc:subject: " in out
    assert err.startswith("Nothing was written. Of 5 files would be: 3 taken back in pictures")
    assert contents(tagged) == before
    assert data_file().read_bytes() == library


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 130)])
def test_on_a_terminal_it_is_asked_once(
    tagged: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    before, shown = contents(tagged), Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stderr", shown)
    assert main(["write", str(tagged), *IMMICH]) == code
    assert shown.getvalue().count("Write into the pictures?") == 1
    assert (contents(tagged) == before) == (code != 0)


def test_the_total_is_told_as_soon_as_it_is_known(
    tagged: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    counted, count, add = Event(), CountedWalk._count, KeywordWriter.add

    def count_and_tell(self: CountedWalk) -> None:
        count(self)
        counted.set()

    def add_when_counted(self: KeywordWriter, path: Path, keywords: Keywords) -> Written:
        assert counted.wait(30)
        return add(self, path, keywords)

    monkeypatch.setattr(console, "PLAIN_LINE_SECONDS", 0.0)
    monkeypatch.setattr(CountedWalk, "_count", count_and_tell)
    monkeypatch.setattr(KeywordWriter, "add", add_when_counted)
    write(tagged)
    assert "Writing tags: 5 of 5" in capsys.readouterr().err
