"""What is shown of groups of copies, and what may be decided about them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from igtagger.app.likeness.copy_decisions import (
    BestReason,
    CopyDecisions,
    CopyMark,
    FoundGroup,
    mark_in,
    why_best,
)
from igtagger.app.likeness.duplicates import Group, Member
from igtagger.app.likeness.joining_copies import Likeness

BYTES, PICTURE, NEAR = Likeness.BYTES, Likeness.PICTURE, Likeness.NEAR


def member(
    name: str,
    likeness: Likeness | None = None,
    *,
    pixels: tuple[int, int] = (400, 300),
    size: int = 1000,
    modified: int = 1,
) -> Member:
    return Member(Path(name), *pixels, size, modified, likeness, None, None)


def found(*members: Member, marks: Mapping[str, CopyMark] | None = None) -> FoundGroup:
    versions = {str(each.path): (1, 1) for each in members}
    return FoundGroup(Group(members), versions, marks or {})


def names(decisions: CopyDecisions) -> list[list[str]]:
    return [[each.path.name for each in group.members] for group in decisions.groups]


@pytest.fixture
def decisions() -> CopyDecisions:
    made = CopyDecisions()
    made.add(
        [
            found(member("a"), member("a1", BYTES), member("a2", NEAR)),
            found(member("b"), member("b1", PICTURE)),
        ]
    )
    return made


def test_a_likeness_that_is_switched_off_takes_its_copies_away(decisions: CopyDecisions) -> None:
    decisions.show_kinds({BYTES, PICTURE})
    assert names(decisions) == [["a", "a1"], ["b", "b1"]]
    decisions.show_kinds({NEAR})
    assert names(decisions) == [["a", "a2"]]
    decisions.show_kinds(Likeness)
    assert names(decisions) == [["a", "a1", "a2"], ["b", "b1"]]


def test_a_group_is_as_alike_as_its_least_alike_copy(decisions: CopyDecisions) -> None:
    assert [group.likeness for group in decisions.groups] == [NEAR, PICTURE]
    assert decisions.groups[0].gain == 2000


def test_what_went_is_shown_no_more_nor_a_group_of_one(decisions: CopyDecisions) -> None:
    decisions.take_out(["b1", "a"])
    assert names(decisions) == [["a1", "a2"]]


def test_what_is_not_on_the_disk_is_not_shown() -> None:
    decisions = CopyDecisions()
    group = Group((member("a"), member("a1", BYTES), member("a2", BYTES)))
    decisions.add([FoundGroup(group, {"a": (1, 1), "a2": (1, 1)}, {})])
    assert names(decisions) == [["a", "a2"]]


def test_the_last_copy_may_not_be_dropped(decisions: CopyDecisions) -> None:
    group = decisions.groups[0]
    assert decisions.may_drop(group, "a")
    decisions.set_marks({"a": CopyMark.UNWANTED, "a1": CopyMark.UNWANTED})
    assert not decisions.may_drop(group, "a2")


def test_a_copy_that_is_hidden_does_not_count_as_one_that_stays(decisions: CopyDecisions) -> None:
    decisions.show_kinds({BYTES})
    decisions.set_marks({"a1": CopyMark.UNWANTED})
    assert not decisions.may_drop(decisions.groups[0], "a")


def test_keeping_the_best_of_all_leaves_groups_that_were_decided(decisions: CopyDecisions) -> None:
    decisions.set_marks({"a2": CopyMark.BEST})
    assert decisions.best_in_all() == {"b": CopyMark.BEST, "b1": CopyMark.UNWANTED}


def test_what_is_not_wanted_is_told_with_what_stays(decisions: CopyDecisions) -> None:
    decisions.set_marks({"a1": CopyMark.UNWANTED, "b": CopyMark.UNWANTED, "b1": CopyMark.UNWANTED})
    parted = [
        ([each.path.name for each in going], [each.path.name for each in staying])
        for going, staying in decisions.unwanted()
    ]
    assert parted == [(["a1"], ["a", "a2"]), (["b", "b1"], [])]


def test_marks_are_read_from_own_tags_however_they_are_spelled() -> None:
    assert mark_in(("Best Copy", "sea")) is CopyMark.BEST
    assert mark_in(("duplicate",)) is CopyMark.UNWANTED
    assert mark_in(("sea",)) is CopyMark.NONE


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (member("o", PICTURE, pixels=(200, 150), size=9000), BestReason.LARGEST),
        (member("o", PICTURE, size=900), BestReason.LEAST_COMPRESSED),
        (member("o", BYTES, modified=2), BestReason.OLDEST),
        (member("o", BYTES), BestReason.FIRST),
    ],
)
def test_why_a_copy_is_proposed(other: Member, reason: BestReason) -> None:
    assert why_best([member("best"), other]) is reason
