"""The bar of problems: the newest first, counted, dismissed, without a mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from igtagger.gui.jobs.problems import Problem
from igtagger.gui.jobs.problems_panel import MOST_KEPT, ProblemsPanel
from tests.gui.accessible import name_of, told

FULL = Problem("The disk is full.", "Free some space.")
GONE = Problem("The network is gone.")
BUG = Problem("Something went wrong.", "Your results are safe.", "Traceback: line 1", is_bug=True)


def make(qtbot: QtBot, *problems: Problem) -> ProblemsPanel:
    panel = ProblemsPanel()
    qtbot.addWidget(panel)
    panel.resize(800, 60)
    for problem in problems:
        panel.add(problem)
    return panel


def test_it_is_there_only_while_something_is_wrong(qtbot: QtBot) -> None:
    panel = make(qtbot)
    assert panel.isHidden()
    panel.add(FULL)
    assert panel.isVisible()
    panel.close_button.click()
    assert panel.isHidden()


def test_the_newest_is_shown_with_what_to_do_and_how_many_more(qtbot: QtBot) -> None:
    panel = make(qtbot, GONE, BUG, FULL)
    assert panel.line.text() == "The disk is full. Free some space."
    assert panel.more.text() == "2 more"
    panel.close_button.click()
    assert panel.line.text().startswith("Something went wrong.")
    assert panel.problems == [BUG, GONE]


def test_the_same_again_is_counted_and_not_listed_twice(qtbot: QtBot) -> None:
    panel = make(qtbot, FULL, GONE, FULL, FULL)
    assert panel.problems == [FULL, GONE]
    assert "×3" in panel.line.text()


def test_ten_thousand_problems_do_not_pile_up(qtbot: QtBot) -> None:
    panel = make(qtbot, *(Problem(f"Number {number}.") for number in range(10_000)))
    assert len(panel.problems) == MOST_KEPT
    assert panel.problems[0].message == "Number 9999."


def test_details_are_copied_with_the_message(qtbot: QtBot) -> None:
    panel = make(qtbot, FULL)
    assert panel.copy.isHidden()
    panel.add(BUG)
    panel.copy.click()
    text = QGuiApplication.clipboard().text()
    assert all(part in text for part in (BUG.message, BUG.hint, BUG.details))


def test_the_log_is_asked_for(qtbot: QtBot) -> None:
    panel = make(qtbot, BUG)
    with qtbot.waitSignal(panel.open_log_requested):
        panel.open_log.click()


def test_one_in_the_list_is_dismissed_by_its_own_button(qtbot: QtBot) -> None:
    panel = make(qtbot, GONE, BUG, FULL)
    panel.more.click()
    assert panel.list.isVisible()
    rows = panel.list.widget()
    assert rows is not None
    (button,) = (
        b for b in rows.findChildren(QToolButton) if b.accessibleName() == f"Dismiss: {BUG.message}"
    )
    button.click()
    assert panel.problems == [FULL, GONE]


def test_it_is_worked_by_keys(qtbot: QtBot) -> None:
    panel = make(qtbot, GONE, FULL)
    QTest.keyClick(panel.more, Qt.Key.Key_Space)
    assert panel.list.isVisible()
    QTest.keyClick(panel.more, Qt.Key.Key_Escape)
    assert not panel.list.isVisible()
    QTest.keyClick(panel.more, Qt.Key.Key_Escape)
    assert panel.problems == [GONE]
    QTest.keyClick(panel.more, Qt.Key.Key_Space)
    assert panel.list.isVisible()


def test_a_long_path_leaves_the_dismissing_button_in_sight(qtbot: QtBot) -> None:
    panel = make(qtbot, Problem("The folder /" + "no_place_to_break" * 30 + " is gone."))
    panel.more.click()
    rows = panel.list.widget()
    assert rows is not None
    assert rows.width() <= panel.list.viewport().width()


def test_every_button_has_a_name(qtbot: QtBot) -> None:
    panel = make(qtbot, GONE, BUG)
    panel.more.click()
    buttons = [b for b in panel.findChildren(QToolButton) if b.isVisible()]
    assert len(buttons) >= 5
    names = [name_of(told(button)) for button in buttons]
    assert all(names)
    assert len(set(names)) == len(names)
