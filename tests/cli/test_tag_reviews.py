"""``igtagger tag`` after the window: what the person decided counts on the command line too."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.domain import LabelRef, Review
from igtagger.export.rows import FILE, LAYOUTS
from igtagger.labels.tree import term_ref
from igtagger.library.facade import Library

Capture = pytest.CaptureFixture[str]
BARE = "--ignore-reviews"
CAT = Path(__file__).parents[2] / "resources" / "samples" / "cat.jpg"
CATS, TABBY, EGYPTIAN_CAT = "n02121808", LabelRef("imagenet-1k", 281), LabelRef("imagenet-1k", 285)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures and a damaged one."""
    folder = tmp_path / "cats"
    folder.mkdir()
    noise = np.random.default_rng(0)
    for name in ("a.png", "b.png"):
        Image.fromarray(noise.integers(0, 256, (48, 64, 3), np.uint8)).save(folder / name)
    (folder / "c.png").write_bytes(b"no picture")
    return folder


def tag(folder: Path, capsys: Capture, *flags: str) -> str:
    # Noise is no photograph, in which alone things would be named, nor anything that has a name.
    assert main(["tag", str(folder), "--no-kinds", "--labels", *flags]) == 3
    return capsys.readouterr().out


def review(reviews: Mapping[Path, Review]) -> None:
    """What the window does when a person decides."""
    file = Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"
    with Library.open(file, on_message=pytest.fail) as library:
        library.save_reviews(reviews)


def best(folder: Path, capsys: Capture) -> list[tuple[str, LabelRef]]:
    """Names and labels of a.png as the model gives them, from the best down."""
    facts = json.loads(tag(folder, capsys, "--format", "json", "--top-k", "3", BARE))
    return [(each["label"], LabelRef("imagenet-1k", each["index"])) for each in facts[0]["labels"]]


def labels_of(text: str, kind: str, layout: str) -> dict[str, list[str]]:
    """The labels of each file in a table, in their order."""
    if kind == "text":
        lines = (line.split(": ", 1) for line in text.splitlines())
        return {Path(name).name: labels.split(", ") for name, labels in lines}
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    else:
        rows = json.loads(text) if kind == "json" else list(map(json.loads, text.splitlines()))
    found: dict[str, list[str]] = {}
    for row in rows:
        names = found.setdefault(row["path"], [])
        if "labels" in row:
            names += [label["label"] for label in row["labels"]]
        elif layout == "long":
            names.append(row["label"])
        elif layout == "simple":
            names += (row["tags"] or "").split("; ")
        else:
            names += [row["label_1"], row["confirmed"], row["own_tags"]]
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "text"])
def test_what_was_rejected_is_out_and_what_was_added_is_in(
    folder: Path, capsys: Capture, kind: str, layout: str
) -> None:
    (first, ref), (second, _), (third, third_ref) = best(folder, capsys)
    flags = ["--format", kind, "--layout", layout, "--top-k", "1"]
    before = labels_of(tag(folder, capsys, *flags), kind, layout)
    assert any(label.startswith(first) for label in before["a.png"])
    decided = Review(frozenset({third_ref}), frozenset({ref}), ("my cat",))
    review({folder / "a.png": decided, folder / "c.png": Review(own=("to mend",))})
    after = labels_of(tag(folder, capsys, *flags), kind, layout)
    assert not any(label.startswith(first) for label in after["a.png"])
    for name in (second, third, "my cat"):
        assert any(label.startswith(name) for label in after["a.png"])
    assert after["b.png"] == before["b.png"]
    assert any("to mend" in label for label in after["c.png"])


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "text"])
def test_the_bare_model_is_to_be_had(folder: Path, capsys: Capture, kind: str, layout: str) -> None:
    flags = ["--format", kind, "--layout", layout, BARE]
    before = tag(folder, capsys, *flags)
    ref = best(folder, capsys)[0][1]
    review({folder / "a.png": Review(rejected=frozenset({ref}), own=("my cat",))})
    assert tag(folder, capsys, *flags) == before
    for column in ("origin", "confirmed", "own_tags"):
        assert column not in before


