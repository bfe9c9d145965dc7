"""Measuring names: what a list means, what counts as right, and how it is summed up."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pytest

from igtagger.domain import Layer, Tagged
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.sets import load_labels
from igtagger.labels.subjects import Subjects
from igtagger.labels.thresholds import EVERYDAY, USUAL
from igtagger.models.catalog import everyday
from tests.packaging.scripts import PACKAGING

sys.path.append(str(PACKAGING))

from quality.fit_names import FOLDS, folds_of, moved, worth_of
from quality.fit_names import report as fit_report
from quality.gather import Listed, Named
from quality.measure_names import (
    Meanings,
    Seen,
    counts_of,
    judge,
    main,
    parts_of,
    report,
    write_wrong,
)

SET = "imagenet-1k"
INDEX = {label.name: label.index for label in load_labels(SET)}
PHOTOGRAPH = next(label.index for label in load_labels(KINDS) if label.name == "photograph")
NAMING = Naming()
RULE, SUBJECTS = NameRule(NAMING, SET, USUAL), Subjects(NAMING, SET)
CAT, ANIMAL, TABBY = "n02121808", "n00015388", "n02123045"
CATS = {"Egyptian cat": 0.5, "tabby": 0.25, "tiger cat": 0.125}
CAT_AND_CAR = {"tabby": 0.5, "sports car": 0.4375}


def row(terms: str, classes: str = "", package: str = "p", *, of_people: bool = False) -> Named:
    names = frozenset(terms.split("|")) - {""}
    return Named(Listed(classes, package, f"{terms}.jpg"), names, "a thing", of_people)


def seen(labels: dict[str, float], *args: str, photograph: float = 1.0) -> Seen:
    one = row(*args)
    indices, scores = tuple(INDEX[name] for name in labels), tuple(labels.values())
    kinds = Layer(KINDS, (PHOTOGRAPH,), (photograph,))
    path = Path(one.picture.path)
    outcome = Tagged(path, 8, 8, indices, scores, (kinds,), bare=scores[0])
    return Seen(one, Meanings(NAMING.tree).true(one), outcome)


def test_terms_and_classes_are_true_and_so_is_what_stands_above_them() -> None:
    true = Meanings(NAMING.tree).true(row("owl", "281"))
    assert {TABBY, CAT, ANIMAL} <= true
    owls = {term.id for term in NAMING.tree.find("owl")}
    assert owls <= true
    assert not {term.id for term in NAMING.tree.find("dog")} & true


def test_a_term_means_what_people_type_before_what_label_sets_call_so() -> None:
    meanings = Meanings(NAMING.tree)
    assert "n02704792" not in meanings.true(row("amphibian")), "the vehicle"
    assert TABBY in meanings.true(row("tabby")), "tabby cat, in the tree"
    assert "n02075296" in meanings.true(row("carnivore"))


def test_what_nothing_is_called_is_skipped_and_counted() -> None:
    meanings = Meanings(NAMING.tree)
    assert meanings.true(row("unheard-of")) == frozenset()
    meanings.true(row("unheard-of|cat"))
    assert meanings.unknown == {"unheard-of": 2}


def test_a_name_is_right_that_is_true_and_wrong_if_it_is_narrower() -> None:
    pictures = [seen(CATS, "cat"), seen({"tabby": 1.0}, "cat"), seen(CATS, "dog")]
    said = judge(pictures, RULE, SUBJECTS, 50)
    assert [one.right for one in said] == [(True,), (False,), (False,)]
    assert said[0].bits == pytest.approx(np.log2(1000 / 5))


def test_further_names_are_judged_apart() -> None:
    (said,) = judge([seen(CAT_AND_CAR, "sports car")], RULE, SUBJECTS, 100)
    assert said.right == (False, True)
    assert counts_of([said]).tolist() == [[1, 1, 0, 0, 1, 1]]


def test_what_is_no_photograph_has_no_name() -> None:
    (said,) = judge([seen(CATS, "cat", photograph=0.01)], RULE, SUBJECTS, 50)
    assert counts_of([said]).tolist() == [[1, 0, 0, 0, 0, 0]]


def test_the_table_tells_parts_apart_and_how_far_other_packages_would_move_it() -> None:
    pictures = [
        seen(CATS, "cat", "281", "p"),
        seen(CATS, "cat", "282", "p"),
        seen(CATS, "tree", "", "q"),
        seen({"tabby": 0.25}, "dog", "", "r"),
    ]
    text = report(Path("names.csv"), pictures, RULE, SUBJECTS)
    assert (
        "names.csv: 4 pictures of 3 packages (4 all, 2 with a class, 2 without, 0 people)" in text
    )
    cells = {
        tuple(line.strip("| ").split(" | ")[:2]): line.strip("| ").split(" | ")[2:]
        for line in text.splitlines()
        if line.startswith("| 50 ")
    }
    assert cells["50", "all"][0] == "75.0 % (0.0 to 100.0)"
    assert cells["50", "all"][1].startswith("66.7 %")
    assert cells["50", "with a class"][:3] == ["100.0 % (100.0 to 100.0)"] * 2 + ["7.64"]
    assert cells["50", "without"][1].startswith("0.0 %")
    assert cells["50", "people"] == ["-"] * 5
    assert cells["50", "half of each"][0].startswith("75.0 %")
    assert cells["50", "half of each"][1].startswith("66.7 %")


def test_what_is_wrong_is_listed_with_its_name(tmp_path: Path) -> None:
    pictures = [seen(CATS, "cat"), seen(CATS, "tree"), seen({"tabby": 0.25}, "tree")]
    file = tmp_path / "wrong.csv"
    assert write_wrong(file, pictures, RULE, SUBJECTS, 50) == 1
    with file.open(encoding="utf-8", newline="") as lines:
        (line,) = csv.DictReader(lines)
    assert (line["path"], line["name"], line["score"]) == ("tree.jpg", "cat", "0.875")


def test_pictures_go_through_the_program_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "names.csv"
    lines = (
        "package,path,how,classes,terms,shows,people",
        "pypi:scikit-image,skimage/data/chelsea.png,,285,cat|animal,cat,0",
        "pypi:scikit-image,skimage/data/camera.png,,,person|nonsense,man with a camera,1",
    )
    names.write_text("\n".join(lines), encoding="utf-8")
    wrong = tmp_path / "wrong.csv"
    words = ["x", "--work", str(tmp_path), "--wrong", str(wrong), str(names)]
    monkeypatch.setattr(sys, "argv", words)
    main()
    said = capsys.readouterr().out
    assert "| 50 | with a class | 100.0 % (100.0 to 100.0) | 100.0 % (100.0 to 100.0) |" in said
    assert "| 50 | people | 100.0 % (100.0 to 100.0) | 0.0 % (0.0 to 0.0) |" in said
    assert "the tree lacks them: nonsense 1" in said
    assert "1 pictures are named wrongly at detail 50" in said
    assert "tripod" in wrong.read_text(encoding="utf-8")


def test_one_threshold_is_moved_at_the_usual_detail() -> None:
    value, thresholds = moved(EVERYDAY, "label", 0.25)
    assert value == pytest.approx(EVERYDAY.label[2] + 0.25)
    assert thresholds.label[2] == value
    assert thresholds.label[:2] == EVERYDAY.label[:2]
    assert thresholds.label[3:] == EVERYDAY.label[3:]
    value, thresholds = moved(EVERYDAY, "by_norm", -0.1)
    assert value == thresholds.by_norm == pytest.approx(EVERYDAY.by_norm - 0.1)


def test_a_wrong_name_costs_more_than_a_right_one_is_worth() -> None:
    pictures = [seen(CATS, "cat", "281"), seen(CATS, "dog", "207"), seen(CATS, "dog")]
    counts = counts_of(judge(pictures, RULE, SUBJECTS, 50))
    right, wrong, lacking = worth_of(counts, parts_of(pictures)["with a class"]).tolist()
    assert 0 < right < -wrong
    assert wrong / lacking == pytest.approx(3.5 / 2 / 1.3)


def test_a_package_is_in_one_fold_and_folds_are_of_like_size() -> None:
    packages = [f"p{number % 20}" for number in range(200)]
    folds = folds_of(packages)
    assert len({*zip(packages, folds.tolist(), strict=True)}) == 20
    assert set(np.bincount(folds, minlength=FOLDS)) == {20, 30}


def test_every_threshold_gets_a_table_with_its_value_marked() -> None:
    pictures = [seen(CATS, "cat", "281", f"p{n}") for n in range(8)] + [seen(CATS, "dog")]
    head = everyday().heads[0]
    parts = list(fit_report(pictures, head, NAMING))
    assert [part.split()[1] for part in parts] == [
        *("label", "broad", "by_breadth", "share", "by_norm")
    ]
    assert all(part.count("| **") == 1 for part in parts)
    assert all("Best on other packages: " in part for part in parts)
