"""From an empty environment: what a person does on the first day."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import igtagger
from tests.e2e.conftest import BUNDLE, ROOT, App
from tests.pictures.corpus import CASES

PATIENCE_SECONDS = 120.0


def wait_until(fulfilled: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Processes can only be watched from outside: look again, often."""
    deadline = time.monotonic() + seconds
    while not fulfilled():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def outcomes(app: App) -> dict[str, bool]:
    """The name of each picture in the library, and whether it was tagged."""
    file = app.data / "library.sqlite3"
    if not file.exists():
        return {}
    query = "SELECT path, error FROM images JOIN outcomes ON outcomes.image = images.id"
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as library:
            found = library.execute(query).fetchall()
    except sqlite3.OperationalError:  # it is being made
        return {}
    return {Path(bytes(path).decode()).name: not error for path, error in found}


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    """Two folders of eight pictures each: parts of two of the samples."""
    folder = tmp_path / "classes"
    for name, sample in (("animal", "cat.jpg"), ("mug", "coffee.jpg")):
        (folder / name).mkdir(parents=True)
        with Image.open(ROOT / "resources" / "samples" / sample) as picture:
            for place in range(8):
                left, top = 12 * place, 5 * (place % 3)
                part = picture.crop((left, top, left + 300, top + 260))
                part.save(folder / name / f"{place}.jpg", quality=90)
    return folder


def test_pictures_of_every_format_are_read(app: App, tmp_path: Path) -> None:
    """A frozen app may lack a decoder that is imported only as a file needs it."""
    folder, table = tmp_path / "pictures", tmp_path / "tags.csv"
    folder.mkdir()
    for case in CASES[::3]:
        with suppress(pytest.skip.Exception):  # its writer is not installed
            case.write(folder / case.name)
    app.run("tag", folder, "-o", table, "--no-kinds")
    assert [row["error"] for row in rows_of(table) if row["error"]] == []


def test_it_tells_its_version(app: App) -> None:
    assert app.run("--version").strip() == f"igtagger, version {igtagger.__version__}"


def test_the_samples_are_tagged_by_the_built_in_model(
    app: App, samples: Path, tmp_path: Path
) -> None:
    table = tmp_path / "tags.csv"
    app.run("tag", samples, "-o", table, "--layout", "wide")
    rows = rows_of(table)
    assert len(rows) == len(list(samples.iterdir()))
    assert {row["status"] for row in rows} == {"tagged"}
    assert {row["model"] for row in rows} == {"everyday"}
    best = {row["path"]: row["label_1"] for row in rows}
    assert (best["cat.jpg"], best["coffee.jpg"]) == ("cat", "coffee")


