"""The snippets of docs/library.md run, print what they say, and agree with timm."""

from __future__ import annotations

import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import igtagger
from igtagger.app.learning.head_fitting import fit_ridge
from igtagger.labels.sets import load_labels
from igtagger.models.catalog import everyday
from igtagger.models.heads import rooted
from tests.api.timms import of_timm

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "library.md").read_text("utf-8")
SAMPLES = ROOT / "resources" / "samples"
NUMBER = re.compile(r"\b[01]\.\d+\b")
LABELS = load_labels("imagenet-1k")
TEMPERATURE = everyday().heads[0].temperature
BLOCK = re.compile(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", re.DOTALL)
"""A snippet, and what the page says that it prints."""


def photograph(name: str) -> Path:
    spec = find_spec("skimage")  # to import it takes a second
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "data" / name


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the page's snippets run."""
    folder = tmp_path / "pictures"
    (folder / "holiday").mkdir(parents=True)
    for source, *names in (
        (SAMPLES / "cat.jpg", "cat.jpg", "holiday/cat.jpg"),
        (SAMPLES / "coffee.jpg", "coffee.jpg", "holiday/coffee.jpg"),
        (photograph("coffee.png"), "cup.png"),
        (photograph("chelsea.png"), "kitten.png", "two-cats.png"),
    ):
        for name in names:
            shutil.copy(source, folder / name)
    (folder / "holiday" / "broken.jpg").write_bytes((SAMPLES / "cat.jpg").read_bytes()[:9000])
    monkeypatch.chdir(folder)
    return folder


def run_all(capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], list[str]]:
    """What the snippets leave behind, and what each printed; as the page says where it says it."""
    left: dict[str, Any] = {}
    printed = []
    for snippet, told in BLOCK.findall(PAGE):
        exec(compile(snippet, "docs/library.md", "exec"), left)
        said = capsys.readouterr().out
        printed.append(said)
        if told:
            assert NUMBER.sub("#", said) == NUMBER.sub("#", told)
            numbers = [[float(each) for each in NUMBER.findall(text)] for text in (said, told)]
            assert numbers[0] == pytest.approx(numbers[1], abs=0.03)
    return left, printed


def test_all_snippets_of_the_page_run_and_agree_with_timm(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left, printed = run_all(capsys)
    cat, coffee = pictures / "cat.jpg", pictures / "coffee.jpg"
    timms = of_timm(cat, coffee)
    # "A model, on a device"
    assert "(cpu), openvino, fp32" in printed[1] or "(cpu), torch, fp32" in printed[1]
    assert "Everyday (built in) Apache-2.0 1000" in printed[1]
    assert "everyday True Apache-2.0" in printed[2]
    assert "32x8d False CC-BY-NC-4.0" in printed[2]
    # The first lines: the five best
    expected = timms.scores(TEMPERATURE)
    order = np.argsort(-expected[1])[:5].tolist()
    lines = [line.split("  ") for line in printed[0].splitlines()]
    assert [name for _, name, _ in lines] == [LABELS[index].name for index in order]
    assert [wnid for _, _, wnid in lines] == [LABELS[index].wnid for index in order]
    assert [float(score) for score, *_ in lines] == pytest.approx(expected[1, order], abs=1.5e-4)
    # "One picture"
    assert np.abs(left["batch"][0] - timms.inputs[0]).max() < 1e-6, "small ones are not reduced"
    assert np.abs(left["scores"] - expected).max() <= 1e-4
    # "Features"
    most = np.abs(timms.features).max()
    assert np.abs(left["features"] - timms.features).max() <= 1e-4 * most
    # "A folder to a table"
    rows = printed[-2].splitlines()
    assert [Path(line.split(" ")[0]).name for line in rows] == [
        "broken.jpg",
        "cat.jpg",
        "coffee.jpg",
    ]
    assert " failed None None" in rows[0]
    assert " tagged cat 0.9" in rows[1]
    table = left["table"]
    assert table["label_1"].tolist()[1:] == ["Egyptian cat", "espresso"]
    best = expected.max(axis=1)
    assert table["score_1"].tolist()[1:] == pytest.approx(best, abs=6e-4), "as tables round"
    assert "cut off" in table["error"][0]


def test_the_classifier_is_a_ridge_on_the_roots_of_what_timm_sees(pictures: Path) -> None:
    files = [pictures / name for name in ("coffee.jpg", "cup.png", "cat.jpg", "kitten.png")]
    labels = np.array([0, 0, 1, 1])
    head = fit_ridge(rooted(of_timm(*files).features), labels, 2)
    expected = head.logits(rooted(of_timm(pictures / "two-cats.png").features))[0]
    with igtagger.Tagger(device="cpu", precision="fp32", exact=True) as tagger:
        learned = tagger.classifier({"cup": files[:2], "cat": files[2:]})
        found = learned.scores(pictures / "two-cats.png")[0]
    assert found.argmax() == expected.argmax() == 1
    # A softmax of two classes tells the difference of their logits, but for the temperature.
    assert np.log(found[1] / found[0]) > 0
    assert learned.names == ("cup", "cat")
