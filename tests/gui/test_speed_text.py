"""The speed of a model as the window says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from igtagger.app.pace import Speeds
from igtagger.gui.model_windows.speed_text import speed_text
from igtagger.models.catalog import load_catalog
from igtagger.settings import Settings


@pytest.mark.parametrize(
    ("model_id", "said"),
    [
        ("ig_resnext101_32x8d", "9.5 pictures/s here"),
        ("ig_resnext101_32x48d", "about 1.0 pictures/s here, estimated"),
        ("everyday", ""),
    ],
)
def test_it_tells_what_was_measured_from_what_follows(
    tmp_path: Path, model_id: str, said: str
) -> None:
    speeds = Speeds(tmp_path / "speeds.json", load_catalog(Settings(tmp_path)))
    speeds.record("ig_resnext101_32x8d", 9.5)
    assert speed_text(speeds, model_id) == said
