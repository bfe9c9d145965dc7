"""Files for other programs, read back by these programs where they are installed."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from igtagger.__main__ import main
from igtagger.domain import Review
from igtagger.library.facade import Library

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
EXIFTOOL = shutil.which("exiftool")

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    photos = tmp_path / "photos"
    (photos / "deep").mkdir(parents=True)
    shutil.copy(SAMPLES / "cat.jpg", photos / "=1, cat.jpg")
    shutil.copy(SAMPLES / "cat.jpg", photos / "deep" / "Kätzchen.jpg")
    shutil.copy(SAMPLES / "letter.png", photos / "letter.png")
    (photos / "broken.jpg").write_bytes((SAMPLES / "coffee.jpg").read_bytes()[:20_000])
    return photos


def write(folder: Path, form: str, target: Path, *flags: str) -> int:
    return main(["tag", str(folder), "--format", form, "-o", str(target), *flags])


def review(picture: Path, *own: str) -> None:
    file = Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"
    with Library.open(file, on_message=pytest.fail) as library:
        library.save_reviews({picture: Review(own=own)})


# Hugging Face


def test_a_folder_of_pictures_has_its_metadata(photos: Path, capsys: Capture) -> None:
    target = photos / "metadata.jsonl"
    assert write(photos, "imagefolder", target) == 3
    assert "1 pictures are left out" in capsys.readouterr().err
    facts = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert [fact["file_name"] for fact in facts] == [
        "=1, cat.jpg",
        "letter.png",
        "deep/Kätzchen.jpg",
    ]
    assert [fact["label"] for fact in facts] == ["cat", "", "cat"]
    assert [fact["text"] for fact in facts] == ["cat", "", "cat"]
    assert [fact["score"] > 0 for fact in facts] == [True, False, True]
    assert [fact["kind"] for fact in facts] == ["photograph", "text document", "photograph"]


def test_no_column_is_ever_null(photos: Path) -> None:
    target = photos / "metadata.jsonl"
    review(photos / "=1, cat.jpg", "a, b")
    for flags in ([], ["--min-score", "1"], ["--no-kinds"], ["--ignore-reviews"]):
        assert write(photos, "imagefolder", target, *flags) == 3  # ours, and written over
        assert "null" not in target.read_text()
    assert write(photos, "imagefolder", target, "--min-score", "1") == 3
    fact = json.loads(target.read_text().splitlines()[0])
    assert (fact["label"], fact["score"], fact["text"]) == ("a, b", 0.0, "a b")


def test_another_programs_metadata_stays(photos: Path) -> None:
    target = photos / "metadata.jsonl"
    target.write_text('{"file_name": "letter.png", "text": "a letter"}\n')
    assert write(photos, "imagefolder", target) == 1
    assert target.read_text() == '{"file_name": "letter.png", "text": "a letter"}\n'


def test_it_has_its_name_and_its_place(photos: Path, tmp_path: Path, capsys: Capture) -> None:
    assert write(photos, "imagefolder", photos / "tags.jsonl") == 2
    assert "must be called metadata.jsonl" in capsys.readouterr().err
    for elsewhere in (tmp_path / "other", photos / "deep"):
        elsewhere.mkdir(exist_ok=True)
        assert write(photos, "imagefolder", elsewhere / "metadata.jsonl") == 1
        assert "does not lie in the folder of metadata.jsonl" in capsys.readouterr().err
        assert not (elsewhere / "metadata.jsonl").exists()
    assert write(photos, "imagefolder", tmp_path / "metadata.jsonl") == 3
    line = (tmp_path / "metadata.jsonl").read_text("utf-8").splitlines()[0]
    assert json.loads(line)["file_name"] == "photos/=1, cat.jpg"


LOAD = """
import sys, datasets
found = datasets.load_dataset("imagefolder", data_dir=sys.argv[1], cache_dir=sys.argv[2])["train"]
print([(each["image"].size, each["label"], each["text"]) for each in found])
"""


def test_datasets_loads_it(photos: Path, tmp_path: Path) -> None:
    if not importlib.util.find_spec("datasets"):
        pytest.skip("datasets is not installed")
    (photos / "broken.jpg").unlink()
    assert write(photos, "imagefolder", photos / "metadata.jsonl") == 0
    command = [sys.executable, "-c", LOAD, str(photos), str(tmp_path / "cache")]
    environment = os.environ | {"HF_HUB_OFFLINE": "1"}
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert sorted(eval(run.stdout)) == [
        ((451, 300), "cat", "cat"),
        ((451, 300), "cat", "cat"),
        ((708, 1000), "", ""),
    ]


# ExifTool


def test_keywords_are_in_a_row_for_each_picture_with_tags(photos: Path, tmp_path: Path) -> None:
    target = tmp_path / "keywords.csv"
    assert write(photos, "exiftool", target) == 3
    review(photos / "broken.jpg", "to mend", "@home, later")
    assert write(photos, "exiftool", target) == 3  # ours, and written over
    rows = list(csv.reader(target.read_text("utf-8").splitlines()))
    assert rows == [
        ["SourceFile", "Keywords"],
        ["./=1, cat.jpg", "cat"],
        ["./broken.jpg", "to mend, @home later"],
        ["./deep/Kätzchen.jpg", "cat"],
    ]
    assert write(photos, "exiftool", target, "--absolute") == 3
    assert f"{photos.as_posix()}/deep/Kätzchen.jpg,cat" in target.read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not know")
def test_a_name_that_is_not_utf_8_is_left_out(photos: Path, tmp_path: Path) -> None:
    for picture in photos.rglob("*.*"):
        picture.unlink()
    shutil.copy(SAMPLES / "cat.jpg", os.fsencode(photos) + b"/caf\xe9.jpg")
    assert write(photos, "exiftool", tmp_path / "keywords.csv") == 0
    assert (tmp_path / "keywords.csv").read_text() == "SourceFile,Keywords\n"
    assert write(photos, "imagefolder", photos / "metadata.jsonl") == 0
    assert (photos / "metadata.jsonl").read_text() == ""


@pytest.mark.skipif(EXIFTOOL is None, reason="ExifTool is not installed")
@pytest.mark.parametrize("flags", [[], ["--absolute"]])
def test_exiftool_writes_them_into_the_files(
    photos: Path, tmp_path: Path, flags: list[str]
) -> None:
    target = tmp_path / "keywords.csv"
    write(photos, "exiftool", target)
    review(photos / "deep" / "Kätzchen.jpg", "größer", '"5" | @home')
    assert write(photos, "exiftool", target, *flags) == 3

    def exiftool(*arguments: str) -> str:
        command = [str(EXIFTOOL), *arguments, "-r", "."]
        return subprocess.run(
            command, cwd=photos, capture_output=True, check=False, encoding="utf-8"
        ).stdout

    exiftool(f"-csv={target}", "-sep", ", ", "-codedcharacterset=utf8")
    found = json.loads(exiftool("-j", "-Keywords"))
    assert {each["SourceFile"]: each.get("Keywords") for each in found} == {
        "./=1, cat.jpg": "cat",
        "./letter.png": None,
        "./broken.jpg": None,
        "./deep/Kätzchen.jpg": ["cat", "größer", '"5" | @home'],
    }


# Label Studio


def test_tasks_have_the_tags_as_predictions(photos: Path, tmp_path: Path, capsys: Capture) -> None:
    target = tmp_path / "tasks.json"
    for _ in range(2):  # ours, and written over
        assert write(photos, "labelstudio", target) == 3
    assert "1 pictures are left out" in capsys.readouterr().err
    tasks = json.loads(target.read_text("utf-8"))
    assert [task["data"]["image"] for task in tasks] == [
        "/data/local-files/?d=photos/%3D1%2C%20cat.jpg",
        "/data/local-files/?d=photos/letter.png",
        "/data/local-files/?d=photos/deep/K%C3%A4tzchen.jpg",
    ]
    assert [len(task["predictions"]) for task in tasks] == [1, 0, 1]
    (prediction,) = tasks[0]["predictions"]
    assert prediction["model_version"].startswith("everyday ")
    assert prediction["score"] == pytest.approx(0.9966, abs=0.03)
    assert prediction["result"] == [
        {
            "from_name": "label",
            "to_name": "image",
            "type": "choices",
            "value": {"choices": ["cat"]},
        }
    ]


def test_the_configuration_beside_them_names_every_tag_once(photos: Path, tmp_path: Path) -> None:
    write(photos, "labelstudio", tmp_path / "tasks.json")
    review(photos / "letter.png", '<"to & fro">', "cat")
    assert write(photos, "labelstudio", tmp_path / "tasks.json") == 3
    tree = ElementTree.parse(tmp_path / "tasks.xml")
    assert [choice.get("value") for choice in tree.iter("Choice")] == ['<"to & fro">', "cat"]


def test_another_programs_configuration_stays(
    photos: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "tasks.xml").write_text("<View/>")
    assert write(photos, "labelstudio", tmp_path / "tasks.json") == 1
    said = capsys.readouterr().err
    assert "tasks.xml is there already" in said
    assert "tagged" not in said, "before the work, not after it"
    assert (tmp_path / "tasks.xml").read_text() == "<View/>"
    assert not (tmp_path / "tasks.json").exists()
    assert write(photos, "labelstudio", tmp_path / "tasks.json", "--force") == 3
    assert "cat" in (tmp_path / "tasks.xml").read_text()


VALIDATE = """
import json, sys
from pathlib import Path
from label_studio_sdk.label_interface import LabelInterface
labelling = LabelInterface(Path(sys.argv[1]).read_text("utf-8"))
for task in json.loads(Path(sys.argv[2]).read_text("utf-8")):
    for prediction in task["predictions"]:
        print(labelling.validate_prediction(prediction))
"""


def test_label_studio_takes_them(photos: Path, tmp_path: Path) -> None:
    if not importlib.util.find_spec("label_studio_sdk"):
        pytest.skip("label-studio-sdk is not installed")
    write(photos, "labelstudio", tmp_path / "tasks.json")
    command = [sys.executable, "-c", VALIDATE, str(tmp_path / "tasks.xml")]
    command.append(str(tmp_path / "tasks.json"))
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["True", "True"]
