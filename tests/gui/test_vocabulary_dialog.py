"""The editor of the person's rules for names."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from igtagger.app.own_rules import OwnRules
from igtagger.gui.dialogs.vocabulary_dialog import VocabularyDialog
from igtagger.labels.naming import Naming

GERMAN = {"n02121808": "Katze", "n02084071": "Hund"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "vocabulary.toml"


def show(qtbot: QtBot, file: Path, name: str = "") -> VocabularyDialog:
    names = sorted(Naming(names=GERMAN).all_names())
    dialog = VocabularyDialog(OwnRules(file, GERMAN), names, name)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def listed(dialog: VocabularyDialog) -> list[tuple[str, ...]]:
    items = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    return [tuple(item.text(column) for column in range(3)) for item in items if item]


def choose(dialog: VocabularyDialog, kind: str) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))


def rules(file: Path) -> Naming:
    return Naming(OwnRules(file, GERMAN).reading.vocabulary, GERMAN)


def test_a_thing_is_called_otherwise_by_two_words_and_enter(qtbot: QtBot, file: Path) -> None:
    dialog = show(qtbot, file, "Katze")
    assert dialog.focusWidget() is dialog.value_text
    with qtbot.waitSignal(dialog.changed):
        qtbot.keyClicks(dialog.value_text, "Mieze")
        qtbot.keyClick(dialog.value_text, Qt.Key.Key_Return)
    assert listed(dialog) == [("Katze", "is called", "Mieze")]
    assert rules(file).vocabulary.renamed == {"n02121808": "Mieze"}
    assert dialog.name.text() == dialog.value_text.text() == ""
    assert dialog.focusWidget() is dialog.name


@pytest.mark.parametrize(
    ("kind", "other", "row", "written"),
    [
        ("hide", "", ("Katze", "is never said itself", ""), 'hide = ["cat"]'),
        ("never", "", ("Katze", "is never said, nor what is below", ""), 'never = ["cat"]'),
        ("under", "Haustiere", ("Katze", "stands under", "Haustiere"), 'cat = ["Haustiere"]'),
        ("join", "Tier", ("Katze", "is called, as others are,", "Tier"), 'Tier = ["cat"]'),
    ],
)
def test_every_rule_can_be_added_and_taken_away(
    qtbot: QtBot, file: Path, kind: str, other: str, row: tuple[str, ...], written: str
) -> None:
    file.write_text("# mine\n", encoding="utf-8")
    dialog = show(qtbot, file)
    dialog.name.setText("Katze")
    choose(dialog, kind)
    dialog.value_text.setText(other)
    dialog.add.click()
    assert listed(dialog) == [row]
    text = file.read_text(encoding="utf-8")
    assert "# mine\n" in text
    assert written in text
    assert not dialog.remove.isEnabled()
    dialog.list.topLevelItem(0).setSelected(True)  # type: ignore[union-attr]
    with qtbot.waitSignal(dialog.changed):
        dialog.remove.click()
    assert listed(dialog) == []
    assert written not in file.read_text(encoding="utf-8")


def test_a_floor_is_a_score_and_ancestors_are_a_switch(qtbot: QtBot, file: Path) -> None:
    dialog = show(qtbot, file)
    dialog.name.setText("dog")
    choose(dialog, "floor")
    assert dialog.score.isVisible()
    dialog.score.setValue(0.85)
    dialog.add.click()
    dialog.ancestors.setChecked(True)
    vocabulary = rules(file).vocabulary
    assert vocabulary.floors == {"n02084071": 0.85}
    assert vocabulary.ancestors
    again = show(qtbot, file)
    assert again.ancestors.isChecked()
    assert listed(again) == [("Hund", "is said from the score", "0.85")]
    again.ancestors.setChecked(False)
    assert not rules(file).vocabulary.ancestors


def test_what_cannot_be_is_refused_and_stays_in_the_fields(qtbot: QtBot, file: Path) -> None:
    dialog = show(qtbot, file)
    told: list[None] = []
    dialog.changed.connect(lambda: told.append(None))
    dialog.name.setText("no such thing")
    dialog.value_text.setText("x")
    dialog.add.click()
    assert dialog.refusal.isVisible()
    assert "no such thing" in dialog.refusal.text()
    assert dialog.name.text() == "no such thing"
    assert not file.exists()
    assert told == []
    dialog.name.setText("cat")
    dialog.add.click()
    assert not dialog.refusal.isVisible()
    assert len(told) == 1


def test_what_is_wrong_in_the_file_is_told_with_its_line(qtbot: QtBot, file: Path) -> None:
    file.write_text('[floor]\ncat = 7\n"<b>" = 0.5\n', encoding="utf-8")
    dialog = show(qtbot, file)
    assert "Line 2" in dialog.problems.text()
    assert "Line 3" in dialog.problems.text()
    assert dialog.problems.textFormat() is Qt.TextFormat.PlainText


def test_nothing_is_added_where_a_name_is_lacking(qtbot: QtBot, file: Path) -> None:
    dialog = show(qtbot, file)
    dialog.add.click()
    dialog.name.setText("cat")
    dialog.add.click()
    assert dialog.focusWidget() is dialog.value_text
    assert not file.exists()
    assert not dialog.open_file.isEnabled()


def test_the_file_opens_in_the_persons_editor(
    qtbot: QtBot, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    file.write_text('hide = ["cat"]\n', encoding="utf-8")
    dialog = show(qtbot, file)
    dialog.open_file.click()
    assert [Path(name) for name in opened] == [file]
