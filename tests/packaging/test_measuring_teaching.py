"""What teaching is measured on: the list of tags, and the figures that are made of it."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from quality.gather import Listed, Named, read_names
from quality.measure_teaching import (
    HERE,
    TAGS,
    Seen,
    average_precision,
    deciding,
    new_classes,
    one_tag,
    subjects_of,
)

from igtagger.labels.folding import folded
from igtagger.labels.sets import load_labels
from igtagger.labels.tree import load_tree

LISTS = ("names_development.csv", "names_before.csv", "names.csv")


def row(shows: str, *terms: str) -> Named:
    return Named(Listed("", "package", shows), frozenset(terms), shows, of_people=False)


def test_a_picture_shows_a_tag_by_its_words_and_is_doubtful_by_its_terms() -> None:
    rows = [row("grey cat"), row("a sofa", "cat"), row("catalogue"), row("two Kittens")]
    cat = next(each for each in subjects_of(rows) if each.name == "cat")
    assert cat.shown.tolist() == [True, False, False, True]
    assert cat.known.tolist() == [True, False, True, True]


def test_each_tag_is_shown_by_some_pictures_and_no_word_is_misspelt() -> None:
    rows = [one for file in LISTS for one in read_names(HERE / file)]
    for subject in subjects_of(rows):
        assert subject.shown.sum() >= 4
    all_terms = {term for one in rows for term in one.terms}
    known = {folded(each.name) for each in load_tree().terms.values()}
    known |= {folded(label.name) for label in load_labels("imagenet-1k")}
    with TAGS.open(encoding="utf-8", newline="") as lines:
        for each in csv.DictReader(lines):
            for term in filter(None, each["doubtful"].split("|")):
                assert term in all_terms or folded(term) in known


def test_average_precision_is_what_books_say() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6], np.float32)
    truth = np.array([True, False, True, False])
    assert average_precision(scores, truth) == pytest.approx((1 / 1 + 2 / 3) / 2)


def test_tags_that_lie_apart_are_found_and_told_apart() -> None:
    numbers = np.random.default_rng(1)
    names = ["cat"] * 20 + ["owl"] * 20 + ["thing"] * 60
    features = np.maximum(numbers.standard_normal((100, 64)) - 1, 0).astype(np.float32)
    features[:20, :4] += 5
    features[20:40, 4:8] += 5
    subjects = subjects_of([row(name) for name in names])
    mine = [each for each in subjects if each.shown.any()]
    seen = Seen(features, np.eye(4, 64, dtype=np.float32))
    ranked, calibrated = one_tag(seen, mine)
    assert "| 5 | 2 | 100.0% | 1" in ranked
    assert "0.00 of" in calibrated
    assert "| 2 | 5 | 100.0% | 100.0% |" in new_classes(seen, mine)
    assert "| 20 | 100.0% | 100.0% |" in deciding(seen, mine)