def test_the_window_tags_what_it_is_given_and_what_a_second_start_brings(
    app: App, samples: Path, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, name in ((one, "cat.jpg"), (two, "coffee.jpg")):
        folder.mkdir()
        shutil.copy(samples / name, folder)
    with app.start(one) as window:
        try:
            wait_until(lambda: outcomes(app) == {"cat.jpg": True} or window.poll() is not None)
            assert window.poll() is None
            assert app.run(two, seconds=60) == ""
            wait_until(lambda: outcomes(app) == {"cat.jpg": True, "coffee.jpg": True})
            assert window.poll() is None
        finally:
            window.kill()
    log = (app.data / "igtagger.log").read_text(encoding="utf-8")
    assert "Nobody caught this" not in log
    assert "ERROR" not in log


def test_parts_of_a_folder_make_the_table_of_the_whole(
    app: App, samples: Path, tmp_path: Path
) -> None:
    whole, merged = tmp_path / "whole.csv", tmp_path / "merged.csv"
    parts = [tmp_path / f"part-{number}.csv" for number in (1, 2)]
    app.run("tag", samples, "-o", whole)
    for number, part in enumerate(parts, 1):
        app.run("tag", samples, "--shard", f"{number}/2", "-o", part)
    app.run("merge", *parts, "--check", samples, "-o", merged)
    assert merged.read_bytes() == whole.read_bytes()


def test_pictures_in_archives_are_tagged_where_they_lie(
    app: App, samples: Path, tmp_path: Path
) -> None:
    table = tmp_path / "tags.csv"
    for packing in ("gztar", "xztar", "zip"):
        shutil.make_archive(str(tmp_path / packing), packing, samples)
    archives = [tmp_path / name for name in ("gztar.tar.gz", "xztar.tar.xz", "zip.zip")]
    app.run("tag", *archives, "-o", table)
    cats = [row["tags"] for row in rows_of(table) if row["path"].endswith("!cat.jpg")]
    assert cats == ["cat"] * len(archives)


def test_features_are_given_to_other_programs(app: App, samples: Path, tmp_path: Path) -> None:
    app.run("embed", samples, "-o", tmp_path / "features.npz")
    kept = np.load(tmp_path / "features.npz")
    assert kept["features"].shape == (len(list(samples.iterdir())), 1280)


def test_own_tags_are_taught_given_away_and_said(app: App, classes: Path, tmp_path: Path) -> None:
    app.run("teach", classes)
    app.run("taught", "export", "mug", "-o", tmp_path / "mug.safetensors")
    app.run("taught", "remove", "mug")
    app.run("taught", "import", tmp_path / "mug.safetensors")
    table = tmp_path / "tags.csv"
    shutil.copy(ROOT / "resources" / "samples" / "coffee.jpg", tmp_path / "new.jpg")
    app.run("tag", tmp_path / "new.jpg", "-o", table)
    assert "mug" in rows_of(table)[0]["tags"].split("; ")


def test_pictures_alike_and_copies_are_found(app: App, samples: Path) -> None:
    shutil.copy(samples / "cat.jpg", samples / "kitten.jpg")
    likeness = {
        Path(row["path"]).name: row["likeness"]
        for row in csv.DictReader(app.run("duplicates", samples).splitlines())
    }
    assert likeness == {"cat.jpg": "", "kitten.jpg": "bytes"}
    alike = list(csv.DictReader(app.run("similar", samples / "cat.jpg").splitlines()))
    assert [row["same"] for row in alike[:2]] == ["itself", "bytes"]


def test_a_model_of_ones_own_is_trained_judged_and_tags(
    app: App, classes: Path, tmp_path: Path
) -> None:
    table, page = tmp_path / "tags.csv", tmp_path / "report.html"
    app.run("train", classes, "--name", "mine")
    app.run("tag", classes / "mug", "-m", "mine", "-o", table)
    assert {row["tags"] for row in rows_of(table)} == {"mug"}
    app.run("evaluate", classes, "-m", "mine", "--report", page, "--wrong", tmp_path / "wrong.csv")
    assert "animal" in page.read_text(encoding="utf-8")


def test_a_folder_is_kept_in_view(app: App, samples: Path, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    with app.start("watch", folder, "--at-once", "--jsonl") as watching:
        try:
            shutil.copy(samples / "cat.jpg", folder)
            wait_until(lambda: outcomes(app) == {"cat.jpg": True} or watching.poll() is not None)
            assert watching.poll() is None
        finally:
            watching.terminate()
            told, _ = watching.communicate(timeout=PATIENCE_SECONDS)
    assert json.loads(told.splitlines()[0])["path"].endswith("cat.jpg")
    assert watching.returncode == (1 if sys.platform == "win32" else 0)  # which ends it at once


@pytest.mark.skipif(not BUNDLE, reason="IGTAGGER_BUNDLE is not set")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cluster-tag", "samples", "-o", "results"], "need Ray and pyarrow"),
        (["import-results", "results", "--root", "samples"], "need Ray and pyarrow"),
        (["tag", "samples", "-o", "tags.parquet"], "Parquet needs pyarrow"),
        (["embed", "samples", "-o", "features.parquet"], "Parquet needs pyarrow"),
        (["tag", "samples", "-m", "everyday-small"], "Import its file of weights"),
        (["tag", "samples", "--precision", "int8"], "Use another precision"),
    ],
)
def test_the_bundle_tells_what_is_not_part_of_it(
    app: App, samples: Path, words: list[str], said: str
) -> None:
    with app.start(*(samples if word == "samples" else word for word in words)) as process:
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    assert "not part of the app" in errors
    assert said in errors.replace("\n", " ")


