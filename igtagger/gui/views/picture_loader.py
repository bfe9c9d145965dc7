"""One picture at a time, decoded off the GUI thread at the size at which it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from PIL import Image
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.gui.jobs.job import Job
from igtagger.gui.views.qimages import to_qimage
from igtagger.pictures.decoding import open_sized
from igtagger.pictures.formats import RAW_EXTENSIONS

FULL_PIXELS = 100_000_000
"""Larger pictures are shown at a fraction of their size: this many take 400 MB, and as much again
for a moment while they are decoded."""
_SMALLEST = 512
_SIZE_ERRORS = (OSError, ValueError, SyntaxError, KeyError, EOFError, NotImplementedError)


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A picture ready to be drawn at any size.

    Attributes:
        path: as it was asked for.
        levels: the picture, then half, a quarter ... of it; empty where it could not be read.
        size: width and height of the whole upright picture in pixels.
        final: whether a more detailed one cannot be had.
        reason: why it could not be read; else None.
    """

    path: str
    levels: tuple[QImage, ...] = ()
    size: tuple[int, int] = (0, 0)
    final: bool = True
    reason: Reason | None = None

    @property
    def width(self) -> int:
        """Pixels of the most detailed level; 0 where there is none."""
        return self.levels[0].width() if self.levels else 0

    @property
    def used_bytes(self) -> int:
        """What its levels take."""
        return sum(level.sizeInBytes() for level in self.levels)


class PictureLoader(QObject):
    """Decodes what was asked for last; one decoder at a time, whatever is asked meanwhile.

    Signals:
        loaded: a :class:`Loaded`, of what was asked for last and of nothing else.
    """

    loaded = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: tuple[str, int | None] | None = None
        self._job: Job | None = None
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether ``loaded`` is still to come."""
        return self._wanted is not None

    def load(self, path: str, shorter: int | None) -> None:
        """Ask for a picture.

        Args:
            path: of the file.
            shorter: pixels that the shorter side should have at least; None for the whole.
        """
        self._wanted = path, shorter
        if self._job is not None:
            self._job.cancel()  # what it decodes is dropped; the next begins as soon as it is done
        else:
            self._start()

    def cancel(self) -> None:
        """Ask for nothing."""
        self._wanted = None
        if self._job is not None:
            self._job.cancel()

    def close(self) -> None:
        """End, waiting no longer than a moment for what is being decoded."""
        self._closed = True
        self.cancel()
        if self._job is not None:
            self._job.wait(1.0)

    def _start(self) -> None:
        if self._wanted is None or self._closed:
            return
        self._job = Job(partial(_decode, *self._wanted), self)
        self._job.items.connect(self._deliver)
        self._job.ended.connect(self._on_ended)
        self._job.start()

    def _deliver(self, made: list[Loaded]) -> None:
        if self._job is not None and not self._job.cancelled and self._wanted is not None:
            self._wanted = None
            self.loaded.emit(made[-1])

    def _on_ended(self, error: BaseException | None) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        if error is not None:
            self._wanted = None
        self._start()
        if error is not None:
            raise error


def read_whole(path: str, shorter: int | None, cancel: Event) -> Loaded:
    """A picture with all its levels; why not where it cannot be read. May be called on any thread.

    Args:
        path: of the file.
        shorter: pixels that the shorter side should have at least; None for the whole.
        cancel: set where it is no longer wanted: levels are left out then.
    """

    def read(file: Path) -> Loaded:
        image, size = open_sized(file, draft_to=_least(file) if shorter is None else shorter)
        final = shorter is None or image.width >= size[0]
        return Loaded(path, tuple(_levels(image, cancel)), size, final)

    return _told(path, read)


def read_fitting(path: str, room: tuple[int, int]) -> Loaded:
    """A picture as large as it fits into ``room``, so that it can be drawn as it is.

    Args:
        path: of the file.
        room: width and height in device pixels. A smaller picture is not enlarged.
    """

    def read(file: Path) -> Loaded:
        image, size = open_sized(file, draft_to=min(room))
        zoom = min(room[0] / size[0], room[1] / size[1], 1.0)
        fitting = max(1, round(size[0] * zoom)), max(1, round(size[1] * zoom))
        if fitting[0] < image.width:
            image = image.resize(fitting, Image.Resampling.BICUBIC)
        return Loaded(path, (to_qimage(image),), size, image.width >= size[0])

    return _told(path, read)


def _told(path: str, read: Callable[[Path], Loaded]) -> Loaded:
    try:
        return read(Path(path))
    except UnreadableImage as error:
        return Loaded(path, reason=error.reason)
    except MemoryError:
        return Loaded(path, reason=Reason("picture.no-memory", path=path))


def _decode(path: str, shorter: int | None, cancel: Event) -> Iterator[Loaded]:
    loaded = read_whole(path, shorter, cancel)
    if not cancel.is_set():
        yield loaded


def _least(file: Path) -> int | None:
    """What the shorter side may be decoded to, so that memory is enough; None for the whole."""
    size = _whole_size(file)
    return _shorter_of(size) if size is not None else None


def _shorter_of(size: tuple[int, int]) -> int | None:
    divisor = 1
    while size[0] * size[1] // divisor**2 > FULL_PIXELS:
        divisor *= 2
    return max(1, min(size) // divisor) if divisor > 1 else None


def _whole_size(file: Path) -> tuple[int, int] | None:
    """What the file says of its size, before it is turned; None where only decoding tells."""
    if file.suffix.lower() in RAW_EXTENSIONS:
        return None  # the size there is that of another picture than the one shown
    try:
        with Image.open(file) as header:
            return header.size
    except (*_SIZE_ERRORS, Image.DecompressionBombError):
        return None


def _levels(image: Image.Image, cancel: Event) -> Iterator[QImage]:
    yield to_qimage(image)
    while max(image.size) > 2 * _SMALLEST and min(image.size) > 2 and not cancel.is_set():
        image = image.reduce(2)
        yield to_qimage(image)