@pytest.mark.parametrize(
    ("layout", "columns"),
    [("simple", []), ("wide", ["confirmed", "own_tags"]), ("long", ["origin"])],
)
def test_the_columns_do_not_depend_on_what_was_decided(
    folder: Path, capsys: Capture, layout: str, columns: list[str]
) -> None:
    before = tag(folder, capsys, "--layout", layout).splitlines()[0].split(",")
    bare = tag(folder, capsys, "--layout", layout, BARE).splitlines()[0].split(",")
    file = FILE if layout != "simple" else ()
    assert before == [*bare[: len(bare) - len(file)], *columns, *file]
    review({folder / "a.png": Review(own=("my cat",))})
    assert tag(folder, capsys, "--layout", layout).splitlines()[0].split(",") == before


def test_a_file_that_was_moved_brings_its_tags_along(folder: Path, capsys: Capture) -> None:
    tag(folder, capsys)
    review({folder / "a.png": Review(own=("my cat",))})
    (folder / "a.png").rename(folder / "renamed.png")
    rows = csv.DictReader(io.StringIO(tag(folder, capsys), newline=""))
    assert {row["path"]: row["tags"] for row in rows}["renamed.png"].endswith("; my cat")


def test_a_confirmed_label_of_another_model_is_in(folder: Path, capsys: Capture) -> None:
    tag(folder, capsys)
    review({folder / "a.png": Review(confirmed=frozenset({LabelRef("flowers", 1)}))})
    rows = csv.DictReader(io.StringIO(tag(folder, capsys, "--layout", "long"), newline=""))
    (row,) = (row for row in rows if row["label"] == "flowers 1")
    assert (row["rank"], row["index"], row["origin"]) == ("", "", "confirmed")
    assert ", flowers 1\n" in tag(folder, capsys, "--format", "text")


def test_a_measured_model_is_not_helped_by_what_the_person_decided(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    name, ref = best(folder, capsys)[0]
    classes = tmp_path / "classes"
    (classes / name).mkdir(parents=True)
    (folder / "a.png").rename(classes / name / "a.png")
    command = ["evaluate", str(classes), "--wrong", str(tmp_path / "wrong.csv")]
    assert main(command) == 0
    before = capsys.readouterr().out
    assert "top-1  100.00 %" in before
    review({classes / name / "a.png": Review(rejected=frozenset({ref}))})
    assert main(command) == 0
    assert capsys.readouterr().out == before


# Names


def tag_cat(capsys: Capture, *flags: str) -> list[dict[str, str]]:
    assert main(["tag", str(CAT), "-q", "--layout", "long", *flags]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))


def test_a_confirmed_name_settles_what_stands_above_it(capsys: Capture) -> None:
    tag_cat(capsys)
    review({CAT: Review(confirmed=frozenset({TABBY}))})
    (row,) = tag_cat(capsys)
    assert (row["label"], row["origin"], row["level"]) == ("tabby cat", "confirmed", "label")
    assert float(row["score"]) < 0.1
    (bare,) = tag_cat(capsys, BARE)
    assert (bare["label"], bare["level"], bare["id"]) == ("cat", "term", "n02121808")
    assert "origin" not in bare


def test_what_was_rejected_is_neither_said_nor_summed(capsys: Capture) -> None:
    tag_cat(capsys)
    review({CAT: Review(rejected=frozenset({EGYPTIAN_CAT}), confirmed=frozenset({term_ref(CATS)}))})
    assert main(["tag", str(CAT), "-q", "--format", "jsonl"]) == 0
    (name,) = json.loads(capsys.readouterr().out)["labels"]
    assert (name["label"], name["origin"]) == ("cat", "confirmed")
    assert name["score"] < 0.1
    assert "Egyptian cat" not in [part["label"] for part in name["parts"]]


def test_own_tags_are_in_the_one_cell_of_a_simple_row(capsys: Capture) -> None:
    tag_cat(capsys)
    review({CAT: Review(own=("on the sofa", "@home"))})
    assert main(["tag", str(CAT), "-q"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))
    assert row["tags"] == "cat; on the sofa;' @home"
