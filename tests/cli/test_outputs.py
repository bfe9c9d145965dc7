"""What a command writes never takes the place of something that a person would miss."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from igtagger import files
from igtagger.__main__ import main
from igtagger.export.registry import by_ending
from igtagger.export.rows import LAYOUTS
from igtagger.settings import Settings, preferences_file

Capture = pytest.CaptureFixture[str]

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")


def make_picture(file: Path, kind: str = "JPEG") -> Path:
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    Image.fromarray(pixels).save(file, kind)
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One picture, of class ``velvet`` to the built-in model or not."""
    folder = tmp_path / "f"
    (folder / "velvet").mkdir(parents=True)
    make_picture(folder / "velvet" / "a.jpg")
    return folder


def tag(folder: Path, target: Path | str, *more: str) -> int:
    return main(["tag", str(folder), "-o", str(target), "-q", *more])


def stays(file: Path, work: list[str], capsys: Capture) -> str:
    """What is said when ``work`` is refused and ``file`` is left as it is, forced or not."""
    before, said = file.read_bytes(), ""
    for flags in (["--force"], []):
        assert main([*work, *flags]) == 1
        said = capsys.readouterr().err
        assert file.read_bytes() == before
    assert not list(file.parent.glob(".*.tmp"))
    return said


# Pictures


