"""``igtagger evaluate`` on folders of known classes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.cli.evaluate import find_classes
from igtagger.domain import Label
from igtagger.errors import UsageError
from igtagger.labels.sets import load_labels

IMAGENET = load_labels("imagenet-1k")


def make(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).mkdir(parents=True)
    return folder


@pytest.mark.unprepared
def test_classes_are_named_by_label_wordnet_id_or_index(tmp_path: Path) -> None:
    folder = make(tmp_path, "tench", "n01443537", "2", "tiger_shark")
    (tmp_path / "tiger_shark").rename(tmp_path / "Hammerhead")
    assert find_classes(folder, IMAGENET) == {
        "tench": 0,
        "n01443537": 1,
        "2": 2,
        "Hammerhead": 4,
    }


def test_a_label_of_two_classes_must_be_given_by_its_id(tmp_path: Path) -> None:
    bird, machine = Label(0, "crane", "n02012849"), Label(1, "crane", "n03126707")
    with pytest.raises(UsageError, match="several classes") as caught:
        find_classes(make(tmp_path / "by-name", "crane"), (bird, machine))
    assert "WordNet id" in caught.value.hint
    folder = make(tmp_path / "by-id", "n02012849", "1")
    assert find_classes(folder, (bird, machine)) == {"n02012849": 0, "1": 1}


def test_a_folder_that_is_no_class_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holiday"):
        find_classes(make(tmp_path, "holiday"), IMAGENET)


def test_the_figures_follow_from_the_table_of_the_same_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make(tmp_path / "set", "velvet", "tabby")
    for number in range(3):
        Image.new("RGB", (64, 64), (80 * number, 10, 10)).save(folder / "velvet" / f"{number}.png")
        Image.effect_noise((64, 64), 60).convert("RGB").save(folder / "tabby" / f"{number}.png")
    (folder / "tabby" / "bad.png").write_bytes(b"no")
    wrong = tmp_path / "wrong.csv"
    assert main(["evaluate", str(folder), "--wrong", str(wrong)]) == 3
    said = capsys.readouterr().out
    table = tmp_path / "t.csv"
    main(["tag", str(folder), "--no-kinds", "-o", str(table)])
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    right = sum(row["label_1"] == row["path"].split("/")[0] for row in rows)
    top5 = sum(
        row["path"].split("/")[0] in [row[f"label_{rank}"] for rank in range(1, 6)] for row in rows
    )
    assert "7 pictures of 2 classes" in said
    assert f"top-1  {100 * right / 7:6.2f} %" in said
    assert f"top-5  {100 * top5 / 7:6.2f} %" in said
    with wrong.open(encoding="utf-8", newline="") as lines:
        listed = list(csv.DictReader(lines))
    assert len(listed) == 7 - right
    assert [row["error"] for row in listed if row["path"] == "tabby/bad.png"] != [""]
