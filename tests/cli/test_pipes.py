"""Real pipes whose reader takes the first line and goes, and real terminals."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main

if sys.platform == "linux":
    import fcntl

COUNT = 200
"""Pictures: what is said of them is more than a pipe holds that is made as small as they come."""
PIPE_BYTES = 4096

COMMANDS = {
    "tag, csv": ["tag", "pictures", "-q", "--format", "csv", "--absolute"],
    "tag, jsonl": ["tag", "pictures", "-q", "--format", "jsonl"],
    "tag, json": ["tag", "pictures", "-q", "--format", "json"],
    "tag, text": ["tag", "pictures", "-q", "--format", "text"],
    "export": ["export", "-q", "--format", "csv"],
    "search": ["search", "kind:*"],
    "search -0": ["search", "kind:*", "-0"],
    "write --dry-run": ["write", "pictures", "--dry-run"],
    "labels list": ["labels", "list"],
    "models list": ["models", "list"],
    "review export": ["review", "export"],
    "vocabulary export": ["vocabulary", "export"],
    "library stats": ["library", "stats"],
    "config show": ["config", "show"],
    "man": ["man"],
}
MANY = ["tag, csv", "tag, text", "labels list"]


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, prepared_weights: Path
) -> tuple[Path, dict[str, str]]:
    """Many pictures, all of them tagged, and the environment that knows them."""
    place = tmp_path_factory.mktemp("pipes")
    pictures = place / "pictures" / ("deep" * 20)
    pictures.mkdir(parents=True)
    Image.new("RGB", (64, 48), (90, 60, 30)).save(pictures / "0.png")
    for number in range(1, COUNT):
        os.link(pictures / "0.png", pictures / f"{number}.png")
    around = {
        **os.environ,
        "IGTAGGER_DATA_DIR": str(place / "data"),
        "IGTAGGER_CONFIG_DIR": str(place / "config"),
        "IGTAGGER_DETAIL": "100",
    }
    start = [sys.executable, "-m", "igtagger", "tag", "pictures", "-q", "-o", "tags.csv"]
    subprocess.run(start, cwd=place, env=around, check=True)
    return place, around


@pytest.mark.parametrize("name", COMMANDS)
def test_the_first_line_is_enough(name: str, place: tuple[Path, dict[str, str]]) -> None:
    folder, around = place
    reading, writing = small_pipe()
    command = [sys.executable, "-m", "igtagger", *COMMANDS[name]]
    with subprocess.Popen(
        command, cwd=folder, env=around, stdout=writing, stderr=subprocess.PIPE
    ) as running:
        os.close(writing)
        os.read(reading, 1)  # it has begun to write
        os.close(reading)
        assert running.stderr is not None
        said = running.stderr.read().decode()
    assert running.returncode == 0, said
    assert "Traceback" not in said
    assert "Broken pipe" not in said


def small_pipe() -> tuple[int, int]:
    """The ends to read from and to write to."""
    reading, writing = os.pipe()
    if sys.platform == "linux":
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return reading, writing


@pytest.mark.parametrize("name", MANY)
def test_those_lines_are_more_than_a_pipe_holds(
    name: str, place: tuple[Path, dict[str, str]]
) -> None:
    folder, around = place
    command = [sys.executable, "-m", "igtagger", *COMMANDS[name]]
    done = subprocess.run(command, cwd=folder, env=around, capture_output=True, check=True)
    assert len(done.stdout) > 3 * PIPE_BYTES


# Terminals


def on_a_terminal(*arguments: str | Path) -> tuple[int, str]:
    """The exit code, and all that the terminal showed."""
    import pty

    shown: list[bytes] = []

    def read(descriptor: int) -> bytes:
        shown.append(data := os.read(descriptor, 4096))
        return data

    command = [sys.executable, "-m", "igtagger", *map(str, arguments)]
    status = pty.spawn(command, read)
    return os.waitstatus_to_exitcode(status), b"".join(shown).decode()


needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")


@needs_terminal
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_an_empty_folder_is_told_on_a_terminal_too(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, shown = on_a_terminal("tag", tmp_path / "empty")
    assert code == 0
    assert "There was no picture to tag: there is no file." in shown


@needs_terminal
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_totals_skipped_and_device_are_told_on_a_terminal_too(tmp_path: Path) -> None:
    Image.new("RGB", (64, 48), (90, 60, 30)).save(tmp_path / "a.png")
    (tmp_path / "notes.txt").write_text("not a picture")
    code, shown = on_a_terminal("tag", tmp_path)
    assert code == 0
    assert "1 tagged; 0:0" in shown
    assert "pictures/s." in shown
    assert "Skipped: " in shown


def test_text_has_names_or_says_why_there_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (64, 48), (90, 60, 30)).save(tmp_path / "a.png")
    assert main(["tag", str(tmp_path), "-q", "--format", "text", "--detail", "100"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    said = line.removeprefix(f"{tmp_path / 'a.png'}: ")
    assert any(letter.isalpha() for letter in said)
    assert main(["tag", str(tmp_path), "-q", "--format", "text", "--labels", "--no-kinds"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    labels = line.removeprefix(f"{tmp_path / 'a.png'}: ").split(", ")
    assert len(labels) >= 5
    assert all(label.rsplit(" ", 1)[0].strip() for label in labels)
