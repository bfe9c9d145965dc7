"""What is dropped or pasted on the window: files, folders, or a picture itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from igtagger import resources
from igtagger.domain import Reason
from igtagger.errors import ExportError, IgTaggerError, UsageError
from igtagger.gui.jobs.problems import Problem

PASTED = "pasted"
"""The folder under the data folder in which pictures without a file are kept."""


def accepts(mime: QMimeData) -> bool:
    """Whether there is something in it for us."""
    return mime.hasImage() or bool(paths_of(mime))


def harmless(offered: Qt.DropAction) -> Qt.DropAction | None:
    """What to take a drop as: a copy, or else a link; None where its source would only move it.

    A source may delete what was moved. We take nothing: the originals stay where they are.
    """
    for action in (Qt.DropAction.CopyAction, Qt.DropAction.LinkAction):
        if action in offered:
            return action
    return None


def paths_of(mime: QMimeData) -> list[Path]:
    """Files and folders of this computer, in the order in which they were given."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def image_of(mime: QMimeData) -> QImage | None:
    """A picture itself, as browsers and screenshot tools give it; None where there is none.

    Where files come along they are the better source, and this gives None.
    """
    if paths_of(mime) or not mime.hasImage():
        return None
    image = mime.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return None
    return image


def keep_image(image: QImage, data_dir: Path) -> Path:
    """Write a picture that has no file of its own to one, losslessly; returns its path.

    Raises:
        ExportError: it cannot be written.
    """
    folder = data_dir / PASTED
    moment = datetime.now().astimezone().strftime("%Y-%m-%d %H-%M-%S")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        detail = error.strerror or str(error)
        raise ExportError("intake.not-kept", path=folder, detail=detail) from error
    path, number = folder / f"{moment}.png", 1
    while path.exists():
        number += 1
        path = folder / f"{moment} ({number}).png"
    if not image.save(str(path), "PNG"):  # type: ignore[call-overload]
        path.unlink(missing_ok=True)
        raise ExportError("intake.not-kept", path=path, detail=Reason("intake.unwritten"))
    return path


class Intake(QObject):
    """Asks for pictures, and takes what is dropped or pasted.

    Args:
        window: asks.
        data_dir: where pasted pictures are kept.
        first_folder: where dialogs begin to look.

    Signals:
        brought: paths of files and folders, as a list.
        problem: a :class:`Problem`.
    """

    brought = Signal(list)
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

    def bring_samples(self) -> None:
        """The pictures that come with the program."""
        self._bring([resources.path("samples")])

    def paste(self) -> None:
        """Files or a picture from the clipboard."""
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, mime: QMimeData) -> None:
        """Files, folders or a picture itself."""
        try:
            image = image_of(mime)
            paths = [keep_image(image, self._data_dir)] if image is not None else paths_of(mime)
            if not paths:
                raise UsageError("intake.nothing")
        except IgTaggerError as error:
            self.problem.emit(Problem.of(error))
            return
        self._bring(paths)

    def _bring(self, paths: list[Path]) -> None:
        if paths:
            self.brought.emit(paths)
