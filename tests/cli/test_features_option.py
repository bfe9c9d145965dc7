"""Features are kept unless a person says otherwise, in whichever way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.library.facade import Library
from igtagger.settings import Settings, config_file

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("cat.jpg", "map.png"):
        shutil.copy(SAMPLES / name, folder / name)
    return folder


def kept() -> list[tuple[str, int]]:
    """Of which models there are features, and of how many pictures."""
    file = Settings.from_environment().library_file
    with Library.open(file, on_message=lambda reason: pytest.fail(reason.code)) as library:
        return [(each.key.model_id, each.pictures) for each in library.feature_sizes()]


def tag(folder: Path, *options: str) -> None:
    table = folder.parent / "tags.csv"
    assert main(["tag", str(folder), "-o", str(table), "-q", *options]) == 0


def test_a_run_keeps_them(folder: Path) -> None:
    tag(folder)
    assert kept() == [("everyday", 2)]


def test_they_can_be_left_out_for_once(folder: Path) -> None:
    tag(folder, "--no-features")
    assert kept() == []


def test_they_can_be_left_out_by_a_variable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IGTAGGER_FEATURES", "0")
    tag(folder)
    assert kept() == []
    tag(folder, "--features")
    assert kept() == [("everyday", 2)]


@pytest.mark.parametrize("text", ["features = false", "[tag]\nfeatures = false"])
def test_they_can_be_left_out_by_the_config_file(folder: Path, text: str) -> None:
    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text(text, encoding="utf-8")
    tag(folder)
    assert kept() == []


def test_pictures_of_an_earlier_version_get_them_unless_they_are_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tag(folder, "--no-features")  # as an earlier version did
    assert main(["tag", str(folder), "--dry-run", "--no-features"]) == 0
    assert "Known already: 2" in capsys.readouterr().out
    assert main(["tag", str(folder), "--dry-run"]) == 0
    assert "Would be tagged: 2" in capsys.readouterr().out
    tag(folder)
    assert kept() == [("everyday", 2)]
    assert main(["tag", str(folder), "--dry-run"]) == 0
    assert "Known already: 2" in capsys.readouterr().out
