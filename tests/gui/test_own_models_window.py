"""Models that the person trained, in the window."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from igtagger.__main__ import main
from igtagger.app.context import Context
from igtagger.app.learning.model_moving import OfferedModel, look_at_model
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.main_window import MainWindow
from igtagger.gui.model_windows import model_words
from igtagger.gui.model_windows.model_import_dialog import ModelImportDialog
from igtagger.gui.model_windows.model_manager import ModelManagerDialog
from igtagger.gui.runs.session import RunState
from igtagger.models.catalog import CC_BY_NC, INSTAGRAM_MODELS
from igtagger.settings import Preferences, Settings, save_preferences
from tests.gui.clipped import clipped
from tests.gui.made_models import have_model
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
        assert shown == {"verify", "export", "remove", "report"}
        card.buttons["remove"].setFocus()
        card.buttons["remove"].click()
        (box,) = window.choice.manager.findChildren(QMessageBox)
        assert "for good" in box.informativeText()
        box.buttons()[0].click()
        kept = Settings.from_environment().models_dir / "my-shapes"
        qtbot.waitUntil(lambda: not kept.exists(), timeout=LONG)
        qtbot.waitUntil(lambda: "my-shapes" not in window.choice.manager.cards, timeout=LONG)
        assert window.choice.picker.combo.findData("my-shapes") < 0
        assert window.choice.manager.focusWidget() is window.choice.manager.import_button
        assert not shown_problems(window)

    assert use(script) == 0


# Into files, and from them


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A model that somebody else exported; here it is no more."""
    have_model("My shapes")
    file = tmp_path / "shapes of Ann.safetensors"
    assert main(["models", "export", "my-shapes", str(file), "-q"]) == 0
    assert main(["models", "remove", "my-shapes"]) == 0
    return file


def shown_problems(window: MainWindow) -> list[str]:
    return [problem.message for problem in window.problems.problems]


