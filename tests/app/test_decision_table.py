"""Decisions about taught tags go to a table by their names, and come back by them."""

from __future__ import annotations

import csv
from pathlib import Path

from igtagger.app.decision_table import COLUMNS, read, rows_of
from igtagger.domain import LabelRef, Review
from igtagger.labels.naming import Naming
from igtagger.labels.taught_names import TAUGHT, TaughtName, TaughtNames
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import load_tree

HERE = Naming(taught=TaughtNames([TaughtName(4, "our boat", 0.5)]))
ELSEWHERE = TaughtNames([TaughtName(0, "Our Boat", 0.3), TaughtName(4, "Minka", 0.5)])
NOT_THE_BOAT = Review(rejected=frozenset({LabelRef(TAUGHT, 4), LabelRef(TAUGHT, 9)}))


def written(file: Path, review: Review) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([COLUMNS, *rows_of(file.with_name("a.jpg"), review, HERE)])
    return file


def test_a_rejected_taught_tag_is_found_by_its_name_whatever_its_number_there(
    tmp_path: Path,
) -> None:
    file = written(tmp_path / "t.csv", NOT_THE_BOAT)
    assert [row[1:] for row in rows_of(file, NOT_THE_BOAT, HERE)] == [
        ["rejected", TAUGHT, "", "our boat"]
    ]
    found = read(file, TermNames(load_tree(), {}), ELSEWHERE)
    assert list(found.reviews.values()) == [Review(rejected=frozenset({LabelRef(TAUGHT, 0)}))]
    assert found.problems == ()


def test_one_that_is_taught_nowhere_here_is_told_of(tmp_path: Path) -> None:
    file = written(tmp_path / "t.csv", NOT_THE_BOAT)
    found = read(file, TermNames(load_tree(), {}))
    assert found.reviews == {}
    assert [(line, reason.code) for line, reason in found.problems] == [(2, "decisions.no-such")]
