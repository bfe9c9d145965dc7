"""Ctrl-C and its kin while another program holds the library: real programs, real signals."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.library import schema
from igtagger.library.facade import Library

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="signals cannot be sent to one process there"
)

TELLING = """
from igtagger.library.opening import LockWait
pause = LockWait._pause
def told(self):
    print("waits", flush=True)
    pause(self)
LockWait._pause = told
from igtagger.__main__ import start
start()
"""
"""The command, which says when it waits for another program."""

HOLDING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    connection.execute(statement)
print("held", flush=True)
sys.stdin.read()
"""
LOCKING = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1] + ".lock"):
    print("held", flush=True)
    sys.stdin.read()
"""
HANGS_SECONDS = 20.0
"""Less than what a wait for another program takes, far more than a stop."""


@pytest.fixture
def library() -> Path:
    return Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"


@contextmanager
def another(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Another program, which holds something until its input ends."""
    command = [sys.executable, "-c", code, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


Holder = Callable[[Path], AbstractContextManager[object]]


def while_saving(library: Path) -> AbstractContextManager[object]:
    return another(HOLDING, str(library), "BEGIN IMMEDIATE")


def while_opening(library: Path) -> AbstractContextManager[object]:
    alone = ("PRAGMA locking_mode = EXCLUSIVE", "BEGIN IMMEDIATE", "DELETE FROM outcomes")
    return another(HOLDING, str(library), *alone)


def while_it_is_made(library: Path) -> AbstractContextManager[object]:
    return another(LOCKING, str(library))


def while_migrating(library: Path) -> AbstractContextManager[object]:
    library.unlink()
    Library.open(library, on_message=print, steps=schema.STEPS[:2]).close()
    return while_saving(library)


def start_run(pictures: Path, target: Path, before: str = "") -> subprocess.Popen[str]:
    arguments = ["tag", str(pictures), "-o", str(target)]
    command = [sys.executable, "-c", TELLING, *arguments]
    if before:
        command = ["/bin/sh", "-c", f'{before}; exec "$@"', "sh", *command]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_its_waiting(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "waits\n"


@pytest.fixture
def pictures(tmp_path: Path, library: Path) -> Path:
    """A picture that is known, and a new one."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    Image.new("RGB", (64, 48), (90, 60, 30)).save(folder / "a.png")
    assert main(["tag", str(folder), "-q", "-o", str(tmp_path / "first.csv")]) == 0
    Image.new("RGB", (64, 48), (30, 60, 90)).save(folder / "b.png")
    return folder


@pytest.mark.parametrize(
    ("hold", "kind"),
    [
        (while_saving, "SIGINT"),
        (while_saving, "SIGTERM"),
        (while_saving, "SIGHUP"),
        (while_opening, "SIGINT"),
        (while_it_is_made, "SIGINT"),
        (while_migrating, "SIGTERM"),
    ],
)
def test_a_run_that_waits_for_another_program_is_stopped_at_once(
    hold: Holder, kind: str, pictures: Path, library: Path, tmp_path: Path
) -> None:
    target = tmp_path / "table" / "tags.csv"
    target.parent.mkdir()
    before = (tmp_path / "first.csv").read_bytes()
    target.write_bytes(before)
    with hold(library), start_run(pictures, target) as process:
        wait_for_its_waiting(process)
        process.send_signal(signal.Signals[kind])
        _, said = process.communicate(timeout=HANGS_SECONDS)
    assert process.returncode == 130, said
    assert said.splitlines()[-1].startswith("Stopped")
    assert "Traceback" not in said
    assert target.read_bytes() == before
    assert list(target.parent.iterdir()) == [target]
    with closing(sqlite3.connect(library)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = connection.execute("SELECT count(DISTINCT image) FROM outcomes").fetchone()
    assert kept == (0 if hold is while_migrating else 1,)


def test_who_asked_for_a_run_that_outlives_the_terminal_gets_it(
    pictures: Path, library: Path, tmp_path: Path
) -> None:
    """As ``nohup`` does."""
    target = tmp_path / "tags.csv"
    with start_run(pictures, target, "trap '' HUP") as process:
        with another(HOLDING, str(library), "BEGIN IMMEDIATE") as holder:
            wait_for_its_waiting(process)
            process.send_signal(signal.SIGHUP)
            wait_for_its_waiting(process)
            assert holder.stdin is not None
            holder.stdin.close()
        _, said = process.communicate(timeout=HANGS_SECONDS)
    assert process.returncode == 0, said
    assert len(target.read_bytes().splitlines()) == 3
