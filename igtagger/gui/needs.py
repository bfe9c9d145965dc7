"""Whether a window can be opened here: found out before Qt would abort the process.

Where Qt cannot load its platform plugin, or the plugin finds no display, Qt calls abort(): no
exception, exit code 134. All of it is checked here first, in a few milliseconds. Imports no Qt at
module level.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from igtagger import system_libraries
from igtagger.domain import Reason
from igtagger.errors import IgTaggerError
from igtagger.system_libraries import WAYLAND, WINDOW, X11

_NEED_NO_DISPLAY = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs", "minimalegl", "vkkhrdisplay")
_SOCKET_SECONDS = 2.0

_OF_PLATFORM = {"xcb": X11, "wayland": WAYLAND}


def check() -> None:
    """Return where a window can be opened.

    Raises:
        IgTaggerError: it cannot; says what is missing and how to get it.
    """
    plugins = _plugins_to_try() if sys.platform.startswith("linux") else []
    if plugins == []:
        _import_qt([])
        return
    _import_qt(plugins)
    reasons: list[IgTaggerError] = []
    for plugin in plugins:
        try:
            _check_plugin(plugin)
        except IgTaggerError as error:
            reasons.append(error)
        else:
            return
    raise reasons[0]


def _plugins_to_try() -> list[str]:
    """The names of Qt's platform plugins in the order in which Qt tries them on Linux."""
    given = os.environ.get("QT_QPA_PLATFORM", "")
    if given:
        return [part.split(":")[0] for part in given.split(";") if part]
    session, names = os.environ.get("XDG_SESSION_TYPE", ""), []
    if session == "wayland" or (not session and os.environ.get("WAYLAND_DISPLAY")):
        names.append("wayland")
    if os.environ.get("DISPLAY"):
        names.append("xcb")
    if not names:
        raise IgTaggerError("window.no-display")
    return names


def _import_qt(plugins: Sequence[str]) -> None:
    try:
        import PySide6.QtNetwork
        import PySide6.QtSvg
        import PySide6.QtWidgets  # noqa: F401
    except ModuleNotFoundError as error:
        raise IgTaggerError("window.no-qt", module=str(error.name)) from error
    except ImportError as error:
        raise _cannot_load(error, plugins) from error


def _check_plugin(plugin: str) -> None:
    """Raise IgTaggerError where Qt's platform plugin of that name cannot be loaded or used."""
    if plugin not in _NEED_NO_DISPLAY:
        _load(plugin)
    if plugin == "xcb":
        _check_x11()
    elif plugin.startswith("wayland"):
        _check_wayland()


def _load(plugin: str) -> None:
    from PySide6.QtCore import QLibraryInfo

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforms")
    files = sorted(folder.glob(f"libq{plugin}*.so"))
    if not files:
        if not folder.is_dir():  # Qt looks elsewhere; it knows better
            return
        raise IgTaggerError("window.no-platform", platform=plugin)
    try:
        ctypes.CDLL(str(files[0]))  # Qt loads it right afterwards, so this costs nothing
    except OSError as error:
        raise _cannot_load(error, [plugin]) from error


def _check_x11() -> None:
    display = os.environ.get("DISPLAY", "")
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        raise _cannot_load(error, ["xcb"]) from error
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    # A good connection stays open: some servers start anew when their last client goes, and Qt's
    # own connection comes right after this one.
    if xcb.xcb_connection_has_error(connection):
        xcb.xcb_disconnect(connection)
        unset = Reason("window.display-unset")
        raise IgTaggerError(
            "window.unreachable", display=f"DISPLAY={display}" if display else unset
        )


def _check_wayland() -> None:
    if os.environ.get("WAYLAND_SOCKET"):
        return  # a socket that is open already
    name = os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    address = Path(os.environ.get("XDG_RUNTIME_DIR", ""), name)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_SOCKET_SECONDS)
            connection.connect(str(address))
    except OSError as error:
        raise IgTaggerError("window.unreachable", display=f"WAYLAND_DISPLAY={name}") from error


def _cannot_load(error: ImportError | OSError, plugins: Sequence[str]) -> IgTaggerError:
    """What to say where the system's loader found no library, or another fault with one."""
    first = system_libraries.lacking(error)
    if not first:
        return IgTaggerError("window.qt-fails", detail=str(error))
    wanted = dict(WINDOW)
    for plugin in plugins:
        wanted |= _OF_PLATFORM.get(plugin, {})
    missing = [first, *(name for name in wanted if name != first and not _is_there(name))]
    install, (*others, last) = system_libraries.how_to_install(missing), missing
    if not others:
        return IgTaggerError("window.library-missing", library=last, install=install)
    return IgTaggerError(
        "window.libraries-missing", libraries=", ".join(others), library=last, install=install
    )


def _is_there(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
