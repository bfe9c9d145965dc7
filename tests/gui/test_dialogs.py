"""The log file is opened, or it is said where it would be and why it cannot be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from igtagger.gui.dialogs import standard_dialogs
from igtagger.gui.dialogs.standard_dialogs import Dialogs
from igtagger.gui.jobs.problems import Problem
from igtagger.settings import log_file

pytestmark = pytest.mark.unprepared  # they make the data folder themselves


class Desktop:
    """Opens files, or has no program for them."""

    def __init__(self, *, has_program: bool) -> None:
        self.has_program = has_program
        self.opened: list[str] = []

    def openUrl(self, url: QUrl) -> bool:  # noqa: N802  Qt's name
        self.opened.append(url.toLocalFile())
        return self.has_program


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Desktop:
    desktop = Desktop(has_program=True)
    monkeypatch.setattr(standard_dialogs, "QDesktopServices", desktop)
    return desktop


@pytest.fixture
def told(qtbot: QtBot, tmp_path: Path) -> tuple[Dialogs, list[Problem]]:
    window, problems = QWidget(), []
    qtbot.addWidget(window)
    made = Dialogs(window, tmp_path)
    made.problem.connect(problems.append)
    return made, problems


def test_the_log_is_opened(told: tuple[Dialogs, list[Problem]], desktop: Desktop) -> None:
    log_file().parent.mkdir(parents=True)
    log_file().write_text("all is well")
    told[0].open_log()
    assert desktop.opened == [str(log_file())]
    assert told[1] == []


def test_a_log_that_no_program_opens_is_named(
    told: tuple[Dialogs, list[Problem]], desktop: Desktop
) -> None:
    log_file().parent.mkdir(parents=True)
    log_file().write_text("all is well")
    desktop.has_program = False
    told[0].open_log()
    (problem,) = told[1]
    assert str(log_file()) in problem.message
    assert "no program" in problem.message


def test_without_a_place_for_the_log_it_is_said_where_it_would_be_and_why_not(
    told: tuple[Dialogs, list[Problem]], desktop: Desktop
) -> None:
    log_file().parent.write_text("a file where the folder should be")
    told[0].open_log()
    (problem,) = told[1]
    assert str(log_file()) in problem.message
    assert os.strerror(17) in problem.message or os.strerror(20) in problem.message
    assert "next start" in problem.hint
    assert desktop.opened == []


def test_a_folder_that_may_be_written_to_holds_nothing_afterwards(
    told: tuple[Dialogs, list[Problem]], desktop: Desktop
) -> None:
    log_file().parent.mkdir(parents=True)
    told[0].open_log()
    assert len(told[1]) == 1
    assert list(log_file().parent.iterdir()) == []
