"""``igtagger train --fine-tune`` and ``--from-scratch``."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from igtagger.__main__ import main
from igtagger.app.learning import network_training
from igtagger.models.own_models import load_models
from igtagger.settings import Settings
from tests.training_pictures import CLASSES, make_classes

Capture = pytest.CaptureFixture[str]


def models() -> Path:
    return Settings.from_environment().models_dir


def test_what_takes_long_on_a_cpu_is_not_begun_unless_it_is_wanted(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_training, "LONG_SECONDS", 0.001)
    pictures = make_classes(tmp_path / "pictures", 3)
    command = ["train", str(pictures), "--name", "tuned", "--device", "cpu", "--batch-size", "3"]
    assert main([*command, "--fine-tune"]) == 1
    told = capsys.readouterr().err
    assert "On a CPU this would take about" in told
    assert "--anyway" in told
    assert not list(models().glob("*/model.json"))
    assert main([*command, "--fine-tune", "--anyway", "--epochs", "1"]) == 0
    assert load_models(Settings.from_environment()).find("tuned").base is None


def test_only_one_way_can_be_gone(tmp_path: Path, capsys: Capture) -> None:
    pictures = make_classes(tmp_path / "pictures", 2)
    assert main(["train", str(pictures), "--name", "a", "--fine-tune", "--from-scratch"]) == 2
    capsys.readouterr()


@pytest.mark.parametrize("recipe", ["card", "modern"])
def test_what_began_at_random_is_its_owners(tmp_path: Path, capsys: Capture, recipe: str) -> None:
    pictures = make_classes(tmp_path / "pictures", 3)
    command = ["train", str(pictures), "--name", "new", "--from-scratch", "--recipe", recipe]
    wishes = ["--base", "everyday-small", "--epochs", "1", "--batch-size", "4", "--anyway"]
    assert main([*command, *wishes, "--device", "cpu", "-q"]) == 0
    spec = load_models(Settings.from_environment()).find("new")
    assert spec.licence.name == "own"
    optimiser = "Nesterov" if recipe == "card" else "AdamW"
    assert optimiser in spec.training["optimiser"]
    assert spec.training["began with"] == "random numbers"
    capsys.readouterr()


def test_a_network_of_ones_own_is_a_base_that_may_go_afterwards(
    tmp_path: Path, capsys: Capture
) -> None:
    pictures = make_classes(tmp_path / "pictures", 3)
    train = ["train", str(pictures), "-q", "--device", "cpu"]
    quick = ["--epochs", "1", "--batch-size", "4", "--anyway"]
    first = ["--name", "first", "--base", "everyday-small", "--from-scratch"]
    assert main([*train, *quick, *first]) == 0
    assert main([*train, "--name", "second", "--base", "first"]) == 0
    catalog = load_models(Settings.from_environment())
    spec, base = catalog.find("second"), catalog.find("first")
    assert (spec.base, spec.licence.name) == (None, "own")
    assert spec.training["began with"] == "first, which began with random numbers"
    kept, before = (load_file(each.weights.path) for each in (spec, base))  # type: ignore[union-attr]
    others = {name for name in kept if not np.array_equal(kept[name], before[name])}
    assert others == {"classifier.weight", "classifier.bias"}
    assert main(["models", "remove", "first"]) == 0
    assert main(["tag", str(pictures), "-m", "second", "-q"]) == 0
    tuned = ["--name", "second", "--replace", "--base", "second", "--fine-tune"]
    assert main([*train, *quick, *tuned]) == 0
    spec = load_models(Settings.from_environment()).find("second")
    assert spec.licence.name == "own"
    assert "which began with first" in spec.training["began with"]
    capsys.readouterr()


@pytest.mark.slow
def test_a_training_that_was_killed_goes_on_and_ends_as_a_model_that_tags(
    tmp_path: Path, capsys: Capture
) -> None:
    pictures = make_classes(tmp_path / "pictures", 80)
    command = ["train", str(pictures), "--name", "Tuned", "--fine-tune", "--anyway"]
    command += ["--epochs", "3", "--batch-size", "16", "--device", "cpu"]
    first = subprocess.Popen(
        [sys.executable, "-m", "igtagger", *command], stderr=subprocess.PIPE, env=os.environ
    )
    checkpoint = models() / "tuned.training" / "checkpoint.safetensors"
    until = time.monotonic() + 300
    while not checkpoint.exists():
        assert first.poll() is None, first.stderr and first.stderr.read()
        assert time.monotonic() < until
        with pytest.raises(subprocess.TimeoutExpired):
            first.wait(0.2)
    first.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    first.communicate()
    assert not (models() / "tuned").exists()

    assert main(command) == 0
    told = capsys.readouterr().err
    assert "Going on after epoch 1" in told or "Going on after epoch 2" in told
    assert not checkpoint.exists()
    card = json.loads((models() / "tuned" / "model.json").read_text(encoding="utf-8"))
    assert card["training"]["schedule"] == "3 epochs, batch 16"
    unseen = make_classes(tmp_path / "unseen", 10, seed=9)
    assert main(["tag", str(unseen), "-m", "tuned", "-q"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["tags"] for row in rows} <= set(CLASSES)
    assert sum(row["path"].startswith(row["tags"]) for row in rows) >= 27
