"""Who is at the other end of a local socket: what a name in a shared folder cannot tell.

On Linux and Macs the kernel keeps the user of each end (``SO_PEERCRED``, ``LOCAL_PEERCRED``).
Windows tells the process that serves a pipe, or called it, and psutil whose that is.
"""

from __future__ import annotations

import os
import socket
import struct
import sys

from PySide6.QtNetwork import QLocalSocket

_UCRED = struct.Struct("3i")
"""Linux: process, user, group."""
_XUCRED = struct.Struct("2I68x")
"""Macs and BSDs: version, user; then the groups."""
_SOL_LOCAL, _LOCAL_PEERCRED = 0, 1


def is_mine(peer: QLocalSocket, *, serves: bool) -> bool:
    """Whether the process at the other end runs as this user. False where nothing tells.

    Args:
        peer: connected.
        serves: whether the other end is who listened.
    """
    try:
        return owner_of(int(peer.socketDescriptor()), serves=serves) == _me()
    except (OSError, ValueError):
        return False


def owner_of(descriptor: int, *, serves: bool) -> int | str:
    """The user at the other end: a number, on Windows a name.

    Raises:
        OSError: the system does not tell.
    """
    if sys.platform == "win32":
        return _user_of(_process_of(descriptor, serves=serves))
    with socket.socket(fileno=os.dup(descriptor)) as end:
        if sys.platform == "linux":
            told = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size)
            return int(_UCRED.unpack(told)[1])
        told = end.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED.size)
        return int(_XUCRED.unpack(told)[1])


def _me() -> int | str:
    return _user_of(os.getpid()) if sys.platform == "win32" else os.geteuid()


def _process_of(pipe: int, *, serves: bool) -> int:
    """Windows: the process at the other end of a pipe."""
    import ctypes

    library = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    ask = library.GetNamedPipeServerProcessId if serves else library.GetNamedPipeClientProcessId
    process = ctypes.c_ulong()
    if not ask(ctypes.c_void_p(pipe), ctypes.byref(process)):
        raise OSError("the system does not tell who is at the other end of the pipe")
    return process.value


def _user_of(process: int) -> str:
    """Windows: domain and name of the user whose process it is."""
    import psutil

    try:
        return str(psutil.Process(process).username())
    except psutil.Error as error:  # of another user it may not be told
        raise OSError(str(error)) from error
