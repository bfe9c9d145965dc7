"""Own tags by Alt and a digit, through the real ``main()``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from igtagger.app.tag_sets import TagSet, TagSets, load_tag_sets, save_tag_sets
from igtagger.gui.dialogs.tag_sets_dialog import TagSetsDialog
from igtagger.gui.main_window import MainWindow
from igtagger.models.catalog import everyday
from igtagger.settings import Settings
from tests.gui.window import FakeEngine, drop, pictures, use, wait_idle

KEYS = Qt.Key
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SETS = TagSets((TagSet.of("Wedding", ["bride", "groom", "church"]), TagSet.of("Sea", ["wave"])))


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "few", "a.png", "b.png", "c.png")


@pytest.fixture
def file() -> Path:
    return Settings.from_environment().tag_sets_file


def begin(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.context.loader = lambda *_: FakeEngine(everyday())
    drop(window, folder)
    wait_idle(qtbot, window)
    window.activateWindow()
    window.workspace.step(1)
    window.workspace.current_view().setFocus()


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)
    wait_idle(qtbot, window)
    window.workspace.details.refresh()


def own(window: MainWindow) -> list[tuple[str, ...]]:
    return [window.results.pictures.review(row).own for row in range(3)]


def opened() -> TagSetsDialog:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, TagSetsDialog)]
    (dialog,) = [dialog for dialog in found if dialog.isVisible()]
    return dialog


def test_alt_and_a_digit_attach_a_tag_and_again_take_it_away_also_from_a_text_field(
    qtbot: QtBot, folder: Path, file: Path
) -> None:
    save_tag_sets(file, SETS)

    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        details = window.workspace.details
        press(qtbot, window, KEYS.Key_2, ALT)
        assert own(window) == [("groom",), (), ()]
        assert details.slots.slots[1].isChecked()
        window.workspace.current_view().selectAll()
        window.workspace.filters.search.setFocus()
        press(qtbot, window, KEYS.Key_2, ALT)  # not all of them have it
        assert own(window) == [("groom",)] * 3
        press(qtbot, window, KEYS.Key_2, ALT)
        assert own(window) == [()] * 3
        press(qtbot, window, KEYS.Key_Z, CONTROL)
        assert own(window) == [("groom",)] * 3

    use(script)


def test_another_word_in_a_set_is_the_tag_that_it_stands_for(
    qtbot: QtBot, folder: Path, file: Path
) -> None:
    rules = Settings.from_environment().vocabulary_file
    rules.parent.mkdir(parents=True, exist_ok=True)
    rules.write_text('[synonym]\nwoman = ["Bride"]\n')
    save_tag_sets(file, SETS)

    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        details = window.workspace.details
        press(qtbot, window, KEYS.Key_1, ALT)
        assert own(window)[0] == ("woman",)
        details.refresh()
        assert details.slots.slots[0].isChecked()
        press(qtbot, window, KEYS.Key_1, ALT)
        assert own(window)[0] == ()

    use(script)


def test_two_quick_presses_are_two(qtbot: QtBot, folder: Path, file: Path) -> None:
    save_tag_sets(file, SETS)

    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        for _ in range(2):
            window.judging.sets.put(0)
        wait_idle(qtbot, window)
        assert own(window)[0] == ()
        assert len(window.reviews.done) == 2

    use(script)


def test_the_chosen_set_is_shown_below_the_field_and_a_click_does_the_same(
    qtbot: QtBot, folder: Path, file: Path
) -> None:
    save_tag_sets(file, SETS)

    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        slots = window.workspace.details.slots
        shown = [slot for slot in slots.slots if slot.isVisible()]
        assert [slot.tag for slot in shown] == ["bride", "groom", "church"]
        assert shown[2].text() == "3  church"
        assert shown[2].accessibleName() == "church (Alt+3)"
        QTest.mouseClick(shown[2], Qt.MouseButton.LeftButton)
        wait_idle(qtbot, window)
        window.workspace.details.refresh()
        assert own(window)[0] == ("church",)
        assert shown[2].isChecked()

    use(script)


def test_enter_opens_the_menu_of_sets_beside_the_field(
    qtbot: QtBot, folder: Path, file: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        shown: list[str] = []
        menu, button = window.actions_.tag_sets, window.workspace.details.sets_button
        menu.aboutToShow.connect(lambda: shown.extend(a.text() for a in menu.actions()))
        menu.aboutToShow.connect(lambda: QTimer.singleShot(0, menu, menu.close))
        button.setFocus()
        assert button.accessibleName() == "Tag set: My tags"
        press(qtbot, window, KEYS.Key_Return, Qt.KeyboardModifier.NoModifier)
        qtbot.waitUntil(lambda: "Own tag 1" in shown)

    use(script)


def test_another_set_comes_by_a_key_and_is_chosen_at_the_next_start(
    qtbot: QtBot, folder: Path, file: Path
) -> None:
    save_tag_sets(file, SETS)

    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        press(qtbot, window, KEYS.Key_0, ALT)
        assert window.status.currentMessage() == "Tag set: Sea"
        press(qtbot, window, KEYS.Key_1, ALT)
        assert own(window)[0] == ("wave",)
        press(qtbot, window, KEYS.Key_0, ALT | SHIFT)
        assert window.status.currentMessage() == "Tag set: Wedding"
        press(qtbot, window, KEYS.Key_0, ALT)

    use(script)
    assert load_tag_sets(file, pytest.fail).current.name == "Sea"

    def next_time(window: MainWindow) -> None:
        texts = [action.text() for action in window.actions_.tag_sets.actions()]
        assert "Own tag 1: wave" in texts
        checked = [action for action in window.actions_.tag_sets.actions() if action.isChecked()]
        assert [action.text() for action in checked] == ["Sea"]
        (other,) = [a for a in window.actions_.tag_sets.actions() if a.text() == "Wedding"]
        other.trigger()
        qtbot.waitUntil(lambda: window.judging.sets.kept.current.name == "Wedding")

    use(next_time)


def test_an_empty_place_asks_for_its_tag_which_is_kept_and_completed(
    qtbot: QtBot, folder: Path, file: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        assert not window.workspace.details.slots.isVisible()
        window.reviews.add_own([1], "Granny")
        wait_idle(qtbot, window)
        press(qtbot, window, KEYS.Key_5, ALT)
        dialog = opened()
        assert dialog.focusWidget() is dialog.fields[4]
        completer = dialog.fields[4].completer()
        qtbot.waitUntil(lambda: completer.model().rowCount() == 1)
        QTest.keyClicks(dialog.fields[4], "ran")
        assert completer.currentCompletion() == "Granny"
        dialog.fields[4].setText("Granny")
        dialog.name.setText("Family")
        dialog.accept()
        window.activateWindow()  # as window managers do by themselves
        view = window.workspace.current_view()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is view)
        assert window.workspace.details.slots.isVisible()
        press(qtbot, window, KEYS.Key_5, ALT)
        assert own(window)[0] == ("Granny",)

    use(script)
    assert load_tag_sets(file, pytest.fail).current == TagSet.of("Family", [""] * 4 + ["Granny"])


def test_sets_are_made_renamed_and_deleted_and_kept_only_when_saved(
    qtbot: QtBot, folder: Path, file: Path
) -> None:
    save_tag_sets(file, SETS)

    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        window.actions_.edit_sets.trigger()
        dialog = opened()
        dialog.add.click()
        QTest.keyClicks(dialog.name, "Hills")
        assert dialog.choice.currentText() == "Hills"
        dialog.fields[0].setText("top, summit")
        dialog.choice.setCurrentIndex(1)
        dialog.choice.activated.emit(1)
        assert dialog.fields[0].text() == "wave"
        dialog.delete.click()
        assert [s.name for s in dialog.tag_sets.sets] == ["Wedding", "Hills"]
        dialog.reject()
        assert window.judging.sets.kept == SETS
        window.actions_.edit_sets.trigger()
        dialog = opened()
        for _ in range(2):
            dialog.delete.click()
        assert dialog.tag_sets == TagSets()
        assert not dialog.delete.isEnabled()
        dialog.accept()

    use(script)
    assert load_tag_sets(file, pytest.fail) == TagSets()


def test_a_damaged_file_is_told_at_the_start(qtbot: QtBot, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(["not", "ours"]))

    def script(window: MainWindow) -> None:
        qtbot.waitUntil(window.problems.isVisible)
        assert "tag_sets.damaged-1.json" in window.problems.line.text()

    use(script)


def test_a_set_that_cannot_be_kept_is_told_and_holds(
    qtbot: QtBot, folder: Path, file: Path
) -> None:
    save_tag_sets(file, SETS)

    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        file.unlink()
        file.mkdir()
        press(qtbot, window, KEYS.Key_0, ALT)
        assert window.problems.isVisible()
        press(qtbot, window, KEYS.Key_1, ALT)
        assert own(window)[0] == ("wave",)
        assert QGuiApplication.focusWindow() is not None

    use(script)
