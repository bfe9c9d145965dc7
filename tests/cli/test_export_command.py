"""``igtagger export``: tables of what is kept, without a run."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.domain import Review
from igtagger.export.rows import LAYOUTS
from igtagger.library.facade import Library
from igtagger.settings import Settings

Capture = pytest.CaptureFixture[str]
CAT = Path(__file__).parents[2] / "resources" / "samples" / "cat.jpg"


def make_pictures(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True)
    noise = np.random.default_rng(0)
    for name in names:
        Image.fromarray(noise.integers(0, 256, (48, 64, 3), np.uint8)).save(folder / name)
    return folder


@pytest.fixture
def folder(tmp_path: Path, capsys: Capture) -> Path:
    """A folder that has been tagged, with a failure and a folder in it."""
    folder = make_pictures(tmp_path / "pictures", "b.png", "a.png")
    make_pictures(folder / "inner", "c.png")
    (folder / "inner" / "cat.jpg").write_bytes(CAT.read_bytes())
    (folder / "d.png").write_bytes(b"no picture")
    assert main(["tag", str(folder), "-q"]) == 3
    capsys.readouterr()
    return folder


def review(path: Path, *own: str) -> None:
    file = Settings.from_environment().library_file
    with Library.open(file, on_message=pytest.fail) as library:
        library.save_reviews({path: Review(own=own)})


def export(capsys: Capture, *flags: str | Path) -> str:
    assert main(["export", *map(str, flags)]) == 0
    return capsys.readouterr().out


def paths_in(text: str) -> list[str]:
    return [row["path"] for row in csv.DictReader(io.StringIO(text, newline=""))]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "text"])
def test_the_table_is_that_of_tag_but_for_its_order(
    folder: Path, capsys: Capture, kind: str, layout: str
) -> None:
    review(folder / "a.png", "mine")
    flags = ["--format", kind, "--layout", layout, "--no-kinds", "--labels", "--top-k", "2"]
    assert main(["tag", str(folder), *flags]) == 3
    tagged = capsys.readouterr().out
    exported = export(capsys, folder, *flags)
    if kind == "json":
        assert sorted(map(str, json.loads(exported))) == sorted(map(str, json.loads(tagged)))
    else:
        assert sorted(exported.splitlines()) == sorted(tagged.splitlines())
    assert "mine" in exported


def test_without_a_folder_it_is_all_by_path(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    other = make_pictures(tmp_path / "other", "z.png")
    assert main(["tag", str(other), "-q"]) == 0
    capsys.readouterr()
    expected = [other / "z.png", *(folder / name for name in ("a.png", "b.png", "d.png"))]
    expected += [folder / "inner" / "c.png", folder / "inner" / "cat.jpg"]
    assert paths_in(export(capsys)) == [path.as_posix() for path in expected]
    assert paths_in(export(capsys, folder / "inner")) == ["c.png", "cat.jpg"]
    assert paths_in(export(capsys, folder / "inner", folder)) == [
        path.relative_to(folder).as_posix() for path in expected[1:]
    ]
    assert paths_in(export(capsys, folder / "a.png")) == ["a.png"]


def test_nothing_is_read_but_the_library(folder: Path, capsys: Capture) -> None:
    before = export(capsys, folder)
    (folder / "a.png").write_bytes(b"it has changed since")
    assert export(capsys, folder) == before


def test_pictures_that_are_gone_are_kept_left_out_or_alone(folder: Path, capsys: Capture) -> None:
    (folder / "a.png").unlink()
    assert main(["export", str(folder / "inner"), str(folder)]) == 0
    out, err = capsys.readouterr()
    assert "a.png" in paths_in(out)
    assert err == "5 pictures written, 1 no longer on the disk.\n"
    assert main(["export", str(folder), "--missing", "leave-out"]) == 0
    out, err = capsys.readouterr()
    assert paths_in(out) == ["b.png", "d.png", "inner/c.png", "inner/cat.jpg"]
    assert err == "4 pictures written, 1 no longer on the disk and left out.\n"
    assert paths_in(export(capsys, folder, "--missing", "only")) == ["a.png"]


def test_what_the_model_has_not_seen_says_so(folder: Path, capsys: Capture) -> None:
    review(folder / "later.png", "mine")
    assert main(["export", str(folder), "--format", "jsonl", "--missing", "only"]) == 0
    out, err = capsys.readouterr()
    (row,) = map(json.loads, out.splitlines())
    assert "has not been tagged yet" in row["error"]
    assert [each["label"] for each in row["labels"]] == ["mine"]
    assert "1 picture written, 1 of them not tagged with" in err


def test_a_file_is_written_whole_and_over_nothing_that_is_precious(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    target = tmp_path / "tags.csv"
    export(capsys, folder, "-o", target, "-q")
    first = target.read_text(encoding="utf-8")
    assert len(paths_in(first)) == 5
    export(capsys, folder / "inner", "-o", target, "-q")
    assert len(paths_in(target.read_text(encoding="utf-8"))) == 2
    assert main(["export", "--format", "csv", "-o", str(folder / "a.png")]) == 1
    assert "is a picture" in capsys.readouterr().err
    target.write_text("something else", encoding="utf-8")
    assert main(["export", "-o", str(target)]) == 1
    assert target.read_text(encoding="utf-8") == "something else"


def test_reviews_may_be_ignored_as_by_tag(folder: Path, capsys: Capture) -> None:
    review(folder / "a.png", "mine")
    assert "mine" in export(capsys, folder)
    assert "mine" not in export(capsys, folder, "--ignore-reviews")


def test_a_folder_that_the_library_does_not_know_gives_no_row(
    tmp_path: Path, capsys: Capture
) -> None:
    assert main(["export", str(tmp_path / "nowhere")]) == 0
    out, err = capsys.readouterr()
    assert paths_in(out) == []
    assert err == "0 pictures written.\n"


def test_the_same_folder_is_found_from_within_it(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert paths_in(export(capsys, ".")) == paths_in(export(capsys, folder))
    assert os.fspath(folder) in export(capsys, ".", "--absolute")
