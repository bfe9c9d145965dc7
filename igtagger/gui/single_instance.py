"""One window for each person and data folder: a second copy hands its paths to the first.

A lock beside the library tells who is the first; the system lets go of it however a process ends.
Its holder listens on a local socket. A message is its length in four bytes and a JSON object; the
answer is one byte, sent once the window has the paths. Whoever gets no answer asks again, or
becomes the first where the lock is free by then: no path is lost while the first is just closing.

Where the system has no folder of one's own for sockets, anyone may listen under the name of ours:
nothing is handed to, or taken from, a process of another user.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from igtagger import private
from igtagger.errors import IgTaggerError
from igtagger.gui import peers
from igtagger.small_files import parse_json

PATIENCE_SECONDS = 30.0
"""How long the second copy waits for the first, which may be loading a model or closing."""
LONGEST_MESSAGE = 1 << 24
LONGEST_TOKEN = 1000
LONGEST_ADDRESS = 100
"""Bytes of a socket's path: a Mac allows 103, Linux 107."""
_AGAIN_SECONDS = 0.1
_CONNECT_MILLISECONDS = 1000
_LENGTH = struct.Struct(">I")
_TAKEN = b"+"

Deliver = Callable[[list[Path]], bool]

_log = logging.getLogger(__name__)


class FirstInstance(QObject):
    """Listens for paths from other copies, and from the system (a Mac's file associations).

    Paths wait until :meth:`deliver_to` says who takes them.

    Args:
        lock: held until :meth:`close`; None where nothing can be locked.
        address: of the socket; None to listen to the system alone.
        remark: see below.

    Attributes:
        remark: why it is no more than that, for the log, which is not open yet; else empty.
    """

    def __init__(self, lock: FileLock | None, address: str | None, remark: str = "") -> None:
        super().__init__()
        self.remark = remark
        self._lock = lock
        self._deliver: Deliver | None = None
        self._waiting: list[Path] = []
        self._callers: list[_Caller] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._meet)
        if address is not None:
            QLocalServer.removeServer(address)  # left by a copy that was killed: the lock is ours
            if not self._server.listen(address):
                self.remark = f"Other copies cannot be heard: {self._server.errorString()}"
                self._release()
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def deliver_to(self, deliver: Deliver) -> None:
        """Hand over what comes, and what came; ``deliver`` says whether it took the paths."""
        self._deliver = deliver
        if self._waiting and deliver(self._waiting):
            self._waiting = []
        for caller in list(self._callers):
            caller.read()

    def close(self) -> None:
        """Listen no more. Whoever waits for an answer finds the lock free, or asks again."""
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._server.close()
        for caller in list(self._callers):
            caller.hang_up()
        self._release()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """A Mac says which files to open by an event, not on the command line."""
        if isinstance(event, QFileOpenEvent) and event.file():
            paths = [Path(event.file())]
            if self._deliver is None or not self._deliver(paths):
                self._waiting += paths
            return True
        return super().eventFilter(watched, event)

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _meet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            if not peers.is_mine(socket, serves=False):
                _log.warning("Another user of this computer spoke to the window, and was not heard")
                socket.abort()
                socket.deleteLater()
                continue
            caller = _Caller(socket, self)
            self._callers.append(caller)
            caller.spoke.connect(self._hear)
            caller.left.connect(self._part)
            caller.read()

    def _hear(self, caller: _Caller) -> None:
        if self._deliver is None:
            return  # until deliver_to
        paths = caller.take_paths()
        caller.answer(taken=paths is not None and self._deliver(paths))

    def _part(self, caller: _Caller) -> None:
        if caller in self._callers:
            self._callers.remove(caller)
            caller.deleteLater()


class _Caller(QObject):
    """Another copy, at the other end of ``socket``."""

    spoke = Signal(object)
    """It said what it had to say."""
    left = Signal(object)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        socket.setParent(self)
        socket.setReadBufferSize(_LENGTH.size + LONGEST_MESSAGE)
        self._socket, self._received, self._message = socket, b"", b""
        self._refused = False
        socket.readyRead.connect(self.read)
        socket.disconnected.connect(self._leave)

    def read(self) -> None:
        """Take what has come, and tell when it is all."""
        if self._refused:
            return
        self._received += bytes(self._socket.readAll().data())
        if len(self._received) < _LENGTH.size:
            return
        (length,) = _LENGTH.unpack_from(self._received)
        if length > LONGEST_MESSAGE:
            self.answer(taken=False)
        elif len(self._received) >= _LENGTH.size + length:
            self._message = self._received[_LENGTH.size : _LENGTH.size + length]
            self.spoke.emit(self)

    def take_paths(self) -> list[Path] | None:
        """What it hands over; None where it speaks of something else, or has not spoken."""
        try:
            content = parse_json(self._message)
            paths, token = _paths_in(content["paths"]), str(content.get("activation", ""))
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        if token and len(token) <= LONGEST_TOKEN and token.isprintable():
            os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt takes it when the window is raised
        return paths

    def answer(self, *, taken: bool) -> None:
        """Say yes, after which it hangs up, or hang up."""
        if taken:
            self._socket.write(_TAKEN)
            self._socket.flush()
        else:
            self._refused = True
            QTimer.singleShot(0, self, self.hang_up)  # not from within the socket's own signal

    def hang_up(self) -> None:
        """End the connection."""
        self._socket.abort()

    def _leave(self) -> None:
        self.left.emit(self)


