"""Two copies of the program: real processes, a real socket."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from igtagger.errors import IgTaggerError
from igtagger.gui import peers, single_instance
from igtagger.gui.main_window import MainWindow
from igtagger.settings import Settings, log_file
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
        *(
            struct.pack(">I", len(said)) + said
            for said in (
                *(
                    b'{"paths": "/etc/passwd"}',
                    b'{"paths": ["a.jpg"]}',
                    b'{"paths": ["/a\\u0000"]}',
                ),
                *(b'{"paths": [["/a"]]}', b'{"paths": {"/a": 1}}', b"[" * 100_000),
                *(b'{"paths": ["file://otherhost/a.jpg"]}', b'{"paths": [7]}'),
            )
        ),
        b"\0",
        struct.pack(">I", 100_000) + b"[" * 100_000,
        framed(b'{"paths": [1]}'),
        framed(b'{"paths": ["\\u0000"]}'),
        framed(b'{"paths": ["/\\ud800"]}'),
    ],
    ids=range(17),
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


def test_a_token_that_no_environment_takes_is_passed_over(data_dir: Path, qtbot: QtBot) -> None:
    first = single_instance.claim(data_dir, [])
    assert first is not None
    taken: list[list[Path]] = []
    first.deliver_to(lambda paths: taken.append(paths) is None)
    content = {"paths": [os.fspath(Path("/a").absolute())], "activation": "a\0b"}
    said = json.dumps(content).encode()
    peer = QLocalSocket()
    peer.connectToServer(single_instance._address(data_dir))
    assert peer.waitForConnected(LONG)
    peer.write(struct.pack(">I", len(said)) + said)
    qtbot.waitUntil(lambda: bool(taken), timeout=LONG)
    peer.abort()
    first.close()


LISTENER = """
import os, socket, sys
os.setuid(65534)
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(sys.argv[1])
    os.chmod(sys.argv[1], 0o666)
    listener.listen()
    print("listens", flush=True)
    print(listener.accept()[0].recv(1000), flush=True)
"""


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="only root may become another user"
)
def test_nothing_is_handed_to_another_user_who_listens_in_the_place_of_the_first(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    data_dir.mkdir()
    with (
        FileLock(data_dir / "window.lock"),
        tempfile.TemporaryDirectory(prefix="igtagger-") as open_to_all,
    ):
        Path(open_to_all).chmod(0o1777)
        monkeypatch.setattr(tempfile, "tempdir", open_to_all)
        command = [sys.executable, "-c", LISTENER, single_instance._address(data_dir)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as stranger:
            assert line(stranger) == "listens"
            own = single_instance.claim(data_dir, [Path("/secret.jpg")])
            assert line(stranger) == "b''"
    assert own is not None
    assert "another user listens" in own.remark
    own.close()


def test_a_stranger_in_the_place_of_the_first_is_told_of_in_the_log(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.from_environment()
    with copy(settings.data_dir) as first:
        assert line(first) == "first"
        monkeypatch.setattr(peers, "owner_of", lambda descriptor, serves: -1)
        assert use(lambda window: None) == 0
        assert first.poll() is None
    assert "another user listens" in log_file().read_text(encoding="utf-8")


@pytest.mark.parametrize("fails", [False, True])
def test_a_copy_of_another_user_is_not_heard(
    data_dir: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fails: bool,
) -> None:
    def owner_of(descriptor: int, *, serves: bool) -> int:
        assert not serves
        if fails:
            raise OSError("the system does not tell")
        return -1

    first = single_instance.claim(data_dir, [])
    assert first is not None
    taken: list[list[Path]] = []
    first.deliver_to(lambda paths: taken.append(paths) is None)
    monkeypatch.setattr(peers, "owner_of", owner_of)
    peer = QLocalSocket()
    peer.connectToServer(single_instance._address(data_dir))
    said = json.dumps({"paths": [os.fspath(Path("/a").absolute())]}).encode()
    peer.write(struct.pack(">I", len(said)) + said)
    closed = QLocalSocket.LocalSocketState.UnconnectedState
    qtbot.waitUntil(lambda: peer.state() == closed, timeout=LONG)
    first.close()
    assert taken == []
    assert "was not heard" in caplog.text
    caplog.clear()


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
