"""Pictures' files as other programs take them from the clipboard or a drag: always to be copied."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData

GNOME = "x-special/gnome-copied-files"
"""How GNOME's, Cinnamon's and Xfce's file managers tell a copy from a move."""
KDE = "application/x-kde-cutselection"
"""How KDE's does: ``0`` for a copy."""


def address_of(path: str) -> bytes:
    """The address of a file, an absolute path; its bytes survive where they are no UTF-8."""
    return Path(path).as_uri().encode("ascii")


def files_mime(addresses: Iterable[bytes], text: str) -> QMimeData:
    """Files by their addresses, see :func:`address_of`, and a text for what takes no files.

    Windows' and macOS's own forms are made of the addresses by Qt.
    """
    listed = list(addresses)
    mime = QMimeData()
    if listed:
        mime.setData("text/uri-list", QByteArray(b"\r\n".join(listed) + b"\r\n"))
        mime.setData(GNOME, QByteArray(b"\n".join([b"copy", *listed])))
        mime.setData(KDE, QByteArray(b"0"))
    mime.setText(text)
    return mime
