"""Models that the person trained, in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from igtagger.__main__ import main
from igtagger.gui.main_window import MainWindow
from igtagger.gui.model_windows import model_words
from igtagger.settings import Settings
from tests.gui.window import LONG, drop, use, wait_idle
from tests.training_pictures import CLASSES, make_classes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = make_classes(tmp_path / "pictures", 5)
    assert main(["train", str(folder), "--name", "My shapes", "-q"]) == 0
    return folder


def test_a_model_of_ones_own_is_chosen_and_names_pictures(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        picker = window.choice.picker
        row = picker.combo.findData("my-shapes")
        assert row >= 0
        assert picker.combo.itemText(row) == "My shapes"
        picker.combo.activated.emit(row)
        assert window.session.spec.id == "my-shapes"
        drop(window, folder)
        wait_idle(qtbot, window)
        shown = window.results.pictures
        named = {Path(shown.path(at)): [tag.name for tag in shown.tags(at)] for at in range(15)}
        assert all(names == [path.parent.name] for path, names in named.items()), named

    assert use(script) == 0


def test_its_card_tells_its_classes_and_that_it_goes_for_good(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        window.choice.manage()
        card = window.choice.manager.cards["my-shapes"]
        assert model_words.description(card.spec) == (
            f"3 classes of your own: {', '.join(CLASSES)}"
        )
        shown = {name for name, button in card.buttons.items() if button.isVisible()}
        assert shown == {"verify", "remove", "report"}
        card.buttons["remove"].click()
        (box,) = window.choice.manager.findChildren(QMessageBox)
        assert "for good" in box.informativeText()
        box.buttons()[0].click()
        kept = Settings.from_environment().models_dir / "my-shapes"
        qtbot.waitUntil(lambda: not kept.exists(), timeout=LONG)
        qtbot.waitUntil(
            lambda: window.choice.picker._jobs.state("my-shapes").activity is None, timeout=LONG
        )

    assert use(script) == 0
