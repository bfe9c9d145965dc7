"""Which files a command takes: patterns, lists of files, and what is no file."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.cli import file_lists
from tests.cli.test_outputs import make_picture

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "pictures"
    for name in ("a.jpg", "b b.jpg", "raw/c.jpg", "raw/d.jpg"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        make_picture(folder / name)
    monkeypatch.chdir(folder)
    return folder


def paths_in(text: str) -> list[str]:
    return [row["path"] for row in csv.DictReader(io.StringIO(text, newline=""))]


def tag(capsys: Capture, *given: str) -> tuple[list[str], str]:
    assert main(["tag", *given]) == 0
    out, err = capsys.readouterr()
    return paths_in(out), err


def refused(capsys: Capture, *given: str) -> str:
    assert main(["tag", *given]) == 2
    return capsys.readouterr().err


def test_patterns_count_for_tag_and_export(folder: Path, capsys: Capture) -> None:
    found, said = tag(capsys, ".", "--exclude", "raw/", "--exclude", "b*")
    assert found == ["a.jpg"]
    assert "Skipped: 2 excluded." in said
    assert tag(capsys, ".", "--include", "raw/", "--exclude", "d.*")[0] == ["raw/c.jpg"]
    assert main(["tag", "-q", "."]) == 0
    for flags, left in (
        (["--exclude", "raw/"], ["a.jpg", "b b.jpg"]),
        (["--include", "/raw/*", "--exclude", "d.jpg"], ["raw/c.jpg"]),
    ):
        capsys.readouterr()
        assert main(["export", ".", *flags]) == 0
        assert paths_in(capsys.readouterr().out) == left
    assert main(["export", "--include", "raw/"]) == 0  # seen from the root of the drive
    assert [Path(each).name for each in paths_in(capsys.readouterr().out)] == ["c.jpg", "d.jpg"]


def test_skipped_ones_are_named(folder: Path, capsys: Capture) -> None:
    _, said = tag(capsys, ".", "--exclude", "raw", "--list-skipped")
    assert f"{folder / 'raw'}: left out by --exclude or --include." in said


def test_what_is_no_pattern_is_told(folder: Path, capsys: Capture) -> None:
    assert "'#raw' is no pattern of file names." in refused(capsys, ".", "--exclude", "#raw")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\0"])
def test_a_list_names_files_and_folders(folder: Path, capsys: Capture, end: str) -> None:
    names = folder.parent / "names"
    names.write_bytes(("\ufeff" + end.join(["b b.jpg", "", "raw"]) + end).encode())
    flags = ["-0"] if end == "\0" else []
    found, _ = tag(capsys, "--files-from", str(names), *flags)
    assert found == ["b b.jpg", "raw/c.jpg", "raw/d.jpg"]
    assert tag(capsys, "a.jpg", "--files-from", str(names), *flags)[0] == ["a.jpg", *found]
    left = tag(capsys, "--files-from", str(names), *flags, "--exclude", "d.jpg")[0]
    assert left == ["b b.jpg", "raw/c.jpg"]


def test_what_a_list_names_twice_is_taken_once(folder: Path, capsys: Capture) -> None:
    (folder / "names").write_text("a.jpg\nraw\n./a.jpg\nraw/c.jpg\nnone.jpg\n", encoding="utf-8")
    assert main(["tag", "a.jpg", "--files-from", "names"]) == 3
    out, said = capsys.readouterr()
    assert paths_in(out) == ["a.jpg", "raw/d.jpg", "raw/c.jpg", "none.jpg"]
    assert "3 tagged, 1 failed" in said


def test_a_listed_file_is_not_written_over(folder: Path, capsys: Capture) -> None:
    (folder / "tags.csv").write_text("path,tags,score,kind,error,remark\n", encoding="utf-8")
    (folder / "names").write_text("a.jpg\ntags.csv\nnew.csv\n", encoding="utf-8")
    for name in ("tags.csv", "raw/../tags.csv", "new.csv"):
        assert main(["tag", "--files-from", "names", "-o", name]) == 1
        assert "is one of the files that are read, so no table" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="names that are not UTF-8")
def test_a_list_comes_from_standard_input_byte_for_byte(folder: Path) -> None:
    name = b"odd\xff\nname.jpg"
    Path(os.fsdecode(name)).write_bytes((folder / "a.jpg").read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "igtagger", "tag", "--files-from", "-", "-0", "-q"],
        input=name + b"\0a.jpg\0",
        capture_output=True,
        check=True,
    )
    assert paths_in(done.stdout.decode()) == ["odd\\xff\\nname.jpg", "a.jpg"]


@pytest.mark.parametrize(
    "address", ["https://example.org/a.jpg", "file:///tmp/a.jpg", "smb://host/share", "s3:/x/y"]
)
def test_addresses_are_refused_in_a_sentence(folder: Path, capsys: Capture, address: str) -> None:
    sentence = "is an address, and igtagger reads files on this computer."
    assert sentence in refused(capsys, address)
    (folder / "list").write_text(f"a.jpg\n{address}\n", encoding="utf-8")
    said = refused(capsys, "--files-from", "list")
    assert "In line 2 of the list list: " in said
    assert sentence in said
    assert main(["export", address]) == 2


@pytest.mark.skipif(os.name == "nt", reason="no such names")
def test_what_is_there_is_no_address(folder: Path, capsys: Capture) -> None:
    (folder / "http:").mkdir()
    make_picture(folder / "http:" / "a.jpg")
    assert tag(capsys, "http://a.jpg")[0] == ["a.jpg"]


def test_lists_that_make_no_sense_are_refused(folder: Path, capsys: Capture) -> None:
    (folder / "empty").touch()
    (folder / "nul").write_bytes(b"a.jpg\0raw\0")
    assert "names no file" in refused(capsys, "--files-from", "empty")
    assert "has a NUL in it. Give -0" in refused(capsys, "--files-from", "nul")
    (folder / "noise").write_bytes(b"x" * (3 << 20))
    assert "it is longer than any path can be." in refused(capsys, "--files-from", "noise")
    assert "cannot be read: No such file" in refused(capsys, "--files-from", "nowhere")
    assert "-0 is for a list" in refused(capsys, "a.jpg", "-0")
    assert "Missing argument 'PATH...'" in refused(capsys)


def test_patterns_of_the_command_line_become_files(folder: Path) -> None:
    given = [Path("*.jpg"), Path("nothing*"), Path("raw/?.jpg"), Path("a.jpg")]
    assert file_lists.expanded(given) == (
        *(Path("a.jpg"), Path("b b.jpg"), Path("nothing*")),
        *(Path("raw/c.jpg"), Path("raw/d.jpg"), Path("a.jpg")),
    )


@pytest.mark.skipif(os.name == "nt", reason="no such names")
def test_what_is_there_is_no_pattern(folder: Path) -> None:
    make_picture(folder / "[x].jpg")
    make_picture(folder / "x.jpg")
    assert file_lists.expanded([Path("[x].jpg")]) == (Path("[x].jpg"),)
