"""What others use of the processors, by figures as the system gives them."""

from __future__ import annotations

import subprocess
import sys
from threading import Event
from types import SimpleNamespace
from typing import NamedTuple

import psutil
import pytest

from igtagger.app.idleness import Idleness


class Times(NamedTuple):
    user: float
    system: float
    idle: float


class Computer:
    """Two processors. Tells how long they worked for us and for others."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times, self.own, self.shares = Times(0, 0, 0), 0.0, [0.0]
        monkeypatch.setattr(psutil, "cpu_times", self.look)
        process = SimpleNamespace(cpu_times=lambda: SimpleNamespace(user=self.own, system=0))
        monkeypatch.setattr(psutil, "Process", lambda: process)

    def work(self, seconds: float, others: float, own: float) -> None:
        user, system, idle = self.times
        used = seconds * 2 * (others + own)
        self.times = Times(user + used / 2, system + used / 2, idle + seconds * 2 - used)
        self.own += seconds * 2 * own

    def look(self) -> Times:
        self.work(5, self.shares[0] if len(self.shares) == 1 else self.shares.pop(0), 0)
        return self.times


def test_only_what_others_use_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    computer = Computer(monkeypatch)
    monkeypatch.setattr(psutil, "cpu_times", lambda: computer.times)
    idleness = Idleness()
    computer.work(10, others=0.25, own=0.5)
    assert idleness.share_of_others() == pytest.approx(0.25)
    computer.work(10, others=0.75, own=0.25)
    assert idleness.share_of_others() == pytest.approx(0.75)
    assert idleness.share_of_others() == 0  # no time passed


def test_a_busy_computer_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    computer = Computer(monkeypatch)
    idleness = Idleness()
    computer.shares = [0.0, 0.9, 0.6, 0.5, 0.4, 0.9]
    idleness.wait(Event(), seconds=0.001)
    assert computer.shares == [0.9]


def test_it_is_not_waited_for_without_end_nor_after_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    computer = Computer(monkeypatch)
    computer.shares = [1.0]
    Idleness().wait(Event(), seconds=0.001, patience=0.05)
    cancel = Event()
    cancel.set()
    Idleness().wait(cancel, seconds=3600)


def test_this_computer_can_be_asked_and_stepping_back_lowers_the_priority() -> None:
    script = (
        "import psutil; from igtagger.app.idleness import Idleness, step_back; "
        "before = psutil.Process().nice(); share = Idleness().share_of_others(); step_back(); "
        "print(0 <= share <= 1, psutil.Process().nice() != before)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout == "True True\n"
