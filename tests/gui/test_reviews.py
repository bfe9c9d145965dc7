"""What a person decides: in the library, in the list, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Listed
from igtagger.domain import Review
from igtagger.errors import LibraryError
from igtagger.library.facade import Library
from tests.gui.listing import LABEL_SET
from tests.gui.reviewing import Desk, opened, ref

DOG, CAT, HOUSE = ref(0), ref(1), ref(5)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(qtbot, tmp_path)


def test_confirming_is_kept_and_shown(desk: Desk) -> None:
    desk.decide(desk.reviews.confirm, [0, 1], DOG)
    for row in (0, 1):
        assert desk.review(row) == desk.stored(row) == Review(confirmed=frozenset({DOG}))
    assert desk.stored(3) == Review()


def test_confirming_takes_a_rejection_back(desk: Desk) -> None:
    desk.decide(desk.reviews.reject, [0], DOG, CAT)
    desk.decide(desk.reviews.confirm, [0], CAT)
    assert desk.stored(0) == Review(frozenset({CAT}), frozenset({DOG}))


def test_clearing_makes_a_label_automatic_again(desk: Desk) -> None:
    desk.decide(desk.reviews.confirm, [0, 1], DOG)
    desk.decide(desk.reviews.clear, [0], DOG)
    assert desk.stored(0) == Review()
    assert desk.stored(1) == Review(confirmed=frozenset({DOG}))


def test_each_step_is_undone_and_redone_in_library_and_list(desk: Desk) -> None:
    desk.decide(desk.reviews.add_own, [0, 5], "Beach")
    desk.decide(desk.reviews.confirm, [0, 1, 2], DOG)
    before = [desk.stored(row) for row in range(6)]
    desk.decide(desk.reviews.reject, [0, 3], DOG)
    after = [desk.stored(row) for row in range(6)]
    assert before != after
    desk.decide(desk.reviews.undo)
    assert [desk.stored(row) for row in range(6)] == before
    assert [desk.review(row) for row in range(6)] == before
    desk.decide(desk.reviews.redo)
    assert [desk.stored(row) for row in range(6)] == after
    for _ in range(3):
        desk.decide(desk.reviews.undo)
    assert desk.number_stored() == 0
    assert not desk.reviews.done


def test_undo_and_redo_that_come_quickly_wait_for_their_turn(desk: Desk) -> None:
    desk.reviews.confirm([0], DOG)
    desk.reviews.undo()
    desk.reviews.undo()  # nothing is left to undo then
    desk.reviews.redo()
    desk.reviews.redo()
    desk.reviews.undo()
    desk.settle()
    assert desk.stored(0) == desk.review(0) == Review()
    desk.decide(desk.reviews.redo)
    assert desk.stored(0) == desk.review(0) == Review(confirmed=frozenset({DOG}))


def test_a_new_step_takes_the_place_of_those_that_were_undone(desk: Desk) -> None:
    desk.decide(desk.reviews.confirm, [0], DOG)
    desk.decide(desk.reviews.undo)
    desk.decide(desk.reviews.reject, [0], CAT)
    desk.decide(desk.reviews.redo)
    assert desk.stored(0) == desk.review(0) == Review(rejected=frozenset({CAT}))
    assert not desk.reviews.undone


def test_a_step_whose_reviews_were_changed_elsewhere_can_still_be_undone(desk: Desk) -> None:
    desk.decide(desk.reviews.add_own, [5], "Beach")
    desk.decide(desk.reviews.confirm, [0], DOG)
    desk.model.set_reviews({0: Review()})  # what another program did, found at a look at the folder
    desk.decide(desk.reviews.undo)
    desk.decide(desk.reviews.undo)
    assert desk.stored(5) == Review()
    assert len(desk.reviews.undone) == 2


def test_a_step_says_what_it_does_on_how_many_pictures(desk: Desk) -> None:
    undo = desk.reviews.undo_action(desk.model)
    assert not undo.isEnabled()
    desk.decide(desk.reviews.confirm, [0], DOG)
    desk.decide(desk.reviews.confirm, [0, 1, 3], DOG)
    assert "Confirm “dog” on 2 picture" in desk.reviews.done[-1].text
    assert desk.reviews.done[-1].text in undo.text()
    undo.trigger()
    desk.settle()
    redo = desk.reviews.redo_action(desk.model)
    assert "on 2 picture" in redo.text()
    redo.trigger()
    desk.settle()
    assert desk.stored(3).confirmed == {DOG}
    assert not redo.isEnabled()


def test_what_changes_nothing_is_no_step(desk: Desk) -> None:
    desk.decide(desk.reviews.clear, [0, 1], DOG)
    desk.decide(desk.reviews.remove_own, [0], "Beach")
    desk.decide(desk.reviews.add_own, [0], " , ")
    desk.decide(desk.reviews.confirm, [], DOG)
    assert not desk.reviews.done


def test_all_shown_labels_are_confirmed_and_no_others(desk: Desk) -> None:
    desk.decide(desk.reviews.reject, [1], ref(2))
    desk.decide(desk.reviews.confirm_shown, list(range(6)))
    assert desk.stored(0).confirmed == {DOG, CAT}  # the house is not sure enough
    assert desk.stored(1) == Review(frozenset({DOG}), frozenset({ref(2)}))
    assert desk.stored(2).confirmed == {ref(3)}
    assert desk.stored(4) == desk.stored(5) == Review()


def test_shown_labels_follow_what_is_chosen(desk: Desk) -> None:
    desk.model.set_detail(0)
    desk.decide(desk.reviews.confirm_shown, [0, 3])
    assert desk.stored(0).confirmed == {DOG}
    assert desk.stored(3).confirmed == {CAT}
    desk.model.set_detail(50)
    desk.decide(desk.reviews.confirm_shown, [0, 3])
    assert desk.stored(0).confirmed == desk.stored(3).confirmed == {DOG, CAT}


def test_rejecting_what_is_shown_spares_what_was_confirmed(desk: Desk) -> None:
    desk.decide(desk.reviews.confirm, [0], DOG)
    desk.decide(desk.reviews.reject_shown, [0, 2])
    assert desk.stored(0) == Review(frozenset({DOG}), frozenset({CAT}))
    assert desk.stored(2).rejected == {ref(3)}


def test_clearing_all_leaves_own_tags(desk: Desk) -> None:
    desk.decide(desk.reviews.confirm_shown, [0])
    desk.decide(desk.reviews.add_own, [0], "Beach")
    desk.decide(desk.reviews.clear_all, [0])
    assert desk.stored(0) == Review(own=("Beach",))


def test_own_tags_are_kept_as_typed_in_the_order_they_came(desk: Desk) -> None:
    desk.decide(desk.reviews.add_own, [4, 5], "  Summer   holidays, Beach")
    desk.decide(desk.reviews.add_own, [5], ["beach", "sea"])
    assert desk.stored(4).own == ("Summer holidays", "Beach")
    assert desk.stored(5).own == ("Summer holidays", "Beach", "sea")
    desk.decide(desk.reviews.rename_own, [4, 5], "Beach", "Strand")
    assert desk.stored(5).own == ("Summer holidays", "Strand", "sea")
    desk.decide(desk.reviews.remove_own, range(6), "strand")
    assert desk.stored(4).own == ("Summer holidays",)


def test_names_of_own_tags_come_the_most_used_first(desk: Desk) -> None:
    desk.decide(desk.reviews.add_own, [0], "once")
    desk.expect_own("once")
    desk.decide(desk.reviews.add_own, [0, 1, 2], "thrice")
    desk.expect_own("thrice", "once")
    desk.decide(desk.reviews.undo)
    desk.expect_own("once")


def test_names_of_own_tags_are_those_known_so_far_until_the_library_answers(desk: Desk) -> None:
    desk.decide(desk.reviews.add_own, [0], "once")
    desk.expect_own("once")
    desk.broken = True
    desk.reviews.own.forget()
    assert desk.reviews.own.names() == ["once"]
    desk.qtbot.waitUntil(lambda: bool(desk.problems))
    assert [problem.message for problem in desk.problems] == ["The library is not there."]
    desk.broken = False
    desk.library.save_reviews({desk.path(1): Review(own=("another program's",))})
    desk.expect_own("another program's", "once")


def test_decisions_that_come_quickly_wait_for_their_turn(desk: Desk) -> None:
    desk.reviews.confirm([0, 1], DOG)
    desk.reviews.reject([0], DOG)
    desk.reviews.add_own([0], "Beach")
    desk.reviews.undo()
    desk.settle()
    assert desk.stored(0) == desk.review(0) == Review(rejected=frozenset({DOG}))
    assert desk.stored(1).confirmed == {DOG}
    assert len(desk.reviews.done) == 2


def test_without_the_library_nothing_changes_and_it_is_said(desk: Desk) -> None:
    desk.broken = True
    desk.decide(desk.reviews.confirm, [0], DOG)
    assert [problem.message for problem in desk.problems] == ["The library is not there."]
    assert desk.review(0) == Review()
    assert not desk.reviews.done


class FullDisk:
    """A library that can no longer be written to."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.asked = Event()

    def save_reviews(self, given: object) -> None:
        self.asked.set()
        raise LibraryError("told", text="The disk is full.")


