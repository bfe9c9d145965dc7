"""The record that an evaluation makes of a run: its classes are what folders are named for."""

from __future__ import annotations

from pathlib import Path

import pytest

from igtagger.app.learning.report import RunRecorder
from igtagger.domain import Failed, Reason, Tagged
from igtagger.labels.naming import Naming
from igtagger.labels.sets import load_labels
from igtagger.labels.subjects import Subject, Subjects
from igtagger.models.evaluations.record import EvaluationRecord

SET = "imagenet-1k"
INDEX = {label.name: label.index for label in load_labels(SET)}
NAMING = Naming()
SUBJECTS = Subjects(NAMING, SET)


def subject(name: str) -> Subject:
    return SUBJECTS.find(name)[0]


def tagged(path: str, norm: float = 1.0, **scores: float) -> Tagged:
    ranked = sorted(scores.items(), key=lambda each: -each[1])
    indices = tuple(INDEX[name.replace("_", " ")] for name, _ in ranked)
    return Tagged(Path(path), 8, 8, indices, tuple(score for _, score in ranked), norm=norm)


def recorded(folders: list[str], *outcomes: Tagged | Failed) -> EvaluationRecord:
    """Folders are the first part of paths."""
    shown = {name: subject(name) for name in folders}
    recorder = RunRecorder("everyday", SET, list(shown.values()), NAMING)
    for outcome in outcomes:
        recorder.take(outcome, shown[outcome.path.parts[0]])
    return recorder.record()


def said(record: EvaluationRecord, place: int = 0) -> list[tuple[str, float]]:
    return [(record.labels[label], score) for label, score in record.pictures[place].scores]


def test_a_folder_of_a_term_has_the_sum_of_the_labels_below_it() -> None:
    found = recorded(["cat"], tagged("cat/1", tabby=0.25, Egyptian_cat=0.125, beagle=0.5))
    assert said(found) == [("beagle", 0.5), ("cat", 0.375)]
    assert found.labels == ("cat", "beagle"), "what folders are named for comes first"
    assert not found.pictures[0].is_right
    assert found.pictures[0].own_score == 0.375


def test_a_label_of_two_folders_counts_for_the_pictures_own_or_the_most_specific() -> None:
    scores = {"tabby": 0.5, "Egyptian_cat": 0.125, "beagle": 0.25}
    found = recorded(
        ["cat", "tabby", "dog"],
        tagged("cat/1", **scores),
        tagged("tabby/1", **scores),
        tagged("dog/1", **scores),
    )
    assert said(found, 0) == [("cat", 0.625), ("dog", 0.25)]
    assert said(found, 1) == [("tabby cat", 0.5), ("dog", 0.25), ("cat", 0.125)]
    assert said(found, 2) == [("tabby cat", 0.5), ("dog", 0.25), ("cat", 0.125)]
    assert [each.is_right for each in found.pictures] == [True, True, False]


def test_what_cannot_be_read_has_no_scores_and_all_is_held_out() -> None:
    failed = Failed(Path("cat/bad"), Reason("picture.empty", path="bad"))
    found = recorded(["cat"], failed, tagged("cat/1", norm=11.5, tabby=1.0))
    assert [each.scores == () for each in found.pictures] == [True, False]
    assert [each.familiarity for each in found.pictures] == [None, 11.5]
    assert {each.part for each in found.pictures} == {"held out"}


def test_five_scores_are_kept_and_sums_of_rounded_ones_are_no_more_than_one() -> None:
    many = dict.fromkeys(("beagle", "tench", "goldfish", "cock", "hen", "ostrich"), 0.1)
    found = recorded(
        ["cat"], tagged("cat/1", **many), tagged("cat/2", tabby=0.75, tiger_cat=0.2505)
    )
    assert len(said(found, 0)) == 5
    assert found.pictures[1].scores[0].score == pytest.approx(1.0, abs=1e-3)
    assert found.pictures[1].scores[0].score <= 1
