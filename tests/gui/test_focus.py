"""Where the focus goes, by keys alone, and that it is seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import TagKind
from igtagger.gui.look import theme
from igtagger.gui.look.key_splitter import STEP, KeySplitter
from igtagger.gui.look.palette import LIGHT
from igtagger.gui.look.plain_text import LinkLabel
from igtagger.gui.look.roles import set_role
from igtagger.gui.look.spoken_label import SpokenLabel
from igtagger.gui.look.theme import Theme
from igtagger.gui.look.wrapped import WrappedText
from igtagger.gui.start_page import StartPage
from igtagger.gui.tags.chips import Chip, Chips, ChipText
from tests.gui.accessible import name_of, told

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def _light(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, Theme.LIGHT)
    yield
    theme.apply(qapp, Theme.LIGHT)


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()


def tabbed(first: QWidget) -> list[QWidget]:
    """What has the focus from ``first`` on, once round."""
    first.setFocus()
    found: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not None and now not in found:
        found.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    return found


def own(*names: str) -> list[ChipText]:
    return [ChipText(name, name, TagKind.OWN) for name in names]


def test_tab_comes_to_chips_where_they_are_read_however_late_they_were_made(
    qtbot: QtBot,
) -> None:
    window, chips, before, after = QWidget(), Chips(), QLineEdit(), QLineEdit()
    column = QVBoxLayout(window)
    for widget in (before, chips, after):
        column.addWidget(widget)
    shown(qtbot, window)
    for names in (("a", "b"), ("c", "a", "b")):
        chips.set_chips(own(*names))
        found = tabbed(before)
        assert found[0] is before
        assert found[-1] is after
        assert [each.chip.name for each in found[1:-1] if isinstance(each, Chip)] == list(names)


def test_who_removes_the_last_chip_is_told_where_to_go_on(qtbot: QtBot) -> None:
    window, chips, other = QWidget(), Chips(), QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(chips)
    column.addWidget(other)
    chips.emptied.connect(other.setFocus)
    shown(qtbot, window)
    chips.set_chips(own("a", "b"))
    chips.findChildren(Chip)[0].setFocus()
    chips.set_chips(own("b"))
    focused = QApplication.focusWidget()
    assert isinstance(focused, Chip)
    assert focused.chip.name == "b"
    chips.set_chips([])
    assert QApplication.focusWidget() is other


def test_recent_folders_come_after_the_buttons_above_them(qtbot: QtBot) -> None:
    page = StartPage()
    shown(qtbot, page)
    page.set_recent(["/pictures/one", "/pictures/two"])
    QApplication.processEvents()  # what was made is shown by the layout
    names = [name_of(told(widget)).split()[0] for widget in tabbed(page._zone.images)]
    assert names == ["Add", "Open", "Try", "one", "two", "Show"]


@pytest.mark.parametrize("orientation", list(Qt.Orientation))
def test_a_divider_is_moved_by_keys(qtbot: QtBot, orientation: Qt.Orientation) -> None:
    splitter = KeySplitter(orientation)
    for _ in range(2):
        panel = QWidget()
        panel.setMinimumSize(50, 50)
        splitter.addWidget(panel)
    splitter.setChildrenCollapsible(False)
    splitter.name_handles(["Width of the tags"])
    splitter.resize(400, 400)
    shown(qtbot, splitter)
    splitter.setSizes([200, 200])
    handle = splitter.handle(1)
    assert name_of(told(handle)) == "Width of the tags"
    handle.setFocus()
    assert handle.hasFocus()
    beside = orientation == Qt.Orientation.Horizontal
    more = Qt.Key.Key_Right if beside else Qt.Key.Key_Down
    less = Qt.Key.Key_Left if beside else Qt.Key.Key_Up
    before = splitter.sizes()[0]
    QTest.keyClick(handle, more)
    assert splitter.sizes()[0] == before + STEP
    QTest.keyClick(handle, less, CONTROL)
    assert splitter.sizes()[0] == before + STEP - 1
    QTest.keyClick(handle, Qt.Key.Key_Home)
    assert splitter.sizes()[0] == 50
    QTest.keyClick(handle, Qt.Key.Key_End)
    assert splitter.sizes()[1] == 50


@pytest.mark.usefixtures("_light")
def test_a_divider_with_the_focus_is_seen(qtbot: QtBot) -> None:
    splitter = KeySplitter(Qt.Orientation.Horizontal)
    for _ in range(2):
        splitter.addWidget(QLineEdit())
    splitter.resize(300, 200)
    shown(qtbot, splitter)
    handle = splitter.handle(1)
    narrow = handle.mask().boundingRect().width()
    handle.setFocus()
    assert handle.mask().isEmpty()
    assert handle.width() >= 3 > narrow
    assert handle.grab().toImage().pixelColor(1, 10) == LIGHT.focus


@pytest.mark.usefixtures("_light")
@pytest.mark.parametrize(
    "make",
    [
        lambda: LinkLabel("More in {link}", "the manual", "https://example.org"),
        lambda: WrappedText("Mend the file, then try again."),
    ],
)
def test_links_and_long_texts_have_a_ring_where_they_have_the_focus(
    qtbot: QtBot, make: type[QWidget]
) -> None:
    window, widget = QWidget(), make()
    column = QVBoxLayout(window)
    column.addWidget(widget)
    column.addWidget(QPushButton("other"))
    shown(qtbot, window)

    def ring() -> int:
        image = widget.grab().toImage()
        edge = [image.pixelColor(x, y) for x in range(image.width()) for y in (0, 1)]
        return edge.count(LIGHT.focus)

    window.findChildren(QPushButton)[0].setFocus()
    assert not ring()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring() > widget.width()


def test_a_drop_down_has_a_label_for_linux_wherever_a_layout_puts_it(qtbot: QtBot) -> None:
    window, box = QWidget(), QComboBox()
    box.addItem("All  4")
    SpokenLabel("State", box)
    QVBoxLayout(window).addWidget(box)
    shown(qtbot, window)
    labels = [name_of(label) for label, _ in told(box).relations()]
    assert labels == ["State"]
    assert told(box).text(QAccessible.Text.Value) == "All  4"


def test_a_widget_of_our_own_says_what_it_is_as_long_as_it_is_there(qtbot: QtBot) -> None:
    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.setAccessibleName("Preview")
    set_role(canvas, QAccessible.Role.Graphic)
    for _ in range(3):
        assert told(canvas).role() == QAccessible.Role.Graphic
        assert name_of(told(canvas)) == "Preview"


def test_a_role_is_forgotten_with_its_widget(qtbot: QtBot) -> None:
    for _ in range(3):
        canvas = QWidget()
        set_role(canvas, QAccessible.Role.Graphic)
        assert told(canvas).role() == QAccessible.Role.Graphic
        with qtbot.waitSignal(canvas.destroyed):
            canvas.deleteLater()
    plain = QWidget()
    qtbot.addWidget(plain)
    assert told(plain).role() == QAccessible.Role.Client


def test_an_automatic_tag_is_not_called_confirmed(qtbot: QtBot) -> None:
    chips = {kind: Chip(ChipText("x", "dog", kind)) for kind in TagKind}
    for chip in chips.values():
        qtbot.addWidget(chip)
    names = {kind: name_of(told(chip)) for kind, chip in chips.items()}
    assert names[TagKind.AUTOMATIC] == "dog, automatic"
    assert len(set(names.values())) == len(names)
