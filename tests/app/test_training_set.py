"""Pictures in folders of classes, and what is held out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from igtagger.app.learning.training_set import (
    Example,
    TrainingSet,
    familiarity,
    find_training_set,
    hold_out,
    near_pairs,
)
from igtagger.errors import UsageError
from tests.training_pictures import make_classes


def codes(found: TrainingSet) -> list[str]:
    return [reason.code for reason in found.warnings()]


def listed(*counts: int, shelves: int = 0) -> TrainingSet:
    """Classes of so many pictures each, in ``shelves`` folders below that of the class."""
    examples = [
        Example(Path(f"/all/{label}/{n}"), label, f"{label}/{n % shelves}" if shelves else "")
        for label, count in enumerate(counts)
        for n in range(count)
    ]
    names = tuple(f"class {label}" for label in range(len(counts)))
    return TrainingSet(Path("/all"), names, tuple(examples))


def apart(count: int) -> NDArray[np.float32]:
    return np.random.default_rng(0).normal(size=(count, 64)).astype(np.float32)


def test_folders_are_classes_and_what_is_no_picture_is_passed_over(tmp_path: Path) -> None:
    folder = make_classes(tmp_path, 2, ("b", "a"))
    (folder / "a" / "notes.txt").write_text("no picture")
    (folder / ".hidden").mkdir()
    (folder / "a" / "deep").mkdir()
    (folder / "a" / "000.jpg").rename(folder / "a" / "deep" / "000.jpg")
    found = find_training_set(folder)
    assert found.classes == ("a", "b")
    assert found.counts().tolist() == [2, 2]
    assert {each.shelf for each in found.examples} == {"", "a/deep"}


@pytest.mark.parametrize("classes", [(), ("one",)])
def test_one_class_is_none(tmp_path: Path, classes: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        find_training_set(make_classes(tmp_path, 1, classes))


def test_a_class_without_pictures_is_told_by_its_name(tmp_path: Path) -> None:
    folder = make_classes(tmp_path, 1, ("a", "b"))
    (folder / "empty").mkdir()
    with pytest.raises(UsageError, match="empty"):
        find_training_set(folder)


def test_few_and_uneven_pictures_are_warned_of() -> None:
    assert codes(listed(10, 99)) == []
    assert codes(listed(9, 12)) == ["training.few"]
    assert codes(listed(10, 100)) == ["training.uneven"]
    assert codes(listed(2, 100)) == ["training.few", "training.uneven"]


def test_a_fifth_of_each_class_is_held_out_and_always_the_same() -> None:
    found = listed(20, 50, 5)
    held = hold_out(found, apart(75))
    assert np.bincount(found.labels[held]).tolist() == [4, 10, 1]
    assert np.array_equal(held, hold_out(found, apart(75)))


def test_nothing_is_held_out_of_a_class_of_four() -> None:
    assert not hold_out(listed(4, 4), apart(8)).any()


def test_pictures_of_one_folder_go_together() -> None:
    found = listed(40, 40, shelves=8)
    held = hold_out(found, apart(80))
    sides: dict[str, set[bool]] = {}
    for each, is_held in zip(found.examples, held.tolist(), strict=True):
        sides.setdefault(each.shelf, set()).add(is_held)
    assert all(len(side) == 1 for side in sides.values())
    assert 10 <= held.sum() <= 20


def test_one_folder_for_a_whole_class_is_no_reason_to_hold_nothing_out() -> None:
    assert hold_out(listed(20, 20, shelves=1), apart(40)).sum() == 8


def test_pictures_that_are_nearly_the_same_go_together() -> None:
    features = apart(60)
    features[1::2] = features[::2] + 0.01  # pairs
    held = hold_out(listed(60, 0), features)
    assert held.any()
    assert np.array_equal(held[::2], held[1::2])


def test_a_class_of_which_all_are_the_same_is_not_split() -> None:
    features = apart(40)
    features[:20] = features[0]
    held = hold_out(listed(20, 20), features)
    assert not held[:20].any()
    assert held[20:].sum() == 4


def test_near_pairs_are_found_across_blocks() -> None:
    features = apart(1100)
    features[1050] = features[3]
    assert list(near_pairs(features)) == [(3, 1050)]


def test_familiar_is_what_is_like_another_that_was_learned_from() -> None:
    features = apart(6)
    features[4] = features[0] * 1.01
    held = np.array([False, False, False, True, True, False])
    found = familiarity(features, held)
    assert found[4] == pytest.approx(1, abs=0.01)
    assert found[0] < 0.9  # itself does not count, nor what is held out
    assert found[3] < 0.9
