"""Text files of tags beside pictures: what is in them, and what is never lost for them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.domain import Review
from igtagger.library.facade import Library
from tests.cli.test_write_records import damage

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    photos = tmp_path / "photos"
    (photos / "deep").mkdir(parents=True)
    shutil.copy(SAMPLES / "cat.jpg", photos / "cat.jpg")
    shutil.copy(SAMPLES / "cat.jpg", photos / "deep" / "Kätzchen.2.jpg")
    shutil.copy(SAMPLES / "letter.png", photos / "letter.png")
    return photos


def write(folder: Path, *flags: str, form: str = "captions") -> int:
    return main(["tag", str(folder), "--format", form, *flags])


def review(picture: Path, *own: str) -> None:
    file = Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"
    with Library.open(file, on_message=pytest.fail) as library:
        library.save_reviews({picture: Review(own=own)})


def texts(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.suffix == ".txt")
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files}


def test_each_picture_with_a_tag_gets_a_file_of_its_name(photos: Path, capsys: Capture) -> None:
    assert write(photos) == 0
    assert texts(photos) == {"cat.txt": "cat", "deep/Kätzchen.2.txt": "cat"}
    said = capsys.readouterr()
    assert said.out == ""
    assert "2 files of tags are written, and 0 were there already; 1 pictures have no" in said.err


def test_or_one_with_the_whole_name_and_a_tag_on_each_line(photos: Path) -> None:
    assert write(photos, form="captions-ext") == 0
    review(photos / "cat.jpg", "to file", "猫, grey")
    (photos / "cat.jpg.txt").unlink()
    assert write(photos, form="captions-ext") == 0
    assert texts(photos) == {
        "cat.jpg.txt": "cat\nto file\n猫, grey\n",
        "deep/Kätzchen.2.jpg.txt": "cat\n",
    }


def test_a_comma_within_a_tag_parts_none(photos: Path) -> None:
    assert write(photos, "--no-kinds") == 0
    review(photos / "cat.jpg", "grey, asleep", ",")
    assert write(photos, "--force") == 0
    assert texts(photos)["cat.txt"] == "cat, grey asleep"


def test_the_same_again_writes_nothing(photos: Path, capsys: Capture) -> None:
    write(photos)
    before = (photos / "cat.txt").stat()
    assert write(photos) == 0
    assert "0 files of tags are written, and 2 were there already" in capsys.readouterr().err
    assert (photos / "cat.txt").stat().st_ino == before.st_ino


def test_what_a_person_wrote_stays_unless_forced(photos: Path, capsys: Capture) -> None:
    (photos / "cat.txt").write_text("my grandmother's cat")
    assert write(photos) == 0
    assert texts(photos)["cat.txt"] == "my grandmother's cat"
    said = capsys.readouterr().err
    assert "1 files beside the pictures hold something else" in said
    assert "cat.txt" in said
    assert write(photos, "--force") == 0
    assert texts(photos)["cat.txt"] == "cat"


def test_an_empty_file_is_nothing_to_lose(photos: Path) -> None:
    (photos / "cat.txt").touch()
    assert write(photos) == 0
    assert texts(photos)["cat.txt"] == "cat"


def test_a_picture_is_never_written_over(photos: Path) -> None:
    for name, make in (("cat.txt", shutil.copy), ("deep/Kätzchen.2.txt", os.symlink)):
        make(photos / "letter.png", photos / name)
    before = (photos / "letter.png").read_bytes()
    assert write(photos, "--force") == 0
    assert (photos / "letter.png").read_bytes() == before
    assert (photos / "cat.txt").read_bytes() == before


def test_nor_is_a_damaged_one_that_a_link_leads_to(photos: Path) -> None:
    (photos / "scan.txt").write_text("a damaged scan")
    (photos / "scan.jpg").symlink_to(photos / "scan.txt")
    assert write(photos) == 3
    review(photos / "scan.jpg", "to mend")
    assert write(photos, "--force") == 3
    assert texts(photos)["scan.txt"] == "a damaged scan"


def test_of_two_pictures_with_one_stem_the_first_has_the_file(
    photos: Path, capsys: Capture
) -> None:
    shutil.copy(photos / "letter.png", photos / "cat.png")
    shutil.copy(SAMPLES / "coffee.jpg", photos / "cat.webp")
    assert write(photos, "--no-kinds") == 0
    assert texts(photos)["cat.txt"] == "cat"
    said = capsys.readouterr().err
    assert "2 pictures have the name of another one but for the ending" in said
    assert "cat.png holds the tags of" in said
    assert write(photos, "--force") == 0
    assert texts(photos)["cat.txt"] == "cat"
    assert write(photos, form="captions-ext") == 0
    assert "holds the tags of" not in capsys.readouterr().err.split("captions-ext has")[-1]


def test_a_picture_without_a_tag_takes_no_file_from_another(photos: Path, capsys: Capture) -> None:
    shutil.move(photos / "letter.png", photos / "a.bmp")
    shutil.move(photos / "cat.jpg", photos / "a.jpg")
    assert write(photos) == 0
    assert texts(photos)["a.txt"] == "cat"
    said = capsys.readouterr().err
    assert "1 pictures have the name of another one but for the ending" in said
    assert "a.bmp holds the tags of" in said


def test_there_is_no_file_to_give(photos: Path, capsys: Capture) -> None:
    for output in ("tags.txt", "-"):
        assert write(photos, "-o", output) == 2
        assert "Leave out --output" in capsys.readouterr().err
    assert texts(photos) == {}


def test_quiet_is_quiet(photos: Path, capsys: Capture) -> None:
    assert write(photos, "-q") == 0
    assert capsys.readouterr().err == ""


def test_our_own_files_are_renewed_without_force(photos: Path, capsys: Capture) -> None:
    for number, tags in enumerate(("asleep", "grey")):
        for form, text in (("captions", f"cat, {tags}"), ("captions-ext", f"cat\n{tags}\n")):
            review(photos / "cat.jpg", tags)
            assert write(photos, form=form) == 0
            name = "cat.txt" if form == "captions" else "cat.jpg.txt"
            assert texts(photos)[name] == text, number
    review(photos / "cat.jpg", "awake")
    capsys.readouterr()
    assert main(["export", str(photos), "--format", "captions"]) == 0
    assert texts(photos)["cat.txt"] == "cat, awake"
    assert "hold something else" not in capsys.readouterr().err


def test_one_that_a_person_edited_stays(photos: Path, capsys: Capture) -> None:
    assert write(photos) == 0
    (photos / "cat.txt").write_text("cat, my own words")
    review(photos / "cat.jpg", "asleep")
    capsys.readouterr()
    assert write(photos) == 0
    assert texts(photos)["cat.txt"] == "cat, my own words"
    assert "1 files beside the pictures hold something else" in capsys.readouterr().err
    assert write(photos, "--force") == 0
    review(photos / "cat.jpg", "awake")
    assert write(photos) == 0
    assert texts(photos)["cat.txt"] == "cat, awake"


def test_what_was_the_same_before_we_wrote_is_not_ours(photos: Path) -> None:
    (photos / "cat.txt").write_text("cat")
    assert write(photos) == 0
    review(photos / "cat.jpg", "asleep")
    assert write(photos) == 0
    assert texts(photos)["cat.txt"] == "cat"


def test_a_file_of_ours_goes_along_with_its_picture(photos: Path) -> None:
    assert write(photos) == 0
    moved = photos.rename(photos.with_name("moved"))
    assert write(moved) == 0
    review(moved / "cat.jpg", "asleep")
    assert write(moved) == 0
    assert texts(moved)["cat.txt"] == "cat, asleep"


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_file_is_still_known_as_ours_after_a_kill(photos: Path, place: str) -> None:
    assert write(photos) == 0
    review(photos / "cat.jpg", "asleep")
    code = f"""
