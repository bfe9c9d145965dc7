"""What is dropped or pasted on the window: files, folders, or a picture itself."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QMimeData, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from igtagger import private, resources
from igtagger.domain import Reason
from igtagger.errors import ExportError, IgTaggerError, UsageError, detail_of
from igtagger.gui.jobs.problems import Problem

PASTED = "pasted"
"""The folder under the data folder in which pictures without a file are kept."""


def accepts(mime: QMimeData) -> bool:
    """Whether there is something in it for us, or something to be said of it."""
    return _has_picture(mime) or bool(paths_of(mime)) or bool(other_computers(mime))


def harmless(offered: Qt.DropAction) -> Qt.DropAction | None:
    """What to take a drop as: a copy, or else a link; None where its source would only move it.

    A source may delete what was moved. We take nothing: the originals stay where they are.
    """
    for action in (Qt.DropAction.CopyAction, Qt.DropAction.LinkAction):
        if action in offered:
            return action
    return None


def paths_of(mime: QMimeData) -> list[Path]:
    """Files and folders of this computer, in the order in which they were given.

    They come as addresses, or as a text with one in each line: see :func:`paths_in`.
    """
    if mime.hasUrls():
        return [path for url in mime.urls() if (path := _path_of(url)) is not None]
    return paths_in(mime.text())


def paths_in(text: str) -> list[Path]:
    """The paths that a text consists of: whole ones, one a line, also quoted or as addresses.

    None where a line is something else: then it is no list of files.
    """
    paths = []
    for line in _lines(text):
        if (path := _path_in(line)) is None:
            return []
        paths.append(path)
    return paths


def other_computers(mime: QMimeData) -> list[str]:
    """The names of the computers whose files are given, other than this one."""
    urls = mime.urls() or [QUrl(line) for line in _lines(mime.text()) if _is_address(line)]
    return [url.host() for url in urls if url.isLocalFile() and not _is_ours(url.host())]


def _lines(text: str) -> Iterator[str]:
    for line in filter(None, map(str.strip, text.splitlines())):
        quoted = len(line) > 1 and line[0] == line[-1] and line[0] in "'\""
        yield line[1:-1] if quoted else line


def _is_address(line: str) -> bool:
    return line[:5].casefold() == "file:"


def _path_in(line: str) -> Path | None:
    if _is_address(line):
        return _path_of(QUrl(line))
    if line.startswith(("//", "\\\\")):
        return None  # of another computer
    try:
        path = Path(line).expanduser()
    except RuntimeError:  # the home of somebody who is not known here
        return None
    return path if path.is_absolute() else None


def _path_of(url: QUrl) -> Path | None:
    if not url.isLocalFile() or not _is_ours(url.host()):
        return None
    url = QUrl(url)
    url.setHost("")  # with it Qt makes a network path of it
    path = Path(url.toLocalFile())
    return path if path.is_absolute() else None


def _is_ours(host: str) -> bool:
    """Whether an address with that host is one of this computer."""
    host, own = host.casefold().rstrip("."), socket.gethostname().casefold()
    if host in ("", "localhost", "127.0.0.1", "::1", own, own.partition(".")[0]):
        return True
    # The whole name may have to be asked for over the network: only where it can be ours.
    return host.startswith(f"{own}.") and host == socket.getfqdn().casefold()


def picture_of(mime: QMimeData) -> tuple[bytes, str] | None:
    """A picture itself, as browsers and screenshot tools give it; None where there is none.

    Where files come along that stay they are the better source, and this gives None.

    Returns:
        What is to be in a file of it, and the file's ending.
    """
    if not _has_picture(mime) or any(_stays(path) for path in paths_of(mime)):
        return None
    return file_in(mime) or _drawn(mime)


def _has_picture(mime: QMimeData) -> bool:
    return mime.hasImage() or any(kind in _ENDINGS for kind in mime.formats())


_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/heic": ".heic",
    "image/heif": ".heif",
    "image/jxl": ".jxl",
    "image/tiff": ".tif",
    "image/gif": ".gif",
    "image/bmp": ".bmp",
}


def file_in(mime: QMimeData) -> tuple[bytes, str] | None:
    """A file's own bytes, and its ending: they tell how it is turned, and what its colours are."""
    from igtagger.pictures.formats import is_picture

    for kind in mime.formats():  # the first is what its source has, or likes best
        if kind in _ENDINGS and is_picture(data := bytes(mime.data(kind).data())):
            return data, _ENDINGS[kind]
    return None