def test_what_cannot_be_written_is_not_shown_either(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.decide(desk.reviews.confirm, [0], DOG)
    disk = FullDisk(desk.library)
    monkeypatch.setattr(desk, "library", disk)
    desk.decide(desk.reviews.confirm, [1], DOG)
    assert disk.asked.is_set()
    assert desk.review(1) == Review()
    desk.decide(desk.reviews.undo)
    assert desk.reviews.done
    assert [problem.message for problem in desk.problems] == ["The disk is full."] * 2
    assert desk.review(0) == Review(confirmed=frozenset({DOG}))
    monkeypatch.undo()
    desk.decide(desk.reviews.undo)
    assert desk.stored(0) == desk.review(0) == Review()


def test_an_undo_that_fails_at_once_can_be_tried_again(desk: Desk) -> None:
    desk.decide(desk.reviews.confirm, [0], DOG)
    desk.broken = True
    desk.decide(desk.reviews.undo)
    assert desk.reviews.done
    assert desk.review(0).confirmed == {DOG}
    desk.broken = False
    desk.decide(desk.reviews.undo)
    assert desk.stored(0) == Review()
    desk.decide(desk.reviews.redo)
    assert desk.stored(0).confirmed == {DOG}


def test_closing_writes_what_is_still_on_its_way(desk: Desk) -> None:
    desk.reviews.confirm([0], DOG)
    desk.reviews.add_own([0, 1], "Beach")
    desk.reviews.finish()
    assert not desk.reviews.busy
    assert desk.stored(0) == Review(frozenset({DOG}), own=("Beach",))
    assert desk.stored(1) == desk.review(1) == Review(own=("Beach",))


def test_a_cleared_list_has_nothing_to_undo(desk: Desk) -> None:
    desk.decide(desk.reviews.confirm, [0], DOG)
    desk.reviews.confirm([1], DOG)  # still on its way
    desk.model.clear()
    assert not desk.reviews.done
    desk.model.add([Listed("/other/picture.jpg")])
    desk.settle()
    assert desk.model.pictures.review(0) == Review()
    assert not desk.reviews.done
    assert desk.stored(1).confirmed == {DOG}


def test_a_filtered_list_keeps_what_can_be_undone(desk: Desk) -> None:
    desk.decide(desk.reviews.confirm, [0], DOG)
    desk.model.set_order(desk.model.order, descending=True)
    desk.decide(desk.reviews.undo)
    assert desk.stored(0) == Review()


def test_a_moved_file_brings_its_decisions_along(desk: Desk) -> None:
    old, new = desk.folder / "old.png", desk.folder / "new.png"
    old.write_bytes(b"some picture")
    desk.library.save_reviews({old: Review(own=("from before",))})
    old.rename(new)
    desk.model.add([Listed(str(new), 1)])
    row = desk.model.pictures.row_of(str(new))
    assert row is not None
    desk.decide(desk.reviews.confirm, [row], DOG)
    assert desk.review(row) == Review(frozenset({DOG}), own=("from before",))
    desk.decide(desk.reviews.undo)
    assert desk.review(row) == Review(own=("from before",))


def test_what_a_moved_file_brings_along_stays_though_the_step_said_the_same(desk: Desk) -> None:
    old, new = desk.folder / "old.png", desk.folder / "new.png"
    old.write_bytes(b"some picture")
    desk.library.save_reviews({old: Review(frozenset({DOG}), frozenset({CAT}))})
    old.rename(new)
    desk.model.add([Listed(str(new), 1)])
    row = desk.model.pictures.row_of(str(new))
    assert row is not None
    desk.decide(desk.reviews.confirm, [row], DOG, CAT)
    assert desk.review(row) == Review(frozenset({DOG, CAT}))
    desk.decide(desk.reviews.undo)
    assert desk.review(row) == Review(frozenset({DOG}), frozenset({CAT}))
    assert desk.library.reviews([new]) == {new: desk.review(row)}


def test_pictures_that_show_a_tag_are_found_though_a_filter_hides_them(desk: Desk) -> None:
    desk.decide(desk.reviews.add_own, [4], "Beach")
    assert desk.reviews.rows_showing(DOG) == [0, 1, 3]
    assert desk.reviews.rows_showing("Beach") == [4]
    assert desk.model.pictures.label_set == LABEL_SET
