"""A dialog that is higher than the screen scrolls, and no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from igtagger.gui.look import theme
from igtagger.gui.look.scrolled import Scrolled
from igtagger.gui.look.text_scale import text_scale
from igtagger.gui.look.theme import Theme


def content_of(lines: int) -> QWidget:
    content = QWidget()
    column = QVBoxLayout(content)
    for number in range(lines):
        column.addWidget(QLabel(f"line {number}"))
    return content


def test_what_fits_is_shown_whole(qtbot: QtBot) -> None:
    content = content_of(5)
    scrolled = Scrolled(content)
    qtbot.addWidget(scrolled)
    assert scrolled.minimumSizeHint() == scrolled.sizeHint() == content.sizeHint()


def test_what_does_not_fit_leaves_room_for_the_buttons(qtbot: QtBot) -> None:
    content = content_of(200)
    scrolled = Scrolled(content)
    qtbot.addWidget(scrolled)
    room = scrolled.screen().availableGeometry().height()
    assert content.sizeHint().height() > room
    assert scrolled.minimumSizeHint().height() < room - 100
    assert scrolled.sizeHint().width() > content.sizeHint().width()  # the bar


@pytest.fixture
def _twice_the_text(qapp: QApplication) -> Iterator[None]:
    before = qapp.font()
    large = qapp.font()
    large.setPointSizeF(2 * large.pointSizeF())
    qapp.setFont(large)
    theme.apply(qapp, Theme.LIGHT)
    yield
    qapp.setFont(before)
    theme.apply(qapp, Theme.LIGHT)


def test_text_of_the_usual_size_and_smaller_changes_nothing(qapp: QApplication) -> None:
    assert text_scale() == 1


@pytest.mark.usefixtures("_twice_the_text")
def test_buttons_are_never_lower_than_their_text(qtbot: QtBot) -> None:
    button = QPushButton("Add a tag")
    qtbot.addWidget(button)
    button.ensurePolished()
    assert 1.5 < text_scale() <= 2.1
    assert button.minimumHeight() >= button.fontMetrics().height()
