"""What a model said that is no longer there can still be had; of other pictures it says nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.domain import Tagged
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.models.catalog import STARTER
from igtagger.pictures.fingerprint import fingerprint
from igtagger.settings import Settings

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def keep(picture: Path) -> None:
    """As an igtagger did that had the model."""
    stamp = FileStamp.of(picture)
    assert stamp is not None
    how = STARTER.preprocessing.version(exact=False)
    key = ModelKey("starter", STARTER.weights.sha256, how, labels=18)
    outcome = Tagged(picture, 8, 8, (17, 8), (0.75, 0.125))
    file = Settings.from_environment().library_file
    with Library.open(file, on_message=lambda reason: pytest.fail(reason.code)) as library:
        library.save(key, [Entry(outcome, stamp, fingerprint(picture, stamp.size))])


def test_what_a_retired_model_said_is_in_the_table(picture: Path, capsys: Capture) -> None:
    keep(picture)
    assert main(["tag", "-m", "starter", "--layout", "wide", str(picture)]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))
    assert (row["model"], row["weights_sha256"]) == ("starter", STARTER.weights.sha256)
    assert (row["label_1"], row["score_1"]) == ("plain colour", "0.7500")


def test_a_retired_model_says_nothing_of_another_picture(picture: Path, capsys: Capture) -> None:
    assert main(["tag", "-m", "starter", str(picture)]) == 1
    assert "starter is no longer part of igtagger" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["download", "verify", "remove"])
def test_a_retired_models_weights_cannot_be_had(verb: str, capsys: Capture) -> None:
    assert main(["models", verb, "starter"]) == 1
    assert "no longer part of igtagger" in capsys.readouterr().err
    assert main(["models", "show", "starter"]) == 0
    assert "not on this computer" in capsys.readouterr().out
