"""``igtagger benchmark`` on the built-in model, with less patience than a person has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.app.pace import Speeds
from igtagger.cli import benchmark
from igtagger.models.catalog import load_catalog
from igtagger.settings import Settings

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "MODEL_SECONDS", 0.2)
    monkeypatch.setattr(benchmark, "WHOLE_SECONDS", 1.5)
    monkeypatch.setattr(benchmark, "_SIZE", (800, 600))
    monkeypatch.setattr(benchmark, "_wishes", lambda: wishes()[:2])


wishes = benchmark._wishes


def test_what_was_measured_is_told_and_kept_for_the_window(capsys: Capture) -> None:
    assert main(["benchmark", "-m", "everyday", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    first = facts["models"][0]
    assert first["model"] == "everyday"
    assert first["device"] == "cpu" or first["device"].startswith(("cuda", "mps"))
    assert first["model_only"] > 0
    assert facts["decoding"] > 0
    settings = Settings.from_environment()
    kept = Speeds(settings.speeds_file, load_catalog(settings)).expected("everyday")
    assert kept == (first["whole"], True)


def test_it_leaves_no_trace_in_the_library_and_reads_as_a_table(capsys: Capture) -> None:
    assert main(["benchmark", "-m", "everyday", "--quiet"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "decoding alone" in lines[0]
    assert lines[1].split() == [
        "MODEL", "ENGINE", "DEVICE", "PRECISION", "BATCH", "MODEL/S", "WHOLE/S",
    ]  # fmt: skip
    assert not Path(Settings.from_environment().library_file).exists()


def test_a_model_that_is_not_here_is_refused_in_a_sentence(capsys: Capture) -> None:
    assert main(["benchmark", "-m", "32x8d"]) == 1
    assert "igtagger models download 32x8d" in capsys.readouterr().err
