"""The tags of the selected pictures, by mouse and by key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Listed, TagKind
from igtagger.domain import Failed, Reason, Review, Tagged
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.look.wrapped import WrappedText
from igtagger.gui.tags.chips import Chip
from igtagger.gui.tags.details import Details
from igtagger.gui.tags.ranked import RankedModel, Verdict
from igtagger.gui.tags.ranked_delegate import Parts, parts_of
from tests.gui.reviewing import Desk, opened, ref, shown_details

DOG, CAT, CRANE, HOUSE = ref(0), ref(1), ref(2), ref(5)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(qtbot, tmp_path)


@pytest.fixture
def details(qtbot: QtBot, desk: Desk) -> Details:
    return shown_details(qtbot, desk)


def names(details: Details) -> list[str]:
    return [label.name for label in details.view.ranked.labels]


def chips(details: Details) -> list[tuple[str, TagKind]]:
    return [(chip.name, chip.kind) for chip in details.chips.texts()]


def said(details: Details) -> str:
    return details.message.findChild(WrappedText).toPlainText()


def parts(details: Details, row: int) -> Parts:
    rect: QRect = details.view.visualRect(details.view.ranked.index(row))
    return parts_of(rect, details.view.font())


def click(desk: Desk, details: Details, place: QRect) -> None:
    desk.qtbot.mouseClick(details.view.viewport(), LEFT, pos=place.center())
    desk.settle()
    details.refresh()


def press(desk: Desk, details: Details, key: Qt.Key | str) -> None:
    desk.qtbot.keyClick(details.view, key)
    desk.settle()
    details.refresh()


def test_the_model_of_ranked_labels_keeps_qts_rules(
    qtbot: QtBot, desk: Desk, qtmodeltester: ModelTester
) -> None:
    details = Details(desk.model, desk.reviews)
    qtbot.addWidget(details)
    qtmodeltester.check(details.view.ranked)
    for rows in ([0], [0, 1, 2, 3], [], [4]):
        details.set_rows(rows)
    qtmodeltester.check(RankedModel(details))


def test_labels_stand_from_the_best_down_and_those_not_shown_are_muted(details: Details) -> None:
    details.set_rows([0])
    labels = details.view.ranked.labels
    assert [(label.name, label.shown) for label in labels] == [
        ("dog", True),
        ("cat", True),
        ("house", False),
    ]


def test_more_and_less_detail_is_followed(desk: Desk, details: Details) -> None:
    details.set_rows([0])
    desk.model.set_detail(0)
    desk.qtbot.waitUntil(lambda: not details.view.ranked.labels[1].shown)
    desk.model.set_detail(50)
    desk.qtbot.waitUntil(lambda: details.view.ranked.labels[1].shown)
    assert [label.shown for label in details.view.ranked.labels] == [True, True, False]


def test_the_buttons_of_a_row_confirm_reject_and_take_back(desk: Desk, details: Details) -> None:
    details.set_rows([0])
    click(desk, details, parts(details, 1).confirm)
    assert desk.stored(0).confirmed == {CAT}
    assert chips(details) == [("cat", TagKind.CONFIRMED)]
    click(desk, details, parts(details, 1).reject)
    assert desk.stored(0) == Review(rejected=frozenset({CAT}))
    click(desk, details, parts(details, 1).reject)
    assert desk.stored(0) == Review()


def test_keys_move_confirm_and_reject(desk: Desk, details: Details) -> None:
    details.set_rows([0])
    details.view.setFocus()
    press(desk, details, Qt.Key.Key_Space)
    assert desk.stored(0).confirmed == {DOG}
    press(desk, details, Qt.Key.Key_Down)
    press(desk, details, Qt.Key.Key_Delete)
    assert desk.stored(0).rejected == {CAT}
    press(desk, details, Qt.Key.Key_Down)
    press(desk, details, Qt.Key.Key_Return)
    assert desk.stored(0).confirmed == {DOG, HOUSE}
    press(desk, details, Qt.Key.Key_Space)
    assert desk.stored(0).confirmed == {DOG}


def test_several_selected_labels_are_decided_in_one_step(desk: Desk, details: Details) -> None:
    details.set_rows([0])
    details.view.selectAll()
    press(desk, details, Qt.Key.Key_Delete)
    assert desk.stored(0).rejected == {DOG, CAT, HOUSE}
    assert len(desk.reviews.done) == 1


def test_several_pictures_show_how_many_have_each_label(desk: Desk, details: Details) -> None:
    desk.decide(desk.reviews.confirm, [0], DOG)
    details.set_rows([0, 1, 2, 3, 4, 5])
    dog = details.view.ranked.labels[0]
    assert (dog.name, dog.pictures, dog.of) == ("dog", 3, 6)
    assert dog.score == pytest.approx((0.6 + 0.5 + 0.1) / 3, abs=1e-3)
    assert dog.is_confirmed is Verdict.SOME
    assert sorted(names(details)) == ["bird", "cat", "crane", "dog"]
    spoken = details.view.ranked.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "3 of 6" in spoken


def test_deciding_over_several_pictures_and_taking_back(desk: Desk, details: Details) -> None:
    details.set_rows([0, 1, 2])
    order = names(details)
    place = order.index("bird")
    click(desk, details, parts(details, place).confirm)
    assert [desk.stored(row).confirmed for row in range(4)] == [{ref(3)}] * 3 + [set()]
    assert names(details) == order  # nothing moves away under the pointer
    assert details.view.ranked.labels[place].is_confirmed is Verdict.ALL
    desk.decide(desk.reviews.undo)
    assert desk.number_stored() == 0


def test_own_tags_are_typed_and_removed_as_chips(desk: Desk, details: Details) -> None:
    details.set_rows([0, 4])
    desk.qtbot.keyClicks(details.field, "Beach, Grandma ")
    desk.qtbot.keyClick(details.field, Qt.Key.Key_Return)
    desk.settle()
    details.refresh()
    assert desk.stored(4).own == ("Beach", "Grandma")
    assert details.field.text() == ""
    assert chips(details) == [("Beach", TagKind.OWN), ("Grandma", TagKind.OWN)]
    chip = details.chips.findChildren(Chip)[0]
    desk.qtbot.mouseClick(chip, LEFT, pos=QPoint(chip.width() - 10, chip.height() // 2))
    desk.settle()
    assert desk.stored(0).own == desk.stored(4).own == ("Grandma",)


def test_a_chip_that_only_some_pictures_have_can_be_put_on_all(
    desk: Desk, details: Details
) -> None:
    desk.decide(desk.reviews.add_own, [0], "Beach")
    desk.decide(desk.reviews.confirm, [1], DOG)
    details.set_rows([0, 1])
    first, second = details.chips.texts()
    assert (first.having, first.of, second.having) == (1, 2, 1)
    details.chips.wanted_for_all.emit(first.key)
    details.chips.wanted_for_all.emit(second.key)
    desk.settle()
    assert desk.stored(1) == Review(frozenset({DOG}), own=("Beach",))
    assert desk.stored(0) == Review(frozenset({DOG}), own=("Beach",))


def test_a_chip_is_reached_by_keys(desk: Desk, details: Details) -> None:
    desk.decide(desk.reviews.add_own, [0], "Beach, sea")
    details.set_rows([0])
    beach, sea = details.chips.findChildren(Chip)
    with desk.qtbot.waitSignal(details.tag_activated) as activated:
        desk.qtbot.keyClick(sea, Qt.Key.Key_Return)
    assert activated.args == ["sea"]
    desk.qtbot.keyClick(beach, Qt.Key.Key_Delete)
    desk.settle()
    assert desk.stored(0).own == ("sea",)


def test_removing_a_confirmed_chip_makes_the_label_automatic(desk: Desk, details: Details) -> None:
    desk.decide(desk.reviews.confirm, [0], DOG, ref(8))  # the second is not the model's idea
    details.set_rows([0])
    dog, lioness = (chip.key for chip in details.chips.texts())
    details.chips.removed.emit(dog)
    details.chips.removed.emit(lioness)
    desk.settle()
    assert desk.stored(0) == Review()


def test_all_shown_labels_are_confirmed_by_one_button(desk: Desk, details: Details) -> None:
    details.set_rows([0, 1])
    assert details.confirm_all.isEnabled()
    desk.qtbot.mouseClick(details.confirm_all, LEFT)
    desk.settle()
    details.refresh()
    assert desk.stored(0).confirmed == {DOG, CAT}
    assert desk.stored(1).confirmed == {DOG, CRANE}


def test_a_failed_picture_says_why_and_can_be_tried_again(desk: Desk, details: Details) -> None:
    details.set_rows([4])
    message = details.message
    assert message.isVisible()
    assert "4.jpg is empty." in said(details)
    with desk.qtbot.waitSignal(details.retry_requested) as asked:
        desk.qtbot.mouseClick(message.button, LEFT)
    assert asked.args == [[4]]


def test_a_remark_on_a_picture_is_told_beside_its_labels(desk: Desk, details: Details) -> None:
    remark = Reason("remark.preview", width=160, height=120)
    outcome = Tagged(desk.path(0), 40, 30, (207,), (0.75,), remark=remark)
    desk.model.add([Listed(str(desk.path(0)), outcome=outcome)])
    details.set_rows([0])
    desk.settle()
    shown = [label.text() for label in details.findChildren(PlainLabel) if label.isVisible()]
    assert [text for text in shown if "160 x 120" in text] != []
    tip = desk.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines()[0] == str(desk.path(0))
    assert "160 x 120" in tip.splitlines()[1]
    details.set_rows([1])
    shown = [label.text() for label in details.findChildren(PlainLabel) if label.isVisible()]
    assert [text for text in shown if "160 x 120" in text] == []


def test_a_failure_among_several_makes_the_window_no_wider(desk: Desk, details: Details) -> None:
    details.set_rows([0, 1])
    narrowest = details.minimumSizeHint().width()
    details.set_rows([0, 4, 5])
    assert details.retry_some.isVisible()
    assert details.minimumSizeHint().width() == narrowest


def test_the_longest_name_makes_the_window_no_wider_and_no_higher(
    desk: Desk, details: Details
) -> None:
    details.set_rows([4])
    least = details.minimumSizeHint()
    path = "/pictures/" + "no_place_to_break" * 8 + ".jpg"
    reason = Reason("picture.cut-off", path=path, detail="Why? " * 200)
    desk.model.add([Listed(path, 0, Failed(Path(path), reason))])
    row = desk.model.pictures.row_of(path)
    assert row is not None
    details.set_rows([row])
    assert Path(path).name in said(details)
    assert details.minimumSizeHint() == least


def test_among_several_only_those_that_failed_are_tried_again(desk: Desk, details: Details) -> None:
    details.set_rows([0, 4, 5])
    assert details.view.isVisible()
    with desk.qtbot.waitSignal(details.retry_requested) as asked:
        desk.qtbot.mouseClick(details.retry_some, LEFT)
    assert asked.args == [[4]]


def test_labels_appear_when_a_waiting_picture_is_tagged(desk: Desk, details: Details) -> None:
    details.set_rows([5])
    assert details.message.isVisible()
    assert not details.message.button.isVisible()
    desk.model.add([desk.tagged(5, {1: 0.7})])
    desk.qtbot.waitUntil(lambda: names(details) == ["cat"])
    assert details.view.isVisible()


def test_without_a_picture_it_says_what_to_do(desk: Desk, details: Details) -> None:
    assert not details.field.isVisible()
    details.set_rows([0])
    assert details.field.isVisible()
    desk.model.clear()
    desk.qtbot.waitUntil(lambda: not details.field.isVisible())


def test_labels_are_copied_as_text(details: Details, desk: Desk) -> None:
    details.set_rows([0])
    details.view.selectAll()
    desk.qtbot.keyClick(details.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "dog, cat, house"
    details.view.copy(scores=True)
    assert QGuiApplication.clipboard().text().splitlines()[0].split("\t")[0] == "dog"
    assert desk.number_stored() == 0


def test_a_label_is_taken_from_the_list_below_the_field_with_its_meaning(
    desk: Desk, details: Details
) -> None:
    details.set_rows([0])
    details.activateWindow()
    field = details.field
    field.setFocus()
    desk.qtbot.keyClicks(field, "crane")
    assert [(s.name, s.key) for s in field.model.suggestions] == [
        ("crane", ref(4)),
        ("crane", ref(2)),
    ]
    assert field.popup.isVisible()
    desk.qtbot.keyClick(field.popup, Qt.Key.Key_Down)
    desk.qtbot.keyClick(field.popup, Qt.Key.Key_Down)
    desk.qtbot.keyClick(field.popup, Qt.Key.Key_Return)
    desk.settle()
    assert desk.stored(0) == Review(frozenset({ref(2)}))
    assert field.text() == ""
    assert not field.popup.isVisible()


def test_what_is_typed_stays_an_own_tag_though_a_label_is_called_so(
    desk: Desk, details: Details
) -> None:
    details.set_rows([0])
    desk.qtbot.keyClicks(details.field, "crane")
    desk.qtbot.keyClick(details.field, Qt.Key.Key_Return)
    desk.settle()
    assert desk.stored(0) == Review(own=("crane",))


def test_own_tags_are_suggested_before_labels_and_the_most_used_first(
    desk: Desk, details: Details
) -> None:
    desk.decide(desk.reviews.add_own, [0], "lion king")
    desk.decide(desk.reviews.add_own, [0, 1], "lion")
    details.set_rows([2])
    desk.qtbot.keyClicks(details.field, "Sea, LION")

    def found() -> list[str]:
        return [suggestion.name for suggestion in details.field.model.suggestions]

    labels = found()  # what is known before the library has answered
    assert labels[:1] == ["lioness"]
    desk.qtbot.waitUntil(lambda: found() == ["lion", "lion king", *labels])
    desk.qtbot.keyClick(details.field.popup, Qt.Key.Key_Down)
    desk.qtbot.keyClick(details.field.popup, Qt.Key.Key_Return)
    desk.settle()
    assert desk.stored(2).own == ("Sea", "lion")


def test_many_pictures_are_added_up_in_a_moment(desk: Desk, details: Details) -> None:
    details.set_rows(list(range(6)) * 500)
    desk.qtbot.waitUntil(lambda: bool(names(details)))
    assert details.view.ranked.labels[0].of == 3000
