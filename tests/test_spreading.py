"""The suite in several processes: pytest itself on a few files of ours."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Two tests: with less than three to do, a worker would be given the next file at once.
OF_THE_WINDOW = (
    "tests/gui/test_icons.py::test_the_program_has_an_icon_of_its_own",
    "tests/gui/test_signals.py::test_five_thousand_signals_leave_the_interpreter_alive",
)
OTHERS = tuple(
    f"tests/{name}.py"
    for name in ("app/test_pace", "labels/test_own_tags", "models/test_addresses")
)
RAN = re.compile(r"^\[(gw\d)\] .* (?:PASSED|FAILED) (\S+?)::", re.MULTILINE)


def workers_of(tmp_path: Path, *options: str) -> tuple[set[str], set[str]]:
    """Who ran the window's tests, and who ran the other files."""
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *options]
    done = subprocess.run(
        [*command, "--basetemp", tmp_path / "inner", *OTHERS, *OF_THE_WINDOW],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
    )
    ran = RAN.findall(done.stdout)
    assert {file for _, file in ran} >= set(OTHERS), done.stdout + done.stderr
    window = {worker for worker, file in ran if file.startswith("tests/gui/")}
    return window, {worker for worker, file in ran if file in OTHERS}


def test_the_windows_tests_have_a_process_to_themselves(tmp_path: Path) -> None:
    window, others = workers_of(tmp_path, "-n", "2")
    assert len(window) == 1
    assert window.isdisjoint(others)


def test_only_the_windows_tests_import_qt() -> None:
    # What one of the others did with Qt would be done in the process of them all.
    qt = re.compile(r"^(from|import) (PySide6|pytestqt|igtagger\.gui)", re.MULTILINE)
    for file in (ROOT / "tests").rglob("test_*.py"):
        if file.parent.name != "gui":
            assert not qt.search(file.read_text(encoding="utf-8")), file


def test_what_is_slow_runs_in_one_process_which_does_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_AUTO_NUM_WORKERS", "3")
    window, others = workers_of(tmp_path, "-m", "slow or not slow")
    assert len(window | others) == 1
