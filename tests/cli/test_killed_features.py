"""A run that is killed at any moment leaves right features, and another one goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from igtagger.app.context import Context
from igtagger.app.layers import key_of, plan
from igtagger.domain import Tagged
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.models.catalog import everyday

COUNT = 14
POINTS = ("unsynced", "synced", "named", "committed")

KILLED = """
import os, signal, sys
from igtagger.__main__ import main
from igtagger.app import run
from igtagger.library import features
from igtagger.library.facade import Library

point, left = sys.argv[1], [3]
run.COMMIT_SECONDS = 0.0  # each picture has its commit

def pass_by(name):
    if name == point:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

fsync, save, save_all = os.fsync, features.save, Library.save

def counted_fsync(number):
    pass_by("unsynced")  # the rows are written, maybe not on the disk
    fsync(number)
    pass_by("synced")

def counted_save(*given):
    save(*given)
    pass_by("named")  # in the transaction, which is not committed

def counted_save_all(*given):
    found = save_all(*given)
    pass_by("committed")  # and nobody has been told
    return found

os.fsync, features.save, Library.save = counted_fsync, counted_save, counted_save_all
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    noise = np.random.default_rng(0)
    for number in range(COUNT):
        coarse = noise.integers(0, 256, (6, 6, 3), np.uint8)
        Image.fromarray(coarse).resize((80, 80)).save(folder / f"{number:02}.png")
    return folder


def tag(folder: Path, *wrapped: str) -> int:
    output = folder.parent / "tags.csv"
    # In fp32 and one by one the numbers are the same in every run.
    how = ["--precision", "fp32", "--batch-size", "1", "--no-kinds"]
    start = (
        [sys.executable, "-c", KILLED, *wrapped] if wrapped else [sys.executable, "-m", "igtagger"]
    )
    command = [*start, "tag", str(folder), "-o", str(output), "-q", *how]
    return subprocess.run(command, check=False).returncode


def found(folder: Path) -> tuple[int, dict[str, NDArray[np.float32]]]:
    """How many pictures a run would take for known, and the features of these."""
    context = Context.from_environment()
    passes = plan(everyday(), context.catalog, context.store, kinds=False)
    (under,) = key_of(passes, exact=False).features
    paths = sorted(folder.iterdir())
    file = context.settings.library_file
    with Library.open(file, on_message=lambda reason: pytest.fail(reason.code)) as library:
        stamped = [(path, FileStamp.of(path)) for path in paths]
        known = library.known(key_of(passes, exact=False), stamped)
        for outcome in known:
            assert outcome is None or (isinstance(outcome, Tagged) and not outcome.lacking)
        there = [path for path, each in zip(paths, known, strict=True) if each is not None]
        features = library.features_of(under, there)
        assert list(features) == there
        assert not library.nonsense()
        (size,) = library.feature_sizes() or [None]
        assert size is None or size.unused == 0
    return len(there), {path.name: each for path, each in features.items()}


def test_a_run_killed_at_each_point_of_a_commit_leaves_right_features(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = 0
    for point in POINTS:
        assert tag(folder, point) == -9
        now, _ = found(folder)
        assert known + 2 <= now < COUNT, point
        known = now
    assert tag(folder) == 0
    count, features = found(folder)
    assert count == COUNT
    # As one run makes them that nobody kills.
    weights = tmp_path / "igtagger-data" / "weights"
    (tmp_path / "other").mkdir(mode=0o700)
    (tmp_path / "other" / "weights").symlink_to(weights)
    monkeypatch.setenv("IGTAGGER_DATA_DIR", str(tmp_path / "other"))
    assert tag(folder) == 0
    _, expected = found(folder)
    assert features.keys() == expected.keys()
    for name, vector in features.items():
        assert np.abs(vector - expected[name]).max() <= 2e-3 * np.abs(expected[name]).max(), name
    apart = np.linalg.norm(features["00.png"] - features["01.png"])
    assert apart > 0.1 * np.linalg.norm(features["00.png"])
