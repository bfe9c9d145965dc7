"""Questions on threads: one at a time about each subject, the newest one waits."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from igtagger.errors import IgTaggerError, LibraryError
from igtagger.gui.jobs.asking import Asking
from igtagger.gui.jobs.problems import Problem


@pytest.fixture
def asking(qtbot: QtBot) -> Iterator[Asking]:
    asking = Asking()
    yield asking
    assert asking.close(10)
    shiboken6.delete(asking)


def refuse(error: IgTaggerError) -> None:
    pytest.fail(str(error))


def wait(qtbot: QtBot, asking: Asking) -> None:
    qtbot.waitUntil(lambda: not asking.busy, timeout=20_000)


def test_of_what_is_asked_meanwhile_the_newest_alone_is_asked(qtbot: QtBot, asking: Asking) -> None:
    go, asked, answers = Event(), list[int](), list[int]()

    def question(number: int) -> int:
        asked.append(number)
        assert go.wait(20)
        return number

    for number in range(5):
        asking.ask("a", lambda number=number: question(number), answers.append, refuse)
    asking.ask("b", lambda: 7, answers.append, refuse)
    qtbot.waitUntil(lambda: answers == [7], timeout=20_000)
    go.set()
    wait(qtbot, asking)
    assert asked == [0, 4]
    assert answers == [7, 0, 4]


def test_what_the_world_is_to_blame_for_is_refused(qtbot: QtBot, asking: Asking) -> None:
    refused: list[str] = []

    def question() -> None:
        raise LibraryError("told", text="The library is not there.")

    asking.ask("a", question, print, lambda error: refused.append(error.reason.code))
    wait(qtbot, asking)
    assert refused == ["told"]


def test_a_fault_of_ours_is_a_problem(qtbot: QtBot, asking: Asking) -> None:
    problems: list[Problem] = []
    asking.problem.connect(problems.append)
    asking.ask("a", lambda: {}["no"], print, refuse)
    wait(qtbot, asking)
    assert [problem.is_bug for problem in problems] == [True]


def test_closed_it_answers_nothing(qtbot: QtBot, asking: Asking) -> None:
    answers: list[int] = []
    asking.ask("a", lambda: 1, answers.append, refuse)
    assert asking.close(10)
    asking.ask("a", lambda: 2, answers.append, refuse)
    wait(qtbot, asking)
    assert answers == []
