"""Show a file in the system's own file manager."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePath

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

_SERVICE = "org.freedesktop.FileManager1"
_OBJECT = "/org/freedesktop/FileManager1"


def show_in_folder(path: Path) -> None:
    """Open the folder of ``path`` with the file selected, where the system can do that.

    It returns at once and starts no shell. A folder is shown in the one above it.
    """
    path = path.absolute()
    if sys.platform == "win32":
        _start_explorer(path)
    elif sys.platform == "darwin":
        QProcess.startDetached("/usr/bin/open", ["-R", str(path)])
    elif not _ask_file_manager(path):
        _open_folder(path)


def explorer_arguments(path: PurePath) -> str:
    """What Explorer wants, which is not what other programs want: a quote after the comma."""
    return f'/select,"{path}"'  # no name on Windows holds a quote


def _start_explorer(path: Path) -> None:
    process = QProcess()
    process.setProgram(str(Path(os.environ.get("WINDIR", r"C:\Windows"), "explorer.exe")))
    # Windows alone has it, and the stubs do not know it.
    process.setNativeArguments(explorer_arguments(path))  # type: ignore[attr-defined]
    process.startDetached()


def _open_folder(path: Path) -> None:
    folder = path.parent if path.parent.is_dir() else path
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _ask_file_manager(path: Path) -> bool:
    """Whether a file manager could be asked, through the session's bus, to select the file."""
    try:
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher
    except ImportError:  # left out of some builds of Qt
        return False
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    call = QDBusMessage.createMethodCall(_SERVICE, _OBJECT, _SERVICE, "ShowItems")
    call.setArguments([[path.as_uri()], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(call))
    _waiting.add(watcher)

    def answered(done: QDBusPendingCallWatcher) -> None:
        if done.isError():  # there is no file manager that knows it
            _open_folder(path)
        _waiting.discard(watcher)

    watcher.finished.connect(answered)
    return True


_waiting: set[object] = set()
"""Keeps what waits for an answer alive."""
