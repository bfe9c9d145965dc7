"""What taught tags say of pictures is in tables, searches and keywords, and costs no decoding."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.app.context import Context
from igtagger.app.learned_tags.taught_tags import TaughtTags
from igtagger.domain import LabelRef, Review
from igtagger.labels.taught_names import TAUGHT
from igtagger.library.facade import Library
from igtagger.pictures import decoding

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures, of which the first has more of the first features."""
    folder = tmp_path / "harbour"
    folder.mkdir()
    noise = np.random.default_rng(0)
    for name in ("a.png", "b.png"):
        Image.fromarray(noise.integers(0, 256, (48, 64, 3), np.uint8)).save(folder / name)
    return folder


def store() -> TaughtTags:
    return TaughtTags(Context.from_environment().settings.taught_dir)


def teach(bias: float) -> None:
    """A tag that every picture has if ``bias`` is above 0, and none else."""
    context = Context.from_environment()
    spec = context.find("everyday")
    tag = store().begin("our boat", spec.id, context.store.find(spec).sha256, 1280)
    store().put([replace(tag, bias=bias, threshold=0.5, automatic=True, examples=5)])


def out(capsys: Capture, *given: str | Path, code: int = 0) -> str:
    capsys.readouterr()
    assert main(list(map(str, given))) == code
    return capsys.readouterr().out


def taught_in(text: str) -> list[str]:
    return [row["taught_tags"] for row in csv.DictReader(io.StringIO(text, newline=""))]


def test_they_are_in_every_table_that_is_made_of_known_pictures(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = ("tag", folder, "--format", "csv", "--layout", "wide", "--quiet")
    assert "taught_tags" not in out(capsys, *wide)
    teach(2.0)

    def no_decoding(*_: object, **__: object) -> object:
        pytest.fail("a known picture was decoded")

    monkeypatch.setattr(decoding, "load_each", no_decoding)
    assert taught_in(out(capsys, *wide)) == ["our boat"] * 2
    teach(-2.0)
    out(capsys, "taught", "on", "our boat")
    assert taught_in(out(capsys, "export", folder, *wide[2:])) == ["", ""]
    out(capsys, "taught", "off", "our boat")
    assert "taught_tags" not in out(capsys, *wide)


def test_a_search_finds_them_and_decisions_about_them_count(folder: Path, capsys: Capture) -> None:
    out(capsys, "tag", folder, "--quiet")
    teach(2.0)
    out(capsys, "taught", "on", "our boat")
    found = out(capsys, "search", 'tag:"our boat"', "--quiet").splitlines()
    assert found == [str(folder / "a.png"), str(folder / "b.png")]
    assert out(capsys, "search", 'own:"our boat"', "--quiet") == ""
    file = Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"
    with Library.open(file, on_message=lambda reason: pytest.fail(reason.code)) as library:
        library.save_reviews(
            {
                folder / "a.png": Review(rejected=frozenset({LabelRef(TAUGHT, 0)})),
                folder / "b.png": Review(own=("Our boat",)),
            }
        )
    assert out(capsys, "search", 'tag:"our boat"', "--quiet").splitlines() == [
        str(folder / "b.png")
    ]
    rows = json.loads(out(capsys, "tag", folder, "--format", "json", "--quiet"))
    assert [
        [(each["label"], each["origin"]) for each in row["labels"] if each["level"] == "own"]
        for row in rows
    ] == [[], [("Our boat", "own")]]


def test_they_are_written_as_keywords_unless_what_is_confirmed_alone_is(
    folder: Path, capsys: Capture
) -> None:
    out(capsys, "tag", folder, "--quiet")
    teach(2.0)
    out(capsys, "taught", "on", "our boat")
    plan = ("write", folder, "--preset", "darktable", "--dry-run")
    assert out(capsys, *plan).count("dc:subject: our boat") == 2
    assert "our boat" not in out(capsys, *plan, "--confirmed-only")
    assert out(capsys, *plan, "--floor", "0.99").count("dc:subject: our boat") == 2
