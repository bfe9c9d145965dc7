"""``igtagger models import``: checkpoints of timm's training script, and models of others.

timm's ``train.py`` is not in its distribution; the files here are written by
``timm.utils.CheckpointSaver``, by which the script writes all of its own.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import timm
import torch
from PIL import Image
from safetensors.numpy import load_file, save_file
from timm.data import create_transform
from timm.optim import create_optimizer_v2
from timm.utils import CheckpointSaver, ModelEmaV3

from igtagger.__main__ import main
from igtagger.models.own_models import load_models
from igtagger.models.weights.checkpoints import read_checkpoint
from igtagger.settings import Settings
from tests.training_pictures import make_classes

Capture = pytest.CaptureFixture[str]
CLASSES = ("discs", "squares", "stripes")


def save(folder: Path, optimizer: str = "sgd", **others: Any) -> tuple[Path, torch.nn.Module]:
    """A checkpoint as timm's script writes it after an epoch, and the averaged network in it."""
    torch.manual_seed(0)
    name = others.pop("model", "tf_efficientnet_lite0")
    model = timm.create_model(name, num_classes=len(CLASSES))
    made = create_optimizer_v2(model, opt=optimizer, lr=0.01, momentum=0.9, weight_decay=1e-3)
    average = ModelEmaV3(model, decay=0.5)
    model(torch.randn(2, 3, 64, 64)).square().sum().backward()
    made.step()
    average.update(model, step=1)
    args = argparse.Namespace(
        model=name, opt_betas=(0.9, 0.99), mean=None, std=[0.5, 0.5, 0.5], amp=False, lr=0.01
    )
    for key, value in others.items():
        setattr(args, key, value)
    folder.mkdir()
    saver = CheckpointSaver(
        model, made, args=args, model_ema=average, checkpoint_dir=str(folder), recovery_dir=""
    )
    saver.save_checkpoint(0, metric=55.5)
    return folder / "model_best.pth.tar", average.module.eval()


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    file = tmp_path / "classes.csv"
    file.write_text("name\n" + "\n".join(CLASSES), encoding="utf-8")
    return file


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_the_average_in_timms_checkpoint_becomes_a_model(
    tmp_path: Path, classes: Path, capsys: Capture, optimizer: str
) -> None:
    file, module = save(tmp_path / "out", optimizer)
    assert read_checkpoint(file).part == "state_dict_ema"
    command = ["models", "import", str(file), "--labels", str(classes), "--name", "Shapes"]
    assert main(command) == 0
    assert "Apache-2.0" in capsys.readouterr().err

    spec = load_models(Settings.from_environment()).find("shapes")
    kept = load_file(spec.weights.path)  # type: ignore[union-attr]
    for name, value in module.state_dict().items():
        assert np.array_equal(kept[name], value.numpy()), name

    pictures = make_classes(tmp_path / "pictures", 2)
    assert main(["tag", str(pictures), "-m", "shapes", "-q", "--exact", "--precision", "fp32"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    half = (0.5, 0.5, 0.5)
    how = create_transform(
        224, interpolation="bicubic", mean=half, std=half, crop_pct=1.0, crop_mode="squash"
    )
    for row in rows:
        with Image.open(pictures / row["path"]) as picture, torch.inference_mode():
            scores = module(how(picture.convert("RGB"))[None]).softmax(dim=1)[0]
        assert row["tags"] == CLASSES[int(scores.argmax())]
        assert float(row["score"]) == pytest.approx(float(scores.max()), abs=0.02)


@pytest.mark.slow
def test_a_checkpoint_of_the_large_network_becomes_a_model(
    tmp_path: Path, classes: Path, capsys: Capture
) -> None:
    file, _ = save(tmp_path / "out", model="resnext101_32x8d")
    assert main(["models", "import", str(file), "--labels", str(classes), "--name", "big"]) == 0
    assert "CC-BY-NC-4.0" in capsys.readouterr().err
    command = ["models", "import", str(file), "--labels", str(classes), "--name", "random"]
    assert main([*command, "--own-licence"]) == 0
    assert load_models(Settings.from_environment()).find("random").licence.name == "own"


def test_a_plain_state_dict_and_one_of_several_devices_are_taken(
    tmp_path: Path, classes: Path
) -> None:
    _, module = save(tmp_path / "out")
    state = module.state_dict()
    torch.save(state, tmp_path / "plain.pth")
    torch.save({"state_dict": {f"module.{n}": v for n, v in state.items()}}, tmp_path / "ddp.pth")
    for name in ("plain", "ddp"):
        assert (
            main(["models", "import", str(tmp_path / f"{name}.pth"), "--labels", str(classes)]) == 0
        )


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return print, ("hello",)


def test_nothing_in_a_checkpoint_is_run(tmp_path: Path, classes: Path, capsys: Capture) -> None:
    file, _ = save(tmp_path / "out", extra=Evil())
    assert main(["models", "import", str(file), "--labels", str(classes)]) == 1
    told = capsys.readouterr()
    assert "hello" not in told.out
    assert "print" in told.err


@pytest.mark.parametrize(
    ("table", "said"),
    [("a\nb\n", "3 classes, the table 2"), ("a\na\nb\n", "told apart"), ("", "labels")],
)
def test_classes_that_do_not_fit_are_told(
    tmp_path: Path, capsys: Capture, table: str, said: str
) -> None:
    file, _ = save(tmp_path / "out")
    (tmp_path / "classes.csv").write_text(table, encoding="utf-8")
    labels = str(tmp_path / "classes.csv")
    assert main(["models", "import", str(file), "--labels", labels]) == 1
    assert said in capsys.readouterr().err


def test_another_architecture_is_told(tmp_path: Path, classes: Path, capsys: Capture) -> None:
    model = timm.create_model("resnet10t", num_classes=3)
    torch.save({"state_dict": model.state_dict()}, tmp_path / "other.pth")
    command = ["models", "import", str(tmp_path / "other.pth"), "--labels", str(classes)]
    assert main(command) == 1
    assert "none that igtagger can build" in capsys.readouterr().err
    assert main([*command, "--like", "32x8d"]) == 1
    assert "does not fit ig_resnext101_32x8d" in capsys.readouterr().err
    assert main([*command, "--like", "nothing"]) == 2
    capsys.readouterr()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", pickle.dumps({"a": 1}, 2), b"\x10\0\0\0\0\0\0\0{" + b" " * 20, b"name\n"],
)
def test_what_is_no_model_is_refused_with_and_without_labels(
    tmp_path: Path, classes: Path, capsys: Capture, content: bytes
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    assert main(["models", "import", str(file)]) == 1
    assert main(["models", "import", str(file), "--labels", str(classes)]) == 1
    assert main(["models", "import", str(tmp_path / "nowhere")]) == 1
    assert main(["models", "import", str(tmp_path)]) == 1
    capsys.readouterr()


def test_an_exported_file_that_was_changed_is_refused(tmp_path: Path, capsys: Capture) -> None:
    pictures = make_classes(tmp_path / "pictures", 5)
    assert main(["train", str(pictures), "--name", "mine", "-q"]) == 0
    file = tmp_path / "mine.safetensors"
    assert main(["models", "export", "mine", str(file), "-q"]) == 0
    content = bytearray(file.read_bytes())
    content[-3] ^= 64
    file.write_bytes(content)
    assert main(["models", "import", str(file), "--name", "changed"]) == 1
    assert "not what its card tells" in capsys.readouterr().err
    save_file({"a": np.zeros(3, np.float32)}, file, {"igtagger.model": "{}", "igtagger.labels": ""})
    assert main(["models", "import", str(file), "--name", "changed"]) == 1
    assert "no card" in capsys.readouterr().err


def test_a_model_of_igtaggers_is_not_exported(tmp_path: Path, capsys: Capture) -> None:
    assert main(["models", "export", "everyday", str(tmp_path / "a.safetensors")]) == 2
    assert "there on other computers too" in capsys.readouterr().err
    assert not (tmp_path / "a.safetensors").exists()


def test_another_file_is_not_written_over_by_an_export(tmp_path: Path, capsys: Capture) -> None:
    pictures = make_classes(tmp_path / "pictures", 5)
    assert main(["train", str(pictures), "--name", "mine", "-q"]) == 0
    file = tmp_path / "thesis.txt"
    file.write_text("years of work")
    assert main(["models", "export", "mine", str(file), "-q"]) == 1
    assert file.read_text() == "years of work"
    capsys.readouterr()


@pytest.mark.parametrize(
    "options",
    [
        ["--allow-other"],
        ["--like", "32x8d"],
        ["--own-licence"],
    ],
)
def test_options_that_go_with_something_else_are_refused(
    tmp_path: Path, options: list[str], capsys: Capture
) -> None:
    assert main(["models", "import", str(tmp_path / "file"), *options]) == 2
    assert main(["models", "import", "32x8d", str(tmp_path / "file"), "--name", "a"]) == 2
    assert main(["models", "import", "a", "b", "c"]) == 2
    capsys.readouterr()


def test_its_card_tells_where_it_came_from(tmp_path: Path, classes: Path) -> None:
    file, _ = save(tmp_path / "out")
    assert main(["models", "import", str(file), "--labels", str(classes), "--name", "a", "-q"]) == 0
    folder = Settings.from_environment().models_dir / "a"
    card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    assert card["training"]["imported from"] == "model_best.pth.tar"
    assert card["training"]["weights"] == "state_dict_ema"