def test_a_picture_that_is_damaged_ends_nothing(app: App, samples: Path, tmp_path: Path) -> None:
    (samples / "broken.jpg").write_bytes((samples / "cat.jpg").read_bytes()[:500])
    app.run("tag", samples, "-o", tmp_path / "tags.csv", expect=3)
    errors = {row["path"]: row["error"] for row in rows_of(tmp_path / "tags.csv")}
    assert "broken.jpg is cut off" in errors.pop("broken.jpg")
    assert set(errors.values()) == {""}


def test_the_doctor_finds_everything(app: App) -> None:
    facts = json.loads(app.run("doctor", "--json"))
    models = facts.pop("models")  # of which some are in packages of their own
    assert models["everyday"].startswith("built in: ")
    torch = facts["packages"]["torch"]  # in the app only where it runs models
    assert torch.startswith("none") or torch[0].isdigit()
    told = json.dumps(facts)
    assert "cannot be loaded" not in told
    assert "not installed" not in told
    assert set(facts["formats by plug-in"].values()) == {"yes"}
    assert facts["folders"]["data"] == str(app.data)


def test_who_asks_for_weights_without_a_network_is_told(app: App) -> None:
    # A moment's refusal is tried again, for a while; what matters is that it ends in a sentence.
    with app.start("models", "download", "32x8d") as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "licence" in errors.lower() or "license" in errors.lower()


@pytest.mark.slow
def test_random_weights_of_32x8d_are_imported_and_tag(
    app: App, samples: Path, tmp_path: Path
) -> None:
    from tests.making import WIDTH_8, random_state, save_legacy

    file = save_legacy(random_state(WIDTH_8), tmp_path / "random.pth")
    app.run("models", "import", "32x8d", file, "--allow-other")
    table = tmp_path / "tags.csv"
    app.run(
        "tag", samples, "-m", "32x8d", "--labels", "--no-kinds", "--layout", "wide", "-o", table
    )
    rows = rows_of(table)
    assert {row["status"] for row in rows} == {"tagged"}
    assert all(re.fullmatch(r"n\d{8}", row["wnid_1"]) for row in rows)


@pytest.mark.slow
@pytest.mark.skipif(not BUNDLE, reason="IGTAGGER_BUNDLE is not set")
def test_the_bundle_carries_its_papers_and_no_weights_but_the_built_in_ones() -> None:
    place = Path(BUNDLE or "").resolve()
    app = place / "Contents/Resources" if place.suffix == ".app" else place
    licences = (app / "THIRD_PARTY_LICENSES.txt").read_text(encoding="utf-8")
    bill = json.loads((app / "sbom.cdx.json").read_text(encoding="utf-8"))
    carried = {part["name"].lower() for part in bill["components"]}
    for name in ("lxml", "pyside6_essentials", "openvino", "pillow", "python", "wordnet"):
        assert name in carried
        assert name in licences.lower()
    assert not carried & {"pytest", "mypy", "ruff", "timm", "scikit-learn", "matplotlib"}
    assert not carried & {"ray", "pyarrow", "pandas", "nncf", "moto", "boto3", "pygments"}
    weights = {path.name for path in place.rglob("*.safetensors")}
    assert weights == {"everyday.safetensors", "kinds.safetensors"}
    assert not [*place.rglob("*.pth")]
