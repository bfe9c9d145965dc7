"""The suite in several processes: pytest itself, on a few files that are made for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Two tests of the window: with less than three to do, a worker would be given the next file at
# once.
WINDOW = ("tests/gui/test_a.py", "tests/gui/test_b.py")
OTHERS = ("tests/test_c.py", "tests/app/test_d.py", "tests/app/test_e.py")
HOOKS = ("pytest_xdist_auto_num_workers", "pytest_xdist_make_scheduler")
RAN = re.compile(r"^\[(gw\d)\] .* (?:PASSED|FAILED) (\S+?)::", re.MULTILINE)


def workers_of(place: Path, *options: str, **around: str) -> tuple[set[str], set[str]]:
    """Who ran the window's tests, and who ran the other files, by our settings and hooks."""
    for name in (*WINDOW, *OTHERS):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("def test_it():\n    pass\n", encoding="utf-8")
    (place / "conftest.py").write_text(f"from tests.conftest import {', '.join(HOOKS)}\n", "utf-8")
    ours = ["-c", ROOT / "pyproject.toml", "--rootdir", place]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", *ours, "-p", "no:cacheprovider", *options,
         "--basetemp", place / "inner", *OTHERS, *WINDOW],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT), **around},
    )  # fmt: skip
    ran = RAN.findall(done.stdout)
    assert {file for _, file in ran} == {*WINDOW, *OTHERS}, done.stdout + done.stderr
    window = {worker for worker, file in ran if file in WINDOW}
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


def test_what_is_slow_runs_in_one_process_which_does_everything(tmp_path: Path) -> None:
    around = {"PYTEST_XDIST_AUTO_NUM_WORKERS": "3"}
    window, others = workers_of(tmp_path, "-m", "slow or not slow", **around)
    assert len(window | others) == 1
