"""What an evaluation counts, of outcomes that are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from igtagger.app.evaluation import DETAILS, Evaluation
from igtagger.domain import Failed, LabelRef, Layer, Outcome, Reason, Tagged
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.opinion import OpinionRule
from igtagger.labels.sets import load_labels
from igtagger.labels.subjects import Subjects
from igtagger.labels.thresholds import USUAL

SET = "imagenet-1k"
INDEX = {label.name: label.index for label in load_labels(SET)}
KIND = {label.name: label.index for label in load_labels(KINDS)}
CATS = (("Egyptian cat", 0.5), ("tiger cat", 0.125), ("tabby", 0.25))
TRUCKS = (("fire engine", 0.4375), ("garbage truck", 0.3125), ("tow truck", 0.125))
SURE = (("tabby", 0.9375),)


def picture(
    path: str, labels: tuple[tuple[str, float], ...], kind: str = "photograph", bare: float = -1
) -> Tagged:
    ranked = sorted(labels, key=lambda each: -each[1])
    return Tagged(
        Path(path),
        *(8, 8),
        tuple(INDEX[name] for name, _ in ranked),
        tuple(score for _, score in ranked),
        (Layer(KINDS, (KIND[kind],), (0.75,)),),
        bare=ranked[0][1] if bare < 0 else bare,
    )


def evaluated(*outcomes: Outcome, detail: float = 50, most: int = 1) -> Evaluation:
    """Folders are the first part of paths."""
    naming = Naming()
    subjects = Subjects(naming, SET)
    shown = {each.path.parts[0]: subjects.find(each.path.parts[0])[0] for each in outcomes}
    rule = OpinionRule(SET, most, names=NameRule(naming, SET, USUAL), detail=detail)
    found = Evaluation(lambda path: shown[path.parts[0]], subjects, rule)
    for outcome in outcomes:
        found.take(outcome)
    found.finish()
    return found


def test_names_are_counted_for_each_detail() -> None:
    found = evaluated(picture("tow truck/1", TRUCKS), picture("tabby/1", SURE))
    assert tuple(found.names) == DETAILS
    assert [figures.named for figures in found.names.values()] == [2, 2, 2, 2, 2]
    assert [figures.right for figures in found.names.values()] == [2, 2, 2, 1, 1]
    label, truck = 9.966, 7.644
    assert found.names[50].bits == pytest.approx(label + truck, abs=0.01), "of five trucks"
    assert found.names[100].bits == pytest.approx(label, abs=0.01), "of right ones alone"


def test_a_detail_of_ones_own_is_measured_besides() -> None:
    assert tuple(evaluated(picture("cat/1", CATS), detail=60).names) == (0, 25, 50, 60, 75, 100)


def test_best_labels_are_judged_apart_where_the_folder_is_a_term() -> None:
    found = evaluated(picture("tiger cat/1", CATS), picture("cat/1", CATS), picture("dog/1", CATS))
    assert (found.labels.seen, found.labels.top1, found.labels.top5) == (1, 0, 1)
    assert (found.terms.seen, found.terms.top1) == (2, 1)
    assert (found.names[50].seen, found.names[50].right) == (3, 2)
    of_labels = found.names_of_labels[50]
    assert (of_labels.seen, of_labels.named, of_labels.right) == (1, 1, 1)


def test_what_could_not_be_read_is_wrong_and_has_no_name() -> None:
    failed = Failed(Path("cat/bad"), Reason("picture.empty", path="bad"))
    found = evaluated(picture("cat/1", SURE), failed)
    assert (found.seen, found.failed, found.terms.top1) == (2, 1, 1)
    assert (found.names[50].seen, found.names[50].named) == (2, 1)
    (miss,) = found.misses
    assert (miss.path, miss.verdict, miss.reason) == (failed.path, "unread", failed.reason)


def test_what_is_of_another_kind_has_no_name_and_is_told_apart() -> None:
    unsure = (("tabby", 0.0625),)
    found = evaluated(picture("cat/1", SURE, "map"), picture("cat/2", unsure))
    assert found.of_other_kinds == 1
    assert found.names[0].named == found.names[100].named - 1 == 0
    first, second = found.misses
    assert (first.verdict, second.verdict) == ("other kind", "no name")
    assert first.parts == ((LabelRef(KINDS, KIND["map"]), 0.75),)


def test_what_is_not_right_is_listed_with_what_the_name_is_the_sum_of() -> None:
    found = evaluated(
        picture("tabby/name and label are right", SURE),
        picture("tabby/the label is wrong", CATS),
        picture("dog/both are wrong", CATS),
    )
    label, both = found.misses
    assert (label.verdict, label.rank) == ("right", 2)
    assert (both.verdict, both.rank) == ("wrong", None)
    assert [part.key.index for part in both.parts] == [285, 281, 282]
    assert both.name is not None
    assert both.name.score == 0.875
    assert both.best == (LabelRef(SET, 285), 0.5)


def test_the_first_name_is_judged_alone() -> None:
    cat_and_car = (("tabby", 0.5), ("sports car", 0.375))
    found = evaluated(picture("sports car/1", cat_and_car), detail=100, most=5)
    assert (found.names[100].named, found.names[100].right) == (1, 0)


def test_many_pictures_are_counted_as_few_are() -> None:
    found = evaluated(*(picture(f"cat/{number}", CATS) for number in range(600)))
    assert found.seen == found.names[50].right == 600
