"""Folders, what the environment overrides, and preferences that survive whatever is in the file."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from igtagger.errors import SettingsError
from igtagger.settings import (
    MOST_RECENT_FOLDERS,
    Preferences,
    Settings,
    default_data_dir,
    load_preferences,
    preferences_file,
    save_preferences,
)


def absolute(tmp_path: Path) -> Preferences:
    """Preferences with no value at its default."""
    return Preferences(
        data_dir=tmp_path / "data",
        model="ig_resnext101_32x8d",
        device="cuda:1",
        engine="openvino",
        precision="bf16",
        batch_size=16,
        exact=True,
        theme="dark",
        language="de",
        detail=25.0,
        names_language="fr",
        kinds=False,
        keep_features=False,
        recent_folders=(tmp_path / "b", tmp_path / "a"),
        last_paths=(tmp_path / "b" / "1.jpg",),
        recursive=False,
        tag_on_drop=False,
        auto_advance=True,
        check_updates=True,
        updates_asked=date(2026, 11, 24),
    )


def write(text: str) -> Path:
    file = preferences_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    chosen = absolute(tmp_path)
    for field in fields(chosen):
        assert getattr(chosen, field.name) != getattr(Preferences(), field.name), field.name
    save_preferences(chosen)
    assert load_preferences() == chosen
    save_preferences(Preferences())
    assert load_preferences() == Preferences()


def test_without_a_file_the_defaults_hold_and_nothing_is_written() -> None:
    assert load_preferences() == Preferences()
    assert not preferences_file().parent.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_path_that_is_not_utf8_comes_back(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    save_preferences(Preferences(recent_folders=(odd,)))
    assert load_preferences().recent_folders == (odd,)


def test_keys_of_another_version_are_kept(tmp_path: Path) -> None:
    file = write('{"from_the_future": [1, {"a": null}], "theme": "light"}')
    save_preferences(replace(load_preferences(), detail=9.0))
    kept = json.loads(file.read_text())
    assert kept["from_the_future"] == [1, {"a": None}]
    assert (kept["theme"], kept["detail"]) == ("light", 9)


def test_what_earlier_versions_kept_of_scores_and_labels_does_no_harm() -> None:
    file = write('{"min_score": 0.3, "max_labels": 3, "theme": "light"}')
    assert load_preferences() == Preferences(theme="light")
    save_preferences(replace(load_preferences(), names_language="fr"))
    assert load_preferences() == Preferences(theme="light", names_language="fr")
    assert json.loads(file.read_text())["max_labels"] == 3  # for the earlier version, once more


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("data_dir", 3),
        ("data_dir", "not/absolute"),
        ("data_dir", ""),
        ("data_dir", "~nobody-of-that-name/data"),
        ("data_dir", "/a\0b"),
        ("model", None),
        ("device", ["cpu"]),
        ("engine", "onnx"),
        ("precision", "fp8"),
        ("batch_size", 0),
        ("batch_size", True),
        ("batch_size", 2.5),
        ("exact", 1),
        ("theme", {"dark": True}),
        ("language", 7),
        ("detail", 100.5),
        ("detail", -1),
        ("detail", float("nan")),
        ("detail", "50"),
        ("detail", False),
        ("names_language", ["de"]),
        ("names_language", "de\n"),
        ("recent_folders", "abc"),
        ("last_paths", None),
        ("recursive", "yes"),
        ("tag_on_drop", []),
    ],
)
def test_a_value_that_makes_no_sense_costs_that_key_alone(key: str, value: object) -> None:
    other = "tag_on_drop" if key != "tag_on_drop" else "recursive"
    write(json.dumps({other: False, key: value}))
    assert load_preferences() == replace(Preferences(), **{other: False})  # type: ignore[arg-type]


def test_one_bad_path_in_a_list_costs_that_path_alone(tmp_path: Path) -> None:
    good = str(tmp_path / "a")
    write(json.dumps({"last_paths": [7, good, "relative"]}))
    assert load_preferences().last_paths == (Path(good),)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"theme": "dark"', "[" * 100_000])
def test_a_damaged_file_is_set_aside_and_never_overwritten(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = write(text)
    assert load_preferences() == Preferences()
    assert not file.exists()
    write(text + " ")
    save_preferences(Preferences(theme="dark"))
    aside = sorted(file.parent.glob("*.damaged-*"))
    assert [other.read_text() for other in aside] == [text, text + " "]
    assert load_preferences().theme == "dark"
    assert "was damaged; it is now" in caplog.text
    caplog.clear()


def test_a_folder_that_cannot_be_written_is_told_and_costs_nothing(tmp_path: Path) -> None:
    preferences_file().parent.parent.mkdir(exist_ok=True)
    preferences_file().parent.write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match="cannot be written"):
        save_preferences(Preferences())


def test_a_file_that_cannot_be_read_leaves_the_defaults(caplog: pytest.LogCaptureFixture) -> None:
    preferences_file().parent.write_text("not a folder")  # also for root
    assert load_preferences() == Preferences()
    assert "cannot be read" in caplog.text
    caplog.clear()
    with pytest.raises(SettingsError):
        save_preferences(Preferences())
    assert preferences_file().parent.read_text() == "not a folder"


def test_a_full_disk_leaves_what_was_saved_before(monkeypatch: pytest.MonkeyPatch) -> None:
    save_preferences(Preferences(theme="dark"))

    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(SettingsError, match="No space left"):
        save_preferences(Preferences(theme="light"))
    assert load_preferences().theme == "dark"
    assert list(preferences_file().parent.iterdir()) == [preferences_file()]


def test_nothing_but_the_file_is_left_behind() -> None:
    for _ in range(3):
        save_preferences(Preferences())
    assert list(preferences_file().parent.iterdir()) == [preferences_file()]


def test_recent_folders_are_newest_first_each_once_and_few(tmp_path: Path) -> None:
    preferences = Preferences()
    for number in [*range(15), 12]:
        preferences = preferences.with_recent(tmp_path / str(number))
    names = [path.name for path in preferences.recent_folders]
    assert names[:3] == ["12", "14", "13"]
    assert len(names) == len(set(names)) == MOST_RECENT_FOLDERS


def test_the_data_folder_is_the_environments_then_the_preferences_then_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_preferences(Preferences(data_dir=tmp_path / "chosen"))
    monkeypatch.setenv("IGTAGGER_DATA_DIR", str(tmp_path / "given"))
    assert Settings.from_environment().data_dir == tmp_path / "given"
    monkeypatch.delenv("IGTAGGER_DATA_DIR")
    assert Settings.from_environment().data_dir == tmp_path / "chosen"
    save_preferences(Preferences())
    assert Settings.from_environment().data_dir == default_data_dir()


def test_the_command_line_sees_the_library_of_the_window(tmp_path: Path) -> None:
    save_preferences(Preferences(data_dir=tmp_path / "chosen"))
    environment = {k: v for k, v in os.environ.items() if k != "IGTAGGER_DATA_DIR"}
    done = subprocess.run(
        [sys.executable, "-m", "igtagger", "models", "path"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert str(tmp_path / "chosen") in done.stdout
