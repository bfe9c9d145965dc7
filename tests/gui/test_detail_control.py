"""The slider for how fine names are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from igtagger.gui.tags.detail_control import DetailControl


@pytest.fixture
def control(qtbot: QtBot) -> DetailControl:
    made = DetailControl(50)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_each_step_is_told_at_once(control: DetailControl) -> None:
    said: list[float] = []
    control.changed.connect(said.append)
    for value in (49, 20, 20, 0, 100):
        control.slider.setValue(value)
    assert said == [49.0, 20.0, 0.0, 100.0]


def test_keys_move_it_by_one_by_ten_and_to_the_ends(qtbot: QtBot, control: DetailControl) -> None:
    said: list[float] = []
    control.changed.connect(said.append)
    for key in (
        Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Home,
        Qt.Key.Key_End, Qt.Key.Key_Right,
    ):  # fmt: skip
        qtbot.keyClick(control.slider, key)
    assert said == [51, 50, 49, 59, 0, 100]


def test_its_label_names_it_and_leads_to_it_by_a_key(qtbot: QtBot, control: DetailControl) -> None:
    interface = QAccessible.queryAccessibleInterface(control.slider)
    assert interface.text(QAccessible.Text.Name) == "Detail of names"
    (label,) = (label for label in control.findChildren(QLabel) if label.buddy() is not None)
    assert label.buddy() is control.slider
    assert label.text() == "&Detail of names"
    control.activateWindow()
    control.setFocus()
    qtbot.keyClick(control, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert control.slider.hasFocus()


def test_both_ends_say_what_they_mean(control: DetailControl) -> None:
    texts = [label.text() for label in control.findChildren(QLabel)]
    assert {"only what is sure", "finest name"} <= set(texts)
    assert "only where the model is sure" in control.slider.toolTip().replace("\n", " ")


@pytest.mark.parametrize(("detail", "shown"), [(0.0, 0), (33.4, 33), (100.0, 100)])
def test_another_choice_is_shown_and_nobody_told(
    qtbot: QtBot, control: DetailControl, detail: float, shown: int
) -> None:
    with qtbot.assertNotEmitted(control.changed):
        control.set_detail(detail)
    assert control.slider.value() == shown