def _paths_in(said: object) -> list[Path]:
    """Paths that another copy hands over; TypeError or ValueError where they are none."""
    if not isinstance(said, list):
        raise TypeError(said)
    paths = [Path(name) for name in said]
    # A lone surrogate that stands for no byte is in the name of no file: encoding it fails.
    if not all(path.is_absolute() and b"\0" not in os.fsencode(path) for path in paths):
        raise ValueError(said)
    return paths


class _StrangerError(OSError):
    """Another user listens where the first copy would."""


def claim(
    data_dir: Path, paths: Sequence[Path], patience: float = PATIENCE_SECONDS
) -> FirstInstance | None:
    """Become the first copy on ``data_dir``; None where there is one, which has ``paths`` now.

    Needs the application object. Where nothing can be locked, each copy is a first, and so is one
    that finds another user's process in the place of the first.

    Raises:
        IgTaggerError: the first holds the lock and gave no answer for ``patience`` seconds.
    """
    address = _address(data_dir)
    deadline = time.monotonic() + patience
    try:
        private.make_folder(data_dir)
        lock = FileLock(data_dir / "window.lock", mode=private.file_mode(data_dir))
        while True:
            with suppress(Timeout):
                lock.acquire(timeout=0)
                return FirstInstance(lock, address)
            left = deadline - time.monotonic()
            if _hand_over(address, paths, left):
                return None
            if left <= 0:
                raise IgTaggerError("window.no-answer")
            time.sleep(_AGAIN_SECONDS)
    except (OSError, NotImplementedError) as error:  # a read-only folder, a disk without locks
        remark = f"Whether another copy is open cannot be found out: {error}"
        return FirstInstance(None, None, remark)


def _hand_over(address: str, paths: Sequence[Path], seconds: float) -> bool:
    """Whether the first took the paths. Raises _StrangerError where another user listens."""
    socket = QLocalSocket()
    socket.connectToServer(address)
    if not socket.waitForConnected(_CONNECT_MILLISECONDS):
        return False
    if not peers.is_mine(socket, serves=True):
        socket.abort()
        raise _StrangerError(f"a process of another user listens at {address}")
    _let_it_come_to_the_front()
    content = {
        "paths": [os.fspath(path.absolute()) for path in paths],
        "activation": os.environ.get("XDG_ACTIVATION_TOKEN", ""),
    }
    message = json.dumps(content).encode("ascii")  # names that are not UTF-8 come through, escaped
    socket.write(_LENGTH.pack(len(message)) + message)
    deadline = time.monotonic() + seconds
    while not socket.bytesAvailable():
        left = int((deadline - time.monotonic()) * 1000)
        if left <= 0 or not socket.waitForReadyRead(left):
            break
    taken = bytes(socket.readAll().data()) == _TAKEN
    socket.abort()
    return taken


def _let_it_come_to_the_front() -> None:
    """Windows lets a program raise its window only where the one in front allows it."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # any process


def _address(data_dir: Path) -> str:
    """Of the socket: in the first folder for such things whose name is short enough."""
    folder = os.path.normcase(data_dir.resolve())
    who = os.environ.get("USERNAME", "") if sys.platform == "win32" else str(os.getuid())
    digest = hashlib.sha256(f"{who}\n{folder}".encode(errors="surrogateescape")).hexdigest()[:20]
    name = f"igtagger-{digest}"
    if sys.platform == "win32":
        return name
    places = (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp")  # noqa: S108
    fitting = (
        place
        for place in places
        if place
        and len(os.fsencode(place)) + 1 + len(name) <= LONGEST_ADDRESS
        and os.access(place, os.W_OK)
    )
    return str(Path(next(fitting, tempfile.gettempdir()), name))