def test_the_list_of_wrong_ones_is_not_written_over_a_picture(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    for precious in (make_picture(tmp_path / "precious.jpg"), folder / "velvet" / "a.jpg"):
        work = ["evaluate", str(folder), "--wrong", str(precious)]
        assert "is a picture" in stays(precious, work, capsys)


def test_nor_is_its_default_name(
    folder: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    picture = make_picture(tmp_path / "f-wrong.csv", "PNG")
    assert "is a picture" in stays(picture, ["evaluate", str(folder)], capsys)


@posix_only
def test_a_link_to_a_picture_is_a_picture(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    original = make_picture(tmp_path / "original.jpg")
    (folder / "tags.csv").symlink_to(original)
    (tmp_path / "link.csv").symlink_to(folder / "tags.csv")
    os.link(original, tmp_path / "second.csv")
    for name in (folder / "tags.csv", tmp_path / "link.csv", tmp_path / "second.csv"):
        work = ["tag", str(folder), "-o", str(name)]
        assert "is a picture" in stays(original, work, capsys)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "PPM", "AVIF"])
def test_a_picture_is_known_by_its_content(
    folder: Path, tmp_path: Path, capsys: Capture, kind: str
) -> None:
    picture = make_picture(tmp_path / "tags.csv", kind)
    assert "is a picture" in stays(picture, ["tag", str(folder), "-o", str(picture)], capsys)


def test_a_picture_is_known_by_its_ending_also_where_it_is_empty_or_damaged(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    for name, content in (("a.JPG", b""), ("b.tga", b"damaged"), ("c.nef", b"path,status,")):
        (tmp_path / name).write_bytes(content)
        work = ["tag", str(folder), "-o", str(tmp_path / name), "--format", "csv"]
        assert "is a picture" in stays(tmp_path / name, work, capsys)


# What is read


def test_a_picture_without_an_ending_is_not_written_over_itself(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    noext = make_picture(tmp_path / "noext")
    (tmp_path / "deep").mkdir()
    for name in ("noext", "./noext", "deep/../noext", str(noext)):
        work = ["tag", "noext", "-o", name]
        assert "one of the files that are read" in stays(noext, work, capsys)


@posix_only
def test_what_is_read_is_known_under_all_its_names_also_where_it_is_damaged(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "scan").write_bytes(b"a damaged scan")
    os.link(tmp_path / "scan", tmp_path / "second")
    (tmp_path / "third").symlink_to(tmp_path / "second")
    (tmp_path / "fourth").symlink_to(tmp_path / "third")
    for name in ("scan", "second", "third", "fourth"):
        work = ["tag", str(tmp_path / "third"), "-o", str(tmp_path / name)]
        assert "one of the files that are read" in stays(tmp_path / "scan", work, capsys)


@posix_only
def test_what_a_folder_leads_to_is_read_too(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "scan").write_bytes(b"a damaged scan")
    (folder / "link.jpg").symlink_to(tmp_path / "scan")
    os.link(tmp_path / "scan", folder / "velvet" / "second.png")
    for work in (
        ["tag", str(folder), "-o", str(tmp_path / "scan")],
        ["evaluate", str(folder), "--wrong", str(tmp_path / "scan")],
    ):
        before = (tmp_path / "scan").read_bytes()
        assert main([*work, "--force"]) == 1
        assert "one of the files that are read" in capsys.readouterr().err
        assert (tmp_path / "scan").read_bytes() == before


def test_a_file_that_is_named_and_not_there_is_no_place_for_its_table(
    tmp_path: Path, capsys: Capture
) -> None:
    gone = tmp_path / "gone"
    assert tag(gone, gone) == 1
    assert "one of the files that are read" in capsys.readouterr().err
    assert not gone.exists()


def test_the_catalogue_is_read(
    folder: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = tmp_path / "catalogue.json"
    catalogue.write_text("{}", encoding="utf-8")
    monkeypatch.setenv("IGTAGGER_CATALOG", str(catalogue))
    work = ["tag", str(folder), "-o", str(catalogue)]
    assert "one of the files that are read" in stays(catalogue, work, capsys)


# What the program keeps


@pytest.mark.parametrize("command", ["tag", "evaluate"])
def test_the_library_and_all_beside_it_stay(folder: Path, capsys: Capture, command: str) -> None:
    assert tag(folder, "-") == 0
    data = Settings.from_environment().data_dir
    library = data / "library.sqlite3"
    flag = "-o" if command == "tag" else "--wrong"
    for name in ("library.sqlite3", "library.sqlite3-wal", "weights/x.json", "new.csv", "a/b.csv"):
        form = ["--format", "csv"] if command == "tag" else []
        assert main([command, str(folder), flag, str(data / name), "--force", *form]) == 1
        assert "keeps its own files" in capsys.readouterr().err
    with closing(sqlite3.connect(library)) as connection:
        assert connection.execute("SELECT count(DISTINCT image) FROM outcomes").fetchone() == (1,)
    assert not (data / "new.csv").exists()


@posix_only
def test_it_does_whichever_way_leads_there(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    assert tag(folder, "-") == 0
    data = Settings.from_environment().data_dir
    (tmp_path / "folder").symlink_to(data)
    (tmp_path / "link.csv").symlink_to(data / "library.sqlite3")
    (tmp_path / "new.csv").symlink_to(data / "new.csv")
    os.link(data / "library.sqlite3", tmp_path / "second.csv")
    ways = ("folder/library.sqlite3", "folder/../igtagger-data/t.csv", "link.csv", "new.csv")
    for way in (*ways, "second.csv"):
        assert tag(folder, tmp_path / way, "--force", "--format", "csv") == 1
        assert "keeps its own files" in capsys.readouterr().err


def test_the_preferences_stay(folder: Path, capsys: Capture) -> None:
    file = preferences_file()
    file.parent.mkdir(parents=True)
    file.write_text("{}", encoding="utf-8")
    work = ["tag", str(folder), "-o", str(file)]
    assert "keeps its own files" in stays(file, work, capsys)


# Other files

HEADER = b"path,status,error\n"
LINE = b'{"path": "a.jpg", "status": "tagged"}\n'
OTHERS = {
    "letter.docx": b"PK\x03\x04 a letter",
    "work.py": b"path, status = 1, 2\n",
    "notes.csv": b"What I must not forget: all of it.\n",
    "addresses.csv": b"name,street\nAna,Elm Street\n",
    "tags of another program.csv": b"path,tags\na.jpg,cat\n",
    "zeros.csv": b"path,status,\0\0\0",
    "latin.csv": b"path,status,\xe9t\xe9",
    "of a table.csv": LINE,
    "of a table.json": HEADER,
    "lines.json": LINE,
    "array.jsonl": b"[\n" + LINE + b"]\n",
    "settings.json": b'{"theme": "dark"}',
    "list.json": b'["path", "status"]',
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_kind_is_replaced_by_force_alone(
    folder: Path, tmp_path: Path, capsys: Capture, name: str
) -> None:
    target = tmp_path / name
    target.write_bytes(OTHERS[name])
    flags = ["--format", form.name] if (form := by_ending(target)) else ["--format", "csv"]
    assert tag(folder, target, *flags) == 1
    said = capsys.readouterr().err
    assert name in said
    assert "--force" in said
    assert target.read_bytes() == OTHERS[name]
    assert tag(folder, target, "--force", *flags) == 0
    assert b"a.jpg" in target.read_bytes()


def test_a_list_of_wrong_ones_is_not_written_over_a_letter(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    target = tmp_path / "letter"
    target.write_bytes(b"Dear Ana,\n")
    work = ["evaluate", str(folder), "--wrong", str(target), "-q"]
    assert main(work) == 1
    assert "--force" in capsys.readouterr().err
    assert target.read_bytes() == b"Dear Ana,\n"
    for flags in (["--force"], []):
        assert main([*work, *flags]) == 0
        assert target.read_bytes().startswith(b"path,class,")


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("more", [[], ["--ignore-reviews"]])
def test_a_table_takes_the_place_of_an_earlier_one(
    folder: Path, tmp_path: Path, kind: str, layout: str, more: list[str]
) -> None:
    target = tmp_path / f"tags.{kind}"
    target.touch()
    for _ in range(3):
        assert tag(folder, target, "--layout", layout, *more) == 0
    assert b"a.jpg" in target.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + HEADER,
        b"path;status;error\r\n",
        b'"path","status","error"\r\n',
        b"path\tstatus\terror\r\n",
        b"path,class,rank,label_1\n",
        b"path;tags;score;kind;error;remark\r\n",
        b'"path","tags","score","error","remark"\r\n',
        HEADER + "é".encode() * 4096,
        HEADER + b"x" + "é".encode() * 4096,
    ],
)
def test_a_table_that_a_spreadsheet_wrote_again_is_one(
    folder: Path, tmp_path: Path, content: bytes
) -> None:
    target = tmp_path / "tags.csv"
    target.write_bytes(content)
    assert tag(folder, target) == 0


@posix_only
def test_what_is_no_file_is_written_to(folder: Path, tmp_path: Path) -> None:
    assert tag(folder, "/dev/null") == 0
    log = tmp_path / "log"
    log.write_bytes(b"what other programs said\n")
    command = [sys.executable, "-m", "igtagger", "tag", str(folder), "-o", "/dev/stdout"]
    with log.open("ab") as stream:
        subprocess.run(command, stdout=stream, check=True)
    assert log.read_bytes().startswith(b"what other programs said\npath,tags,")
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as stream:
        subprocess.run(
            [*command[:-1], f"/dev/fd/{writing}"], pass_fds=[writing], check=True, timeout=100
        )
    with os.fdopen(reading, "rb") as read:
        assert read.read().startswith(b"path,tags,")


@posix_only
@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"n\n", 130), (b"\n", 130)])
def test_on_a_terminal_it_is_asked(folder: Path, tmp_path: Path, answer: bytes, code: int) -> None:
    target = tmp_path / "letter.csv"
    target.write_bytes(b"Dear Ana,\n")
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "igtagger", "tag", str(folder), "-o", str(target), "-q"]
    with os.fdopen(ours, "r+b", 0) as terminal:
        with os.fdopen(theirs, "r+b", 0) as end:
            process = subprocess.Popen(command, stdin=end, stdout=subprocess.DEVNULL, stderr=end)
        said = b""
        while b"Replace it? [y/N]" not in said:
            said += terminal.read(100)
        terminal.write(answer)
        assert process.wait(100) == code
    assert b"letter.csv" in said
    assert (target.read_bytes() == b"Dear Ana,\n") == (code != 0)


def test_a_file_that_comes_to_be_there_during_the_run_stays(
    folder: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, to_disk = tmp_path / "tags.csv", files._to_disk

    def meanwhile(*given: object) -> None:
        to_disk(*given)  # type: ignore[arg-type]
        target.write_bytes(b"Dear Ana,\n")

    monkeypatch.setattr(files, "_to_disk", meanwhile)
    assert tag(folder, target) == 1
    assert target.read_bytes() == b"Dear Ana,\n"
    assert (tmp_path / "tags-new.csv").read_bytes().startswith(b"path,tags,")
    assert "tags-new.csv" in capsys.readouterr().err


@posix_only
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP])
def test_what_a_killed_run_left_is_gone_after_the_next(
    folder: Path, tmp_path: Path, number: signal.Signals
) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    target = tables / "t.csv"
    command = [sys.executable, "-m", "igtagger", "tag", str(folder), "-o", str(target), "-q"]
    with subprocess.Popen(command) as process:
        while process.poll() is None and not list(tables.iterdir()):
            pass
        process.send_signal(number)
    # A stop that comes after the last picture is none: all is done, and the table is written.
    assert process.returncode != 0 or number == signal.SIGHUP
    assert tag(folder, target) == 0
    assert list(tables.iterdir()) == [target]
