"""Thumbnails on disk, so that they are there at once the next time."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Lock

import platformdirs
from PIL import Image

from igtagger import private
from igtagger.errors import UnreadableImage
from igtagger.files import replacing_bytes
from igtagger.library.images import FileStamp
from igtagger.pictures.decoding import open_upright
from igtagger.pictures.limits import default_max_pixels
from igtagger.settings import APP_NAME

SIDES = (256, 640)
"""Longer sides that are kept, in pixels: for common screens, and for those of twice the density."""
DISK_MEGABYTES = 1024
_QUALITY = 88
_DAY_SECONDS = 86400
_PRUNED_TO = 0.8
_WORKERS = 2


def default_folder() -> Path:
    """Where thumbnails are kept; inside the data folder where the environment names one."""
    if named := os.environ.get("IGTAGGER_DATA_DIR"):
        return Path(named).expanduser().absolute() / "thumbnails"
    return Path(platformdirs.user_cache_dir(APP_NAME, appauthor=False)) / "thumbnails"


class ThumbnailFiles:
    """A folder of JPEGs that are named after what they were made from.

    All methods may be called from several threads, and by several programs at once.

    Args:
        folder: made when it is first needed.
        megabytes: :meth:`prune` brings the folder below this.
    """

    def __init__(self, folder: Path, *, megabytes: int = DISK_MEGABYTES) -> None:
        self.folder = folder
        self._limit = megabytes * 1024 * 1024
        self._written = self._limit  # who knows what is there: pruned once from the start
        self._lock = Lock()

    @property
    def worth_pruning(self) -> bool:
        """Whether so much was written since the last time that pruning may be needed."""
        return self._written > self._limit // 20

    def open(self, path: Path, edge: int) -> Image.Image:
        """The upright picture in RGB, its longer side ``edge`` pixels or less.

        Made from the file where there is no thumbnail of it as it is now, or a damaged one.

        Raises:
            UnreadableImage: the picture is missing, damaged, too large ...: the message says which.
        """
        side = next((side for side in SIDES if edge <= side), SIDES[-1])
        kept = self._file(path, side)
        image = _read(kept) if kept is not None else None
        if image is None:
            image = _shrunk(_decode(path, side), side)
            if kept is not None:
                self._write(image, kept)
        return _shrunk(image, edge)

    def _file(self, path: Path, side: int) -> Path | None:
        """Where the thumbnail of the file as it is now is kept; None where it cannot be seen."""
        stamp = FileStamp.of(path)
        return self._file_of(path, stamp, side) if stamp is not None else None

    def _file_of(self, path: Path, stamp: FileStamp, side: int) -> Path:
        made_from = f"\0{stamp.size}\0{stamp.mtime_ns}\0{stamp.ctime_ns}\0{side}".encode()
        name = hashlib.sha256(os.fsencode(path.absolute()) + made_from).hexdigest()[:40]
        return self.folder / name[:2] / f"{name[2:]}.jpg"

    def carry(self, path: Path, before: FileStamp, after: FileStamp) -> None:
        """Keep what is there of a file that was written, and looks as it did before."""
        for side in SIDES:
            old, new = (self._file_of(path, stamp, side) for stamp in (before, after))
            with contextlib.suppress(OSError):  # there is none, mostly
                private.make_folder(new.parent)
                old.replace(new)

    def _write(self, image: Image.Image, kept: Path) -> None:
        """Keep it, where that can be done: a full disk costs no more than time on the next day."""
        try:
            private.make_folder(kept.parent)
            with replacing_bytes(kept, durable=False, private=True) as file:
                image.save(file, "JPEG", quality=_QUALITY, subsampling=0)
                size = file.tell()
        except OSError:
            return
        with self._lock:
            self._written += size

    def prune(self, cancel: Event) -> Iterator[int]:
        """Remove what was not used for longest until the folder is well below its limit.

        Yields:
            the size of each file removed, in bytes.
        """
        with self._lock:
            self._written = 0
        files = sorted(self._used(cancel))
        total = sum(size for _, size, _ in files)
        if total <= self._limit:
            return
        for _, size, name in files:
            if cancel.is_set() or total <= self._limit * _PRUNED_TO:
                return
            with contextlib.suppress(OSError):
                os.unlink(name)  # noqa: PTH108
                total -= size
                yield size

    def _used(self, cancel: Event) -> Iterator[tuple[float, int, str]]:
        """All files: when they were last used, their sizes and names."""
        for folder in _listed(self.folder):
            if cancel.is_set():
                return
            for entry in _listed(folder.path):
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    yield status.st_mtime, status.st_size, entry.path


def _listed(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _read(kept: Path) -> Image.Image | None:
    """What is kept; None where there is none, or it is damaged. Marks it as used."""
    try:
        used = kept.stat().st_mtime
        image = open_upright(kept)
    except (OSError, UnreadableImage):
        return None
    now = time.time()
    if now - used > _DAY_SECONDS:
        with contextlib.suppress(OSError):
            os.utime(kept, (now, now))
    return image


def _decode(path: Path, side: int) -> Image.Image:
    return open_upright(path, draft_to=side, max_pixels=default_max_pixels(_WORKERS))


def _shrunk(image: Image.Image, edge: int) -> Image.Image:
    """Its longer side at most ``edge``; never enlarged, no side zero."""
    width, height = image.size
    longer = max(width, height)
    if longer <= edge:
        return image
    size = max(1, round(width * edge / longer)), max(1, round(height * edge / longer))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
