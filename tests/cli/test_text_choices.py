"""CSV as other countries' spreadsheets want it, and names of files that are no table's."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.domain import Review
from igtagger.export.registry import FORMATS
from igtagger.library.facade import Library

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "holiday"
    folder.mkdir()
    noise = np.random.default_rng(0)
    for name in ("a.png", "b, c;d.png"):
        Image.fromarray(noise.integers(0, 256, (48, 64, 3), np.uint8)).save(folder / name)
    return folder


def table(folder: Path, name: str, *flags: str) -> str:
    target = folder.parent / name
    assert (
        main(["tag", str(folder), "-q", "--labels", "--no-kinds", "-o", str(target), *flags]) == 0
    )
    return target.read_bytes().decode()


def rows(text: str, delimiter: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter))


@pytest.mark.parametrize(
    ("flags", "delimiter", "decimal"),
    [
        ([], ",", "."),
        (["--delimiter", "semicolon"], ";", "."),
        (["--delimiter", "tab"], "\t", "."),
        (["--decimal", "comma"], ";", ","),
        (["--decimal", "comma", "--delimiter", "comma"], ",", ","),
        (["--decimal", "point", "--delimiter", "semicolon"], ";", "."),
    ],
)
def test_cells_and_decimals_are_parted_as_asked_for(
    folder: Path, flags: list[str], delimiter: str, decimal: str
) -> None:
    text = table(folder, "tags.csv", *flags)
    plain = rows(table(folder, "plain.csv"), ",")
    found = rows(text, delimiter)
    assert [row["path"] for row in found] == ["a.png", "b, c;d.png"]
    assert [row["score"] for row in found] == [row["score"].replace(".", decimal) for row in plain]
    assert FORMATS["csv"].is_own(text.encode())


def test_tabs_are_a_format_of_its_own(folder: Path) -> None:
    text = table(folder, "tags.tsv")
    assert table(folder, "tags.tab") == text == table(folder, "tags", "--format", "tsv")
    assert text == table(folder, "tags.csv", "--delimiter", "tab")
    assert text.startswith("path\ttags\tscore\t")


def test_a_tag_with_quotes_stays_in_its_cell(folder: Path) -> None:
    table(folder, "tags.tsv")
    file = Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"
    with Library.open(file, on_message=pytest.fail) as library:
        library.save_reviews({folder / "a.png": Review(own=('say "hi"', "-2"))})
    (first, second) = rows(table(folder, "tags.tsv"), "\t")
    assert first["tags"].endswith('say "hi";\' -2')
    assert first["error"] == second["error"] == ""


def test_the_mark_for_excel_comes_first(folder: Path) -> None:
    for name in ("tags.csv", "tags.tsv"):
        text = table(folder, name, "--bom")
        assert text.startswith("\ufeffpath")
        assert table(folder, name) == text.removeprefix("\ufeff"), "ours, and written over"


@pytest.mark.parametrize(
    ("name", "flags", "option"),
    [
        ("a.json", ["--bom"], "--bom"),
        ("a.jsonl", ["--decimal", "comma"], "--decimal"),
        ("a.tsv", ["--delimiter", "comma"], "--delimiter"),
    ],
)
def test_what_means_nothing_to_a_format_is_refused(
    folder: Path, capsys: Capture, name: str, flags: list[str], option: str
) -> None:
    target = folder.parent / name
    assert main(["tag", str(folder), "-o", str(target), *flags]) == 2
    said = capsys.readouterr().err
    assert f"{option} means nothing to a table of" in said
    assert "csv" in said
    assert not target.exists()


@pytest.mark.parametrize("name", ["a.xls", "a.TXT", "a.csv.gz", "a.2024"])
def test_an_unknown_ending_is_refused_with_the_list(
    folder: Path, capsys: Capture, name: str
) -> None:
    target = folder.parent / name
    assert main(["tag", str(folder), "-o", str(target)]) == 2
    said = capsys.readouterr().err
    assert all(ending in said for form in FORMATS.values() for ending in form.endings)
    assert not target.exists()


def test_whoever_says_the_format_may_call_it_otherwise(folder: Path) -> None:
    assert table(folder, "a.txt", "--format", "csv").startswith("path,")


@pytest.mark.parametrize("ending", ["xls", "xlsx", "ods"])
def test_but_no_text_is_called_as_spreadsheets_call_their_own(
    folder: Path, capsys: Capture, ending: str
) -> None:
    target = folder.parent / f"a.{ending}"
    assert main(["tag", str(folder), "-o", str(target), "--format", "csv"]) == 2
    assert "Give it the ending .csv" in capsys.readouterr().err
    assert not target.exists()
