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

from igtagger import resources
from igtagger.gui.dialogs.settings_dialog import SettingsDialog
from igtagger.gui.done_bar import DoneBar
from igtagger.gui.look import translation
from igtagger.gui.look.languages import LANGUAGES, Language
from igtagger.settings import Preferences

ROOT = Path(__file__).parents[2]


def load_script(name: str) -> ModuleType:
    # By its path: the folder has the name of a well-known package.
    file = ROOT / "packaging" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"igtagger_{name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


script = load_script("translations")


@pytest.fixture(autouse=True)
def _english_afterwards(qapp: QApplication) -> Iterator[None]:
    locale = QLocale()
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
    QLocale.setDefault(locale)


def test_every_text_is_translated_and_compiled() -> None:
    assert script.problems() == [], "run packaging/translations.py, translate, run it again"


@pytest.mark.parametrize("language", LANGUAGES)
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
    assert translation.install(qapp, "tlh") in LANGUAGES


def test_choosing_again_leaves_nothing_of_the_language_before(qapp: QApplication) -> None:
    translation.install(qapp, "de")
    translation.install(qapp, "en")
    assert QCoreApplication.translate("SettingsDialog", "Settings") == "Settings"


def test_another_language_is_one_line_and_its_texts(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LANGUAGES, "pl", Language("Polski", plural_forms=3))
    folder = tmp_path / "translations"
    monkeypatch.setattr(script, "FOLDER", folder)
    assert script.update() > 0  # a file to translate in is made
    assert "igtagger_pl.ts" in {file.name for file in folder.iterdir()}
    key, forms = ("Details", "%n tagged"), ["%n opisany", "%n opisane", "%n opisanych"]
    texts = script.collect()
    script.write(folder / "igtagger_pl.ts", "pl", texts, {key: forms})
    script.update()
    with monkeypatch.context() as there:
        there.setattr(resources, "root", lambda: tmp_path)
        assert translation.install(qapp, "pl") == "pl"
    said = [QCoreApplication.translate(*key, "", n) for n in (1, 3, 5)]
    assert said == ["1 opisany", "3 opisane", "5 opisanych"]
    dialog = SettingsDialog(Preferences(), list)
    qtbot.addWidget(dialog)
    offered = {dialog.language.itemText(row) for row in range(dialog.language.count())}
    assert {"English", "Deutsch", "Polski"} <= offered
    assert load_script("contents").is_carried("PySide6/Qt/translations/qtbase_pl.qm", "", "DATA")


@pytest.mark.parametrize(
    ("name", "shown"), [("pt-BR", "pt_BR"), ("pt_PT", "pt"), ("de-AT", "de"), ("tlh", "en")]
)
def test_a_country_has_its_own_language_where_that_makes_a_difference(
    monkeypatch: pytest.MonkeyPatch, name: str, shown: str
) -> None:
    monkeypatch.setattr(QLocale, "uiLanguages", lambda _: [name])
    monkeypatch.setitem(LANGUAGES, "pt", Language("Português", plural_forms=2))
    monkeypatch.setitem(LANGUAGES, "pt_BR", Language("Português do Brasil", plural_forms=2))
    assert translation.language_of("") == shown
