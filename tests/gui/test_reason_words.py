"""What the core says, in the window: in its language, with its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Listed
from igtagger.domain import Failed, Reason
from igtagger.engines.devices import NO_DRIVER
from igtagger.engines.protocol import EngineInfo
from igtagger.errors import LibraryError
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look import translation
from igtagger.gui.look.reason_words import sentence_of, with_name, without_name, words_of
from igtagger.gui.model_windows.weights_jobs import HINT_AT_COMMANDS
from igtagger.gui.results.clipboard import Copying
from igtagger.gui.results.results_model import Column, Role
from igtagger.wordings import IN_THE_APP, WORDINGS
from tests.gui.listing import empty_model
from tests.gui.test_translation import script

EMPTY = Reason("picture.empty", path="/holiday/beach.jpg")
WEB_PAGE = Reason("picture.other", path="/holiday/beach.jpg", kind=Reason("kind.web-page"))


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    locale = QLocale()
    translation.install(qapp, "de")
    QLocale.setDefault(QLocale(QLocale.Language.German))
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
    QLocale.setDefault(locale)


def fields(template: str) -> list[tuple[str, str]]:
    parts = Formatter().parse(template)
    return sorted((name, how or "") for _, name, how, _ in parts if name is not None)


@pytest.mark.parametrize("language", [code for code in script.LANGUAGES if code != "en"])
def test_every_wording_is_translated_with_the_same_facts(language: str) -> None:
    done = script.read(script.FOLDER / f"igtagger_{language}.ts")
    wordings = [*WORDINGS.values(), *IN_THE_APP.values()]
    texts = [text for wording in wordings for text in (wording.text, wording.hint)]
    for text in filter(None, texts):
        (words,) = done[script.WORDINGS, text]
        assert fields(words) == fields(text), words
        assert words.startswith("{path} ") == text.startswith("{path} ")


@pytest.mark.usefixtures("german")
def test_reasons_are_told_in_german_with_those_that_they_hold() -> None:
    assert sentence_of(EMPTY) == "/holiday/beach.jpg ist leer."
    assert sentence_of(WEB_PAGE).endswith("(es sieht aus wie eine Webseite).")
    raw = Reason("picture.no-plug-in-raw", path="a.nef", package="igtagger[raw]")
    assert words_of(raw).hint == 'Installieren Sie es mit: pip install "igtagger[raw]".'


@pytest.mark.usefixtures("german")
def test_numbers_and_sizes_are_told_as_german_has_them() -> None:
    room = Reason("room.converted", model="m")
    reason = Reason("store.no-room", folder="/w", purpose=room, needed=356_056_638, missing=12_345)
    assert "356,1 MB werden gebraucht, 12,3 kB fehlen" in sentence_of(reason)
    difference = Reason("difference.size", size=1_876_573_776, expected=5)
    assert "1.876.573.776 Bytes" in sentence_of(difference)
    large = Reason("picture.too-large", path="a", width=70_000, height=9, millions=12.34)
    assert "70000 x 9 Pixel; höchstens 12,3 Millionen" in sentence_of(large)


@pytest.mark.usefixtures("german")
def test_where_the_picture_is_named_already_its_path_is_left_out() -> None:
    assert sentence_of(with_name(EMPTY)) == "beach.jpg ist leer."
    assert sentence_of(without_name(EMPTY)) == "ist leer."
    told = Reason("told", text="Nobody knows.")
    assert sentence_of(with_name(told)) == sentence_of(without_name(told)) == "Nobody knows."


@pytest.mark.usefixtures("german")
def test_problems_are_told_in_german() -> None:
    error = LibraryError("library.locked", file="/data/library.sqlite3")
    problem = Problem.of(error)
    assert problem.message.startswith("Die Bibliothek /data/library.sqlite3 kann nicht benutzt")
    assert problem.hint.startswith("Ein anderes igtagger")
    assert error.message.startswith("The library"), "the log stays English"


@pytest.mark.usefixtures("german")
def test_lists_tool_tips_and_copies_tell_failures_in_german(qtbot: QtBot) -> None:
    model = empty_model()
    path = "/holiday/beach.jpg"
    model.add([Listed(path, 0, Failed(Path(path), EMPTY))])
    index = model.index(0, Column.LABELS)
    assert model.data(index) == "/holiday/beach.jpg ist leer."
    assert model.data(index, Role.ERROR) == EMPTY
    copying = Copying(model)
    copying.copy_rows(np.array([0]))
    qtbot.waitUntil(lambda: "ist leer" in QGuiApplication.clipboard().text())


@pytest.mark.usefixtures("german")
def test_why_no_gpu_is_used_is_told_in_german(qtbot: QtBot) -> None:
    info = EngineInfo("cpu", "CPU", "fp32", NO_DRIVER)
    assert str(info).endswith("no NVIDIA driver with a usable GPU was found")
    assert info.why_not_gpu is not None
    assert sentence_of(info.why_not_gpu).startswith("kein NVIDIA-Treiber")


def test_hints_at_commands_are_known_by_their_codes() -> None:
    """Of what is done with weights: the window has its own advice, and buttons, for that."""
    name_a_command = {
        code
        for code, wording in WORDINGS.items()
        if "igtagger models" in wording.hint or wording.hint == "{again}"
    }
    assert name_a_command - HINT_AT_COMMANDS == {"licence.needed", "licence.terms"}
