"""The window in another language: complete, well-formed, compiled, and shown."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from igtagger.gui.dialogs.settings_dialog import SettingsDialog
from igtagger.gui.done_bar import DoneBar
from igtagger.gui.look import translation
from igtagger.settings import Preferences

ROOT = Path(__file__).parents[2]


def load_script() -> ModuleType:
    # By its path: the folder has the name of a well-known package.
    file = ROOT / "packaging" / "translations.py"
    spec = importlib.util.spec_from_file_location("igtagger_translations", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


script = load_script()


@pytest.fixture(autouse=True)
def _english_afterwards(qapp: QApplication) -> Iterator[None]:
    locale = QLocale()
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
    QLocale.setDefault(locale)


def test_every_text_is_translated_and_compiled() -> None:
    assert script.problems() == [], "run packaging/translations.py, translate, run it again"


@pytest.mark.parametrize("language", script.LANGUAGES)
def test_translations_keep_what_the_program_fills_in(language: str) -> None:
    done = script.read(script.FOLDER / f"igtagger_{language}.ts")
    assert done
    poor = []
    for (context, source), forms in done.items():
        for form in forms:
            fields = sorted(re.findall(r"\{\w+\}", source))
            same = sorted(re.findall(r"\{\w+\}", form)) == fields
            keys = re.sub("&&", "", source).count("&") == re.sub("&&", "", form).count("&")
            edges = (source[:1] == " ", source[-1:] == " ", source[-1:] == "…")
            ends = (form[:1] == " ", form[-1:] == " ", form[-1:] == "…")
            if not (same and keys and edges == ends):
                poor.append((context, source, form))
        if "%n" in source and "%n" not in forms[-1]:
            poor.append((context, source, forms[-1]))
    assert poor == []


def test_a_text_without_its_context_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "igtagger" / "gui"
    folder.mkdir(parents=True)
    (folder / "one.py").write_text(
        "class A:\n"
        "    def f(self, other, name):\n"
        "        self.tr(f'{name}')\n"
        "        other.tr('x')\n"
        "        self.tr(name)\n",
        encoding="utf-8",
    )
    with pytest.raises(SystemExit) as refusal:
        script.collect(folder)
    assert [line.split(":")[1] for line in str(refusal.value).splitlines()] == ["3", "4", "5"]


def test_texts_are_collected_under_the_context_in_which_they_are_looked_up(tmp_path: Path) -> None:
    folder = tmp_path / "igtagger" / "gui"
    folder.mkdir(parents=True)
    (folder / "one.py").write_text(
        "def _tr(text):\n"
        "    return QCoreApplication.translate('Fixed', text)\n"
        "class A:\n"
        "    def f(self):\n"
        "        QCoreApplication.translate('Given', '%n thing(s)', '', 3)\n"
        "        self.tr('one ' 'line')\n"
        "        _tr('wrapped')\n",
        encoding="utf-8",
    )
    texts = script.collect(folder)
    assert list(texts) == [("A", "one line"), ("Fixed", "wrapped"), ("Given", "%n thing(s)")]
    assert texts["Given", "%n thing(s)"].plural


def test_a_translation_goes_with_its_text_to_another_context(tmp_path: Path) -> None:
    text = script.Text("New", "Undo", False, {"a.py"})
    file = tmp_path / "a.ts"
    assert script.write(file, "de", {text.key: text}, {("Old", "Undo"): ["Zurück"]}) == 0
    assert script.read(file) == {("New", "Undo"): ["Zurück"]}


def test_the_window_speaks_german(qtbot: QtBot, qapp: QApplication) -> None:
    assert translation.install(qapp, "de") == "de"
    dialog = SettingsDialog(Preferences(), list)
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == "Einstellungen"
    boxes = [box.text() for box in dialog.findChildren(QCheckBox)]
    assert boxes[0] == "Mit abgelegten Bildern sofort &beginnen"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen", "Qt's own texts"
    assert QLocale().language() == QLocale.Language.German


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("en", "1 row written to t.csv.", "2 rows written to t.csv."),
        ("de", "1 Zeile in t.csv geschrieben.", "2 Zeilen in t.csv geschrieben."),
    ],
)
def test_numbers_are_told_in_singular_and_plural(
    qtbot: QtBot, qapp: QApplication, language: str, one: str, many: str
) -> None:
    translation.install(qapp, language)
    bar = DoneBar()
    qtbot.addWidget(bar)
    for count, said in ((1, one), (2, many)):
        bar.tell_exported(count, Path("t.csv"))
        assert bar.line.text() == said


def test_a_language_that_nobody_speaks_here_is_the_systems(qapp: QApplication) -> None:
    assert translation.install(qapp, "tlh") in translation.LANGUAGES


def test_choosing_again_leaves_nothing_of_the_language_before(qapp: QApplication) -> None:
    translation.install(qapp, "de")
    translation.install(qapp, "en")
    assert QCoreApplication.translate("SettingsDialog", "Settings") == "Settings"
