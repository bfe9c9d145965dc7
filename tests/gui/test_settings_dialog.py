"""The settings dialog: what it offers, what it takes over, what it leaves as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from igtagger.domain import Reason
from igtagger.gui.dialogs import settings_dialog
from igtagger.gui.dialogs.settings_dialog import Choices, SettingsDialog
from igtagger.gui.look import palette, theme
from igtagger.gui.look.palette import DARK, LIGHT
from igtagger.gui.look.theme import Theme
from igtagger.settings import Preferences

GPU = ("cuda:0", "NVIDIA GeForce RTX 4070")


@pytest.fixture(autouse=True)
def _light(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("IGTAGGER_DATA_DIR")
    theme.apply(qapp, Theme.LIGHT)
    yield
    theme.apply(qapp, Theme.LIGHT)


def show(
    qtbot: QtBot, preferences: Preferences | None = None, devices: Choices | None = None
) -> SettingsDialog:
    dialog = SettingsDialog(
        preferences or Preferences(theme="light"), lambda: devices or [], [("fr", "Français")]
    )
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def values(box: QComboBox) -> list[object]:
    return [box.itemData(row) for row in range(box.count())]


def choose(box: QComboBox, value: str) -> None:
    row = box.findData(value)
    assert row >= 0, value
    box.setCurrentIndex(row)


def test_nothing_changes_where_nothing_is_touched(qtbot: QtBot, tmp_path: Path) -> None:
    given = Preferences(
        data_dir=tmp_path,
        model="other",
        device="cuda:0",
        engine="torch",
        precision="fp16",
        batch_size=7,
        exact=True,
        theme="dark",
        language="de",
        names_language="fr",
        tag_on_drop=False,
        keep_features=False,
    )
    dialog = show(qtbot, given, [GPU])
    dialog.accept()
    assert dialog.preferences == given


def test_names_can_be_in_another_language_than_the_window(qtbot: QtBot) -> None:
    dialog = show(qtbot)
    assert values(dialog.names_language) == ["", "fr"]
    choose(dialog.names_language, "fr")
    dialog.accept()
    assert dialog.preferences.names_language == "fr"
    # One whose file is gone is still told, and kept.
    assert values(show(qtbot, Preferences(names_language="ja")).names_language)[-1] == "ja"


def test_what_is_chosen_is_taken_over(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = show(qtbot, devices=[GPU])
    dialog.set_data_dir(tmp_path)
    choose(dialog.device, "cuda:0")
    choose(dialog.engine, "torch")
    choose(dialog.precision, "fp16")
    dialog.batch.setValue(12)
    dialog.exact.setChecked(True)
    choose(dialog.theme, "dark")
    choose(dialog.language, "de")
    dialog.at_once.setChecked(False)
    dialog.accept()
    assert dialog.preferences == replace(
        Preferences(),
        data_dir=tmp_path,
        device="cuda:0",
        engine="torch",
        precision="fp16",
        batch_size=12,
        exact=True,
        theme="dark",
        language="de",
        tag_on_drop=False,
    )


def test_half_precision_is_offered_on_a_graphics_card_alone(qtbot: QtBot) -> None:
    dialog = show(qtbot, devices=[GPU])
    choose(dialog.device, "cuda:0")
    choose(dialog.precision, "fp16")
    choose(dialog.device, "cpu")
    assert "fp16" not in values(dialog.precision)
    dialog.accept()
    assert (dialog.preferences.device, dialog.preferences.precision) == ("cpu", "auto")


def test_int8_is_offered_on_processors_where_it_can_be_set_up(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for installed in (True, False):
        monkeypatch.setattr(settings_dialog, "find_spec", lambda name, there=installed: there)
        dialog = show(qtbot, devices=[GPU])
        assert ("int8" in values(dialog.precision)) == installed
        choose(dialog.device, "cuda:0")
        assert "int8" not in values(dialog.precision)
    chosen = show(qtbot, Preferences(precision="int8"))
    chosen.accept()
    assert chosen.preferences.precision == "int8", "what was chosen stays where the extra went"


def test_only_engines_that_can_use_the_device_are_offered(qtbot: QtBot) -> None:
    dialog = show(qtbot, Preferences(engine="openvino"), [GPU])
    assert values(dialog.engine) == ["auto", "torch", "openvino"]
    choose(dialog.device, "cuda:0")
    assert values(dialog.engine) == ["auto", "torch"]
    dialog.accept()
    assert (dialog.preferences.device, dialog.preferences.engine) == ("cuda:0", "auto")


def test_devices_are_offered_once_they_are_known(qtbot: QtBot) -> None:
    found: list[Choices | None] = [None]
    given = Preferences(device="cuda:0", precision="fp16")
    dialog = SettingsDialog(given, lambda: found[0])
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.device_note.isVisible()
    assert values(dialog.device) == ["auto", "cpu", "cuda:0"]
    found[0] = [GPU]
    qtbot.waitUntil(lambda: not dialog.device_note.isVisible())
    assert dialog.device.currentText() == GPU[1]
    dialog.accept()
    assert dialog.preferences == given


def test_a_graphics_card_that_lacks_torch_says_what_to_install(qtbot: QtBot) -> None:
    lack: list[Reason | None] = [Reason("gpu.no-torch", gpu=GPU[1])]
    for devices, seen in (([GPU], True), ([], False)):
        dialog = SettingsDialog(Preferences(), lambda found=devices: found, lack=lambda: lack[0])
        qtbot.addWidget(dialog)
        dialog.show()
        assert dialog.device_note.isVisible() == seen
    dialog = SettingsDialog(Preferences(), lambda: [GPU], lack=lambda: lack[0])
    qtbot.addWidget(dialog)
    dialog.show()
    assert f"{GPU[1]} needs torch" in dialog.device_note.text()
    assert "igtagger[gpu]" in dialog.device_note.text()


def test_torch_is_offered_for_processors_where_it_is_installed_or_was_chosen(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_dialog, "find_spec", lambda name: None)
    dialog = show(qtbot, devices=[GPU])
    assert values(dialog.engine) == ["auto", "openvino"]
    choose(dialog.device, "cuda:0")
    assert values(dialog.engine) == ["auto", "torch"]
    assert values(show(qtbot, Preferences(engine="torch")).engine) == ["auto", "torch", "openvino"]


def test_a_device_that_is_gone_says_so(qtbot: QtBot) -> None:
    dialog = show(qtbot, Preferences(device="cuda:3"))
    assert dialog.device.currentText() == "cuda:3 (not found)"


def test_a_theme_is_shown_at_once_and_taken_back_by_cancelling(qtbot: QtBot) -> None:
    dialog = show(qtbot)
    choose(dialog.theme, "dark")
    assert palette.colours() is DARK
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert palette.colours() is LIGHT
    assert dialog.preferences == Preferences(theme="light")


def test_another_folder_is_said_to_wait_for_the_next_start(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "model.pth").write_bytes(bytes(2_500_000))
    dialog = show(qtbot)
    assert "next start" not in dialog.folder_note.text()
    dialog.set_data_dir(tmp_path)
    assert "next start" in dialog.folder_note.text()
    assert "2.5 MB in use" in dialog.space.text()
    dialog.reset.click()
    assert "next start" not in dialog.folder_note.text()
    dialog.accept()
    assert dialog.preferences.data_dir is None


def test_a_folder_that_the_environment_decides_cannot_be_chosen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IGTAGGER_DATA_DIR", str(tmp_path))
    dialog = show(qtbot)
    assert not dialog.choose.isEnabled()
    assert "IGTAGGER_DATA_DIR" in dialog.folder_note.text()


def test_every_control_has_a_name_and_can_be_reached_by_tab(qtbot: QtBot) -> None:
    dialog = show(qtbot, devices=[GPU])
    with qtbot.waitExposed(dialog):
        dialog.activateWindow()
    reached = set()
    for _ in range(30):
        focus = dialog.focusWidget()
        assert isinstance(focus, QWidget)
        reached.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    for control in (
        dialog.choose,
        dialog.device,
        dialog.engine,
        dialog.precision,
        dialog.batch,
        dialog.fast,
        dialog.theme,
        dialog.language,
        dialog.at_once,
    ):
        assert control in reached