def _drawn(mime: QMimeData) -> tuple[bytes, str] | None:
    image = mime.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return None
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    is_written = image.save(buffer, "PNG")  # type: ignore[call-overload]
    return (bytes(data.data()), ".png") if is_written else None


def _stays(path: Path) -> bool:
    """Whether it is there, and not a file that whoever gave it may delete at any moment."""
    try:
        given = path.resolve(strict=True)
    except (OSError, ValueError):
        return False
    return given.is_dir() or not given.is_relative_to(Path(tempfile.gettempdir()).resolve())


def keep_picture(data: bytes, ending: str, data_dir: Path) -> Path:
    """Write a picture that has no file of its own to one; returns its path.

    Raises:
        ExportError: it cannot be written.
    """
    folder = data_dir / PASTED
    moment = datetime.now().astimezone().strftime("%Y-%m-%d %H-%M-%S")
    path = None
    try:
        private.make_folder(folder)
        path = _new_file(folder, moment, ending)
        path.write_bytes(data)
    except OSError as error:
        if path is not None:
            path.unlink(missing_ok=True)
        detail = detail_of(error)
        raise ExportError("intake.not-kept", path=path or folder, detail=detail) from error
    return path


def _new_file(folder: Path, name: str, ending: str) -> Path:
    """An empty picture file of that name, or one like it; nobody else may read it."""
    path, number = folder / f"{name}{ending}", 1
    while True:
        try:
            private.make_new_file(path)
        except FileExistsError:
            number += 1
            path = folder / f"{name} ({number}){ending}"
        else:
            return path


class Intake(QObject):
    """Asks for pictures, and takes what is dropped or pasted.

    Args:
        window: asks.
        data_dir: where pasted pictures are kept.
        first_folder: where dialogs begin to look.

    Signals:
        brought: paths of files and folders, as a list.
        opened: likewise, in the place of what is in the list.
        problem: a :class:`Problem`.
    """

    brought = Signal(list)
    opened = Signal(list)
    problem = Signal(object)

    def __init__(self, window: QWidget, data_dir: Path, first_folder: Callable[[], Path]) -> None:
        super().__init__(window)
        self._window, self._data_dir, self._first_folder = window, data_dir, first_folder

    def ask_for_images(self) -> None:
        """Let the person pick files."""
        from igtagger.pictures.formats import EXTENSIONS

        endings = " ".join(f"*{ending}" for ending in sorted(EXTENSIONS))
        pictures = self.tr("Pictures ({endings})").format(endings=endings)
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Add pictures"),
            str(self._first_folder()),
            f"{pictures};;{self.tr('All files (*)')}",
        )
        self._bring([Path(name) for name in names])

    def ask_for_folder(self) -> None:
        """Let the person pick a folder."""
        name = QFileDialog.getExistingDirectory(
            self._window, self.tr("Add a folder"), str(self._first_folder())
        )
        if name:
            self._bring([Path(name)])

    def ask_to_open(self) -> None:
        """Let the person pick a folder that is to be shown alone."""
        name = QFileDialog.getExistingDirectory(
            self._window, self.tr("Open a folder"), str(self._first_folder())
        )
        if name:
            self.opened.emit([Path(name)])

    def bring_samples(self) -> None:
        """The pictures that come with the program."""
        self._bring([resources.path("samples")])

    def paste(self) -> None:
        """Files or a picture from the clipboard."""
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, mime: QMimeData) -> None:
        """Files, folders or a picture itself."""
        try:
            picture = picture_of(mime)
            paths = [keep_picture(*picture, self._data_dir)] if picture else paths_of(mime)
            if others := other_computers(mime):
                self.problem.emit(Problem.told(Reason("intake.other-computer", host=others[0])))
            elif not paths:
                raise UsageError("intake.nothing")
        except IgTaggerError as error:
            self.problem.emit(Problem.of(error))
            return
        self._bring(paths)

    def _bring(self, paths: list[Path]) -> None:
        if paths:
            self.brought.emit(paths)
