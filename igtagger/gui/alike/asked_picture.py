"""The picture to which others are to be similar: of the library, a file, or pasted."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage, QPainter

from igtagger.gui.alike.similar_view import SimilarFound
from igtagger.gui.runs.intake import file_in, harmless, paths_of
from igtagger.gui.views.thumbnails import Version
from igtagger.pictures.formats import EXTENSIONS

if TYPE_CHECKING:
    from igtagger.app.likeness.similar import Query
    from igtagger.engines.protocol import Engine
    from igtagger.library.facade import Library
    from igtagger.library.features import FeaturesKey

MOST = 100
"""So many pictures are shown."""
SMALL = 96
"""Pixels of the longer side of the small picture of what has no file."""


@dataclass(frozen=True, slots=True, eq=False)
class AskedPicture:
    """What is asked for.

    Attributes:
        path: of its file; None where it has none.
        data: the bytes of a picture without a file, with the ending that a file would have.
        image: a picture without a file that is decoded already.
    """

    path: Path | None = None
    data: tuple[bytes, str] | None = None
    image: QImage | None = None


def asked_by(mime: QMimeData) -> AskedPicture | None:
    """The picture that is dropped or pasted; None where that is something else."""
    files = [path for path in paths_of(mime) if mime.hasUrls() and _is_picture(path)]
    if files and os.path.exists(files[0]):  # noqa: PTH110  never raises
        return AskedPicture(path=files[0])
    if (data := file_in(mime)) is not None:
        return AskedPicture(data=data)
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        return AskedPicture(image=image)
    return None


def may_ask(mime: QMimeData, offered: Qt.DropAction) -> bool:
    """Whether what is held over the field is one picture, or some, and may be left where it is."""
    if harmless(offered) is None:
        return False
    if mime.hasUrls():
        return any(map(_is_picture, paths_of(mime)))
    return mime.hasImage()


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in EXTENSIONS


class SimilarAnswer(NamedTuple):
    """What was found.

    Attributes:
        found: the most alike first.
        among: so many pictures were compared.
        small: of a picture without a file.
    """

    found: tuple[SimilarFound, ...]
    among: int
    small: QImage | None = None


class Features(NamedTuple):
    """By which features pictures are compared, and what makes those of one more.

    Attributes:
        library: where they are kept.
        key: which.
        engine: loads the model.
        exact: how pictures are decoded.
    """

    library: Library
    key: FeaturesKey
    engine: Callable[[], Engine]
    exact: bool


def find_similar(
    asked: AskedPicture,
    features: Callable[[Event], Features],
    within: Collection[Path] | None,
    cancel: Event,
) -> Iterator[SimilarAnswer | int]:
    """Find the pictures that are most like one. On a job's thread.

    Behind the answer comes how many pictures could not be compared, as their features lack: with
    many that takes longer than the answer.

    Args:
        asked: the picture.
        features: opened here, since that may take a while.
        within: which pictures may be found; all where None.
        cancel: ends it.

    Raises:
        UnreadableImage: the picture cannot be read.
        EngineError: the model cannot be run.
        LibraryError: the library cannot be used.
    """
    from igtagger.app.likeness.similar import SimilarPictures

    use = features(cancel)
    pictures = SimilarPictures(use.library, use.key)
    if (count := pictures.count) == 0:
        yield SimilarAnswer((), 0, _small(asked))
        yield pictures.lacking()
        return
    query = _query(asked, use)
    if cancel.is_set():
        return
    nearest = pictures.nearest(query, MOST, within=within, cancel=cancel)
    nearest.sort(key=lambda each: each.same != "itself")  # its copies are as alike
    versions = ((each, version_of(str(each.path))) for each in nearest)
    found = tuple(SimilarFound(each, version) for each, version in versions if version is not None)
    if not cancel.is_set():
        yield SimilarAnswer(found, count, _small(asked))
        yield pictures.lacking()


def _query(asked: AskedPicture, use: Features) -> Query:
    from igtagger.app.likeness.similar import query_of_file, query_of_kept, query_of_pixels

    if asked.path is not None:
        kept = query_of_kept(use.library, use.key, asked.path)
        return kept or query_of_file(asked.path, use.engine(), exact=use.exact)
    if asked.image is not None:
        return query_of_pixels(pixels_of(asked.image), use.engine())
    assert asked.data is not None
    data, ending = asked.data
    # Decoders go by files: what is turned, and which colours it has, stands in its bytes.
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"asked{ending}"
        file.write_bytes(data)
        return query_of_file(file, use.engine(), exact=use.exact)


def version_of(path: str) -> Version | None:
    """Times of change of a file, in nanoseconds; None where it is not there."""
    try:
        found = os.stat(path)  # noqa: PTH116  many
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_ctime_ns


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """RGB over white, shape ``(height, width, 3)``, of any picture of Qt's; on any thread."""
    ground = QImage(image.size(), QImage.Format.Format_RGB888)
    ground.fill(Qt.GlobalColor.white)
    painter = QPainter(ground)
    painter.drawImage(0, 0, image)
    painter.end()
    lines = np.frombuffer(ground.constBits(), np.uint8).reshape(ground.height(), -1)
    return lines[:, : 3 * ground.width()].reshape(ground.height(), ground.width(), 3).copy()


def _small(asked: AskedPicture) -> QImage | None:
    image = QImage.fromData(asked.data[0]) if asked.data is not None else asked.image
    if image is None or image.isNull():
        return None
    kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(SMALL, SMALL, kept, smooth)
