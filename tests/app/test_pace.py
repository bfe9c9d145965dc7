"""What was measured here, and what follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from igtagger.app.pace import Speeds
from igtagger.models.catalog import load_catalog
from igtagger.settings import Settings

SMALL, LARGE = "ig_resnext101_32x8d", "ig_resnext101_32x48d"


def make(folder: Path) -> Speeds:
    return Speeds(folder / "speeds.json", load_catalog(Settings(folder)))


def test_what_was_measured_is_known_at_the_next_start(tmp_path: Path) -> None:
    make(tmp_path).record("starter", 61.4)
    assert make(tmp_path).expected("starter") == (61.4, True)


def test_a_model_of_the_same_labels_is_estimated_by_its_arithmetic(tmp_path: Path) -> None:
    speeds = make(tmp_path)
    speeds.record(SMALL, 10.0)
    expected, measured = speeds.expected(LARGE) or (0.0, True)
    assert expected == pytest.approx(10 * 21_180_417_024 / 197_446_554_624)
    assert not measured


def test_what_cannot_be_kept_costs_only_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "speeds.json").mkdir()
    speeds = make(tmp_path)
    speeds.record("starter", 61.4)
    assert speeds.expected("starter") == (61.4, True)
    assert make(tmp_path).expected("starter") is None
    assert [file.name for file in tmp_path.iterdir()] == ["speeds.json"]


def test_nothing_is_known_of_a_model_with_other_labels(tmp_path: Path) -> None:
    speeds = make(tmp_path)
    speeds.record("starter", 60.0)
    assert speeds.expected(SMALL) is None


@pytest.mark.parametrize("content", ["", "[]", '{"starter": "fast"}', '{"starter": -1}', "\xff"])
def test_a_damaged_file_costs_only_the_figures(tmp_path: Path, content: str) -> None:
    (tmp_path / "speeds.json").write_text(content, encoding="latin-1")
    speeds = make(tmp_path)
    assert speeds.expected("starter") is None
    speeds.record("starter", 5.0)
    assert make(tmp_path).expected("starter") == (5.0, True)
