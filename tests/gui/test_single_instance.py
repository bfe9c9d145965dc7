"""Two copies of the program: real processes, a real socket."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from pytestqt.qtbot import QtBot

from igtagger.errors import IgTaggerError
from igtagger.gui import single_instance
from igtagger.gui.main_window import MainWindow
from tests.gui.window import LONG, pictures, use

COPY = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from igtagger.gui.single_instance import claim

app = QCoreApplication(["copy"])
instance = claim(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
if instance is None:
    print("second", flush=True)
    sys.exit(0)
print("first", flush=True)
instance.deliver_to(lambda paths: print(*paths, sep="|", flush=True) is None)
app.exec()
"""


@contextmanager
def copy(data_dir: Path, *paths: str, cwd: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """Another copy, as far as this part of it goes."""
    with subprocess.Popen(
        [sys.executable, "-c", COPY, data_dir, *paths],
        stdout=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def framed(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def has_hung_up(stranger: socket.socket) -> bool:
    try:
        return stranger.recv(1) == b""
    except BlockingIOError:
        return False


@pytest.fixture
def data_dir(tmp_path: Path, qtbot: QtBot) -> Path:
    return tmp_path / "data"


@pytest.mark.skipif(os.name == "nt", reason="Windows names its sockets without a folder")
def test_two_copies_meet_though_the_temporary_folder_has_a_long_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ("long " * 20)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with copy(tmp_path / "data") as first:
        assert line(first) == "first"
        with copy(tmp_path / "data", "/p/a.jpg") as second:
            assert line(second) == "second"
        assert line(first) == "/p/a.jpg"


def test_a_second_copy_hands_its_paths_to_the_first(data_dir: Path, tmp_path: Path) -> None:
    with copy(data_dir) as first:
        assert line(first) == "first"
        with copy(data_dir, "a b.jpg", "Größe/ü.png", cwd=tmp_path) as second:
            assert line(second) == "second"
            assert second.wait() == 0
        assert line(first) == f"{tmp_path}/a b.jpg|{tmp_path}/Größe/ü.png".replace("/", os.sep)


def test_copies_on_other_data_folders_are_firsts_too(data_dir: Path, tmp_path: Path) -> None:
    with copy(data_dir) as first, copy(tmp_path / "other") as other:
        assert line(first) == "first"
        assert line(other) == "first"


def test_after_a_first_that_was_killed_the_next_is_the_first(data_dir: Path) -> None:
    with copy(data_dir) as first:
        assert line(first) == "first"
    with copy(data_dir) as next_one:
        assert line(next_one) == "first"
        with copy(data_dir, "x") as second:
            assert line(second) == "second"


def test_a_copy_that_comes_while_the_first_closes_becomes_the_first(
    data_dir: Path, qtbot: QtBot
) -> None:
    first = single_instance.claim(data_dir, [])
    assert first is not None
    refused: list[list[Path]] = []

    def refuse(paths: list[Path]) -> bool:
        refused.append(paths)
        return False

    first.deliver_to(refuse)
    with copy(data_dir, "/kept.jpg") as second:
        qtbot.waitUntil(lambda: bool(refused), timeout=LONG)
        first.close()
        assert line(second) == "first"


def test_paths_wait_until_the_window_is_there(data_dir: Path, qtbot: QtBot) -> None:
    first = single_instance.claim(data_dir, [])
    assert first is not None
    taken: list[list[Path]] = []
    with copy(data_dir, "/early.jpg") as second:
        qtbot.waitUntil(lambda: bool(first._callers), timeout=LONG)
        first.deliver_to(lambda paths: taken.append(paths) is None)
        qtbot.waitUntil(lambda: bool(taken), timeout=LONG)
        assert line(second) == "second"
    assert [path.name for path in taken[0]] == ["early.jpg"]
    first.close()


@pytest.mark.skipif(sys.platform == "win32", reason="the socket is a pipe there")
@pytest.mark.parametrize(
    "message",
    [
        b"\xff\xff\xff\xff",
        struct.pack(">I", 2) + b"{}",
        struct.pack(">I", 4) + b"\x00\xff[]",
        struct.pack(">I", 14) + json.dumps({"paths": None}).encode()[:14],
        b"\0",
        struct.pack(">I", 100_000) + b"[" * 100_000,
        framed(b'{"paths": [1]}'),
        framed(b'{"paths": ["\\u0000"]}'),
        framed(b'{"paths": ["/\\ud800"]}'),
        framed(b'{"paths": [], "activation": "a\\u0000b"}'),
        framed(b'{"paths": [], "activation": "\\ud800"}'),
    ],
    ids=range(11),
)
def test_nonsense_on_the_socket_changes_nothing(
    data_dir: Path, qtbot: QtBot, message: bytes
) -> None:
    first = single_instance.claim(data_dir, [])
    assert first is not None
    taken: list[list[Path]] = []
    first.deliver_to(lambda paths: taken.append(paths) is None)
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(single_instance._address(data_dir))
        stranger.sendall(message)
        stranger.shutdown(socket.SHUT_WR)
        stranger.setblocking(False)
        qtbot.waitUntil(lambda: has_hung_up(stranger), timeout=LONG)
    assert taken == []
    first.close()


def test_a_first_that_does_not_answer_is_told_about(data_dir: Path) -> None:
    data_dir.mkdir()
    with (
        FileLock(data_dir / "window.lock"),
        pytest.raises(IgTaggerError, match="does not answer"),
    ):
        single_instance.claim(data_dir, [Path("x")], patience=0.2)


def test_where_nothing_can_be_locked_every_copy_is_a_first(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_text("no folder")
    first = single_instance.claim(tmp_path / "file" / "data", [])
    assert first is not None
    first.close()


def test_files_that_the_system_opens_reach_the_window(data_dir: Path) -> None:
    first = single_instance.claim(data_dir, [])
    app = QCoreApplication.instance()
    assert first is not None
    assert app is not None
    QCoreApplication.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile("/early.jpg")))
    taken: list[list[Path]] = []
    first.deliver_to(lambda paths: taken.append(paths) is None)
    QCoreApplication.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile("/late.jpg")))
    QCoreApplication.sendEvent(app, QEvent(QEvent.Type.User))
    assert [[path.name for path in paths] for paths in taken] == [["early.jpg"], ["late.jpg"]]
    first.close()


def test_a_second_start_of_the_program_fills_the_window_that_is_open(
    qtbot: QtBot, tmp_path: Path
) -> None:
    one, two = pictures(tmp_path / "one", "a.png"), pictures(tmp_path / "two", "b.png", "c.png")

    def script(window: MainWindow) -> None:
        window.preferences = window.preferences.__class__(tag_on_drop=False)
        qtbot.waitUntil(lambda: window.results.rowCount() == 1, timeout=LONG)
        window.showMinimized()
        command = [sys.executable, "-m", "igtagger", str(two)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as second:
            qtbot.waitUntil(lambda: second.poll() is not None, timeout=LONG)
            assert second.returncode == 0
        qtbot.waitUntil(lambda: window.results.rowCount() == 3, timeout=LONG)
        assert not window.isMinimized()

    assert use(script, [one]) == 0
