"""A folder that cannot be read is told of, and the exit code says that something is lacking."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from igtagger.__main__ import main

CAT = Path(__file__).parents[2] / "resources" / "samples" / "cat.jpg"
SOME_FAILED = 3


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A picture, and a folder whose names the system does not give, even to its administrator."""
    folder = tmp_path / "holiday"
    (folder / "locked").mkdir(parents=True)
    for place in (folder, folder / "locked"):
        shutil.copy(CAT, place)
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    return folder


def test_tagging_goes_on_and_ends_with_the_code_for_what_is_lacking(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tag", str(folder), "-o", "-"]) == SOME_FAILED
    said = capsys.readouterr()
    assert said.out.count("cat.jpg") == 1
    assert "locked" in said.err


def test_so_does_writing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "locked").rename(folder.parent / "elsewhere")
    assert main(["tag", str(folder), "-o", "-"]) == 0
    (folder.parent / "elsewhere").rename(folder / "locked")
    assert main(["write", str(folder), "--yes"]) == SOME_FAILED
    assert "locked" in capsys.readouterr().err
