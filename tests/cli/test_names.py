"""Real photographs get right names, and what shows no things gets none."""

from __future__ import annotations

import csv
import io
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from igtagger.__main__ import main

SKIMAGE, SKLEARN = Path("data"), Path("datasets/images")
NAMED = {
    "chelsea.png": "cat",
    "coffee.png": "coffee",
    "camera.png": "tripod",
    "china.jpg": "architecture",
}
"""What the built-in model truly gets, of the photographs that the two packages carry."""
UNNAMED = {"page.png", "text.png", "chessboard_GRAY.png", "grass.png", "microaneurysms.png"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in NAMED.keys() | UNNAMED:
        shutil.copy(_carried(name), folder)
    return folder


def _carried(name: str) -> Path:
    for package, inside in (("skimage", SKIMAGE), ("sklearn", SKLEARN)):
        spec = find_spec(package)  # to import them takes a second
        assert spec is not None
        assert spec.origin is not None
        file = Path(spec.origin).parent / inside / name
        if file.exists():
            return file
    raise FileNotFoundError(name)


def tag(capsys: pytest.CaptureFixture[str], folder: Path, *flags: str) -> dict[str, dict[str, str]]:
    assert main(["tag", str(folder), "--precision", "fp32", "-q", "-o", "-", *flags]) == 0
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))
    return {row["path"]: row for row in rows}


def test_what_is_in_photographs_is_named_and_their_kind_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = tag(capsys, folder)
    assert {name: rows[name]["tags"] for name in NAMED} == NAMED
    assert {rows[name]["kind"] for name in NAMED} == {"photograph"}


def test_more_detail_says_finer_names_and_less_says_broader_ones(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finest = tag(capsys, folder, "--detail", "100")
    assert finest["china.jpg"]["tags"].split("; ")[0] == "palace"
    sure = tag(capsys, folder, "--detail", "0")
    assert sure["chelsea.png"]["tags"] == "cat"
    assert {row["tags"] for name, row in sure.items() if name in UNNAMED} == {""}


def test_nothing_is_named_in_what_shows_no_things(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = tag(capsys, folder)
    assert {name for name, row in rows.items() if not row["tags"]} == UNNAMED
    bare = tag(capsys, folder, "--no-kinds", "--detail", "100")
    assert all(row["tags"] for row in bare.values())