import os, signal, sys
from igtagger.export.destinations import Destination
from igtagger.__main__ import main
real = Destination.write
def kill(*given):
    if {place == "after"}:
        real(*given)
    os.kill(os.getpid(), signal.SIGKILL)
Destination.write = kill
main(sys.argv[1:])
"""
    given = ["tag", str(photos), "--format", "captions"]
    assert subprocess.run([sys.executable, "-c", code, *given], check=False).returncode == -9
    review(photos / "cat.jpg", "awake")
    assert write(photos) == 0
    assert texts(photos)["cat.txt"] == "cat, awake"


def test_they_are_no_tags_to_be_taken_back(photos: Path, capsys: Capture) -> None:
    assert write(photos) == 0
    capsys.readouterr()
    assert main(["unwrite", "--list"]) == 0
    assert "Nothing has been written into files." in capsys.readouterr().err
    assert main(["unwrite"]) == 0
    assert texts(photos) == {"cat.txt": "cat", "deep/Kätzchen.2.txt": "cat"}
    assert main(["library", "check"]) == 0


def test_what_is_forgotten_is_not_known_as_ours(photos: Path) -> None:
    assert write(photos) == 0
    assert main(["library", "forget", str(photos)]) == 0
    assert write(photos) == 0
    review(photos / "cat.jpg", "asleep")
    assert write(photos) == 0
    assert texts(photos)["cat.txt"] == "cat"


def test_damage_of_the_library_does_not_make_them_a_persons(photos: Path, capsys: Capture) -> None:
    assert write(photos) == 0
    damage(Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3", "outcomes")
    assert main(["library", "check"]) == 1
    capsys.readouterr()
    assert main(["library", "stats"]) == 0
    assert "can still be taken back" not in capsys.readouterr().err
    review(photos / "cat.jpg", "asleep")
    assert write(photos) == 0
    assert texts(photos)["cat.txt"] == "cat, asleep"
