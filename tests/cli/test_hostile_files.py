"""Damaged and hostile files in the place of ours, through the real ``main()``."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.settings import Settings, load_preferences, preferences_file
from tests.hostile import KINDS, no_hang, put

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_hang() -> object:
    with no_hang():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    Image.new("RGB", (40, 30), (90, 60, 30)).save(folder / "a.png")
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_a_catalogue_that_is_none_ends_with_a_sentence_that_names_it(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    file = put(kind, tmp_path / "catalog.json")
    monkeypatch.setenv("IGTAGGER_CATALOG", str(file))
    assert main(["models", "list"]) == 1
    said = capsys.readouterr()
    assert str(file) in said.err
    assert "Traceback" not in said.err
    assert len(said.err) < 1000
    assert said.out == ""


@pytest.mark.parametrize("name", ["speeds.json", "weights/ig_resnext101_32x8d.json"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_record_that_is_none_does_not_end_the_list_of_models(
    name: str, kind: str, capsys: Capture
) -> None:
    put(kind, Settings.from_environment().data_dir / name)
    assert main(["models", "list"]) == 0
    assert "32x8d" in capsys.readouterr().out
    assert main(["doctor", "--json"]) == 0
    models = json.loads(capsys.readouterr().out)["models"]
    damaged = "The record" in models["ig_resnext101_32x8d"]
    assert damaged == name.startswith("weights")


@pytest.mark.parametrize("kind", KINDS)
def test_preferences_that_are_none_are_kept_aside_and_the_defaults_hold(
    kind: str, capsys: Capture, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IGTAGGER_DATA_DIR")
    monkeypatch.setenv("XDG_DATA_HOME", str(preferences_file().parent / "data"))
    file = put(kind, preferences_file())
    is_object = kind in ("a number of 400 digits", "lone surrogates", "a NUL", "NaN", "a key twice")
    is_object = is_object or kind == "an exponent of 400 digits"
    assert main(["models", "list"]) == 0
    assert "Traceback" not in capsys.readouterr().err
    aside = file.with_name("preferences.damaged-1.json")
    assert (os.path.lexists(file), os.path.lexists(aside)) == (is_object, not is_object)
    warnings = [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert len(warnings) == (not is_object)
    caplog.clear()
    load_preferences()


@pytest.mark.skipif(os.name == "nt", reason="a pipe has no name in a folder there")
@pytest.mark.parametrize("kind", ["a folder", "a pipe", "endless zeros"])
@pytest.mark.parametrize(
    "name",
    ["speeds.json", "library.sqlite3.check", "library.sqlite3-wal", "library.sqlite3-journal",
     "library.sqlite3-shm", "library.sqlite3.lock", "library.sqlite3"],
)  # fmt: skip
def test_what_is_no_file_in_the_data_folder_is_never_waited_for(
    kind: str, name: str, folder: Path, capsys: Capture
) -> None:
    put(kind, Settings.from_environment().data_dir / name)
    assert main(["tag", str(folder), "-q", "-o", "-"]) in (0, 1)
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert said.out or "library.sqlite3" in said.err


@pytest.mark.parametrize("metadata", [None, b"", b"\xff\xfe", b"Name: torch\n"])
def test_a_package_whose_metadata_is_damaged_does_not_end_the_doctor(
    metadata: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    info = tmp_path / "site" / "torch-9.dist-info"
    info.mkdir(parents=True)
    if metadata is not None:
        (info / "METADATA").write_bytes(metadata)
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert main(["doctor", "--json"]) == 0
    packages = json.loads(capsys.readouterr().out)["packages"]
    assert packages["torch"].startswith("unknown")
