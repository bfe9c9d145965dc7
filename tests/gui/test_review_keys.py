"""Judging by single keys: through the real ``main()``, with real scores of a small engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter, Which
from igtagger.domain import LabelRef, Review
from igtagger.gui.judging.advance_button import AdvanceButton
from igtagger.gui.main_window import MainWindow
from igtagger.gui.tags.ranked_delegate import parts_of
from igtagger.labels.kinds import KINDS
from igtagger.models.catalog import everyday
from igtagger.settings import load_preferences
from tests.gui.window import FakeEngine, drop, pictures, use, wait_idle
from tests.heads import features_of

KEYS = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NUMBER_PAD = Qt.KeyboardModifier.KeypadModifier
LABELS = (817, 883, 985, 504, 671)
"""sports car, vase, daisy, coffee mug, mountain bike: each picture has all of them, in turn."""


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "few", "a.png", "b.png", "c.png", "d.png")


class TurningEngine(FakeEngine):
    """The first picture has the first label before all others, the second the second, and so on."""

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        scores = np.full((len(pixels), self.spec.labels_count), 0.00001, np.float32)
        for row in range(len(pixels)):
            turned = np.roll(LABELS, -(self.seen + row))
            scores[row, turned] = (0.6, 0.2, 0.1, 0.05, 0.02)
        self.seen += len(pixels)
        return features_of(scores)


def begin(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """Tagged pictures, the first of them selected, the focus in the grid."""
    window.context.loader = lambda *_: TurningEngine(everyday())
    drop(window, folder)
    wait_idle(qtbot, window)
    window.activateWindow()
    window.workspace.step(1)
    window.workspace.current_view().setFocus()
    assert window.workspace.rows() == [0]


def ranked(window: MainWindow) -> list[LabelRef]:
    return [label.ref for label in window.workspace.details.labels()]


def press(
    qtbot: QtBot,
    window: MainWindow,
    key: Qt.Key | str,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)  # type: ignore[call-overload]
    wait_idle(qtbot, window)
    window.workspace.details.refresh()


def review(window: MainWindow, row: int) -> Review:
    return window.results.pictures.review(row)


def said(window: MainWindow) -> str:
    return window.status.currentMessage()


def test_a_digit_confirms_the_label_of_that_rank_in_grid_list_and_labels(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        space = window.workspace
        third = ranked(window)[2]
        press(qtbot, window, "3")
        assert review(window, 0).confirmed == {third}
        assert re.search(r"Confirm “.+” on 1 picture \(Ctrl\+Z takes it back\)", said(window))
        window.actions_.list.trigger()
        space.step(1)
        second = ranked(window)[1]
        press(qtbot, window, "2", NUMBER_PAD)
        assert review(window, 1).confirmed == {second}
        space.step(1)
        space.details.view.setFocus()
        first = ranked(window)[0]
        press(qtbot, window, "1")
        assert review(window, 2).confirmed == {first}
        assert space.rows() == [2]

    use(script)


def test_a_digit_with_shift_is_the_digit_as_french_keyboards_have_it(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        second = ranked(window)[1]
        press(qtbot, window, KEYS.Key_2, SHIFT)
        assert review(window, 0).confirmed == {second}

    use(script)


def test_a_rank_that_is_not_there_is_told_and_the_picture_stays(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        window.actions_.auto_advance.trigger()
        window.reviews.confirm([0], LabelRef(KINDS, 1))  # no photograph: nothing is named there
        wait_idle(qtbot, window)
        window.workspace.details.refresh()
        assert not ranked(window)
        press(qtbot, window, "9")
        assert said(window) == "There is no label 9 here."
        press(qtbot, window, "p")
        assert said(window).startswith("Nothing is said here")
        assert window.workspace.rows() == [0]
        assert len(window.reviews.done) == 1

    use(script)


def test_p_confirms_the_best_and_c_and_x_judge_what_is_chosen_else_the_first(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        space = window.workspace
        first = ranked(window)[0]
        press(qtbot, window, "p")
        assert review(window, 0) == Review(frozenset({first}))
        space.step(1)
        first = ranked(window)[0]
        press(qtbot, window, "x")
        assert review(window, 1) == Review(rejected=frozenset({first}))
        labels = window.workspace.details.labels()
        next_best = next(label.ref for label in labels if label.shown)
        press(qtbot, window, "c")  # the first was rejected: the next one is meant
        assert review(window, 1) == Review(frozenset({next_best}), frozenset({first}))
        space.step(1)
        third = ranked(window)[2]
        space.details.view.setCurrentIndex(space.details.view.ranked.index(2))
        press(qtbot, window, "x")
        assert review(window, 2) == Review(rejected=frozenset({third}))

    use(script)


def test_what_the_model_is_unsure_of_is_confirmed_by_its_digit_alone(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        window.actions_.auto_advance.trigger()
        press(qtbot, window, KEYS.Key_Backspace, SHIFT)
        window.results.set_detail(0)
        window.workspace.details.refresh()
        labels = window.workspace.details.labels()
        assert labels
        assert not any(label.shown for label in labels)
        for key in "pcx":
            press(qtbot, window, key)
            assert said(window).startswith("Nothing is said here")
        assert len(window.reviews.done) == 1
        wanted = labels[3].ref
        press(qtbot, window, "4")
        assert wanted in review(window, 0).confirmed
        assert window.workspace.rows() == [1]

    use(script)


def test_c_means_the_tag_of_the_side_bar_where_the_picture_shows_it(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        space = window.workspace
        second = ranked(window)[1]
        window.reviews.confirm([0], second)
        wait_idle(qtbot, window)
        space.details.refresh()
        space.filters.set_tag(second)
        wait_idle(qtbot, window)
        space.go_to(0)
        space.current_view().setFocus()
        assert space.rows() == [0]
        press(qtbot, window, "x")
        assert review(window, 0).rejected == {second}

    use(script)


def test_backspace_rejects_all_that_is_shown(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        shown = {label.ref for label in window.workspace.details.labels() if label.shown}
        press(qtbot, window, KEYS.Key_Backspace)
        assert review(window, 0) == Review(rejected=frozenset(shown))

    use(script)


def test_keys_never_take_a_decision_back_and_say_so(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        first = ranked(window)[0]
        press(qtbot, window, "1")
        press(qtbot, window, "1")
        assert review(window, 0).confirmed == {first}
        assert said(window).endswith(" is confirmed already.")
        assert len(window.reviews.done) == 1
        press(qtbot, window, "z", CONTROL)
        assert review(window, 0) == Review()
        assert said(window).startswith("Undone: Confirm “")

    use(script)


def test_several_pictures_are_judged_in_one_step_and_stay_selected(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        bests = []
        for row in range(4):
            window.workspace.go_to(row)
            bests.append(ranked(window)[0])
        window.actions_.auto_advance.trigger()
        window.workspace.current_view().selectAll()
        press(qtbot, window, "p")
        assert [review(window, row).confirmed for row in range(4)] == [{best} for best in bests]
        assert len(set(bests)) > 1
        assert len(window.reviews.done) == 1
        assert window.workspace.rows() == [0, 1, 2, 3]
        first = ranked(window)[0]
        press(qtbot, window, "x")
        assert all(first in review(window, row).rejected for row in range(4))

    use(script)


def test_with_auto_advance_the_next_picture_comes_and_the_last_one_is_told(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        space, button = window.workspace, window.status.findChild(AdvanceButton)
        assert button is not None
        assert button.text() == "Auto-advance: off"
        QTest.keyClick(space.grid, KEYS.Key_F7)
        assert button.text() == "Auto-advance: on"
        assert button.isVisible()
        for row, key in enumerate(("1", "c", "x")):
            assert space.rows() == [row]
            press(qtbot, window, key)
        press(qtbot, window, KEYS.Key_Backspace)
        assert space.rows() == [3]
        assert said(window).endswith("  ·  That was the last picture.")
        assert len(window.reviews.done) == 4
        assert all(review(window, row) for row in range(4))

    use(script)
    assert load_preferences().auto_advance

    def next_time(window: MainWindow) -> None:
        assert window.actions_.auto_advance.isChecked()

    use(next_time)


def test_shift_goes_on_without_auto_advance_and_stays_with_it(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        press(qtbot, window, "c", SHIFT)
        assert window.workspace.rows() == [1]
        window.actions_.auto_advance.trigger()
        press(qtbot, window, "x", SHIFT)
        assert window.workspace.rows() == [1]
        assert review(window, 0).confirmed
        assert review(window, 1).rejected

    use(script)


def test_auto_advance_goes_on_when_the_decision_takes_the_picture_out_of_the_filter(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        window.actions_.auto_advance.trigger()
        window.results.set_filter(Filter(which=Which.NOT_REVIEWED))
        window.workspace.go_to(0)
        for row in range(3):
            assert window.workspace.rows() == [row]
            press(qtbot, window, "1")
            window.results.set_filter(Filter(which=Which.ALL))
            window.results.set_filter(Filter(which=Which.NOT_REVIEWED))
        assert window.workspace.rows() == [3]
        assert window.results.rowCount() == 1

    use(script)


def test_undo_comes_back_to_the_picture_that_auto_advance_left(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        window.actions_.auto_advance.trigger()
        press(qtbot, window, "2")
        assert window.workspace.rows() == [1]
        press(qtbot, window, "z", CONTROL)
        assert window.workspace.rows() == [0]
        assert not review(window, 0)
        press(qtbot, window, "3")
        assert window.workspace.rows() == [1]

    use(script)


def test_a_key_that_is_held_down_judges_one_picture(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        window.actions_.auto_advance.trigger()
        press(qtbot, window, "1")
        none = Qt.KeyboardModifier.NoModifier
        for _ in range(5):
            again = QKeyEvent(QEvent.Type.KeyPress, KEYS.Key_1, none, "1", autorep=True)
            QApplication.sendEvent(window.workspace.grid, again)
        wait_idle(qtbot, window)
        assert window.workspace.rows() == [1]

    use(script)


def test_another_view_gets_the_keys_and_may_judge_the_current_picture_alone(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        loupe = QWidget(window)
        loupe.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        loupe.show()
        window.judging.keys.install(loupe, one=True)
        window.workspace.current_view().selectAll()
        loupe.setFocus()
        press(qtbot, window, "p")
        assert [bool(review(window, row)) for row in range(4)] == [True, False, False, False]

    use(script)


def test_one_picture_is_corrected_in_at_most_three_keys(qtbot: QtBot, folder: Path) -> None:
    tasks: list[tuple[Callable[[list[LabelRef]], Review], tuple[tuple[str, bool], ...]]] = [
        (lambda r: Review(frozenset({r[0]})), (("p", False),)),
        (lambda r: Review(frozenset({r[2]})), (("3", False),)),
        (lambda r: Review(frozenset({r[1]}), frozenset({r[0]})), (("x", True), ("2", False))),
    ]

    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        window.actions_.auto_advance.trigger()
        for row, (wanted, keys) in enumerate(tasks):
            assert window.workspace.rows() == [row]
            result = wanted(ranked(window))
            for key, shift in keys:
                press(qtbot, window, key, SHIFT if shift else Qt.KeyboardModifier.NoModifier)
            assert review(window, row) == result
            assert len(keys) <= 3
        assert window.workspace.rows() == [3]

    use(script)


# The list of labels


def test_a_row_stays_under_the_pointer_when_it_is_ticked(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        view = window.workspace.details.view
        muted = [place for place, one in enumerate(view.ranked.labels) if not one.shown]
        at = muted[1]  # which becomes one of the first, as what is shown comes first
        wanted = ranked(window)[at]

        def place() -> QPoint:
            row = next(n for n, one in enumerate(view.ranked.labels) if one.ref == wanted)
            return view.viewport().mapToGlobal(view.visualRect(view.ranked.index(row)).topLeft())

        window.resize(1200, 1100)
        preview = window.workspace.preview  # once it is there, the panels have their heights
        qtbot.waitUntil(lambda: preview._loaded is not None)
        QApplication.processEvents()
        before = place()
        tick = parts_of(view.visualRect(view.ranked.index(at)), view.font()).confirm.center()
        QTest.mouseMove(view.viewport(), tick)
        assert view.has_pointer
        for _ in range(2):
            QTest.mouseClick(
                view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, tick
            )
            wait_idle(qtbot, window)
            window.workspace.details.refresh()
            QApplication.processEvents()
            assert place() == before
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, tick
        )
        wait_idle(qtbot, window)
        window.workspace.details.refresh()
        assert review(window, 0).confirmed == {wanted}
        assert not window.workspace.details.chips.isVisible()
        QTest.mouseMove(window.workspace.grid.viewport(), QPoint(5, 5))
        qtbot.waitUntil(window.workspace.details.chips.isVisible)

    use(script)


def test_the_labels_begin_at_the_first_for_each_new_picture(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        space = window.workspace
        view = space.details.view
        view.setFixedHeight(60)
        QApplication.processEvents()
        view.setFocus()
        for _ in range(4):
            QTest.keyClick(view, KEYS.Key_Down)
        QApplication.processEvents()
        assert view.verticalScrollBar().value() > 0
        space.step(1)
        QApplication.processEvents()
        assert view.verticalScrollBar().value() == 0
        assert view.currentIndex().row() == 0
        assert not view.selectedIndexes()

    use(script)


# Where the focus is


def test_ctrl_z_after_adding_a_tag_takes_the_tag_back_wherever_the_focus_is(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        space = window.workspace
        search = space.filters.search
        search.setFocus()
        QTest.keyClicks(search, "a")
        places: list[QWidget] = [
            space.details.field, search, space.tags.search, space.grid, space.details.view,
        ]  # fmt: skip
        for place in places:
            space.details.field.setFocus()
            QTest.keyClicks(space.details.field, "Beach")
            press(qtbot, window, KEYS.Key_Return)
            assert review(window, 0).own == ("Beach",)
            place.setFocus()
            assert QApplication.focusWidget() is place
            press(qtbot, window, "z", CONTROL)
            assert review(window, 0) == Review(), place
        assert search.text() == "a"

    use(script)


def test_undo_takes_back_what_was_typed_where_that_is_newer_than_the_last_decision(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        press(qtbot, window, "1")
        field = window.workspace.details.field
        field.setFocus()
        QTest.keyClicks(field, "Bea")
        field.popup.hide()
        QTest.keyClick(field, "z", CONTROL)
        assert field.text() == ""
        assert len(window.reviews.done) == 1
        press(qtbot, window, "z", CONTROL)
        assert not window.reviews.done

    use(script)


def test_commands_work_from_text_fields_unless_the_field_needs_the_key(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        field, do = window.workspace.details.field, window.actions_
        happened: list[str] = []
        for name in ("export", "kind", "select_all", "copy", "models", "own", "write"):
            action = getattr(do, name)
            action.triggered.disconnect()
            action.setEnabled(True)
            action.triggered.connect(lambda *_, name=name: happened.append(name))
        field.setFocus()
        for key in "ekacmts":
            QTest.keyClick(field, key, CONTROL)
        assert happened == ["export", "kind", "select_all", "copy", "models", "own", "write"]
        happened.clear()
        QTest.keyClicks(field, "ab")
        field.popup.hide()
        QTest.keyClick(field, "a", CONTROL)
        assert field.selectedText() == "ab"
        QTest.keyClick(field, "c", CONTROL)
        assert QApplication.clipboard().text() == "ab"
        assert not happened

    use(script)


def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        details = window.workspace.details
        assert isinstance(details.confirm_all, QToolButton)
        for key in (KEYS.Key_Return, KEYS.Key_Enter):
            details.confirm_all.setFocus()
            press(qtbot, window, key)
            assert review(window, 0).confirmed
            press(qtbot, window, "z", CONTROL)
            assert not review(window, 0)

    use(script)


def test_the_toggle_of_auto_advance_is_a_label_a_person_can_press(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        button = window.status.findChild(AdvanceButton)
        assert button is not None
        button.click()
        assert window.actions_.auto_advance.isChecked()
        assert said(window) == "The next picture comes by itself once one is judged."

    use(script)
