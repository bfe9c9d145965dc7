"""The log file and the hooks for what nobody caught."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from igtagger.errors import SettingsError
from igtagger.gui import log, start_failure
from igtagger.gui.jobs.problems import Problem
from igtagger.settings import log_file
from tests.hostile import no_hang, put

pytestmark = pytest.mark.unprepared  # they make the data folder themselves


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Problem, threading.Thread]]]:
    """What is reported while the hooks are installed, and on which thread."""
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)  # not pytest-qt's, which would fail
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    found: list[tuple[Problem, threading.Thread]] = []
    restore = log.install_excepthook(lambda p: found.append((p, threading.current_thread())))
    yield found
    restore()


@pytest.fixture
def log_text(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    handler = log.start_logging()
    assert handler is not None
    yield log_file()
    log.stop_logging(handler)


def fail() -> None:
    raise ZeroDivisionError("ours")


def test_a_bug_is_logged_and_reported_from_the_event_loop(
    qtbot: QtBot,
    reported: list[tuple[Problem, threading.Thread]],
    log_text: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: bool(reported))
    (problem, thread) = reported[0]
    assert "safe" in problem.hint
    assert "ZeroDivisionError: ours" in problem.details
    assert thread is threading.main_thread()
    assert "ZeroDivisionError: ours" in log_text.read_text(encoding="utf-8")
    caplog.clear()


def test_a_bug_on_a_thread_is_reported_on_the_gui_thread(
    qtbot: QtBot,
    reported: list[tuple[Problem, threading.Thread]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    worker = threading.Thread(target=fail)
    worker.start()
    worker.join()
    assert not reported
    qtbot.waitUntil(lambda: bool(reported))
    assert reported[0][1] is threading.main_thread()
    caplog.clear()


def test_the_same_bug_many_times_fills_no_disk(
    qtbot: QtBot,
    reported: list[tuple[Problem, threading.Thread]],
    log_text: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(50):
        QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: len(reported) == 50)
    assert log_text.read_text(encoding="utf-8").count("Traceback") == 1
    caplog.clear()


def test_ctrl_c_is_no_bug(qtbot: QtBot, reported: list[tuple[Problem, threading.Thread]]) -> None:
    error = KeyboardInterrupt()
    sys.excepthook(KeyboardInterrupt, error, None)
    ended: list[bool] = []
    QTimer.singleShot(0, lambda: ended.append(True))
    qtbot.waitUntil(lambda: bool(ended))
    assert not reported


def test_the_log_lies_in_the_data_folder_that_the_environment_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert log_file().is_relative_to(tmp_path)
    monkeypatch.delenv("IGTAGGER_DATA_DIR")
    assert not log_file().is_relative_to(tmp_path)
    assert log_file().name == "igtagger.log"


def test_a_long_log_is_cut_into_a_few_files(log_text: Path) -> None:
    writer = logging.getLogger("igtagger.test")
    for _ in range(60):
        writer.info("x" * 100_000)
    files = sorted(log_text.parent.glob("igtagger.log*"))
    assert len(files) == 1 + log.OLD_FILES
    assert all(file.stat().st_size <= log.FILE_BYTES for file in files)


def test_without_a_place_for_it_the_program_goes_on(tmp_path: Path) -> None:
    log_file().parent.write_text("a file where the folder should be")
    assert log.start_logging() is None
    log.stop_logging(None)


@pytest.mark.parametrize(
    "kind",
    [
        "a folder",
        pytest.param("a pipe", marks=pytest.mark.skipif(os.name == "nt", reason="no pipes")),
    ],
)
def test_what_is_no_file_in_the_place_of_the_log_is_not_waited_for(kind: str) -> None:
    put(kind, log_file())
    with no_hang():
        assert log.start_logging() is None
        start_failure.record(ValueError("no window"))


def test_the_first_line_says_what_runs(log_text: Path) -> None:
    first = log_text.read_text(encoding="utf-8").splitlines()[0]
    assert "igtagger" in first
    assert "Qt 6" in first


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is a display")
def test_a_start_that_failed_is_in_the_log() -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE"}
    around = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, "-m", "igtagger"]
    ended = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "no display" in ended.stderr
    assert "could not start: There is no display" in log_file().read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_nothing_is_written_to_what_is_no_log(tmp_path: Path) -> None:
    picture, pipe = tmp_path / "photo.jpg", tmp_path / "pipe"
    picture.write_bytes(b"\xff\xd8\xff\xe0 a picture")
    os.mkfifo(pipe)
    log_file().parent.mkdir()
    for target in (picture, pipe):
        log_file().unlink(missing_ok=True)
        log_file().symlink_to(target)
        assert log.start_logging() is None
        start_failure.record(ValueError("no window"))
    assert picture.read_bytes() == b"\xff\xd8\xff\xe0 a picture"


def test_a_log_is_gone_on_with() -> None:
    for _ in range(2):
        start_failure.record(ValueError("no window"))
        log.stop_logging(log.start_logging())
    text = log_file().read_text(encoding="utf-8")
    assert (text.count("could not start"), text.count(", Python ")) == (2, 2)


def test_a_log_that_the_person_named_is_written_in_the_place_of_the_own_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "window.log"
    monkeypatch.setenv("IGTAGGER_LOG_FILE", str(named))
    log.stop_logging(log.start_logging())
    assert "Qt 6" in named.read_text(encoding="utf-8")
    assert not log_file().exists()


def test_a_named_log_that_cannot_be_written_ends_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IGTAGGER_LOG_FILE", str(tmp_path / "no" / "window.log"))
    with pytest.raises(SettingsError, match="cannot be written"):
        log.start_logging()
