"""Pictures without a name that tells, not here, cut or too much work, through ``igtagger tag``."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from tests.pictures.jpeg_parts import encoded, joined, parts

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures, two that are cut, one that is elsewhere, and one that would take minutes."""
    folder = tmp_path / "odd"
    folder.mkdir()
    noise = Image.effect_noise((640, 480), 60).convert("RGB")
    whole = encoded(noise)
    (folder / "noext").write_bytes(whole)
    (folder / "minus2.insp").write_bytes(whole[:-2])
    (folder / "half.jpg").write_bytes(whole[: len(whole) // 2] + b"\xff\xd9")
    (folder / "little.jpg").write_bytes(whole[: len(whole) * 95 // 100])
    (folder / "README").write_text("no picture")
    (folder / ".cloud.jpg.icloud").write_bytes(b"bplist00")
    some = list(parts(encoded(Image.new("L", (8000, 8000)), progressive=True)))
    (folder / "bomb.jpg").write_bytes(joined([*some, *[some[-1]] * 600]))
    return folder


def rows_of(text: str) -> dict[str, dict[str, str]]:
    return {row["path"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_each_has_its_row_and_the_run_goes_on(folder: Path, capsys: Capture) -> None:
    assert main(["tag", str(folder), "--format", "csv", "-o", "-"]) == 3
    said = capsys.readouterr()
    rows = rows_of(said.out)
    assert {name for name, row in rows.items() if not row["error"]} == {
        "noext",
        "minus2.insp",
        "little.jpg",
    }
    assert "% of the picture is missing" in rows["little.jpg"]["remark"]
    assert rows["minus2.insp"]["remark"] == rows["noext"]["remark"] == ""
    assert "is cut off: its end is missing (some 5" in rows["half.jpg"]["error"]
    assert "is not on this computer" in rows["cloud.jpg"]["error"]
    assert "would take too long to decode" in rows["bomb.jpg"]["error"]
    assert len(rows) == 6
    assert "Skipped: 1 not pictures by their ending." in said.err


def test_what_was_elsewhere_is_tagged_once_it_is_here(folder: Path, capsys: Capture) -> None:
    main(["tag", str(folder), "--format", "csv", "-o", "-"])
    (folder / ".cloud.jpg.icloud").unlink()
    (folder / "cloud.jpg").write_bytes((folder / "noext").read_bytes())
    capsys.readouterr()
    main(["tag", str(folder), "--format", "csv", "-o", "-"])
    assert rows_of(capsys.readouterr().out)["cloud.jpg"]["error"] == ""


def test_nothing_of_a_library_in_c_reaches_the_terminal(folder: Path) -> None:
    command = [sys.executable, "-m", "igtagger", "tag", "-q", str(folder), "--format", "csv"]
    done = subprocess.run(
        [*command, "-o", str(folder.parent / "a.csv")], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, b"", b"")
