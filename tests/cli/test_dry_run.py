"""``igtagger tag --dry-run``: what a run would do, without a trace of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures, a damaged one, a hidden one, and what is none."""
    folder = tmp_path / "holiday"
    folder.mkdir()
    for name in ("a.png", "b.png", ".hidden.png"):
        Image.new("RGB", (64, 48), (90, 60, 30)).save(folder / name)
    (folder / "broken.jpg").write_bytes(b"\xff\xd8 nothing")
    (folder / "notes.txt").write_text("not a picture")
    return folder


def told(capsys: Capture, *arguments: str | Path) -> dict[str, str]:
    capsys.readouterr()
    assert main(["tag", "--dry-run", *map(str, arguments)]) == 0
    lines = capsys.readouterr().out.splitlines()
    return dict(line.split(": ", 1) for line in lines)


def counts(facts: dict[str, str]) -> tuple[int, ...]:
    return tuple(int(value) for value in facts.values() if value.isdecimal())


def everything_in(folder: Path) -> dict[str, tuple[int, int]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


def test_it_tells_what_would_be_done_and_with_what(folder: Path, capsys: Capture) -> None:
    facts = told(capsys, folder)
    assert facts["Would be tagged"] == "3"  # nobody knows yet that one is damaged
    assert facts["Skipped"] == "1 not pictures by their ending, 1 hidden"
    assert facts["Model"] == "everyday"
    assert facts["Runs on"].startswith(("cpu, ", "cuda", "mps"))


def test_it_agrees_with_the_run_that_follows(folder: Path, capsys: Capture) -> None:
    assert counts(told(capsys, folder)) == (3, 0, 0)
    assert main(["tag", str(folder), "-q", "--format", "csv"]) == 3
    assert counts(told(capsys, folder)) == (0, 2, 1)
    assert counts(told(capsys, folder, "--retry-failed")) == (1, 2, 0)
    assert counts(told(capsys, folder, "--fresh")) == (3, 0, 0)
    Image.new("RGB", (32, 32)).save(folder / "a.png")
    assert counts(told(capsys, folder)) == (1, 1, 1)
    assert counts(told(capsys, folder, "--exclude", "b*")) == (1, 0, 0)


def test_a_picture_whose_kind_is_not_known_yet_is_not_known(folder: Path, capsys: Capture) -> None:
    assert main(["tag", str(folder), "-q", "--format", "csv", "--no-kinds"]) == 3
    assert counts(told(capsys, folder, "--no-kinds")) == (0, 2, 1)
    assert counts(told(capsys, folder)) == (2, 0, 1)


def test_nothing_is_written(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    data = Path(os.environ["IGTAGGER_DATA_DIR"])
    before = everything_in(tmp_path)
    told(capsys, folder, "-o", tmp_path / "tags.csv")
    assert everything_in(tmp_path) == before
    assert not (data / "library.sqlite3").exists()
    assert main(["tag", str(folder), "-q", "--format", "csv"]) == 3
    kept = everything_in(folder), (data / "library.sqlite3").read_bytes()
    told(capsys, folder)
    assert (everything_in(folder), (data / "library.sqlite3").read_bytes()) == kept


def test_what_a_run_would_refuse_is_refused(folder: Path, capsys: Capture) -> None:
    for options, part in (
        (["--format", "csv", "--why"], "--why"),
        (["-o", "x.unknown"], "x.unknown"),
        (["-m", "nope"], "nope"),
        (["--names", "xx"], "xx"),
    ):
        assert main(["tag", str(folder), "--dry-run", *options]) == 2
        assert part in capsys.readouterr().err
    assert main(["tag", str(folder), "--dry-run", "--device", "npu"]) == 1
    assert "npu" in capsys.readouterr().err


def test_a_folder_without_pictures_is_told(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["tag", str(tmp_path / "empty"), "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("There was no picture to tag: there is no file.\n")


def test_no_model_is_loaded_for_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def load(*_: object) -> None:
        pytest.fail("a model was loaded")

    monkeypatch.setattr("igtagger.engines.loading.ModelManager.load", load)
    told(capsys, folder)


def test_skipped_files_are_named_where_that_is_asked_for(folder: Path, capsys: Capture) -> None:
    assert main(["tag", str(folder), "--dry-run", "--list-skipped"]) == 0
    assert f"{folder / 'notes.txt'}: not a picture" in capsys.readouterr().err
