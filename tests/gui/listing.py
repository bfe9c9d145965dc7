"""Pictures and outcomes for the tests of the window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent

from igtagger.app.picture_values import Listed
from igtagger.domain import Failed, Label, LabelRef, Reason, Review, Tagged
from igtagger.gui.results.results_model import ResultsModel

LABEL_SET = "five"
LABELS = tuple(
    Label(index, name, definition=f"a {name}")
    for index, name in enumerate(["cat", "dog", "car", "cup", "Tree"])
)


def ref(index: int) -> LabelRef:
    return LabelRef(LABEL_SET, index)


def tagged(path: str, scores: dict[int, float], mtime_ns: int = 0) -> Listed:
    """``scores`` by label, best first."""
    outcome = Tagged(Path(path), 400, 300, tuple(scores), tuple(scores.values()))
    return Listed(path, mtime_ns, outcome)


def failed(path: str, code: str = "picture.empty") -> Listed:
    return Listed(path, 0, Failed(Path(path), Reason(code, path=path)))


def waiting(*paths: str) -> list[Listed]:
    return [Listed(path) for path in paths]


def reviewed(
    confirmed: tuple[int, ...] = (), rejected: tuple[int, ...] = (), own: tuple[str, ...] = ()
) -> Review:
    return Review(frozenset(map(ref, confirmed)), frozenset(map(ref, rejected)), own)


def empty_model() -> ResultsModel:
    return ResultsModel(LABELS, LABEL_SET)


def model_of(count: int) -> ResultsModel:
    """As many pictures, named by number, label and score in turn."""
    model = empty_model()
    model.add(
        tagged(f"/p/IMG_{number}.jpg", {number % 5: 0.9 - number % 7 / 10}, 1 + number)
        for number in range(count)
    )
    return model


def picture(file: Path, size: tuple[int, int] = (400, 300), colour: str = "red") -> Path:
    Image.new("RGB", size, colour).save(file)
    return file


def photograph(file: Path, size: tuple[int, int] = (1600, 1200)) -> Path:
    """Coarse noise: nothing about it compresses to a plain surface."""
    noise = np.random.default_rng(0).integers(0, 256, (12, 16, 3), np.uint8)
    Image.fromarray(noise).resize(size).save(file)
    return file


class PaintedParts(QObject):
    """Watches a widget for the parts of it that are painted."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.rects: list[QRect] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QPaintEvent):
            self.rects.append(event.rect())
        return False
