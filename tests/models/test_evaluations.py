"""What is kept of an evaluation, and what that comes to."""

from __future__ import annotations

import json
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from igtagger.errors import ReportError
from igtagger.models.evaluations import figures
from igtagger.models.evaluations.record import (
    ClassScore,
    EvaluatedPicture,
    EvaluationRecord,
    NearPair,
    Part,
    load_record,
    save_record,
)

LABELS = ("ant", "bee", "cow")


def picture(
    name: str,
    label: int,
    *scores: tuple[int, float],
    part: Part = "held out",
    familiarity: float | None = None,
) -> EvaluatedPicture:
    return EvaluatedPicture(
        Path(name), label, part, tuple(ClassScore(*each) for each in scores), familiarity
    )


def record(*pictures: EvaluatedPicture, labels: tuple[str, ...] = LABELS) -> EvaluationRecord:
    return EvaluationRecord("birds", labels, pictures)


SOME = record(
    picture("a1", 0, (0, 0.75), (1, 0.125)),
    picture("a2", 0, (1, 0.5), (0, 0.375)),
    picture("a3", 0, (1, 0.875)),
    picture("b1", 1, (1, 0.5)),
    picture("b2", 1),
    picture("t1", 2, (0, 0.75), part="train"),
)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    kept = replace(
        SOME,
        pictures=(*SOME.pictures, picture("odd\udcff\n", 0, (0, 1.0), familiarity=0.25)),
        near=(NearPair(0, 5, 0.96875),),
    )
    file = tmp_path / "model" / "evaluation.json"
    save_record(kept, file)
    assert load_record(file) == kept
    parts = json.loads(file.read_text("ascii"))["parts"]
    assert parts == {"train": 1, "held out": 6}
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, "it names pictures"


def as_json(**changes: object) -> dict[str, Any]:
    one = {"path": "a", "label": 0, "part": "train", "scores": [[0, 0.5]], "familiarity": 1}
    return {"labels": ["ant"], "parts": {}, "pictures": [one | changes]}


def test_scores_are_read_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "evaluation.json"
    value = as_json(scores=[[0, 0.25], [0, 0.5]])
    file.write_text(json.dumps(value))
    assert [each.score for each in load_record(file).pictures[0].scores] == [0.5, 0.25]


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"labels": ["ant"], "pictures": 1},
        as_json(label=1),
        as_json(label=-1),
        as_json(label=True),
        as_json(label="0"),
        as_json(part="test"),
        as_json(part=["train"]),
        as_json(path=1),
        as_json(path="a\0"),
        as_json(scores=[[0]]),
        as_json(scores=[[1, 0.5]]),
        as_json(scores=[[0, 1.5]]),
        as_json(scores=[[0, "1"]]),
        as_json(scores=[[0, float("nan")]]),
        as_json(scores=None),
        as_json(familiarity="much"),
        as_json() | {"near": [[0, 1, 1]]},
        as_json() | {"labels": [1]},
    ],
)
def test_what_is_of_another_form_is_refused(value: object, tmp_path: Path) -> None:
    file = tmp_path / "evaluation.json"
    file.write_text(json.dumps(value))
    with pytest.raises(ReportError, match=r"evaluation\.json is not an evaluation: it is not of"):
        load_record(file)


def test_what_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="cannot be read"):
        load_record(tmp_path / "evaluation.json")
    (tmp_path / "b.json").write_bytes(b"\xff\xfe")
    with pytest.raises(ReportError, match="is not an evaluation"):
        load_record(tmp_path / "b.json")


def test_classes_have_counts_recall_and_precision_of_what_was_held_out() -> None:
    ant, bee, cow = figures.class_figures(SOME)
    assert (ant.seen, ant.right, ant.taken, ant.learned) == (3, 1, 1, 0)
    assert (ant.recall, ant.precision) == (pytest.approx(1 / 3), 1.0)
    assert (bee.seen, bee.right, bee.taken) == (2, 1, 3), "what cannot be read is wrong"
    assert bee.precision == pytest.approx(1 / 3)
    assert (cow.seen, cow.learned, cow.recall, cow.precision) == (0, 1, None, None)


def test_only_classes_that_occur_are_told_of_a_thousand() -> None:
    many = record(picture("a", 7, (900, 0.5)), labels=tuple(map(str, range(1000))))
    assert [each.label for each in figures.class_figures(many)] == [7, 900]
    assert figures.names_that_occur(many) == {7: "7", 900: "900"}


