"""Options that every command has: the data folder, the log, saying more."""

from __future__ import annotations

import errno
import logging
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.cli.everywhere import OPTIONS
from igtagger.cli.main import PLACES
from tests.cli.test_streams import FULL, needs_full

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|ERROR) igtagger[\w.]*: .+")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A picture, a damaged one, and what is none."""
    folder = tmp_path / "holiday"
    folder.mkdir()
    Image.new("RGB", (64, 48), (90, 60, 30)).save(folder / "a.png")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8 nothing")
    (folder / "notes.txt").write_text("not a picture")
    return folder


@pytest.mark.parametrize("name", PLACES)
def test_the_help_of_every_command_has_them(name: str, capsys: Capture) -> None:
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    if "Commands:" in shown:
        first = shown.split("Commands:\n")[1].split()[0]
        assert main([name, first, "--help"]) == 0
        shown = capsys.readouterr().out
    assert all(option.opts[-1] in shown for option in OPTIONS)


# The data folder


@pytest.mark.parametrize("before", [True, False], ids=["before the command", "behind it"])
def test_the_data_folder_is_made_and_used(before: bool, tmp_path: Path, capsys: Capture) -> None:
    new = tmp_path / "new" / "folder"
    option, command = ["--data-dir", str(new)], ["models", "path"]
    assert main([*option, *command] if before else [*command, *option]) == 0
    assert capsys.readouterr().out == f"{new / 'weights'}\n"
    assert new.is_dir()
    assert os.environ["IGTAGGER_DATA_DIR"] != str(new)  # it counted for this command alone


def test_the_option_counts_more_than_the_environment(tmp_path: Path, capsys: Capture) -> None:
    assert main(["library", "stats", "--data-dir", str(tmp_path / "other")]) == 0
    assert capsys.readouterr().out.startswith(str(tmp_path / "other" / "library.sqlite3"))
    assert not Path(os.environ["IGTAGGER_DATA_DIR"], "library.sqlite3").exists()


def test_a_data_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "below"
    assert main(["models", "path", "--data-dir", str(folder)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"igtagger: The data folder {folder} cannot be used: ")
    assert "--data-dir" in said.splitlines()[1]


# The log


def test_a_log_is_added_to_and_every_line_of_it_has_a_time(folder: Path, tmp_path: Path) -> None:
    log, table = tmp_path / "run.log", tmp_path / "tags.csv"
    for _ in range(2):
        assert main(["tag", str(folder), "-o", str(table), "--log-file", str(log)]) == 3
    lines = log.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not LINE.match(line)] == []
    text = "\n".join(lines)
    assert text.count("igtagger tag began") == 2
    assert text.count("Ended with exit code 3") == 2
    for part in ("The model is everyday", "The library is ", "was loaded on", "notes.txt: not a"):
        assert part in text
    assert text.count("1 tagged, 1 failed") == 2  # what is said is in it, too


