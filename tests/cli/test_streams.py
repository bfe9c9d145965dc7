"""Standard output and standard error that are full, closed or given up by their reader."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest
from PIL import Image

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
needs_posix = pytest.mark.skipif(
    sys.platform == "win32",
    reason="there a program with a window has no streams, which is no error",
)
START = ["-m", "igtagger"]
QUICK_BENCHMARK = (
    "from igtagger.cli import benchmark; benchmark.SECONDS = 0.0; "
    "from igtagger.__main__ import start; start()"
)
# Without a look at the devices, which takes seconds.
QUICK_DOCTOR = (
    "from igtagger.cli import doctor; doctor._devices = dict; "
    "from igtagger.__main__ import start; start()"
)
COMMANDS = {
    "csv": [*START, "tag", "pictures", "-q", "--format", "csv"],
    "json": [*START, "tag", "pictures", "-q", "--format", "json"],
    "jsonl": [*START, "tag", "pictures", "-q", "--format", "jsonl"],
    "text": [*START, "tag", "pictures", "-q", "--format", "text"],
    "list": [*START, "models", "list"],
    "list --json": [*START, "models", "list", "--json"],
    "show": [*START, "models", "show", "everyday"],
    "path": [*START, "models", "path"],
    "labels": [*START, "labels", "list"],
    "doctor": ["-c", QUICK_DOCTOR, "doctor"],
    "doctor --json": [*START, "doctor", "--json"],
    "benchmark --json": ["-c", QUICK_BENCHMARK, "benchmark", "-q", "-m", "everyday", "--json"],
    "evaluate": [*START, "evaluate", "classes", "-q", "--wrong", "wrong.csv"],
    "write --dry-run": [*START, "write", "pictures", "--dry-run", "-q"],
    "man": [*START, "man"],
    "completion": [*START, "completion", "bash"],
    "help": [*START, "--help"],
    "help of a command": [*START, "tag", "--help"],
    "version": [*START, "--version"],
}
SOME = ["csv", "text", "list", "labels", "doctor", "version"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a picture, and one with a folder for a class."""
    place = tmp_path_factory.mktemp("place")
    for folder in ("pictures", "classes/0"):
        (place / folder).mkdir(parents=True)
        Image.new("RGB", (64, 48), (90, 60, 30)).save(place / folder / "a.png")
    return place


def run(
    arguments: list[str], place: Path, stdout: IO[bytes] | int, shell: str = ""
) -> tuple[int, str]:
    """The exit code and what was said on stderr; ``shell``: what a shell does to the streams."""
    command = [sys.executable, *arguments]
    if shell:
        command = ["/bin/sh", "-c", f'exec "$@" {shell}', "sh", *command]
    done = subprocess.run(
        command, cwd=place, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
    )
    return done.returncode, done.stderr


@needs_full
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_standard_output_is_a_sentence_and_exit_code_1(command: str, place: Path) -> None:
    with FULL.open("wb") as full:
        code, said = run(COMMANDS[command], place, full)
    assert code == 1, said
    assert "igtagger: Standard output cannot be written: No space left on device." in said
    assert "Traceback" not in said
    assert "Exception ignored" not in said


@needs_posix
@pytest.mark.parametrize("command", SOME)
def test_results_for_a_closed_standard_output_are_an_error(command: str, place: Path) -> None:
    code, said = run(COMMANDS[command], place, subprocess.DEVNULL, ">&-")
    assert code == 1, said
    assert "igtagger: Standard output cannot be written: Bad file descriptor." in said
    assert "Traceback" not in said


@needs_posix
def test_a_table_in_a_file_needs_no_standard_output(place: Path, tmp_path: Path) -> None:
    """Nor does it get what is said, though the first file opened would take the closed number."""
    target = tmp_path / "tags.csv"
    command = [*START, "tag", "pictures", "-o", str(target)]
    assert run(command, place, subprocess.DEVNULL, "<&- >&- 2>&-") == (0, "")
    assert target.read_bytes().startswith(b"path,")
    assert len(target.read_bytes().splitlines()) == 2


@pytest.mark.parametrize("command", [*SOME, "help", "show"])
def test_a_reader_who_has_seen_enough_is_no_error(command: str, place: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        code, said = run(COMMANDS[command], place, pipe)
    assert (code, said) == (0, "")


@needs_full
@pytest.mark.parametrize("way", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize(
    ("command", "code"),
    [(COMMANDS["csv"], 0), ([*START, "tag", "--nonsense"], 2), ([*START, "models", "path", "x"], 2),
     ([*START, "models", "verify", "32x8d"], 1)],
)  # fmt: skip
def test_an_error_that_nobody_can_be_told_keeps_its_exit_code(
    command: list[str], code: int, way: str, place: Path
) -> None:
    assert run(command, place, subprocess.DEVNULL, way)[0] == code