def test_the_most_confused_pairs_come_first_and_in_them_the_surest_picture() -> None:
    found = figures.confusions(SOME)
    assert [(each.label, each.taken_for, len(each.pictures)) for each in found] == [
        (0, 1, 2),
        (0, 0, 1),
        (1, 1, 1),
    ]
    assert [each.path.name for each in found[0].pictures] == ["a3", "a2"]
    assert figures.most_confused(found, 1) == [0]
    assert figures.most_confused(found, 9) == [0, 1]


def test_the_most_surprising_pictures_are_wrong_ones_by_their_loss() -> None:
    found = figures.surprising(SOME.judged, 9)
    assert [each.path.name for each in found] == ["a3", "a2"]
    assert found[0].loss == pytest.approx(-np.log(1e-4)), "not among what is kept"
    assert found[1].loss == pytest.approx(-np.log(0.375))
    assert figures.surprising(SOME.judged, 1) == found[:1]
    assert [each.path.name for each in figures.surprising(SOME.learned, 9)] == ["t1"]


def test_without_anything_held_out_all_pictures_are_judged() -> None:
    learned = record(picture("t", 0, (0, 0.5), part="train"))
    assert learned.judged == learned.learned == learned.pictures


def test_scores_that_are_true_have_no_calibration_error() -> None:
    true = [picture(str(n), 0, (0 if n < 8 else 1, 0.8), (2, 0.1)) for n in range(10)]
    found = figures.calibration(record(*true))
    assert found.error == pytest.approx(0, abs=1e-9)
    assert found.bins[8] == figures.Bin(10, pytest.approx(0.8), 0.8)
    assert [each for each in found.bins if each is not None] == [found.bins[8]]


def test_scores_that_are_too_sure_want_a_temperature_above_one() -> None:
    sure = [picture(str(n), n % 2, (0, 0.99), (1, 0.01)) for n in range(100)]
    unsure = [picture(str(n), 0, (0, 0.6), (1, 0.4)) for n in range(100)]
    two = LABELS[:2]
    assert figures.calibration(record(*sure, labels=two)).temperature > 5
    assert figures.calibration(record(*unsure, labels=two)).temperature < 0.5
    assert figures.calibration(record(*sure, labels=two)).error == pytest.approx(0.49)


def test_the_temperature_is_the_one_that_scores_were_spoilt_by() -> None:
    random = np.random.default_rng(1)
    logits = random.normal(0, 2, (4000, 10))
    true = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    spoilt = np.exp(2 * logits) / np.exp(2 * logits).sum(1, keepdims=True)
    made = []
    for number in range(len(logits)):
        best = np.argsort(-spoilt[number])[:5].tolist()
        label = int(random.choice(10, p=true[number]))
        made.append(picture(str(number), label, *((n, float(spoilt[number, n])) for n in best)))
    found = figures.calibration(record(*made, labels=tuple("abcdefghij")))
    assert found.temperature == pytest.approx(2, abs=0.15)


def test_one_picture_in_twenty_is_less_familiar_than_the_threshold() -> None:
    made = [picture(str(n), 0, (0, 1.0), familiarity=n / 100) for n in range(100)]
    learned = picture("t", 0, (0, 1.0), part="train", familiarity=0.0)
    known = record(*made, learned)
    assert figures.familiar_from(known) == pytest.approx(0.05)
    assert [each.path.name for each in figures.least_familiar(known, 3)] == ["0", "1", "2"]
    assert len(figures.least_familiar(known, 100)) == 5
    assert figures.familiar_from(SOME) is None
    assert figures.least_familiar(SOME, 3) == []


def test_few_pictures_of_a_class_and_lopsided_classes_are_warned_of() -> None:
    made = [picture(f"a{n}", 0, part="train") for n in range(90)]
    made += [picture(f"b{n}", 1, part="train") for n in range(6)]
    made += [picture(f"b{n}", 1) for n in range(6, 9)]
    made += [picture(f"c{n}", 2) for n in range(10)]
    found = figures.dataset_warnings(record(*made))
    assert found.few == ((1, 9),)
    assert found.lopsided == ((0, 90), (1, 9))
    even = figures.dataset_warnings(record(*made[1:]))
    assert even.lopsided is None