def test_what_was_found_and_asked_is_not_in_the_log(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    assert main(["search", "own:secret", "--log-file", str(log)]) == 0
    assert main(["tag", str(folder), "-v", "--format", "csv", "--log-file", str(log)]) == 3
    text = log.read_text(encoding="utf-8")
    assert "secret" not in text
    assert "a.png" not in text


def test_errors_are_in_the_log_as_such(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    log = tmp_path / "run.log"
    assert main(["models", "verify", "32x8d", "--log-file", str(log)]) == 1
    assert re.search(r" ERROR igtagger.said: igtagger: .*32x8d", log.read_text(encoding="utf-8"))
    caplog.clear()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_log_is_its_owner_s_alone(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    assert main(["models", "path", "--log-file", str(log)]) == 0
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_picture_is_never_taken_for_a_log(folder: Path, capsys: Capture) -> None:
    picture = folder / "a.png"
    before = picture.read_bytes()
    assert main(["models", "path", "--log-file", str(picture)]) == 1
    assert "is no log" in capsys.readouterr().err
    assert picture.read_bytes() == before


def test_a_log_that_cannot_be_made_is_a_sentence(tmp_path: Path, capsys: Capture) -> None:
    assert main(["models", "path", "--log-file", str(tmp_path / "no" / "run.log")]) == 1
    said = capsys.readouterr().err
    why = os.strerror(errno.ENOENT)
    assert said.startswith(
        f"igtagger: The log {tmp_path / 'no' / 'run.log'} cannot be written: {why}."
    )


@needs_full
def test_a_log_on_a_full_disk_is_told_once_and_nothing_is_lost(
    folder: Path, tmp_path: Path
) -> None:
    # The data folder's file is no device: only a log that is a file is gone on with.
    code = (
        "from igtagger.app import logs; logs.is_log = lambda file: True; "
        "from igtagger.__main__ import start; start()"
    )
    command = ["tag", str(folder), "--format", "csv", "--log-file", str(FULL)]
    done = subprocess.run(
        [sys.executable, "-c", code, *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert len(done.stdout.splitlines()) == 3
    assert done.stderr.count("cannot be written any more") == 1
    assert "Logging error" not in done.stderr


def test_the_log_of_a_command_is_closed_with_it(tmp_path: Path) -> None:
    before = list(logging.getLogger().handlers)
    assert main(["models", "path", "-v", "--log-file", str(tmp_path / "run.log")]) == 0
    assert logging.getLogger().handlers == before
    assert logging.getLogger("igtagger").level == logging.NOTSET


# Saying more


@pytest.mark.parametrize("before", [True, False], ids=["before the command", "behind it"])
def test_verbose_says_what_is_used_and_why_files_are_skipped(
    before: bool, folder: Path, capsys: Capture
) -> None:
    command = ["tag", str(folder), "-q", "--format", "csv"]
    assert main(["-v", *command] if before else [*command, "-v"]) == 3
    said = capsys.readouterr().err
    for part in (
        *("The model is everyday", "The library is ", "was loaded on", "1 tagged, 1 failed"),
        *(f"{folder / 'notes.txt'}: not a picture", f"Failed: {folder / 'broken.jpg'} is "),
    ):
        assert said.count(part) == 1, said


def test_without_it_nothing_of_that_is_said(folder: Path, capsys: Capture) -> None:
    assert main(["tag", str(folder), "-q", "--format", "csv"]) == 3
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_names_do_nothing_to_a_terminal_when_they_are_told(folder: Path, capsys: Capture) -> None:
    (folder / "\x1b[31mred.txt").write_text("")
    assert main(["tag", str(folder), "-v", "--format", "csv"]) == 3
    assert "\x1b" not in capsys.readouterr().err


# The window


@pytest.mark.parametrize(
    ("arguments", "opens"),
    [
        ([], True),
        (["-v"], True),
        (["--data-dir", "{}"], True),
        (["--log-file={}/w.log", "{}"], True),
        (["--data-dir"], False),
        (["--help"], False),
        (["-v", "tag", "{}"], False),
        (["--nonsense"], False),
        (["-v", "{}/nowhere"], False),
    ],
    ids=str,
)
def test_the_window_gets_them_too(
    arguments: list[str], opens: bool, tmp_path: Path, monkeypatch: Patch
) -> None:
    opened: list[tuple[list[Path], str | None]] = []

    def show(paths: list[Path]) -> int:
        opened.append((list(paths), os.environ.get("IGTAGGER_LOG_FILE")))
        return 7

    monkeypatch.setattr("igtagger.__main__._show_window", show)
    given = [argument.format(tmp_path) for argument in arguments]
    assert (main(given) == 7) == opens
    if arguments[-1:] == ["{}"] and len(arguments) == 2 and "log" in arguments[0]:
        assert opened == [([tmp_path], f"{tmp_path}/w.log")]
