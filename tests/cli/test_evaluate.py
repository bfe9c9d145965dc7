"""``igtagger evaluate`` on folders of known classes."""

from __future__ import annotations

import csv
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.cli.evaluate import find_classes
from igtagger.errors import UsageError
from igtagger.labels.naming import Naming
from igtagger.labels.subjects import Subjects
from igtagger.settings import Settings

NAMING = Naming()
SUBJECTS = Subjects(NAMING, "imagenet-1k")
Capture = pytest.CaptureFixture[str]


def make(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).mkdir(parents=True)
    return folder


def photograph(name: str, folder: Path) -> Path:
    spec = find_spec("skimage")  # to import it takes a second
    assert spec is not None
    assert spec.origin is not None
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(Path(spec.origin).parent / "data" / name, folder))


def rows(file: Path) -> dict[str, dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["path"]: row for row in csv.DictReader(lines)}


@pytest.mark.unprepared
def test_classes_are_named_by_label_term_wordnet_id_or_index(tmp_path: Path) -> None:
    folder = make(tmp_path, "tench", "n01443537", "2", "Hammerhead", "tiger_shark", "cat")
    found = find_classes(folder, SUBJECTS, NAMING)
    assert {name: subject.index for name, subject in found.items()} == {
        "2": 2,
        "Hammerhead": 4,
        "cat": None,
        "n01443537": 1,
        "tench": 0,
        "tiger_shark": 3,
    }


@pytest.mark.unprepared
def test_a_name_of_several_things_must_be_given_by_id(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="several things") as caught:
        find_classes(make(tmp_path / "by-name", "cardigan"), SUBJECTS, NAMING)
    assert "cardigan (n02963159)" in str(caught.value)
    assert "Cardigan Welsh corgi (n02113186)" in str(caught.value)
    assert "by id" in caught.value.hint
    found = find_classes(make(tmp_path / "by-id", "n02113186", "474"), SUBJECTS, NAMING)
    assert [found[name].index for name in ("n02113186", "474")] == [264, 474]


@pytest.mark.unprepared
def test_a_folder_that_is_no_class_is_named_with_what_was_perhaps_meant(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holiday") as caught:
        find_classes(make(tmp_path / "a", "holiday", "cat"), SUBJECTS, NAMING)
    assert caught.value.hint.startswith("Name folders by")
    with pytest.raises(UsageError, match=r"dogg .* nor are 1 other") as caught:
        find_classes(make(tmp_path / "b", "dogg", "holiday"), SUBJECTS, NAMING)
    assert "Did you mean 'dog'?" in caught.value.hint


def test_the_figures_follow_from_the_table_of_the_same_pictures(
    tmp_path: Path, capsys: Capture
) -> None:
    folder = make(tmp_path / "set", "velvet", "tabby cat")
    for number in range(3):
        Image.new("RGB", (64, 64), (80 * number, 10, 10)).save(folder / "velvet" / f"{number}.png")
        noise = Image.effect_noise((64, 64), 60).convert("RGB")
        noise.save(folder / "tabby cat" / f"{number}.png")
    (folder / "tabby cat" / "bad.png").write_bytes(b"no")
    wrong = tmp_path / "wrong.csv"
    assert main(["evaluate", str(folder), "--no-kinds", "--wrong", str(wrong)]) == 3
    said = capsys.readouterr().out
    table = tmp_path / "t.csv"
    main(["tag", str(folder), "--no-kinds", "--labels", "--layout", "wide", "-o", str(table)])
    tagged = rows(table).values()
    right = sum(row["label_1"] == row["path"].split("/")[0] for row in tagged)
    top5 = sum(
        row["path"].split("/")[0] in [row[f"label_{rank}"] for rank in range(1, 6)]
        for row in tagged
    )
    assert "7 pictures of 2 classes" in said
    assert f"top-1  {100 * right / 7:6.2f} %" in said
    assert f"top-5  {100 * top5 / 7:6.2f} %" in said
    listed = rows(wrong)
    assert len(listed) >= 7 - right
    assert listed["tabby cat/bad.png"]["error"] != ""


def test_names_are_measured_as_tag_says_them(tmp_path: Path, capsys: Capture) -> None:
    folder, wrong = tmp_path / "set", tmp_path / "wrong.csv"
    photograph("chelsea.png", folder / "cat")
    photograph("page.png", folder / "cat")
    photograph("camera.png", folder / "dog")
    photograph("coffee.png", folder / "n07930864")
    command = ["evaluate", str(folder), "--precision", "fp32", "--wrong", str(wrong)]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "4 pictures of 3 classes" in said
    assert "top-1    0.00 %   of the 1 in folders of labels" in said, "it says espresso"
    assert "below   33.33 %   of the 3 in folders of terms" in said
    assert "Of kinds in which nothing is named: 1." in said
    listed = rows(wrong)
    assert listed["cat/page.png"]["verdict"] == "other kind"
    camera = listed["dog/camera.png"]
    assert (camera["class"], camera["verdict"], camera["name"]) == ("dog", "wrong", "tripod")
    assert camera["why"].startswith("tripod ")
    assert "cat/chelsea.png" not in listed
    table = tmp_path / "t.csv"
    main(["tag", str(folder), "--precision", "fp32", "-o", str(table)])
    assert rows(table)["dog/camera.png"]["tags"] == "tripod"


def test_folders_may_be_named_in_the_persons_language(tmp_path: Path, capsys: Capture) -> None:
    folder, wrong = tmp_path / "set", tmp_path / "wrong.csv"
    photograph("camera.png", folder / "Katze")
    command = ["evaluate", str(folder), "--wrong", str(wrong)]
    assert main(command) == 2
    assert "Katze is not named for anything" in capsys.readouterr().err
    assert main([*command, "--names", "xx"]) == 2
    assert "There are no names in 'xx'" in capsys.readouterr().err
    assert main([*command, "--names", "de"]) == 0
    row = rows(wrong)["Katze/camera.png"]
    assert (row["class"], row["name"]) == ("Katze", "Stativ")


def test_folders_may_be_named_by_the_persons_own_rules(tmp_path: Path, capsys: Capture) -> None:
    folder, wrong = tmp_path / "set", tmp_path / "wrong.csv"
    photograph("camera.png", folder / "moggy")
    rules = Settings.from_environment().vocabulary_file
    rules.write_text('[rename]\n"cat" = "moggy"\n"nonesuch" = "x"\n', "utf-8")
    assert main(["evaluate", str(folder), "--wrong", str(wrong)]) == 0
    assert "nonesuch" in capsys.readouterr().err, "what is wrong in the file is told"
    row = rows(wrong)["moggy/camera.png"]
    assert (row["class"], row["verdict"]) == ("moggy", "wrong")


def test_more_detail_makes_more_names(tmp_path: Path, capsys: Capture) -> None:
    folder, wrong = tmp_path / "set", tmp_path / "wrong.csv"
    photograph("grass.png", folder / "plant")
    verdicts = {}
    for detail in ("0", "100"):
        command = ["evaluate", str(folder), "--no-kinds", "--detail", detail]
        assert main([*command, "--wrong", str(wrong)]) == 0
        verdicts[detail] = rows(wrong)["plant/grass.png"]["verdict"]
    assert verdicts == {"0": "no name", "100": "wrong"}
    figures = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["0", "0.00", "%", "-", "-", "-"] in figures
    assert ["100", "100.00", "%", "0.00", "%", "-", "-"] in figures