def dropped_on(manager: ModelManagerDialog, *files: Path) -> QDropEvent:
    """Files are dragged over the manager, and let go."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    how = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    manager.dragEnterEvent(QDragEnterEvent(QPoint(40, 40), actions, mime, *how))
    event = QDropEvent(QPointF(40, 40), actions, mime, *how)
    manager.dropEvent(event)
    return event


def asked(qtbot: QtBot, window: MainWindow) -> ModelImportDialog:
    """The question that the file comes with."""
    qtbot.waitUntil(lambda: window.choice.files.dialog is not None, timeout=LONG)
    dialog = window.choice.files.dialog
    assert dialog is not None
    return dialog


def labels_of(dialog: QWidget) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_file_that_is_dropped_on_the_manager_becomes_a_model_at_once(
    qtbot: QtBot, exported: Path
) -> None:
    def script(window: MainWindow) -> None:
        window.choice.manage()
        manager = window.choice.manager
        event = dropped_on(manager, exported)
        assert event.dropAction() == Qt.DropAction.CopyAction
        dialog = asked(qtbot, window)
        assert dialog.name.text() == "My shapes"
        told = labels_of(dialog)
        assert "3 classes: discs, squares, stripes" in told
        assert "the features of Everyday" in told
        assert "Apache-2.0" in told
        assert "held-out pictures" in told
        dialog.name.setText("Ann's shapes")
        dialog.import_button.click()
        qtbot.waitUntil(lambda: "ann-s-shapes" in manager.cards, timeout=LONG)
        qtbot.waitUntil(lambda: not window.choice.files.busy, timeout=LONG)
        assert "is imported" in manager.told.text()
        assert manager.told.property("look") == "success"
        assert not manager.busy.isVisible()
        assert manager.cards["ann-s-shapes"].state.text() == "on disk"
        combo = window.choice.picker.combo
        combo.activated.emit(combo.findData("ann-s-shapes"))
        assert window.session.spec.title == "Ann's shapes"
        assert window.session.key() is not None
        assert not shown_problems(window)

    assert use(script) == 0
    assert exported.exists()


def test_the_question_tells_what_must_be_got_the_licence_and_which_names_will_not_do(
    qtbot: QtBot, exported: Path
) -> None:
    assert main(["models", "import", str(exported), "--name", "mine", "-q"]) == 0

    def script(window: MainWindow) -> None:
        window.choice.manage()
        window.choice.manager.files_brought.emit([exported])
        dialog = asked(qtbot, window)
        base = INSTAGRAM_MODELS[0]
        spec = replace(look_at_model(window.context, exported).spec, base=base, licence=CC_BY_NC)
        other = ModelImportDialog(OfferedModel(exported, "", spec, {}), window.weights, window)
        other.show()
        assert clipped(other, QSize(1024, 700)) == []
        told = labels_of(other)
        assert "which must be downloaded first (356 MB)" in told
        assert "non-commercial" in told
        assert CC_BY_NC.url in told
        for name in ("", "  ", "Everyday"):
            dialog.name.setText(name)
            assert not dialog.import_button.isEnabled(), name
            dialog.accept()
            assert dialog.isVisible()
        assert "one of igtagger's" in dialog.told.text()
        dialog.name.setText("Mine")
        assert "replaced for good" in dialog.told.text()
        assert dialog.import_button.text() == "&Replace"
        before = window.context.find("mine")
        dialog.import_button.click()
        qtbot.waitUntil(lambda: window.context.find("mine") != before, timeout=LONG)
        assert window.choice.manager.cards["mine"].spec.title == "Mine"

    assert use(script) == 0


def test_hostile_and_wrong_files_are_refused_in_the_same_words_as_in_a_terminal(
    qtbot: QtBot, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = exported.read_bytes()
    wrong = {
        "text.safetensors": b"no model at all",
        "short.safetensors": content[:-100],
        "card.safetensors": content.replace(b"everyday", b"nobody's"),
        "licence.safetensors": content.replace(b"Apache-2.0", b"Apache-9.0"),
    }
    assert len(set(wrong.values()) | {content}) == 5
    for name, each in wrong.items():
        (tmp_path / name).write_bytes(each)
    (tmp_path / "folder").mkdir()
    files = [*(tmp_path / name for name in wrong), tmp_path / "folder", tmp_path / "nowhere"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        files.append(tmp_path / "pipe")
    capsys.readouterr()
    for file in files:
        assert main(["models", "import", str(file)]) == 1
    said = [line for line in capsys.readouterr().err.splitlines() if "no model" in line]
    assert len(said) == len(files)

    def script(window: MainWindow) -> None:
        window.choice.manage()
        manager = window.choice.manager
        dropped_on(manager, *files)
        moving = window.choice.files
        qtbot.waitUntil(lambda: not moving.busy and not moving._waiting, timeout=LONG)
        told = manager.told.text().splitlines()
        assert len(told) == len(files)
        for text, line in zip(told, said, strict=True):
            assert text.partition(". It must")[0] in line
            assert "--labels" not in text
        assert manager.told.property("look") == "error"
        assert set(manager.cards) == set(before)
        assert moving.dialog is None
        assert not shown_problems(window)

    before = [spec.id for spec in Context.from_environment().catalog]
    assert use(script) == 0


def test_values_that_are_no_numbers_are_refused_when_it_is_taken_over(
    qtbot: QtBot, exported: Path
) -> None:
    content = exported.read_bytes()
    exported.write_bytes(content[:-4] + b"\0\0\xc0\x7f")

    def script(window: MainWindow) -> None:
        window.choice.manage()
        manager = window.choice.manager
        dropped_on(manager, exported)
        asked(qtbot, window).import_button.click()
        qtbot.waitUntil(lambda: manager.told.property("look") == "error", timeout=LONG)
        assert "finite" in manager.told.text()
        assert "my-shapes" not in manager.cards

    assert use(script) == 0
    assert not (Settings.from_environment().models_dir / "my-shapes").exists()


def test_a_model_is_exported_from_its_card_and_never_over_anything_else(
    qtbot: QtBot, tmp_path: Path
) -> None:
    have_model("My shapes")
    file, other = tmp_path / "mine.safetensors", tmp_path / "notes.txt"
    other.write_text("not to be lost")

    def script(window: MainWindow) -> None:
        window.choice.manage()
        manager = window.choice.manager
        card = manager.cards["my-shapes"]
        card.buttons["export"].click()
        (chooser,) = manager.findChildren(QFileDialog)
        assert chooser.selectedFiles()[0].endswith("my-shapes.safetensors")
        chooser.fileSelected.emit(str(file))
        chooser.close()
        qtbot.waitUntil(lambda: "mine.safetensors" in manager.told.text(), timeout=LONG)
        assert "Apache-2.0" in manager.told.text()
        manager.export_wanted.emit("my-shapes", other)
        qtbot.waitUntil(lambda: bool(card.fault.text()), timeout=LONG)
        assert "not written over" in card.fault.text()
        assert manager.told.text() == ""

    assert use(script) == 0
    assert other.read_text() == "not to be lost"
    assert main(["models", "import", str(file), "--name", "again", "-q"]) == 0


# While the window is open


def test_models_that_come_and_go_elsewhere_are_seen_where_one_is_chosen_and_managed(
    qtbot: QtBot,
) -> None:
    have_model("My shapes")

    def script(window: MainWindow) -> None:
        window.choice.manage()
        everyday = window.choice.manager.cards["everyday"]
        assert window.choice.manager.focusWidget() is everyday.buttons["verify"]
        have_model("More shapes")
        combo = window.choice.picker.combo
        assert combo.findData("more-shapes") < 0
        combo.showPopup()
        assert combo.findData("more-shapes") == combo.findData("my-shapes") - 1
        assert combo.currentText() == "Everyday"
        combo.hidePopup()
        manager = window.choice.manager
        qtbot.waitUntil(manager.cards["more-shapes"].isVisible, timeout=LONG)
        assert [*manager.cards] == [spec.id for spec in window.context.catalog]
        assert manager.cards["everyday"] is everyday
        after = manager.cards["more-shapes"].buttons["report"].nextInFocusChain()
        assert after is manager.cards["my-shapes"].buttons["download"]
        manager.close()
        shutil.rmtree(window.context.settings.models_dir / "more-shapes")
        window.choice.manage()
        assert "more-shapes" not in manager.cards
        # The one that is chosen is another one now, and then none any more.
        window.choice.choose("my-shapes")
        have_model("My shapes", ("rounds", "squares"), seed=1)
        back = Qt.ApplicationState.ApplicationActive
        window.choice._come_back(back)
        assert window.session.spec.labels_count == 2
        assert "rounds" in manager.cards["my-shapes"].findChildren(ElidedLabel)[1].text()
        assert not shown_problems(window)
        shutil.rmtree(window.context.settings.models_dir / "my-shapes")
        window.choice._come_back(back)
        assert window.session.spec.id == "everyday"
        assert combo.currentText() == "Everyday"
        assert shown_problems(window) == [
            "The model “My shapes” is not there any more; Everyday is used now."
        ]
        assert window.preferences.model == "everyday"

    assert use(script) == 0


def test_a_run_goes_on_to_its_end_with_a_model_that_went(qtbot: QtBot, tmp_path: Path) -> None:
    have_model("My shapes")
    folder = make_classes(tmp_path / "pictures", 2)

    def script(window: MainWindow) -> None:
        window.choice.choose("my-shapes")
        manager, loaded, held = window.context.managers.chosen, Event(), Event()
        load = manager.load

        def load_and_wait(*given: Any) -> Any:
            engine = load(*given)
            loaded.set()
            held.wait(LONG / 1000)
            return engine

        manager.load = load_and_wait  # type: ignore[method-assign]
        window.open_paths([folder])
        qtbot.waitUntil(loaded.is_set, timeout=LONG)
        assert window.session.state is RunState.RUNNING
        assert main(["models", "remove", "my-shapes"]) == 0
        window.weights.refresh()
        assert window.session.spec.id == "my-shapes"
        assert window.choice.picker.combo.currentIndex() < 0
        assert window.choice.picker.combo.placeholderText() == "My shapes"
        assert not shown_problems(window)
        held.set()
        qtbot.waitUntil(lambda: window.session.spec.id == "everyday", timeout=LONG)
        wait_idle(qtbot, window)
        assert "is not there any more" in shown_problems(window)[0]

    assert use(script) == 0


def test_a_start_says_that_the_model_of_the_last_time_is_gone_or_damaged(
    qtbot: QtBot,
) -> None:
    have_model("My shapes")
    said: list[str] = []

    def script(window: MainWindow) -> None:
        assert window.session.spec.id == "everyday"
        said.extend(shown_problems(window))

    card = Settings.from_environment().models_dir / "my-shapes" / "model.json"
    card.write_text("{}")
    save_preferences(Preferences(model="my-shapes"))
    assert use(script) == 0
    save_preferences(Preferences(model="their-shapes"))
    assert use(script) == 0
    assert use(script) == 0
    assert said == [
        "The model “my-shapes” cannot be used; Everyday is used now.",
        "The model “their-shapes” is not there any more; Everyday is used now.",
    ]
