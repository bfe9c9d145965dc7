"""Parquet and Excel: written by the command line, read back by other libraries."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from igtagger.__main__ import main
from igtagger.domain import Review, Tagged
from igtagger.export import parquet_table, spreadsheet
from igtagger.export.destinations import Destination
from igtagger.export.registry import FORMATS
from igtagger.export.rows import LAYOUTS, TableModel, TableOptions
from igtagger.labels.naming import Naming
from igtagger.labels.opinion import OpinionRule
from igtagger.library.facade import Library

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    photos = tmp_path / "photos"
    photos.mkdir()
    shutil.copy(SAMPLES / "cat.jpg", photos / "=1, cat.jpg")
    shutil.copy(SAMPLES / "letter.png", photos / "letter.png")
    (photos / "broken.jpg").write_bytes((SAMPLES / "coffee.jpg").read_bytes()[:20_000])
    return photos


def write(folder: Path, target: Path, *flags: str) -> int:
    return main(["tag", str(folder), "-q", "-o", str(target), *flags])


def review(picture: Path, *own: str) -> None:
    file = Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"
    with Library.open(file, on_message=pytest.fail) as library:
        library.save_reviews({picture: Review(own=own)})


def csv_rows(folder: Path, layout: str) -> list[list[str]]:
    target = folder.parent / "same.csv"
    assert write(folder, target, "--layout", layout) == 3
    return list(csv.reader(target.read_text("utf-8").splitlines()))


def many(form: str, target: Path, count: int, *, fails: bool = False) -> None:
    """A table of made-up pictures."""
    model = TableModel("m", "ab", "imagenet-1k", Naming())
    rule, options = OpinionRule("imagenet-1k", 5), TableOptions("wide", 5, target.parent)
    scores = (0.5, 0.25, 0.125, 0.0625, 0.03125)
    with FORMATS[form].open(Destination(target, FORMATS[form].is_own), model, options) as table:
        for number in range(count):
            path = target.parent / f"{number}.jpg"
            table.write(rule.judge(Tagged(path, 1, 1, (1, 2, 3, 4, 5), scores)))
        assert not fails or 1 / 0


# Parquet


def parquet(file: Path) -> Any:
    return pytest.importorskip("pyarrow.parquet").ParquetFile(file)


def test_parquet_has_what_json_has(photos: Path, tmp_path: Path) -> None:
    assert write(photos, tmp_path / "tags.parquet") == 3
    assert write(photos, tmp_path / "tags.json") == 3
    rows = parquet(tmp_path / "tags.parquet").read().to_pylist()
    for found, told in zip(rows, json.loads((tmp_path / "tags.json").read_text()), strict=True):
        assert list(found) == list(told)
        plain = ("path", "status", "error", "width", "height", "kind")
        assert [found[name] for name in plain] == [told[name] for name in plain]
        for label, same in zip(found["labels"], told["labels"], strict=True):
            assert list(label) == list(same)
            assert label["score"] == pytest.approx(same["score"])
            assert [part["label"] for part in label["parts"]] == [
                part["label"] for part in same["parts"]
            ]
    assert rows[0]["path"] == "./=1, cat.jpg"
    assert rows[0]["labels"][0]["label"] == "cat"


@pytest.mark.parametrize("layout", ["simple", "long"])
def test_parquet_in_other_layouts_has_the_columns_of_csv(
    photos: Path, tmp_path: Path, layout: str
) -> None:
    header, *told = csv_rows(photos, layout)
    assert write(photos, tmp_path / "tags.parquet", "--layout", layout) == 3
    rows = parquet(tmp_path / "tags.parquet").read().to_pylist()
    assert [list(row) for row in rows] == [header] * len(told)
    assert [row["path"] for row in rows] == [row[0] for row in told]


def test_types_do_not_depend_on_what_is_in_the_pictures(photos: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    found = set()
    for flags in ([], ["--min-score", "1"], ["--names", "de"]):
        write(photos, tmp_path / "tags.parquet", *flags)
        found.add(str(parquet(tmp_path / "tags.parquet").schema_arrow.remove_metadata()))
    (schema,) = found
    assert "null" not in schema
    assert "score: float" in schema
    assert "rank: int16" in schema


def test_parquet_is_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(parquet_table, "ROWS_OF_A_GROUP", 100)
    many("parquet", tmp_path / "a.parquet", 250)
    file = parquet(tmp_path / "a.parquet")
    groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
    assert [group.num_rows for group in groups] == [100, 100, 50]
    assert {group.column(0).compression for group in groups} == {"ZSTD"}


def test_without_the_extra_it_is_said_what_to_install(photos: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from igtagger.__main__ import main\n"
        f"sys.exit(main(['tag', {str(photos)!r}, '-o', {str(tmp_path / 'a.parquet')!r}]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert 'pip install "igtagger[parquet]"' in run.stderr
    assert "tagged" not in run.stderr, "before the work, not after it"
    assert not (tmp_path / "a.parquet").exists()


# Excel


def sheets(file: Path) -> Iterator[list[list[Any]]]:
    openpyxl = pytest.importorskip("openpyxl")
    for sheet in openpyxl.load_workbook(file).worksheets:
        assert all(cell.data_type != "f" for row in sheet for cell in row)
        yield [[cell.value for cell in row] for row in sheet]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_excel_has_the_cells_of_csv(photos: Path, tmp_path: Path, layout: str) -> None:
    assert write(photos, tmp_path / "tags.xlsx", "--layout", layout) == 3
    (rows,) = sheets(tmp_path / "tags.xlsx")
    told = csv_rows(photos, layout)
    assert rows[0] == told[0]
    for found, same in zip(rows, told, strict=True):
        for value, text in zip(found, same, strict=True):
            if isinstance(value, float):
                assert value == float(text)
            else:
                assert ("" if value is None else str(value)) == text


def test_no_cell_is_a_formula_or_a_link(photos: Path, tmp_path: Path) -> None:
    own = ("=1+1", "@home", "https://example.org", "a\ufffeb", "x" * 40_000)
    write(photos, tmp_path / "tags.xlsx")
    review(photos / "=1, cat.jpg", *own)
    assert write(photos, tmp_path / "tags.xlsx", "--layout", "long") == 3
    (rows,) = sheets(tmp_path / "tags.xlsx")
    column = rows[0].index("label")
    assert [row[column] for row in rows[1:7]] == [
        "cat",
        "=1+1",
        "@home",
        "https://example.org",
        "a\ufffdb",
        "x" * 32_767,
    ]


def test_nothing_is_left_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rough = tmp_path / "rough"
    rough.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(rough))
    many("xlsx", tmp_path / "a.xlsx", 3)
    with pytest.raises(ZeroDivisionError):
        many("xlsx", tmp_path / "a.xlsx", 3, fails=True)
    assert list(rough.iterdir()) == []


def test_what_is_beyond_a_sheet_goes_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 11)
    many("xlsx", tmp_path / "a.xlsx", 25)
    found = list(sheets(tmp_path / "a.xlsx"))
    assert [len(sheet) for sheet in found] == [11, 11, 6]
    assert {tuple(sheet[0]) for sheet in found} == {tuple(found[0][0])}
    assert [row[0] for sheet in found for row in sheet[1:]] == [f"{n}.jpg" for n in range(25)]


# Both


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_memory_does_not_depend_on_the_number_of_pictures(tmp_path: Path, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    many(form, tmp_path / f"warm.{form}", 10)
    tracemalloc.start()
    try:
        many(form, tmp_path / f"a.{form}", 6_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40 << 20


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_ours_is_written_over_and_others_are_not(
    photos: Path, tmp_path: Path, ending: str, layout: str
) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    target = tmp_path / f"tags.{ending}"
    for _ in range(2):
        assert write(photos, target, "--layout", layout) == 3
    assert not list(tmp_path.glob(".*.tmp"))
    others(target)
    before = target.read_bytes()
    assert write(photos, target) == 1
    assert target.read_bytes() == before
    assert write(photos, target, "--force") == 3


def others(target: Path) -> None:
    if target.suffix == ".xlsx":
        book = pytest.importorskip("openpyxl").Workbook()
        book.active["A1"] = "path"
        book.save(target)
        assert zipfile.is_zipfile(target)
    else:
        arrow = pytest.importorskip("pyarrow")
        pytest.importorskip("pyarrow.parquet").write_table(arrow.table({"path": ["a"]}), target)


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_they_go_to_a_file_alone(photos: Path, capsys: Capture, form: str) -> None:
    for flags in ([], ["-o", "-"]):
        assert main(["tag", str(photos), "--format", form, *flags]) == 2
        said = capsys.readouterr()
        assert f"--output tags.{form}" in said.err
        assert said.out == ""


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_no_text_has_their_ending(photos: Path, tmp_path: Path, form: str) -> None:
    assert write(photos, tmp_path / f"a.{form}", "--format", "csv") == 2
    assert write(photos, tmp_path / "a.csv", "--format", form) == 2


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_a_table_that_is_given_up_leaves_the_earlier_one(tmp_path: Path, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    target = tmp_path / f"a.{form}"
    many(form, target, 3)
    before = target.read_bytes()
    with pytest.raises(ZeroDivisionError):
        many(form, target, 5, fails=True)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob(".*.tmp"))
