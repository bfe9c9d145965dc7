"""Measuring: the lists of pictures are sound, gathered as they say, and counted rightly."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from igtagger.labels.sets import load_labels
from tests.packaging.scripts import PACKAGING

sys.path.append(str(PACKAGING))

from kinds.sources import read_parts
from quality.figures import best_temperature, calibration_error, confusion, right_among, tempered
from quality.gather import Listed, gather, part_of, read
from quality.measure import contents_report, kinds_report

QUALITY = PACKAGING / "quality"
KINDS = ("kinds.csv", "kinds_second.csv", "kinds_first.csv")


def test_every_kind_of_the_list_is_a_label_and_has_pictures() -> None:
    kinds = {label.name for label in load_labels("kinds")}
    assert {one.label for name in KINDS for one in read(QUALITY / name)} == kinds


def test_no_package_gives_many_pictures_of_one_kind() -> None:
    counted = Counter((one.package, one.label) for name in KINDS for one in read(QUALITY / name))
    assert max(counted.values()) <= 8


def test_what_is_reported_is_never_trained_on() -> None:
    packages = {one.package for name in KINDS for one in read(QUALITY / name)}
    learned = {source.package for part in read_parts().values() for source in part}
    assert packages.isdisjoint(learned)


def test_classes_of_the_list_are_those_that_it_names() -> None:
    names = [label.name for label in load_labels("imagenet-1k")]
    listed = (QUALITY / "contents.csv").read_text(encoding="utf-8").splitlines()[1:]
    said = [line.rsplit(",", 1)[1] for line in listed]
    meant = [
        "|".join(names[int(index)] for index in one.label.split())
        for one in read(QUALITY / "contents.csv")
    ]
    assert said == meant


def test_a_list_that_has_a_picture_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "kinds.csv"
    file.write_text("kind,package,path,how\nmap,a,b.png,\nicon,a,b.png,\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"kinds\.csv: a picture comes twice"):
        read(file)


def test_pictures_come_as_they_are_or_in_a_format_that_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "packages/games"
    folder.mkdir(parents=True)
    (folder / ".unpacked").touch()
    Image.new("RGB", (4, 2), "red").save(folder / "a.png")
    Image.new("RGB", (4, 2), "blue").save(folder / "b.sgi")
    rows = [Listed("icon", "games", name) for name in ("a.png", "b.sgi", "gone.png")]
    found = gather(rows, tmp_path)
    assert found[rows[0]] == folder / "a.png"
    assert found[rows[1]].suffix == ".png"
    with Image.open(found[rows[1]]) as made:
        assert made.getpixel((0, 0)) == (0, 0, 255)
    assert rows[2] not in found
    assert capsys.readouterr().out == "missing: games: gone.png\n"


def test_pictures_of_installed_packages_are_found_without_fetching(tmp_path: Path) -> None:
    cat = Listed("281", "pypi:scikit-image", "skimage/data/chelsea.png")
    with Image.open(gather([cat], tmp_path)[cat]) as picture:
        assert picture.size == (451, 300)
    assert not any(tmp_path.iterdir())


def test_a_part_is_said_in_shares_of_the_sides() -> None:
    whole = Image.new("L", (10, 20))
    whole.paste(255, (5, 0, 10, 10))
    assert part_of(whole, (0.5, 0, 1, 0.5)).getextrema() == (255, 255)
    assert part_of(whole, (0.5, 0, 1, 0.5)).size == (5, 10)


SCORES = np.array([[0.7, 0.2, 0.1], [0.5, 0.4, 0.1], [0.1, 0.2, 0.7]], np.float32)
TRUTH = [frozenset({0}), frozenset({1, 2}), frozenset({2})]


def test_a_picture_is_right_if_any_of_its_labels_is_named() -> None:
    assert right_among(SCORES, TRUTH, 1).tolist() == [True, False, True]
    assert right_among(SCORES, TRUTH, 2).tolist() == [True, True, True]


def test_calibration_is_the_gap_of_score_and_accuracy() -> None:
    sure = np.array([[0.99, 0.01]] * 4, np.float32)
    truth = [frozenset({0}), frozenset({0}), frozenset({0}), frozenset({1})]
    assert calibration_error(sure, truth) == pytest.approx(0.24)


def test_a_higher_temperature_makes_scores_less_sure() -> None:
    assert tempered(np.array([[0.8, 0.2]], np.float32), 2)[0, 0] == pytest.approx(2 / 3, abs=1e-6)


def test_the_best_temperature_is_the_one_that_was_divided_by() -> None:
    dice = np.random.default_rng(3)
    logits = dice.normal(size=(4000, 5)) * 2
    scores = tempered(np.exp(logits) / np.exp(logits).sum(1, keepdims=True), 1).astype(np.float32)
    drawn = [frozenset({int(dice.choice(5, p=p / p.sum()))}) for p in scores.astype(float)]
    assert best_temperature(tempered(scores, 2), drawn) == pytest.approx(0.5, abs=0.04)


def test_confusion_tells_what_was_said_instead() -> None:
    assert confusion(("a", "b", "c"), SCORES, [0, 1, 1]) == [
        ("a", 1, 1.0, ""),
        ("b", 2, 0.0, "a 1, c 1"),
    ]


def test_the_tables_count_pictures_that_show_no_class_apart() -> None:
    rows = [Listed("0", "p", "1"), Listed("1 2", "q", "2"), Listed("", "r", "3")]
    scores = np.array([*SCORES[:2], (0.4, 0.3, 0.3)], np.float32)
    text = contents_report(rows, scores, 1.0)
    assert "photographs that show a class: 2, of 3 classes, from 3 packages" in text
    assert "top-1 50.0%, top-5 100.0%" in text
    assert "| 0.3 | 100.0% | 50.0% | 100.0% |" in text
    assert "| 0.5 | 100.0% | 50.0% | 0.0% |" in text


def test_the_table_of_kinds_parts_photographs_from_the_rest() -> None:
    names = ("photograph", "icon", "map")
    rows = [Listed(name, "p", name) for name in ("photograph", "map", "map")]
    text = kinds_report(rows, names, SCORES, 1.0)
    assert "(of 1 photographs 1 found, 1 other pictures taken for one)" in text
    assert "| map | 2 | 50.0% | photograph 1 |" in text
