"""Picker, model manager and licence, as a person uses them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from igtagger.app.context import Context
from igtagger.app.weights_state import Activity, ModelState, Place, Verb
from igtagger.domain import Reason
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.model_windows import model_words
from igtagger.gui.model_windows.licence_dialog import LicenceDialog, offer_download
from igtagger.gui.model_windows.model_card import ModelCard
from igtagger.gui.model_windows.model_choice import usable_spec
from igtagger.gui.model_windows.model_manager import ModelManagerDialog
from igtagger.gui.model_windows.model_picker import ModelPicker
from igtagger.models.catalog import EVERYDAY_ID, INSTAGRAM_MODELS, STARTER, everyday
from tests.gui.model_weights import HELD, Heard, Published, part_way, wait_for, wait_until_idle
from tests.making import random_state, save_legacy, tiny_spec

WIDTH_8 = INSTAGRAM_MODELS[0]


@pytest.fixture
def manager(qtbot: QtBot, heard: Heard) -> ModelManagerDialog:
    manager = ModelManagerDialog(heard.jobs, lambda name: "40 a second" if name == "tiny" else "")
    qtbot.addWidget(manager)
    with qtbot.waitExposed(manager):
        manager.show()
    return manager


@pytest.fixture
def picker(qtbot: QtBot, heard: Heard) -> ModelPicker:
    picker = ModelPicker(heard.jobs)
    qtbot.addWidget(picker)
    picker.show()
    return picker


def press(card: ModelCard, name: str) -> None:
    assert card.buttons[name].isVisible()
    card.buttons[name].click()


def shown(card: ModelCard) -> set[str]:
    return {name for name, button in card.buttons.items() if button.isVisible()}


def licence(parent: QWidget) -> LicenceDialog:
    return parent.findChildren(LicenceDialog)[-1]


def answer(parent: QWidget, role: QMessageBox.ButtonRole) -> str:
    """Press the button of that role in the question that is open; returns its text."""
    box = next(box for box in parent.findChildren(QMessageBox) if box.isVisible())
    next(b for b in box.buttons() if box.buttonRole(b) == role).click()
    return f"{box.text()} {box.informativeText()}"


def pick(qtbot: QtBot, picker: ModelPicker, row: int) -> None:
    """Open the list with a key and choose a line of it with others."""
    picker.combo.setFocus()
    qtbot.keyClick(picker.combo, Qt.Key.Key_Down)
    view = picker.combo.view()
    view.setCurrentIndex(picker.combo.items.index(row, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)


# The licence


def test_the_licence_is_accepted_only_with_the_box_checked(qtbot: QtBot) -> None:
    dialog = LicenceDialog(WIDTH_8)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.accept_button.isEnabled()
    dialog.accept()
    assert dialog.isVisible()
    qtbot.keyClick(dialog.consent, Qt.Key.Key_Space)
    assert dialog.accept_button.isEnabled()
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept_button.click()


def test_the_citation_can_be_copied(qtbot: QtBot) -> None:
    dialog = LicenceDialog(WIDTH_8)
    qtbot.addWidget(dialog)
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == WIDTH_8.citation
    assert dialog.citation.toPlainText() == WIDTH_8.citation


def test_refusing_the_licence_leaves_everything_as_it_was(
    manager: ModelManagerDialog, heard: Heard, published: Published
) -> None:
    before = heard.jobs.state("tiny")
    press(manager.cards["tiny"], "download")
    licence(manager).refuse_button.click()
    assert heard.jobs.state("tiny") == before
    assert published.server.requests == []
    assert heard.problems == []
    assert not heard.store.folder.exists()


def test_accepting_the_licence_downloads(
    qtbot: QtBot, manager: ModelManagerDialog, heard: Heard
) -> None:
    press(manager.cards["tiny"], "download")
    licence(manager).consent.setChecked(True)
    with qtbot.waitSignal(heard.jobs.ready, timeout=20_000):
        licence(manager).accept_button.click()
    card = manager.cards["tiny"]
    assert card.state.text() == "on disk"
    assert shown(card) == {"verify", "import", "remove"}


def test_another_download_asks_no_more_than_whether(
    qtbot: QtBot, manager: ModelManagerDialog, heard: Heard, published: Published
) -> None:
    heard.jobs.accept_licence("tiny")
    assert offer_download(heard.jobs, "tiny", manager) is not None
    answer(manager, QMessageBox.ButtonRole.RejectRole)
    assert heard.jobs.state("tiny").activity is None
    offer_download(heard.jobs, "tiny", manager)
    with qtbot.waitSignal(heard.jobs.ready, timeout=20_000):
        assert published.megabytes in answer(manager, QMessageBox.ButtonRole.AcceptRole)


# The manager


def test_a_card_shows_the_figures_of_its_model(qtbot: QtBot) -> None:
    card = ModelCard(WIDTH_8)
    qtbot.addWidget(card)
    card.show_speed("")
    card.show_state(ModelState(Place.ABSENT, WIDTH_8.weights.size))
    texts = " ".join(label.text() for label in card.findChildren(ElidedLabel))
    for figure in ("88.8 million", "356 MB", "not measured yet"):
        assert figure in texts
    assert "82.7" in model_words.accuracy(WIDTH_8)
    assert "96.6" in model_words.accuracy(WIDTH_8)


def test_pause_resume_and_cancel_are_pressed_while_it_downloads(
    qtbot: QtBot, manager: ModelManagerDialog, heard: Heard, published: Published
) -> None:
    card = manager.cards["tiny"]
    part_way(qtbot, heard, published)
    percent = 100 * HELD // len(published.content)
    assert card.state.text() == f"downloading {percent} %"
    assert shown(card) == {"pause", "cancel"}
    assert card.bar.isVisible()
    press(card, "pause")
    assert not card.buttons["pause"].isEnabled()
    wait_until_idle(qtbot, heard.jobs)
    assert card.state.text() == f"paused at {percent} %"
    assert shown(card) == {"resume", "cancel", "import"}
    press(card, "resume")
    wait_for(qtbot, heard.jobs, "tiny", lambda s: bool(s.activity and s.activity.done == HELD))
    press(card, "cancel")
    wait_for(qtbot, heard.jobs, "tiny", lambda s: s.activity is None and not s.partial_bytes)
    assert card.state.text() == f"{published.megabytes} to download"
    assert not card.bar.isVisible()
    assert heard.problems == []


def test_the_focus_stays_in_the_card_when_its_button_goes(
    qtbot: QtBot, manager: ModelManagerDialog, heard: Heard, published: Published
) -> None:
    manager.activateWindow()
    card = manager.cards["tiny"]
    part_way(qtbot, heard, published)
    card.buttons["cancel"].setFocus()
    heard.jobs.changed.emit("tiny")
    assert card.buttons["cancel"].hasFocus()
    card.buttons["pause"].setFocus()
    qtbot.keyClick(card.buttons["pause"], Qt.Key.Key_Space)
    wait_until_idle(qtbot, heard.jobs)
    assert card.buttons["resume"].hasFocus()


def test_removing_asks_first(
    qtbot: QtBot, manager: ModelManagerDialog, heard: Heard, published: Published
) -> None:
    heard.jobs.accept_licence("tiny")
    with qtbot.waitSignal(heard.jobs.ready, timeout=20_000):
        heard.jobs.download("tiny")
    press(manager.cards["tiny"], "remove")
    answer(manager, QMessageBox.ButtonRole.RejectRole)
    assert heard.jobs.state("tiny").usable
    press(manager.cards["tiny"], "remove")
    answer(manager, QMessageBox.ButtonRole.AcceptRole)
    assert wait_until_idle(qtbot, heard.jobs).place is Place.ABSENT


def test_verifying_says_so_in_the_card(
    qtbot: QtBot, manager: ModelManagerDialog, heard: Heard
) -> None:
    press(manager.cards[EVERYDAY_ID], "verify")
    wait_until_idle(qtbot, heard.jobs, EVERYDAY_ID)
    assert manager.cards[EVERYDAY_ID].state.text() == "built in, verified"


def test_a_file_of_ones_own_is_taken_after_a_question(
    qtbot: QtBot, manager: ModelManagerDialog, heard: Heard, tmp_path: Path
) -> None:
    own = save_legacy(random_state(tiny_spec(), seed=1), tmp_path / "mine.pth")
    press(manager.cards["tiny"], "import")
    chooser = manager.findChildren(QFileDialog)[-1]
    with qtbot.waitSignal(heard.jobs.other_file, timeout=60_000):
        chooser.fileSelected.emit(str(own))
    chooser.close()
    with qtbot.waitSignal(heard.jobs.ready, timeout=60_000):
        question = answer(manager, QMessageBox.ButtonRole.AcceptRole)
    assert "mine.pth fits Tiny model" in question
    assert "damaged copy" in question  # it is as long as the published one
    assert manager.cards["tiny"].state.text() == "on disk, not the published file"
    assert manager.cards["tiny"].accuracy.text() == "your own weights"
    assert "mine.pth" in manager.cards["tiny"].accuracy.toolTip()


RAW = re.compile(r"https?://|Errno|\bb'|\{|Error\b")
"""What is for programmers."""


@pytest.mark.parametrize("fault", ["refused", "cut", "nobody", "page"])
def test_a_download_that_fails_says_so_in_its_card_in_plain_words(
    qtbot: QtBot,
    manager: ModelManagerDialog,
    heard: Heard,
    published: Published,
    fault: str,
) -> None:
    heard.store.accept_licence(heard.catalog.find("tiny"))
    server, card = published.server, manager.cards["tiny"]
    match fault:
        case "refused":
            server.statuses = [404]
        case "cut":
            server.cut_always = 0
        case "page":
            server.page = b"<html>"
        case _:
            server.statuses = [503] * 3
    heard.jobs.download("tiny")
    qtbot.waitUntil(card.fault.isVisible, timeout=60_000)
    assert RAW.search(card.fault.text()) is None
    assert "127.0.0.1" in card.fault.text()
    (problem,) = heard.problems
    assert manager.shows(problem)
    manager.hide()
    assert not manager.shows(problem)
    server.statuses, server.cut_always, server.page = [], None, None
    heard.jobs.download("tiny")
    wait_until_idle(qtbot, heard.jobs, "tiny")
    manager.show()
    assert not card.fault.isVisible()


def test_a_file_that_was_not_wanted_after_all_is_not_taken(
    qtbot: QtBot, manager: ModelManagerDialog, heard: Heard, tmp_path: Path
) -> None:
    own = save_legacy(random_state(tiny_spec(), seed=1), tmp_path / "mine.pth")
    with qtbot.waitSignal(heard.jobs.other_file, timeout=60_000):
        heard.jobs.import_file("tiny", own)
    answer(manager, QMessageBox.ButtonRole.RejectRole)
    assert heard.jobs.state("tiny").place is Place.ABSENT
    assert heard.ready == []


def test_the_folder_is_opened_and_made_if_need_be(
    manager: ModelManagerDialog, heard: Heard
) -> None:
    class Opener(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.opened: list[str] = []

        @Slot(QUrl)
        def open_url(self, url: QUrl) -> None:
            self.opened.append(url.toLocalFile())

    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "open_url")
    try:
        manager.open_button.click()
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert [Path(folder) for folder in opener.opened] == [heard.jobs.folder]
    assert heard.jobs.folder.is_dir()


def test_the_disk_is_told_at_the_bottom(manager: ModelManagerDialog) -> None:
    assert manager.usage.text().startswith("Models take 0 bytes.")
    assert manager.usage.text().endswith("free on this disk.")


def test_speeds_are_shown_where_they_are_known(manager: ModelManagerDialog) -> None:
    assert manager.cards["tiny"].speed.text() == "40 a second"
    assert manager.cards[EVERYDAY_ID].speed.text() == "not measured yet"


@pytest.mark.parametrize("activity", [None, *(Activity(verb, 1, 2) for verb in Verb)])
@pytest.mark.parametrize("place", Place)
def test_every_state_has_words_and_buttons_that_fit(
    qtbot: QtBot, place: Place, activity: Activity | None
) -> None:
    card = ModelCard(WIDTH_8)
    qtbot.addWidget(card)
    card.show()
    partial = 1000 if place is Place.PARTIAL else 0
    card.show_state(ModelState(place, 10_000, partial, activity=activity))
    assert card.state.text()
    assert "{" not in card.state.text()
    if activity is not None:
        assert not shown(card) & {"download", "resume", "remove", "import", "verify"}


def test_every_control_has_a_name_and_is_reached_by_the_keyboard(
    qtbot: QtBot, manager: ModelManagerDialog, picker: ModelPicker
) -> None:
    dialog = LicenceDialog(WIDTH_8)
    qtbot.addWidget(dialog)
    dialog.show()
    for window in (manager, picker, dialog):
        for control in window.findChildren(QAbstractButton):
            if control.isVisible():
                assert control.text() or control.accessibleName(), control
                assert control.focusPolicy() & Qt.FocusPolicy.TabFocus or control is (
                    picker.downloads
                )
    assert picker.combo.accessibleName() == "Model"


# The picker


def test_the_picker_shows_the_state_of_each_model(
    qtbot: QtBot, picker: ModelPicker, heard: Heard, published: Published
) -> None:
    def line(row: int) -> str:
        return str(picker.combo.itemData(row, Qt.ItemDataRole.AccessibleTextRole))

    assert line(0) == "Everyday, built in"
    assert line(1) == f"Tiny model, {published.megabytes} to download"
    assert not picker.downloads.isVisible()
    part_way(qtbot, heard, published)
    assert line(1) == f"Tiny model, downloading {100 * HELD // len(published.content)} %"
    assert picker.downloads.isVisible()
    with qtbot.waitSignal(picker.manage_requested):
        picker.downloads.click()


def test_a_model_that_is_not_there_is_wanted_and_not_chosen(
    qtbot: QtBot, picker: ModelPicker
) -> None:
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    with qtbot.waitSignal(picker.wanted) as wanted:
        pick(qtbot, picker, 1)
    assert wanted.args == ["tiny"]
    assert chosen == []
    assert picker.combo.currentIndex() == 0


def test_a_model_that_is_there_is_chosen_once(
    qtbot: QtBot, picker: ModelPicker, heard: Heard
) -> None:
    heard.jobs.accept_licence("tiny")
    with qtbot.waitSignal(heard.jobs.ready, timeout=20_000):
        heard.jobs.download("tiny")
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    pick(qtbot, picker, 1)
    pick(qtbot, picker, 1)
    assert chosen == ["tiny"]
    assert picker.combo.currentText() == "Tiny model"
    picker.set_current(EVERYDAY_ID)
    assert (picker.combo.currentText(), chosen) == ("Everyday", ["tiny"])


def test_managing_is_the_last_line(qtbot: QtBot, picker: ModelPicker) -> None:
    with qtbot.waitSignal(picker.manage_requested):
        pick(qtbot, picker, picker.combo.count() - 1)
    assert picker.combo.currentIndex() == 0


def test_a_turn_of_the_wheel_changes_nothing(picker: ModelPicker) -> None:
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(picker.combo, turn)
    assert picker.combo.currentIndex() == 0


# Words


def test_a_text_that_does_not_fit_is_cut_and_told_in_the_tool_tip(qtbot: QtBot) -> None:
    label = ElidedLabel("a name that goes on and on " * 10)
    qtbot.addWidget(label)
    label.resize(100, 20)
    label.show()
    assert label.shown_text().endswith("…")
    assert label.toolTip() == label.text()
    label.setText("short")
    assert label.toolTip() == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3.0, "a few seconds left"),
        (42.0, "about 40 s left"),
        (56.0, "about 1 min left"),
        (200.0, "about 3 min left"),
        (7500.0, "about 2 h 5 min left"),
    ],
)
def test_the_time_left_is_told_no_finer_than_it_is_known(seconds: float, words: str) -> None:
    assert model_words.time_left(seconds) == words


def test_progress_is_told_with_size_speed_and_time() -> None:
    activity = Activity(Verb.DOWNLOAD, 149_000_000, 356_056_638, None, 12_300_000, 17.0)
    assert model_words.progress(activity) == "149 MB of 356 MB · 12 MB per second · about 20 s left"
    again = Reason("doing.trying-again", fault=Reason("fault.ended"))
    waiting = replace(activity, message=again, bytes_per_second=None)
    assert "trying again" in model_words.progress(waiting)


def test_the_built_in_model_takes_the_place_of_a_preferred_one_that_is_retired() -> None:
    context = Context.from_environment()
    for preferred in ("", "starter", "unknown", "32x8d"):  # the last one is not downloaded
        assert usable_spec(context, preferred).id == EVERYDAY_ID


def test_what_a_model_is_good_for_is_said_as_far_as_it_is_known() -> None:
    built_in, retired, large = everyday(), STARTER, INSTAGRAM_MODELS[0]
    assert model_words.short_accuracy(built_in) == "77.6 %"
    assert model_words.accuracy(built_in) == "77.6 % with the first label"
    assert model_words.short_accuracy(large) == "82.7 % / 96.6 %"
    assert model_words.short_accuracy(retired) == "own labels"
    assert "what kind of picture" in model_words.description(built_in)
    assert "What is in a photograph" in model_words.description(large)
    assert "What kind of picture" in model_words.description(retired)
    assert "Google and ML Illustrated" in model_words.licence(built_in.licence)
