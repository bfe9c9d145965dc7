"""``igtagger train``: from folders of classes to a model that tags."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import igtagger
from igtagger.__main__ import main
from igtagger.models.own_models import load_models
from igtagger.settings import Settings
from tests.training_pictures import make_classes

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_classes(tmp_path_factory.mktemp("shapes"), 15)


def models() -> Path:
    return Settings.from_environment().models_dir


def tags(capsys: Capture, *options: str) -> dict[str, str]:
    assert main(["tag", "-q", *options]) == 0
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
    return {row["path"]: row["tags"] for row in rows}


def test_a_model_of_ones_own_is_a_model_like_any_other(
    pictures: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["train", str(pictures), "--name", "My shapes"]) == 0
    told = capsys.readouterr().err
    assert "45 pictures of 3 classes" in told
    assert "pictures that it had not seen" in told

    assert main(["models", "list"]) == 0
    assert "my-shapes" in capsys.readouterr().out
    assert main(["models", "show", "my-shapes"]) == 0
    card = capsys.readouterr().out
    assert "My shapes" in card
    assert "45 pictures of 3 classes" in card
    assert "Apache-2.0" in card

    unseen = make_classes(tmp_path / "unseen", 5, seed=7)
    found = tags(capsys, str(unseen), "-m", "my-shapes")
    assert len(found) == 15
    right = sum(path.startswith(tag) for path, tag in found.items())
    assert right >= 12

    assert main(["evaluate", str(unseen), "-m", "my-shapes"]) == 0
    assert "top-1" in capsys.readouterr().out


def test_its_evaluation_has_every_picture_with_its_part(pictures: Path, capsys: Capture) -> None:
    assert main(["train", str(pictures), "--name", "a", "-q"]) == 0
    assert capsys.readouterr().err == ""
    kept = json.loads((models() / "a" / "evaluation.json").read_text(encoding="utf-8"))
    assert kept["labels"] == ["discs", "squares", "stripes"]
    assert kept["parts"] == {"train": 36, "held out": 9}
    assert len(kept["pictures"]) == 45
    for each in kept["pictures"]:
        assert Path(each["path"]).is_file()
        assert each["part"] in ("train", "held out")
        scores = [score for _, score in each["scores"]]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) == pytest.approx(1, abs=1e-3)
        assert -1 <= each["familiarity"] <= 1


def test_exported_and_imported_it_says_the_same(
    pictures: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["train", str(pictures), "--name", "one", "-q"]) == 0
    file = tmp_path / "one.safetensors"
    assert main(["models", "export", "one", str(file)]) == 0
    assert main(["models", "export", "one", str(file), "-q"]) == 0  # its own kind is replaced
    before = tags(capsys, str(pictures), "-m", "one")

    assert main(["models", "import", str(file)]) == 2
    assert "already" in capsys.readouterr().err
    assert main(["models", "import", str(file), "--name", "Zwei Ä"]) == 0
    assert "Apache-2.0" in capsys.readouterr().err
    assert tags(capsys, str(pictures), "-m", "zwei-a") == before
    assert not (models() / "zwei-a" / "evaluation.json").exists()  # paths of pictures stay

    assert main(["models", "remove", "one"]) == 0
    assert main(["models", "import", str(file)]) == 0
    capsys.readouterr()
    assert tags(capsys, str(pictures), "-m", "one") == before


def test_decisions_of_two_models_do_not_meet(pictures: Path, tmp_path: Path) -> None:
    other = make_classes(tmp_path / "other", 6, ("discs", "stripes"))
    assert main(["train", str(pictures), "--name", "one", "-q"]) == 0
    assert main(["train", str(other), "--name", "two", "-q"]) == 0
    catalog = load_models(Settings.from_environment())
    assert catalog.find("one").label_set != catalog.find("two").label_set


def test_a_name_that_is_taken_is_not_taken_again(pictures: Path, capsys: Capture) -> None:
    assert main(["train", str(pictures), "--name", "mine", "-q"]) == 0
    assert main(["train", str(pictures), "--name", "Mine", "-q"]) == 2
    assert "--replace" in capsys.readouterr().err
    assert main(["train", str(pictures), "--name", "Mine", "-q", "--replace"]) == 0
    assert load_models(Settings.from_environment()).find("mine").title == "Mine"


@pytest.mark.parametrize("name", ["everyday", "32x8d", " ", "a\nb"])
def test_a_name_that_cannot_be_is_refused(pictures: Path, name: str, capsys: Capture) -> None:
    assert main(["train", str(pictures), "--name", name]) == 2
    assert not list(models().glob("*/model.json"))
    capsys.readouterr()


def test_few_and_uneven_pictures_are_warned_of_beforehand(tmp_path: Path, capsys: Capture) -> None:
    folder = make_classes(tmp_path / "few", 31, ("discs",))
    make_classes(folder, 3, ("squares",))
    assert main(["train", str(folder), "--name", "few"]) == 0
    told = capsys.readouterr().err
    assert told.index("fewer than 10 pictures: 1 (squares)") < told.index("had not seen")
    assert "discs has 31 pictures and squares 3" in told
    assert "nothing could be held out: 1 (squares)" in told


def test_what_cannot_be_read_is_left_out_and_told(tmp_path: Path, capsys: Capture) -> None:
    folder = make_classes(tmp_path / "made", 6, ("discs", "stripes"))
    (folder / "discs" / "003.jpg").write_bytes(b"\xff\xd8 no more")
    assert main(["train", str(folder), "--name", "eleven"]) == 3
    assert "003.jpg" in capsys.readouterr().err
    card = json.loads((models() / "eleven" / "model.json").read_text(encoding="utf-8"))
    assert card["training"]["trained on"] == "11 pictures of 2 classes"


def test_a_class_of_documents_is_named_though_documents_have_no_things(
    tmp_path: Path, capsys: Capture
) -> None:
    folder = make_classes(tmp_path / "made", 8, ("discs", "squares"))
    assert main(["train", str(folder), "--name", "mine", "-q"]) == 0
    capsys.readouterr()
    found = tags(capsys, str(folder), "-m", "mine")
    assert all(found.values())  # of drawings, which are no photographs


def test_a_head_of_ones_own_as_the_base_means_the_features_that_it_is_on(
    pictures: Path, capsys: Capture
) -> None:
    assert main(["train", str(pictures), "--name", "first", "-q"]) == 0
    assert main(["train", str(pictures), "--name", "second", "--base", "first"]) == 0
    assert "on the features of everyday" in capsys.readouterr().err
    cards = [
        json.loads((models() / n / "model.json").read_text("utf-8")) for n in ("first", "second")
    ]
    assert cards[0] | {"name": "second", "training": {}} == cards[1] | {"training": {}}
    card = models() / "first" / "model.json"
    card.write_text("{}")
    assert main(["train", str(pictures), "--name", "third", "--base", "first"]) == 1
    assert "cannot be used" in capsys.readouterr().err


def test_its_weights_can_be_verified_and_it_can_be_removed(pictures: Path, capsys: Capture) -> None:
    assert main(["train", str(pictures), "--name", "gone", "-q"]) == 0
    assert main(["models", "verify", "gone"]) == 0
    head = models() / "gone" / "head.safetensors"
    content = bytearray(head.read_bytes())
    content[-1] ^= 1
    head.write_bytes(content)
    assert main(["models", "verify", "gone"]) == 1
    assert main(["tag", str(pictures), "-m", "gone", "-q"]) == 1
    assert "head.safetensors" in capsys.readouterr().err
    assert main(["models", "remove", "gone"]) == 0
    assert not (models() / "gone").exists()
    assert main(["models", "verify", "everyday"]) == 0  # whose weights it ran on


def test_whoever_has_other_weights_of_the_base_is_told(
    pictures: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["train", str(pictures), "--name", "other", "-q"]) == 0
    file = models() / "other" / "model.json"
    card = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(card | {"base_sha256": "0" * 64}), encoding="utf-8")
    assert main(["tag", str(pictures), "-m", "other"]) == 1
    assert "other weights of everyday" in capsys.readouterr().err


def test_a_damaged_model_is_told_of_and_hinders_no_other(pictures: Path, capsys: Capture) -> None:
    assert main(["train", str(pictures), "--name", "whole", "-q"]) == 0
    shutil.copytree(models() / "whole", models() / "broken")
    (models() / "broken" / "labels.csv").write_bytes(b"\xff")
    assert main(["models", "list"]) == 0
    listed = capsys.readouterr()
    assert "whole" in listed.out
    assert "broken" in listed.err
    assert main(["tag", str(pictures), "-m", "broken"]) == 1
    assert "broken" in capsys.readouterr().err


def test_its_head_says_what_a_classifier_learns_of_the_same_pictures(
    pictures: Path, tmp_path: Path
) -> None:
    assert main(["train", str(pictures), "--name", "heads", "-q"]) == 0
    made = make_classes(tmp_path / "unseen", 3, seed=7)
    unseen = sorted(each for each in made.rglob("*") if each.is_file())
    assert len(unseen) == 9
    with igtagger.Tagger(device="cpu", precision="fp32") as tagger:
        learned = np.log(tagger.classifier(pictures).scores(unseen))
    with igtagger.Tagger("heads", device="cpu", precision="fp32") as tagger:
        trained = np.log(tagger.scores(unseen))
    # But for the temperatures, which were found on other pictures, the logits are the same.
    one, other = (each - each.mean(axis=1, keepdims=True) for each in (learned, trained))
    scale = (one * other).sum() / (one * one).sum()
    np.testing.assert_allclose(other, scale * one, atol=0.02 * np.abs(other).max())
